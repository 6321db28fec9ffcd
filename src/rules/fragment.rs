//! Named fragments of regular expressions: `{months}` stands for the spellings of the vocabulary
//! `months`, `{number}` for the pattern `number`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::diagnostic::Diagnostic;
use crate::normalise::shadow::fold;
use crate::rules::error::SourceFile;
use crate::rules::file::Text;
use crate::rules::needle::Words;
use crate::rules::pattern::{self, Lazy, Pattern};
use crate::rules::search::Search;

/// What `{name}` can stand for.
#[derive(Debug, Default)]
pub struct Fragments {
    by_name: BTreeMap<String, Fragment>,
    /// What is known of each, by its number.
    words: Vec<Words>,
    /// What was compiled before: the families share most of their rules.
    compiled: RefCell<BTreeMap<(bool, String), Pattern>>,
    /// Expressions are compiled at once, to tell what is wrong with them.
    checked: bool,
    /// The words that the patterns need, looked for together.
    pub search: Arc<Search<Lazy>>,
}

/// What a name stands for.
#[derive(Debug)]
struct Fragment {
    /// Matched on the folded shadow.
    folded: String,
    /// Matched on the printed shadow.
    printed: String,
    /// Its place among the fragments.
    number: u32,
}

/// The first of the characters that stand for fragments in an outline; no rule writes these.
const FIRST: char = '\u{F0000}';

/// An expression with its fragments put in, and the way back to what the file says.
#[derive(Debug, Default)]
pub struct Expanded {
    /// The whole expression.
    pub text: String,
    /// The same with one character for each fragment.
    outline: String,
    /// Where pieces of it begin, here and in the file's text; a fragment is one piece.
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    here: usize,
    there: usize,
    fragment: bool,
}

/// An expression with one character for each fragment, and what is known of these.
#[derive(Debug)]
pub struct Outline {
    text: String,
    named: BTreeMap<char, Words>,
}

impl Outline {
    /// An expression without fragments.
    pub fn plain(expression: &str) -> Self {
        Self { text: expression.to_owned(), named: BTreeMap::new() }
    }

    /// What is known of the expression before it is compiled.
    pub fn words(&self) -> Words {
        Words::of(&self.text, &|letter| self.named.get(&letter).cloned())
    }
}

impl Expanded {
    /// The byte of the rule's text that a byte of the expression comes from; for a fragment where
    /// its name stands.
    pub fn written(&self, offset: usize) -> usize {
        let piece = self.pieces.iter().rfind(|piece| piece.here <= offset);
        piece.map_or(offset, |piece| match piece.fragment {
            true => piece.there,
            false => piece.there + (offset - piece.here),
        })
    }

    /// The bytes that stand for each name that is written in the file's text.
    pub fn names(&self, written: &str) -> Vec<(Range<usize>, String)> {
        let ends = self.pieces.iter().skip(1).map(|next| next.here).chain([self.text.len()]);
        let named = self.pieces.iter().zip(ends).filter(|(piece, _)| piece.fragment);
        let name = |there: usize| {
            let inside = written.get(there..)?.strip_prefix('{')?;
            inside.split_once('}').map(|(name, _)| name.to_owned())
        };
        named.filter_map(|(piece, end)| Some((piece.here..end, name(piece.there)?))).collect()
    }

    fn push(&mut self, text: &str, there: usize) {
        if !text.is_empty() {
            self.pieces.push(Piece { here: self.text.len(), there, fragment: false });
            self.text.push_str(text);
            self.outline.push_str(text);
        }
    }

    fn push_fragment(&mut self, fragment: &Fragment, there: usize, printed: bool) {
        self.pieces.push(Piece { here: self.text.len(), there, fragment: true });
        self.text.push_str(if printed { &fragment.printed } else { &fragment.folded });
        // Any character where there are more fragments than characters for them.
        let stands_for_it = char::from_u32(FIRST as u32 + fragment.number).unwrap_or('.');
        self.outline.push(stands_for_it);
    }
}

impl Fragments {
    /// No names yet; with `checked` every expression is compiled when it is read.
    pub fn new(checked: bool) -> Self {
        Self { checked, ..Self::default() }
    }

    /// True if whoever uses these wants to hear of each error now.
    pub fn are_checked(&self) -> bool {
        self.checked
    }

    /// The pattern that this expression was compiled to before.
    pub fn compiled(&self, expanded: &str, printed: bool) -> Option<Pattern> {
        self.compiled.borrow().get(&(printed, expanded.to_owned())).cloned()
    }

    /// Keeps a pattern for the next rule with this expression.
    pub fn remember(&self, expanded: String, pattern: &Pattern) {
        let key = (pattern.is_printed(), expanded);
        self.compiled.borrow_mut().insert(key, pattern.clone());
    }

    /// Adds a name whose meaning could not be read: what uses it is not to blame.
    pub fn add_unread(&mut self, name: &str) {
        if !self.by_name.contains_key(name) {
            let nothing = "(?:)".to_owned();
            self.add(name, nothing.clone(), nothing, Words::default());
        }
    }

