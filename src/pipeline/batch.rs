//! One import: look at every input, read each document once, write what came out.
//!
//! What did not change since the last import is not read again ([`State`]); what has to be read is
//! read by [`Readers`].

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rayon::prelude::*;

use crate::model::defect::{DocumentError, ErrorKind};
use crate::model::digest::sha256;
use crate::model::run::{Input, InputError, Outcome, Redaction, Run};
use crate::pipeline::finish::{Finish, Made};
use crate::pipeline::gazetteer::gazetteer;
use crate::pipeline::inputs::{Found, Source, list};
use crate::pipeline::judgements::judgements;
use crate::pipeline::parts::Parts;
use crate::pipeline::readers::{Reader, Readers};
use crate::pipeline::shard::Shard;
use crate::pipeline::shelf::Shelf;
use crate::pipeline::state::{Kept, Known, State, is_unchanged, key};
use crate::pipeline::worker::Request;
use crate::pipeline::{SetupError, guard, hash, pool, refused_at};
use crate::redact;
use crate::rules::Rules;
use crate::write::{Folder, record_path};

/// What to import and where to.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// The output folder.
    pub output: PathBuf,
    /// How many documents are read at a time, and entries of the registry made.
    pub jobs: usize,
    /// Who reads them.
    pub readers: Readers,
    /// The part of the inputs that is read; all of them if none is named.
    pub shard: Option<Shard>,
    /// Read what did not change, too.
    pub force: bool,
    /// A table of communes in place of the bundled one.
    pub gazetteer: Option<PathBuf>,
    /// What is left out of the records.
    pub redact: Option<Redaction>,
}

/// Why a record is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// Its input is not there any more, or has other bytes now.
    Gone,
    /// Its input could not be read this time.
    Failed,
}

/// Somebody who follows an import: a progress bar, a log.
pub trait Watch: Sync {
    /// So many inputs were found.
    fn start(&self, inputs: usize);
    /// A document is being read.
    fn begin(&self, path: &str);
    /// An input is done with.
    fn end(&self, input: &Input);
    /// A record of an earlier import is removed, by its id.
    fn remove(&self, document: &str, cause: Removed);
}

/// Nobody follows.
impl Watch for () {
    fn start(&self, _: usize) {}
    fn begin(&self, _: &str) {}
    fn end(&self, _: &Input) {}
    fn remove(&self, _: &str, _: Removed) {}
}

/// An input and the hash of its bytes.
struct Hashed<'s> {
    number: usize,
    source: &'s Source,
    hash: String,
}

/// Reads all inputs and writes everything that the contract names.
///
/// One document that cannot be read is an entry of the run; an error means that the batch itself
/// could not be done.
pub fn import(options: &Options, rules: &Rules, watch: &dyn Watch) -> Result<Run, SetupError> {
    let sources = list(&options.inputs, &options.output)?;
    let folder = Folder::open(&options.output)?;
    let known = State::read(&options.output);
    let has_records = known.inputs.values().any(|input| input.record.is_some());
    if sources.is_empty() && has_records && !options.force {
        return Err(SetupError::NothingThere(options.inputs.first().cloned().unwrap_or_default()));
    }
    let pool = pool(options.jobs)?;
    let hashes: Vec<Result<String, Option<DocumentError>>> =
        pool.install(|| sources.par_iter().map(look).collect());
    let all = sources.iter().zip(hashes).enumerate();
    let own = |source: &Source, hash: Option<&String>| {
        options.shard.is_none_or(|shard| shard.holds(hash.map(String::as_str), &source.path))
    };
    let mut made: Vec<(usize, Made)> = Vec::new();
    let mut by_hash: BTreeMap<String, Vec<Hashed<'_>>> = BTreeMap::new();
    for (number, (source, hash)) in all {
        if !own(source, hash.as_ref().ok()) {
            continue;
        }
        match hash {
            Ok(hash) => {
                let same = by_hash.entry(hash.clone()).or_default();
                same.push(Hashed { number, source, hash });
            }
            Err(None) => made.push((number, entry(source, None, Outcome::Skipped).into())),
            Err(Some(error)) => made.push((number, failure(source, None, error).into())),
        }
    }
    let mut groups: Vec<Vec<Hashed<'_>>> = by_hash.into_values().collect();
    // The largest first: no reader is left with a long document when the others are done.
    groups.sort_by_cached_key(|group| {
        let first = group.first();
        let size = first.and_then(|first| fs::metadata(&first.source.file).ok());
        (Reverse(size.map(|file| file.len())), first.map(|first| first.number))
    });
    tracing::info!(inputs = sources.len(), contents = groups.len(), "looked at all inputs");
    watch.start(made.len() + groups.iter().map(Vec::len).sum::<usize>());
    made.iter().for_each(|(_, one)| watch.end(&one.input));
    let known_inputs = if options.force { BTreeMap::new() } else { known.inputs };
    let judgements = judgements(&options.output)?;
    let gazetteer = gazetteer(options.gazetteer.as_deref())?;
    let shelf = Shelf::new(&options.output);
    let batch =
        Batch { options, rules, folder: &folder, shelf: &shelf, known: &known_inputs, watch };
    made.extend(batch.read(&groups)?);
    made.sort_by_key(|(number, _)| *number);
    let made = made.into_iter().map(|(_, one)| one).collect();
    let finish = Finish {
        rules,
        folder: &folder,
        judgements: &judgements,
        gazetteer: &gazetteer,
        shelf: &shelf,
        known: &known.beside,
        redact: options.redact,
        watch,
    };
    pool.install(|| finish.finish(made, rules.fingerprint()))
}

