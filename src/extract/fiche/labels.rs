//! Labelled values: "Population : 85 676 habitants".
//!
//! A label stands at the beginning of a block and its value behind a colon, in the rest of the
//! block or in the block beside or below. Several labels may share a block.

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::Rect;
use crate::normalise::shadow::fold;
use crate::rules::{FamilyRules, FieldPlace, Rules};

/// A value stands at most so many heights of its label at its right.
const WIDEST: f32 = 20.0;

/// The icon before a label takes at most so many heights of it.
const ICON: f32 = 3.0;

/// A spelling of a label.
#[derive(Debug, Clone)]
struct Label {
    spelled: String,
    field: usize,
    term: Option<String>,
}

/// A label found in a fiche, with the place of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Index of the rule in the family's fields.
    pub field: usize,
    /// The value that the label's term stands for: the role of an officer.
    pub term: Option<String>,
    /// The block with the label, and its characters.
    pub label: (usize, Range<usize>),
    /// The blocks with the value, and its characters in each; none where there is no value.
    pub value: Vec<(usize, Range<usize>)>,
}

/// The labels of a family's record fields.
pub struct Labels<'r> {
    labels: Vec<Label>,
    family: &'r FamilyRules,
}

impl<'r> Labels<'r> {
    /// Collects the labels of the fields that look at records.
    pub fn of(rules: &Rules, family: &'r FamilyRules) -> Self {
        let mut labels = Vec::new();
        let fields = family.fields.iter().enumerate();
        for (number, field) in fields.filter(|(_, field)| field.place == FieldPlace::Record) {
            for spelled in &field.labels {
                labels.push(Label { spelled: spelled.clone(), field: number, term: None });
            }
            let Some(vocabulary) = &field.label_from else { continue };
            for term in rules.vocabulary(vocabulary).terms() {
                for spelled in &term.spelled {
                    let term = Some(term.value.clone());
                    labels.push(Label { spelled: spelled.clone(), field: number, term });
                }
            }
        }
        labels.sort_by_key(|label| std::cmp::Reverse(label.spelled.len()));
        Self { labels, family }
    }

    /// True if a line is a label and no more.
    pub fn spells(&self, line: &str) -> bool {
        let folded = fold(line);
        let text = folded.trim();
        self.at_start(text, true).is_some_and(|(_, length)| length == text.len())
    }

    /// True if lines begin with one that is a label and no more, and whose value does not stand
    /// behind it: "Population" above "20 000 habitants".
    pub fn head(&self, lines: &[String]) -> bool {
        let first = lines
            .first()
            .is_some_and(|line| line.starts_with(|c: char| !c.is_lowercase()) && self.spells(line));
        // "Site" above "internet" is one label, each word of which is one too.
        let whole = lines.join(" ");
        lines.len() > 1 && first && !self.spells(&whole) && {
            lines.iter().all(|line| self.spells(line))
                || self.at_start(fold(&whole).as_str(), true).is_none()
        }
    }

    /// The labels in a block, each with its value inside the block if there is one.
    fn inside(&self, number: usize, block: &Block) -> Vec<Labelled> {
        let text = &block.folded.text;
        let mut found: Vec<(Range<usize>, &Label)> = Vec::new();
        let mut at = text.find(|c: char| c.is_alphanumeric()).unwrap_or(text.len());
        while let Some(rest) = text.get(at..) {
            if let Some((label, length)) = self.at_start(rest, at == 0 || found.is_empty()) {
                found.push((at..at + length, label));
                at += length;
            }
            // The next word that could begin a label.
            let Some(rest) = text.get(at..) else { break };
            let Some(gap) = rest.find([' ', '|', ';']) else { break };
            let Some(after) = rest.get(gap + 1..) else { break };
            let skipped = after.find(|c: char| c.is_alphanumeric()).unwrap_or(after.len());
            at += gap + 1 + skipped;
            if found.is_empty() || skipped == after.len() {
                break;
            }
        }
        let mut labelled = Vec::new();
        for (position, (range, label)) in found.iter().enumerate() {
            let end = found.get(position + 1).map_or(text.len(), |(next, _)| next.start);
            let value = trimmed(text, range.end..end);
            labelled.push(Labelled {
                field: label.field,
                term: label.term.clone(),
                label: (number, block.folded.source(range.clone())),
                value: (!value.is_empty())
                    .then(|| (number, block.folded.source(value)))
                    .into_iter()
                    .collect(),
            });
        }
        labelled
    }

