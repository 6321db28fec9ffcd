//! Gaps: the holes of a document as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One hole: something that the document does not say, says unreadably, or says twice differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The first 12 hex digits of the SHA-256 of code, community and field path without list
    /// indices, joined by line feeds: the same hole has the same id in the next edition.
    #[schemars(regex(pattern = r"^[0-9a-f]{12}$"))]
    pub id: String,
    /// What kind of hole it is.
    pub code: GapCode,
    /// How much it matters.
    pub severity: Severity,
    /// RFC 6901 JSON Pointer into the record to the highest place that the hole covers; empty for
    /// the document itself.
    #[schemars(regex(pattern = r"^(/.*)?$"))]
    pub pointer: String,
    /// The id of the community that it concerns, null where the gap is the document's.
    pub community: Option<String>,
    /// Page of the printed text, from 1; null where the format has none or nothing is printed.
    pub page: Option<u32>,
    /// Line of the printed text, from 1; null where nothing is printed.
    pub line: Option<u32>,
    /// The printed text that shows the hole, null where nothing is printed.
    pub raw: Option<String>,
    /// The rule that found it, null where no rule did.
    pub rule: Option<String>,
    /// A sentence for the person who has to act.
    pub message: String,
}

/// The closed list of holes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GapCode {
    /// The document says NR.
    NotReported,
    /// The document says NC.
    NotCommunicated,
    /// The health project is still being written.
    InDrafting,
    /// `/`, `-` or "en cours" where a value belongs.
    Placeholder,
    /// A post that is being recruited.
    Vacant,
    /// A mission that the fiche does not show, while the document's other fiches do.
    MissingSection,
    /// A label without its value, or no label where the family requires one.
    MissingField,
    /// A CPTS in the index without a fiche, or a fiche that matches no index entry.
    MissingFiche,
    /// A value that cannot be right.
    Implausible,
    /// Two statements of one document that disagree.
    Inconsistent,
    /// A list that stood under the wrong label in reading order, and was put right.
    MisplacedSection,
    /// The fiche did not print its name.
    NameInferred,
    /// Index and heading spell the name differently.
    NameVariant,
    /// One action twice, letter for letter, in one mission.
    DuplicateAction,
    /// Text that no rule read and no rule ignores.
    UnclaimedText,
    /// A page without readable text (a scan).
    UnreadablePage,
    /// Glyphs that could not be decoded, or lost accents.
    UntrustedText,
    /// A damaged file that was repaired to be read.
    Recovered,
    /// A limit was reached and the rest was not read.
    Truncated,
    /// Registry only: two documents disagree on a value and no date decides.
    Conflict,
}

/// How much a gap matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To know.
    Info,
    /// To ask for.
    Warning,
    /// To put right.
    Error,
}

impl GapCode {
    /// Every code, in the order of the contract.
    pub const ALL: [Self; 20] = [
        Self::NotReported,
        Self::NotCommunicated,
        Self::InDrafting,
        Self::Placeholder,
        Self::Vacant,
        Self::MissingSection,
        Self::MissingField,
        Self::MissingFiche,
        Self::Implausible,
        Self::Inconsistent,
        Self::MisplacedSection,
        Self::NameInferred,
        Self::NameVariant,
        Self::DuplicateAction,
        Self::UnclaimedText,
        Self::UnreadablePage,
        Self::UntrustedText,
        Self::Recovered,
        Self::Truncated,
        Self::Conflict,
    ];

    /// The severity that the contract gives the code.
    pub fn severity(self) -> Severity {
        match self {
            Self::MissingFiche | Self::UnreadablePage | Self::Truncated => Severity::Error,
            Self::NotReported
            | Self::NotCommunicated
            | Self::Vacant
            | Self::MissingSection
            | Self::MissingField
            | Self::Implausible
            | Self::Inconsistent
            | Self::UntrustedText
            | Self::Conflict => Severity::Warning,
            Self::InDrafting
            | Self::Placeholder
            | Self::MisplacedSection
            | Self::NameInferred
            | Self::NameVariant
            | Self::DuplicateAction
            | Self::UnclaimedText
            | Self::Recovered => Severity::Info,
        }
    }

    /// The code as it is written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotReported => "not_reported",
            Self::NotCommunicated => "not_communicated",
            Self::InDrafting => "in_drafting",
            Self::Placeholder => "placeholder",
            Self::Vacant => "vacant",
            Self::MissingSection => "missing_section",
            Self::MissingField => "missing_field",
            Self::MissingFiche => "missing_fiche",
            Self::Implausible => "implausible",
            Self::Inconsistent => "inconsistent",
            Self::MisplacedSection => "misplaced_section",
            Self::NameInferred => "name_inferred",
            Self::NameVariant => "name_variant",
            Self::DuplicateAction => "duplicate_action",
            Self::UnclaimedText => "unclaimed_text",
            Self::UnreadablePage => "unreadable_page",
            Self::UntrustedText => "untrusted_text",
            Self::Recovered => "recovered",
            Self::Truncated => "truncated",
            Self::Conflict => "conflict",
        }
    }
}
