//! Fiches as pages, on layouts made for the purpose.

use crate::extract::extract;
use crate::model::document::{Cell, Document, Line, Look, MediaType, Page, Rect, Word};
use crate::model::finding::{CommunityFact, Findings};
use crate::model::record::Mission;
use crate::rules::Rules;

/// A line of text at a place, each character 5 points wide; bold between asterisks.
fn line(block: u32, x: f32, y: f32, text: &str) -> Line {
    let bold = text.starts_with('*');
    let text = text.trim_matches('*');
    let bullet = text.starts_with("• ").then_some(2);
    let edge = |count: usize| x + 5.0 * count as f32;
    let mut words: Vec<Word> = Vec::new();
    for word in text.split(' ') {
        let start = words.last().map_or(0, |last| last.end + 1);
        let end = start + word.chars().count();
        words.push(Word { start, end, x0: edge(start), x1: edge(end) });
    }
    Line {
        text: text.to_owned(),
        bbox: Some(Rect { x0: x, y0: y, x1: edge(text.chars().count()), y1: y + 10.0 }),
        look: Look { size: Some(10.0), marker: bullet, bold, ..Look::default() },
        block,
        words,
        ..Line::default()
    }
}

/// A document of pages; lines of one page with one number are one block.
fn document(pages: &[&[(u32, f32, f32, &str)]]) -> Document {
    let page = |(number, lines): (usize, &&[(u32, f32, f32, &str)])| Page {
        size: Some((600.0, 800.0)),
        lines: lines
            .iter()
            .map(|(block, x, y, text)| line(number as u32 * 100 + block, *x, *y, text))
            .collect(),
        ..Page::default()
    };
    Document {
        media_type: MediaType::Pdf,
        paginated: true,
        pages: pages.iter().enumerate().map(page).collect(),
        declared_language: None,
        defects: Vec::new(),
    }
}

/// Two fiches of another CPTS, so that the document is a report whatever the first ones look like.
fn findings(pages: &[&[(u32, f32, f32, &str)]]) -> Findings {
    let head = |first| {
        [
            (1, 50.0, first, "Informations de la CPTS"),
            (2, 50.0, first + 20.0, "Population : 10 000 habitants"),
            (3, 50.0, first + 40.0, "Accès aux soins"),
            (4, 50.0, first + 60.0, "• Astreintes"),
            (5, 50.0, first + 80.0, "Prévention"),
            (6, 50.0, first + 100.0, "• Dépistage"),
        ]
    };
    let others = [head(50.0), head(300.0), head(550.0)];
    let all: Vec<&[(u32, f32, f32, &str)]> =
        pages.iter().copied().chain(others.iter().map(|other| other.as_slice())).collect();
    extract(&document(&all), &Rules::bundled().unwrap()).findings
}

/// The actions of a community.
fn actions(findings: &Findings, community: usize) -> Vec<&str> {
    let facts = findings.communities.get(community).into_iter().flat_map(|draft| &draft.facts);
    facts
        .filter_map(|fact| match &fact.value {
            CommunityFact::Action(_, action) => Some(action.as_str()),
            _ => None,
        })
        .collect()
}

fn facts(findings: &Findings, community: usize) -> Vec<&CommunityFact> {
    findings.communities[community].facts.iter().map(|fact| &fact.value).collect()
}

#[test]
fn a_fiche_that_ends_above_the_next_one_keeps_its_list() {
    let found = findings(&[
        &[
            (1, 50.0, 100.0, "Informations de la CPTS"),
            (2, 50.0, 120.0, "Population : 20 000 habitants"),
            (3, 50.0, 140.0, "Accès aux soins"),
        ],
        &[
            (1, 50.0, 50.0, "• Téléconsultation"),
            (2, 50.0, 400.0, "Informations de la CPTS"),
            (3, 50.0, 420.0, "Population : 30 000 habitants"),
            (4, 50.0, 440.0, "Qualité"),
            (5, 50.0, 460.0, "• Réunions"),
        ],
    ]);
    assert_eq!(actions(&found, 0), ["Téléconsultation"]);
    assert_eq!(actions(&found, 1), ["Réunions"]);
}

