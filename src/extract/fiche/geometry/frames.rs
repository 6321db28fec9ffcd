//! Frames: what shares one with a single label is that label's.

use super::{Page, SLACK};
use crate::model::document::Rect;

/// A frame with a list in it.
struct Frame<'p> {
    rect: &'p Rect,
    /// The labels that it holds.
    labels: Vec<usize>,
    /// The items that it holds.
    items: Vec<usize>,
}

/// Settles the items that share a frame with exactly one label, and those of a frame of their own
/// that no label is level with. Gives which items are settled.
pub(super) fn settle(page: &Page, assignment: &mut [Option<usize>]) -> Vec<bool> {
    let frames = frames(page);
    let mut settled = vec![false; page.items.len()];
    for frame in &frames {
        let [label] = frame.labels.as_slice() else { continue };
        give(&frame.items, Some(*label), assignment, &mut settled);
    }
    // Frames with a list only: each belongs to the label level with it, or goes on from the page
    // before, if some frame shows that the page is built that way.
    let lists: Vec<(Vec<usize>, &Frame<'_>)> = frames
        .iter()
        .filter(|frame| frame.labels.is_empty())
        .map(|frame| (level(page, &frames, frame.rect), frame))
        .collect();
    let built = settled.contains(&true) || lists.iter().any(|(labels, _)| labels.len() == 1);
    for (labels, frame) in lists {
        if built && labels.len() <= 1 {
            give(&frame.items, labels.first().copied(), assignment, &mut settled);
        }
    }
    settled
}

/// The frames with a list in them, small ones first.
fn frames(page: &Page) -> Vec<Frame<'_>> {
    let inside = |frame: &Rect, things: &[Rect]| -> Vec<usize> {
        let held = things.iter().enumerate().filter(|(_, thing)| frame.contains(thing, SLACK));
        held.map(|(index, _)| index).collect()
    };
    let frame =
        |rect| Frame { rect, labels: inside(rect, &page.labels), items: inside(rect, &page.items) };
    let frames = page.frames.iter().map(frame);
    let mut frames: Vec<Frame<'_>> = frames.filter(|frame| !frame.items.is_empty()).collect();
    frames.sort_by(|a, b| area(a.rect).total_cmp(&area(b.rect)));
    frames
}

/// Gives the items that are not settled yet to a label.
fn give(
    items: &[usize],
    label: Option<usize>,
    assignment: &mut [Option<usize>],
    settled: &mut [bool],
) {
    for &item in items {
        if let (Some(slot), Some(done)) = (assignment.get_mut(item), settled.get_mut(item))
            && !*done
        {
            *slot = label;
            *done = true;
        }
    }
}

/// The labels level with a frame: the nearest at its left, or at its right if there is none. A list's
/// frame between the two is nearer to the label.
fn level(page: &Page, frames: &[Frame<'_>], frame: &Rect) -> Vec<usize> {
    let between = |from: f32, to: f32, y: f32| {
        let mut lists = frames.iter().filter(|other| other.labels.is_empty());
        lists.any(|Frame { rect, .. }| {
            rect.x0 >= from - SLACK && rect.x1 <= to + SLACK && (rect.y0..rect.y1).contains(&y)
        })
    };
    let beside = page.labels.iter().enumerate();
    let beside = beside.filter(|(_, label)| (frame.y0..frame.y1).contains(&label.middle()));
    let left = beside.clone().filter(|(_, label)| {
        label.x1 <= frame.x0 + SLACK && !between(label.x1, frame.x0, label.middle())
    });
    let nearest = left.clone().map(|(_, label)| label.x0).fold(f32::NEG_INFINITY, f32::max);
    let left: Vec<usize> =
        left.filter(|(_, label)| label.x1 > nearest).map(|(index, _)| index).collect();
    let right = beside.filter(|(_, label)| {
        label.x0 >= frame.x1 - SLACK && !between(frame.x1, label.x0, label.middle())
    });
    let nearest = right.clone().map(|(_, label)| label.x1).fold(f32::INFINITY, f32::min);
    let right = right.filter(|(_, label)| label.x0 < nearest).map(|(index, _)| index);
    if left.is_empty() { right.collect() } else { left }
}

fn area(rect: &Rect) -> f32 {
    rect.width() * rect.height()
}
