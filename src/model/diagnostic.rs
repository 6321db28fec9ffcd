//! Diagnostics: what is wrong with a file that a person wrote or a program made, with its place.
//!
//! One shape for whatever checks files, so that all checks can be told in the same formats.

use std::fmt;

use serde::Serialize;

use crate::model::gap::Severity;

/// Something wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    /// The file, as whoever wrote it would open it.
    pub file: String,
    /// Line from 1; 0 where it is the whole file's.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// How many characters of the line are meant; at least 1.
    pub width: usize,
    /// How much it matters.
    pub severity: Severity,
    /// The name of the check that found it.
    pub check: &'static str,
    /// The cause: lower case, no full stop.
    pub message: String,
    /// What to do about it, if that can be told.
    pub hint: Option<String>,
}

/// One of the checks that a command makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// How much matters what it finds.
    pub severity: Severity,
    /// What it finds, as a sentence.
    pub finds: &'static str,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if self.line > 0 {
            write!(formatter, ":{}:{}", self.line, self.column)?;
        }
        write!(formatter, ": {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}
