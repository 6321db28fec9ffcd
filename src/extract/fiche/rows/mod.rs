//! Tables whose rows are records: the cells of the first row are the labels of the cells below.
//! Or there is a row for each item, with its record and its section in cells of their own.

use crate::extract::fiche::labels::{self, Labelled, Labels};
use crate::extract::grid::{Cells, grids, text};
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::{Rect, Region};
use crate::rules::FamilyRules;

/// A row that is a record.
#[derive(Debug, Clone)]
pub struct Row {
    /// For each column the blocks of its label, and those of the row's cell.
    pub cells: Vec<(Vec<usize>, Vec<usize>)>,
    /// The cell that the rule knows the table by.
    pub key: Vec<usize>,
    /// There is a row for each item.
    pub listed: bool,
}

/// A table whose rows are records.
#[derive(Debug)]
pub struct Table {
    /// The record rule.
    pub rule: String,
    /// All of its blocks, in reading order.
    pub blocks: Vec<usize>,
    header: Cells,
    /// The column that the rule knows the table by: a row without a text there is no record.
    key: u32,
    /// The columns of sections and items, where there is a row for each item.
    pub listed: Option<(u32, u32)>,
    rows: Vec<Cells>,
    /// Cells of the first row that the rules know the table by, and what is read of the row where it
    /// is printed again.
    pub heads: Vec<usize>,
    /// Columns whose header no rule reads.
    unread: Vec<u32>,
    /// Blocks that a page cut: the first goes on in the second.
    pub cut: Vec<(usize, usize)>,
}

impl Table {
    /// Its rows, each with all of its blocks.
    pub fn records(&self) -> impl Iterator<Item = (Row, Vec<usize>)> {
        self.rows.iter().map(|row| {
            let cell = |column: &u32| row.get(column).cloned().unwrap_or_default();
            let cells = match &self.listed {
                Some((section, item)) => vec![(cell(section), cell(item))],
                None => {
                    let labels = self.header.iter();
                    labels.map(|(column, label)| (label.clone(), cell(column))).collect()
                }
            };
            let mut blocks: Vec<usize> = row.values().flatten().copied().collect();
            blocks.sort_unstable();
            (Row { cells, key: cell(&self.key), listed: self.listed.is_some() }, blocks)
        })
    }

    /// Takes in the rows of a table that goes on from it on the next page, be the header printed
    /// again or not.
    fn go_on(&mut self, sheet: &Sheet<'_>, family: &FamilyRules, rows: Vec<Cells>) {
        let mut first = true;
        for row in rows {
            self.blocks.extend(row.values().flatten());
            let again = row.iter().all(|(column, cell)| {
                self.header.get(column).is_some_and(|label| text(sheet, label) == text(sheet, cell))
            });
            if again {
                let read = row.iter().filter(|(column, _)| !self.unread.contains(column));
                self.heads.extend(read.flat_map(|(_, cell)| cell));
                continue;
            }
            let row = self.placed(sheet, row);
            if std::mem::take(&mut first) && self.is_cut(sheet, family, &row) {
                self.extend(sheet, row);
            } else {
                self.add(row);
            }
        }
    }

    /// True if a row at the top of a page is the rest of the last one: it names nobody.
    fn is_cut(&self, sheet: &Sheet<'_>, family: &FamilyRules, row: &Cells) -> bool {
        let named = |row: &Cells| {
            let cell = row.get(&self.key).into_iter().flatten();
            cell.filter_map(|&block| sheet.blocks.get(block)).any(|block| {
                let title = |rule: &crate::rules::Index| {
                    let title = rule.title.as_ref();
                    rule.pattern.is_match(&block.folded)
                        || title.is_some_and(|title| title.is_match(&block.folded))
                };
                family.indexes.iter().any(title)
            })
        };
        let last = self.rows.last();
        last.is_some_and(|last| !row.contains_key(&self.key) || named(last) && !named(row))
    }

