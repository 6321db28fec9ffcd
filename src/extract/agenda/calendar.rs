//! Which day an event is on: the year that is not printed, and what is over.

use crate::extract::agenda::{Draft, Told};
use crate::extract::reason::Reason;
use crate::model::finding::{DocumentFact, Finding, Findings};
use crate::model::record::Event;
use crate::normalise::date::{Date, Printed};

/// A calendar reaches so many months back from the document's own month …
const BACK: i32 = 3;
/// … and ends before so many months ahead: twelve in all, so that one year fits.
const AHEAD: i32 = 9;

/// What the document says about its own time.
pub struct Calendar {
    issued: Option<Date>,
}

impl Calendar {
    /// The time of a document whose date of issue was looked for.
    pub fn of(findings: &Findings) -> Self {
        let issued = findings.document.iter().find_map(|fact| match &fact.value {
            DocumentFact::Issued(date) => date.parse().ok(),
            _ => None,
        });
        Self { issued }
    }

    /// The draft's events, one for each of its dates; none for a date without a year that the
    /// document supports, and none for what was over.
    pub fn dated(&self, draft: &Draft) -> Vec<Told> {
        draft.days.iter().filter_map(|day| self.one(draft, day)).collect()
    }

    /// Why a draft has no event.
    pub fn undated(&self, draft: &Draft) -> Reason {
        let dated = draft.days.iter().any(|day| self.dates(day, draft.year).is_some());
        if dated { Reason::Over } else { Reason::NoDate }
    }

    fn one(&self, draft: &Draft, day: &Printed) -> Option<Told> {
        let (first, last, inferred) = self.dates(day, draft.year)?;
        if self.is_over(last.unwrap_or(first), draft.listed) {
            return None;
        }
        let mut source = draft.source.clone();
        source.inferred = inferred;
        let wrong_weekday =
            day.weekday.is_some() && first.weekday().is_some() && day.weekday != first.weekday();
        let value = Event {
            start: first.to_string(),
            end: last.map(|last| last.to_string()),
            time: draft.time.clone(),
            title: draft.title.clone(),
            description: draft.description.clone(),
            place: draft.place.clone(),
            status: draft.status,
        };
        Some(Told { finding: Finding { value, source }, listed: draft.listed, wrong_weekday })
    }

    /// First and last date, and from what the year was worked out.
    fn dates(
        &self,
        day: &Printed,
        headed: Option<i16>,
    ) -> Option<(Date, Option<Date>, Option<String>)> {
        let printed = day.first.year.is_some() || day.last.is_some_and(|last| last.year.is_some());
        if printed {
            let (first, last) = day.dates(None)?;
            return Some((first, last, None));
        }
        // The month of the issue looks like a heading, too: "DÉCEMBRE 2025" over January's dates.
        let under = headed
            .and_then(|year| day.dates(Some(year)))
            .filter(|(first, _)| self.issued.is_none_or(|issued| self.is_near(*first, issued)));
        if let Some((first, last)) = under {
            return Some((first, last, Some("year of the heading above".to_owned())));
        }
        let issued = self.issued?;
        let reason = format!("year worked out from the date of issue, {issued}");
        let years = match issued.month() {
            None => issued.year()..=issued.year(),
            Some(_) => issued.year() - 1..=issued.year() + 1,
        };
        let (first, last) = years
            .filter_map(|year| day.dates(Some(year)))
            .find(|(first, _)| self.is_near(*first, issued))?;
        Some((first, last, Some(reason)))
    }

    /// True if a calendar of the issue's month can hold the date.
    fn is_near(&self, date: Date, issued: Date) -> bool {
        let (Some(month), Some(own)) = (date.month(), issued.month()) else { return true };
        let months = |date: Date, month: u8| i32::from(date.year()) * 12 + i32::from(month);
        let ahead = months(date, month) - months(issued, own);
        (-BACK..AHEAD).contains(&ahead)
    }

    /// True if a day was over when the document appeared. A calendar shows its month as a whole.
    fn is_over(&self, last: Date, listed: bool) -> bool {
        let Some(issued) = self.issued else { return false };
        let precise = |date: Date| {
            if listed { Date::new(date.year(), date.month(), None) } else { Some(date) }
        };
        let (Some(last), Some(issued)) = (precise(last), precise(issued)) else { return false };
        let (last, issued) = (last.to_string(), issued.to_string());
        let length = last.len().min(issued.len());
        last.get(..length) < issued.get(..length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::date::find;
    use crate::rules::Rules;

    /// The dates of an event printed in a document of this date, with a star where the year is
    /// worked out and an exclamation mark where the weekday is wrong.
    fn dated(issued: Option<&str>, printed: &str, year: Option<i16>) -> Vec<String> {
        let rules = Rules::bundled().unwrap();
        let draft = Draft { year, ..Draft::listed((0, 0), find(printed, rules.lexicon())) };
        let calendar = Calendar { issued: issued.map(|date| date.parse().unwrap()) };
        let shown = |told: Told| {
            let event = told.finding.value;
            let end = event.end.map(|end| format!("..{end}")).unwrap_or_default();
            let star = if told.finding.source.inferred.is_some() { "*" } else { "" };
            let wrong = if told.wrong_weekday { "!" } else { "" };
            format!("{}{end}{star}{wrong}", event.start)
        };
        calendar.dated(&draft).into_iter().map(shown).collect()
    }

    #[test]
    fn the_year_comes_from_the_issue() {
        assert_eq!(dated(Some("2026-04"), "4-5 mai", None), ["2026-05-04..2026-05-05*"]);
        assert_eq!(dated(Some("2025-11-28"), "15 janvier", None), ["2026-01-15*"]);
        assert_eq!(dated(Some("2024-01"), "11 janvier", None), ["2024-01-11*"]);
        assert_eq!(dated(None, "11 janvier", None), Vec::<String>::new());
        assert_eq!(dated(None, "11 janvier", Some(2025)), ["2025-01-11*"]);
    }

    #[test]
    fn a_printed_year_is_kept_and_a_wrong_weekday_told() {
        assert_eq!(dated(Some("2026-04"), "mercredi 29 avril 2026", None), ["2026-04-29"]);
        assert_eq!(dated(Some("2026-04"), "jeudi 29 avril 2026", None), ["2026-04-29!"]);
        assert_eq!(dated(Some("2026-04"), "lundi 6 mai", None), ["2026-05-06*!"]);
    }

    #[test]
    fn what_is_over_is_no_event() {
        assert_eq!(dated(Some("2026-04"), "26 mars 2026", None), Vec::<String>::new());
        assert_eq!(dated(Some("2026-04"), "2 et 9 avril 2026", None).len(), 2);
        assert_eq!(dated(Some("2025-11-28"), "5 et 6 novembre", None), ["2025-11-05..2025-11-06*"]);
    }
}