/// The first look at an input: its hash, or why it has none; no error where none is wanted.
fn look(source: &Source) -> Result<String, Option<DocumentError>> {
    match &source.found {
        Found::LeftOut => Err(None),
        Found::Refused(cause) => Err(Some(DocumentError::new(ErrorKind::Unreadable, cause))),
        Found::File => hash(&source.file).map_err(Some),
    }
}

/// What every thread of an import needs to know.
struct Batch<'a> {
    options: &'a Options,
    rules: &'a Rules,
    folder: &'a Folder,
    shelf: &'a Shelf,
    known: &'a BTreeMap<String, Known>,
    watch: &'a dyn Watch,
}

impl Batch<'_> {
    /// Reads the documents of all groups, some at a time.
    fn read(&self, groups: &[Vec<Hashed<'_>>]) -> Result<Vec<(usize, Made)>, SetupError> {
        let next = AtomicUsize::new(0);
        let one_thread = || -> Result<Vec<(usize, Made)>, SetupError> {
            let mut reader = Reader::new(&self.options.readers, self.rules);
            let mut made = Vec::new();
            while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                match self.group(group, &mut reader) {
                    Ok(more) => made.extend(more),
                    Err(error) => {
                        // The others need not go on either.
                        next.store(groups.len(), Ordering::Relaxed);
                        return Err(error);
                    }
                }
            }
            Ok(made)
        };
        let jobs = self.options.jobs.min(groups.len());
        thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs)
                .map(|_| {
                    let builder = thread::Builder::new().stack_size(guard::STACK);
                    builder.spawn_scoped(scope, one_thread).map_err(|cause| SetupError::Threads {
                        jobs: self.options.jobs,
                        cause: cause.to_string(),
                    })
                })
                .collect::<Result<_, _>>()?;
            let mut made = Vec::new();
            for thread in threads {
                made.extend(
                    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?,
                );
            }
            Ok(made)
        })
    }

    /// Inputs with the same bytes, sorted by path: the first that is a document by its name and
    /// bytes is read, and those behind it are duplicates.
    fn group(
        &self,
        group: &[Hashed<'_>],
        reader: &mut Reader<'_>,
    ) -> Result<Vec<(usize, Made)>, SetupError> {
        let mut made = Vec::new();
        let mut is_read = false;
        for Hashed { number, source, hash } in group {
            let one = if is_read {
                entry(source, Some(hash.clone()), Outcome::Duplicate).into()
            } else if let Some(one) =
                self.unchanged(source, hash).or_else(|| self.left(source, hash))
            {
                one
            } else {
                self.watch.begin(&source.path);
                self.one(source, hash, reader)?
            };
            is_read = is_read || one.input.outcome != Outcome::Skipped;
            let Input { path, outcome, seconds, .. } = &one.input;
            tracing::debug!(path, ?outcome, seconds, "done with an input");
            self.watch.end(&one.input);
            made.push((*number, one));
        }
        Ok(made)
    }

    /// An input that the last import read, if nothing that counts has changed.
    fn unchanged(&self, source: &Source, hash: &str) -> Option<Made> {
        let known = self.known.get(&source.path).filter(|known| known.sha256 == hash)?;
        let folder = known.record.as_ref().map(|record| record.folder.as_str());
        if known.key != self.key(source, hash, folder) {
            return None;
        }
        let Some(record) = &known.record else {
            let input = entry(source, Some(hash.to_owned()), Outcome::Skipped);
            return Some(Made { key: known.key.clone(), ..input.into() });
        };
        let file = self.folder.root().join(record_path(&record.id));
        is_unchanged(&file, &record.sha256).then(|| {
            let input = entry(source, Some(hash.to_owned()), Outcome::Unchanged);
            let input = Input { document: Some(record.id.clone()), ..input };
            Made { key: known.key.clone(), kept: Some(record.clone()), ..input.into() }
        })
    }

    /// An input that an import had read that was killed before it put the records in their places.
    fn left(&self, source: &Source, hash: &str) -> Option<Made> {
        if self.options.force {
            return None;
        }
        let folders = self.rules.families().iter().map(|family| family.folder.as_str());
        folders.into_iter().find_map(|folder| {
            let key = self.key(source, hash, Some(folder));
            let text = fs::read(self.folder.staged(&format!("{key}.json"))).ok()?;
            let shelved = self.shelf.put(Parts::of_text(&text).ok()?).ok()?;
            let id = shelved.line.id.clone();
            let kept = Kept { id: id.clone(), folder: folder.to_owned(), sha256: sha256(&text) };
            let input = entry(source, Some(hash.to_owned()), Outcome::Extracted);
            let input = Input { document: Some(id), ..input };
            Some(Made { input, key, kept: Some(kept), staged: true, shelved: Some(shelved) })
        })
    }

    fn key(&self, source: &Source, hash: &str, folder: Option<&str>) -> String {
        let rules = folder.and_then(|folder| self.rules.fingerprint_of(folder));
        key(&source.path, hash, rules.as_deref(), self.options.redact)
    }

    fn one(
        &self,
        source: &Source,
        hash: &str,
        reader: &mut Reader<'_>,
    ) -> Result<Made, SetupError> {
        let reply = reader.read(&Request {
            file: source.file.clone(),
            path: source.path.clone(),
            sha256: Some(hash.to_owned()),
            rules: Some(self.rules.fingerprint().to_owned()),
            to: Some(self.folder.staged("")),
            redact: self.options.redact,
        })?;
        // A worker that died is told of by its last words, which may quote the document.
        let error = reply.error.map(|error| match self.options.redact {
            Some(Redaction::Persons) => {
                InputError { message: redact::text(&error.message, self.rules), ..error }
            }
            None => error,
        });
        if let Some(cause) = reply.unwritten {
            return Err(SetupError::Unwritten { path: source.path.clone(), cause });
        }
        let input = entry(source, Some(hash.to_owned()), reply.outcome);
        let document = reply.parts.as_ref().map(|parts| parts.line.id.clone());
        let input = Input { document, error, seconds: reply.seconds, ..input };
        let key = self.key(source, hash, reply.folder.as_deref());
        let kept = reply.parts.as_ref().zip(reply.folder).zip(reply.written);
        let kept = kept.map(|((parts, folder), sha256)| Kept {
            id: parts.line.id.clone(),
            folder,
            sha256,
        });
        let staged = kept.is_some();
        let shelved = reply.parts.map(|parts| self.shelf.put(parts)).transpose();
        let shelved = shelved.map_err(refused_at(&self.options.output))?;
        Ok(Made { input, key, kept, staged, shelved })
    }
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
