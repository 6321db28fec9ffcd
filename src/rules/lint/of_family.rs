//! The checks of a family's rules against one another.

use std::collections::BTreeMap;

use crate::model::diagnostic::Diagnostic;
use crate::model::record::{Mission, Role};
use crate::normalise::shadow::fold;
use crate::rules::check;
use crate::rules::error::SourceFile;
use crate::rules::file::{FieldPlace, FieldTable, Text};
use crate::rules::lint::{Family, at, names_one};
use crate::rules::parsed::Parsed;
use crate::rules::target::Target;
use crate::rules::vocabulary::Vocabulary;

/// Every check of one family.
pub const CHECKS: &[fn(&Family<'_, '_>) -> Vec<Diagnostic>] =
    &[shared_labels, labels_without_meaning, beaten_rules, lost_names, expectations];

/// A spelling that two labels of a record share: nobody could say which it is.
fn shared_labels(family: &Family<'_, '_>) -> Vec<Diagnostic> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut claim = |file: &Parsed<'_>, text: &Text, spelled: String, id: &str| {
        if let Some(other) = owners.get(&spelled).filter(|other| *other != id) {
            let message = format!("{spelled:?} is a label of {other} too");
            let hint = "a label belongs to one rule: take it out of the other";
            errors.push(at(check::SHARED_LABEL, file.source, text, message, hint));
        }
        owners.entry(spelled).or_insert_with(|| id.to_owned());
    };
    for file in &family.files {
        for field in file.file.field.iter().filter(|field| field.place == FieldPlace::Record) {
            let id = file.id(&field.id);
            for label in &field.label {
                claim(file, label, fold(label.get_ref()), &id);
            }
            for (from, spelled) in from_vocabulary(family, field.label_from.as_ref()) {
                claim(file, from, spelled, &id);
            }
        }
        for section in &file.file.section {
            let id = file.id(&section.id);
            for (from, spelled) in from_vocabulary(family, Some(&section.label_from)) {
                claim(file, from, spelled, &id);
            }
        }
    }
    errors
}

/// The spellings of a vocabulary, each with the text that names it.
fn from_vocabulary<'t>(family: &Family<'_, '_>, name: Option<&'t Text>) -> Vec<(&'t Text, String)> {
    let Some(name) = name else { return Vec::new() };
    let vocabulary = family.vocabularies.get(name.get_ref());
    let spellings = vocabulary.map(Vocabulary::spellings).unwrap_or_default();
    spellings.into_iter().map(|spelled| (name, spelled)).collect()
}

/// Vocabularies of labels whose values are no mission or no role: such a label would be read and
/// its value lost.
fn labels_without_meaning(family: &Family<'_, '_>) -> Vec<Diagnostic> {
    let is_mission: fn(&str) -> bool = |value| names_one::<Mission>(value);
    let is_role: fn(&str) -> bool = |value| names_one::<Role>(value);
    let mut errors = Vec::new();
    for file in &family.files {
        let sections =
            file.file.section.iter().map(|table| (&table.label_from, "mission", is_mission));
        let officers =
            file.file.field.iter().filter(|table| table.sets.get_ref() == "community.officer");
        let named = officers.flat_map(|table| [&table.label_from, &table.role_from]);
        let officers = named.filter_map(|from| Some((from.as_ref()?, "role", is_role)));
        for (from, what, is_one) in sections.chain(officers) {
            let terms = family.vocabularies.get(from.get_ref()).map(Vocabulary::terms);
            let lost = terms.unwrap_or_default().iter().find(|term| !is_one(&term.value));
            if let Some(term) = lost {
                let name = from.get_ref();
                let message = format!("{:?} of the vocabulary {name:?} is no {what}", term.value);
                errors.push(at(
                    check::VALUE_LOST,
                    file.source,
                    from,
                    message,
                    "the contract lists them",
                ));
            }
        }
    }
    errors
}

