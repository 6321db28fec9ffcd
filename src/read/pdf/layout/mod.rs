//! The layout: from positioned glyphs to lines, blocks and their order.
//!
//! ```text
//! glyphs ──▶ segments ──▶ lists ──▶ blocks ──▶ order ──▶ lines
//!            same         markers   wrapped    tree,     numbered over
//!            baseline               lines      columns   the document
//! ```
//!
//! Never sorts a page by height and never trusts one order alone. It knows shapes and places, no
//! words: what a label is, is a rule's business.

mod accent;
mod block;
mod chunk;
mod columns;
mod edges;
mod fact;
mod frame;
mod line;
mod list;
mod order;
mod running;
mod segment;
mod table;
#[cfg(test)]
mod tests;

use crate::model::document::{Line, Look, Page, Region};
use crate::read::pdf::content::Content;
use crate::read::pdf::links::{self, LinkArea};
use crate::read::pdf::structure::Structure;
#[cfg(any(fuzzing, test))]
pub(super) use accent::attach;
use block::Block;
use segment::Segment;

/// A page before what only the whole document shows: running heads, ranks of sizes.
pub(super) struct Draft {
    size: (f32, f32),
    blocks: Vec<Block>,
    frames: Vec<crate::model::document::Rect>,
    links: Vec<LinkArea>,
    order: &'static str,
}

/// Lays out one page.
pub(super) fn page(
    number: usize,
    mut content: Content,
    structure: &Structure,
    links: Vec<LinkArea>,
) -> Draft {
    accent::attach(&mut content.glyphs);
    let surface = frame::Surface::new(&content);
    let mut segments = segment::segments(number, &content, structure, &surface);
    list::mark(&mut segments, &content, &surface);
    table::mark(number, &mut segments, &surface);
    let frames = surface.frames(&segments);
    for segment in &mut segments {
        segment.frame = frame::innermost(&frames, &segment.tight);
    }
    let blocks = block::blocks(segments, &surface);
    let (blocks, order) = order::order(blocks, &frames, content.size);
    Draft { size: content.size, blocks, frames, links, order }
}

/// Finishes the pages of a document together.
pub(super) fn finish(mut drafts: Vec<Draft>) -> Vec<Page> {
    running::mark(&mut drafts);
    let ranks = running::size_ranks(&drafts);
    let mut number = 0;
    let mut tables = table::Counter::default();
    drafts
        .into_iter()
        .map(|mut draft| {
            let middle = draft.size.1 / 2.0;
            draft.blocks.sort_by_key(|block| block.running_rank(middle));
            let mut lines = Vec::new();
            for block in draft.blocks {
                let heading = block.heading.or_else(|| ranks.level(&block));
                for segment in block.segments {
                    lines.push(line(segment, number, heading, &draft.links, &mut tables));
                }
                number += 1;
            }
            Page { size: Some(draft.size), lines, frames: draft.frames, order: draft.order }
        })
        .collect()
}

fn line(
    segment: Segment,
    block: u32,
    heading: Option<u8>,
    areas: &[LinkArea],
    tables: &mut table::Counter,
) -> Line {
    let mut line = Line {
        links: links::within(areas, &segment.bbox, &segment.edges),
        words: segment.words(),
        text: segment.text,
        bbox: Some(segment.bbox),
        look: Look {
            heading,
            bold: segment.bold,
            size: Some(segment.size),
            marker: segment.marker,
            indent: segment.indent,
            cell: segment.cell.map(|cell| tables.number(cell)),
            invisible: segment.invisible,
        },
        region: if segment.running { Region::Running } else { Region::Main },
        block,
    };
    links::trim(&mut line);
    line
}
