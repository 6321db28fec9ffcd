//! The layout of whole pages, on small files written for the purpose.

use crate::model::document::{Document, Line, Region};
use crate::read::pdf::read;
use crate::read::pdf::sample::{pages, show};

fn document(contents: &[String]) -> Document {
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    read(&pages(&contents, "", &["null".to_owned()])).unwrap()
}

fn lines(document: &Document) -> Vec<&Line> {
    document.pages.iter().flat_map(|page| &page.lines).collect()
}

fn texts(document: &Document) -> Vec<&str> {
    lines(document).into_iter().map(|line| line.text.as_str()).collect()
}

/// The texts that run through the pages.
fn running(document: &Document) -> Vec<&str> {
    let running = lines(document).into_iter().filter(|line| line.region == Region::Running);
    running.map(|line| line.text.as_str()).collect()
}

/// Lines of one size at one edge, `step` points apart.
fn column(font: &str, x: f32, y: f32, step: f32, texts: &[&str]) -> String {
    let line = |(index, text): (usize, &&str)| show(font, 10.0, x, y + step * index as f32, text);
    texts.iter().enumerate().map(line).collect()
}

#[test]
fn a_bullet_painted_last_parts_a_label_from_the_list_beside_it() {
    let content = "BT /B 10 Tf 50 700 Td (Qualit\\351) Tj /F 10 Tf 43 0 Td (R\\351unions) Tj ET "
        .to_owned()
        + &show("F", 10.0, 87.0, 142.0, "•");
    assert_eq!(texts(&document(&[content])), ["Qualité", "• Réunions"]);
}

#[test]
fn a_list_of_single_lines_says_nothing_of_the_leading() {
    let items =
        ["• Une action de la liste des actions", "• Une autre action de la liste des actions"]
            .repeat(6);
    let content = column("F", 50.0, 100.0, 15.6, &items)
        + &column("F", 50.0, 100.0 + 12.0 * 15.6, 12.0, &["Informations", "Population : 20 000"]);
    let document = document(&[content]);
    let last: Vec<u32> = lines(&document).iter().rev().take(3).map(|line| line.block).collect();
    assert_eq!(last[0], last[1]);
    assert_ne!(last[1], last[2]);
}

#[test]
fn a_heading_in_the_second_column_belongs_to_it() {
    let text = ["Un texte qui court sur", "plusieurs lignes de suite", "et finit ici."];
    let left = column("F", 50.0, 100.0, 12.0, &text) + &column("F", 50.0, 172.0, 12.0, &text);
    let right = column("F", 300.0, 100.0, 12.0, &text)
        + &show("B", 14.0, 300.0, 154.0, "La suite")
        + &column("F", 300.0, 172.0, 12.0, &text);
    let document = document(&[left + &right]);
    assert_eq!(lines(&document).iter().position(|line| line.text == "La suite"), Some(9));
}

#[test]
fn a_line_that_runs_over_narrows_the_gutter_and_does_not_close_it() {
    let text = ["Un texte qui court sur", "plusieurs lignes de suite", "sans fin"];
    let right = ["• Une autre", "• Histoire"].repeat(6);
    let content = column("F", 50.0, 100.0, 12.0, &text)
        + &show("F", 10.0, 50.0, 160.0, "coordination.du.val.clair@exemple.fr")
        + &column("F", 50.0, 190.0, 12.0, &text)
        + &column("F", 217.0, 100.0, 14.0, &right);
    let document = document(&[content]);
    assert_eq!(texts(&document).iter().position(|text| *text == "• Une autre"), Some(7));
}

#[test]
fn what_stands_on_few_of_the_pages_between_its_first_and_its_last_is_no_running_head() {
    let page = |number: usize| {
        let here = [1, 4, 9].contains(&number);
        show("F", 10.0, 50.0, 300.0, &format!("Un texte {number}"))
            + &if here { show("F", 10.0, 50.0, 60.0, "Taille 3") } else { String::new() }
    };
    let pages: Vec<String> = (1..=9).map(page).collect();
    assert!(running(&document(&pages)).is_empty());
}

#[test]
fn a_line_runs_through_the_pages_only_with_all_of_its_block() {
    let page = |number: usize| {
        column("F", 50.0, 60.0, 12.0, &["Population", &format!("{number}4 300 habitants")])
            + &show("F", 10.0, 50.0, 300.0, &format!("Un texte {number}"))
    };
    let pages: Vec<String> = [17, 23, 35, 48].map(page).to_vec();
    assert!(running(&document(&pages)).is_empty());
}

