//! Documents made of records: one fiche for each CPTS.

mod align;
mod fact;
mod geometry;
mod labels;
mod naming;
mod near;
pub mod office;
mod records;
mod rows;
mod sections;
mod sequence;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::fiche::fact::{Site, set};
use crate::extract::fiche::labels::{Labelled, Labels};
use crate::extract::fiche::office::Label;
use crate::extract::fiche::records::{Fiche, Naming};
use crate::extract::fiche::sections::{Context, Sections};
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::extract::value::{Value, read as read_value};
use crate::model::finding::{
    CommunityDraft, CommunityFact, Field, Findings, Hole, Source, Subject,
};
use crate::model::gap::GapCode;
use crate::model::record::Mission;
use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;
use crate::normalise::text::clean;
use crate::rules::target::Target;
use crate::rules::{FamilyRules, Rules, TokenPlace};

/// Reads the fiches of a document. Gives the blocks that belong to one, or to a CPTS at least.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    findings: &mut Findings,
) -> Vec<usize> {
    let labels = Labels::of(rules, family);
    let context = Context { rules, family };
    records::part(sheet, family, &labels, |text| sections::is_label(&context, text));
    records::unfold(sheet, family);
    let is_label = |text: &str| labels.whole(text).is_some() || sections::is_label(&context, text);
    let mut records = records::records(sheet, family, is_label);
    let mut drafts: Vec<CommunityDraft> = Vec::new();
    let mut found: Vec<Sections> = Vec::new();
    for fiche in &mut records.fiches {
        sheet.trace.record(&fiche.blocks);
        let mut draft = CommunityDraft { form: fiche.rule.clone(), ..CommunityDraft::default() };
        facts(sheet, &context, &labels, fiche, &mut draft);
        if fiche.row.is_none() {
            take_headings(sheet, family, &fiche.blocks);
        }
        found.push(match &fiche.row {
            Some(row) => sections::of_row(sheet, &context, row),
            None => sections::find(sheet, &context, &fiche.blocks),
        });
        drafts.push(draft);
    }
    sections::find_lists(sheet, &context, &mut found);
    let learned = sections::learn(sheet, &found);
    for (draft, sections) in drafts.iter_mut().zip(&found) {
        sections::read(sheet, &context, sections, learned.as_ref(), draft);
        raise(draft);
    }
    naming::name(sheet, rules.lexicon(), &records, &mut drafts, findings);
    findings.communities.extend(drafts);
    let below = records.index.iter().flat_map(|entry| items_below(sheet, entry.block));
    let below: Vec<usize> = below.collect();
    let mut in_records: Vec<usize> = records
        .fiches
        .into_iter()
        .flat_map(|fiche| fiche.blocks)
        .chain(records.in_tables)
        .chain(below)
        .collect();
    in_records.sort_unstable();
    in_records.dedup();
    in_records
}

/// The items right below a name that no fiche took in, as where a report has a page for each mission
/// and names every CPTS on each: nobody read them, and they are not about the report.
fn items_below(sheet: &Sheet<'_>, name: usize) -> impl Iterator<Item = usize> {
    let is_item = |index: &usize| sheet.blocks.get(*index).is_some_and(Block::is_item);
    (name + 1..sheet.blocks.len()).take_while(is_item)
}

/// The text behind the label of one field, in a document that is a fiche's fact and no more.
pub fn labelled_text(
    sheet: &Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    field: usize,
) -> Option<String> {
    let labels = Labels::of(rules, family);
    let blocks: Vec<usize> = (0..sheet.blocks.len()).collect();
    let found = labels::labelled(sheet, &labels, &blocks, 0, |_, _| true);
    let labelled = found.into_iter().find(|labelled| labelled.field == field)?;
    let (block, range) = labelled.value.first().cloned()?;
    sheet.blocks.get(block).map(|block| block.slice(range))
}

/// Claims the headings inside a record that carry no value.
fn take_headings(sheet: &mut Sheet<'_>, family: &FamilyRules, blocks: &[usize]) {
    for rule in &family.records {
        for &index in blocks {
            let heading = sheet.blocks.get(index).is_some_and(|block| {
                let mut patterns = rule.headings.iter().chain(&rule.begin);
                patterns.any(|pattern| pattern.is_match(block))
            });
            if heading && !sheet.is_taken(index) {
                Spot::block(sheet, index).tell(&rule.id, || Outcome::Matched);
                sheet.take(index, &rule.id);
            }
        }
    }
}

