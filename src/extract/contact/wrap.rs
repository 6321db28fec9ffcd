//! Rows that a line break only wraps are one row.

use crate::extract::row::Row;
use crate::extract::sheet::Sheet;

/// Joins rows of a block that a line break only wraps.
pub(super) fn join_broken(sheet: &Sheet<'_>, rows: &mut Vec<Row>) {
    let mut joined: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows.drain(..) {
        let goes_on = joined.last().is_some_and(|last| goes_on(sheet, last, &row));
        match joined.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.characters.end = row.characters.end;
                if let Some(block) = sheet.blocks.get(row.block) {
                    last.text = block.slice(last.characters.clone());
                }
                last.bbox = match (last.bbox, row.bbox) {
                    (Some(a), Some(b)) => Some(a.union(&b)),
                    (a, b) => a.or(b),
                };
            }
            None => joined.push(row),
        }
    }
    *rows = joined;
}

/// True if the break before a row only wraps: in an item of a list, inside a word or an address,
/// before small letters, behind a dash or a comma.
fn goes_on(sheet: &Sheet<'_>, last: &Row, row: &Row) -> bool {
    let Some(block) = sheet.blocks.get(row.block).filter(|_| last.block == row.block) else {
        return false;
    };
    // Without a space between them the break was inside of a word or an address.
    let inside = last.characters.end == row.characters.start;
    let small = row.text.starts_with(char::is_lowercase);
    let first = row.text.split_whitespace().next().unwrap_or_default();
    let address = first.contains('@') || first.starts_with("www");
    let open = last.text.ends_with(['-', '–', ',']);
    block.is_item() || inside || (small && !address) || open
}
