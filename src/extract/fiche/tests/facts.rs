//! The facts of a fiche: which value is which label's.

use super::{actions, document, facts, fiche, findings};
use crate::extract::extract;
use crate::model::finding::CommunityFact;
use crate::model::record::Role;
use crate::rules::Rules;

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

#[test]
fn a_value_right_behind_its_label_needs_no_colon() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Contact contact@cpts-rive.example"),
        (5, 50.0, 120.0, "Co-présidence Claire MARTIN et Luc MOREL"),
        (6, 50.0, 140.0, "Site internet en construction pour le printemps"),
        (7, 50.0, 160.0, "Accès aux soins"),
        (8, 50.0, 180.0, "• Astreintes"),
    ]);
    let found = facts(&found, 0);
    let officers = found.iter().filter(|fact| matches!(fact, CommunityFact::Officer(_))).count();
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    assert!(found.contains(&&email), "{found:?}");
    assert_eq!(officers, 2, "{found:?}");
    assert!(!found.iter().any(|fact| matches!(fact, CommunityFact::Website(_))), "{found:?}");
}

#[test]
fn words_behind_a_label_without_a_colon_are_no_value() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Direction Générale Adjointe"),
        (5, 50.0, 120.0, "Population active 12 000"),
        (8, 50.0, 130.0, "Direction du GHT RIVE"),
        (9, 50.0, 140.0, "Membres 3 collèges"),
        (10, 50.0, 150.0, "CPTS partenaire de l'ESP RIVE"),
        (11, 50.0, 160.0, "Professionnels de santé 410 libéraux"),
        (6, 50.0, 170.0, "Accès aux soins"),
        (7, 50.0, 190.0, "• Astreintes"),
    ]);
    let found = facts(&found, 0);
    assert!(!found.iter().any(|fact| matches!(fact, CommunityFact::Officer(_))), "{found:?}");
    let populations = found.iter().filter(|fact| matches!(fact, CommunityFact::Population(..)));
    assert_eq!(populations.count(), 1, "{found:?}");
    assert!(!found.iter().any(|fact| matches!(fact, CommunityFact::Members(..))), "{found:?}");
    let professionals = |fact: &&&CommunityFact| matches!(fact, CommunityFact::Professionals(..));
    assert_eq!(found.iter().filter(professionals).count(), 1, "{found:?}");
}

#[test]
fn a_value_without_a_colon_that_may_go_on_in_the_next_line_is_not_read_in_part() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Co-présidence Claire MARTIN et Anne"),
        (5, 120.0, 112.0, "MOREL"),
        (6, 50.0, 160.0, "Accès aux soins"),
        (7, 50.0, 180.0, "• Astreintes"),
    ]);
    let found = facts(&found, 0);
    assert!(!found.iter().any(|fact| matches!(fact, CommunityFact::Officer(_))), "{found:?}");
}

