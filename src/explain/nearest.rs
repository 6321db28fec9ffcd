//! How near a rule came that did not match: how far its expression goes along with a text, or which
//! of its labels is most like it.

use std::collections::BTreeSet;

use crate::explain::expression::Expression;
use crate::model::explanation::Nearest;
use crate::normalise::shadow::fold;
use crate::rules::{FamilyRules, IgnoreWhat, Pattern, Rules};

/// A label less like the text than this is none that was meant.
const ALIKE: f64 = 0.6;

/// Shorter words say nothing about a rule.
const TELLING: usize = 4;

/// What a rule looks for in a text.
#[derive(Debug, Default)]
pub struct Wanted<'r> {
    /// Any of these expressions.
    expressions: Vec<Expression<'r>>,
    /// Any of these labels, folded.
    labels: Vec<String>,
    /// The words that tell what the rule is about.
    words: BTreeSet<String>,
}

impl<'r> Wanted<'r> {
    /// What the rule of a family with this id looks for.
    pub fn by(rules: &Rules, family: &'r FamilyRules, id: &str) -> Self {
        let mut labels: Vec<String> = Vec::new();
        let mut patterns: Vec<&Pattern> = Vec::new();
        for rule in family.records.iter().filter(|rule| rule.id == id) {
            patterns.extend(rule.begin.iter().chain(&rule.headings));
        }
        for rule in family.indexes.iter().filter(|rule| rule.id == id) {
            patterns.push(&rule.pattern);
        }
        for rule in family.sections.iter().filter(|rule| rule.id == id) {
            labels.extend(rules.vocabulary(&rule.label_from).spellings());
        }
        for rule in family.fields.iter().filter(|rule| rule.id == id) {
            patterns.extend(&rule.patterns);
            // Beside expressions the labels of a rule are words of another use.
            if rule.patterns.is_empty() {
                labels.extend(rule.labels.iter().cloned());
                let vocabulary = rule.label_from.iter();
                labels.extend(vocabulary.flat_map(|name| rules.vocabulary(name).spellings()));
            }
        }
        for rule in family.tokens.iter().filter(|rule| rule.id == id) {
            patterns.push(&rule.pattern);
        }
        for rule in family.ignores.iter().filter(|rule| rule.id == id) {
            if let IgnoreWhat::Blocks(pattern) = &rule.what {
                patterns.push(pattern);
            }
        }
        let expressions: Vec<Expression<'r>> =
            patterns.into_iter().map(|pattern| Expression::new(pattern, rules)).collect();
        let spelled = labels.iter().flat_map(|label| label.split(' ').map(str::to_owned));
        let written = expressions.iter().flat_map(|expression| expression.words().to_vec());
        let telling = |word: &String| word.chars().count() >= TELLING;
        let words = spelled.chain(written).filter(telling).collect();
        Self { expressions, labels, words }
    }

    /// The words that tell what the rule is about and stand in a folded text.
    pub fn shared(&self, folded: &str) -> Vec<&str> {
        self.words.iter().map(String::as_str).filter(|word| folded.contains(word)).collect()
    }

    /// The part of the rule that a text comes nearest to.
    pub fn nearest(&self, text: &str) -> Option<Nearest> {
        let folded = fold(text);
        // Looking how far an expression goes is dear, and a rule that shares no word goes nowhere.
        let mut beginnings = self.words.iter().filter_map(|word| word.get(..TELLING));
        let near = beginnings.any(|beginning| folded.contains(beginning));
        let expressions = self.expressions.iter().filter(|_| near);
        let reached = expressions.filter_map(|expression| expression.reach(text));
        let longest = reached.max_by_key(|nearest| nearest.matched.chars().count());
        self.label(text).or(longest)
    }

    /// The label that the beginning of a text is most like.
    fn label(&self, text: &str) -> Option<Nearest> {
        let head = text.split(':').next().unwrap_or(text);
        let folded = fold(head);
        let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
        let likeness = |label: &String| {
            let words = label.split(' ').filter(|word| word.len() >= TELLING);
            let shared = words.filter(|word| bare.split(' ').any(|own| own == *word)).count();
            let letters = strsim::normalized_damerau_levenshtein(bare, label);
            letters + shared as f64 * 0.3
        };
        let best = self.labels.iter().map(|label| (likeness(label), label));
        let (likeness, label) = best.max_by(|a, b| a.0.total_cmp(&b.0))?;
        (likeness >= ALIKE && !bare.is_empty())
            .then(|| Nearest { matched: head.trim().to_owned(), wanted: label.clone() })
    }
}
