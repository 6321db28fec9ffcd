//! `output/` is what an import of `fixtures/` writes, byte for byte, on one thread and on many.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// How to accept what is written now.
const ACCEPT: &str = "read the difference; to accept it: cargo run --release -- import fixtures\n\
                      and commit output/ with the change that explains it";

/// Every file below a folder but the run, which has times in it.
fn files(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for folder in [root.to_owned(), root.join("documents")] {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_file() && name != "run.json" {
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// What an import of the fixtures writes.
fn written(jobs: &str) -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("recense").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["import", "fixtures", "--quiet", "--jobs", jobs, "--out"]).arg(dir.path());
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    files(dir.path())
}

/// Where two versions of a file part, for a person to read.
fn difference(name: &str, committed: Option<&String>, written: Option<&String>) -> Option<String> {
    let (committed, written) = match (committed, written) {
        (Some(committed), Some(written)) => (committed, written),
        (None, _) => return Some(format!("output/{name}: is not there")),
        (_, None) => return Some(format!("output/{name}: is not written any more")),
    };
    if committed == written {
        return None;
    }
    let (mut old, mut new) = (committed.lines(), written.lines());
    let mut number = 0;
    let (old, new) = loop {
        number += 1;
        match (old.next(), new.next()) {
            (Some(old), Some(new)) if old == new => {}
            (old, new) => break (old.unwrap_or("the end"), new.unwrap_or("the end")),
        }
    };
    Some(format!(
        "output/{name}:{number}\n  committed  {}\n  written    {}",
        old.trim(),
        new.trim()
    ))
}

/// Fails with every file that is not as committed.
fn compare(written: &BTreeMap<String, String>) {
    let committed = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("output"));
    let names: BTreeSet<&String> = committed.keys().chain(written.keys()).collect();
    let differences: Vec<String> = names
        .into_iter()
        .filter_map(|name| difference(name, committed.get(name), written.get(name)))
        .collect();
    assert!(differences.is_empty(), "\n{}\n\n{ACCEPT}", differences.join("\n"));
}

#[test]
fn an_import_of_the_fixtures_changes_no_byte_of_the_output() {
    compare(&written("1"));
}

#[test]
fn nor_does_one_on_four_threads() {
    compare(&written("4"));
}

#[test]
fn the_first_differing_line_is_shown() {
    let (old, new) = ("{\n  \"a\": 1,\n}\n".to_owned(), "{\n  \"a\": 2,\n}\n".to_owned());
    assert_eq!(difference("x.json", Some(&old), Some(&old)), None);
    assert_eq!(
        difference("x.json", Some(&old), Some(&new)).unwrap(),
        "output/x.json:2\n  committed  \"a\": 1,\n  written    \"a\": 2,"
    );
    assert_eq!(
        difference("x.json", Some(&old), Some(&"{\n".to_owned())).unwrap(),
        "output/x.json:2\n  committed  \"a\": 1,\n  written    the end"
    );
    assert_eq!(difference("x.json", None, Some(&new)).unwrap(), "output/x.json: is not there");
}
