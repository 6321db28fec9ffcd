//! A rule file as it was read, with what is needed to cite it.

use crate::rules::error::{RuleError, SourceFile};
use crate::rules::file::{RuleFile, Text};

/// A parsed rule file.
pub struct Parsed<'a> {
    /// Its name and text.
    pub source: SourceFile<'a>,
    /// The folder, which is the first part of its rules' ids.
    pub folder: &'a str,
    /// Its name without the ending, which is the second part.
    pub stem: &'a str,
    /// What it says.
    pub file: RuleFile,
}

impl<'a> Parsed<'a> {
    /// Reads one file.
    pub fn read(name: &'a str, text: &'a str) -> Result<Self, RuleError> {
        let source = SourceFile { name, text };
        let file = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            misread(&source, offset, error.message())
        })?;
        let (folder, stem) = name.rsplit_once('/').unwrap_or(("", name));
        Ok(Self { source, folder, stem: stem.trim_end_matches(".toml"), file })
    }

    /// A rule's id: folder, file, name.
    pub fn id(&self, name: &Text) -> String {
        format!("{}/{}/{}", self.folder, self.stem, name.get_ref())
    }

    /// The rules with their names and reasons; neither vocabularies nor patterns.
    pub fn rules(&self) -> impl Iterator<Item = (&Text, &str)> {
        let file = &self.file;
        (file.record.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(file.index.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(file.section.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(file.field.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(file.list.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(file.token.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(file.ignore.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(file.expect.iter().map(|table| (&table.id, table.why.as_str())))
    }

    /// The words that rules use by name: vocabularies and patterns, with their reasons.
    pub fn words(&self) -> impl Iterator<Item = (&Text, &str)> {
        (self.file.vocabulary.iter().map(|table| (&table.id, table.why.as_str())))
            .chain(self.file.pattern.iter().map(|table| (&table.id, table.why.as_str())))
    }
}

/// The parser's message in the words of this folder: what it calls a field is a key here.
fn misread(source: &SourceFile<'_>, offset: usize, message: &str) -> RuleError {
    let message = message.lines().collect::<Vec<_>>().join(": ");
    let message =
        message.replace("unknown field", "unknown key").replace("missing field", "missing key");
    let unknown = message.split_once(", expected ").filter(|_| message.starts_with("unknown"));
    if let Some((unknown, known)) = unknown {
        let key = unknown.split('`').nth(1).unwrap_or_default();
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        if let Some(hint) = SourceFile::nearest(key, &known) {
            return RuleError { hint: Some(hint), ..source.error(offset, unknown) };
        }
    }
    source.error(offset, message)
}
