//! From the records of all documents to one registry and one list of gaps.
//!
//! Every value of every document stays as a statement. Two communities are one CPTS when names and a
//! second witness say so, or a person; a community without a name stays in its record. Nothing here
//! looks into a document.

mod agreement;
mod gaps;
mod identity;
mod mention;
mod statements;

use std::collections::BTreeMap;

use crate::merge::agreement::{Standing, changes, standing};
use crate::merge::identity::{located, part};
use crate::merge::statements::{fields, named, qualifier_of, statements};
use crate::model::judgement::Judgement;
use crate::model::record::{Community, Record};
use crate::model::registry::{Entry, Proposal, Registry, Statement};
use crate::model::{self, SCHEMA_VERSION};
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::slug;

pub use gaps::{between, gaps, own};
pub use identity::{Evidence, Verdict};
pub use mention::Mention;

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

/// The mentions of one CPTS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Slug of the name.
    pub id: String,
    /// The name that stands.
    pub name: String,
    /// The places of its mentions in the list of all.
    pub mentions: Vec<usize>,
}

/// What stands in the registry on one CPTS.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The entry.
    pub entry: Entry,
    /// Its fields that no date decides.
    pub conflicts: Vec<Conflict>,
    /// The document that lists its communes declares another number of them.
    pub miscounted: bool,
}

/// What decides which mentions are of one CPTS, besides themselves.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The words that names have in common.
    pub lexicon: &'a Lexicon,
    /// What persons have decided.
    pub judgements: &'a [Judgement],
}

/// Two groups that may be one CPTS, by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsure {
    /// The group whose id comes first.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
}

/// Which mentions are of one CPTS, sorted by id, and which groups may be one; `mentions` are in the
/// order of their documents.
pub fn groups(mentions: &[Mention], known: Known<'_>) -> (Vec<Group>, Vec<Unsure>) {
    let parted = part(mentions, known.judgements, known.lexicon);
    let mut groups: Vec<(usize, Group)> = Vec::new();
    for (number, places) in parted.sets.into_iter().enumerate() {
        let of_one: Vec<&Mention> = places.iter().filter_map(|at| mentions.get(*at)).collect();
        let name = standing_name(&of_one);
        groups.push((number, Group { id: slug(&name), name, mentions: places }));
    }
    tell_namesakes_apart(&mut groups, mentions);
    groups.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    let places: BTreeMap<usize, usize> =
        groups.iter().enumerate().map(|(place, (number, _))| (*number, place)).collect();
    let mut unsure: Vec<Unsure> = Vec::new();
    for (a, b, evidence) in parted.unsure {
        if let (Some(a), Some(b)) = (places.get(&a), places.get(&b)) {
            unsure.push(Unsure { a: *a.min(b), b: *a.max(b), evidence });
        }
    }
    unsure.sort_by_key(|pair| (pair.a, pair.b));
    (groups.into_iter().map(|(_, group)| group).collect(), unsure)
}

/// Gives groups of one name ids with their departments, and numbers where that is not enough.
fn tell_namesakes_apart(groups: &mut [(usize, Group)], mentions: &[Mention]) {
    let count = |groups: &[(usize, Group)]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        groups.iter().for_each(|(_, group)| *counts.entry(group.id.clone()).or_default() += 1);
        counts
    };
    let counts = count(groups);
    for (_, group) in groups.iter_mut() {
        if counts.get(&group.id).is_some_and(|count| *count > 1) {
            let of_group = group.mentions.iter().filter_map(|at| mentions.get(*at));
            let departments = of_group.flat_map(|one| one.departments.iter().cloned()).collect();
            group.id = located(&group.id, &departments);
        }
    }
    let counts = count(groups);
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for (_, group) in groups.iter_mut() {
        if counts.get(&group.id).is_some_and(|count| *count > 1) {
            let number = numbers.entry(group.id.clone()).or_default();
            *number += 1;
            // "CPTS Loue 2" may be one by itself.
            while counts.contains_key(&format!("{}-{number}", group.id)) {
                *number += 1;
            }
            group.id = format!("{}-{number}", group.id);
        }
    }
}

/// The name of the latest document; where no date decides, the first.
fn standing_name(mentions: &[&Mention]) -> String {
    let names: Vec<Statement> =
        mentions.iter().map(|mention| named(mention, &mention.name)).collect();
    match standing(&names.iter().collect::<Vec<_>>()) {
        Standing::Value(name) => name.value.as_str().unwrap_or_default().to_owned(),
        _ => mentions.first().map_or_else(String::new, |mention| mention.name.clone()),
    }
}

/// Merges the records into one entry for each CPTS, sorted by id; `word` says what speaks for two
/// entries being one, `complete` adds to an entry, by its place, what no document says.
pub fn registry(
    records: &[Record],
    known: Known<'_>,
    word: impl Fn(&Evidence) -> String,
    mut complete: impl FnMut(usize, &mut Merged),
) -> (Registry, Vec<Conflict>) {
    let (mentions, communities): (Vec<Mention>, Vec<&Community>) =
        records.iter().flat_map(Mention::of).unzip();
    let mut conflicts = Vec::new();
    let mut entries = Vec::new();
    let (groups, unsure) = groups(&mentions, known);
    for (number, group) in groups.iter().enumerate() {
        let said = group
            .mentions
            .iter()
            .filter_map(|place| Some((mentions.get(*place)?, *communities.get(*place)?)));
        let mut merged = merged(number, group, &said.collect::<Vec<_>>());
        complete(number, &mut merged);
        conflicts.extend(merged.conflicts);
        entries.push(merged.entry);
    }
    let communities = entries;
    let proposals = proposals(&groups, unsure, word);
    (Registry { schema_version: SCHEMA_VERSION, communities, proposals }, conflicts)
}

