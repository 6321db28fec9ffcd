//! What can be known of an expression before it is compiled: the words without which no text
//! matches it, and the letters that it has to tell apart.
//!
//! Compiling an expression costs a hundred times what looking for a word costs. Most expressions
//! name a word that most texts do not have; where it does not stand, nothing needs to be compiled
//! or matched. Nothing here decides what matches: a needle only spares work.

use std::collections::BTreeSet;

use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition,
};

use crate::normalise::shadow::fold;

/// More alternatives than this are not listed.
const MOST: usize = 64;

/// A place for more letters than this is no part of a word.
const MOST_LETTERS: usize = 4;

/// Latin, Greek and Cyrillic letters with their signs, and the punctuation between them.
const ALPHABETS: [(char, char); 2] = [('\0', '\u{52F}'), ('\u{1D00}', '\u{2BFF}')];

/// A class of fewer ranges is as cheap as any.
const FEW_RANGES: usize = 8;

/// The folded words one of which stands in the folded form of every text that matches; empty where
/// none can be named.
pub fn needles(expression: &Hir) -> Vec<String> {
    let words = needed(expression).unwrap_or_default();
    // Where "communautes" stands, "communaute" does.
    let implied = |word: &str| words.iter().any(|other| other != word && word.contains(other));
    words.iter().filter(|word| !implied(word)).cloned().collect()
}

/// The same expression with classes of letters narrowed to the alphabets of Europe.
///
/// `\p{L}` tells 130,000 letters apart, which makes for automata of a thousand states at each of
/// its places; names and sentences of these documents are written in a few hundred letters. A
/// class that reaches beyond all alphabets (`[^.]`) stays whole.
pub fn narrowed(expression: Hir) -> Hir {
    match expression.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Class(Class::Unicode(mut class)) => {
            let open = class.ranges().last().is_some_and(|range| range.end() == char::MAX);
            if !open && class.ranges().len() > FEW_RANGES {
                let alphabets = ALPHABETS.map(|(from, to)| ClassUnicodeRange::new(from, to));
                class.intersect(&ClassUnicode::new(alphabets));
            }
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(repetition) => {
            let sub = Box::new(narrowed(*repetition.sub));
            Hir::repetition(Repetition { sub, ..repetition })
        }
        HirKind::Capture(capture) => {
            let sub = Box::new(narrowed(*capture.sub));
            Hir::capture(Capture { sub, ..capture })
        }
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(narrowed).collect()),
        HirKind::Alternation(ways) => Hir::alternation(ways.into_iter().map(narrowed).collect()),
    }
}

/// The words of which a match has one; `None` where there is no such list, or only a long one.
fn needed(hir: &Hir) -> Option<BTreeSet<String>> {
    if let Some(words) = spelled(hir) {
        return useful(words);
    }
    match hir.kind() {
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Alternation(ways) => {
            let mut words = BTreeSet::new();
            for way in ways {
                words.extend(needed(way)?);
            }
            useful(words)
        }
        HirKind::Concat(parts) => {
            // Neighbours that are spelled out are one word: "c" "pts".
            let mut best = None;
            let mut run = BTreeSet::from([String::new()]);
            for part in parts {
                let words = spelled(part);
                match words.as_ref().and_then(|words| joined(&run, words)) {
                    Some(longer) => run = longer,
                    None => {
                        let next = words.unwrap_or_else(|| BTreeSet::from([String::new()]));
                        best = rarer(best, useful(std::mem::replace(&mut run, next)));
                        best = rarer(best, needed(part));
                    }
                }
            }
            rarer(best, useful(run))
        }
        _ => None,
    }
}

