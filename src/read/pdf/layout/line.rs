//! Chunks to lines: which go on with which on one baseline.

use std::cell::LazyCell;

use crate::read::pdf::layout::chunk::{CUT, Chunk, on_line, same_block, turns};
use crate::read::pdf::layout::edges::{Edges, WINDOW};
use crate::read::pdf::layout::frame::Surface;

/// A gap beyond this many em parts pieces that were not painted one after the other.
const CUT_ELSEWHERE: f32 = 0.6;

/// Groups chunks that stand on one line beside each other, from left to right.
pub(super) fn joined(chunks: &[Chunk], surface: &Surface) -> Vec<Vec<Chunk>> {
    let links = Links::between(chunks, surface);
    let mut groups = Vec::new();
    let mut used = vec![false; chunks.len()];
    // Pieces painted over each other may each go on with the other: they have no first one.
    let firsts = (0..chunks.len()).filter(|start| links.before(*start).is_none());
    for start in firsts.chain(0..chunks.len()) {
        if used.get(start) == Some(&true) {
            continue;
        }
        let mut group = Vec::new();
        let mut here = Some(start);
        while let Some(index) = here {
            match (used.get_mut(index), chunks.get(index)) {
                (Some(used), Some(chunk)) if !*used => {
                    *used = true;
                    group.push(*chunk);
                }
                _ => break,
            }
            here = links.behind(index);
        }
        groups.push(group);
    }
    groups
}

/// Which chunk goes on with which: the nearest one for both of them.
struct Links {
    /// Behind each chunk the gap to the nearest one, and which it is.
    next: Vec<Option<(f32, usize)>>,
    /// The same before it.
    previous: Vec<Option<(f32, usize)>>,
}

impl Links {
    fn between(chunks: &[Chunk], surface: &Surface) -> Self {
        let at = |index: usize| chunks.get(index);
        let mut by_height: Vec<usize> = (0..chunks.len()).collect();
        by_height.sort_by(|a, b| {
            let key = |index: usize| at(index).map_or(0.0, |chunk| chunk.base);
            key(*a).total_cmp(&key(*b)).then(a.cmp(b))
        });
        let edges = LazyCell::new(|| Edges::of_chunks(chunks, &by_height));
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
                if left == right
                    || !beside(a, b, left + 1 == right, surface)
                    || is_later_label(a, b) && edges.has(b.x0)
                {
                    continue;
                }
                let gap = b.x0 - a.x1;
                let nearer =
                    |known: &Option<(f32, usize)>| known.is_none_or(|(best, _)| gap < best);
                if let (Some(after), Some(before)) = (next.get_mut(left), previous.get_mut(right))
                    && nearer(after)
                    && nearer(before)
                {
                    *after = Some((gap, right));
                    *before = Some((gap, left));
                }
            }
        }
        Self { next, previous }
    }

    /// The chunk with which one goes on, if that one goes on from it.
    fn behind(&self, left: usize) -> Option<usize> {
        let (_, right) = (*self.next.get(left)?)?;
        let (_, back) = (*self.previous.get(right)?)?;
        (back == left).then_some(right)
    }

    /// The chunk that goes on with this one.
    fn before(&self, right: usize) -> Option<usize> {
        let (_, left) = (*self.previous.get(right)?)?;
        self.behind(left).filter(|back| *back == right)
    }
}

/// `a`, at the left of `b`, is text and was painted after it: a label, where `b` begins a line of a
/// list.
fn is_later_label(a: &Chunk, b: &Chunk) -> bool {
    a.start > b.start && !same_block(a, b) && a.has_own_text()
}

/// `b` goes on where `a` ends.
fn beside(a: &Chunk, b: &Chunk, painted_next: bool, surface: &Surface) -> bool {
    let size = a.size.max(b.size);
    let gap = b.x0 - a.ink;
    let same_block = same_block(a, b);
    let cut = if painted_next || same_block { CUT } else { CUT_ELSEWHERE };
    let small_block_change = !same_block && a.block.is_some() && b.block.is_some();
    !b.bullet
        && !turns(a, b)
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
