//! From the records of all documents to one registry and one list of gaps.
//!
//! Every value of every document stays as a statement. Two communities are one CPTS when their
//! folded names are the same; a community without a name stays in its record. Nothing here looks
//! into a document.

mod agreement;
mod gaps;
mod statements;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::merge::agreement::{Standing, changes, standing};
use crate::merge::statements::{fields, qualifier_of, statements};
use crate::model::SCHEMA_VERSION;
use crate::model::record::{Community, DocumentInfo, Record};
use crate::model::registry::{Entry, Registry, Statement};
use crate::normalise::shadow::{key, slug};

pub use gaps::gaps;

/// A field on which two documents disagree while no date decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The entry's place in the registry.
    pub entry: usize,
    /// The entry's id.
    pub community: String,
    /// The entry's name.
    pub name: String,
    /// The field.
    pub field: String,
}

/// What one document says of one community.
struct Mention<'a> {
    document: &'a DocumentInfo,
    number: usize,
    community: &'a Community,
    name: &'a str,
}

/// Merges the records into one entry for each CPTS, sorted by id.
pub fn registry(records: &[Record]) -> (Registry, Vec<Conflict>) {
    let mut by_name: BTreeMap<String, Vec<Mention<'_>>> = BTreeMap::new();
    for record in records {
        for (number, community) in record.communities.iter().enumerate() {
            let Some(name) = community.name.as_deref() else { continue };
            let mention = Mention { document: &record.document, number, community, name };
            by_name.entry(key(name)).or_default().push(mention);
        }
    }
    let mut merged: Vec<(Entry, Vec<String>)> = by_name.values().map(|all| entry(all)).collect();
    merged.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    let mut conflicts = Vec::new();
    for (number, (entry, fields)) in merged.iter().enumerate() {
        conflicts.extend(fields.iter().map(|field| Conflict {
            entry: number,
            community: entry.id.clone(),
            name: entry.name.clone(),
            field: field.clone(),
        }));
    }
    let communities = merged.into_iter().map(|(entry, _)| entry).collect();
    let registry = Registry { schema_version: SCHEMA_VERSION, communities, proposals: Vec::new() };
    (registry, conflicts)
}

