//! Which names are one CPTS: a labelled table. What is merged must be right in every case; what is
//! unsure must be listed and never merged.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use recense::merge::{Evidence, Known, registry};
use recense::model::record::Record;
use recense::model::registry::Registry;
use recense::normalise::shadow::slug;
use recense::rules::Rules;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Table {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    verdict: String,
    why: String,
    a: Party,
    b: Party,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    name: String,
    #[serde(default)]
    departments: Vec<String>,
    email: Option<String>,
    website: Option<String>,
    #[serde(default)]
    officers: Vec<String>,
    #[serde(default)]
    communes: Vec<String>,
    #[serde(default)]
    beside: bool,
}

fn community(party: &Party) -> Value {
    let officer = |name: &String| json!({"role": "president", "name": name, "given_name": null, "family_name": null});
    let missions = [
        "access_to_care",
        "care_pathways",
        "prevention",
        "health_crisis",
        "quality",
        "professional_support",
    ]
    .map(|name| {
        (name.to_owned(), json!({"status": "absent", "title": null, "actions": [], "text": []}))
    });
    json!({
        "id": slug(&party.name), "name": party.name, "departments": party.departments,
        "reporting": null, "population": null, "population_qualifier": null, "size_class": null,
        "members": null, "members_qualifier": null, "professionals": null,
        "professionals_qualifier": null,
        "officers": party.officers.iter().map(officer).collect::<Vec<_>>(),
        "email": party.email, "website": party.website, "communes": party.communes,
        "milestones": [], "missions": Value::Object(missions.into_iter().collect()),
    })
}

fn record(id: &str, communities: &[&Party]) -> Record {
    serde_json::from_value(json!({
        "schema_version": 1,
        "document": {
            "id": id, "path": format!("{id}.md"), "sha256": "0".repeat(64), "bytes": 0,
            "media_type": "text/markdown", "pages": null, "family": "unknown", "title": null,
            "issued": null, "language": null, "publishers": [],
        },
        "communities": communities.iter().map(|party| community(party)).collect::<Vec<_>>(),
        "contacts": [], "events": [], "figures": [], "gaps": [],
        "coverage": {
            "characters": 0, "claimed": 0, "ignored": 0, "ignored_by": {}, "unclaimed": 0,
        },
        "evidence": {},
    }))
    .unwrap()
}

fn merged(pair: &Pair, rules: &Rules) -> Registry {
    let records = match pair.a.beside {
        true => vec![record("both", &[&pair.a, &pair.b])],
        false => vec![record("one", &[&pair.a]), record("two", &[&pair.b])],
    };
    let known = Known { lexicon: rules.lexicon(), judgements: &[] };
    registry(&records, known, |evidence: &Evidence| evidence.name().to_owned(), |_, _| {}).0
}

#[test]
fn every_pair_of_the_table_is_judged_as_persons_judge_it() {
    let rules = Rules::bundled().unwrap();
    let table: Table = toml::from_str(include_str!("pairs.toml")).unwrap();
    assert!(table.pair.len() >= 80, "{}", table.pair.len());
    let mut wrong = Vec::new();
    for pair in &table.pair {
        let registry = merged(pair, &rules);
        let verdict = match (registry.communities.len(), registry.proposals.as_slice()) {
            (1, []) => "same",
            (2, [proposal]) if !proposal.evidence.is_empty() => "unsure",
            (2, []) => "different",
            _ => "neither",
        };
        if verdict != pair.verdict {
            wrong.push(format!(
                "{} / {}: {verdict}, should be {} ({}) {:?}",
                pair.a.name, pair.b.name, pair.verdict, pair.why, registry.proposals
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.pair.len(), wrong.join("\n"));
}

#[test]
fn a_pair_is_judged_alike_from_both_sides() {
    let rules = Rules::bundled().unwrap();
    let table: Table = toml::from_str(include_str!("pairs.toml")).unwrap();
    for pair in table.pair.into_iter().filter(|pair| !pair.a.beside) {
        let one = merged(&pair, &rules);
        let turned = Pair { a: pair.b, b: pair.a, ..pair };
        let other = merged(&turned, &rules);
        let counts = |registry: &Registry| (registry.communities.len(), registry.proposals.len());
        assert_eq!(counts(&one), counts(&other), "{} / {}", turned.b.name, turned.a.name);
    }
}
