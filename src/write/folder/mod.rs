//! The output folder.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::model::record::Record;
use crate::write::json::to_json;

/// Files that are being written are called so until they are whole.
const UNFINISHED: (&str, &str) = (".recense-", ".tmp");

/// The output could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {action}: {source}", path.display())]
pub struct WriteError {
    path: PathBuf,
    action: &'static str,
    source: io::Error,
}

/// An output folder: `documents/<id>.json` and the files beside it.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    documents: PathBuf,
}

impl Folder {
    /// Makes the folder if need be and clears away what a killed run left unfinished.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        let documents = root.join("documents");
        fs::create_dir_all(&documents).map_err(failed(&documents, "cannot make the folder"))?;
        let folder = Self { root: root.to_owned(), documents };
        for path in [&folder.root, &folder.documents] {
            for name in names(path)? {
                if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) {
                    remove(&path.join(name))?;
                }
            }
        }
        Ok(folder)
    }

    /// Where the folder is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a document's record.
    pub fn write_record(&self, record: &Record) -> Result<(), WriteError> {
        self.replace(&self.documents, &format!("{}.json", record.document.id), record)
    }

    /// Writes a file beside the records: `registry.json` and its like.
    pub fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<(), WriteError> {
        self.replace(&self.root, name, value)
    }

    /// Removes the records of earlier runs that are not among these ids.
    ///
    /// A file that is no record of this program stays: the folder may be used for more.
    pub fn keep_only(&self, ids: &BTreeSet<&str>) -> Result<(), WriteError> {
        for name in names(&self.documents)? {
            let Some(id) = name.strip_suffix(".json") else { continue };
            let path = self.documents.join(&name);
            if !ids.contains(id) && is_record(&path, id) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    fn replace<T: Serialize>(&self, dir: &Path, name: &str, value: &T) -> Result<(), WriteError> {
        let path = dir.join(name);
        let text =
            to_json(value).map_err(io::Error::from).map_err(failed(&path, "cannot write"))?;
        write_file(&path, &text)
    }
}

/// Puts a text into a file, at once: a reader sees the file as it was or as it will be.
pub fn write_file(path: &Path, text: &str) -> Result<(), WriteError> {
    write_whole(path, |file| file.write_all(text.as_bytes()))
}

/// Lets a file be written and puts it in its place when it is whole.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), WriteError> {
    let whole = || -> io::Result<()> {
        let mut file = unfinished(path)?;
        write(file.as_file_mut())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    whole().map_err(failed(path, "cannot write"))
}

/// A file beside the place of another that it will take.
pub(super) fn unfinished(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The umask takes its share; a temporary file would stay readable to its owner only.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    builder.tempfile_in(folder.unwrap_or(Path::new(".")))
}

/// True if the file says itself that it is the record of this id.
fn is_record(path: &Path, id: &str) -> bool {
    #[derive(Deserialize)]
    struct Head {
        document: Id,
    }
    #[derive(Deserialize)]
    struct Id {
        id: String,
    }
    let text = fs::read(path).unwrap_or_default();
    serde_json::from_slice::<Head>(&text).is_ok_and(|head| head.document.id == id)
}

/// The names of a folder's files, sorted.
fn names(path: &Path) -> Result<Vec<String>, WriteError> {
    let list = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            names.extend(entry?.file_name().into_string());
        }
        names.sort();
        Ok(names)
    };
    list().map_err(failed(path, "cannot list"))
}

fn remove(path: &Path) -> Result<(), WriteError> {
    fs::remove_file(path).map_err(failed(path, "cannot remove"))
}

pub(super) fn failed(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError { path, action, source }
}
