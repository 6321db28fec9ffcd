//! Where a sentence rule matches, and what it captures.

use std::ops::Range;

use crate::extract::narrative::sentence::Sentence;
use crate::normalise::shadow::{Shadow, fold};
use crate::rules::Field;

/// A match of a rule in a sentence, in characters of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The whole match.
    pub at: Range<usize>,
    /// The captures by name.
    parts: Vec<(String, Range<usize>)>,
}

impl Hit {
    /// The characters of a capture.
    pub fn part(&self, name: &str) -> Option<Range<usize>> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, at)| at.clone())
    }

    /// Every capture by name.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.parts.iter().map(|(name, at)| (name.as_str(), at.clone()))
    }
}

/// The matches of a rule in a sentence, in its order; where two patterns match at one place, the
/// pattern that comes first in the rule counts.
pub fn hits(field: &Field, sentence: &Sentence) -> Vec<Hit> {
    matches(field, &sentence.text, &sentence.folded, &sentence.printed)
}

/// The matches of a rule in a text, given with its two shadows.
pub fn matches(field: &Field, text: &str, folded: &Shadow, printed: &Shadow) -> Vec<Hit> {
    if field.unless.iter().any(|unless| unless.is_match(unless.haystack(folded, printed))) {
        return Vec::new();
    }
    let mut hits: Vec<Hit> = Vec::new();
    for pattern in &field.patterns {
        let shadow = pattern.haystack(folded, printed);
        for captures in pattern.all(shadow) {
            let Some(whole) = captures.get(0) else { continue };
            let at = shadow.source(whole.range());
            let part = |name: &str| {
                let found = captures.name(name)?;
                Some((name.to_owned(), shadow.source(found.range())))
            };
            let overlaps = |hit: &Hit| hit.at.start < at.end && at.start < hit.at.end;
            if hits.iter().any(overlaps) || is_excluded(field, text, &at) {
                continue;
            }
            let parts = pattern.names().into_iter().filter_map(part).collect();
            hits.push(Hit { at, parts });
        }
    }
    hits.sort_by_key(|hit| hit.at.start);
    hits
}

/// True if what stands before or behind the match excludes it.
fn is_excluded(field: &Field, text: &str, at: &Range<usize>) -> bool {
    let side = |range: &mut dyn Iterator<Item = char>| fold(&range.collect::<String>());
    if !field.not_after.is_empty() {
        let before = side(&mut text.chars().take(at.start));
        if field.not_after.iter().any(|pattern| pattern.matches(&before)) {
            return true;
        }
    }
    if field.not_before.is_empty() {
        return false;
    }
    let behind = side(&mut text.chars().skip(at.end));
    field.not_before.iter().any(|pattern| pattern.matches(&behind))
}
