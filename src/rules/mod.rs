//! Rules are data: loading and compiling the TOML files that say what to read.
//!
//! A rule selects text and names a normaliser; conditions and loops are Rust, in `extract`. The
//! rules of this repository are compiled in; `--rules DIR` replaces them as a whole. Everything
//! that can be wrong with a rule is found here, before the first document is read.

mod bundled;
mod compile;
mod error;
mod examples;
pub mod file;
mod fragment;
mod lint;
mod messages;
mod parsed;
mod pattern;
mod rule;
pub mod target;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::model::gap::GapCode;
use crate::model::record::Family;
use crate::normalise::lexicon::Lexicon;

pub use error::RuleError;
pub use examples::failures;
pub use file::{EvidencePlace, FieldPlace, RegionName, TokenPlace};
pub use messages::Messages;
pub use pattern::Pattern;
pub use rule::{
    Evidence, Expect, Expected, FamilyRules, Field, Ignore, IgnoreWhat, Index, List, RecordRule,
    Section, Token,
};
pub use vocabulary::{Term, Vocabulary};

/// All rules, compiled.
#[derive(Debug)]
pub struct Rules {
    families: Vec<FamilyRules>,
    vocabularies: BTreeMap<String, Vocabulary>,
    lexicon: Lexicon,
    messages: BTreeMap<String, Messages>,
    language: String,
    fingerprint: String,
}

/// The language of gap messages unless another is asked for.
const LANGUAGE: &str = "fr";

impl Rules {
    /// The rules that are compiled in.
    pub fn bundled() -> Result<Self, RuleError> {
        let files = bundled::FILES.iter().map(|(name, text)| (name.to_string(), text.to_string()));
        Self::compile(files.collect())
    }

    /// The rules of a folder: every `.toml` below it, in the layout of this repository's `rules/`.
    pub fn load(folder: &Path) -> Result<Self, RuleError> {
        Self::compile(bundled::read_folder(folder)?)
    }

    /// Compiles rule files, given as path below the rules folder and text.
    pub fn compile(files: BTreeMap<String, String>) -> Result<Self, RuleError> {
        let mut hash = Sha256::new();
        for (name, text) in &files {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name.as_bytes());
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        let fingerprint = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let (message_files, rule_files): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.into_iter().partition(|(name, _)| name.starts_with("messages/"));
        let mut messages = BTreeMap::new();
        for (name, text) in &message_files {
            let language = name.trim_start_matches("messages/").trim_end_matches(".toml");
            messages.insert(language.to_owned(), Messages::parse(name, text)?);
        }
        let compiled = compile::compile(&rule_files)?;
        Ok(Self {
            families: compiled.families,
            lexicon: vocabulary::lexicon(&compiled.vocabularies),
            vocabularies: compiled.vocabularies,
            messages,
            language: LANGUAGE.to_owned(),
            fingerprint,
        })
    }

    /// SHA-256 of all rule files, in hex.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The families in the order of their folders; the one for `unknown` documents included.
    pub fn families(&self) -> &[FamilyRules] {
        &self.families
    }

    /// The rules for documents of a family.
    pub fn family(&self, family: Family) -> Option<&FamilyRules> {
        self.families.iter().find(|rules| rules.family == family)
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
    pub fn speaking(mut self, language: &str) -> Result<Self, RuleError> {
        if self.messages.contains_key(language) {
            self.language = language.to_owned();
            return Ok(self);
        }
        let known: Vec<&str> = self.messages.keys().map(String::as_str).collect();
        Err(RuleError {
            file: "messages".to_owned(),
            line: 0,
            column: 0,
            message: format!("no catalogue for {language:?}"),
            hint: Some(format!("there are: {}", known.join(", "))),
        })
    }

    /// The gap messages.
    pub fn messages(&self) -> &Messages {
        const NONE: &Messages = &Messages::EMPTY;
        self.messages.get(&self.language).unwrap_or(NONE)
    }
}

/// The gap code that a rule names.
pub(crate) fn gap_code(name: &str) -> Option<GapCode> {
    GapCode::ALL.into_iter().find(|code| code.name() == name)
}
