//! Glyphs to chunks: what is painted in one go on one baseline.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::read::pdf::content::Glyph;
use crate::read::pdf::layout::edges::Bullets;
use crate::read::pdf::layout::frame::Surface;
use crate::read::pdf::layout::list::is_bullet;

/// A gap beyond this many em is a cut.
pub(super) const CUT: f32 = 1.0;
/// The same where a space is printed in it.
const CUT_AT_SPACE: f32 = 1.3;
/// In a justified line the words stand apart, at most this many em.
const CUT_JUSTIFIED: f32 = 2.5;
/// With one gap between all of them, words stand at most this many em apart.
const JUSTIFIED: f32 = 8.0;
/// These gaps differ by less than this many em: some producers round the places of words.
const EVEN: f32 = 0.15;
/// Pieces before and after such a line that are looked at for lines above and below it.
const NEIGHBOURS: usize = 40;
/// Lines further off than this many em say nothing of a line's measure.
const FURTHER: f32 = 10.0;
/// It takes so many words to see that.
const MIN_JUSTIFIED: usize = 4;
/// A smaller piece may stand this many em above or below the baseline of the larger one.
const RAISED: f32 = 0.62;
/// A letter that is set into its neighbour may stand this many em above or below it.
const SUNK: f32 = 0.32;
/// Bold type made by painting twice is shifted by less than this many em; a shadow by more.
const FAKE_BOLD: f32 = 0.07;
/// Behind a gap of this many em bold text may be of another piece than plain text.
const TURN: f32 = 0.7;
/// It is if the gap is so many times wider than all others of both.
const APART: f32 = 1.6;
/// What is wider than so many em is no bullet and no number of an item.
const OWN_TEXT: f32 = 2.0;
/// Baselines nearer than this many em are one.
pub(super) const LEVEL: f32 = 0.12;

/// Glyphs painted one after the other on one baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Right edge of the last glyph that is no space.
    pub(super) ink: f32,
    /// The widest gap between two words so far.
    pub(super) widest: f32,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) angle: i16,
    pub(super) invisible: bool,
    pub(super) block: Option<u32>,
    /// It begins with a bullet.
    pub(super) bullet: bool,
    /// It begins an item: with its bullet, or right behind it.
    item: bool,
    /// It was painted twice, a hair apart.
    pub(super) fake_bold: bool,
    /// Its first letter and its last are bold.
    pub(super) bold: (bool, bool),
    /// It ends in a colon.
    pub(super) colon: bool,
    /// The first glyph behind its widest gap between bold and plain, if that is one.
    turn: Option<usize>,
}

impl Chunk {
    /// It is no bullet and no number of an item.
    pub(super) fn has_own_text(&self) -> bool {
        self.ink - self.x0 > OWN_TEXT * self.size
    }

    /// Some of its glyphs.
    fn part(&self, glyphs: &[Glyph], range: Range<usize>) -> Self {
        let mut part = Self { start: range.start, end: range.end, turn: None, ..*self };
        let own = glyphs.get(range).unwrap_or_default();
        let Some(first) = own.first() else { return part };
        part.bullet = is_bullet(first.c);
        part.item = self.item && part.start == self.start;
        part.bold = (first.bold, first.bold);
        part.colon = false;
        (part.x0, part.x1, part.ink, part.widest) = (first.x0, first.x1, first.x1, 0.0);
        for glyph in own {
            part.x1 = part.x1.max(glyph.x1);
            if !glyph.c.is_whitespace() {
                part.widest = part.widest.max(glyph.x0 - part.ink);
                part.ink = part.ink.max(glyph.x1);
                part.bold.1 = glyph.bold;
                part.colon = glyph.c == ':';
            }
        }
        part
    }
}

