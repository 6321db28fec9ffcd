//! Facts on the page: "Population : 10 000", alone in its line, in a row with others, or with its value
//! at the right of its label. What the label says is a rule's business; that it is one shows by its
//! shape.

use crate::read::pdf::layout::chunk::LEVEL;
use crate::read::pdf::layout::segment::Segment;

/// Facts in rows: labels that have their values at their right, "Population :", "10 000".
#[derive(Default)]
pub(super) struct Rows {
    /// By the segment's number whether it is such a label, or the value of one.
    labels: Vec<bool>,
    values: Vec<bool>,
}

impl Rows {
    /// Finds them among segments whose numbers are given from top to bottom.
    pub(super) fn of(segments: &[Segment], order: &[usize]) -> Self {
        let labels: Vec<bool> =
            segments.iter().map(|segment| is_label_alone(&segment.text)).collect();
        if !labels.contains(&true) {
            return Self::default();
        }
        let at = |index: &usize| segments.get(*index);
        let is_label = |index: &usize| labels.get(*index) == Some(&true);
        let level = |one: &usize, next: &usize| match (at(one), at(next)) {
            (Some(a), Some(b)) => a.angle == b.angle && (b.base - a.base).abs() < LEVEL * a.size,
            _ => false,
        };
        let mut values = vec![false; segments.len()];
        for row in order.chunk_by(level).filter(|row| row.iter().any(is_label)) {
            let mut row = row.to_vec();
            let left = |index: &usize| at(index).map_or(0.0, |segment| segment.level.x0);
            row.sort_by(|a, b| left(a).total_cmp(&left(b)));
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
        Self { labels, values }
    }

    /// True for two labels, or the values of two: each row is a fact of its own.
    pub(super) fn part(&self, last: usize, here: usize) -> bool {
        [&self.labels, &self.values]
            .iter()
            .any(|all| all.get(last) == Some(&true) && all.get(here) == Some(&true))
    }
}

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
