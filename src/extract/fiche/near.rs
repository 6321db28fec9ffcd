//! The value of a label that stands in another block: beside it, below it, or above it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::labels::Labelled;
use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::model::document::Rect;

/// A value stands at most so many heights of its label at its right, or in a column of values.
const WIDEST: f32 = 20.0;

/// It takes so many values below each other to make a column, and most labels of the page beside it.
const COLUMN: usize = 3;
const MOST: (usize, usize) = (3, 4);

/// A value of a column is farther than what stands below its label.
const FAR: u32 = 3000;

/// The icon before a label takes at most so many heights of it.
const ICON: f32 = 3.0;

/// Where the values of labels stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Beside or below.
    Behind,
    Above,
}

/// What stands around a label without a value of its own.
pub(super) struct Around<'s> {
    pub(super) sheet: &'s Sheet<'s>,
    pub(super) blocks: &'s [usize],
    /// The blocks with labels, and those in which their values go on.
    pub(super) heads: &'s [usize],
    /// Where the labels stand that have no value.
    pub(super) rows: &'s [(usize, Rect)],
}

/// A text that can be the value of a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    distance: u32,
    block: usize,
    start: usize,
    end: usize,
}

impl Near {
    /// The block, and its characters.
    pub(super) fn place(&self) -> (usize, Range<usize>) {
        (self.block, self.start..self.end)
    }
}

/// Where the text begins that is the nearest at the right of each label that has no value nearer.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// By the block of the label and its first character: the page, and the left edge.
    beside: BTreeMap<(usize, usize), (usize, f32)>,
    /// How many texts begin at a left edge, by page and whole points.
    counts: BTreeMap<(usize, i32), usize>,
    /// How many of these labels a page has.
    labels: BTreeMap<usize, usize>,
}

impl Columns {
    /// Finds them for labels without a value in their block, each with what is near it.
    pub(super) fn of<'l, 'n>(
        sheet: &Sheet<'_>,
        blocks: &[usize],
        labels: impl Iterator<Item = (&'l Labelled, &'n Option<Near>)>,
    ) -> Self {
        let mut columns = Self::default();
        let boxes: Vec<(usize, Rect)> = blocks
            .iter()
            .filter_map(|&block| sheet.blocks.get(block).and_then(|b| Some((b.page, b.bbox?))))
            .collect();
        for (labelled, near) in labels {
            let (index, range) = labelled.label.clone();
            let page = sheet.blocks.get(index).map_or(0, |block| block.page);
            let Some(head) = sheet.bbox(index, range.clone()) else { continue };
            *columns.labels.entry(page).or_default() += 1;
            let level =
                boxes.iter().filter(|(number, bbox)| *number == page && is_beside(&head, bbox));
            let nearest = level.map(|(_, bbox)| bbox.x0).reduce(f32::min);
            let near = near.as_ref().filter(|near| near.distance < FAR);
            let near = near.and_then(|near| sheet.bbox(near.block, near.start..near.end));
            let is_near = |edge: f32| near.is_none_or(|near| (near.x0 - edge).abs() < 1.0);
            if let Some(edge) = nearest.filter(|edge| is_near(*edge)) {
                columns.beside.insert((index, range.start), (page, edge));
                *columns.counts.entry((page, edge.round() as i32)).or_default() += 1;
            }
        }
        columns
    }

    /// True if the text that begins at `edge` is the nearest at the right of a label, and others
    /// begin at that edge beside other labels.
    fn hold(&self, label: (usize, usize), edge: f32) -> bool {
        let Some(&(page, own)) = self.beside.get(&label) else { return false };
        let point = edge.round() as i32;
        let near = self.counts.range((page, point - 1)..=(page, point + 1));
        let count: usize = near.map(|(_, count)| count).sum();
        let labels = self.labels.get(&page).copied().unwrap_or(0);
        (own - edge).abs() < 1.0 && count >= COLUMN && count * MOST.1 >= labels * MOST.0
    }
}

