//! The checks of one rule file by itself.

use std::collections::BTreeSet;

use crate::model::diagnostic::Diagnostic;
use crate::model::record::MilestoneKind;
use crate::normalise::NORMALISERS;
use crate::normalise::shadow::fold;
use crate::rules::check;
use crate::rules::file::{FieldPlace, Text};
use crate::rules::fragment::is_name;
use crate::rules::lint::{at, names_one};
use crate::rules::parsed::Parsed;
use crate::rules::target::Target;

/// Every check of one file.
pub const CHECKS: &[fn(&Parsed<'_>) -> Vec<Diagnostic>] =
    &[names, reasons, repeated_texts, fixed_parts, captures, places, unlooked, readers, roles];

/// Rules of one name in one file, and names that are no part of an id.
fn names(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut errors = Vec::new();
    for (name, _, _) in file.rules() {
        if !seen.insert(name.get_ref()) {
            let message = format!("two rules are called {:?}", name.get_ref());
            errors.push(at(
                check::DOUBLE_NAME,
                file.source,
                name,
                message,
                "an id names one rule of its file",
            ));
        }
    }
    for (name, _, _) in file.rules().chain(file.words()) {
        if !is_name(name.get_ref()) {
            let message = format!("{:?} cannot be an id", name.get_ref());
            let hint = "an id is small letters, digits and dashes, a letter first";
            errors.push(at(check::BAD_NAME, file.source, name, message, hint));
        }
    }
    errors
}

/// Rules that do not say why they are right.
fn reasons(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let all = file.rules().chain(file.words());
    all.filter(|(_, why, _)| why.trim().is_empty())
        .map(|(name, _, _)| {
            let message = format!("{:?} does not say why", name.get_ref());
            let hint = "`why` is for whoever has to decide whether the rule still holds";
            at(check::NO_WHY, file.source, name, message, hint)
        })
        .collect()
}

/// An expression that one rule has twice, and a label or spelling that it lists twice.
fn repeated_texts(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let tables = &file.file;
    let terms = || tables.vocabulary.iter().flat_map(|table| &table.term);
    let expressions = (tables.record.iter().flat_map(|table| [&table.begin, &table.heading]))
        .chain(tables.field.iter().flat_map(|table| [&table.patterns, &table.unless]))
        .chain(terms().map(|term| &term.headings));
    let spellings = (tables.field.iter().map(|table| &table.label))
        .chain(terms().flat_map(|term| [&term.spelled, &term.topics]));
    let mut errors = Vec::new();
    for list in expressions {
        for text in repeated(list, String::clone) {
            let message = "this expression stands here twice".to_owned();
            errors.push(at(
                check::REPEATED,
                file.source,
                text,
                message,
                "the second one can never apply",
            ));
        }
    }
    for list in spellings {
        for text in repeated(list, |text| fold(text)) {
            let message = format!("{:?} is listed twice", text.get_ref());
            let hint = "case, accents, apostrophes and dashes do not matter";
            errors.push(at(check::REPEATED, file.source, text, message, hint));
        }
    }
    errors
}

/// The texts of a list that are an earlier one's equal.
fn repeated(list: &[Text], form: impl Fn(&String) -> String) -> Vec<&Text> {
    let mut seen = BTreeSet::new();
    list.iter().filter(|text| !seen.insert(form(text.get_ref()))).collect()
}

/// Fixed parts that the target does not have, and milestones of no kind.
fn fixed_parts(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for field in &file.file.field {
        let Some(target) = Target::named(field.sets.get_ref()) else { continue };
        for (key, value) in &field.with {
            let bytes = key.span();
            if !target.with.contains(&key.get_ref().as_str()) {
                let what = format!("part of `with` for a {}", target.name);
                errors.push(file.source.unknown(bytes, &what, key.get_ref(), target.with));
            } else if key.get_ref() == "kind" && !names_one::<MilestoneKind>(value) {
                let message = format!("{value:?} is no kind of milestone");
                errors.push(at(
                    check::UNKNOWN_NAME,
                    file.source,
                    key,
                    message,
                    "the contract lists the kinds",
                ));
            }
        }
    }
    errors
}

/// Captures that the target does not know: what they hold would be lost.
fn captures(file: &Parsed<'_>) -> Vec<Diagnostic> {
    const OPENING: &str = "(?P<";
    let mut errors = Vec::new();
    for field in &file.file.field {
        let Some(target) = Target::named(field.sets.get_ref()) else { continue };
        for text in &field.patterns {
            for (opening, _) in text.get_ref().match_indices(OPENING) {
                let start = opening + OPENING.len();
                let rest = text.get_ref().get(start..).unwrap_or_default();
                let name = rest.split('>').next().unwrap_or_default();
                if !target.captures.contains(&name) {
                    let what = format!("capture for a {}", target.name);
                    let bytes = file.source.inside(text, start..start + name.len());
                    errors.push(file.source.unknown(bytes, &what, name, target.captures));
                }
            }
        }
    }
    errors
}

/// Tokens that can stand nowhere.
fn places(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let nowhere = file.file.token.iter().filter(|token| token.on.is_empty());
    nowhere
        .map(|token| {
            let message = format!("{:?} applies nowhere", token.id.get_ref());
            at(check::NEVER_APPLIES, file.source, &token.id, message, "`on` says where")
        })
        .collect()
}

/// Fields that nothing looks for at the place that they name, and expressions inside of records,
/// where values are found by their labels.
fn unlooked(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for field in &file.file.field {
        let Some(target) = Target::named(field.sets.get_ref()) else { continue };
        let place =
            toml::Value::try_from(field.place).map_or_else(|_| String::new(), |v| v.to_string());
        if !target.is_looked_for(field.place) {
            let message = format!("a {} is not looked for where = {place}", target.name);
            let hint = "rules/README.md says where each target is looked for";
            errors.push(at(check::NEVER_APPLIES, file.source, &field.id, message, hint));
        } else if let (FieldPlace::Record, Some(text)) = (field.place, field.patterns.first()) {
            let message = "inside of a record nothing looks for an expression".to_owned();
            let hint = "the value of a fiche stands behind a `label`";
            errors.push(at(check::NEVER_APPLIES, file.source, text, message, hint));
        }
    }
    errors
}

/// Values behind labels that no normaliser, or one of another kind, reads: they would be claimed
/// and lost.
fn readers(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let labelled = file.file.field.iter().filter(|field| {
        let labels = !field.label.is_empty() || field.label_from.is_some();
        labels && field.place == FieldPlace::Record
    });
    labelled
        .filter_map(|field| {
            let target = Target::named(field.sets.get_ref())?;
            let reader = field.normaliser.as_ref();
            let known = |name: &Text| {
                let name = name.get_ref().as_str();
                // A name that is no normaliser has been told.
                target.readers().contains(&name) || !NORMALISERS.contains(&name)
            };
            if reader.is_some_and(known) {
                return None;
            }
            let text = reader.unwrap_or(&field.id);
            let message = format!("a {} behind a label is not read so", target.name);
            let hint = match target.readers() {
                [] => "it can only be found by `match`".to_owned(),
                readers => format!("`as` is one of: {}", readers.join(", ")),
            };
            Some(at(check::VALUE_LOST, file.source, text, message, &hint))
        })
        .collect()
}

/// People behind a label whose role nobody says, and roles beside what are no people.
fn roles(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for field in file.file.field.iter().filter(|field| field.place == FieldPlace::Record) {
        let officers = field.sets.get_ref() == "community.officer";
        let roles = [&field.label_from, &field.role_from];
        let said = roles.iter().any(|from| from.is_some()) || field.with.contains_key("role");
        if officers && !said {
            let message = "nothing says the role of these people".to_owned();
            let hint = "`label_from` or `role_from` names a vocabulary of roles, or `with` a role";
            errors.push(at(check::VALUE_LOST, file.source, &field.id, message, hint));
        } else if let Some(from) = field.role_from.as_ref().filter(|_| !officers) {
            let message = format!("a {} has no role", field.sets.get_ref());
            let hint = "only a community.officer has one";
            errors.push(at(check::VALUE_LOST, file.source, from, message, hint));
        }
    }
    errors
}
