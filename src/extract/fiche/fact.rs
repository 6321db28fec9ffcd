//! From the value behind a label to a fact of the community.

use std::ops::Range;

use crate::extract::fiche::target;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::value::{Value, gap_of};
use crate::model::finding::{CommunityDraft, CommunityFact, Field, Finding, Hole, Source, Subject};
use crate::normalise::reject::Reject;

/// Where a value was read.
pub(super) struct Site {
    pub(super) block: usize,
    pub(super) range: Range<usize>,
    pub(super) source: Source,
}

/// Writes a value, or the hole that a rejected one leaves, into the draft.
pub(super) fn set(
    sheet: &mut Sheet<'_>,
    rule: &crate::rules::Field,
    value: Result<Value, Reject>,
    at: Site,
    draft: &mut CommunityDraft,
) {
    let spot = sheet.trace.at(at.block, at.range.clone());
    let target = target(&rule.sets);
    let fact = match value {
        Ok(Value::Departments(codes)) if target == Field::Departments => {
            for code in codes {
                let value = CommunityFact::Department(code);
                draft.facts.push(Finding { value, source: at.source.clone() });
            }
            return;
        }
        Ok(Value::Names(names)) if target == Field::Communes => {
            for (part, name) in names {
                let source = sheet.claim(at.block, within(&at.range, &part), &at.source.rule);
                draft.facts.push(Finding { value: CommunityFact::Commune(name), source });
            }
            return;
        }
        Ok(value) => one(rule, target, value),
        Err(reject) => {
            let code = gap_of(&reject);
            spot.dropped(&rule.id, || Reason::Rejected(reject.clone()));
            let subject = Subject::Community(target);
            draft.holes.push(Hole { code, subject, source: at.source.clone() });
            // An address that no server would take is kept as it is printed.
            match (target, reject) {
                (Field::Email, Reject::NotAnAddress(kept)) if kept.contains('@') => {
                    Some(CommunityFact::Email(kept))
                }
                _ => None,
            }
        }
    };
    let Some(fact) = fact else { return };
    let same = |known: &CommunityFact| match (known, &fact) {
        (CommunityFact::Milestone(known, _), CommunityFact::Milestone(kind, _)) => known == kind,
        (known, fact) => std::mem::discriminant(known) == std::mem::discriminant(fact),
    };
    if draft.facts.iter().any(|known| same(&known.value)) {
        return spot.dropped(&rule.id, || Reason::Known);
    }
    draft.facts.push(Finding { value: fact, source: at.source });
}

/// The fact that a value is, where it is one of the kind that the target takes.
fn one(rule: &crate::rules::Field, target: Field, value: Value) -> Option<CommunityFact> {
    Some(match (target, value) {
        (Field::Population, Value::Quantity(q)) => CommunityFact::Population(q.value, q.qualifier),
        (Field::Members, Value::Quantity(q)) => CommunityFact::Members(q.value, q.qualifier),
        (Field::Professionals, Value::Quantity(q)) => {
            CommunityFact::Professionals(q.value, q.qualifier)
        }
        (Field::SizeClass, Value::SizeClass(class)) => CommunityFact::SizeClass(class),
        (Field::Email, Value::Text(text)) => CommunityFact::Email(text),
        (Field::Website, Value::Text(text)) => CommunityFact::Website(text),
        (Field::Milestones, Value::Date(date)) => {
            let kind = rule.with.get("kind").and_then(|kind| named(kind))?;
            CommunityFact::Milestone(kind, date.to_string())
        }
        _ => return None,
    })
}

/// The characters of a part of a range.
pub(super) fn within(range: &Range<usize>, part: &Range<usize>) -> Range<usize> {
    range.start + part.start..range.start + part.end
}

/// The role or the kind that a rule names by the contract's string.
pub(super) fn named<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}
