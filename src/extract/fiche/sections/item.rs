//! What an item is: a block with a bullet, a line of a list without bullets, or a part of a list
//! that is written in one paragraph.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Sections;
use super::label::Label;
use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::model::document::Rect;

/// A block, or some of its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) block: usize,
    start: usize,
    end: usize,
}

impl Item {
    /// All of a block.
    pub(super) fn whole(sheet: &Sheet<'_>, block: usize) -> Self {
        Self { block, start: 0, end: sheet.blocks.get(block).map_or(0, Block::length) }
    }

    /// Its characters in the block.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Where it stands.
    pub(super) fn bbox(&self, sheet: &Sheet<'_>) -> Option<Rect> {
        sheet.bbox(self.block, self.range())
    }

    /// The page that it stands on.
    pub(super) fn page(&self, sheet: &Sheet<'_>) -> Option<usize> {
        sheet.blocks.get(self.block).map(|block| block.page)
    }
}

/// A document marks its items if it has one with a bullet for so many lines without.
const MARKED: usize = 4;

/// Where no list of a document has bullets, makes items of the lines of its lists.
pub fn of_lines(sheet: &Sheet<'_>, fiches: &mut [Sections]) {
    let marked: usize = fiches.iter().map(|fiche| fiche.items.len()).sum();
    let loose: usize = fiches.iter().map(|fiche| fiche.loose.len()).sum();
    let placed = |fiche: &Sections| fiche.labels.iter().all(|label| label.bbox.is_some());
    if marked * MARKED >= loose || !fiches.iter().all(placed) {
        return;
    }
    for fiche in fiches.iter_mut() {
        let Sections { blocks, labels, loose, .. } = fiche;
        loose.retain(|item| !is_before_lists(sheet, blocks, labels, item));
    }
    let texts = || fiches.iter().flat_map(|fiche| &fiche.loose).map(|item| item.block);
    let breaks = Breaks::of(sheet, texts());
    for fiche in fiches {
        let loose = std::mem::take(&mut fiche.loose);
        fiche.items.extend(loose.iter().flat_map(|item| breaks.items(sheet, item.block)));
        fiche.items.sort_by_key(|item| (item.block, item.start));
    }
}

/// True for a text between the facts: above all labels of its page, and above something that has been
/// read and is above all labels, too.
fn is_before_lists(sheet: &Sheet<'_>, blocks: &[usize], labels: &[Label], item: &Item) -> bool {
    let Some((page, bbox)) = item.page(sheet).zip(item.bbox(sheet)) else { return false };
    let here = labels.iter().filter(|label| label.page == page).filter_map(|label| label.bbox);
    let Some(top) = here.map(|label| label.y0).reduce(f32::min) else { return false };
    blocks.iter().filter(|&&block| sheet.is_taken(block)).any(|&block| {
        sheet.blocks.get(block).filter(|block| block.page == page).is_some_and(|block| {
            block.bbox.is_some_and(|read| read.y0 >= bbox.y1 && read.y1 <= top)
        })
    })
}

/// Left edges within so many points are one.
const EDGE: f32 = 3.0;

/// Steps from line to line that differ by more than this many em are seen to.
const STEP: f32 = 0.08;

/// Why the lines of a document break: a line ends where the next word would not have fitted, or
/// where an item ends.
#[derive(Debug, Default)]
struct Breaks {
    /// How far the lines of each left edge go.
    measures: BTreeMap<i32, f32>,
    /// The step in em from the last line of an item to the next item, where it is wider than from
    /// line to line.
    step: Option<f32>,
}

