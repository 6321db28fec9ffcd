//! What parts the pieces of one line: bullets between them, and left edges that lines share.

use crate::read::pdf::content::Glyph;
use crate::read::pdf::layout::chunk::{Chunk, WINDOW};
use crate::read::pdf::layout::list::is_bullet;

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
        let edges = Edges::of(all.iter().map(|bullet| (bullet.x0, bullet.base)));
        all.sort_by(|a, b| a.base.total_cmp(&b.base));
        Self { all, edges }
    }

    /// True if a glyph is the bullet of an item, however near the label at its left ends: others
    /// stand above or below it, and it is bold where the label is not or the other way.
    pub(super) fn opens(&self, glyph: &Glyph, last: Option<&Glyph>) -> bool {
        !self.all.is_empty()
            && is_bullet(glyph.c)
            && last.is_some_and(|last| last.bold != glyph.bold)
            && self.edges.has(glyph.x0)
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
    /// Finds them among left edges and baselines.
    pub(super) fn of(starts: impl Iterator<Item = (f32, f32)>) -> Self {
        let mut starts: Vec<(f32, f32)> = starts.collect();
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut edges = Vec::new();
        let mut rest = starts.as_slice();
        while let Some((first, _)) = rest.first() {
            let (run, behind) =
                rest.split_at(rest.partition_point(|(x, _)| *x < first + SAME_EDGE));
            let mut bases: Vec<f32> = run.iter().map(|(_, base)| *base).collect();
            bases.sort_by(f32::total_cmp);
            bases.dedup();
            edges.extend((bases.len() >= EDGE_LINES).then_some(*first));
            rest = behind;
        }
        Self(edges)
    }

    pub(super) fn has(&self, x: f32) -> bool {
        let at = self.0.partition_point(|edge| *edge < x - SAME_EDGE);
        self.0.get(at).is_some_and(|edge| *edge <= x + SAME_EDGE)
    }
}
