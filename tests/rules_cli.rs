//! The tools of whoever writes rules, as a user calls them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use recense::rules::{self, check};
use serde_json::Value;
use tempfile::TempDir;

/// A copy of the bundled rules in `rules/`, some of them changed: file, what is written there, and
/// what stands there now.
fn edited(changes: &[(&str, &str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, mut text) in rules::files(None).unwrap() {
        for (_, written, now) in changes.iter().filter(|(file, _, _)| *file == name) {
            assert!(text.contains(written), "{name}: {written:?} is not there");
            text = text.replacen(written, now, 1);
        }
        let path = dir.path().join("rules").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// Runs `recense` with these arguments, separated by spaces, in a folder.
fn recense(dir: &Path, arguments: &str) -> Output {
    let mut command = Command::cargo_bin("recense").unwrap();
    command.current_dir(dir).args(arguments.split_whitespace()).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Two slips of the pen, a rule that says nothing and an example that answers from nowhere.
const MISTAKES: [(&str, &str, &str); 4] = [
    ("progress-report/front.toml", "(?P<share>{percent})", "(?P<share>{percent}"),
    ("progress-report/fiche.toml", "as    = \"population\"", "as    = \"populaton\""),
    (
        "progress-report/fiche.toml",
        "why   = \"Every fiche states the inhabitants of its territory behind a label.\"",
        "why   = \"\"",
    ),
    (
        "shared/title.toml",
        "expect = { value = \"Horaires du centre de santé\" }",
        "expect = { value = \"Horaires du musée\" }",
    ),
];

/// `file:line check` of each diagnostic.
fn told(output: &Output) -> Vec<String> {
    let value = json(output);
    let told = value["diagnostics"].as_array().unwrap().iter();
    told.map(|one| {
        let text = |key: &str| one[key].as_str().unwrap().replace('\\', "/");
        format!("{} {} {}", text("file"), text("severity"), text("check"))
    })
    .collect()
}

#[test]
fn the_bundled_rules_are_clean_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    for format in ["human", "json", "github", "sarif"] {
        let output = recense(dir.path(), &format!("rules lint --format {format}"));
        assert_eq!(status(&output), 0, "{}", stdout(&output));
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_sorted() {
    let dir = edited(&MISTAKES);
    let output = recense(dir.path(), "rules lint rules --format json");
    assert_eq!(status(&output), 1);
    assert_eq!(
        told(&output),
        [
            "rules/progress-report/fiche.toml error no-why",
            "rules/progress-report/fiche.toml error unknown-name",
            "rules/progress-report/front.toml error bad-expression",
            "rules/shared/title.toml warning answer-not-in-text",
        ]
    );
    assert_eq!(stdout(&output), stdout(&recense(dir.path(), "rules lint rules --format json")));
}

#[test]
fn a_caret_stands_below_the_character_of_the_expression() {
    let dir = edited(&MISTAKES[..1]);
    let output = recense(dir.path(), "rules lint rules");
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "error[bad-expression]: bad regular expression: unclosed group");
    assert!(lines[1].trim_start().starts_with("--> "), "{text}");
    let caret = lines[4].find('^').unwrap();
    let marked: String = lines[3].chars().skip(caret).take(10).collect();
    assert_eq!(marked, "(?P<share>", "{text}");
    assert_eq!(lines.last(), Some(&"1 error"));
}

#[test]
fn a_slip_in_one_table_does_not_hide_those_of_others() {
    let dir = edited(&[
        ("shared/words.toml", "spelled", "speled"),
        ("shared/tokens.toml", "gap   = \"placeholder\"", "gap   = \"placehodler\""),
        ("newsletter/agenda.toml", "why", "wyh"),
    ]);
    let output = recense(dir.path(), "rules lint rules --format json");
    assert_eq!(
        told(&output),
        [
            "rules/newsletter/agenda.toml error unknown-key",
            "rules/shared/tokens.toml error unknown-name",
            "rules/shared/words.toml error unknown-key",
        ]
    );
}

#[test]
fn a_rule_without_both_kinds_of_example_is_a_warning() {
    let dir = edited(&[(
        "unknown/family.toml",
        "[family]",
        "[[field]]\nid = \"a\"\nwhy = \"So.\"\nsets = \"document.title\"\nmatch = ['^a$']\nexample = []\n\
         [[token]]\nid = \"b\"\nwhy = \"So.\"\nmatch = '^zzz$'\ngap = \"vacant\"\non = [\"field\"]\n\
         example = [{ text = \"zzz\", expect = true }]\n[family]",
    )]);
    let output = recense(dir.path(), "rules lint rules --format json");
    let file = "rules/unknown/family.toml warning";
    let expected = ["no-counter-example", "no-example", "no-counter-example"]
        .map(|name| format!("{file} {name}"));
    assert_eq!(told(&output), expected);
    // Warnings keep nobody from reading with the rules.
    let output = recense(dir.path(), "rules test rules");
    assert_eq!(status(&output), 0, "{}", stdout(&output));
}

#[test]
fn rules_in_the_shadow_of_others_are_told() {
    let token = |id: &str, expression: &str, gap: &str, text: &str| {
        format!(
            "[[token]]\nid = \"{id}\"\nwhy = \"So.\"\nmatch = '{expression}'\ngap = \"{gap}\"\n\
             on = [\"field\"]\nexample = [{{ text = \"{text}\", expect = true }}, \
             {{ text = \"zzz\", expect = false }}]\n"
        )
    };
    let ignore = |id: &str, expression: &str| {
        format!(
            "[[ignore]]\nid = \"{id}\"\nwhy = \"So.\"\nmatch = '{expression}'\n\
             example = [{{ text = \"page xyz\", expect = true }}, {{ text = \"z\", expect = false }}]\n"
        )
    };
    let added = token("a", "^sans (?:objet|suite)$", "vacant", "sans objet")
        + &token("b", "^sans objet$", "vacant", "sans objet")
        + &token("c", "^(?:sans suite|rien)$", "placeholder", "rien").replace(
            "{ text = \"zzz\"",
            "{ text = \"sans suite\", expect = true }, { text = \"zzz\"",
        )
        + &ignore("d", "^page [a-z]+$")
        + &ignore("e", "^page xyz$");
    let dir = edited(&[("shared/furniture.toml", "[[ignore]]", &format!("{added}[[ignore]]"))]);
    let output = recense(dir.path(), "rules lint rules --format json");
    let file = "rules/shared/furniture.toml warning";
    assert_eq!(
        told(&output),
        ["shadowed", "tied", "shadowed"].map(|name| format!("{file} {name}"))
    );
}

#[test]
fn a_sarif_log_has_what_the_standard_requires() {
    let dir = edited(&MISTAKES);
    let log = json(&recense(dir.path(), "rules lint rules --format sarif"));
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), check::ALL.len());
    assert_eq!(run["results"].as_array().unwrap().len(), MISTAKES.len());
}

#[test]
fn an_annotation_points_at_file_and_line() {
    let dir = edited(&MISTAKES[1..2]);
    let text = stdout(&recense(dir.path(), "rules lint rules --format github"));
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("::error file=rules"), "{text}");
    assert!(text.ends_with("did you mean \"population\"?\n"), "{text}");
}

#[test]
fn a_folder_that_is_not_there_is_told_with_status_2() {
    let dir = tempfile::tempdir().unwrap();
    for command in ["rules lint nowhere", "rules test nowhere"] {
        assert_eq!(status(&recense(dir.path(), command)), 2, "{command}");
    }
}

#[test]
fn every_check_is_documented() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    let page = fs::read_to_string(page).unwrap();
    let missing: Vec<&str> = check::ALL
        .iter()
        .filter(|check| {
            !page.contains(&format!("| `{}`", check.name)) || !page.contains(check.finds)
        })
        .map(|check| check.name)
        .collect();
    assert!(missing.is_empty(), "rules/README.md does not say {missing:?}");
}