impl Breaks {
    fn of(sheet: &Sheet<'_>, blocks: impl Iterator<Item = usize> + Clone) -> Self {
        let mut breaks = Self::default();
        for line in blocks.clone().flat_map(|block| lines(sheet, block)) {
            let key = (line.bbox.x0 / EDGE) as i32;
            for key in key - 1..=key + 1 {
                let measure = breaks.measures.entry(key).or_insert(line.bbox.x1);
                *measure = measure.max(line.bbox.x1);
            }
        }
        let (mut ends, mut all) = (f32::INFINITY, f32::INFINITY);
        for block in blocks {
            for pair in lines(sheet, block).windows(2) {
                let [above, below] = pair else { continue };
                let step = below.step(above);
                all = all.min(step);
                if breaks.ends(above, below) {
                    ends = ends.min(step);
                }
            }
        }
        breaks.step = (ends.is_finite() && ends > all + STEP).then_some(ends - STEP / 2.0);
        breaks
    }

    /// True if the first word of the line below would have fitted in the line above.
    fn ends(&self, above: &Line, below: &Line) -> bool {
        let measure = self.measures.get(&((above.bbox.x0 / EDGE) as i32));
        measure.is_some_and(|measure| above.bbox.x1 + above.space() + below.first <= *measure)
    }

    /// The items that the lines of a block are.
    fn items(&self, sheet: &Sheet<'_>, block: usize) -> Vec<Item> {
        let lines = lines(sheet, block);
        let mut items: Vec<Item> = Vec::new();
        let mut above: Option<&Line> = None;
        for line in &lines {
            let begins = above.is_none_or(|above| {
                self.ends(above, line) || self.step.is_some_and(|step| line.step(above) >= step)
            });
            let Range { start, end } = line.range.clone();
            match items.last_mut().filter(|_| !begins) {
                Some(item) => item.end = end,
                None => items.push(Item { block, start, end }),
            }
            above = Some(line);
        }
        items
    }
}

/// A line of a block.
struct Line {
    range: Range<usize>,
    bbox: Rect,
    size: f32,
    /// The width of its first word.
    first: f32,
}

impl Line {
    /// From the line above to this one, in em.
    fn step(&self, above: &Self) -> f32 {
        (self.bbox.y1 - above.bbox.y1) / self.size
    }

    /// The width of a space, as most fonts have it.
    fn space(&self) -> f32 {
        0.25 * self.size
    }
}

/// The lines of a block.
fn lines(sheet: &Sheet<'_>, index: usize) -> Vec<Line> {
    let Some(block) = sheet.blocks.get(index) else { return Vec::new() };
    let size = block.look.size.unwrap_or(10.0).max(1.0);
    let line = |range: Range<usize>| {
        let bbox = sheet.bbox(index, range.clone())?;
        // No line breaks at a no-break space.
        let word = block.slice(range.clone()).chars().take_while(|c| *c != ' ').count();
        let first = sheet.bbox(index, range.start..range.start + word)?;
        Some(Line { range, bbox, size, first: first.width() })
    };
    block.line_ranges().into_iter().filter_map(line).collect()
}

/// The parts of some characters of a block, written one behind the other with separators between.
/// What stands in brackets is not parted, nor are sentences.
pub(super) fn parts(block: &Block, range: Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let text: Vec<char> = block.slice(range.clone()).chars().collect();
    let closing = text.iter().rposition(|c| *c == ')').unwrap_or(0);
    let sentences = text
        .windows(3)
        .any(|three| matches!(three, ['.' | '!' | '?', ' ', next] if next.is_uppercase()))
        && text.ends_with(&['.']);
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for (at, character) in text.iter().enumerate() {
        match character {
            '(' if at < closing => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            separator if depth == 0 && !sentences && separators.contains(separator) => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..text.len());
    let filled = |part: &Range<usize>| {
        text.get(part.clone()).is_some_and(|part| part.iter().any(|c| c.is_alphanumeric()))
    };
    parts.retain(filled);
    // A sign at the end of a single item parts nothing.
    if parts.len() < 2 {
        return vec![range];
    }
    let trimmed = |part: Range<usize>| {
        let part_text = text.get(part.clone()).unwrap_or_default();
        let front = part_text.iter().take_while(|c| c.is_whitespace()).count();
        let back = part_text.iter().rev().take_while(|c| c.is_whitespace()).count();
        range.start + part.start + front..range.start + part.end - back
    };
    parts.into_iter().map(trimmed).collect()
}
