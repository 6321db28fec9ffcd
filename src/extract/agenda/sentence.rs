//! Sentences that announce an event: what it is, on which day, perhaps when and where.

use crate::extract::agenda::{Draft, statuses};
use crate::extract::hit::{Hit, in_block, in_text};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::finding::Source;
use crate::model::record::EventStatus;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::text::clean;
use crate::normalise::{date, time};
use crate::rules::{FamilyRules, Field, Rules};

/// So many blocks behind a sentence may still say what the event is about.
const NEAR: usize = 3;

/// Reads every sentence that a rule knows.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    blocks: &[usize],
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for field in family.fields.iter().filter(|field| field.sets == "event") {
        for (position, &index) in blocks.iter().enumerate() {
            for hit in in_block(field, sheet, index) {
                let Some(mut draft) =
                    read_one(sheet, rules.lexicon(), (family, field), index, &hit)
                else {
                    let spot = sheet.trace.at(index, hit.at.clone());
                    spot.dropped(&field.id, || match hit.part("title") {
                        Some(_) => Reason::NoDate,
                        None => Reason::NoTitle,
                    });
                    continue;
                };
                let behind = blocks.iter().skip(position + 1).take(NEAR);
                if draft.description.is_none() {
                    let theme = behind.copied().find_map(|next| theme(sheet, family, next));
                    if let Some((text, source)) = theme {
                        draft.description = Some(text);
                        draft.source.spans.extend(source.spans);
                    }
                }
                drafts.push(draft);
            }
        }
    }
    drafts
}

/// What a match says.
fn read_one(
    sheet: &mut Sheet<'_>,
    lexicon: &Lexicon,
    (family, field): (&FamilyRules, &Field),
    index: usize,
    hit: &Hit,
) -> Option<Draft> {
    let block = sheet.blocks.get(index)?;
    let part = |name: &str| {
        let text = clean(&block.slice(hit.part(name)?));
        (!text.is_empty()).then_some(text)
    };
    let days = date::find(&part("date")?, lexicon);
    let title = match (part("title"), part("organiser")) {
        (Some(title), Some(organiser)) => format!("{title} {organiser}"),
        (title, _) => title?,
    };
    let clock = part("time").and_then(|text| time::find(&text, lexicon).pop());
    let (description, place) = (part("description"), part("place"));
    if days.is_empty() {
        return None;
    }
    let site = sheet.trace.at(index, hit.at.clone());
    let said = statuses(family).find_map(|(status, rule)| {
        in_text(rule, &block.slice(hit.at.clone()), &site).map(|_| status)
    });
    let status = said.unwrap_or(EventStatus::Scheduled);
    let source = sheet.claim(index, hit.at.clone(), &field.id);
    Some(Draft {
        at: (index, hit.at.start),
        days,
        year: None,
        time: clock.map(|(_, time)| time),
        title: Some(title),
        description,
        place,
        status,
        listed: false,
        source,
    })
}

/// What a later sentence says the event is about.
fn theme(sheet: &mut Sheet<'_>, family: &FamilyRules, index: usize) -> Option<(String, Source)> {
    for field in family.fields.iter().filter(|field| field.sets == "event.description") {
        let block = sheet.blocks.get(index)?;
        let Some(hit) = in_block(field, sheet, index).into_iter().next() else { continue };
        let text = hit.part("value").map(|range| clean(&block.slice(range)))?;
        return Some((text, sheet.claim(index, hit.at, &field.id)));
    }
    None
}
