//! The output folder: written by one process at a time, and changed in one step.

mod journal;
mod lock;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::model::digest::{Hashing, sha256_of};
pub use crate::write::folder::journal::is_name;
use crate::write::folder::journal::{Journal, sync_folder};
use crate::write::folder::lock::Lock;
use crate::write::json::write_json;

/// Where the records are, below the output folder.
const DOCUMENTS: &str = "documents";

/// What is not for readers of the output.
const OWN: &str = ".recense";

/// New files, until they take their places.
const STAGED: &str = ".recense/staged";

/// What takes which place, once that is decided.
const JOURNAL: &str = ".recense/journal.json";

/// Bytes that are written at once.
const BUFFER: usize = 1 << 16;

/// Files that are being written are called so until they are whole.
const UNFINISHED: (&str, &str) = (".recense-", ".tmp");

/// The output could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file system refused.
    #[error("{}: {action}: {cause}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system says.
        cause: io::Error,
    },
    /// Two imports into one output.
    #[error(
        "{}: another import writes here ({holder}); wait for it or choose another --out",
        path.display()
    )]
    Locked {
        /// The output folder.
        path: PathBuf,
        /// Who, as far as it is known.
        holder: String,
    },
}

/// An output folder, as one that writes it sees it: new files wait in `.recense/staged` until
/// [`commit`](Folder::commit) puts all of them in their places as one step.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    _lock: Lock,
}

impl Folder {
    /// Makes the folder if need be, keeps others from writing there, and finishes or forgets what a
    /// killed run left.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        make_folder(&root.join(OWN))?;
        let folder = Self { root: root.to_owned(), _lock: Lock::take(root)? };
        let staged = root.join(STAGED);
        make_folder(&staged)?;
        make_folder(&root.join(DOCUMENTS))?;
        folder.finish_journal()?;
        for path in [root, &root.join(OWN), &staged, &root.join(DOCUMENTS)] {
            for name in names(path)? {
                if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) {
                    remove(&path.join(name))?;
                }
            }
        }
        Ok(folder)
    }

    /// Lets somebody read an output as one run left it, until the reading is dropped: what a killed
    /// run had decided to write is finished, and no import begins to write. An error if one is at
    /// work there.
    pub fn read(root: &Path) -> Result<Reading, WriteError> {
        if root.join(JOURNAL).exists() {
            tracing::info!(output = %root.display(), "finishes what a killed import had decided");
            Self { root: root.to_owned(), _lock: Lock::take(root)? }.finish_journal()?;
        }
        Lock::share(root).map(Reading)
    }

    /// Where the folder is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a new file waits. The name is the writer's: one that says what is in the file lets the
    /// next run use what a killed one had read.
    pub fn staged(&self, name: &str) -> PathBuf {
        self.root.join(STAGED).join(name)
    }

    /// The records of earlier runs that are not among these ids.
    ///
    /// A file that is no record of this program is none: the folder may be used for more.
    pub fn records_but(&self, ids: &BTreeSet<&str>) -> Result<Vec<String>, WriteError> {
        let documents = self.root.join(DOCUMENTS);
        let ids = names(&documents)?.into_iter().filter_map(|name| {
            let id = name.strip_suffix(".json")?;
            (!ids.contains(id) && is_record(&documents.join(&name), id)).then(|| id.to_owned())
        });
        Ok(ids.collect())
    }

    /// A change of the folder, empty so far.
    pub fn step(&self) -> Step<'_> {
        Step { folder: self, journal: Journal::default() }
    }

    fn finish_journal(&self) -> Result<(), WriteError> {
        let path = self.root.join(JOURNAL);
        if let Some(journal) = Journal::read(&path)? {
            journal.carry_out(&self.root)?;
            remove(&path)?;
        }
        Ok(())
    }
}

/// Somebody reads an output; no import writes there meanwhile.
#[derive(Debug)]
#[must_use = "an import may write as soon as this is dropped"]
pub struct Reading(#[expect(dead_code, reason = "held, not looked at")] Option<Lock>);

/// A change of an output folder: all of it happens or nothing.
#[derive(Debug)]
pub struct Step<'f> {
    folder: &'f Folder,
    journal: Journal,
}

