//! What changed from one edition to the next: two outputs, or two documents, CPTS by CPTS.
//!
//! Nothing is decided here on who is one CPTS ([`crate::merge`] does that) and nothing is worded
//! that a document says.

mod fields;
mod matching;
mod text;

use serde::Serialize;

use crate::merge::{self, Known};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::Record;
use crate::model::registry::{Entry, GapList, Registry};

pub use fields::{Action, Field, Mission, Moved, Officer, Rewording};
pub use text::{Form, Words, write};

/// What stands at one time: the entries and their gaps.
#[derive(Debug, Clone)]
pub struct Edition {
    entries: Vec<Entry>,
    gaps: Vec<Gap>,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// CPTS that only the new edition has.
    pub appeared: Vec<Named>,
    /// CPTS that only the old edition has.
    pub vanished: Vec<Named>,
    /// CPTS that are one in the new edition.
    pub merged: Vec<Merger>,
    /// Of those that appeared and vanished the pairs that may be one CPTS.
    pub perhaps: Vec<Perhaps>,
    /// CPTS of which anything changed.
    pub changed: Vec<Changed>,
    /// How many did not change.
    pub unchanged: usize,
}

/// A CPTS by its id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// Several CPTS that became one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merger {
    /// In the old edition.
    pub from: Vec<Named>,
    /// In the new one.
    pub to: Named,
}

/// Two that may be one CPTS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Perhaps {
    /// In the old edition.
    pub old: Named,
    /// In the new one.
    pub new: Named,
    /// What speaks for it.
    pub evidence: Vec<String>,
}

/// What changed of one CPTS.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Its id in the new edition.
    pub id: String,
    /// Its name in the new edition.
    pub name: String,
    /// Single values and short lists.
    pub fields: Vec<Field>,
    /// Officers of the new edition only.
    pub came: Vec<Officer>,
    /// Officers of the old edition only.
    pub went: Vec<Officer>,
    /// Persons in another office than before.
    pub moved: Vec<Moved>,
    /// Its missions.
    pub missions: Vec<Mission>,
    /// Gaps of the old edition only.
    pub closed: Vec<Gap>,
    /// Gaps of the new edition only.
    pub opened: Vec<Gap>,
}

impl Edition {
    /// What an output says.
    pub fn of_output(registry: Registry, gaps: GapList) -> Self {
        let gaps = gaps.gaps.into_iter().map(|gap| gap.gap).collect();
        Self { entries: registry.communities, gaps }
    }

    /// What one document says.
    pub fn of_record(record: Record, known: Known<'_>) -> Self {
        let records = [record];
        let (registry, _) = merge::registry(&records, known, |_| String::new(), |_, _| {});
        let [record] = records;
        Self { entries: registry.communities, gaps: record.gaps }
    }
}

/// Compares two editions; `word` says what speaks for two entries being one.
pub fn compare(
    old: &Edition,
    new: &Edition,
    known: Known<'_>,
    word: impl Fn(&merge::Evidence) -> String,
) -> Comparison {
    let matched = matching::matched(&old.entries, &new.entries, known);
    let mut comparison = Comparison {
        appeared: matched.appeared.iter().map(|entry| named(entry)).collect(),
        vanished: matched.vanished.iter().map(|entry| named(entry)).collect(),
        merged: Vec::new(),
        perhaps: Vec::new(),
        changed: Vec::new(),
        unchanged: 0,
    };
    for (before, after, evidence) in matched.perhaps {
        let evidence = evidence.iter().map(&word).collect();
        comparison.perhaps.push(Perhaps { old: named(before), new: named(after), evidence });
    }
    for (before, after) in matched.pairs {
        if before.len() > 1 {
            let from = before.iter().map(|entry| named(entry)).collect();
            comparison.merged.push(Merger { from, to: named(after) });
        }
        // Of several the one that is called most like it, else the first.
        let main = before.iter().find(|entry| entry.id == after.id).or(before.first());
        let Some(main) = main else { continue };
        let gaps_before = before.iter().flat_map(|entry| gaps_of(entry, old)).collect();
        match changed(main, after, gaps_before, gaps_of(after, new).collect()) {
            Some(changed) => comparison.changed.push(changed),
            None => comparison.unchanged += 1,
        }
    }
    comparison
}

fn named(entry: &Entry) -> Named {
    Named { id: entry.id.clone(), name: entry.name.clone() }
}

/// Gaps that say how a document was read, and nothing of the CPTS.
const OF_READING: [GapCode; 3] =
    [GapCode::UnclaimedText, GapCode::NameInferred, GapCode::MisplacedSection];

/// The gaps of an entry, by any of its names.
fn gaps_of<'e>(entry: &'e Entry, edition: &'e Edition) -> impl Iterator<Item = &'e Gap> {
    let ids = matching::ids(entry);
    edition.gaps.iter().filter(move |gap| {
        !OF_READING.contains(&gap.code) && gap.community.as_ref().is_some_and(|id| ids.contains(id))
    })
}

/// What changed of one CPTS, if anything did.
fn changed(
    old: &Entry,
    new: &Entry,
    gaps_before: Vec<&Gap>,
    gaps_after: Vec<&Gap>,
) -> Option<Changed> {
    let (came, went, moved) = fields::officers(old, new);
    let without = |gaps: &[&Gap], others: &[&Gap]| -> Vec<Gap> {
        let mut kept: Vec<Gap> = Vec::new();
        for gap in gaps {
            let is_there = |list: &[&Gap]| list.iter().any(|other| is_one_hole(gap, other));
            if !is_there(others) && !kept.iter().any(|other| is_one_hole(gap, other)) {
                kept.push((*gap).clone());
            }
        }
        kept
    };
    let changed = Changed {
        id: new.id.clone(),
        name: new.name.clone(),
        fields: fields::fields(old, new),
        came,
        went,
        moved,
        missions: fields::missions(old, new),
        closed: without(&gaps_before, &gaps_after),
        opened: without(&gaps_after, &gaps_before),
    };
    let is_nothing = changed.fields.is_empty()
        && changed.came.is_empty()
        && changed.went.is_empty()
        && changed.moved.is_empty()
        && changed.missions.is_empty()
        && changed.closed.is_empty()
        && changed.opened.is_empty();
    (!is_nothing).then_some(changed)
}

/// True if two gaps are the same hole of one CPTS, whatever it was called: a gap's id has the name
/// in it.
fn is_one_hole(one: &Gap, other: &Gap) -> bool {
    let path = |gap: &Gap| -> Vec<String> {
        let parts = gap.pointer.split('/').map(str::to_owned);
        parts.filter(|part| !part.bytes().all(|byte| byte.is_ascii_digit())).collect()
    };
    let raw = |gap: &Gap| (gap.code == GapCode::DuplicateAction).then(|| gap.raw.clone());
    one.code == other.code && path(one) == path(other) && raw(one) == raw(other)
}
