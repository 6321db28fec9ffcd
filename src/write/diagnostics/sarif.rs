//! Diagnostics as a SARIF 2.1.0 log, for code scanning.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::model::diagnostic::{Check, Diagnostic};
use crate::model::gap::Severity;
use crate::write::diagnostics::{Report, write_json};

/// The schema that the log says it follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes a log of one run.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let results: Vec<Value> =
        report.diagnostics.iter().map(|diagnostic| result(report.checks, diagnostic)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": report.checks.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    write_json(&log, out)
}

fn rule(check: &Check) -> Value {
    json!({
        "id": check.name,
        "shortDescription": { "text": check.finds },
        "defaultConfiguration": { "level": level(check.severity) },
    })
}

fn result(checks: &[Check], diagnostic: &Diagnostic) -> Value {
    let Diagnostic { line, column, width, .. } = diagnostic;
    let mut place = json!({ "artifactLocation": { "uri": uri(&diagnostic.file) } });
    if *line > 0 {
        let region =
            json!({ "startLine": line, "startColumn": column, "endColumn": column + width });
        place["region"] = region;
    }
    let hint = diagnostic.hint.iter().map(|hint| format!("; {hint}")).collect::<String>();
    let mut result = json!({
        "ruleId": diagnostic.check,
        "level": level(diagnostic.severity),
        "message": { "text": format!("{}{hint}", diagnostic.message) },
        "locations": [{ "physicalLocation": place }],
    });
    if let Some(index) = checks.iter().position(|check| check.name == diagnostic.check) {
        result["ruleIndex"] = json!(index);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a URI reference (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use crate::write::diagnostics::example;

    use super::*;

    #[test]
    fn a_result_names_its_rule_and_its_region() {
        let log: Value = serde_json::from_str(&example(write)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "bad-expression");
        let place = &run["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "rules/a%20b.toml");
        let region = json!({ "startLine": 2, "startColumn": 12, "endColumn": 13 });
        assert_eq!(place["region"], region);
        assert_eq!(run["results"][0]["ruleIndex"], 0);
        assert!(run["results"][1]["locations"][0]["physicalLocation"]["region"].is_null());
    }
}
