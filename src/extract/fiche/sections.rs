//! The missions of a fiche: labels, their lists, and what stands in for a list.

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::fiche::rows::Row;
use crate::extract::fiche::{geometry, sequence};
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Reason, Spot};
use crate::model::document::Rect;
use crate::model::finding::{CommunityDraft, CommunityFact, Field, Finding, Hole, Source, Subject};
use crate::model::gap::GapCode;
use crate::model::record::Mission;
use crate::normalise::shadow::{Shadow, fold};
use crate::normalise::text::{clean, without_bullet};
use crate::rules::{FamilyRules, Rules, Section, TokenPlace, Vocabulary};

/// The label of a mission in a fiche.
#[derive(Debug, Clone)]
struct Label {
    mission: Mission,
    /// The blocks that it is printed in: more than one where a narrow column broke it.
    blocks: Vec<usize>,
    /// The characters of the last block that are the label.
    range: Range<usize>,
    page: usize,
    bbox: Option<Rect>,
}

/// An item with the label that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owned {
    label: usize,
    block: usize,
}

/// What the reading of a fiche's missions needs.
pub struct Context<'r> {
    /// All rules.
    pub rules: &'r Rules,
    /// The family's rules.
    pub family: &'r FamilyRules,
}

/// Reads the missions of a fiche from its blocks.
pub fn read(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    blocks: &[usize],
    draft: &mut CommunityDraft,
) {
    let Some(section) = context.family.sections.first() else { return };
    let vocabulary = context.rules.vocabulary(&section.label_from);
    let labels = find_labels(sheet, section, vocabulary, blocks);
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
    let in_labels = |block: &usize| labels.iter().any(|label| label.blocks.contains(block));
    let free = |sheet: &Sheet<'_>, block: &usize| !sheet.is_taken(*block) && !in_labels(block);
    let items: Vec<usize> = blocks
        .iter()
        .copied()
        .filter(|block| free(sheet, block))
        .filter(|&block| sheet.blocks.get(block).is_some_and(Block::is_item))
        .collect();
    let (mut owned, drifted) = assign(sheet, vocabulary, blocks, &labels, &items);
    // A section without a list may be prose, or a token without a bullet.
    let loose: Vec<usize> = blocks
        .iter()
        .copied()
        .filter(|block| free(sheet, block) && !items.contains(block))
        .filter(|&block| is_text(sheet, block))
        .collect();
    let (prose, _) = assign(sheet, vocabulary, blocks, &labels, &loose);
    let empty: Vec<bool> =
        (0..labels.len()).map(|label| !owned.iter().any(|owned| owned.label == label)).collect();
    let follows = |owned: &Owned| follows(sheet, blocks, &labels, *owned);
    owned.extend(
        prose.into_iter().filter(|owned| empty.get(owned.label) == Some(&true)).filter(follows),
    );
    for &block in items.iter().chain(&loose) {
        if !owned.iter().any(|owned| owned.block == block) {
            let reason = || if items.contains(&block) { Reason::Unlabelled } else { Reason::Loose };
            Spot::block(sheet, block).dropped(list_rule(context, section), reason);
        }
    }
    write(sheet, context, section, &labels, &owned, &drifted, draft);
}

