//! Which items in a column belong to which of the labels beside it: the cheapest partition.

use std::ops::Range;

use crate::model::document::Rect;

/// What it costs, in points of distance, that a label has no list.
const EMPTY: f32 = 30.0;

/// What it costs that the first items go on from the page before.
const CONTINUED: f32 = 40.0;

/// How far, in points, a label is out of level by the producer's rounding; what is beyond it costs
/// more and more.
const TOLERANCE: f32 = 10.0;

/// Labels that cost no more than this each are level with their lists, and nothing else is asked.
const LEVEL: f32 = 3.0;

/// A gap between two lists is clear if it is wider than all gaps within them by this factor and by
/// so many points.
const CLEAR: (f32, f32) = (1.5, 1.5);

/// How a label is level with its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Its middle is.
    Centre,
    /// Its first line is.
    Top,
}

/// Parts the items, from top to bottom, among the labels: the cheapest monotone partition. The
/// items before the first group go on from the page before. Gives the cost and each label's items.
pub(super) fn partition(
    labels: &[Rect],
    items: &[Rect],
    level: Level,
    continues: bool,
) -> (f32, Vec<Range<usize>>) {
    let count = items.len();
    let gap = |at: usize| match (at.checked_sub(1).and_then(|a| items.get(a)), items.get(at)) {
        (Some(above), Some(below)) => (below.y0 - above.y1).max(0.0),
        _ => f32::INFINITY,
    };
    // The lists end at the widest gaps: a break at a narrower one costs what it lacks.
    let mut gaps: Vec<f32> = (1..count).map(gap).collect();
    gaps.sort_by(|a, b| b.total_cmp(a));
    let rank = labels.len().min(gaps.len()).saturating_sub(1);
    let wide = gaps.get(rank).copied().unwrap_or(0.0);
    let break_cost =
        |at: usize| if at == 0 || at == count { 0.0 } else { (wide - gap(at)).max(0.0) };
    let group_cost = |label: &Rect, range: Range<usize>| {
        let held = items.get(range).unwrap_or_default();
        let Some(bounds) = held.iter().copied().reduce(|a, b| a.union(&b)) else { return EMPTY };
        let distance = match level {
            Level::Centre => (bounds.middle() - label.middle()).abs(),
            Level::Top => (bounds.y0 - label.y0).abs(),
        };
        distance + distance * distance / TOLERANCE
    };
    let mut best: Vec<Vec<(f32, usize)>> = vec![
        (0..=count)
            .map(|lead| match lead {
                0 => (0.0, 0),
                _ if continues => (CONTINUED + break_cost(lead), 0),
                _ => (f32::INFINITY, 0),
            })
            .collect(),
    ];
    for label in labels {
        let row = (0..=count)
            .map(|end| {
                let previous = best.last().map(Vec::as_slice).unwrap_or_default();
                let ways = previous.iter().take(end + 1).enumerate().map(|(start, (so_far, _))| {
                    let broken = if start == end { 0.0 } else { break_cost(end) };
                    (so_far + group_cost(label, start..end) + broken, start)
                });
                ways.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f32::INFINITY, 0))
            })
            .collect();
        best.push(row);
    }
    let total = best.last().and_then(|row| row.get(count)).map_or(f32::INFINITY, |(cost, _)| *cost);
    let mut end = count;
    let mut groups = Vec::with_capacity(labels.len());
    for row in best.iter().skip(1).rev() {
        let start = row.get(end).map_or(0, |(_, start)| *start);
        groups.push(start..end);
        end = start;
    }
    groups.reverse();
    if total > LEVEL * labels.len() as f32
        && let Some(groups) = by_gaps(labels, items)
    {
        let costs =
            labels.iter().zip(&groups).map(|(label, group)| group_cost(label, group.clone()));
        return (costs.sum(), groups);
    }
    (total, groups)
}

/// The lists by the gaps between them alone: where these are clear there is one list for each label,
/// and each label stands beside its own, however it is level with it.
fn by_gaps(labels: &[Rect], items: &[Rect]) -> Option<Vec<Range<usize>>> {
    let breaks = labels.len().checked_sub(1).filter(|breaks| *breaks > 0)?;
    let gap = |pair: &[Rect]| match pair {
        [above, below] => below.y0 - above.y1,
        _ => 0.0,
    };
    let mut gaps: Vec<(usize, f32)> =
        items.windows(2).enumerate().map(|(place, pair)| (place + 1, gap(pair))).collect();
    gaps.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (_, narrowest) = *gaps.get(breaks - 1)?;
    let within = gaps.get(breaks).map_or(0.0, |(_, gap)| gap.max(0.0));
    if narrowest <= CLEAR.0 * within + CLEAR.1 {
        return None;
    }
    let mut ends: Vec<usize> = gaps.iter().take(breaks).map(|(place, _)| *place).collect();
    ends.push(items.len());
    ends.sort_unstable();
    let starts = [0].into_iter().chain(ends.iter().copied());
    let groups: Vec<Range<usize>> =
        starts.zip(&ends).map(|(start, end)| start..*end).take(labels.len()).collect();
    let beside = |(label, group): (&Rect, &Range<usize>)| {
        let held = items.get(group.clone()).unwrap_or_default();
        let bounds = held.iter().copied().reduce(|a, b| a.union(&b));
        let reach = label.height() / 2.0;
        bounds
            .is_some_and(|bounds| (bounds.y0 - reach..=bounds.y1 + reach).contains(&label.middle()))
    };
    labels.iter().zip(&groups).all(beside).then_some(groups)
}
