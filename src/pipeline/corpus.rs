//! A folder of documents, each read once for whatever is to be known of it; nothing is written.

use std::path::Path;
use std::thread::available_parallelism;

use rayon::prelude::*;

use crate::model::defect::DocumentError;
use crate::pipeline::batch::{Look, first_of_each, look};
use crate::pipeline::guard::guarded;
use crate::pipeline::inputs::{Source, list};
use crate::pipeline::{SetupError, bytes, pool};

/// What a folder of documents gave.
#[derive(Debug)]
pub struct Corpus<T> {
    /// What came of each document that could be read, sorted by its path.
    pub documents: Vec<(String, T)>,
    /// The others, with the cause.
    pub failed: Vec<(String, DocumentError)>,
}

/// Reads each document below a folder, on all processors; of identical ones the first.
pub fn corpus<T: Send>(
    folder: &Path,
    read: impl Fn(&[u8], &str) -> Result<T, DocumentError> + Sync,
) -> Result<Corpus<T>, SetupError> {
    // Nothing is written, so no folder is left out as the output.
    let sources = list(&[folder.to_owned()], Path::new(""))?;
    let jobs = available_parallelism().map_or(1, usize::from);
    let pool = pool(jobs)?;
    let looks: Vec<Look> = pool.install(|| sources.par_iter().map(look).collect());
    let firsts = first_of_each(&looks);
    let read_one = |(number, (source, look)): (usize, (&Source, &Look))| {
        let result = match look {
            Look::Document(hash) if firsts.get(hash) == Some(&number) => {
                bytes(&source.file).and_then(|bytes| guarded(|| read(&bytes, &source.path)))
            }
            Look::Document(_) => return None,
            // Files that are no documents are no part of a corpus.
            Look::Done(input) => {
                let error = input.error.clone()?;
                Err(DocumentError { kind: error.kind, message: error.message })
            }
        };
        Some((source.path.clone(), result))
    };
    let results: Vec<(String, Result<T, DocumentError>)> =
        pool.install(|| sources.par_iter().zip(&looks).enumerate().filter_map(read_one).collect());
    let mut corpus = Corpus { documents: Vec::new(), failed: Vec::new() };
    for (path, result) in results {
        match result {
            Ok(found) => corpus.documents.push((path, found)),
            Err(error) => corpus.failed.push((path, error)),
        }
    }
    Ok(corpus)
}
