//! The arrows between the parts, and what each part may touch.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Who may see whom: `main -> cli -> pipeline -> stages -> model`, siblings do not see each other.
/// `lib` is `src/lib.rs`, one document's way through the stages.
const MAY_SEE: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "explain",
            "check",
            "edition",
            "merge",
            "pipeline",
            "redact",
            "lib",
            "gazetteer",
            "validate",
            "export",
            "report",
            "schema",
            "write",
            "rules",
            "normalise",
            "model",
        ],
    ),
    (
        "pipeline",
        &[
            "lib",
            "read",
            "extract",
            "check",
            "redact",
            "compare",
            "merge",
            "gazetteer",
            "report",
            "write",
            "rules",
            "model",
        ],
    ),
    ("lib", &["read", "extract", "check", "rules", "normalise", "model"]),
    // It reads a document once more with an observer, through the root, and tells what it was told.
    ("explain", &["lib", "extract", "rules", "normalise", "model"]),
    ("read", &["model"]),
    ("extract", &["rules", "normalise", "model"]),
    ("check", &["rules", "normalise", "model"]),
    // A record without what is personal in it, before anything is made of it.
    ("redact", &["rules", "normalise", "model"]),
    ("merge", &["normalise", "model"]),
    ("gazetteer", &["normalise", "model"]),
    ("compare", &["model"]),
    ("edition", &["merge", "compare", "normalise", "model"]),
    ("export", &["model"]),
    ("report", &["gazetteer", "rules", "model"]),
    ("validate", &["lib", "schema", "merge", "gazetteer", "compare", "normalise", "model"]),
    ("schema", &["rules", "model"]),
    ("write", &["model"]),
    ("rules", &["normalise", "model"]),
    ("normalise", &["model"]),
    ("model", &[]),
];

/// Parts that are functions from values to values.
const PURE: &[&str] = &[
    "explain",
    "read",
    "extract",
    "check",
    "redact",
    "merge",
    "gazetteer",
    "compare",
    "report",
    "edition",
    "validate",
    "schema",
    "normalise",
    "model",
    "lib",
];

/// A source file: the part it belongs to, its path below `src/`, and its code without comments
/// and tests.
struct Source {
    part: String,
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                let text = fs::read_to_string(&path).unwrap();
                let program = text.split("#[cfg(test)]\nmod ").next().unwrap();
                let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
                let part = below.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
                let code = lines.collect::<Vec<_>>().join("\n");
                sources.push(Source { part, path: below, code });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// The parts that a file names with `crate::` (`recense::` in the program).
fn seen(source: &Source, parts: &BTreeSet<&str>) -> BTreeSet<String> {
    let path = Regex::new(r"\b(?:crate|recense)::(?:(\w+)(\()?|\{([^;]*)\};)").unwrap();
    let mut seen = BTreeSet::new();
    let mut note = |name: &str, call: bool| {
        // `crate::read(…)` and `crate::Reading` are the root's own, `crate::read::…` is a part.
        let part = if parts.contains(name) && !call { name } else { "lib" };
        seen.insert(part.to_owned());
    };
    for found in path.captures_iter(&source.code) {
        match (found.get(1), found.get(3)) {
            (Some(name), _) => note(name.as_str(), found.get(2).is_some()),
            (None, Some(group)) => {
                // Of `{pipeline::{import, Watch}, Reading}` only the first names count.
                let mut depth = 0;
                let mut name = String::new();
                for c in group.as_str().chars().chain([',']) {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            note(name.trim().split("::").next().unwrap(), false);
                            name.clear();
                        }
                        c if depth == 0 => name.push(c),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    seen
}

#[test]
fn no_arrow_is_turned_round() {
    let parts: BTreeSet<&str> = MAY_SEE.iter().map(|(part, _)| *part).collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((part, allowed)) = MAY_SEE.iter().find(|(part, _)| *part == source.part) else {
            panic!("src/{}: this part is not in the table of tests/architecture.rs", source.path);
        };
        for other in seen(&source, &parts) {
            if other != *part && !allowed.contains(&other.as_str()) {
                wrong.push(format!("src/{}: {part} may not see {other}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn stages_touch_no_file_no_clock_and_no_thread() {
    let outside = Regex::new(r"\bstd::(fs|env|thread|time|process|net)\b|\brayon::").unwrap();
    let touching: Vec<String> = sources()
        .iter()
        .filter(|source| PURE.contains(&source.part.as_str()))
        .filter_map(|source| {
            Some(format!("src/{}: {}", source.path, outside.find(&source.code)?.as_str()))
        })
        .collect();
    assert!(touching.is_empty(), "{}", touching.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let prints = Regex::new(r"\be?print(ln)?!|\bdbg!|\bstd(out|err)\(\)|\banyhow::").unwrap();
    let printing: Vec<String> = sources()
        .iter()
        .filter(|source| !["cli", "main"].contains(&source.part.as_str()))
        .filter_map(|source| {
            Some(format!("src/{}: {}", source.path, prints.find(&source.code)?.as_str()))
        })
        .collect();
    assert!(printing.is_empty(), "{}", printing.join("\n"));
}

#[test]
fn a_group_of_names_is_taken_apart() {
    let source = Source {
        part: "cli".to_owned(),
        path: "cli/x.rs".to_owned(),
        code: "use recense::{pipeline::{self, Options}, Reading};\ncrate::read(x); crate::read::y"
            .to_owned(),
    };
    let parts: BTreeSet<&str> = MAY_SEE.iter().map(|(part, _)| *part).collect();
    let names: Vec<String> = seen(&source, &parts).into_iter().collect();
    assert_eq!(names, ["lib", "pipeline", "read"]);
}
