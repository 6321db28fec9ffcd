//! Classes of letters narrowed to what these documents are written in.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// Latin, Greek and Cyrillic letters with their signs, and the punctuation between them.
const ALPHABETS: [(char, char); 2] = [('\0', '\u{52F}'), ('\u{1D00}', '\u{2BFF}')];

/// A class of fewer ranges is as cheap as any.
const FEW_RANGES: usize = 8;

/// The same class narrowed to the alphabets of Europe.
///
/// `\p{L}` tells 130,000 letters apart, which makes for automata of a thousand states at each of
/// its places; names and sentences of these documents are written in a few hundred letters. A
/// class that reaches beyond all alphabets (`[^.]`) stays whole.
pub fn narrowed(class: &ClassUnicode) -> ClassUnicode {
    let mut class = class.clone();
    let open = class.ranges().last().is_some_and(|range| range.end() == char::MAX);
    if !open && class.ranges().len() > FEW_RANGES {
        let alphabets = ALPHABETS.map(|(from, to)| ClassUnicodeRange::new(from, to));
        class.intersect(&ClassUnicode::new(alphabets));
    }
    class
}

#[cfg(test)]
mod tests {
    use crate::rules::automaton::Automaton;

    #[test]
    fn letters_of_europe_stay_letters() {
        let letters = regex_syntax::parse(r"^[\p{L}'-]+$").unwrap();
        let regex = Automaton::new(&letters.into()).unwrap();
        for name in ["Guenaël", "Œuvre", "Łukasz", "Nguyễn", "Παύλος", "Юлия", "D'Oñate"]
        {
            assert!(regex.is_match(name), "{name}");
        }
        assert!(!regex.is_match("a1"));
    }

    #[test]
    fn a_class_that_leaves_out_a_few_signs_takes_every_other() {
        let other = regex_syntax::parse(r"^[^.]\W$").unwrap();
        let regex = Automaton::new(&other.into()).unwrap();
        assert!(regex.is_match("🎉🎉"));
    }
}
