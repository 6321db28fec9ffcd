//! Rules are data: loading and compiling the TOML files that say what to read.
//!
//! A rule selects text and names a normaliser; conditions and loops are Rust, in `extract`. The
//! rules of this repository are compiled in; `--rules DIR` lays a folder over them. Everything that
//! can be wrong with a rule is found here, before the first document is read.

mod alphabet;
mod automaton;
mod bundled;
pub mod check;
mod compile;
mod error;
mod examples;
pub mod file;
mod fragment;
mod lint;
mod messages;
mod needle;
mod outline;
mod parsed;
mod pattern;
mod reach;
mod rule;
mod search;
mod states;
pub mod target;
#[cfg(test)]
mod tests;
mod vocabulary;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::model::diagnostic::Diagnostic;
use crate::model::digest::sha256;
use crate::model::gap::GapCode;
use crate::model::record::Family;
use crate::normalise::lexicon::Lexicon;

pub use examples::{Examples, Failure, run as run_examples};
pub use file::{EvidencePlace, FieldPlace, RegionName, TokenPlace};
pub use messages::{Messages, fill};
pub use pattern::{Haystack, Match, Pattern};
pub use rule::{
    About, Evidence, Example, Expect, Expected, FamilyRules, Field, Ignore, IgnoreWhat, Index,
    List, RecordRule, Section, Token,
};
pub use search::Candidates;
pub use vocabulary::{Term, Vocabulary};
pub use wording::Wording;

/// All rules, compiled.
#[derive(Debug)]
pub struct Rules {
    families: Vec<FamilyRules>,
    vocabularies: BTreeMap<String, Vocabulary>,
    lexicon: Lexicon,
    about: BTreeMap<String, About>,
    messages: BTreeMap<String, Messages>,
    wording: BTreeMap<String, Wording>,
    language: String,
    fingerprint: String,
    /// SHA-256 of each file.
    files: BTreeMap<String, String>,
    reach: BTreeMap<String, BTreeSet<String>>,
}

/// The language of gap messages unless another is asked for.
const LANGUAGE: &str = "fr";

/// Where the catalogues of what reports and letters say are.
const WORDING: &str = "messages/report/";

impl Rules {
    /// The rules that are compiled in.
    pub fn bundled() -> Result<Self, Diagnostic> {
        // Tests have checked them, and a run that reads one text needs few of the expressions.
        Self::new(&files(None)?, false)
    }

    /// The rules that are compiled in, with those of a folder laid over them: every `.toml` below it
    /// stands for the file of the same path in this repository's `rules/`, or is added.
    pub fn load(folder: &Path) -> Result<Self, Diagnostic> {
        Self::compile(&files(Some(folder))?)
    }

    /// Compiles rule files, given as path below the rules folder and text; the first error if there
    /// are any.
    pub fn compile(files: &BTreeMap<String, String>) -> Result<Self, Diagnostic> {
        Self::new(files, true)
    }

    fn new(files: &BTreeMap<String, String>, checked: bool) -> Result<Self, Diagnostic> {
        let Files { rules, messages, wording } = Files::of(files);
        let messages = messages
            .into_iter()
            .map(|(language, name, text)| Ok((language.to_owned(), Messages::parse(name, text)?)))
            .collect::<Result<_, _>>()?;
        let wording = wording
            .into_iter()
            .map(|(language, name, text)| Ok((language.to_owned(), worded(name, text)?)))
            .collect::<Result<_, Diagnostic>>()?;
        let compiled = compile::compile(&rules, checked);
        if let Some(first) = compiled.problems.into_iter().next() {
            return Err(first);
        }
        Ok(Self {
            families: compiled.families,
            lexicon: vocabulary::lexicon(&compiled.vocabularies),
            vocabularies: compiled.vocabularies,
            about: compiled.about,
            messages,
            wording,
            language: LANGUAGE.to_owned(),
            fingerprint: fingerprint(files),
            files: files
                .iter()
                .map(|(name, text)| (name.clone(), sha256(text.as_bytes())))
                .collect(),
            reach: compiled.reach,
        })
    }

    /// Where a rule stands and what it says of itself, by its id.
    pub fn about(&self, id: &str) -> Option<&About> {
        self.about.get(id)
    }

    /// Every rule that a family uses, by its id.
    pub fn all(&self) -> impl Iterator<Item = (&str, &About)> {
        self.about.iter().map(|(id, about)| (id.as_str(), about))
    }

    /// SHA-256 of all rule files and the language, in hex.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// SHA-256 of what a document can depend on that is read by the rules of this folder: its name,
    /// rule files, and the catalogue of gap messages. None for a folder that describes no family.
    pub fn fingerprint_of(&self, folder: &str) -> Option<String> {
        let catalogue = self.catalogue();
        let reached = self.reach.get(folder)?.iter().chain([&catalogue]);
        let hashes = reached.filter_map(|name| Some((name.clone(), self.files.get(name)?.clone())));
        // Two folders may have the same rules today and others tomorrow.
        let named = [(folder.to_owned(), String::new())];
        Some(fingerprint(&hashes.chain(named).collect()))
    }

