//! A record without the mailboxes and telephone numbers of persons.
//!
//! Done to the record, before it is written or anything is made of it: registry, list of gaps,
//! report, tables and letters follow from records. A value of a person's is null afterwards; in any
//! other text, `raw` and messages included, each character of it is [`COVER`], so that the text keeps
//! its length and stands at its place. [`Record::redacted`] names the values that are not as printed.
//!
//! Names of persons stay, and so does the document's path. What is unsure counts as a person's: see
//! [`whose`]. Every text of a record is looked at, whatever it is called: a field that is new here is
//! no hole.

mod address;
mod number;
mod whose;

use std::ops::Range;

use aho_corasick::AhoCorasick;
use serde_json::Value;

use crate::model::defect::{DocumentError, ErrorKind};
use crate::model::pointer::part;
use crate::model::record::{COVER, Record};
use crate::normalise::identity::{CommunityIds, gap_id};
use crate::redact::whose::Known;
use crate::rules::Rules;

/// Texts that no document prints: ids, hashes and what leads to other places. Ids that are made of
/// texts are made again.
const NOT_PRINTED: [&str; 7] = ["id", "path", "sha256", "rule", "pointer", "community", "redacted"];

/// Parts of a record that are no values.
const NO_VALUES: [&str; 3] = ["gaps", "coverage", "evidence"];

/// Leaves out of a record what belongs to persons; once more changes nothing. An error only if what is
/// left is no record.
pub fn persons(record: Record, rules: &Rules) -> Result<Record, DocumentError> {
    let known = Known::of(&record, rules);
    let mut record = record;
    let mut gone = values(&mut record, &known);
    let said = AhoCorasick::new(gone.iter().map(|(_, value)| value)).ok();
    let covered = Covered { known: &known, said };
    // The message of a gap quotes the text on one line.
    for gap in &mut record.gaps {
        let Some(raw) = &mut gap.raw else { continue };
        let line = raw.replace('\n', " ");
        *raw = covered.text(raw);
        gap.message = gap.message.replace(&line, &raw.replace('\n', " "));
    }
    let mut whole = serde_json::to_value(&record).map_err(|cause| no_record(&cause))?;
    let mut changed = Vec::new();
    covered.all(&mut whole, &mut String::new(), &mut changed);
    let mut record: Record = serde_json::from_value(whole).map_err(|cause| no_record(&cause))?;
    gone.extend(changed.into_iter().map(|pointer| (pointer, String::new())));
    let before = record.redacted.take().unwrap_or_default();
    let mut pointers: Vec<String> =
        before.into_iter().chain(gone.into_iter().map(|(pointer, _)| pointer)).collect();
    in_order(&mut pointers, &record);
    record.redacted = Some(pointers);
    ids(&mut record);
    Ok(record)
}

/// A text by itself, such as the words of an error, without what may belong to persons.
pub fn text(text: &str, rules: &Rules) -> String {
    Covered { known: &Known::nobody(rules), said: None }.text(text)
}

fn no_record(cause: &serde_json::Error) -> DocumentError {
    DocumentError::new(ErrorKind::Crashed, format!("cannot leave personal data out: {cause}"))
}

/// Takes out the values that are a person's mailbox or number; gives each with its pointer.
fn values(record: &mut Record, known: &Known<'_>) -> Vec<(String, String)> {
    let mut gone = Vec::new();
    for (number, community) in record.communities.iter_mut().enumerate() {
        if let Some(email) = community.email.take_if(|email| known.is_persons_mailbox(email)) {
            let pointer = format!("/communities/{number}/email");
            // Evidence is of values: where it stood would say no more than that there was one.
            record.evidence.remove(&pointer);
            gone.push((pointer, email));
        }
    }
    for (number, contact) in record.contacts.iter_mut().enumerate() {
        if let Some(email) = contact.email.take_if(|email| known.is_persons_mailbox(email)) {
            gone.push((format!("/contacts/{number}/email"), email));
        }
        if let Some(phone) = contact.phone.take_if(|phone| known.is_persons_number(phone)) {
            gone.push((format!("/contacts/{number}/phone"), phone));
        }
    }
    gone
}

/// Covers what belongs to persons.
struct Covered<'a> {
    known: &'a Known<'a>,
    /// Finds the values that were taken out.
    said: Option<AhoCorasick>,
}

