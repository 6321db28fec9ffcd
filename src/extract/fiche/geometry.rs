//! Which list belongs to which label, by where they stand on the page.
//!
//! Reading order is not asked: a slide may paint all labels first. Three arrangements are told
//! apart. A frame that holds one label holds its list. Labels beside their lists: the items right
//! of a column of labels are parted so that each label is level with its list (vertically centred,
//! or at its top). Labels above their lists: the nearest label above in the same column. Items of
//! a page without any label, or above the first one, go on from the page before.

use std::ops::Range;

use crate::model::document::Rect;

/// What stands on one page of a fiche.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The labels.
    pub labels: Vec<Rect>,
    /// The items.
    pub items: Vec<Rect>,
    /// The ruled or filled boxes.
    pub frames: Vec<Rect>,
    /// A page before has a list that can go on here.
    pub continues: bool,
}

/// How far a thing may stick out of a frame or into its neighbour, in points.
const SLACK: f32 = 3.0;

/// What it costs, in points of distance, that a label has no list.
const EMPTY: f32 = 30.0;

/// What it costs that the first items go on from the page before.
const CONTINUED: f32 = 40.0;

/// How far, in points, a label is out of level by the producer's rounding; what is beyond it costs
/// more and more.
const TOLERANCE: f32 = 10.0;

/// For each item of the page its label; `None` where it goes on from the page before.
///
/// `level` is how the fiche's labels are level with their lists, where other pages show it.
pub fn assign(page: &Page, level: Option<Level>) -> Vec<Option<usize>> {
    let mut assignment = vec![None; page.items.len()];
    if page.labels.is_empty() {
        return assignment;
    }
    let settled = by_frames(page, &mut assignment);
    let open: Vec<usize> = (0..page.items.len())
        .filter(|&item| settled.get(item).is_some_and(|settled| !settled))
        .collect();
    if open.is_empty() {
        return assignment;
    }
    // A label that a frame gave its list takes no more.
    let mut free: Vec<usize> =
        (0..page.labels.len()).filter(|label| !assignment.contains(&Some(*label))).collect();
    if free.is_empty() {
        free.extend(0..page.labels.len());
    }
    let rest = Page {
        labels: free.iter().filter_map(|&label| page.labels.get(label).copied()).collect(),
        items: open.iter().filter_map(|&item| page.items.get(item).copied()).collect(),
        frames: Vec::new(),
        continues: page.continues,
    };
    let parted = if beside(&rest) { part_beside(&rest, level) } else { below(&rest) };
    for (item, label) in open.into_iter().zip(parted) {
        if let Some(slot) = assignment.get_mut(item) {
            *slot = label.and_then(|label| free.get(label).copied());
        }
    }
    assignment
}

