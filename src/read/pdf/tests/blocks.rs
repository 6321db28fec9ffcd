//! Paragraphs, items, tables, columns and running heads.

use super::{blocks, column, document, lines, texts};
use crate::model::document::Region;
use crate::read::pdf::read;
use crate::read::pdf::sample::{file, show, stream};

#[test]
fn a_line_may_break_before_the_colon_of_a_bold_label() {
    let content =
        show("F", 10.0, 50.0, 100.0, "Taille : Taille 2 | Adjointe au maire de la commune")
            + &show("B", 10.0, 50.0, 112.0, ": ")
            + &show("F", 10.0, 56.0, 112.0, "Claire MARTEAU et Anne BIDON, de Cenon");
    assert_eq!(blocks(&document(&[&content])).len(), 1);
}

#[test]
fn a_wrapped_value_is_one_block_and_the_next_fact_another() {
    let fact = |y: f32, label: &str, x: f32, value: &str| {
        show("B", 10.0, 50.0, y, label) + &show("F", 10.0, x, y, value)
    };
    let content = fact(100.0, "Coordinatrices : ", 130.0, "Anne BIDON et Claire")
        + &show("F", 10.0, 50.0, 112.0, "MARTEAU")
        + &fact(124.0, "Site internet :", 117.0, "www.cpts-val-clair.fr");
    assert_eq!(
        blocks(&document(&[&content])),
        [
            "Coordinatrices : Anne BIDON et Claire / MARTEAU",
            "Site internet : www.cpts-val-clair.fr",
        ]
    );
}

#[test]
fn a_value_goes_on_below_itself() {
    let content = show("B", 10.0, 50.0, 100.0, "Maires :")
        + &show("F", 10.0, 97.0, 100.0, "Anne BIDON, Claire")
        + &show("F", 10.0, 97.0, 112.0, "MARTEAU");
    assert_eq!(blocks(&document(&[&content])), ["Maires : Anne BIDON, Claire / MARTEAU"]);
}

#[test]
fn bullets_begin_blocks_and_hanging_lines_stay_with_them() {
    let content = column("F", 50.0, 100.0, 12.0, &["• Accueil des stagiaires et des"])
        + &show("F", 10.0, 57.0, 112.0, "remplaçants")
        + &column("F", 50.0, 124.0, 12.0, &["• Annuaire"])
        + &column("F", 80.0, 136.0, 12.0, &["- sous-point"]);
    let document = document(&[&content]);
    assert_eq!(
        blocks(&document),
        ["• Accueil des stagiaires et des / remplaçants", "• Annuaire", "- sous-point"]
    );
    let lines = lines(&document);
    let looks: Vec<_> = lines.iter().map(|line| (line.look.marker, line.look.indent)).collect();
    assert_eq!(looks, [(Some(2), 0), (None, 0), (Some(2), 0), (Some(2), 1)]);
}

#[test]
fn a_drawn_disc_makes_a_list_item() {
    let disc = "1 0 0 1 52 742 cm 0 2 m 1.1 2 2 1.1 2 0 c 2 -1.1 1.1 -2 0 -2 c -1.1 -2 -2 -1.1 -2 0 c \
                -2 1.1 -1.1 2 0 2 c f";
    let content = format!("q {disc} Q {}", show("F", 10.0, 60.0, 103.0, "Vaccination"));
    assert_eq!(lines(&document(&[&content]))[0].look.marker, Some(0));
}

#[test]
fn two_columns_of_running_text_are_read_one_after_the_other() {
    let left =
        ["Un premier paragraphe qui court", "sur plusieurs lignes de suite", "et finit ici."];
    let right = ["Un second paragraphe en face", "du premier, sans lien avec lui,", "finit là."];
    // Painted line by line across both columns.
    let content: String = (0..3)
        .map(|index| {
            let y = 100.0 + 12.0 * index as f32;
            show("F", 10.0, 50.0, y, left[index]) + &show("F", 10.0, 300.0, y, right[index])
        })
        .collect();
    let document = document(&[&content]);
    assert_eq!(blocks(&document), [left.join(" / "), right.join(" / ")]);
    assert_eq!(document.pages[0].order, "columns");
}

