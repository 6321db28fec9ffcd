//! A date that is printed with its weekday says the same thing twice.
//!
//! Events are left out: which of the days of an entry is theirs is known where they are read.

use crate::check::{Subject, gap};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::Place;
use crate::normalise::date::{self, Date};
use crate::normalise::shadow::cited;

/// Dates that do not fall on the weekday before them: "lundi 14 mai 2024" was a Tuesday.
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let record = subject.record;
    let issued = record.document.issued.as_deref();
    let issued = issued.map(|date| ("/document/issued".to_owned(), None, date));
    let figures = record.figures.iter().enumerate().filter_map(|(number, figure)| {
        Some((format!("/figures/{number}"), None, figure.as_of.as_deref()?))
    });
    let milestones = record.communities.iter().enumerate().flat_map(|(place, community)| {
        community.milestones.iter().enumerate().map(move |(number, milestone)| {
            let pointer = format!("/communities/{place}/milestones/{number}");
            (pointer, Some(&community.id), milestone.date.as_str())
        })
    });
    let dates = issued.into_iter().chain(figures).chain(milestones);
    let wrong = dates.filter_map(|(pointer, community, date)| {
        let evidence = record.evidence.get(&pointer)?;
        let date: Date = date.parse().ok()?;
        let (place, raw) =
            evidence.at.iter().find_map(|at| Some((at, disagreeing(subject, at, date)?)))?;
        let pointer = match pointer.strip_prefix("/figures") {
            // At the figure itself it is the number that disagrees.
            Some(_) => format!("{pointer}/as_of"),
            None => pointer,
        };
        Some(Gap {
            page: place.page,
            line: Some(place.line),
            raw: Some(raw),
            rule: Some(evidence.rule.clone()),
            ..gap(GapCode::Inconsistent, pointer, community.cloned())
        })
    });
    wrong.collect()
}

/// The date as printed at a place, if another weekday stands before it. The rule need not have
/// claimed the weekday: the whole line is looked at.
fn disagreeing(subject: &Subject<'_>, at: &Place, date: Date) -> Option<String> {
    let page = at.page.map_or(0, |page| page.saturating_sub(1)) as usize;
    let line = subject.document.line(page, at.line.checked_sub(1)? as usize)?;
    let (start, end) = (at.start as usize, at.end as usize);
    let printed = date::find(&line.text, subject.lexicon);
    let disagrees = printed.into_iter().find(|printed| {
        printed.at.start < end
            && printed.at.end > start
            && printed.dates(None).is_some_and(|(first, _)| first == date)
            && printed.weekday.is_some()
            && date.weekday().is_some()
            && printed.weekday != date.weekday()
    })?;
    Some(cited(&line.text, disagrees.at).to_owned())
}
