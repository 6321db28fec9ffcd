//! Whole numbers in digits and in words.
//!
//! Digit groups are thousands or they are nothing: `2021 200` is two numbers run together or a lost
//! digit, nobody can tell, and it is rejected rather than read as two million. Percentages,
//! ordinals and times are no whole numbers and are passed over.

use std::ops::Range;

use text2num::{Language, get_interpreter_for, text2digits};

use crate::normalise::lexicon::Lexicon;
use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;

/// The longest number in words that is looked for: `deux mille trois cent quatre vingt dix neuf`.
const MAX_NUMBER_WORDS: usize = 10;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it stands, in characters of the text.
    pub at: Range<usize>,
    /// The number, or why the digits are none.
    pub value: Result<u64, Reject>,
    /// A round number by its word, `une centaine`.
    pub round: bool,
}

/// The number that the whole text is: `85 676`, `200.000`, `quatre-vingt`, `1,4 million`.
pub fn integer(text: &str, lexicon: &Lexicon) -> Result<u64, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    let numbers = find(text, lexicon);
    let [number] = numbers.as_slice() else {
        return Err(if numbers.is_empty() {
            Reject::NoDigits(text.to_owned())
        } else {
            Reject::SeveralNumbers(text.to_owned())
        });
    };
    if number.value.is_ok() && number.at != (0..text.chars().count()) {
        return Err(Reject::NotWhole(text.to_owned()));
    }
    number.value.clone()
}

/// Every number of a text in the order of the text.
pub fn find(text: &str, lexicon: &Lexicon) -> Vec<Number> {
    let shadow = Shadow::folded(text);
    let mut numbers: Vec<(Range<usize>, Result<u64, Reject>, bool)> = Vec::new();
    let languages = languages(lexicon);
    let mut at = 0;
    while let Some((start, end)) = next_word(&shadow.text, at) {
        let rest = &shadow.text[start..];
        at = if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let run = digit_run(rest);
            let end = start + run.len();
            match digits(&shadow.text, start..end, lexicon) {
                Some((end, value)) => {
                    numbers.push((start..end, value, false));
                    end
                }
                None => skip_word(&shadow.text, end),
            }
        } else if let Some((length, value)) = number_words(rest, &languages) {
            // One is an article in most languages that say so: `une CPTS`, `a CPTS`.
            if value > 1 {
                numbers.push((start..start + length, Ok(value), false));
            }
            start + length
        } else {
            if let Some(value) = lexicon.round_numbers.get(&shadow.text[start..end]) {
                let from = article_before(&shadow.text, start, &languages);
                numbers.push((from..end, Ok(*value), true));
            }
            end
        };
    }
    let place = |bytes| shadow.source(bytes);
    numbers
        .into_iter()
        .map(|(bytes, value, round)| Number { at: place(bytes), value, round })
        .collect()
}

fn languages(lexicon: &Lexicon) -> Vec<Language> {
    lexicon.numerals.iter().filter_map(|code| get_interpreter_for(code)).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// The next run of letters, or the next place where digits begin; hyphens belong to a word.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(is_word)?;
    let length =
        text[start..].find(|c: char| !is_word(c) && c != '-').unwrap_or(text.len() - start);
    Some((start, start + length))
}

/// The end of the word that goes on at `at`: the rest of `3eme`, `20h30`.
fn skip_word(text: &str, at: usize) -> usize {
    at + text[at..].find(|c: char| !is_word(c)).unwrap_or(text.len() - at)
}

/// Digits with single separators between them: the longest stretch that could be one number.
fn digit_run(text: &str) -> &str {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while digit(end)
        || (matches!(bytes.get(end), Some(b' ' | b'.' | b',' | b'\'')) && digit(end + 1))
    {
        end += 1;
    }
    &text[..end]
}

