//! What a progress report says, on small reports written for one fact each.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::LazyLock;

use recense::model::gap::{Gap, GapCode};
use recense::model::record::{Community, MissionStatus, Record, Reporting, Role};
use recense::rules::Rules;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

/// The record of a report in Markdown.
fn read(markdown: &str) -> Record {
    recense::read(markdown.as_bytes(), "rapport.md", &RULES).unwrap().record
}

/// A fiche with all that the family requires, and what is to be tested.
fn fiche(before: &str, facts: &str, missions: &str) -> String {
    format!(
        "{before}\n\n## Informations de la CPTS\n\n**Population :** 41 200 habitants\n\n\
         **Taille de la CPTS :** Taille 2\n\n**Contact :** contact@cpts.example\n\n\
         **Site internet :** www.cpts.example\n\n{facts}\n\n{missions}\n\n"
    )
}

const MISSIONS: &str =
    "### Accès aux soins\n\n- Permanence du samedi\n\n### Qualité\n\n- Relecture";

/// The codes of a record's gaps but for unclaimed text.
fn codes(record: &Record) -> Vec<GapCode> {
    let codes = record.gaps.iter().map(|gap| gap.code);
    codes.filter(|code| *code != GapCode::UnclaimedText).collect()
}

fn names(record: &Record) -> Vec<&str> {
    record.communities.iter().filter_map(|community| community.name.as_deref()).collect()
}

#[test]
fn a_title_without_departments_is_a_title_and_the_index_has_the_departments() {
    let report = format!(
        "## Vosges – 88\n\nCPTS des Deux Gaves – 88\n\nCPTS Rive Claire - 88 - 54\n\n{}{}",
        fiche("# CPTS des Deux Gaves", "", MISSIONS),
        fiche("# CPTS Rive-Claire", "", MISSIONS),
    );
    let record = read(&report);
    assert_eq!(names(&record), ["CPTS des Deux Gaves", "CPTS Rive Claire"]);
    assert_eq!(record.communities[1].departments, ["88", "54"]);
    assert_eq!(codes(&record), [GapCode::NameVariant]);
}

#[test]
fn fiches_without_names_get_them_from_the_index_and_say_so() {
    let index = "## Jura – 39\n\nCPTS des Reculées - 39\n\nCPTS Plateau Bleu - 39";
    let record =
        read(&format!("{index}\n\n{}{}", fiche("", "", MISSIONS), fiche("", "", MISSIONS)));
    assert_eq!(names(&record), ["CPTS des Reculées", "CPTS Plateau Bleu"]);
    assert_eq!(codes(&record), [GapCode::NameInferred, GapCode::NameInferred]);
    assert!(record.evidence["/communities/1/name"].inferred);
}

#[test]
fn an_entry_without_a_fiche_is_told_and_not_made_up() {
    let index = "## Jura – 39\n\nCPTS des Reculées - 39\n\nCPTS Plateau Bleu - 39";
    let one = fiche("# CPTS Plateau Bleu - 39", "", MISSIONS);
    let two = fiche("# CPTS Autre Rive - 39", "", MISSIONS);
    let record = read(&format!("{index}\n\n{one}{two}"));
    assert_eq!(names(&record), ["CPTS Plateau Bleu", "CPTS Autre Rive"]);
    assert_eq!(codes(&record), [GapCode::MissingFiche, GapCode::MissingFiche]);
}

#[test]
fn names_departments_and_dates_stand_behind_labels_too() {
    let facts = "**Nom de la CPTS :** CPTS du Val Perdu\n\n**Départements :** Vosges et 54\n\n\
                 **Date de signature de l'ACI :** 12 mars 2021\n\n**Coordination :** Luc MOREL";
    let record = read(&format!("{}{}", fiche("", facts, MISSIONS), fiche("", "", MISSIONS)));
    let community: &Community = &record.communities[0];
    assert_eq!(community.name.as_deref(), Some("CPTS du Val Perdu"));
    assert_eq!(community.departments, ["88", "54"]);
    assert_eq!(community.milestones[0].date, "2021-03-12");
    assert_eq!(community.officers[0].role, Role::Coordinator);
}

#[test]
fn officers_go_on_behind_a_comma() {
    let facts = "**Co-présidence :** Ada MARTIN,\n\nBob PETIT, Cléo ROUX\n\n**Coordinatrice :** en \
                 cours de recrutement";
    let record = read(&format!("{}{}", fiche("", facts, MISSIONS), fiche("", "", MISSIONS)));
    let officers = &record.communities[0].officers;
    let names: Vec<&str> = officers.iter().map(|officer| officer.name.as_str()).collect();
    assert_eq!(names, ["Ada Martin", "Bob Petit", "Cléo Roux"]);
    assert!(officers.iter().all(|officer| officer.role == Role::CoPresident));
    assert!(codes(&record).contains(&GapCode::Vacant));
}

