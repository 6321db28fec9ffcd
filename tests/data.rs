//! The official data of `data/`, and what is made with them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use recense::gazetteer::{Gazetteer, contours, department_name, departments};
use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn recense(arguments: &[&str], paths: &[&Path]) -> std::process::Output {
    Command::cargo_bin("recense").unwrap().args(arguments).args(paths).output().unwrap()
}

/// A text on a CPTS whose communes are invented, and a table that has them.
fn folder() -> (TempDir, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let drop = dir.path().join("drop");
    fs::create_dir(&drop).unwrap();
    let text = "# La CPTS du Val Fleuri est lancée\n\n\
                La CPTS du Val Fleuri, dans le département de l'Indre (36), couvre 3 communes : \
                Valfleury, Rocheclaire et Boisjolie. Elle compte 30 000 habitants.\n";
    fs::write(drop.join("val-fleuri.md"), text).unwrap();
    let table = dir.path().join("communes.tsv");
    let communes = "code\tname\tmunicipal_2030\n\
                    36901\tValfleury\t10000\n36902\tRocheclaire\t9000\n36903\tBoisjoli\t8000\n";
    fs::write(&table, communes).unwrap();
    (dir, drop, table)
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

#[test]
fn departments_in_words_are_those_of_the_data() {
    let vocabulary = file("rules/shared/departments.toml");
    let term = Regex::new(r#"value = "(\w+)", spelled = \["([^"]+)"\]"#).unwrap();
    let of_rules: Vec<(&str, &str)> = term
        .captures_iter(&vocabulary)
        .map(|found| (found.get(1).unwrap().as_str(), found.get(2).unwrap().as_str()))
        .collect();
    assert_eq!(of_rules, departments().collect::<Vec<_>>());
    assert!(vocabulary.contains("data/make.py"));
}

#[test]
fn every_commune_and_every_contour_is_of_a_known_place() {
    let gazetteer = Gazetteer::bundled();
    for line in file("data/communes.tsv").lines().skip(1) {
        let code = line.split('\t').next().unwrap();
        let commune = gazetteer.by_code(code).unwrap();
        assert!(department_name(commune.department()).is_some(), "{code}");
        let whole = commune.part_of.as_deref().map(|code| gazetteer.by_code(code));
        assert!(whole.is_none_or(|whole| whole.is_some()), "{code}");
    }
    for contour in contours() {
        let known = gazetteer.by_code(contour.code).is_some();
        assert!(known || department_name(contour.code).is_some(), "{}", contour.code);
    }
}

#[test]
fn the_data_stay_small_and_say_where_they_come_from() {
    for (name, most) in [
        ("communes.tsv", 1_200_000),
        ("contours-communes.tsv", 160_000),
        ("contours-departments.tsv", 60_000),
    ] {
        assert!(file(&format!("data/{name}")).len() < most, "{name}");
    }
    let notice = file("data/README.md");
    for source in
        ["INSEE (COG 2026", "decoupage-administratif` 6.0.0", "IGN Admin", "Licence Ouverte"]
    {
        assert!(notice.contains(source), "{source}");
    }
}

#[test]
fn another_table_makes_another_registry_and_validate_is_told_of_it() {
    let (dir, drop, table) = folder();
    let out = dir.path().join("out");
    let import = |arguments: &[&str], paths: &[&Path]| {
        let arguments =
            [&["import", "--quiet", "--out", out.to_str().unwrap()], arguments].concat();
        let run = recense(&arguments, paths);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    import(&[], &[&drop]);
    let localities = || json(&out, "registry.json")["communities"][0]["localities"].clone();
    assert_eq!(localities()[0]["code"], Value::Null);
    import(&["--gazetteer", table.to_str().unwrap()], &[&drop]);
    assert_eq!(localities()[0]["code"], "36901");
    assert_eq!(localities()[2]["code"], Value::Null);
    assert_eq!(localities()[2]["proposed"]["name"], "Boisjoli");
    let gaps = json(&out, "gaps.json");
    let of_register: Vec<(&str, &str, &str)> = gaps["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|gap| gap["document"].is_null())
        .map(|gap| ["code", "severity", "message"].map(|key| gap[key].as_str().unwrap()).into())
        .collect();
    assert_eq!(
        of_register,
        [
            (
                "name_variant",
                "info",
                "CPTS du Val Fleuri : aucune commune ne s'appelle « Boisjolie » ; il s'agit peut-être \
                 de Boisjoli (36903)."
            ),
            (
                "inconsistent",
                "warning",
                "CPTS du Val Fleuri : 30000 habitants sont déclarés ; les 3 communes citées en ont \
                 27000 (population municipale 2030). La liste des communes est peut-être \
                 incomplète. « Boisjolie » y est comptée pour Boisjoli."
            ),
        ]
    );
    let validated = |arguments: &[&str]| recense(&[&["validate"], arguments].concat(), &[&out]);
    assert!(validated(&["--gazetteer", table.to_str().unwrap()]).status.success());
    let other = validated(&[]);
    assert_eq!(other.status.code(), Some(1));
    let told = String::from_utf8_lossy(&other.stdout).into_owned();
    assert!(
        told.contains("run.json") && told.contains("was made with another gazetteer"),
        "{told}"
    );
    assert!(!told.contains("localities"), "{told}");
}

#[test]
fn a_table_that_is_wrong_stops_the_command_with_its_line() {
    let (dir, drop, table) = folder();
    fs::write(&table, "code\tname\n36901\tValfleury\n369\tRocheclaire\n").unwrap();
    let out = dir.path().join("out");
    let arguments =
        ["import", "--out", out.to_str().unwrap(), "--gazetteer", table.to_str().unwrap()];
    let run = recense(&arguments, &[&drop]);
    assert_eq!(run.status.code(), Some(2));
    let told = format!("{}:3: \"369\" is no INSEE code\n", table.display());
    assert_eq!(String::from_utf8_lossy(&run.stderr), told);
}
