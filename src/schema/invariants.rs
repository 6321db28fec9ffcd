//! What must hold in written files beyond their shape.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::model::gap::Gap;
use crate::model::pointer::part;
use crate::model::record::{Community, Mission, Record};
use crate::model::registry::{GapCounts, GapList, Registry};
use crate::model::run::{Outcome, Run};
use crate::schema::validate::Finding;

/// Evidence, gaps and coverage of a record.
pub fn record(file: &Value) -> Vec<Finding> {
    typed(file, |record: &Record| {
        let mut findings = Vec::new();
        evidence_resolves(record, file, &mut findings);
        values_have_evidence(record, &mut findings);
        gaps_resolve(record, file, &mut findings);
        coverage_adds_up(record, &mut findings);
        findings
    })
}

/// Ids of a registry.
pub fn registry(file: &Value) -> Vec<Finding> {
    typed(file, |registry: &Registry| {
        let ids = registry.communities.iter().map(|entry| entry.id.as_str());
        let mut findings = sorted(ids, "/communities");
        for (number, entry) in registry.communities.iter().enumerate() {
            for (index, statement) in entry.statements.iter().enumerate() {
                if !entry.documents.contains(&statement.document) {
                    findings.push(Finding::new(
                        format!("/communities/{number}/statements/{index}/document"),
                        format!("{:?} is not among the entry's documents", statement.document),
                    ));
                }
            }
        }
        findings
    })
}

/// Counts of a list of gaps.
pub fn gaps(file: &Value) -> Vec<Finding> {
    typed(file, |list: &GapList| {
        let mut findings = Vec::new();
        let counted = GapCounts::of(&list.gaps);
        for (key, written, counted) in [
            ("by_code", &list.counts.by_code, &counted.by_code),
            ("by_document", &list.counts.by_document, &counted.by_document),
            ("by_community", &list.counts.by_community, &counted.by_community),
        ] {
            if written != counted {
                let message = differences(written, counted);
                findings.push(Finding::new(format!("/counts/{key}"), message));
            }
        }
        findings
    })
}

/// Order and totals of a run.
pub fn run(file: &Value) -> Vec<Finding> {
    typed(file, |run: &Run| {
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
                findings.push(Finding::new(format!("/totals/{key}"), message));
            }
        }
        for (index, input) in run.inputs.iter().enumerate() {
            if (input.outcome == Outcome::Failed) != input.error.is_some() {
                let message = "an input has an error if and only if it failed";
                findings.push(Finding::new(format!("/inputs/{index}/error"), message));
            }
        }
        findings
    })
}

/// Runs a check on the file as its type; the schema has been checked, so that this succeeds.
fn typed<T: for<'a> Deserialize<'a>>(
    file: &Value,
    check: impl FnOnce(&T) -> Vec<Finding>,
) -> Vec<Finding> {
    match T::deserialize(file) {
        Ok(value) => check(&value),
        Err(error) => vec![Finding::new("", error.to_string())],
    }
}

fn evidence_resolves(record: &Record, file: &Value, findings: &mut Vec<Finding>) {
    for (pointer, evidence) in &record.evidence {
        let own = format!("/evidence/{}", part(pointer));
        match file.pointer(pointer) {
            None => findings.push(Finding::new(own, "points at no value")),
            Some(Value::Null) => findings.push(Finding::new(own, "points at null")),
            Some(_) => {
                if evidence.at.is_empty() {
                    findings.push(Finding::new(format!("{own}/at"), "names no place"));
                }
                if evidence.inferred != evidence.reason.is_some() {
                    let message = "a value has a reason if and only if it was inferred";
                    findings.push(Finding::new(own, message));
                }
            }
        }
    }
}

fn values_have_evidence(record: &Record, findings: &mut Vec<Finding>) {
    for pointer in printed_values(record) {
        // A milestone is one item of a list, and its date is all that is printed of it.
        let date = format!("{pointer}/date");
        if !record.evidence.contains_key(&pointer) && !record.evidence.contains_key(&date) {
            findings.push(Finding::new(pointer, "has no evidence"));
        }
    }
}