#[test]
fn a_label_stands_before_the_list_beside_it_whatever_was_painted_first() {
    let content = column("F", 150.0, 100.0, 12.0, &["• Un", "• Deux", "• Trois"])
        + &show("B", 10.0, 50.0, 112.0, "Qualité")
        + "0.5 0.5 0.5 RG 40 690 400 70 re S";
    let document = document(&[&content]);
    assert_eq!(texts(&document), ["Qualité", "• Un", "• Deux", "• Trois"]);
    assert_eq!(document.pages[0].frames.len(), 1);
}

#[test]
fn ruled_cells_are_a_table_and_boxes_apart_are_not() {
    let cell = |x: f32, y: f32| format!("{x} {} 100 20 re S\n", 842.0 - y - 20.0);
    let grid = |gap: f32| -> String {
        let place = |index: usize| {
            (50.0 + (100.0 + gap) * (index % 2) as f32, 100.0 + (20.0 + gap) * (index / 2) as f32)
        };
        ["AFGSU", "Gestes", "IPA", "Infirmier"]
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let (x, y) = place(index);
                cell(x, y) + &show("F", 9.0, x + 5.0, y + 13.0, text)
            })
            .collect()
    };
    let table = document(&[&grid(0.0)]);
    let cells: Vec<_> = lines(&table)
        .iter()
        .map(|line| line.look.cell.map(|cell| (cell.row, cell.column)))
        .collect();
    assert_eq!(cells, [Some((0, 0)), Some((0, 1)), Some((1, 0)), Some((1, 1))]);
    assert!(table.pages[0].frames.is_empty());
    let boxes = document(&[&grid(12.0)]);
    assert!(lines(&boxes).iter().all(|line| line.look.cell.is_none()));
    assert_eq!(boxes.pages[0].frames.len(), 4);
}

#[test]
fn running_feet_are_found_by_repetition_and_page_numbers_by_counting() {
    let page = |number: usize| {
        show("F", 10.0, 50.0, 300.0, &format!("Population : {number}000 habitants"))
            + &show("F", 8.0, 50.0, 820.0, "Rapport annuel")
            + &show("F", 8.0, 500.0, 820.0, &format!("Page {number} / 4"))
    };
    let contents: Vec<String> = (1..=4).map(page).collect();
    let document = document(&contents.iter().map(String::as_str).collect::<Vec<_>>());
    let running: Vec<_> =
        lines(&document).iter().map(|line| line.region == Region::Running).collect();
    assert_eq!(running, [false, true, true].repeat(4));
}

#[test]
fn what_some_pages_say_at_one_place_below_their_heading_is_no_running_head() {
    let page = |class: usize| {
        show("B", 14.0, 50.0, 40.0, "Informations")
            + &show("F", 10.0, 50.0, 60.0, &format!("Taille {class}"))
    };
    let contents: Vec<String> = [2, 2, 2, 3].map(page).to_vec();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = document(&contents);
    assert!(lines(&document).iter().all(|line| line.region != Region::Running));
}

#[test]
fn labels_above_their_lists_at_the_top_of_all_pages_are_no_running_heads() {
    let page = |action: &str| {
        let column = |x: f32, label: &str| {
            show("B", 10.0, x, 40.0, label)
                + &show("F", 10.0, x, 54.0, &format!("{action} {label}"))
        };
        column(50.0, "Soins") + &column(200.0, "Parcours") + &column(350.0, "Crises")
    };
    let actions = ["Bilan", "Annuaire", "Relais", "Atelier", "Appui", "Plan", "Permanence"];
    let contents: Vec<String> = actions.map(page).to_vec();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = document(&contents);
    assert!(lines(&document).iter().all(|line| line.region != Region::Running));
}