    /// Tells of each rule with labels whether one of them is among those found in a block.
    pub fn tell(&self, found: &[Labelled], spot: &Spot<'_>) {
        let fields = self.family.fields.iter().enumerate();
        for (number, field) in fields.filter(|(_, field)| field.place == FieldPlace::Record) {
            let mut own = found.iter().filter(|labelled| labelled.field == number).peekable();
            if own.peek().is_none() {
                spot.tell(&field.id, || Outcome::NoMatch);
            }
            own.for_each(|own| spot.part(&own.label.1).tell(&field.id, || Outcome::Matched));
        }
    }

    /// Tells why nothing is read behind labels.
    fn dropped(&self, found: &[Labelled], spot: &Spot<'_>, reason: &Reason) {
        for labelled in found {
            if let Some(field) = self.family.fields.get(labelled.field) {
                spot.part(&labelled.label.1).dropped(&field.id, || reason.clone());
            }
        }
    }

    /// The field and the term whose label a text is and no more: the cell of a table's first row.
    pub fn whole(&self, text: &str) -> Option<(usize, Option<String>)> {
        let text = fold(text);
        let text = format!("{} :", text.trim_end_matches([':', ' ', '*']));
        let (label, length) = self.at_start(&text, true)?;
        (length == text.len()).then(|| (label.field, label.term.clone()))
    }

    /// The label that a text begins with, colon included, and its length in bytes. Without a colon
    /// a label counts only where it is the whole block, `first` and alone.
    fn at_start(&self, text: &str, first: bool) -> Option<(&Label, usize)> {
        self.labels.iter().find_map(|label| {
            let rest = without(text, &label.spelled)?;
            let rest = rest.trim_start();
            // "Population (INSEE 2022) :"
            let bracket = rest.starts_with('(').then(|| rest.find(')')).flatten();
            let after =
                bracket.and_then(|close| rest.get(close + 1..)).unwrap_or(rest).trim_start();
            if let Some(behind) = after.strip_prefix(':') {
                return Some((label, text.len() - behind.len()));
            }
            (first && rest.is_empty()).then_some((label, text.len()))
        })
    }
}

/// The text behind a label, which may have lost a hyphen at the end of a line, or won one.
fn without<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = text;
    for c in label.chars() {
        rest = match rest.strip_prefix(c) {
            Some(next) => next,
            None if c == '-' => rest,
            None => rest.strip_prefix('-')?.strip_prefix(c).filter(|_| c.is_alphabetic())?,
        };
    }
    Some(rest)
}

/// What stands between facts that share a line.
const SEPARATORS: [char; 7] = ['|', ';', ',', '·', '•', '∙', '▪'];

/// A range without the white space and separators at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let value = text.get(range.clone()).unwrap_or_default();
    let separators = |c: char| c.is_whitespace() || SEPARATORS.contains(&c);
    let front = value.len() - value.trim_start_matches(separators).len();
    let kept = value.trim_matches(separators).len();
    range.start + front..range.start + front + kept
}

