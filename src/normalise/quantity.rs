//! Numbers of people with how exact they are: `plus de 64 000`, `300 habitants environ`.
//!
//! A hedge counts where it touches its number, small words aside; a hedge that is set off by a
//! comma counts for the next number of its clause. Of two hedges the one nearer to the number
//! counts. The two ends of a range (`150 à 160`) are no quantity.

use std::ops::{Range, RangeInclusive};

use crate::model::record::Qualifier;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::number::{self, Number};
use crate::normalise::reject::Reject;
use crate::normalise::shadow::fold;

/// Inhabitants of a territory that a CPTS can have: from a valley to the largest agglomeration.
pub const PLAUSIBLE_POPULATION: RangeInclusive<u64> = 500..=3_000_000;

/// Members or professionals that a CPTS can have.
pub const PLAUSIBLE_COUNT: RangeInclusive<u64> = 1..=100_000;

/// Four digits that are rather a year than a number of people, where there is another number.
const YEARS: RangeInclusive<u64> = 1900..=2099;

/// How many words may stand between a hedge that is set off by a comma and its number.
const FAR_HEDGE_WORDS: usize = 8;

/// How many words may stand between a number and the hedge behind it: `professionnels de santé`.
const NOUN_WORDS: usize = 3;

/// A number and how exact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub value: u64,
    /// How exact.
    pub qualifier: Qualifier,
}

/// A quantity in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where the number stands, in characters of the text; the hedge is not part of it.
    pub at: Range<usize>,
    /// The quantity, or why the number is none.
    pub quantity: Result<Quantity, Reject>,
}

/// The inhabitants that a text states: `85 676 habitants`, `+ 80 000 habitants`.
pub fn population(text: &str, lexicon: &Lexicon) -> Result<Quantity, Reject> {
    quantity(text, PLAUSIBLE_POPULATION, lexicon)
}

/// The members or professionals that a text states: `près de 300 adhérents`.
pub fn count(text: &str, lexicon: &Lexicon) -> Result<Quantity, Reject> {
    quantity(text, PLAUSIBLE_COUNT, lexicon)
}

/// The first quantity of a text that lies in a range.
///
/// Numbers in brackets, years and numbers out of the range give way to another one
/// (`au 1er janvier 2023 : 85 676 habitants (8,7 % du département)`); a broken number does not.
pub fn quantity(
    text: &str,
    plausible: RangeInclusive<u64>,
    lexicon: &Lexicon,
) -> Result<Quantity, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    let mut found = find(text, lexicon);
    let brackets = bracketed(text);
    let value = |found: &Found| found.quantity.as_ref().ok().map(|quantity| quantity.value);
    let is_year = |found: &Found| {
        value(found).is_some_and(|value| YEARS.contains(&value)) && found.at.len() == 4
    };
    keep_if_any(&mut found, |found| !brackets.iter().any(|range| range.contains(&found.at.start)));
    keep_if_any(&mut found, |found| !is_year(found));
    keep_if_any(&mut found, |found| value(found).is_none_or(|value| plausible.contains(&value)));
    let Some(first) = found.into_iter().next() else {
        return Err(Reject::NoDigits(text.to_owned()));
    };
    let quantity = first.quantity?;
    if !plausible.contains(&quantity.value) {
        return Err(Reject::OutOfRange(text.to_owned()));
    }
    Ok(quantity)
}

/// Every quantity of a text, in the order of the text.
pub fn find(text: &str, lexicon: &Lexicon) -> Vec<Found> {
    let numbers = number::find(text, lexicon);
    // Cutting by characters from the start each time would be quadratic in a long line.
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(text.len());
    let cut = |at: Range<usize>| text.get(byte(at.start)..byte(at.end)).unwrap_or_default();
    let mut found = Vec::with_capacity(numbers.len());
    for (index, Number { at, value, round }) in numbers.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| numbers.get(index));
        let after = numbers.get(index + 1);
        let gap_before = fold(cut(before.map_or(0, |number| number.at.end)..at.start));
        let gap_after = fold(cut(at.end..after.map_or(usize::MAX, |n| n.at.start)));
        let range = match (before, after) {
            (Some(before), _) if joins_a_range(&gap_before, lexicon) => {
                Some(before.at.start..at.end)
            }
            (_, Some(after)) if joins_a_range(&gap_after, lexicon) => Some(at.start..after.at.end),
            _ => None,
        };
        let quantity = match (value, range) {
            (Ok(_), Some(range)) => Err(Reject::SeveralNumbers(cut(range).to_owned())),
            (Ok(value), None) => {
                let unhedged = if *round { Qualifier::About } else { Qualifier::Exact };
                let qualifier = hedge_before(&gap_before, lexicon)
                    .or_else(|| hedge_after(&gap_after, after.is_some(), lexicon))
                    .unwrap_or(unhedged);
                Ok(Quantity { value: *value, qualifier })
            }
            (Err(reject), _) => Err(reject.clone()),
        };
        found.push(Found { at: at.clone(), quantity });
    }
    found
}

