//! Explanations: true for every line and every value of the fixtures, and readable.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use assert_cmd::Command;
use recense::explain::Case;
use recense::model::explanation::{
    LineExplained, RuleOutcome, StretchState, ValueExplained, ValueState,
};
use recense::model::ledger::Claim;
use recense::rules::Rules;
use recense::schema::Shape;
use serde_json::Value;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

/// Every fixture that can be read.
static CASES: LazyLock<Vec<(PathBuf, Case<'static>)>> = LazyLock::new(|| {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let case = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let case = Case::read(&fs::read(&path).unwrap(), &name, &RULES).ok()?;
        Some((path, case))
    };
    paths.into_iter().filter_map(case).collect()
});

fn case(text: &str, name: &str) -> Case<'static> {
    Case::read(text.as_bytes(), name, &RULES).unwrap()
}

fn line(case: &Case<'_>, number: u32) -> LineExplained {
    case.line(None, number).unwrap().line.unwrap()
}

fn value(case: &Case<'_>, pointer: &str) -> ValueExplained {
    case.pointer(pointer).unwrap().value.unwrap()
}

/// What is said of a rule at a line.
fn said(line: &LineExplained, rule: &str) -> String {
    let told = line.rules.iter().find(|told| told.rule.id == rule);
    told.map_or("not asked".to_owned(), |told| told.message.clone())
}

/// The pointers of all leaves.
fn leaves(value: &Value, at: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(keys) => {
            keys.iter().for_each(|(key, value)| leaves(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| leaves(item, &format!("{at}/{index}"), found));
        }
        other => found.push((at.to_owned(), other.clone())),
    }
}

#[test]
fn being_watched_changes_nothing() {
    for (path, case) in CASES.iter() {
        let name = path.file_name().unwrap().to_string_lossy();
        let reading = recense::read(&fs::read(path).unwrap(), &name, &RULES).unwrap();
        assert_eq!(reading, case.reading, "{name}");
    }
}

#[test]
fn the_way_of_every_value_ends_at_its_evidence() {
    for (path, case) in CASES.iter() {
        let name = path.display();
        let record = serde_json::to_value(&case.reading.record).unwrap();
        for (pointer, evidence) in &case.reading.record.evidence {
            let told = value(case, pointer);
            assert_eq!(told.raw.as_ref(), Some(&evidence.raw), "{name} {pointer}");
            assert_eq!(told.rule.as_ref().unwrap().id, evidence.rule, "{name} {pointer}");
            assert!(told.rule.as_ref().unwrap().line > 0, "{name} {pointer}");
            assert_eq!(told.at.len(), evidence.at.len(), "{name} {pointer}");
            assert_eq!(&told.value, record.pointer(pointer).unwrap(), "{name} {pointer}");
            assert_eq!(told.state == ValueState::Inferred, evidence.inferred, "{name} {pointer}");
        }
        let mut found = Vec::new();
        for list in ["document", "communities", "contacts", "events", "figures"] {
            leaves(&record[list], &format!("/{list}"), &mut found);
        }
        for (pointer, leaf) in found.into_iter().filter(|(_, leaf)| !leaf.is_null()) {
            let told = value(case, &pointer);
            let absent = pointer.ends_with("/status") && leaf == "absent";
            assert!(absent || told.state != ValueState::Missing, "{name} {pointer}");
            assert!(told.rule.is_some() || told.reason.is_some() || absent, "{name} {pointer}");
        }
    }
}

