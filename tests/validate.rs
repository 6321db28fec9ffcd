//! Written files are checked: against their schema, against each other, against their sources.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use recense::Reading;
use recense::rules::Rules;
use recense::schema::Shape;
use recense::validate::{Schemas, Written, invariants, replay};
use recense::write::to_json;
use serde_json::{Value, json};
use tempfile::TempDir;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with `drop/` (two small fixtures) imported to `output/`.
fn imported() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("drop")).unwrap();
    for file in fixtures() {
        let name = file.file_name().unwrap();
        fs::copy(&file, dir.path().join("drop").join(name)).unwrap();
    }
    assert_eq!(recense(&dir, "import drop --quiet").status.code(), Some(0));
    dir
}

/// The smallest fixture of each family.
fn fixtures() -> Vec<PathBuf> {
    let smallest = |family: &str| {
        let entries = fs::read_dir(root().join("fixtures").join(family)).unwrap();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort_by_key(|file| (fs::metadata(file).unwrap().len(), file.clone()));
        files.remove(0)
    };
    ["progress-report", "press-release", "newsletter"].map(smallest).to_vec()
}

fn recense(dir: &TempDir, arguments: &str) -> Output {
    Command::cargo_bin("recense")
        .unwrap()
        .current_dir(dir.path())
        .args(arguments.split_whitespace())
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Changes a file of the output by hand.
fn edit(dir: &TempDir, file: &str, change: impl FnOnce(&mut Value)) {
    let path = dir.path().join(file);
    let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, serde_json::to_string_pretty(&value).unwrap()).unwrap();
}

/// The first record that has a community with a name.
fn a_record(dir: &TempDir) -> String {
    let entries = fs::read_dir(dir.path().join("output/documents")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named = |file: &PathBuf| {
        let value: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        value.pointer("/communities/0/name").is_some_and(Value::is_string)
    };
    let file = files.into_iter().find(named).unwrap();
    file.strip_prefix(dir.path()).unwrap().to_string_lossy().into_owned()
}

/// The pointers of all leaves, and of all lists and objects with something in them.
fn places(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(value, format!("{pointer}/{key}"), found);
            }
        }
        // One edge of a box is like another.
        Value::Array(_) if pointer.ends_with("/bbox") => {}
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, format!("{pointer}/{index}"), found);
            }
            if items.is_empty() {
                return;
            }
        }
        _ => {}
    }
    if !pointer.is_empty() && !value.is_object() {
        found.push(pointer);
    }
}

/// Another value of the same kind, as a hand would put it there.
fn changed(value: &Value) -> Value {
    match value {
        Value::Null => json!("put in by hand"),
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) if number.is_u64() => json!(number.as_u64().unwrap() + 1),
        Value::Number(number) => json!(number.as_f64().unwrap() + 1.5),
        Value::String(text) => json!(format!("{text}0")),
        Value::Array(items) => json!(items[1..]),
        Value::Object(_) => unreachable!("objects are changed by their parts"),
    }
}

fn findings(schemas: &Schemas, record: Value, source: &Reading) -> Vec<String> {
    let written = Written { shape: Shape::Record, value: record };
    let found = match written.record() {
        Some(record) => {
            let mut found = replay(&record, &written.value, source);
            found.extend(invariants(&written));
            found
        }
        None => schemas.shape(written.value.to_string().as_bytes()).unwrap_err(),
    };
    found.into_iter().map(|one| one.pointer).collect()
}

