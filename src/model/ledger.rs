//! The ledger: for every character of a document, who read it.
//!
//! A character of visible text is claimed by a rule, passed over by an ignore rule, or neither.
//! The first claim on a character stays; a claim beats an ignore rule.

use std::collections::BTreeMap;

use crate::model::document::{Document, Span};
use crate::model::record::Coverage;

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// A rule read it.
    Claimed,
    /// An ignore rule passed over it.
    Ignored,
}

/// A stretch with its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub span: Span,
    /// Claimed or ignored.
    pub claim: Claim,
    /// The rule's id.
    pub rule: String,
}

/// All claims on a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    entries: BTreeMap<(usize, usize), Vec<Entry>>,
}

impl Ledger {
    /// Notes that a rule read or passed over a stretch.
    pub fn note(&mut self, span: Span, claim: Claim, rule: &str) {
        if span.end > span.start {
            let entry = Entry { span, claim, rule: rule.to_owned() };
            self.entries.entry((span.page, span.line)).or_default().push(entry);
        }
    }

    /// What was noted on one line, in the order it was noted.
    pub fn line(&self, page: usize, line: usize) -> &[Entry] {
        self.entries.get(&(page, line)).map(Vec::as_slice).unwrap_or_default()
    }

    /// For each character of a line the entry that holds it, if any.
    pub fn owners(&self, page: usize, line: usize, characters: usize) -> Vec<Option<&Entry>> {
        let mut owners: Vec<Option<&Entry>> = vec![None; characters];
        for claim in [Claim::Claimed, Claim::Ignored] {
            for entry in self.line(page, line).iter().filter(|entry| entry.claim == claim) {
                let held = entry.span.start..entry.span.end.min(characters);
                for owner in owners.get_mut(held).unwrap_or_default() {
                    owner.get_or_insert(entry);
                }
            }
        }
        owners
    }

    /// True if any character of the line is claimed or ignored.
    pub fn touches(&self, page: usize, line: usize) -> bool {
        !self.line(page, line).is_empty()
    }

    /// The stretches of visible text of a page that no rule read and no rule ignores, in reading
    /// order; a stretch ends where an owned character or the line ends.
    pub fn unclaimed(&self, document: &Document, page: usize) -> Vec<Span> {
        let mut stretches = Vec::new();
        let lines = document.pages.get(page).map(|page| page.lines.as_slice()).unwrap_or_default();
        for (number, line) in lines.iter().enumerate() {
            let characters: Vec<char> = line.text.chars().collect();
            let owners = self.owners(page, number, characters.len());
            let mut open: Option<(usize, usize)> = None;
            for (index, character) in characters.iter().enumerate() {
                let free = owners.get(index).is_some_and(Option::is_none);
                match (free, character.is_whitespace()) {
                    (true, false) => {
                        open = Some((open.map_or(index, |(start, _)| start), index + 1))
                    }
                    (true, true) => {}
                    (false, _) => {
                        if let Some((start, end)) = open.take() {
                            stretches.push(Span { page, line: number, start, end });
                        }
                    }
                }
            }
            if let Some((start, end)) = open {
                stretches.push(Span { page, line: number, start, end });
            }
        }
        stretches
    }

    /// Counts the visible characters of the document by what became of them.
    pub fn coverage(&self, document: &Document) -> Coverage {
        let mut coverage = Coverage::default();
        let mut ignored_by: BTreeMap<&str, u64> = BTreeMap::new();
        for (page_index, page) in document.pages.iter().enumerate() {
            for (line_index, line) in page.lines.iter().enumerate() {
                let owners = self.owners(page_index, line_index, line.text.chars().count());
                for (character, owner) in line.text.chars().zip(owners) {
                    if character.is_whitespace() {
                        continue;
                    }
                    coverage.characters += 1;
                    match owner {
                        Some(entry) if entry.claim == Claim::Claimed => coverage.claimed += 1,
                        Some(entry) => {
                            coverage.ignored += 1;
                            *ignored_by.entry(&entry.rule).or_default() += 1;
                        }
                        None => coverage.unclaimed += 1,
                    }
                }
            }
        }
        let ignored_by = ignored_by.into_iter().map(|(rule, count)| (rule.to_owned(), count));
        coverage.ignored_by = ignored_by.collect();
        coverage
    }
}
