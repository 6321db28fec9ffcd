//! What stands over all documents, and putting everything in its place.

use std::collections::BTreeMap;
use std::fs;

use rayon::prelude::*;

use crate::check::message;
use crate::merge;
use crate::model::SCHEMA_VERSION;
use crate::model::record::Record;
use crate::model::run::{Input, Outcome, Run, Totals};
use crate::pipeline::batch::Watch;
use crate::pipeline::state::{Beside, Kept, Known, STATE, State, is_unchanged, key_beside};
use crate::pipeline::{SetupError, refused_at};
use crate::rules::Rules;
use crate::write::{Folder, Step, record_path};

/// What was made of one input.
#[derive(Debug)]
pub struct Made {
    /// Its entry in the run.
    pub input: Input,
    /// What it depends on.
    pub key: String,
    /// Its record, if it has one.
    pub kept: Option<Kept>,
    /// True if the record waits under its key for its place; else it has it.
    pub staged: bool,
    /// The record without its evidence, if it was at hand.
    pub record: Option<Record>,
}

impl From<Input> for Made {
    fn from(input: Input) -> Self {
        Self { input, key: String::new(), kept: None, staged: false, record: None }
    }
}

/// Of a written record what the registry and the list of gaps are made of.
pub fn merged_part_of(text: &[u8]) -> Result<Record, serde_json::Error> {
    serde_json::from_slice(text).map(merged_part)
}

/// Of a record what the registry and the list of gaps are made of; a batch holds it of every
/// document.
pub fn merged_part(record: Record) -> Record {
    let mut communities = record.communities;
    communities.shrink_to_fit();
    Record {
        communities,
        contacts: Vec::new(),
        events: Vec::new(),
        figures: Vec::new(),
        evidence: BTreeMap::new(),
        ..record
    }
}

/// The last step of an import.
pub struct Finish<'a> {
    /// For the words of conflicts.
    pub rules: &'a Rules,
    /// The output.
    pub folder: &'a Folder,
    /// What is known of the files beside the records.
    pub known: &'a Beside,
    /// Who is told what is removed.
    pub watch: &'a dyn Watch,
}

impl Finish<'_> {
    /// Writes the files beside the records, and puts everything in its place; `rules` is the
    /// fingerprint of the rules that read the documents.
    pub fn finish(&self, mut made: Vec<Made>, rules: &str) -> Result<Run, SetupError> {
        name_originals(&mut made);
        let mut step = self.folder.step();
        for Made { key, kept, staged, .. } in &made {
            if let Some(kept) = kept.as_ref().filter(|_| *staged) {
                step.put(&format!("{key}.json"), record_path(&kept.id));
            }
        }
        let ids = made.iter().filter_map(|one| Some(one.kept.as_ref()?.id.as_str())).collect();
        let removed = self.folder.records_but(&ids)?;
        for id in &removed {
            self.watch.remove(id);
            step.remove(record_path(id));
        }
        let records = take_records(&mut made);
        let key = key_beside(records.iter().map(|(kept, _)| kept), self.rules);
        let stands = self.stands(&key);
        tracing::info!(records = records.len(), stands, "registry and gaps");
        let beside = match stands {
            true => self.known.clone(),
            false => self.beside(key, records, &mut step)?,
        };
        let inputs = made.iter().filter_map(known).collect();
        let run = Run {
            schema_version: SCHEMA_VERSION,
            rules: rules.to_owned(),
            totals: totals(&made, &beside, removed.len()),
            inputs: made.into_iter().map(|one| one.input).collect(),
        };
        step.write("run.json", &run)?;
        step.write(STATE, &State { inputs, beside })?;
        step.commit()?;
        Ok(run)
    }

    /// True if the files beside the records are there and are what they would be again.
    fn stands(&self, key: &str) -> bool {
        let root = self.folder.root();
        self.known.key == key
            && self.known.files.iter().all(|(name, hash)| is_unchanged(&root.join(name), hash))
    }

    fn beside(
        &self,
        key: String,
        records: Vec<(Kept, Option<Record>)>,
        step: &mut Step<'_>,
    ) -> Result<Beside, SetupError> {
        let read_again = |(kept, record): (Kept, Option<Record>)| match record {
            Some(record) => Ok(record),
            None => {
                let file = self.folder.root().join(record_path(&kept.id));
                let record = fs::read(&file).and_then(|text| Ok(merged_part_of(&text)?));
                record.map_err(refused_at(&file))
            }
        };
        let records: Vec<Record> =
            records.into_par_iter().map(read_again).collect::<Result<_, SetupError>>()?;
        let (registry, conflicts) = merge::registry(&records);
        let communities = registry.communities.len() as u64;
        let mut files = BTreeMap::new();
        files.insert("registry.json".to_owned(), step.write("registry.json", &registry)?);
        // Both together need not be held.
        drop(registry);
        let gaps = merge::gaps(&records, &conflicts, |conflict| {
            message::conflict(&conflict.name, &conflict.field, self.rules.messages())
        });
        files.insert("gaps.json".to_owned(), step.write("gaps.json", &gaps)?);
        let gaps = gaps.gaps.len() as u64;
        Ok(Beside { key, files, communities, gaps })
    }
}

/// The records by their ids, with what was at hand of each.
fn take_records(made: &mut [Made]) -> Vec<(Kept, Option<Record>)> {
    let mut records: Vec<(Kept, Option<Record>)> =
        made.iter_mut().filter_map(|one| Some((one.kept.clone()?, one.record.take()))).collect();
    records.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    records
}

/// What the next import may know of an input; nothing of one that failed or has no record of its
/// own.
fn known(made: &Made) -> Option<(String, Known)> {
    let Made { input, key, kept, .. } = made;
    if !matches!(input.outcome, Outcome::Extracted | Outcome::Unchanged | Outcome::Skipped) {
        return None;
    }
    let known = Known { sha256: input.sha256.clone()?, key: key.clone(), record: kept.clone() };
    Some((input.path.clone(), known))
}

/// A duplicate names the record of the first input with its bytes.
fn name_originals(made: &mut [Made]) {
    let records: BTreeMap<String, String> = made
        .iter()
        .filter_map(|one| Some((one.input.sha256.clone()?, one.input.document.clone()?)))
        .collect();
    for Made { input, .. } in made.iter_mut() {
        if input.outcome == Outcome::Duplicate {
            input.document = input.sha256.as_ref().and_then(|hash| records.get(hash).cloned());
        }
    }
}

fn totals(made: &[Made], beside: &Beside, removed: usize) -> Totals {
    let count = |outcome| made.iter().filter(|one| one.input.outcome == outcome).count() as u64;
    Totals {
        inputs: made.len() as u64,
        extracted: count(Outcome::Extracted),
        unchanged: count(Outcome::Unchanged),
        duplicate: count(Outcome::Duplicate),
        skipped: count(Outcome::Skipped),
        failed: count(Outcome::Failed),
        removed: removed as u64,
        communities: beside.communities,
        gaps: beside.gaps,
    }
}
