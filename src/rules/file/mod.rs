//! The shapes of the rule files: one table for each operator.
//!
//! Strict: an unknown key is an error. Regular expressions, ids and names keep their byte ranges,
//! so that an error points at the character. A rule's kind is the table it stands in, never a
//! tag inside it, because serde would lose the ranges.

mod absence;
mod reading;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

pub use absence::{IgnoreTable, RegionName, TokenPlace, TokenTable};
pub use reading::{FieldPlace, FieldTable, IndexTable, ListTable, RecordTable, SectionTable};
pub use words::{PatternTable, TermTable, VocabularyTable};

/// A text with its place in the file.
pub type Text = toml::Spanned<String>;

/// One rule file.
#[derive(Debug, Default, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// What makes a document belong to the family of this folder.
    pub family: Option<FamilyTable>,
    /// Lists of words with the value that they stand for.
    #[serde(default)]
    pub vocabulary: Vec<VocabularyTable>,
    /// Named fragments of regular expressions.
    #[serde(default)]
    pub pattern: Vec<PatternTable>,
    /// How the document falls into records.
    #[serde(default)]
    pub record: Vec<RecordTable>,
    /// Where a list names the records.
    #[serde(default)]
    pub index: Vec<IndexTable>,
    /// Labels of a record's parts.
    #[serde(default)]
    pub section: Vec<SectionTable>,
    /// Values.
    #[serde(default)]
    pub field: Vec<FieldTable>,
    /// What an item of a list is.
    #[serde(default)]
    pub list: Vec<ListTable>,
    /// Texts that say that something is absent.
    #[serde(default)]
    pub token: Vec<TokenTable>,
    /// Furniture.
    #[serde(default)]
    pub ignore: Vec<IgnoreTable>,
    /// What the family requires and what the document declares about itself.
    #[serde(default)]
    pub expect: Vec<ExpectTable>,
}

/// `[family]`: the scored evidence by which a document belongs here.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FamilyTable {
    /// The family as records name it.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why the evidence is what it is.
    pub why: String,
    /// Other folders whose rules apply to documents of this family.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub uses: Vec<Text>,
    /// The least score; a document that reaches it in no family is `unknown`.
    pub threshold: i32,
    /// The pieces of evidence.
    pub evidence: Vec<EvidenceTable>,
}

/// `[[family.evidence]]`: one piece of evidence.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceTable {
    /// Why it speaks for (or against) the family.
    pub why: String,
    /// What has to stand in a block.
    #[serde(rename = "match")]
    #[schemars(with = "String")]
    pub pattern: Text,
    /// In how many blocks at least.
    #[serde(default = "one")]
    pub at_least: usize,
    /// Where it is looked for.
    #[serde(rename = "where", default)]
    pub place: EvidencePlace,
    /// The pattern sees capitals and accents.
    #[serde(default)]
    pub case: bool,
    /// What it adds to the score; negative for evidence against.
    pub weight: i32,
}

fn one() -> usize {
    1
}

/// Where a piece of evidence is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidencePlace {
    /// In every block of the content.
    #[default]
    Anywhere,
    /// In headings and the first blocks of the content.
    Top,
    /// In the lines of metadata.
    Head,
}

/// `[[expect]]`: what the family requires, and what the document declares about itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why.
    pub why: String,
    /// A field that every record has to show.
    #[schemars(with = "Option<String>")]
    pub field: Option<Text>,
    /// The subject of a declared figure that has to be what is counted.
    #[schemars(with = "Option<String>")]
    pub figure: Option<Text>,
    /// What is counted in a document.
    #[schemars(with = "Option<String>")]
    pub counts: Option<Text>,
    /// The record rule of whose records alone it is expected.
    #[schemars(with = "Option<String>")]
    pub record: Option<Text>,
    /// A document of the family has no fewer of what is counted.
    pub at_least: Option<u64>,
    /// A document of the family hardly has more of what is counted.
    pub at_most: Option<u64>,
}

/// `[[….example]]`: a text and what the rule makes of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleTable {
    /// The text.
    #[schemars(with = "String")]
    pub text: Text,
    /// `false` where the rule must not match; else `true`, or the captures and values by name.
    #[schemars(with = "serde_json::Value")]
    pub expect: toml::Value,
}
