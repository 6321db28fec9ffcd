//! Strips, gutters and columns: how the pieces of a region stand beside each other.

use std::collections::VecDeque;

use crate::model::document::Rect;
use crate::read::pdf::layout::order::{Inside, Item};

/// A gutter is this many em wide.
const GUTTER: f32 = 0.8;
/// A gutter that a line narrows is still this many em wide.
const NARROW: f32 = 0.3;
/// A column shows its left edge by so many lines.
const EDGE_LINES: usize = 8;
/// Left edges within so many points are one.
const SAME_EDGE: f32 = 0.5;
/// Both sides of a gutter between columns have this many lines.
const COLUMN_LINES: usize = 3;
/// Strips looked over for a gutter that they may share.
const LOOK_AHEAD: usize = 40;
/// A gap between two lists is wider than those within them by this many points.
const CLEAR: f32 = 1.5;

/// The items of a list stand at most this many em right of their heading.
const HANGING: f32 = 1.0;
/// What stands over columns leaves at least this many em above it.
const ROOM: f32 = 0.15;
/// It takes so many rows of labels over values.
const MIN_STACKED: usize = 2;

/// Strips as they are to be read.
pub(super) enum Group {
    /// One strip by itself.
    Single(Vec<Item>),
    /// What is read one after the other: columns, or labels and their lists in turn.
    Columns(Vec<Vec<Item>>),
}

