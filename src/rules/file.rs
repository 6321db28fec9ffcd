//! The shapes of the rule files: one table for each operator.
//!
//! Strict: an unknown key is an error. Regular expressions, ids and names keep their byte ranges,
//! so that an error points at the character. A rule's kind is the table it stands in, never a
//! tag inside it, because serde would lose the ranges.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// A text with its place in the file.
pub type Text = toml::Spanned<String>;

/// One rule file.
#[derive(Debug, Deserialize, JsonSchema)]
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

/// `[[vocabulary]]`: words with the value that they stand for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VocabularyTable {
    /// The name that rules use it by.
    #[schemars(with = "String")]
    pub id: Text,
    /// What it is for.
    pub why: String,
    /// The terms.
    pub term: Vec<TermTable>,
}

/// `[[vocabulary.term]]`: one value and its spellings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermTable {
    /// The value.
    pub value: String,
    /// Its spellings; case, accents, apostrophes and dashes do not matter.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub spelled: Vec<Text>,
    /// Regular expressions that a heading on it matches.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub headings: Vec<Text>,
    /// Words that speak for it within a list.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub topics: Vec<Text>,
}

/// `[[pattern]]`: a named fragment of a regular expression, used as `{id}`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternTable {
    /// The name that rules use it by.
    #[schemars(with = "String")]
    pub id: Text,
    /// What it stands for.
    pub why: String,
    /// The fragment.
    #[serde(rename = "match")]
    #[schemars(with = "String")]
    pub pattern: Text,
}

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
    #[schemars(with = "Vec<String>")]
    pub begin: Vec<Text>,
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
    /// A line that names a record: captures `name` and `departments`.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
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
}

/// `[[token]]`: a text that says that something is absent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why.
    pub why: String,
    /// The whole value or item.
    #[serde(rename = "match")]
    #[schemars(with = "String")]
    pub pattern: Text,
    /// The gap that it means.
    #[schemars(with = "String")]
    pub gap: Text,
    /// Where it can stand.
    pub on: Vec<TokenPlace>,
    /// Texts that match and that must not.
    pub example: Vec<ExampleTable>,
}

/// Where an absence token can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlace {
    /// As the value of a field.
    Field,
    /// As the name of an officer.
    Officer,
    /// As the item of a mission's list.
    Mission,
    /// In a sentence about a community; the expression matches a part of it.
    Sentence,
}

/// `[[ignore]]`: furniture that is passed over, with a reason.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IgnoreTable {
    /// The rule's name within its file.
    #[schemars(with = "String")]
    pub id: Text,
    /// Why it carries nothing.
    pub why: String,
    /// A block that is passed over as a whole.
    #[serde(rename = "match")]
    #[schemars(with = "Option<String>")]
    pub pattern: Option<Text>,
    /// The regions of the page that are passed over.
    #[serde(default)]
    pub region: Vec<RegionName>,
    /// Everything outside of records that no other rule read.
    #[serde(default)]
    pub outside_records: bool,
    /// Texts that match and that must not; needed with `match`.
    #[serde(default)]
    pub example: Vec<ExampleTable>,
}

/// The regions of a page by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegionName {
    /// Metadata.
    Head,
    /// Page header.
    Header,
    /// Menus.
    Navigation,
    /// Complementary content.
    Aside,
    /// Page footer.
    Footer,
    /// Dialogs laid over the page.
    Dialog,
    /// Running heads and page numbers.
    Running,
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
    /// The subject of a declared figure …
    #[schemars(with = "Option<String>")]
    pub figure: Option<Text>,
    /// … and what it counts, to be counted again.
    #[schemars(with = "Option<String>")]
    pub counts: Option<Text>,
}

/// `[[….example]]`: a text and what the rule makes of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleTable {
    /// The text.
    pub text: String,
    /// `false` where the rule must not match; else `true`, or the captures and values by name.
    #[schemars(with = "serde_json::Value")]
    pub expect: toml::Value,
}
