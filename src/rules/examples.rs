//! The examples of the rules: each rule carries texts that it must match and texts that it must not.

use std::collections::BTreeMap;

use crate::normalise::shadow::{Shadow, fold};
use crate::rules::file::ExampleTable;
use crate::rules::pattern::Pattern;
use crate::rules::{FamilyRules, IgnoreWhat, Rules};

/// An example whose answer is not what the rule makes of it, or a rule without examples: one
/// sentence each. Values are checked by whoever can read them, with `read`: it is given the rule's
/// family, its number among the fields and the text, and gives what the rule makes of it.
pub fn failures(
    rules: &Rules,
    read: impl Fn(&FamilyRules, usize, &str) -> toml::Value,
) -> Vec<String> {
    let mut failures = BTreeMap::new();
    for family in rules.families() {
        for rule in &family.records {
            let found = |text: &str| {
                if rule.begin.iter().any(|pattern| pattern.matches(text)) {
                    return toml::Value::Boolean(true);
                }
                let heading = rule.headings.iter().any(|pattern| pattern.matches(text));
                if heading { "heading".into() } else { toml::Value::Boolean(false) }
            };
            check(&mut failures, &rule.id, &rule.examples, found);
        }
        for rule in &family.indexes {
            check(&mut failures, &rule.id, &rule.examples, |text| captures(&rule.pattern, text));
        }
        for rule in &family.sections {
            let vocabulary = rules.vocabulary(&rule.label_from);
            check(&mut failures, &rule.id, &rule.examples, |text| {
                let folded = fold(text);
                let prefix = rule.prefix.as_ref().and_then(|prefix| prefix.find(&folded));
                let label = folded.get(prefix.map_or(0, |prefix| prefix.end)..);
                let term = vocabulary.spelled(label.unwrap_or_default());
                term.map_or(toml::Value::Boolean(false), |term| term.value.clone().into())
            });
        }
        for rule in &family.tokens {
            let found = |text: &str| toml::Value::Boolean(rule.pattern.matches(text));
            check(&mut failures, &rule.id, &rule.examples, found);
        }
        for rule in &family.ignores {
            let IgnoreWhat::Blocks(pattern) = &rule.what else { continue };
            let found = |text: &str| toml::Value::Boolean(pattern.matches(text));
            check(&mut failures, &rule.id, &rule.examples, found);
        }
        for (number, rule) in family.fields.iter().enumerate() {
            check(&mut failures, &rule.id, &rule.examples, |text| read(family, number, text));
        }
    }
    failures.into_values().flatten().collect()
}

/// What a pattern captures, by name.
fn captures(pattern: &Pattern, text: &str) -> toml::Value {
    let folded = Shadow::folded(text);
    let printed = Shadow::printed(text);
    let shadow = pattern.haystack(&folded, &printed);
    let Some(captures) = pattern.captures(shadow) else { return toml::Value::Boolean(false) };
    let mut table = toml::Table::new();
    for name in pattern.names() {
        let Some(found) = captures.name(name) else { continue };
        let range = shadow.source(found.range());
        let printed: String = text.chars().take(range.end).skip(range.start).collect();
        table.insert(name.to_owned(), printed.trim().into());
    }
    table.into()
}

/// Compares each example with what the rule makes of its text.
fn check(
    failures: &mut BTreeMap<String, Vec<String>>,
    id: &str,
    examples: &[ExampleTable],
    found: impl Fn(&str) -> toml::Value,
) {
    let no = toml::Value::Boolean(false);
    let mut told = Vec::new();
    if !examples.iter().any(|example| example.expect != no) {
        told.push(format!("{id}: no example that matches"));
    }
    if !examples.iter().any(|example| example.expect == no) {
        told.push(format!("{id}: no example that must not match"));
    }
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
        if !agrees {
            told.push(format!(
                "{id}: {:?} gives {found}, and its example expects {}",
                example.text, example.expect
            ));
        }
    }
    failures.insert(id.to_owned(), told);
}