#[test]
fn an_item_of_a_list_runs_through_no_pages() {
    let page = |number: usize| {
        show("F", 10.0, 50.0, 300.0, &format!("Un texte {number}"))
            + &show("F", 10.0, 50.0, 800.0, "• Soins non programmés")
    };
    let pages: Vec<String> = (1..=4).map(page).collect();
    assert!(running(&document(&pages)).is_empty());
}

#[test]
fn a_cell_runs_through_the_pages_only_with_all_of_its_row() {
    let page = |number: usize| {
        let cell = |x: f32, y: f32, text: &str| {
            format!("{x} {} 100 20 re S\n", 842.0 - y - 20.0)
                + &show("F", 9.0, x + 5.0, y + 13.0, text)
        };
        let name = format!("CPTS {}", ["Aubier", "Bruyère", "Chêne", "Douve"][number]);
        cell(50.0, 770.0, "Nom")
            + &cell(150.0, 770.0, "Taille")
            + &cell(50.0, 790.0, &name)
            + &cell(150.0, 790.0, "Taille 3")
            + &show("F", 10.0, 50.0, 300.0, &format!("Un texte {number}"))
    };
    let pages: Vec<String> = (0..4).map(page).collect();
    assert!(!running(&document(&pages)).contains(&"Taille 3"));
}

#[test]
fn a_list_below_facts_makes_no_columns_of_their_labels_and_values() {
    let labels = ["Population :", "Taille :", "Contact :"];
    let values = ["29 000 habitants", "Taille 1", "baie@cpts-marais.example"];
    let content = column("B", 50.0, 100.0, 24.0, &labels)
        + &column("F", 180.0, 100.0, 24.0, &values)
        + &show("B", 11.0, 50.0, 190.0, "Soins")
        + &column("F", 50.0, 210.0, 12.0, &["- Dentiste", "- Relais", "- Bus"]);
    let facts = labels.iter().zip(values).flat_map(|(label, value)| [label, value]);
    let expected: Vec<_> = facts.chain(["Soins", "- Dentiste", "- Relais", "- Bus"]).collect();
    assert_eq!(texts(&document(&[content])), expected);
}

#[test]
fn where_no_spaces_are_printed_a_narrow_gap_parts_words() {
    // The words of a full line of TeX stand 0.143 em apart.
    let line =
        "BT /F 10 Tf 50 700 Td [(comme)-143(borne)-143(\\(a)-143(ou)-143(b\\),)-143(pour)] TJ ET";
    assert_eq!(texts(&document(&[line.to_owned()])), ["comme borne (a ou b), pour"]);
    let printed = show("F", 10.0, 50.0, 200.0, "Un texte dont les espaces sont dans le texte");
    let kerned = "BT /F 10 Tf 50 700 Td [(Pr)-143(\\351sident)] TJ ET".to_owned();
    let both = document(&[kerned + &printed]);
    assert_eq!(texts(&both)[0], "Président");
}

#[test]
fn a_space_that_is_taken_back_is_a_kern() {
    // Its room is that of a space (0.278 em) less the word spacing.
    let kerned = "BT /F 10 Tf 50 700 Td -2.63 Tw (Coordinatr ice) Tj 0 Tw ET ";
    let text = "Un texte dont les autres espaces ont la place qu'il leur faut sur la page";
    let page = kerned.to_owned() + &show("F", 10.0, 50.0, 200.0, text);
    assert_eq!(texts(&document(&[page]))[0], "Coordinatrice");
    // Where no other space tells, what is printed counts.
    assert_eq!(texts(&document(&[kerned.to_owned()])), ["Coordinatr ice"]);
}

#[test]
fn a_label_with_its_value_beside_it_is_a_row() {
    let labels = ["Population :", "Taille :", "Présidente :"];
    let values = ["20 000 habitants", "Taille 2", "Ada MARTIN"];
    let page = column("F", 50.0, 100.0, 12.0, &labels)
        + &column("F", 200.0, 100.0, 12.0, &values)
        + &show("B", 10.0, 50.0, 150.0, "ACCÈS AUX SOINS")
        + &column("F", 60.0, 162.0, 12.0, &["• Une action", "• Une autre"]);
    let mut expected: Vec<&str> =
        labels.into_iter().zip(values).flat_map(|(label, value)| [label, value]).collect();
    expected.extend(["ACCÈS AUX SOINS", "• Une action", "• Une autre"]);
    assert_eq!(texts(&document(std::slice::from_ref(&page))), expected);
    // A paragraph beside the two stays one.
    let beside = ["La CPTS est née en 2021 de la volonté", "des professionnels du territoire"];
    let beside = column("F", 360.0, 100.0, 12.0, &beside);
    let document = document(&[page + &beside]);
    let of_one = |line: &&&Line| line.text.contains("CPTS est") || line.text.contains("territoire");
    let paragraph: Vec<u32> =
        lines(&document).iter().filter(of_one).map(|line| line.block).collect();
    assert!(matches!(paragraph[..], [first, second] if first == second), "{paragraph:?}");
}