/// Drops what does not satisfy, unless nothing would be left.
fn keep_if_any(found: &mut Vec<Found>, wanted: impl Fn(&Found) -> bool) {
    if found.iter().any(&wanted) {
        found.retain(wanted);
    }
}

/// The bracketed stretches of a text, in characters; a bracket that stays open reaches to the end.
fn bracketed(text: &str) -> Vec<Range<usize>> {
    let mut brackets: Vec<Range<usize>> = Vec::new();
    let mut open = None;
    for (at, c) in text.chars().enumerate() {
        match (c, open) {
            ('(' | '[', None) => open = Some(at),
            (')' | ']', Some(start)) => {
                brackets.push(start..at + 1);
                open = None;
            }
            _ => {}
        }
    }
    brackets.extend(open.map(|start| start..usize::MAX));
    brackets
}

/// Nothing but a conjunction, a word for "to" or a dash between two numbers.
fn joins_a_range(gap: &str, lexicon: &Lexicon) -> bool {
    let gap = gap.trim();
    matches!(gap, "-" | "/")
        || lexicon.range_words.contains(gap)
        || lexicon.conjunctions.iter().any(|word| word == gap)
}

/// The hedge at the end of the text before a number.
fn hedge_before(before: &str, lexicon: &Lexicon) -> Option<Qualifier> {
    let mut rest = before.trim_end();
    // `plus de quelque`, `de plus d'`: up to two small words between the hedge and the number.
    for _ in 0..3 {
        if let Some(qualifier) = ends_with_hedge(rest, lexicon) {
            return Some(qualifier);
        }
        let Some(shorter) = without_last_particle(rest, lexicon) else { break };
        rest = shorter;
    }
    set_off_hedge(before, lexicon)
}

fn ends_with_hedge(text: &str, lexicon: &Lexicon) -> Option<Qualifier> {
    let hedges = lexicon.hedges.iter().filter(|(hedge, _)| {
        text.strip_suffix(hedge.as_str()).is_some_and(|rest| {
            let glued = |c: char| c.is_alphanumeric() || c == '-';
            !(hedge.starts_with(char::is_alphanumeric) && rest.ends_with(glued))
        })
    });
    hedges.max_by_key(|(hedge, _)| hedge.len()).map(|(_, qualifier)| *qualifier)
}

fn without_last_particle<'t>(text: &'t str, lexicon: &Lexicon) -> Option<&'t str> {
    let start = text.rfind(' ').map_or(0, |at| at + 1);
    let particle = text.get(start..)?;
    lexicon.particles.contains(particle).then(|| text.get(..start).unwrap_or_default().trim_end())
}

/// `approximativement, un bassin de population de`: the last hedge of the clause with a comma.
fn set_off_hedge(before: &str, lexicon: &Lexicon) -> Option<Qualifier> {
    let clause = before.rsplit(['.', ';', ':', '!', '?', '(', ')']).next()?;
    let (hedged, between) = clause.rsplit_once(',')?;
    if between.split_whitespace().count() > FAR_HEDGE_WORDS {
        return None;
    }
    ends_with_hedge(hedged.trim_end(), lexicon)
}

