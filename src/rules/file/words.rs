//! Words and pieces of expressions that rules use by name.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::file::Text;

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
