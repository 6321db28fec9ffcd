//! A rule file as it was read, with what is needed to cite it.
//!
//! Every table is read by itself, so that one that cannot be read keeps nobody from hearing what is
//! wrong with the others.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::model::diagnostic::Diagnostic;
use crate::rules::check;
use crate::rules::error::SourceFile;
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
    /// The ids of the tables that could not be read.
    pub unread: Vec<String>,
    /// The bytes at which lines end.
    ends: Vec<usize>,
}

/// A rule of a file: its name, its reason, and the table that it stands in.
pub type Named<'p> = (&'p Text, &'p str, &'static str);

/// The tables that a rule file can have.
const TABLES: [&str; 11] = [
    "family",
    "vocabulary",
    "pattern",
    "record",
    "index",
    "section",
    "field",
    "list",
    "token",
    "ignore",
    "expect",
];

impl<'a> Parsed<'a> {
    /// Reads one file as far as it can be read; what cannot is told.
    pub fn read(name: &'a str, text: &'a str) -> (Self, Vec<Diagnostic>) {
        let source = SourceFile { name, text };
        let (folder, stem) = name.rsplit_once('/').unwrap_or(("", name));
        let stem = stem.trim_end_matches(".toml");
        let (mut file, mut unread) = (RuleFile::default(), Vec::new());
        let (root, errors) = DeTable::parse_recoverable(text);
        // What follows a slip of syntax is read as something else: the first one is the error.
        let mut problems: Vec<Diagnostic> =
            errors.iter().take(1).map(|error| misread(&source, error)).collect();
        if problems.is_empty() {
            let mut reader = Reader { source, problems, unread };
            for (key, value) in root.into_inner() {
                reader.table(&mut file, &key, value);
            }
            (problems, unread) = (reader.problems, reader.unread);
        }
        let ends = text.match_indices('\n').map(|(end, _)| end).collect();
        (Self { source, folder, stem, file, unread, ends }, problems)
    }

    /// The line of a text, from 1.
    pub fn line(&self, text: &Text) -> usize {
        self.ends.partition_point(|end| *end < text.span().start) + 1
    }

    /// A rule's id: folder, file, name.
    pub fn id(&self, name: &Text) -> String {
        format!("{}/{}/{}", self.folder, self.stem, name.get_ref())
    }

    /// The rules; neither vocabularies nor patterns.
    pub fn rules(&self) -> impl Iterator<Item = Named<'_>> {
        let file = &self.file;
        (file.record.iter().map(|table| (&table.id, table.why.as_str(), "record")))
            .chain(file.index.iter().map(|table| (&table.id, table.why.as_str(), "index")))
            .chain(file.section.iter().map(|table| (&table.id, table.why.as_str(), "section")))
            .chain(file.field.iter().map(|table| (&table.id, table.why.as_str(), "field")))
            .chain(file.list.iter().map(|table| (&table.id, table.why.as_str(), "list")))
            .chain(file.token.iter().map(|table| (&table.id, table.why.as_str(), "token")))
            .chain(file.ignore.iter().map(|table| (&table.id, table.why.as_str(), "ignore")))
            .chain(file.expect.iter().map(|table| (&table.id, table.why.as_str(), "expect")))
    }

    /// The words that rules use by name: vocabularies and patterns.
    pub fn words(&self) -> impl Iterator<Item = Named<'_>> {
        let file = &self.file;
        (file.vocabulary.iter().map(|table| (&table.id, table.why.as_str(), "vocabulary")))
            .chain(file.pattern.iter().map(|table| (&table.id, table.why.as_str(), "pattern")))
    }
}

