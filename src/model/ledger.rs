//! The ledger: for every character of a document, who read it.
//!
//! A character of visible text is claimed by a rule, passed over by an ignore rule, or neither.
//! The first claim on a character stays; a claim beats an ignore rule.

use std::collections::BTreeMap;
use std::ops::Range;

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

    /// The characters of a line in stretches that one entry holds, or none, in order.
    fn stretches(
        &self,
        page: usize,
        line: usize,
        characters: usize,
    ) -> Vec<(Range<usize>, Option<&Entry>)> {
        let whole = 0..characters;
        // Nearly all lines: nobody read them, or the first that did read all of it.
        let first = match self.line(page, line) {
            [] => return vec![(whole, None)],
            entries => entries.iter().find(|entry| entry.claim == Claim::Claimed),
        };
        if first.is_some_and(|first| first.span.start == 0 && first.span.end >= characters) {
            return vec![(whole, first)];
        }
        let owners = self.owners(page, line, characters);
        let same = |one: &Option<&Entry>, next: &Option<&Entry>| match (one, next) {
            (Some(one), Some(next)) => std::ptr::eq(*one, *next),
            (one, next) => one.is_none() && next.is_none(),
        };
        let mut at = 0;
        let stretches = owners.chunk_by(same).map(|stretch| {
            let begin = at;
            at += stretch.len();
            (begin..at, stretch.first().copied().flatten())
        });
        stretches.collect()
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
            let length = line.text.chars().count();
            let mut text = line.text.chars().enumerate();
            for (part, owner) in self.stretches(page, number, length) {
                let part = text.by_ref().take(part.len());
                let mut visible = part.filter(|(_, c)| !c.is_whitespace()).map(|(at, _)| at);
                let first = visible.next();
                let last = visible.last().or(first);
                if let (None, Some((start, last))) = (owner, first.zip(last)) {
                    stretches.push(Span { page, line: number, start, end: last + 1 });
                }
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
                let mut text = line.text.chars();
                let length = text.clone().count();
                for (part, owner) in self.stretches(page_index, line_index, length) {
                    let part = text.by_ref().take(part.len());
                    let visible = part.filter(|c| !c.is_whitespace()).count() as u64;
                    coverage.characters += visible;
                    match owner {
                        _ if visible == 0 => {}
                        Some(entry) if entry.claim == Claim::Claimed => coverage.claimed += visible,
                        Some(entry) => {
                            coverage.ignored += visible;
                            *ignored_by.entry(&entry.rule).or_default() += visible;
                        }
                        None => coverage.unclaimed += visible,
                    }
                }
            }
        }
        let ignored_by = ignored_by.into_iter().map(|(rule, count)| (rule.to_owned(), count));
        coverage.ignored_by = ignored_by.collect();
        coverage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Line, MediaType, Page};

    fn noted(text: &str, notes: &[(Range<usize>, Claim, &str)]) -> (Document, Ledger) {
        let line = Line { text: text.to_owned(), ..Line::default() };
        let page = Page { lines: vec![line], ..Page::default() };
        let document = Document {
            media_type: MediaType::Text,
            paginated: false,
            pages: vec![page],
            declared_language: None,
            defects: Vec::new(),
        };
        let mut ledger = Ledger::default();
        for (held, claim, rule) in notes {
            let span = Span { page: 0, line: 0, start: held.start, end: held.end };
            ledger.note(span, *claim, rule);
        }
        (document, ledger)
    }

    #[test]
    fn the_first_claim_stays_and_a_claim_beats_an_ignore_rule() {
        let notes = [
            (0..8, Claim::Ignored, "foot"),
            (3..5, Claim::Claimed, "one"),
            (4..7, Claim::Claimed, "two"),
        ];
        let (document, ledger) = noted("àbc de fgh  x ", &notes);
        let rules: Vec<Option<&str>> =
            ledger.owners(0, 0, 14).iter().map(|one| Some(one.as_ref()?.rule.as_str())).collect();
        let of = |rule, count| std::iter::repeat_n(rule, count);
        let expected = of(Some("foot"), 3).chain(of(Some("one"), 2)).chain(of(Some("two"), 2));
        let expected: Vec<_> = expected.chain(of(Some("foot"), 1)).chain(of(None, 6)).collect();
        assert_eq!(rules, expected);
        let coverage = ledger.coverage(&document);
        assert_eq!((coverage.characters, coverage.claimed), (9, 2));
        assert_eq!((coverage.ignored, coverage.unclaimed), (4, 3));
        assert_eq!(coverage.ignored_by, [("foot".to_owned(), 4)].into());
        let unclaimed = ledger.unclaimed(&document, 0);
        assert_eq!(unclaimed, [Span { page: 0, line: 0, start: 8, end: 13 }]);
    }

    #[test]
    fn a_line_that_one_rule_read_is_its_own_and_an_untouched_one_nobodys() {
        for (held, claimed, unclaimed) in [(0..9, 2, 0), (0..3, 2, 0), (0..0, 0, 2)] {
            let (document, ledger) = noted("a b", &[(held, Claim::Claimed, "one")]);
            let coverage = ledger.coverage(&document);
            assert_eq!((coverage.claimed, coverage.unclaimed), (claimed, unclaimed));
            assert_eq!(ledger.unclaimed(&document, 0).is_empty(), unclaimed == 0);
        }
    }
}
