//! Rows: the lines of blocks, for what is laid out line by line (calendars, addresses).
//!
//! A block joins lines that wrap. Where a line break is a separator ("Nantes Santé⏎02 40 …"), the
//! lines are wanted again, with their place in the block's text, so that words divided at a line
//! end and addresses broken over two lines stay joined.

use std::ops::Range;

use crate::extract::sheet::Sheet;
use crate::extract::trace::{Spot, Trace};
use crate::model::document::{Line, Rect};

/// One line of a block, or several that cannot be parted.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Index of the block.
    pub block: usize,
    /// Its characters in the block's text.
    pub characters: Range<usize>,
    /// Its text.
    pub text: String,
    /// Index of the page.
    pub page: usize,
    /// Where it stands; `None` without positions.
    pub bbox: Option<Rect>,
    /// All of its letters are bold.
    pub bold: bool,
    /// It is a heading.
    pub heading: bool,
    /// Table and row of the cell that it stands in.
    pub cell: Option<(u32, u32)>,
}

impl Row {
    /// Where it stands, to tell what becomes of rules there.
    pub fn spot<'o>(&self, trace: Trace<'o>) -> Spot<'o> {
        trace.at(self.block, self.characters.clone())
    }
}

/// The rows of these blocks, in their order.
pub fn rows(sheet: &Sheet<'_>, blocks: &[usize]) -> Vec<Row> {
    blocks.iter().flat_map(|&block| of_block(sheet, block)).collect()
}

/// The rows of one block.
fn of_block(sheet: &Sheet<'_>, index: usize) -> Vec<Row> {
    let Some(block) = sheet.blocks.get(index) else { return Vec::new() };
    let lines = block.line_ranges();
    lines
        .into_iter()
        .map(|characters| {
            let span = block.spans(characters.clone()).into_iter().next();
            let line = span.and_then(|span| sheet.document.line(span.page, span.line));
            Row {
                block: index,
                text: block.slice(characters.clone()),
                characters,
                page: block.page,
                bbox: line.and_then(Line::text_box),
                bold: line.is_some_and(|line| line.look.bold),
                heading: block.look.heading.is_some(),
                cell: block.look.cell.map(|cell| (cell.table, cell.row)),
            }
        })
        .collect()
}

/// The rows that a reader's eye meets below a row, in its column where there are positions, else in
/// reading order.
pub fn below<'r>(rows: &'r [Row], at: usize) -> Vec<&'r Row> {
    let behind = rows.get(at + 1..).unwrap_or_default();
    let Some((row, place)) = rows.get(at).and_then(|row| Some((row, row.bbox?))) else {
        return behind.iter().collect();
    };
    let in_column = |other: &&'r Row| {
        other.page == row.page
            && other.bbox.is_some_and(|bbox| {
                bbox.middle() > place.y1
                    && (bbox.x0 - place.x0).abs() < place.height().max(6.0) * 2.0
            })
    };
    let mut found: Vec<&Row> = rows.iter().filter(in_column).collect();
    let top = |row: &Row| row.bbox.map_or(0.0, |bbox| bbox.y0);
    found.sort_by(|a, b| top(a).total_cmp(&top(b)));
    found
}

/// The rows above a row, nearest first: those that stand over it on the page where there are
/// positions, else those before it.
pub fn above<'r>(rows: &'r [Row], at: usize) -> Vec<&'r Row> {
    let before = rows.get(..at).unwrap_or_default();
    let Some((row, place)) = rows.get(at).and_then(|row| Some((row, row.bbox?))) else {
        return before.iter().rev().collect();
    };
    let over = |other: &&'r Row| {
        other.page == row.page
            && other.bbox.is_some_and(|bbox| {
                bbox.middle() < place.y0 && bbox.x0 < place.x1 && bbox.x1 > place.x0
            })
    };
    let mut found: Vec<&Row> = rows.iter().filter(over).collect();
    let bottom = |row: &Row| row.bbox.map_or(0.0, |bbox| bbox.y1);
    found.sort_by(|a, b| bottom(b).total_cmp(&bottom(a)));
    found
}
