//! Regular expressions of the rules: written once, matched on shadows.

use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use regex_automata::PatternID;
use regex_automata::util::captures::Captures;
use regex_syntax::ast::{self, Ast};

use crate::model::diagnostic::Diagnostic;
use crate::normalise::shadow::Shadow;
use crate::rules::automaton::Automaton;
use crate::rules::check;
use crate::rules::error::SourceFile;
use crate::rules::file::Text;
use crate::rules::fragment::Fragments;
use crate::rules::needle::List;
use crate::rules::outline::{Outline, Tree};
use crate::rules::search::{Candidates, Needing, Search};

/// A pattern. It is compiled when a text first has a word that it needs.
#[derive(Debug, Clone)]
pub struct Pattern(Arc<Lazy>);

/// An expression and what is known of it so far.
#[derive(Debug)]
pub struct Lazy {
    outline: Outline,
    printed: bool,
    /// The outline with all its fragments written out, for those who want to see it.
    expression: OnceLock<String>,
    /// The words that a text needs: of each list one. Worked out when the first text is looked at,
    /// which a process that only hands out documents never does.
    needles: OnceLock<Vec<List>>,
    /// `None` where it cannot be compiled, which [`Pattern::check`] tells.
    regex: OnceLock<Option<Automaton>>,
    /// Its number in the search that it shares with the other patterns of its rules.
    number: usize,
    search: Arc<Search<Lazy>>,
}

/// A text to match on: one of its shadows. The folded one is that in which needles are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Haystack<'t> {
    shadow: &'t Shadow,
    folded: Option<&'t Shadow>,
    candidates: Option<&'t Candidates>,
}

impl<'t> From<&'t Shadow> for Haystack<'t> {
    fn from(shadow: &'t Shadow) -> Self {
        Self { shadow, folded: None, candidates: None }
    }
}

impl Deref for Haystack<'_> {
    type Target = Shadow;

    fn deref(&self) -> &Shadow {
        self.shadow
    }
}

/// A match, in bytes of the shadow.
#[derive(Debug, Clone)]
pub struct Match(Captures);

impl Match {
    /// All of it.
    pub fn whole(&self) -> Range<usize> {
        self.0.get_match().map_or(0..0, |whole| whole.range())
    }

    /// A capture that took part in it.
    pub fn part(&self, name: &str) -> Option<Range<usize>> {
        self.0.get_group_by_name(name).map(|part| part.range())
    }

    /// All named captures that took part in it.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let names = self.0.group_info().pattern_names(PatternID::ZERO);
        names.flatten().filter_map(|name| Some((name, self.part(name)?)))
    }
}

impl<'t> Haystack<'t> {
    /// The same text with what is known of the patterns that could match it.
    pub fn among(self, candidates: Option<&'t Candidates>) -> Self {
        Self { candidates, ..self }
    }
}

impl Lazy {
    fn regex(&self) -> Option<&Automaton> {
        let written_out = || regex_syntax::parse(self.expression()).ok().map(Tree::from);
        let compile = || {
            let tree = self.outline.tree(self.printed).or_else(written_out)?;
            Automaton::new(&tree).ok()
        };
        self.regex.get_or_init(compile).as_ref()
    }

    fn expression(&self) -> &str {
        self.expression.get_or_init(|| self.outline.expression(self.printed))
    }
}

impl Needing for Lazy {
    fn needles(&self) -> &[List] {
        self.needles.get_or_init(|| self.outline.words().needles())
    }
}

impl Pattern {
    /// Reads the expression, which is matched on the folded shadow, or with `printed` on the one
    /// that keeps capitals and accents.
    pub fn compile(
        source: &SourceFile<'_>,
        text: &Text,
        fragments: &Fragments,
        printed: bool,
    ) -> Result<Self, Diagnostic> {
        if let Some(known) = fragments.compiled(text.get_ref(), printed) {
            return Ok(known);
        }
        let pattern = Self::new(fragments.outline(source, text)?, printed, &fragments.search);
        if fragments.are_checked() {
            pattern.check(source, text)?;
        }
        fragments.remember(text.get_ref(), &pattern);
        Ok(pattern)
    }

    fn new(outline: Outline, printed: bool, search: &Arc<Search<Lazy>>) -> Self {
        Self(search.add(|number| Lazy {
            outline,
            printed,
            expression: OnceLock::new(),
            needles: OnceLock::new(),
            regex: OnceLock::new(),
            number,
            search: Arc::clone(search),
        }))
    }

    /// Everything that can be wrong with the expression.
    fn check(&self, source: &SourceFile<'_>, text: &Text) -> Result<(), Diagnostic> {
        let Lazy { outline, printed, .. } = &*self.0;
        let failed = |cause: String| explain(source, text, outline, *printed, &cause);
        let hir = regex_syntax::parse(self.0.expression()).map_err(|e| failed(e.to_string()))?;
        Automaton::new(&hir.into()).map_err(|e| {
            failed(match e.size_limit() {
                Some(limit) => format!("it makes an automaton of more than {limit} bytes"),
                None => e.to_string(),
            })
        })?;
        match unmatchable(self.0.expression(), *printed) {
            Some((offset, letter)) => {
                let start = outline.written(*printed, offset);
                Err(never(source, text, start, letter, *printed))
            }
            None => Ok(()),
        }
    }

