//! A record against its source: the same bytes, the same text at the same place, the same values
//! by the same rules.

use serde_json::Value;

use crate::Reading;
use crate::compare::{Difference, differences};
use crate::model::document::{Document, Span};
use crate::model::pointer::part;
use crate::model::record::{COVER, Place, Record};
use crate::validate::{Finding, SOURCE, VALUE};

/// A record whose source could not be read again: why.
pub fn no_source(cause: &str) -> Finding {
    Finding::new(SOURCE, "/document/sha256", cause)
}

/// What a record says and its source, read again, does not.
///
/// Two looks, each for itself: the cited text has to stand at its place in the document, whatever
/// the rules are; and the rules, run again, have to give every value, its evidence and every gap
/// as they are written. Of a record that leaves personal data out, so does `source`.
pub fn replay(record: &Record, file: &Value, source: &Reading) -> Vec<Finding> {
    let mut findings = cited_text(record, &source.document);
    // Through the text: a box is written with as few digits as tell it, and read with them.
    let again = serde_json::to_string(&source.record).unwrap_or_default();
    let again: Value = serde_json::from_str(&again).unwrap_or_default();
    for Difference { pointer, old, new } in differences(&again, file) {
        // Where a piece of evidence cites what is not there, that has been said.
        if findings.iter().any(|said| said.check == SOURCE.name && covers(&said.pointer, &pointer))
        {
            continue;
        }
        let rule = rule(&source.record, &pointer);
        let (pointer, message) = match (old, new) {
            (Some(read), Some(written)) => (pointer, format!("is {written}, read is {read}{rule}")),
            (None, Some(written)) => (pointer, format!("is {written}, nothing is read")),
            (Some(read), None) => {
                let above = pointer.rsplit_once('/').map_or("", |(above, _)| above);
                (above.to_owned(), format!("lacks {read}, which is read{rule}"))
            }
            (None, None) => continue,
        };
        findings.push(Finding::new(VALUE, pointer, message));
    }
    findings.sort();
    findings
}

/// The evidence whose text does not stand at its place.
fn cited_text(record: &Record, document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (pointer, evidence) in &record.evidence {
        let printed: Vec<String> =
            evidence.at.iter().map(|place| printed(document, place)).collect();
        let printed = printed.join("\n");
        let stands = match record.redacted.is_some() {
            true => stands_but_for_covers(&evidence.raw, &printed),
            false => evidence.raw == printed,
        };
        if !stands {
            let message = match record.redacted.is_some() {
                // What is printed there may be what was left out.
                true => format!("cites {:?}, printed there is something else", evidence.raw),
                false => format!("cites {:?}, printed there is {printed:?}", evidence.raw),
            };
            let pointer = format!("/evidence/{}", part(pointer));
            findings.push(Finding::new(SOURCE, pointer, message));
        }
    }
    findings
}

/// True if a text is what is printed, as far as it is shown.
fn stands_but_for_covers(raw: &str, printed: &str) -> bool {
    let same = |(one, other): (char, char)| one == other || one == COVER && other != '\n';
    raw.chars().count() == printed.chars().count() && raw.chars().zip(printed.chars()).all(same)
}

/// What the document prints at a place; nothing where it has no such place.
fn printed(document: &Document, place: &Place) -> String {
    let index = |number: u32| (number as usize).checked_sub(1);
    let page = match (place.page, document.paginated) {
        (Some(page), true) => index(page),
        (None, false) => Some(0),
        _ => None,
    };
    let (Some(page), Some(line)) = (page, index(place.line)) else { return String::new() };
    document.text(Span { page, line, start: place.start as usize, end: place.end as usize })
}

/// True if the one pointer leads to the other's place or above it.
fn covers(above: &str, pointer: &str) -> bool {
    pointer.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// ` by the rule …`, where the value that is read has evidence.
fn rule(record: &Record, pointer: &str) -> String {
    let mut above = pointer;
    loop {
        if let Some(evidence) = record.evidence.get(above) {
            return format!(" by the rule {}", evidence.rule);
        }
        match above.rsplit_once('/') {
            Some((rest, _)) if !rest.is_empty() => above = rest,
            _ => return String::new(),
        }
    }
}