/// The glyphs of a page in chunks, in paint order.
pub(super) fn chunks(
    glyphs: &[Glyph],
    surface: &Surface,
    block: impl Fn(&Glyph) -> Option<u32>,
) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut open: Option<Chunk> = None;
    let bullets = Bullets::of(glyphs);
    for (index, glyph) in glyphs.iter().enumerate() {
        let this = block(glyph);
        if let Some(chunk) = &mut open
            && continues(chunk, glyph, this, surface)
            && !bullets.part(chunk, glyph)
            && !bullets.opens(glyph, glyphs.get(chunk.start..chunk.end).unwrap_or_default())
        {
            chunk.end = index + 1;
            chunk.x0 = chunk.x0.min(glyph.x0);
            chunk.x1 = chunk.x1.max(glyph.x1);
            if !glyph.c.is_whitespace() {
                let gap = glyph.x0 - chunk.ink;
                if glyph.bold != chunk.bold.1 && gap > TURN * chunk.size && gap > chunk.widest {
                    chunk.turn = Some(index);
                }
                chunk.widest = chunk.widest.max(gap);
                chunk.ink = chunk.ink.max(glyph.x1);
                chunk.bold.1 = glyph.bold;
                chunk.colon = glyph.c == ':';
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
        close(open.take(), glyphs, &mut chunks);
        if !glyph.c.is_whitespace() {
            let bullet = is_bullet(glyph.c);
            let behind_bullet = |last: &Chunk| {
                last.bullet && !last.has_own_text() && (last.base - glyph.base).abs() < glyph.size
            };
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
                bullet,
                item: bullet || chunks.last().is_some_and(behind_bullet),
                fake_bold: false,
                bold: (glyph.bold, glyph.bold),
                colon: false,
                turn: None,
            });
        }
    }
    close(open, glyphs, &mut chunks);
    justified(chunks, glyphs, surface)
}

/// Keeps a chunk, as two where a label ends and its value begins: the one is bold and the other not,
/// and they stand further apart than the words of both.
fn close(chunk: Option<Chunk>, glyphs: &[Glyph], chunks: &mut Vec<Chunk>) {
    let Some(chunk) = chunk else { return };
    let parts = chunk.turn.map(|turn| {
        let label = chunk.part(glyphs, chunk.start..turn);
        (label, chunk.part(glyphs, turn..chunk.end))
    });
    match parts {
        Some((label, value)) if turns(&label, &value) => chunks.extend([label, value]),
        _ => chunks.push(chunk),
    }
}

/// `a` is the label of `b` by its look alone, and stands apart from it. What an item begins with is
/// no label.
pub(super) fn turns(a: &Chunk, b: &Chunk) -> bool {
    let gap = b.x0 - a.ink;
    a.bold.1 != b.bold.0
        && !(a.colon || a.item)
        && a.has_own_text()
        && gap > TURN * a.size
        && gap > APART * a.widest.max(b.widest)
}

/// Joins the words of lines that are set apart to fill their measure: several gaps of one width.
fn justified(chunks: Vec<Chunk>, glyphs: &[Glyph], surface: &Surface) -> Vec<Chunk> {
    // The numbers of a table may stand as evenly.
    let figures = |chunk: &Chunk| {
        let text = glyphs.get(chunk.start..chunk.end).unwrap_or_default();
        text.iter().all(|glyph| !glyph.c.is_alphabetic())
            && text.iter().any(|glyph| glyph.c.is_numeric())
    };
    let gap = |a: &Chunk, b: &Chunk| {
        let level = (a.base - b.base).abs() < 0.01 * a.size && (a.size - b.size).abs() < 0.01;
        let width = b.x0 - a.ink;
        let near = level && a.angle == b.angle && (0.5..JUSTIFIED).contains(&(width / a.size));
        let apart = surface.separates_columns(a.ink - 0.5, b.x0 + 0.5, a.base - 0.3 * a.size);
        (near && !b.bullet && !apart && !figures(a)).then_some(width)
    };
    let mut joined: Vec<Chunk> = Vec::with_capacity(chunks.len());
    let mut at = 0;
    while let Some(first) = chunks.get(at) {
        let mut width = None;
        let rest = chunks.get(at..).unwrap_or_default();
        let same = rest.windows(2).take_while(|pair| {
            let [a, b] = pair else { return false };
            let Some(gap) = gap(a, b) else { return false };
            let known: f32 = *width.get_or_insert(gap);
            (gap - known).abs() < EVEN * a.size
        });
        let words = 1 + same.count();
        let run = rest.get(..words).unwrap_or_default();
        // A menu is set as evenly, but its end is not flush with that of a line above or below, or
        // of several lines further off; of one anywhere if the structure tree has it as a text, or if
        // it goes on in the line below.
        let flush = |last: &Chunk| {
            let around = at.saturating_sub(NEIGHBOURS)..(at + words + NEIGHBOURS).min(chunks.len());
            let flush = chunks.get(around).unwrap_or_default().iter();
            let flush = flush.filter(|other| (other.ink - last.ink).abs() < 0.3 * last.size);
            let steps = flush.map(|other| (other.base - last.base).abs() / last.size);
            let steps: Vec<f32> = steps.filter(|step| *step >= 0.5).collect();
            let near = steps.iter().filter(|step| **step < FURTHER).count();
            let one_text = || run.iter().all(|word| same_block(first, word));
            let goes_on = || rest.get(words).is_some_and(|next| is_next_line(run, next, rest));
            let anywhere = !steps.is_empty() && (one_text() || goes_on());
            steps.iter().any(|step| *step < 2.0) || near > 1 || anywhere
        };
        match run.last() {
            Some(last) if words >= MIN_JUSTIFIED && flush(last) => {
                let widest = width.unwrap_or_default();
                let (end, x1, ink) = (last.end, last.x1, last.ink);
                joined.push(Chunk { end, x1, ink, widest, ..*first });
                at += words;
            }
            _ => {
                joined.push(*first);
                at += 1;
            }
        }
    }
    joined
}

