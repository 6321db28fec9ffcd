//! Diagnostics as GitHub workflow commands: the runner makes annotations of them.

use std::io::{self, Write};

use crate::model::diagnostic::Diagnostic;
use crate::model::gap::Severity;
use crate::write::diagnostics::Report;

/// Writes one command a line.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        let Diagnostic { line, column, width, check, .. } = diagnostic;
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        write!(out, "::{command} file={}", property(&diagnostic.file))?;
        if *line > 0 {
            write!(out, ",line={line},col={column},endColumn={}", column + width)?;
        }
        let hint = diagnostic.hint.iter().map(|hint| format!("; {hint}"));
        let message = data(&(diagnostic.message.clone() + &hint.collect::<String>()));
        writeln!(out, ",title={}::{message}", property(check))?;
    }
    Ok(())
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which commas and colons would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::write::diagnostics::example;

    use super::*;

    #[test]
    fn a_command_is_one_line_whatever_it_says() {
        assert_eq!(
            example(write),
            "::error file=rules/a b.toml,line=2,col=12,endColumn=13,title=bad-expression::\
             unclosed group: 50 %25%0Aof it; close it\n\
             ::error file=rules/a b.toml,title=bad-expression::unclosed group: 50 %25%0Aof it\n"
        );
        assert_eq!(property("c:\\a,b"), "c%3A\\a%2Cb");
    }
}
