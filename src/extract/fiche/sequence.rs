//! Which list belongs to which label, by reading order and by what the lists say.
//!
//! Where a document has no positions, its order is the only witness, and conversions drift: a list
//! stands before its label, or every list has slipped by one. The labels and the items of a fiche
//! are two sequences; each label takes a run of items, and the assignment that explains the fiche
//! best wins (a dynamic programme over labels, items and the side on which lists stand).

use std::ops::Range;

/// On which side of its label a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Behind the label, as in a text.
    After,
    /// Before the label, as in a conversion that read the right column first.
    Before,
}

/// An item of a list in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// How many labels stand before it.
    pub slot: usize,
    /// For each label how strongly the item's words speak for its mission.
    pub affinity: Vec<u32>,
}

/// What one label got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its items.
    pub items: Range<usize>,
    /// The side on which they stand; `None` where it got none.
    pub side: Option<Side>,
}

/// What departures from the natural order cost.
mod cost {
    /// A label without a list.
    pub const EMPTY: u32 = 20;
    /// A list on the other side of its label than the list before.
    pub const SWITCH: u32 = 10;
    /// A list before its label.
    pub const BEFORE: u32 = 1;
    /// A run of items that two labels share.
    pub const SPLIT: u32 = 16;
    /// Items that stand behind another label, for each label between.
    pub const FAR: u32 = 80;
    /// An item whose words speak for another mission than its label's.
    pub const STRANGE: u32 = 4;
}

/// Assigns the items to `labels` labels; every item gets a label, in order.
pub fn assign(labels: usize, items: &[Item]) -> Vec<Share> {
    if labels == 0 {
        return Vec::new();
    }
    // state: labels assigned, items used, side of the last list
    let sides = [Side::After, Side::Before];
    let count = items.len();
    let costs = Costs::of(labels, items);
    let index = |label: usize, used: usize, side: usize| (label * (count + 1) + used) * 2 + side;
    let mut best: Vec<Option<(u32, usize, usize)>> = vec![None; (labels + 1) * (count + 1) * 2];
    if let Some(start) = best.get_mut(index(0, 0, 0)) {
        *start = Some((0, 0, 0));
    }
    for label in 0..labels {
        for used in 0..=count {
            for last in 0..sides.len() {
                let Some(Some((so_far, _, _))) = best.get(index(label, used, last)).copied() else {
                    continue;
                };
                for end in used..=count {
                    for (side_number, side) in sides.iter().enumerate() {
                        let step = costs.share(label, used..end, *side);
                        let first = label == 0 || end == used;
                        let switch = u32::from(side_number != last && !first) * cost::SWITCH;
                        let total = so_far + step + switch;
                        // An empty list keeps the side of the list before it.
                        let side_after = if end == used { last } else { side_number };
                        let slot = best.get_mut(index(label + 1, end, side_after));
                        if let Some(slot) = slot
                            && slot.is_none_or(|(known, _, _)| total < known)
                        {
                            *slot = Some((total, used, last));
                        }
                    }
                }
            }
        }
    }
    trace(labels, count, &best, index)
}

/// Follows the best path back.
fn trace(
    labels: usize,
    count: usize,
    best: &[Option<(u32, usize, usize)>],
    index: impl Fn(usize, usize, usize) -> usize,
) -> Vec<Share> {
    let value = |side: usize| best.get(index(labels, count, side)).copied().flatten();
    let mut side = usize::from(
        value(1).map_or(u32::MAX, |(cost, _, _)| cost) < value(0).map_or(u32::MAX, |(c, _, _)| c),
    );
    let mut end = count;
    let mut shares = Vec::with_capacity(labels);
    for label in (1..=labels).rev() {
        let Some((_, used, last)) = best.get(index(label, end, side)).copied().flatten() else {
            break;
        };
        let kind = if side == 0 { Side::After } else { Side::Before };
        shares.push(Share { items: used..end, side: (end > used).then_some(kind) });
        (end, side) = (used, last);
    }
    shares.reverse();
    shares
}

/// What shares cost, summed up from the first item on, so that a long list is not added up again
/// for each of its parts.
struct Costs<'i> {
    items: &'i [Item],
    /// For each label and side: the cost of the first none, one, two … items.
    sums: Vec<[Vec<u32>; 2]>,
}

impl<'i> Costs<'i> {
    fn of(labels: usize, items: &'i [Item]) -> Self {
        let sums = |label: usize| {
            [Side::After, Side::Before].map(|side| {
                let mut sum = 0;
                let item_sums = items.iter().map(|item| {
                    sum += item_cost(label, item, side);
                    sum
                });
                std::iter::once(0).chain(item_sums.collect::<Vec<_>>()).collect()
            })
        };
        Self { items, sums: (0..labels).map(sums).collect() }
    }