/// `next` is the line below the words of one, and not the first cell of a row below a row of cells:
/// nothing of `around` stands below another of the words.
fn is_next_line(words: &[Chunk], next: &Chunk, around: &[Chunk]) -> bool {
    let Some(first) = words.first() else { return false };
    let below = |chunk: &Chunk| {
        (0.5..2.0).contains(&((chunk.base - first.base) / first.size))
            && (chunk.size - first.size).abs() < 0.01
    };
    let flush = |a: &Chunk, b: &Chunk| (a.x0 - b.x0).abs() < 0.3 * first.size;
    let behind = || words.iter().skip(1);
    let is_cell = |chunk: &Chunk| below(chunk) && behind().any(|word| flush(word, chunk));
    below(next) && flush(first, next) && !around.iter().take(NEIGHBOURS).any(is_cell)
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

/// The structure tree puts them into one block.
pub(super) fn same_block(a: &Chunk, b: &Chunk) -> bool {
    a.block.is_some() && a.block == b.block
}

/// Two pieces stand on one line: on one baseline, or one of them small, near and raised.
pub(super) fn on_line(base: f32, size: f32, other_base: f32, other_size: f32, gap: f32) -> bool {
    let large = size.max(other_size);
    let small = size.min(other_size);
    let shift = (base - other_base).abs();
    if shift <= LEVEL * large {
        return small >= 0.4 * large;
    }
    // The lowered E of "TeX" is set into its neighbours.
    if shift <= SUNK * large && small >= 0.93 * large && gap <= 0.0 {
        return true;
    }
    small < 0.93 * large && small >= 0.3 * large && gap <= 0.35 * large && shift <= RAISED * large
}

/// Drops text that was painted a second time at its place: shadows, and bold type made so.
pub(super) fn without_doubles(chunks: Vec<Chunk>, glyphs: &[Glyph]) -> Vec<Chunk> {
    let text = |chunk: &Chunk| {
        let own = glyphs.get(chunk.start..chunk.end).unwrap_or_default();
        own.iter().map(|glyph| glyph.c).filter(|c| !c.is_whitespace())
    };
    let mut seen: BTreeMap<(i32, i32, i16), Vec<usize>> = BTreeMap::new();
    let mut kept: Vec<Chunk> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let grid = (chunk.size * 0.3).max(0.5);
        let cell = |value: f32| (value / grid).round() as i32;
        let here = seen.entry((cell(chunk.x0), cell(chunk.base), chunk.angle)).or_default();
        let same =
            |first: &&usize| kept.get(**first).is_some_and(|first| text(first).eq(text(&chunk)));
        match here.iter().find(same).copied().and_then(|first| kept.get_mut(first)) {
            Some(first) => {
                let apart = (first.x0 - chunk.x0).abs() + (first.base - chunk.base).abs();
                first.fake_bold |= apart > 0.001 * chunk.size && apart < FAKE_BOLD * chunk.size;
            }
            None => {
                here.push(kept.len());
                kept.push(chunk);
            }
        }
    }
    kept
}
