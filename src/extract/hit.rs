//! Matches of field rules, with their captures as characters of the text.
//!
//! The only place where the expressions of a field rule are applied. Whether a match gives a value
//! is decided by whoever asked.

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::normalise::shadow::{Shadow, cited, fold};
use crate::rules::{Candidates, Field, FieldPlace, Haystack, Match, Pattern};

/// A match: its characters and those of its captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The whole match.
    pub at: Range<usize>,
    parts: Vec<(String, Range<usize>)>,
}

impl Hit {
    /// A match on a shadow.
    fn of(found: &Match, shadow: &Shadow) -> Self {
        let parts = found.parts().map(|(name, at)| (name.to_owned(), shadow.source(at)));
        Self { at: shadow.source(found.whole()), parts: parts.collect() }
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
    pub fn moved(self, offset: usize) -> Self {
        let moved = |at: Range<usize>| at.start + offset..at.end + offset;
        let parts = self.parts.into_iter().map(|(name, at)| (name, moved(at))).collect();
        Self { at: moved(self.at), parts }
    }
}

/// A text in the forms that expressions see.
#[derive(Clone, Copy)]
pub struct Seen<'t> {
    /// The text itself.
    pub text: &'t str,
    /// Without case and accents.
    pub folded: &'t Shadow,
    /// With them.
    pub printed: &'t Shadow,
    /// Which patterns could match it; not known of a text that only one rule looks at.
    pub candidates: Option<&'t Candidates>,
}

impl<'t> Seen<'t> {
    /// A block as a whole.
    pub fn block(block: &'t Block) -> Self {
        let Block { text, folded, printed, candidates, .. } = block;
        Self { text, folded, printed, candidates: Some(candidates) }
    }

    /// The form that a pattern sees.
    pub fn by(&self, pattern: &Pattern) -> Haystack<'t> {
        pattern.haystack(self.folded, self.printed).among(self.candidates)
    }

    /// What the rule excludes, where it stands in the text.
    fn unless(&self, field: &Field) -> Option<Range<usize>> {
        field.unless.iter().find_map(|pattern| {
            let shadow = self.by(pattern);
            Some(shadow.source(pattern.find(shadow)?))
        })
    }

    /// What excludes a match by standing before it, before its value or behind it: the key of the
    /// rule and the text.
    fn beside(&self, field: &Field, hit: &Hit) -> Option<(&'static str, String)> {
        let found = |patterns: &[Pattern], side: &mut dyn Iterator<Item = char>| {
            if patterns.is_empty() {
                return None;
            }
            let side = fold(&side.collect::<String>());
            let range = patterns.iter().find_map(|pattern| pattern.find_folded(&side))?;
            side.get(range).map(str::to_owned)
        };
        let value = hit.part("value").map(|value| value.start).filter(|&at| at > hit.at.start);
        let mut starts = std::iter::once(hit.at.start).chain(value);
        let before =
            starts.find_map(|start| found(&field.not_after, &mut self.text.chars().take(start)));
        before.map(|text| ("not_after", text)).or_else(|| {
            let behind = found(&field.not_before, &mut self.text.chars().skip(hit.at.end));
            behind.map(|text| ("not_before", text))
        })
    }

    /// Tells that the rule excludes what stands at a place.
    fn excluded(&self, field: &Field, at: Range<usize>, spot: &Spot<'_>) {
        spot.tell(&field.id, || {
            let text = cited(self.text, at).to_owned();
            Outcome::Excluded { key: "unless", text }
        });
    }
}

/// The first match of a rule in a text: patterns in the order of the file, none where the rule
/// names a word that must not stand there.
pub fn in_text(field: &Field, text: &str, spot: &Spot<'_>) -> Option<Hit> {
    let (folded, printed) = (Shadow::folded(text), Shadow::printed(text));
    let seen = Seen { text, folded: &folded, printed: &printed, candidates: None };
    if let Some(at) = seen.unless(field) {
        seen.excluded(field, at, spot);
        return None;
    }
    let hit = field.patterns.iter().find_map(|pattern| {
        let shadow = seen.by(pattern);
        pattern.captures(shadow).map(|captures| Hit::of(&captures, &shadow))
    });
    match &hit {
        Some(hit) => spot.part(&hit.at).tell(&field.id, || Outcome::Matched),
        None => spot.tell(&field.id, || Outcome::NoMatch),
    }
    hit
}

/// The matches of a rule in a block: all those of the first pattern that occurs in its text, else
/// line by line, because a title page breaks lines for looks ("InterCPTS<br>5 rue …").
pub fn in_block(field: &Field, sheet: &Sheet<'_>, index: usize) -> Vec<Hit> {
    let Some(block) = sheet.blocks.get(index) else { return Vec::new() };
    let spot = Spot::block(sheet, index);
    let seen = Seen::block(block);
    // What could not be found in the block could not be in its lines.
    let could = |pattern: &Pattern| pattern.could_match(seen.by(pattern));
    if !sheet.trace.is_on() && !field.patterns.iter().any(could) {
        return Vec::new();
    }
    for pattern in field.patterns.iter().filter(|_| !is_apart(field, block)) {
        let shadow = seen.by(pattern);
        let all = pattern.all(shadow);
        if !all.is_empty() {
            if let Some(at) = seen.unless(field) {
                seen.excluded(field, at, &spot);
                return Vec::new();
            }
            let hits: Vec<Hit> = all.iter().map(|captures| Hit::of(captures, &shadow)).collect();
            hits.iter().for_each(|hit| spot.part(&hit.at).tell(&field.id, || Outcome::Matched));
            return hits;
        }
    }
    let lines = block.line_ranges();
    if lines.len() < 2 {
        spot.tell(&field.id, || Outcome::NoMatch);
        return Vec::new();
    }
    let in_line = |line: Range<usize>| {
        let hit = in_text(field, &block.slice(line.clone()), &spot.part(&line))?;
        Some(hit.moved(line.start))
    };
    lines.into_iter().filter_map(in_line).collect()
}

/// True where the lines of a block are looked at one by one: in plain text a title and what stands
/// right below it are lines of one block.
fn is_apart(field: &Field, block: &Block) -> bool {
    field.place == FieldPlace::Headline
        && block.bbox.is_none()
        && block.look.heading.is_none()
        && block.line_ranges().len() > 1
}

/// Every match of a rule in a sentence, in its order; where two patterns match at one place, the
/// pattern that comes first in the rule counts.
pub fn in_sentence(field: &Field, seen: Seen<'_>, spot: &Spot<'_>) -> Vec<Hit> {
    if let Some(at) = seen.unless(field) {
        seen.excluded(field, at, spot);
        return Vec::new();
    }
    let mut hits: Vec<Hit> = Vec::new();
    let mut kept_out = false;
    for pattern in &field.patterns {
        let shadow = seen.by(pattern);
        for captures in pattern.all(shadow) {
            let hit = Hit::of(&captures, &shadow);
            let overlaps = |known: &Hit| known.at.start < hit.at.end && hit.at.start < known.at.end;
            if hits.iter().any(overlaps) {
                continue;
            }
            let spot = spot.part(&hit.at);
            if let Some((key, text)) = seen.beside(field, &hit) {
                spot.tell(&field.id, || Outcome::Excluded { key, text });
                kept_out = true;
                continue;
            }
            spot.tell(&field.id, || Outcome::Matched);
            hits.push(hit);
        }
    }
    if hits.is_empty() && !kept_out {
        spot.tell(&field.id, || Outcome::NoMatch);
    }
    hits.sort_by_key(|hit| hit.at.start);
    hits
}
