//! The document record: what recense writes for each document that it could read.
//!
//! The documentation of these types is the contract's wording and becomes the descriptions of the
//! JSON Schema.

mod community;
mod mission;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::gap::Gap;

pub use community::{Community, Milestone, MilestoneKind, Officer, Qualifier, Reporting, Role};
pub use mission::{Mission, MissionReport, MissionStatus, Missions};

/// What stands in a text for a character that a record leaves out.
pub const COVER: char = '█';

/// One record for each input document that could be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of this shape.
    pub schema_version: u32,
    /// The document itself.
    pub document: DocumentInfo,
    /// Each CPTS as this document describes it, in document order.
    pub communities: Vec<Community>,
    /// Persons and organisations to write to or call.
    pub contacts: Vec<Contact>,
    /// Dated events, one for each date.
    pub events: Vec<Event>,
    /// Numbers that the document states about more than one CPTS.
    pub figures: Vec<Figure>,
    /// The holes.
    pub gaps: Vec<Gap>,
    /// How much of the text was read.
    pub coverage: Coverage,
    /// Only where persons' mailboxes and telephone numbers were to be left out: RFC 6901 JSON Pointers
    /// to the values that were, in the order of the record. Such a value is printed and no gap; it is
    /// null, or a text with `█` for each character that is not shown, as in `raw` and `message`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted: Option<Vec<String>>,
    /// For every printed value, keyed by its RFC 6901 JSON Pointer into this record: where it
    /// stands and which rule read it.
    pub evidence: BTreeMap<String, Evidence>,
}

/// What is known of the document as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentInfo {
    /// Slug of the file's stem, a dash, the first 8 hex digits of the SHA-256 of its bytes.
    #[schemars(regex(pattern = r"^[a-z0-9-]+-[0-9a-f]{8}$"))]
    pub id: String,
    /// For an input folder, the folder's own name, `/`, and the path below it; for an input file,
    /// its name.
    pub path: String,
    /// SHA-256 of the bytes, in hex.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// What the bytes are, by content.
    pub media_type: String,
    /// Number of pages, null where the format has none.
    pub pages: Option<u32>,
    /// The document family.
    pub family: Family,
    /// The title as printed, null where there is none.
    pub title: Option<String>,
    /// When it was issued, ISO 8601, as precise as the document is; null if it says nothing.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub issued: Option<String>,
    /// The language as a primary subtag (RFC 5646), null where it cannot be told.
    #[schemars(regex(pattern = r"^[a-z]{2,3}$"))]
    pub language: Option<String>,
    /// Who publishes it, as printed.
    pub publishers: Vec<String>,
}

/// The document families.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// A report made of one fiche for each CPTS.
    ProgressReport,
    /// A press release, also a press article on one CPTS.
    PressRelease,
    /// A newsletter.
    Newsletter,
    /// None of these.
    Unknown,
}

/// Somebody to write to or call; each part null where not printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Given name then family name, in ordinary capitals.
    pub name: Option<String>,
    /// The role as printed.
    pub role: Option<String>,
    /// The organisation as printed.
    pub organisation: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number in E.164.
    #[schemars(regex(pattern = r"^\+[0-9]{6,15}$"))]
    pub phone: Option<String>,
}

/// A dated event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// First day, ISO 8601, may be partial.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub start: String,
    /// Last day, null where not printed.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub end: Option<String>,
    /// Local time `HH:MM`, null where not printed.
    #[schemars(regex(pattern = r"^[0-2][0-9]:[0-5][0-9]$"))]
    pub time: Option<String>,
    /// What it is.
    pub title: Option<String>,
    /// What is said about it.
    pub description: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Whether it takes place.
    pub status: EventStatus,
}

/// Whether an event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// As announced.
    #[default]
    Scheduled,
    /// Moved to a later date.
    Postponed,
    /// It will not take place.
    Cancelled,
}

/// A number that the document states about more than one CPTS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What is counted: `fiches_completed`, `adhering_communities`, `membership_rate` …
    pub subject: String,
    /// The count, null where only a share is printed.
    pub value: Option<u64>,
    /// Of how many.
    pub of: Option<u64>,
    /// The share, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub share: Option<f64>,
    /// The date that the number is of, ISO 8601.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub as_of: Option<String>,
}

/// How much of a document's text was read: `claimed`, `ignored` and `unclaimed` add up to
/// `characters`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Characters of visible text other than white space.
    pub characters: u64,
    /// How many of them rules claimed.
    pub claimed: u64,
    /// How many ignore rules passed over.
    pub ignored: u64,
    /// The ignored ones by rule id.
    pub ignored_by: BTreeMap<String, u64>,
    /// How many no rule read.
    pub unclaimed: u64,
}

/// Where a value stands and how it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The id of the rule that read it.
    pub rule: String,
    /// The text at these places, joined by line feeds.
    pub raw: String,
    /// One entry for each line that the value was read from.
    pub at: Vec<Place>,
    /// The value was worked out and not printed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// From what it was worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A stretch of a line, as `recense inspect FILE --format text` prints the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Page from 1, null where the format has none.
    pub page: Option<u32>,
    /// Line from 1 within the page (the document where there are no pages).
    pub line: u32,
    /// First character within the line, in Unicode scalar values, from 0.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// `[x0, y0, x1, y1]` in PDF points, origin top left of the displayed page; null where the
    /// format has no positions.
    pub bbox: Option<[f32; 4]>,
}
