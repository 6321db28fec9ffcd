//! Glyphs to segments: pieces of text on one baseline, cut where a gap shows two columns.

use std::collections::BTreeMap;

use crate::model::document::{Rect, Word};
use crate::read::draft::superscript_digit;
use crate::read::pdf::content::{Content, Glyph};
use crate::read::pdf::geometry::Matrix;
use crate::read::pdf::layout::frame::Surface;
use crate::read::pdf::layout::list::is_bullet;
use crate::read::pdf::structure::{Place, Structure};

/// A gap beyond this many em is a cut.
const CUT: f32 = 1.0;
/// The same where a space is printed in it.
const CUT_AT_SPACE: f32 = 1.3;
/// In a justified line the words stand apart, at most this many em.
const CUT_JUSTIFIED: f32 = 2.5;
/// The same for pieces that were not painted one after the other.
const CUT_ELSEWHERE: f32 = 0.6;
/// A gap beyond this many em parts two words.
const WORD: f32 = 0.15;
/// The same after a ligature: InDesign leaves a gap there.
const WORD_AFTER_LIGATURE: f32 = 0.3;
/// Baselines nearer than this many em are one.
const LEVEL: f32 = 0.12;
/// A smaller piece may stand this many em above or below the baseline of the larger one.
const RAISED: f32 = 0.62;
/// Bold type made by painting twice is shifted by less than this many em; a shadow by more.
const FAKE_BOLD: f32 = 0.07;
/// Pieces compared with each other for being on one line.
const WINDOW: usize = 150;

/// A piece of a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    pub(super) text: String,
    /// Left and right edge of each character, levelled.
    pub(super) edges: Vec<(f32, f32)>,
    /// The box by the font's metrics, on the page.
    pub(super) bbox: Rect,
    /// The box by the font size alone, on the page: what the layout measures.
    pub(super) tight: Rect,
    /// The same before turning it back, for text that does not read from left to right.
    pub(super) level: Rect,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) angle: i16,
    /// All letters are bold.
    pub(super) bold: bool,
    /// Characters at the start that are bold.
    pub(super) bold_lead: usize,
    /// Some letter is bold.
    pub(super) some_bold: bool,
    pub(super) invisible: bool,
    /// Index of its first glyph in paint order.
    pub(super) paint: usize,
    /// What the structure tree says of its first character.
    pub(super) place: Option<Place>,
    /// Characters that the structure tree places.
    pub(super) placed: usize,
    pub(super) artifact: bool,
    pub(super) marker: Option<usize>,
    /// Where the text after the marker begins.
    pub(super) text_x: f32,
    pub(super) indent: u8,
    pub(super) frame: Option<usize>,
    pub(super) cell: Option<crate::model::document::Cell>,
    pub(super) running: bool,
}

/// Glyphs painted one after the other on one baseline.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    start: usize,
    end: usize,
    x0: f32,
    x1: f32,
    /// Right edge of the last glyph that is no space.
    ink: f32,
    /// The widest gap between two words so far.
    widest: f32,
    base: f32,
    size: f32,
    angle: i16,
    invisible: bool,
    block: Option<u32>,
    /// It begins with a bullet.
    bullet: bool,
    /// It was painted twice, a hair apart.
    fake_bold: bool,
}

/// The segments of a page, in paint order.
pub(super) fn segments(
    page: usize,
    content: &Content,
    structure: &Structure,
    surface: &Surface,
) -> Vec<Segment> {
    let places: Vec<Option<Place>> = content
        .marks
        .iter()
        .map(|mark| mark.id.and_then(|id| structure.place(page, id)).copied())
        .collect();
    let block = |glyph: &Glyph| places.get(glyph.mark as usize)?.as_ref().map(|place| place.block);
    let chunks = without_doubles(chunks(&content.glyphs, surface, block), &content.glyphs);
    let mut segments: Vec<Segment> = joined(&chunks, surface)
        .into_iter()
        .filter_map(|members| segment(&members, content, &places))
        .collect();
    segments.sort_by_key(|segment| segment.paint);
    segments
}

