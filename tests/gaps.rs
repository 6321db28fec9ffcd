//! `recense gaps` as a coordinator reads it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A gap of the report, at a place of it.
fn gap(code: &str, severity: &str, pointer: &str, community: Option<&str>, raw: &str) -> Value {
    let name = if community == Some("cpts-du-lac") { "CPTS du Lac : " } else { "" };
    let message = format!("{name}Message sur {code}.");
    json!({
        "document": "rapport-00000000", "id": format!("{:012x}", code.len()), "code": code,
        "severity": severity, "pointer": pointer, "community": community, "page": 3, "line": 12,
        "raw": raw, "rule": null, "message": message,
    })
}

fn entry(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "aliases": [], "departments": [], "localities": [], "current": {},
        "statements": [], "changes": [], "documents": ["rapport-00000000"],
    })
}

/// An output folder with four gaps in it.
fn output() -> TempDir {
    let (lake, mills) = (Some("cpts-du-lac"), Some("cpts-des-moulins"));
    let gaps = json!({
        "schema_version": 1,
        "gaps": [
            gap("name_inferred", "info", "/communities/0", lake, "CPTS du Lac - 44"),
            gap("implausible", "warning", "/communities/0/population", lake, "2021 200"),
            gap("not_reported", "warning", "/communities/1", mills, "NR"),
            gap("unclaimed_text", "info", "", None, "Une ligne\nque personne ne lit"),
        ],
        "counts": {
            "by_code": {
                "implausible": 1, "name_inferred": 1, "not_reported": 1, "unclaimed_text": 1,
            },
            "by_document": {"rapport-00000000": 4},
            "by_community": {"cpts-des-moulins": 1, "cpts-du-lac": 2},
        },
    });
    let communities =
        [entry("cpts-des-moulins", "CPTS des Moulins"), entry("cpts-du-lac", "CPTS du Lac")];
    let registry = json!({"schema_version": 1, "communities": communities, "proposals": []});
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("gaps.json"), gaps.to_string()).unwrap();
    fs::write(dir.path().join("registry.json"), registry.to_string()).unwrap();
    dir
}

fn shown(dir: &TempDir, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("recense").unwrap();
    let output = command.arg("gaps").arg(dir.path()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn who_reported_nothing_is_seen_before_the_gaps_of_each_community() {
    let expected = "\
4 gaps in 1 document: 0 errors, 2 warnings, 2 to know
     1  not_reported        warning
     1  implausible         warning
     1  name_inferred       to know
     1  unclaimed_text      to know

not reported: 1
  CPTS des Moulins

CPTS des Moulins
  warning  not_reported  p. 3 l. 12  Message sur not_reported.

CPTS du Lac
  warning  implausible    p. 3 l. 12  Message sur implausible.
  to know  name_inferred  p. 3 l. 12  Message sur name_inferred.

rapport-00000000
  to know  unclaimed_text  p. 3 l. 12  Une ligne que personne ne lit
";
    assert_eq!(shown(&output(), &[]), expected);
}

#[test]
fn gaps_are_chosen_by_code_and_by_community() {
    let dir = output();
    let chosen = |arguments: &[&str]| {
        let list: Value =
            serde_json::from_str(&shown(&dir, &[&["--format", "json"], arguments].concat()))
                .unwrap();
        let gaps = list["gaps"].as_array().unwrap().iter();
        let codes: Vec<String> = gaps.map(|gap| gap["code"].as_str().unwrap().to_owned()).collect();
        assert_eq!(list["counts"]["by_code"].as_object().unwrap().len(), codes.len());
        codes
    };
    assert_eq!(chosen(&[]).len(), 4);
    assert_eq!(
        chosen(&["--code", "implausible,unclaimed_text"]),
        ["implausible", "unclaimed_text"]
    );
    assert_eq!(chosen(&["--community", "cpts-du-lac"]), ["name_inferred", "implausible"]);
    assert_eq!(chosen(&["--community", "MOULINS"]), ["not_reported"]);
    assert_eq!(chosen(&["--community", "lac", "--code", "not_reported"]), Vec::<String>::new());
}
