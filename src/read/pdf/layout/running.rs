//! What only the whole document shows: running heads, page numbers, and which sizes are headings.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::pdf::layout::Draft;
use crate::read::pdf::layout::block::Block;
use crate::read::pdf::layout::segment::Segment;

/// Running heads stand in this share of the page at its top and bottom.
const MARGIN: f32 = 0.12;
/// On this many pages.
const PAGES: usize = 3;
/// At one height, give or take this many points.
const HEIGHT: f32 = 3.0;
/// A heading is this much larger than the body.
const LARGER: f32 = 1.2;
/// A bold heading.
const LARGER_BOLD: f32 = 1.12;
/// A heading has at most this many characters.
const LONGEST: usize = 200;
/// A label stands at most this many em above its list.
const LABEL_GAP: f32 = 1.0;
/// A list begins at most this many em right of its label.
const INDENT: f32 = 3.0;
/// Sizes nearer than this are one level.
const ONE_LEVEL: f32 = 0.9;

/// Marks running heads and page numbers: artifacts, and what repeats at one place of the pages.
pub(super) fn mark(drafts: &mut [Draft]) {
    let body = body_size(drafts);
    let mut seen: BTreeMap<(String, i32), Vec<usize>> = BTreeMap::new();
    for (number, draft) in drafts.iter().enumerate() {
        for segment in candidates(draft) {
            for key in keys(segment, number) {
                for height in heights(segment) {
                    let pages = seen.entry((key.clone(), height)).or_default();
                    if pages.last() != Some(&number) {
                        pages.push(number);
                    }
                }
            }
        }
    }
    let count = drafts.len();
    let repeats = |segment: &Segment, number: usize, size: (f32, f32)| {
        let title = looks_like_title(segment, size, body);
        let runs = |pages: &Vec<usize>| is_steady(pages) && (!title || is_everywhere(pages, count));
        keys(segment, number).into_iter().any(|key| {
            let at = |height| seen.get(&(key.clone(), height));
            heights(segment).into_iter().any(|height| at(height).is_some_and(runs))
        })
    };
    for (number, draft) in drafts.iter_mut().enumerate() {
        let size = draft.size;
        for segment in draft.blocks.iter_mut().flat_map(|block| &mut block.segments) {
            segment.running = in_margin(segment, size)
                && (segment.artifact
                    || is_candidate(segment, size) && repeats(segment, number, size));
        }
        unmark_parts(draft);
        unmark_rows(draft);
        unmark_labels(draft);
        unmark_below_content(draft);
    }
}

/// A running head is on every page, or on every other one, from the first page to the last that
/// has it. What only some fiches say at one place ("Taille 3") is no running head.
fn is_steady(pages: &[usize]) -> bool {
    let (Some(first), Some(last)) = (pages.first(), pages.last()) else { return false };
    pages.len() >= PAGES && 2 * pages.len() > last - first
}

/// A line runs through the pages only with all of its block: "Population" may stand above the
/// number at one place of all pages.
fn unmark_parts(draft: &mut Draft) {
    for block in &mut draft.blocks {
        if block.segments.iter().any(|segment| !segment.running) {
            block.segments.iter_mut().for_each(|segment| segment.running &= segment.artifact);
        }
    }
}

/// A cell of a table runs through the pages only with all of its row: a value may stand in the last
/// row of several pages.
fn unmark_rows(draft: &mut Draft) {
    let segments = || draft.blocks.iter().flat_map(|block| &block.segments);
    let row = |segment: &Segment| segment.cell.map(|cell| (cell.table, cell.row));
    let rows: BTreeSet<(u32, u32)> =
        segments().filter(|segment| !segment.running).filter_map(row).collect();
    for segment in draft.blocks.iter_mut().flat_map(|block| &mut block.segments) {
        segment.running &= segment.artifact || !row(segment).is_some_and(|row| rows.contains(&row));
    }
}

/// A row of labels at the top of every page, each with the list below it that it belongs to, runs
/// through no pages, though it repeats on all of them.
fn unmark_labels(draft: &mut Draft) {
    let segments = || draft.blocks.iter().flat_map(|block| &block.segments);
    let heads: Vec<&Segment> = segments().filter(|one| one.running && !one.artifact).collect();
    let in_row = |one: &Segment, other: &Segment| (one.base - other.base).abs() < HEIGHT;
    let is_label = |head: &Segment| {
        segments().any(|one| {
            let (below, right) = (one.tight.y0 - head.tight.y1, one.tight.x0 - head.tight.x0);
            !one.running
                && (0.0..LABEL_GAP * head.size).contains(&below)
                && (-head.size..INDENT * head.size).contains(&right)
        })
    };
    let mut labels: Vec<f32> = Vec::new();
    for head in &heads {
        let mut row = heads.iter().filter(|other| in_row(head, other));
        if row.clone().count() > 1 && row.all(|other| is_label(other)) {
            labels.push(head.base);
        }
    }
    for segment in draft.blocks.iter_mut().flat_map(|block| &mut block.segments) {
        segment.running &= segment.artifact || !labels.contains(&segment.base);
    }
}

