//! Catalogues of gap messages: one sentence for each gap code, in each language.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::diagnostic::Diagnostic;
use crate::rules::check;
use crate::rules::error::SourceFile;

/// The gap messages in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// Sentences by `code` or `code.field`; `{place}` is replaced.
    gap: BTreeMap<String, String>,
    /// What fields are called, by their key.
    field: BTreeMap<String, String>,
    /// What speaks for two entries of the registry being one CPTS; `{value}` is replaced.
    #[serde(default)]
    evidence: BTreeMap<String, String>,
    /// What is said of two editions, by its key.
    #[serde(default)]
    diff: BTreeMap<String, String>,
}

impl Messages {
    /// A catalogue without sentences: gaps are told by their code.
    pub const EMPTY: Self = Self {
        gap: BTreeMap::new(),
        field: BTreeMap::new(),
        evidence: BTreeMap::new(),
        diff: BTreeMap::new(),
    };

    /// Reads a catalogue.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        toml::from_str(text).map_err(|error| {
            let bytes = error.span().unwrap_or(0..0);
            SourceFile { name, text }.problem(check::SYNTAX, bytes, error.message())
        })
    }

    /// The sentence for a gap code at a field, the more special one first.
    pub fn gap(&self, code: &str, field: &str) -> Option<&str> {
        self.gap.get(&format!("{code}.{field}")).or_else(|| self.gap.get(code)).map(String::as_str)
    }

    /// The sentence for what speaks for two entries being one CPTS.
    pub fn evidence<'a>(&'a self, key: &'a str) -> &'a str {
        self.evidence.get(key).map_or(key, String::as_str)
    }

    /// A word of a comparison of two editions; of fields and missions what they are called.
    pub fn diff<'a>(&'a self, key: &'a str) -> &'a str {
        self.diff.get(key).map_or_else(|| self.field(key), String::as_str)
    }

    /// What a field is called.
    pub fn field<'a>(&'a self, key: &'a str) -> &'a str {
        self.field.get(key).map_or(key, String::as_str)
    }
}

/// Replaces `{name}` in one pass, so that what is printed in a document is never a placeholder.
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(2 * template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(name),
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}
