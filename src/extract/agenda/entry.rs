//! The entries of a calendar: a day and a title on one line, and what stands below it in its
//! column.
//!
//! A title may go on over several lines (bold like the first, or in capitals like it); a line that
//! says that the event is put off is no description; the first paragraph behind is.

use std::ops::Range;

use crate::extract::agenda::{Draft, statuses, table};
use crate::extract::block::Block;
use crate::extract::hit::{Hit, in_text};
use crate::extract::reason::Reason;
use crate::extract::row::{Row, below, rows};
use crate::extract::sheet::Sheet;
use crate::extract::trace::Spot;
use crate::model::finding::Source;
use crate::model::record::EventStatus;
use crate::normalise::date;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;
use crate::normalise::time;
use crate::rules::{FamilyRules, Field, Rules};

/// Letters of the small words around two times of day: `de 12h30 à 14h`.
const FROM_TO: usize = 3;

/// The rules that read entries.
pub(super) struct Entries<'r> {
    pub(super) rules: &'r Rules,
    pub(super) heads: Vec<&'r Field>,
    months: Vec<&'r Field>,
    places: Vec<&'r Field>,
    statuses: Vec<(EventStatus, &'r Field)>,
}

/// Where the lines of an entry stand: blocks, and characters in them.
struct Parts {
    titles: Vec<(usize, Range<usize>)>,
    texts: Vec<(usize, Range<usize>)>,
    /// No line of the title has been read yet.
    untitled: bool,
}

/// Reads every entry.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    blocks: &[usize],
) -> Vec<Draft> {
    let of = |target: &str| family.fields.iter().filter(|field| field.sets == target).collect();
    let entries = Entries {
        rules,
        heads: of("event.entry"),
        months: of("event.heading"),
        places: of("event.place"),
        statuses: statuses(family).collect(),
    };
    if entries.heads.is_empty() {
        return Vec::new();
    }
    let rows = rows(sheet, blocks);
    let mut drafts = table::read(sheet, &entries, blocks);
    let mut year = None;
    let mut announced = false;
    for (at, row) in rows.iter().enumerate() {
        let heading = entries.year(row, &row.spot(sheet.trace));
        announced = heading.is_some() || announced && !row.heading;
        year = heading.unwrap_or(year);
        if sheet.is_taken(row.block) {
            continue;
        }
        let entry = if sheet.blocks.get(row.block).is_some_and(Block::is_item) {
            entries.item(sheet, row.block)
        } else {
            entries.entry(sheet, &rows, at, announced)
        };
        drafts.extend(entry.map(|entry| Draft { year, ..entry }));
    }
    drafts
}

