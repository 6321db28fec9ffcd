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
    /// Cells of the first row that are no labels of values, and all of it where it is printed again.
    pub heads: Vec<usize>,
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
                self.heads.extend(row.values().flatten());
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
            let mut table = Table {
                rule: rule.id.clone(),
                blocks: first.values().flatten().copied().collect(),
                header: first.clone(),
                key,
                listed,
                heads: heads(first, key, |cell| is_label(&text(sheet, cell))),
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

/// The cells of the first row that tell what the table is, and are no labels of values.
fn heads(first: &Cells, key: u32, is_label: impl Fn(&[usize]) -> bool) -> Vec<usize> {
    let cells = first.iter().filter(|(column, cell)| **column == key || !is_label(cell));
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
mod tests {
    use super::*;
    use crate::extract::trace::Trace;
    use crate::model::document::{Cell, Document, Line, Look, MediaType, Page};
    use crate::model::finding::{CommunityDraft, CommunityFact, Finding, Findings};
    use crate::model::record::Family;
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
        let tables = tables(&sheet, rules.folder("progress-report").unwrap(), |_| true);
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

    /// The actions and holes of each record, by the bundled rules.
    fn read(pages: &[&[(u32, u32, u32, &str)]]) -> Vec<String> {
        let rules = Rules::bundled().unwrap();
        let mut document = document(pages);
        for line in document.pages.iter_mut().flat_map(|page| &mut page.lines) {
            line.look.marker = line.text.starts_with("• ").then_some(2);
        }
        let mut sheet = Sheet::new(&document, Trace::OFF);
        let family = rules.folder("progress-report").unwrap();
        let mut findings = Findings {
            family: Family::ProgressReport,
            language: None,
            document: Vec::new(),
            communities: Vec::new(),
            contacts: Vec::new(),
            events: Vec::new(),
            figures: Vec::new(),
            holes: Vec::new(),
        };
        crate::extract::fiche::read(&mut sheet, &rules, family, &mut findings);
        let record = |draft: &CommunityDraft| {
            let fact = |fact: &Finding<CommunityFact>| match &fact.value {
                CommunityFact::Name(name) => Some(name.clone()),
                CommunityFact::Action(_, action) => Some(action.clone()),
                CommunityFact::SizeClass(class) => Some(class.to_string()),
                _ => None,
            };
            let holes = draft.holes.iter().map(|hole| hole.code.name().to_owned());
            draft.facts.iter().filter_map(fact).chain(holes).collect::<Vec<_>>().join(" | ")
        };
        findings.communities.iter().map(record).collect()
    }

    #[test]
    fn a_row_that_a_page_cuts_goes_on_below_the_labels_printed_again() {
        let head = [(0, 0, 0, "CPTS"), (0, 0, 1, "Prévention"), (0, 0, 2, "Qualité")];
        let first = [
            (0, 1, 0, "CPTS Rive - 22"),
            (0, 1, 0, "Taille : 2"),
            (0, 1, 1, "• Marche"),
            (0, 1, 1, "• Équipe de"),
        ];
        let again = head.map(|(_, row, column, text)| (1, row, column, text));
        let rest =
            [(1, 1, 1, "dépistage"), (1, 2, 0, "CPTS Val - 22"), (1, 2, 1, "NR"), (1, 2, 2, "NR")];
        assert_eq!(
            read(&[&[&head[..], &first].concat(), &[&again[..], &rest].concat()]),
            ["CPTS Rive | 2 | Marche | Équipe de dépistage", "CPTS Val | not_reported"]
        );
    }

    #[test]
    fn a_token_in_one_cell_across_all_missions_is_said_of_all() {
        let table = [
            (0, 0, 0, "CPTS"),
            (0, 0, 1, "Prévention"),
            (0, 0, 2, "Qualité"),
            (0, 1, 0, "CPTS Rive - 22"),
            (0, 1, 1, "NR"),
        ];
        assert_eq!(read(&[&table]), ["CPTS Rive | not_reported"]);
    }

    #[test]
    fn rows_of_one_name_are_one_record_with_its_row_in_the_table_before() {
        let table = [
            (0, 0, 0, "CPTS"),
            (0, 0, 1, "Taille"),
            (0, 1, 0, "CPTS Rive"),
            (0, 1, 1, "2"),
            (0, 2, 0, "CPTS Val"),
            (0, 2, 1, "3"),
        ];
        let actions = [
            (1, 0, 0, "CPTS"),
            (1, 0, 1, "Mission"),
            (1, 0, 2, "Action"),
            (1, 1, 0, "CPTS Rive"),
            (1, 1, 1, "Prévention"),
            (1, 1, 2, "Marche ; course"),
            (1, 2, 0, "CPTS Val"),
            (1, 2, 1, "Qualité"),
            (1, 2, 2, "Revue"),
            (1, 3, 0, "CPTS Val"),
            (1, 3, 1, "Qualité"),
            (1, 3, 2, "Relecture"),
        ];
        let expected = ["CPTS Rive | 2 | Marche ; course", "CPTS Val | 3 | Revue | Relecture"];
        assert_eq!(read(&[&table, &actions]), expected);
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