#[test]
fn a_title_and_the_heading_below_it_may_be_one_block() {
    let found = findings(&[&[
        (1, 50.0, 50.0, "CPTS du Val Clair - 22 - 35"),
        (1, 50.0, 62.0, "Informations de la CPTS"),
        (2, 50.0, 80.0, "Population : 20 000 habitants"),
    ]]);
    let name = CommunityFact::Name("CPTS du Val Clair".to_owned());
    assert!(facts(&found, 0).contains(&&name), "{:?}", facts(&found, 0));
}

#[test]
fn a_column_of_values_is_read_line_by_line_beside_its_labels() {
    let found = findings(&[&[
        (1, 50.0, 50.0, "Informations de la CPTS"),
        (2, 50.0, 70.0, "Population :"),
        (2, 50.0, 82.0, "Taille de la CPTS :"),
        (2, 50.0, 94.0, "Contact :"),
        (3, 200.0, 70.0, "20 000 habitants"),
        (3, 200.0, 82.0, "Taille 1"),
        (3, 200.0, 94.0, "contact@cpts-val-clair.fr"),
    ]]);
    let email = CommunityFact::Email("contact@cpts-val-clair.fr".to_owned());
    assert!(facts(&found, 0).contains(&&CommunityFact::SizeClass(1)), "{:?}", facts(&found, 0));
    assert!(facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
}

#[test]
fn the_label_of_a_mission_is_nobody() {
    let found = findings(&[&[
        (1, 50.0, 50.0, "Informations de la CPTS"),
        (2, 50.0, 70.0, "Coordinatrice :"),
        (3, 50.0, 82.0, "Parcours pluriprofessionnel"),
        (4, 50.0, 100.0, "• Plaies"),
    ]]);
    let officer = facts(&found, 0).iter().any(|fact| matches!(fact, CommunityFact::Officer(_)));
    assert!(!officer);
    assert_eq!(actions(&found, 0), ["Plaies"]);
}

#[test]
fn a_title_at_the_foot_of_a_page_names_the_fiche_on_the_next_one() {
    let found = findings(&[
        &[
            (1, 50.0, 600.0, "Informations de la CPTS"),
            (2, 50.0, 620.0, "Population : 20 000 habitants"),
            (3, 50.0, 700.0, "CPTS du Val Clair - 22 - 35"),
        ],
        &[
            (1, 50.0, 50.0, "Informations de la CPTS"),
            (2, 50.0, 70.0, "Population : 30 000 habitants"),
        ],
    ]);
    let name = CommunityFact::Name("CPTS du Val Clair".to_owned());
    assert!(facts(&found, 1).contains(&&name), "{:?}", facts(&found, 1));
}

#[test]
fn facts_may_be_items_before_the_first_mission() {
    let found = findings(&[&[
        (1, 50.0, 50.0, "Informations de la CPTS"),
        (2, 50.0, 70.0, "• Population : 20 000 habitants"),
        (3, 50.0, 90.0, "• Contact : contact@cpts-val-clair.fr"),
        (4, 50.0, 110.0, "Accompagnement"),
        (5, 50.0, 130.0, "• Site internet : www.installation.fr"),
    ]]);
    let email = CommunityFact::Email("contact@cpts-val-clair.fr".to_owned());
    assert!(facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
    assert_eq!(actions(&found, 0), ["Site internet : www.installation.fr"]);
}

/// A report of one fiche, on one page.
fn fiche(lines: &[(u32, f32, f32, &str)]) -> Findings {
    let head = [
        (1, 50.0, 20.0, "Informations de la CPTS"),
        (2, 50.0, 40.0, "Population : 20 000 habitants"),
        (3, 50.0, 60.0, "Taille de la CPTS : Taille 1"),
    ];
    let again = [(1, 50.0, 20.0, "Informations de la CPTS")];
    let page = [head.as_slice(), lines].concat();
    extract(&document(&[&page, &again]), &Rules::bundled().unwrap()).findings
}

#[test]
fn a_line_of_a_list_without_bullets_goes_on_only_where_the_next_word_had_no_room() {
    let found = fiche(&[
        (4, 50.0, 100.0, "*Accès aux soins*"),
        (5, 50.0, 115.0, "Astreintes"),
        (5, 50.0, 127.0, "Équipe mobile de dépistage visuel et"),
        (5, 50.0, 139.0, "auditif"),
        (5, 50.0, 151.0, "Prévention"),
        (6, 50.0, 180.0, "*Prévention*"),
        (7, 50.0, 195.0, "Journées du rein"),
    ]);
    let expected = [
        "Astreintes",
        "Équipe mobile de dépistage visuel et auditif",
        "Prévention",
        "Journées du rein",
    ];
    assert_eq!(actions(&found, 0), expected);
}

#[test]
fn a_paragraph_behind_its_label_lists_several_actions() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Accès aux soins : Astreintes ; Bilan (visuel ; auditif) ; Régulation"),
        (5, 50.0, 120.0, "Prévention : Journées du rein ; Dépistage"),
        (6, 50.0, 140.0, "Qualité"),
        (7, 50.0, 155.0, "• Revue ; relecture"),
    ]);
    let expected = [
        "Astreintes",
        "Bilan (visuel ; auditif)",
        "Régulation",
        "Journées du rein",
        "Dépistage",
        "Revue ; relecture",
    ];
    assert_eq!(actions(&found, 0), expected);
}

