//! `run.json`: the run itself. The only file with times in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::defect::ErrorKind;

/// What one `recense import` did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Version of this shape.
    pub schema_version: u32,
    /// SHA-256 of the rules that were used.
    pub rules: String,
    /// SHA-256 of the table of communes that the registry was made with.
    pub gazetteer: String,
    /// What was left out of the records; absent where nothing was to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redact: Option<Redaction>,
    /// Each input with its outcome, sorted by path.
    pub inputs: Vec<Input>,
    /// How many of each.
    pub totals: Totals,
}

/// What is left out of records as personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Redaction {
    /// Mailboxes and telephone numbers of persons; those of organisations stay.
    Persons,
}

/// One input file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The path as `document.path` gives it.
    pub path: String,
    /// SHA-256 of the bytes, null where they could not be read.
    pub sha256: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// The id of its record; for a duplicate that of the first.
    pub document: Option<String>,
    /// Why it failed.
    pub error: Option<InputError>,
    /// Wall-clock seconds that its reading took.
    pub seconds: f64,
}

/// Why an input failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputError {
    /// The kind, for tools.
    pub kind: ErrorKind,
    /// The cause, for people.
    pub message: String,
}

/// What became of an input.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Read; its record was written.
    Extracted,
    /// Bytes and settings as in the last run; its record stands.
    Unchanged,
    /// The same bytes as another input.
    Duplicate,
    /// Not a document: data, source code, images, archives.
    Skipped,
    /// It could not be read.
    Failed,
}

impl Outcome {
    /// True if the input has a record of its own.
    pub fn has_record(self) -> bool {
        matches!(self, Self::Extracted | Self::Unchanged)
    }
}

/// Numbers of inputs by outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// All inputs.
    pub inputs: u64,
    /// Read.
    pub extracted: u64,
    /// Unchanged.
    pub unchanged: u64,
    /// Duplicates.
    pub duplicate: u64,
    /// Skipped.
    pub skipped: u64,
    /// Failed.
    pub failed: u64,
    /// Records of earlier runs whose inputs are gone; they went with them.
    pub removed: u64,
    /// Communities in the registry.
    pub communities: u64,
    /// Gaps in all documents.
    pub gaps: u64,
}
