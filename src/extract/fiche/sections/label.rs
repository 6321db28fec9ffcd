//! The labels of the missions: where they stand, and what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Context;
use crate::extract::block::Block;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::Rect;
use crate::model::finding::Source;
use crate::model::record::Mission;
use crate::normalise::shadow::{Shadow, fold};
use crate::rules::{Section, Vocabulary};

/// The label of a mission in a fiche.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) mission: Mission,
    /// The blocks that it is printed in: more than one where a narrow column broke it.
    pub(super) blocks: Vec<usize>,
    /// The characters of the last block that are the label.
    pub(super) range: Range<usize>,
    pub(super) page: usize,
    pub(super) bbox: Option<Rect>,
}

/// True if a text is the label of a mission and no more.
pub fn is_label(context: &Context<'_>, text: &str) -> bool {
    context.family.sections.iter().any(|section| {
        let vocabulary = context.rules.vocabulary(&section.label_from);
        matches!(spelled(section, vocabulary, &fold(text)), Some((_, None)))
    })
}

/// Finds the labels among the blocks of a fiche, in reading order.
pub(super) fn find_labels(
    sheet: &Sheet<'_>,
    section: &Section,
    vocabulary: &Vocabulary,
    blocks: &[usize],
) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let icons = icons(sheet, section, vocabulary, blocks);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (rank, &index) in blocks.iter().enumerate() {
        let Some(block) = sheet.blocks.get(index) else { continue };
        let listed = block.is_item() && !icons.contains(&sign(sheet, block));
        let spot = Spot::block(sheet, index);
        if sheet.is_taken(index) || listed || used.contains(&index) {
            let told = sheet.trace.is_on() && listed;
            if told && spelled(section, vocabulary, &block.folded.text).is_some() {
                spot.dropped(&section.id, || Reason::Item);
            }
            continue;
        }
        let readings = readings(sheet, blocks.get(rank..).unwrap_or_default());
        let found = readings
            .into_iter()
            .rev()
            .find_map(|blocks| reading(sheet, section, vocabulary, blocks));
        let Some((found, mission, end)) = found else {
            spot.tell(&section.id, || Outcome::NoMatch);
            continue;
        };
        used.extend(&found);
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

/// The blocks that a label beginning with the first may be printed in: a narrow column breaks a
/// label into several. The longest reading counts.
fn readings(sheet: &Sheet<'_>, blocks: &[usize]) -> Vec<Vec<usize>> {
    let [index, next @ ..] = blocks else { return Vec::new() };
    let mut together = vec![*index];
    let mut readings = vec![together.clone()];
    let Some(block) = sheet.blocks.get(*index) else { return readings };
    for &next in next.iter().take(2) {
        let stacked = sheet.blocks.get(next).is_some_and(|next| {
            let cell = block.look.cell.is_some() && block.look.cell == next.look.cell;
            is_stacked(block, next) || cell && !next.is_item()
        });
        if !stacked {
            break;
        }
        together.push(next);
        readings.push(together.clone());
    }
    readings
}

/// These blocks with the mission that they spell, and where the label ends if text follows it.
fn reading(
    sheet: &Sheet<'_>,
    section: &Section,
    vocabulary: &Vocabulary,
    blocks: Vec<usize>,
) -> Option<(Vec<usize>, Mission, Option<usize>)> {
    let text = text(sheet, &blocks);
    let (mission, end) = spelled(section, vocabulary, &text).or_else(|| {
        let lines = |&block: &usize| Some(sheet.blocks.get(block)?.line_ranges().len());
        let wrapped = blocks.iter().filter_map(lines).sum::<usize>() > 1;
        Some((broken(section, vocabulary, &text).filter(|_| wrapped)?, None))
    })?;
    // A label with its list behind it is one block.
    (end.is_none() || blocks.len() == 1).then_some((blocks, mission, end))
}

/// One label in so many may look otherwise without the rest being less alike.
const ALIKE: usize = 5;

/// Leaves out what is spelled like a label and does not look like one: where nearly all labels of
/// a document are bold, a plain "Accueil" is an item of a list.
pub(super) fn retain_alike<'l>(
    sheet: &Sheet<'_>,
    fiches: impl Iterator<Item = &'l mut Vec<Label>>,
) {
    let block = |label: &Label| label.blocks.first().and_then(|&first| sheet.blocks.get(first));
    // A label with its list behind it is bold in part.
    let alone = |label: &Label| {
        let last = label.blocks.last().and_then(|&last| sheet.blocks.get(last));
        last.is_some_and(|last| last.length() <= label.range.end && last.bbox.is_some())
    };
    let bold = |label: &Label| block(label).is_some_and(|block| block.look.bold);
    let mut fiches: Vec<&mut Vec<Label>> = fiches.collect();
    let all = fiches.iter().flat_map(|labels| labels.iter()).filter(|label| alone(label));
    let (bold_ones, plain): (Vec<&Label>, Vec<&Label>) = all.partition(|label| bold(label));
    if plain.len() * ALIKE >= bold_ones.len() {
        return;
    }
    for labels in &mut fiches {
        labels.retain(|label| bold(label) || !alone(label));
    }
}