    /// Goes on with the last row; an item may be cut in its middle.
    fn extend(&mut self, sheet: &Sheet<'_>, row: Cells) {
        let Some(last) = self.rows.last_mut() else { return };
        let is_item = |block: &usize| sheet.blocks.get(*block).is_some_and(|b| b.is_item());
        for (column, mut cell) in row {
            let above = last.entry(column).or_default();
            if let (Some(&end), Some(&start)) = (above.last(), cell.first())
                && is_item(&end)
                && !is_item(&start)
            {
                self.cut.push((end, start));
                cell.remove(0);
            }
            above.extend(cell);
        }
    }

    /// A row whose cells stand below their labels. A structure tree may leave out a cell without
    /// text and so count the ones behind it too low; where they stand says better.
    fn placed(&self, sheet: &Sheet<'_>, row: Cells) -> Cells {
        let edge = |cell: &Vec<usize>| {
            let boxes = cell.iter().map(|&block| sheet.blocks.get(block)?.bbox);
            boxes.collect::<Option<Vec<Rect>>>()?.into_iter().reduce(|a, b| a.union(&b))
        };
        let labels: Option<Vec<(u32, Rect)>> =
            self.header.iter().map(|(column, label)| Some((*column, edge(label)?))).collect();
        let Some(labels) = labels.filter(|labels| row.len() < labels.len()) else { return row };
        let mut placed = Cells::new();
        for (column, cell) in &row {
            let nearest = edge(cell).and_then(|cell| {
                let overlap = |label: &Rect| cell.x1.min(label.x1) - cell.x0.max(label.x0);
                let over = labels.iter().filter(|(_, label)| overlap(label) > 0.0);
                over.max_by(|(_, a), (_, b)| overlap(a).total_cmp(&overlap(b)))
            });
            let column = nearest.map_or(*column, |(column, _)| *column);
            placed.entry(column).or_default().extend(cell);
        }
        placed
    }

    /// Adds a row; one with nothing but its first cell is a heading between rows, and one without
    /// a name is nobody's.
    fn add(&mut self, row: Cells) {
        if row.len() > 1 && row.contains_key(&self.key) {
            self.rows.push(row);
        }
    }
}

/// The tables whose rows are records, in reading order. `is_label` knows the labels of a record:
/// one of them stands in the first row beside the one that the rule names.
pub fn tables(
    sheet: &Sheet<'_>,
    family: &FamilyRules,
    is_label: impl Fn(&str) -> bool,
) -> Vec<Table> {
    let mut found: Vec<Table> = Vec::new();
    if family.records.iter().all(|rule| rule.header.is_empty()) {
        return found;
    }
    for rows in grids(sheet) {
        let Some(first) = rows.first() else { continue };
        let key = |rule: &crate::rules::RecordRule| {
            let is_key = |cell: &[usize]| {
                rule.header.iter().any(|pattern| pattern.matches(&text(sheet, cell)))
            };
            first.iter().find(|(_, cell)| is_key(cell)).map(|(column, _)| *column)
        };
        let rule = family.records.iter().find_map(|rule| Some((rule, key(rule)?)));
        let listed = rule.and_then(|_| listed(sheet, family, first));
        let rule = rule.filter(|(_, key)| {
            let others = first.iter().filter(|(column, _)| *column != key);
            listed.is_some() || others.into_iter().any(|(_, cell)| is_label(&text(sheet, cell)))
        });
        if let Some((rule, key)) = rule {
            let cell = first.get(&key).into_iter().flatten();
            cell.for_each(|&block| Spot::block(sheet, block).tell(&rule.id, || Outcome::Matched));
        }
        if let Some(table) = found.last_mut().filter(|table| follows(sheet, table, &rows)) {
            table.go_on(sheet, family, rows);
        } else if let Some((rule, key)) = rule {
            let known = |column: u32| {
                column == key || listed.is_some_and(|l| column == l.0 || column == l.1)
            };
            let labels = |cell: &[usize]| is_label(&text(sheet, cell));
            let unread = first.iter().filter(|(column, cell)| !known(**column) && !labels(cell));
            let mut table = Table {
                rule: rule.id.clone(),
                blocks: first.values().flatten().copied().collect(),
                header: first.clone(),
                key,
                listed,
                heads: heads(first, known),
                unread: unread.map(|(column, _)| *column).collect(),
                rows: Vec::new(),
                cut: Vec::new(),
            };
            for row in rows.into_iter().skip(1) {
                table.blocks.extend(row.values().flatten());
                let row = table.placed(sheet, row);
                table.add(row);
            }
            found.push(table);
        }
    }
    for table in &mut found {
        table.blocks.sort_unstable();
    }
    found
}