/// Reads the missions of a row: a cell below the label of a mission holds its list.
pub fn read_row(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    row: &Row,
    draft: &mut CommunityDraft,
) {
    let Some(section) = context.family.sections.first() else { return };
    let vocabulary = context.rules.vocabulary(&section.label_from);
    let mut labels: Vec<Label> = Vec::new();
    let mut owned: Vec<Owned> = Vec::new();
    for (label, cell) in &row.cells {
        let Some(last) = label.last().and_then(|&last| sheet.blocks.get(last)) else { continue };
        let texts: Vec<&str> = label
            .iter()
            .filter_map(|&block| sheet.blocks.get(block))
            .map(|block| block.folded.text.as_str())
            .collect();
        let found = spelled(section, vocabulary, &texts.join(" "));
        for &block in label {
            let outcome = || if found.is_some() { Outcome::Matched } else { Outcome::NoMatch };
            Spot::block(sheet, block).tell(&section.id, outcome);
        }
        let Some((mission, None)) = found else { continue };
        owned.extend(cell.iter().map(|&block| Owned { label: labels.len(), block }));
        let (page, range) = (last.page, 0..last.length());
        labels.push(Label { mission, blocks: label.clone(), range, page, bbox: None });
    }
    for &block in labels.iter().flat_map(|label| &label.blocks) {
        sheet.take(block, &section.id);
    }
    write(sheet, context, section, &labels, &owned, &[], draft);
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

/// True if a text is the label of a mission and no more.
pub fn is_label(context: &Context<'_>, text: &str) -> bool {
    context.family.sections.iter().any(|section| {
        let vocabulary = context.rules.vocabulary(&section.label_from);
        matches!(spelled(section, vocabulary, &fold(text)), Some((_, None)))
    })
}

/// Finds the labels among the blocks of a fiche, in reading order.
fn find_labels(
    sheet: &Sheet<'_>,
    section: &Section,
    vocabulary: &Vocabulary,
    blocks: &[usize],
) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for (rank, &index) in blocks.iter().enumerate() {
        let Some(block) = sheet.blocks.get(index) else { continue };
        let used = labels.iter().any(|label| label.blocks.contains(&index));
        let spot = Spot::block(sheet, index);
        if sheet.is_taken(index) || block.is_item() || used {
            let told = sheet.trace.is_on() && block.is_item();
            if told && spelled(section, vocabulary, &block.folded.text).is_some() {
                spot.dropped(&section.id, || Reason::Item);
            }
            continue;
        }
        // A narrow column may break a label into several blocks: the longest reading counts.
        let next = blocks.get(rank + 1..).unwrap_or_default().iter().take(2);
        let mut together = vec![index];
        let mut readings = vec![together.clone()];
        for &next in next {
            let stacked = sheet.blocks.get(next).is_some_and(|next| is_stacked(block, next));
            if !stacked {
                break;
            }
            together.push(next);
            readings.push(together.clone());
        }
        let found = readings.into_iter().rev().find_map(|blocks| {
            let text: Vec<&str> = blocks
                .iter()
                .filter_map(|&block| sheet.blocks.get(block))
                .map(|block| block.folded.text.as_str())
                .collect();
            let (mission, end) = spelled(section, vocabulary, &text.join(" "))?;
            Some((blocks, mission, end))
        });
        let Some((found, mission, end)) = found else {
            spot.tell(&section.id, || Outcome::NoMatch);
            continue;
        };
        for &part in &found {
            Spot::block(sheet, part).tell(&section.id, || Outcome::Matched);
        }
        let last = found.last().and_then(|&last| sheet.blocks.get(last));
        let whole = last.map_or(0, Block::length);
        let range = match end {
            Some(bytes) if found.len() == 1 => 0..block.folded.source(0..bytes).end,
            _ => 0..whole,
        };
        let boxes = found.iter().filter_map(|&held| {
            let part = if Some(&held) == found.last() { range.clone() } else { 0..usize::MAX };
            sheet.bbox(held, part)
        });
        labels.push(Label {
            mission,
            page: block.page,
            bbox: boxes.reduce(|a, b| a.union(&b)),
            blocks: found,
            range,
        });
    }
    labels
}

/// True if `below` goes on under `above` as the next line of a narrow label.
fn is_stacked(above: &Block, below: &Block) -> bool {
    let (Some(a), Some(b)) = (above.bbox, below.bbox) else { return false };
    let overlap = a.x1.min(b.x1) - a.x0.max(b.x0);
    above.page == below.page
        && !below.is_item()
        && overlap > 0.0
        && b.y0 >= a.middle()
        && b.y0 - a.y1 < a.height() * 0.8
}

/// Signs that begin an item of a list.
const BULLETS: [char; 6] = ['•', '●', '▪', '■', '➢', '►'];

/// The mission that a block's text spells, and where the label ends if text follows a colon.
fn spelled(
    section: &Section,
    vocabulary: &Vocabulary,
    folded: &str,
) -> Option<(Mission, Option<usize>)> {
    let start = folded.find(char::is_alphanumeric)?;
    let start = start + prefix(section, folded.get(start..)?);
    let text = folded.get(start..)?;
    let mission = |value: &str| Mission::ALL.into_iter().find(|mission| mission.name() == value);
    let plain = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    if let Some(term) = vocabulary.spelled(plain) {
        return Some((mission(&term.value)?, None));
    }
    let (term, length) = vocabulary.prefix(text)?;
    let rest = text.get(length..)?.trim_start();
    // A label and its list may share a line: "Prévention • Vaccination".
    let behind = rest.strip_prefix(':').or_else(|| rest.starts_with(BULLETS).then_some(rest))?;
    let end = start + text.len() - behind.len();
    (!behind.trim().is_empty()).then_some((mission(&term.value)?, Some(end)))
}

/// The length in bytes of what stands before a label: "1. ", "Mission 2 : ".
fn prefix(section: &Section, folded: &str) -> usize {
    let found = section.prefix.as_ref().and_then(|pattern| pattern.find_folded(folded));
    found.filter(|range| range.start == 0 && range.end < folded.len()).map_or(0, |range| range.end)
}

