//! A family of one's own: the atlas of `tests/new-family/` is read by its own rules, laid over the
//! bundled ones, as a careful reader reads it, and the bundled rules alone invent nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// The two forms of the atlas.
const DOCUMENTS: [&str; 2] = ["atlas-bfc-2025-10.html", "atlas-bfc-2025-10.pdf"];

/// How to accept what is written now.
const ACCEPT: &str = "read the difference; to accept it:\n\
    cargo run -- import tests/new-family/documents --rules tests/new-family/rules --out /tmp/atlas\n\
    and copy documents/*.json into tests/new-family/output/";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/new-family").join(name)
}

/// Imports the atlas in both forms; gives the records by the names of their files.
fn import(rules: Option<&Path>) -> Vec<(String, String)> {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("recense").unwrap();
    command.arg("import").arg(folder("documents")).args(["--quiet", "--out"]).arg(dir.path());
    if let Some(rules) = rules {
        command.arg("--rules").arg(rules);
    }
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    records(&dir.path().join("documents"))
}

/// The records of a folder, sorted by name.
fn records(folder: &Path) -> Vec<(String, String)> {
    let mut records: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    records.sort();
    records
}

fn parsed(records: &[(String, String)]) -> Vec<Value> {
    let mut parsed: Vec<Value> =
        records.iter().map(|(_, text)| serde_json::from_str(text).unwrap()).collect();
    parsed.sort_by_key(|record: &Value| record["document"]["path"].to_string());
    let paths: Vec<&str> =
        parsed.iter().filter_map(|record| record["document"]["path"].as_str()).collect();
    assert_eq!(paths, DOCUMENTS.map(|name| format!("documents/{name}")));
    parsed
}

/// Code, pointer and community of each gap, sorted.
fn gaps(record: &Value) -> Vec<String> {
    let gaps = record["gaps"].as_array().unwrap().iter();
    let mut gaps: Vec<String> = gaps
        .map(|gap| format!("{} {} {}", gap["code"], gap["pointer"], gap["community"]))
        .collect();
    gaps.sort();
    gaps
}

/// What a community says that the document does not say of it; what it leaves out is no matter.
fn invented(found: &Value, expected: &Value) -> Vec<String> {
    let keys = ["departments", "population", "size_class", "members", "professionals", "officers"];
    let further = ["email", "website", "communes", "milestones"];
    let mut told = Vec::new();
    for key in keys.iter().chain(&further) {
        let wrong = match &found[key] {
            Value::Array(items) => {
                let right = expected[key].as_array().unwrap();
                items.iter().any(|item| !right.contains(item))
            }
            value => !value.is_null() && *value != expected[key],
        };
        if wrong {
            told.push(format!("{key}: {}", found[key]));
        }
    }
    for (mission, found) in found["missions"].as_object().unwrap() {
        let right = expected["missions"][mission]["actions"].as_array().unwrap();
        let actions = found["actions"].as_array().unwrap();
        told.extend(actions.iter().filter(|a| !right.contains(a)).map(Value::to_string));
    }
    told
}

#[test]
fn both_forms_of_the_atlas_are_read_as_a_careful_reader_reads_them() {
    let expected = fs::read(folder("expected/atlas-bfc-2025-10.json")).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    for record in parsed(&import(Some(&folder("rules")))) {
        for key in ["family", "title", "issued", "language", "publishers"] {
            assert_eq!(record["document"][key], expected["document"][key], "{key}");
        }
        let communities = expected["communities"].as_array().unwrap().iter();
        for (found, expected) in record["communities"].as_array().unwrap().iter().zip(communities) {
            assert_eq!(found, expected, "\nfound, expected: {}", expected["name"]);
        }
        for key in ["communities", "contacts", "events", "figures"] {
            assert_eq!(record[key], expected[key], "{key}");
        }
        assert_eq!(gaps(&record), gaps(&expected));
        assert_eq!(record["coverage"]["unclaimed"], 0);
    }
}

#[test]
fn an_import_of_the_atlas_changes_no_byte() {
    let written = import(Some(&folder("rules")));
    let committed = records(&folder("output"));
    for ((name, written), (committed_name, committed)) in written.iter().zip(&committed) {
        assert_eq!(name, committed_name, "{ACCEPT}");
        let line = written.lines().zip(committed.lines()).position(|(new, old)| new != old);
        assert!(written == committed, "{name}:{}\n{ACCEPT}", line.map_or(0, |line| line + 1));
    }
    assert_eq!(written.len(), committed.len());
}

#[test]
fn its_rules_have_no_problem_and_each_example_holds() {
    for command in ["lint", "test"] {
        let mut recense = Command::cargo_bin("recense").unwrap();
        let run = recense.args(["rules", command]).arg(folder("rules")).output().unwrap();
        let told = String::from_utf8(run.stdout).unwrap();
        assert!(run.status.success(), "{told}{}", String::from_utf8_lossy(&run.stderr));
        if command == "lint" {
            assert_eq!(told, "");
        }
    }
}

#[test]
fn its_rules_leave_other_documents_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bundled = recense::rules::Rules::bundled().unwrap();
    let laid_over = recense::rules::Rules::load(&folder("rules")).unwrap();
    for name in ["corse-tableaux-2024-09.html", "bretagne-fiches-2025-03.md"] {
        let bytes = fs::read(root.join("fixtures/progress-report").join(name)).unwrap();
        let read = |rules| recense::read(&bytes, name, rules).unwrap().record;
        assert!(read(&bundled) == read(&laid_over), "{name}");
    }
}

#[test]
fn the_bundled_rules_alone_take_the_atlas_for_nothing_that_it_is_not() {
    let expected = fs::read(folder("expected/atlas-bfc-2025-10.json")).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let names = |record: &Value| -> Vec<String> {
        let communities = record["communities"].as_array().unwrap().iter();
        communities.map(|community| community["name"].to_string()).collect()
    };
    for record in parsed(&import(None)) {
        assert_eq!(record["document"]["family"], "unknown");
        assert_eq!(record["document"]["title"], expected["document"]["title"]);
        // The contents name the CPTS, and perhaps their departments; what these rules do not know,
        // they leave out.
        assert_eq!(names(&record), names(&expected));
        let communities = expected["communities"].as_array().unwrap();
        for (found, expected) in record["communities"].as_array().unwrap().iter().zip(communities) {
            assert_eq!(invented(found, expected), Vec::<String>::new(), "{}", found["name"]);
        }
        for key in ["events", "figures"] {
            assert_eq!(record[key], serde_json::json!([]), "{key}");
        }
        // An absence is nobody's role, and a row that names several people does not say whose
        // its mailbox is.
        for contact in record["contacts"].as_array().unwrap() {
            assert!(!contact.to_string().contains("Non communiqué"), "{contact}");
            assert_ne!(contact["email"], "cpts@puisaye-sante.example", "{contact}");
        }
    }
}
