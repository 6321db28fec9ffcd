//! French telephone numbers, in E.164.
//!
//! A letter among the digits (`06 27 55 39 5O`) makes the text no number: it is not read as the
//! digit that it resembles. Short codes (`15`, `3624`) and foreign numbers are none either.

use std::ops::Range;

use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;

/// Country codes of the overseas departments by the first three digits of the national number
/// without its zero (Arcep's numbering plan); all others are +33.
const OVERSEAS: &[(&str, &str)] = &[
    ("262", "262"),
    ("263", "262"),
    ("269", "262"),
    ("508", "508"),
    ("590", "590"),
    ("594", "594"),
    ("596", "596"),
    ("639", "262"),
    ("690", "590"),
    ("691", "590"),
    ("692", "262"),
    ("693", "262"),
    ("694", "594"),
    ("696", "596"),
    ("697", "596"),
];

/// The numbers that Arcep keeps for works of fiction are not Mayotte's, though they begin like them.
const FICTION: &str = "63998";

/// Country codes whose numbers are written with nine digits behind them.
const COUNTRIES: &[&str] = &["33", "262", "508", "590", "594", "596"];

/// No number is printed with more characters, as in `+33 (0) 2 - 40 - 12 - 34 - 56`.
const MAX_LENGTH: usize = 30;

/// The number that the whole text is: `06 14 73 46 05` is `+33614734605`.
pub fn phone(text: &str) -> Result<String, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    let shadow = Shadow::printed(text).text.replace("(0)", "");
    let separator = |c: char| matches!(c, ' ' | '.' | '-' | '(' | ')' | '/');
    let compact: String = shadow.chars().filter(|c| !separator(*c)).collect();
    e164(&compact).ok_or_else(|| Reject::NotAPhone(text.to_owned()))
}

/// Every telephone number of a text, in characters of the text.
pub fn find(text: &str) -> Vec<(Range<usize>, String)> {
    let shadow = Shadow::printed(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = shadow.text.get(at..).and_then(|rest| rest.find(['+', '0'])) {
        let start = at + offset;
        at = start + 1;
        let glued = |c: char| c.is_alphanumeric() || c == '+';
        let before = &shadow.text[..start];
        if before.ends_with(glued)
            || before.ends_with("(") && shadow.text[start..].starts_with("0)")
        {
            continue;
        }
        // The longest stretch of pairs first: what stands behind may be digits, too.
        let ends = ends(&shadow.text[start..]);
        let number = ends.into_iter().rev().find_map(|length| {
            let printed = &shadow.text[start..start + length];
            Some((length, phone(printed).ok()?))
        });
        if let Some((length, number)) = number {
            found.push((shadow.source(start..start + length), number));
            at = start + length;
        }
    }
    found
}

/// Where a number that begins a text may end: behind each digit that no digit or letter follows.
fn ends(text: &str) -> Vec<usize> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')' | '/');
    let length = text.chars().take(MAX_LENGTH).take_while(|c| part(*c)).count();
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let letter =
        |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    (1..=length).filter(|end| digit(end - 1) && !letter(*end)).collect()
}

/// True for a mobile number in E.164: 6 and 7 in France, 639 and the like overseas.
pub fn is_mobile(number: &str) -> bool {
    begins(number, &["6", "7"])
}

/// True for a number in E.164 that the numbering plan keeps for services, green numbers among them.
pub fn is_service(number: &str) -> bool {
    begins(number, &["8"])
}

/// True if the national part of a number begins so.
fn begins(number: &str, with: &[&str]) -> bool {
    let number = number.strip_prefix('+').unwrap_or(number);
    let national = COUNTRIES.iter().find_map(|country| number.strip_prefix(country));
    with.iter().any(|digits| national.is_some_and(|national| national.starts_with(digits)))
}

fn e164(compact: &str) -> Option<String> {
    let international = compact.strip_prefix('+').or_else(|| compact.strip_prefix("00"));
    if let Some(rest) = international {
        let country = COUNTRIES.iter().find(|country| rest.starts_with(**country))?;
        let national = rest.get(country.len()..)?;
        return is_national(national).then(|| format!("+{country}{national}"));
    }
    let national = compact.strip_prefix('0')?;
    let overseas = |prefix: &str| national.starts_with(prefix) && !national.starts_with(FICTION);
    let prefix = OVERSEAS.iter().find(|(prefix, _)| overseas(prefix));
    let country = prefix.map_or("33", |(_, country)| country);
    is_national(national).then(|| format!("+{country}{national}"))
}

/// Nine digits, the first none of the zeros.
fn is_national(digits: &str) -> bool {
    digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::shadow::cited;

    #[test]
    fn a_number_is_e164() {
        for (printed, e164) in [
            ("07 66 86 90 52", "+33766869052"),
            ("06.14.73.46.05", "+33614734605"),
            ("02-40-12-34-56", "+33240123456"),
            ("0240123456", "+33240123456"),
            ("02\u{A0}40\u{202F}12 34 56", "+33240123456"),
            ("+33 (0)2 40 12 34 56", "+33240123456"),
            ("+33 2 40 12 34 56", "+33240123456"),
            ("0033 2 40 12 34 56", "+33240123456"),
            ("0262 12 34 56", "+262262123456"),
            ("0639 12 34 56", "+262639123456"),
            ("06 39 98 12 34", "+33639981234"),
            ("0690 12 34 56", "+590690123456"),
            ("+596 596 12 34 56", "+596596123456"),
        ] {
            assert_eq!(phone(printed), Ok(e164.to_owned()), "{printed:?}");
        }
    }

    #[test]
    fn mobiles_and_services_are_told_from_the_rest() {
        for (number, mobile, service) in [
            ("+33639981234", true, false),
            ("+33740123456", true, false),
            ("+262692123456", true, false),
            ("+33240123456", false, false),
            ("+33800123456", false, true),
        ] {
            assert_eq!((is_mobile(number), is_service(number)), (mobile, service), "{number}");
        }
    }

    #[test]
    fn what_is_no_number_is_rejected() {
        for printed in [
            "06 27 55 39 5O",
            "15",
            "3624",
            "44 200 Nantes",
            "06 27 55 39",
            "06 27 55 39 50 12",
            "00 27 55 39 50",
            "+32 2 40 12 34 56",
            "NC",
        ] {
            assert_eq!(phone(printed), Err(Reject::NotAPhone(printed.to_owned())), "{printed:?}");
        }
        assert_eq!(phone(""), Err(Reject::Empty));
    }

    #[test]
    fn numbers_are_found_where_they_stand() {
        for (text, printed) in [
            ("Anne : 07 66 86 90 52 ou 06.14.73.46.05.", vec!["07 66 86 90 52", "06.14.73.46.05"]),
            ("tél. +33 (0)2 40 12 34 56 (accueil)", vec!["+33 (0)2 40 12 34 56"]),
            ("02 40 12 34 56 - 44000 Nantes", vec!["02 40 12 34 56"]),
            ("06 27 55 39 5O, n° 0240123456789, 100 000", vec![]),
        ] {
            let found: Vec<&str> = find(text).into_iter().map(|(at, _)| cited(text, at)).collect();
            assert_eq!(found, printed, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9+ ().é-]{0,30}|\\PC*") {
            let _ = phone(&text);
            find(&text);
        }

        #[test]
        fn e164_is_read_back(national in "[1-9][0-9]{8}") {
            let number = phone(&format!("0{national}"));
            prop_assert_eq!(phone(number.as_deref().unwrap()), number.clone());
        }
    }
}
