//! Dates as printed: full, without the day, the year alone; days without a year; ranges.
//!
//! A date that cannot be (`31 avril 2026`) is no date, and a two-digit year is read only behind day
//! and month in digits. A missing year is never taken from a clock: the caller names the years that
//! the document supports, and [`resolve`] picks one only if it is the only one that fits.

mod atom;
mod find;
mod reader;

use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use jiff::civil;

pub use find::find;

use crate::normalise::lexicon::Lexicon;
use crate::normalise::reject::Reject;
use crate::normalise::shadow::{Shadow, cited};

/// Years that documents on health care in our time speak of.
pub const PLAUSIBLE_YEARS: RangeInclusive<i16> = 1900..=2100;

/// A leap year: a day without a year is judged by the longest February.
const ANY_YEAR: i16 = 2000;

/// A date as precise as it is known: a day, a month or a year. Written in ISO 8601.
///
/// ```
/// # use recense::normalise::date::Date;
/// let date: Date = "2022-09".parse()?;
/// assert_eq!((date.year(), date.month(), date.day()), (2022, Some(9), None));
/// assert_eq!(date.to_string(), "2022-09");
/// # Ok::<(), recense::normalise::reject::Reject>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// A date that exists: a plausible year, a month of it, a day of that month.
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let exists = match (month, day) {
            (None, None) => true,
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => is_day(year, month, day),
            (None, Some(_)) => false,
        };
        (exists && PLAUSIBLE_YEARS.contains(&year)).then_some(Self { year, month, day })
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The month, where it is known.
    pub fn month(&self) -> Option<u8> {
        self.month
    }

    /// The day of the month, where it is known.
    pub fn day(&self) -> Option<u8> {
        self.day
    }

    /// The weekday of a full date, 1 for Monday.
    pub fn weekday(&self) -> Option<u8> {
        civil(self.year, self.month?, self.day?)
            .map(|day| day.weekday().to_monday_one_offset() as u8)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        [self.month, self.day].into_iter().flatten().try_for_each(|part| write!(f, "-{part:02}"))
    }
}

impl FromStr for Date {
    type Err = Reject;

    fn from_str(text: &str) -> Result<Self, Reject> {
        let not_a_date = || Reject::NotADate(text.to_owned());
        let mut parts = text.split('-');
        let mut part = |length: usize| match parts.next() {
            None => Ok(None),
            Some(part) if part.len() == length && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<i16>().map(Some).map_err(|_| not_a_date())
            }
            Some(_) => Err(not_a_date()),
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() {
            return Err(not_a_date());
        }
        let small = |part: i16| u8::try_from(part).unwrap_or_default();
        year.and_then(|year| Self::new(year, month.map(small), day.map(small)))
            .ok_or_else(not_a_date)
    }
}

/// A day, month or year as printed; what is not printed is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// The year.
    pub year: Option<i16>,
    /// The month.
    pub month: Option<u8>,
    /// The day of the month.
    pub day: Option<u8>,
}

impl Day {
    /// The date in its own year, or in `year` where none is printed.
    pub fn in_year(&self, year: Option<i16>) -> Option<Date> {
        Date::new(self.year.or(year)?, self.month, self.day)
    }
}

/// A date or a range of dates in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Where it stands, in characters of the text, with its weekday.
    pub at: Range<usize>,
    /// The date, or the first of the range.
    pub first: Day,
    /// The last of the range.
    pub last: Option<Day>,
    /// The weekday printed before the first, 1 for Monday.
    pub weekday: Option<u8>,
}

impl Printed {
    /// First and last date, in the printed year or else in `year`.
    ///
    /// `28 décembre - 2 janvier 2027` begins the year before.
    pub fn dates(&self, year: Option<i16>) -> Option<(Date, Option<Date>)> {
        let Some(last) = self.last else { return Some((self.first.in_year(year)?, None)) };
        if last.year.is_none()
            && self.first.year.is_none()
            && (last.month, last.day) < (self.first.month, self.first.day)
        {
            let first = self.first.in_year(year)?;
            return Some((first, Some(last.in_year(Some(first.year + 1))?)));
        }
        let last = last.in_year(self.first.year.or(year))?;
        let same_year = self.first.in_year(Some(last.year))?;
        let first =
            if same_year > last { self.first.in_year(Some(last.year - 1))? } else { same_year };
        (first <= last).then_some((first, Some(last)))
    }
}

/// The one date that the whole text is, with its year: `28 novembre 2023`, `Avril 2026`, `2026`.
pub fn date(text: &str, lexicon: &Lexicon) -> Result<Date, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    let not_a_date = || Reject::NotADate(text.to_owned());
    let alone = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '(' | ')');
    let bare = text.trim_matches(alone);
    if bare.len() == 4 {
        return bare.parse();
    }
    let printed = find(bare, lexicon);
    let [one] = printed.as_slice() else { return Err(not_a_date()) };
    let before = cited(bare, 0..one.at.start);
    let is_article = |word: &str| lexicon.particles.contains(word);
    let filled = one.at.end == bare.chars().count()
        && Shadow::folded(before).text.split_whitespace().all(is_article);
    let date = one.dates(None).filter(|(_, last)| filled && last.is_none());
    date.map(|(first, _)| first).ok_or_else(not_a_date)
}

