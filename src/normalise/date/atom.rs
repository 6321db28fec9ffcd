//! What a date is written with: numbers, words of the lexicon, signs.

use std::ops::Range;

use crate::normalise::lexicon::Lexicon;

/// A number, a word or a sign.
pub(super) struct Atom {
    /// Its place in bytes of the shadow.
    pub bytes: Range<usize>,
    /// What it is.
    pub is: Is,
}

/// The kinds of atoms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    /// Digits: the value and how many there are; `st`, `er` may follow.
    Number {
        value: u16,
        digits: usize,
        ordinal: bool,
    },
    Month(u8),
    Season,
    Weekday(u8),
    /// `au`, `to`, a dash
    Range,
    /// `et`, `&`, a comma
    And,
    /// `de`, `the`
    Particle,
    Sign(char),
    Space,
    Other,
}

/// The atoms of a folded text, without a gap.
pub(super) fn atoms(text: &str, lexicon: &Lexicon) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let run = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (length, is) = if c.is_ascii_digit() {
            number(rest, lexicon)
        } else if c.is_alphabetic() {
            let length = run(char::is_alphanumeric);
            (length, word(&rest[..length], lexicon))
        } else {
            (c.len_utf8(), sign(c, lexicon))
        };
        atoms.push(Atom { bytes: at..at + length, is });
        at += length;
    }
    atoms
}

/// Digits with an ordinal suffix; digits glued to other letters (`20h30`, `3e`) are no part of a
/// date.
fn number(rest: &str, lexicon: &Lexicon) -> (usize, Is) {
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let letters = rest[digits..].find(|c: char| !c.is_alphanumeric());
    let end = digits + letters.unwrap_or(rest.len() - digits);
    let suffix = &rest[digits..end];
    let ordinal = lexicon.ordinal_suffixes.contains(suffix);
    match rest[..digits].parse() {
        Ok(value) if suffix.is_empty() || ordinal => (end, Is::Number { value, digits, ordinal }),
        _ => (end, Is::Other),
    }
}

fn word(word: &str, lexicon: &Lexicon) -> Is {
    if let Some(month) = lexicon.months.get(word) {
        Is::Month(*month)
    } else if let Some(weekday) = lexicon.weekdays.get(word) {
        Is::Weekday(*weekday)
    } else if lexicon.seasons.contains(word) {
        Is::Season
    } else if lexicon.range_words.contains(word) {
        Is::Range
    } else if lexicon.conjunctions.iter().any(|conjunction| conjunction == word) {
        Is::And
    } else if lexicon.particles.contains(word) {
        Is::Particle
    } else {
        Is::Other
    }
}

fn sign(c: char, lexicon: &Lexicon) -> Is {
    match c {
        ' ' => Is::Space,
        '-' => Is::Range,
        ',' => Is::And,
        c if lexicon.conjunctions.iter().any(|word| word.chars().eq([c])) => Is::And,
        c => Is::Sign(c),
    }
}