/// Reads the tables of one file.
struct Reader<'a> {
    source: SourceFile<'a>,
    problems: Vec<Diagnostic>,
    unread: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Reads what stands under a key of the file.
    fn table(
        &mut self,
        file: &mut RuleFile,
        key: &Spanned<Cow<'a, str>>,
        value: Spanned<DeValue<'a>>,
    ) {
        match key.get_ref().as_ref() {
            "family" => file.family = self.one(value),
            "vocabulary" => file.vocabulary = self.many(value),
            "pattern" => file.pattern = self.many(value),
            "record" => file.record = self.many(value),
            "index" => file.index = self.many(value),
            "section" => file.section = self.many(value),
            "field" => file.field = self.many(value),
            "list" => file.list = self.many(value),
            "token" => file.token = self.many(value),
            "ignore" => file.ignore = self.many(value),
            "expect" => file.expect = self.many(value),
            unknown => {
                let message = format!("unknown key `{unknown}`");
                let mut problem = self.source.problem(check::UNKNOWN_KEY, key.span(), message);
                problem.hint = SourceFile::nearest(unknown, &TABLES)
                    .or_else(|| Some(format!("there are: {}", TABLES.join(", "))));
                self.problems.push(problem);
            }
        }
    }

    /// Reads each table of a list.
    fn many<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'a>>) -> Vec<T> {
        let bytes = value.span();
        match value.into_inner() {
            DeValue::Array(items) => items.into_iter().filter_map(|item| self.one(item)).collect(),
            _ => {
                let message = "a rule file has lists of tables: write `[[…]]`".to_owned();
                self.problems.push(self.source.problem(check::SHAPE, bytes, message));
                Vec::new()
            }
        }
    }

    /// Reads one table. All of its unknown keys are told; of the other errors, which may follow
    /// from one another, the first.
    fn one<T: DeserializeOwned>(&mut self, mut value: Spanned<DeValue<'a>>) -> Option<T> {
        let id = value.get_ref().as_table().and_then(|table| table.get("id")?.get_ref().as_str());
        let id = id.map(str::to_owned);
        let mut clean = true;
        loop {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(table) if clean => return Some(table),
                Ok(_) => break,
                Err(error) => error,
            };
            let problem = misread(&self.source, &error);
            let unknown = problem.check == check::UNKNOWN_KEY.name;
            if clean || unknown {
                self.problems.push(problem);
            }
            clean = false;
            if !unknown || !error.span().is_some_and(|at| take_out(&mut value, &at)) {
                break;
            }
        }
        self.unread.extend(id);
        None
    }
}

/// Takes a key out of a table, wherever in it the key stands; `false` if it is not there.
fn take_out(value: &mut Spanned<DeValue<'_>>, at: &Range<usize>) -> bool {
    match value.get_mut() {
        DeValue::Array(items) => items.iter_mut().any(|item| take_out(item, at)),
        DeValue::Table(table) => {
            let key = table.keys().find(|key| key.span() == *at).cloned();
            key.is_some_and(|key| table.remove(&key).is_some())
                || table.iter_mut().any(|(_, value)| take_out(value, at))
        }
        _ => false,
    }
}

/// The parser's message in the words of this folder: what it calls a field is a key here.
fn misread(source: &SourceFile<'_>, error: &toml::de::Error) -> Diagnostic {
    let bytes = error.span().unwrap_or(0..0);
    let message = error.message().lines().collect::<Vec<_>>().join(": ");
    let message =
        message.replace("unknown field", "unknown key").replace("missing field", "missing key");
    let unknown = message.split_once(", expected ").filter(|_| message.starts_with("unknown key"));
    if let Some((unknown, known)) = unknown {
        let key = unknown.split('`').nth(1).unwrap_or_default();
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        let mut problem = source.problem(check::UNKNOWN_KEY, bytes, unknown);
        problem.hint = SourceFile::nearest(key, &known)
            .or_else(|| Some(format!("there are: {}", known.join(", "))));
        return problem;
    }
    let shape =
        ["missing key", "invalid type", "invalid value", "invalid length", "unknown variant"];
    let check = match shape.iter().any(|shape| message.starts_with(shape)) {
        true => check::SHAPE,
        false => check::SYNTAX,
    };
    source.problem(check, bytes, message)
}
