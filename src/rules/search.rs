//! One pass over a text that tells which patterns could match it.
//!
//! The words that patterns need are looked for together (Aho-Corasick), once in each text, and a
//! pattern none of whose words is there is not run. What a text costs then hardly grows with the
//! number of rules. (The way of RE2's `FilteredRE2`.) Nothing here decides what matches.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use aho_corasick::AhoCorasick;

use crate::rules::needle::List;

/// What is looked for: lists of folded words of each of which a pattern needs one; no list if it can
/// do without.
pub trait Needing {
    /// The lists.
    fn needles(&self) -> &[List];
}

/// The words of all patterns of some rules.
#[derive(Debug)]
pub struct Search<P> {
    patterns: Mutex<Vec<Weak<P>>>,
    /// Made when the first text is looked at.
    words: OnceLock<Words>,
}

/// The words, and who needs them.
#[derive(Debug)]
struct Words {
    search: Option<AhoCorasick>,
    /// By the word's number the numbers of the lists that it stands in.
    lists: Vec<Vec<usize>>,
    /// By the pattern's number where its lists end; they begin where those before it end.
    ends: Vec<usize>,
}

/// The lists of which a word stands in one text; looked up when the first pattern asks.
#[derive(Debug, Clone, Default)]
pub struct Candidates(OnceCell<Box<[u64]>>);

impl<P> Default for Search<P> {
    fn default() -> Self {
        Self { patterns: Mutex::default(), words: OnceLock::new() }
    }
}

impl<P: Needing> Search<P> {
    /// Adds the pattern that is made with its number.
    pub fn add(&self, pattern: impl FnOnce(usize) -> P) -> Arc<P> {
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        let pattern = Arc::new(pattern(patterns.len()));
        patterns.push(Arc::downgrade(&pattern));
        pattern
    }

    /// True if the pattern of a number could match a text, given in its folded form.
    pub fn is_candidate(&self, number: usize, folded: &str, candidates: &Candidates) -> bool {
        let words = self.words();
        // A pattern that came later than the first text is always tried.
        let Some(&end) = words.ends.get(number) else { return true };
        let before = number.checked_sub(1).and_then(|before| words.ends.get(before).copied());
        let mut lists = before.unwrap_or(0)..end;
        if lists.is_empty() {
            return true;
        }
        let found = candidates.0.get_or_init(|| words.found_in(folded));
        lists.all(|list| found.get(list / 64).is_none_or(|bits| bits & bit(list) != 0))
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| {
            let patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
            let mut lists: Vec<List> = Vec::new();
            let mut ends = Vec::with_capacity(patterns.len());
            for pattern in patterns.iter().map(Weak::upgrade) {
                lists.extend(pattern.iter().flat_map(|pattern| pattern.needles()).cloned());
                ends.push(lists.len());
            }
            let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (number, list) in lists.iter().enumerate() {
                for word in list.iter() {
                    by_word.entry(word).or_default().push(number);
                }
            }
            let search = AhoCorasick::new(by_word.keys()).ok();
            Words { search, lists: by_word.into_values().collect(), ends }
        })
    }
}

impl Words {
    /// The lists of which a word stands in the text.
    fn found_in(&self, folded: &str) -> Box<[u64]> {
        let Some(search) = &self.search else { return Box::default() };
        let count = self.ends.last().copied().unwrap_or(0);
        let mut found = vec![0_u64; count.div_ceil(64)];
        for word in search.find_overlapping_iter(folded) {
            for &list in self.lists.get(word.pattern().as_usize()).into_iter().flatten() {
                if let Some(bits) = found.get_mut(list / 64) {
                    *bits |= bit(list);
                }
            }
        }
        found.into()
    }
}

/// The bit of a number within its 64.
fn bit(number: usize) -> u64 {
    1 << (number % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words(Vec<List>);

    impl Needing for Words {
        fn needles(&self) -> &[List] {
            &self.0
        }
    }

    #[test]
    fn a_pattern_is_tried_where_a_word_of_each_of_its_lists_stands() {
        let search = Search::default();
        let patterns: [&[&[&str]]; 4] =
            [&[&["habitant", "hab."]], &[], &[&["ant"], &["12", "mars"]], &[&["mars"]]];
        let owned = |list: &&[&str]| Arc::new(list.iter().map(|word| word.to_string()).collect());
        let patterns =
            patterns.map(|lists| search.add(|_| Words(lists.iter().map(owned).collect())));
        let tried = |text: &str| -> Vec<usize> {
            let candidates = Candidates::default();
            (0..patterns.len() + 1)
                .filter(|number| search.is_candidate(*number, text, &candidates))
                .collect()
        };
        assert_eq!(tried("12 habitants"), [0, 1, 2, 4]);
        assert_eq!(tried("des habitants"), [0, 1, 4]);
        assert_eq!(tried("12 hab. en mars"), [0, 1, 3, 4]);
        assert_eq!(tried(""), [1, 4]);
    }
}
