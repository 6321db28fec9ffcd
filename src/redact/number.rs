//! What may be a telephone number, printed in whatever way.
//!
//! Finds more than is read as a value: numbers of other countries, ones in which a letter stands for
//! a digit, ones glued to a word or with a digit too many. A date is none. One find too many only
//! covers a text.

use std::ops::Range;

use crate::normalise::phone;
use crate::normalise::shadow::Shadow;

/// Digits of a French number with its zero.
const NATIONAL: usize = 10;

/// No number has more digits (ITU-T E.164), its zeros for abroad not counted.
const MOST: usize = 15;

/// Signs between two digits of one number.
const APART: usize = 3;

/// A sign of a text that counts as a digit.
#[derive(Debug, Clone, Copy)]
struct Digit {
    at: usize,
    length: usize,
    digit: char,
    /// True if the digit before stands right before it.
    glued: bool,
    /// The sign before it, if there is one.
    before: char,
    /// A letter that looks like a digit.
    letter: bool,
}

/// Every stretch of a text that may be a number, in characters of the text, and the number in E.164
/// where it is one.
pub fn find(text: &str) -> Vec<(Range<usize>, Option<String>)> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (place, number) in phone::find(text) {
        let printed = characters.get(place.clone()).unwrap_or_default();
        if !is_date(&digits(&String::from_iter(printed))) {
            found.push((place, Some(number)));
        }
    }
    let shadow = Shadow::printed(text);
    let mut at = 0;
    while let Some(offset) =
        shadow.text.get(at..).and_then(|rest| rest.find(['+', '0', '3', 'O', 'o']))
    {
        let start = at + offset;
        at = start + 1;
        let before = shadow.text.get(..start).unwrap_or_default();
        if before.ends_with(|c: char| c.is_ascii_digit() || c == '+') {
            continue;
        }
        let rest = shadow.text.get(start..).unwrap_or_default();
        if let Some(length) = length(rest) {
            let printed = rest.get(..length).unwrap_or_default();
            found.push((shadow.source(start..start + length), phone::phone(printed).ok()));
            at = start + length;
        }
    }
    found
}

/// The length of the number that a text begins with, if it may begin with one.
fn length(text: &str) -> Option<usize> {
    let digits = digits(text);
    let numbers: String = digits.iter().map(|one| one.digit).collect();
    let last = if text.starts_with('+') {
        // "+ 80 000 habitants" is none; "+33 (0)6 12 34 56 78" has a zero more.
        let french = numbers.starts_with("33");
        let most = match french {
            true if numbers.starts_with("330") => NATIONAL + 2,
            true => NATIONAL + 1,
            false => MOST,
        };
        (digits.len() >= 9 && digits.first()?.at == 1).then(|| digits.len().min(most))?
    } else if numbers.starts_with("00") {
        let most = if numbers.starts_with("0033") { NATIONAL + 3 } else { MOST };
        let is_one = !numbers.starts_with("000") && digits.len() >= 11 && digits.get(1)?.glued;
        is_one.then(|| digits.len().min(most))?
    } else if numbers.starts_with("33") {
        // A plus that was lost: glued, or 33 6 12 34 56 78.
        let pairs = |group: &[usize]| group.iter().rev().take(4).all(|length| *length == 2);
        let of_number = digits.get(..NATIONAL + 1)?;
        let groups = groups(of_number);
        let more = digits.get(NATIONAL + 1).is_some_and(|next| next.glued);
        let is_one = groups.len() == 1 || groups.len() >= 5 && pairs(&groups);
        (is_one && !more && !numbers.starts_with("330")).then_some(NATIONAL + 1)?
    } else {
        national(&digits)?
    };
    let last = digits.get(last - 1)?;
    Some(last.at + last.length)
}

/// How many digits a French number with its zero has.
fn national(digits: &[Digit]) -> Option<usize> {
    let number = digits.get(..NATIONAL)?;
    let begins = number.first()?.digit == '0' && number.get(1)?.digit != '0';
    if !begins || is_date(number) || number.iter().filter(|one| one.letter).count() > 2 {
        return None;
    }
    let glued = digits.iter().skip(NATIONAL).take_while(|one| one.glued).count();
    let is_one_piece = number.iter().skip(1).all(|one| one.glued);
    // Eleven digits in one piece are the number of something else; in pairs, one is too many.
    (glued == 0 || !is_one_piece).then_some(NATIONAL + glued)
}

/// `05.06.2026`, with something behind it.
fn is_date(digits: &[Digit]) -> bool {
    let sign = digits.get(2).map(|one| one.before);
    groups(digits).starts_with(&[2, 2, 4])
        && sign.is_some_and(|sign| matches!(sign, '/' | '.' | '-'))
        && digits.get(4).map(|one| one.before) == sign
}

