//! Dates in running text: a small grammar over numbers, month names and the signs between them.

use std::ops::Range;

use crate::normalise::date::atom::{Is, atoms};
use crate::normalise::date::reader::{OneDay, Reader};
use crate::normalise::date::{ANY_YEAR, Day, Printed, is_day};
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::Shadow;

/// More days than this are no list of days before their month.
const MAX_DAYS: usize = 31;

/// Every date and range of dates of a text that has a month, in the order of the text. A year
/// alone is not found: in running text four digits may be anything.
///
/// Days joined by `et` or a comma are a range if they follow one another (`5 et 6 novembre`) and
/// separate dates if not (`9 et 16 juin`).
pub fn find(text: &str, lexicon: &Lexicon) -> Vec<Printed> {
    let shadow = Shadow::folded(text);
    let reader = Reader { atoms: atoms(&shadow.text, lexicon) };
    let mut printed = Vec::new();
    let mut at = 0;
    while at < reader.atoms.len() {
        match reader.dates_at(at) {
            Some((end, dates)) => {
                printed.extend(dates.into_iter().filter_map(|date| {
                    let from = reader.atoms.get(date.atoms.start)?.bytes.start;
                    let to = reader.atoms.get(date.atoms.end.checked_sub(1)?)?.bytes.end;
                    Some(Printed {
                        at: shadow.source(from..to),
                        first: date.first,
                        last: date.last,
                        weekday: date.weekday,
                    })
                }));
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    printed
}

/// A date as a range of atoms.
struct Found {
    atoms: Range<usize>,
    first: Day,
    last: Option<Day>,
    weekday: Option<u8>,
}

impl Reader {
    /// The dates that begin at an atom, and the atom behind them.
    fn dates_at(&self, at: usize) -> Option<(usize, Vec<Found>)> {
        if at > 0 && self.is_glued(at) {
            return None;
        }
        if let Some((end, day)) = self.numeric(at) {
            return Some((end, vec![single(at..end, day, None)]));
        }
        let (start, weekday) = self.weekday(at);
        if weekday.is_some() {
            // `Tuesday 21/01/2026`
            if let Some((end, day)) = self.numeric(start) {
                return Some((end, vec![single(at..end, day, weekday)]));
            }
        }
        let days_first = self.days_first(at);
        days_first.or_else(|| self.month_first(start, at, weekday))
    }

    /// `12 mai`, `4-5 mai 2026`, `lundi 4 et mardi 5 mai`, `9 et 16 juin`, `30 avril au 2 mai`,
    /// `10 et 11/10/2024`.
    fn days_first(&self, at: usize) -> Option<(usize, Vec<Found>)> {
        let (mut end, first) = self.day(at)?;
        let mut days = vec![first];
        let mut is_range = false;
        while days.len() < MAX_DAYS {
            let join = self.spaces(end);
            let next = self.spaces(join + 1);
            let (ranged, joined) = match self.is(join) {
                Some(Is::Range) => (true, true),
                Some(Is::And | Is::Sign('/')) => (false, true),
                _ => (false, false),
            };
            // `du 4 au 5`: a small word may stand behind the joining one.
            let next = self.spaces(self.skip(next, &[Is::Particle]));
            // A comma alone parts a number from a date: `page 2, 12/03/2024`.
            let comma = !ranged && self.atoms.get(join).is_some_and(|atom| atom.bytes.len() == 1);
            if joined
                && !comma
                && let Some((behind, last)) = self.numeric(next)
            {
                days.push(OneDay { day: last.day?, weekday: None, atoms: next..behind });
                return listed(at..behind, &days, is_range || ranged, (last.year, last.month?));
            }
            let Some((behind, day)) = self.day(next).filter(|_| joined) else { break };
            is_range |= ranged;
            days.push(day);
            end = behind;
        }
        let (end, month) = self.month(self.skip(end, &[Is::Space, Is::Particle]))?;
        let (end, year) = match self.year(end) {
            Some((end, year)) => (end, Some(year)),
            None => (end, None),
        };
        if let [only] = days.as_slice() {
            let on = Day { year, month: Some(month), day: Some(only.day) };
            let exists = is_day(year.unwrap_or(ANY_YEAR), month, only.day);
            return exists.then(|| self.range_of_months(at, end, on, only.weekday));
        }
        listed(at..end, &days, is_range, (year, month))
    }

    /// A date with its month, alone or up to another one: `30 avril au 2 mai 2026`.
    fn range_of_months(
        &self,
        at: usize,
        end: usize,
        first: Day,
        weekday: Option<u8>,
    ) -> (usize, Vec<Found>) {
        let join = self.spaces(end);
        let alone = (end, vec![single(at..end, first, weekday)]);
        if self.is(join) != Some(Is::Range) {
            return alone;
        }
        let next = self.spaces(self.skip(self.spaces(join + 1), &[Is::Particle]));
        let last = self.day(next).and_then(|(behind, day)| {
            let (behind, month) = self.month(self.spaces(behind))?;
            let (behind, year) = self.year(behind).map_or((behind, None), |(e, y)| (e, Some(y)));
            let last = Day { year, month: Some(month), day: Some(day.day) };
            is_day(year.unwrap_or(ANY_YEAR), month, day.day).then_some((behind, last))
        });
        let Some((behind, last)) = last else { return alone };
        (behind, vec![Found { atoms: at..behind, first, last: Some(last), weekday }])
    }

    /// `Avril 2026`, `printemps 2026`, `October 15, 2024`, `October 15th`.
    fn month_first(
        &self,
        start: usize,
        at: usize,
        weekday: Option<u8>,
    ) -> Option<(usize, Vec<Found>)> {
        if self.is(start) == Some(Is::Season) {
            // `spring of 2024`
            let end = self.skip(start + 1, &[Is::Space, Is::Particle]);
            let (end, year) = self.year(end.checked_sub(1)?)?;
            let day = Day { year: Some(year), ..Day::default() };
            return Some((end, vec![single(at..end, day, None)]));
        }
        let (end, month) = self.month(start)?;
        let month = Some(month);
        if let Some((end, year)) = self.year(end) {
            let day = Day { year: Some(year), month, day: None };
            return Some((end, vec![single(at..end, day, None)]));
        }
        let number = self.skip(end, &[Is::Space, Is::Sign('.')]);
        let (behind, day) = self.day(number).filter(|_| number > end)?;
        let ordinal = matches!(self.is(number), Some(Is::Number { ordinal: true, .. }));
        let comma = self.skip(behind, &[Is::And]);
        let year = self.year(comma);
        // `mai 12` without more is no French date, and may be anything.
        if year.is_none() && !ordinal && weekday.is_none() {
            return None;
        }
        let (end, year) = year.map_or((behind, None), |(end, year)| (end, Some(year)));
        let exists = is_day(year.unwrap_or(ANY_YEAR), month?, day.day);
        let day = Day { year, month, day: Some(day.day) };
        exists.then(|| (end, vec![single(at..end, day, weekday)]))
    }
}

/// Several days of one month: a range if they follow one another, else each for itself.
fn listed(
    atoms: Range<usize>,
    days: &[OneDay],
    is_range: bool,
    (year, month): (Option<i16>, u8),
) -> Option<(usize, Vec<Found>)> {
    let exist = days.iter().all(|day| is_day(year.unwrap_or(ANY_YEAR), month, day.day));
    let [first, .., last] = days else { return None };
    let on = |day: &OneDay| Day { year, month: Some(month), day: Some(day.day) };
    let steps = || days.windows(2).map(|pair| (pair[0].day, pair[1].day));
    let rising = steps().all(|(a, b)| a < b);
    let consecutive = steps().all(|(a, b)| a + 1 == b);
    let end = atoms.end;
    if exist && rising && (consecutive || (is_range && days.len() == 2)) {
        let (last, weekday) = (Some(on(last)), first.weekday);
        return Some((end, vec![Found { atoms, first: on(first), last, weekday }]));
    }
    if is_range || !exist {
        return None;
    }
    let mut found: Vec<Found> =
        days.iter().map(|day| single(day.atoms.clone(), on(day), day.weekday)).collect();
    if let Some(last) = found.last_mut() {
        last.atoms.end = end;
    }
    Some((end, found))
}

fn single(atoms: Range<usize>, first: Day, weekday: Option<u8>) -> Found {
    Found { atoms, first, last: None, weekday }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::lexicon::tests::lexicon;
    use crate::normalise::shadow::cited;

    /// What is found, as `printed text = first .. last`, in the year 2026 where none is printed.
    fn found(text: &str) -> Vec<String> {
        find(text, &lexicon())
            .into_iter()
            .map(|printed| {
                let (first, last) = printed.dates(Some(2026)).unwrap();
                let last = last.map(|last| format!(" .. {last}")).unwrap_or_default();
                format!("{} = {first}{last}", cited(text, printed.at))
            })
            .collect()
    }

    #[test]
    fn dates_are_found_where_they_stand() {
        for (text, dates) in [
            ("Née le jeudi 19 octobre, la CPTS", vec!["jeudi 19 octobre = 2026-10-19"]),
            ("12 Mai - PAUSE VISIO", vec!["12 Mai = 2026-05-12"]),
            (
                "Mercredi 29 avril 2026, 20h30, en visio",
                vec!["Mercredi 29 avril 2026 = 2026-04-29"],
            ),
            ("en septembre 2018 puis dès 2020", vec!["septembre 2018 = 2018-09"]),
            (
                "loi du 26 janvier 2016, signée le 12/05/2021",
                vec!["26 janvier 2016 = 2016-01-26", "12/05/2021 = 2021-05-12"],
            ),
            ("signed on October 15, 2024 in Nantes", vec!["October 15, 2024 = 2024-10-15"]),
            ("l’ordonnance n° 2021-584 du 12 mai", vec!["12 mai = 2026-05-12"]),
            ("les années 2014-2017, la page 12/05", vec![]),
            ("le 31 avril, mai 26, mars", vec![]),
            ("au 1er février 2024, 738 CPTS", vec!["1er février 2024 = 2024-02-01"]),
            ("12 mai 2 000 personnes", vec!["12 mai = 2026-05-12"]),
        ] {
            assert_eq!(found(text), dates, "{text:?}");
        }
    }

    #[test]
    fn ranges_have_a_first_and_a_last_day() {
        for (text, dates) in [
            ("4-5 Mai - PACTE", vec!["4-5 Mai = 2026-05-04 .. 2026-05-05"]),
            ("22–23 juin", vec!["22–23 juin = 2026-06-22 .. 2026-06-23"]),
            ("du 4 au 8 mai 2027", vec!["4 au 8 mai 2027 = 2027-05-04 .. 2027-05-08"]),
            ("(5 & 6 novembre)", vec!["5 & 6 novembre = 2026-11-05 .. 2026-11-06"]),
            ("lundi 4 et mardi 5 mai", vec!["lundi 4 et mardi 5 mai = 2026-05-04 .. 2026-05-05"]),
            ("les 4, 5 et 6 mai", vec!["4, 5 et 6 mai = 2026-05-04 .. 2026-05-06"]),
            (
                "du 30 avril au 2 mai 2026",
                vec!["30 avril au 2 mai 2026 = 2026-04-30 .. 2026-05-02"],
            ),
            (
                "28 décembre - 2 janvier 2027",
                vec!["28 décembre - 2 janvier 2027 = 2026-12-28 .. 2027-01-02"],
            ),
            (
                "du 28 décembre au 2 janvier",
                vec!["28 décembre au 2 janvier = 2026-12-28 .. 2027-01-02"],
            ),
            (
                "10 et 11/10/2024, puis 17 et 24/10/2024",
                vec![
                    "10 et 11/10/2024 = 2024-10-10 .. 2024-10-11",
                    "17 = 2024-10-17",
                    "24/10/2024 = 2024-10-24",
                ],
            ),
            (
                "du 2 au 4/12/2024, page 3, 05/12/2024",
                vec!["2 au 4/12/2024 = 2024-12-02 .. 2024-12-04", "05/12/2024 = 2024-12-05"],
            ),
            ("9 et 16 juin", vec!["9 = 2026-06-09", "16 juin = 2026-06-16"]),
            (
                "mardi 9, 16 et 30 juin",
                vec!["mardi 9 = 2026-06-09", "16 = 2026-06-16", "30 juin = 2026-06-30"],
            ),
        ] {
            assert_eq!(found(text), dates, "{text:?}");
        }
    }

    #[test]
    fn the_printed_weekday_is_kept() {
        let printed = find("Mercredi 5 novembre", &lexicon());
        assert_eq!(printed[0].weekday, Some(3));
        assert_eq!(printed[0].first, Day { year: None, month: Some(11), day: Some(5) });
    }
}