#[test]
fn half_a_space_sets_a_sign_off() {
    let line = "BT /F 10 Tf 50 700 Td [(Un mot)-125(; 85)-125(% des 50% \\253)-125(dits)-125(\\273 \\(etc.\\))-60(!)] TJ ET";
    assert_eq!(texts(&document(&[line.to_owned()])), ["Un mot ; 85 % des 50% « dits » (etc.)!"]);
}

#[test]
fn figures_apart_are_numbers_and_no_letter_spaced_one() {
    let line = "BT /F 10 Tf 50 700 Td [(1)-333(0)-333(0)-333(1)-333(50)-333(0)-333(cm)] TJ ET";
    assert_eq!(texts(&document(&[line.to_owned()])), ["1 0 0 1 50 0 cm"]);
    let title = "BT /F 18 Tf 6 Tc 50 700 Td (RAPPORT 2026) Tj ET BT 2 Tc 50 600 Td (2026) Tj ET";
    assert_eq!(texts(&document(&[title.to_owned()])), ["RAPPORT 2026", "2026"]);
    // One figure a cell, as forms have them.
    let cells = "BT /F 10 Tf 6 Tc 50 700 Td (12/06/2026) Tj ET";
    assert_eq!(texts(&document(&[cells.to_owned()])), ["12/06/2026"]);
}

#[test]
fn a_label_that_reaches_the_bullets_beside_it_is_none_of_their_text() {
    // Painted before them, "Parcours" touches the bullet; painted behind them, the text of a line.
    let items = ["• Une action", "• Une autre", "suite", "• Une troisième"];
    let list = column("F", 103.0, 100.0, 12.0, &items[..2])
        + &column("F", 109.0, 124.0, 12.0, &items[2..3])
        + &column("F", 103.0, 136.0, 12.0, &items[3..]);
    let first = show("B", 10.0, 50.0, 112.0, "Parcours a")
        + &column("F", 103.0, 112.0, 12.0, &["• Une autre"])
        + &column("F", 103.0, 100.0, 24.0, &["• Une action", "• Une troisième", "• Encore une"]);
    let document_of = document(&[first]);
    let read = texts(&document_of);
    assert!(read.contains(&"Parcours a") && read.contains(&"• Une autre"), "{read:?}");
    let texts_below = column("F", 109.0, 160.0, 12.0, &["suite"; 3]);
    let last = list + &texts_below + &show("B", 10.0, 50.0, 124.0, "Parcours ab");
    let document_of = document(&[last]);
    let read = texts(&document_of);
    assert!(read.contains(&"Parcours ab"), "{read:?}");
}

#[test]
fn labels_above_their_values_in_two_columns_are_read_with_them() {
    let left = ["Population :", "20 000", "Taille :", "Taille 2", "Président :", "Ada MARTIN"];
    let right = ["Coordinatrice :", "Zoé PETIT", "Contact :", "a@b.example"];
    let page = column("F", 50.0, 100.0, 12.0, &left) + &column("F", 250.0, 100.0, 12.0, &right);
    let expected: Vec<&str> = left.into_iter().chain(right).collect();
    assert_eq!(texts(&document(&[page])), expected);
}

#[test]
fn headings_beside_each_other_are_those_of_their_columns() {
    let text = ["Un texte qui court sur", "plusieurs lignes de suite", "et finit ici."];
    let side =
        |x: f32, head: &str| show("B", 14.0, x, 100.0, head) + &column("F", x, 118.0, 12.0, &text);
    let page = side(50.0, "Le Nord") + &side(300.0, "Le Sud");
    let expected: Vec<&str> =
        ["Le Nord"].into_iter().chain(text).chain(["Le Sud"]).chain(text).collect();
    assert_eq!(texts(&document(&[page])), expected);
}

