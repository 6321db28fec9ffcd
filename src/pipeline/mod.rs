//! Batches: which files, on how many threads, and where the results go.
//!
//! This is the only part of the library that touches files, threads and the clock. What a document
//! says is decided in [`crate::read`](fn@crate::read).

mod batch;
mod corpus;
pub mod edit;
mod finish;
mod gather;
mod gazetteer;
mod guard;
pub mod health;
mod inputs;
mod judgements;
mod listed;
mod page;
mod parts;
mod readers;
mod shard;
mod shelf;
mod sources;
mod state;
pub mod worker;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::de::DeserializeOwned;

use crate::Reading;
use crate::gazetteer::TableError;
use crate::model::defect::{DocumentError, ErrorKind};
use crate::model::digest::sha256_of;
use crate::model::document::Document;
use crate::read::limits::FILE_BYTES;
use crate::rules::Rules;
use crate::write::WriteError;

pub use batch::{Options, Removed, Watch, import};
pub use gather::gather;
pub use gazetteer::gazetteer;
pub use judgements::{judge, judgements};
pub use readers::Readers;
pub use shard::{NoShard, Shard};
pub use sources::{SourceError, Sources};

/// The command could not run at all.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// An input that is not there.
    #[error("{}: no such file or folder", .0.display())]
    NoSuchInput(PathBuf),
    /// An input that the file system refuses.
    #[error("{}: {cause}", path.display())]
    Refused {
        /// The input.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A device, a socket, a pipe.
    #[error("{}: neither a file nor a folder", .0.display())]
    NoFile(PathBuf),
    /// `inspect drop`
    #[error("{}: is a folder; name one file in it", .0.display())]
    Folder(PathBuf),
    /// `import output --out output`
    #[error("{}: is the output folder itself; choose another folder with --out", .0.display())]
    InputIsOutput(PathBuf),
    /// The output could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A table of communes that is not in the form of `data/communes.tsv`.
    #[error(transparent)]
    Gazetteer(#[from] TableError),
    /// Two outputs that are to be joined were made in different ways.
    #[error("{}: {cause}; import again and join then", output.display())]
    OtherKind {
        /// The output.
        output: PathBuf,
        /// What is different.
        cause: &'static str,
    },
    /// An output whose registry is to be made again was made with another table of communes.
    #[error(
        "{}: was made with another table of communes; name that one with --gazetteer, or import \
         again",
        .0.display()
    )]
    OtherGazetteer(PathBuf),
    /// Two outputs that are to be joined call two files by one path.
    #[error(
        "{path}: is one file in {} and another in {}; give their folders different names and \
         import again",
        outputs[0].display(),
        outputs[1].display()
    )]
    OnePath {
        /// The path.
        path: String,
        /// The outputs.
        outputs: [PathBuf; 2],
    },
    /// A disk that is full.
    #[error("{path}: what was read cannot be written: {cause}; nothing is changed")]
    Unwritten {
        /// The document.
        path: String,
        /// What the system says, and of which file.
        cause: String,
    },
    /// A folder that is empty, as one that is not mounted, where the last import found documents.
    #[error(
        "{}: there is nothing to import, and the output has records; to remove them, --force",
        .0.display()
    )]
    NothingThere(PathBuf),
    /// A worker could not be started.
    #[error("{}: cannot start a worker: {cause}", program.display())]
    Worker {
        /// The program.
        program: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The system gives no threads.
    #[error("cannot start {jobs} threads: {cause}; try a smaller --jobs")]
    Threads {
        /// How many were asked for.
        jobs: usize,
        /// What the system says.
        cause: String,
    },
}

/// Why one file could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No such file: the command cannot run.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// It is there and cannot be read.
    #[error("{path}: {cause}")]
    Document {
        /// The file's name.
        path: String,
        /// What is wrong with it.
        cause: DocumentError,
    },
}

/// Reads one file as [`import`] would, with everything behind the record.
pub fn read_file(path: &Path, rules: &Rules) -> Result<Reading, FileError> {
    with_file(path, |bytes, name| crate::read(bytes, name, rules))
}

/// Reads one file into the document model and no further.
pub fn document(path: &Path) -> Result<Document, FileError> {
    with_file(path, crate::read::read)
}

/// Runs a reading of one file, given its bytes and name, with the stack and the guard that a batch
/// gives it.
pub fn with_file<T: Send>(
    path: &Path,
    read: impl FnOnce(&[u8], &str) -> Result<T, DocumentError> + Send,
) -> Result<T, FileError> {
    if !path.is_file() {
        let path = path.to_owned();
        let cause = match path.exists() {
            true if path.is_dir() => SetupError::Folder(path),
            true => SetupError::NoFile(path),
            false => SetupError::NoSuchInput(path),
        };
        return Err(cause.into());
    }
    let refused = |cause| FileError::Document { path: path.display().to_string(), cause };
    is_small_enough(path).map_err(refused)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = fs::read(path).map_err(refused_at(path))?;
    let reading = thread::scope(|scope| {
        let run = || guard::guarded(|| read(&bytes, &name));
        match thread::Builder::new().stack_size(guard::STACK).spawn_scoped(scope, run) {
            Ok(thread) => thread.join().unwrap_or_else(|_| {
                Err(DocumentError::new(ErrorKind::Crashed, "the reader's thread died"))
            }),
            Err(error) => Err(DocumentError::new(
                ErrorKind::OutOfMemory,
                format!("cannot start a thread: {error}"),
            )),
        }
    });
    reading.map_err(refused)
}

/// Threads that read documents.
fn pool(jobs: usize) -> Result<ThreadPool, SetupError> {
    let builder = ThreadPoolBuilder::new().num_threads(jobs).stack_size(guard::STACK);
    builder.build().map_err(|error| SetupError::Threads { jobs, cause: error.to_string() })
}

/// The bytes of an input, if it is not larger than what is read.
fn bytes(file: &Path) -> Result<Vec<u8>, DocumentError> {
    is_small_enough(file)?;
    fs::read(file).map_err(refused)
}

/// The hash of an input's bytes, if it is not larger than what is read.
fn hash(file: &Path) -> Result<String, DocumentError> {
    is_small_enough(file)?;
    File::open(file).and_then(sha256_of).map_err(refused)
}

fn is_small_enough(file: &Path) -> Result<(), DocumentError> {
    let there = fs::metadata(file).map_err(refused)?;
    if !there.is_file() {
        return Err(DocumentError::new(ErrorKind::Unreadable, "no regular file"));
    }
    let size = there.len();
    if size > FILE_BYTES as u64 {
        let cause = format!("{size} bytes, the limit is {FILE_BYTES}");
        return Err(DocumentError::new(ErrorKind::TooLarge, cause));
    }
    Ok(())
}

/// What stands in a file of an output.
fn json<T: DeserializeOwned>(file: &Path) -> Result<T, SetupError> {
    let text = fs::read(file).map_err(refused_at(file))?;
    serde_json::from_slice(&text).map_err(std::io::Error::from).map_err(refused_at(file))
}

fn refused_at(path: &Path) -> impl FnOnce(std::io::Error) -> SetupError {
    let path = path.to_owned();
    move |cause| SetupError::Refused { path, cause }
}

fn refused(error: std::io::Error) -> DocumentError {
    DocumentError::new(ErrorKind::Unreadable, format!("cannot read the file: {error}"))
}