#[test]
fn every_line_is_told_as_the_ledger_has_it() {
    for (path, case) in CASES.iter() {
        let name = path.display();
        let document = &case.reading.document;
        for (page, content) in document.pages.iter().enumerate() {
            for (number, printed) in content.lines.iter().enumerate() {
                let place = format!("{name} {}:{}", page + 1, number + 1);
                let told = case.line(Some(page as u32 + 1), number as u32 + 1).unwrap();
                let told = told.line.unwrap();
                assert_eq!(told.text, printed.text, "{place}");
                let count = printed.text.chars().count();
                let owners = case.reading.ledger.owners(page, number, count);
                for (at, (character, owner)) in printed.text.chars().zip(owners).enumerate() {
                    let held = told.stretches.iter().find(|stretch| {
                        (stretch.start as usize..stretch.end as usize).contains(&at)
                    });
                    let state = held.map(|held| held.state);
                    let rule = held.and_then(|held| held.rule.as_ref()).map(|rule| &rule.id);
                    match owner {
                        Some(owner) => {
                            let claimed = owner.claim == Claim::Claimed;
                            let expected =
                                if claimed { StretchState::Claimed } else { StretchState::Ignored };
                            assert_eq!(state, Some(expected), "{place}:{at}");
                            assert_eq!(rule, Some(&owner.rule), "{place}:{at}");
                        }
                        None if character.is_whitespace() => assert_eq!(rule, None, "{place}"),
                        None => assert_eq!(state, Some(StretchState::Unclaimed), "{place}:{at}"),
                    }
                }
                let held: BTreeSet<&str> = told
                    .stretches
                    .iter()
                    .filter_map(|stretch| stretch.rule.as_ref())
                    .map(|rule| rule.id.as_str())
                    .collect();
                let read: BTreeSet<&str> = told
                    .rules
                    .iter()
                    .filter(|told| told.outcome <= RuleOutcome::Ignored)
                    .map(|told| told.rule.id.as_str())
                    .collect();
                assert_eq!(held, read, "{place}");
            }
        }
    }
}

#[test]
fn every_rule_of_the_family_is_told_at_every_line() {
    for (path, case) in CASES.iter() {
        let name = path.display();
        let family = RULES.folder(&case.about().family.folder).unwrap();
        let expected: BTreeSet<&str> = family
            .ids()
            .filter(|id| !family.expects.iter().any(|expect| expect.id == *id))
            .collect();
        // A blank line is looked at by nobody, and one line of each page is enough.
        for (page, content) in case.reading.document.pages.iter().enumerate() {
            let Some(line) = content.lines.iter().position(|line| !line.text.is_empty()) else {
                continue;
            };
            let told = case.line(Some(page as u32 + 1), line as u32 + 1).unwrap().line.unwrap();
            let tried = told.rules.iter().map(|told| told.rule.id.as_str());
            let silent = told.not_asked.iter().map(|silent| silent.rule.as_str());
            let all: BTreeSet<&str> = tried.chain(silent).collect();
            assert_eq!(all, expected, "{name} page {page}");
        }
    }
}

/// A release about one CPTS that names its neighbour, a body and an address of somebody else.
const RELEASE: &str = "# La CPTS des Trois Clochers signe son contrat\n\n\
    La CPTS des Trois Clochers couvre 43 200 habitants.\n\n\
    La CPTS du Val Fleuri, elle, compte 61 000 habitants.\n\n\
    Paul Morel, directeur de l'ARS, a salué le projet. Écrire à presse@federation.example.\n";

#[test]
fn a_number_of_another_cpts_is_told_as_such() {
    let case = case(RELEASE, "release.md");
    let told = line(&case, 5);
    assert_eq!(
        said(&told, "narrative/quantities/population"),
        "it matched, but it speaks of \"CPTS du Val Fleuri\", which the document names and does \
         not describe"
    );
    assert!(told.stretches.iter().all(|stretch| stretch.state == StretchState::Unclaimed));
}

#[test]
fn a_word_that_the_rule_excludes_is_named_with_its_key() {
    let case = case(RELEASE, "release.md");
    let told = line(&case, 7);
    let address = said(&told, "narrative/places/email");
    assert_eq!(address, "\"presse\" stands in the text, which its `unless` excludes");
    let missing = value(&case, "/communities/0/email");
    assert_eq!(missing.state, ValueState::Missing);
    let first = missing.misses.first().unwrap();
    assert_eq!((first.message.as_str(), first.at.as_ref().unwrap().line), (address.as_str(), 7));
}

#[test]
fn an_expression_says_how_far_it_goes_along_with_the_text() {
    let case = case(RELEASE, "release.md");
    let told = line(&case, 5);
    let near = told.rules.iter().filter_map(|tried| tried.nearest.as_ref());
    let longest = near.max_by_key(|near| near.matched.len()).unwrap();
    assert!(longest.matched.ends_with("compte 61 000"), "{longest:?}");
    assert!(!longest.wanted.is_empty());
}

