//! Dated steps: a verb of the rules and the date that stands nearest to it in its sentence.
//!
//! A weekday and day without a year get one only where a single year fits that the document itself
//! supports, and the value is then inferred.

use std::ops::Range;

use crate::extract::narrative::sentence::Shape;
use crate::extract::narrative::{Narrative, Reading};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::finding::{CommunityDraft, CommunityFact, Finding};
use crate::model::record::MilestoneKind;
use crate::normalise::date::{self, Date, Printed};
use crate::normalise::shadow::fold;

/// A date with its place in the sentence and whether its year was worked out.
struct Dated {
    sentence: usize,
    at: Range<usize>,
    date: Date,
    inferred: Option<String>,
}

/// Reads the milestones of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    let mut found: Vec<(Reading<'_>, MilestoneKind, Dated, Vec<usize>)> = Vec::new();
    for reading in narrative.readings("community.milestone") {
        let kind = reading.field.with.get("kind").cloned().unwrap_or_default();
        let kind = serde_json::from_value(serde_json::Value::String(kind));
        let (Ok(kind), Some(dated)) = (kind, dated(narrative, &reading)) else {
            narrative.gives_up(&reading, Reason::NoDate);
            continue;
        };
        let all = together(narrative, &reading);
        found.push((reading, kind, dated, all));
    }
    for (number, draft) in drafts.iter_mut().enumerate() {
        let own: Vec<_> = found.iter().filter(|(.., all)| all.contains(&number)).collect();
        for (index, (reading, kind, dated, _)) in own.iter().enumerate() {
            // One step told twice is told once, by its most precise date.
            let better = own.iter().enumerate().any(|(other, (_, other_kind, other_dated, _))| {
                let (a, b) = (other_dated.date.to_string(), dated.date.to_string());
                kind == other_kind
                    && other != index
                    && a.starts_with(&b)
                    && (a.len() > b.len() || other < index)
            });
            if better {
                narrative.gives_up(reading, Reason::Weaker);
                continue;
            }
            let rule = &reading.field.id;
            let at = reading.hit.at.clone();
            let mut source = narrative.claim(sheet, dated.sentence, dated.at.clone(), rule);
            let verb = narrative.claim(sheet, reading.sentence, at, rule);
            let date_inside = verb.spans.iter().any(|verb| {
                source.spans.iter().any(|date| {
                    date.page == verb.page
                        && date.line == verb.line
                        && date.start < verb.end
                        && verb.start < date.end
                })
            });
            if !date_inside {
                source.spans.extend(verb.spans);
                source.spans.sort();
            }
            source.inferred.clone_from(&dated.inferred);
            let value = CommunityFact::Milestone(*kind, dated.date.to_string());
            draft.facts.push(Finding { value, source });
        }
    }
}

