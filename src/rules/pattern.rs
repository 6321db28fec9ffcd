//! Regular expressions of the rules: written once, matched on shadows.

use regex::{Captures, Regex};
use regex_syntax::ast::{self, Ast};

use crate::model::diagnostic::Diagnostic;
use crate::normalise::shadow::Shadow;
use crate::rules::check;
use crate::rules::error::SourceFile;
use crate::rules::file::Text;
use crate::rules::fragment::{Expanded, Fragments};

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
    ) -> Result<Self, Diagnostic> {
        let expanded = fragments.expand(source, text, printed)?;
        if let Some(known) = fragments.compiled(&expanded.text, printed) {
            return Ok(known);
        }
        let regex =
            Regex::new(&expanded.text).map_err(|error| explain(source, text, &expanded, &error))?;
        if let Some((offset, letter)) = unmatchable(&expanded.text, printed) {
            return Err(never(source, text, &expanded, offset, letter, printed));
        }
        let pattern = Self { regex, printed };
        fragments.remember(expanded.text, &pattern);
        Ok(pattern)
    }

    /// True if it is matched on the shadow that keeps capitals and accents.
    pub fn is_printed(&self) -> bool {
        self.printed
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

/// An error of a regular expression, at its character.
pub fn explain(
    source: &SourceFile<'_>,
    text: &Text,
    expanded: &Expanded,
    error: &regex::Error,
) -> Diagnostic {
    let parsed = ast::parse::Parser::new().parse(&expanded.text);
    let (bytes, cause) = match parsed {
        Err(syntax) => {
            let span = syntax.span();
            (span.start.offset..span.end.offset, syntax.kind().to_string())
        }
        Ok(_) => (0..0, last_line(&error.to_string())),
    };
    let bytes = source.inside(text, expanded.written(bytes.start)..expanded.written(bytes.end));
    source.problem(check::BAD_EXPRESSION, bytes, format!("bad regular expression: {cause}"))
}

/// The last line of a message of the regex crate, which is the cause without the picture.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or(message).trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// The error of a letter that no shadow has.
fn never(
    source: &SourceFile<'_>,
    text: &Text,
    expanded: &Expanded,
    offset: usize,
    letter: char,
    printed: bool,
) -> Diagnostic {
    let bytes = expanded.written(offset)..expanded.written(offset + letter.len_utf8());
    let bytes = source.inside(text, bytes);
    let mut error =
        source.problem(check::IMPOSSIBLE_LETTER, bytes, format!("{letter:?} never matches"));
    let plain = shadow(letter, printed);
    error.hint = Some(if printed || shadow(letter, true) != letter.to_string() {
        format!("expressions see plain apostrophes, quotes and dashes: write {plain:?}")
    } else {
        format!(
            "expressions see no capitals and no accents: write {plain:?}; a field can say `case = true`"
        )
    });
    error
}

/// A letter as expressions see it.
fn shadow(letter: char, printed: bool) -> String {
    let text = letter.to_string();
    if printed { Shadow::printed(&text).text } else { Shadow::folded(&text).text }
}

/// The first letter of an expression that no shadow has: a capital or an accent where they are
/// folded, a typographic apostrophe anywhere.
fn unmatchable(expression: &str, printed: bool) -> Option<(usize, char)> {
    struct Letters {
        printed: bool,
        found: Option<(usize, char)>,
        /// `(?i)` stands in the expression: capitals match.
        any_case: bool,
    }
    impl Letters {
        fn look(&mut self, literal: &ast::Literal) {
            let letter = literal.c;
            let seen = match (self.any_case, self.printed) {
                (true, false) => shadow(letter.to_lowercase().next().unwrap_or(letter), false),
                _ => shadow(letter, self.printed),
            };
            let same = seen == letter.to_string()
                || (self.any_case && seen == letter.to_lowercase().to_string());
            if !same && self.found.is_none() {
                self.found = Some((literal.span.start.offset, letter));
            }
        }
    }
    impl ast::Visitor for Letters {
        type Output = Option<(usize, char)>;
        type Err = ();

        fn finish(self) -> Result<Self::Output, ()> {
            Ok(self.found)
        }

        fn visit_pre(&mut self, ast: &Ast) -> Result<(), ()> {
            if let Ast::Literal(literal) = ast {
                self.look(literal);
            }
            Ok(())
        }

        fn visit_class_set_item_pre(&mut self, item: &ast::ClassSetItem) -> Result<(), ()> {
            if let ast::ClassSetItem::Literal(literal) = item {
                self.look(literal);
            }
            Ok(())
        }
    }
    let any_case = expression.contains("(?i");
    let tree = ast::parse::Parser::new().parse(expression).ok()?;
    ast::visit(&tree, Letters { printed, found: None, any_case }).ok()?
}
