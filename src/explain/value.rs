//! The way of a value from the printed text to the JSON; of one that is missing, what came nearest.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::explain::log::Tried;
use crate::explain::pointer::{Target, resolve};
use crate::explain::{Case, Unanswerable, tried};
use crate::extract::Outcome;
use crate::model::explanation::{RuleTried, ValueExplained, ValueState};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::Evidence;
use crate::normalise::by_name;
use crate::normalise::shadow::{Shadow, fold};
use crate::rules::{FamilyRules, Field};

/// So many of the nearest misses are told.
const MISSES: usize = 6;

/// Of these so many did not even match.
const UNMATCHED: usize = 3;

/// Where rules say that the name of a community goes.
const NAME: &str = "community.name";

/// Explains what stands at a pointer.
pub fn explain(case: &Case<'_>, pointer: &str) -> Result<ValueExplained, Unanswerable> {
    let target = resolve(&case.json, pointer)?;
    let mut explained = ValueExplained {
        pointer: pointer.to_owned(),
        value: if target.beyond { Value::Null } else { target.value.clone() },
        state: ValueState::Missing,
        evidence: None,
        raw: None,
        at: Vec::new(),
        seen_as: None,
        found_by: None,
        rule: None,
        normaliser: None,
        normalised: None,
        reason: None,
        parts: parts(case, &target),
        gaps: gaps(case, &target),
        rules: Vec::new(),
        misses: Vec::new(),
    };
    if target.is_missing() {
        missing(case, &target, &mut explained);
        return Ok(explained);
    }
    if let Some((pointer, evidence)) = evidence(case, &target) {
        let derived = pointer != target.pointer;
        explained.state = match (derived, evidence.inferred) {
            (true, _) => ValueState::Derived,
            (false, true) => ValueState::Inferred,
            (false, false) => ValueState::Printed,
        };
        explained.evidence = Some(pointer);
        printed(case, evidence, &mut explained);
    } else if target.value.is_object() || target.value.is_array() {
        explained.state = ValueState::Composed;
    } else {
        (explained.state, explained.reason) = unprinted(&target);
    }
    Ok(explained)
}

/// The evidence of the value: its own, that of what it is a part of, or of what it follows from.
fn evidence<'c>(case: &'c Case<'_>, target: &Target<'_>) -> Option<(String, &'c Evidence)> {
    let known = |pointer: String| {
        let evidence = case.reading.record.evidence.get(&pointer)?;
        Some((pointer, evidence))
    };
    target.upwards().chain(target.follows_from()).find_map(known)
}

/// The pointers of the printed values below.
fn parts(case: &Case<'_>, target: &Target<'_>) -> Vec<String> {
    let below = format!("{}/", target.pointer);
    let all = case.reading.record.evidence.keys();
    all.filter(|pointer| pointer.starts_with(&below)).cloned().collect()
}

/// The gaps at the place, and those above that cover it: a fiche that is NR throughout.
fn gaps(case: &Case<'_>, target: &Target<'_>) -> Vec<Gap> {
    let covering = [GapCode::NotReported, GapCode::NotCommunicated, GapCode::InDrafting];
    let own = |gap: &&Gap| {
        let above = target.upwards().skip(1).any(|above| !above.is_empty() && above == gap.pointer);
        gap.pointer == target.pointer
            || target.follows_from().is_some_and(|pointer| pointer == gap.pointer)
            || (above && target.is_missing() && covering.contains(&gap.code))
            || (above
                && gap.code == GapCode::NameInferred
                && target.sets() == Some(NAME.to_owned()))
    };
    case.reading.record.gaps.iter().filter(own).cloned().collect()
}

/// Tells the way of a printed value.
fn printed(case: &Case<'_>, evidence: &Evidence, explained: &mut ValueExplained) {
    let spans: Vec<_> = evidence.at.iter().map(Case::cited_span).collect();
    explained.at = spans.iter().map(|span| case.excerpt(*span)).collect();
    explained.raw = Some(evidence.raw.clone());
    explained.rule = Some(case.cited(&evidence.rule));
    explained.reason.clone_from(&evidence.reason);
    let family = case.used;
    let field =
        family.and_then(|family| family.fields.iter().find(|field| field.id == evidence.rule));
    let case_kept = field.is_some_and(|field| field.patterns.iter().any(|p| p.is_printed()));
    let seen =
        if case_kept { Shadow::printed(&evidence.raw) } else { Shadow::folded(&evidence.raw) };
    explained.seen_as = Some(seen.text);
    explained.found_by = spans.first().and_then(|first| {
        let matched = case
            .log
            .tried
            .iter()
            .filter(|tried| tried.rule == evidence.rule && tried.outcome == Outcome::Matched);
        // A label stands before its value, on the same line or on one above.
        let near = |tried: &&Tried| {
            tried
                .spans
                .first()
                .is_some_and(|span| (span.page, span.line) <= (first.page, first.line))
        };
        let last = matched.filter(near).max_by_key(|tried| tried.spans.first().copied())?;
        last.spans.first().map(|span| case.excerpt(*span))
    });
    if let Some(name) = field.and_then(|field| field.normaliser.as_deref()) {
        explained.normaliser = Some(name.to_owned());
        let read = by_name(name, &evidence.raw, case.rules.lexicon());
        explained.normalised = read.map(|read| match read {
            Ok(value) => value,
            Err(reject) => Value::String(reject.to_string()),
        });
    }
}

