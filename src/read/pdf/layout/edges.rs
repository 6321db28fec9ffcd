//! What parts the pieces of one line: bullets between them, and left edges that lines share.

use crate::read::pdf::content::Glyph;
use crate::read::pdf::layout::chunk::{Chunk, LEVEL};
use crate::read::pdf::layout::list::is_bullet;

/// Pieces compared with each other for being on one line.
pub(super) const WINDOW: usize = 150;
/// What has nothing within so many em at its left begins a line.
const LEFT: f32 = 1.0;
/// A bullet between two pieces leaves them at least this many em apart.
const BULLET_ROOM: f32 = 0.4;
/// Left edges nearer than this many points are one.
const SAME_EDGE: f32 = 0.5;
/// It takes so many lines to make an edge.
const EDGE_LINES: usize = 3;

/// The bullets of a page.
pub(super) struct Bullets<'g> {
    /// By their baselines.
    all: Vec<&'g Glyph>,
    /// Where several stand below each other.
    edges: Edges,
}

impl<'g> Bullets<'g> {
    pub(super) fn of(glyphs: &'g [Glyph]) -> Self {
        let mut all: Vec<&Glyph> = glyphs.iter().filter(|glyph| is_bullet(glyph.c)).collect();
        // A bullet within a line is painted behind what stands before it.
        let mut before: Option<&Glyph> = None;
        let begins = glyphs.iter().filter(|glyph| !glyph.c.is_whitespace()).filter(|glyph| {
            let last = before.replace(glyph);
            is_bullet(glyph.c)
                && last.is_none_or(|last| {
                    let gap = glyph.x0 - last.x1;
                    last.base != glyph.base || !(-LEFT..LEFT).contains(&(gap / glyph.size))
                })
        });
        let edges = Edges::of(begins.map(|bullet| (bullet.x0, bullet.base)));
        all.sort_by(|a, b| a.base.total_cmp(&b.base));
        Self { all, edges }
    }

    /// True if a glyph is the bullet of an item, however near the label at its left ends: others
    /// begin lines above or below it, and it is bold where the label is not or the other way.
    pub(super) fn opens(&self, glyph: &Glyph, label: &[Glyph]) -> bool {
        // The one ends a quotation, the other stands within words.
        let sign = |c: char| is_bullet(c) && !matches!(c, '»' | '·');
        let last = || label.iter().rfind(|glyph| !glyph.c.is_whitespace());
        !self.all.is_empty()
            && sign(glyph.c)
            && self.edges.has(glyph.x0)
            && last().is_some_and(|last| last.bold != glyph.bold)
    }

    /// True if one stands in the gap between a piece and the glyph painted next. A slide may paint
    /// them after the texts: what stands at the left of one does not go on at its right.
    pub(super) fn part(&self, chunk: &Chunk, glyph: &Glyph) -> bool {
        let size = chunk.size.max(glyph.size);
        if self.all.is_empty() || glyph.x0 - chunk.ink < BULLET_ROOM * size {
            return false;
        }
        let first = self.all.partition_point(|bullet| bullet.base < chunk.base - 0.3 * size);
        let level = self.all.iter().skip(first);
        let level = level.take_while(|bullet| bullet.base < chunk.base + 0.3 * size);
        level.take(WINDOW).any(|bullet| {
            bullet.angle == chunk.angle && bullet.x0 >= chunk.ink && bullet.x1 <= glyph.x0
        })
    }
}

/// Left edges that several lines share.
pub(super) struct Edges(Vec<f32>);

impl Edges {
    /// Finds them among the left edges and baselines of what begins a line.
    pub(super) fn of(starts: impl Iterator<Item = (f32, f32)>) -> Self {
        let mut starts: Vec<(f32, f32)> = starts.collect();
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        // The first left edge of each run, and the baselines of the run to the point.
        let mut runs: Vec<(f32, Vec<i32>)> = Vec::new();
        for (x, base) in starts {
            match runs.last_mut() {
                Some((first, bases)) if x - *first < SAME_EDGE => bases.push(base.round() as i32),
                _ => runs.push((x, vec![base.round() as i32])),
            }
        }
        let shared = |(x, mut bases): (f32, Vec<i32>)| {
            bases.sort_unstable();
            bases.dedup();
            (bases.len() >= EDGE_LINES).then_some(x)
        };
        Self(runs.into_iter().filter_map(shared).collect())
    }

    /// The same for the pieces of a page, given with their order by height: those that have no text
    /// of their own at their left.
    pub(super) fn of_chunks(chunks: &[Chunk], by_height: &[usize]) -> Self {
        let at = |index: &usize| chunks.get(*index);
        let begins = |rank: usize, chunk: &Chunk| {
            let near = by_height.get(rank.saturating_sub(WINDOW)..).unwrap_or_default();
            !near.iter().take(2 * WINDOW).filter_map(at).any(|other| {
                let gap = (chunk.x0 - other.ink) / chunk.size;
                (other.base - chunk.base).abs() < LEVEL * chunk.size
                    && other.x0 < chunk.x0
                    && (-LEFT..LEFT).contains(&gap)
                    && other.has_own_text()
            })
        };
        let chunks =
            by_height.iter().enumerate().filter_map(|(rank, index)| Some((rank, at(index)?)));
        let starts = chunks.filter(|(rank, chunk)| begins(*rank, chunk));
        Self::of(starts.map(|(_, chunk)| (chunk.x0, chunk.base)))
    }

    pub(super) fn has(&self, x: f32) -> bool {
        let at = self.0.partition_point(|edge| *edge < x - SAME_EDGE);
        self.0.get(at).is_some_and(|edge| *edge <= x + SAME_EDGE)
    }
}
