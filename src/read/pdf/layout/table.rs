//! Tables with ruled or filled cells: which text stands in which row and column.
//!
//! A box around a text is a cell only where it shares its edges with others in both directions;
//! boxes that stand apart are frames.

use std::collections::BTreeMap;

use crate::model::document::{Cell, Rect};
use crate::read::pdf::layout::frame::Surface;
use crate::read::pdf::layout::segment::Segment;

/// Edges nearer than this many points are one.
const EDGE: f32 = 2.5;
/// The edges of a cell run along this share of its sides.
const ALONG: f32 = 0.8;
/// Edges and lines of a page that are looked at; a drawing has more.
const MAX_EDGES: usize = 4_000;
/// A table has at least this many cells with text.
const MIN_CELLS: usize = 4;
/// Set in the number of a table that was found by its rules and not in the structure tree.
const RULED: u32 = 1 << 31;

/// Says which segments stand in the cells of a ruled table.
pub(super) fn mark(page: usize, segments: &mut [Segment], surface: &Surface) {
    let (uprights, levels) = surface.edges();
    let edges = uprights.len() + levels.len();
    if edges.max(segments.len()) > MAX_EDGES || uprights.len() < 3 || levels.len() < 3 {
        return;
    }
    let cells: Vec<Option<Rect>> = segments
        .iter()
        .map(|segment| {
            (segment.cell.is_none()).then(|| around(&segment.tight, &uprights, &levels))?
        })
        .collect();
    let mut known: Vec<Rect> = Vec::new();
    for cell in cells.iter().flatten() {
        if !known.iter().any(|other| same(other, cell)) {
            known.push(*cell);
        }
    }
    for (number, table) in connected(&known).into_iter().enumerate() {
        let rows = starts(table.iter().map(|cell| cell.y0));
        let columns = starts(table.iter().map(|cell| cell.x0));
        if rows.len() < 2 || columns.len() < 2 || table.len() < MIN_CELLS {
            continue;
        }
        let number = RULED | (page as u32) << 8 | number.min(255) as u32;
        for (segment, cell) in segments.iter_mut().zip(&cells) {
            let Some(cell) = cell.filter(|cell| table.iter().any(|other| same(other, cell))) else {
                continue;
            };
            segment.cell = Some(Cell {
                table: number,
                row: rank(&rows, cell.y0),
                column: rank(&columns, cell.x0),
                header: false,
            });
        }
        mark_header(segments, number);
    }
}

/// The first row is a header if all of it is bold and not all of the rest.
fn mark_header(segments: &mut [Segment], table: u32) {
    let mut first = true;
    let mut rest = true;
    for segment in segments.iter() {
        if let Some(cell) = segment.cell.filter(|cell| cell.table == table) {
            let all = if cell.row == 0 { &mut first } else { &mut rest };
            *all &= segment.bold;
        }
    }
    if first && !rest {
        for cell in segments.iter_mut().filter_map(|segment| segment.cell.as_mut()) {
            cell.header |= cell.table == table && cell.row == 0;
        }
    }
}