/// One entry out of all that is said of one CPTS, and the fields that no date decides.
fn entry(mentions: &[Mention<'_>]) -> (Entry, Vec<String>) {
    let statements: Vec<Statement> = mentions
        .iter()
        .flat_map(|one| statements(one.document, one.number, one.community))
        .collect();
    let mut current = BTreeMap::new();
    let mut undecided = Vec::new();
    let mut all_changes = Vec::new();
    for field in fields() {
        let of_field: Vec<&Statement> =
            statements.iter().filter(|statement| statement.field == field).collect();
        all_changes.extend(changes(&field, &of_field));
        match standing(&of_field) {
            Standing::Nothing => {}
            Standing::Undecided => undecided.push(field),
            Standing::Value(statement) => {
                current.insert(field.clone(), statement.value.clone());
                // How exact a number is goes with the number and is not decided by itself.
                let qualifier = statements.iter().find(|other| {
                    Some(other.field.as_str()) == qualifier_of(&field)
                        && other.document == statement.document
                });
                current.extend(qualifier.map(|one| (one.field.clone(), one.value.clone())));
            }
        }
    }
    let first = mentions.first().map_or("", |mention| mention.name);
    let name = current.get("name").and_then(Value::as_str).unwrap_or(first).to_owned();
    let entry = Entry {
        id: slug(&name),
        aliases: distinct(mentions.iter().map(|one| one.name).filter(|alias| *alias != name)),
        departments: distinct(
            mentions.iter().flat_map(|one| &one.community.departments).map(String::as_str),
        ),
        documents: distinct(mentions.iter().map(|one| one.document.id.as_str())),
        name,
        current,
        statements,
        changes: all_changes,
    };
    (entry, undecided)
}

/// Each text once, in the order in which they are first seen.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for text in texts {
        if !seen.iter().any(|other| other == text) {
            seen.push(text.to_owned());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::gap::GapCode;
    use crate::model::record::{Coverage, Family, Missions};

    /// A document of this id and date with communities that are named and counted so.
    fn record(id: &str, issued: Option<&str>, communities: &[(Option<&str>, u64)]) -> Record {
        let community = |(name, population): &(Option<&str>, u64)| {
            let mut community = json!({
                "id": slug(name.unwrap_or("unnamed")), "name": name, "departments": ["44"],
                "reporting": null, "population": population, "population_qualifier": "about",
                "size_class": null, "members": null, "members_qualifier": null,
                "professionals": null, "professionals_qualifier": null, "officers": [],
                "email": null, "website": null, "communes": [], "milestones": [],
            });
            community["missions"] = serde_json::to_value(Missions::default()).unwrap();
            serde_json::from_value(community).unwrap()
        };
        Record {
            schema_version: SCHEMA_VERSION,
            document: DocumentInfo {
                id: id.to_owned(),
                path: format!("{id}.md"),
                sha256: "0".repeat(64),
                bytes: 0,
                media_type: "text/markdown".to_owned(),
                pages: None,
                family: Family::Unknown,
                title: None,
                issued: issued.map(str::to_owned),
                language: None,
                publishers: Vec::new(),
            },
            communities: communities.iter().map(community).collect(),
            contacts: Vec::new(),
            events: Vec::new(),
            figures: Vec::new(),
            gaps: Vec::new(),
            coverage: Coverage::default(),
            evidence: BTreeMap::new(),
        }
    }

    #[test]
    fn one_folded_name_is_one_community_with_the_latest_value_and_every_statement() {
        let old = record("old", Some("2024-05"), &[(Some("CPTS de l'Écluse"), 1000)]);
        let new = record("new", Some("2026-01"), &[(Some("CPTS de l’Ecluse"), 1200)]);
        let (registry, conflicts) = registry(&[old, new]);
        assert_eq!(conflicts, []);
        let [entry] = registry.communities.as_slice() else { panic!("{registry:?}") };
        assert_eq!(
            (entry.id.as_str(), entry.name.as_str()),
            ("cpts-de-l-ecluse", "CPTS de l’Ecluse")
        );
        assert_eq!(entry.aliases, ["CPTS de l'Écluse"]);
        assert_eq!(entry.departments, ["44"]);
        assert_eq!(entry.documents, ["old", "new"]);
        assert_eq!(entry.current["population"], 1200);
        assert_eq!(entry.current["population_qualifier"], "about");
        let fields: Vec<&str> = entry.statements.iter().map(|one| one.field.as_str()).collect();
        let of_one = ["name", "departments", "population", "population_qualifier"];
        assert_eq!(fields, [of_one, of_one].concat());
        assert_eq!(entry.statements[2].pointer, "/communities/0/population");
        let [change] = entry.changes.as_slice() else { panic!("{:?}", entry.changes) };
        assert_eq!((&change.from, &change.to), (&json!(1000), &json!(1200)));
    }

    #[test]
    fn a_contradiction_that_no_date_decides_is_a_gap_and_no_value() {
        let one = record("one", None, &[(Some("CPTS du Lac"), 1000)]);
        let two = record("two", None, &[(None, 7), (Some("CPTS du Lac"), 1200)]);
        let records = [one, two];
        let (registry, conflicts) = registry(&records);
        let [entry] = registry.communities.as_slice() else { panic!("{registry:?}") };
        assert_eq!(entry.current.keys().collect::<Vec<_>>(), ["departments", "name"]);
        assert_eq!(entry.statements.len(), 8);
        let list = gaps(&records, &conflicts, |conflict| format!("{}!", conflict.name));
        let [gap] = list.gaps.as_slice() else { panic!("{list:?}") };
        assert_eq!((gap.document.as_ref(), gap.gap.code), (None, GapCode::Conflict));
        assert_eq!(gap.gap.pointer, "/communities/0/current/population");
        assert_eq!(gap.gap.message, "CPTS du Lac!");
        assert_eq!(list.counts.by_community["cpts-du-lac"], 1);
    }
}