#[test]
fn every_field_of_a_record_that_is_changed_by_hand_is_caught_and_named() {
    let schemas = Schemas::new().unwrap();
    let rules = Rules::bundled().unwrap();
    for file in fixtures() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let source = recense::read(&fs::read(&file).unwrap(), &name, &rules).unwrap();
        let record: Value = serde_json::from_str(&to_json(&source.record).unwrap()).unwrap();
        assert_eq!(findings(&schemas, record.clone(), &source), Vec::<String>::new(), "{name}");
        let mut all = Vec::new();
        places(&record, String::new(), &mut all);
        assert!(all.len() > 100, "{name}: {} places", all.len());
        for pointer in all {
            let mut edited = record.clone();
            let place = edited.pointer_mut(&pointer).unwrap();
            *place = changed(place);
            let found = findings(&schemas, edited, &source);
            let is_named = found.iter().any(|place| {
                let near = |above: &str, below: &str| {
                    below.strip_prefix(above).is_some_and(|rest| {
                        !above.is_empty() && (rest.is_empty() || rest.starts_with('/'))
                    })
                };
                near(place, &pointer) || near(&pointer, place)
            });
            assert!(is_named, "{name}: {pointer} was changed, the findings are {found:?}");
        }
    }
}

#[test]
fn an_untouched_output_and_its_sources_agree_value_by_value() {
    let dir = tempfile::tempdir().unwrap();
    let fixtures = root().join("fixtures");
    let command = |arguments: &[&str]| {
        let output = Command::cargo_bin("recense")
            .unwrap()
            .current_dir(dir.path())
            .args(arguments)
            .arg(&fixtures)
            .output()
            .unwrap();
        (output.status.code(), stdout(&output))
    };
    assert_eq!(command(&["import", "--quiet", "--out", "output"]).0, Some(0));
    let (status, said) = command(&["validate", "output", "--sources"]);
    let first = said.lines().next().unwrap_or_default();
    assert_eq!((status, first), (Some(0), ""));
}

#[test]
fn a_value_edited_in_the_output_is_named_with_the_rule_that_reads_another() {
    let dir = imported();
    let record = a_record(&dir);
    edit(&dir, &record, |record| record["communities"][0]["name"] = json!("CPTS de Nulle Part"));
    let output = recense(&dir, "validate output --sources drop");
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("/communities/0/name: is \"CPTS de Nulle Part\", read is \""), "{said}");
    assert!(said.contains(" by the rule "), "{said}");
}

#[test]
fn a_source_that_changed_or_is_gone_is_said() {
    let dir = imported();
    let record = a_record(&dir);
    let source = {
        let value: Value =
            serde_json::from_slice(&fs::read(dir.path().join(&record)).unwrap()).unwrap();
        dir.path().join(value["document"]["path"].as_str().unwrap())
    };
    let mut bytes = fs::read(&source).unwrap();
    bytes.push(b'\n');
    fs::write(&source, bytes).unwrap();
    let said = stdout(&recense(&dir, "validate output --sources drop"));
    assert!(said.contains("/document/sha256: the source has changed"), "{said}");
    fs::remove_file(&source).unwrap();
    let output = recense(&dir, "validate output --sources drop");
    assert!(stdout(&output).contains("no source has these bytes"), "{}", stdout(&output));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn files_of_one_output_that_disagree_are_said() {
    let dir = imported();
    edit(&dir, "output/registry.json", |registry| {
        registry["communities"][0]["departments"] = json!(["99"]);
    });
    edit(&dir, "output/run.json", |run| run["totals"]["communities"] = json!(70));
    fs::remove_file(dir.path().join("output/gaps.json")).unwrap();
    let output = recense(&dir, "validate output");
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("is missing in the output") && said.contains("gaps.json"), "{said}");
    assert!(said.contains("/communities/0/departments"), "{said}");
    assert!(said.contains("/totals/communities: is 70, the records give"), "{said}");
    assert_eq!(recense(&dir, "validate output --schema-only").status.code(), Some(0));
}