/// The cells of the first row that tell what the table is.
fn heads(first: &Cells, known: impl Fn(u32) -> bool) -> Vec<usize> {
    let cells = first.iter().filter(|(column, _)| known(**column));
    cells.flat_map(|(_, cell)| cell.iter().copied()).collect()
}

/// The columns of sections and items, by the first row of a table.
fn listed(sheet: &Sheet<'_>, family: &FamilyRules, first: &Cells) -> Option<(u32, u32)> {
    let column = |header: &[crate::rules::Pattern]| {
        let mut cells = first.iter();
        let found = cells.find(|(_, cell)| header.iter().any(|p| p.matches(&text(sheet, cell))));
        found.map(|(column, _)| *column)
    };
    let section = family.sections.first()?;
    let list = family.lists.iter().find(|list| list.section == section.name())?;
    Some((column(&section.header)?, column(&list.header)?))
}

/// True if a table of the same columns begins the page behind the one that `table` ends on.
fn follows(sheet: &Sheet<'_>, table: &Table, rows: &[Cells]) -> bool {
    let page = |block: &usize| sheet.blocks.get(*block).map_or(0, |block| block.page);
    let blocks = || rows.iter().flat_map(|row| row.values().flatten());
    let (Some(first), Some(last)) = (blocks().min(), table.blocks.iter().max()) else {
        return false;
    };
    let between = sheet.blocks.get(last + 1..*first).unwrap_or_default();
    let apart = between.iter().any(|block| block.region == Region::Main);
    let columns = rows.iter().flat_map(|row| row.keys()).max();
    page(first) == page(last) + 1 && !apart && columns == table.header.keys().max()
}

/// The labelled values of a row: cells below the label of a field, and labels with their values
/// inside a cell. `reads` says whether a text could be the value of a field.
pub fn labelled(
    sheet: &Sheet<'_>,
    labels: &Labels<'_>,
    row: &Row,
    reads: impl Fn(&Labelled, &str) -> bool,
) -> Vec<Labelled> {
    let whole = |&block: &usize| Some((block, 0..sheet.blocks.get(block)?.length()));
    let mut all = Vec::new();
    for (label, cell) in &row.cells {
        let free: Vec<usize> =
            cell.iter().copied().filter(|&block| !sheet.is_taken(block)).collect();
        let inside = labels::labelled(sheet, labels, &free, 0, &reads);
        let used = |block: &usize| {
            let values = |found: &Labelled| found.value.iter().any(|(held, _)| held == block);
            inside.iter().any(|found| found.label.0 == *block || values(found))
        };
        let rest: Vec<usize> = free.iter().copied().filter(|block| !used(block)).collect();
        let below = labels.whole(&text(sheet, label)).and_then(|(field, term)| {
            let label = label.first().and_then(whole)?;
            Some(Labelled { field, term, label, value: rest.iter().filter_map(whole).collect() })
        });
        if let Some(&block) = label.first() {
            labels.tell(below.as_slice(), &Spot::block(sheet, block));
        }
        // A cell that has been read leaves its label nothing.
        let read = rest.is_empty() && !cell.is_empty();
        all.extend(below.filter(|_| !read));
        all.extend(inside);
    }
    all
}

#[cfg(test)]
mod tests;
