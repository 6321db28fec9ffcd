//! From the document model to findings: rules claim spans of lines.

use std::collections::BTreeMap;

use crate::model::document::Document;
use crate::model::gap::Gap;
use crate::model::ledger::Ledger;
use crate::model::record::{Community, Contact, Event, Evidence, Family, Figure};
use crate::rules::Rules;

/// What a document says.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The family that the document belongs to.
    pub family: Family,
    /// Its title as printed.
    pub title: Option<String>,
    /// Its date of issue.
    pub issued: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Who publishes it.
    pub publishers: Vec<String>,
    /// The communities in document order.
    pub communities: Vec<Community>,
    /// Contacts.
    pub contacts: Vec<Contact>,
    /// Events.
    pub events: Vec<Event>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// The holes.
    pub gaps: Vec<Gap>,
    /// Where each value stands.
    pub evidence: BTreeMap<String, Evidence>,
    /// Who read which character.
    pub ledger: Ledger,
}

/// Reads a document by the rules. For now it finds nothing.
pub fn extract(_document: &Document, _rules: &Rules) -> Extraction {
    Extraction {
        family: Family::Unknown,
        title: None,
        issued: None,
        language: None,
        publishers: Vec::new(),
        communities: Vec::new(),
        contacts: Vec::new(),
        events: Vec::new(),
        figures: Vec::new(),
        gaps: Vec::new(),
        evidence: BTreeMap::new(),
        ledger: Ledger::default(),
    }
}