/// Settles the items that share a frame with exactly one label, and those of a frame of their own
/// that no label is level with. Gives which items are settled.
fn by_frames(page: &Page, assignment: &mut [Option<usize>]) -> Vec<bool> {
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
    // Frames with a list only: each belongs to the label level with it at its left, or goes on
    // from the page before, if some frame shows that the page is built that way.
    let level = |frame: &Rect| -> Vec<usize> {
        let left = page.labels.iter().enumerate().filter(|(_, label)| {
            label.x1 <= frame.x0 + SLACK && (frame.y0..frame.y1).contains(&label.middle())
        });
        let nearest = left.clone().map(|(_, label)| label.x0).fold(f32::NEG_INFINITY, f32::max);
        left.filter(|(_, label)| label.x1 > nearest).map(|(index, _)| index).collect()
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

/// True if most labels have an item level with them at their right, before any other label.
fn beside(page: &Page) -> bool {
    let level = |label: &&Rect| {
        let reach = label.height();
        page.items.iter().any(|item| {
            item.x0 >= label.x1 - SLACK
                && item.y0 - reach <= label.middle()
                && label.middle() <= item.y1 + reach
                && !page.labels.iter().any(|other| {
                    other.x0 > label.x1
                        && other.x1 <= item.x0 + SLACK
                        && (other.middle() - label.middle()).abs() < reach * 4.0
                })
        })
    };
    let under = |label: &&Rect| {
        page.items.iter().any(|item| {
            item.y0 >= label.y1 - SLACK
                && item.y0 - label.y1 < label.height() * 2.5
                && item.x0 < label.x1
                && item.x1 > label.x0
        })
    };
    let level = page.labels.iter().filter(level).count();
    let under = page.labels.iter().filter(under).count();
    level > under
}

/// Labels above their lists: for each item the nearest label above it in its column.
fn below(page: &Page) -> Vec<Option<usize>> {
    let gutters = gutters(page);
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

/// Where columns begin: the edges behind which labels and items start again, the first one left
/// out. A column without a label is none.
fn gutters(page: &Page) -> Vec<f32> {
    let mut spans: Vec<(f32, f32, bool)> = (page.labels.iter().map(|l| (l.x0, l.x1, true)))
        .chain(page.items.iter().map(|item| (item.x0, item.x1, false)))
        .collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f32, f32, bool)> = Vec::new();
    for (x0, x1, label) in spans {
        match columns.last_mut() {
            Some((_, end, labelled)) if x0 < *end => {
                *end = end.max(x1);
                *labelled |= label;
            }
            _ => columns.push((x0, x1, label)),
        }
    }
    if columns.iter().any(|(_, _, labelled)| !labelled) {
        return Vec::new();
    }
    columns.into_iter().skip(1).map(|(x0, _, _)| x0).collect()
}

/// Labels beside their lists: parts the items of each column of labels.
fn part_beside(page: &Page, level: Option<Level>) -> Vec<Option<usize>> {
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

/// How the labels of all pages of a fiche are level with the lists at their right: as costs least.
/// `None` where no page has two labels beside lists.
pub fn level(pages: &[Page]) -> Option<Level> {
    let (mut centre, mut top, mut seen) = (0.0, 0.0, false);
    for page in pages.iter().filter(|page| page.labels.len() > 1 && beside(page)) {
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
fn columns(labels: &[Rect]) -> Vec<Vec<usize>> {
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

/// How a label is level with its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Its middle is.
    Centre,
    /// Its first line is.
    Top,
}

/// Parts the items, from top to bottom, among the labels: the cheapest monotone partition. The
/// items before the first group go on from the page before. Gives the cost and each label's items.
fn partition(
    labels: &[Rect],
    items: &[Rect],
    level: Level,
    continues: bool,
) -> (f32, Vec<Range<usize>>) {
    let count = items.len();
    let gap = |at: usize| match (at.checked_sub(1).and_then(|a| items.get(a)), items.get(at)) {
        (Some(above), Some(below)) => (below.y0 - above.y1).max(0.0),
        _ => f32::INFINITY,
    };
    // The lists end at the widest gaps: a break at a narrower one costs what it lacks.
    let mut gaps: Vec<f32> = (1..count).map(gap).collect();
    gaps.sort_by(|a, b| b.total_cmp(a));
    let rank = labels.len().min(gaps.len()).saturating_sub(1);
    let wide = gaps.get(rank).copied().unwrap_or(0.0);
    let break_cost =
        |at: usize| if at == 0 || at == count { 0.0 } else { (wide - gap(at)).max(0.0) };
    let group_cost = |label: &Rect, range: Range<usize>| {
        let held = items.get(range).unwrap_or_default();
        let Some(bounds) = held.iter().copied().reduce(|a, b| a.union(&b)) else { return EMPTY };
        let distance = match level {
            Level::Centre => (bounds.middle() - label.middle()).abs(),
            Level::Top => (bounds.y0 - label.y0).abs(),
        };
        distance + distance * distance / TOLERANCE
    };
    let mut best: Vec<Vec<(f32, usize)>> = vec![
        (0..=count)
            .map(|lead| match lead {
                0 => (0.0, 0),
                _ if continues => (CONTINUED + break_cost(lead), 0),
                _ => (f32::INFINITY, 0),
            })
            .collect(),
    ];
    for label in labels {
        let row = (0..=count)
            .map(|end| {
                let previous = best.last().map(Vec::as_slice).unwrap_or_default();
                let ways = previous.iter().take(end + 1).enumerate().map(|(start, (so_far, _))| {
                    let broken = if start == end { 0.0 } else { break_cost(end) };
                    (so_far + group_cost(label, start..end) + broken, start)
                });
                ways.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f32::INFINITY, 0))
            })
            .collect();
        best.push(row);
    }
    let total = best.last().and_then(|row| row.get(count)).map_or(f32::INFINITY, |(cost, _)| *cost);
    let mut end = count;
    let mut groups = Vec::with_capacity(labels.len());
    for row in best.iter().skip(1).rev() {
        let start = row.get(end).map_or(0, |(_, start)| *start);
        groups.push(start..end);
        end = start;
    }
    groups.reverse();
    (total, groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
        Rect { x0, y0, x1, y1 }
    }

    /// Items of one line each, 12 points apart, from `top`.
    fn list(x: f32, top: f32, count: usize) -> Vec<Rect> {
        (0..count).map(|n| top + 12.0 * n as f32).map(|y| rect(x, y, x + 200.0, y + 10.0)).collect()
    }

    fn page(labels: Vec<Rect>, items: Vec<Rect>, frames: Vec<Rect>) -> Page {
        Page { labels, items, frames, continues: true }
    }

    #[test]
    fn a_label_is_level_with_the_middle_of_its_list() {
        let labels = vec![rect(10.0, 112.0, 90.0, 124.0), rect(10.0, 152.0, 90.0, 164.0)];
        let items = [list(100.0, 100.0, 3), list(100.0, 147.0, 2)].concat();
        let found = assign(&page(labels, items, Vec::new()), None);
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn a_frame_with_one_label_holds_its_list() {
        let labels = vec![rect(10.0, 100.0, 90.0, 110.0), rect(310.0, 100.0, 390.0, 110.0)];
        let items = [list(20.0, 120.0, 2), list(320.0, 120.0, 1)].concat();
        let frames = vec![rect(5.0, 95.0, 290.0, 160.0), rect(305.0, 95.0, 590.0, 160.0)];
        assert_eq!(assign(&page(labels, items, frames), None), [Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn labels_above_their_lists_in_a_grid() {
        let labels = vec![
            rect(10.0, 100.0, 90.0, 110.0),
            rect(310.0, 100.0, 390.0, 110.0),
            rect(10.0, 200.0, 90.0, 210.0),
        ];
        let items = [list(12.0, 115.0, 3), list(312.0, 115.0, 2), list(12.0, 215.0, 1)].concat();
        let found = assign(&page(labels, items, Vec::new()), None);
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(1), Some(1), Some(2)]);
    }

    #[test]
    fn lists_that_begin_left_of_their_label_stay_in_their_column() {
        let labels = vec![
            rect(13.0, 100.0, 90.0, 110.0),
            rect(13.0, 160.0, 90.0, 170.0),
            rect(303.0, 100.0, 390.0, 110.0),
        ];
        let items = [list(10.0, 115.0, 2), list(10.0, 175.0, 1), list(300.0, 115.0, 7)].concat();
        let found = assign(&page(labels, items, Vec::new()), None);
        let right = [Some(2); 7];
        assert_eq!(found, [[Some(0), Some(0), Some(1)].as_slice(), &right].concat());
    }

    #[test]
    fn short_items_under_centred_labels_are_theirs() {
        let labels = vec![rect(100.0, 100.0, 300.0, 110.0), rect(180.0, 140.0, 220.0, 150.0)];
        let items = [list(10.0, 115.0, 1), list(10.0, 155.0, 2)].concat();
        let items: Vec<Rect> = items.into_iter().map(|item| Rect { x1: 40.0, ..item }).collect();
        let found = assign(&page(labels, items, Vec::new()), None);
        assert_eq!(found, [Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn a_label_whose_list_is_framed_takes_no_list_beyond_the_frame() {
        let labels = vec![
            rect(10.0, 100.0, 90.0, 110.0),
            rect(10.0, 130.0, 90.0, 140.0),
            rect(10.0, 165.0, 90.0, 175.0),
        ];
        let items = [list(100.0, 100.0, 2), list(100.0, 129.0, 3), list(100.0, 165.0, 2)].concat();
        let frames = vec![rect(95.0, 98.0, 400.0, 126.0), rect(95.0, 163.0, 400.0, 191.0)];
        let found = assign(&page(labels, items, frames), None);
        assert_eq!(found, [0, 0, 1, 1, 1, 2, 2].map(Some));
    }

    #[test]
    fn a_page_without_labels_goes_on_from_the_page_before() {
        assert_eq!(assign(&page(Vec::new(), list(100.0, 50.0, 2), Vec::new()), None), [None, None]);
    }

    #[test]
    fn a_list_far_above_the_first_label_goes_on_from_the_page_before() {
        let labels = vec![rect(10.0, 300.0, 90.0, 310.0), rect(10.0, 340.0, 90.0, 350.0)];
        let items = [list(100.0, 50.0, 2), list(100.0, 300.0, 1), list(100.0, 340.0, 1)].concat();
        let found = assign(&page(labels, items, Vec::new()), None);
        assert_eq!(found, [None, None, Some(0), Some(1)]);
    }

    #[test]
    fn a_framed_list_without_a_label_on_a_page_of_framed_rows_goes_on() {
        let labels = vec![rect(10.0, 200.0, 90.0, 210.0)];
        let items = [list(100.0, 105.0, 1), list(100.0, 200.0, 1)].concat();
        let frames = vec![rect(5.0, 95.0, 590.0, 120.0), rect(5.0, 190.0, 590.0, 220.0)];
        assert_eq!(assign(&page(labels, items, frames), None), [None, Some(0)]);
    }

    #[test]
    fn framed_lists_beside_bare_labels_stay_whole() {
        let labels = vec![rect(10.0, 80.0, 90.0, 92.0), rect(10.0, 115.0, 90.0, 127.0)];
        let items = [list(110.0, 33.0, 2), list(110.0, 74.0, 2), list(110.0, 116.0, 1)].concat();
        let frames = vec![
            rect(100.0, 30.0, 400.0, 63.0),
            rect(100.0, 70.0, 400.0, 104.0),
            rect(100.0, 112.0, 400.0, 132.0),
        ];
        let found = assign(&page(labels, items, frames), None);
        assert_eq!(found, [None, None, Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn the_first_page_of_a_fiche_has_nothing_to_go_on_from() {
        let labels = vec![rect(10.0, 80.0, 90.0, 94.0)];
        let items = [list(100.0, 33.0, 2), list(100.0, 76.0, 2)].concat();
        let later = page(labels, items, Vec::new());
        assert_eq!(assign(&later, None), [None, None, Some(0), Some(0)]);
        let first = Page { continues: false, ..later };
        assert_eq!(assign(&first, None), [Some(0); 4]);
    }

    #[test]
    fn how_a_fiche_sets_its_labels_is_told_by_its_fuller_pages() {
        let labels = vec![rect(10.0, 100.0, 90.0, 110.0), rect(10.0, 172.0, 90.0, 182.0)];
        let items = [list(100.0, 100.0, 6), list(100.0, 172.0, 4)].concat();
        let full = page(labels, items, Vec::new());
        let items = list(100.0, 40.0, 6);
        let rest = page(vec![rect(10.0, 64.0, 90.0, 74.0)], items, Vec::new());
        let found = level(&[full, rest.clone()]);
        assert_eq!(found, Some(Level::Top));
        let [goes_on, own] = [None, Some(0)];
        assert_eq!(assign(&rest, found), [goes_on, goes_on, own, own, own, own]);
    }

    #[test]
    fn a_label_without_a_list_takes_none_of_its_neighbours() {
        let labels = vec![
            rect(10.0, 100.0, 90.0, 110.0),
            rect(10.0, 200.0, 90.0, 210.0),
            rect(10.0, 300.0, 90.0, 310.0),
        ];
        let items = [list(100.0, 100.0, 1), list(100.0, 288.0, 3)].concat();
        let found = assign(&page(labels, items, Vec::new()), None);
        assert_eq!(found, [Some(0), Some(2), Some(2), Some(2)]);
    }
}
