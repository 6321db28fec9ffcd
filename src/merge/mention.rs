//! What of a community decides which CPTS it is: all that merging needs to hold of each document.

use serde::{Deserialize, Serialize};

use crate::model::gap::{Gap, GapCode};
use crate::model::record::{Community, Record};

/// A community as one document names it: what decides which of them are one CPTS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// The document's id.
    pub document: String,
    /// The document's date of issue.
    pub issued: Option<String>,
    /// The community's place in the document's record.
    pub number: usize,
    /// The community's name.
    pub name: String,
    /// INSEE codes of its departments.
    pub departments: Vec<String>,
    /// Its mailbox.
    pub email: Option<String>,
    /// Its page.
    pub website: Option<String>,
    /// The names of its officers.
    pub officers: Vec<String>,
    /// The names of its communes.
    pub communes: Vec<String>,
    /// The document declares another number of communes than it lists.
    pub miscounted: bool,
    /// The fields that the document states and its record leaves out.
    pub left_out: Vec<String>,
}

impl Mention {
    /// The communities of a document that have a name, each with its mention.
    pub fn of(record: &Record) -> impl Iterator<Item = (Self, &Community)> {
        record.communities.iter().enumerate().filter_map(|(number, community)| {
            let mention = Self {
                document: record.document.id.clone(),
                issued: record.document.issued.clone(),
                number,
                name: community.name.clone()?,
                departments: community.departments.clone(),
                email: community.email.clone(),
                website: community.website.clone(),
                officers: community.officers.iter().map(|officer| officer.name.clone()).collect(),
                communes: community.communes.clone(),
                miscounted: is_miscounted(record, number),
                left_out: left_out(record, number),
            };
            Some((mention, community))
        })
    }
}

/// True if a document declares another number of a community's communes than it lists.
fn is_miscounted(record: &Record, community: usize) -> bool {
    let list = format!("/communities/{community}/communes");
    let differs = |gap: &Gap| gap.code == GapCode::Inconsistent && gap.pointer == list;
    record.gaps.iter().any(differs)
}

/// The fields of a community that were left out of a record.
fn left_out(record: &Record, community: usize) -> Vec<String> {
    let own = format!("/communities/{community}/");
    let below = record.redacted.iter().flatten().filter_map(|pointer| pointer.strip_prefix(&own));
    below.map(str::to_owned).collect()
}
