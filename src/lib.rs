//! recense reads documents on French CPTS and gives what they say as data.
//!
//! The pipeline on one page:
//!
//! ```text
//! bytes ──▶ read ──▶ extract ──▶ check ──▶ record       records ──▶ merge ──▶ registry
//! ```
//!
//! [`read`](fn@read) is one document's way through it; [`pipeline`] runs it over folders of files.
//!
//! Glossary. **CPTS**: communauté professionnelle territoriale de santé, an association of health
//! professionals on a territory. **Fiche**: the part of a report that describes one CPTS. **ACI**:
//! accord conventionnel interprofessionnel, the agreement that gives a CPTS its six missions and
//! its size class. **NR**, **NC**: non renseigné, non communiqué.

pub mod check;
pub mod compare;
pub mod edition;
pub mod explain;
pub mod export;
pub mod extract;
pub mod gazetteer;
pub mod merge;
pub mod model;
pub mod normalise;
pub mod pipeline;
pub mod read;
pub mod redact;
pub mod report;
pub mod rules;
pub mod schema;
pub mod validate;
pub mod write;

use crate::check::ReadBy;
use crate::extract::{Extraction, Observer};
use crate::model::SCHEMA_VERSION;
use crate::model::defect::DocumentError;
use crate::model::digest::sha256;
use crate::model::document::Document;
use crate::model::ledger::Ledger;
use crate::model::record::{DocumentInfo, Record};
use crate::normalise::identity::document_id;
use crate::rules::{Examples, Rules};

/// What one document gives: the record, and what is needed to look behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is written as `documents/<id>.json`.
    pub record: Record,
    /// The document as the rules saw it.
    pub document: Document,
    /// For every character of it, which rule read it.
    pub ledger: Ledger,
    /// The folder of the family whose rules read it.
    pub folder: String,
}

/// Reads one document.
///
/// `path` is what the record cites as `document.path`; its last part names the document and helps
/// where the bytes alone do not tell the format. No file is touched.
///
/// ```
/// let rules = recense::rules::Rules::bundled()?;
/// let reading = recense::read("# CPTS du Val Clair\n".as_bytes(), "drop/val-clair.md", &rules)?;
/// assert_eq!(reading.record.document.media_type, "text/markdown");
/// assert_eq!(reading.record.coverage.characters, 14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(bytes: &[u8], path: &str, rules: &Rules) -> Result<Reading, DocumentError> {
    read_with(Given::of(bytes, path), rules, extract::extract)
}

/// Reads one document whose SHA-256 is known.
pub(crate) fn read_hashed(
    bytes: &[u8],
    sha256: String,
    path: &str,
    rules: &Rules,
) -> Result<Reading, DocumentError> {
    read_with(Given { bytes, sha256, path }, rules, extract::extract)
}

/// Reads one document and tells an observer what becomes of each rule at each place.
pub fn read_observed(
    bytes: &[u8],
    path: &str,
    rules: &Rules,
    observer: &dyn Observer,
) -> Result<Reading, DocumentError> {
    read_with(Given::of(bytes, path), rules, |document, rules| {
        extract::extract_observed(document, rules, observer)
    })
}

/// Reads one document, and what it says by two sets of rules.
pub fn read_twice(
    bytes: &[u8],
    path: &str,
    rules: [&Rules; 2],
) -> Result<[Reading; 2], DocumentError> {
    let document = read::read(bytes, file_name(path))?;
    let given = Given::of(bytes, path);
    Ok(rules.map(|rules| reading(document.clone(), given.clone(), rules, extract::extract)))
}

/// A document as it is given.
#[derive(Clone)]
struct Given<'a> {
    bytes: &'a [u8],
    sha256: String,
    /// What the record cites.
    path: &'a str,
}

impl<'a> Given<'a> {
    fn of(bytes: &'a [u8], path: &'a str) -> Self {
        Self { bytes, sha256: sha256(bytes), path }
    }
}

fn read_with(
    given: Given<'_>,
    rules: &Rules,
    extract: impl FnOnce(&Document, &Rules) -> Extraction,
) -> Result<Reading, DocumentError> {
    let document = read::read(given.bytes, file_name(given.path))?;
    Ok(reading(document, given, rules, extract))
}

/// The last part of a document's path in the output.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What a document says by the rules.
fn reading(
    document: Document,
    given: Given<'_>,
    rules: &Rules,
    extract: impl FnOnce(&Document, &Rules) -> Extraction,
) -> Reading {
    let extraction = extract(&document, rules);
    let ledger = extraction.ledger;
    let found = extract::assemble(&document, extraction.findings);
    let Given { bytes, sha256, path } = given;
    let mut record = Record {
        schema_version: SCHEMA_VERSION,
        document: DocumentInfo {
            id: document_id(path, &sha256),
            path: path.to_owned(),
            sha256,
            bytes: bytes.len() as u64,
            media_type: document.media_type.name().to_owned(),
            pages: document.paginated.then_some(document.pages.len() as u32),
            family: found.family,
            title: found.title,
            issued: found.issued,
            language: found.language,
            publishers: found.publishers,
        },
        communities: found.communities,
        contacts: found.contacts,
        events: found.events,
        figures: found.figures,
        gaps: found.gaps,
        coverage: ledger.coverage(&document),
        redacted: None,
        evidence: found.evidence,
    };
    let by = ReadBy { family: rules.folder(&extraction.folder), forms: &found.forms };
    check::check(&mut record, &document, &ledger, by, rules.lexicon());
    check::message::write(&mut record, rules.messages(), by);
    Reading { record, document, ledger, folder: extraction.folder }
}

/// Runs the examples of all rules.
pub fn run_examples(rules: &Rules) -> Examples {
    rules::run_examples(rules, |family, field, text| extract::example(rules, family, field, text))
}
