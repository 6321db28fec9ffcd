//! The missions of a fiche: labels, their lists, and what stands in for a list.

mod item;
mod label;
mod place;

use std::ops::Range;

use item::Item;
pub use label::is_label;
use label::{Label, spelled, title_source, title_text};
use place::{EDGE, Owned, assign};

use crate::extract::block::Block;
use crate::extract::fiche::geometry::Arrangement;
use crate::extract::fiche::rows::Row;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::finding::{CommunityDraft, CommunityFact, Field, Finding, Hole, Subject};
use crate::model::gap::GapCode;
use crate::model::record::Mission;
use crate::normalise::shadow::Shadow;
use crate::normalise::text::{clean, without_bullet};
use crate::rules::{FamilyRules, Rules, Section, TokenPlace};

/// How far off its label, in heights of the label, a block that only says "NR" may stand; a label
/// with room for a second line leaves that much.
const TOKEN_NEAR: f32 = 4.0;

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
    /// The items of lists.
    items: Vec<Item>,
    /// Texts without a bullet.
    loose: Vec<Item>,
    /// Which item is whose, where the cells of a table say it.
    settled: Vec<Owned>,
    /// A table has a row for each item.
    listed: bool,
}

/// The missions of a row: a cell below the label of a mission holds its list.
pub fn of_row(sheet: &mut Sheet<'_>, context: &Context<'_>, row: &Row) -> Sections {
    let mut found = Sections { listed: row.listed, ..Sections::default() };
    let Some(section) = context.family.sections.first() else { return found };
    let vocabulary = context.rules.vocabulary(&section.label_from);
    let all = of_all(sheet, context, row);
    for (label, cell) in &row.cells {
        // All rows share the labels: a record without a text below one does not show that mission.
        let cell = if row.listed { cell } else { all.as_ref().unwrap_or(cell) };
        if cell.is_empty() && !row.listed {
            continue;
        }
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
        let owned = |&block: &usize| Owned { label: number, item: Item::whole(sheet, block) };
        found.settled.extend(cell.iter().map(owned));
        let (page, range) = (last.page, 0..last.length());
        found.labels.push(Label { mission, blocks: label.clone(), range, page, bbox: None });
    }
    for &block in found.labels.iter().flat_map(|label| &label.blocks) {
        sheet.take(block, &section.id);
    }
    found
}

/// The cell that speaks for all missions of a row: a token that is all that the row says of them,
/// in one cell across their columns.
fn of_all(sheet: &Sheet<'_>, context: &Context<'_>, row: &Row) -> Option<Vec<usize>> {
    let is_mission = |label: &[usize]| {
        let texts = label.iter().filter_map(|&block| sheet.blocks.get(block));
        let texts: Vec<&str> = texts.map(|block| block.text.as_str()).collect();
        is_label(context, &texts.join(" "))
    };
    let missions = row.cells.iter().filter(|(label, _)| is_mission(label));
    let mut filled = missions.filter(|(_, cell)| !cell.is_empty());
    let (Some((_, cell)), None) = (filled.next(), filled.next()) else { return None };
    let [only] = cell.as_slice() else { return None };
    is_token(context, &sheet.blocks.get(*only)?.text).then(|| cell.clone())
}

/// True if a text says only that there is nothing to say of a mission.
fn is_token(context: &Context<'_>, text: &str) -> bool {
    let mut tokens = context.family.tokens.iter();
    tokens.any(|token| token.on.contains(&TokenPlace::Mission) && token.pattern.matches(text))
}

/// Finds the labels among the blocks of a fiche.
pub fn find(sheet: &Sheet<'_>, context: &Context<'_>, blocks: &[usize]) -> Sections {
    let blocks = blocks.to_vec();
    let Some(section) = context.family.sections.first() else {
        return Sections { blocks, ..Sections::default() };
    };
    let vocabulary = context.rules.vocabulary(&section.label_from);
    let labels = label::find_labels(sheet, section, vocabulary, &blocks);
    Sections { blocks, labels, ..Sections::default() }
}

