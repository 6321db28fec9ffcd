//! Vocabularies: words with the value that they stand for, and the lexicon that normalisers get.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crate::model::record::Qualifier;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::key;
use crate::rules::pattern::Pattern;

/// A named list of terms.
#[derive(Debug, Default)]
pub struct Vocabulary {
    terms: Vec<Term>,
}

/// One value and its spellings.
#[derive(Debug)]
pub struct Term {
    /// The value.
    pub value: String,
    /// The spellings, folded.
    pub spelled: Vec<String>,
    /// What a heading on it matches.
    pub headings: Vec<Pattern>,
    /// Words that speak for it, folded.
    pub topics: Vec<String>,
}

impl Vocabulary {
    /// A vocabulary without terms.
    pub const EMPTY: Self = Self { terms: Vec::new() };

    /// A vocabulary of these terms.
    pub fn new(terms: Vec<Term>) -> Self {
        Self { terms }
    }

    /// The terms in file order.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Every spelling of every term.
    pub fn spellings(&self) -> Vec<String> {
        self.terms.iter().flat_map(|term| term.spelled.iter().cloned()).collect()
    }

    /// The term that a folded text spells, letter for letter.
    pub fn spelled(&self, folded: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.spelled.iter().any(|spelling| spelling == folded))
    }

    /// The term that a folded text spells with its words broken anywhere: "pluri- profession nel".
    pub fn broken(&self, folded: &str) -> Option<&Term> {
        let letters =
            |text: &str| -> Vec<char> { text.chars().filter(|c| c.is_alphanumeric()).collect() };
        let text = letters(folded);
        let mut terms = self.terms.iter();
        terms.find(|term| term.spelled.iter().any(|spelling| letters(spelling) == text))
    }

    /// The term whose spelling a folded text begins with, the longest one, and its length.
    pub fn prefix(&self, folded: &str) -> Option<(&Term, usize)> {
        let spellings = self
            .terms
            .iter()
            .flat_map(|term| term.spelled.iter().map(move |spelling| (spelling.as_str(), term)));
        spellings
            .filter(|(spelling, _)| folded.starts_with(spelling))
            .filter(|(spelling, _)| {
                let next = folded.get(spelling.len()..).and_then(|rest| rest.chars().next());
                !next.is_some_and(char::is_alphanumeric)
            })
            .max_by_key(|(spelling, _)| spelling.len())
            .map(|(spelling, term)| (term, spelling.len()))
    }

    /// The term by its value.
    pub fn term(&self, value: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.value == value)
    }
}

/// Collects what the normalisers need from the vocabularies that carry their names.
pub(crate) fn lexicon(vocabularies: &BTreeMap<String, Vocabulary>) -> Lexicon {
    let terms = |name: &str| vocabularies.get(name).map(Vocabulary::terms).unwrap_or_default();
    let list = |name: &str| -> Vec<String> {
        vocabularies.get(name).map(Vocabulary::spellings).unwrap_or_default()
    };
    let set = |name: &str| -> BTreeSet<String> { list(name).into_iter().collect() };
    Lexicon {
        months: numbered(terms("months")),
        weekdays: numbered(terms("weekdays")),
        seasons: set("seasons"),
        ordinal_suffixes: set("ordinal_suffixes"),
        range_words: set("range_words"),
        hour_words: set("hour_words"),
        hedges: hedges(terms("hedges")),
        trailing_hedges: hedges(terms("trailing_hedges")),
        round_numbers: numbered(terms("round_numbers")),
        multipliers: numbered(terms("multipliers")),
        numerals: list("number_languages"),
        // "Dr" and "Dr." are one title; the normaliser drops the full stop.
        titles: list("titles").iter().map(|title| title.trim_end_matches('.').to_owned()).collect(),
        conjunctions: list("conjunctions"),
        particles: set("particles"),
        prepositions: set("prepositions"),
        professions: set("professions"),
        organisation_words: set("organisation_words"),
        common_words: set("common_words"),
        departments: terms("departments")
            .iter()
            .flat_map(|term| term.spelled.iter().map(|name| (key(name), term.value.clone())))
            .collect(),
        name_prefixes: list("name_prefixes").iter().map(|prefix| key(prefix)).collect(),
        name_small_words: set("name_small_words"),
        territory_words: set("territory_words"),
        common_name_words: set("common_name_words"),
        shared_hosts: set("shared_hosts"),
    }
}

/// Spellings with the number that their term stands for; a full stop at the end does not count.
fn numbered<N: FromStr>(terms: &[Term]) -> BTreeMap<String, N> {
    let mut numbers = BTreeMap::new();
    for term in terms {
        for word in &term.spelled {
            if let Ok(number) = term.value.parse() {
                numbers.insert(word.trim_end_matches('.').to_owned(), number);
            }
        }
    }
    numbers
}

/// Spellings with the qualifier that their term names.
fn hedges(terms: &[Term]) -> Vec<(String, Qualifier)> {
    let qualifier = |value: &str| match value {
        "about" => Some(Qualifier::About),
        "at_least" => Some(Qualifier::AtLeast),
        "at_most" => Some(Qualifier::AtMost),
        _ => None,
    };
    terms
        .iter()
        .filter_map(|term| Some((qualifier(&term.value)?, &term.spelled)))
        .flat_map(|(qualifier, spelled)| spelled.iter().map(move |word| (word.clone(), qualifier)))
        .collect()
}
