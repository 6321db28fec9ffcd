//! Cards: a number in large type and what it counts.

use crate::extract::narrative::pairs::{Joined, Pairs, is_number, line};
use crate::model::document::Region;
use crate::normalise::text::clean;

impl Pairs<'_, '_> {
    /// Cards: a number on a line of its own and what it counts on the next one, or the other way
    /// round.
    pub(super) fn cards(&self, taken: &[usize]) -> Vec<Joined> {
        let is_content = |index: &usize| {
            self.block(*index).is_some_and(|block| {
                block.region == Region::Main
                    && block.look.cell.is_none()
                    && !block.text.is_empty()
                    && !taken.contains(index)
            })
        };
        let content: Vec<usize> = (0..self.sheet.blocks.len()).filter(is_content).collect();
        let kinds: Vec<Option<bool>> = content.iter().map(|&index| self.counts(index)).collect();
        let mut joined = Vec::new();
        let mut start = 0;
        while start < content.len() {
            let mut end = start + 1;
            while kinds.get(end).copied().flatten().is_some()
                && kinds.get(end - 1).copied().flatten().map(|number| !number)
                    == kinds.get(end).copied().flatten()
            {
                end += 1;
            }
            joined.extend(self.run(content.get(start..end).unwrap_or_default()));
            start = end;
        }
        joined
    }

    /// True for a number and no more, false for the words that can say what it counts.
    fn counts(&self, index: usize) -> Option<bool> {
        let block = self.block(index)?;
        let text = clean(&block.text);
        if is_number(&text) {
            return Some(true);
        }
        let words = self.is_label(&text) && !text.contains(|c: char| c.is_ascii_digit());
        (words && text.starts_with(char::is_alphabetic)).then_some(false)
    }

    /// A column of cards, of which numbers and words take turns.
    fn run(&self, run: &[usize]) -> Vec<Joined> {
        let number = |index: &usize| self.counts(*index) == Some(true);
        let heading =
            |index: &usize| self.block(*index).is_some_and(|block| block.look.heading.is_some());
        let small = |index: &usize| {
            self.block(*index).is_some_and(|block| block.text.starts_with(char::is_lowercase))
        };
        let words: Vec<&usize> = run.iter().filter(|index| !number(index)).collect();
        let title = words.first().is_some_and(|first| {
            let rest = words.get(1..).unwrap_or_default();
            !small(first)
                && !rest.is_empty()
                && (heading(first) && !rest.iter().any(|index| heading(index))
                    || rest.iter().all(|index| small(index)))
        });
        let first_number = run.first().is_some_and(number);
        let run = if title && !first_number { run.get(1..).unwrap_or_default() } else { run };
        if run.len() % 2 > 0 {
            return Vec::new();
        }
        let mut joined = Vec::new();
        for pair in run.chunks_exact(2) {
            let [a, b] = pair else { continue };
            let (Some(first), Some(second)) = (self.block(*a), self.block(*b)) else { continue };
            joined.push((*a, line(first, &[second])));
            joined.push((*b, second.composed(&[])));
        }
        joined
    }
}
