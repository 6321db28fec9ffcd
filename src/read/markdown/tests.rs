//! Markdown sources and the lines that they print.

use super::read;
use crate::model::document::{Line, Region};

fn lines(source: &str) -> Vec<Line> {
    read(source).pages.remove(0).lines
}

fn texts(source: &str) -> Vec<String> {
    lines(source).into_iter().map(|line| line.text).collect()
}

#[test]
fn line_n_prints_line_n_of_the_source_without_its_markup() {
    for (source, expected) in [
        ("# Titre #\n\n**gras** et *ital*", vec!["Titre", "", "gras et ital"]),
        ("Titre\n===\ntexte", vec!["Titre", "", "texte"]),
        ("un  \ndeux\\\ntrois", vec!["un", "deux", "trois"]),
        ("a &amp; b \\* c&nbsp;d", vec!["a & b * c\u{a0}d"]),
        ("43<sup>2</sup> et 1<sup>er</sup>", vec!["43² et 1er"]),
        ("![logo](a.png)\n---\n```\ncode\n```", vec!["", "", "", "code", ""]),
        ("- un\n\n  suite\n- [x] deux", vec!["un", "", "suite", "deux"]),
        ("<b>APA</b>\tActivité\n<b>TND</b>\tTrouble", vec!["APA  Activité", "TND  Trouble"]),
        ("\n\n<!-- rien -->\n\nfin", vec!["", "", "", "", "fin"]),
        ("A    B", vec!["A    B"]),
        ("Note[^1].\n\n[^1]: Source", vec!["Note¹.", "", "¹ Source"]),
        ("> cité\n> encore", vec!["cité", "encore"]),
        ("a<br>b\nc", vec!["a", "b", "c"]),
    ] {
        assert_eq!(texts(source), expected, "{source:?}");
    }
}

#[test]
fn what_a_marker_prints_beyond_a_bullet_stays() {
    let looks = |source| {
        let lines = lines(source);
        lines.into_iter().map(|line| (line.text, line.look.marker)).collect::<Vec<_>>()
    };
    for (source, text, marker) in [
        ("- un", "un", Some(0)),
        ("* un", "un", Some(0)),
        ("12. un", "12. un", Some(4)),
        ("2) un", "2) un", Some(3)),
        ("2. # un", "2. un", Some(3)),
        ("2.", "2.", Some(0)),
        ("+ un", "+ un", Some(2)),
        ("+ 80 000 habitants", "+ 80 000 habitants", None),
        ("+", "+", None),
        ("- • un", "• un", Some(2)),
        ("- #### • Crise", "• Crise", Some(2)),
        ("## 1. Préambule", "1. Préambule", None),
        ("• un", "• un", Some(2)),
    ] {
        assert_eq!(looks(source), [(text.to_owned(), marker)], "{source:?}");
    }
}

#[test]
fn headings_bold_and_nesting_are_seen() {
    let lines = lines("## **Titre**\n**a** b\n\n- un\n  - deux\n    suite\n- trois\n\nfin");
    let looks: Vec<_> = lines
        .iter()
        .filter(|line| !line.text.is_empty())
        .map(|line| (line.look.heading, line.look.bold, line.look.marker, line.look.indent))
        .collect();
    assert_eq!(
        looks,
        [
            (Some(2), true, None, 0),
            (None, false, None, 0),
            (None, false, Some(0), 0),
            (None, false, Some(0), 1),
            (None, false, None, 1),
            (None, false, Some(0), 0),
            (None, false, None, 0),
        ]
    );
}

#[test]
fn a_paragraph_is_one_block_and_so_is_an_item() {
    let blocks = |source| lines(source).iter().map(|line| line.block).collect::<Vec<_>>();
    assert_eq!(blocks("un\ndeux  \ntrois\n\nquatre"), [0, 0, 0, 1, 2]);
    assert_eq!(blocks("- un\n  suite\n- deux\n# T\nfin"), [0, 0, 1, 2, 3]);
    assert_eq!(blocks("A\tB\nC\tD\nfin"), [0, 1, 2]);
}

#[test]
fn printed_bullets_in_a_paragraph_are_items() {
    let lines = lines("  • un\n    • deux\n  • trois");
    let looks: Vec<_> =
        lines.iter().map(|line| (line.look.marker, line.look.indent, line.block)).collect();
    assert_eq!(looks, [(Some(2), 0, 0), (Some(2), 1, 1), (Some(2), 0, 2)]);
}

#[test]
fn links_stand_where_their_text_stands() {
    let lines = lines("Voir [la **page**](https://a.fr) et <mailto:a@b.fr>");
    let links: Vec<_> =
        lines[0].links.iter().map(|link| (link.start, link.end, link.target.as_str())).collect();
    assert_eq!(links, [(5, 12, "https://a.fr"), (16, 29, "mailto:a@b.fr")]);
}

#[test]
fn each_cell_of_a_table_is_a_line() {
    let lines = lines("| A | B |\n|---|---|\n| c | **d** |\nfin\n\nsuite");
    let cells: Vec<_> = lines
        .iter()
        .filter_map(|line| line.look.cell.map(|cell| (line.text.as_str(), cell)))
        .map(|(text, cell)| (text, cell.row, cell.column, cell.header))
        .collect();
    assert_eq!(
        cells,
        [
            ("A", 0, 0, true),
            ("B", 0, 1, true),
            ("c", 1, 0, false),
            ("d", 1, 1, false),
            ("fin", 2, 0, false),
        ]
    );
    assert_eq!(lines.last().unwrap().text, "suite");
    assert_eq!(lines.last().unwrap().look.cell, None);
}

#[test]
fn a_block_of_html_prints_what_the_page_would() {
    let source = "<table>\n<tr><th>A</th><td>b</td></tr>\n</table>\n\n\
                  <td>c</td>\n\n<div>\n\n**d**\n\n</div>";
    let lines = lines(source);
    let printed: Vec<_> = lines
        .iter()
        .filter(|line| !line.text.is_empty())
        .map(|line| (line.text.as_str(), line.look.cell.map(|cell| cell.table)))
        .collect();
    assert_eq!(printed, [("A", Some(0)), ("b", Some(0)), ("c", None), ("d", None)]);
    assert_eq!(lines[8].text, "d");
}

#[test]
fn front_matter_is_the_head() {
    let lines = lines("---\ntitle: Bilan\ndate: 2024-03-01\n---\n# Bilan");
    let regions: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.region)).collect();
    assert_eq!(
        regions,
        [
            ("", Region::Main),
            ("title: Bilan", Region::Head),
            ("date: 2024-03-01", Region::Head),
            ("", Region::Main),
            ("Bilan", Region::Main),
        ]
    );
    assert_eq!(texts("---\nUne phrase : suite\n---\nfin")[1], "Une phrase : suite");
}
