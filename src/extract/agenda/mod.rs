//! Events: the entries of a calendar, and sentences that announce a day.
//!
//! A calendar is read down its columns, whatever the reading order made of them. The year that a
//! day is printed without comes from the document's own date, never from a clock, and then the
//! event says so. What was over when the document appeared is news and no event.

mod calendar;
mod entry;
mod sentence;
mod table;

use crate::extract::agenda::calendar::Calendar;
use crate::extract::sheet::Sheet;
use crate::model::finding::{Finding, Findings, Hole, Source, Subject};
use crate::model::gap::GapCode;
use crate::model::record::{Event, EventStatus};
use crate::normalise::date::Printed;
use crate::normalise::shadow::key;
use crate::rules::{FamilyRules, Field, Rules};

/// An event before its year is known.
#[derive(Debug, Clone)]
struct Draft {
    /// Block and character where it begins.
    at: (usize, usize),
    /// One or more days.
    days: Vec<Printed>,
    /// The year that its part of the calendar is headed with.
    year: Option<i16>,
    time: Option<String>,
    title: Option<String>,
    description: Option<String>,
    place: Option<String>,
    status: EventStatus,
    /// It stands in a calendar and not in a sentence.
    listed: bool,
    source: Source,
}

impl Draft {
    /// An entry of a calendar that begins at a place, of which only the days are known.
    fn listed(at: (usize, usize), days: Vec<Printed>) -> Self {
        Self {
            at,
            days,
            year: None,
            time: None,
            title: None,
            description: None,
            place: None,
            status: EventStatus::Scheduled,
            listed: true,
            source: Source::default(),
        }
    }
}

/// Reads the events that these blocks announce.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    blocks: &[usize],
    findings: &mut Findings,
) {
    let mut drafts = entry::read(sheet, rules, family, blocks);
    drafts.extend(sentence::read(sheet, rules, family, blocks));
    drafts.sort_by_key(|draft| (draft.at, !draft.listed));
    let calendar = Calendar::of(findings);
    let mut events: Vec<Told> = Vec::new();
    for draft in drafts {
        let dated = calendar.dated(&draft);
        if dated.is_empty() {
            let spot = sheet.trace.at(draft.at.0, draft.at.1..draft.at.1 + 1);
            spot.dropped(&draft.source.rule, || calendar.undated(&draft));
        }
        for told in dated {
            match events.iter_mut().find(|known| known.is_same(&told)) {
                Some(known) => known.add(told),
                None => events.push(told),
            }
        }
    }
    for told in events {
        if told.wrong_weekday {
            findings.holes.push(Hole {
                code: GapCode::Inconsistent,
                subject: Subject::Event(findings.events.len()),
                source: told.finding.source.clone(),
            });
        }
        findings.events.push(told.finding);
    }
}

/// The rules that say whether an event takes place, each with what it says.
fn statuses(family: &FamilyRules) -> impl Iterator<Item = (EventStatus, &Field)> {
    let fields = family.fields.iter().filter(|field| field.sets == "event.status");
    fields.filter_map(|field| match field.with.get("status").map(String::as_str) {
        Some("postponed") => Some((EventStatus::Postponed, field)),
        Some("cancelled") => Some((EventStatus::Cancelled, field)),
        _ => None,
    })
}

/// An event with its dates.
struct Told {
    finding: Finding<Event>,
    listed: bool,
    /// The printed weekday is not the date's.
    wrong_weekday: bool,
}

impl Told {
    /// True if both tell one event: one day, and one title goes on where the other ends. Two
    /// entries of a calendar are two events.
    fn is_same(&self, other: &Self) -> bool {
        let (a, b) = (&self.finding.value, &other.finding.value);
        if a.start != b.start {
            return false;
        }
        let titles = (key(a.title.as_deref().unwrap_or("")), key(b.title.as_deref().unwrap_or("")));
        let alike = titles.0.contains(&titles.1) || titles.1.contains(&titles.0);
        if self.listed && other.listed { titles.0 == titles.1 } else { alike }
    }