/// The year of a day that is printed without one: the only candidate in which the day exists and,
/// where a weekday is printed, falls on it.
///
/// ```
/// # use recense::normalise::date::resolve;
/// assert_eq!(resolve(9, 3, Some(4), [2022, 2023, 2024]), Some(2023)); // a Thursday
/// assert_eq!(resolve(9, 3, None, [2022, 2023]), None);
/// ```
pub fn resolve(
    day: u8,
    month: u8,
    weekday: Option<u8>,
    years: impl IntoIterator<Item = i16>,
) -> Option<i16> {
    let fits = |year: &i16| {
        let date = Date::new(*year, Some(month), Some(day));
        date.is_some_and(|date| weekday.is_none() || date.weekday() == weekday)
    };
    let mut fitting: Vec<i16> = years.into_iter().filter(fits).collect();
    fitting.sort_unstable();
    fitting.dedup();
    match fitting.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

fn civil(year: i16, month: u8, day: u8) -> Option<civil::Date> {
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn is_day(year: i16, month: u8, day: u8) -> bool {
    civil(year, month, day).is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::lexicon::tests::lexicon;

    #[test]
    fn a_printed_date_is_iso() {
        for (printed, iso) in [
            ("28 novembre 2023", "2023-11-28"),
            ("le 28 novembre 2023", "2023-11-28"),
            ("Mardi 28 novembre 2023.", "2023-11-28"),
            ("1er octobre 2020", "2020-10-01"),
            ("1ᵉʳ octobre 2020", "2020-10-01"),
            ("12\u{A0}AOÛT\u{A0}2024", "2024-08-12"),
            ("3 janv. 2024", "2024-01-03"),
            ("21/01/2026", "2026-01-21"),
            ("21/01/26", "2026-01-21"),
            ("21-01-2026", "2026-01-21"),
            ("21.1.2026", "2026-01-21"),
            ("2026-01-21", "2026-01-21"),
            ("2026-04", "2026-04"),
            ("04/2026", "2026-04"),
            ("Avril 2026", "2026-04"),
            ("JANVIER 2026", "2026-01"),
            ("October 15, 2024", "2024-10-15"),
            ("October 15th, 2024", "2024-10-15"),
            ("15 October 2024", "2024-10-15"),
            ("15th of October 2024", "2024-10-15"),
            ("Tuesday, October 15, 2024", "2024-10-15"),
            ("November 2023", "2023-11"),
            ("printemps 2026", "2026"),
            ("l'automne 2026", "2026"),
            ("spring of 2026", "2026"),
            ("2026", "2026"),
        ] {
            let mut lexicon = lexicon();
            lexicon.particles.insert("of".to_owned());
            assert_eq!(
                date(printed, &lexicon).map(|date| date.to_string()),
                Ok(iso.to_owned()),
                "{printed:?}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_rejected() {
        for printed in [
            "31 avril 2026",
            "29 février 2023",
            "21/13/2026",
            "10/15/2024",
            "21-01-26",
            "12 mai",
            "mai",
            "mai 26",
            "4-5 mai 2026",
            "2026-2027",
            "en 2026",
            "0026",
            "2021-584",
            "NR",
            "le 12 mai 2026 à Nantes",
        ] {
            assert_eq!(
                date(printed, &lexicon()),
                Err(Reject::NotADate(printed.to_owned())),
                "{printed:?}"
            );
        }
        assert_eq!(date(" ", &lexicon()), Err(Reject::Empty));
    }

    #[test]
    fn a_year_is_resolved_only_where_one_fits() {
        assert_eq!(resolve(31, 5, Some(3), 2018..=2025), Some(2023));
        assert_eq!(resolve(29, 2, None, [2023, 2024, 2025]), Some(2024));
        assert_eq!(resolve(5, 11, Some(3), [2025, 2025]), Some(2025));
        assert_eq!(resolve(5, 11, Some(3), [2025, 2014]), None);
        assert_eq!(resolve(31, 4, None, [2025]), None);
        assert_eq!(resolve(5, 11, None, []), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([0-9]{1,4}|mai|juin|lundi|au|et|1er|[-/., ]){0,12}|\\PC*") {
            let _ = date(&text, &lexicon());
            for printed in find(&text, &lexicon()) {
                printed.dates(None);
                printed.dates(Some(2026));
            }
        }

        #[test]
        fn the_canonical_text_is_read_back(year in PLAUSIBLE_YEARS, month in 1u8..=12, day in 1u8..=31) {
            for date_of in [Date::new(year, None, None), Date::new(year, Some(month), None), Date::new(year, Some(month), Some(day))] {
                let Some(printed) = date_of else { continue };
                prop_assert_eq!(printed.to_string().parse(), Ok(printed));
                prop_assert_eq!(date(&printed.to_string(), &lexicon()), Ok(printed));
            }
        }
    }
}
