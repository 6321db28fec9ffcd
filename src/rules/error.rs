//! What is wrong with a rule file, at its place.

use std::ops::Range;

use crate::model::diagnostic::{Check, Diagnostic};
use crate::rules::check;
use crate::rules::file::Text;

/// A file's text, to turn byte offsets into lines and columns.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// The name as the rules give it.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl SourceFile<'_> {
    /// Something wrong at some bytes of the file; what goes on in the next line is not marked.
    pub fn problem(
        &self,
        check: Check,
        bytes: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let before = self.text.get(..bytes.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let marked = self.text.get(bytes).and_then(|marked| marked.lines().next());
        Diagnostic {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            width: marked.map_or(1, |marked| marked.chars().count().max(1)),
            severity: check.severity,
            check: check.name,
            message: message.into(),
            hint: None,
        }
    }

    /// A name that is not one of the `known`, with the nearest one, or all if there are few, as the
    /// hint.
    pub fn unknown(
        &self,
        bytes: Range<usize>,
        what: &str,
        name: &str,
        known: &[&str],
    ) -> Diagnostic {
        const FEW: usize = 6;
        let mut problem =
            self.problem(check::UNKNOWN_NAME, bytes, format!("unknown {what} {name:?}"));
        problem.hint = Self::nearest(name, known).or_else(|| match known.len() {
            0 => Some("there is none".to_owned()),
            1..=FEW => Some(format!("there are: {}", known.join(", "))),
            _ => None,
        });
        problem
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

    /// The bytes of the file at which some bytes of a string's value stand.
    pub fn inside(&self, text: &Text, bytes: Range<usize>) -> Range<usize> {
        let start = self.byte(text, bytes.start);
        start..if bytes.end > bytes.start { self.byte(text, bytes.end) } else { start }
    }

    /// The byte of the file at which a byte of a string's value stands.
    fn byte(&self, text: &Text, offset: usize) -> usize {
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

/// Something wrong with the rules that stands at no line of a file.
pub fn whole(file: &str, check: Check, message: String, hint: Option<String>) -> Diagnostic {
    Diagnostic {
        file: file.to_owned(),
        line: 0,
        column: 0,
        width: 1,
        severity: check.severity,
        check: check.name,
        message,
        hint,
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
