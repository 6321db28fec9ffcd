//! Putting several files in their places as one step.
//!
//! New files wait in a folder of their own until all are whole. Then the list of what goes where,
//! the journal, is written; from there on the step is decided and is only carried out. A run that
//! is killed before leaves the output as it was, one that is killed after is finished by whoever
//! opens the output next.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::write::WriteError;
use crate::write::folder::{DOCUMENTS, OWN, STAGED, failed, write_file};
use crate::write::json::to_json;

/// Said of a journal that cannot be used.
const UNUSABLE: &str =
    "cannot go on with what a killed import left; remove the folder .recense and import again";

/// Said of a file that cannot take its place.
const UNPLACED: &str = "cannot put the new file in its place; if that cannot be mended, remove the \
                        folder .recense and import again";

/// What is to be done, by paths below the output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// Files that take their places: from, to.
    pub put: Vec<(String, String)>,
    /// Files that go.
    pub remove: Vec<String>,
}

impl Journal {
    /// The journal that a killed run left, if it came so far.
    pub fn read(path: &Path) -> Result<Option<Self>, WriteError> {
        match fs::read(path) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(io::Error::from)
                .and_then(Self::checked)
                .map(Some)
                .map_err(failed(path, UNUSABLE)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(failed(path, "cannot read")(cause)),
        }
    }

    /// Whoever can write into the folder can write a journal. Nothing but what an import writes is
    /// touched by it.
    fn checked(self) -> io::Result<Self> {
        let is_own = |(from, to): &(String, String)| is_staged(from) && is_written(to);
        if self.put.iter().all(is_own) && self.remove.iter().all(|name| is_written(name)) {
            return Ok(self);
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "it names files that no import writes"))
    }

    /// Decides the step: what is named is done even if this process ends.
    pub fn write(&self, path: &Path) -> Result<(), WriteError> {
        let text = to_json(self).map_err(failed(path, "cannot write"))?;
        write_file(path, &text)?;
        path.parent().map_or(Ok(()), sync_folder)
    }

    /// Carries the step out, from the beginning or from where it was left.
    pub fn carry_out(&self, root: &Path) -> Result<(), WriteError> {
        for (from, to) in &self.put {
            let place = root.join(to);
            match fs::rename(root.join(from), &place) {
                Ok(()) => {}
                // Done before the run was killed.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound && place.exists() => {}
                Err(cause) => {
                    return Err(failed(&place, UNPLACED)(cause));
                }
            }
        }
        for name in &self.remove {
            let place = root.join(name);
            match fs::remove_file(&place) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(&place, "cannot remove")(cause));
                }
                _ => {}
            }
        }
        let touched = self.put.iter().map(|(_, to)| to).chain(&self.remove);
        let mut folders: Vec<&Path> = touched.filter_map(|name| Path::new(name).parent()).collect();
        folders.sort_unstable();
        folders.dedup();
        folders.into_iter().try_for_each(|folder| sync_folder(&root.join(folder)))
    }
}

/// True for a file that waits for its place.
fn is_staged(path: &str) -> bool {
    path.strip_prefix(STAGED).and_then(|rest| rest.strip_prefix('/')).is_some_and(is_name)
}

/// True for a file that an import writes.
fn is_written(path: &str) -> bool {
    let folders = [DOCUMENTS, OWN].map(|folder| format!("{folder}/"));
    let below = folders.iter().find_map(|folder| path.strip_prefix(folder.as_str()));
    is_name(below.unwrap_or(path))
}

/// True for the name of one file, which leads nowhere else: ids and keys that come from an output of
/// somebody else's are asked before they name one.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '\\', ':', '\0'])
}

/// Makes the names in a folder last. Not every system can do that to a folder; the files
/// themselves are synced before they are named.
pub fn sync_folder(path: &Path) -> Result<(), WriteError> {
    if cfg!(unix) {
        File::open(path)
            .and_then(|folder| folder.sync_all())
            .map_err(failed(path, "cannot sync"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_touches_nothing_but_what_an_import_writes() {
        let own = Journal {
            put: vec![(".recense/staged/a.json".to_owned(), "documents/a-1.json".to_owned())],
            remove: vec!["documents/b-2.json".to_owned(), ".recense/state.json".to_owned()],
        };
        assert_eq!(own.clone().checked().unwrap(), own);
        for (from, to) in [
            ("../a", "documents/a.json"),
            (".recense/staged/../../a", "documents/a.json"),
            (".recense/staged/a", "../a"),
            (".recense/staged/a", "documents/../../a"),
            (".recense/staged/a", "/etc/a"),
        ] {
            let put = vec![(from.to_owned(), to.to_owned())];
            let journal = Journal { put, remove: Vec::new() };
            assert!(journal.checked().is_err(), "{from} -> {to}");
        }
        let journal = Journal { put: Vec::new(), remove: vec!["..".to_owned()] };
        assert!(journal.checked().is_err());
    }
}
