//! The reading order of a page's blocks: one permutation, and the reason for it.
//!
//! The structure tree where it covers the page. Else boxes and columns at clean gutters, from the
//! top, and what no gutter settles in paint order.

use std::collections::{BTreeMap, VecDeque};

use crate::model::document::Rect;
use crate::read::pdf::layout::block::Block;
use crate::read::pdf::layout::list;

/// The tree must place this share of the characters.
const COVERED: f32 = 0.9;
/// A gutter is this many em wide.
const GUTTER: f32 = 0.8;
/// Both sides of a gutter between columns have this many lines.
const COLUMN_LINES: usize = 3;
/// A heading is this much larger than the text of its page.
const LARGER: f32 = 1.15;
/// Strips looked over for a gutter that they may share.
const LOOK_AHEAD: usize = 40;
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
struct Item {
    bbox: Rect,
    paint: usize,
    lines: usize,
    size: f32,
    /// Larger than the text of the page.
    heading: bool,
    content: Inside,
}

#[derive(Debug, Clone)]
enum Inside {
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
        if items.len() < 2 || depth > MAX_DEPTH {
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
                    for column in columns {
                        self.cut(column, depth + 1);
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

enum Group {
    Single(Vec<Item>),
    Columns(Vec<Vec<Item>>),
}

/// Cuts items where a level line crosses none of them.
fn strips(mut items: Vec<Item>) -> Vec<Vec<Item>> {
    items.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.paint.cmp(&b.paint)));
    let mut strips: Vec<Vec<Item>> = Vec::new();
    let mut floor = f32::NEG_INFINITY;
    for item in items {
        let overlap = floor - item.bbox.y0;
        floor = floor.max(item.bbox.y1);
        match strips.last_mut() {
            Some(strip) if overlap > 0.12 * item.size => strip.push(item),
            _ => strips.push(vec![item]),
        }
    }
    strips
}

/// The upright gaps through all items.
fn gutters(items: &[Item]) -> Vec<Gap> {
    let mut spans: Vec<(f32, f32)> =
        items.iter().map(|item| (item.bbox.x0, item.bbox.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut gaps = Vec::new();
    let mut right = f32::INFINITY;
    for (x0, x1) in spans {
        if x0 > right {
            gaps.push((right, x0));
        }
        right = if right.is_infinite() { x1 } else { right.max(x1) };
    }
    gaps
}

/// Joins neighbouring strips that share a gutter to columns.
fn grouped(strips: Vec<Vec<Item>>) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut strips = VecDeque::from(strips);
    while !strips.is_empty() {
        let (count, shared) = sharing(strips.make_contiguous());
        groups.extend(columns(strips.drain(..count).collect(), &shared));
    }
    groups
}

type Gap = (f32, f32);

/// How many strips from the first on share gutters, and which. Strips on one side of a gutter do
/// not show it yet, so a few of them are looked over.
fn sharing(strips: &[Vec<Item>]) -> (usize, Vec<Gap>) {
    let mut together: Vec<Item> = Vec::new();
    let mut found = (1, Vec::new());
    for (count, strip) in strips.iter().enumerate() {
        let (_, shared) = &found;
        if count > 0 && sets_apart(strips.get(..count).unwrap_or_default(), strip, shared)
            || count == 1 && sets_apart(&[], &together, &[])
            || shared.is_empty() && count > LOOK_AHEAD
        {
            break;
        }
        together.extend(strip.iter().cloned());
        let narrowed: Vec<Gap> = gutters(&together)
            .into_iter()
            .filter(|gap| {
                shared.is_empty()
                    || shared.iter().any(|old| gap.1.min(old.1) - gap.0.max(old.0) > 0.0)
            })
            .filter(|gap| is_wide(gap, &together))
            .collect();
        match (shared.is_empty(), narrowed.is_empty()) {
            (_, false) => found = (count + 1, narrowed),
            (true, true) => {}
            (false, true) => break,
        }
    }
    found
}

/// A strip that stands alone between columns is no part of one: a heading over what follows, or
/// what comes after a row of boxes.
fn sets_apart(strips: &[Vec<Item>], next: &[Item], shared: &[(f32, f32)]) -> bool {
    let sides = shared
        .iter()
        .map(|gap| next.iter().filter(|item| item.bbox.x0 >= gap.1 - 0.01).count())
        .any(|right| right > 0 && right < next.len());
    if sides {
        return false;
    }
    let is_frame = |item: &Item| matches!(item.content, Inside::Frame(_));
    let boxes = strips.last().is_some_and(|strip| strip.iter().all(is_frame));
    boxes && !next.iter().any(is_frame) || next.iter().all(|item| item.heading)
}

fn is_wide(gap: &(f32, f32), items: &[Item]) -> bool {
    let mut sizes: Vec<f32> = items.iter().map(|item| item.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied().unwrap_or(10.0);
    gap.1 - gap.0 >= GUTTER * size
}

/// The two sides of a strip begin on one line, or are centred on each other.
fn is_row(strip: &[Item], column_of: impl Fn(&Item) -> usize) -> bool {
    let side = |column: usize| {
        strip
            .iter()
            .filter(|item| column_of(item) == column)
            .map(|item| item.bbox)
            .reduce(|a, b| a.union(&b))
    };
    let first = strip.iter().map(&column_of).min().unwrap_or_default();
    let (Some(a), Some(size)) = (side(first), strip.first().map(|item| item.size)) else {
        return false;
    };
    let level =
        |b: Rect| (a.y0 - b.y0).abs() < 0.1 * size || (a.middle() - b.middle()).abs() < 0.15 * size;
    strip
        .iter()
        .map(&column_of)
        .filter(|column| *column != first)
        .all(|c| side(c).is_some_and(level))
}

/// Columns if each has enough lines and the strips are no rows of a table; else the strips.
fn columns(strips: Vec<Vec<Item>>, gaps: &[(f32, f32)]) -> Vec<Group> {
    let column_of = |item: &Item| gaps.iter().filter(|gap| item.bbox.x0 >= gap.1 - 0.01).count();
    let mut lines = vec![0_usize; gaps.len() + 1];
    let mut rows = 0_usize;
    let mut short_rows = 0_usize;
    for strip in &strips {
        let mut here = vec![0_usize; gaps.len() + 1];
        for item in strip {
            if let (Some(all), Some(here)) =
                (lines.get_mut(column_of(item)), here.get_mut(column_of(item)))
            {
                *all += item.lines;
                *here += item.lines;
            }
        }
        let filled = here.iter().filter(|count| **count > 0).count();
        if filled > 1 {
            rows += 1;
            let least = here.iter().filter(|count| **count > 0).min().copied().unwrap_or(0);
            let boxes = strip.iter().all(|item| matches!(item.content, Inside::Frame(_)));
            short_rows += usize::from((least <= 2 || boxes) && is_row(strip, column_of));
        }
    }
    // Labels beside their values: each strip is a row of its own.
    let table = rows >= 2 && short_rows * 3 > rows * 2;
    // One label beside a list: there are no rows that it could belong to.
    let alone = (0..=gaps.len()).any(|column| {
        strips.iter().flatten().filter(|item| column_of(item) == column).count() == 1
    });
    let enough = lines.iter().all(|count| *count >= COLUMN_LINES);
    if gaps.is_empty() || !alone && (!enough || table && strips.len() > 1) {
        return strips.into_iter().map(Group::Single).collect();
    }
    let mut columns: Vec<Vec<Item>> = vec![Vec::new(); gaps.len() + 1];
    for item in strips.into_iter().flatten() {
        if let Some(column) = columns.get_mut(column_of(&item)) {
            column.push(item);
        }
    }
    vec![Group::Columns(columns)]
}
