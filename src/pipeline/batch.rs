//! One import: look at every input, read each document once, write what came out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;

use crate::check::message;
use crate::merge;
use crate::model::SCHEMA_VERSION;
use crate::model::defect::{DocumentError, ErrorKind};
use crate::model::digest::sha256;
use crate::model::record::Record;
use crate::model::run::{Input, InputError, Outcome, Run, Totals};
use crate::pipeline::guard::guarded;
use crate::pipeline::inputs::{Found, Source, list};
use crate::pipeline::{SetupError, bytes, pool};
use crate::read::{Kind, kind};
use crate::rules::Rules;
use crate::write::{Folder, WriteError};

/// What to import and where to.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// The output folder.
    pub output: PathBuf,
    /// Number of threads.
    pub jobs: usize,
}

/// Somebody who follows an import: a progress bar, a log.
pub trait Watch: Sync {
    /// So many inputs were found.
    fn start(&self, inputs: usize);
    /// A document is being read.
    fn begin(&self, path: &str);
    /// An input is done with.
    fn end(&self, input: &Input);
}

/// What the first look at an input says.
pub(super) enum Look {
    /// A document, or a file that ought to be one: its hash.
    Document(String),
    /// Nothing more is to be done.
    Done(Input),
}

/// Reads all inputs and writes everything that the contract names.
///
/// One document that cannot be read is an entry of the run; an error means that the batch itself
/// could not be done.
pub fn import(options: &Options, rules: &Rules, watch: &dyn Watch) -> Result<Run, SetupError> {
    let sources = list(&options.inputs, &options.output)?;
    let folder = Folder::open(&options.output)?;
    let pool = pool(options.jobs)?;
    watch.start(sources.len());
    let looks: Vec<Look> = pool.install(|| sources.par_iter().map(look).collect());
    let firsts = first_of_each(&looks);
    let outcomes: Vec<(Input, Option<Record>)> = pool.install(|| {
        let jobs = sources.par_iter().zip(looks.into_par_iter()).enumerate();
        jobs.map(|(number, (source, look))| {
            let (input, record) = match look {
                Look::Done(input) => (input, None),
                Look::Document(hash) if firsts.get(&hash) != Some(&number) => {
                    (entry(source, Some(hash), Outcome::Duplicate), None)
                }
                Look::Document(hash) => {
                    watch.begin(&source.path);
                    document(source, hash, rules, &folder)?
                }
            };
            watch.end(&input);
            Ok((input, record))
        })
        .collect::<Result<_, WriteError>>()
    })?;
    finish(outcomes, rules, &folder).map_err(SetupError::from)
}

/// The first look at an input: is it a document, and which bytes?
pub(super) fn look(source: &Source) -> Look {
    match &source.found {
        Found::LeftOut => return Look::Done(entry(source, None, Outcome::Skipped)),
        Found::Refused(cause) => {
            let error = DocumentError::new(ErrorKind::Unreadable, cause);
            return Look::Done(failure(source, None, error));
        }
        Found::File => {}
    }
    let bytes = match bytes(&source.file) {
        Ok(bytes) => bytes,
        Err(error) => return Look::Done(failure(source, None, error)),
    };
    let hash = sha256(&bytes);
    match guarded(|| Ok(kind(&bytes, file_name(&source.path)))) {
        Ok(Kind::Data(_)) => Look::Done(entry(source, Some(hash), Outcome::Skipped)),
        Ok(Kind::Document(_) | Kind::Unsupported(_)) => Look::Document(hash),
        Err(error) => Look::Done(failure(source, Some(hash), error)),
    }
}

/// For each hash the first input that has it; the inputs are sorted by path.
pub(super) fn first_of_each(looks: &[Look]) -> BTreeMap<String, usize> {
    let mut firsts = BTreeMap::new();
    for (number, look) in looks.iter().enumerate() {
        if let Look::Document(hash) = look {
            firsts.entry(hash.clone()).or_insert(number);
        }
    }
    firsts
}

/// Reads one document and writes its record; gives the record without its evidence, which the
/// registry does not need.
fn document(
    source: &Source,
    hash: String,
    rules: &Rules,
    folder: &Folder,
) -> Result<(Input, Option<Record>), WriteError> {
    let begin = Instant::now();
    let reading = bytes(&source.file).and_then(|bytes| {
        if sha256(&bytes) != hash {
            let cause = "the file changed while the batch was running; import it again";
            return Err(DocumentError::new(ErrorKind::Unreadable, cause));
        }
        guarded(|| crate::read(&bytes, &source.path, rules))
    });
    let seconds = (begin.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let (input, record) = match reading {
        Ok(reading) => {
            let mut record = reading.record;
            folder.write_record(&record)?;
            record.evidence.clear();
            let id = Some(record.document.id.clone());
            let input = entry(source, Some(hash), Outcome::Extracted);
            (Input { document: id, ..input }, Some(record))
        }
        Err(error) => (failure(source, Some(hash), error), None),
    };
    Ok((Input { seconds, ..input }, record))
}

/// Writes what stands over all documents.
fn finish(
    outcomes: Vec<(Input, Option<Record>)>,
    rules: &Rules,
    folder: &Folder,
) -> Result<Run, WriteError> {
    let (mut inputs, records): (Vec<Input>, Vec<Option<Record>>) = outcomes.into_iter().unzip();
    let mut records: Vec<Record> = records.into_iter().flatten().collect();
    records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    name_originals(&mut inputs);
    let (registry, conflicts) = merge::registry(&records);
    let gaps = merge::gaps(&records, &conflicts, |conflict| {
        message::conflict(&conflict.name, &conflict.field, rules.messages())
    });
    folder.write("registry.json", &registry)?;
    folder.write("gaps.json", &gaps)?;
    folder.keep_only(&records.iter().map(|record| record.document.id.as_str()).collect())?;
    let run = Run {
        schema_version: SCHEMA_VERSION,
        rules: rules.fingerprint().to_owned(),
        totals: totals(&inputs, registry.communities.len(), gaps.gaps.len()),
        inputs,
    };
    folder.write("run.json", &run)?;
    Ok(run)
}

/// A duplicate names the record of the first input with its bytes.
fn name_originals(inputs: &mut [Input]) {
    let records: BTreeMap<String, String> = inputs
        .iter()
        .filter_map(|input| Some((input.sha256.clone()?, input.document.clone()?)))
        .collect();
    for input in inputs.iter_mut().filter(|input| input.outcome == Outcome::Duplicate) {
        input.document = input.sha256.as_ref().and_then(|hash| records.get(hash).cloned());
    }
}

fn totals(inputs: &[Input], communities: usize, gaps: usize) -> Totals {
    let count = |outcome| inputs.iter().filter(|input| input.outcome == outcome).count() as u64;
    Totals {
        inputs: inputs.len() as u64,
        extracted: count(Outcome::Extracted),
        unchanged: count(Outcome::Unchanged),
        duplicate: count(Outcome::Duplicate),
        skipped: count(Outcome::Skipped),
        failed: count(Outcome::Failed),
        communities: communities as u64,
        gaps: gaps as u64,
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn entry(source: &Source, sha256: Option<String>, outcome: Outcome) -> Input {
    let path = source.path.clone();
    Input { path, sha256, outcome, document: None, error: None, seconds: 0.0 }
}

fn failure(source: &Source, sha256: Option<String>, error: DocumentError) -> Input {
    let DocumentError { kind, message } = error;
    let error = Some(InputError { kind, message });
    Input { error, ..entry(source, sha256, Outcome::Failed) }
}
