//! Diagnostics as a JUnit report, as CI servers read it: a suite for each file, a test case for each
//! diagnostic, one that passed for a file without any.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::model::diagnostic::Diagnostic;
use crate::model::gap::Severity;
use crate::write::diagnostics::Report;

/// Writes the report. What is only to know is a skipped test and no failure.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<String> = report.files.iter().map(|file| printable(file)).collect();
    let diagnostics: Vec<Diagnostic> = report.diagnostics.iter().map(without_controls).collect();
    let mut suites: BTreeMap<&str, Vec<&Diagnostic>> =
        files.iter().map(|file| (file.as_str(), Vec::new())).collect();
    for diagnostic in &diagnostics {
        suites.entry(&diagnostic.file).or_default().push(diagnostic);
    }
    let tests: usize = suites.values().map(|found| found.len().max(1)).sum();
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attributes([
            ("name", env!("CARGO_PKG_NAME")),
            ("tests", tests.to_string().as_str()),
            ("failures", failures(diagnostics.iter()).to_string().as_str()),
        ])
        .write_inner_content(|xml| {
            suites.iter().try_for_each(|(file, found)| suite(xml, file, found))
        })?;
    writeln!(xml.get_mut())
}

/// XML has no control characters, not even escaped ones (XML 1.0, `Char`).
fn printable(text: &str) -> String {
    let is_char = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let allowed = |c: char| is_char(c) && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if allowed(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

fn without_controls(diagnostic: &Diagnostic) -> Diagnostic {
    Diagnostic {
        file: printable(&diagnostic.file),
        message: printable(&diagnostic.message),
        hint: diagnostic.hint.as_deref().map(printable),
        ..diagnostic.clone()
    }
}

fn failures<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> usize {
    diagnostics.filter(|diagnostic| diagnostic.severity > Severity::Info).count()
}

fn suite(xml: &mut Writer<&mut dyn Write>, file: &str, found: &[&Diagnostic]) -> io::Result<()> {
    xml.create_element("testsuite")
        .with_attributes([
            ("name", file),
            ("tests", found.len().max(1).to_string().as_str()),
            ("failures", failures(found.iter().copied()).to_string().as_str()),
        ])
        .write_inner_content(|xml| {
            if found.is_empty() {
                let passed = [("name", "no finding"), ("classname", file)];
                xml.create_element("testcase").with_attributes(passed).write_empty()?;
            }
            found.iter().try_for_each(|diagnostic| case(xml, diagnostic))
        })?;
    Ok(())
}

fn case(xml: &mut Writer<&mut dyn Write>, diagnostic: &Diagnostic) -> io::Result<()> {
    let Diagnostic { file, line, check, message, .. } = diagnostic;
    let name = match line {
        0 => (*check).to_owned(),
        line => format!("{check}, line {line}"),
    };
    xml.create_element("testcase")
        .with_attributes([("name", name.as_str()), ("classname", file.as_str())])
        .write_inner_content(|xml| {
            if diagnostic.severity == Severity::Info {
                let skipped = xml.create_element("skipped");
                skipped.with_attribute(("message", message.as_str())).write_empty()?;
                return Ok(());
            }
            xml.create_element("failure")
                .with_attributes([("message", message.as_str()), ("type", *check)])
                .write_text_content(BytesText::new(&diagnostic.to_string()))?;
            Ok(())
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::write::diagnostics::example;

    use super::*;

    #[test]
    fn a_control_character_is_replaced_as_xml_has_none() {
        assert_eq!(printable("a\u{1}b\tc\u{FFFF}"), "a\u{FFFD}b\tc\u{FFFD}");
    }

    #[test]
    fn a_finding_is_a_failure_and_a_file_without_one_has_passed() {
        assert_eq!(
            example(write),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"recense\" tests=\"3\" failures=\"2\">
  <testsuite name=\"rules/a b.toml\" tests=\"2\" failures=\"2\">
    <testcase name=\"bad-expression, line 2\" classname=\"rules/a b.toml\">
      <failure message=\"unclosed group: 50 %&#10;of it\" type=\"bad-expression\">rules/a b.toml:2:12: unclosed group: 50 %\nof it; close it</failure>
    </testcase>
    <testcase name=\"bad-expression\" classname=\"rules/a b.toml\">
      <failure message=\"unclosed group: 50 %&#10;of it\" type=\"bad-expression\">rules/a b.toml: unclosed group: 50 %\nof it</failure>
    </testcase>
  </testsuite>
  <testsuite name=\"rules/c.toml\" tests=\"1\" failures=\"0\">
    <testcase name=\"no finding\" classname=\"rules/c.toml\"/>
  </testsuite>
</testsuites>
"
        );
    }
}
