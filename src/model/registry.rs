//! `registry.json` and `gaps.json`: what all documents of a run say together.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::gap::Gap;

/// One entry for each CPTS over all documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Version of this shape.
    pub schema_version: u32,
    /// The entries, sorted by id.
    pub communities: Vec<Entry>,
    /// Pairs that may be one CPTS.
    pub proposals: Vec<Proposal>,
}

/// One CPTS over all documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Slug of the name.
    pub id: String,
    /// The name of the latest document.
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// INSEE department codes.
    pub departments: Vec<String>,
    /// The communes of `current`, in their order, as the official data know them; empty where no
    /// communes stand there.
    pub localities: Vec<Locality>,
    /// The latest value of each field; a field where no date decides is left out and is a
    /// `conflict` gap.
    pub current: BTreeMap<String, Value>,
    /// Every value of every document.
    pub statements: Vec<Statement>,
    /// What changed from one dated document to the next.
    pub changes: Vec<Change>,
    /// The ids of the documents that describe it.
    pub documents: Vec<String>,
}

/// A commune as it is printed, and which one it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Locality {
    /// The name as printed.
    pub name: String,
    /// INSEE code of the commune, or of the delegated or associated commune, that has this name in
    /// the department; null where none or more than one has it.
    pub code: Option<String>,
    /// INSEE code of the commune that a delegated or associated commune is a part of today, else
    /// null.
    pub part_of: Option<String>,
    /// The only commune of the department whose name is one letter away, where none has this name:
    /// a proposal for a person, which decides nothing.
    pub proposed: Option<Proposed>,
}

/// A commune that a misspelled name may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// INSEE code.
    pub code: String,
    /// The official name.
    pub name: String,
}

/// One value of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The field of the community.
    pub field: String,
    /// Its value; null for one that the document prints and the record leaves out (`redacted`).
    pub value: Value,
    /// The document's date of issue, null where it has none.
    pub as_of: Option<String>,
    /// The document's id.
    pub document: String,
    /// RFC 6901 JSON Pointer into the document's record.
    pub pointer: String,
}

/// A value that changed between two dated documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The field of the community.
    pub field: String,
    /// What it was.
    pub from: Value,
    /// What it is.
    pub to: Value,
    /// The date of the later document.
    pub as_of: String,
}

/// Two entries that may be one CPTS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The one id.
    pub a: String,
    /// The other id.
    pub b: String,
    /// What speaks for it.
    pub evidence: Vec<String>,
    /// Always `unsure`: what is sure is merged, what is excluded is no proposal.
    pub verdict: Verdict,
}

/// The verdict on a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A person has to decide.
    Unsure,
}

/// Every gap of every document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GapList {
    /// Version of this shape.
    pub schema_version: u32,
    /// The gaps, by document and then in document order.
    pub gaps: Vec<DocumentGap>,
    /// How many there are.
    pub counts: GapCounts,
}

/// A gap with the document that it was found in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false))]
pub struct DocumentGap {
    /// The document's id, null for what the registry found: a `conflict`, and what disagrees with
    /// official data (a population within 10 % of its communes' is then only `info`). The pointer is
    /// then into the registry.
    pub document: Option<String>,
    /// The gap.
    #[serde(flatten)]
    pub gap: Gap,
}

/// Numbers of gaps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GapCounts {
    /// By gap code.
    pub by_code: BTreeMap<String, u64>,
    /// By document id.
    pub by_document: BTreeMap<String, u64>,
    /// By community id.
    pub by_community: BTreeMap<String, u64>,
}

impl GapCounts {
    /// Counts some gaps.
    pub fn of(gaps: &[DocumentGap]) -> Self {
        let mut counts = Self::default();
        gaps.iter().for_each(|gap| counts.count(gap));
        counts
    }

    /// Counts what others have counted, too.
    pub fn add(&mut self, other: Self) {
        let add = |counts: &mut BTreeMap<String, u64>, more: BTreeMap<String, u64>| {
            more.into_iter().for_each(|(key, count)| *counts.entry(key).or_default() += count);
        };
        add(&mut self.by_code, other.by_code);
        add(&mut self.by_document, other.by_document);
        add(&mut self.by_community, other.by_community);
    }

    /// Counts one gap more.
    pub fn count(&mut self, DocumentGap { document, gap }: &DocumentGap) {
        *self.by_code.entry(gap.code.name().to_owned()).or_default() += 1;
        if let Some(document) = document {
            *self.by_document.entry(document.clone()).or_default() += 1;
        }
        if let Some(community) = &gap.community {
            *self.by_community.entry(community.clone()).or_default() += 1;
        }
    }
}