    fn add(&mut self, name: &str, folded: String, printed: String, words: Words) {
        let number = self.words.len() as u32;
        self.words.push(words);
        self.by_name.insert(name.to_owned(), Fragment { folded, printed, number });
    }

    /// An expression as far as it has to be known to tell which words it needs.
    pub fn outline(&self, expanded: &Expanded) -> Outline {
        let known = |letter: char| {
            let number = (letter as usize).checked_sub(FIRST as usize)?;
            Some((letter, self.words.get(number)?.clone()))
        };
        let named = expanded.outline.chars().filter_map(known).collect();
        Outline { text: expanded.outline.clone(), named }
    }

    /// Adds the spellings of a vocabulary under its name.
    pub fn add_spellings(&mut self, name: &str, spellings: &[String]) {
        let mut folded: Vec<String> = spellings.iter().map(|spelling| fold(spelling)).collect();
        folded.sort();
        folded.dedup();
        let words: Vec<&str> = folded.iter().map(String::as_str).collect();
        let (mut plain, mut accented) = ("(?:".to_owned(), "(?i:".to_owned());
        any_of(&words, &push_letter, &mut plain);
        any_of(&words, &push_any_accent, &mut accented);
        self.add(name, plain + ")", accented + ")", Words::any(folded));
    }

    /// Adds a named pattern; names in it are replaced by what is known so far.
    pub fn add_pattern(
        &mut self,
        source: &SourceFile<'_>,
        name: &str,
        text: &Text,
    ) -> Result<(), Diagnostic> {
        let expanded = self.expand(source, text, false)?;
        if self.checked {
            regex_syntax::parse(&expanded.text)
                .map_err(|error| pattern::explain(source, text, &expanded, &error.to_string()))?;
        }
        let folded = format!("(?:{})", expanded.text);
        let printed = format!("(?:{})", self.expand(source, text, true)?.text);
        self.add(name, folded, printed, self.outline(&expanded).words());
        Ok(())
    }

    /// Replaces `{name}` by what it stands for, on the folded or on the `printed` shadow;
    /// repetitions such as `{2,3}` and classes such as `\p{Lu}` stay.
    pub fn expand(
        &self,
        source: &SourceFile<'_>,
        text: &Text,
        printed: bool,
    ) -> Result<Expanded, Diagnostic> {
        let mut expanded = Expanded::default();
        let whole = text.get_ref().as_str();
        let mut done = 0;
        let mut from = 0;
        while let Some(open) = whole.get(from..).and_then(|rest| rest.find('{')) {
            let open = from + open;
            from = open + 1;
            let before = whole.get(..open).unwrap_or_default();
            let class = before.ends_with("\\p") || before.ends_with("\\P");
            let name = whole.get(from..).and_then(|rest| rest.split_once('}'));
            let Some((name, _)) = name.filter(|(name, _)| !class && is_name(name)) else {
                continue;
            };
            let Some(fragment) = self.by_name.get(name) else {
                let known: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
                let bytes = source.inside(text, open + 1..open + 1 + name.len());
                return Err(source.unknown(bytes, "vocabulary or pattern", name, &known));
            };
            expanded.push(whole.get(done..open).unwrap_or_default(), done);
            expanded.push_fragment(fragment, open, printed);
            done = from + name.len() + 1;
            from = done;
        }
        expanded.push(whole.get(done..).unwrap_or_default(), done);
        Ok(expanded)
    }
}

/// True for what can be the name of a vocabulary or pattern.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}

/// Writes an expression for any of some sorted words, the longest that stands there first: a tree
/// of their letters, which is smaller than a list of them and compiled and matched the faster.
fn any_of(words: &[&str], push: &dyn Fn(char, &mut String), into: &mut String) {
    let first = |word: &&str| word.chars().next();
    let ends_here = words.first().is_some_and(|word| word.is_empty());
    let branches: Vec<&[&str]> = words.chunk_by(|a, b| first(a) == first(b)).collect();
    let several = branches.len() > 1;
    if several {
        into.push_str("(?:");
    }
    let mut parted = false;
    for branch in branches {
        let Some(next) = branch.first().and_then(first) else { continue };
        if parted {
            into.push('|');
        }
        parted = true;
        push(next, into);
        let rest: Vec<&str> = branch.iter().filter_map(|word| word.strip_prefix(next)).collect();
        any_of(&rest, push, into);
    }
    if several {
        into.push_str(if ends_here { ")?" } else { ")" });
    }
}

/// Writes a folded letter as an expression.
fn push_letter(letter: char, into: &mut String) {
    if regex_syntax::is_meta_character(letter) {
        into.push('\\');
    }
    into.push(letter);
}

/// Writes a folded letter as an expression that matches it with any accent.
fn push_any_accent(folded: char, into: &mut String) {
    match folded {
        'a' => into.push_str("[aàâäá]"),
        'c' => into.push_str("[cç]"),
        'e' => into.push_str("[eéèêë]"),
        'i' => into.push_str("[iîïí]"),
        'o' => into.push_str("[oôöó]"),
        'u' => into.push_str("[uùûüú]"),
        'y' => into.push_str("[yÿ]"),
        'n' => into.push_str("[nñ]"),
        other => push_letter(other, into),
    }
}
