//! What an edit of the rules changes in a folder of documents: its blast radius.
//!
//! Each document is read once and extracted twice, by the old rules and by the new ones.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::Reading;
use crate::compare::{Difference, differences};
use crate::model::gap::{Gap, GapCode};
use crate::model::ledger::Claim;
use crate::model::record::Record;
use crate::pipeline::SetupError;
use crate::pipeline::corpus::corpus;
use crate::rules::Rules;

/// What an edit changes.
#[derive(Debug, Serialize)]
pub struct Edit {
    /// How many documents were read.
    pub documents: u64,
    /// The documents that could not be read, with the cause.
    pub failed: BTreeMap<String, String>,
    /// The documents of which anything changes, by their paths.
    pub changed: BTreeMap<String, Changes>,
}

/// What an edit changes in one document.
#[derive(Debug, Default, Serialize)]
pub struct Changes {
    /// Values that are other ones, new or gone.
    pub values: Vec<Change>,
    /// Gaps that are no longer there.
    pub closed: Vec<Gap>,
    /// Gaps that were not there.
    pub opened: Vec<Gap>,
    /// Visible text that a rule reads now and none did, that none reads now, or another rule.
    pub texts: Vec<Stretch>,
}

/// A value before and after; none where there was or is no value.
#[derive(Debug, Serialize)]
pub struct Change {
    /// JSON Pointer into the new record; into the old one where the value is gone.
    pub pointer: String,
    /// By the old rules.
    pub old: Option<Value>,
    /// By the new rules.
    pub new: Option<Value>,
}

/// A stretch of visible text that is read by other rules than before; what an ignore rule passes
/// over is not read.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// The page, from 1; none where the format has no pages.
    pub page: Option<u32>,
    /// The line, from 1.
    pub line: usize,
    /// What is printed there.
    pub text: String,
    /// The rule that read it.
    pub old: Option<String>,
    /// The rule that reads it now.
    pub new: Option<String>,
}

impl Changes {
    /// True if nothing changes.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
            && self.closed.is_empty()
            && self.opened.is_empty()
            && self.texts.is_empty()
    }
}

/// Reads a folder of documents by the old and by the new rules.
pub fn edit(folder: &Path, old: &Rules, new: &Rules) -> Result<Edit, SetupError> {
    let corpus = corpus(folder, |bytes, path| {
        let [before, after] = crate::read_twice(bytes, path, [old, new])?;
        Ok(changes(&before, &after))
    })?;
    Ok(Edit {
        documents: corpus.documents.len() as u64,
        failed: corpus.failed.into_iter().map(|(path, error)| (path, error.message)).collect(),
        changed: corpus.documents.into_iter().filter(|(_, changes)| !changes.is_empty()).collect(),
    })
}

fn changes(before: &Reading, after: &Reading) -> Changes {
    let values = differences(&values(&before.record), &values(&after.record));
    let change = |Difference { pointer, old, new }| Change { pointer, old, new };
    Changes {
        values: values.into_iter().map(change).collect(),
        closed: gaps_without(&before.record.gaps, &after.record.gaps),
        opened: gaps_without(&after.record.gaps, &before.record.gaps),
        texts: texts(before, after),
    }
}

/// The values of a record: what is told of gaps, claims and places is compared by itself.
fn values(record: &Record) -> Value {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    if let Value::Object(parts) = &mut value {
        for part in ["gaps", "coverage", "evidence"] {
            parts.remove(part);
        }
    }
    value
}

/// The gaps of one record that the other does not have. Unclaimed text is compared as text.
fn gaps_without(gaps: &[Gap], others: &[Gap]) -> Vec<Gap> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for gap in others {
        *known.entry(&gap.id).or_default() += 1;
    }
    let is_new = |gap: &&Gap| match known.get_mut(gap.id.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => gap.code != GapCode::UnclaimedText,
    };
    gaps.iter().filter(is_new).cloned().collect()
}

/// The visible text that is read by other rules than before.
fn texts(before: &Reading, after: &Reading) -> Vec<Stretch> {
    let document = &after.document;
    let mut stretches = Vec::new();
    for (page, lines) in document.pages.iter().map(|page| &page.lines).enumerate() {
        for (line, content) in lines.iter().enumerate() {
            let characters: Vec<char> = content.text.chars().collect();
            let old = readers(before, page, line, characters.len());
            let new = readers(after, page, line, characters.len());
            let mut open: Option<(usize, Stretch)> = None;
            for (at, (c, (old, new))) in characters.iter().zip(old.iter().zip(&new)).enumerate() {
                // White space between two words belongs to what they belong to.
                if c.is_whitespace() {
                    continue;
                }
                match &mut open {
                    Some((end, held)) if held.old == *old && held.new == *new => {
                        held.text.extend(characters.get(*end..=at).unwrap_or_default());
                        *end = at + 1;
                    }
                    _ => {
                        stretches.extend(open.take().map(|(_, held)| held));
                        let page = document.page_number(page);
                        let (old, new) = (old.clone(), new.clone());
                        let held = Stretch { page, line: line + 1, text: c.to_string(), old, new };
                        open = Some((at + 1, held));
                    }
                }
            }
            stretches.extend(open.map(|(_, held)| held));
        }
    }
    stretches.retain(|stretch| stretch.old != stretch.new);
    stretches
}

/// The rule that reads each character of a line.
fn readers(reading: &Reading, page: usize, line: usize, length: usize) -> Vec<Option<String>> {
    let owners = reading.ledger.owners(page, line, length).into_iter();
    owners
        .map(|owner| Some(owner.filter(|entry| entry.claim == Claim::Claimed)?.rule.clone()))
        .collect()
}