fn chunks(
    glyphs: &[Glyph],
    surface: &Surface,
    block: impl Fn(&Glyph) -> Option<u32>,
) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut open: Option<Chunk> = None;
    for (index, glyph) in glyphs.iter().enumerate() {
        let this = block(glyph);
        if let Some(chunk) = &mut open
            && continues(chunk, glyph, this, surface)
        {
            chunk.end = index + 1;
            chunk.x0 = chunk.x0.min(glyph.x0);
            chunk.x1 = chunk.x1.max(glyph.x1);
            if !glyph.c.is_whitespace() {
                let gap = glyph.x0 - chunk.ink;
                chunk.widest = chunk.widest.max(gap);
                chunk.ink = chunk.ink.max(glyph.x1);
            }
            // A footnote mark that stands first must not set the baseline of its line.
            if glyph.size > chunk.size * 1.1 && !glyph.c.is_whitespace() {
                chunk.size = glyph.size;
                chunk.base = glyph.base;
            }
            continue;
        }
        if glyph.c.is_whitespace() && open.is_none() {
            continue;
        }
        chunks.extend(open.take());
        if !glyph.c.is_whitespace() {
            open = Some(Chunk {
                start: index,
                end: index + 1,
                x0: glyph.x0,
                x1: glyph.x1,
                ink: glyph.x1,
                widest: 0.0,
                base: glyph.base,
                size: glyph.size,
                angle: glyph.angle,
                invisible: glyph.invisible,
                block: this,
                bullet: is_bullet(glyph.c),
                fake_bold: false,
            });
        }
    }
    chunks.extend(open);
    chunks
}

fn continues(chunk: &Chunk, glyph: &Glyph, block: Option<u32>, surface: &Surface) -> bool {
    let size = chunk.size.max(glyph.size);
    let gap = glyph.x0 - chunk.ink;
    let spaced = chunk.x1 > chunk.ink + 0.01;
    let usual = if spaced { CUT_AT_SPACE } else { CUT } * size;
    let justified = (1.6 * chunk.widest).min(CUT_JUSTIFIED * size);
    let cut = if chunk.widest > 0.5 * size { usual.max(justified) } else { usual };
    if chunk.angle != glyph.angle
        || chunk.invisible != glyph.invisible
        || gap > cut && !glyph.c.is_whitespace()
        || gap > CUT_JUSTIFIED * 2.0 * size
        || gap < -0.45 * size
        || glyph.x1 < chunk.x0
        || !on_line(chunk.base, chunk.size, glyph.base, glyph.size, gap)
    {
        return false;
    }
    gap <= 0.25 * size
        || glyph.c.is_whitespace()
        || (chunk.block == block || chunk.block.is_none() || block.is_none())
            && !surface.separates_columns(chunk.ink - 0.5, glyph.x0 + 0.5, glyph.base - 0.3 * size)
}

/// Two pieces stand on one line: on one baseline, or one of them small, near and raised.
fn on_line(base: f32, size: f32, other_base: f32, other_size: f32, gap: f32) -> bool {
    let large = size.max(other_size);
    let small = size.min(other_size);
    let shift = (base - other_base).abs();
    if shift <= LEVEL * large {
        return small >= 0.4 * large;
    }
    small < 0.93 * large && small >= 0.3 * large && gap <= 0.35 * large && shift <= RAISED * large
}

/// Drops text that was painted a second time at its place: shadows, and bold type made so.
fn without_doubles(chunks: Vec<Chunk>, glyphs: &[Glyph]) -> Vec<Chunk> {
    let mut seen: BTreeMap<(i32, i32, i16, String), usize> = BTreeMap::new();
    let mut kept: Vec<Chunk> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let grid = (chunk.size * 0.3).max(0.5);
        let text: String = glyphs
            .get(chunk.start..chunk.end)
            .unwrap_or_default()
            .iter()
            .map(|glyph| glyph.c)
            .filter(|c| !c.is_whitespace())
            .collect();
        let cell = |value: f32| (value / grid).round() as i32;
        let key = (cell(chunk.x0), cell(chunk.base), chunk.angle, text);
        match seen.get(&key).and_then(|first| kept.get_mut(*first)) {
            Some(first) => {
                let apart = (first.x0 - chunk.x0).abs() + (first.base - chunk.base).abs();
                first.fake_bold |= apart > 0.001 * chunk.size && apart < FAKE_BOLD * chunk.size;
            }
            None => {
                seen.insert(key, kept.len());
                kept.push(chunk);
            }
        }
    }
    kept
}

