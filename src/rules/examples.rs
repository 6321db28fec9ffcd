//! The examples of the rules: each rule carries texts that it must match and texts that it must not.

use std::collections::BTreeMap;

use crate::normalise::shadow::{Shadow, fold};
use crate::rules::pattern::Pattern;
use crate::rules::{Example, FamilyRules, IgnoreWhat, Rules};

/// An example whose answer is not what the rule makes of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The rule's id.
    pub rule: String,
    /// The line of the text in the rule's file, from 1.
    pub line: usize,
    /// The text.
    pub text: String,
    /// What the example says.
    pub expected: toml::Value,
    /// What came.
    pub found: toml::Value,
}

/// What running the examples gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Examples {
    /// How many were run.
    pub run: usize,
    /// Those that do not hold, by rule and line.
    pub failures: Vec<Failure>,
}

/// Runs the examples of all rules; a rule that several families use is run once in each. Values
/// are checked by whoever can read them, with `read`: it is given the rule's family, its number
/// among the fields and the text, and gives what the rule makes of it.
pub fn run(rules: &Rules, read: impl Fn(&FamilyRules, usize, &str) -> toml::Value) -> Examples {
    let mut held = BTreeMap::new();
    for family in rules.families() {
        for rule in &family.records {
            let found = |text: &str| {
                if rule.begin.iter().any(|pattern| pattern.matches(text)) {
                    return toml::Value::Boolean(true);
                }
                if rule.header.iter().any(|pattern| pattern.matches(text)) {
                    return "header".into();
                }
                let heading = rule.headings.iter().any(|pattern| pattern.matches(text));
                if heading { "heading".into() } else { toml::Value::Boolean(false) }
            };
            check(&mut held, &rule.id, &rule.examples, found);
        }
        for rule in &family.indexes {
            check(&mut held, &rule.id, &rule.examples, |text| captures(&rule.pattern, text));
        }
        for rule in &family.sections {
            let vocabulary = rules.vocabulary(&rule.label_from);
            check(&mut held, &rule.id, &rule.examples, |text| {
                let folded = fold(text);
                let prefix = rule.prefix.as_ref().and_then(|prefix| prefix.find_folded(&folded));
                let label = folded.get(prefix.map_or(0, |prefix| prefix.end)..);
                let term = vocabulary.spelled(label.unwrap_or_default());
                term.map_or(toml::Value::Boolean(false), |term| term.value.clone().into())
            });
        }
        for rule in &family.tokens {
            let found = |text: &str| toml::Value::Boolean(rule.pattern.matches(text));
            check(&mut held, &rule.id, &rule.examples, found);
        }
        for rule in &family.ignores {
            let IgnoreWhat::Blocks(pattern) = &rule.what else { continue };
            let found = |text: &str| toml::Value::Boolean(pattern.matches(text));
            check(&mut held, &rule.id, &rule.examples, found);
        }
        for (number, rule) in family.fields.iter().enumerate() {
            check(&mut held, &rule.id, &rule.examples, |text| read(family, number, text));
        }
    }
    let run = held.len();
    Examples { run, failures: held.into_values().flatten().collect() }
}

/// What a pattern captures, by name.
fn captures(pattern: &Pattern, text: &str) -> toml::Value {
    let folded = Shadow::folded(text);
    let printed = Shadow::printed(text);
    let shadow = pattern.haystack(&folded, &printed);
    let Some(captures) = pattern.captures(shadow) else { return toml::Value::Boolean(false) };
    let mut table = toml::Table::new();
    for (name, found) in captures.parts() {
        let range = shadow.source(found);
        let printed: String = text.chars().take(range.end).skip(range.start).collect();
        table.insert(name.to_owned(), printed.trim().into());
    }
    table.into()
}

/// Compares each example with what the rule makes of its text; keeps the first failure of each.
fn check(
    held: &mut BTreeMap<(String, usize), Option<Failure>>,
    id: &str,
    examples: &[Example],
    found: impl Fn(&str) -> toml::Value,
) {
    let no = toml::Value::Boolean(false);
    for example in examples {
        let found = found(&example.text);
        let agrees = match (&example.expect, &found) {
            (toml::Value::Boolean(true), found) => *found != no,
            // A value may say less than the rule finds.
            (toml::Value::Table(expected), toml::Value::Table(found)) => {
                expected.iter().all(|(key, value)| found.get(key) == Some(value))
            }
            (expected, found) => expected == found,
        };
        let failure = (!agrees).then(|| Failure {
            rule: id.to_owned(),
            line: example.line,
            text: example.text.clone(),
            expected: example.expect.clone(),
            found,
        });
        let known = held.entry((id.to_owned(), example.line)).or_default();
        *known = known.take().or(failure);
    }
}
