//! Which entry of the one edition is which of the other.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::merge::{self, Evidence, Known, Mention};
use crate::model::judgement::{Decision, Judgement};
use crate::model::registry::Entry;
use crate::normalise::shadow::slug;

/// The entries of two editions by CPTS.
pub struct Matched<'e> {
    /// One or more old entries, and the new one that they are.
    pub pairs: Vec<(Vec<&'e Entry>, &'e Entry)>,
    /// New entries without an old one.
    pub appeared: Vec<&'e Entry>,
    /// Old entries without a new one.
    pub vanished: Vec<&'e Entry>,
    /// Old and new entries that may be one CPTS.
    pub perhaps: Vec<(&'e Entry, &'e Entry, Vec<Evidence>)>,
}

/// Matches by names and witnesses as a registry does, and by the names that entries once had.
pub fn matched<'e>(old: &'e [Entry], new: &'e [Entry], known: Known<'_>) -> Matched<'e> {
    let mut judgements = known.judgements.to_vec();
    let same = |a: &Entry, b: &Entry| Judgement {
        a: a.id.clone(),
        b: b.id.clone(),
        verdict: Decision::Same,
        reason: None,
        date: String::new(),
    };
    for after in new {
        let ids = ids(after);
        let before = old.iter().filter(|before| !ids.is_disjoint(&self::ids(before)));
        judgements.extend(before.map(|before| same(before, after)));
    }
    let all: Vec<&Entry> = old.iter().chain(new).collect();
    let is_old = |place: &usize| *place < old.len();
    let mentions: Vec<Mention> =
        all.iter().enumerate().map(|(place, entry)| mention(entry, is_old(&place))).collect();
    let known = Known { judgements: &judgements, ..known };
    let (groups, unsure) = merge::groups(&mentions, known);
    let entry = |place: &usize| all.get(*place).copied();
    let of = |group: usize, side: bool| -> Vec<&'e Entry> {
        let places = groups.get(group).map(|group| group.mentions.as_slice()).unwrap_or_default();
        places.iter().filter(|place| is_old(place) == side).filter_map(entry).collect()
    };
    let mut matched = Matched {
        pairs: Vec::new(),
        appeared: Vec::new(),
        vanished: Vec::new(),
        perhaps: Vec::new(),
    };
    for group in 0..groups.len() {
        match (of(group, true), of(group, false).as_slice()) {
            (before, []) => matched.vanished.extend(before),
            (before, after) if before.is_empty() => matched.appeared.extend(after),
            (before, [after]) => matched.pairs.push((before, after)),
            // One that is several now: what is theirs is compared with the first, the rest is new.
            (before, [after, rest @ ..]) => {
                matched.pairs.push((before, after));
                matched.appeared.extend(rest);
            }
        }
    }
    for pair in unsure {
        for (before, after) in [(pair.a, pair.b), (pair.b, pair.a)] {
            if let ([before], [after]) = (of(before, true).as_slice(), of(after, false).as_slice())
                && matched.vanished.iter().any(|entry| entry.id == before.id)
                && matched.appeared.iter().any(|entry| entry.id == after.id)
            {
                matched.perhaps.push((before, after, pair.evidence.clone()));
            }
        }
    }
    matched
}

/// What an entry is or was called by.
pub fn ids(entry: &Entry) -> BTreeSet<String> {
    let names = entry.aliases.iter().chain([&entry.name]);
    names.map(|name| slug(name)).chain([entry.id.clone()]).collect()
}

/// An entry as one edition names it.
fn mention(entry: &Entry, is_old: bool) -> Mention {
    let text = |field: &str| entry.current.get(field).and_then(Value::as_str).map(str::to_owned);
    let list = |field: &str| -> Vec<&Value> {
        entry.current.get(field).and_then(Value::as_array).into_iter().flatten().collect()
    };
    let name = |officer: &Value| officer.get("name").and_then(Value::as_str).map(str::to_owned);
    let edition = if is_old { ("old", "1") } else { ("new", "2") };
    Mention {
        document: edition.0.to_owned(),
        issued: Some(edition.1.to_owned()),
        number: 0,
        name: entry.name.clone(),
        departments: entry.departments.clone(),
        email: text("email"),
        website: text("website"),
        officers: list("officers").into_iter().filter_map(name).collect(),
        communes: list("communes")
            .into_iter()
            .filter_map(|one| Some(one.as_str()?.to_owned()))
            .collect(),
        miscounted: false,
        left_out: Vec::new(),
    }
}