/// How many digits stand together.
fn groups(digits: &[Digit]) -> Vec<usize> {
    let mut groups: Vec<usize> = Vec::new();
    for one in digits {
        match groups.last_mut() {
            Some(last) if one.glued => *last += 1,
            _ => groups.push(1),
        }
    }
    groups
}

/// The digits of the number that a text may begin with.
fn digits(text: &str) -> Vec<Digit> {
    let mut digits: Vec<Digit> = Vec::new();
    let mut apart = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // Two zeros for abroad, and the one in brackets.
        if digits.len() > MOST + 2 {
            break;
        }
        let last = digits.last().map(|one| one.at + one.length);
        // `06 27 55 39 5O`: one who reads it dials a zero.
        let like = match c {
            'O' | 'o' => Some('0'),
            'l' | 'I' => Some('1'),
            _ => None,
        };
        let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let beside = |c: char| c.is_ascii_digit();
        let is_digit = match last {
            Some(last) if last == at => !next.is_some_and(char::is_alphabetic),
            _ => next.is_some_and(beside),
        };
        let like = like.filter(|_| is_digit);
        match (c, like) {
            ('0'..='9', _) | (_, Some(_)) => {
                let glued = last == Some(at);
                let (digit, letter) = (like.unwrap_or(c), like.is_some());
                digits.push(Digit { at, length: c.len_utf8(), digit, glued, before, letter });
                apart = 0;
            }
            ('+', _) if at == 0 => {}
            (' ' | '.' | '-' | '/' | '(' | ')' | '·' | '_' | ',' | '•' | '|' | '~' | '=', _)
                if apart < APART =>
            {
                apart += 1;
            }
            _ => break,
        }
        before = c;
    }
    digits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::shadow::cited;

    fn found(text: &str) -> Vec<&str> {
        let mut found: Vec<(usize, &str)> =
            find(text).into_iter().map(|(at, _)| (at.start, cited(text, at))).collect();
        found.sort();
        found.dedup();
        found.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_number_is_found_however_it_is_printed() {
        for printed in [
            "06 39 98 12 34",
            "06.39.98.12.34",
            "06-39-98-12-34",
            "06/39/98/12/34",
            "06 · 39 · 98 · 12 · 34",
            "06~39~98~12~34",
            "06=39=98=12=34",
            "0639981234",
            "06\u{202F}39\u{202F}98\u{A0}12\n34",
            "+33 6 39 98 12 34",
            "+33 (0)6 39 98 12 34",
            "+33639981234",
            "0033 6 39 98 12 34",
            "33639981234",
            "33 6 39 98 12 34",
            "06 39 98 12 3O",
            "O6 39 98 12 34",
            "06 39 98 12 345",
            "(0)6 39 98 12 34",
            "+32 475 12 34 56",
            "+44 20 7946 0958",
            "0639 98 12 34",
        ] {
            let text = format!("Anne : {printed}, le matin");
            let found = found(&text);
            let longest = found.iter().max_by_key(|one| one.len()).unwrap_or(&"");
            let start = printed.find(['+', '0', '3', 'O']).unwrap();
            assert_eq!(*longest, &printed[start..], "{printed:?}: {found:?}");
        }
        assert_eq!(found("tel0639981234Mail"), ["0639981234"]);
        assert_eq!(found("06 39 98 12 34 06 39 98 12 35"), ["06 39 98 12 34", "06 39 98 12 35"]);
    }

    #[test]
    fn dates_populations_and_other_numbers_are_none() {
        for text in [
            "05.06.2026 10:30",
            "du 05/06/2026 au 07/06/2026",
            "+ 80 000 habitants, 100 000 000 €",
            "n° 0240123456789, SIRET 123 456 789 00012",
            "0,5 point, 2021 200, 01 Ain, 44 200 Nantes",
            "15, 112, 3624, 33 communes sur 43",
        ] {
            assert_eq!(found(text), [""; 0], "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9+ ().OlI/-]{0,40}|\\PC*") {
            find(&text);
        }

        #[test]
        fn no_separator_hides_a_number(
            national in "0[1-9][0-9]{8}",
            signs in proptest::collection::vec("[ .\\-\u{A0}\u{202F}]?", 10),
        ) {
            let number: String =
                national.chars().zip(&signs).map(|(c, sign)| format!("{c}{sign}")).collect();
            let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
            let text = format!("tél. {number}");
            let date = is_date(&digits(number));
            prop_assert!(date || !find(&text).is_empty(), "{text:?}");
        }
    }
}
