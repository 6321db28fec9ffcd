//! Matches of field rules, with their captures as characters of the text.
//!
//! The only place where the patterns of a field rule are applied. Whether a match gives a value is
//! decided by whoever asked.

use std::ops::Range;

use regex::Captures;

use crate::extract::block::Block;
use crate::normalise::shadow::{Shadow, fold};
use crate::rules::{Field, FieldPlace, Pattern};

/// A match: its characters and those of its captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The whole match.
    pub at: Range<usize>,
    parts: Vec<(String, Range<usize>)>,
}

impl Hit {
    /// The match of a pattern on a shadow.
    fn of(captures: &Captures<'_>, pattern: &Pattern, shadow: &Shadow) -> Self {
        let part =
            |name: &str| Some((name.to_owned(), shadow.source(captures.name(name)?.range())));
        let at = captures.get(0).map_or(0..0, |whole| shadow.source(whole.range()));
        Self { at, parts: pattern.names().into_iter().filter_map(part).collect() }
    }

    /// The characters of a capture that took part in the match.
    pub fn part(&self, name: &str) -> Option<Range<usize>> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, at)| at.clone())
    }

    /// Every capture that took part in the match, by name.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.parts.iter().map(|(name, at)| (name.as_str(), at.clone()))
    }

    /// The match in a text of which the matched one begins at a character.
    fn moved(self, offset: usize) -> Self {
        let moved = |at: Range<usize>| at.start + offset..at.end + offset;
        let parts = self.parts.into_iter().map(|(name, at)| (name, moved(at))).collect();
        Self { at: moved(self.at), parts }
    }
}

/// The first match of a rule in a text: patterns in the order of the file, none where the rule
/// names a word that must not stand there.
pub fn in_text(field: &Field, text: &str) -> Option<Hit> {
    let (folded, printed) = (Shadow::folded(text), Shadow::printed(text));
    if is_excluded(field, &folded, &printed) {
        return None;
    }
    field.patterns.iter().find_map(|pattern| {
        let shadow = pattern.haystack(&folded, &printed);
        pattern.captures(shadow).map(|captures| Hit::of(&captures, pattern, shadow))
    })
}

/// The matches of a rule in a block: all those of the first pattern that occurs in its text, else
/// line by line, because a title page breaks lines for looks ("InterCPTS<br>5 rue …").
pub fn in_block(field: &Field, block: &Block) -> Vec<Hit> {
    // In plain text a title and what stands right below it are lines of one block.
    let apart = field.place == FieldPlace::Headline
        && block.bbox.is_none()
        && block.look.heading.is_none()
        && block.line_ranges().len() > 1;
    for pattern in field.patterns.iter().filter(|_| !apart) {
        let shadow = pattern.haystack(&block.folded, &block.printed);
        let all = pattern.all(shadow);
        if !all.is_empty() {
            if is_excluded(field, &block.folded, &block.printed) {
                return Vec::new();
            }
            return all.iter().map(|captures| Hit::of(captures, pattern, shadow)).collect();
        }
    }
    let lines = block.line_ranges();
    if lines.len() < 2 {
        return Vec::new();
    }
    let in_line =
        |line: Range<usize>| Some(in_text(field, &block.slice(line.clone()))?.moved(line.start));
    lines.into_iter().filter_map(in_line).collect()
}

/// Every match of a rule in a sentence, given with its two shadows, in its order; where two patterns
/// match at one place, the pattern that comes first in the rule counts.
pub fn in_sentence(field: &Field, text: &str, folded: &Shadow, printed: &Shadow) -> Vec<Hit> {
    if is_excluded(field, folded, printed) {
        return Vec::new();
    }
    let mut hits: Vec<Hit> = Vec::new();
    for pattern in &field.patterns {
        let shadow = pattern.haystack(folded, printed);
        for captures in pattern.all(shadow) {
            let hit = Hit::of(&captures, pattern, shadow);
            let overlaps = |known: &Hit| known.at.start < hit.at.end && hit.at.start < known.at.end;
            if !hits.iter().any(overlaps) && !is_beside(field, text, &hit.at) {
                hits.push(hit);
            }
        }
    }
    hits.sort_by_key(|hit| hit.at.start);
    hits
}

/// True if a word that the rule excludes stands in the text.
fn is_excluded(field: &Field, folded: &Shadow, printed: &Shadow) -> bool {
    field.unless.iter().any(|unless| unless.is_match(unless.haystack(folded, printed)))
}

/// True if what stands before or behind a match excludes it.
fn is_beside(field: &Field, text: &str, at: &Range<usize>) -> bool {
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
