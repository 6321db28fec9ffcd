//! What did not change is not read again, and nobody can tell from the output.

use std::fs;

use crate::{Desk, assert_same};

/// An edit, and how many documents the next import reads again and leaves as they are.
type Edit = (&'static str, fn(&Desk), &'static str, [u64; 2]);

/// Applied one after the other to five documents of two families, a copy, and a file of data.
const EDITS: &[Edit] = &[
    ("nothing", |_| {}, "", [0, 5]),
    ("a document is changed", |desk| desk.document(1, 52_000), "", [1, 4]),
    ("a document is renamed", |desk| rename(desk, "drop/2.md", "drop/two.md"), "", [1, 4]),
    ("a document is removed", |desk| remove(desk, "drop/0.md"), "", [0, 4]),
    ("a document is added", |desk| desk.document(7, 30_000), "", [1, 4]),
    ("a copy takes the place of the first", |desk| desk.put("drop/a.md", NEWSLETTER), "", [1, 4]),
    ("data becomes a document", |desk| replace_data(desk), "", [1, 5]),
    ("another language", |_| {}, "--lang en", [6, 0]),
    ("and back", |_| {}, "", [6, 0]),
    ("a record is edited by hand", |desk| edit_record(desk), "", [1, 5]),
    ("a record is lost", |desk| remove_a_record(desk), "", [1, 5]),
    ("the registry is edited by hand", |desk| append(desk, "output/registry.json"), "", [0, 6]),
    ("the state is lost", |desk| remove(desk, "output/.recense/state.json"), "", [6, 0]),
    ("the state is damaged", |desk| cut(desk, "output/.recense/state.json"), "", [6, 0]),
    ("rules of newsletters", |desk| rules(desk, "newsletter/family.toml"), "--rules rules", [6, 0]),
    (
        "a rule of newsletters",
        |desk| rules(desk, "newsletter/agenda.toml"),
        "--rules rules",
        [1, 5],
    ),
    ("a rule of all", |desk| rules(desk, "shared/months.toml"), "--rules rules", [6, 0]),
    ("by force", |_| {}, "--rules rules --force", [6, 0]),
];

const NEWSLETTER: &str = "# Lettre d'information n° 4\n\nLa lettre de la CPTS des Trois Rus, \
                          mars 2025.\n\n## Agenda\n\n- Mardi 8 avril 2025 : réunion publique\n";

#[test]
fn after_any_edit_the_output_is_that_of_a_clean_import() {
    let desk = Desk::with_documents(4);
    desk.put("drop/letter.md", NEWSLETTER);
    desk.put("drop/letter-copy.md", NEWSLETTER);
    desk.put("drop/data.json", "{\"a\": 1}");
    desk.done("import drop");
    for (what, edit, options, [extracted, unchanged]) in EDITS {
        edit(&desk);
        desk.done(&format!("import drop {options}"));
        let counts = ["extracted", "unchanged"].map(|outcome| desk.total("output", outcome));
        assert_eq!(counts, [*extracted, *unchanged], "{what}");
        if desk.path("clean").exists() {
            fs::remove_dir_all(desk.path("clean")).unwrap();
        }
        desk.done(&format!("import drop {options} --out clean"));
        assert_same(&desk.files("output"), &desk.files("clean"), what);
    }
}

#[test]
fn what_a_removed_input_leaves_behind_is_removed_and_said() {
    let desk = Desk::with_documents(2);
    desk.put("output/documents/notes.json", "{\"mine\": true}");
    desk.done("import drop");
    remove(&desk, "drop/1.md");
    let output = desk.done("import drop");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("documents/1-") && told.contains(".json: removed"), "{told}");
    assert_eq!(desk.total("output", "removed"), 1);
    assert!(desk.path("output/documents/notes.json").exists(), "a file of others stays");
    let summary = String::from_utf8(output.stdout).unwrap();
    assert!(summary.starts_with("0 documents read, 1 unchanged, 1 removed; "), "{summary}");
}

#[test]
fn a_record_whose_document_could_not_be_read_this_time_is_told_so() {
    let desk = Desk::with_documents(1);
    desk.done("import drop");
    let output = desk.run("import drop --force --timeout 1us");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains(".json: removed, its input could not be read this time"), "{told}");
}

#[test]
fn a_folder_that_is_not_mounted_removes_nothing() {
    let desk = Desk::with_documents(1);
    desk.done("import drop");
    let before = desk.files("output");
    remove(&desk, "drop/0.md");
    let output = desk.run("import drop");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("there is nothing to import, and the output has records"), "{told}");
    assert_same(&desk.files("output"), &before, "nothing to import");
    desk.done("import drop --force");
    assert_eq!(desk.total("output", "removed"), 1);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_utf_8_are_told_apart_and_read() {
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::with_documents(1);
    for (name, text) in [(b"\xe9.md", "# CPTS du Lac\n"), (b"\xe8.md", "# CPTS de la Dune\n")] {
        let file = desk.path("drop").join(std::ffi::OsStr::from_bytes(name));
        fs::write(file, text).unwrap();
    }
    desk.done("import drop");
    let run = desk.json("output/run.json");
    let paths: Vec<&str> =
        run["inputs"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["drop/%E8.md", "drop/%E9.md", "drop/0.md"]);
    desk.done("validate output");
}

#[test]
fn files_of_others_beside_the_records_trouble_no_reader() {
    let desk = Desk::with_documents(1);
    desk.done("import drop");
    desk.put("output/documents/notes.json", "{\"mine\": true}");
    desk.done("validate output");
    desk.done("export output --format ndjson --table communities");
}

#[test]
fn a_document_that_failed_is_tried_again() {
    let desk = Desk::with_documents(1);
    desk.put("drop/empty.md", " ");
    assert_eq!(desk.run("import drop").status.code(), Some(1));
    assert_eq!(desk.run("import drop").status.code(), Some(1));
    assert_eq!(desk.total("output", "failed"), 1);
}

fn rename(desk: &Desk, from: &str, to: &str) {
    fs::rename(desk.path(from), desk.path(to)).unwrap();
}

fn remove(desk: &Desk, path: &str) {
    fs::remove_file(desk.path(path)).unwrap();
}

fn replace_data(desk: &Desk) {
    remove(desk, "drop/data.json");
    desk.put("drop/data.md", "Rien de neuf.");
}

fn append(desk: &Desk, path: &str) {
    let text = fs::read_to_string(desk.path(path)).unwrap();
    fs::write(desk.path(path), text + " ").unwrap();
}

fn cut(desk: &Desk, path: &str) {
    let text = fs::read_to_string(desk.path(path)).unwrap();
    fs::write(desk.path(path), &text[..text.len() / 2]).unwrap();
}

fn a_record(desk: &Desk) -> std::path::PathBuf {
    let mut records: Vec<_> = fs::read_dir(desk.path("output/documents"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    records.sort();
    records.remove(0)
}

fn edit_record(desk: &Desk) {
    let record = a_record(desk);
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replacen("\"pages\": null", "\"pages\": 3", 1)).unwrap();
}

fn remove_a_record(desk: &Desk) {
    fs::remove_file(a_record(desk)).unwrap();
}

/// Lays an edited copy of a bundled file over it.
fn rules(desk: &Desk, file: &str) {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/");
    let text = fs::read_to_string(format!("{bundled}{file}")).unwrap();
    desk.put(&format!("rules/{file}"), &format!("{text}# edited\n"));
}