    /// Adds what the other tells more of the same event; the longer title stays.
    fn add(&mut self, other: Self) {
        let (mine, theirs) = (&mut self.finding.value, other.finding.value);
        let length = |title: &Option<String>| title.as_ref().map_or(0, String::len);
        if length(&theirs.title) > length(&mine.title) {
            mine.title = theirs.title;
            self.finding.source.rule = other.finding.source.rule;
        }
        mine.end = mine.end.take().or(theirs.end);
        mine.time = mine.time.take().or(theirs.time);
        mine.description = mine.description.take().or(theirs.description);
        mine.place = mine.place.take().or(theirs.place);
        if mine.status == EventStatus::Scheduled {
            mine.status = theirs.status;
        }
        self.wrong_weekday |= other.wrong_weekday;
        self.listed |= other.listed;
        // The year that one of them prints is no longer worked out.
        if other.finding.source.inferred.is_none() {
            self.finding.source.inferred = None;
        }
        self.finding.source.spans.extend(other.finding.source.spans);
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::model::finding::Subject;
    use crate::model::record::Event;
    use crate::rules::Rules;

    /// The events of a newsletter of March 2027 with this text, and how many are inconsistent.
    fn events(text: &str) -> (Vec<String>, usize) {
        let text = format!("# LETTRE D'INFORMATION\n\n**MARS 2027**\n\n{text}\n");
        let document = crate::read::read(text.as_bytes(), "lettre.md").unwrap();
        let findings = extract(&document, &Rules::bundled().unwrap()).findings;
        let shown = |event: Event| {
            let end = event.end.map(|end| format!("..{end}"));
            let parts = [event.time, event.title, event.description, event.place];
            let parts = parts.map(|part| part.unwrap_or("-".to_owned())).join(" | ");
            let status = format!("{:?}", event.status).to_lowercase();
            format!("{}{} | {parts} | {status}", event.start, end.unwrap_or_default())
        };
        let holes = findings.holes.iter().filter(|hole| matches!(hole.subject, Subject::Event(_)));
        let holes = holes.count();
        (findings.events.into_iter().map(|finding| shown(finding.value)).collect(), holes)
    }

    #[test]
    fn an_entry_is_its_day_its_title_and_the_paragraph_below() {
        let text = "## AGENDA\n\n### AVRIL\n\n**5-6 Avril- FORMATION**\n\nConduite de\nprojet\n\n\
            **12 Avril - PAUSE VISIO**\n\n**REPORTÉE à la rentrée**\nLe sommeil\n\n\
            **20 Avril - ATELIER\nRÉGIONAL**\n\n**ANNULÉ**\n\nRetrouvez tout sur notre site.\n";
        let expected = [
            "2027-04-05..2027-04-06 | - | FORMATION | Conduite de projet | - | scheduled",
            "2027-04-12 | - | PAUSE VISIO | Le sommeil | - | postponed",
            "2027-04-20 | - | ATELIER RÉGIONAL | - | - | cancelled",
        ];
        assert_eq!(events(text).0[..2], expected[..2]);
        assert!(events(text).0[2].ends_with("cancelled"));
    }

    #[test]
    fn an_item_holds_day_time_place_and_title() {
        let text = "- Mercredi 7 avril 2027, 20h30, en visio : Réunion de bureau (lien à venir)\n\
            - jeudi 7 mai 2027 - Forum des métiers";
        let expected = [
            "2027-04-07 | 20:30 | Réunion de bureau | lien à venir | en visio | scheduled",
            "2027-05-07 | - | Forum des métiers | - | - | scheduled",
        ];
        assert_eq!(events(text), (expected.map(str::to_owned).to_vec(), 1));
    }

    #[test]
    fn a_day_its_hours_and_its_title_can_stand_on_three_lines() {
        let text = "## Au programme\n\nMardi 6 avril\n\n12h30 – 13h30\n\nWebinaire\n\n\
            12 et 13/05/2027 : Journées – Maison des associations\n";
        let expected = [
            "2027-04-06 | 12:30 | Webinaire | - | - | scheduled",
            "2027-05-12..2027-05-13 | - | Journées | - | Maison des associations | scheduled",
        ];
        assert_eq!(events(text).0, expected);
    }

    #[test]
    fn a_table_has_a_day_in_one_cell_and_the_title_in_the_next() {
        let text = "| Date | Heure | Quoi | Lieu |\n| --- | --- | --- | --- |\n\
            | 8 avril | 13h-14h | Webinaire | En ligne |\n\
            | 9 avril, 20h | | Soirée | Brest |\n| 20 mai | | Forum (annulé) | Brest |\n";
        let expected = [
            "2027-04-08 | 13:00 | Webinaire | - | En ligne | scheduled",
            "2027-04-09 | 20:00 | Soirée | - | Brest | scheduled",
            "2027-05-20 | - | Forum | - | Brest | cancelled",
        ];
        assert_eq!(events(text).0, expected);
    }

    #[test]
    fn an_event_told_twice_is_one_and_what_is_over_is_none() {
        let text = "Le 26 février, nous avons signé.\n\n26 février 2027 : Signature du contrat\n\n\
            Après l'assemblée générale qui se tiendra le 8 avril, nous aurons un budget.\n\n\
            - Jeudi 8 avril 2027, 20h, en visio : Assemblée générale pour voter le budget\n";
        let expected = "2027-04-08 | 20:00 | Assemblée générale pour voter le budget | - | en visio | scheduled";
        assert_eq!(events(text).0, [expected]);
    }
}
