//! Labels at the left of their lists, in columns.

use std::ops::Range;

use super::partition::{Level, partition};
use super::{Page, SLACK};
use crate::model::document::Rect;

/// How many labels have an item level with them at their right, before any other label.
pub(super) fn support(page: &Page) -> usize {
    let level = |label: &&Rect| {
        page.items.iter().any(|item| {
            item.x0 >= label.x1 - SLACK
                && is_level(item, label)
                && !page.labels.iter().any(|other| {
                    other.x0 > label.x1
                        && other.x1 <= item.x0 + SLACK
                        && (other.middle() - label.middle()).abs() < label.height() * 4.0
                })
        })
    };
    page.labels.iter().filter(level).count()
}

/// An item has a label at its height: within it, or between two lines of its list, but not between
/// its list and the one before.
pub(super) fn is_level(item: &Rect, label: &Rect) -> bool {
    let reach = label.height() * 0.45;
    (item.y0 - reach..=item.y1 + reach).contains(&label.middle())
}

/// Parts the items of each column of labels.
pub(super) fn part(page: &Page, level: Option<Level>) -> Vec<Option<usize>> {
    let mut result = vec![None; page.items.len()];
    for column in columns_beside(page) {
        let levels = level.map_or(vec![Level::Centre, Level::Top], |level| vec![level]);
        let (_, groups) = levels
            .into_iter()
            .map(|level| column.parted(level, page.continues))
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .unwrap_or_default();
        for ((label, _), group) in column.labels.iter().zip(groups) {
            for (index, _) in column.items.get(group).unwrap_or_default() {
                if let Some(slot) = result.get_mut(*index) {
                    *slot = Some(*label);
                }
            }
        }
    }
    result
}

/// How the labels of all pages are level with the lists at their right: as costs least. `None`
/// where no page has two labels.
pub(super) fn level(pages: &[Page]) -> Option<Level> {
    let (mut centre, mut top, mut seen) = (0.0, 0.0, false);
    for page in pages.iter().filter(|page| page.labels.len() > 1) {
        for column in columns_beside(page) {
            centre += column.parted(Level::Centre, page.continues).0;
            top += column.parted(Level::Top, page.continues).0;
            seen = true;
        }
    }
    seen.then_some(if top < centre { Level::Top } else { Level::Centre })
}

/// A column of labels, and the items beside them from top to bottom, each with its box.
struct Column {
    labels: Vec<(usize, Rect)>,
    items: Vec<(usize, Rect)>,
}

impl Column {
    /// The parting of its items by [`partition`].
    fn parted(&self, level: Level, continues: bool) -> (f32, Vec<Range<usize>>) {
        let boxes = |things: &[(usize, Rect)]| things.iter().map(|(_, rect)| *rect).collect();
        let (labels, items): (Vec<Rect>, Vec<Rect>) = (boxes(&self.labels), boxes(&self.items));
        partition(&labels, &items, level, continues)
    }
}

/// The columns of labels of a page.
fn columns_beside(page: &Page) -> Vec<Column> {
    let mut found = Vec::new();
    for column in columns(&page.labels) {
        let edge = column.iter().filter_map(|&label| page.labels.get(label)).map(|label| label.x1);
        let edge = edge.fold(f32::NEG_INFINITY, f32::max);
        // The column of labels that is nearest at the left of an item is the item's.
        let mine = |item: &Rect| {
            item.x0 >= edge - SLACK
                && !page.labels.iter().any(|other| other.x0 > edge && other.x1 <= item.x0 + SLACK)
        };
        let mut items: Vec<(usize, Rect)> =
            page.items.iter().copied().enumerate().filter(|(_, item)| mine(item)).collect();
        items.sort_by(|(_, a), (_, b)| a.y0.total_cmp(&b.y0));
        let boxed = |label: usize| Some((label, page.labels.get(label).copied()?));
        found.push(Column { labels: column.into_iter().filter_map(boxed).collect(), items });
    }
    found
}

/// Labels that stand in one column, each column from top to bottom.
pub(super) fn columns(labels: &[Rect]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    let rect = |index: usize| labels.get(index).copied().unwrap_or_default();
    order.sort_by(|&a, &b| rect(a).x0.total_cmp(&rect(b).x0));
    let mut columns: Vec<(f32, Vec<usize>)> = Vec::new();
    for index in order {
        match columns.last_mut() {
            Some((end, column)) if rect(index).x0 < *end => {
                *end = end.max(rect(index).x1);
                column.push(index);
            }
            _ => columns.push((rect(index).x1, vec![index])),
        }
    }
    let mut columns: Vec<Vec<usize>> = columns.into_iter().map(|(_, column)| column).collect();
    for column in &mut columns {
        column.sort_by(|&a, &b| rect(a).y0.total_cmp(&rect(b).y0));
    }
    columns
}
