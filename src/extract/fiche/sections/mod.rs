//! The missions of a fiche: labels, their lists, and what stands in for a list.

mod label;
mod place;

use std::ops::Range;

pub use label::is_label;
use label::{Label, spelled, title_source, title_text};
use place::{Owned, assign};

use crate::extract::block::Block;
use crate::extract::fiche::geometry::Arrangement;
use crate::extract::fiche::rows::Row;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::finding::{CommunityDraft, CommunityFact, Field, Finding, Hole, Subject};
use crate::model::gap::GapCode;
use crate::model::record::Mission;
use crate::normalise::text::{clean, without_bullet};
use crate::rules::{FamilyRules, Rules, Section, TokenPlace};

/// What the reading of a fiche's missions needs.
pub struct Context<'r> {
    /// All rules.
    pub rules: &'r Rules,
    /// The family's rules.
    pub family: &'r FamilyRules,
}

/// The missions of a fiche before it is settled which list is whose.
#[derive(Debug, Default)]
pub struct Sections {
    /// The fiche's blocks.
    blocks: Vec<usize>,
    labels: Vec<Label>,
    items: Vec<usize>,
    /// Which item is whose, where the cells of a table say it.
    settled: Vec<Owned>,
}

/// The missions of a row: a cell below the label of a mission holds its list.
pub fn of_row(sheet: &mut Sheet<'_>, context: &Context<'_>, row: &Row) -> Sections {
    let mut found = Sections::default();
    let Some(section) = context.family.sections.first() else { return found };
    let vocabulary = context.rules.vocabulary(&section.label_from);
    for (label, cell) in &row.cells {
        let Some(last) = label.last().and_then(|&last| sheet.blocks.get(last)) else { continue };
        let texts: Vec<&str> = label
            .iter()
            .filter_map(|&block| sheet.blocks.get(block))
            .map(|block| block.folded.text.as_str())
            .collect();
        let spells = spelled(section, vocabulary, &texts.join(" "));
        for &block in label {
            let outcome = || if spells.is_some() { Outcome::Matched } else { Outcome::NoMatch };
            Spot::block(sheet, block).tell(&section.id, outcome);
        }
        let Some((mission, None)) = spells else { continue };
        let number = found.labels.len();
        found.settled.extend(cell.iter().map(|&block| Owned { label: number, block }));
        let (page, range) = (last.page, 0..last.length());
        found.labels.push(Label { mission, blocks: label.clone(), range, page, bbox: None });
    }
    for &block in found.labels.iter().flat_map(|label| &label.blocks) {
        sheet.take(block, &section.id);
    }
    found
}

/// Finds the labels and the items among the blocks of a fiche, and claims the labels.
pub fn find(sheet: &mut Sheet<'_>, context: &Context<'_>, blocks: &[usize]) -> Sections {
    let blocks = blocks.to_vec();
    let Some(section) = context.family.sections.first() else {
        return Sections { blocks, ..Sections::default() };
    };
    let vocabulary = context.rules.vocabulary(&section.label_from);
    let labels = label::find_labels(sheet, section, vocabulary, &blocks);
    for label in &labels {
        for &block in &label.blocks {
            if Some(&block) != label.blocks.last() {
                sheet.take(block, &section.id);
            }
        }
        if let Some(&last) = label.blocks.last() {
            let rest = sheet.blocks.get(last).map_or(0, Block::length) > label.range.end;
            if rest {
                sheet.claim(last, label.range.clone(), &section.id);
            } else {
                sheet.take(last, &section.id);
            }
        }
    }
    let items = blocks
        .iter()
        .copied()
        .filter(|&block| is_free(sheet, &labels, block))
        .filter(|&block| sheet.blocks.get(block).is_some_and(Block::is_item))
        .collect();
    Sections { blocks, labels, items, settled: Vec::new() }
}

/// True if neither a rule nor a label has read the block.
fn is_free(sheet: &Sheet<'_>, labels: &[Label], block: usize) -> bool {
    !sheet.is_taken(block) && !labels.iter().any(|label| label.blocks.contains(&block))
}

/// Learns how the fiches of a document set their labels and lists.
pub fn learn(sheet: &Sheet<'_>, fiches: &[Sections]) -> Option<Arrangement> {
    place::learn(sheet, fiches.iter().map(|fiche| (&*fiche.labels, &*fiche.items)))
}

/// Reads the missions of a fiche.
pub fn read(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    fiche: &Sections,
    learned: Option<&Arrangement>,
    draft: &mut CommunityDraft,
) {
    let Some(section) = context.family.sections.first() else { return };
    let vocabulary = context.rules.vocabulary(&section.label_from);
    let Sections { blocks, labels, items, settled } = fiche;
    if !settled.is_empty() {
        write(sheet, context, section, labels, settled, &[], draft);
        return;
    }
    let (mut owned, drifted) = assign(sheet, vocabulary, blocks, labels, items, learned);
    // A section without a list may be prose, or a token without a bullet.
    let loose: Vec<usize> = blocks
        .iter()
        .copied()
        .filter(|&block| is_free(sheet, labels, block) && !items.contains(&block))
        .filter(|&block| is_text(sheet, block))
        .collect();
    let (prose, _) = assign(sheet, vocabulary, blocks, labels, &loose, learned);
    let empty: Vec<bool> =
        (0..labels.len()).map(|label| !owned.iter().any(|owned| owned.label == label)).collect();
    let follows = |owned: &Owned| follows(sheet, blocks, labels, *owned);
    owned.extend(
        prose.into_iter().filter(|owned| empty.get(owned.label) == Some(&true)).filter(follows),
    );
    for &block in items.iter().chain(&loose) {
        if !owned.iter().any(|owned| owned.block == block) {
            let reason = || if items.contains(&block) { Reason::Unlabelled } else { Reason::Loose };
            Spot::block(sheet, block).dropped(list_rule(context, section), reason);
        }
    }
    write(sheet, context, section, labels, &owned, &drifted, draft);
}