/// The nearest edges on all four sides of a text.
fn around(text: &Rect, uprights: &[Rect], levels: &[Rect]) -> Option<Rect> {
    let (x, y) = ((text.x0 + text.x1) / 2.0, text.middle());
    let beside = || uprights.iter().filter(|edge| edge.y0 <= y && y <= edge.y1);
    let over = || levels.iter().filter(|edge| edge.x0 <= x && x <= edge.x1);
    let middle = |a: f32, b: f32| (a + b) / 2.0;
    let left = beside().map(|edge| middle(edge.x0, edge.x1)).filter(|e| *e <= text.x0 + 1.0);
    let right = beside().map(|edge| middle(edge.x0, edge.x1)).filter(|e| *e >= text.x1 - 1.0);
    let above = over().map(|edge| middle(edge.y0, edge.y1)).filter(|e| *e <= text.y0 + 2.0);
    let below = over().map(|edge| middle(edge.y0, edge.y1)).filter(|e| *e >= text.y1 - 2.0);
    let cell = Rect {
        x0: left.max_by(f32::total_cmp)?,
        x1: right.min_by(f32::total_cmp)?,
        y0: above.max_by(f32::total_cmp)?,
        y1: below.min_by(f32::total_cmp)?,
    };
    // An edge that bounds the text by chance, of a button or another box, ends somewhere along it.
    let along = |a0: f32, a1: f32, b0: f32, b1: f32| a1.min(b1) - a0.max(b0) >= ALONG * (b1 - b0);
    let upright = |x: f32| {
        beside()
            .any(|e| (middle(e.x0, e.x1) - x).abs() < EDGE && along(e.y0, e.y1, cell.y0, cell.y1))
    };
    let level = |y: f32| {
        over().any(|e| (middle(e.y0, e.y1) - y).abs() < EDGE && along(e.x0, e.x1, cell.x0, cell.x1))
    };
    (upright(cell.x0) && upright(cell.x1) && level(cell.y0) && level(cell.y1)).then_some(cell)
}

fn same(a: &Rect, b: &Rect) -> bool {
    a.contains(b, EDGE) && b.contains(a, EDGE)
}

/// Two cells share an edge.
fn touch(a: &Rect, b: &Rect) -> bool {
    let overlap =
        |a0: f32, a1: f32, b0: f32, b1: f32| a1.min(b1) - a0.max(b0) > 0.8 * (a1 - a0).min(b1 - b0);
    let near = |x: f32, y: f32| (x - y).abs() <= EDGE;
    (near(a.x1, b.x0) || near(b.x1, a.x0)) && overlap(a.y0, a.y1, b.y0, b.y1)
        || (near(a.y1, b.y0) || near(b.y1, a.y0)) && overlap(a.x0, a.x1, b.x0, b.x1)
}

/// Groups of cells that hang together.
fn connected(cells: &[Rect]) -> Vec<Vec<Rect>> {
    let mut left: Vec<Rect> = cells.to_vec();
    let mut groups = Vec::new();
    while let Some(first) = left.pop() {
        let mut group = vec![first];
        let mut done = 0;
        while let Some(cell) = group.get(done).copied() {
            done += 1;
            let (touching, apart) = left.into_iter().partition(|other| touch(&cell, other));
            left = apart;
            group.extend::<Vec<Rect>>(touching);
        }
        groups.push(group);
    }
    groups
}

/// The distinct edges of rows or columns.
fn starts(edges: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut starts: Vec<f32> = edges.collect();
    starts.sort_by(f32::total_cmp);
    starts.dedup_by(|a, b| (*a - *b).abs() <= EDGE);
    starts
}

fn rank(starts: &[f32], edge: f32) -> u32 {
    starts.iter().filter(|start| **start <= edge + EDGE).count().saturating_sub(1) as u32
}

/// Numbers the tables over the document, in reading order.
#[derive(Debug, Default)]
pub(super) struct Counter {
    known: BTreeMap<u32, u32>,
}

impl Counter {
    /// The cell with the number of its table in the document.
    pub(super) fn number(&mut self, cell: Cell) -> Cell {
        let next = self.known.len() as u32;
        Cell { table: *self.known.entry(cell.table).or_insert(next), ..cell }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(x: f32, y: f32) -> Rect {
        Rect { x0: x, y0: y, x1: x + 50.0, y1: y + 20.0 }
    }

    #[test]
    fn boxes_that_stand_apart_are_no_table() {
        let apart = [cell(0.0, 0.0), cell(60.0, 0.0), cell(0.0, 30.0), cell(60.0, 30.0)];
        assert_eq!(connected(&apart).len(), 4);
        let together = [cell(0.0, 0.0), cell(50.0, 0.0), cell(0.0, 20.0), cell(50.0, 20.0)];
        assert_eq!(connected(&together).len(), 1);
    }
}