    /// What it costs that a label takes some items from one side.
    fn share(&self, label: usize, taken: Range<usize>, side: Side) -> u32 {
        let held = self.items.get(taken.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (held.first(), held.last()) else { return cost::EMPTY };
        let (number, side_cost) = match side {
            Side::After => (0, 0),
            Side::Before => (1, cost::BEFORE),
        };
        let sums = self.sums.get(label).and_then(|sides| sides.get(number));
        let sum = |end: usize| sums.and_then(|sums| sums.get(end)).copied().unwrap_or(0);
        let mut total = side_cost + sum(taken.end) - sum(taken.start);
        // The run goes on before the first item or behind the last one.
        let before = taken.start.checked_sub(1).and_then(|before| self.items.get(before));
        let behind = self.items.get(taken.end);
        total += u32::from(before.is_some_and(|item| item.slot == first.slot)) * cost::SPLIT / 2;
        total += u32::from(behind.is_some_and(|item| item.slot == last.slot)) * cost::SPLIT / 2;
        total
    }
}

/// What it costs that a label takes one item from one side.
fn item_cost(label: usize, item: &Item, side: Side) -> u32 {
    let own = match side {
        Side::After => label + 1,
        Side::Before => label,
    };
    let here = item.affinity.get(label).copied().unwrap_or(0);
    let elsewhere = item.affinity.iter().copied().max().unwrap_or(0);
    cost::FAR * item.slot.abs_diff(own) as u32 + cost::STRANGE * elsewhere.saturating_sub(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items by slot, without any words that speak for a mission.
    fn plain(slots: &[usize]) -> Vec<Item> {
        slots.iter().map(|&slot| Item { slot, affinity: Vec::new() }).collect()
    }

    fn counts(shares: &[Share]) -> Vec<usize> {
        shares.iter().map(|share| share.items.len()).collect()
    }

    #[test]
    fn lists_behind_their_labels_stay_there() {
        let shares = assign(3, &plain(&[1, 1, 2, 3, 3]));
        assert_eq!(counts(&shares), [2, 1, 2]);
        assert!(shares.iter().all(|share| share.side == Some(Side::After)));
    }

    #[test]
    fn lists_before_their_labels_are_found_when_all_stand_there() {
        let shares = assign(3, &plain(&[0, 1, 1, 2]));
        assert_eq!(counts(&shares), [1, 2, 1]);
        assert!(shares.iter().all(|share| share.side == Some(Side::Before)));
    }

    #[test]
    fn only_the_first_list_stands_before_its_label() {
        let shares = assign(3, &plain(&[0, 0, 2, 3, 3]));
        assert_eq!(counts(&shares), [2, 1, 2]);
        let sides: Vec<_> = shares.iter().map(|share| share.side).collect();
        assert_eq!(sides, [Some(Side::Before), Some(Side::After), Some(Side::After)]);
    }

    #[test]
    fn a_label_without_a_list_stays_empty() {
        assert_eq!(counts(&assign(3, &plain(&[1, 3, 3]))), [1, 0, 2]);
        assert_eq!(counts(&assign(3, &plain(&[1, 1, 2]))), [2, 1, 0]);
    }

    #[test]
    fn lists_that_slipped_by_one_are_put_right_by_what_they_say() {
        // Three labels; the last has no list, and the last item of the first list and the whole
        // second list speak for the labels behind them.
        let speaks = |slot: usize, label: usize| {
            let mut affinity = vec![0; 3];
            affinity[label] = 3;
            Item { slot, affinity }
        };
        let items = [speaks(1, 0), speaks(1, 0), speaks(1, 1), speaks(2, 2), speaks(2, 2)];
        let shares = assign(3, &items);
        assert_eq!(counts(&shares), [2, 1, 2]);
        let sides: Vec<_> = shares.iter().map(|share| share.side).collect();
        assert_eq!(sides, [Some(Side::After), Some(Side::Before), Some(Side::Before)]);
    }

    #[test]
    fn one_strange_item_does_not_break_a_list() {
        let mut items = plain(&[1, 1, 1, 2, 3]);
        for item in &mut items {
            item.affinity = vec![0; 3];
        }
        items[2].affinity = vec![0, 3, 0];
        assert_eq!(counts(&assign(3, &items)), [3, 1, 1]);
    }

    #[test]
    fn a_long_list_takes_no_long_time() {
        let slots: Vec<usize> = (0..900).map(|item| 1 + item / 150).collect();
        assert_eq!(counts(&assign(6, &plain(&slots))), [150; 6]);
    }

    #[test]
    fn no_labels_and_no_items_are_no_shares() {
        assert!(assign(0, &plain(&[0])).is_empty());
        assert_eq!(counts(&assign(2, &[])), [0, 0]);
    }
}