/// Groups chunks that stand on one line beside each other, from left to right.
fn joined(chunks: &[Chunk], surface: &Surface) -> Vec<Vec<Chunk>> {
    let mut by_height: Vec<usize> = (0..chunks.len()).collect();
    let at = |index: usize| chunks.get(index);
    by_height.sort_by(|a, b| {
        let key = |index: usize| at(index).map_or(0.0, |chunk| chunk.base);
        key(*a).total_cmp(&key(*b)).then(a.cmp(b))
    });
    let mut next: Vec<Option<(f32, usize)>> = vec![None; chunks.len()];
    let mut previous: Vec<Option<(f32, usize)>> = vec![None; chunks.len()];
    for (rank, &left) in by_height.iter().enumerate() {
        let Some(a) = at(left) else { continue };
        let near = by_height.get(rank.saturating_sub(WINDOW)..).unwrap_or_default();
        for &right in near.iter().take(2 * WINDOW) {
            let Some(b) = at(right) else { continue };
            if b.base > a.base + a.size {
                break;
            }
            if left == right || !beside(a, b, left + 1 == right, surface) {
                continue;
            }
            let gap = b.x0 - a.x1;
            let nearer = |known: &Option<(f32, usize)>| known.is_none_or(|(best, _)| gap < best);
            if let (Some(after), Some(before)) = (next.get(left), previous.get(right))
                && nearer(after)
                && nearer(before)
            {
                next[left] = Some((gap, right));
                previous[right] = Some((gap, left));
            }
        }
    }
    let mut groups = Vec::new();
    let mut used = vec![false; chunks.len()];
    let linked = |left: usize, next: &[Option<(f32, usize)>]| {
        let (_, right) = (*next.get(left)?)?;
        let (_, back) = (*previous.get(right)?)?;
        (back == left).then_some(right)
    };
    for start in 0..chunks.len() {
        let has_previous = previous
            .get(start)
            .and_then(|link| *link)
            .is_some_and(|(_, left)| linked(left, &next) == Some(start));
        if has_previous {
            continue;
        }
        let mut group = Vec::new();
        let mut here = Some(start);
        while let Some(index) = here {
            match (used.get_mut(index), at(index)) {
                (Some(used), Some(chunk)) if !*used => {
                    *used = true;
                    group.push(*chunk);
                }
                _ => break,
            }
            here = linked(index, &next);
        }
        groups.push(group);
    }
    groups
}

/// `b` goes on where `a` ends.
fn beside(a: &Chunk, b: &Chunk, painted_next: bool, surface: &Surface) -> bool {
    let size = a.size.max(b.size);
    let gap = b.x0 - a.ink;
    let same_block = a.block.is_some() && a.block == b.block;
    let cut = if painted_next || same_block { CUT } else { CUT_ELSEWHERE };
    let small_block_change = !same_block && a.block.is_some() && b.block.is_some();
    !b.bullet
        && a.angle == b.angle
        && a.invisible == b.invisible
        && gap <= cut * size
        && gap > -0.45 * size
        && b.x1 > a.x1 - 0.1 * size
        && !(small_block_change && gap > 0.25 * size)
        && on_line(a.base, a.size, b.base, b.size, gap)
        && (gap < 0.25 * size
            || !surface.separates_columns(a.x1 - 0.5, b.x0 + 0.5, a.base - 0.3 * size))
}

fn segment(chunks: &[Chunk], content: &Content, places: &[Option<Place>]) -> Option<Segment> {
    let glyphs: Vec<&Glyph> = chunks
        .iter()
        .flat_map(|chunk| content.glyphs.get(chunk.start..chunk.end).unwrap_or_default())
        .collect();
    let main = chunks.iter().max_by(|a, b| a.size.total_cmp(&b.size))?;
    let size = common_size(&glyphs);
    let mut segment = Segment {
        base: main.base,
        size,
        angle: main.angle,
        invisible: main.invisible,
        paint: chunks.iter().map(|chunk| chunk.start).min().unwrap_or_default(),
        ..Segment::default()
    };
    let word = word_gap(&glyphs);
    let fake_bold = chunks.iter().all(|chunk| chunk.fake_bold);
    let mut bold = Vec::new();
    let mut last: Option<&Glyph> = None;
    let mut pending: Option<char> = None;
    for glyph in &glyphs {
        if glyph.c.is_whitespace() {
            // A no-break space says more than the plain one beside it.
            pending = match pending {
                Some(kept) if kept != ' ' => Some(kept),
                _ => Some(if glyph.c == '\u{3000}' { ' ' } else { glyph.c }),
            };
            continue;
        }
        if let Some(last) = last {
            let threshold = if last.ligature { WORD_AFTER_LIGATURE.max(word) } else { word };
            let gap = glyph.x0 - last.x1;
            let space =
                pending.or_else(|| (gap > threshold * glyph.size.max(last.size)).then_some(' '));
            if let Some(space) = space {
                segment.text.push(space);
                segment.edges.push((last.x1, glyph.x0.max(last.x1)));
                bold.push(None);
            }
        }
        pending = None;
        segment.text.push(if is_note(glyph, main) { superscript_digit(glyph.c) } else { glyph.c });
        segment.edges.push((glyph.x0, glyph.x1));
        bold.push((glyph.c.is_alphanumeric()).then_some(glyph.bold || fake_bold));
        let place = places.get(glyph.mark as usize).copied().flatten();
        if place.is_some() {
            segment.placed += 1;
        }
        segment.place = segment.place.or(place);
        let mark = content.marks.get(glyph.mark as usize);
        segment.artifact |= mark.is_some_and(|mark| mark.artifact);
        last = Some(glyph);
    }
    if segment.text.is_empty() {
        return None;
    }
    let letters = bold.iter().flatten();
    segment.some_bold = letters.clone().any(|bold| *bold);
    segment.bold = segment.some_bold && letters.clone().all(|bold| *bold);
    segment.cell = segment.place.and_then(|place| place.cell);
    segment.bold_lead = bold.iter().take_while(|bold| **bold != Some(false)).count();
    place_boxes(&mut segment, &glyphs, main);
    Some(segment)
}

