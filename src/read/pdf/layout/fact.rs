//! Facts on the page: "Population : 10 000", alone in its line, in a row with others, or with its value
//! at the right of its label. What the label says is a rule's business; that it is one shows by its
//! shape.

use std::collections::BTreeMap;

use crate::read::pdf::layout::chunk::LEVEL;
use crate::read::pdf::layout::segment::Segment;

/// Facts in rows: labels that have their values at their right, "Population :", "10 000".
#[derive(Default)]
pub(super) struct Rows {
    /// By the segment's number whether it is such a label, or the value of one.
    labels: Vec<bool>,
    values: Vec<bool>,
    /// For what begins the line below a row of facts and is the rest of its last one, that one.
    rests: BTreeMap<usize, usize>,
}

impl Rows {
    /// Finds them among segments whose numbers are given from top to bottom.
    pub(super) fn of(segments: &[Segment], order: &[usize]) -> Self {
        let labels: Vec<bool> =
            segments.iter().map(|segment| is_label_alone(&segment.text)).collect();
        let facts: Vec<bool> = segments.iter().map(is_fact).collect();
        if facts.iter().filter(|fact| **fact).count() < 2 {
            return Self::default();
        }
        let at = |index: &usize| segments.get(*index);
        let is_label = |index: &usize| labels.get(*index) == Some(&true);
        let level = |one: &usize, next: &usize| match (at(one), at(next)) {
            (Some(a), Some(b)) => a.angle == b.angle && (b.base - a.base).abs() < LEVEL * a.size,
            _ => false,
        };
        let mut rows: Vec<Vec<usize>> = order.chunk_by(level).map(<[usize]>::to_vec).collect();
        for row in &mut rows {
            let left = |index: &usize| at(index).map_or(0.0, |segment| segment.level.x0);
            row.sort_by(|a, b| left(a).total_cmp(&left(b)));
        }
        let mut values = vec![false; segments.len()];
        for row in rows.iter().filter(|row| row.iter().any(is_label)) {
            // The nearest at its right, and not what else stands beside the two.
            for pair in row.windows(2) {
                if let [label, next] = pair
                    && is_label(label)
                    && !is_label(next)
                    && let Some(value) = values.get_mut(*next)
                {
                    *value = true;
                }
            }
        }
        Self { labels, values, rests: rests(segments, &facts, &rows) }
    }

    /// True for two labels, or the values of two: each row is a fact of its own; and for what is the
    /// rest of another fact.
    pub(super) fn part(&self, last: usize, here: usize) -> bool {
        let both = |all: &Vec<bool>| all.get(last) == Some(&true) && all.get(here) == Some(&true);
        both(&self.labels)
            || both(&self.values)
            || self.rests.get(&here).is_some_and(|fact| *fact != last)
    }

    /// True for the last fact of a row and its rest at the beginning of the next line.
    pub(super) fn join(&self, last: usize, here: usize) -> bool {
        self.rests.get(&here) == Some(&last)
    }
}

/// Finds what begins a line and is the rest of the last fact in the row above: "Population : 10 000",
/// "Coordinatrice : Anne" above "LE GALL". Below the first fact it would have had room.
fn rests(segments: &[Segment], facts: &[bool], rows: &[Vec<usize>]) -> BTreeMap<usize, usize> {
    let at = |index: &usize| segments.get(*index);
    let is_fact = |index: &usize| facts.get(*index) == Some(&true);
    let measure = segments.iter().map(|segment| segment.level.x1).fold(0.0, f32::max);
    let others = |base: f32| {
        let others = segments.iter().filter(|other| (other.base - base).abs() > other.size);
        others.map(|other| other.level.x1).fold(0.0, f32::max)
    };
    let edge = |index: &usize| at(index).map_or(0, |segment| segment.level.x0.round() as i32);
    let mut edges: BTreeMap<i32, usize> = BTreeMap::new();
    for index in rows.iter().flat_map(|row| row.iter().skip(1)).filter(|index| is_fact(index)) {
        *edges.entry(edge(index)).or_default() += 1;
    }
    // In a grid the facts of a row stand below those of another.
    let is_grid = |row: &[usize]| {
        let shared = |index: &&usize| {
            let near = edges.range(edge(index) - 1..=edge(index) + 1);
            near.map(|(_, count)| count).sum::<usize>() > 1
        };
        row.iter().skip(1).filter(shared).count() >= (row.len() - 1).min(2)
    };
    let mut rests = BTreeMap::new();
    let mut above: Option<&Vec<usize>> = None;
    for row in rows {
        let before: Vec<&Segment> = above.into_iter().flatten().filter_map(at).collect();
        if let (Some(first), Some(last)) = (row.first(), above.and_then(|above| above.last()))
            && at(first).is_some_and(|here| is_rest(&before, here, measure, &others))
        {
            rests.insert(*first, *last);
        }
        let leads = |first: &usize| is_fact(first) || rests.contains_key(first);
        let of_facts =
            row.len() > 1 && row.first().is_some_and(leads) && row.iter().skip(1).all(is_fact);
        above = (of_facts && !is_grid(row)).then_some(row);
    }
    rests
}

