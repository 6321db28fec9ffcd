//! Which item belongs to which label: by where both stand, or by the order of a text.

use std::collections::BTreeMap;

use super::item::Item;
use super::label::Label;
use crate::extract::fiche::geometry::{self, Arrangement};
use crate::extract::fiche::sequence;
use crate::extract::sheet::Sheet;
use crate::model::document::{Cell, Rect};
use crate::model::record::Mission;
use crate::rules::Vocabulary;

/// Lists that end so near above the foot of the lowest one reach the foot too, in points.
const FOOT: f32 = 24.0;

/// Items of one column begin within so many points.
pub(super) const EDGE: f32 = 12.0;

/// An item with the label that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owned {
    pub(super) label: usize,
    pub(super) item: Item,
}

/// Gives each item its label, and the labels whose lists stood elsewhere in reading order.
pub(super) fn assign(
    sheet: &Sheet<'_>,
    vocabulary: &Vocabulary,
    blocks: &[usize],
    labels: &[Label],
    items: &[Item],
    learned: Option<&Arrangement>,
) -> (Vec<Owned>, Vec<usize>) {
    if labels.is_empty() || items.is_empty() {
        return (Vec::new(), Vec::new());
    }
    if labels.iter().all(|label| label.bbox.is_some()) {
        return (by_place(sheet, labels, items, learned), Vec::new());
    }
    let places: BTreeMap<usize, usize> =
        blocks.iter().enumerate().map(|(rank, &block)| (block, rank)).collect();
    let rank = |block: usize| places.get(&block).copied().unwrap_or(0);
    let mut ranks: Vec<usize> =
        labels.iter().filter_map(|label| label.blocks.first()).map(|&first| rank(first)).collect();
    ranks.sort_unstable();
    let sequence: Vec<sequence::Item> = items
        .iter()
        .map(|item| {
            let own = rank(item.block);
            let named = Mission::ALL.map(|mission| affinity(sheet, vocabulary, mission, item));
            let of = |label: &Label| Mission::ALL.iter().position(|one| *one == label.mission);
            let affinity = |label| of(label).and_then(|at| named.get(at).copied()).unwrap_or(0);
            sequence::Item {
                slot: ranks.partition_point(|&label| label < own),
                affinity: labels.iter().map(affinity).collect(),
            }
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
        owned.extend(held.iter().map(|&item| Owned { label, item }));
    }
    (owned, drifted)
}

/// How many of a mission's topics an item names, at most three.
fn affinity(sheet: &Sheet<'_>, vocabulary: &Vocabulary, mission: Mission, item: &Item) -> u32 {
    let Some(block) = sheet.blocks.get(item.block) else { return 0 };
    let topics = vocabulary.term(mission.name()).map(|term| term.topics.as_slice());
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
fn by_place(
    sheet: &Sheet<'_>,
    labels: &[Label],
    items: &[Item],
    learned: Option<&Arrangement>,
) -> Vec<Owned> {
    let mut owned = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for page in pages(sheet, labels, items) {
        let mut here: Vec<Owned> = page.settled.clone();
        let mut orphans: Vec<Item> = Vec::new();
        for (&item, label) in page.items.iter().zip(geometry::assign(&page.layout, learned)) {
            match label.and_then(|label| page.open.get(label).copied()) {
                Some(label) => here.push(Owned { label, item }),
                None => orphans.push(item),
            }
        }
        here.extend(go_on(sheet, &orphans, &open));
        if !page.labels.is_empty() {
            open = open_lists(sheet, labels, &page, &here);
        }
        owned.extend(here);
    }
    owned
}

/// The labels and items of one page, by their numbers, and as boxes.
struct OnPage {
    labels: Vec<usize>,
    /// What the cells of a table say.
    settled: Vec<Owned>,
    /// The labels to which no cell gives a list.
    open: Vec<usize>,
    /// The items that are left.
    items: Vec<Item>,
    /// What is open.
    layout: geometry::Page,
}

/// The pages that have labels or items.
fn pages(sheet: &Sheet<'_>, labels: &[Label], items: &[Item]) -> Vec<OnPage> {
    let mut numbers: Vec<usize> = (labels.iter().map(|label| label.page))
        .chain(items.iter().filter_map(|item| item.page(sheet)))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut pages: Vec<OnPage> = Vec::new();
    for number in numbers {
        let on_page = |label: &usize| labels.get(*label).is_some_and(|l| l.page == number);
        let here = |item: &Item| item.page(sheet) == Some(number);
        let labels_here: Vec<usize> = (0..labels.len()).filter(on_page).collect();
        let mut items: Vec<Item> = items.iter().copied().filter(here).collect();
        let settled: Vec<Owned> =
            items.iter().filter_map(|item| by_cell(sheet, labels, &labels_here, item)).collect();
        items.retain(|item| !settled.iter().any(|owned| owned.item == *item));
        let mut open = labels_here.clone();
        open.retain(|&label| !settled.iter().any(|owned| owned.label == label));
        let layout = geometry::Page {
            labels: open.iter().filter_map(|&label| labels.get(label)?.bbox).collect(),
            items: items.iter().filter_map(|item| item.bbox(sheet)).collect(),
            frames: sheet.document.pages.get(number).map(|p| p.frames.clone()).unwrap_or_default(),
            continues: pages.iter().any(|page| !page.labels.is_empty()),
        };
        pages.push(OnPage { labels: labels_here, settled, open, items, layout });
    }
    pages
}

/// The label that has an item in its own cell, alone in its row, or below it in its column.
fn by_cell(sheet: &Sheet<'_>, labels: &[Label], here: &[usize], item: &Item) -> Option<Owned> {
    let cell = |block: usize| sheet.blocks.get(block).and_then(|block| block.look.cell);
    let own = cell(item.block)?;
    let heads: Vec<(usize, Cell)> = here
        .iter()
        .filter_map(|&label| Some((label, cell(*labels.get(label)?.blocks.first()?)?)))
        .filter(|(_, cell)| cell.table == own.table)
        .collect();
    let row: Vec<&(usize, Cell)> = heads.iter().filter(|(_, cell)| cell.row == own.row).collect();
    let label = match row.as_slice() {
        [] => {
            let above = heads.iter().filter(|(_, c)| c.column == own.column && c.row < own.row);
            above.max_by_key(|(_, cell)| cell.row)
        }
        [one] if one.1.column <= own.column => Some(*one),
        all => {
            let mut within = all.iter().filter(|(_, cell)| cell.column == own.column);
            within.next().filter(|_| within.next().is_none()).copied()
        }
    };
    label.map(|(label, _)| Owned { label: *label, item: *item })
}

/// Learns how the fiches of a document set their labels and lists; `None` without positions.
pub(super) fn learn<'s>(
    sheet: &Sheet<'_>,
    fiches: impl Iterator<Item = (&'s [Label], &'s [Item])>,
) -> Option<Arrangement> {
    let layouts: Vec<geometry::Page> = fiches
        .filter(|(labels, _)| labels.iter().all(|label| label.bbox.is_some()))
        .flat_map(|(labels, items)| pages(sheet, labels, items))
        .map(|page| page.layout)
        .collect();
    (!layouts.is_empty()).then(|| geometry::learn(&layouts))
}

/// A list that reaches the foot of its page and may go on.
#[derive(Debug, Clone, Copy)]
struct Open {
    label: usize,
    /// Where it begins at the left.
    x0: f32,
}

/// The lists at the foot of a page, from left to right.
fn open_lists(sheet: &Sheet<'_>, labels: &[Label], page: &OnPage, owned: &[Owned]) -> Vec<Open> {
    let bbox = |owned: &Owned| owned.item.bbox(sheet);
    let lists: Vec<(usize, Rect, Rect)> = page
        .labels
        .iter()
        .filter_map(|&label| {
            let head = labels.get(label)?.bbox?;
            let held = owned.iter().filter(|item| item.label == label).filter_map(bbox);
            let list = held.reduce(|a, b| a.union(&b)).unwrap_or(head);
            Some((label, list, head.union(&list)))
        })
        .collect();
    let foot = lists.iter().map(|(_, _, all)| all.y1).fold(f32::NEG_INFINITY, f32::max);
    let last_of_column = |(_, _, all): &&(usize, Rect, Rect)| {
        !lists
            .iter()
            .any(|(_, _, other)| other.y0 > all.y0 && other.x0 < all.x1 && all.x0 < other.x1)
    };
    let mut open: Vec<Open> = lists
        .iter()
        .filter(|(_, _, all)| all.y1 > foot - FOOT)
        .filter(last_of_column)
        .map(|(label, list, _)| Open { label: *label, x0: list.x0 })
        .collect();
    open.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.label.cmp(&b.label)));
    open
}

/// Items that no label of their page claims go on from the page before: each in its column where
/// all open lists do, as boxes that a page break cut, else all in the last of them, as a text that
/// flows through columns.
fn go_on(sheet: &Sheet<'_>, orphans: &[Item], open: &[Open]) -> Vec<Owned> {
    let x0 = |item: &Item| item.bbox(sheet).map(|bbox| bbox.x0);
    let column = |item: &Item| {
        let near = open.iter().filter(|open| x0(item).is_some_and(|x| (x - open.x0).abs() < EDGE));
        near.map(|open| open.label).next_back()
    };
    let all = open.iter().all(|open| orphans.iter().any(|item| column(item) == Some(open.label)));
    let last = open.last().map(|open| open.label);
    let label = |item: &Item| if all { column(item).or(last) } else { last };
    orphans.iter().filter_map(|&item| Some(Owned { label: label(&item)?, item })).collect()
}