/// Gives each item its label, and the labels whose lists stood elsewhere in reading order.
fn assign(
    sheet: &Sheet<'_>,
    vocabulary: &Vocabulary,
    blocks: &[usize],
    labels: &[Label],
    items: &[usize],
) -> (Vec<Owned>, Vec<usize>) {
    if labels.is_empty() || items.is_empty() {
        return (Vec::new(), Vec::new());
    }
    if labels.iter().all(|label| label.bbox.is_some()) {
        return (by_place(sheet, labels, items), Vec::new());
    }
    let rank = |block: usize| blocks.iter().position(|&other| other == block).unwrap_or(0);
    let ranks: Vec<usize> =
        labels.iter().filter_map(|label| label.blocks.first()).map(|&first| rank(first)).collect();
    let sequence: Vec<sequence::Item> = items
        .iter()
        .map(|&item| sequence::Item {
            slot: ranks.iter().filter(|&&label| label < rank(item)).count(),
            affinity: labels.iter().map(|label| affinity(sheet, vocabulary, label, item)).collect(),
        })
        .collect();
    let shares = sequence::assign(labels.len(), &sequence);
    let mut owned = Vec::new();
    let mut drifted = Vec::new();
    for (label, share) in shares.iter().enumerate() {
        if share.side == Some(sequence::Side::Before) {
            drifted.push(label);
        }
        let held = items.get(share.items.clone()).unwrap_or_default();
        owned.extend(held.iter().map(|&block| Owned { label, block }));
    }
    (owned, drifted)
}

/// How many of a mission's topics an item names, at most three.
fn affinity(sheet: &Sheet<'_>, vocabulary: &Vocabulary, label: &Label, item: usize) -> u32 {
    let Some(block) = sheet.blocks.get(item) else { return 0 };
    let topics = vocabulary.term(label.mission.name()).map(|term| term.topics.as_slice());
    let named =
        topics.unwrap_or_default().iter().filter(|topic| has_word(&block.folded.text, topic));
    named.count().min(3) as u32
}

/// True if the words stand in the text, not as a part of longer words.
fn has_word(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Gives each item its label by where both stand, page by page.
fn by_place(sheet: &Sheet<'_>, labels: &[Label], items: &[usize]) -> Vec<Owned> {
    let mut pages: Vec<usize> = (labels.iter().map(|label| label.page))
        .chain(items.iter().filter_map(|&item| Some(sheet.blocks.get(item)?.page)))
        .collect();
    pages.sort_unstable();
    pages.dedup();
    let on_page = |number: usize| -> Vec<usize> {
        (0..labels.len()).filter(|&l| labels.get(l).is_some_and(|l| l.page == number)).collect()
    };
    let items_of = |number: usize| -> Vec<usize> {
        let here = |&item: &usize| sheet.blocks.get(item).is_some_and(|b| b.page == number);
        items.iter().copied().filter(here).collect()
    };
    let mut layouts: Vec<geometry::Page> = Vec::new();
    for &number in &pages {
        let continues = layouts.iter().any(|page| !page.labels.is_empty());
        let frames = sheet.document.pages.get(number).map(|page| page.frames.clone());
        layouts.push(geometry::Page {
            labels: on_page(number).iter().filter_map(|&label| labels.get(label)?.bbox).collect(),
            items: items_of(number).iter().filter_map(|&i| sheet.blocks.get(i)?.bbox).collect(),
            frames: frames.unwrap_or_default(),
            continues,
        });
    }
    let level = geometry::level(&layouts);
    let mut owned = Vec::new();
    let mut open: Option<usize> = None;
    for (&number, layout) in pages.iter().zip(&layouts) {
        let (on_page, here) = (on_page(number), items_of(number));
        let assignment = geometry::assign(layout, level);
        for (&block, label) in here.iter().zip(assignment) {
            let label = label.and_then(|label| on_page.get(label).copied()).or(open);
            owned.extend(label.map(|label| Owned { label, block }));
        }
        // The list that goes on is that of the label nearest the foot of the page.
        let foot =
            |label: usize| labels.get(label).and_then(|label| label.bbox).map_or(0.0, |b| b.y0);
        open = on_page
            .iter()
            .copied()
            .max_by(|&a, &b| foot(a).total_cmp(&foot(b)).then(a.cmp(&b)))
            .or(open);
    }
    owned
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

/// The label's text without its number and colon.
fn title_text(sheet: &Sheet<'_>, section: &Section, label: &Label) -> String {
    let texts: Vec<String> = label
        .blocks
        .iter()
        .filter_map(|&block| sheet.blocks.get(block))
        .enumerate()
        .map(|(position, block)| {
            let last = position + 1 == label.blocks.len();
            if last { block.slice(label.range.clone()) } else { block.text.clone() }
        })
        .collect();
    let text = texts.join(" ");
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != ')');
    let folded = Shadow::folded(text);
    let skipped = folded.source(0..prefix(section, &folded.text)).end;
    text.chars().skip(skipped).collect()
}

/// Where the label stands.
fn title_source(sheet: &mut Sheet<'_>, section: &Section, label: &Label) -> Source {
    let mut source = Source { rule: section.id.clone(), ..Source::default() };
    for &block in &label.blocks {
        let last = Some(&block) == label.blocks.last();
        let whole = 0..sheet.blocks.get(block).map_or(0, Block::length);
        let range = if last { label.range.clone() } else { whole };
        source.spans.extend(sheet.claim(block, range, &section.id).spans);
    }
    source
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