/// The pointers of every value that has to have evidence.
fn printed_values(record: &Record) -> Vec<String> {
    let mut pointers = Vec::new();
    let document = &record.document;
    let mut note = |pointer: String, present: bool| pointers.extend(present.then_some(pointer));
    note("/document/title".to_owned(), document.title.is_some());
    note("/document/issued".to_owned(), document.issued.is_some());
    for (list, length) in [
        ("/document/publishers", document.publishers.len()),
        ("/contacts", record.contacts.len()),
        ("/events", record.events.len()),
        ("/figures", record.figures.len()),
    ] {
        (0..length).for_each(|item| note(format!("{list}/{item}"), true));
    }
    for (number, community) in record.communities.iter().enumerate() {
        community_values(&format!("/communities/{number}"), community, &mut note);
    }
    pointers
}

fn community_values(base: &str, community: &Community, note: &mut impl FnMut(String, bool)) {
    for (key, present) in [
        ("name", community.name.is_some()),
        ("population", community.population.is_some()),
        ("size_class", community.size_class.is_some()),
        ("members", community.members.is_some()),
        ("professionals", community.professionals.is_some()),
        ("email", community.email.is_some()),
        ("website", community.website.is_some()),
    ] {
        note(format!("{base}/{key}"), present);
    }
    for (key, length) in [
        ("departments", community.departments.len()),
        ("officers", community.officers.len()),
        ("communes", community.communes.len()),
        ("milestones", community.milestones.len()),
    ] {
        (0..length).for_each(|item| note(format!("{base}/{key}/{item}"), true));
    }
    for mission in Mission::ALL {
        let report = community.missions.get(mission);
        let base = format!("{base}/missions/{}", mission.name());
        note(format!("{base}/title"), report.title.is_some());
        for (key, length) in [("actions", report.actions.len()), ("text", report.text.len())] {
            (0..length).for_each(|item| note(format!("{base}/{key}/{item}"), true));
        }
    }
}

fn gaps_resolve(record: &Record, file: &Value, findings: &mut Vec<Finding>) {
    let ids: BTreeSet<&str> = record.communities.iter().map(|one| one.id.as_str()).collect();
    for (number, gap) in record.gaps.iter().enumerate() {
        let Gap { pointer, community, code, severity, .. } = gap;
        let own = format!("/gaps/{number}");
        if file.pointer(pointer).is_none() {
            findings
                .push(Finding::new(format!("{own}/pointer"), format!("{pointer:?} is nowhere")));
        }
        if let Some(id) = community.as_deref().filter(|id| !ids.contains(id)) {
            let message = format!("no community of the record has the id {id:?}");
            findings.push(Finding::new(format!("{own}/community"), message));
        }
        if *severity != code.severity() {
            let message = format!("is not the severity of {}", code.name());
            findings.push(Finding::new(format!("{own}/severity"), message));
        }
    }
}

fn coverage_adds_up(record: &Record, findings: &mut Vec<Finding>) {
    let coverage = &record.coverage;
    let sum = coverage.claimed + coverage.ignored + coverage.unclaimed;
    if sum != coverage.characters {
        let message = format!("the parts add up to {sum} of {} characters", coverage.characters);
        findings.push(Finding::new("/coverage", message));
    }
    let ignored: u64 = coverage.ignored_by.values().sum();
    if ignored != coverage.ignored {
        let message = format!("adds up to {ignored}, not to {} ignored", coverage.ignored);
        findings.push(Finding::new("/coverage/ignored_by", message));
    }
}

/// Findings where names are not in order or not unique.
fn sorted<'a>(names: impl Iterator<Item = &'a str>, list: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut last: Option<&str> = None;
    for (number, name) in names.enumerate() {
        if last.is_some_and(|last| last >= name) {
            let message = format!("{name:?} is not after {:?}", last.unwrap_or_default());
            findings.push(Finding::new(format!("{list}/{number}"), message));
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