/// The value of a run of digits with what follows it (`millions`), and where it ends; nothing if it
/// is no count at all: `20 %`, `3e`, `12/11/2025`, `M2`.
fn digits(
    text: &str,
    run: Range<usize>,
    lexicon: &Lexicon,
) -> Option<(usize, Result<u64, Reject>)> {
    let before = text[..run.start].chars().next_back();
    let after = &text[run.end..];
    let glued = |c: char| is_word(c) || matches!(c, '/' | '@' | '_');
    // `3e`, `20h30`; but `85 676habitants` only lost a space.
    let is_long = run.len() >= 4;
    let unit = is_long && after.starts_with(char::is_alphabetic);
    if before.is_some_and(glued) || (after.starts_with(glued) && !unit) {
        return None;
    }
    if after.trim_start().starts_with(['%', '‰']) {
        return None;
    }
    let printed = &text[run.clone()];
    let next = after.strip_prefix(' ').unwrap_or_default();
    let word = &next[..skip_word(next, 0)];
    if let Some(factor) = lexicon.multipliers.get(word) {
        return Some((run.end + 1 + word.len(), multiplied(printed, *factor)));
    }
    Some((run.end, grouped(printed)))
}

/// The value of digits in groups or without.
fn grouped(printed: &str) -> Result<u64, Reject> {
    if let Some(digits) = joined(printed) {
        return digits.parse().map_err(|_| Reject::OutOfRange(printed.to_owned()));
    }
    let decimals = printed.rsplit_once(['.', ',']);
    if decimals.is_some_and(|(whole, decimals)| is_digits(decimals) && joined(whole).is_some()) {
        return Err(Reject::NotWhole(printed.to_owned()));
    }
    Err(Reject::BrokenGrouping(printed.to_owned()))
}

/// `85 676`, `200.000`, `1,400`, `157000`: the digits of groups of three parted by one and the same
/// sign, or of no groups.
fn joined(printed: &str) -> Option<String> {
    let Some(separator) = printed.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(printed.to_owned());
    };
    let (first, rest) = printed.split_once(separator)?;
    let thousands = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && rest.split(separator).all(|group| group.len() == 3 && is_digits(group));
    thousands.then(|| printed.replace(separator, ""))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// `1,4` times a million: whole, or rejected.
fn multiplied(printed: &str, factor: u64) -> Result<u64, Reject> {
    let out_of_range = || Reject::OutOfRange(printed.to_owned());
    if let Ok(value) = grouped(printed) {
        return value.checked_mul(factor).ok_or_else(out_of_range);
    }
    let not_whole = || Reject::NotWhole(printed.to_owned());
    let (whole, decimals) = printed.split_once(['.', ',']).ok_or_else(not_whole)?;
    let whole: u64 = whole.parse().map_err(|_| not_whole())?;
    let parts: u64 = decimals.parse().map_err(|_| not_whole())?;
    let scale = 10u64.checked_pow(decimals.len() as u32).ok_or_else(not_whole)?;
    let parts = parts.checked_mul(factor).ok_or_else(out_of_range)?;
    if parts % scale != 0 {
        return Err(not_whole());
    }
    let whole = whole.checked_mul(factor).ok_or_else(out_of_range)?;
    whole.checked_add(parts / scale).ok_or_else(out_of_range)
}

/// The longest number in words at the start of a text: its length and value.
fn number_words(text: &str, languages: &[Language]) -> Option<(usize, u64)> {
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = next_word(text, at).filter(|_| ends.len() < MAX_NUMBER_WORDS) {
        // Only spaces hold a number together.
        if start != at && (at == 0 || &text[at..start] != " ") {
            break;
        }
        ends.push(end);
        at = end;
    }
    languages.iter().filter_map(|language| longest(text, &ends, language)).max()
}

fn longest(text: &str, ends: &[usize], language: &Language) -> Option<(usize, u64)> {
    value(&text[..*ends.first()?], language)?;
    ends.iter().rev().find_map(|end| Some((*end, value(&text[..*end], language)?)))
}

fn value(words: &str, language: &Language) -> Option<u64> {
    text2digits(words, language).ok()?.parse().ok()
}

