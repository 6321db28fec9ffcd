//! Operators that read: records, their index, sections, lists and values.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules::file::{ExampleTable, Text};

/// `[[record]]`: how the document falls into records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why.
    pub why: String,
    /// The blocks that begin a record: the first of these expressions that occurs at all counts.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub begin: Vec<Text>,
    /// A cell of a table's first row by which each further row is a record; the cells of the first
    /// row are the labels of those below them.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub header: Vec<Text>,
    /// Headings inside a record that carry no value.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub heading: Vec<Text>,
    /// Texts that match and that must not.
    pub example: Vec<ExampleTable>,
}

/// `[[index]]`: where a list names the records, and how a name and its departments are printed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why.
    pub why: String,
    /// A line that names a record: captures `name` and `departments`, and `continued` where it says
    /// that the record goes on.
    #[serde(rename = "match")]
    #[schemars(with = "String")]
    pub pattern: Text,
    /// A heading above such lines.
    #[schemars(with = "Option<String>")]
    pub heading: Option<Text>,
    /// A line that is a name and no more: a title where it stands right above a record.
    #[schemars(with = "Option<String>")]
    pub title: Option<Text>,
    /// Texts that match and that must not.
    pub example: Vec<ExampleTable>,
}

/// `[[section]]`: the labels of a record's parts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why.
    pub why: String,
    /// The vocabulary that spells the labels.
    #[schemars(with = "String")]
    pub label_from: Text,
    /// What may stand before a label: a number, "Mission 2 :".
    #[schemars(with = "Option<String>")]
    pub prefix: Option<Text>,
    /// A cell of a table's first row below which each cell is a label, where the table has a row
    /// for each item.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub header: Vec<Text>,
    /// In sentences: below a heading that matches one of these nothing belongs to a section.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub unless: Vec<Text>,
    /// Texts that match and that must not.
    pub example: Vec<ExampleTable>,
}

/// `[[field]]`: a value, found by its label or by a sentence pattern.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why.
    pub why: String,
    /// Where the value goes.
    #[schemars(with = "String")]
    pub sets: Text,
    /// The normaliser that reads it.
    #[serde(rename = "as")]
    #[schemars(with = "Option<String>")]
    pub normaliser: Option<Text>,
    /// Spellings of its label.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub label: Vec<Text>,
    /// The vocabulary that spells its labels.
    #[schemars(with = "Option<String>")]
    pub label_from: Option<Text>,
    /// The vocabulary that spells the role beside a name, behind a label of several people.
    #[schemars(with = "Option<String>")]
    pub role_from: Option<Text>,
    /// Sentence patterns; the value is the capture `value`, or what the target's captures are.
    #[serde(rename = "match", default)]
    #[schemars(with = "Vec<String>")]
    pub patterns: Vec<Text>,
    /// The rule does not apply to a sentence that matches one of these.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub unless: Vec<Text>,
    /// A match does not count where the text of the sentence before it matches one of these.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub not_after: Vec<Text>,
    /// A match does not count where the text of the sentence behind it matches one of these.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub not_before: Vec<Text>,
    /// The patterns see capitals and accents.
    #[serde(default)]
    pub case: bool,
    /// The part of the document that the rule looks at.
    #[serde(rename = "where", default)]
    pub place: FieldPlace,
    /// Fixed parts of the value, by name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub with: BTreeMap<Text, String>,
    /// Texts that match and that must not.
    pub example: Vec<ExampleTable>,
}

/// The part of the document that a field rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldPlace {
    /// Inside a record.
    Record,
    /// Outside of all records: the document itself.
    #[default]
    Document,
    /// The headings of the content.
    Heading,
    /// The lines of metadata.
    Head,
    /// Headings and the first blocks of the content.
    Top,
    /// What can be the document's title: its headings, the most prominent first; its first lines
    /// where it has none.
    Headline,
    /// The last lines of the content.
    Bottom,
    /// Each sentence of the content; the value is a community's only if the sentence is about it.
    Sentence,
}

/// `[[list]]`: what an item is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why.
    pub why: String,
    /// The section that the items belong to.
    #[schemars(with = "String")]
    pub section: Text,
    /// Signs between the items of a list that is written in one paragraph. What stands in brackets
    /// is not parted.
    #[serde(default)]
    pub separators: Vec<char>,
    /// A cell of a table's first row below which each cell is an item.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub header: Vec<Text>,
}
