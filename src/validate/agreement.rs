//! Whether the files of one output say the same.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::compare::{Difference, differences};
use crate::gazetteer::{Gazetteer, locate};
use crate::merge::{self, Merged};
use crate::model::judgement::Judgements;
use crate::model::record::Record;
use crate::model::registry::{DocumentGap, GapList, Proposal, Registry};
use crate::model::run::Run;
use crate::normalise::lexicon::Lexicon;
use crate::schema::Shape;
use crate::validate::{AGREEMENT, Finding, Written};

/// The files beside the records.
const BESIDE: [(&str, Shape); 3] =
    [("registry.json", Shape::Registry), ("gaps.json", Shape::Gaps), (RUN, Shape::Run)];

const RUN: &str = "run.json";

/// What the files of one output folder say against each other, by the file's path in it.
///
/// `files` are the files whose shape is right, by path. The registry and the list of gaps are made
/// again from the records, by what names have in common, what persons have decided, and the official
/// data.
pub fn agreement(
    files: &BTreeMap<&str, &Written>,
    lexicon: &Lexicon,
    judgements: &Judgements,
    gazetteer: &Gazetteer,
) -> Vec<(String, Finding)> {
    let mut found = Vec::new();
    let mut records: Vec<Record> = Vec::new();
    for (path, file) in files {
        let Some(record) = file.record() else { continue };
        let expected = format!("documents/{}.json", record.document.id);
        if *path != expected {
            let message = format!("the record of this id is {expected}");
            found.push(((*path).to_owned(), Finding::new(AGREEMENT, "/document/id", message)));
        }
        records.push(record);
    }
    records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    if let Some(other) = other_gazetteer(files, gazetteer) {
        // What another table gives cannot be made again: one cause, not a finding for each commune.
        found.push((RUN.to_owned(), other));
        return found;
    }
    let known = merge::Known { lexicon, judgements: &judgements.judgement };
    let mut of_register = Vec::new();
    let complete = |number: usize, merged: &mut Merged| {
        let between = merged.conflicts.iter().map(|one| merge::between(one, String::new()));
        of_register.extend(between);
        let found = locate(&mut merged.entry, number, merged.miscounted, gazetteer);
        of_register.extend(found.into_iter().map(|finding| finding.gap(String::new())));
    };
    let (registry, _) = merge::registry(&records, known, |_| String::new(), complete);
    let merged = (registry, of_register);
    for (path, shape) in BESIDE {
        match files.get(path).filter(|file| file.shape == shape) {
            Some(file) => found.extend(
                beside(shape, &file.value, &records, &merged)
                    .into_iter()
                    .map(|one| (path.to_owned(), one)),
            ),
            None => {
                let message = "is missing in the output, or not what it should be";
                found.push((path.to_owned(), Finding::new(AGREEMENT, "", message)));
            }
        }
    }
    found
}

/// That the registry was made with another table of communes than the one at hand.
fn other_gazetteer(files: &BTreeMap<&str, &Written>, gazetteer: &Gazetteer) -> Option<Finding> {
    let run = files.get(RUN).filter(|file| file.shape == Shape::Run)?;
    let made_with = run.value.get("gazetteer")?.as_str()?;
    (made_with != gazetteer.fingerprint()).then(|| {
        let message = format!(
            "was made with another gazetteer than {}; name that one with --gazetteer",
            gazetteer.fingerprint()
        );
        Finding::new(AGREEMENT, "/gazetteer", message)
    })
}

/// `merged` is what the records give: the registry and its gaps.
fn beside(
    shape: Shape,
    file: &Value,
    records: &[Record],
    merged: &(Registry, Vec<DocumentGap>),
) -> Vec<Finding> {
    let (registry, of_register) = merged;
    match shape {
        Shape::Registry => {
            let written: Option<Registry> = serde_json::from_value(file.clone()).ok();
            let mut registry = registry.clone();
            // What speaks for a proposal is worded for its reader.
            for proposal in &mut registry.proposals {
                let same = |other: &&Proposal| (&other.a, &other.b) == (&proposal.a, &proposal.b);
                if let Some(other) = written.iter().flat_map(|one| &one.proposals).find(same) {
                    proposal.evidence.clone_from(&other.evidence);
                }
            }
            against(file, &registry)
        }
        Shape::Gaps => {
            let written: Option<GapList> = serde_json::from_value(file.clone()).ok();
            let mut gaps = merge::gaps(records, of_register.clone());
            // The message of a gap of the registry is worded for its reader and stands nowhere else.
            for gap in gaps.gaps.iter_mut().filter(|gap| gap.document.is_none()) {
                let same =
                    |other: &&DocumentGap| other.document.is_none() && other.gap.id == gap.gap.id;
                if let Some(other) = written.iter().flat_map(|list| &list.gaps).find(same) {
                    gap.gap.message.clone_from(&other.gap.message);
                }
            }
            against(file, &gaps)
        }
        Shape::Run => run(file, records, merged),
        Shape::Record | Shape::Explanation | Shape::Rules => Vec::new(),
    }
}

/// Where a file differs from what the records give.
fn against<T: Serialize>(file: &Value, records_give: &T) -> Vec<Finding> {
    let given = serde_json::to_value(records_give).unwrap_or_default();
    let finding = |Difference { pointer, old, new }: Difference| {
        let (pointer, message) = match (old, new) {
            (Some(given), Some(written)) => {
                (pointer, format!("is {written}, the records give {given}"))
            }
            (None, Some(written)) => (pointer, format!("no record gives {written}")),
            (Some(given), None) => {
                let above = pointer.rsplit_once('/').map_or("", |(above, _)| above);
                (above.to_owned(), format!("lacks what the records give: {given}"))
            }
            (None, None) => return None,
        };
        Some(Finding::new(AGREEMENT, pointer, message))
    };
    differences(&given, file).into_iter().filter_map(finding).collect()
}

/// Whether the run names the records that are there.
fn run(file: &Value, records: &[Record], merged: &(Registry, Vec<DocumentGap>)) -> Vec<Finding> {
    let Ok(run) = serde_json::from_value::<Run>(file.clone()) else { return Vec::new() };
    let mut found = Vec::new();
    for (number, input) in run.inputs.iter().enumerate() {
        let Some(id) = &input.document else { continue };
        match records.iter().find(|record| record.document.id == *id) {
            None => found.push(Finding::new(
                AGREEMENT,
                format!("/inputs/{number}/document"),
                format!("there is no record of {id:?}"),
            )),
            Some(record) if input.sha256.as_ref() != Some(&record.document.sha256) => {
                let message = format!("the record of {id:?} has another");
                let pointer = format!("/inputs/{number}/sha256");
                found.push(Finding::new(AGREEMENT, pointer, message));
            }
            Some(_) => {}
        }
    }
    for record in records {
        let id = &record.document.id;
        if !run.inputs.iter().any(|input| input.document.as_ref() == Some(id)) {
            let message = format!("no input gave the record {id:?}");
            found.push(Finding::new(AGREEMENT, "/inputs", message));
        }
    }
    let (registry, of_register) = merged;
    let gaps = records.iter().map(|record| record.gaps.len()).sum::<usize>() + of_register.len();
    for (key, written, counted) in [
        ("communities", run.totals.communities, registry.communities.len()),
        ("gaps", run.totals.gaps, gaps),
    ] {
        if written != counted as u64 {
            let message = format!("is {written}, the records give {counted}");
            found.push(Finding::new(AGREEMENT, format!("/totals/{key}"), message));
        }
    }
    found
}
