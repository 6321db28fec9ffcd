//! The operators, compiled: what a stage is given to read with.

use std::collections::BTreeMap;

use crate::model::finding;
use crate::model::gap::GapCode;
use crate::model::record::Family;
use crate::rules::file::{EvidencePlace, FieldPlace, RegionName, TokenPlace};
use crate::rules::pattern::Pattern;

/// The rules for the documents of one family.
#[derive(Debug)]
pub struct FamilyRules {
    /// The family.
    pub family: Family,
    /// The folder that describes it: several can, for reports of several kinds.
    pub folder: String,
    /// The score from which a document belongs to it.
    pub threshold: i32,
    /// What speaks for and against it.
    pub evidence: Vec<Evidence>,
    /// How the document falls into records.
    pub records: Vec<RecordRule>,
    /// Where a list names the records.
    pub indexes: Vec<Index>,
    /// Labels of a record's parts.
    pub sections: Vec<Section>,
    /// Values.
    pub fields: Vec<Field>,
    /// What an item of a list is.
    pub lists: Vec<List>,
    /// Absence tokens.
    pub tokens: Vec<Token>,
    /// Furniture.
    pub ignores: Vec<Ignore>,
    /// Requirements and declared counts.
    pub expects: Vec<Expect>,
}

impl FamilyRules {
    /// The ids of its rules.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        (self.records.iter().map(|rule| rule.id.as_str()))
            .chain(self.indexes.iter().map(|rule| rule.id.as_str()))
            .chain(self.sections.iter().map(|rule| rule.id.as_str()))
            .chain(self.fields.iter().map(|rule| rule.id.as_str()))
            .chain(self.lists.iter().map(|rule| rule.id.as_str()))
            .chain(self.tokens.iter().map(|rule| rule.id.as_str()))
            .chain(self.ignores.iter().map(|rule| rule.id.as_str()))
            .chain(self.expects.iter().map(|rule| rule.id.as_str()))
    }
}

/// Where a rule stands and what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The operator: `field`, `token` …
    pub kind: &'static str,
    /// Why it is right.
    pub why: String,
    /// Its file, by its path below the rules folder.
    pub file: String,
    /// The line of its id, from 1.
    pub line: usize,
}

/// A text and what a rule makes of it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text.
    pub text: String,
    /// What the rule is to make of it; `false` where it must not match.
    pub expect: toml::Value,
    /// The line of the text in the rule's file, from 1.
    pub line: usize,
}

/// One piece of evidence for a family.
#[derive(Debug)]
pub struct Evidence {
    /// Why it speaks for or against.
    pub why: String,
    /// What has to stand in a block.
    pub pattern: Pattern,
    /// In how many blocks at least.
    pub at_least: usize,
    /// Where it is looked for.
    pub place: EvidencePlace,
    /// What it adds to the score.
    pub weight: i32,
}

/// The operator `record`.
#[derive(Debug)]
pub struct RecordRule {
    /// The rule's id.
    pub id: String,
    /// The blocks that begin a record.
    pub begin: Vec<Pattern>,
    /// A cell of a table's first row by which each further row is a record.
    pub header: Vec<Pattern>,
    /// Headings inside a record that carry no value.
    pub headings: Vec<Pattern>,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// The operator `index`.
#[derive(Debug)]
pub struct Index {
    /// The rule's id.
    pub id: String,
    /// A line that names a record.
    pub pattern: Pattern,
    /// A heading above such lines.
    pub heading: Option<Pattern>,
    /// A line that is a name and no more.
    pub title: Option<Pattern>,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// The operator `section`.
#[derive(Debug)]
pub struct Section {
    /// The rule's id.
    pub id: String,
    /// The vocabulary of its labels.
    pub label_from: String,
    /// What may stand before a label.
    pub prefix: Option<Pattern>,
    /// A cell of a table's first row below which each cell is a label.
    pub header: Vec<Pattern>,
    /// Headings below which nothing belongs to a section.
    pub unless: Vec<Pattern>,
    /// Its examples.
    pub examples: Vec<Example>,
}

impl Section {
    /// Its name within its file.
    pub fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }
}

/// The operator `field`.
#[derive(Debug)]
pub struct Field {
    /// The rule's id.
    pub id: String,
    /// Where the value goes, the name of a [`Target`](crate::rules::target::Target).
    pub sets: String,
    /// The normaliser that reads it.
    pub normaliser: Option<String>,
    /// Its labels, folded.
    pub labels: Vec<String>,
    /// The vocabulary of its labels.
    pub label_from: Option<String>,
    /// The vocabulary of the roles beside names.
    pub role_from: Option<String>,
    /// Sentence patterns.
    pub patterns: Vec<Pattern>,
    /// What must not stand in the same sentence.
    pub unless: Vec<Pattern>,
    /// What must not stand in the sentence before a match.
    pub not_after: Vec<Pattern>,
    /// What must not stand in the sentence behind a match.
    pub not_before: Vec<Pattern>,
    /// The part of the document that it looks at.
    pub place: FieldPlace,
    /// Fixed parts of the value.
    pub with: BTreeMap<String, String>,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// The operator `list`.
#[derive(Debug)]
pub struct List {
    /// The rule's id.
    pub id: String,
    /// The section that its items belong to, by its name within its file.
    pub section: String,
    /// What parts the items of a list that is written in one paragraph.
    pub separators: Vec<char>,
    /// A cell of a table's first row below which each cell is an item.
    pub header: Vec<Pattern>,
}

/// The operator `token`.
#[derive(Debug)]
pub struct Token {
    /// The rule's id.
    pub id: String,
    /// The whole value or item.
    pub pattern: Pattern,
    /// The gap that it means.
    pub gap: GapCode,
    /// Where it can stand.
    pub on: Vec<TokenPlace>,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// The operator `ignore`.
#[derive(Debug)]
pub struct Ignore {
    /// The rule's id.
    pub id: String,
    /// What it passes over.
    pub what: IgnoreWhat,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// What an ignore rule passes over.
#[derive(Debug)]
pub enum IgnoreWhat {
    /// Blocks that match.
    Blocks(Pattern),
    /// Regions of the page.
    Regions(Vec<RegionName>),
    /// Whatever stands outside of records and no other rule read.
    OutsideRecords,
}

/// The operator `expect`.
#[derive(Debug)]
pub struct Expect {
    /// The rule's id.
    pub id: String,
    /// What is expected.
    pub what: Expected,
    /// The record rule, by its name, of whose records alone it is expected.
    pub record: Option<String>,
}

/// What an expectation says.
#[derive(Debug)]
pub enum Expected {
    /// Every record shows this field.
    Field(finding::Field),
    /// A declared figure is what can be counted.
    Count {
        /// The figure's subject.
        figure: String,
        /// What it counts, one of [`COUNTS`](crate::rules::target::COUNTS).
        counts: String,
    },
    /// So many stand in each document, checked over a corpus.
    Number {
        /// What is counted, one of [`COUNTS`](crate::rules::target::COUNTS).
        counts: String,
        /// Fewer are an error.
        at_least: Option<u64>,
        /// More are suspicious.
        at_most: Option<u64>,
    },
}
