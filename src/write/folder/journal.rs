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
use crate::write::folder::{failed, write_file};
use crate::write::json::to_json;

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
                .map(Some)
                .map_err(io::Error::from)
                .map_err(failed(path, "cannot read what a killed import left")),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(failed(path, "cannot read")(cause)),
        }
    }

    /// Decides the step: what is named is done even if this process ends.
    pub fn write(&self, path: &Path) -> Result<(), WriteError> {
        let text = to_json(self).map_err(io::Error::from).map_err(failed(path, "cannot write"))?;
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
                    return Err(failed(&place, "cannot put the new file in its place")(cause));
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