#[test]
fn an_example_that_does_not_hold_is_told_with_its_line_and_what_came() {
    let dir = edited(&[(
        "progress-report/fiche.toml",
        "expect = { value = 85676, qualifier = \"exact\" }",
        "expect = { value = 85677, qualifier = \"exact\" }",
    )]);
    let output = recense(dir.path(), "rules test rules");
    assert_eq!(status(&output), 1);
    let text = stdout(&output);
    let rules = fs::read_to_string(dir.path().join("rules/progress-report/fiche.toml")).unwrap();
    let line = rules.lines().position(|line| line.contains("85 676 habitants")).unwrap() + 1;
    let told: Vec<&str> = text.lines().take(4).collect();
    assert!(told[0].contains(&format!("fiche.toml:{line}: an example of ")), "{text}");
    assert!(told[2].contains("85677") && told[3].contains("85676"), "{text}");
    let value = json(&recense(dir.path(), "rules test rules --format json"));
    assert_eq!(value["examples"]["failures"][0]["expected"]["value"], 85677);
}

#[test]
fn a_corpus_tells_what_each_rule_does_and_which_never_fire() {
    let dir = edited(&[]);
    fs::create_dir(dir.path().join("drop")).unwrap();
    let letter = "# Lettre\n\nLa CPTS du Val Clair couvre 40 000 habitants.\n";
    fs::write(dir.path().join("drop/a.md"), letter).unwrap();
    fs::write(dir.path().join("drop/same.md"), letter).unwrap();
    fs::write(dir.path().join("drop/b.docx"), b"PK\x03\x04 broken").unwrap();
    let value = json(&recense(dir.path(), "rules test rules --corpus drop --format json"));
    let corpus = &value["corpus"];
    assert_eq!(corpus["documents"], 1);
    let population = &corpus["rules"]["narrative/quantities/population"];
    assert_eq!((&population["matched"], &population["documents"]), (&1.into(), &1.into()));
    assert!(population["tried"].as_u64().unwrap() >= 1, "{population}");
    assert!(population["characters"].as_u64().unwrap() >= 5, "{population}");
    let lists = ["fired_in_one_document", "never_fired"].map(|key| corpus[key].to_string());
    assert!(lists[0].contains("\"narrative/quantities/population\""), "{}", lists[0]);
    assert!(lists[1].contains("\"narrative/names/merged\""), "{}", lists[1]);
    // The rules of reports looked at nothing: that says nothing of them.
    assert!(corpus["rules"]["progress-report/fiche/population"].is_null());
    assert!(corpus["families_without_document"].to_string().contains("progress-report"));
}

