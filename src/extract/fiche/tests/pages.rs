//! Where a fiche begins and ends, and what a page cuts.

use super::{actions, document, facts, findings};
use crate::extract::extract;
use crate::model::finding::CommunityFact;
use crate::rules::Rules;

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
fn the_name_of_the_fiche_at_the_right_is_not_that_of_the_one_at_the_left() {
    let found = findings(&[&[
        (1, 50.0, 80.0, "Informations de la CPTS"),
        (2, 50.0, 100.0, "Population : 20 000 habitants"),
        (3, 350.0, 60.0, "CPTS du Val Clair - 22"),
        (4, 350.0, 80.0, "Informations de la CPTS"),
        (5, 350.0, 100.0, "Population : 30 000 habitants"),
    ]]);
    let name = CommunityFact::Name("CPTS du Val Clair".to_owned());
    let named = |number| facts(&found, number).contains(&&name);
    assert_eq!((named(0), named(1)), (false, true));
}

#[test]
fn a_name_at_the_foot_of_its_fiche_is_not_that_of_the_next_page() {
    let page = |population| {
        [
            (1, 50.0, 80.0, "Informations de la CPTS"),
            (2, 50.0, 100.0, population),
            (3, 50.0, 120.0, "Accès aux soins"),
            (4, 50.0, 140.0, "• Astreintes"),
        ]
    };
    let title = (5, 50.0, 300.0, "CPTS du Val Clair - 22");
    let first = [page("Population : 20 000 habitants").as_slice(), &[title]].concat();
    let found = findings(&[&first, &page("Population : 30 000 habitants")]);
    let name = CommunityFact::Name("CPTS du Val Clair".to_owned());
    assert!(facts(&found, 0).contains(&&name), "{:?}", facts(&found, 0));
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
fn items_below_a_name_that_no_fiche_takes_in_are_left_to_be_told() {
    let fiche = [
        (1, 50.0, 50.0, "Informations de la CPTS"),
        (2, 50.0, 70.0, "Population : 10 000 habitants"),
        (3, 50.0, 90.0, "Prévention"),
        (4, 50.0, 110.0, "• Dépistage"),
    ];
    let names = [
        (1, 50.0, 50.0, "CPTS du Val Clair - 22 - 35"),
        (2, 50.0, 70.0, "CPTS des Dunes - 62"),
        (3, 50.0, 90.0, "CPTS de la Ria - 62"),
    ];
    let mission = [
        (1, 50.0, 50.0, "Accès aux soins"),
        (2, 50.0, 70.0, "CPTS du Val Clair - 22 - 35"),
        (3, 50.0, 90.0, "• Téléconsultation"),
        (4, 50.0, 110.0, "• Astreintes"),
        (5, 50.0, 130.0, "CPTS des Dunes - 62"),
        (6, 50.0, 150.0, "• Maison de garde"),
    ];
    let document = document(&[&names, &fiche, &fiche, &fiche, &mission]);
    let ledger = extract(&document, &Rules::bundled().unwrap()).ledger;
    let coverage = ledger.coverage(&document);
    let items = ["• Téléconsultation", "• Astreintes", "• Maison de garde"];
    let letters = |text: &&str| text.chars().filter(|c| !c.is_whitespace()).count() as u64;
    assert_eq!(coverage.unclaimed, items.iter().map(letters).sum::<u64>(), "{coverage:?}");
}

#[test]
fn fiches_beside_each_other_are_told_apart_though_only_one_has_a_title() {
    let left = |y: f32, text| (y as u32, 50.0, y, text);
    let right = |y: f32, text| (1 + y as u32, 350.0, y, text);
    let found = findings(&[&[
        right(30.0, "Informations de la CPTS"),
        left(30.0, "CPTS du Val Clair - 22"),
        left(56.0, "Informations de la CPTS"),
        right(50.0, "Population : 30 000 habitants"),
        left(76.0, "Population : 20 000 habitants"),
        right(70.0, "Accès aux soins"),
        right(86.0, "• Astreintes"),
        left(96.0, "Accès aux soins"),
        left(112.0, "• Régulation"),
    ]]);
    assert_eq!((actions(&found, 0), actions(&found, 1)), (vec!["Régulation"], vec!["Astreintes"]));
}

#[test]
fn an_item_that_ends_in_a_number_ends_no_fiche_beside_another() {
    let column = |x: f32, name, action| {
        [
            (x as u32, x, 30.0, name),
            (1 + x as u32, x, 50.0, "Informations de la CPTS"),
            (2 + x as u32, x, 70.0, "Population : 30 000 habitants"),
            (3 + x as u32, x, 90.0, "Accès aux soins"),
            (4 + x as u32, x, 105.0, action),
            (5 + x as u32, x, 130.0, "Prévention"),
            (6 + x as u32, x, 145.0, "• Dépistage"),
        ]
    };
    let left = column(50.0, "CPTS du Val Clair - 22", "• Vaccination Covid-19");
    let right = column(350.0, "CPTS de la Rive - 35", "• Astreintes");
    let found = findings(&[&[left.as_slice(), &right].concat()]);
    assert_eq!(actions(&found, 0), ["Vaccination Covid-19", "Dépistage"]);
    assert_eq!(actions(&found, 1), ["Astreintes", "Dépistage"]);
}

#[test]
fn lists_on_the_page_before_the_facts_of_their_fiche_are_that_fiches() {
    let facts =
        |population| [(1, 50.0, 50.0, "Informations de la CPTS"), (2, 50.0, 70.0, population)];
    let lists = |labels: [&'static str; 2], action| {
        [
            (3, 50.0, 100.0, "Actions menées ou en cours de déploiement"),
            (4, 50.0, 120.0, labels[0]),
            (5, 50.0, 135.0, action),
            (6, 50.0, 160.0, labels[1]),
            (7, 50.0, 175.0, "• Dépistage"),
        ]
    };
    let labels = ["1. Accès aux soins", "2. Prévention"];
    let first = [facts("Population : 20 000").as_slice(), &lists(labels, "• Astreintes")].concat();
    let last = [facts("Population : 40 000").as_slice(), &lists(labels, "• Équipe")].concat();
    let next = facts("Population : 30 000");
    let found = findings(&[&first, &lists(labels, "• Régulation"), &next, &last]);
    let read = [0, 1, 2].map(|number| actions(&found, number));
    assert_eq!(
        read,
        [["Astreintes", "Dépistage"], ["Régulation", "Dépistage"], ["Équipe", "Dépistage"]]
    );
    // Other missions under the heading again are the rest of the fiche.
    let rest = lists(["3. Crise sanitaire", "4. Qualité"], "• Plan");
    let found = findings(&[&first, &rest, &next, &last]);
    assert_eq!(actions(&found, 0), ["Astreintes", "Dépistage", "Plan", "Dépistage"]);
    // A fiche that prints its name begins with it.
    let named = [&[(0, 50.0, 30.0, "CPTS de la Rive - 35")], next.as_slice()].concat();
    let again = lists(labels, "• Régulation");
    let found = findings(&[&first, &again, &named, &last]);
    assert_eq!(actions(&found, 0), ["Astreintes", "Dépistage", "Régulation", "Dépistage"]);
}