/// The communities that a step is told of: that of its sentence, or all that the sentence names
/// right before a verb in the plural.
fn together(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Vec<usize> {
    let verb =
        narrative.sentences.get(reading.sentence).map(|s| fold(&s.slice(reading.hit.at.clone())));
    let plural = verb.is_some_and(|verb| {
        narrative.rules.vocabulary("together_words").prefix(verb.trim_start()).is_some()
    });
    let all = narrative.subjects.together(reading.sentence, reading.hit.at.start);
    if plural && all.contains(&reading.community) { all } else { vec![reading.community] }
}

/// The date of a reading: what the rule captures, else the nearest one of the sentence, else, where
/// the rule says so, the only one of the sentence above.
fn dated(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Option<Dated> {
    let lexicon = narrative.rules.lexicon();
    if let Some(at) = reading.hit.part("date") {
        let text = narrative.text(reading, "date")?;
        if let Ok(date) = date::date(&text, lexicon) {
            return Some(Dated { sentence: reading.sentence, at, date, inferred: None });
        }
    }
    let sentence = narrative.sentences.get(reading.sentence)?;
    let mut printed = date::find(&sentence.text, lexicon);
    printed.sort_by_key(|printed| distance(&printed.at, &reading.hit.at));
    if let Some(nearest) = printed.first() {
        return resolved(narrative, reading.sentence, nearest);
    }
    if reading.field.with.get("date").is_none_or(|place| place != "above") {
        return None;
    }
    let above = reading.sentence.checked_sub(1)?;
    let told = narrative.sentences.get(above).filter(|above| above.shape == Shape::Prose)?;
    let printed = date::find(&told.text, lexicon);
    let [only] = printed.as_slice() else { return None };
    resolved(narrative, above, only)
}

/// How many characters lie between two places.
fn distance(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.start.saturating_sub(b.end).max(b.start.saturating_sub(a.end))
}

/// A printed date with its year, or with the only one that fits.
fn resolved(narrative: &Narrative<'_>, sentence: usize, printed: &Printed) -> Option<Dated> {
    if let Some((date, _)) = printed.dates(None) {
        return Some(Dated { sentence, at: printed.at.clone(), date, inferred: None });
    }
    let (day, month) = (printed.first.day?, printed.first.month?);
    let Some(weekday) = printed.weekday else {
        return last(narrative, sentence, printed, (month, day));
    };
    let issue = narrative.issued.as_deref().and_then(|date| date.get(..4)?.parse::<i16>().ok());
    let years: Vec<i16> = match issue {
        Some(year) => vec![year - 1, year, year + 1],
        None => {
            let text = &narrative.sentences.get(sentence)?.folded.text;
            let named = text.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 4);
            let plausible = |year: &i16| date::PLAUSIBLE_YEARS.contains(year);
            let named = named.filter_map(|word| word.parse::<i16>().ok()).filter(plausible);
            named.flat_map(|year| [year - 1, year]).collect()
        }
    };
    let year = date::resolve(day, month, Some(weekday), years)?;
    let reason = "the only year near the document's own in which the day falls on its weekday";
    let date = Date::new(year, Some(month), Some(day))?;
    Some(Dated { sentence, at: printed.at.clone(), date, inferred: Some(reason.to_owned()) })
}

/// `Le 18 novembre dernier`: the last such day before a full date of issue.
fn last(
    narrative: &Narrative<'_>,
    sentence: usize,
    printed: &Printed,
    (month, day): (u8, u8),
) -> Option<Dated> {
    let issued: Date = narrative.issued.as_deref()?.parse().ok()?;
    issued.day()?;
    let text = narrative.sentences.get(sentence)?;
    let behind = fold(&text.slice(printed.at.end..text.text.chars().count()));
    let word = behind.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())?;
    narrative.rules.vocabulary("last_words").spelled(word)?;
    let this_year = Date::new(issued.year(), Some(month), Some(day))?;
    let date = if this_year <= issued {
        this_year
    } else {
        Date::new(issued.year() - 1, Some(month), Some(day))?
    };
    let reason = "the last such day before the document's date of issue";
    Some(Dated { sentence, at: printed.at.clone(), date, inferred: Some(reason.to_owned()) })
}

#[cfg(test)]
mod tests {
    use crate::extract::narrative::tests::facts;
    use crate::model::finding::CommunityFact;

    fn steps(text: &str) -> Vec<String> {
        let text = format!("La CPTS du Val Boisé se présente\n\n{text}\n");
        let told = facts(&text, |fact| match fact {
            CommunityFact::Milestone(kind, date) => {
                let kind = serde_json::to_value(kind).unwrap();
                Some(format!("{} {date}", kind.as_str().unwrap_or_default()))
            }
            _ => None,
        });
        told.into_iter().map(|told| told.replace("CPTS du Val Boisé: ", "")).collect()
    }

    #[test]
    fn a_step_has_its_verb_and_its_date() {
        for (sentence, expected) in [
            (
                "Elle a signé son contrat avec l'ARS le 5 juillet 2021.",
                "contract_signed 2021-07-05",
            ),
            ("La CPTS existe depuis 2021.", "launched 2021"),
            ("Septembre 2021 : dépôt du projet de santé", "project_filed 2021-09"),
            ("The CPTS was set up in May 2021.", "launched 2021-05"),
            ("Née à l'automne 2019, elle réunit 60 soignants.", "launched 2019"),
            ("L'association a été créée au printemps 2020.", "launched 2020"),
            ("The contract was signed in the summer of 2021.", "contract_signed 2021"),
            ("Tout a commencé fin 2018.", "work_started 2018"),
        ] {
            assert_eq!(steps(sentence), [expected], "{sentence:?}");
        }
    }

    #[test]
    fn a_day_without_a_year_gets_none_where_nothing_supports_one() {
        assert_eq!(steps("Le contrat a été signé le jeudi 5 juillet."), Vec::<String>::new());
        assert_eq!(steps("La signature du contrat est prévue en mars 2026."), Vec::<String>::new());
    }

    #[test]
    fn what_is_signed_with_a_hospital_or_added_later_is_not_the_contract() {
        for sentence in [
            "Une convention a été signée le 12 mai 2024 entre le GHT et la CPTS.",
            "Elle a signé un avenant le 12 mai 2024.",
            "À l'assemblée générale du 14 juin 2025, le président annoncera son départ.",
        ] {
            assert_eq!(steps(sentence), Vec::<String>::new(), "{sentence:?}");
        }
    }
}
