//! A calendar in a table: one cell of a row is a day, the others say what, when and where.

use crate::extract::agenda::Draft;
use crate::extract::agenda::entry::Entries;
use crate::extract::sheet::Sheet;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;
use crate::normalise::{date, time};

/// The vocabulary of what heads the columns.
const COLUMNS: &str = "event_columns";
/// So many characters of a cell with a day are no part of the day: "Le", "du".
const AROUND: usize = 6;

/// One row: the column and the block of each cell.
type Cells = Vec<(u32, usize)>;

/// The entries of every table that has days; what a column holds is said by its head, else by the
/// order: what, then more about it.
pub fn read(sheet: &mut Sheet<'_>, entries: &Entries<'_>, blocks: &[usize]) -> Vec<Draft> {
    let Some(rule) = entries.heads.first().map(|field| field.id.clone()) else {
        return Vec::new();
    };
    let mut heads: Vec<(u32, String)> = Vec::new();
    let mut drafts = Vec::new();
    let mut table = None;
    for ((number, _), cells) in lines(sheet, blocks) {
        if table != Some(number) {
            table = Some(number);
            heads = columns(sheet, entries, &cells);
        }
        let Some(mut draft) = entry(sheet, entries, &heads, &cells) else { continue };
        for (_, index) in cells {
            let taken = sheet.take(index, &rule);
            draft.source.rule = taken.rule;
            draft.source.spans.extend(taken.spans);
        }
        drafts.push(draft);
    }
    drafts
}

/// The rows of the tables, by table and row.
fn lines(sheet: &Sheet<'_>, blocks: &[usize]) -> Vec<((u32, u32), Cells)> {
    let mut lines: Vec<((u32, u32), Cells)> = Vec::new();
    for &index in blocks {
        let Some(cell) = sheet.blocks.get(index).and_then(|block| block.look.cell) else {
            continue;
        };
        let place = (cell.table, cell.row);
        match lines.last_mut().filter(|(line, _)| *line == place) {
            Some((_, cells)) => cells.push((cell.column, index)),
            None => lines.push((place, vec![(cell.column, index)])),
        }
    }
    lines
}

/// What the columns hold, by the cells of the first row.
fn columns(sheet: &Sheet<'_>, entries: &Entries<'_>, cells: &Cells) -> Vec<(u32, String)> {
    let vocabulary = entries.rules.vocabulary(COLUMNS);
    let named = |(column, index): &(u32, usize)| {
        let text = fold(&clean(&sheet.blocks.get(*index)?.text));
        Some((*column, vocabulary.spelled(&text)?.value.clone()))
    };
    cells.iter().filter_map(named).collect()
}

/// The entry of a row; `None` where no cell is a day, or none says what.
fn entry(
    sheet: &Sheet<'_>,
    entries: &Entries<'_>,
    heads: &[(u32, String)],
    cells: &Cells,
) -> Option<Draft> {
    let lexicon = entries.rules.lexicon();
    let texts: Vec<(u32, usize, &str)> = cells
        .iter()
        .filter_map(|(column, index)| {
            Some((*column, *index, sheet.blocks.get(*index)?.text.as_str()))
        })
        .filter(|(_, _, text)| !text.trim().is_empty())
        .collect();
    let (at, days) = texts.iter().find_map(|(column, index, text)| {
        let days = date::find(text, lexicon);
        let length: usize = days.iter().map(|day| day.at.len()).sum();
        let is_day = !days.is_empty() && length + AROUND >= text.chars().count();
        is_day.then_some(((*column, *index), days))
    })?;
    let mut draft = Draft::listed((at.1, 0), days);
    let beside = texts.iter().find(|(_, index, _)| *index == at.1);
    let clock = beside.and_then(|(_, _, text)| time::find(text, lexicon).into_iter().next());
    draft.time = clock.map(|(_, time)| time);
    for (column, index, text) in texts {
        if index == at.1 {
            continue;
        }
        let head = heads.iter().find(|(known, _)| *known == column).map(|(_, head)| head.as_str());
        let clock = time::find(text, lexicon);
        let hours: usize = clock.iter().map(|(at, _)| at.len()).sum();
        match head {
            Some("place") => match entries.whole_status(text) {
                Some(status) => draft.status = status,
                None => draft.place = draft.place.or(Some(clean(text))),
            },
            Some("description") => draft.description = draft.description.or(Some(clean(text))),
            Some("title") => entries.split_title(&mut draft, text),
            _ if !clock.is_empty() && hours * 2 >= text.chars().count() => {
                draft.time = draft.time.or(clock.into_iter().next().map(|(_, time)| time));
            }
            Some("time") => {}
            _ if draft.title.is_none() => entries.split_title(&mut draft, text),
            _ => draft.description = draft.description.or(Some(clean(text))),
        }
    }
    draft.title.is_some().then_some(draft)
}
