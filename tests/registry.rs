//! Deciding which entries of the registry are one CPTS, and taking it back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with two documents on one CPTS that has changed its name.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::create_dir(desk.path("drop")).unwrap();
        desk.put("drop/2023.md", "La CPTS du Vermeil", "le 7 novembre 2023", "61 200");
        desk.put("drop/2026.md", "La CPTS du Vermeil Coteaux", "le 12 janvier 2026", "66 900");
        assert!(desk.run("import drop --quiet").status.success());
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, name: &str, day: &str, inhabitants: &str) {
        let text = format!(
            "# {name} signe son contrat\n\nCommuniqué de presse, {day}.\n\n{name} couvre \
             {inhabitants} habitants.\n"
        );
        fs::write(self.path(path), text).unwrap();
    }

    fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recense"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace()).output().unwrap()
    }

    fn done(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "recense {arguments}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn registry(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path("output/registry.json")).unwrap()).unwrap()
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

const PAIR: &str = "cpts-du-vermeil cpts-du-vermeil-coteaux";

#[test]
fn a_renamed_cpts_is_proposed_with_what_speaks_for_it() {
    let desk = Desk::new();
    let registry = desk.registry();
    assert_eq!(registry["communities"].as_array().unwrap().len(), 2);
    let proposal = &registry["proposals"][0];
    assert_eq!(proposal["a"], "cpts-du-vermeil");
    assert_eq!(proposal["b"], "cpts-du-vermeil-coteaux");
    assert_eq!(proposal["verdict"], "unsure");
    assert_eq!(proposal["evidence"][0], "l'un des noms contient l'autre");
    let told = desk.done("registry proposals");
    assert!(told.contains("CPTS du Vermeil Coteaux (cpts-du-vermeil-coteaux)"), "{told}");
}

#[test]
fn the_report_shows_a_proposal_with_what_speaks_for_it_and_how_to_decide() {
    let desk = Desk::new();
    for (language, evidence) in
        [("fr", "l'un des noms contient l'autre"), ("en", "one name is within the other")]
    {
        desk.done(&format!("import drop --quiet --lang {language}"));
        let page = text(&desk.path("output/report.html"));
        let part = page.split("<section id=\"proposals\">").nth(1).unwrap();
        let part = part.split("</section>").next().unwrap();
        assert!(part.contains(&evidence.replace('\'', "&#x27;")), "{part}");
        for shown in ["href=\"#c-cpts-du-vermeil\"", "href=\"#c-cpts-du-vermeil-coteaux\""] {
            assert!(part.contains(shown), "{part}");
        }
        for decision in ["--same", "--different"] {
            assert!(part.contains(&format!("recense registry judge {PAIR} {decision}<")), "{part}");
        }
        assert!(page.contains("<a href=\"#proposals\">"));
    }
    desk.done(&format!("registry judge {PAIR} --different"));
    assert!(!text(&desk.path("output/report.html")).contains("#proposals"));
}

#[test]
fn a_registry_is_made_again_only_with_the_communes_that_it_was_made_with() {
    let desk = Desk::new();
    fs::write(desk.path("communes.tsv"), "code\tname\n36901\tValfleury\n").unwrap();
    let before = text(&desk.path("output/registry.json"));
    let judge = format!("registry judge {PAIR} --same");
    let output = desk.run(&format!("{judge} --gazetteer communes.tsv"));
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("was made with another table of communes"), "{told}");
    assert_eq!(text(&desk.path("output/registry.json")), before);
    desk.done(&judge);
}

#[test]
fn what_is_judged_one_is_one_entry_with_every_statement_and_its_history() {
    let desk = Desk::new();
    let before = desk.registry();
    desk.done(&format!("registry judge {PAIR} --same --reason renommée"));
    let registry = desk.registry();
    let [entry] = registry["communities"].as_array().unwrap().as_slice() else {
        panic!("{registry}")
    };
    assert_eq!(entry["id"], "cpts-du-vermeil-coteaux");
    assert_eq!(entry["aliases"][0], "CPTS du Vermeil");
    assert_eq!(entry["current"]["population"], 66_900);
    let population = |change: &&Value| change["field"] == "population";
    let change = entry["changes"].as_array().unwrap().iter().find(population).unwrap();
    assert_eq!((&change["from"], &change["to"]), (&61_200.into(), &66_900.into()));
    let count = |entry: &Value| entry["statements"].as_array().unwrap().len();
    let statements: usize = before["communities"].as_array().unwrap().iter().map(count).sum();
    assert_eq!(count(entry), statements);
    assert!(registry["proposals"].as_array().unwrap().is_empty());
    desk.done("validate output");
    let judged = text(&desk.path("output/registry.json"));
    desk.done("import drop --quiet --force");
    assert_eq!(text(&desk.path("output/registry.json")), judged, "an import forgets nothing");
    assert!(text(&desk.path("output/judgements.toml")).contains("reason = \"renommée\""));
}

#[test]
fn what_is_judged_two_is_no_longer_proposed() {
    let desk = Desk::new();
    desk.done(&format!("registry judge {PAIR} --different"));
    let registry = desk.registry();
    assert_eq!(registry["communities"].as_array().unwrap().len(), 2);
    assert!(registry["proposals"].as_array().unwrap().is_empty());
    desk.done("validate output");
}

#[test]
fn a_judgement_that_is_taken_back_leaves_nothing() {
    let desk = Desk::new();
    let before = text(&desk.path("output/registry.json"));
    desk.done(&format!("registry judge {PAIR} --same"));
    desk.done(&format!("registry judge {PAIR} --undo"));
    assert_eq!(text(&desk.path("output/registry.json")), before);
    assert_eq!(desk.run(&format!("registry judge {PAIR} --undo")).status.code(), Some(2));
}

#[test]
fn a_name_that_no_entry_has_is_refused_and_a_broken_file_is_told_with_its_line() {
    let desk = Desk::new();
    let output = desk.run("registry judge cpts-du-vermeil cpts-de-l-onde --same");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("no entry of the registry is called \"cpts-de-l-onde\""), "{told}");
    fs::write(desk.path("output/judgements.toml"), "[[judgement]]\na = 1\n").unwrap();
    let output = desk.run("import drop --quiet");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("judgements.toml: line 2"), "{told}");
}
