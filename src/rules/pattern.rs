//! Regular expressions of the rules: written once, matched on shadows.
//!
//! `{months}` stands for the spellings of the vocabulary `months`, `{number}` for the named
//! pattern `number`.

use std::collections::BTreeMap;

use regex::{Captures, Regex};

use crate::normalise::shadow::{Shadow, fold};
use crate::rules::error::{RuleError, SourceFile};
use crate::rules::file::Text;

/// What `{name}` can stand for.
#[derive(Debug, Default)]
pub struct Fragments {
    /// Fragment for the folded shadow and for the printed shadow, by name.
    by_name: BTreeMap<String, (String, String)>,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    printed: bool,
}

impl Pattern {
    /// Compiles the expression, which is matched on the folded shadow, or with `printed` on the
    /// one that keeps capitals and accents.
    pub fn compile(
        source: &SourceFile<'_>,
        text: &Text,
        fragments: &Fragments,
        printed: bool,
    ) -> Result<Self, RuleError> {
        let expanded = fragments.expand(source, text, printed)?;
        let regex =
            Regex::new(&expanded).map_err(|error| explain(source, text, &expanded, &error))?;
        Ok(Self { regex, printed })
    }

    /// The text that this pattern is matched on.
    pub fn haystack<'t>(&self, folded: &'t Shadow, printed: &'t Shadow) -> &'t Shadow {
        if self.printed { printed } else { folded }
    }

    /// The first match on the shadow that [`Self::haystack`] chose.
    pub fn captures<'t>(&self, shadow: &'t Shadow) -> Option<Captures<'t>> {
        self.regex.captures(&shadow.text)
    }

    /// All matches on the shadow that [`Self::haystack`] chose.
    pub fn all<'t>(&self, shadow: &'t Shadow) -> Vec<Captures<'t>> {
        self.regex.captures_iter(&shadow.text).collect()
    }

    /// The first match in a text that is a shadow already, in bytes.
    pub fn find(&self, shadow: &str) -> Option<std::ops::Range<usize>> {
        self.regex.find(shadow).map(|found| found.range())
    }

    /// True if it matches the text, which is shadowed first.
    pub fn matches(&self, text: &str) -> bool {
        let shadow = if self.printed { Shadow::printed(text) } else { Shadow::folded(text) };
        self.regex.is_match(&shadow.text)
    }

    /// True if it matches the shadow that [`Self::haystack`] chose.
    pub fn is_match(&self, shadow: &Shadow) -> bool {
        self.regex.is_match(&shadow.text)
    }

    /// Names of the captures.
    pub fn names(&self) -> Vec<&str> {
        self.regex.capture_names().flatten().collect()
    }
}

/// An error of a regular expression, at its character where the expression stands in the file as
/// it was compiled, else at its beginning.
fn explain(
    source: &SourceFile<'_>,
    text: &Text,
    expanded: &str,
    error: &regex::Error,
) -> RuleError {
    let start = text.span().start;
    let opening = source.text.get(start..).map_or(0, |rest| match rest {
        rest if rest.starts_with("'''\n") => 4,
        rest if rest.starts_with("'''") => 3,
        _ => 1,
    });
    let parsed = regex_syntax::ast::parse::Parser::new().parse(expanded);
    let (offset, cause) = match parsed {
        Err(syntax) => (syntax.span().start.offset, syntax.kind().to_string()),
        Ok(_) => (0, last_line(&error.to_string())),
    };
    let inside = if expanded == text.get_ref() { offset } else { 0 };
    source.error(start + opening + inside, format!("bad regular expression: {cause}"))
}

/// The last line of a message of the regex crate, which is the cause without the picture.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or(message).trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

impl Fragments {
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
    ) -> Result<(), RuleError> {
        let folded = format!("(?:{})", self.expand(source, text, false)?);
        let printed = format!("(?:{})", self.expand(source, text, true)?);
        Regex::new(&folded).map_err(|error| explain(source, text, &folded, &error))?;
        self.by_name.insert(name.to_owned(), (folded, printed));
        Ok(())
    }

    /// Replaces `{name}` by what it stands for; repetitions such as `{2,3}` and classes such as
    /// `\p{Lu}` stay.
    fn expand(
        &self,
        source: &SourceFile<'_>,
        text: &Text,
        printed: bool,
    ) -> Result<String, RuleError> {
        let mut expanded = String::new();
        let mut rest = text.get_ref().as_str();
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            expanded.push_str(before);
            let name = after.get(1..).and_then(|after| after.split_once('}')).map(|(name, _)| name);
            let class = before.ends_with("\\p") || before.ends_with("\\P");
            match name {
                Some(name) if !class && is_name(name) => {
                    let (folded_fragment, printed_fragment) =
                        self.by_name.get(name).ok_or_else(|| {
                            let known: Vec<&str> =
                                self.by_name.keys().map(String::as_str).collect();
                            source.unknown(text.span().start, "vocabulary or pattern", name, &known)
                        })?;
                    expanded.push_str(if printed { printed_fragment } else { folded_fragment });
                    rest = after.get(name.len() + 2..).unwrap_or_default();
                }
                _ => {
                    expanded.push('{');
                    rest = after.get(1..).unwrap_or_default();
                }
            }
        }
        expanded.push_str(rest);
        Ok(expanded)
    }
}

/// True for what can be the name of a vocabulary or pattern.
fn is_name(text: &str) -> bool {
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
