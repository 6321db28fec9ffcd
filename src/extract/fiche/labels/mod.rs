//! Labelled values: "Population : 85 676 habitants".
//!
//! A label stands at the beginning of a block and its value behind a colon, in the rest of the
//! block or in the block beside or below. Several labels may share a block.

mod bare;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::fiche::labels::bare::without_colons;
use crate::extract::fiche::near::{Around, Columns, Near, Side};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::Rect;
use crate::normalise::shadow::fold;
use crate::rules::{FamilyRules, FieldPlace, Rules};

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
    /// By the letter that they begin with, the longest first.
    labels: BTreeMap<Option<char>, Vec<Label>>,
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
        let mut by_letter: BTreeMap<_, Vec<Label>> = BTreeMap::new();
        for label in labels {
            by_letter.entry(letter(&label.spelled)).or_default().push(label);
        }
        Self { labels: by_letter, family }
    }

    /// True if a line is a label and no more.
    pub fn spells(&self, line: &str) -> bool {
        let folded = fold(line);
        let text = folded.trim();
        self.at_start(text, true).is_some_and(|(_, length)| length == text.len())
    }

    /// True if a line is a label and no more, or a fact without a colon.
    pub fn stands_alone(&self, line: &str) -> bool {
        self.spells(line) || self.states_bare(line)
    }

    /// True if a line is a fact: a label, a colon and a value.
    pub fn states(&self, line: &str) -> bool {
        let folded = fold(line);
        let text = folded.trim();
        self.at_start(text, false).is_some_and(|(_, length)| length < text.len())
    }

    /// True if lines begin with one that is a label and no more, and whose value does not stand
    /// behind it: "Population" above "20 000 habitants"; or if they are labels and facts.
    pub fn head(&self, lines: &[String]) -> bool {
        let first = lines
            .first()
            .is_some_and(|line| line.starts_with(|c: char| !c.is_lowercase()) && self.spells(line));
        // "Site" above "internet" is one label, each word of which is one too.
        let whole = lines.join(" ");
        let alone = lines.iter().filter(|line| self.spells(line)).count();
        let facts = || lines.iter().all(|line| self.stands_alone(line));
        let behind = || self.at_start(fold(&whole).as_str(), true).is_some();
        let led = || first && (alone == lines.len() || !behind());
        lines.len() > 1 && !self.spells(&whole) && (led() || alone > 1 && facts())
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
            let last = position + 1 == found.len();
            let value = trimmed(text, range.end..end);
            let value = if last { value } else { undashed(text, value) };
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
        self.labels.get(&letter(text))?.iter().find_map(|label| {
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

/// The first letter of a text or a label, for which hyphens do not count.
fn letter(text: &str) -> Option<char> {
    text.chars().find(|c| *c != '-')
}

/// The text behind a label, which may have lost a hyphen at the end of a line, or won one.
fn without<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for c in label.chars() {
        let mut next = rest.clone();
        match next.next() {
            Some(found) if found == c => rest = next,
            _ if c == '-' => {}
            Some('-') if c.is_alphabetic() && next.next() == Some(c) => rest = next,
            _ => return None,
        }
    }
    Some(rest.as_str())
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

/// A range without the dash at its end that parts a fact from the next: "… — Contact : …".
fn undashed(text: &str, range: Range<usize>) -> Range<usize> {
    let value = text.get(range.clone()).unwrap_or_default();
    let kept = value.trim_end_matches(['-', '–', '—']);
    let alone = kept.ends_with(char::is_whitespace);
    range.start..if alone { range.start + kept.trim_end().len() } else { range.end }
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
    let mut heads: Vec<usize> = found.iter().map(|labelled| labelled.label.0).collect();
    let rows: Vec<(usize, Rect)> = found
        .iter()
        .filter(|labelled| labelled.value.is_empty())
        .filter_map(|labelled| {
            let (index, range) = labelled.label.clone();
            Some((block(index)?.page, sheet.bbox(index, range)?))
        })
        .collect();
    for labelled in found.iter_mut().filter(|labelled| !labelled.value.is_empty()) {
        go_on(sheet, blocks, &heads, labelled, &reads);
    }
    heads.extend(found.iter().flat_map(|labelled| &labelled.value).map(|(block, _)| *block));
    let around = Around { sheet, blocks, heads: &heads, rows: &rows };
    let bare = || found.iter().filter(|labelled| labelled.value.is_empty());
    let nearest = |side: Side| -> Vec<Option<Near>> {
        bare().map(|labelled| around.nearest(labelled, side, &reads)).collect()
    };
    // On cards of key figures each value stands above its label.
    let (mut usual, above) = (nearest(Side::Behind), nearest(Side::Above));
    let columns = Columns::of(sheet, blocks, bare().zip(&usual));
    for (labelled, near) in bare().zip(&mut usual) {
        let column = around.in_column(labelled, &columns, &reads);
        *near = column.into_iter().chain(near.take()).min();
    }
    let count = |values: &[Option<_>]| values.iter().flatten().count();
    let values = if count(&above) > count(&usual) { above } else { usual };
    let bare = found.iter_mut().filter(|labelled| labelled.value.is_empty());
    for (labelled, near) in bare.zip(values) {
        labelled.value.extend(near.map(|near| near.place()));
    }
    let in_line = without_colons(sheet, labels, blocks, lists, &found, &reads);
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
    found.extend(in_line);
    found.sort_by_key(|labelled| (labelled.label.0, labelled.label.1.start));
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
        // In a row of facts others stand between.
        let mut behind = blocks.iter().copied().filter(|&index| index > last).peekable();
        let is_row = behind.peek().is_some_and(|next| heads.contains(next));
        let next = behind.find(|&index| !is_row || !is_right_of(sheet, last, index));
        let open = whole && text.trim_end().ends_with(',');
        let Some(next) = next.filter(|next| open && !heads.contains(next)) else { return };
        let Some(block) = sheet.blocks.get(next) else { return };
        if sheet.is_taken(next) || block.is_item() || !reads(labelled, &block.text) {
            return;
        }
        labelled.value.push((next, 0..block.length()));
    }
}

/// True if a block stands at the right of another on its line.
fn is_right_of(sheet: &Sheet<'_>, left: usize, right: usize) -> bool {
    let (Some(left), Some(right)) = (sheet.blocks.get(left), sheet.blocks.get(right)) else {
        return false;
    };
    let level = left.bbox.zip(right.bbox).is_some_and(|(left, right)| {
        right.x0 >= left.x1 && (left.middle() - right.middle()).abs() < 0.6 * left.height()
    });
    left.page == right.page && level
}
