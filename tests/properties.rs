//! What holds of every record, whatever the document: each value with its place, each character
//! accounted for, each gap at a place that exists.
//!
//! Checked on the fixtures, and on the folder that `RECENSE_CORPUS` names if it is set.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use assert_cmd::Command;
use recense::model::digest::sha256;
use recense::model::gap::{Gap, GapCode};
use recense::model::record::{Family, Record};
use recense::normalise::shadow::fold;
use recense::rules::Rules;
use serde_json::Value;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

static FIXTURES: LazyLock<Vec<Case>> =
    LazyLock::new(|| cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")));

/// A record with the rows that its places cite.
struct Case {
    name: String,
    record: Record,
    json: Value,
    /// The rows of each page, as `recense inspect --format text` prints them.
    pages: Vec<Vec<String>>,
}

/// Every document below a folder that can be read.
fn cases(root: &Path) -> Vec<Case> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    paths.iter().filter_map(|path| case(path)).collect()
}

fn case(path: &Path) -> Option<Case> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let record = recense::read(&fs::read(path).unwrap(), &name, &RULES).ok()?.record;
    let mut command = Command::cargo_bin("recense").unwrap();
    let output = command.arg("inspect").arg(path).args(["--format", "text"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = |page: &str| page.lines().map(str::to_owned).collect();
    let pages = text.split('\u{c}').map(rows).collect();
    Some(Case { name, json: serde_json::to_value(&record).unwrap(), record, pages })
}

impl Case {
    /// The row at a place, if there is one.
    fn row(&self, page: Option<u32>, line: u32) -> Option<&str> {
        let page = self.pages.get(page.map_or(0, |page| page as usize - 1))?;
        page.get(line as usize - 1).map(String::as_str)
    }
}

/// Runs a check over some documents and shows all that it finds.
fn check(cases: &[Case], check: fn(&Case) -> Vec<String>) {
    assert!(cases.len() > 3, "{} documents", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|case| check(case).into_iter().map(|told| format!("{}: {told}", case.name)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The pointers of the values that a document prints; derived ones need no evidence.
fn printed(record: &Value) -> BTreeSet<String> {
    const FIELDS: [&str; 7] =
        ["name", "population", "size_class", "members", "professionals", "email", "website"];
    const LISTS: [&str; 4] = ["departments", "officers", "communes", "milestones"];
    let mut pointers: Vec<String> = ["/document/title", "/document/issued"]
        .into_iter()
        .map(str::to_owned)
        .chain(items(record, "/document/publishers"))
        .collect();
    for list in ["/contacts", "/events", "/figures"] {
        pointers.extend(items(record, list));
    }
    for community in items(record, "/communities") {
        pointers.extend(FIELDS.map(|field| format!("{community}/{field}")));
        for list in LISTS {
            pointers.extend(items(record, &format!("{community}/{list}")));
        }
        let missions = record.pointer(&format!("{community}/missions")).unwrap();
        for mission in missions.as_object().unwrap().keys() {
            let mission = format!("{community}/missions/{mission}");
            pointers.push(format!("{mission}/title"));
            pointers.extend(items(record, &format!("{mission}/actions")));
            pointers.extend(items(record, &format!("{mission}/text")));
        }
    }
    let there = |pointer: &String| record.pointer(pointer).is_some_and(|value| !value.is_null());
    pointers.into_iter().filter(there).collect()
}

/// The pointers of a list's items.
fn items(record: &Value, list: &str) -> Vec<String> {
    let length = record.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
    (0..length).map(|index| format!("{list}/{index}")).collect()
}

/// Evidence and printed values are the same set of pointers.
fn evidence_is_of_printed_values(case: &Case) -> Vec<String> {
    let printed = printed(&case.json);
    let cited: BTreeSet<String> = case.record.evidence.keys().cloned().collect();
    let without = printed.difference(&cited).map(|pointer| format!("{pointer} has no evidence"));
    let of_nothing = cited.difference(&printed).map(|pointer| format!("{pointer} is no value"));
    without.chain(of_nothing).collect()
}

/// `raw` is what stands at the places, as a user sees them.
fn raw_stands_at_its_place(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    for (pointer, evidence) in &case.record.evidence {
        let at = |place: &recense::model::record::Place| {
            let (start, end) = (place.start as usize, place.end as usize);
            let row = case.row(place.page, place.line)?;
            let text: String = row.chars().take(end).skip(start).collect();
            (start < end && text.chars().count() == end - start).then_some(text)
        };
        let cited: Option<Vec<String>> = evidence.at.iter().map(at).collect();
        if cited.is_none_or(|cited| cited.join("\n") != evidence.raw) {
            wrong.push(format!("{pointer}: {:?} is not at {:?}", evidence.raw, evidence.at));
        }
        if evidence.at.is_empty() || evidence.rule.split('/').count() != 3 {
            wrong.push(format!("{pointer}: no place, or no rule: {:?}", evidence.rule));
        }
        if evidence.inferred != evidence.reason.is_some() {
            wrong.push(format!("{pointer}: inferred and a reason go together"));
        }
    }
    wrong
}

/// Claimed, ignored and unclaimed are all the visible text there is.
fn every_character_is_accounted_for(case: &Case) -> Vec<String> {
    let coverage = &case.record.coverage;
    let visible: usize = case
        .pages
        .iter()
        .flatten()
        .map(|row| row.chars().filter(|c| !c.is_whitespace()).count())
        .sum();
    let mut wrong = Vec::new();
    let sum = coverage.claimed + coverage.ignored + coverage.unclaimed;
    if coverage.characters != visible as u64 || sum != coverage.characters {
        wrong.push(format!("{visible} visible characters: {coverage:?}"));
    }
    if coverage.ignored_by.values().sum::<u64>() != coverage.ignored {
        wrong.push(format!("ignored by whom: {coverage:?}"));
    }
    let told = case.record.gaps.iter().filter(|gap| gap.code == GapCode::UnclaimedText);
    let told: usize = told
        .flat_map(|gap| gap.raw.as_deref().unwrap_or_default().chars())
        .filter(|c| !c.is_whitespace())
        .count();
    if told as u64 != coverage.unclaimed {
        wrong.push(format!("{told} unclaimed characters are told: {coverage:?}"));
    }
    wrong
}

/// Gaps point at places that exist, and carry the id, severity and community of the contract.
fn gaps_are_of_this_record(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    for gap in &case.record.gaps {
        let mut tell =
            |what: &str| wrong.push(format!("{} {}: {what}", gap.code.name(), gap.pointer));
        if case.json.pointer(&gap.pointer).is_none() {
            tell("the pointer leads nowhere");
        }
        if gap.id != id(gap) {
            tell("the id is not that of the contract");
        }
        if gap.severity != gap.code.severity() {
            tell("the severity is not that of the code");
        }
        if gap.message.is_empty() || gap.message.contains(['{', '}']) {
            tell("no sentence");
        }
        let index = gap.pointer.strip_prefix("/communities/").and_then(|p| p.split('/').next());
        let owner =
            index.and_then(|index| case.record.communities.get(index.parse::<usize>().ok()?));
        if owner.map(|community| &community.id) != gap.community.as_ref() {
            tell("the community is not the pointer's");
        }
        let Some(line) = gap.line else { continue };
        let first = gap.raw.as_deref().and_then(|raw| raw.lines().next()).unwrap_or_default();
        if !case.row(gap.page, line).is_some_and(|row| row.contains(first)) {
            tell("its text is not at its place");
        }
    }
    wrong
}

/// The id of a gap, worked out as the contract says.
fn id(gap: &Gap) -> String {
    let path: Vec<&str> =
        gap.pointer.split('/').filter(|part| part.parse::<usize>().is_err()).collect();
    let community = gap.community.clone().unwrap_or_default();
    let mut text = format!("{}\n{community}\n{}", gap.code.name(), path.join("/"));
    if matches!(gap.code, GapCode::UnclaimedText | GapCode::DuplicateAction) {
        text.push('\n');
        text.push_str(&fold(gap.raw.as_deref().unwrap_or_default()));
    }
    sha256(text.as_bytes())[..12].to_owned()
}

/// What is cited as a rule is one of the family's.
fn rules_that_are_cited_exist(case: &Case) -> Vec<String> {
    let family = RULES.family(case.record.document.family).unwrap();
    let known: BTreeSet<&str> = family.ids().collect();
    let record = &case.record;
    let cited: BTreeSet<&str> = (record.evidence.values().map(|evidence| evidence.rule.as_str()))
        .chain(record.gaps.iter().filter_map(|gap| gap.rule.as_deref()))
        .chain(record.coverage.ignored_by.keys().map(String::as_str))
        .collect();
    cited.difference(&known).map(|rule| format!("there is no rule {rule}")).collect()
}

const PROPERTIES: [fn(&Case) -> Vec<String>; 5] = [
    evidence_is_of_printed_values,
    raw_stands_at_its_place,
    every_character_is_accounted_for,
    gaps_are_of_this_record,
    rules_that_are_cited_exist,
];

#[test]
fn every_printed_value_has_evidence_and_nothing_else_has() {
    check(&FIXTURES, evidence_is_of_printed_values);
}

#[test]
fn the_text_at_the_places_of_an_evidence_is_its_raw_text() {
    check(&FIXTURES, raw_stands_at_its_place);
}

#[test]
fn claimed_ignored_and_unclaimed_are_all_visible_characters() {
    check(&FIXTURES, every_character_is_accounted_for);
}

#[test]
fn gaps_point_at_places_of_their_record() {
    check(&FIXTURES, gaps_are_of_this_record);
}

#[test]
fn every_rule_that_a_record_cites_exists() {
    check(&FIXTURES, rules_that_are_cited_exist);
}

#[test]
fn at_most_3_percent_of_a_report_stay_unclaimed() {
    check(&FIXTURES, |case| {
        let coverage = &case.record.coverage;
        let much = coverage.unclaimed * 100 > coverage.characters * 3;
        let report = case.record.document.family == Family::ProgressReport;
        (report && much).then(|| format!("{coverage:?}")).into_iter().collect()
    });
}

#[test]
fn each_gap_code_has_a_fixture() {
    // A conflict is the registry's, and a fixture that reaches a limit would be very large.
    const ELSEWHERE: [GapCode; 2] = [GapCode::Conflict, GapCode::Truncated];
    let found: BTreeSet<GapCode> =
        FIXTURES.iter().flat_map(|case| &case.record.gaps).map(|gap| gap.code).collect();
    let without: Vec<&str> = GapCode::ALL
        .into_iter()
        .filter(|code| !found.contains(code) && !ELSEWHERE.contains(code))
        .map(GapCode::name)
        .collect();
    assert!(without.is_empty(), "no fixture has {without:?}");
}

#[test]
fn a_page_that_goes_too_deep_is_truncated_and_says_so() {
    let page = format!("<!doctype html><p>Début.</p>{}<p>Fin.", "<div>".repeat(1_200));
    let record = recense::read(page.as_bytes(), "page.html", &RULES).unwrap().record;
    let gap = record.gaps.iter().find(|gap| gap.code == GapCode::Truncated).unwrap();
    assert_eq!(gap.pointer, "");
    assert!(gap.raw.as_deref().unwrap().contains("1000"), "{gap:?}");
}

#[test]
fn the_same_holds_of_the_corpus() {
    let Some(folder) = env::var_os("RECENSE_CORPUS") else {
        eprintln!("RECENSE_CORPUS is not set: only the fixtures are checked");
        return;
    };
    let corpus = cases(Path::new(&folder));
    for property in PROPERTIES {
        check(&corpus, property);
    }
}
