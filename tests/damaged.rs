//! Damaged and harmful PDFs: what can be read is read and said, and nothing stops the program.
//!
//! `tests/sources/damaged.py` writes the files; each is named after what is wrong with it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::PathBuf;

use recense::model::defect::Defect;
use recense::model::document::Document;
use recense::read::pdf::read;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/damaged")
}

fn document(name: &str) -> Document {
    let bytes = fs::read(folder().join(format!("{name}.pdf"))).unwrap();
    read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn texts(document: &Document) -> Vec<&str> {
    document.pages.iter().flat_map(|page| &page.lines).map(|line| line.text.as_str()).collect()
}

#[test]
fn every_file_ends_in_a_document_or_an_error() {
    let mut count = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let _ = read(&fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert_eq!(count, 20);
}

#[test]
fn what_can_be_repaired_is_read_whole_and_the_repair_is_told() {
    for name in [
        "wrong-lengths",
        "missing-lengths",
        "no-cross-reference-table",
        "no-header",
        "no-kids",
        "lost-object-stream",
    ] {
        let document = document(name);
        assert_eq!(
            texts(&document),
            ["CPTS du Val Clair", "Population : 41 000 habitants"],
            "{name}"
        );
        let told = |defect: &Defect| matches!(defect, Defect::Recovered { .. });
        assert!(document.defects.iter().any(told), "{name}: {:?}", document.defects);
    }
}

#[test]
fn what_surrounds_the_damage_is_read() {
    for name in [
        "junk-before-the-header",
        "no-catalog",
        "arrays-without-end",
        "saves-without-end",
        "inline-image-without-end",
        "string-without-end",
        "references-in-a-circle",
    ] {
        let document = document(name);
        assert_eq!(
            texts(&document),
            ["CPTS du Val Clair", "Population : 41 000 habitants"],
            "{name}"
        );
    }
}

#[test]
fn a_limit_that_was_reached_is_told() {
    for name in ["forms-within-forms", "inflates-without-end", "saves-without-end"] {
        let told = |defect: &Defect| matches!(defect, Defect::Truncated { page: Some(0), .. });
        assert!(document(name).defects.iter().any(told), "{name}");
    }
}