/// A report of two fiches; one label of the second is none of the rules.
fn report(extra: &str) -> String {
    let fiche = |name: &str, extra: &str| {
        format!(
            "# {name} - 35\n\nInformations de la CPTS\n\nPopulation : 2014 300 habitants\n\n\
             Taille de la CPTS : Taille 2\n\n{extra}\n\n## Accès aux soins\n\n- NR\n\n"
        )
    };
    fiche("CPTS du Val Clair", "Contact : contact@val-clair.example")
        + &fiche("CPTS Bel Air", extra)
}

#[test]
fn a_label_that_is_nearly_one_is_told_the_nearest() {
    let case = case(&report("Nombre d'adhérentes : 120"), "report.md");
    assert_eq!(case.about().family.folder, "progress-report");
    let missing = value(&case, "/communities/1/members");
    let nearest = missing.misses.first().unwrap().nearest.clone().unwrap();
    assert_eq!(nearest.matched, "Nombre d'adhérentes");
    assert_eq!(nearest.wanted, "nombre d'adherents");
}

#[test]
fn a_rejected_value_is_told_with_the_normalisers_reason() {
    let case = case(&report(""), "report.md");
    let missing = value(&case, "/communities/0/population");
    assert!(missing.gaps.iter().any(|gap| gap.code.name() == "implausible"));
    let miss = missing.misses.first().unwrap();
    assert_eq!(miss.condition.as_deref(), Some("rejected"));
    assert!(miss.message.contains("are not thousands"), "{}", miss.message);
}

#[test]
fn the_family_is_told_with_each_piece_of_evidence() {
    let family = case(&report(""), "report.md").about().family;
    let first = family.candidates.first().unwrap();
    assert_eq!(first.folder, "progress-report");
    let counted = first.evidence.iter().filter(|piece| piece.counts);
    assert_eq!(counted.map(|piece| piece.weight).sum::<i32>(), first.score);
    assert!(family.candidates.len() > 2);
    assert!(first.evidence.iter().any(|piece| !piece.counts));
}

#[test]
fn what_cannot_be_answered_says_what_could() {
    let case = case(RELEASE, "release.md");
    let error = case.pointer("/communities/0/populaton").unwrap_err().to_string();
    assert!(error.ends_with("did you mean /communities/0/population?"), "{error}");
    assert!(case.line(None, 70).unwrap_err().to_string().contains("it has 7"));
    assert!(case.line(Some(2), 1).unwrap_err().to_string().contains("no page 2"));
}

/// Runs the program in the repository; gives its exit status and what it printed.
fn run(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("recense").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("explain").args(arguments);
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn a_person_sees_the_line_with_a_caret_and_the_rule_with_its_place() {
    let file = "fixtures/press-release/trois-clochers-bilan.txt";
    let (status, told) = run(&[file, "--pointer", "/communities/0/name"]);
    assert_eq!(status, 0, "{told}");
    assert!(told.contains("^^^"), "{told}");
    assert!(told.contains("rules/narrative/names.toml:"), "{told}");
    let (status, told) = run(&[file, "--at", "1"]);
    assert_eq!(status, 0, "{told}");
    assert!(told.contains("Rules that were kept out by a word:"), "{told}");
    assert!(told.contains("Rules that did not match:"), "{told}");
}

#[test]
fn json_has_the_shape_of_its_schema() {
    let schema = Shape::Explanation.schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let case = case(RELEASE, "release.md");
    for told in [case.about(), case.line(None, 5).unwrap(), case.pointer("/events").unwrap()] {
        let json = serde_json::to_value(&told).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn a_question_without_an_answer_ends_with_status_two() {
    let file = "fixtures/press-release/trois-clochers-bilan.txt";
    for question in [
        ["--pointer", "/communities/0/nmae"],
        ["--pointer", "communities"],
        ["--at", "4:1"],
        ["--at", "900"],
        ["--at", "x"],
    ] {
        let (status, told) = run(&[&[file], question.as_slice()].concat());
        assert_eq!(status, 2, "{question:?}: {told}");
    }
    assert_eq!(run(&[file]).0, 2);
    assert_eq!(run(&["fixtures/none.txt", "--family"]).0, 2);
    assert_eq!(run(&["tests/damaged/no-page.pdf", "--family"]).0, 1);
}
