//! Diagnostics for a person at a terminal: the line of the file, and a caret below what is meant.

use std::io::{self, Write};

use crate::model::diagnostic::Diagnostic;
use crate::model::gap::Severity;
use crate::write::diagnostics::Report;

/// So many characters of a line are shown; rules can be longer.
const WIDTH: usize = 96;

/// So many of them stand before what is meant.
const BEFORE: usize = 60;

/// Writes the report, and at its end how much of what was found.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        one(report, diagnostic, out)?;
        writeln!(out)?;
    }
    let counts: Vec<String> =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")]
            .into_iter()
            .map(|(severity, word)| (report.count(severity), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect();
    if counts.is_empty() { Ok(()) } else { writeln!(out, "{}", counts.join(", ")) }
}

fn one(report: &Report<'_>, diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let Diagnostic { file, line, column, check, message, .. } = diagnostic;
    writeln!(out, "{}[{check}]: {message}", word(diagnostic.severity))?;
    let gutter = " ".repeat(line.to_string().len());
    if *line == 0 {
        writeln!(out, "{gutter}--> {file}")?;
    } else {
        writeln!(out, "{gutter}--> {file}:{line}:{column}")?;
        let text = (report.source)(file);
        if let Some(text) = text.as_deref().and_then(|text| text.lines().nth(line - 1)) {
            let (shown, caret) = excerpt(text, column - 1, diagnostic.width);
            writeln!(out, "{gutter} |\n{line} | {shown}\n{gutter} | {caret}")?;
        }
    }
    match &diagnostic.hint {
        Some(hint) => writeln!(out, "{gutter} = {hint}"),
        None => Ok(()),
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "remark",
    }
}

/// The part of a line around what is meant, and the carets below it.
fn excerpt(line: &str, start: usize, width: usize) -> (String, String) {
    let length = line.chars().count();
    let from = if length <= WIDTH { 0 } else { start.saturating_sub(BEFORE) };
    let to = (from + WIDTH).min(length);
    let mut shown: String = line.chars().take(to).skip(from).collect();
    let mut before = start - from.min(start);
    if from > 0 {
        shown.insert(0, '…');
        before += 1;
    }
    if to < length {
        shown.push('…');
    }
    // A tab is as wide below the line as in it.
    let blank = |c: char| if c == '\t' { '\t' } else { ' ' };
    let mut caret: String = shown.chars().take(before).map(blank).collect();
    caret.push_str(&"^".repeat(width.clamp(1, (to + 1).saturating_sub(start).max(1))));
    (shown, caret)
}

#[cfg(test)]
mod tests {
    use crate::write::diagnostics::example;

    use super::*;

    #[test]
    fn a_caret_stands_below_the_character() {
        let expected = "error[bad-expression]: unclosed group: 50 %\nof it
 --> rules/a b.toml:2:12
  |
2 | match = ['é(a']
  |            ^
  = close it

error[bad-expression]: unclosed group: 50 %\nof it
 --> rules/a b.toml

2 errors
";
        assert_eq!(example(write), expected);
    }

    #[test]
    fn a_long_line_is_shown_around_what_is_meant() {
        let line = format!("{}(b{}", "a".repeat(200), "c".repeat(200));
        let (shown, caret) = excerpt(&line, 200, 2);
        assert!(shown.starts_with("…aaa") && shown.ends_with("c…"), "{shown}");
        let at = caret.find('^').unwrap();
        assert_eq!(shown.chars().skip(at).take(2).collect::<String>(), "(b");
        assert_eq!(excerpt("\tab", 1, 9), ("\tab".to_owned(), "\t^^^".to_owned()));
    }
}
