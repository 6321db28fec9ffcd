//! Frames: what shares one with a single label is that label's.

use super::{Page, SLACK};
use crate::model::document::Rect;

/// Settles the items that share a frame with exactly one label, and those of a frame of their own
/// that no label is level with. Gives which items are settled.
pub(super) fn settle(page: &Page, assignment: &mut [Option<usize>]) -> Vec<bool> {
    let inside = |frame: &Rect, things: &[Rect]| -> Vec<usize> {
        let held = things.iter().enumerate().filter(|(_, thing)| frame.contains(thing, SLACK));
        held.map(|(index, _)| index).collect()
    };
    let mut frames: Vec<(&Rect, Vec<usize>, Vec<usize>)> = page
        .frames
        .iter()
        .map(|frame| (frame, inside(frame, &page.labels), inside(frame, &page.items)))
        .filter(|(_, _, items)| !items.is_empty())
        .collect();
    frames.sort_by(|a, b| area(a.0).total_cmp(&area(b.0)));
    let mut settled = vec![false; page.items.len()];
    for (_, labels, items) in &frames {
        let [label] = labels.as_slice() else { continue };
        for &item in items {
            if let (Some(slot), Some(done)) = (assignment.get_mut(item), settled.get_mut(item))
                && !*done
            {
                *slot = Some(*label);
                *done = true;
            }
        }
    }
    // Frames with a list only: each belongs to the label level with it at its left, or at its right
    // if there is none, or goes on from the page before, if some frame shows that the page is built
    // that way. A frame between the two is nearer to the label.
    let between = |from: f32, to: f32, y: f32| {
        let mut lists = frames.iter().filter(|(_, labels, _)| labels.is_empty());
        lists.any(|(other, _, _)| {
            other.x0 >= from - SLACK && other.x1 <= to + SLACK && (other.y0..other.y1).contains(&y)
        })
    };
    let level = |frame: &Rect| -> Vec<usize> {
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
    };
    let lists: Vec<(Vec<usize>, &Vec<usize>)> = frames
        .iter()
        .filter(|(_, labels, _)| labels.is_empty())
        .map(|(frame, _, items)| (level(frame), items))
        .collect();
    let built = settled.contains(&true) || lists.iter().any(|(labels, _)| labels.len() == 1);
    for (labels, items) in lists {
        if !built || labels.len() > 1 {
            continue;
        }
        for &item in items {
            if let (Some(slot), Some(done)) = (assignment.get_mut(item), settled.get_mut(item))
                && !*done
            {
                *slot = labels.first().copied();
                *done = true;
            }
        }
    }
    settled
}

fn area(rect: &Rect) -> f32 {
    rect.width() * rect.height()
}
