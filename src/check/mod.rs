//! Gaps that need the whole record: what is missing, what contradicts itself, what nobody read.
//!
//! Adds gaps and changes nothing else. The sentences of gaps are written last, by [`message`].

mod counts;
mod defects;
mod duplicates;
mod order;
mod required;
mod size_class;
mod unclaimed;
mod weekdays;

pub mod message;

use crate::model::document::Document;
use crate::model::gap::{Gap, GapCode};
use crate::model::ledger::Ledger;
use crate::model::record::Record;
use crate::normalise::identity::gap_id;
use crate::normalise::lexicon::Lexicon;
use crate::rules::{Expect, FamilyRules};

/// By which rules a record was read.
#[derive(Debug, Clone, Copy)]
pub struct ReadBy<'a> {
    /// The family's rules, for what they expect.
    pub family: Option<&'a FamilyRules>,
    /// For each community the record rule by which it is one; empty in documents without records.
    pub forms: &'a [String],
}

impl ReadBy<'_> {
    /// True if an expectation is about the community at this place: about all, or about the
    /// records of one rule.
    pub fn concerns(&self, expect: &Expect, community: usize) -> bool {
        let form = self.forms.get(community).map(String::as_str).unwrap_or_default();
        expect.record.as_deref().is_none_or(|name| form.rsplit('/').next() == Some(name))
    }
}

pub use counts::count;

/// What a check may look at.
pub struct Subject<'a> {
    /// The record, with the gaps that rules found.
    pub record: &'a Record,
    /// The document.
    pub document: &'a Document,
    /// Who read what.
    pub ledger: &'a Ledger,
    /// The rules that read it.
    pub by: ReadBy<'a>,
    /// The words of dates.
    pub lexicon: &'a Lexicon,
}

/// A check: gives the gaps that it finds.
type Check = fn(&Subject<'_>) -> Vec<Gap>;

/// All checks.
const CHECKS: &[Check] = &[
    size_class::check,
    required::fields,
    required::sections,
    duplicates::check,
    counts::check,
    weekdays::check,
    defects::check,
    unclaimed::check,
];

/// Adds the gaps of every check, in the order of the record, each with its id.
pub fn check(
    record: &mut Record,
    document: &Document,
    ledger: &Ledger,
    by: ReadBy<'_>,
    lexicon: &Lexicon,
) {
    let subject = Subject { record, document, ledger, by, lexicon };
    let found: Vec<Gap> = CHECKS.iter().flat_map(|check| check(&subject)).collect();
    record.gaps.extend(found);
    order::sort(&mut record.gaps);
    for gap in &mut record.gaps {
        gap.id = gap_id(gap);
    }
}

/// A gap without place, to be filled in.
fn gap(code: GapCode, pointer: String, community: Option<String>) -> Gap {
    Gap {
        id: String::new(),
        code,
        severity: code.severity(),
        pointer,
        community,
        page: None,
        line: None,
        raw: None,
        rule: None,
        message: String::new(),
    }
}

/// A gap that points at the printed text of a value.
fn gap_at(record: &Record, code: GapCode, pointer: String, community: Option<String>) -> Gap {
    let evidence = record.evidence.get(&pointer);
    let place = evidence.and_then(|evidence| evidence.at.first());
    Gap {
        page: place.and_then(|place| place.page),
        line: place.map(|place| place.line),
        raw: evidence.map(|evidence| evidence.raw.clone()),
        rule: evidence.map(|evidence| evidence.rule.clone()),
        ..gap(code, pointer, community)
    }
}