/// The hedge behind a number or behind its noun: `100 000 habitants environ`. Before another
/// number it would be that one's, unless a comma parts them.
fn hedge_after(after: &str, another_follows: bool, lexicon: &Lexicon) -> Option<Qualifier> {
    let mut rest = after.trim_start();
    for _ in 0..=NOUN_WORDS {
        for (hedge, qualifier) in &lexicon.trailing_hedges {
            let Some(behind) = rest.strip_prefix(hedge.as_str()) else { continue };
            let ends = !hedge.ends_with(char::is_alphanumeric)
                || !behind.starts_with(char::is_alphanumeric);
            let small = |word| lexicon.particles.contains(word);
            if ends && !(another_follows && behind.split_whitespace().all(small)) {
                return Some(*qualifier);
            }
        }
        let word = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\''))?;
        rest = rest.get(word..)?.strip_prefix(' ')?;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Qualifier::{About, AtLeast, AtMost, Exact};
    use super::*;
    use crate::normalise::lexicon::tests::lexicon;

    #[test]
    fn a_population_is_read_with_its_nearest_hedge() {
        for (printed, value, qualifier) in [
            ("85 676 habitants", 85_676, Exact),
            ("+ 80 000 habitants", 80_000, AtLeast),
            ("+80 000", 80_000, AtLeast),
            ("80 000 + habitants", 80_000, AtLeast),
            ("environ 100 000", 100_000, About),
            ("ENVIRON 100 000 HABITANTS", 100_000, About),
            ("Les près de 200.000 habitants", 200_000, About),
            (
                "approximativement, un bassin de population de plus de 64 000 personnes",
                64_000,
                AtLeast,
            ),
            ("approximativement, un bassin de population de 64 000 personnes", 64_000, About),
            ("au moins 12 000", 12_000, AtLeast),
            ("12 000 habitants au moins", 12_000, AtLeast),
            ("jusqu’à 90 000 habitants", 90_000, AtMost),
            ("more than 90,000 inhabitants", 90_000, AtLeast),
            ("a population pool of 175 000 habitants", 175_000, Exact),
            ("≈ 2,000 inhabitants", 2_000, About),
            ("100 000 habitants environ", 100_000, About),
            ("1,4 million d’habitants", 1_400_000, Exact),
            ("plus de quelque 30 000 habitants", 30_000, About),
            ("moins de 40 000", 40_000, AtMost),
            // More services are no more inhabitants.
            ("plus de services pour 44 000 habitants", 44_000, Exact),
            ("44 000 habitants et plus de 250 professionnels", 44_000, Exact),
            ("environ 20 communes et 45 000 habitants", 45_000, Exact),
            ("71 631 habitants (8,7% de la Haute-Savoie, 830 000)", 71_631, Exact),
            ("Population 2021 : 85 000 habitants", 85_000, Exact),
            ("44 communes, 85 000 habitants", 85_000, Exact),
            ("85 000 habitants dont 20 000 en ville", 85_000, Exact),
        ] {
            assert_eq!(
                population(printed, &lexicon()),
                Ok(Quantity { value, qualifier }),
                "{printed:?}"
            );
        }
    }

    #[test]
    fn a_count_is_read_with_its_nearest_hedge() {
        for (printed, value, qualifier) in [
            ("163 adhérents", 163, Exact),
            ("Quatre-vingt professionnels", 80, Exact),
            ("une centaine de soignants", 100, About),
            ("plus d'une centaine de soignants", 100, AtLeast),
            ("270 professionnels de santé environ", 270, About),
            ("plus de deux cent soixante-dix professionnels", 270, AtLeast),
        ] {
            assert_eq!(
                count(printed, &lexicon()),
                Ok(Quantity { value, qualifier }),
                "{printed:?}"
            );
        }
    }

    #[test]
    fn what_is_no_quantity_is_rejected() {
        let text = |printed: &str| printed.to_owned();
        for (printed, reject) in [
            (" ", Reject::Empty),
            ("NR", Reject::NoDigits(text("NR"))),
            ("un quart de la population", Reject::NoDigits(text("un quart de la population"))),
            ("2021 200 habitants", Reject::BrokenGrouping(text("2021 200"))),
            ("85 habitants", Reject::OutOfRange(text("85 habitants"))),
            ("9 000 000 habitants", Reject::OutOfRange(text("9 000 000 habitants"))),
            ("entre 45 000 et 50 000", Reject::SeveralNumbers(text("45 000 et 50 000"))),
            ("45 000 à 50 000", Reject::SeveralNumbers(text("45 000 à 50 000"))),
            ("45 000-50 000", Reject::SeveralNumbers(text("45 000-50 000"))),
        ] {
            assert_eq!(population(printed, &lexicon()), Err(reject), "{printed:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = population(&text, &lexicon());
        }

        #[test]
        fn a_printed_quantity_is_read_back(value in PLAUSIBLE_POPULATION) {
            let quantity = Quantity { value, qualifier: Exact };
            prop_assert_eq!(population(&value.to_string(), &lexicon()), Ok(quantity));
        }
    }
}
