//! Catalogues of what reports and letters say themselves, around what the documents say.

use std::collections::BTreeMap;

use crate::model::diagnostic::Diagnostic;
use crate::rules::check;
use crate::rules::error::SourceFile;
use crate::rules::messages::fill;

/// Words and sentences in one language, by `table.key`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording(BTreeMap<String, String>);

impl Wording {
    /// A catalogue without words: everything is called by its key.
    pub const EMPTY: Self = Self(BTreeMap::new());

    /// Reads a catalogue: tables of strings.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        let read = toml::from_str::<BTreeMap<String, BTreeMap<String, String>>>(text);
        let tables = read.map_err(|error| {
            let bytes = error.span().unwrap_or(0..0);
            SourceFile { name, text }.problem(check::SYNTAX, bytes, error.message())
        })?;
        let mut words = BTreeMap::new();
        for (table, entries) in tables {
            words.extend(entries.into_iter().map(|(key, word)| (format!("{table}.{key}"), word)));
        }
        Ok(Self(words))
    }

    /// These words, and where there is none, that of another catalogue.
    pub fn over(self, other: &Self) -> Self {
        let mut words = other.0.clone();
        words.extend(self.0);
        Self(words)
    }

    /// The word of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The word of a key, or the key.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The sentence of a key with its places filled.
    pub fn tell(&self, key: &str, values: &[(&str, String)]) -> String {
        fill(self.say(key), values)
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_a_team_leaves_out_is_the_built_in_one() {
        let bundled = Wording::parse("a.toml", "[page]\ntitle = \"Titre\"\nend = \"Fin\"").unwrap();
        let own = Wording::parse("b.toml", "[page]\ntitle = \"{region} en bref\"").unwrap();
        let words = own.over(&bundled);
        assert_eq!(words.say("page.end"), "Fin");
        assert_eq!(words.say("page.unknown"), "page.unknown");
        assert_eq!(words.tell("page.title", &[("region", "Bretagne".into())]), "Bretagne en bref");
    }

    #[test]
    fn a_catalogue_of_another_shape_is_told_with_its_place() {
        let problem = Wording::parse("messages/report/fr.toml", "[page]\ntitle = 3").unwrap_err();
        assert_eq!(problem.file, "messages/report/fr.toml");
    }
}