/// Finds every labelled value among the blocks of a fiche.
///
/// Before the block `lists`, where the lists of the missions begin, a fact may be an item itself.
/// `reads` says whether a text could be the value of a field: a value that does not stand in the
/// block of its label is looked for in the next block, and is taken only if it can be read.
pub fn labelled(
    sheet: &Sheet<'_>,
    labels: &Labels<'_>,
    blocks: &[usize],
    lists: usize,
    reads: impl Fn(&Labelled, &str) -> bool,
) -> Vec<Labelled> {
    let block = |index: usize| sheet.blocks.get(index);
    let mut found: Vec<Labelled> = Vec::new();
    for &index in blocks {
        let Some(content) = block(index).filter(|_| !sheet.is_taken(index)) else { continue };
        let inside = labels.inside(index, content);
        let spot = Spot::block(sheet, index);
        labels.tell(&inside, &spot);
        // "• Population : 20 000 habitants" is a fact; an item of a mission's list is none.
        if !content.is_item() || index < lists && inside.iter().all(|l| !l.value.is_empty()) {
            found.extend(inside);
        } else {
            labels.dropped(&inside, &spot, &Reason::Item);
        }
    }
    let heads: Vec<usize> = found.iter().map(|labelled| labelled.label.0).collect();
    let rows: Vec<(usize, Rect)> = found
        .iter()
        .filter(|labelled| labelled.value.is_empty())
        .filter_map(|labelled| {
            let (index, range) = labelled.label.clone();
            Some((block(index)?.page, sheet.bbox(index, range)?))
        })
        .collect();
    for labelled in &mut found {
        if !labelled.value.is_empty() {
            go_on(sheet, blocks, &heads, labelled, &reads);
            continue;
        }
        let Some(head) = block(labelled.label.0) else { continue };
        let after = blocks.iter().copied().filter(|&index| index != labelled.label.0);
        let candidates = after.filter(|index| !heads.contains(index) && !sheet.is_taken(*index));
        let place = Place {
            block: head,
            index: labelled.label.0,
            bbox: sheet.bbox(labelled.label.0, labelled.label.1.clone()),
        };
        let near = candidates.filter_map(|index| {
            let candidate = block(index).filter(|candidate| !candidate.is_item())?;
            let parts = pieces(sheet, index, &rows).into_iter().filter_map(|range| {
                let bbox = sheet.bbox(index, range.clone());
                let other = Place { block: candidate, index, bbox };
                let below = || goes_over(sheet, blocks, &place, &other).then_some(OVER);
                let distance = nearness(&place, &other).or_else(below)?;
                let readable = reads(labelled, &candidate.slice(range.clone()));
                readable.then_some((distance, index, range.start, range.end))
            });
            parts.min()
        });
        let nearest = near.min().map(|(_, index, start, end)| (index, start..end));
        labelled.value.extend(nearest);
    }
    // A label without colon and without value was a heading or a word.
    found.retain(|labelled| {
        let (index, range) = &labelled.label;
        let text = block(*index).map(|block| block.slice(range.clone())).unwrap_or_default();
        let counts = !labelled.value.is_empty() || fold(&text).contains(':');
        if !counts {
            let spot = Spot::block(sheet, *index);
            labels.dropped(std::slice::from_ref(labelled), &spot, &Reason::Valueless);
        }
        counts
    });
    found
}

/// A value that ends in a comma goes on in the next block: "A MARTIN,", "B MOREL, C PETIT".
fn go_on(
    sheet: &Sheet<'_>,
    blocks: &[usize],
    heads: &[usize],
    labelled: &mut Labelled,
    reads: &impl Fn(&Labelled, &str) -> bool,
) {
    while let Some((last, range)) = labelled.value.last().cloned() {
        let text = sheet.blocks.get(last).map(|block| block.text.as_str()).unwrap_or_default();
        let whole = sheet.blocks.get(last).is_some_and(|block| range.end + 1 >= block.length());
        let next = blocks.iter().copied().find(|&index| index > last);
        let open = whole && text.trim_end().ends_with(',');
        let Some(next) = next.filter(|next| open && !heads.contains(next)) else { return };
        let Some(block) = sheet.blocks.get(next) else { return };
        if sheet.is_taken(next) || block.is_item() || !reads(labelled, &block.text) {
            return;
        }
        labelled.value.push((next, 0..block.length()));
    }
}

