//! Named fragments of regular expressions: `{months}` stands for the spellings of the vocabulary
//! `months`, `{number}` for the pattern `number`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::diagnostic::Diagnostic;
use crate::normalise::shadow::fold;
use crate::rules::error::SourceFile;
use crate::rules::file::Text;
use crate::rules::outline::{Fragment, Meaning, Outline};
use crate::rules::pattern::{self, Lazy, Pattern};
use crate::rules::search::Search;

/// What `{name}` can stand for.
#[derive(Debug, Default)]
pub struct Fragments {
    by_name: BTreeMap<String, Arc<Fragment>>,
    /// What was compiled before, by what the file says: the families share most of their rules.
    compiled: RefCell<BTreeMap<(bool, String), Pattern>>,
    /// Expressions are compiled at once, to tell what is wrong with them.
    checked: bool,
    /// The words that the patterns need, looked for together.
    pub search: Arc<Search<Lazy>>,
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

    /// The pattern that this text of a file was compiled to before.
    pub fn compiled(&self, written: &str, printed: bool) -> Option<Pattern> {
        self.compiled.borrow().get(&(printed, written.to_owned())).cloned()
    }

    /// Keeps a pattern for the next rule with this text.
    pub fn remember(&self, written: &str, pattern: &Pattern) {
        let key = (pattern.is_printed(), written.to_owned());
        self.compiled.borrow_mut().insert(key, pattern.clone());
    }

    /// Adds a name whose meaning could not be read: what uses it is not to blame.
    pub fn add_unread(&mut self, name: &str) {
        if !self.by_name.contains_key(name) {
            self.add(name, Meaning::Unread);
        }
    }

    fn add(&mut self, name: &str, meaning: Meaning) {
        self.by_name.insert(name.to_owned(), Arc::new(Fragment::new(name, meaning)));
    }

    /// Adds the spellings of a vocabulary under its name.
    pub fn add_spellings(&mut self, name: &str, spellings: &[String]) {
        let mut folded: Vec<String> = spellings.iter().map(|spelling| fold(spelling)).collect();
        folded.sort();
        folded.dedup();
        self.add(name, Meaning::Spellings(folded));
    }

    /// Adds a named pattern; names in it are replaced by what is known so far.
    pub fn add_pattern(
        &mut self,
        source: &SourceFile<'_>,
        name: &str,
        text: &Text,
    ) -> Result<(), Diagnostic> {
        let outline = self.outline(source, text)?;
        if self.checked {
            regex_syntax::parse(&outline.expression(false)).map_err(|error| {
                pattern::explain(source, text, &outline, false, &error.to_string())
            })?;
        }
        self.add(name, Meaning::Pattern(outline));
        Ok(())
    }

    /// Finds what each `{name}` stands for; repetitions such as `{2,3}` and classes such as `\p{Lu}`
    /// stay.
    pub fn outline(&self, source: &SourceFile<'_>, text: &Text) -> Result<Outline, Diagnostic> {
        let mut outline = Outline::default();
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
            outline.push(whole.get(done..open).unwrap_or_default());
            outline.push_fragment(fragment);
            done = from + name.len() + 1;
            from = done;
        }
        outline.push(whole.get(done..).unwrap_or_default());
        Ok(outline)
    }
}

/// True for what can be the name of a vocabulary or pattern.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}
