//! Rules in the shadow of others, as their own examples show it.
//!
//! Whether one expression takes all that another takes cannot be told in general; that every
//! example of a rule is taken by an earlier one can.

use crate::model::diagnostic::Diagnostic;
use crate::rules::check;
use crate::rules::file::TokenPlace;
use crate::rules::lint::at;
use crate::rules::parsed::Parsed;
use crate::rules::rule::{Example, FamilyRules, IgnoreWhat};

/// Every such rule of a family.
pub fn check(family: &FamilyRules, parsed: &[Parsed<'_>]) -> Vec<Diagnostic> {
    let mut problems = ignored_before(family, parsed);
    problems.extend(tokens(family, parsed));
    problems
}

/// The texts that a rule is to match.
fn matching(examples: &[Example]) -> Vec<&str> {
    let no = toml::Value::Boolean(false);
    let matching = examples.iter().filter(|example| example.expect != no);
    matching.map(|example| example.text.as_str()).collect()
}

/// Ignore rules each of whose examples an earlier ignore rule passes over.
fn ignored_before(family: &FamilyRules, parsed: &[Parsed<'_>]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (number, rule) in family.ignores.iter().enumerate() {
        let texts = matching(&rule.examples);
        let earlier = family.ignores.iter().take(number).find(|earlier| match &earlier.what {
            IgnoreWhat::Blocks(pattern) => texts.iter().all(|text| pattern.matches(text)),
            _ => false,
        });
        if let Some(earlier) = earlier.filter(|_| !texts.is_empty()) {
            problems.extend(shadowed(parsed, &rule.id, &earlier.id));
        }
    }
    problems
}

/// Tokens each of whose examples an earlier token takes at every place, and tokens that mean
/// another gap where both take one text.
fn tokens(family: &FamilyRules, parsed: &[Parsed<'_>]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (number, rule) in family.tokens.iter().enumerate() {
        let texts = matching(&rule.examples);
        for earlier in family.tokens.iter().take(number) {
            let shared = |place: &TokenPlace| earlier.on.contains(place);
            let taken = |text: &&&str| earlier.pattern.matches(text);
            if !texts.is_empty() && texts.iter().filter(taken).count() == texts.len() {
                if rule.on.iter().all(shared) {
                    problems.extend(shadowed(parsed, &rule.id, &earlier.id));
                }
            } else if let Some(text) = texts.iter().find(taken)
                && rule.gap != earlier.gap
                && rule.on.iter().any(shared)
            {
                let message = format!("{text:?} is {} for {} too", earlier.gap.name(), earlier.id);
                let hint = "the first one decides: make their expressions tell them apart";
                problems.extend(told(parsed, &rule.id, check::TIED, message, hint));
            }
        }
    }
    problems
}

fn shadowed(parsed: &[Parsed<'_>], id: &str, earlier: &str) -> Option<Diagnostic> {
    let name = id.rsplit('/').next().unwrap_or(id);
    let message = format!("{earlier} takes every example of {name:?} before it");
    let hint = "say what is told apart, with an example that only this rule matches";
    told(parsed, id, check::SHADOWED, message, hint)
}

/// Something wrong at the id of a compiled rule.
fn told(
    parsed: &[Parsed<'_>],
    id: &str,
    check: crate::model::diagnostic::Check,
    message: String,
    hint: &str,
) -> Option<Diagnostic> {
    parsed.iter().find_map(|file| {
        let (name, _, _) = file.rules().find(|(name, _, _)| file.id(name) == id)?;
        Some(at(check, file.source, name, message.clone(), hint))
    })
}
