//! Tables whose rows are records: the cells of the first row are the labels of the cells below.

use std::collections::BTreeMap;

use crate::extract::fiche::labels::{Labelled, Labels};
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::{Rect, Region};
use crate::rules::FamilyRules;

/// The blocks of a row's cells, by column.
type Cells = BTreeMap<u32, Vec<usize>>;

/// A row that is a record.
#[derive(Debug, Clone)]
pub struct Row {
    /// For each column the blocks of its label, and those of the row's cell.
    pub cells: Vec<(Vec<usize>, Vec<usize>)>,
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
    rows: Vec<Cells>,
}

impl Table {
    /// Its rows, each with all of its blocks.
    pub fn records(&self) -> impl Iterator<Item = (Row, Vec<usize>)> {
        self.rows.iter().map(|row| {
            let cell = |column: &u32| row.get(column).cloned().unwrap_or_default();
            let cells = self.header.iter().map(|(column, label)| (label.clone(), cell(column)));
            let mut blocks: Vec<usize> = row.values().flatten().copied().collect();
            blocks.sort_unstable();
            (Row { cells: cells.collect() }, blocks)
        })
    }

    /// Takes in the rows of a table that goes on from it on the next page, be the header printed
    /// again or not.
    fn go_on(&mut self, sheet: &Sheet<'_>, rows: Vec<Cells>) {
        for row in rows {
            self.blocks.extend(row.values().flatten());
            let again = row.iter().all(|(column, cell)| {
                self.header.get(column).is_some_and(|label| text(sheet, label) == text(sheet, cell))
            });
            if !again {
                self.add(sheet, row);
            }
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
    fn add(&mut self, sheet: &Sheet<'_>, row: Cells) {
        let row = self.placed(sheet, row);
        if row.len() > 1 && row.contains_key(&self.key) {
            self.rows.push(row);
        }
    }
}

/// The tables whose rows are records, in reading order.
pub fn tables(sheet: &Sheet<'_>, family: &FamilyRules) -> Vec<Table> {
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
        if let Some((rule, key)) = rule {
            let cell = first.get(&key).into_iter().flatten();
            cell.for_each(|&block| Spot::block(sheet, block).tell(&rule.id, || Outcome::Matched));
        }
        if let Some(table) = found.last_mut().filter(|table| follows(sheet, table, &rows)) {
            table.go_on(sheet, rows);
        } else if let Some((rule, key)) = rule {
            let mut table = Table {
                rule: rule.id.clone(),
                blocks: first.values().flatten().copied().collect(),
                header: first.clone(),
                key,
                rows: Vec::new(),
            };
            for row in rows.into_iter().skip(1) {
                table.blocks.extend(row.values().flatten());
                table.add(sheet, row);
            }
            found.push(table);
        }
    }
    for table in &mut found {
        table.blocks.sort_unstable();
    }
    found
}

/// Every table of the content, row by row.
fn grids(sheet: &Sheet<'_>) -> Vec<Vec<Cells>> {
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

/// The text of a cell.
fn text(sheet: &Sheet<'_>, cell: &[usize]) -> String {
    let blocks = cell.iter().filter_map(|&block| sheet.blocks.get(block));
    blocks.map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The labelled values of a row.
pub fn labelled(sheet: &Sheet<'_>, labels: &Labels, row: &Row) -> Vec<Labelled> {
    let whole = |&block: &usize| Some((block, 0..sheet.blocks.get(block)?.length()));
    let of_cell = |(label, cell): &(Vec<usize>, Vec<usize>)| {
        let found = labels.whole(&text(sheet, label)).and_then(|(field, term)| {
            let label = label.first().and_then(whole)?;
            Some(Labelled { field, term, label, value: cell.iter().filter_map(whole).collect() })
        });
        if let Some(&block) = label.first() {
            labels.tell(found.as_slice(), &Spot::block(sheet, block));
        }
        found
    };
    row.cells.iter().filter_map(of_cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::trace::Trace;
    use crate::model::document::{Cell, Document, Line, Look, MediaType, Page};
    use crate::rules::Rules;

    /// A document of pages; a cell is table, row, column and text.
    fn document(pages: &[&[(u32, u32, u32, &str)]]) -> Document {
        let mut block = 0;
        let mut line = |(table, row, column, text): &(u32, u32, u32, &str)| {
            block += 1;
            let cell = Cell { table: *table, row: *row, column: *column, header: false };
            let look = Look { cell: Some(cell), ..Look::default() };
            Line { text: text.to_string(), look, block, ..Line::default() }
        };
        let pages = pages
            .iter()
            .map(|lines| Page { lines: lines.iter().map(&mut line).collect(), ..Page::default() });
        Document {
            media_type: MediaType::Pdf,
            paginated: true,
            pages: pages.collect(),
            declared_language: None,
            defects: Vec::new(),
        }
    }

    /// The texts of each record's cells, with `=` between a label and its cell.
    fn records(pages: &[&[(u32, u32, u32, &str)]]) -> Vec<String> {
        records_of(&document(pages))
    }

    fn records_of(document: &Document) -> Vec<String> {
        let mut files = crate::rules::files(None).unwrap();
        let rule = "[[record]]\nid = \"row\"\nwhy = \"-\"\nheader = ['^nom$']\nexample = []\n";
        files.insert("progress-report/rows.toml".to_owned(), rule.to_owned());
        let rules = Rules::compile(&files).unwrap();
        let sheet = Sheet::new(document, Trace::OFF);
        let tables = tables(&sheet, rules.folder("progress-report").unwrap());
        let rows = tables.iter().flat_map(Table::records);
        let pair = |(label, cell): &(Vec<usize>, Vec<usize>)| {
            format!("{}={}", text(&sheet, label), text(&sheet, cell))
        };
        rows.map(|(row, _)| row.cells.iter().map(pair).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn each_row_below_the_labels_is_a_record() {
        let table = [
            (0, 0, 0, "Nom"),
            (0, 0, 1, "Site"),
            (0, 1, 0, "Doubs"),
            (0, 2, 0, "Rive"),
            (0, 2, 1, "rive.fr"),
            (0, 3, 1, "de personne"),
            (0, 4, 0, "Val"),
            (0, 4, 1, "val.fr"),
        ];
        assert_eq!(records(&[&table]), ["Nom=Rive Site=rive.fr", "Nom=Val Site=val.fr"]);
    }

    #[test]
    fn a_table_without_the_label_is_none() {
        let table = [(0, 0, 0, "Axe"), (0, 0, 1, "Site"), (0, 1, 0, "Rive"), (0, 1, 1, "rive.fr")];
        assert_eq!(records(&[&table]), Vec::<String>::new());
    }

    #[test]
    fn a_cell_belongs_to_the_label_above_it_whatever_its_number() {
        let place = |x: f32, y: f32| Some(Rect { x0: x, y0: y, x1: x + 40.0, y1: y + 10.0 });
        let cells = [(0, 0, 0, "Nom"), (0, 0, 1, "Site"), (0, 0, 2, "Strate"), (0, 1, 0, "Val")];
        let shifted = [cells.as_slice(), &[(0, 1, 1, "2")]].concat();
        let mut document = document(&[&shifted]);
        let places = [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0), (0.0, 20.0), (110.0, 20.0)];
        for (line, (x, y)) in document.pages[0].lines.iter_mut().zip(places) {
            line.bbox = place(x, y);
        }
        assert_eq!(records_of(&document), ["Nom=Val Site= Strate=2"]);
    }

    #[test]
    fn a_table_goes_on_at_the_top_of_the_next_page() {
        let first = [(0, 0, 0, "Nom"), (0, 0, 1, "Site"), (0, 1, 0, "Rive"), (0, 1, 1, "rive.fr")];
        let again = [(1, 0, 0, "Nom"), (1, 0, 1, "Site"), (1, 1, 0, "Val"), (1, 1, 1, "val.fr")];
        let rest = [(2, 0, 0, "Bois"), (2, 0, 1, "bois.fr")];
        assert_eq!(
            records(&[&first, &again, &rest]),
            ["Nom=Rive Site=rive.fr", "Nom=Val Site=val.fr", "Nom=Bois Site=bois.fr"]
        );
    }
}