/// Nothing but running heads stands above a running head.
fn unmark_below_content(draft: &mut Draft) {
    let middle = draft.size.1 / 2.0;
    let segments = || draft.blocks.iter().flat_map(|block| &block.segments);
    let content = segments().filter(|segment| !segment.running && segment.angle == 0);
    let top = content.map(|segment| segment.tight.y1).fold(f32::INFINITY, f32::min);
    for segment in draft.blocks.iter_mut().flat_map(|block| &mut block.segments) {
        let below = segment.tight.middle() < middle && segment.tight.y0 > top;
        segment.running &= segment.artifact || !below;
    }
}

fn candidates(draft: &Draft) -> impl Iterator<Item = &Segment> {
    draft
        .blocks
        .iter()
        .flat_map(|block| &block.segments)
        .filter(move |segment| is_candidate(segment, draft.size))
}

fn in_margin(segment: &Segment, size: (f32, f32)) -> bool {
    let (top, bottom) = (MARGIN * size.1, (1.0 - MARGIN) * size.1);
    segment.tight.y1 <= top || segment.tight.y0 >= bottom
}

/// An item of a list runs through no pages.
fn is_candidate(segment: &Segment, size: (f32, f32)) -> bool {
    in_margin(segment, size) && segment.marker.is_none()
}

/// At the top, a line that is bold or larger than the body is a title, however often it repeats,
/// unless it does so nearly everywhere.
fn looks_like_title(segment: &Segment, size: (f32, f32), body: f32) -> bool {
    let at_top = segment.tight.middle() < size.1 / 2.0;
    at_top && (segment.bold || segment.size > 1.05 * body)
}

/// On all pages but for a title page and a few others: the heading of every fiche is not.
fn is_everywhere(pages: &[usize], count: usize) -> bool {
    pages.len() >= 2 * PAGES && pages.len() * 10 >= count * 9
}

/// Places that a segment may share with others: rounding must not part two near ones.
fn heights(segment: &Segment) -> [i32; 2] {
    let cell = (segment.base / HEIGHT).floor() as i32;
    [cell, cell + 1]
}

/// The text itself, and the text with each of its numbers that counts with the pages left out.
fn keys(segment: &Segment, page: usize) -> Vec<String> {
    let text = &segment.text;
    let mut keys = vec![format!("={text}")];
    let mut start = None;
    let bytes = text.as_bytes();
    for place in 0..=bytes.len() {
        let digit = bytes.get(place).is_some_and(u8::is_ascii_digit);
        match (start, digit) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                start = None;
                let (before, number, after) =
                    (text.get(..from), text.get(from..place), text.get(place..));
                if let (Some(before), Some(number), Some(after)) = (before, number, after)
                    && let Ok(number) = number.parse::<i64>()
                {
                    keys.push(format!("#{before}{}{after}", number - page as i64));
                }
            }
            _ => {}
        }
    }
    keys
}

/// The size of most characters of the document.
fn body_size(drafts: &[Draft]) -> f32 {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for segment in drafts.iter().flat_map(|draft| &draft.blocks).flat_map(|block| &block.segments) {
        *counts.entry((segment.size * 4.0).round() as i32).or_default() += segment.edges.len();
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(10.0, |(size, _)| size as f32 / 4.0)
}

/// Which sizes are headings of which level, where no structure tree says it.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    body: f32,
    /// From the largest down.
    levels: Vec<(f32, u8)>,
}

impl Ranks {
    /// The level of a block by its size.
    pub(super) fn level(&self, block: &Block) -> Option<u8> {
        if !is_heading_like(block, self.body) {
            return None;
        }
        let size = block.size();
        self.levels.iter().find(|(known, _)| size >= known * 0.97).map(|(_, level)| *level)
    }
}

/// Larger than the body, short, and no list item.
fn is_heading_like(block: &Block, body: f32) -> bool {
    let characters: usize = block.segments.iter().map(|segment| segment.edges.len()).sum();
    let large =
        |segment: &Segment| segment.size >= body * if segment.bold { LARGER_BOLD } else { LARGER };
    block.heading.is_none()
        && block.segments.iter().all(|segment| large(segment) && !segment.running)
        && block.segments.first().is_some_and(|first| first.marker.is_none())
        && characters <= LONGEST
        && block.segments.iter().any(|s| s.text.chars().any(char::is_alphabetic))
}

/// Ranks the sizes of the document's headings: as the structure tree has them, else by size.
pub(super) fn size_ranks(drafts: &[Draft]) -> Ranks {
    let body = body_size(drafts);
    let blocks = || drafts.iter().flat_map(|draft| &draft.blocks);
    let mut stated: BTreeMap<u8, f32> = BTreeMap::new();
    for (level, size) in blocks().filter_map(|block| Some((block.heading?, block.size()))) {
        let smallest = stated.entry(level).or_insert(size);
        *smallest = smallest.min(size);
    }
    if !stated.is_empty() {
        let mut levels: Vec<(f32, u8)> = stated.into_iter().map(|(l, size)| (size, l)).collect();
        levels.sort_by(|a, b| b.0.total_cmp(&a.0));
        return Ranks { body, levels };
    }
    let heads = blocks().filter(|block| is_heading_like(block, body));
    let mut sizes: Vec<f32> = heads.map(Block::size).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.dedup_by(|a, b| *a > *b * ONE_LEVEL);
    let levels = sizes.into_iter().enumerate().map(|(rank, size)| (size, (rank + 1).min(6) as u8));
    Ranks { body, levels: levels.collect() }
}