/// What looks like the bullet of a block, whatever number or letter it is, and whether the block is
/// bold.
type Sign = (String, bool);

fn sign(sheet: &Sheet<'_>, block: &Block) -> Sign {
    let text = block.marker.map(|span| sheet.document.text(span)).unwrap_or_default();
    let kind = |c: char| match c {
        '0'..='9' => '1',
        c if c.is_alphabetic() => 'a',
        c => c,
    };
    let mut kinds: Vec<char> = text.trim().chars().map(kind).collect();
    kinds.dedup();
    (kinds.into_iter().collect(), block.look.bold)
}

/// The signs and numbers that stand before labels only, and before more than one: "✚ Prévention",
/// "3. Prévention".
fn icons(
    sheet: &Sheet<'_>,
    section: &Section,
    vocabulary: &Vocabulary,
    blocks: &[usize],
) -> BTreeSet<Sign> {
    let mut signs: BTreeMap<Sign, usize> = BTreeMap::new();
    let mut others: BTreeSet<Sign> = BTreeSet::new();
    let items = blocks.iter().filter_map(|&block| sheet.blocks.get(block));
    for block in items.filter(|block| block.is_item()) {
        let sign = sign(sheet, block);
        if others.contains(&sign) {
            continue;
        }
        if spelled(section, vocabulary, &block.folded.text).is_some() {
            *signs.entry(sign).or_default() += 1;
        } else {
            others.insert(sign);
        }
    }
    signs.retain(|sign, count| *count > 1 && !others.contains(sign));
    signs.into_keys().collect()
}

/// The folded text of blocks. In a narrow cell the two words of a line may stand so far apart that
/// each is a block of its own: the lines of several blocks are read from the top.
fn text(sheet: &Sheet<'_>, blocks: &[usize]) -> String {
    let block = |&index: &usize| sheet.blocks.get(index);
    if let [only] = blocks {
        return block(only).map(|block| block.folded.text.clone()).unwrap_or_default();
    }
    let mut lines: Vec<(f32, f32, String)> = Vec::new();
    for (index, block) in blocks.iter().filter_map(|index| Some((*index, block(index)?))) {
        for range in block.line_ranges() {
            let bbox = sheet.bbox(index, range.clone()).unwrap_or_default();
            // Baselines of one line differ by less than a point.
            lines.push((bbox.y1.round(), bbox.x0, fold(&block.slice(range))));
        }
    }
    lines.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    lines.iter().map(|(_, _, text)| text.as_str()).collect::<Vec<_>>().join(" ")
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
pub(super) fn spelled(
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

/// The mission that a text of several lines spells where a column is too narrow for its words:
/// "Parcours", "pluriprofession-", "nel".
fn broken(section: &Section, vocabulary: &Vocabulary, folded: &str) -> Option<Mission> {
    let start = folded.find(char::is_alphanumeric)?;
    let term = vocabulary.broken(folded.get(start + prefix(section, folded.get(start..)?)..)?)?;
    Mission::ALL.into_iter().find(|mission| mission.name() == term.value)
}

/// The length in bytes of what stands before a label: "1. ", "Mission 2 : ".
fn prefix(section: &Section, folded: &str) -> usize {
    let found = section.prefix.as_ref().and_then(|pattern| pattern.find_folded(folded));
    found.filter(|range| range.start == 0 && range.end < folded.len()).map_or(0, |range| range.end)
}

/// The label's text without its number and colon.
pub(super) fn title_text(sheet: &Sheet<'_>, section: &Section, label: &Label) -> String {
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
pub(super) fn title_source(sheet: &mut Sheet<'_>, section: &Section, label: &Label) -> Source {
    let mut source = Source { rule: section.id.clone(), ..Source::default() };
    for &block in &label.blocks {
        let last = Some(&block) == label.blocks.last();
        let whole = 0..sheet.blocks.get(block).map_or(0, Block::length);
        let range = if last { label.range.clone() } else { whole };
        source.spans.extend(sheet.claim(block, range, &section.id).spans);
    }
    source
}
