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
    let mut findings = Findings::new(Family::ProgressReport, None);
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

#[test]
fn a_header_that_no_rule_reads_is_not_claimed_where_it_is_printed_again_either() {
    let page = |table: u32, name: &'static str| {
        [
            (table, 0, 0, "Nom"),
            (table, 0, 1, "Site"),
            (table, 0, 2, "Code interne"),
            (table, 1, 0, name),
            (table, 1, 1, "rive.fr"),
            (table, 1, 2, "B 12"),
        ]
    };
    let document = document(&[&page(0, "Rive"), &page(1, "Val")]);
    let mut files = crate::rules::files(None).unwrap();
    let rule = "[[record]]\nid = \"row\"\nwhy = \"-\"\nheader = ['^nom$']\nexample = []\n";
    files.insert("progress-report/rows.toml".to_owned(), rule.to_owned());
    let rules = Rules::compile(&files).unwrap();
    let sheet = Sheet::new(&document, Trace::OFF);
    let family = rules.folder("progress-report").unwrap();
    let tables = tables(&sheet, family, |text| text == "Site");
    let heads = tables.iter().flat_map(|table| &table.heads);
    let heads: Vec<&str> = heads.map(|&head| sheet.blocks[head].text.as_str()).collect();
    assert_eq!(heads, ["Nom", "Nom", "Site"]);
}
