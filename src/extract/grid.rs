//! Tables as rows of cells, each cell the blocks that stand in it.
//!
//! What a row or a column means is for those who read tables.

use std::collections::BTreeMap;

use crate::extract::sheet::Sheet;
use crate::model::document::Region;

/// The blocks of a row's cells, by column.
pub type Cells = BTreeMap<u32, Vec<usize>>;

/// Every table of the content, row by row.
pub fn grids(sheet: &Sheet<'_>) -> Vec<Vec<Cells>> {
    let mut tables: BTreeMap<u32, BTreeMap<u32, Cells>> = BTreeMap::new();
    for (index, block) in sheet.blocks.iter().enumerate() {
        let Some(cell) = block.look.cell.filter(|_| block.region == Region::Main) else { continue };
        let row = tables.entry(cell.table).or_default().entry(cell.row).or_default();
        row.entry(cell.column).or_default().push(index);
    }
    let mut grids: Vec<Vec<Cells>> =
        tables.into_values().map(|table| table.into_values().collect()).collect();
    grids.sort_by_key(|rows| rows.iter().flat_map(|row| row.values().flatten()).min().copied());
    grids
}

/// The text of a cell.
pub fn text(sheet: &Sheet<'_>, cell: &[usize]) -> String {
    let blocks = cell.iter().filter_map(|&block| sheet.blocks.get(block));
    blocks.map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ")
}
