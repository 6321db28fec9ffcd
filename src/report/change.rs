//! What changed from one dated document to the next.

use serde::Serialize;
use serde_json::Value;

use crate::model::registry::{Change, Entry};
use crate::report::speech::Speech;
use crate::report::value::{items, line};

/// A change as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// The field's key, or the mission's.
    pub field: String,
    /// True if the field is a mission.
    pub mission: bool,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
    /// Of a list: what came.
    pub added: Vec<String>,
    /// Of a list: what went.
    pub dropped: Vec<String>,
}

/// The changes of an entry that documents of a date made.
pub fn shifts(entry: &Entry, as_of: &str, speech: &Speech) -> Vec<Shift> {
    let of_date = entry.changes.iter().filter(|change| change.as_of == as_of);
    of_date.map(|change| shift(change, speech)).collect()
}

fn shift(change: &Change, speech: &Speech) -> Shift {
    let Change { field, from, to, .. } = change;
    let (field, mission) = match field.strip_prefix("missions/") {
        Some(mission) => (mission, true),
        None => (field.as_str(), false),
    };
    let texts = |value: &Value| -> Vec<String> {
        match (mission, value) {
            (true, value) => ["actions", "text"]
                .iter()
                .filter_map(|part| value.get(*part)?.as_array())
                .flatten()
                .filter_map(|text| text.as_str().map(str::to_owned))
                .collect(),
            (false, Value::Array(_)) => {
                let items = items(field, value, None, speech);
                items.iter().map(|item| line(std::slice::from_ref(item), speech)).collect()
            }
            _ => Vec::new(),
        }
    };
    let (before, after) = (texts(from), texts(to));
    let but = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter().filter(|text| !others.contains(text)).cloned().collect()
    };
    let whole = |value: &Value| match (mission, value) {
        (true, value) => {
            let status = value.get("status").unwrap_or(&Value::Null);
            speech.word("status", status)
        }
        (false, Value::Array(_)) => String::new(),
        (false, value) => line(&items(field, value, None, speech), speech),
    };
    let (was, is) = (whole(from), whole(to));
    let same = was == is;
    Shift {
        field: field.to_owned(),
        mission,
        from: if same { String::new() } else { was },
        to: if same { String::new() } else { is },
        added: but(&after, &before),
        dropped: but(&before, &after),
    }
}