/// Why a value has no evidence.
fn unprinted(target: &Target<'_>) -> (ValueState, Option<String>) {
    let steps: Vec<&str> = target.steps.iter().map(String::as_str).collect();
    let (state, reason) = match steps.as_slice() {
        ["document", "family"] => (ValueState::Derived, "by the evidence of the family"),
        ["document", "language"] => (ValueState::Derived, "by the words of the content"),
        ["document", ..] | ["schema_version"] => {
            (ValueState::OfTheFile, "it comes from the file and not from its text")
        }
        ["coverage", ..] => (ValueState::Derived, "counted: who read which character"),
        ["communities", _, "reporting"] => (ValueState::Derived, "by the missions and their gaps"),
        ["communities", _, "missions", ..] => (ValueState::Derived, "by the gap of the mission"),
        ["gaps", ..] => (ValueState::Derived, "a gap: see its rule and its place"),
        ["evidence", ..] => (ValueState::Derived, "the evidence of another value"),
        _ => (ValueState::Derived, "it follows from other values"),
    };
    (state, Some(reason.to_owned()))
}

/// Tells which rules could give the value and where they came nearest.
fn missing(case: &Case<'_>, target: &Target<'_>, explained: &mut ValueExplained) {
    let (Some(family), Some(sets)) = (case.used, target.sets()) else { return };
    let ids = able(family, &sets);
    explained.rules = ids.iter().map(|id| case.cited(id)).collect();
    explained.misses = misses(case, &ids, target.community());
}

/// The ids of the rules that can give a value.
fn able<'r>(family: &'r FamilyRules, sets: &str) -> Vec<&'r str> {
    let gives = |field: &&Field| match sets {
        "contact" | "event" => field
            .sets
            .strip_prefix(sets)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        sets => field.sets == sets,
    };
    let mut ids: Vec<&str> =
        family.fields.iter().filter(gives).map(|field| field.id.as_str()).collect();
    if sets == "mission" {
        ids.extend(family.sections.iter().map(|section| section.id.as_str()));
        ids.extend(family.lists.iter().map(|list| list.id.as_str()));
    }
    if matches!(sets, NAME | "community.departments") {
        ids.extend(family.indexes.iter().map(|index| index.id.as_str()));
        ids.extend(family.records.iter().map(|record| record.id.as_str()));
    }
    ids
}

/// The looks of these rules that came nearest to a value, the nearest first. Where the document has
/// records, only those inside of the community's own count.
fn misses(case: &Case<'_>, ids: &[&str], community: Option<usize>) -> Vec<RuleTried> {
    let scope = community.and_then(|number| case.log.records.get(number));
    let inside = |tried: &&Tried| {
        ids.contains(&tried.rule.as_str())
            && scope.is_none_or(|blocks| blocks.contains(&tried.block))
    };
    let looks: Vec<&Tried> = case.log.tried.iter().filter(inside).collect();
    // What matched is told again if it was dropped, and stands in the ledger if it was read.
    let matched = looks.iter().filter(|tried| tried.outcome != Outcome::Matched);
    let (failed, unmatched): (Vec<&Tried>, Vec<&Tried>) =
        matched.partition(|tried| tried.outcome != Outcome::NoMatch);
    let mut failed = failed;
    failed.sort_by_key(|tried| tried::outcome(tried));
    let near = nearest_texts(case, &unmatched);
    let told = failed
        .into_iter()
        .filter_map(|tried| Some(tried::told(case, tried, *tried.spans.first()?)));
    let near = near.into_iter().filter_map(|tried| {
        let told = tried::told(case, tried, *tried.spans.first()?);
        told.nearest.is_some().then_some(told)
    });
    let told = told.chain(near.take(UNMATCHED));
    told.take(MISSES).collect()
}

/// The looks at texts that share words with the rule, the most telling words first: those that few
/// of the texts have.
fn nearest_texts<'c>(case: &Case<'_>, looks: &[&'c Tried]) -> Vec<&'c Tried> {
    let shared: Vec<(&'c Tried, Vec<&str>)> = looks
        .iter()
        .filter_map(|tried| {
            let wanted = case.wanted.get(tried.rule.as_str())?;
            Some((*tried, wanted.shared(&fold(&tried::text(case, tried)))))
        })
        .filter(|(_, words)| !words.is_empty())
        .collect();
    let mut common: BTreeMap<&str, u32> = BTreeMap::new();
    for word in shared.iter().flat_map(|(_, words)| words) {
        *common.entry(word).or_default() += 1;
    }
    let telling = |words: &[&str]| -> f64 {
        words.iter().filter_map(|word| common.get(word)).map(|count| 1.0 / f64::from(*count)).sum()
    };
    let mut ranked: Vec<(f64, &'c Tried)> =
        shared.iter().map(|(tried, words)| (telling(words), *tried)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().map(|(_, tried)| tried).collect()
}
