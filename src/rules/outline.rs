//! Expressions with one character for each of their named fragments.
//!
//! The families' expressions name the same few fragments again and again, and a fragment is long: a
//! vocabulary of roles is four thousand characters. So an expression is kept without them, and what
//! is known of a fragment is worked out once, when the first expression needs it. Nothing here decides
//! what matches: an outline stands for the expression that is written out with all its fragments.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_syntax::hir::Hir;

use crate::rules::needle::Words;

/// The first of the characters that stand for fragments in an outline; no rule writes these.
const FIRST: char = '\u{F0000}';

/// What the names of captures begin with that stand for fragments; no rule's do.
const STANDS_FOR: &str = "_.";

/// What a name stands for.
#[derive(Debug)]
pub struct Fragment {
    name: String,
    meaning: Meaning,
    folded: Form,
    printed: Form,
    words: OnceLock<Words>,
}

/// Where a fragment comes from.
#[derive(Debug)]
pub enum Meaning {
    /// A table that could not be read.
    Unread,
    /// The spellings of a vocabulary, folded, sorted and each once.
    Spellings(Vec<String>),
    /// A pattern.
    Pattern(Outline),
}

/// A fragment as it is matched on one of the shadows.
#[derive(Debug, Default)]
struct Form {
    expression: OnceLock<String>,
    tree: OnceLock<Option<Arc<Tree>>>,
}

/// A parsed expression; a capture stands in it for each fragment.
#[derive(Debug)]
pub struct Tree {
    /// The expression.
    pub hir: Hir,
    /// By the numbers in the names of their captures.
    fragments: Vec<Arc<Self>>,
}

/// An expression with one character for each fragment, and what these are.
#[derive(Debug, Default)]
pub struct Outline {
    text: String,
    fragments: BTreeMap<char, Arc<Fragment>>,
}

impl From<Hir> for Tree {
    fn from(hir: Hir) -> Self {
        Self { hir, fragments: Vec::new() }
    }
}

impl Tree {
    /// The fragment that a capture of this name stands for.
    pub fn fragment(&self, capture: &str) -> Option<&Arc<Self>> {
        self.fragments.get(capture.strip_prefix(STANDS_FOR)?.parse::<usize>().ok()?)
    }

    fn may_be_empty(&self) -> bool {
        self.hir.properties().minimum_len() == Some(0)
    }
}

impl Fragment {
    /// What `{name}` stands for.
    pub fn new(name: &str, meaning: Meaning) -> Self {
        let (folded, printed) = (Form::default(), Form::default());
        Self { name: name.to_owned(), meaning, folded, printed, words: OnceLock::new() }
    }

    fn form(&self, printed: bool) -> &Form {
        if printed { &self.printed } else { &self.folded }
    }

    /// It as a group, to be matched on the folded or on the `printed` shadow.
    fn expression(&self, printed: bool) -> &str {
        self.form(printed).expression.get_or_init(|| match &self.meaning {
            Meaning::Unread => "(?:)".to_owned(),
            Meaning::Spellings(folded) => {
                let words: Vec<&str> = folded.iter().map(String::as_str).collect();
                let push: &dyn Fn(char, &mut String) = match printed {
                    true => &push_any_accent,
                    false => &push_letter,
                };
                let mut group = if printed { "(?i:" } else { "(?:" }.to_owned();
                any_of(&words, push, &mut group);
                group + ")"
            }
            Meaning::Pattern(outline) => format!("(?:{})", outline.expression(printed)),
        })
    }

    /// It, parsed; nothing if it has to be written out.
    fn tree(&self, printed: bool) -> Option<&Arc<Tree>> {
        let tree = || {
            let tree = match &self.meaning {
                Meaning::Pattern(outline) => outline.tree(printed)?,
                _ => Tree::from(regex_syntax::parse(self.expression(printed)).ok()?),
            };
            // Its own captures are numbered by where they stand in the whole.
            let captures = tree.hir.properties().explicit_captures_len();
            (captures == tree.fragments.len()).then(|| Arc::new(tree))
        };
        self.form(printed).tree.get_or_init(tree).as_ref()
    }