impl Step<'_> {
    /// A staged file takes a place below the folder.
    pub fn put(&mut self, staged: &str, to: String) {
        self.journal.put.push((format!("{STAGED}/{staged}"), to));
    }

    /// A value becomes a file below the folder, unless it is that already; gives the file's hash.
    pub fn write<T: Serialize>(&mut self, to: &str, value: &T) -> Result<String, WriteError> {
        self.write_with(to, |mut out| write_json(&mut out, value))
    }

    /// What is written becomes a file below the folder, unless it is that already; gives the
    /// file's hash.
    pub fn write_with(
        &mut self,
        to: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<String, WriteError> {
        let name = to.replace('/', "-");
        let staged = self.folder.staged(&name);
        let mut written = String::new();
        let whole = whole(&staged, |file| {
            let mut out = BufWriter::with_capacity(BUFFER, Hashing::new(file));
            write(&mut out)?;
            written = out.into_inner()?.hash();
            Ok(())
        });
        whole.map_err(failed(&staged, "cannot write"))?;
        match File::open(self.folder.root.join(to)).and_then(sha256_of) {
            Ok(there) if there == written => remove(&staged)?,
            _ => self.put(&name, to.to_owned()),
        }
        Ok(written)
    }

    /// A file below the folder goes.
    pub fn remove(&mut self, path: String) {
        self.journal.remove.push(path);
    }

    /// Does it, after making last what takes its place: no file needs to before.
    pub fn commit(self) -> Result<(), WriteError> {
        let root = &self.folder.root;
        let staged = root.join(STAGED);
        for (from, _) in &self.journal.put {
            let file = root.join(from);
            let sync = File::options().write(true).open(&file).and_then(|file| file.sync_all());
            sync.map_err(failed(&file, "cannot sync"))?;
        }
        sync_folder(&staged)?;
        self.journal.write(&root.join(JOURNAL))?;
        self.folder.finish_journal()?;
        fs::remove_dir_all(&staged).map_err(failed(&staged, "cannot remove"))
    }
}

/// True for a folder into which this program has written, now or some time ago.
pub fn is_output(folder: &Path) -> bool {
    folder.join(OWN).is_dir()
}

/// True for the name of a record's file: an id and its ending. Other tools may keep files of theirs
/// beside the records.
pub fn names_record(name: &str) -> bool {
    let id = name.strip_suffix(".json").unwrap_or_default();
    let hash = id.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Where the record of a document is, below the output folder.
pub fn record_path(id: &str) -> String {
    format!("{DOCUMENTS}/{id}.json")
}

/// Puts a text into a file that waits for its place, at once; it lasts from the step's
/// [`commit`](Step::commit) on.
pub fn stage_file(path: &Path, text: &str) -> Result<(), WriteError> {
    whole(path, |file| file.write_all(text.as_bytes())).map_err(failed(path, "cannot write"))
}

/// Puts a text into a file, at once: a reader sees the file as it was or as it will be.
pub fn write_file(path: &Path, text: &str) -> Result<(), WriteError> {
    write_whole(path, |file| file.write_all(text.as_bytes()))
}

/// Lets a file be written and puts it in its place when it is whole and will last.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), WriteError> {
    // Through a link to its file; a device or a pipe is written to and not replaced.
    let to = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let done = match fs::metadata(to).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        true => File::options().write(true).open(to).and_then(|mut file| write(&mut file)),
        false => whole(to, |file| {
            write(file)?;
            file.sync_all()
        }),
    };
    done.map_err(failed(path, "cannot write"))
}

/// Lets a file be written and puts it in its place when it is whole.
fn whole(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut file = unfinished(path)?;
    write(file.as_file_mut())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
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
    builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(|cause| {
        // It names the file that could not be made, which nobody has asked for.
        let told = cause.to_string();
        let told = told.split(" at path ").next().unwrap_or_default();
        io::Error::new(cause.kind(), told)
    })
}

/// Makes a folder for files that a command was asked for.
pub fn make_folder(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(failed(path, "cannot make the folder"))
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
    move |cause| WriteError::Refused { path, action, cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An output of before, with a step that is decided and of which so many files are in place.
    fn killed_after(files: usize) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        for folder in [STAGED, DOCUMENTS] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        for (path, text) in [
            (".recense/staged/a", "new a"),
            (".recense/staged/b", "new b"),
            ("documents/a-11111111.json", "old a"),
            ("documents/c-33333333.json", "old c"),
        ] {
            fs::write(at(path), text).unwrap();
        }
        let put = [("a", "documents/a-11111111.json"), ("b", "registry.json")];
        let put = put.map(|(from, to)| (format!("{STAGED}/{from}"), to.to_owned())).to_vec();
        let journal = Journal { put, remove: vec!["documents/c-33333333.json".to_owned()] };
        journal.write(&at(JOURNAL)).unwrap();
        for (from, to) in journal.put.iter().take(files) {
            fs::rename(at(from), at(to)).unwrap();
        }
        if files > 2 {
            fs::remove_file(at("documents/c-33333333.json")).unwrap();
        }
        dir
    }

    #[test]
    fn a_step_that_is_decided_is_finished_from_wherever_it_was_left() {
        for files in 0..=3 {
            let dir = killed_after(files);
            drop(Folder::read(dir.path()).unwrap());
            let text = |path: &str| fs::read_to_string(dir.path().join(path)).ok();
            assert_eq!(text("documents/a-11111111.json").as_deref(), Some("new a"), "{files}");
            assert_eq!(text("registry.json").as_deref(), Some("new b"), "{files}");
            assert_eq!(text("documents/c-33333333.json"), None, "{files}");
            assert_eq!(text(JOURNAL), None, "{files}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_its_file_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_file(&link, "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        write_file(Path::new("/dev/null"), "nothing").unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }
}