#[test]
fn the_structure_tree_gives_order_headings_and_paragraphs() {
    let marked = |id: u32, y: f32, text: &str| {
        format!("/P<</MCID {id}>>BDC {} EMC\n", show("F", 10.0, 50.0, y, text))
    };
    let content =
        marked(0, 130.0, "Second") + &marked(1, 100.0, "Titre") + &marked(2, 112.0, "Premier");
    let element = |kind: &str, id: u32| format!("<</S/{kind}/P 5 0 R/Pg 6 0 R/K {id}>>");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        stream("", &content),
        format!(
            "<</K[{}{}{}]/RoleMap<</Titre/H2>>>>",
            element("Titre", 1),
            element("P", 2),
            element("P", 0)
        ),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F 3 0 R>>>>>>"
            .to_owned(),
    ];
    let document = read(&file(&objects)).unwrap();
    assert_eq!(document.pages[0].order, "structure tree");
    assert_eq!(blocks(&document), ["Titre", "Premier", "Second"]);
    let headings: Vec<_> = lines(&document).iter().map(|line| line.look.heading).collect();
    assert_eq!(headings, [Some(2), None, None]);
}

#[test]
fn facts_with_dashes_between_them_go_on_in_the_next_line() {
    let page = column(
        "F",
        50.0,
        100.0,
        12.0,
        &[
            "Population : 20 000 habitants - Coordinatrice :",
            "Anne LE GALL - Contact : contact@cpts-rive.example -",
            "Site internet : NR",
            "Parcours : un autre fait",
        ],
    );
    assert_eq!(blocks(&document(&[&page])).len(), 2);
}

#[test]
fn the_last_fact_of_a_row_goes_on_at_the_beginning_of_the_next_line() {
    let row_to = |x: f32, last: &str| {
        show("F", 10.0, 50.0, 100.0, "Population : 20 000 habitants")
            + &show("F", 10.0, 250.0, 100.0, "Taille : 2")
            + &show("F", 10.0, x, 100.0, last)
    };
    let row = |last: &str| row_to(350.0, last);
    let rest = show("F", 10.0, 50.0, 112.0, "LE GALL et Luc MOREL");
    // A line as long as any of the page.
    let measure = show("F", 10.0, 50.0, 200.0, &"Des actions du territoire ".repeat(4));
    let found = blocks(&document(&[&(row("Coordinatrice : Anne-Marie") + &rest + &measure)]));
    assert!(found.contains(&"Coordinatrice : Anne-Marie / LE GALL et Luc MOREL".to_owned()));
    // With room for it in the row it is no rest of its last fact.
    let found = blocks(&document(&[&(row("Contact : NR") + &rest + &measure)]));
    assert!(!found.contains(&"Contact : NR / LE GALL et Luc MOREL".to_owned()), "{found:?}");
    // A label without a value has it there if there was no room behind it, or if the facts follow each
    // other like words; in columns the text may be that of any of them.
    let found = blocks(&document(&[&(row("Coordinatrice :") + &rest + &measure)]));
    assert!(!found.contains(&"Coordinatrice : / LE GALL et Luc MOREL".to_owned()), "{found:?}");
    for x in [310.0, 410.0] {
        let row = row_to(x, "Coordinatrice :");
        let found = blocks(&document(&[&(row + &rest + &measure)]));
        assert!(found.contains(&"Coordinatrice : / LE GALL et Luc MOREL".to_owned()), "{found:?}");
    }
}

#[test]
fn in_a_grid_of_facts_each_goes_on_below_itself() {
    let row = |y: f32, facts: [&str; 3]| -> String {
        let places = [50.0, 250.0, 450.0];
        places.iter().zip(facts).map(|(x, fact)| show("F", 10.0, *x, y, fact)).collect()
    };
    let page = row(100.0, ["Population : 20 000", "Taille : 2", "Président : NR"])
        + &row(120.0, ["Coordination : Anne LE", "Contact : NR", "Site : www.rive.example"])
        + &show("F", 10.0, 50.0, 132.0, "GALL");
    let found = blocks(&document(&[&page]));
    assert!(found.contains(&"Coordination : Anne LE / GALL".to_owned()), "{found:?}");
}