impl Covered<'_> {
    /// A text in which it is covered.
    fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        // What is covered can part what was one, so that something else is seen.
        loop {
            let places = self.places(&text);
            if places.is_empty() {
                return text;
            }
            let mut covered: Vec<char> = text.chars().collect();
            for place in places {
                let shown = covered.get_mut(place).unwrap_or_default().iter_mut();
                shown.filter(|c| **c != '\n').for_each(|c| *c = COVER);
            }
            let covered = String::from_iter(covered);
            if covered == text {
                return text;
            }
            text = covered;
        }
    }

    /// What is to be covered, in characters of the text.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.known;
        let addresses = address::find(text, &known.spellings)
            .into_iter()
            .filter(|(_, address)| known.is_persons_mailbox(address));
        let numbers = number::find(text).into_iter().filter(|(_, number)| {
            number.as_deref().is_none_or(|number| known.is_persons_number(number))
        });
        // Bytes and characters up to the end of the last one.
        let (mut bytes, mut characters) = (0, 0);
        let mut count = |to: usize| {
            characters += text.get(bytes..to).unwrap_or_default().chars().count();
            bytes = to;
            characters
        };
        let said = self.said.iter().flat_map(|said| said.find_iter(text));
        let said: Vec<_> = said.map(|found| count(found.start())..count(found.end())).collect();
        let found = addresses.map(|(at, _)| at).chain(numbers.map(|(at, _)| at));
        found.chain(said).collect()
    }

    /// Covers it in every text below a value; notes the values that were changed.
    fn all(&self, value: &mut Value, pointer: &mut String, changed: &mut Vec<String>) {
        let length = pointer.len();
        match value {
            Value::String(text) => {
                let covered = self.text(text);
                if covered != *text {
                    *text = covered;
                    let list = pointer.split('/').nth(1).unwrap_or_default();
                    changed.extend((!NO_VALUES.contains(&list)).then(|| pointer.clone()));
                }
            }
            Value::Array(items) => {
                for (number, item) in items.iter_mut().enumerate() {
                    pointer.push_str(&format!("/{number}"));
                    self.all(item, pointer, changed);
                    pointer.truncate(length);
                }
            }
            Value::Object(parts) => {
                for (key, value) in parts.iter_mut() {
                    if NOT_PRINTED.contains(&key.as_str()) {
                        continue;
                    }
                    pointer.push('/');
                    pointer.push_str(&part(key));
                    self.all(value, pointer, changed);
                    pointer.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Sorts pointers as their values stand in the record, each once.
fn in_order(pointers: &mut Vec<String>, record: &Record) {
    let whole = serde_json::to_value(record).unwrap_or_default();
    let place = |pointer: &String| -> Vec<usize> {
        let mut above = &whole;
        let steps = pointer.split('/').skip(1).map(|step| {
            let place = match above {
                Value::Object(parts) => parts.keys().position(|key| part(key) == step),
                _ => step.parse().ok(),
            };
            above = match above {
                Value::Object(parts) => parts.get(step).unwrap_or(&Value::Null),
                Value::Array(items) => {
                    place.and_then(|place| items.get(place)).unwrap_or(&Value::Null)
                }
                _ => &Value::Null,
            };
            place.unwrap_or_default()
        });
        steps.collect()
    };
    pointers.sort_by_cached_key(place);
    pointers.dedup();
}

/// Makes the ids again that are made of texts.
fn ids(record: &mut Record) {
    let mut ids = CommunityIds::default();
    for community in &mut record.communities {
        community.id = ids.next(community.name.as_deref());
    }
    for gap in &mut record.gaps {
        let number = gap.pointer.strip_prefix("/communities/");
        let number = number.and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        if let Some(community) = number.and_then(|number| record.communities.get(number)) {
            gap.community = Some(community.id.clone());
        }
        // An id that was made of the text would let a number be found by trying all of them.
        gap.id = gap_id(gap);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

    proptest! {
        #[test]
        fn covering_keeps_the_length_and_is_done_at_once(
            text in "[a-z@.\n +0-9é-]{0,60}|\\PC*",
            around in "[a-z .:(]{0,9}",
        ) {
            for text in [text.clone(), format!("{around}{text}06 39 98 12 34{around}a.b@c.example{text}")] {
                let covered = super::text(&text, &RULES);
                prop_assert_eq!(covered.chars().count(), text.chars().count());
                prop_assert_eq!(super::text(&covered, &RULES), covered.clone());
                for (one, other) in covered.chars().zip(text.chars()) {
                    prop_assert!(one == other || one == COVER && other != '\n');
                }
            }
        }
    }
}
