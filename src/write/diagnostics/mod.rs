//! Diagnostics in the formats that people and other programs read.
//!
//! A report is whatever a command found wrong with files; which command, and what its checks are,
//! does not matter here. Nothing is sorted: a report is written in the order it is given in.

mod github;
mod human;
mod json;
mod junit;
mod sarif;

use std::io::{self, Write};

use crate::model::diagnostic::{Check, Diagnostic};
use crate::model::gap::Severity;

/// What a command found.
pub struct Report<'r> {
    /// Everything that it checks.
    pub checks: &'r [Check],
    /// The files that it looked at.
    pub files: &'r [String],
    /// What it found.
    pub diagnostics: &'r [Diagnostic],
    /// The text of a file that a diagnostic names, for its line to be shown.
    pub source: &'r dyn Fn(&str) -> Option<String>,
}

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The line with a caret below what is meant, for a terminal.
    Human,
    /// One object, for tools.
    Json,
    /// GitHub workflow commands: annotations at file and line.
    Github,
    /// JUnit, as CI servers read it.
    Junit,
    /// SARIF 2.1.0 (OASIS), for code scanning.
    Sarif,
}

impl Report<'_> {
    /// Writes the report.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Human => human::write(self, out),
            Format::Json => json::write(self, out),
            Format::Github => github::write(self, out),
            Format::Junit => junit::write(self, out),
            Format::Sarif => sarif::write(self, out),
        }
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// Writes a JSON value as the whole of the output.
fn write_json(value: &serde_json::Value, out: &mut dyn Write) -> io::Result<()> {
    let text = crate::write::to_json(value)?;
    out.write_all(text.as_bytes())
}

/// A report of one diagnostic on `a b.toml`, for the tests of the formats.
#[cfg(test)]
fn example(write: impl Fn(&Report<'_>, &mut dyn Write) -> io::Result<()>) -> String {
    const CHECK: Check =
        Check { name: "bad-expression", severity: Severity::Error, finds: "No expression." };
    let diagnostic = Diagnostic {
        file: "rules/a b.toml".to_owned(),
        line: 2,
        column: 12,
        width: 1,
        severity: CHECK.severity,
        check: CHECK.name,
        message: "unclosed group: 50 %\nof it".to_owned(),
        hint: Some("close it".to_owned()),
    };
    let whole = Diagnostic { line: 0, column: 0, hint: None, ..diagnostic.clone() };
    let source = |_: &str| Some("[[field]]\nmatch = ['é(a']\n".to_owned());
    let files = ["rules/a b.toml", "rules/c.toml"].map(str::to_owned);
    let diagnostics = [diagnostic, whole];
    let report =
        Report { checks: &[CHECK], files: &files, diagnostics: &diagnostics, source: &source };
    let mut out = Vec::new();
    write(&report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