#[test]
fn a_heading_below_the_items_of_its_column_belongs_to_it() {
    let items = ["• Une action", "• Une autre", "• Une troisième"];
    let left = column("F", 50.0, 100.0, 12.0, &items) + &column("F", 50.0, 172.0, 12.0, &items);
    let right = column("F", 304.0, 100.0, 12.0, &items)
        + &show("B", 14.0, 300.0, 154.0, "La suite")
        + &column("F", 304.0, 172.0, 12.0, &items);
    let mut expected = items.repeat(3);
    expected.push("La suite");
    expected.extend(items);
    assert_eq!(texts(&document(&[left + &right])), expected);
}

#[test]
fn a_heading_between_the_lines_of_the_other_column_is_its_columns_own() {
    let text = ["Un texte qui court sur", "plusieurs lignes de suite", "et finit ici."];
    let left = column("F", 50.0, 100.0, 12.0, &text)
        + &show("B", 14.0, 50.0, 147.0, "La suite")
        + &column("F", 50.0, 163.0, 12.0, &text);
    // A paragraph ends beside the heading, and the next begins.
    let right = column("F", 300.0, 100.0, 12.0, &text)
        + &show("F", 10.0, 300.0, 135.0, "La fin.")
        + &column("F", 300.0, 157.0, 12.0, &text);
    let mut expected = text.to_vec();
    expected.push("La suite");
    expected.extend(text.repeat(2));
    expected.push("La fin.");
    expected.extend(text);
    assert_eq!(texts(&document(&[left + &right])), expected);
}

#[test]
fn letters_of_any_size_come_to_an_end() {
    for glyph in ["•", "A"] {
        let page = show("F", 1e8, -3e7, 700.0, glyph)
            + &show("F", 10.0, 60.0, 600.0, "droite")
            + &show("F", 10.0, 25.0, 600.0, "Gauche");
        assert!(texts(&document(&[page])).join(" ").contains("droite"));
    }
}

#[test]
fn a_bullet_behind_words_of_its_line_begins_nothing() {
    let line = |number: usize| {
        let y = 742 - 14 * number;
        format!("BT /B 10 Tf 50 {y} Td (Axe {number} ) Tj /F 10 Tf (\\225 Action {number}) Tj ET ")
    };
    let page: String = (1..5).map(line).collect();
    let expected = [1, 2, 3, 4].map(|number| format!("Axe {number} • Action {number}"));
    assert_eq!(texts(&document(&[page])), expected);
}

#[test]
fn values_painted_before_their_labels_stay_on_their_lines() {
    let values = column("F", 77.0, 100.0, 14.0, &["01 02 03", "01 02 04", "01 02 05"]);
    let page = values + &column("B", 50.0, 100.0, 14.0, &["Tél. :"; 3]);
    let expected = ["01 02 03", "01 02 04", "01 02 05"].map(|number| format!("Tél. : {number}"));
    assert_eq!(texts(&document(&[page])), expected);
}

#[test]
fn bold_rows_over_plain_ones_are_rows_of_records() {
    let row = |y: f32, texts: [&str; 4]| {
        let [name, department, population, size] = texts;
        show("B", 10.0, 50.0, y, name)
            + &show("B", 10.0, 300.0, y, department)
            + &show("F", 10.0, 50.0, y + 16.0, population)
            + &show("F", 10.0, 300.0, y + 16.0, size)
    };
    let rows = [
        ["CPTS du Val Clair", "D 22", "Population : 20 000", "Taille : 2"],
        ["CPTS du Mont Bleu", "D 35", "Population : 30 000", "Taille : 3"],
        ["CPTS du Lac Vert", "D 29", "Population : 40 000", "Taille : 1"],
    ];
    let page: String =
        rows.iter().zip([100.0, 140.0, 180.0]).map(|(texts, y)| row(y, *texts)).collect();
    assert_eq!(texts(&document(&[page])), rows.concat());
}

#[test]
fn a_heading_over_both_columns_is_none_of_the_second() {
    let text = ["Le territoire compte", "vingt mille habitants", "depuis sa naissance."];
    let part = |y: f32, head: &str| {
        show("B", 16.0, 238.0, y, head)
            + &column("F", 50.0, y + 30.0, 14.0, &text)
            + &column("F", 245.0, y + 30.0, 14.0, &text)
    };
    let page = part(70.0, "CPTS du Nord") + &part(180.0, "CPTS du Sud");
    let part = |head| [[head].as_slice(), &text, &text].concat();
    assert_eq!(texts(&document(&[page])), [part("CPTS du Nord"), part("CPTS du Sud")].concat());
}
