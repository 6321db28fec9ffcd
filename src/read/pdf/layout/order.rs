//! The reading order of a page's blocks: one permutation, and the reason for it.
//!
//! The structure tree where it covers the page. Else boxes and columns at clean gutters, from the
//! top, and what no gutter settles in paint order.

use std::collections::BTreeMap;

use crate::model::document::Rect;
use crate::read::pdf::layout::block::Block;
use crate::read::pdf::layout::columns::{Group, grouped, gutters, strips};
use crate::read::pdf::layout::list;

/// The tree must place this share of the characters.
const COVERED: f32 = 0.9;
/// A heading is this much larger than the text of its page.
const LARGER: f32 = 1.15;
/// With more pieces than this on one page they stay in paint order.
const MAX_ITEMS: usize = 2_000;
/// Boxes within boxes.
const MAX_DEPTH: usize = 32;

/// Orders the blocks of a page; says how.
pub(super) fn order(
    blocks: Vec<Block>,
    frames: &[Rect],
    size: (f32, f32),
) -> (Vec<Block>, &'static str) {
    let segments = || blocks.iter().flat_map(|block| &block.segments);
    let content = segments().filter(|segment| !segment.artifact);
    let all: usize = content.clone().map(|s| s.edges.len()).sum();
    let spaces: usize = content.map(|s| s.text.chars().filter(|c| c.is_whitespace()).count()).sum();
    let placed: usize = segments().map(|segment| segment.placed).sum();
    let (permutation, how) = if placed > 0 && placed as f32 >= COVERED * (all - spaces) as f32 {
        (by_tree(&blocks), "structure tree")
    } else {
        let text_size = text_size(&blocks);
        let mut cutter =
            Cutter { blocks: &blocks, frames, text_size, order: Vec::new(), columns: false };
        let items = cutter.items(None, (0..blocks.len()).collect(), size);
        cutter.cut(items, 0);
        (cutter.order, if cutter.columns { "columns" } else { "top to bottom" })
    };
    let mut slots: Vec<Option<Block>> = blocks.into_iter().map(Some).collect();
    let mut ordered: Vec<Block> =
        permutation.iter().filter_map(|index| slots.get_mut(*index)?.take()).collect();
    // Whatever the cuts lost stays in paint order.
    ordered.extend(slots.into_iter().flatten());
    list::indent(&mut ordered);
    (ordered, how)
}

/// The median size of the page's characters.
fn text_size(blocks: &[Block]) -> f32 {
    let segments = blocks.iter().flat_map(|block| &block.segments);
    let mut sizes: Vec<(f32, usize)> = segments.map(|s| (s.size, s.edges.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut passed = 0;
    for (size, count) in sizes {
        passed += count;
        if passed > half {
            return size;
        }
    }
    10.0
}

/// By the tree; a block that it does not name follows the block painted before it.
fn by_tree(blocks: &[Block]) -> Vec<usize> {
    let mut keyed = Vec::with_capacity(blocks.len());
    let mut last = 0;
    for (index, block) in blocks.iter().enumerate() {
        last = block.sequence().unwrap_or(last);
        keyed.push((last, index));
    }
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, index)| index).collect()
}

/// What is ordered: a block, or a frame with its content.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) bbox: Rect,
    pub(super) paint: usize,
    pub(super) lines: usize,
    pub(super) size: f32,
    /// Larger than the text of the page.
    pub(super) heading: bool,
    /// Short and bold throughout, or with a colon behind it: a label.
    pub(super) label: bool,
    /// Nothing but "Population :".
    pub(super) colon: bool,
    /// A list item.
    pub(super) listed: bool,
    pub(super) content: Inside,
}

#[derive(Debug, Clone)]
pub(super) enum Inside {
    Block(usize),
    Frame(Vec<Item>),
    /// The blocks of a table, by row and column.
    Table(Vec<usize>),
}

struct Cutter<'a> {
    blocks: &'a [Block],
    frames: &'a [Rect],
    /// The size of most of the page's text.
    text_size: f32,
    order: Vec<usize>,
    columns: bool,
}