#[test]
fn fewer_than_a_family_requires_is_an_error_and_more_than_usual_a_warning() {
    let drop = |dir: &TempDir| {
        fs::create_dir(dir.path().join("drop")).unwrap();
        let report = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/progress-report/bretagne-fiches-2025-03.md");
        fs::copy(report, dir.path().join("drop/report.md")).unwrap();
        json(&recense(dir.path(), "rules test rules --corpus drop --format json"))["corpus"]
            ["unmet"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|unmet| unmet["rule"] == "progress-report/family/fiches-found")
            .map(|unmet| unmet["severity"].as_str().unwrap().to_owned())
            .collect::<Vec<String>>()
    };
    let file = "progress-report/family.toml";
    assert_eq!(drop(&edited(&[])), Vec::<String>::new());
    assert_eq!(drop(&edited(&[(file, "at_least = 1", "at_least = 99")])), ["error"]);
    assert_eq!(drop(&edited(&[(file, "at_most  = 200", "at_most = 1")])), ["warning"]);
}

#[test]
fn an_edit_tells_which_values_gaps_and_texts_change() {
    let dir = edited(&[]);
    fs::create_dir_all(dir.path().join("new/progress-report")).unwrap();
    // A folder of rules is laid over the built-in ones: only the edited file stands there.
    let file = "progress-report/fiche.toml";
    let text = fs::read_to_string(dir.path().join("rules").join(file)).unwrap();
    let without = text.replacen("\"Population\", ", "", 1);
    assert_ne!(text, without);
    fs::write(dir.path().join("new").join(file), without).unwrap();
    fs::create_dir(dir.path().join("drop")).unwrap();
    let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    fs::copy(fixture("progress-report/bretagne-fiches-2025-03.md"), dir.path().join("drop/a.md"))
        .unwrap();
    fs::copy(fixture("press-release/trois-clochers-ecoles.md"), dir.path().join("drop/b.md"))
        .unwrap();

    let same = recense(dir.path(), "rules diff rules rules --corpus drop");
    assert_eq!(status(&same), 0, "{}", stdout(&same));
    assert_eq!(stdout(&same).lines().count(), 1, "{}", stdout(&same));

    let output = recense(dir.path(), "rules diff rules new --corpus drop --format json");
    assert_eq!(status(&output), 1);
    let edit = json(&output);
    assert_eq!(edit["documents"], 2);
    let changed: Vec<&String> = edit["changed"].as_object().unwrap().keys().collect();
    assert_eq!(changed, ["drop/a.md"]);
    let changes = &edit["changed"]["drop/a.md"];
    let lost = |change: &&Value| {
        change["pointer"] == "/communities/0/population"
            && change["old"].is_u64()
            && change["new"].is_null()
    };
    assert_eq!(changes["values"].as_array().unwrap().iter().filter(lost).count(), 1, "{changes}");
    assert!(changes["opened"].to_string().contains("missing_field"), "{changes}");
    // "Population" is a heading of the fiche too, which reads it now.
    let texts = changes["texts"].as_array().unwrap();
    assert!(texts.iter().any(|stretch| {
        stretch["old"] == "progress-report/fiche/population"
            && stretch["new"] == "progress-report/fiche/fiche"
    }));

    let human = stdout(&recense(dir.path(), "rules diff rules new --corpus drop"));
    assert!(human.contains("  value   /communities/0/population: "), "{human}");
    assert!(human.contains("  gap     opened: missing_field at "), "{human}");
    assert!(human.contains(" before by progress-report/fiche/population\n"), "{human}");
}