#[test]
fn a_token_without_a_bullet_right_below_its_label_is_the_labels() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Accès aux soins"),
        (5, 65.0, 112.0, "NR"),
        (6, 50.0, 140.0, "Prévention"),
        (7, 65.0, 152.0, "• Journées du rein"),
        (8, 65.0, 164.0, "• Dépistage"),
        (9, 65.0, 176.0, "• Marche"),
        (10, 65.0, 188.0, "• Ateliers"),
    ]);
    let holes: Vec<_> = found.communities[0].holes.iter().map(|hole| hole.code.name()).collect();
    assert_eq!(holes, ["not_reported"]);
}

#[test]
fn a_value_below_its_label_may_begin_below_the_icon_before_it() {
    let found = fiche(&[
        (4, 67.0, 100.0, "Site internet :"),
        (5, 50.0, 112.0, "/"),
        (6, 67.0, 140.0, "Contact :"),
        (7, 50.0, 152.0, "contact@cpts-rive.example"),
    ]);
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    assert!(facts(&found, 0).contains(&&email));
    let holes: Vec<_> = found.communities[0].holes.iter().map(|hole| hole.code.name()).collect();
    assert!(holes.contains(&"placeholder"), "{holes:?}");
}

#[test]
fn a_slide_on_which_a_fiche_goes_on_says_so_behind_the_name() {
    let found = findings(&[
        &[
            (1, 50.0, 30.0, "CPTS des Dunes - 62"),
            (2, 50.0, 100.0, "Informations de la CPTS"),
            (3, 50.0, 120.0, "Population : 20 000 habitants"),
            (4, 50.0, 140.0, "Accès aux soins"),
            (5, 50.0, 155.0, "• Astreintes"),
        ],
        &[
            (1, 50.0, 30.0, "CPTS des Dunes - 62 (suite)"),
            (2, 50.0, 60.0, "Qualité"),
            (3, 50.0, 75.0, "• Réunions"),
        ],
    ]);
    assert_eq!(actions(&found, 0), ["Astreintes", "Réunions"]);
    assert_eq!(found.communities.len(), 4);
}