impl Entries<'_> {
    /// The rule and match with which a text begins an entry.
    fn head(&self, text: &str, spot: &Spot<'_>) -> Option<(&Field, Hit)> {
        self.heads.iter().find_map(|field| Some((*field, in_text(field, text, spot)?)))
    }

    /// The year of a heading of the calendar; nothing for a row that is none.
    fn year(&self, row: &Row, spot: &Spot<'_>) -> Option<Option<i16>> {
        let hit = self.months.iter().find_map(|field| in_text(field, &row.text, spot))?;
        let text: String =
            hit.part("year").map(|range| slice(&row.text, &range)).unwrap_or_default();
        Some(text.trim().parse().ok())
    }

    /// An item of a list: everything stands in it.
    fn item(&self, sheet: &mut Sheet<'_>, index: usize) -> Option<Draft> {
        let text = sheet.blocks.get(index)?.text.clone();
        let (field, hit) = self.head(&text, &Spot::block(sheet, index))?;
        hit.part("title")?;
        let Some(mut draft) = self.begin(field, &text, &hit, (index, 0)) else {
            Spot::block(sheet, index).dropped(&field.id, || Reason::NoDate);
            return None;
        };
        let title = draft.title.take().unwrap_or_default();
        self.split_title(&mut draft, &title);
        draft.source = sheet.take(index, &field.id);
        Some(draft)
    }

    /// An entry whose first line is this row. Below the heading of a calendar it can be a day
    /// alone, with the title on the next line.
    fn entry(
        &self,
        sheet: &mut Sheet<'_>,
        rows: &[Row],
        at: usize,
        announced: bool,
    ) -> Option<Draft> {
        let row = rows.get(at)?;
        let (field, hit) = self.head(&row.text, &row.spot(sheet.trace))?;
        if hit.part("title").is_none() && !announced {
            row.spot(sheet.trace).dropped(&field.id, || Reason::NoTitle);
            return None;
        }
        let begin = (row.block, row.characters.start);
        let Some(mut draft) = self.begin(field, &row.text, &hit, begin) else {
            row.spot(sheet.trace).dropped(&field.id, || Reason::NoDate);
            return None;
        };
        let head = draft.title.take().unwrap_or_default();
        let begun = row.characters.start + head_length(&row.text, &hit);
        let mut parts = Parts {
            titles: vec![(row.block, begun..row.characters.end)],
            texts: Vec::new(),
            untitled: hit.part("title").is_none(),
        };
        let mut last = row;
        for next in below(rows, at) {
            let apart = parts.texts.last().is_some_and(|(block, _)| *block != next.block);
            // Lines without a blank one between them: what stands behind a blank one is no part.
            let second = parts.titles.get(1).map(|(block, _)| *block);
            let whole = second.is_some() && hit.part("title").is_none();
            let whole = whole && is_next(sheet, row.block, second);
            let parted = whole && !is_next(sheet, last.block, Some(next.block));
            if parted || apart || self.ends(row, last, next) {
                break;
            }
            last = next;
            self.add(sheet, &mut draft, &mut parts, next, |next| goes_on(row, &head, next));
        }
        if parts.untitled {
            return None;
        }
        let title = joined(sheet, &parts.titles);
        self.split_title(&mut draft, &title);
        let description = joined(sheet, &parts.texts);
        if !description.is_empty() {
            draft.description = Some(description);
        }
        let mut source = sheet.claim(row.block, row.characters.clone(), &field.id);
        for (block, characters) in parts.titles.iter().skip(1).chain(&parts.texts) {
            source.spans.extend(sheet.claim(*block, characters.clone(), &field.id).spans);
        }
        source.spans.append(&mut draft.source.spans);
        source.spans.sort();
        draft.source = source;
        Some(draft)
    }

    /// Adds a row below the first one: whether the event takes place, its time, more of its title, or
    /// a line of its text.
    fn add(
        &self,
        sheet: &mut Sheet<'_>,
        draft: &mut Draft,
        parts: &mut Parts,
        row: &Row,
        goes_on: impl Fn(&Row) -> bool,
    ) {
        let rule = draft.source.rule.clone();
        let characters = row.characters.clone();
        if let Some((status, found)) = self.status(&row.text, &row.spot(sheet.trace)) {
            draft.status = status;
            claim(sheet, &mut draft.source, found.clone(), row, &rule);
            if found.end < row.text.chars().count() {
                parts.texts.push((row.block, characters.start + found.end..characters.end));
            }
        } else if draft.time.is_none() && parts.titles.len() == 1 && self.is_clock(&row.text) {
            let clock = time::find(&row.text, self.rules.lexicon()).into_iter().next();
            draft.time = clock.map(|(_, time)| time);
            claim(sheet, &mut draft.source, 0..row.text.chars().count(), row, &rule);
        } else if parts.untitled || parts.texts.is_empty() && goes_on(row) {
            parts.untitled = false;
            parts.titles.push((row.block, characters));
        } else {
            parts.texts.push((row.block, characters));
        }
    }

    /// True for a row of a time of day, or of two: "12h30 – 13h30".
    fn is_clock(&self, text: &str) -> bool {
        let clocks = time::find(text, self.rules.lexicon());
        let told: usize = clocks.iter().map(|(at, _)| at.len()).sum();
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        !clocks.is_empty() && told + FROM_TO >= letters
    }

    /// The parts of the head's match.
    fn begin(&self, field: &Field, text: &str, hit: &Hit, at: (usize, usize)) -> Option<Draft> {
        let lexicon = self.rules.lexicon();
        let part = |name: &str| hit.part(name).map(|range| clean(&slice(text, &range)));
        let days = date::find(&part("date")?, lexicon);
        if days.is_empty() {
            return None;
        }
        let clock = part("time").and_then(|text| time::find(&text, lexicon).pop());
        Some(Draft {
            at,
            days,
            year: None,
            time: clock.map(|(_, time)| time),
            title: part("title"),
            description: None,
            place: part("place"),
            status: EventStatus::Scheduled,
            listed: true,
            source: Source { rule: field.id.clone(), ..Source::default() },
        })
    }

    /// Title, and what stands in brackets at its end; a word on the status is neither.
    pub(super) fn split_title(&self, draft: &mut Draft, printed: &str) {
        let mut title = clean(printed);
        if let Some((status, found)) = self.status(&title, &Spot::NOWHERE) {
            draft.status = status;
            let before = slice(&title, &(0..found.start));
            title = format!("{before} {}", slice(&title, &(found.end..title.chars().count())));
        }
        let title = clean(title.trim_matches(is_edge));
        let title = self.split_bars(draft, &title);
        let bracket = title.strip_suffix(')').and_then(|inside| inside.split_once('('));
        let (title, description) = match bracket {
            Some((before, inside)) if !before.trim().is_empty() => {
                (before.trim().to_owned(), Some(clean(inside)).filter(|text| !text.is_empty()))
            }
            _ => (title, None),
        };
        let town = self.places.iter().find_map(|field| in_text(field, &title, &Spot::NOWHERE));
        let title = match town.filter(|_| draft.place.is_none()) {
            Some(hit) if hit.at.start > 0 => {
                draft.place = hit.part("value").map(|range| clean(&slice(&title, &range)));
                slice(&title, &(0..hit.at.start))
            }
            _ => title,
        };
        draft.title = (!title.is_empty()).then_some(title);
        draft.description = description.or(draft.description.take());
    }

    /// What a cell says that holds no more than whether the event takes place.
    pub(super) fn whole_status(&self, text: &str) -> Option<EventStatus> {
        let text = clean(text);
        let (status, at) = self.status(&text, &Spot::NOWHERE)?;
        (at.len() >= text.chars().count()).then_some(status)
    }

    /// "18h30 | Réunion des coordinateurs | Saint-Dizier": a time, the title and the place.
    fn split_bars(&self, draft: &mut Draft, title: &str) -> String {
        let mut parts: Vec<&str> = title.split('|').map(str::trim).collect();
        if let [first, _, ..] = parts.as_slice()
            && let Some((_, time)) = time::find(first, self.rules.lexicon()).pop()
            && !first.contains(char::is_whitespace)
        {
            draft.time = draft.time.take().or(Some(time));
            parts.remove(0);
        }
        if let [name, place] = parts.as_slice() {
            draft.place = draft.place.take().or_else(|| Some((*place).to_owned()));
            return (*name).to_owned();
        }
        parts.join(" | ")
    }

    /// What a text says on whether the event takes place, and where it says so.
    fn status(&self, text: &str, spot: &Spot<'_>) -> Option<(EventStatus, Range<usize>)> {
        let mut statuses = self.statuses.iter();
        statuses.find_map(|(status, field)| Some((*status, in_text(field, text, spot)?.at)))
    }

    /// True if a row is no part of the entry that began with `first`.
    fn ends(&self, first: &Row, last: &Row, next: &Row) -> bool {
        let far = match (last.bbox, next.bbox) {
            (Some(above), Some(below)) => below.y0 - above.y1 > above.height() * 1.2,
            _ => false,
        };
        let listed = next.block != first.block && next.heading && !first.heading;
        // Each row is looked at in its turn, and told then.
        let begins = || self.head(&next.text, &Spot::NOWHERE).is_some();
        far || listed || begins() || self.year(next, &Spot::NOWHERE).is_some()
    }
}