/// Every text that an expression matches, folded; `None` where these are many.
fn spelled(hir: &Hir) -> Option<BTreeSet<String>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(BTreeSet::from([String::new()])),
        HirKind::Literal(literal) => {
            Some(BTreeSet::from([fold(std::str::from_utf8(&literal.0).ok()?)]))
        }
        HirKind::Class(Class::Unicode(class)) => {
            let letters: usize = class.iter().map(ClassUnicodeRange::len).sum();
            let letters = (letters <= MOST).then(|| class.iter().flat_map(|r| r.start()..=r.end()));
            let folded: BTreeSet<String> =
                letters?.map(|letter| fold(letter.encode_utf8(&mut [0; 4]))).collect();
            // "é" with all its accents is one letter; any digit would make for ten words.
            (folded.len() <= MOST_LETTERS).then_some(folded)
        }
        HirKind::Capture(capture) => spelled(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min == 0 && repetition.max == Some(1) => {
            let mut words = spelled(&repetition.sub)?;
            words.insert(String::new());
            Some(words)
        }
        HirKind::Alternation(ways) => {
            let mut words = BTreeSet::new();
            for way in ways {
                words.extend(spelled(way)?);
            }
            (words.len() <= MOST).then_some(words)
        }
        HirKind::Concat(parts) => {
            let mut words = BTreeSet::from([String::new()]);
            for part in parts {
                words = joined(&words, &spelled(part)?)?;
            }
            Some(words)
        }
        _ => None,
    }
}

/// Every word of one list with every word of another behind it.
fn joined(words: &BTreeSet<String>, ends: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let pairs = words.iter().flat_map(|word| ends.iter().map(move |end| format!("{word}{end}")));
    (words.len() * ends.len() <= MOST).then(|| pairs.collect())
}

/// The words if each of them says something.
fn useful(words: BTreeSet<String>) -> Option<BTreeSet<String>> {
    (words.len() <= MOST && words.iter().all(|word| !word.is_empty())).then_some(words)
}

/// The list whose words stand in fewer texts: long words rather than short ones.
fn rarer(a: Option<BTreeSet<String>>, b: Option<BTreeSet<String>>) -> Option<BTreeSet<String>> {
    let often = |words: &BTreeSet<String>| -> f32 {
        words.iter().map(|word| 0.25_f32.powi(word.len() as i32)).sum()
    };
    match (a, b) {
        (Some(a), Some(b)) => Some(if often(&b) < often(&a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(expression: &str) -> Vec<String> {
        needles(&regex_syntax::parse(expression).unwrap())
    }

    #[test]
    fn a_word_that_every_match_has_is_named() {
        assert_eq!(of(r"\bCPTS (?:de )?\p{Lu}"), ["cpts "]);
        assert_eq!(of(r"(?i:communaut[ée]s?)"), ["communaute"]);
        assert_eq!(of("(?:lundi|mardi) (?P<day>[12]?[0-9])"), ["lundi ", "mardi "]);
        assert_eq!(of("[^.]{0,40}signe(?:nt)?"), ["signe"]);
    }

    #[test]
    fn nothing_is_named_where_a_match_can_do_without() {
        assert_eq!(of(r"\d+(?: habitants)?"), [""; 0]);
        assert_eq!(of(r"^.{4,300}$"), [""; 0]);
        assert_eq!(of(r"a|\d"), [""; 0]);
        assert_eq!(of("²"), [""; 0]);
    }

    #[test]
    fn the_longest_word_of_several_is_named() {
        assert_eq!(of(r"a \d+ habitants \w+ le"), [" habitants "]);
    }

    #[test]
    fn letters_of_europe_stay_letters() {
        let narrow = narrowed(regex_syntax::parse(r"^[\p{L}'-]+$").unwrap());
        let regex = regex_automata::meta::Builder::new().build_from_hir(&narrow).unwrap();
        for name in ["Guenaël", "Œuvre", "Łukasz", "Nguyễn", "Παύλος", "Юлия", "D'Oñate"]
        {
            assert!(regex.is_match(name), "{name}");
        }
        assert!(!regex.is_match("a1"));
    }

    #[test]
    fn a_class_that_leaves_out_a_few_signs_takes_every_other() {
        let narrow = narrowed(regex_syntax::parse(r"^[^.]\W$").unwrap());
        let regex = regex_automata::meta::Builder::new().build_from_hir(&narrow).unwrap();
        assert!(regex.is_match("🎉🎉"));
    }
}
