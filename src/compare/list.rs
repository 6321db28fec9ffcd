//! Which item of a list is which item of another.

use std::collections::BTreeSet;

use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The keys that say which object it is, the surest first.
const NAMES: [&str; 4] = ["id", "pointer", "name", "title"];

/// From this share of common letters on, an item is reworded and not another one.
const REWORDED: f64 = 0.5;

/// A place in the old list and one in the new; `None` where the other has no such item.
pub type Pair = (Option<usize>, Option<usize>);

/// Pairs the items: equal ones in order, then by name, then by wording, then what is left of
/// numbers and nameless objects in order. Sorted by the new list, what is gone behind.
pub fn align(old: &[Value], new: &[Value]) -> Vec<Pair> {
    let text = |list: &[Value]| list.iter().map(Value::to_string).collect::<Vec<String>>();
    let (before, after) = (text(old), text(new));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            pairs.extend((0..len).map(|step| (old_index + step, new_index + step)));
        }
    }
    pair_by(old, new, &mut pairs, |left, right| match (name(left), name(right)) {
        (Some(left), Some(right)) => f64::from(u8::from(left == right)),
        _ => 0.0,
    });
    pair_by(old, new, &mut pairs, |left, right| match (left, right) {
        (Value::String(left), Value::String(right)) => likeness(left, right),
        _ => 0.0,
    });
    pair_by(old, new, &mut pairs, |left, right| {
        let nameless = |value: &Value| !value.is_string() && name(value).is_none();
        f64::from(u8::from(nameless(left) && nameless(right)))
    });
    let (left, right) = free(old.len(), new.len(), &pairs);
    let mut all: Vec<Pair> = pairs.iter().map(|&(left, right)| (Some(left), Some(right))).collect();
    all.extend(right.into_iter().map(|right| (None, Some(right))));
    all.sort_by_key(|pair| pair.1);
    all.extend(left.into_iter().map(|left| (Some(left), None)));
    all
}

/// The places of both lists that no pair has.
fn free(old: usize, new: usize, pairs: &[(usize, usize)]) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut left, mut right): (BTreeSet<_>, BTreeSet<_>) =
        ((0..old).collect(), (0..new).collect());
    for (l, r) in pairs {
        left.remove(l);
        right.remove(r);
    }
    (left, right)
}

/// Pairs what is not yet paired, the likest first.
fn pair_by(
    old: &[Value],
    new: &[Value],
    pairs: &mut Vec<(usize, usize)>,
    likeness: impl Fn(&Value, &Value) -> f64,
) {
    let (mut left, mut right) = free(old.len(), new.len(), pairs);
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    for &l in &left {
        for &r in &right {
            if let (Some(before), Some(after)) = (old.get(l), new.get(r)) {
                let likeness = likeness(before, after);
                if likeness >= REWORDED {
                    candidates.push((likeness, l, r));
                }
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, l, r) in candidates {
        if left.contains(&l) && right.contains(&r) {
            left.remove(&l);
            right.remove(&r);
            pairs.push((l, r));
        }
    }
}

/// What an object is called.
fn name(value: &Value) -> Option<&str> {
    NAMES.iter().find_map(|key| value.get(key)?.as_str())
}

/// How much of two wordings is the same, from 0 to 1: a wording that goes on is still the same.
fn likeness(left: &str, right: &str) -> f64 {
    if left.starts_with(right) || right.starts_with(left) {
        return 1.0;
    }
    strsim::normalized_levenshtein(left, right)
}