#[test]
fn gaps_are_findings_only_when_they_are_asked_for() {
    let dir = imported();
    assert_eq!(recense(&dir, "validate output").status.code(), Some(0));
    let all = recense(&dir, "validate output --fail-on info");
    assert_eq!(all.status.code(), Some(1));
    let counts: Value =
        serde_json::from_slice(&fs::read(dir.path().join("output/gaps.json")).unwrap()).unwrap();
    assert_eq!(
        stdout(&all).matches("/gaps/").count(),
        counts["gaps"].as_array().unwrap().len(),
        "{}",
        stdout(&all)
    );
    let output = recense(&dir, "validate output --fail-on conflict,truncated");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert_eq!(recense(&dir, "validate output --fail-on nothing").status.code(), Some(2));
}

#[test]
fn accepted_gaps_pass_and_new_ones_fail() {
    let dir = imported();
    assert_eq!(recense(&dir, "gaps output --write-baseline known.toml").status.code(), Some(0));
    let valid = recense(&dir, "validate output --baseline known.toml");
    assert_eq!(valid.status.code(), Some(0), "{}", stdout(&valid));
    let text = fs::read_to_string(dir.path().join("known.toml")).unwrap();
    let shorter: Vec<&str> = text.split_inclusive("[[gap]]").collect();
    let (first, rest) = (shorter[0], &shorter[2..]);
    fs::write(dir.path().join("known.toml"), format!("{first}{}", rest.concat())).unwrap();
    let output = recense(&dir, "validate output --baseline known.toml");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output).matches("/gaps/").count(), 1, "{}", stdout(&output));
}

#[test]
fn a_baseline_that_is_none_is_status_2() {
    let dir = imported();
    fs::write(dir.path().join("known.toml"), "[[gap]]\nuntil = 3\n").unwrap();
    let output = recense(&dir, "validate output --baseline known.toml");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("known.toml:"));
    assert_eq!(recense(&dir, "validate output --baseline gone.toml").status.code(), Some(2));
}

#[test]
fn each_format_tells_the_finding_with_its_line() {
    let dir = imported();
    let record = a_record(&dir);
    edit(&dir, &record, |record| record["coverage"]["claimed"] = json!(0));
    let text = fs::read_to_string(dir.path().join(&record)).unwrap();
    let line = text.lines().position(|line| line.contains("\"coverage\"")).unwrap() + 1;
    let said = |format: &str| stdout(&recense(&dir, &format!("validate output --format {format}")));
    assert!(said("human").contains(&format!("--> {record}:{line}:")), "{}", said("human"));
    let github = format!("::error file={record},line={line},");
    assert!(said("github").contains(&github), "{}", said("github"));
    let json: Value = serde_json::from_str(&said("json")).unwrap();
    assert_eq!((&json["errors"], &json["diagnostics"][0]["line"]), (&json!(1), &json!(line)));
    let sarif: Value = serde_json::from_str(&said("sarif")).unwrap();
    let place = "/runs/0/results/0/locations/0/physicalLocation/region/startLine";
    assert_eq!(sarif.pointer(place), Some(&json!(line)));
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&sarif).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let files = fs::read_dir(dir.path().join("output/documents")).unwrap().count() + 3;
    let junit = said("junit");
    assert!(junit.contains(&format!("tests=\"{files}\" failures=\"1\"")), "{junit}");
    let mut xml = quick_xml::Reader::from_str(&junit);
    xml.config_mut().check_end_names = true;
    let mut cases = 0;
    loop {
        match xml.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                cases += usize::from(tag.name().as_ref() == "testcase");
            }
            _ => {}
        }
    }
    assert_eq!(cases, files);
}

#[test]
fn a_single_file_is_checked_for_itself() {
    let dir = imported();
    let record = a_record(&dir);
    assert_eq!(recense(&dir, &format!("validate {record}")).status.code(), Some(0));
    edit(&dir, &record, |record| record["coverage"]["claimed"] = json!(0));
    let said = stdout(&recense(&dir, &format!("validate {record}")));
    assert!(said.contains("/coverage: the parts add up to"), "{said}");
    assert!(said.contains(&format!("--> {record}:")), "{said}");
}
