//! The lists of the missions: what is an item, and whose.

use super::{actions, document, facts, fiche};
use crate::extract::extract;
use crate::model::document::Cell;
use crate::model::finding::{CommunityFact, Field, Findings, Subject};
use crate::model::record::Mission;
use crate::rules::Rules;

/// The actions of the first community under one mission.
fn actions_of(findings: &Findings, mission: Mission) -> Vec<&str> {
    let facts = facts(findings, 0).into_iter();
    facts
        .filter_map(|fact| match fact {
            CommunityFact::Action(own, text) if *own == mission => Some(text.as_str()),
            _ => None,
        })
        .collect()
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
fn a_token_stands_where_the_list_would_below_a_label_with_room_for_two_lines() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Accès aux soins"),
        (5, 250.0, 100.0, "Prévention"),
        (6, 50.0, 130.0, "NR"),
        (7, 250.0, 130.0, "NR"),
    ]);
    let holes: Vec<_> = found.communities[0].holes.iter().map(|hole| hole.code.name()).collect();
    assert_eq!(holes, ["not_reported"]);
}

#[test]
fn a_token_may_stand_above_a_label_that_others_have_their_lists_above() {
    let item = |y: f32| (y as u32, 50.0, y, "• Astreintes");
    let label = |y: f32, text| (y as u32, 300.0, y, text);
    let head = |y: f32, text| (y as u32, 50.0, y, text);
    let page = [
        head(20.0, "Informations de la CPTS"),
        head(40.0, "Population : 20 000 habitants"),
        item(100.0),
        item(112.0),
        label(126.0, "Accès aux soins"),
        item(160.0),
        label(174.0, "Prévention"),
        item(208.0),
        label(222.0, "Crise sanitaire"),
    ];
    let other = [
        head(20.0, "Informations de la CPTS"),
        head(40.0, "Population : 30 000 habitants"),
        item(100.0),
        label(114.0, "Accès aux soins"),
        head(150.0, "NR"),
        label(164.0, "Prévention"),
    ];
    let found = extract(&document(&[&page, &page, &other]), &Rules::bundled().unwrap()).findings;
    let holes = found.communities[2].holes.iter().map(|hole| hole.code.name());
    assert!(holes.clone().any(|code| code == "not_reported"), "{:?}", holes.collect::<Vec<_>>());
}

#[test]
fn the_token_of_a_fact_is_none_of_a_label_beside_it() {
    let found = fiche(&[
        (3, 50.0, 100.0, "Site internet :"),
        (4, 50.0, 114.0, "NR"),
        (5, 300.0, 60.0, "Accès aux soins"),
        (6, 300.0, 74.0, "• Astreintes"),
        (7, 300.0, 110.0, "Prévention"),
    ]);
    let holes = found.communities[0].holes.iter();
    let holes: Vec<_> = holes.filter(|hole| hole.code.name() == "missing_field").collect();
    let prevention = Subject::Community(Field::Mission(Mission::Prevention));
    assert!(holes.iter().any(|hole| hole.subject == prevention), "{holes:?}");
}

#[test]
fn a_number_before_each_label_makes_no_list_of_them() {
    let found = fiche(&[
        (4, 50.0, 100.0, "1. Accès aux soins"),
        (5, 50.0, 112.0, "• Astreintes"),
        (6, 50.0, 140.0, "2. Prévention"),
        (7, 50.0, 152.0, "• Journées du rein"),
    ]);
    assert_eq!(actions(&found, 0), ["Astreintes", "Journées du rein"]);
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
fn labels_of_missions_that_were_read_as_one_paragraph_are_two() {
    let found = fiche(&[
        (4, 50.0, 100.0, "*Accès aux soins*"),
        (5, 200.0, 100.0, "• Astreintes"),
        (6, 50.0, 130.0, "*Parcours*"),
        (6, 50.0, 142.0, "*pluriprofessionnel*"),
        (6, 50.0, 154.0, "*Prévention*"),
        (7, 200.0, 130.0, "• Plaies"),
        (8, 200.0, 154.0, "• Dépistage"),
    ]);
    assert_eq!(actions_of(&found, Mission::CarePathways), ["Plaies"]);
    assert_eq!(actions_of(&found, Mission::Prevention), ["Dépistage"]);
}

#[test]
fn an_item_that_goes_on_in_the_next_column_belongs_where_it_begins() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Accès aux soins"),
        (5, 50.0, 115.0, "• Astreintes"),
        (6, 50.0, 140.0, "Prévention"),
        (7, 50.0, 155.0, "• Séances au collège (avec un"),
        (8, 312.0, 100.0, "psychologue)"),
        (9, 302.0, 115.0, "• Dépistage"),
        (10, 302.0, 140.0, "Qualité"),
        (11, 302.0, 155.0, "• Formations"),
    ]);
    let prevention = ["Séances au collège (avec un psychologue)", "Dépistage"];
    assert_eq!(actions_of(&found, Mission::Prevention), prevention);
    assert_eq!(actions_of(&found, Mission::Quality), ["Formations"]);
}

#[test]
fn a_token_in_the_cell_below_a_label_is_the_labels_wherever_it_stands_there() {
    let lines = [
        (1, 50.0, 20.0, "Informations de la CPTS"),
        (2, 50.0, 40.0, "Population : 20 000 habitants"),
        (3, 120.0, 100.0, "Accès aux soins"),
        (4, 350.0, 100.0, "Prévention"),
        (5, 50.0, 140.0, "NR"),
        (6, 260.0, 140.0, "• Dépistage"),
    ];
    let mut document = document(&[&lines, &[(1, 50.0, 20.0, "Informations de la CPTS")]]);
    let cells = [(0, 0), (0, 1), (1, 0), (1, 1)];
    for (line, (row, column)) in document.pages[0].lines.iter_mut().skip(2).zip(cells) {
        line.look.cell = Some(Cell { table: 0, row, column, header: row == 0 });
    }
    let found = extract(&document, &Rules::bundled().unwrap()).findings;
    let holes: Vec<_> = found.communities[0].holes.iter().map(|hole| hole.code.name()).collect();
    assert!(holes.contains(&"not_reported"), "{holes:?}");
}

#[test]
fn what_stands_between_the_facts_is_no_item_of_a_list_without_bullets() {
    let found = fiche(&[
        (4, 302.0, 80.0, "Créée au printemps"),
        (5, 50.0, 92.0, "Contact : contact@cpts-rive.example"),
        (6, 50.0, 120.0, "Accès aux soins"),
        (7, 50.0, 135.0, "Astreintes"),
        (8, 302.0, 120.0, "Prévention"),
        (9, 302.0, 135.0, "Dépistage"),
    ]);
    assert_eq!(actions(&found, 0), ["Astreintes", "Dépistage"]);
}

#[test]
fn labels_of_missions_below_each_other_without_a_list_beside_them_are_a_text() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Accès aux soins"),
        (4, 50.0, 112.0, "Prévention"),
        (5, 60.0, 126.0, "Priorités retenues pour 2024"),
        (6, 50.0, 150.0, "Qualité"),
        (7, 60.0, 164.0, "• Audit"),
    ]);
    assert!(actions_of(&found, Mission::Prevention).is_empty());
    assert_eq!(actions_of(&found, Mission::Quality), ["Audit"]);
}

#[test]
fn the_label_of_a_mission_below_a_fact_is_not_its_value() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Coordinatrice :"),
        (4, 50.0, 112.0, "Accès aux soins"),
        (5, 60.0, 126.0, "• Astreintes"),
    ]);
    assert_eq!(actions_of(&found, Mission::AccessToCare), ["Astreintes"]);
}