    /// The automaton if the text may match: its folded form has one of the needles.
    fn regex_for(&self, haystack: Haystack<'_>) -> Option<&Automaton> {
        if let Some(folded) = self.folded(haystack) {
            let stands = match haystack.candidates {
                Some(known) => self.0.search.is_candidate(self.0.number, folded, known),
                None => self.stand_in(folded),
            };
            if !stands {
                return None;
            }
        }
        self.0.regex()
    }

    /// True if the words that are needed stand in a folded text.
    fn stand_in(&self, folded: &str) -> bool {
        self.0.needles().iter().all(|list| list.iter().any(|needle| folded.contains(needle)))
    }

    /// False if the text lacks every word of which the pattern needs one.
    pub fn could_match<'t>(&self, haystack: Haystack<'t>) -> bool {
        match (haystack.candidates, self.folded(haystack)) {
            (Some(known), Some(folded)) => self.0.search.is_candidate(self.0.number, folded, known),
            _ => true,
        }
    }

    /// The folded form of a text to match on, if it is at hand.
    fn folded<'t>(&self, haystack: Haystack<'t>) -> Option<&'t str> {
        let folded = haystack.folded.or((!self.0.printed).then_some(haystack.shadow));
        folded.map(|shadow| shadow.text.as_str())
    }

    /// True if it is matched on the shadow that keeps capitals and accents.
    pub fn is_printed(&self) -> bool {
        self.0.printed
    }

    /// The expression, with what its names stand for.
    pub fn expression(&self) -> &str {
        self.0.expression()
    }

    /// The names that the file has in the expression, with the bytes that stand for each.
    pub fn names(&self) -> Vec<(Range<usize>, String)> {
        self.0.outline.names(self.0.printed)
    }

    /// A part of the expression as a pattern of its own, which matches nothing if it is none.
    pub fn part(&self, bytes: Range<usize>) -> Self {
        let expression = self.0.expression().get(bytes).unwrap_or_default();
        Self::new(Outline::plain(expression), self.0.printed, &Arc::default())
    }

    /// The text that this pattern is matched on.
    pub fn haystack<'t>(&self, folded: &'t Shadow, printed: &'t Shadow) -> Haystack<'t> {
        let shadow = if self.0.printed { printed } else { folded };
        Haystack { shadow, folded: Some(folded), candidates: None }
    }

    /// The first match in the text that [`Self::haystack`] chose.
    pub fn captures<'t>(&self, haystack: impl Into<Haystack<'t>>) -> Option<Match> {
        let haystack = haystack.into();
        self.regex_for(haystack)?.captures(&haystack.text).map(Match)
    }

    /// All matches in the text that [`Self::haystack`] chose.
    pub fn all<'t>(&self, haystack: impl Into<Haystack<'t>>) -> Vec<Match> {
        let haystack = haystack.into();
        let Some(regex) = self.regex_for(haystack) else { return Vec::new() };
        regex.all(&haystack.text).into_iter().map(Match).collect()
    }

    /// The first match in the text that [`Self::haystack`] chose, in bytes.
    pub fn find<'t>(&self, haystack: impl Into<Haystack<'t>>) -> Option<Range<usize>> {
        let haystack = haystack.into();
        self.regex_for(haystack)?.find(&haystack.text)
    }

    /// The first match in a text that is folded already, in bytes.
    pub fn find_folded(&self, folded: &str) -> Option<Range<usize>> {
        let regex = self.stand_in(folded).then(|| self.0.regex())??;
        regex.find(folded)
    }

    /// True if it matches the text that [`Self::haystack`] chose.
    pub fn is_match<'t>(&self, haystack: impl Into<Haystack<'t>>) -> bool {
        let haystack = haystack.into();
        self.regex_for(haystack).is_some_and(|regex| regex.is_match(&haystack.text))
    }

    /// True if it matches the text, which is shadowed first.
    pub fn matches(&self, text: &str) -> bool {
        let shadow = if self.0.printed { Shadow::printed(text) } else { Shadow::folded(text) };
        self.is_match(&shadow)
    }
}

/// An error of a regular expression, at its character.
pub fn explain(
    source: &SourceFile<'_>,
    text: &Text,
    outline: &Outline,
    printed: bool,
    cause: &str,
) -> Diagnostic {
    let parsed = ast::parse::Parser::new().parse(&outline.expression(printed));
    let (bytes, cause) = match parsed {
        Err(syntax) => {
            let span = syntax.span();
            (span.start.offset..span.end.offset, syntax.kind().to_string())
        }
        Ok(_) => (0..0, last_line(cause)),
    };
    let bytes = source
        .inside(text, outline.written(printed, bytes.start)..outline.written(printed, bytes.end));
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
    start: usize,
    letter: char,
    printed: bool,
) -> Diagnostic {
    let bytes = source.inside(text, start..start + letter.len_utf8());
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
            // Most are: no shadow changes them.
            if letter != '`' && matches!(letter, ' '..='@' | '['..='~') {
                return;
            }
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
