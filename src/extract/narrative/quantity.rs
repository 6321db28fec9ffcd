//! Numbers of people: inhabitants, members, professionals; and the size class.
//!
//! Where a document states one number in two forms ("près de 50 000" in the title, "49 300" in the
//! text) the more exact one counts. Two numbers that are not one leave no value.

use crate::extract::narrative::sentence::Shape;
use crate::extract::narrative::{Narrative, Reading};
use crate::extract::sheet::Sheet;
use crate::extract::trace::Reason;
use crate::extract::value::{self, Value};
use crate::model::finding::{CommunityDraft, CommunityFact, Finding};
use crate::model::record::Qualifier;
use crate::normalise::quantity::Quantity;

/// Two numbers that differ by no more than this share are one number, rounded and not.
const ROUNDING: f64 = 0.03;

/// Writes a quantity as a fact.
type AsFact = fn(Quantity) -> CommunityFact;

/// The targets and the facts that they make.
const TARGETS: [(&str, AsFact); 3] = [
    ("community.population", |q| CommunityFact::Population(q.value, q.qualifier)),
    ("community.members", |q| CommunityFact::Members(q.value, q.qualifier)),
    ("community.professionals", |q| CommunityFact::Professionals(q.value, q.qualifier)),
];

/// Reads the numbers of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    for (sets, fact) in TARGETS {
        let readings = narrative.readings(sets);
        for (number, draft) in drafts.iter_mut().enumerate() {
            let own = readings.iter().filter(|reading| reading.community == number);
            let stated: Vec<(&Reading<'_>, Quantity)> =
                own.filter_map(|reading| Some((reading, quantity(narrative, reading)?))).collect();
            let decided = decide(narrative, &stated);
            for (other, _) in &stated {
                match decided {
                    None => narrative.gives_up(other, Reason::Disagreeing),
                    Some((best, _)) if std::ptr::eq(best, *other) => {}
                    Some(_) => narrative.gives_up(other, Reason::Weaker),
                }
            }
            let Some((reading, quantity)) = decided else { continue };
            let at = reading.hit.part("value").unwrap_or_else(|| reading.hit.at.clone());
            let source = narrative.claim(sheet, reading.sentence, at, &reading.field.id);
            draft.facts.push(Finding { value: fact(quantity), source });
        }
    }
    size_class(narrative, sheet, drafts);
}

/// What a reading states.
fn quantity(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Option<Quantity> {
    let text = narrative.text(reading, "value")?;
    let normaliser = reading.field.normaliser.as_deref();
    match value::read(normaliser, &text, narrative.rules.lexicon()) {
        Ok(Value::Quantity(quantity)) => Some(quantity),
        Ok(_) => None,
        Err(reject) => {
            narrative.gives_up(reading, Reason::Rejected(reject));
            None
        }
    }
}

/// The one statement that counts.
fn decide<'a, 'r>(
    narrative: &Narrative<'_>,
    stated: &[(&'a Reading<'r>, Quantity)],
) -> Option<(&'a Reading<'r>, Quantity)> {
    let (_, first) = stated.first()?;
    let close = |quantity: &Quantity| {
        let (a, b) = (quantity.value as f64, first.value as f64);
        (a - b).abs() <= ROUNDING * a.max(b)
    };
    if !stated.iter().all(|(_, quantity)| close(quantity)) {
        return None;
    }
    // The text says it better than the title, a number that is less round better than a round
    // one, a hedge better than none.
    let rank = |(reading, quantity): &&(&Reading<'_>, Quantity)| {
        let sentence = narrative.sentences.get(reading.sentence);
        let prose = sentence.is_some_and(|sentence| sentence.shape != Shape::Heading);
        let hedged = quantity.qualifier != Qualifier::Exact;
        (zeros(quantity.value), !prose, !hedged)
    };
    stated.iter().min_by_key(rank).copied()
}

/// How many zeros a number ends in.
fn zeros(value: u64) -> u32 {
    let mut rest = value;
    let mut zeros = 0;
    while rest > 0 && rest.is_multiple_of(10) {
        rest /= 10;
        zeros += 1;
    }
    zeros
}

/// Reads the ACI size class.
fn size_class(narrative: &Narrative<'_>, sheet: &mut Sheet<'_>, drafts: &mut [CommunityDraft]) {
    let readings = narrative.readings("community.size_class");
    for (number, draft) in drafts.iter_mut().enumerate() {
        let mut found: Option<(u8, &Reading<'_>)> = None;
        let mut several = false;
        for reading in readings.iter().filter(|reading| reading.community == number) {
            let text = narrative.text(reading, "value").unwrap_or_default();
            let class = value::read(Some("size_class"), &text, narrative.rules.lexicon());
            let class = match class {
                Ok(Value::SizeClass(class)) => class,
                Ok(_) => continue,
                Err(reject) => {
                    narrative.gives_up(reading, Reason::Rejected(reject));
                    continue;
                }
            };
            if let Some((known, _)) = found {
                let reason = if known == class { Reason::Known } else { Reason::Disagreeing };
                narrative.gives_up(reading, reason);
            }
            several |= found.is_some_and(|(known, _)| known != class);
            found = found.or(Some((class, reading)));
        }
        let Some((class, reading)) = found.filter(|_| !several) else { continue };
        let at = reading.hit.at.clone();
        let source = narrative.claim(sheet, reading.sentence, at, &reading.field.id);
        draft.facts.push(Finding { value: CommunityFact::SizeClass(class), source });
    }
}