/// Cuts items where a level line crosses none of them.
pub(super) fn strips(mut items: Vec<Item>) -> Vec<Vec<Item>> {
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
pub(super) fn gutters(items: &[Item]) -> Vec<Gap> {
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
pub(super) fn grouped(strips: Vec<Vec<Item>>) -> Vec<Group> {
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
        let rest = strips.get(count..).unwrap_or_default();
        if count > 0
            && !is_left(rest, shared)
            && sets_apart(strips.get(..count).unwrap_or_default(), strip, shared)
            && !is_squeezed(&together, rest)
            || count == 1 && sets_apart(&[], &together, &[]) && !are_heads(&together, rest)
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
            .filter(|gap| is_wide(gap, &together) || is_edge(gap, strips))
            .collect();
        match (shared.is_empty(), narrowed.is_empty()) {
            (_, false) => found = (count + 1, narrowed),
            (true, true) => {}
            (false, true) => break,
        }
    }
    found
}

/// All that is left stands in the first column: it is the longest.
fn is_left(rest: &[Vec<Item>], shared: &[Gap]) -> bool {
    let edge = shared.iter().map(|gap| gap.0).reduce(f32::min);
    let left = |item: &Item| edge.is_some_and(|edge| item.bbox.x1 < edge + 0.01);
    rest.iter().flatten().all(left)
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
    // At the edge of a column behind the first a heading is that column's own; a little before it
    // where all that begins at the edge are items of lists.
    let inside = |item: &Item| {
        shared.iter().any(|gap| {
            let at_edge = |other: &&Item| (other.bbox.x0 - gap.1).abs() < SAME_EDGE;
            let mut begins = strips.iter().flatten().filter(at_edge).peekable();
            let first = begins.peek().map_or(0.0, |first| first.size);
            let before = gap.1 - item.bbox.x0;
            before.abs() < SAME_EDGE
                || (0.0..HANGING * first).contains(&before)
                    && item.bbox.x0 > gap.0
                    && begins.all(|other| other.listed)
        })
    };
    boxes && !next.iter().any(is_frame) || next.iter().all(|item| item.heading && !inside(item))
}

/// A strip that what stands before it leaves no room, or reaches into what comes after it, is a line
/// of one column beside the lines of another.
fn is_squeezed(before: &[Item], rest: &[Vec<Item>]) -> bool {
    let Some((strip, after)) = rest.split_first() else { return false };
    let top = |items: &[Item]| items.iter().map(|item| item.bbox.y0).fold(f32::INFINITY, f32::min);
    let foot =
        |items: &[Item]| items.iter().map(|item| item.bbox.y1).fold(f32::NEG_INFINITY, f32::max);
    let size = strip.iter().map(|item| item.size).fold(0.0, f32::max);
    let next = after.first().map_or(f32::INFINITY, |next| top(next));
    top(strip) - foot(before) < ROOM * size || next < foot(strip)
}

/// Headings beside each other, each at the left edge of what stands below: those of columns.
fn are_heads(headings: &[Item], rest: &[Vec<Item>]) -> bool {
    let below = || rest.iter().take(LOOK_AHEAD).flatten();
    let edge = |head: &Item| below().any(|item| (item.bbox.x0 - head.bbox.x0).abs() < SAME_EDGE);
    headings.len() > 1 && headings.iter().all(edge)
}

fn is_wide(gap: &(f32, f32), items: &[Item]) -> bool {
    let mut sizes: Vec<f32> = items.iter().map(|item| item.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied().unwrap_or(10.0);
    gap.1 - gap.0 >= GUTTER * size
}

/// A line that runs over narrows a gutter; behind it stands the straight left edge of a column.
fn is_edge(gap: &Gap, strips: &[Vec<Item>]) -> bool {
    let at = |item: &&Item| (item.bbox.x0 - gap.1).abs() < SAME_EDGE;
    let edge = strips.iter().flatten().filter(at);
    let size = edge.clone().map(|item| item.size).fold(0.0, f32::max);
    edge.map(|item| item.lines).sum::<usize>() >= EDGE_LINES && gap.1 - gap.0 >= NARROW * size
}

/// Columns if each has enough lines and the strips are no rows of a table; else the strips.
fn columns(strips: Vec<Vec<Item>>, gaps: &[Gap]) -> Vec<Group> {
    let column_of = |item: &Item| gaps.iter().filter(|gap| item.bbox.x0 >= gap.1 - 0.01).count();
    let mut columns: Vec<Vec<&Item>> = vec![Vec::new(); gaps.len() + 1];
    for item in strips.iter().flatten() {
        if let Some(column) = columns.get_mut(column_of(item)) {
            column.push(item);
        }
    }
    // One label beside a list: there are no rows that it could belong to.
    let alone = columns.iter().any(|column| column.len() == 1);
    let lines = |column: &Vec<&Item>| column.iter().map(|item| item.lines).sum::<usize>();
    let enough = columns.iter().all(|column| lines(column) >= COLUMN_LINES);
    // Lists beside each other, or beside anything but labels, are no table, however their lines
    // agree.
    let is_list = |column: &&Vec<&Item>| column.iter().any(|item| item.listed);
    let is_labels = |column: &Vec<&Item>| column.iter().all(|item| item.label);
    let lists = columns.iter().filter(is_list).count();
    let rest_labels = columns.iter().filter(|column| !is_list(column)).all(is_labels);
    // But a list below the labels of facts makes no columns of labels and values.
    let is_beside = |strip: &Vec<Item>| strip.iter().any(|item| column_of(item) > 0);
    let is_fact = |item: &Item| item.label || column_of(item) > 0;
    let below_facts = columns.first().is_some_and(|first| is_list(&first))
        && strips.iter().filter(|strip| is_beside(strip)).flatten().all(is_fact);
    let tabular = lists == 0 || lists == 1 && (rest_labels || below_facts);
    let last = strips.iter().rposition(is_beside).filter(|_| below_facts);
    let rows = last.and_then(|last| strips.get(..=last)).unwrap_or(&strips);
    let table = tabular && rows.len() > 1 && !are_stacked(rows) && are_rows(rows, column_of);
    if gaps.is_empty() || !alone && (!enough || table) {
        return strips.into_iter().map(Group::Single).collect();
    }
    let columns = columns.into_iter().map(|column| column.into_iter().cloned().collect());
    vec![Group::Columns(paired(columns.collect()))]
}

/// Rows of labels ("Population :") and rows of their values in turn: in each column a label stands
/// above its value.
fn are_stacked(strips: &[Vec<Item>]) -> bool {
    let beside = strips.iter().filter(|strip| strip.len() > 1);
    let own = |label: &Item, values: &[Item]| {
        let below = |value: &&Item| (value.bbox.x0 - label.bbox.x0).abs() < SAME_EDGE;
        values.iter().filter(below).count() == 1
    };
    beside.count() >= 2 * MIN_STACKED
        && strips.chunks(2).all(|pair| match pair {
            [labels, values] => {
                labels.len() == values.len()
                    && labels.iter().all(|label| label.colon && own(label, values))
                    && !values.iter().any(|value| value.colon)
            }
            _ => false,
        })
}

/// Most strips have both sides, and these stand on one line or are centred on each other.
fn are_rows(strips: &[Vec<Item>], column_of: impl Fn(&Item) -> usize) -> bool {
    let both = |strip: &&Vec<Item>| {
        let mut sides = strip.iter().map(&column_of);
        let first = sides.next();
        sides.any(|side| Some(side) != first)
    };
    let rows: Vec<&Vec<Item>> = strips.iter().filter(both).collect();
    let short = |strip: &&&Vec<Item>| {
        let boxes = strip.iter().all(|item| matches!(item.content, Inside::Frame(_)));
        let least = strip.iter().map(|item| item.lines).min().unwrap_or(0);
        (least <= 2 || boxes) && is_row(strip, &column_of)
    };
    let aligned = rows.iter().filter(short).count();
    rows.len() >= 2 && rows.len() * 5 >= strips.len() * 3 && aligned * 3 > rows.len() * 2
}

/// The two sides of a strip begin on one line, or are centred on each other.
fn is_row(strip: &[Item], column_of: impl Fn(&Item) -> usize) -> bool {
    let side = |column: usize| {
        let items = strip.iter().filter(|item| column_of(item) == column);
        items.map(|item| item.bbox).reduce(|a, b| a.union(&b))
    };
    let first = strip.iter().map(&column_of).min().unwrap_or_default();
    let (Some(a), Some(size)) = (side(first), strip.first().map(|item| item.size)) else {
        return false;
    };
    let level =
        |b: Rect| (a.y0 - b.y0).abs() < 0.1 * size || (a.middle() - b.middle()).abs() < 0.15 * size;
    let others = strip.iter().map(&column_of).filter(|column| *column != first);
    others.into_iter().all(|column| side(column).is_some_and(level))
}

/// Runs in reading order: a column of labels goes together with the lists right of it, each label
/// before its own.
fn paired(columns: Vec<Vec<Item>>) -> Vec<Vec<Item>> {
    let mut runs = Vec::new();
    let mut rest = columns.into_iter().peekable();
    while let Some(column) = rest.next() {
        match rest.peek().and_then(|next| beside_labels(&column, next)) {
            Some(pairs) => {
                runs.extend(pairs);
                rest.next();
            }
            None => runs.push(column),
        }
    }
    runs
}

/// The labels, each followed by its part of `lists`; `None` unless the gaps between the parts are
/// clear and each label stands beside its part.
fn beside_labels(labels: &[Item], lists: &[Item]) -> Option<Vec<Vec<Item>>> {
    if labels.len() < 2 || lists.len() < labels.len() || lists.iter().all(|item| item.label) {
        return None;
    }
    let by_height = |items: &[Item]| {
        let mut items = items.to_vec();
        items.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
        items
    };
    let (labels, lists) = (by_height(labels), by_height(lists));
    let gap = |pair: &[Item]| match pair {
        [a, b] => b.bbox.y0 - a.bbox.y1,
        _ => 0.0,
    };
    let mut gaps: Vec<(usize, f32)> =
        lists.windows(2).enumerate().map(|(place, pair)| (place + 1, gap(pair))).collect();
    gaps.sort_by(|a, b| b.1.total_cmp(&a.1));
    let narrowest = gaps.get(labels.len().checked_sub(2)?)?.1;
    if gaps.get(labels.len() - 1).is_some_and(|(_, next)| narrowest < next + CLEAR) {
        return None;
    }
    let mut cuts: Vec<usize> =
        gaps.iter().take(labels.len() - 1).map(|(place, _)| *place).collect();
    cuts.sort_unstable();
    let mut runs = Vec::new();
    let mut rest = lists;
    for (label, count) in labels.into_iter().zip(counts(&cuts, rest.len())) {
        let tail = rest.split_off(count.min(rest.len()));
        let part = std::mem::replace(&mut rest, tail);
        let bbox = part.iter().map(|item| item.bbox).reduce(|a, b| a.union(&b))?;
        let beside = bbox.y0 - label.size <= label.bbox.middle()
            && label.bbox.middle() <= bbox.y1 + label.size;
        if !label.label || !beside {
            return None;
        }
        runs.push(vec![label]);
        runs.push(part);
    }
    Some(runs)
}

/// How many items lie between two cuts.
fn counts(cuts: &[usize], all: usize) -> Vec<usize> {
    let ends = cuts.iter().copied().chain([all]);
    let starts = [0].into_iter().chain(cuts.iter().copied());
    starts.zip(ends).map(|(start, end)| end.saturating_sub(start)).collect()
}
