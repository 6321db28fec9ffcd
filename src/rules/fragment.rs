//! Named fragments of regular expressions: `{months}` stands for the spellings of the vocabulary
//! `months`, `{number}` for the pattern `number`.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::Regex;

use crate::model::diagnostic::Diagnostic;
use crate::normalise::shadow::fold;
use crate::rules::error::SourceFile;
use crate::rules::file::Text;
use crate::rules::pattern::{self, Pattern};

/// What `{name}` can stand for.
#[derive(Debug, Default)]
pub struct Fragments {
    /// Fragment for the folded shadow and for the printed shadow, by name.
    by_name: BTreeMap<String, (String, String)>,
    /// What was compiled before: the families share most of their rules.
    compiled: RefCell<BTreeMap<(bool, String), Pattern>>,
}

/// An expression with its fragments put in, and the way back to what the file says.
#[derive(Debug)]
pub struct Expanded {
    /// The whole expression.
    pub text: String,
    /// Where pieces of it begin, here and in the file's text; a fragment is one piece.
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    here: usize,
    there: usize,
    fragment: bool,
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

    fn push(&mut self, text: &str, there: usize, fragment: bool) {
        if !text.is_empty() {
            self.pieces.push(Piece { here: self.text.len(), there, fragment });
            self.text.push_str(text);
        }
    }
}

impl Fragments {
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
        let nothing = "(?:)".to_owned();
        self.by_name.entry(name.to_owned()).or_insert((nothing.clone(), nothing));
    }

    /// Adds the spellings of a vocabulary under its name.
    pub fn add_spellings(&mut self, name: &str, spellings: &[String]) {
        let mut folded: Vec<String> = spellings.iter().map(|spelling| fold(spelling)).collect();
        folded.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        folded.dedup();
        let plain: Vec<String> = folded.iter().map(|spelling| regex::escape(spelling)).collect();
        let accented: Vec<String> = folded.iter().map(|spelling| any_accent(spelling)).collect();
        let fragment = (format!("(?:{})", plain.join("|")), format!("(?i:{})", accented.join("|")));
        self.by_name.insert(name.to_owned(), fragment);
    }

    /// Adds a named pattern; names in it are replaced by what is known so far.
    pub fn add_pattern(
        &mut self,
        source: &SourceFile<'_>,
        name: &str,
        text: &Text,
    ) -> Result<(), Diagnostic> {
        let expanded = self.expand(source, text, false)?;
        Regex::new(&expanded.text)
            .map_err(|error| pattern::explain(source, text, &expanded, &error))?;
        let folded = format!("(?:{})", expanded.text);
        let printed = format!("(?:{})", self.expand(source, text, true)?.text);
        self.by_name.insert(name.to_owned(), (folded, printed));
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
        let mut expanded = Expanded { text: String::new(), pieces: Vec::new() };
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
            let Some((folded_fragment, printed_fragment)) = self.by_name.get(name) else {
                let known: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
                let bytes = source.inside(text, open + 1..open + 1 + name.len());
                return Err(source.unknown(bytes, "vocabulary or pattern", name, &known));
            };
            expanded.push(whole.get(done..open).unwrap_or_default(), done, false);
            expanded.push(if printed { printed_fragment } else { folded_fragment }, open, true);
            done = from + name.len() + 1;
            from = done;
        }
        expanded.push(whole.get(done..).unwrap_or_default(), done, false);
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

/// A folded spelling as an expression that matches it with any accents.
fn any_accent(folded: &str) -> String {
    let mut expression = String::new();
    for character in folded.chars() {
        match character {
            'a' => expression.push_str("[aàâäá]"),
            'c' => expression.push_str("[cç]"),
            'e' => expression.push_str("[eéèêë]"),
            'i' => expression.push_str("[iîïí]"),
            'o' => expression.push_str("[oôöó]"),
            'u' => expression.push_str("[uùûüú]"),
            'y' => expression.push_str("[yÿ]"),
            'n' => expression.push_str("[nñ]"),
            other => expression.push_str(&regex::escape(&other.to_string())),
        }
    }
    expression
}