    /// SHA-256 of the catalogues, in hex: of gap messages, and of what the report says itself.
    pub fn words_fingerprint(&self) -> String {
        let catalogues = [self.catalogue(), format!("{WORDING}{}.toml", self.language)];
        let hashes = catalogues.into_iter().filter_map(|name| {
            let hash = self.files.get(&name)?.clone();
            Some((name, hash))
        });
        fingerprint(&hashes.collect())
    }

    fn catalogue(&self) -> String {
        format!("messages/{}.toml", self.language)
    }

    /// The families in the order of their folders; the one for `unknown` documents included.
    pub fn families(&self) -> &[FamilyRules] {
        &self.families
    }

    /// The rules for documents of a family: the first folder that describes it.
    pub fn family(&self, family: Family) -> Option<&FamilyRules> {
        self.families.iter().find(|rules| rules.family == family)
    }

    /// The rules of a folder.
    pub fn folder(&self, folder: &str) -> Option<&FamilyRules> {
        self.families.iter().find(|rules| rules.folder == folder)
    }

    /// A vocabulary by name; empty if there is none, which loading has made sure of.
    pub fn vocabulary(&self, name: &str) -> &Vocabulary {
        const NONE: &Vocabulary = &Vocabulary::EMPTY;
        self.vocabularies.get(name).unwrap_or(NONE)
    }

    /// The words that normalisers need.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The same rules with gap messages in another language; an error if there is no catalogue.
    pub fn speaking(mut self, language: &str) -> Result<Self, Diagnostic> {
        if self.messages.contains_key(language) {
            if self.language != language {
                self.fingerprint = sha256(format!("{}\n{language}", self.fingerprint).as_bytes());
                self.language = language.to_owned();
            }
            return Ok(self);
        }
        let known: Vec<&str> = self.messages.keys().map(String::as_str).collect();
        let hint = format!("there are: {}", known.join(", "));
        let message = format!("no catalogue for {language:?}");
        Err(error::whole("messages", check::UNKNOWN_NAME, message, Some(hint)))
    }

    /// The gap messages.
    pub fn messages(&self) -> &Messages {
        const NONE: &Messages = &Messages::EMPTY;
        self.messages.get(&self.language).unwrap_or(NONE)
    }

    /// What reports and letters say themselves.
    pub fn wording(&self) -> &Wording {
        const NONE: &Wording = &Wording::EMPTY;
        self.wording.get(&self.language).unwrap_or(NONE)
    }

    /// The language of gap messages, reports and letters, as a primary subtag.
    pub fn language(&self) -> &str {
        &self.language
    }
}

/// A catalogue of words; what it leaves out is as in the one that is compiled in.
fn worded(name: &str, text: &str) -> Result<Wording, Diagnostic> {
    let own = Wording::parse(name, text)?;
    let bundled = bundled::FILES.iter().find(|(bundled, _)| *bundled == name);
    match bundled.filter(|(_, bundled)| *bundled != text) {
        Some((name, text)) => Ok(own.over(&Wording::parse(name, text)?)),
        None => Ok(own),
    }
}

/// The files of a rules folder by what they hold.
struct Files<'f> {
    rules: BTreeMap<&'f str, &'f str>,
    /// Language, file and text of each catalogue.
    messages: Vec<(&'f str, &'f str, &'f str)>,
    /// The same of the words of reports and letters.
    wording: Vec<(&'f str, &'f str, &'f str)>,
}

impl<'f> Files<'f> {
    fn of(files: &'f BTreeMap<String, String>) -> Self {
        let mut sorted = Self { rules: BTreeMap::new(), messages: Vec::new(), wording: Vec::new() };
        for (name, text) in files {
            let (name, text) = (name.as_str(), text.as_str());
            let language = |folder| Some(name.strip_prefix(folder)?.trim_end_matches(".toml"));
            match (language(WORDING), language("messages/")) {
                (Some(language), _) => sorted.wording.push((language, name, text)),
                (None, Some(language)) => sorted.messages.push((language, name, text)),
                (None, None) => {
                    sorted.rules.insert(name, text);
                }
            }
        }
        sorted
    }
}

/// The rule files by their paths: those that are compiled in, and laid over them those of a folder.
pub fn files(folder: Option<&Path>) -> Result<BTreeMap<String, String>, Diagnostic> {
    folder.map_or_else(|| Ok(bundled::files()), bundled::laid_over)
}

/// Everything that is wrong with rule files, given as path below the rules folder and text: errors
/// and warnings, sorted by their places.
pub fn lint(files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let Files { rules, messages, wording } = Files::of(files);
    let messages =
        messages.into_iter().filter_map(|(_, name, text)| Messages::parse(name, text).err());
    let wording =
        wording.into_iter().filter_map(|(_, name, text)| Wording::parse(name, text).err());
    let compiled = compile::compile(&rules, true);
    let mut told: Vec<Diagnostic> =
        messages.chain(wording).chain(compiled.problems).chain(compiled.warnings).collect();
    told.sort();
    told
}

/// SHA-256 of names and texts, in hex.
fn fingerprint(files: &BTreeMap<String, String>) -> String {
    let mut hash = Sha256::new();
    for part in files.iter().flat_map(|(name, text)| [name, text]) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The gap code that a rule names.
pub(crate) fn gap_code(name: &str) -> Option<GapCode> {
    GapCode::ALL.into_iter().find(|code| code.name() == name)
}