#[test]
fn a_paragraph_that_a_page_cuts_goes_on_in_small_letters() {
    let found = findings(&[
        &[
            (1, 50.0, 100.0, "Informations de la CPTS"),
            (2, 50.0, 120.0, "Population : 20 000 habitants"),
            (3, 50.0, 140.0, "Accès aux soins : Astreintes ; Équipe de"),
        ],
        &[(1, 50.0, 30.0, "dépistage visuel ; Régulation"), (2, 50.0, 60.0, "Qualité : Réunions")],
    ]);
    let expected = ["Astreintes", "Équipe de dépistage visuel", "Régulation", "Réunions"];
    assert_eq!(actions(&found, 0), expected);
}

#[test]
fn a_label_at_the_foot_of_a_page_has_its_value_at_the_top_of_the_next() {
    let found = findings(&[
        &[
            (1, 50.0, 100.0, "Informations de la CPTS"),
            (2, 50.0, 120.0, "Population : 20 000 habitants"),
            (3, 50.0, 140.0, "Contact :"),
            (4, 300.0, 160.0, "Accès aux soins"),
        ],
        &[(1, 50.0, 30.0, "contact@cpts-rive.example"), (2, 300.0, 30.0, "• Astreintes")],
    ]);
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    assert!(facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
}

#[test]
fn a_label_whose_words_a_narrow_column_breaks_is_a_label() {
    let found = fiche(&[
        (4, 50.0, 80.0, "Coordina-"),
        (4, 50.0, 90.0, "teur-trice : Ada MOREL"),
        (5, 50.0, 120.0, "*Accompagnemen*"),
        (5, 50.0, 132.0, "*t*"),
        (6, 50.0, 150.0, "• Astreintes"),
    ]);
    let officer = |fact: &&CommunityFact| matches!(fact, CommunityFact::Officer(_));
    assert_eq!(facts(&found, 0).into_iter().filter(officer).count(), 1);
    assert_eq!(actions(&found, 0), ["Astreintes"]);
}

#[test]
fn a_row_of_a_table_says_whose_an_item_is_wherever_its_label_stands() {
    // The label stands at the top of its cell, level with nothing of its long list.
    let lines = [
        (1, 50.0, 20.0, "Informations de la CPTS"),
        (2, 50.0, 40.0, "Population : 20 000 habitants"),
        (3, 50.0, 100.0, "Accès aux soins"),
        (4, 200.0, 100.0, "• Astreintes"),
        (5, 200.0, 112.0, "• Régulation"),
        (6, 50.0, 130.0, "Prévention"),
        (7, 200.0, 124.0, "• Équipe mobile"),
        (8, 200.0, 142.0, "• Dépistage"),
    ];
    let mut document = document(&[&lines, &[(1, 50.0, 20.0, "Informations de la CPTS")]]);
    let cells = [(0, 0), (0, 1), (0, 1), (1, 0), (0, 1), (1, 1)];
    for (line, (row, column)) in document.pages[0].lines.iter_mut().skip(2).zip(cells) {
        line.look.cell = Some(Cell { table: 0, row, column, header: false });
    }
    let found = extract(&document, &Rules::bundled().unwrap()).findings;
    let owner = |action: &str| {
        found.communities[0].facts.iter().find_map(|fact| match &fact.value {
            CommunityFact::Action(mission, text) if text == action => Some(*mission),
            _ => None,
        })
    };
    assert_eq!(owner("Équipe mobile"), Some(Mission::AccessToCare));
    assert_eq!(owner("Dépistage"), Some(Mission::Prevention));
}

#[test]
fn a_label_and_the_value_below_it_may_be_one_block() {
    let found = fiche(&[
        (4, 50.0, 80.0, "Contact"),
        (4, 50.0, 92.0, "contact@cpts-rive.example"),
        (5, 50.0, 120.0, "Site"),
        (5, 50.0, 132.0, "internet"),
        (6, 50.0, 144.0, "/"),
    ]);
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    assert!(facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
    let holes: Vec<_> = found.communities[0].holes.iter().map(|hole| hole.code.name()).collect();
    assert_eq!(holes.iter().filter(|code| **code == "placeholder").count(), 1);
}

#[test]
fn the_facts_of_a_fiche_may_stand_last_and_on_the_page_behind_its_name() {
    let head = |number: u32, y: f32, name: &'static str| {
        [
            (number, 50.0, y, name),
            (number + 1, 50.0, y + 20.0, "*Accès aux soins*"),
            (number + 2, 50.0, y + 40.0, "• Téléconsultation"),
            (number + 3, 50.0, y + 60.0, "*Prévention*"),
            (number + 4, 50.0, y + 80.0, "• Dépistage"),
            (number + 5, 50.0, y + 100.0, "*Qualité*"),
            (number + 6, 50.0, y + 120.0, "• Réunions"),
        ]
    };
    let facts_at = |number: u32, y: f32, population: &'static str| {
        [
            (number, 50.0, y, "Informations"),
            (number, 50.0, y + 12.0, population),
            (number, 50.0, y + 24.0, "Taille de la CPTS : Taille 2"),
        ]
    };
    let first = [
        head(1, 50.0, "CPTS du Val Clair - 22").to_vec(),
        facts_at(8, 190.0, "Population : 20 000 habitants").to_vec(),
        head(9, 240.0, "CPTS des Deux Rives - 22").to_vec(),
    ];
    let second = [
        facts_at(1, 50.0, "Population : 30 000 habitants").to_vec(),
        head(2, 100.0, "CPTS Presqu'île - 22 - 35").to_vec(),
        facts_at(9, 240.0, "Population : 40 000 habitants").to_vec(),
    ];
    let document = document(&[&first.concat(), &second.concat()]);
    let found = extract(&document, &Rules::bundled().unwrap()).findings;
    let name = CommunityFact::Name("CPTS des Deux Rives".to_owned());
    assert!(facts(&found, 1).contains(&&name));
    let population = |fact: &&CommunityFact| matches!(fact, CommunityFact::Population(30_000, _));
    assert!(facts(&found, 1).iter().any(population));
    assert_eq!(actions(&found, 1), ["Téléconsultation", "Dépistage", "Réunions"]);
}