/// Where `une centaine` begins: with the word for one before it, if there is one.
fn article_before(text: &str, start: usize, languages: &[Language]) -> usize {
    let Some(before) = text[..start].strip_suffix(' ') else { return start };
    let from = before
        .rfind(|c: char| !is_word(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let one = number_words(&before[from..], languages).is_some_and(|(_, value)| value == 1);
    if one { from } else { start }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::lexicon::tests::lexicon;
    use crate::normalise::shadow::cited;

    #[test]
    fn printed_numbers_are_read() {
        for (printed, value) in [
            ("85 676", 85_676),
            ("85\u{A0}676", 85_676),
            ("85\u{202F}676", 85_676),
            ("85\u{2009}676", 85_676),
            ("200.000", 200_000),
            ("1'234'567", 1_234_567),
            ("2,000", 2_000),
            ("157000", 157_000),
            ("3", 3),
            (" 42 ", 42),
            ("Quatre-vingt", 80),
            ("deux cent soixante-dix", 270),
            ("deux mille vingt-six", 2026),
            ("hundred", 100),
            ("two hundred and seventy", 270),
            ("1,4 million", 1_400_000),
            ("5 millions", 5_000_000),
            ("une centaine", 100),
        ] {
            assert_eq!(integer(printed, &lexicon()), Ok(value), "{printed:?}");
        }
    }

    #[test]
    fn a_broken_digit_group_is_rejected_not_guessed() {
        for printed in ["2021 200", "1 23", "85 6767", "1.234 567", "02 40 12 34 56", "0 123"] {
            assert_eq!(
                integer(printed, &lexicon()),
                Err(Reject::BrokenGrouping(printed.to_owned())),
                "{printed:?}"
            );
        }
    }

    #[test]
    fn what_is_no_whole_number_is_rejected() {
        let text = |printed: &str| printed.to_owned();
        for (printed, reject) in [
            ("", Reject::Empty),
            ("NR", Reject::NoDigits(text("NR"))),
            ("20 %", Reject::NoDigits(text("20 %"))),
            ("3ème", Reject::NoDigits(text("3ème"))),
            ("1 234,5", Reject::NotWhole(text("1 234,5"))),
            ("2.5", Reject::NotWhole(text("2.5"))),
            ("150 à 160", Reject::SeveralNumbers(text("150 à 160"))),
            ("99999999999999999999999", Reject::OutOfRange(text("99999999999999999999999"))),
        ] {
            assert_eq!(integer(printed, &lexicon()), Err(reject), "{printed:?}");
        }
    }

    #[test]
    fn the_numbers_of_a_sentence_are_found_where_they_stand() {
        let found = |text: &str| -> Vec<(String, Option<u64>)> {
            find(text, &lexicon())
                .into_iter()
                .map(|number| (cited(text, number.at).to_owned(), number.value.ok()))
                .collect()
        };
        let some = |printed: &str, value| (printed.to_owned(), Some(value));
        assert_eq!(
            found("Née le 12/11/2025, la 3e CPTS : 20 communes, 44\u{202F}000 habitants (8,7 %)."),
            [some("20", 20), some("44\u{202F}000", 44_000)]
        );
        assert_eq!(
            found("Plus d’une centaine de soignants, quatre-vingt élus"),
            [some("une centaine", 100), some("quatre-vingt", 80)]
        );
        assert_eq!(found("à 20h30, n°2, M2 et 5G"), [some("2", 2)]);
        assert_eq!(found("85 676habitants"), [some("85 676", 85_676)]);
        assert_eq!(found("2021 200 habitants"), [("2021 200".to_owned(), None)]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            find(&text, &lexicon());
        }

        #[test]
        fn a_printed_number_is_read_back(value in 0u64..1_000_000_000) {
            let digits = value.to_string();
            let mut grouped = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at) % 3 == 0 {
                    grouped.push('\u{202F}');
                }
                grouped.push(digit);
            }
            prop_assert_eq!(integer(&digits, &lexicon()), Ok(value));
            prop_assert_eq!(integer(&grouped, &lexicon()), Ok(value));
        }
    }
}