#[test]
fn dashes_part_the_facts_of_a_line() {
    let found = fiche(&[(
        4,
        50.0,
        100.0,
        "Taille de la CPTS : 2 — Contact : contact@cpts-rive.example — Site internet : NR",
    )]);
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    assert!(facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
}

#[test]
fn values_in_a_column_may_stand_far_from_their_labels() {
    let row = |y: f32, label, value| [(y as u32, 50.0, y, label), (1 + y as u32, 350.0, y, value)];
    let rows = [
        row(90.0, "Contact", "contact@cpts-rive.example"),
        row(110.0, "Présidente", "Claire MARTIN"),
        row(130.0, "Site internet", "www.cpts-rive.example"),
    ];
    let found = fiche(&rows.concat());
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    assert!(facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
    // Alone so far off it may be anybody's.
    let found = fiche(&rows[0]);
    assert!(!facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
}

#[test]
fn a_line_of_facts_may_break_behind_a_label() {
    let row = |x: f32| {
        fiche(&[
            (4, 50.0, 100.0, "Créée en : 2021"),
            (5, x, 100.0, "Contact :"),
            (6, 50.0, 112.0, "contact@cpts-rive.example"),
        ])
    };
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    let found = row(150.0);
    assert!(facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
    // In columns the text may be that of any of them.
    let found = row(300.0);
    assert!(!facts(&found, 0).contains(&&email), "{:?}", facts(&found, 0));
}

#[test]
fn names_beside_labels_that_have_their_values_below_are_no_values() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Contact :"),
        (5, 50.0, 112.0, "contact@cpts-rive.example"),
        (6, 400.0, 100.0, "Anne NOIR"),
        (7, 50.0, 140.0, "Présidente :"),
        (8, 50.0, 152.0, "Claire MARTIN"),
        (9, 400.0, 140.0, "Luc BLANC"),
        (10, 50.0, 180.0, "Coordinatrice :"),
        (11, 400.0, 180.0, "Marie LE GOFF"),
    ]);
    let found = facts(&found, 0);
    let officers = found.iter().filter(|fact| matches!(fact, CommunityFact::Officer(_))).count();
    assert_eq!(officers, 1, "{found:?}");
}

#[test]
fn a_text_in_which_a_value_goes_on_is_that_of_no_other_label() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Co-présidents : Claire MARTIN,"),
        (5, 220.0, 100.0, "Coordinatrice :"),
        (6, 50.0, 112.0, "Luc MOREL"),
    ]);
    let found = facts(&found, 0);
    let role = |fact: &&CommunityFact| match fact {
        CommunityFact::Officer(officer) => Some(officer.role),
        _ => None,
    };
    let roles: Vec<Role> = found.iter().filter_map(role).collect();
    assert_eq!(roles, [Role::CoPresident, Role::CoPresident], "{found:?}");
}

#[test]
fn a_font_that_tells_the_height_of_its_tallest_glyphs_changes_nothing() {
    let page = [
        (1, 50.0, 30.0, "Informations de la CPTS"),
        (2, 50.0, 60.0, "Population"),
        (3, 50.0, 71.0, "20 000 habitants"),
        (4, 250.0, 60.0, "Contact"),
        (5, 250.0, 71.0, "contact@cpts-rive.example"),
        (6, 50.0, 100.0, "Accès aux soins"),
        (7, 50.0, 112.0, "• Astreintes"),
    ];
    let mut document = document(&[&page, &page, &page]);
    let boxes = document.pages.iter_mut().flat_map(|page| &mut page.lines);
    for line in boxes {
        let bbox = line.bbox.as_mut().unwrap();
        (bbox.y0, bbox.y1) = (bbox.y0 - 3.5, bbox.y1 + 3.5);
        for word in &mut line.words {
            (word.y0, word.y1) = (bbox.y0, bbox.y1);
        }
    }
    let found = extract(&document, &Rules::bundled().unwrap()).findings;
    let facts = facts(&found, 0);
    assert!(matches!(facts.as_slice(), [CommunityFact::Population(20_000, _), ..]), "{facts:?}");
}

#[test]
fn the_longest_of_centred_labels_may_touch_its_value() {
    let found = fiche(&[
        (4, 50.0, 100.0, "Nombre de membres 120"),
        (4, 60.0, 112.0, "Co-présidence"),
        (4, 75.0, 124.0, "Contact"),
        (5, 150.0, 112.0, "Claire MARTIN"),
        (5, 150.0, 124.0, "contact@cpts-rive.example"),
        (6, 50.0, 160.0, "Accès aux soins"),
        (7, 50.0, 172.0, "• Astreintes"),
    ]);
    let found = facts(&found, 0);
    assert!(found.iter().any(|fact| matches!(fact, CommunityFact::Members(120, ..))), "{found:?}");
    let email = CommunityFact::Email("contact@cpts-rive.example".to_owned());
    assert!(found.contains(&&email), "{found:?}");
    assert!(found.iter().any(|fact| matches!(fact, CommunityFact::Officer(_))), "{found:?}");
}