/// Claims the labels of all fiches, and finds the items among the blocks that are left.
pub fn find_lists(sheet: &mut Sheet<'_>, context: &Context<'_>, fiches: &mut [Sections]) {
    let Some(section) = context.family.sections.first() else { return };
    let open = fiches.iter_mut().filter(|fiche| fiche.settled.is_empty());
    label::retain_alike(sheet, open.map(|fiche| &mut fiche.labels));
    for fiche in fiches.iter_mut().filter(|fiche| fiche.settled.is_empty()) {
        for label in &fiche.labels {
            claim(sheet, section, label);
        }
        let is_item = |block: &usize| sheet.blocks.get(*block).is_some_and(Block::is_item);
        let free = fiche.blocks.iter().copied();
        let free = free.filter(|&block| is_free(sheet, &fiche.labels, block));
        let (items, mut loose): (Vec<usize>, Vec<usize>) = free.partition(is_item);
        loose.retain(|&block| is_text(sheet, block));
        let whole = |blocks: Vec<usize>| -> Vec<Item> {
            blocks.into_iter().map(|block| Item::whole(sheet, block)).collect()
        };
        (fiche.items, fiche.loose) = (whole(items), whole(loose));
    }
    item::of_lines(sheet, fiches);
}

/// Claims a label, whatever stands behind it in its block left out.
fn claim(sheet: &mut Sheet<'_>, section: &Section, label: &Label) {
    for &block in &label.blocks {
        let whole = sheet.blocks.get(block).map_or(0, Block::length);
        if Some(&block) == label.blocks.last() && whole > label.range.end {
            sheet.claim(block, label.range.clone(), &section.id);
        } else {
            sheet.take(block, &section.id);
        }
    }
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
    let Sections { blocks, labels, items, loose, settled, listed } = fiche;
    let (rule, separators) = list_rule(context, section);
    let list = List { section, rule, separators: if *listed { &[] } else { separators } };
    if !settled.is_empty() {
        write(sheet, context, &list, labels, settled, &[], draft);
        return;
    }
    let (mut owned, drifted) = assign(sheet, vocabulary, blocks, labels, items, learned);
    // A section without a list may be prose, or a token without a bullet.
    let (prose, _) = assign(sheet, vocabulary, blocks, labels, loose, learned);
    let empty: Vec<bool> =
        (0..labels.len()).map(|label| !owned.iter().any(|owned| owned.label == label)).collect();
    let follows = |owned: &Owned| {
        follows(sheet, blocks, labels, *owned) || is_near(sheet, context, fiche, *owned)
    };
    owned.extend(
        prose.into_iter().filter(|owned| empty.get(owned.label) == Some(&true)).filter(follows),
    );
    for item in items.iter().chain(loose) {
        if !owned.iter().any(|owned| owned.item == *item) {
            let reason = || if items.contains(item) { Reason::Unlabelled } else { Reason::Loose };
            let spot = sheet.trace.at(item.block, item.range());
            spot.dropped(list.rule, reason);
        }
    }
    write(sheet, context, &list, labels, &owned, &drifted, draft);
}

/// The id of the rule for the items of a section, and what parts items in one paragraph.
fn list_rule<'r>(context: &Context<'r>, section: &'r Section) -> (&'r str, &'r [char]) {
    let list = context.family.lists.iter().find(|list| list.section == section.name());
    list.map_or((section.id.as_str(), &[]), |list| (list.id.as_str(), &list.separators))
}

/// True for a block that could be a paragraph of a section: no heading, and more than a sign.
fn is_text(sheet: &Sheet<'_>, block: usize) -> bool {
    sheet.blocks.get(block).is_some_and(|block| {
        block.look.heading.is_none() && block.folded.text.chars().any(char::is_alphanumeric)
    })
}