impl Around<'_> {
    /// The nearest text at one side of a label that can be its value.
    pub(super) fn nearest(
        &self,
        labelled: &Labelled,
        side: Side,
        reads: &impl Fn(&Labelled, &str) -> bool,
    ) -> Option<Near> {
        let Self { sheet, blocks, .. } = *self;
        self.least(labelled, reads, |head, value| match side {
            Side::Above => height_above(head, value),
            Side::Behind => nearness(head, value)
                .or_else(|| goes_around(sheet, blocks, head, value).then_some(OVER - 1))
                .or_else(|| goes_over(sheet, blocks, head, value).then_some(OVER)),
        })
    }

    /// The text of a column of values that stands beside a label.
    pub(super) fn in_column(
        &self,
        labelled: &Labelled,
        columns: &Columns,
        reads: &impl Fn(&Labelled, &str) -> bool,
    ) -> Option<Near> {
        let label = (labelled.label.0, labelled.label.1.start);
        columns.beside.get(&label)?;
        self.least(labelled, reads, |head, value| {
            in_column(head, value, |edge| columns.hold(label, edge))
        })
    }

    /// The text that can be the value of a label and is the nearest, as `distance` measures.
    fn least(
        &self,
        labelled: &Labelled,
        reads: &impl Fn(&Labelled, &str) -> bool,
        distance: impl Fn(&Place<'_>, &Place<'_>) -> Option<u32>,
    ) -> Option<Near> {
        let Self { sheet, blocks, heads, rows } = *self;
        let (index, range) = labelled.label.clone();
        let head = Place { block: sheet.blocks.get(index)?, index, bbox: sheet.bbox(index, range) };
        let candidates = blocks
            .iter()
            .copied()
            .filter(|&other| other != index && !heads.contains(&other) && !sheet.is_taken(other));
        let near = candidates.filter_map(|index| {
            let block = sheet.blocks.get(index).filter(|candidate| !candidate.is_item())?;
            let parts = pieces(sheet, index, rows).into_iter().filter_map(|range| {
                let value = Place { block, index, bbox: sheet.bbox(index, range.clone()) };
                let distance = distance(&head, &value)?;
                let readable = reads(labelled, &block.slice(range.clone()));
                let Range { start, end } = range;
                readable.then_some(Near { distance, block: index, start, end })
            });
            parts.min()
        });
        near.min()
    }
}

