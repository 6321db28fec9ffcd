//! A compiled expression: an automaton that reads forward only.
//!
//! A general engine also compiles each expression backwards, to find where a match begins. These
//! expressions are run on a few sentences each, so that compiling them costs more than all of their
//! runs: here a lazy automaton tells whether there is a match at all, and only where there is one a
//! slower machine on the same states looks for its parts.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use regex_automata::Input;
use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::BuildError;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::util::captures::Captures;
use regex_automata::util::iter::Searcher;

use crate::rules::outline::Tree;
use crate::rules::states::states;

/// An automaton of more bytes is refused.
const MOST: usize = 10 << 20;

/// What the machine for short texts may note about one of them, in bytes; longer texts are left to
/// the slowest one.
const NOTES: usize = 1 << 20;

/// An expression, ready to be matched.
#[derive(Debug)]
pub struct Automaton {
    /// Tells that there is no match; it gives up at letters beyond ASCII where words have edges.
    lazy: Option<DFA>,
    short: BoundedBacktracker,
    long: PikeVM,
    /// What searches work on, for as many threads as have searched.
    free: Mutex<Vec<Caches>>,
}

#[derive(Debug)]
struct Caches {
    lazy: Option<dfa::Cache>,
    long: Option<pikevm::Cache>,
}

thread_local! {
    /// What the machine for short texts notes. One is enough for all expressions of a thread: it is
    /// as large as states times text, and cleared for each search anyway.
    static SHORT: RefCell<Option<backtrack::Cache>> = const { RefCell::new(None) };
}