#[test]
fn the_values_of_key_figures_stand_above_their_labels() {
    let card = |name: &'static str| {
        [
            (1, 50.0, 50.0, name),
            (2, 50.0, 80.0, "20 000 habitants"),
            (3, 50.0, 92.0, "Population"),
            (4, 200.0, 80.0, "Anne MOREL"),
            (5, 200.0, 92.0, "Présidente"),
            (6, 350.0, 80.0, "Luc PETIT"),
            (7, 350.0, 92.0, "Coordinateur"),
            (8, 50.0, 120.0, "*Accès aux soins*"),
            (9, 50.0, 140.0, "• Astreintes"),
            (10, 50.0, 160.0, "*Prévention*"),
            (11, 50.0, 180.0, "• Dépistage"),
            (12, 50.0, 200.0, "*Qualité*"),
            (13, 50.0, 220.0, "• Réunions"),
        ]
    };
    let names = ["CPTS du Val Clair - 22", "CPTS des Deux Rives - 22", "CPTS Presqu'île - 22 - 35"];
    let cards = names.map(card);
    let pages: Vec<&[(u32, f32, f32, &str)]> = cards.iter().map(|card| card.as_slice()).collect();
    let found = extract(&document(&pages), &Rules::bundled().unwrap()).findings;
    let officers: Vec<&str> = facts(&found, 0)
        .into_iter()
        .filter_map(|fact| match fact {
            CommunityFact::Officer(officer) => Some(officer.name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(officers, ["Anne Morel", "Luc Petit"]);
    let population = |fact: &&CommunityFact| matches!(fact, CommunityFact::Population(20_000, _));
    assert!(facts(&found, 0).iter().any(population));
}