/// Reads the labelled facts of a fiche.
fn facts(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    labels: &Labels<'_>,
    fiche: &mut Fiche,
    draft: &mut CommunityDraft,
) {
    let lexicon = context.rules.lexicon();
    let readable = |labelled: &Labelled, text: &str| {
        // The label of a mission could be read as the name of a person.
        if sections::is_label(context, text) {
            return false;
        }
        let field = context.family.fields.get(labelled.field);
        let officer = field.is_some_and(|field| field.sets == "community.officer");
        token(context, text, officer, &Spot::NOWHERE).is_some()
            || field.is_some_and(|field| {
                recognises(&read_value(field.normaliser.as_deref(), text, lexicon))
            })
    };
    let begins_list = |&index: &usize| {
        sheet.blocks.get(index).is_some_and(|block| sections::is_label(context, &block.text))
    };
    let found = match &fiche.row {
        Some(row) => rows::labelled(sheet, labels, row, readable),
        None => {
            let lists = fiche.blocks.iter().copied().find(begins_list).unwrap_or(0);
            labels::labelled(sheet, labels, &fiche.blocks, lists, readable)
        }
    };
    for labelled in found {
        let Some(field) = context.family.fields.get(labelled.field) else { continue };
        let (block, range) = labelled.label.clone();
        let label_source = sheet.claim(block, range, &field.id);
        let target = target(&field.sets);
        sheet.take(block, &field.id);
        if labelled.value.is_empty() {
            let subject = Subject::Community(target);
            draft.holes.push(Hole { code: GapCode::MissingField, subject, source: label_source });
        }
        for part in labelled.value.clone() {
            part_of(sheet, context, (field, &labelled), part, fiche, draft);
        }
    }
}

/// Reads one block of what stands behind a label: an absence, the name of the fiche, or a value.
fn part_of(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    (field, labelled): (&crate::rules::Field, &Labelled),
    (block, range): (usize, Range<usize>),
    fiche: &mut Fiche,
    draft: &mut CommunityDraft,
) {
    let target = target(&field.sets);
    let text = sheet.blocks.get(block).map(|block| block.slice(range.clone())).unwrap_or_default();
    let source = sheet.claim(block, range.clone(), &field.id);
    sheet.take(block, &field.id);
    let spot = sheet.trace.at(block, range.clone());
    if let Some(token) = token(context, &text, target == Field::Officers, &spot) {
        let source = Source { rule: token.id.clone(), ..source };
        draft.holes.push(Hole { code: token.gap, subject: Subject::Community(target), source });
        return;
    }
    if target == Field::Name {
        // A name behind a label is a title like any other.
        let naming = Naming::labelled(block, range, clean(&text), &field.id);
        fiche.title.get_or_insert(naming);
        return;
    }
    let value = read_value(field.normaliser.as_deref(), &text, context.rules.lexicon());
    let at = Site { block, range, source };
    if let Ok(Value::Persons(persons)) = value {
        let label = Label { field, term: labelled.term.as_deref(), text: &text };
        office::read(sheet, context.rules, &label, persons, &at, draft);
    } else {
        set(sheet, field, value, at, draft);
    }
}

/// True for a value, and for a text that is meant as one but cannot be right.
fn recognises(value: &Result<Value, Reject>) -> bool {
    match value {
        Ok(_) | Err(Reject::BrokenGrouping(_) | Reject::OutOfRange(_)) => true,
        Err(Reject::NotAnAddress(text)) => text.contains('@') && !text.contains(' '),
        Err(_) => false,
    }
}

/// The absence token that a text is.
fn token<'r>(
    context: &Context<'r>,
    text: &str,
    officer: bool,
    spot: &Spot<'_>,
) -> Option<&'r crate::rules::Token> {
    let place = if officer { TokenPlace::Officer } else { TokenPlace::Field };
    let text = text.trim();
    let (folded, printed) = (Shadow::folded(text), Shadow::printed(text));
    context.family.tokens.iter().filter(|token| token.on.contains(&place)).find(|token| {
        let found = token.pattern.is_match(token.pattern.haystack(&folded, &printed));
        spot.tell(&token.id, || if found { Outcome::Matched } else { Outcome::NoMatch });
        found
    })
}

/// The field that a target names.
fn target(sets: &str) -> Field {
    Target::named(sets).and_then(Target::field).unwrap_or(Field::Community)
}

/// Raises a hole that all missions share to the community: one gap at the highest place.
fn raise(draft: &mut CommunityDraft) {
    let mission = |subject: Subject| match subject {
        Subject::Community(Field::Mission(mission)) => Some(mission),
        _ => None,
    };
    let shown: Vec<Mission> = draft
        .facts
        .iter()
        .filter_map(|fact| match fact.value {
            CommunityFact::MissionTitle(mission, _) => Some(mission),
            _ => None,
        })
        .collect();
    let filled = draft
        .facts
        .iter()
        .any(|fact| matches!(fact.value, CommunityFact::Action(..) | CommunityFact::Paragraph(..)));
    for code in [GapCode::NotReported, GapCode::NotCommunicated, GapCode::InDrafting] {
        let said = |m: &Mission| {
            draft.holes.iter().any(|hole| hole.code == code && mission(hole.subject) == Some(*m))
        };
        // A label without a list does not speak against it.
        let bare = |m: &Mission| {
            let missing = GapCode::MissingField;
            draft.holes.iter().any(|hole| hole.code == missing && mission(hole.subject) == Some(*m))
        };
        let all = !filled
            && shown.iter().any(said)
            && shown.iter().all(|shown| said(shown) || bare(shown));
        if !all {
            continue;
        }
        let first = draft
            .holes
            .iter()
            .position(|hole| hole.code == code && mission(hole.subject).is_some());
        if let Some(first) = first.and_then(|first| draft.holes.get(first)).cloned() {
            let subject = Subject::Community(Field::Community);
            let misplaced = GapCode::MisplacedSection;
            draft.holes.retain(|hole| {
                mission(hole.subject).is_none() || (hole.code != code && hole.code != misplaced)
            });
            draft.holes.insert(0, Hole { subject, ..first });
        }
    }
}