/// The pairs that a person has to decide on.
pub fn proposals(
    groups: &[Group],
    unsure: Vec<Unsure>,
    word: impl Fn(&Evidence) -> String,
) -> Vec<Proposal> {
    let id = |place: usize| groups.get(place).map(|group| group.id.clone()).unwrap_or_default();
    let proposal = |Unsure { a, b, evidence }: Unsure| Proposal {
        a: id(a),
        b: id(b),
        evidence: evidence.iter().map(&word).collect(),
        verdict: model::registry::Verdict::Unsure,
    };
    unsure.into_iter().map(proposal).collect()
}

/// One entry out of all that is said of one CPTS; `number` is its place in the registry.
pub fn merged(number: usize, group: &Group, said: &[(&Mention, &Community)]) -> Merged {
    let statements: Vec<Statement> =
        said.iter().flat_map(|(mention, community)| statements(mention, community)).collect();
    let mut current = BTreeMap::new();
    let mut conflicts = Vec::new();
    let mut miscounted = false;
    let mut all_changes = Vec::new();
    for field in fields() {
        // What was left out is stated and decides nothing: nobody knows any more what it was.
        let of_field: Vec<&Statement> = statements
            .iter()
            .filter(|statement| statement.field == field && !statement.value.is_null())
            .collect();
        all_changes.extend(changes(&field, &of_field));
        match standing(&of_field) {
            Standing::Nothing => {}
            Standing::Undecided => conflicts.push(Conflict {
                entry: number,
                community: group.id.clone(),
                name: group.name.clone(),
                field,
            }),
            Standing::Value(statement) => {
                current.insert(field.clone(), statement.value.clone());
                if field == "communes" {
                    let its = |mention: &Mention| mention.document == statement.document;
                    miscounted = said.iter().any(|(one, _)| its(one) && one.miscounted);
                }
                // How exact a number is goes with the number and is not decided by itself.
                let qualifier = statements.iter().find(|other| {
                    Some(other.field.as_str()) == qualifier_of(&field)
                        && other.document == statement.document
                });
                current.extend(qualifier.map(|one| (one.field.clone(), one.value.clone())));
            }
        }
    }
    let mentions = || said.iter().map(|(mention, _)| mention);
    let entry = Entry {
        id: group.id.clone(),
        aliases: distinct(mentions().map(|one| one.name.as_str()).filter(|one| *one != group.name)),
        departments: distinct(
            said.iter().flat_map(|(_, one)| &one.departments).map(String::as_str),
        ),
        localities: Vec::new(),
        documents: distinct(mentions().map(|one| one.document.as_str())),
        name: group.name.clone(),
        current,
        statements,
        changes: all_changes,
    };
    Merged { entry, conflicts, miscounted }
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
    use crate::model::record::{Coverage, DocumentInfo, Family, Missions};

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
            redacted: None,
            evidence: BTreeMap::new(),
        }
    }

    fn merged(records: &[Record]) -> (Registry, Vec<Conflict>) {
        let known = Known { lexicon: &Lexicon::default(), judgements: &[] };
        registry(records, known, |evidence| evidence.name().to_owned(), |_, _| {})
    }

    #[test]
    fn one_folded_name_is_one_community_with_the_latest_value_and_every_statement() {
        let old = record("old", Some("2024-05"), &[(Some("CPTS de l'Écluse"), 1000)]);
        let new = record("new", Some("2026-01"), &[(Some("CPTS de l’Ecluse"), 1200)]);
        let (registry, conflicts) = merged(&[old, new]);
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
    fn the_number_of_a_namesake_is_no_other_ones_name() {
        let names = ["CPTS Loue", "CPTS Loue 1", "CPTS Loue"];
        let group = |name: &str| Group { id: slug(name), name: name.to_owned(), mentions: vec![] };
        let mut groups: Vec<(usize, Group)> = names.map(group).into_iter().enumerate().collect();
        tell_namesakes_apart(&mut groups, &[]);
        let ids: Vec<String> = groups.into_iter().map(|(_, group)| group.id).collect();
        assert_eq!(ids, ["cpts-loue-2", "cpts-loue-1", "cpts-loue-3"]);
    }

    #[test]
    fn a_contradiction_that_no_date_decides_is_a_gap_and_no_value() {
        let one = record("one", None, &[(Some("CPTS du Lac"), 1000)]);
        let two = record("two", None, &[(None, 7), (Some("CPTS du Lac"), 1200)]);
        let records = [one, two];
        let (registry, conflicts) = merged(&records);
        let [entry] = registry.communities.as_slice() else { panic!("{registry:?}") };
        assert_eq!(entry.current.keys().collect::<Vec<_>>(), ["departments", "name"]);
        assert_eq!(entry.statements.len(), 8);
        let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
        let list = gaps(&records, vec![between(conflict, format!("{}!", conflict.name))]);
        let [gap] = list.gaps.as_slice() else { panic!("{list:?}") };
        assert_eq!((gap.document.as_ref(), gap.gap.code), (None, GapCode::Conflict));
        assert_eq!(gap.gap.pointer, "/communities/0/current/population");
        assert_eq!(gap.gap.message, "CPTS du Lac!");
        assert_eq!(list.counts.by_community["cpts-du-lac"], 1);
    }
}