/// The id of the rule for the items of a section.
fn list_rule<'r>(context: &Context<'r>, section: &'r Section) -> &'r str {
    let list = context.family.lists.iter().find(|list| list.section == section.name());
    list.map_or(section.id.as_str(), |list| list.id.as_str())
}

/// True for a block that could be a paragraph of a section: no heading, and more than a sign.
fn is_text(sheet: &Sheet<'_>, block: usize) -> bool {
    sheet.blocks.get(block).is_some_and(|block| {
        block.look.heading.is_none() && block.folded.text.chars().any(char::is_alphanumeric)
    })
}

/// True if a loose block stands with its label: behind it in a text, or in its frame or row.
fn follows(sheet: &Sheet<'_>, blocks: &[usize], labels: &[Label], owned: Owned) -> bool {
    let Some(label) = labels.get(owned.label) else { return false };
    let Some(block) = sheet.blocks.get(owned.block) else { return false };
    let (Some(head), Some(bbox)) = (label.bbox, block.bbox) else {
        let first = label.blocks.first().copied().unwrap_or(0);
        let next = labels.get(owned.label + 1).and_then(|next| next.blocks.first().copied());
        let inside = first..next.unwrap_or_else(|| blocks.last().map_or(0, |last| last + 1));
        return inside.contains(&owned.block);
    };
    let frames = sheet.document.pages.get(block.page).map(|page| page.frames.as_slice());
    let framed = frames.unwrap_or_default().iter().any(|frame| {
        let held = |label: &&Label| {
            label.page == block.page && label.bbox.is_some_and(|label| frame.contains(&label, 3.0))
        };
        frame.contains(&bbox, 3.0)
            && frame.contains(&head, 3.0)
            && labels.iter().filter(held).count() == 1
    });
    let level = label.page == block.page
        && bbox.x0 >= head.x1 - 3.0
        && (bbox.y0 - head.height()..=bbox.y1 + head.height()).contains(&head.middle());
    framed || level
}

/// Writes titles, actions and holes into the draft.
fn write(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    section: &Section,
    labels: &[Label],
    owned: &[Owned],
    drifted: &[usize],
    draft: &mut CommunityDraft,
) {
    let rule = list_rule(context, section);
    let mut titled: Vec<Mission> = Vec::new();
    for (number, label) in labels.iter().enumerate() {
        let subject = Subject::Community(Field::Mission(label.mission));
        let source = title_source(sheet, section, label);
        if !titled.contains(&label.mission) {
            titled.push(label.mission);
            let title = clean(&title_text(sheet, section, label));
            let value = CommunityFact::MissionTitle(label.mission, title);
            draft.facts.push(Finding { value, source: source.clone() });
        }
        let mut found = false;
        if let Some(&last) = label.blocks.last() {
            let whole = sheet.blocks.get(last).map_or(0, Block::length);
            if label.range.end < whole {
                found = true;
                let range = label.range.end..whole;
                item(sheet, context, rule, label.mission, last, range, draft);
            }
        }
        for owned in owned.iter().filter(|owned| owned.label == number) {
            found = true;
            let whole = 0..sheet.blocks.get(owned.block).map_or(0, Block::length);
            item(sheet, context, rule, label.mission, owned.block, whole, draft);
        }
        let shared = labels.iter().filter(|other| other.mission == label.mission).count() > 1;
        if !found && !shared {
            draft.holes.push(Hole { code: GapCode::MissingField, subject, source });
        } else if drifted.contains(&number) {
            draft.holes.push(Hole { code: GapCode::MisplacedSection, subject, source });
        }
    }
}

/// Reads one item: an absence token, an action, or a paragraph.
fn item(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    rule: &str,
    mission: Mission,
    block: usize,
    range: Range<usize>,
    draft: &mut CommunityDraft,
) {
    let Some(content) = sheet.blocks.get(block) else { return };
    let text = content.slice(range.clone());
    let is_item = content.is_item();
    let spot = sheet.trace.at(block, range.clone());
    let mut tokens =
        context.family.tokens.iter().filter(|token| token.on.contains(&TokenPlace::Mission));
    let token = tokens.find(|token| {
        let found = token.pattern.matches(&text);
        spot.tell(&token.id, || if found { Outcome::Matched } else { Outcome::NoMatch });
        found
    });
    if let Some(token) = token {
        sheet.take(block, &token.id);
        let source = sheet.claim(block, range, &token.id);
        let subject = Subject::Community(Field::Mission(mission));
        draft.holes.push(Hole { code: token.gap, subject, source });
        return;
    }
    let action = clean(without_bullet(&text));
    if action.is_empty() {
        sheet.take(block, rule);
        return;
    }
    sheet.take(block, rule);
    let source = sheet.claim(block, range, rule);
    let prose = !is_item && action.split_whitespace().count() > 12 && action.ends_with('.');
    let value = if prose {
        CommunityFact::Paragraph(mission, action)
    } else {
        CommunityFact::Action(mission, action)
    };
    draft.facts.push(Finding { value, source });
}
