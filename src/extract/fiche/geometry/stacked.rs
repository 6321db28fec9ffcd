//! Labels above their lists, in columns.

use super::beside::{columns, is_level};
use super::{Page, SLACK};
use crate::model::document::Rect;

/// How many labels have an item right below, in their column or, where no list stands beside them,
/// anywhere in the only one.
pub(super) fn support(page: &Page) -> usize {
    // Columns that all have a label hold their lists; else a list may stand beside its label.
    let gutters = gutters([page]);
    let in_columns = !gutters.is_empty();
    let parted = part(page, &gutters);
    let one_stack = columns(&page.labels).len() < 2;
    let alone = |label: &Rect| one_stack && !page.items.iter().any(|item| is_level(item, label));
    let under = |(number, label): &(usize, &Rect)| {
        let everywhere = in_columns || alone(label);
        page.items.iter().zip(&parted).any(|(item, owner)| {
            *owner == Some(*number)
                && item.y0 >= label.y1 - SLACK
                && item.y0 - label.y1 < label.height() * 2.5
                && (everywhere || item.x0 < label.x1 && item.x1 > label.x0)
        })
    };
    page.labels.iter().enumerate().filter(under).count()
}

/// For each label how far below it the list begins whose items have it as the nearest above.
pub(super) fn gaps(page: &Page) -> Vec<Option<f32>> {
    let parted = part(page, &gutters([page]));
    let gap = |(number, label): (usize, &Rect)| {
        let own = page.items.iter().zip(&parted).filter(|(_, owner)| **owner == Some(number));
        own.map(|(item, _)| item.y0 - label.y1).reduce(f32::min)
    };
    page.labels.iter().enumerate().map(gap).collect()
}

/// For each item the nearest label above it in its column.
pub(super) fn part(page: &Page, gutters: &[f32]) -> Vec<Option<usize>> {
    let column = |rect: &Rect| gutters.iter().filter(|&&x| x < rect.x0 + SLACK).count();
    let one_stack = columns(&page.labels).len() < 2;
    let column_end = |label: &Rect| {
        let right = page.labels.iter().map(|other| other.x0 - SLACK);
        right.filter(|&x| x > label.x0 + label.height() * 2.0).fold(f32::INFINITY, f32::min)
    };
    // Where labels and lists fall into columns, these decide; else the edges of the labels.
    let in_column = |item: &Rect, label: &Rect| {
        if !gutters.is_empty() {
            return column(item) == column(label);
        }
        one_stack || item.x0 >= label.x0 - label.height() * 3.0 && item.x0 < column_end(label)
    };
    page.items
        .iter()
        .map(|item| {
            let above = page
                .labels
                .iter()
                .enumerate()
                .filter(|(_, label)| label.middle() < item.middle() && in_column(item, label));
            above
                .min_by(|(_, a), (_, b)| (item.y0 - a.y1).total_cmp(&(item.y0 - b.y1)))
                .map(|(index, _)| index)
        })
        .collect()
}

/// Items at the top of a column, above its first label, go on from the foot of the column before
/// if that one begins at the same height with a label, or if they can go on from nothing else: a
/// text that flows through columns. (Boxes that a page break cut leave items at the top of the
/// first column too, or nothing beside them.)
pub(super) fn flow(page: &Page, gutters: &[f32], parted: &mut [Option<usize>]) {
    let column = |rect: &Rect| gutters.iter().filter(|&&x| x < rect.x0 + SLACK).count();
    for number in 1..=gutters.len() {
        let labels = page.labels.iter().enumerate().filter(|(_, l)| column(l) + 1 == number);
        let first = labels.clone().min_by(|(_, a), (_, b)| a.y0.total_cmp(&b.y0));
        let last = labels.max_by(|(_, a), (_, b)| a.y0.total_cmp(&b.y0));
        let (Some((_, first)), Some((last, _))) = (first, last) else { continue };
        let mut before = page.items.iter().zip(parted.iter());
        let above = before.any(|(item, label)| {
            label.is_none() && column(item) + 1 == number && item.y0 < first.y0
        });
        let top = page.items.iter().filter(|item| column(item) == number).map(|item| item.y0);
        let top = top.fold(f32::INFINITY, f32::min);
        let height = first.height();
        let level = (first.y0 - 1.5 * height..first.y0 + 4.0 * height).contains(&top);
        if above || page.continues && !level {
            continue;
        }
        for (item, label) in page.items.iter().zip(parted.iter_mut()) {
            if label.is_none() && column(item) == number {
                *label = Some(last);
            }
        }
    }
}

/// What parts the columns of some pages: the middles of the gaps behind which labels and items start
/// again. (A text may begin a little left of the labels and items of its column.) A gap that one
/// page in [`CROSSED`] crosses is one all the same; a column without a label is none.
pub(super) fn gutters<'p>(pages: impl IntoIterator<Item = &'p Page>) -> Vec<f32> {
    let pages: Vec<&Page> = pages.into_iter().collect();
    let boxes = |page: &&'p Page| merged(page.labels.iter().chain(&page.items).copied());
    let spans: Vec<(f32, f32)> = pages.iter().flat_map(boxes).collect();
    let mut columns = usual(&spans, pages.len());
    let labels = || pages.iter().flat_map(|page| &page.labels);
    let overlap = |a: &(f32, f32), b: &(f32, f32)| a.0 < b.1 && b.0 < a.1;
    let labelled = |span: &(f32, f32)| labels().any(|label| overlap(span, &(label.x0, label.x1)));
    if !columns.iter().all(labelled) {
        return Vec::new();
    }
    // What a page has beside the columns of the others is a column of its own.
    let more = spans.iter().filter(|span| !columns.iter().any(|column| overlap(column, span)));
    let more: Vec<(f32, f32)> = more.filter(|span| labelled(span)).copied().collect();
    columns.extend(more);
    let columns = merged_spans(columns);
    let middle = |pair: &[(f32, f32)]| match pair {
        [(_, end), (next, _)] => (end + next) / 2.0,
        _ => 0.0,
    };
    columns.windows(2).map(middle).collect()
}

/// The stretches that more than one in [`CROSSED`] of some pages cover, of the stretches of each.
fn usual(spans: &[(f32, f32)], pages: usize) -> Vec<(f32, f32)> {
    let mut edges: Vec<(f32, bool)> =
        spans.iter().flat_map(|&(x0, x1)| [(x0, true), (x1, false)]).collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut columns: Vec<(f32, f32)> = Vec::new();
    let all = pages as i64;
    let (mut depth, mut start) = (0, None);
    for (x, begins) in edges {
        depth += if begins { 1 } else { -1 };
        match start {
            None if depth * CROSSED > all => start = Some(x),
            Some(from) if depth * CROSSED <= all => {
                columns.push((from, x));
                start = None;
            }
            _ => {}
        }
    }
    columns
}

/// The stretches that boxes cover from left to right.
fn merged(boxes: impl Iterator<Item = Rect>) -> Vec<(f32, f32)> {
    merged_spans(boxes.map(|bbox| (bbox.x0, bbox.x1)).collect())
}

/// Stretches without those that lie in others.
fn merged_spans(mut spans: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f32, f32)> = Vec::new();
    for (x0, x1) in spans {
        match merged.last_mut() {
            Some((_, end)) if x0 < *end => *end = end.max(x1),
            _ => merged.push((x0, x1)),
        }
    }
    merged
}

/// A title or a fact may cross the gap between two columns, but not on most pages.
const CROSSED: i64 = 3;
