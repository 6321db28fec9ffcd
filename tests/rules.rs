//! The bundled rules: they load, each carries examples, each example holds, and the page that
//! documents them says everything that a rule can say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use recense::normalise::NORMALISERS;
use recense::rules::target::{COUNTS, TARGETS};
use recense::rules::{self, Rules};
use recense::run_examples;
use recense::schema::Shape;
use regex::Regex;
use serde_json::Value;

/// What somebody might write by mistake: the file, the text, and what replaces its first occurrence.
/// What is said about each is shown in `rules/README.md`.
const MISTAKES: [(&str, &str, &str); 6] = [
    ("progress-report/fiche.toml", "label = [", "lable = ["),
    ("progress-report/fiche.toml", "as    = \"population\"", "as    = \"populaton\""),
    ("progress-report/fiche.toml", "\"Site internet\"", "\"Contact\""),
    ("progress-report/front.toml", "(?P<share>{percent})", "(?P<share>{percent}"),
    ("progress-report/front.toml", "(?P<of>{number})", "(?P<off>{number})"),
    ("shared/tokens.toml", "non renseignee?s?", "non renseignée?s?"),
];

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    fs::read_to_string(path).unwrap()
}

/// Copies the rule files of a folder, one of them changed.
fn copy(from: &Path, to: &Path, change: &impl Fn(&Path, String) -> String) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target, change);
        } else {
            fs::write(target, change(&path, fs::read_to_string(&path).unwrap())).unwrap();
        }
    }
}

/// Every key of a schema and of all that it is made of, and every word of its closed lists.
fn names(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(keys) => {
            if let Some(Value::Object(properties)) = keys.get("properties") {
                found.extend(properties.keys().cloned());
            }
            for key in ["const", "enum"] {
                let words = keys.get(key).into_iter();
                let words =
                    words.flat_map(|word| word.as_array().cloned().unwrap_or(vec![word.clone()]));
                found.extend(words.filter_map(|word| Some(word.as_str()?.to_owned())));
            }
            keys.values().for_each(|value| names(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        _ => {}
    }
}

#[test]
fn the_examples_of_every_rule_hold() {
    let examples = run_examples(&Rules::bundled().unwrap());
    assert!(examples.run > 100, "{}", examples.run);
    assert_eq!(examples.failures, []);
}

#[test]
fn nothing_is_wrong_with_the_bundled_rules() {
    let told: Vec<String> =
        rules::lint(&rules::files(None).unwrap()).iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn every_rule_file_is_as_its_schema_says() {
    let validator = jsonschema::validator_for(&Shape::Rules.schema()).unwrap();
    let mut wrong = Vec::new();
    for (name, text) in rules::files(None).unwrap() {
        if !name.starts_with("messages/") {
            let file: toml::Table = toml::from_str(&text).unwrap();
            let file = serde_json::to_value(file).unwrap();
            wrong.extend(validator.iter_errors(&file).map(|error| format!("{name}: {error}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // An editor has to find the schema, and underline a key that it does not know.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let taplo = fs::read_to_string(root.join(".taplo.toml")).unwrap();
    assert!(taplo.contains("path = \"schema/rules.json\""), "{taplo}");
    let slip = serde_json::json!({ "token": [{ "id": "a", "wyh": "So." }] });
    assert!(!validator.is_valid(&slip));
}

#[test]
fn every_key_and_name_that_a_rule_can_have_is_documented() {
    let page = page();
    let mut known = BTreeSet::new();
    names(&Shape::Rules.schema(), &mut known);
    known.extend(NORMALISERS.iter().chain(COUNTS).map(|name| name.to_string()));
    let told = |name: &String| {
        ["`{}`", "[{}]`", "[[{}]]`", ".{}]]`", "`{} ="]
            .iter()
            .any(|form| page.contains(&form.replace("{}", name)))
    };
    let missing: Vec<&String> = known.iter().filter(|name| !told(name)).collect();
    assert!(missing.is_empty(), "rules/README.md does not mention {missing:?}");
}

#[test]
fn the_rules_that_the_page_shows_are_rules() {
    let bundled = rules::files(None).unwrap();
    let page = page();
    let shown: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|block| Some(block.split_once("```")?.0))
        .collect();
    for operator in
        ["family", "vocabulary", "pattern", "record", "index", "section", "list", "field"]
            .iter()
            .chain(&["token", "ignore", "expect"])
    {
        let opens = |block: &&str| block.starts_with("[[") && block[2..].starts_with(operator);
        assert!(shown.iter().any(opens), "no example of [[{operator}]]");
    }
    for block in shown {
        let mut files = bundled.clone();
        files.insert("progress-report/page.toml".to_owned(), block.to_owned());
        // What is shown leaves out what the text above it says: the examples, the rest of a family.
        let wrong: Vec<String> = rules::lint(&files)
            .iter()
            .filter(|told| told.file == "progress-report/page.toml")
            .filter(|told| ["syntax", "unknown-key", "bad-expression"].contains(&told.check))
            .map(ToString::to_string)
            .collect();
        assert!(wrong.is_empty(), "{block}\n{}", wrong.join("\n"));
    }
}

#[test]
fn every_target_is_documented_with_its_captures_and_parts() {
    let page = page();
    let missing: Vec<String> = TARGETS
        .iter()
        .map(|target| {
            let list = |names: &[&str]| {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                names.join(", ")
            };
            format!("| `{}` | {} | {} |", target.name, list(target.captures), list(target.with))
        })
        .filter(|row| !page.contains(row.as_str()))
        .collect();
    assert!(missing.is_empty(), "rules/README.md has no row\n{}", missing.join("\n"));
}

#[test]
fn the_errors_of_the_page_are_those_of_the_program() {
    let place = Regex::new(r":\d+:\d+:").unwrap();
    let page = place.replace_all(&page(), ":").into_owned();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    for (file, written, mistake) in MISTAKES {
        let dir = tempfile::tempdir().unwrap();
        copy(&rules, dir.path(), &|path, text| {
            let changed = text.replacen(written, mistake, 1);
            assert!(!path.ends_with(file) || changed != text, "{file}: {written:?} is not there");
            if path.ends_with(file) { changed } else { text }
        });
        let error = Rules::load(dir.path()).unwrap_err().to_string();
        let told = place.replace(&error, ":").into_owned();
        assert!(
            page.lines().any(|line| line == format!("rules/{told}")),
            "not shown: rules/{error}"
        );
    }
}
