//! Two columns of a page of which the left one labels the right one, row by row.
//!
//! A table whose lines are not drawn has no cells; what makes it one is that labels and values take
//! turns, each column with its own left edge, and stand on one line. Two columns of prose do not.

use crate::extract::block::{Block, Piece};
use crate::extract::narrative::pairs::{Joined, Pairs, line};
use crate::model::document::{Rect, Region};
use crate::normalise::text::clean;

/// Fewer rows are no table.
const ROWS: usize = 3;

/// Left edges that are no farther apart, in points, are one.
const EDGE: f32 = 3.0;

/// A label or a value is set in no more blocks.
const WRAPPED: usize = 3;

/// A row: the blocks of its label and those of its value.
struct Row<'p> {
    label: &'p [usize],
    value: &'p [usize],
}

impl Pairs<'_, '_> {
    /// The rows of such tables as lines, at the places of their blocks.
    pub(super) fn beside(&self) -> Vec<Joined> {
        let placed = |index: &usize| {
            self.block(*index).is_some_and(|block| {
                let set = block.bbox.is_some() && block.look.cell.is_none();
                set && block.region == Region::Main && !block.text.is_empty()
            })
        };
        let content: Vec<usize> = (0..self.sheet.blocks.len()).filter(placed).collect();
        let mut joined = Vec::new();
        let mut at = 0;
        while at < content.len() {
            let rows = self.rows_from(content.get(at..).unwrap_or_default());
            let length: usize = rows.iter().map(|row| row.label.len() + row.value.len()).sum();
            if rows.len() >= ROWS {
                joined.extend(rows.iter().flat_map(|row| self.as_line(row)));
            }
            at += if rows.len() >= ROWS { length } else { 1 };
        }
        joined
    }

    /// The rows of one table that begins with the first of some blocks.
    fn rows_from<'p>(&self, mut rest: &'p [usize]) -> Vec<Row<'p>> {
        let mut rows: Vec<Row<'p>> = Vec::new();
        let mut edges: Option<(f32, f32)> = None;
        while let Some(row) = self.row_at(rest, edges) {
            let left = |cell: &[usize]| Some(self.place(*cell.first()?)?.x0);
            edges = left(row.label).zip(left(row.value));
            rest = rest.get(row.label.len() + row.value.len()..).unwrap_or_default();
            rows.push(row);
        }
        rows
    }

    /// The row that begins with the first of some blocks: its label, and what stands beside it.
    fn row_at<'p>(&self, rest: &'p [usize], edges: Option<(f32, f32)>) -> Option<Row<'p>> {
        let first = self.place(*rest.first()?)?;
        let near = |a: f32, b: f32| (a - b).abs() <= EDGE;
        let column = |from: usize, edge: f32| {
            let cells = rest.get(from..).unwrap_or_default().iter();
            let own =
                |index: &&usize| self.place(**index).is_some_and(|place| near(place.x0, edge));
            cells.take(WRAPPED).take_while(own).count()
        };
        let labels = column(0, first.x0);
        let second = self.place(*rest.get(labels)?)?;
        let values = column(labels, second.x0);
        let row = Row { label: rest.get(..labels)?, value: rest.get(labels..labels + values)? };
        let (label, value) = (self.around(row.label)?, self.around(row.value)?);
        let one_page = self.page(row.label) == self.page(row.value);
        let overlap = label.y1.min(value.y1) - label.y0.max(value.y0);
        let level = overlap * 2.0 >= label.height().min(value.height());
        let known = edges.is_none_or(|(a, b)| near(a, first.x0) && near(b, second.x0));
        let text = row.label.iter().map(|index| self.text(&[*index])).collect::<Vec<_>>().join(" ");
        let fits = one_page && level && known && label.x1 <= value.x0;
        (fits && self.is_label(&clean(&text))).then_some(row)
    }

    fn place(&self, index: usize) -> Option<Rect> {
        self.block(index)?.bbox
    }

    fn page(&self, cell: &[usize]) -> Option<usize> {
        cell.first().and_then(|index| self.block(*index)).map(|block| block.page)
    }

    /// The place of a cell.
    fn around(&self, cell: &[usize]) -> Option<Rect> {
        let places = cell.iter().filter_map(|index| self.place(*index));
        places.reduce(|all, place| all.union(&place))
    }

    /// A row as a line at the place of its first block; nothing is left at the others.
    fn as_line(&self, row: &Row<'_>) -> Vec<Joined> {
        let whole = |cell: &[usize]| -> Option<Block> {
            let blocks: Vec<&Block> = cell.iter().filter_map(|index| self.block(*index)).collect();
            let mut pieces: Vec<Piece<'_>> = Vec::new();
            for block in &blocks {
                if !pieces.is_empty() {
                    pieces.push(Piece::Joint(" "));
                }
                pieces.push(Piece::all(block));
            }
            Some(blocks.first()?.composed(&pieces))
        };
        let (Some(label), Some(value)) = (whole(row.label), whole(row.value)) else {
            return Vec::new();
        };
        if self.is_mission(&label.text) {
            return Vec::new();
        }
        let nothing = label.composed(&[]);
        let others = row.label.iter().skip(1).chain(row.value);
        let first = row.label.first().map(|index| (*index, line(&label, &[&value])));
        first.into_iter().chain(others.map(|index| (*index, nothing.clone()))).collect()
    }
}
