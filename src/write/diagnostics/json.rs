//! Diagnostics as one JSON object.

use std::io::{self, Write};

use serde_json::json;

use crate::model::gap::Severity;
use crate::write::diagnostics::{Report, write_json};

/// Writes the report.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let value = json!({
        "diagnostics": report.diagnostics,
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
    });
    write_json(&value, out)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::write::diagnostics::example;

    use super::write;

    #[test]
    fn each_diagnostic_is_an_object_with_its_place() {
        let value: Value = serde_json::from_str(&example(write)).unwrap();
        assert_eq!(value["errors"], 2);
        assert_eq!(
            value["diagnostics"][0],
            json!({
                "file": "rules/a b.toml", "line": 2, "column": 12, "width": 1,
                "severity": "error", "check": "bad-expression",
                "message": "unclosed group: 50 %\nof it", "hint": "close it",
            })
        );
    }
}