/// True if a row goes on with the title that `first` begins: bold like it, or where nothing is
/// bold, in capitals like it.
fn goes_on(first: &Row, title: &str, next: &Row) -> bool {
    let capitals =
        |text: &str| text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    if first.bold || first.heading {
        return next.bold && (first.heading == next.heading);
    }
    !next.bold && capitals(title) && capitals(&next.text) && fold(title) != fold(&next.text)
}

/// True if a block begins on the line of a plain text behind that on which the other ends. Where text
/// has positions, the distance tells.
fn is_next(sheet: &Sheet<'_>, block: usize, next: Option<usize>) -> bool {
    let line = |index: usize| {
        let block = sheet.blocks.get(index).filter(|block| block.bbox.is_none())?;
        let spans = block.spans(0..block.length());
        Some((spans.first()?.line, spans.last()?.line))
    };
    let (Some((_, last)), Some((first, _))) = (line(block), next.and_then(line)) else {
        return true;
    };
    first <= last + 1
}

/// How many characters of a row stand before the title.
fn head_length(text: &str, hit: &Hit) -> usize {
    hit.part("title").map_or(text.chars().count(), |range| range.start)
}

/// The texts of ranges; ranges of one block that follow one another are one text of the block.
fn joined(sheet: &Sheet<'_>, ranges: &[(usize, Range<usize>)]) -> String {
    let mut merged: Vec<(usize, Range<usize>)> = Vec::new();
    for (block, range) in ranges {
        match merged.last_mut() {
            Some((last, known)) if last == block && range.start >= known.end => {
                known.end = range.end;
            }
            _ => merged.push((*block, range.clone())),
        }
    }
    let text = |(block, range): &(usize, Range<usize>)| {
        Some(sheet.blocks.get(*block)?.slice(range.clone()))
    };
    clean(&merged.iter().filter_map(text).collect::<Vec<_>>().join(" "))
}

/// Claims a stretch of a row.
fn claim(sheet: &mut Sheet<'_>, source: &mut Source, found: Range<usize>, row: &Row, rule: &str) {
    let start = row.characters.start;
    let claimed = sheet.claim(row.block, start + found.start..start + found.end, rule);
    source.spans.extend(claimed.spans);
}

fn slice(text: &str, range: &Range<usize>) -> String {
    text.chars().skip(range.start).take(range.end.saturating_sub(range.start)).collect()
}

/// Signs that stand between the parts of an entry.
fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '–' | '—' | '\u{2010}' | ':' | ',' | ';' | '|' | '.' | '!')
}