#[test]
fn what_all_missions_say_is_one_gap_at_the_community() {
    let silent = "- NR\n\n**Accès aux soins**\n\n- . NR\n\n**Prévention**\n\n- NR\n\n**Qualité**";
    let record = read(&format!("{}{}", fiche("", "", silent), fiche("", "", MISSIONS)));
    assert_eq!(record.communities[0].reporting, Some(Reporting::NotReported));
    let of_first = record.gaps.iter().filter(|gap| gap.pointer.starts_with("/communities/0"));
    let of_first: Vec<(GapCode, &str)> =
        of_first.map(|gap| (gap.code, gap.pointer.as_str())).collect();
    assert_eq!(of_first, [(GapCode::NotReported, "/communities/0")]);
}

#[test]
fn some_silent_missions_make_a_partial_report() {
    let missions = "### Accès aux soins\n\nNR\n\n### Qualité\n\n- Relecture";
    let record = read(&format!("{}{}", fiche("", "", missions), fiche("", "", MISSIONS)));
    assert_eq!(record.communities[0].reporting, Some(Reporting::Partial));
    let missions = &record.communities[0].missions;
    assert_eq!(missions.access_to_care.status, MissionStatus::NotReported);
    assert_eq!(missions.quality.actions, ["Relecture"]);
}

#[test]
fn a_numbered_label_is_a_label() {
    let missions = "### Mission 1 : Accès aux soins\n\n- Permanence\n\n### 2. Prévention\n\n- Bus";
    let record = read(&format!("{}{}", fiche("", "", missions), fiche("", "", missions)));
    let missions = &record.communities[1].missions;
    assert_eq!(missions.access_to_care.title.as_deref(), Some("Accès aux soins"));
    assert_eq!(missions.prevention.actions, ["Bus"]);
}

#[test]
fn a_hedged_population_contradicts_no_class_that_it_leaves_open() {
    let report = |population: &str, class: u8| {
        let text = fiche("", "", MISSIONS).replace("41 200 habitants", population);
        let text = text.replace("Taille 2", &format!("Taille {class}"));
        codes(&read(&format!("{text}{}", fiche("", "", MISSIONS))))
    };
    assert_eq!(report("+ 80 000 habitants", 3), []);
    assert_eq!(report("plus de 80 000 habitants", 2), [GapCode::Inconsistent]);
    assert_eq!(report("environ 79 000 habitants", 3), []);
    assert_eq!(report("79 000 habitants", 3), [GapCode::Inconsistent]);
    assert_eq!(report("2014 300 habitants", 3), [GapCode::Implausible]);
}

#[test]
fn two_dates_of_a_fiche_are_two_milestones() {
    let facts = "**Date de création :** septembre 2019\n\n**Signature de l'ACI :** 12 mars 2021\n\n\
                 **Date ACI :** 13 mars 2021";
    let record = read(&(fiche("# Panorama des CPTS", facts, MISSIONS) + &fiche("", "", MISSIONS)));
    let milestones = &record.communities[0].milestones;
    let dates: Vec<&str> = milestones.iter().map(|milestone| milestone.date.as_str()).collect();
    assert_eq!(dates, ["2019-09", "2021-03-12"]);
}

#[test]
fn a_date_that_does_not_fall_on_its_weekday_is_told_wherever_it_stands() {
    let facts = "**Signature de l'ACI :** lundi 12 mars 2021";
    let right = "**Signature de l'ACI :** vendredi 12 mars 2021";
    let report =
        |facts| read(&(fiche("# Panorama", facts, MISSIONS) + &fiche("", "", MISSIONS))).gaps;
    let wrong = |gaps: &[Gap]| -> Vec<(String, Option<String>)> {
        let wrong = gaps.iter().filter(|gap| gap.code == GapCode::Inconsistent);
        wrong.map(|gap| (gap.pointer.clone(), gap.raw.clone())).collect()
    };
    let milestone = "/communities/0/milestones/0".to_owned();
    assert_eq!(wrong(&report(facts)), [(milestone, Some("lundi 12 mars 2021".to_owned()))]);
    assert_eq!(wrong(&report(right)), []);

    let release = "# La CPTS du Val Fleuri est lancée\n\n*Lundi 14 mai 2024*\n\nLa CPTS du Val \
                   Fleuri a signé son contrat le lundi 13 mai 2024.";
    let release = read(release);
    assert_eq!(release.communities[0].milestones[0].date, "2024-05-13");
    let of_document = ("/document/issued".to_owned(), Some("Lundi 14 mai 2024".to_owned()));
    assert_eq!(wrong(&release.gaps), [of_document]);
}

#[test]
fn departments_that_cannot_be_are_told_at_the_departments() {
    let first = fiche("# Panorama des CPTS", "**Département :** partout", MISSIONS);
    let record = read(&(first + &fiche("", "", MISSIONS)));
    let gap = record.gaps.iter().find(|gap| gap.code == GapCode::Implausible).unwrap();
    assert_eq!(gap.pointer, "/communities/0/departments");
}