/// True if a block that only says "NR" stands where the list of its label would: above or below it,
/// in the label's own column, at the left edge of the items, or of others that say no more.
fn is_near(sheet: &Sheet<'_>, context: &Context<'_>, fiche: &Sections, owned: Owned) -> bool {
    let says = |item: &Item| {
        sheet.blocks.get(item.block).is_some_and(|block| is_token(context, &block.text))
    };
    let Some(label) = fiche.labels.get(owned.label).filter(|_| says(&owned.item)) else {
        return false;
    };
    let Some((head, bbox)) = label.bbox.zip(owned.item.bbox(sheet)) else { return false };
    let apart = (bbox.y0 - head.y1).max(head.y0 - bbox.y1);
    let same_page = owned.item.page(sheet) == Some(label.page);
    if !same_page || apart >= TOKEN_NEAR * head.height() {
        return false;
    }
    let at_edge = |item: &&Item| item.bbox(sheet).is_some_and(|b| (b.x0 - bbox.x0).abs() < EDGE);
    let tokens = || fiche.loose.iter().filter(at_edge).filter(|item| says(item));
    let in_column = bbox.x0 < head.x1 && bbox.x1 > head.x0;
    in_column || fiche.items.iter().any(|item| at_edge(&item)) || tokens().nth(1).is_some()
}

/// True if a loose block stands with its label: behind it in a text, in its frame or row, or right
/// below it.
fn follows(sheet: &Sheet<'_>, blocks: &[usize], labels: &[Label], owned: Owned) -> bool {
    let Some(label) = labels.get(owned.label) else { return false };
    let Some(block) = sheet.blocks.get(owned.item.block) else { return false };
    let own = label.blocks.first().and_then(|&first| sheet.blocks.get(first)?.look.cell);
    if let Some((head, cell)) = own.zip(block.look.cell).filter(|(a, b)| a.table == b.table) {
        return head.row == cell.row || head.column == cell.column;
    }
    let (Some(head), Some(bbox)) = (label.bbox, block.bbox) else {
        let first = label.blocks.first().copied().unwrap_or(0);
        let next = labels.get(owned.label + 1).and_then(|next| next.blocks.first().copied());
        let inside = first..next.unwrap_or_else(|| blocks.last().map_or(0, |last| last + 1));
        return inside.contains(&owned.item.block);
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
    let below = label.page == block.page
        && bbox.x0 < head.x1
        && bbox.x1 > head.x0
        && (-3.0..1.5 * head.height()).contains(&(bbox.y0 - head.y1));
    framed || level || below
}

/// How lists are read.
struct List<'r> {
    section: &'r Section,
    /// The id of the rule for the items.
    rule: &'r str,
    /// What parts the items in one paragraph.
    separators: &'r [char],
}

/// Writes titles, actions and holes into the draft.
fn write(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    list: &List<'_>,
    labels: &[Label],
    owned: &[Owned],
    drifted: &[usize],
    draft: &mut CommunityDraft,
) {
    let List { section, rule, separators } = *list;
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
                for range in written(sheet, last, label.range.end..whole, separators) {
                    item(sheet, context, rule, label.mission, last, range, draft);
                }
            }
        }
        let owned: Vec<Item> =
            owned.iter().filter(|owned| owned.label == number).map(|owned| owned.item).collect();
        // Only where all of a list is one paragraph its separators part the items.
        let separators = if owned.len() == 1 { separators } else { &[] };
        for own in owned {
            found = true;
            for range in written(sheet, own.block, own.range(), separators) {
                item(sheet, context, rule, label.mission, own.block, range, draft);
            }
        }
        let shared = labels.iter().filter(|other| other.mission == label.mission).count() > 1;
        if !found && !shared {
            draft.holes.push(Hole { code: GapCode::MissingField, subject, source });
        } else if drifted.contains(&number) {
            draft.holes.push(Hole { code: GapCode::MisplacedSection, subject, source });
        }
    }
}

/// The items in some characters of a block: one with a bullet is one, a paragraph may list several.
fn written(
    sheet: &Sheet<'_>,
    block: usize,
    range: Range<usize>,
    separators: &[char],
) -> Vec<Range<usize>> {
    match sheet.blocks.get(block).filter(|block| !block.is_item()) {
        Some(block) => item::parts(block, range, separators),
        None => vec![range],
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
    let (folded, printed) = (Shadow::folded(&text), Shadow::printed(&text));
    let token = tokens.find(|token| {
        let found = token.pattern.is_match(token.pattern.haystack(&folded, &printed));
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
    let sentence = action.ends_with('.') && !action.ends_with("..");
    let prose = !is_item && sentence && action.split_whitespace().count() > 12;
    let value = if prose {
        CommunityFact::Paragraph(mission, action)
    } else {
        CommunityFact::Action(mission, action)
    };
    draft.facts.push(Finding { value, source });
}