    /// What is known of the texts that it matches.
    fn words(&self) -> &Words {
        self.words.get_or_init(|| match &self.meaning {
            Meaning::Unread => Words::default(),
            Meaning::Spellings(folded) => Words::any(folded.clone()),
            Meaning::Pattern(outline) => outline.words(),
        })
    }
}

impl Outline {
    /// An expression without fragments.
    pub fn plain(expression: &str) -> Self {
        Self { text: expression.to_owned(), fragments: BTreeMap::new() }
    }

    /// Adds what the file says.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds what stands for a fragment.
    pub fn push_fragment(&mut self, fragment: &Arc<Fragment>) {
        let known = self.fragments.iter().find(|(_, known)| Arc::ptr_eq(known, fragment));
        let letter = known.map(|(letter, _)| *letter).unwrap_or_else(|| {
            // No expression names a hundred thousand fragments.
            char::from_u32(FIRST as u32 + self.fragments.len() as u32).unwrap_or(char::MAX)
        });
        self.fragments.entry(letter).or_insert_with(|| Arc::clone(fragment));
        self.text.push(letter);
    }

    /// What is known of the expression before it is compiled.
    pub fn words(&self) -> Words {
        Words::of(&self.text, &|letter| Some(self.fragments.get(&letter)?.words().clone()))
    }

    /// The whole expression, to be matched on the folded or on the `printed` shadow.
    pub fn expression(&self, printed: bool) -> String {
        let mut whole = String::with_capacity(self.text.len());
        self.each(printed, |piece, _| whole.push_str(piece));
        whole
    }

    /// The bytes of the whole expression that stand for each name.
    pub fn names(&self, printed: bool) -> Vec<(Range<usize>, String)> {
        let (mut names, mut here) = (Vec::new(), 0);
        self.each(printed, |piece, fragment| {
            let bytes = here..here + piece.len();
            here = bytes.end;
            names.extend(fragment.map(|fragment| (bytes, fragment.name.clone())));
        });
        names
    }

    /// The byte of the rule's text that a byte of the whole expression comes from; for a fragment
    /// where its name stands.
    pub fn written(&self, printed: bool, offset: usize) -> usize {
        let (mut here, mut there, mut written) = (0, 0, None);
        self.each(printed, |piece, fragment| {
            if written.is_none() && offset < here + piece.len() {
                written = Some(if fragment.is_some() { there } else { there + (offset - here) });
            }
            here += piece.len();
            there += fragment.map_or(piece.len(), |fragment| fragment.name.len() + 2);
        });
        written.unwrap_or(there + (offset.saturating_sub(here)))
    }

    /// All letters of the outline with what stands for them in the whole expression.
    fn each<'s>(&'s self, printed: bool, mut each: impl FnMut(&'s str, Option<&'s Fragment>)) {
        for (at, letter) in self.text.char_indices() {
            match self.fragments.get(&letter) {
                Some(fragment) => each(fragment.expression(printed), Some(fragment)),
                None => each(self.text.get(at..at + letter.len_utf8()).unwrap_or_default(), None),
            }
        }
    }

    /// The expression, parsed, each fragment by itself and only once; nothing if it is wrong, or has
    /// to be written out for its fragments to mean what they do.
    pub fn tree(&self, printed: bool) -> Option<Tree> {
        if self.has_flags() && !self.fragments.is_empty() {
            return None;
        }
        let (mut text, mut fragments) = (String::with_capacity(self.text.len()), Vec::new());
        for letter in self.text.chars() {
            let Some(fragment) = self.fragments.get(&letter) else {
                text.push(letter);
                continue;
            };
            let tree = fragment.tree(printed)?;
            // Whether it may match nothing has to be known where it is repeated.
            let some = if tree.may_be_empty() { ".?" } else { "." };
            text.push_str(&format!("(?P<{STANDS_FOR}{}>{some})", fragments.len()));
            fragments.push(Arc::clone(tree));
        }
        Some(Tree { hir: regex_syntax::parse(&text).ok()?, fragments })
    }

    /// True if it sets flags, which would hold in a fragment that is written out.
    fn has_flags(&self) -> bool {
        let mut groups = self.text.split("(?").skip(1);
        groups.any(|group| !group.starts_with([':', '<', 'P']))
    }
}

