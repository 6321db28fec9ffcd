//! Times of day.
//!
//! `24h/24`, `45 min` and `8.30` are none: durations, and a number that may be anything.

use std::ops::Range;

use crate::normalise::lexicon::Lexicon;
use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;

/// The time of day that the whole text is, as `HH:MM`: `20h30`, `20 h`, `20:30`, `8.30 pm`.
pub fn time(text: &str, lexicon: &Lexicon) -> Result<String, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    match find(text, lexicon).pop() {
        Some((at, time)) if at == (0..text.chars().count()) => Ok(time),
        _ => Err(Reject::NotATime(text.to_owned())),
    }
}

/// Every time of day of a text, in characters of the text.
pub fn find(text: &str, lexicon: &Lexicon) -> Vec<(Range<usize>, String)> {
    let shadow = Shadow::folded(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) =
        shadow.text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit()))
    {
        let start = at + offset;
        let rest = &shadow.text[start..];
        at = start + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let glued = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | ',' | ':' | '_');
        if shadow.text[..start].ends_with(glued) {
            continue;
        }
        if let Some((length, time)) = time_at(rest, lexicon) {
            found.push((shadow.source(start..start + length), time));
            at = start + length;
        }
    }
    found
}

/// The time that a folded text begins with, and its length.
fn time_at(text: &str, lexicon: &Lexicon) -> Option<(usize, String)> {
    let (hour, behind) = number(text)?;
    let tight = behind.trim_start_matches(' ');
    let (minute, rest, half) = if let Some(rest) = hour_sign(tight, lexicon) {
        let minutes = minutes(rest.trim_start_matches(' '));
        let (minute, rest) = minutes.map_or((0, rest), |(minute, rest)| (minute, rest));
        (minute, rest, None)
    } else if let Some((minute, rest)) = behind.strip_prefix([':', '.']).and_then(minutes) {
        let half = half_of_day(rest);
        // `8.30` alone is a number.
        if half.is_none() && behind.starts_with('.') {
            return None;
        }
        (minute, half.map_or(rest, |(_, rest)| rest), half.map(|(half, _)| half))
    } else {
        let (half, rest) = half_of_day(behind)?;
        (0, rest, Some(half))
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    // `24h/24`, `20:30:15`, `20h30x`: something else.
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/')
        && rest.strip_prefix([':', '.']).is_none_or(|rest| number(rest).is_none());
    let exists = hour < 24 && minute < 60;
    (ends && exists).then(|| (text.len() - rest.len(), format!("{hour:02}:{minute:02}")))
}

/// One or two digits.
fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(digits)?;
    (number.len() <= 2).then_some((number.parse().ok()?, rest))
}

/// Exactly two digits.
fn minutes(text: &str) -> Option<(u32, &str)> {
    let (minute, rest) = number(text)?;
    let ends = !rest.starts_with(char::is_alphanumeric) || half_of_day(rest).is_some();
    (text.len() - rest.len() == 2 && ends).then_some((minute, rest))
}

/// The text behind `h` or a word for it.
fn hour_sign<'t>(text: &'t str, lexicon: &Lexicon) -> Option<&'t str> {
    let letters = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(letters)?;
    (word == "h" || lexicon.hour_words.contains(word)).then_some(rest)
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

/// `am`, `p.m.`
fn half_of_day(text: &str) -> Option<(Half, &str)> {
    let text = text.trim_start_matches(' ');
    [
        ("a.m.", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("am", Half::Morning),
        ("pm", Half::Afternoon),
    ]
    .into_iter()
    .find_map(|(sign, half)| {
        let rest = text.strip_prefix(sign)?;
        (!rest.starts_with(char::is_alphanumeric)).then_some((half, rest))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::lexicon::tests::lexicon;
    use crate::normalise::shadow::cited;

    #[test]
    fn a_time_is_hours_and_minutes() {
        for (printed, time_of_day) in [
            ("20h30", "20:30"),
            ("20H30", "20:30"),
            ("20 h 30", "20:30"),
            ("20 h", "20:00"),
            ("9h", "09:00"),
            ("9h05", "09:05"),
            ("20:30", "20:30"),
            ("20 heures 30", "20:30"),
            ("8.30 pm", "20:30"),
            ("8:30pm", "20:30"),
            ("8 p.m.", "20:00"),
            ("12 am", "00:00"),
            ("12pm", "12:00"),
        ] {
            assert_eq!(time(printed, &lexicon()), Ok(time_of_day.to_owned()), "{printed:?}");
        }
    }

    #[test]
    fn what_is_no_time_is_rejected() {
        for printed in [
            "25h",
            "20h70",
            "24h/24",
            "8.30",
            "45 min",
            "1:5",
            "13 pm",
            "20h305",
            "en soirée",
            "48h",
        ] {
            assert_eq!(
                time(printed, &lexicon()),
                Err(Reject::NotATime(printed.to_owned())),
                "{printed:?}"
            );
        }
        assert_eq!(time("", &lexicon()), Err(Reject::Empty));
    }

    #[test]
    fn times_are_found_where_they_stand() {
        let text = "Le 12 mai, de 14h à 16h30 (24h/24), 12/05/2026 20:30, RDV 9 h";
        let found: Vec<&str> =
            find(text, &lexicon()).into_iter().map(|(at, _)| cited(text, at)).collect();
        assert_eq!(found, ["14h", "16h30", "20:30", "9 h"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([0-9]{1,2}|h|:|\\.| |pm|é){0,8}|\\PC*") {
            let _ = time(&text, &lexicon());
        }

        #[test]
        fn the_canonical_text_is_read_back(hour in 0u32..24, minute in 0u32..60) {
            let canonical = format!("{hour:02}:{minute:02}");
            prop_assert_eq!(time(&canonical, &lexicon()), Ok(canonical));
        }
    }
}