/// A small raised digit is the number of a footnote: "33 CPTS sur 43²" is no 432.
fn is_note(glyph: &Glyph, main: &Chunk) -> bool {
    glyph.c.is_ascii_digit()
        && glyph.size < 0.85 * main.size
        && glyph.base < main.base - LEVEL * main.size
}

fn place_boxes(segment: &mut Segment, glyphs: &[&Glyph], main: &Chunk) {
    let x0 = segment.edges.first().map_or(main.x0, |edge| edge.0);
    let x1 = segment.edges.iter().map(|edge| edge.1).fold(x0, f32::max);
    let visible = || glyphs.iter().filter(|glyph| !glyph.c.is_whitespace());
    let y0 = visible().map(|glyph| glyph.base - glyph.ascent).fold(f32::INFINITY, f32::min);
    let y1 = visible().map(|glyph| glyph.base + glyph.descent).fold(f32::NEG_INFINITY, f32::max);
    segment.level = Rect {
        x0,
        x1,
        y0: segment.base - 0.75 * segment.size,
        y1: segment.base + 0.22 * segment.size,
    };
    segment.text_x = x0;
    let back = Matrix::levelling(-segment.angle);
    segment.bbox = back.apply_rect(x0, y0, x1, y1);
    let level = segment.level;
    segment.tight = back.apply_rect(level.x0, level.y0, level.x1, level.y1);
}

/// The size of most characters.
fn common_size(glyphs: &[&Glyph]) -> f32 {
    let mut sizes: Vec<f32> =
        glyphs.iter().filter(|glyph| !glyph.c.is_whitespace()).map(|glyph| glyph.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(1.0)
}

/// The gap in em that parts two words of this line. Letter-spaced titles have gaps everywhere.
fn word_gap(glyphs: &[&Glyph]) -> f32 {
    let mut gaps: Vec<f32> = glyphs
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if !a.c.is_whitespace() && !b.c.is_whitespace() => {
                Some((b.x0 - a.x1) / a.size.max(0.1))
            }
            _ => None,
        })
        .collect();
    let wide = gaps.iter().filter(|gap| **gap > WORD).count();
    if gaps.len() < 4 || wide * 10 < gaps.len() * 6 {
        return WORD;
    }
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 2).map_or(WORD, |median| median + WORD)
}

impl Segment {
    /// The words with their edges.
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut open = false;
        for (index, (c, (x0, x1))) in self.text.chars().zip(&self.edges).enumerate() {
            if c.is_whitespace() {
                open = false;
            } else if open && let Some(word) = words.last_mut() {
                word.end = index + 1;
                word.x1 = word.x1.max(*x1);
            } else {
                words.push(Word { start: index, end: index + 1, x0: *x0, x1: *x1 });
                open = true;
            }
        }
        words
    }

    /// Puts `before` in front of this one, with a space between them.
    pub(super) fn prepend(&mut self, before: &Self) {
        self.text = format!("{} {}", before.text, self.text);
        let gap = (before.level.x1, self.level.x0);
        let edges = before.edges.iter().copied().chain([gap]).chain(self.edges.iter().copied());
        self.edges = edges.collect();
        self.bbox = self.bbox.union(&before.bbox);
        self.tight = self.tight.union(&before.tight);
        self.level = self.level.union(&before.level);
        self.paint = self.paint.min(before.paint);
        self.placed += before.placed;
        self.bold_lead += before.text.chars().count() + 1;
    }
}