/// The parts of a block that can each be a value. A column of values may be read as one paragraph:
/// where several labels are level with its lines, each part begins at such a line.
fn pieces(sheet: &Sheet<'_>, index: usize, rows: &[(usize, Rect)]) -> Vec<Range<usize>> {
    let Some(block) = sheet.blocks.get(index) else { return Vec::new() };
    let lines = block.line_ranges();
    let level = |line: &&Range<usize>| {
        sheet.bbox(index, (*line).clone()).is_some_and(|bbox| {
            rows.iter().any(|(page, row)| *page == block.page && is_level(row, &bbox))
        })
    };
    let mut starts: Vec<usize> = lines.iter().filter(level).map(|line| line.start).collect();
    if starts.len() < 2 {
        starts = vec![0];
    }
    let ends = starts.iter().skip(1).copied().chain([block.length()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// A block, or a part of one, and where it stands.
struct Place<'b> {
    block: &'b Block,
    index: usize,
    bbox: Option<Rect>,
}

/// True if `right` stands at the right of `left` on its line.
fn is_level(left: &Rect, right: &Rect) -> bool {
    let height = left.height().max(1.0);
    (left.middle() - right.middle()).abs() < height * 0.6 && right.x0 >= left.x1 - 1.0
}

/// True if a value stands at the right of its label: one of several lines may be level with it in its
/// first line or in its middle.
fn is_beside(label: &Rect, value: &Rect) -> bool {
    let first = Rect { y1: value.y0 + label.height().max(1.0), ..*value };
    is_level(label, value) || is_level(label, &first)
}

/// What is below on the next page is farther than anything on the page.
const OVER: u32 = 9000;

/// True if a line of several facts breaks behind a label: the value begins the next line, and stands
/// there because it has no room behind the label, or the facts follow each other like words.
fn goes_around(sheet: &Sheet<'_>, blocks: &[usize], head: &Place<'_>, value: &Place<'_>) -> bool {
    let (Some(a), Some(b)) = (head.bbox, value.bbox) else { return false };
    let height = a.height();
    let below = (-0.3 * height..0.8 * height).contains(&(b.y0 - a.y1));
    if head.block.page != value.block.page || !below || b.x0 >= a.x0 {
        return false;
    }
    let all = blocks.iter().filter_map(|&index| sheet.blocks.get(index));
    let all = all.filter(|block| block.page == head.block.page).filter_map(|block| block.bbox);
    let line = || all.clone().filter(|other| (other.middle() - a.middle()).abs() < 0.6 * height);
    let first = line().map(|other| other.x0).fold(a.x0, f32::min);
    let before = line().map(|other| other.x1).filter(|x1| *x1 <= a.x0).fold(first, f32::max);
    // What is the widest line of all shows no measure.
    let others = all.clone().filter(|other| (other.middle() - a.middle()).abs() > height);
    let measure = others.map(|other| other.x1).fold(0.0, f32::max);
    let word = value.block.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let word = sheet.bbox(value.index, 0..word).map_or(0.0, |word| word.width());
    let room = -AFTER * height..word + SPACE * height;
    (first - b.x0).abs() < height
        && line().all(|other| other.x0 <= a.x0)
        && (room.contains(&(measure - a.x1)) || a.x0 - before < AFTER * height)
}

/// The width of a space, in heights of a line, as most fonts have it.
const SPACE: f32 = 0.25;

/// Facts that stand in a row less than so many heights apart follow each other like words.
const AFTER: f32 = 3.0;

/// True if a page parts a label from its value: the one is the last of its column, and the other
/// the first.
fn goes_over(sheet: &Sheet<'_>, blocks: &[usize], head: &Place<'_>, candidate: &Place<'_>) -> bool {
    let (Some(a), Some(b)) = (head.bbox, candidate.bbox) else { return false };
    let all = || blocks.iter().filter_map(|&index| sheet.blocks.get(index));
    let on = |page: usize| all().filter(move |block| block.page == page).filter_map(|b| b.bbox);
    let below = |other: Rect| other.y0 >= a.y1 && other.x0 < a.x1 && a.x0 < other.x1;
    let above = |other: Rect| other.y1 <= b.y0 && other.x0 < b.x1 && b.x0 < other.x1;
    candidate.block.page == head.block.page + 1
        && (a.x0 - b.x0).abs() < a.height()
        && !on(head.block.page).any(below)
        && !on(candidate.block.page).any(above)
}

/// How near a text is as the value of a label: beside it in its row, or next below; `None` where
/// it is neither.
fn nearness(head: &Place<'_>, candidate: &Place<'_>) -> Option<u32> {
    if head.block.page != candidate.block.page {
        return None;
    }
    let cells = head.block.look.cell.zip(candidate.block.look.cell);
    if let Some((a, b)) = cells.filter(|(a, b)| a != b) {
        let beside = a.row == b.row && b.column == a.column + 1;
        // A row of labels over a row of values.
        let under = a.column == b.column && b.row == a.row + 1;
        return (a.table == b.table && (beside || under)).then_some(u32::from(under));
    }
    let (Some(a), Some(b)) = (head.bbox, candidate.bbox) else {
        return (candidate.index == head.index + 1).then_some(1);
    };
    let height = a.height().max(1.0);
    if is_beside(&a, &b) && b.x0 - a.x1 < height * WIDEST {
        return Some((b.x0 - a.x1).max(0.0) as u32);
    }
    let below = b.y0 >= a.y1 - height * 0.3 && b.y0 - a.y1 < height;
    let flush = (a.x0 - b.x0).abs() < height;
    let centred = (a.x0 + a.x1 - b.x0 - b.x1).abs() / 2.0 < height * 0.5;
    // An icon stands before the label, and the value flush with the icon.
    let under = (a.x0 - height * ICON..a.x1).contains(&b.x0);
    let rank = if flush || centred { 1000 } else { 2000 };
    (below && (flush || centred || under)).then_some(rank + (b.y0 - a.y1).max(0.0) as u32)
}

/// How far a text of a column of values stands at the right of its label.
fn in_column(head: &Place<'_>, value: &Place<'_>, is_column: impl Fn(f32) -> bool) -> Option<u32> {
    let (a, b) = (head.bbox?, value.bbox?);
    let level = head.block.page == value.block.page && is_beside(&a, &b);
    (level && is_column(b.x0)).then_some(FAR + (b.x0 - a.x1).max(0.0) as u32)
}

/// How far a text stands above a label, in its column; `None` where it does not.
fn height_above(head: &Place<'_>, candidate: &Place<'_>) -> Option<u32> {
    if head.block.page != candidate.block.page {
        return None;
    }
    let cells = head.block.look.cell.zip(candidate.block.look.cell);
    if let Some((a, b)) = cells.filter(|(a, b)| a != b) {
        return ((a.table, a.row, a.column) == (b.table, b.row + 1, b.column)).then_some(0);
    }
    let (a, b) = (head.bbox?, candidate.bbox?);
    // A key figure is set larger than its label.
    let height = a.height().max(b.height()).max(1.0);
    let gap = a.y0 - b.y1;
    let flush = (a.x0 - b.x0).abs() < a.height();
    let centred = (a.x0 + a.x1 - b.x0 - b.x1).abs() / 2.0 < a.height() * 0.5;
    let above = (-0.3 * height..height).contains(&gap) && (flush || centred);
    above.then_some(gap.max(0.0) as u32)
}
