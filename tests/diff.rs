//! What changed from one edition of a report to the next.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What the next edition of the report prints in place of what.
const EDITS: [(&str, &str); 9] = [
    ("**Mars 2025**", "**Mars 2026**"),
    ("84 120 habitants", "85 300 habitants"),
    ("Nolwenn QUÉMÉNER", "Solen LE BIHANIC"),
    ("Solen LE BIHANIC et  \nMaud PERROT-GUÉGAN", "Maud PERROT-GUÉGAN"),
    (
        "- Bus du dépistage\n- Ateliers mémoire",
        "- Bus du dépistage\n- Ateliers mémoire et équilibre",
    ),
    ("- RCP douleur\n", "- RCP douleur\n- Revue de morbidité et de mortalité\n"),
    ("- Exercice annuel « marée noire »\n", ""),
    ("**Site internet :** /", "**Site internet :** www.cptsbaiedambre.example"),
    ("CPTS des Trois Phares - 29", "CPTS des Trois Phares et des Îles - 29"),
];

fn recense(dir: &TempDir, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recense"));
    command.current_dir(dir.path()).args(arguments.split_whitespace()).output().unwrap()
}

fn stdout(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Two editions of a report, each with an output of its own.
fn editions() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/progress-report/bretagne-fiches-2025-03.md");
    let old = fs::read_to_string(fixture).unwrap();
    let mut new = old.clone();
    for (from, to) in EDITS {
        assert!(new.contains(from), "{from}");
        new = new.replacen(from, to, 1);
    }
    for (name, text) in [("old", old), ("new", new)] {
        let drop = dir.path().join(format!("{name}-drop"));
        fs::create_dir(&drop).unwrap();
        fs::write(drop.join("report.md"), text).unwrap();
        let import = recense(&dir, &format!("import {name}-drop --out {name} --quiet"));
        assert!(import.status.success());
    }
    dir
}

fn record(dir: &TempDir, output: &str) -> String {
    let folder = dir.path().join(output).join("documents");
    let name = fs::read_dir(folder).unwrap().next().unwrap().unwrap().file_name();
    format!("{output}/documents/{}", name.into_string().unwrap())
}

#[test]
fn every_edit_is_told_once_and_nothing_else() {
    let dir = editions();
    let told = stdout(&recense(&dir, "diff old new"));
    let expected = "\
2 CPTS modifiées, 1 nouvelles, 1 disparues, 5 inchangées
";
    assert!(told.starts_with(expected), "{told}");
    for line in [
        "    population : 84120 → 85300",
        "    - Nolwenn Quéméner, présidence",
        "    Solen Le Bihanic : coordination → présidence",
        "      ~ Ateliers mémoire → Ateliers mémoire et équilibre",
        "      + Revue de morbidité et de mortalité",
        "      - Exercice annuel « marée noire »",
        "    + site internet : https://www.cptsbaiedambre.example",
        "  CPTS des Trois Phares → CPTS des Trois Phares et des Îles",
        "    l'un des noms contient l'autre",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}\n{told}");
    }
    let closed: Vec<&str> = told.lines().filter(|line| line.starts_with("    comblé")).collect();
    assert_eq!(closed.len(), 1, "{told}");
    assert!(!told.contains("nouveau manque"), "{told}");
}

#[test]
fn two_documents_are_compared_as_two_outputs_are() {
    let dir = editions();
    let by_output = stdout(&recense(&dir, "diff old new --format json"));
    let by_record = format!("diff {} {} --format json", record(&dir, "old"), record(&dir, "new"));
    let by_record = stdout(&recense(&dir, &by_record));
    assert_eq!(by_output, by_record);
    let json: Value = serde_json::from_str(&by_output).unwrap();
    let changed = &json["changed"][0];
    assert_eq!(changed["fields"][0], json!({"field": "population", "from": 84120, "to": 85300}));
    assert_eq!(changed["went"], json!([{"role": "president", "name": "Nolwenn Quéméner"}]));
}

#[test]
fn what_persons_have_judged_one_is_compared() {
    let dir = editions();
    let decided = "\
[[judgement]]
a = \"cpts-des-trois-phares\"
b = \"cpts-des-trois-phares-et-des-iles\"
verdict = \"same\"
date = \"2026-07-01\"
";
    fs::write(dir.path().join("new/judgements.toml"), decided).unwrap();
    let told = stdout(&recense(&dir, "diff old new --lang en"));
    assert!(told.starts_with("3 CPTS changed, 0 new, 0 gone, 5 unchanged\n"), "{told}");
    let renamed = "    name: CPTS des Trois Phares → CPTS des Trois Phares et des Îles";
    assert!(told.lines().any(|line| line == renamed), "{told}");
}

#[test]
fn an_edition_and_itself_differ_in_nothing() {
    let dir = editions();
    let told = stdout(&recense(&dir, "diff new new --format markdown"));
    assert_eq!(told, "0 CPTS modifiées, 0 nouvelles, 0 disparues, 8 inchangées\n");
}

#[test]
fn markdown_keeps_what_a_document_says_from_being_markup() {
    let dir = editions();
    let told = stdout(&recense(&dir, "diff old new --format markdown"));
    assert!(told.contains("\n## CPTS modifiées\n"), "{told}");
    assert!(told.contains("\n### CPTS Ar Goat Bihan\n"), "{told}");
    assert!(told.contains("\n  - \\+ Revue de morbidité et de mortalité\n"), "{told}");
}

#[test]
fn what_is_no_edition_is_refused() {
    let dir = editions();
    for arguments in ["diff old gone", "diff old old-drop/report.md", "diff old old-drop"] {
        assert_eq!(recense(&dir, arguments).status.code(), Some(2), "{arguments}");
    }
}
