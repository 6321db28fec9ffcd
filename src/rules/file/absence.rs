//! Operators for what carries no value: absence tokens and furniture.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::file::{ExampleTable, Text};

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
