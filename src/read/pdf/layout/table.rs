//! Tables with ruled cells.

use std::collections::BTreeMap;

use crate::model::document::Cell;
use crate::read::pdf::layout::frame::Surface;
use crate::read::pdf::layout::segment::Segment;

/// Says which segments stand in the cells of a ruled table.
pub(super) fn mark(_segments: &mut [Segment], _surface: &Surface) {}

/// Numbers the tables over the document.
#[derive(Debug, Default)]
pub(super) struct Counter {
    known: BTreeMap<u32, u32>,
}

impl Counter {
    /// Tables found by their rules are counted from 0 on each page.
    pub(super) fn next_page(&mut self) {
        self.known.clear();
    }

    /// The cell with the number of its table in the document.
    pub(super) fn number(&mut self, cell: Cell) -> Cell {
        let next = self.known.len() as u32;
        Cell { table: *self.known.entry(cell.table).or_insert(next), ..cell }
    }
}
