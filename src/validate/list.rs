//! What must hold in the files beside the records: order and sums.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::registry::{GapCounts, GapList, Registry};
use crate::model::run::{Outcome, Run};
use crate::validate::{AGREEMENT, Finding, ORDER};

/// Ids of a registry.
pub fn registry(registry: &Registry) -> Vec<Finding> {
    let ids = registry.communities.iter().map(|entry| entry.id.as_str());
    let mut findings = sorted(ids, "/communities");
    for (number, entry) in registry.communities.iter().enumerate() {
        for (index, statement) in entry.statements.iter().enumerate() {
            if !entry.documents.contains(&statement.document) {
                findings.push(Finding::new(
                    AGREEMENT,
                    format!("/communities/{number}/statements/{index}/document"),
                    format!("{:?} is not among the entry's documents", statement.document),
                ));
            }
        }
    }
    findings
}

/// Counts of a list of gaps.
pub fn gaps(list: &GapList) -> Vec<Finding> {
    let mut findings = Vec::new();
    let counted = GapCounts::of(&list.gaps);
    for (key, written, counted) in [
        ("by_code", &list.counts.by_code, &counted.by_code),
        ("by_document", &list.counts.by_document, &counted.by_document),
        ("by_community", &list.counts.by_community, &counted.by_community),
    ] {
        if written != counted {
            let message = differences(written, counted);
            findings.push(Finding::new(ORDER, format!("/counts/{key}"), message));
        }
    }
    findings
}

/// Order and totals of a run.
pub fn run(run: &Run) -> Vec<Finding> {
    let mut findings = sorted(run.inputs.iter().map(|input| input.path.as_str()), "/inputs");
    let totals = &run.totals;
    let count = |outcome| run.inputs.iter().filter(|input| input.outcome == outcome).count();
    for (key, total, counted) in [
        ("inputs", totals.inputs, run.inputs.len()),
        ("extracted", totals.extracted, count(Outcome::Extracted)),
        ("unchanged", totals.unchanged, count(Outcome::Unchanged)),
        ("duplicate", totals.duplicate, count(Outcome::Duplicate)),
        ("skipped", totals.skipped, count(Outcome::Skipped)),
        ("failed", totals.failed, count(Outcome::Failed)),
    ] {
        if total != counted as u64 {
            let message = format!("says {total}, the inputs are {counted}");
            findings.push(Finding::new(ORDER, format!("/totals/{key}"), message));
        }
    }
    for (index, input) in run.inputs.iter().enumerate() {
        if (input.outcome == Outcome::Failed) != input.error.is_some() {
            let message = "an input has an error if and only if it failed";
            findings.push(Finding::new(ORDER, format!("/inputs/{index}/error"), message));
        }
    }
    findings
}

/// Findings where names are not in order or not unique.
fn sorted<'a>(names: impl Iterator<Item = &'a str>, list: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut last: Option<&str> = None;
    for (number, name) in names.enumerate() {
        if last.is_some_and(|last| last >= name) {
            let message = format!("{name:?} is not after {:?}", last.unwrap_or_default());
            findings.push(Finding::new(ORDER, format!("{list}/{number}"), message));
        }
        last = Some(name);
    }
    findings
}

fn differences(written: &BTreeMap<String, u64>, counted: &BTreeMap<String, u64>) -> String {
    let keys: BTreeSet<&String> = written.keys().chain(counted.keys()).collect();
    let different: Vec<String> = keys
        .into_iter()
        .filter(|key| written.get(*key) != counted.get(*key))
        .map(|key| {
            let of = |counts: &BTreeMap<String, u64>| counts.get(key).copied().unwrap_or_default();
            format!("{key}: says {}, counted {}", of(written), of(counted))
        })
        .collect();
    different.join(", ")
}
