//! What can be wrong with a rule file, with its place.

use std::fmt;

use crate::rules::file::Text;

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

    /// An error at a name that is not one of the `known`, with the nearest one, or all if there are
    /// few, as the hint.
    pub fn unknown(&self, offset: usize, what: &str, name: &str, known: &[&str]) -> RuleError {
        const FEW: usize = 6;
        let mut error = self.error(offset, format!("unknown {what} {name:?}"));
        error.hint = Self::nearest(name, known).or_else(|| match known.len() {
            0 => Some("there is none".to_owned()),
            1..=FEW => Some(format!("there are: {}", known.join(", "))),
            _ => None,
        });
        error
    }

    /// The known name at the smallest edit distance as a hint, if it is near enough to be a slip of
    /// the pen.
    pub fn nearest(name: &str, known: &[&str]) -> Option<String> {
        known
            .iter()
            .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
            .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
            .min()
            .map(|(_, candidate)| format!("did you mean {candidate:?}?"))
    }

    /// The byte of the file at which a byte of a string's value stands.
    pub fn inside(&self, text: &Text, offset: usize) -> usize {
        const OPENINGS: [&str; 8] =
            ["'''\r\n", "'''\n", "'''", "'", "\"\"\"\r\n", "\"\"\"\n", "\"\"\"", "\""];
        let span = text.span();
        let written = self.text.get(span.clone()).unwrap_or_default();
        let opening = OPENINGS.iter().find(|opening| written.starts_with(**opening));
        let body = span.start + opening.map_or(0, |opening| opening.len());
        if !written.starts_with('"') {
            return body + offset;
        }
        // In a string with escapes the value is shorter than what is written.
        let mut rest = self.text.get(body..span.end).unwrap_or_default();
        let (mut at, mut value) = (body, 0);
        while value < offset {
            let Some(first) = rest.chars().next() else { break };
            let (long, short) =
                if first == '\\' { escape(rest) } else { (first.len_utf8(), first.len_utf8()) };
            at += long;
            value += short;
            rest = rest.get(long..).unwrap_or_default();
        }
        at
    }
}

/// How many bytes an escape sequence takes in the file and in the value.
fn escape(written: &str) -> (usize, usize) {
    let digits = match written.chars().nth(1) {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        _ => return (2, 1),
    };
    let code = written.get(2..2 + digits).and_then(|code| u32::from_str_radix(code, 16).ok());
    (2 + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
}