impl Automaton {
    /// Compiles an expression.
    pub fn new(tree: &Tree) -> Result<Self, Box<BuildError>> {
        let states = states(tree, MOST)?;
        let lazy = DFA::config()
            .unicode_word_boundary(true)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(3))
            .minimum_bytes_per_state(Some(10));
        let notes = BoundedBacktracker::config().visited_capacity(NOTES);
        Ok(Self {
            lazy: DFA::builder().configure(lazy).build_from_nfa(states.clone()).ok(),
            short: BoundedBacktracker::builder().configure(notes).build_from_nfa(states.clone())?,
            long: PikeVM::new_from_nfa(states)?,
            free: Mutex::default(),
        })
    }

    /// True if it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.with_caches(|caches| {
            let input = Input::new(text).earliest(true);
            self.is_there(caches, &input)
                .unwrap_or_else(|| self.search(caches, &input, &mut self.places()))
        })
    }

    /// The first match, in bytes.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let mut whole = self.places();
        self.with_caches(|caches| self.next(caches, &Input::new(text), &mut whole));
        whole.get_match().map(|found| found.range())
    }

    /// The first match with its parts.
    pub fn captures(&self, text: &str) -> Option<Captures> {
        let mut parts = self.short.create_captures();
        let found = self.with_caches(|caches| self.next(caches, &Input::new(text), &mut parts));
        found.then_some(parts)
    }

    /// All matches with their parts.
    pub fn all(&self, text: &str) -> Vec<Captures> {
        let mut found = Vec::new();
        let mut parts = self.short.create_captures();
        self.with_caches(|caches| {
            let mut searcher = Searcher::new(Input::new(text));
            let mut next = || {
                searcher.advance(|input| {
                    self.next(caches, input, &mut parts);
                    Ok(parts.get_match())
                })?;
                Some(parts.clone())
            };
            while let Some(parts) = next() {
                found.push(parts);
            }
        });
        found
    }

    /// Room for the place of a match without its parts.
    fn places(&self) -> Captures {
        Captures::matches(self.long.get_nfa().group_info().clone())
    }

    /// True if there is a match, whose places are filled in then.
    fn next(&self, caches: &mut Caches, input: &Input<'_>, places: &mut Captures) -> bool {
        if self.is_there(caches, &input.clone().earliest(true)) == Some(false) {
            places.clear();
            return false;
        }
        self.search(caches, input, places)
    }

    /// Whether there is a match, if the lazy automaton can tell.
    fn is_there(&self, caches: &mut Caches, input: &Input<'_>) -> Option<bool> {
        let found = self.lazy.as_ref()?.try_search_fwd(caches.lazy.as_mut()?, input).ok()?;
        Some(found.is_some())
    }

    fn search(&self, caches: &mut Caches, input: &Input<'_>, places: &mut Captures) -> bool {
        let short = input.get_span().len() <= self.short.max_haystack_len();
        if !short || !self.search_short(input, places) {
            let cache = caches.long.get_or_insert_with(|| self.long.create_cache());
            self.long.search(cache, input, places);
        }
        places.is_match()
    }

    /// False if the text is too long for this machine after all.
    fn search_short(&self, input: &Input<'_>, places: &mut Captures) -> bool {
        SHORT.with_borrow_mut(|known| {
            let cache = known.get_or_insert_with(|| self.short.create_cache());
            cache.reset(&self.short);
            self.short.try_search(cache, input, places).is_ok()
        })
    }

    fn with_caches<T>(&self, run: impl FnOnce(&mut Caches) -> T) -> T {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let known = free().pop();
        let mut caches = known.unwrap_or_else(|| Caches {
            lazy: self.lazy.as_ref().map(DFA::create_cache),
            long: None,
        });
        let result = run(&mut caches);
        free().push(caches);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(expression: &str) -> Automaton {
        Automaton::new(&regex_syntax::parse(expression).unwrap().into()).unwrap()
    }

    fn all(expression: &str, text: &str) -> Vec<Range<usize>> {
        let found = of(expression).all(text);
        found.iter().filter_map(|parts| Some(parts.get_match()?.range())).collect()
    }

    #[test]
    fn matches_are_those_of_the_usual_engine() {
        let texts = [
            "",
            "a",
            "été à la CPTS, 12 mars",
            "aaa",
            "é b é",
            "la CPTS et la CPTS Sud",
            "Œuvre d'Été, Guenaël Łukasz Nguyễn — 24 000 €",
            "Παύλος ᾈ ⁂ 🎉\n🎉\r\n12",
            "aab ab b",
        ];
        let expressions = [
            r"\bé",
            r"a*",
            r"(?:)",
            r"\b[A-Z]+\b",
            r"a|ab|\d+ mars",
            r"^.+$",
            r"la (?:CPTS)?",
            r"\p{Lu}[\p{L}'-]{2,4}",
            r"\p{Lu}[\p{L}'-]{2,4}?",
            r"(?:\p{Ll}+ ?)+?",
            r"(?:a?b?)*",
            r"(?:a|)+b",
            r"(?:|a)*?b",
            r"(?i:ÉTÉ|œuvre)\W*",
            r"[^.]{3,}\w$",
            r"(?m)^[\d🎉]{1,2}$",
            r"a{2}b|(?:a{0}b){1,}",
            r"[a&&b]|\B.",
            r"\bé\b|[€—⁂]",
        ];
        for expression in expressions {
            let usual = regex::Regex::new(expression).unwrap();
            let automaton = of(expression);
            for text in texts {
                let expected: Vec<_> = usual.find_iter(text).map(|found| found.range()).collect();
                assert_eq!(all(expression, text), expected, "{expression} in {text:?}");
                assert_eq!(automaton.find(text), expected.first().cloned());
                assert_eq!(automaton.is_match(text), !expected.is_empty());
                assert_eq!(automaton.captures(text).is_some(), !expected.is_empty());
            }
        }
    }

    #[test]
    fn a_text_too_long_for_notes_is_searched_all_the_same() {
        let text = format!("{}é mars", "a ".repeat(1 << 20));
        assert_eq!(of(r"\bmars\b").find(&text).map(|found| found.len()), Some(4));
    }

    #[test]
    fn what_makes_too_many_states_is_refused() {
        let expression = regex_syntax::parse(r"(?:\p{L}{1000}){1000}").unwrap();
        assert_eq!(Automaton::new(&expression.into()).unwrap_err().size_limit(), Some(MOST));
    }
}