impl Cutter<'_> {
    /// The items directly in a frame (or on the page), frames in it holding their own.
    fn items(&self, outer: Option<usize>, members: Vec<usize>, page: (f32, f32)) -> Vec<Item> {
        let mut nested: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut tables: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let mut items = Vec::new();
        for index in members {
            let Some(block) = self.blocks.get(index) else { continue };
            if let Some(cell) = block.cell() {
                tables.entry(cell.table).or_default().push(index);
                continue;
            }
            match self.child_frame(outer, block.frame, page) {
                Some(frame) => match nested.iter_mut().find(|(known, _)| *known == frame) {
                    Some((_, inside)) => inside.push(index),
                    None => nested.push((frame, vec![index])),
                },
                None => items.push(Item {
                    bbox: block.bbox,
                    paint: block.paint,
                    lines: block.segments.len(),
                    size: block.size(),
                    heading: block.size() > LARGER * self.text_size,
                    label: block.is_label(),
                    colon: block.is_colon_label(),
                    listed: block.segments.iter().any(|segment| segment.marker.is_some()),
                    content: Inside::Block(index),
                }),
            }
        }
        items.extend(tables.into_values().filter_map(|cells| self.table(cells)));
        for (frame, inside) in nested {
            let Some(rect) = self.frames.get(frame) else { continue };
            let inside = self.items(Some(frame), inside, page);
            let bbox = inside.iter().fold(*rect, |all, item| all.union(&item.bbox));
            items.push(Item {
                bbox,
                paint: inside.iter().map(|item| item.paint).min().unwrap_or_default(),
                lines: inside.iter().map(|item| item.lines).sum(),
                size: inside.iter().map(|item| item.size).fold(0.0, f32::max),
                heading: false,
                label: false,
                colon: false,
                listed: false,
                content: Inside::Frame(inside),
            });
        }
        items
    }

    fn table(&self, mut cells: Vec<usize>) -> Option<Item> {
        let block = |index: &usize| self.blocks.get(*index);
        cells.sort_by_key(|index| block(index).and_then(Block::cell).map(|c| (c.row, c.column)));
        let blocks = || cells.iter().filter_map(block);
        Some(Item {
            bbox: blocks().map(|block| block.bbox).reduce(|a, b| a.union(&b))?,
            paint: blocks().map(|block| block.paint).min()?,
            lines: blocks().map(|block| block.segments.len()).sum(),
            size: blocks().map(Block::size).fold(0.0, f32::max),
            heading: false,
            label: false,
            colon: false,
            listed: false,
            content: Inside::Table(cells),
        })
    }

    /// The outermost frame within `outer` that holds the block's own frame.
    fn child_frame(
        &self,
        outer: Option<usize>,
        own: Option<usize>,
        page: (f32, f32),
    ) -> Option<usize> {
        let own_rect = self.frames.get(own.filter(|own| Some(*own) != outer)?)?;
        let area = |rect: &Rect| rect.width() * rect.height();
        let limit = match outer.and_then(|outer| self.frames.get(outer)) {
            Some(rect) => area(rect),
            None => page.0 * page.1,
        };
        let within = |rect: &Rect| {
            outer.and_then(|outer| self.frames.get(outer)).is_none_or(|o| o.contains(rect, 2.5))
        };
        self.frames
            .iter()
            .enumerate()
            .filter(|(index, rect)| {
                Some(*index) != outer
                    && rect.contains(own_rect, 2.5)
                    && area(rect) < limit
                    && within(rect)
            })
            .max_by(|(_, a), (_, b)| area(a).total_cmp(&area(b)))
            .map(|(index, _)| index)
    }

    fn emit(&mut self, item: Item, depth: usize) {
        match item.content {
            Inside::Block(index) => self.order.push(index),
            Inside::Frame(inside) => self.cut(inside, depth + 1),
            Inside::Table(cells) => self.order.extend(cells),
        }
    }

    /// Orders items: strips from the top, strips that share a gutter as columns.
    fn cut(&mut self, mut items: Vec<Item>, depth: usize) {
        items.sort_by_key(|item| item.paint);
        if items.len() < 2 || items.len() > MAX_ITEMS || depth > MAX_DEPTH {
            for item in items {
                self.emit(item, depth);
            }
            return;
        }
        let strips = strips(items);
        let groups = grouped(strips);
        for group in groups {
            match group {
                Group::Single(strip) => self.strip(strip, depth),
                Group::Columns(columns) => {
                    self.columns = true;
                    for run in columns {
                        self.cut(run, depth + 1);
                    }
                }
            }
        }
    }

    /// Orders what no level gap parts: at the widest gutter from left to right, else as painted.
    fn strip(&mut self, mut strip: Vec<Item>, depth: usize) {
        if strip.len() < 2 {
            for item in strip {
                self.emit(item, depth);
            }
            return;
        }
        let widest = gutters(&strip)
            .into_iter()
            .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
            .filter(|(from, to)| to - from > 0.0);
        if let Some((from, to)) = widest
            && depth <= MAX_DEPTH
        {
            let middle = (from + to) / 2.0;
            let (left, right) = strip.into_iter().partition(|item| item.bbox.x0 < middle);
            self.cut(left, depth + 1);
            self.cut(right, depth + 1);
            return;
        }
        strip.sort_by_key(|item| item.paint);
        let falling = strip
            .windows(2)
            .filter(|pair| matches!(pair, [a, b] if a.bbox.middle() <= b.bbox.middle() + a.size))
            .count();
        if falling + 1 < strip.len() {
            strip.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.paint.cmp(&b.paint)));
        }
        for item in strip {
            self.emit(item, depth);
        }
    }
}