/// The parts of a block that can each be a value. A column of values may be read as one paragraph:
/// where several labels are level with its lines, each part begins at such a line.
fn pieces(sheet: &Sheet<'_>, index: usize, rows: &[(usize, Rect)]) -> Vec<Range<usize>> {
    let Some(block) = sheet.blocks.get(index) else { return Vec::new() };
    let lines = block.line_ranges();
    let level = |line: &&Range<usize>| {
        sheet.bbox(index, (*line).clone()).is_some_and(|bbox| {
            rows.iter().any(|(page, row)| *page == block.page && is_level(row, &bbox))
        })
    };
    let mut starts: Vec<usize> = lines.iter().filter(level).map(|line| line.start).collect();
    if starts.len() < 2 {
        starts = vec![0];
    }
    let ends = starts.iter().skip(1).copied().chain([block.length()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// A block, or a part of one, and where it stands.
struct Place<'b> {
    block: &'b Block,
    index: usize,
    bbox: Option<Rect>,
}

/// True if `right` stands at the right of `left` on its line.
fn is_level(left: &Rect, right: &Rect) -> bool {
    let height = left.height().max(1.0);
    (left.middle() - right.middle()).abs() < height * 0.6 && right.x0 >= left.x1 - 1.0
}

/// What is below on the next page is farther than anything on the page.
const OVER: u32 = 9000;

/// True if a page parts a label from its value: the one is the last of its column, and the other
/// the first.
fn goes_over(sheet: &Sheet<'_>, blocks: &[usize], head: &Place<'_>, candidate: &Place<'_>) -> bool {
    let (Some(a), Some(b)) = (head.bbox, candidate.bbox) else { return false };
    let all = || blocks.iter().filter_map(|&index| sheet.blocks.get(index));
    let on = |page: usize| all().filter(move |block| block.page == page).filter_map(|b| b.bbox);
    let below = |other: Rect| other.y0 >= a.y1 && other.x0 < a.x1 && a.x0 < other.x1;
    let above = |other: Rect| other.y1 <= b.y0 && other.x0 < b.x1 && b.x0 < other.x1;
    candidate.block.page == head.block.page + 1
        && (a.x0 - b.x0).abs() < a.height()
        && !on(head.block.page).any(below)
        && !on(candidate.block.page).any(above)
}

/// How near a text is as the value of a label: beside it in its row, or next below; `None` where
/// it is neither.
fn nearness(head: &Place<'_>, candidate: &Place<'_>) -> Option<u32> {
    if head.block.page != candidate.block.page {
        return None;
    }
    let cells = head.block.look.cell.zip(candidate.block.look.cell);
    if let Some((a, b)) = cells.filter(|(a, b)| a != b) {
        let beside = a.row == b.row && b.column == a.column + 1;
        // A row of labels over a row of values.
        let under = a.column == b.column && b.row == a.row + 1;
        return (a.table == b.table && (beside || under)).then_some(u32::from(under));
    }
    let (Some(a), Some(b)) = (head.bbox, candidate.bbox) else {
        return (candidate.index == head.index + 1).then_some(1);
    };
    let height = a.height().max(1.0);
    // A value of several lines may be level with its label in its first line or in its middle.
    let first = Rect { y1: b.y0 + height, ..b };
    if (is_level(&a, &b) || is_level(&a, &first)) && b.x0 - a.x1 < height * WIDEST {
        return Some((b.x0 - a.x1).max(0.0) as u32);
    }
    let below = b.y0 >= a.y1 - height * 0.3 && b.y0 - a.y1 < height;
    let flush = (a.x0 - b.x0).abs() < height;
    let centred = (a.x0 + a.x1 - b.x0 - b.x1).abs() / 2.0 < height * 0.5;
    // An icon stands before the label, and the value flush with the icon.
    let under = (a.x0 - height * ICON..a.x1).contains(&b.x0);
    let rank = if flush || centred { 1000 } else { 2000 };
    (below && (flush || centred || under)).then_some(rank + (b.y0 - a.y1).max(0.0) as u32)
}