/// Rules that an earlier one always beats, because it takes the same text at the same place.
fn beaten_rules(family: &Family<'_, '_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut take = |file: &Parsed<'_>, text: &Text, id: &Text, whats: Vec<String>| {
        let beaten = whats.iter().map(|what| first.get(what)).collect::<Option<Vec<_>>>();
        let winner = beaten.and_then(|winners| winners.first().map(|id| (*id).clone()));
        if let Some(winner) = winner {
            let message = format!("{:?} never applies", id.get_ref());
            let hint = format!("{winner} comes first and takes the same text");
            errors.push(at(check::NEVER_APPLIES, file.source, text, message, &hint));
        }
        for what in whats {
            first.entry(what).or_insert_with(|| file.id(id));
        }
    };
    for file in &family.files {
        for token in &file.file.token {
            let pattern = token.pattern.get_ref();
            let whats = token.on.iter().map(|place| format!("token {place:?} {pattern}"));
            take(file, &token.pattern, &token.id, whats.collect());
        }
        for rule in &file.file.ignore {
            let pattern = rule.pattern.iter().map(|text| format!("block {}", text.get_ref()));
            let regions = rule.region.iter().map(|region| format!("region {region:?}"));
            let outside = rule.outside_records.then(|| "outside".to_owned());
            let whats = pattern.chain(regions).chain(outside).collect();
            take(file, rule.pattern.as_ref().unwrap_or(&rule.id), &rule.id, whats);
        }
        for field in &file.file.field {
            for text in &field.patterns {
                take(file, text, &field.id, vec![place_of(field, text)]);
            }
        }
    }
    errors
}

/// What a field's expression takes: the text, where it looks, and what it sets.
fn place_of(field: &FieldTable, text: &Text) -> String {
    let unless: Vec<&String> = field.unless.iter().map(Text::get_ref).collect();
    let (sets, place, with) = (field.sets.get_ref(), field.place, &field.with);
    let with: Vec<(&String, &String)> = with.iter().map(|(key, v)| (key.get_ref(), v)).collect();
    format!("field {sets} {place:?} {with:?} {unless:?} {} {}", field.case, text.get_ref())
}

/// Lists of a section that the family does not have, and expectations of records of no rule.
fn lost_names(family: &Family<'_, '_>) -> Vec<Diagnostic> {
    let sections = family.files.iter().flat_map(|file| &file.file.section);
    let known: Vec<&str> = sections.map(|section| section.id.get_ref().as_str()).collect();
    let records = family.files.iter().flat_map(|file| &file.file.record);
    let records: Vec<&str> = records.map(|record| record.id.get_ref().as_str()).collect();
    let mut errors = Vec::new();
    for file in &family.files {
        for list in &file.file.list {
            let name = list.section.get_ref();
            if !known.contains(&name.as_str()) {
                let bytes = list.section.span();
                errors.push(file.source.unknown(bytes, "section", name, &known));
            }
        }
        for record in file.file.expect.iter().filter_map(|expect| expect.record.as_ref()) {
            let name = record.get_ref();
            if !records.contains(&name.as_str()) {
                errors.push(file.source.unknown(record.span(), "record", name, &records));
            }
        }
    }
    errors
}

/// Expectations of what no rule of the family sets: they could never be met.
fn expectations(family: &Family<'_, '_>) -> Vec<Diagnostic> {
    let fields = || family.files.iter().flat_map(|file| &file.file.field);
    let set: Vec<String> = fields()
        .filter_map(|field| Target::named(field.sets.get_ref())?.field())
        .map(|field| field.pointer().trim_start_matches('/').to_owned())
        .collect();
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    let subjects: Vec<&str> = fields()
        .filter(|field| field.sets.get_ref() == "figure")
        .filter_map(|field| field.with.get("subject").map(String::as_str))
        .collect();
    let mut errors = Vec::new();
    for file in &family.files {
        for expect in &file.file.expect {
            for (text, what, known) in
                [(&expect.field, "field", &set), (&expect.figure, "figure", &subjects)]
            {
                let Some(text) =
                    text.as_ref().filter(|text| !known.contains(&text.get_ref().as_str()))
                else {
                    continue;
                };
                let message = format!("no rule of the family sets the {what} {:?}", text.get_ref());
                let mut error = file.source.problem(check::UNKNOWN_NAME, text.span(), message);
                error.hint = SourceFile::nearest(text.get_ref(), known);
                errors.push(error);
            }
        }
    }
    errors
}
