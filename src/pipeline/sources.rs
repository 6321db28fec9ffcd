//! The sources of records: finding the file that a record was read from, and reading it again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::Reading;
use crate::model::defect::DocumentError;
use crate::model::digest::sha256;
use crate::model::record::DocumentInfo;
use crate::pipeline::guard::guarded;
use crate::pipeline::inputs::{Found, Source, list};
use crate::pipeline::{SetupError, bytes, pool};
use crate::rules::Rules;

/// The files below a folder, by what is in them.
#[derive(Debug)]
pub struct Sources {
    by_hash: BTreeMap<String, Vec<Source>>,
    by_path: BTreeMap<String, String>,
    jobs: usize,
}

/// Why a record's source could not be read again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// No file has the bytes that the record names.
    #[error("no source has these bytes")]
    Missing,
    /// The file is there and has other bytes.
    #[error("the source has changed, its SHA-256 is {0}")]
    Changed(String),
    /// It cannot be read as a document.
    #[error("the source cannot be read: {0}")]
    Unreadable(DocumentError),
}

impl Sources {
    /// Looks at every file below a folder; reads on so many threads.
    pub fn open(folder: &Path, jobs: usize) -> Result<Self, SetupError> {
        // No input of an import is below its output, so that any other folder does here.
        let sources = list(&[folder.to_owned()], &PathBuf::new())?;
        let files: Vec<Source> =
            sources.into_iter().filter(|source| source.found == Found::File).collect();
        let hashes: Vec<Option<String>> = pool(jobs)?.install(|| {
            files.par_iter().map(|source| Some(sha256(&bytes(&source.file).ok()?))).collect()
        });
        let mut by_hash: BTreeMap<String, Vec<Source>> = BTreeMap::new();
        let mut by_path = BTreeMap::new();
        for (source, hash) in files.into_iter().zip(hashes) {
            let Some(hash) = hash else { continue };
            by_path.insert(source.path.clone(), hash.clone());
            by_hash.entry(hash).or_default().push(source);
        }
        Ok(Self { by_hash, by_path, jobs })
    }

    /// Reads the source of every record and gives what `look` makes of it, in the order of the
    /// records.
    pub fn read<T: Send>(
        &self,
        records: &[&DocumentInfo],
        rules: &Rules,
        look: impl Fn(usize, Result<Reading, SourceError>) -> T + Sync,
    ) -> Result<Vec<T>, SetupError> {
        let numbered = || records.par_iter().enumerate();
        Ok(pool(self.jobs)?.install(|| {
            numbered().map(|(number, record)| look(number, self.one(record, rules))).collect()
        }))
    }

    fn one(&self, record: &DocumentInfo, rules: &Rules) -> Result<Reading, SourceError> {
        let same_bytes = self.by_hash.get(&record.sha256).map_or(&[][..], Vec::as_slice);
        let named = same_bytes.iter().find(|source| is_one_path(&source.path, &record.path));
        let Some(source) = named.or(same_bytes.first()) else {
            let at_its_path = self.by_path.iter().find(|(path, _)| is_one_path(path, &record.path));
            return Err(match at_its_path {
                Some((_, hash)) => SourceError::Changed(hash.clone()),
                None => SourceError::Missing,
            });
        };
        // Under another path the record cites what is not so, and the comparison says it.
        let path = if named.is_some() { &record.path } else { &source.path };
        let read = |bytes: Vec<u8>| guarded(|| crate::read(&bytes, path, rules));
        bytes(&source.file).and_then(read).map_err(SourceError::Unreadable)
    }
}

/// True if two paths name one file from two folders: `drop/2026/a.pdf` and `2026/a.pdf`.
fn is_one_path(a: &str, b: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    ends(a, b) || ends(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_from_a_folder_above() {
        assert!(is_one_path("drop/2026/a.pdf", "2026/a.pdf"));
        assert!(is_one_path("a.pdf", "drop/a.pdf"));
        assert!(!is_one_path("drop/ba.pdf", "a.pdf"));
    }
}
