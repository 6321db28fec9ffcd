//! Matches of field rules, with their captures as characters of the text.

use std::ops::Range;

use regex::Captures;

use crate::extract::block::Block;
use crate::normalise::shadow::Shadow;
use crate::rules::{Field, FieldPlace, Pattern};

/// A match: its captures by name with their characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    whole: Range<usize>,
    parts: Vec<(String, Range<usize>)>,
}

impl Hit {
    /// The characters of a capture that took part in the match.
    pub fn range(&self, name: &str) -> Option<Range<usize>> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, range)| range.clone())
    }

    /// The characters of the whole match.
    pub fn whole(&self) -> Range<usize> {
        self.whole.clone()
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
        pattern.captures(shadow).map(|captures| hit(&captures, pattern, shadow, 0))
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
            return all.iter().map(|captures| hit(captures, pattern, shadow, 0)).collect();
        }
    }
    let lines = block.line_ranges();
    if lines.len() < 2 {
        return Vec::new();
    }
    let moved = |range: &Range<usize>| {
        let hit = in_text(field, &block.slice(range.clone()))?;
        Some(Hit {
            whole: move_by(hit.whole, range.start),
            parts: hit.parts.into_iter().map(|(n, part)| (n, move_by(part, range.start))).collect(),
        })
    };
    lines.iter().filter_map(moved).collect()
}

/// True if a word that the rule excludes stands in the text.
fn is_excluded(field: &Field, folded: &Shadow, printed: &Shadow) -> bool {
    field.unless.iter().any(|unless| unless.is_match(unless.haystack(folded, printed)))
}

fn move_by(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}

/// The captures of a match that took part in it.
fn hit(captures: &Captures<'_>, pattern: &Pattern, shadow: &Shadow, offset: usize) -> Hit {
    let part = |name: &str| {
        let range = shadow.source(captures.name(name)?.range());
        Some((name.to_owned(), move_by(range, offset)))
    };
    let whole = captures.get(0).map_or(0..0, |whole| shadow.source(whole.range()));
    Hit {
        whole: move_by(whole, offset),
        parts: pattern.names().into_iter().filter_map(part).collect(),
    }
}
