//! No word of the documents stands in the sources: labels, roles, months, departments are rules.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use recense::normalise::shadow::fold;
use recense::rules::Rules;
use regex::Regex;

/// The vocabularies whose words belong to the documents.
const VOCABULARIES: [&str; 4] = ["missions", "roles", "departments", "months"];

/// Spellings that are also the contract's own English words, in strings such as keys and gap codes,
/// or too short to tell from anything else.
const ALSO_ENGLISH: [&str; 12] = [
    "quality",
    "prevention",
    "director",
    "president",
    "coordinator",
    "treasurer",
    "administrator",
    "secretary",
    "chair",
    "may",
    "march",
    "parcours",
];

/// The string literals of a source file without its comments and tests, with their lines.
fn literals(text: &str) -> Vec<(usize, String)> {
    let literal =
        Regex::new(r##"r#+"(?s:.*?)"#+|"(?:[^"\\]|\\(?s:.))*"|'(?:[^'\\]|\\.)'"##).unwrap();
    let tests = Regex::new(r"#\[cfg\(test\)\]\n(?:pub\S* )?mod \w+ \{").unwrap();
    let program = tests.split(text).next().unwrap();
    let code: Vec<&str> = program
        .lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
        .collect();
    let code = code.join("\n");
    literal
        .find_iter(&code)
        .map(|found| {
            let line = code[..found.start()].matches('\n').count() + 1;
            (line, found.as_str().to_owned())
        })
        .collect()
}

fn sources() -> Vec<PathBuf> {
    let mut sources = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.extend((!path.ends_with("tests")).then_some(path));
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
            {
                sources.push(path);
            }
        }
    }
    sources.sort();
    sources
}

#[test]
fn no_word_of_the_documents_stands_in_the_sources() {
    let rules = Rules::bundled().unwrap();
    let words: Vec<(String, Regex)> = VOCABULARIES
        .iter()
        .flat_map(|name| rules.vocabulary(name).spellings())
        .filter(|word| word.chars().count() > 3 && !ALSO_ENGLISH.contains(&word.as_str()))
        .map(|word| {
            let whole = Regex::new(&format!(r"(?:^|[^\w/]){}(?:$|[^\w/])", regex::escape(&word)));
            (word, whole.unwrap())
        })
        .collect();
    assert!(words.len() > 200, "{}", words.len());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in sources() {
        for (line, literal) in literals(&fs::read_to_string(&path).unwrap()) {
            let folded = fold(&literal);
            for (word, whole) in &words {
                if whole.is_match(&folded) {
                    let path = path.strip_prefix(root).unwrap().display();
                    found.push(format!("{path}:{line}: {word:?} belongs into rules/: {literal}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_literal_is_found_and_a_comment_is_none() {
    let text =
        "// \"a\"\nlet x = \"b \\\" c\"; // no\nlet y = 'd';\n#[cfg(test)]\nmod tests {\"e\"}";
    let found: Vec<String> = literals(text).into_iter().map(|(_, literal)| literal).collect();
    assert_eq!(found, ["\"b \\\" c\"", "'d'"]);
}
