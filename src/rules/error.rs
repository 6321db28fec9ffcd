//! What can be wrong with a rule file, with its place.

use std::fmt;

/// A rule that cannot be loaded. Stops the program before the first document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The file, as the rules name it: `progress-report/fiche.toml`.
    pub file: String,
    /// Line from 1; 0 where the error is the whole file's.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// The cause: lower case, no full stop.
    pub message: String,
    /// What to do about it, if that can be told.
    pub hint: Option<String>,
}

impl fmt::Display for RuleError {
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

impl std::error::Error for RuleError {}

/// A file's text, to turn byte offsets into lines and columns.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// The name as the rules give it.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl SourceFile<'_> {
    /// An error at a byte offset of the file.
    pub fn error(&self, offset: usize, message: impl Into<String>) -> RuleError {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        RuleError {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message: message.into(),
            hint: None,
        }
    }

    /// An error at a name that is not one of the `known`, with the nearest one as the hint.
    pub fn unknown(&self, offset: usize, what: &str, name: &str, known: &[&str]) -> RuleError {
        let mut error = self.error(offset, format!("unknown {what} {name:?}"));
        error.hint = nearest(name, known).map(|near| format!("did you mean {near:?}?"));
        error
    }
}

/// The known name at the smallest edit distance, if it is near enough to be a slip of the pen.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}
