//! One pass over a text that tells which patterns could match it.
//!
//! The words that patterns need are looked for together (Aho-Corasick), once in each text, and a
//! pattern none of whose words is there is not run. What a text costs then hardly grows with the
//! number of rules. (The way of RE2's `FilteredRE2`.) Nothing here decides what matches.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use aho_corasick::AhoCorasick;

/// What is looked for: the folded words that a pattern needs one of; none if it can do without.
pub trait Needing {
    /// The words.
    fn needles(&self) -> &[String];
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
    /// By the word's number the numbers of the patterns.
    needed_by: Vec<Vec<usize>>,
    /// The patterns that need none.
    always: Box<[u64]>,
}

/// The patterns that could match one text; looked up when the first of them asks.
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
        let found = candidates.0.get_or_init(|| self.words().found_in(folded));
        // A pattern that came later than the first text is always tried.
        found.get(number / 64).is_none_or(|bits| bits & bit(number) != 0)
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| {
            let patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
            // Bits beyond the last pattern are set: of those nothing is known.
            let mut always = vec![u64::MAX; patterns.len().div_ceil(64)];
            let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (number, pattern) in patterns.iter().enumerate() {
                let pattern = pattern.upgrade();
                let needles = pattern.as_ref().map(|pattern| pattern.needles());
                for needle in needles.unwrap_or_default() {
                    by_word.entry(needle.clone()).or_default().push(number);
                    if let Some(bits) = always.get_mut(number / 64) {
                        *bits &= !bit(number);
                    }
                }
            }
            let search = AhoCorasick::new(by_word.keys()).ok();
            Words { search, needed_by: by_word.into_values().collect(), always: always.into() }
        })
    }
}

impl Words {
    /// The patterns that need no word, or one that stands in the text.
    fn found_in(&self, folded: &str) -> Box<[u64]> {
        let Some(search) = &self.search else { return Box::default() };
        let mut found = self.always.clone();
        for word in search.find_overlapping_iter(folded) {
            for &number in self.needed_by.get(word.pattern().as_usize()).into_iter().flatten() {
                if let Some(bits) = found.get_mut(number / 64) {
                    *bits |= bit(number);
                }
            }
        }
        found
    }
}

/// The bit of a number within its 64.
fn bit(number: usize) -> u64 {
    1 << (number % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words(Vec<String>);

    impl Needing for Words {
        fn needles(&self) -> &[String] {
            &self.0
        }
    }

    #[test]
    fn a_pattern_is_tried_where_one_of_its_words_stands() {
        let search = Search::default();
        let lists: [&[&str]; 4] = [&["habitant", "hab."], &[], &["ant"], &["mars"]];
        let lists = lists.map(|words| words.iter().map(|word| word.to_string()).collect());
        let patterns = lists.map(|words| search.add(|_| Words(words)));
        let tried = |text: &str| -> Vec<usize> {
            let candidates = Candidates::default();
            (0..patterns.len() + 1)
                .filter(|number| search.is_candidate(*number, text, &candidates))
                .collect()
        };
        assert_eq!(tried("12 habitants"), [0, 1, 2, 4]);
        assert_eq!(tried("12 hab. en mars"), [0, 1, 3, 4]);
        assert_eq!(tried(""), [1, 4]);
    }
}