/// `here` is the rest of the last of some facts in a row, on a page whose lines go as far as `measure`,
/// and those beside the one at a height as far as `others` says: a line ends where its next word has
/// no room.
fn is_rest(row: &[&Segment], here: &Segment, measure: f32, others: &impl Fn(f32) -> f32) -> bool {
    let (Some(first), Some(second), Some(last)) = (row.first(), row.get(1), row.last()) else {
        return false;
    };
    let size = first.size;
    let step = (here.base - first.base) / size;
    let word = here.text.chars().take_while(|c| !c.is_whitespace()).count();
    let word = here.edges.get(word.saturating_sub(1)).map_or(0.0, |edge| edge.1 - here.level.x0);
    let room = |from: &Segment, to: f32| to - from.level.x1 - SPACE * size > word;
    let gap = |pair: &[&Segment]| match pair {
        [a, b] => b.level.x0 - a.level.x1,
        _ => 0.0,
    };
    // In columns the facts stand as far from each other as their lengths leave.
    let usual = second.level.x0 - first.level.x1;
    let even = row.len() > 2 && row.windows(2).all(|pair| (gap(pair) - usual).abs() < EVEN * size);
    let own = || even || room(first, second.level.x0 - SPACE * size);
    // What is the widest line of all shows no measure.
    let full = || others(last.base) > last.level.x1 - AFTER * size && !room(last, measure);
    let words = row.windows(2).last().is_some_and(|pair| gap(pair) < AFTER * size);
    let stated = last.place.zip(here.place).is_none_or(|(a, b)| a.block == b.block);
    let begins_fact = if bold_label(first) { bold_label(here) } else { is_fact(here) };
    // Labels alone in a row have their values below them.
    !begins_fact
        && stated
        && !is_label_alone(&first.text)
        && here.angle == first.angle
        && here.marker.is_none()
        && (0.8..STEP).contains(&step)
        && (size - here.size).abs() < 0.05 * size
        && (here.level.x0 - first.level.x0).abs() < 0.5 * size
        && match is_label_alone(&last.text) {
            true => words || full(),
            false => own() && !room(last, measure),
        }
}

/// It begins like a fact.
fn is_fact(segment: &Segment) -> bool {
    segment.text.contains(':')
        && (bold_label(segment) || label(&segment.text) || is_label_alone(&segment.text))
}

/// The width of a space in em, as most fonts have it.
const SPACE: f32 = 0.25;

/// Facts that stand in a row less than so many em apart follow each other like words.
const AFTER: f32 = 3.0;

/// Gaps that differ by less than so many em are one.
const EVEN: f32 = 0.3;

/// The next line of facts in a row is less than so many em below.
const STEP: f32 = 2.0;

/// Signs that part the facts of one line.
const PARTING: [char; 6] = ['|', '·', '•', '∙', '▪', '¦'];

/// The same where they stand alone: "2021-2022" is one value.
const DASHES: [&str; 3] = ["-", "–", "—"];

/// Facts in a row, which may go on in the next line: "Population : 10 000 · Taille : 1 ·".
pub(super) fn is_run(text: &str) -> bool {
    let parted = text.contains(PARTING) || has_dash(text);
    let mut parts = text.split(PARTING).filter(|part| !part.trim().is_empty());
    parted && parts.next().is_some_and(label) && text.matches(':').count() > 1
}

fn has_dash(text: &str) -> bool {
    text.split_whitespace().any(|word| DASHES.contains(&word))
}

/// It begins with a label, and not with the end of a fact: "MOREL — Contact : …".
pub(super) fn begins_label(text: &str) -> bool {
    label(text) && !text.split(':').next().is_some_and(has_dash)
}

/// What parts the facts of a line stands at its end.
pub(super) fn is_open(text: &str) -> bool {
    let last = text.split_whitespace().next_back();
    last.is_some_and(|word| word.ends_with(PARTING) || DASHES.contains(&word))
}

/// It begins with a bold run that ends in a colon.
pub(super) fn bold_label(segment: &Segment) -> bool {
    let lead = segment.text.chars().take(segment.bold_lead);
    let begins = segment.text.starts_with(char::is_alphanumeric);
    begins && segment.bold_lead > 1 && !segment.bold && lead.collect::<String>().contains(':')
        || segment.bold && segment.text.trim_end().ends_with(':')
}

/// It begins like `Label : value`, the label short and with a capital.
pub(super) fn label(text: &str) -> bool {
    let Some((label, value)) = text.split_once(':') else { return false };
    let count = label.chars().count();
    (2..=40).contains(&count)
        && label.starts_with(char::is_uppercase)
        && !label.contains(['.', ',', ';', '?', '!', '('])
        && !label.contains(PARTING)
        && label.split_whitespace().count() <= 5
        && value.starts_with([' ', '\u{A0}', '\u{202F}'])
}

/// It is a label and nothing else: `Population :`.
pub(super) fn is_label_alone(text: &str) -> bool {
    text.ends_with(':') && label(&format!("{text} "))
}

/// Where the value of a line that begins like a fact stands.
pub(super) fn value_x(segment: &Segment) -> Option<f32> {
    let (before, value) = segment.text.split_once(':').filter(|_| label(&segment.text))?;
    let space = value.chars().take_while(|c| c.is_whitespace()).count();
    segment.edges.get(before.chars().count() + 1 + space).map(|edge| edge.0)
}
