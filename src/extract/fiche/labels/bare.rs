//! Facts without a colon: "Co-présidence Claire MARTIN".

use std::ops::Range;

use super::{Label, Labelled, Labels, letter, trimmed, without};
use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::normalise::shadow::{Shadow, fold};

/// The facts before the block `lists` whose values stand right behind their labels, with nothing
/// between: "Co-présidence Claire MARTIN et Luc MOREL". All that stands there can be read.
pub(super) fn without_colons(
    sheet: &Sheet<'_>,
    labels: &Labels<'_>,
    blocks: &[usize],
    lists: usize,
    found: &[Labelled],
    reads: &impl Fn(&Labelled, &str) -> bool,
) -> Vec<Labelled> {
    let values = || found.iter().flat_map(|labelled| &labelled.value);
    let is_known = |index: usize| {
        found.iter().any(|labelled| labelled.label.0 == index)
            || values().any(|(value, _)| *value == index)
    };
    let fact = |index: usize| {
        let block = sheet.blocks.get(index).filter(|block| !block.is_item())?;
        let labelled = labels.without_colon(index, block)?;
        let (_, value) = labelled.value.first()?;
        let others = blocks.iter().filter(|&&other| !is_known(other));
        let whole = !goes_below(sheet, block, others);
        (whole && reads(&labelled, &block.slice(value.clone()))).then_some(labelled)
    };
    let open = blocks.iter().copied().filter(|index| *index < lists && !sheet.is_taken(*index));
    open.filter(|index| !is_known(*index)).filter_map(fact).collect()
}

impl Labels<'_> {
    /// True if a line is a fact without a colon.
    pub(super) fn states_bare(&self, line: &str) -> bool {
        self.split(line, &Shadow::folded(line)).is_some()
    }

    /// The fact without a colon that a block is.
    fn without_colon(&self, number: usize, block: &Block) -> Option<Labelled> {
        let (label, length, value) = self.split(&block.text, &block.folded)?;
        Some(Labelled {
            field: label.field,
            term: label.term.clone(),
            label: (number, block.folded.source(0..length)),
            value: vec![(number, block.folded.source(value))],
        })
    }

    /// The label that a text begins with, in capitals or with one, its length, and where all behind
    /// it stands as its value without a colon between.
    fn split(&self, text: &str, folded: &Shadow) -> Option<(&Label, usize, Range<usize>)> {
        text.starts_with(char::is_uppercase).then_some(())?;
        let (label, length) = self.before_space(&folded.text)?;
        let value = trimmed(&folded.text, length..folded.text.len());
        // "Taille de la CPTS Taille 2"
        let again = folded.text.get(value.clone()).and_then(|value| self.before_space(value));
        let again = again.filter(|(again, _)| again.field == label.field);
        let bare = value.start + again.map_or(0, |(_, length)| length)..value.end;
        let bare = folded.source(trimmed(&folded.text, bare));
        let bare: String = text.chars().skip(bare.start).take(bare.len()).collect();
        self.is_plain_value(label.field, &bare).then_some((label, length, value))
    }

    /// True for what can stand behind a label without a colon: one word, a number with its unit, or a
    /// name in capitals. "Direction Générale Adjointe", "Population active 12 000" and "Membres 3
    /// collèges" are no facts, nor is the name of a CPTS behind the word.
    fn is_plain_value(&self, field: usize, text: &str) -> bool {
        let Some(rule) = self.family.fields.get(field) else { return false };
        if rule.sets == "community.name" {
            return false;
        }
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return !text.contains(char::is_whitespace) || is_named(text);
        }
        let before_bracket = text.split('(').next().unwrap_or_default();
        let mut words = before_bracket.split_whitespace();
        rule.normaliser.as_deref() == Some("date") || words.all(|word| self.is_unit(word))
    }

    /// True for digits, and for a word of a label or the beginning of one: "habitants", "hab.".
    fn is_unit(&self, word: &str) -> bool {
        let folded = fold(word);
        let word = folded.trim_end_matches(['.', ',']);
        let begins = |label: &Label| label.spelled.split(' ').any(|own| own.starts_with(word));
        !word.contains(char::is_alphabetic)
            || word.chars().count() >= UNIT && self.labels.values().flatten().any(begins)
    }

    /// The label that a text begins with and a space stands behind, and its length in bytes.
    fn before_space(&self, text: &str) -> Option<(&Label, usize)> {
        self.labels.get(&letter(text))?.iter().find_map(|label| {
            let rest = without(text, &label.spelled).filter(|rest| rest.starts_with(' '))?;
            Some((label, text.len() - rest.len()))
        })
    }
}

/// True for a text with a name in capitals, its words but the short ones between names with a capital
/// too: "Anne-Marie LE GALL et Luc MOREL", not "du GHT RANCE".
fn is_named(text: &str) -> bool {
    let capitals = |word: &str| word.chars().count() > 1 && !word.contains(char::is_lowercase);
    let small = |word: &str| word.chars().count() <= BETWEEN;
    let begins = |word: &str| word.trim_start_matches('(').starts_with(char::is_uppercase);
    text.starts_with(char::is_uppercase)
        && text.split_whitespace().all(|word| begins(word) || small(word))
        && text.split_whitespace().any(|word| word.contains(char::is_uppercase) && capitals(word))
}

/// What joins names and stands in them has at most so many letters: "et", "des".
const BETWEEN: usize = 3;

/// A unit has at least so many letters: "hab.".
const UNIT: usize = 3;

/// True if one of `others` stands right below the value of a fact and not below its label: the value
/// may go on there.
fn goes_below<'b>(
    sheet: &Sheet<'_>,
    fact: &Block,
    mut others: impl Iterator<Item = &'b usize>,
) -> bool {
    let Some(own) = fact.bbox else { return false };
    let height = own.height();
    others.any(|&other| {
        let below = sheet.blocks.get(other).filter(|other| other.page == fact.page);
        below.and_then(|below| below.bbox).is_some_and(|below| {
            (-0.3 * height..0.5 * height).contains(&(below.y0 - own.y1))
                && (own.x0 + height..own.x1).contains(&below.x0)
        })
    })
}
