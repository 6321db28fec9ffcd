//! A folder of documents, each read once for whatever is to be known of it; nothing is written.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::available_parallelism;

use rayon::prelude::*;

use crate::model::defect::DocumentError;
use crate::model::defect::ErrorKind;
use crate::model::digest::sha256;
use crate::pipeline::guard::guarded;
use crate::pipeline::inputs::{Found, Source, list};
use crate::pipeline::{SetupError, bytes, pool};
use crate::read::{Kind, kind};

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
    let mut firsts = BTreeMap::new();
    for (number, look) in looks.iter().enumerate() {
        if let Look::Document(hash) = look {
            firsts.entry(hash).or_insert(number);
        }
    }
    let read_one = |(number, (source, look)): (usize, (&Source, &Look))| {
        let result = match look {
            Look::Document(hash) if firsts.get(hash) == Some(&number) => {
                bytes(&source.file).and_then(|bytes| guarded(|| read(&bytes, &source.path)))
            }
            // Files that are no documents are no part of a corpus.
            Look::Document(_) | Look::Other => return None,
            Look::Failed(error) => Err(error.clone()),
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

/// What the first look at a file says.
enum Look {
    /// A document, or a file that ought to be one: its hash.
    Document(String),
    /// No document.
    Other,
    /// Nobody can tell: why.
    Failed(DocumentError),
}

fn look(source: &Source) -> Look {
    match &source.found {
        Found::LeftOut => return Look::Other,
        Found::Refused(cause) => {
            return Look::Failed(DocumentError::new(ErrorKind::Unreadable, cause));
        }
        Found::File => {}
    }
    let name = crate::file_name(&source.path);
    let looked = bytes(&source.file).and_then(|bytes| {
        let kind = guarded(|| Ok(kind(&bytes, name)))?;
        Ok((kind, sha256(&bytes)))
    });
    match looked {
        Ok((Kind::Data(_), _)) => Look::Other,
        Ok((Kind::Document(_) | Kind::Unsupported(_), hash)) => Look::Document(hash),
        Err(error) => Look::Failed(error),
    }
}
