//! What can be wrong with a document's bytes: what stops it, and what is only told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a document could not be read. Goes into `run.json`; the batch goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DocumentError {
    /// The kind, for tools.
    pub kind: ErrorKind,
    /// The place and the cause, for people: lower case, no full stop.
    pub message: String,
}

impl DocumentError {
    /// An error of this kind with this message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// The closed list of ways in which a document fails.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// A format that recense does not read: mail, office files.
    Unsupported,
    /// Encrypted, and the empty user password does not open it.
    Encrypted,
    /// Damaged beyond repair.
    Damaged,
    /// No bytes, or nothing but white space.
    Empty,
    /// Over a limit of size.
    TooLarge,
    /// The reader panicked.
    Crashed,
    /// Not finished in time.
    TimedOut,
    /// Not enough memory.
    OutOfMemory,
    /// The file system refused.
    Unreadable,
}

/// A defect that did not stop the reading; becomes a gap of the document.
#[derive(Debug, Clone, PartialEq)]
pub enum Defect {
    /// A damaged file that was repaired to be read: what was done, in English.
    Recovered {
        /// What was done.
        how: String,
    },
    /// A page without readable text (a scan).
    UnreadablePage {
        /// Index of the page.
        page: usize,
    },
    /// Glyphs that could not be decoded, or accents that were lost.
    UntrustedText {
        /// Index of the page.
        page: usize,
        /// Share of the page's visible characters, 0 to 1.
        share: f32,
    },
    /// A limit was reached and the rest was not read.
    Truncated {
        /// Index of the page where it happened, if it was on one.
        page: Option<usize>,
        /// The limit's name and value.
        limit: String,
    },
}
