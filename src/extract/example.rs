//! What a field rule makes of a text that stands alone: the examples of the rules are checked with
//! it.

use crate::extract::fiche::{self, office};
use crate::extract::hit::{Seen, in_sentence};
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Spot, Trace};
use crate::extract::value::gap_of;
use crate::model::document::{Document, Line, MediaType, Page};
use crate::normalise::by_name;
use crate::rules::{FamilyRules, Field, FieldPlace, Rules};

/// What a family's field rule makes of a text: its captures and its value, the code of the gap
/// that a rejected value leaves, or `false` where the rule does not match.
pub fn example(rules: &Rules, family: &FamilyRules, field: usize, text: &str) -> toml::Value {
    let none = toml::Value::Boolean(false);
    let Some(rule) = family.fields.get(field) else { return none };
    let document = document(text);
    let sheet = Sheet::new(&document, Trace::OFF);
    if rule.place == FieldPlace::Record && rule.patterns.is_empty() {
        let value = fiche::labelled_text(&sheet, rules, family, field);
        return value.map_or(none, |value| read(rules, rule, &value, roles(rules, rule, &value)));
    }
    let Some(block) = sheet.blocks.first() else { return none };
    if rule.place == FieldPlace::Sentence {
        let hits = in_sentence(rule, Seen::block(block), &Spot::NOWHERE);
        let Some(hit) = hits.first() else { return none };
        let mut table = toml::Table::new();
        for (name, range) in hit.parts() {
            table.insert(name.to_owned(), block.slice(range).trim().into());
        }
        let value = table.get("value").and_then(toml::Value::as_str).map(str::to_owned);
        return match value {
            Some(value) => read(rules, rule, &value, table),
            None => table.into(),
        };
    }
    if rule
        .unless
        .iter()
        .any(|unless| unless.is_match(unless.haystack(&block.folded, &block.printed)))
    {
        return none;
    }
    for pattern in &rule.patterns {
        let shadow = pattern.haystack(&block.folded, &block.printed);
        let Some(captures) = pattern.captures(shadow) else { continue };
        let mut table = toml::Table::new();
        for (name, found) in captures.parts() {
            let printed = block.slice(shadow.source(found));
            table.insert(name.to_owned(), printed.trim().into());
        }
        let value = table.get("value").and_then(toml::Value::as_str).map(str::to_owned);
        return match value {
            Some(value) => read(rules, rule, &value, table),
            None => table.into(),
        };
    }
    none
}

/// The roles that stand beside the names of a text.
fn roles(rules: &Rules, rule: &Field, text: &str) -> toml::Table {
    let roles: Vec<toml::Value> =
        office::spelled(rules, rule, text).into_iter().flatten().map(toml::Value::from).collect();
    let named = (!roles.is_empty()).then(|| ("roles".to_owned(), roles.into()));
    named.into_iter().collect()
}

/// A document of one line.
fn document(text: &str) -> Document {
    let line = Line { text: text.to_owned(), ..Line::default() };
    Document {
        media_type: MediaType::Text,
        paginated: false,
        pages: vec![Page { lines: vec![line], ..Page::default() }],
        declared_language: None,
        defects: Vec::new(),
    }
}

/// Adds the value that the rule's normaliser reads to the captures.
fn read(rules: &Rules, rule: &Field, text: &str, mut table: toml::Table) -> toml::Value {
    let name = rule.normaliser.as_deref().unwrap_or("text");
    match by_name(name, text, rules.lexicon()) {
        Some(Ok(serde_json::Value::Object(parts))) => {
            for (key, value) in parts {
                if let Ok(value) = toml::Value::try_from(value) {
                    table.insert(key, value);
                }
            }
            table.into()
        }
        Some(Ok(value)) => {
            // Names of a list are checked as they are written.
            let value = match value {
                serde_json::Value::Array(persons) => persons
                    .into_iter()
                    .map(|person| person.get("name").cloned().unwrap_or(person))
                    .collect(),
                other => other,
            };
            if let Ok(value) = toml::Value::try_from(value) {
                table.insert("value".to_owned(), value);
            }
            table.into()
        }
        Some(Err(reject)) => gap_of(&reject).name().into(),
        None => table.into(),
    }
}