/// Writes an expression for any of some sorted words, the longest that stands there first: a tree
/// of their letters, which is smaller than a list of them and compiled and matched the faster.
fn any_of(words: &[&str], push: &dyn Fn(char, &mut String), into: &mut String) {
    if let [word] = words {
        word.chars().for_each(|letter| push(letter, into));
        return;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::automaton::Automaton;

    fn fragment(name: &str, meaning: Meaning) -> Arc<Fragment> {
        Arc::new(Fragment::new(name, meaning))
    }

    /// An expression of texts and of the fragments `months` and `day`, which may match nothing.
    fn outline(parts: &[&str]) -> Outline {
        let spellings = ["mai", "mars"].map(str::to_owned).to_vec();
        let months = fragment("months", Meaning::Spellings(spellings));
        let mut day = Outline::plain("[0-9]{0,2} ?");
        day.push_fragment(&months);
        day.push("?");
        let day = fragment("day", Meaning::Pattern(day));
        let mut outline = Outline::default();
        for part in parts {
            match *part {
                "{months}" => outline.push_fragment(&months),
                "{day}" => outline.push_fragment(&day),
                text => outline.push(text),
            }
        }
        outline
    }

    #[test]
    fn fragments_that_are_parsed_once_match_as_if_they_were_written_out() {
        let outlines: [&[&str]; 5] = [
            &["(le )?", "{months}", " (?P<year>20[0-9]{2})"],
            &["(?:", "{day}", ",)*(?P<last>", "{day}", ")$"],
            &["(?P<a>", "{months}", ")+|(?P<b>", "{months}", "s)"],
            &["^(?:", "{day}", "|", "{months}", ")(?P<rest>.*)"],
            &["(?:", "{day}", "){2} x"],
        ];
        let texts = ["", "le 3 mai 2024", "3 mai,4,mars", "marsmai mars", "mais", "12 mars 3 x"];
        for outline in outlines.map(outline) {
            for printed in [false, true] {
                let expression = outline.expression(printed);
                let tree = outline.tree(printed).unwrap();
                assert!(!tree.fragments.is_empty());
                let parsed = Automaton::new(&tree).unwrap();
                let written = regex::Regex::new(&expression).unwrap();
                for text in texts {
                    let found: Vec<_> = parsed.all(text);
                    let found: Vec<Vec<(&str, _)>> = found
                        .iter()
                        .map(|found| {
                            let names = written.capture_names().flatten();
                            let part = |name| Some((name, found.get_group_by_name(name)?.range()));
                            let whole = found.get_match().map(|whole| ("", whole.range()));
                            whole.into_iter().chain(names.filter_map(part)).collect()
                        })
                        .collect();
                    let expected: Vec<Vec<(&str, _)>> = written
                        .captures_iter(text)
                        .map(|found| {
                            let names = written.capture_names().flatten();
                            let part = |name| Some((name, found.name(name)?.range()));
                            let whole = found.get(0).map(|whole| ("", whole.range()));
                            whole.into_iter().chain(names.filter_map(part)).collect()
                        })
                        .collect();
                    assert_eq!(found, expected, "{expression} in {text:?}");
                }
            }
        }
    }

    #[test]
    fn an_expression_with_flags_is_written_out() {
        assert!(outline(&["(?i:le) ", "{months}"]).tree(true).is_none());
        assert!(outline(&["(?i:le) mai"]).tree(true).is_some());
    }

    #[test]
    fn a_place_in_the_expression_is_one_in_the_file() {
        let outline = outline(&["le ", "{months}", "$é["]);
        let expression = outline.expression(false);
        assert_eq!(expression, "le (?:ma(?:i|rs))$é[");
        let written = |part| outline.written(false, expression.find(part).unwrap());
        assert_eq!(["le", "(?:ma", "rs", "$", "é", "["].map(written), [0, 3, 3, 11, 12, 14]);
        assert_eq!(outline.written(false, expression.len()), 15);
        assert_eq!(outline.names(false), [(3..17, "months".to_owned())]);
    }
}
