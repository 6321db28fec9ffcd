//! What the last import into an output read, and by what: so that the next one need not do it again.
//!
//! Nothing is taken from here that is not found again: the bytes of an input, the record that was
//! written, the rules and the program are all compared by their hashes. Without the file, or with
//! one of another version, everything is read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::gazetteer::Gazetteer;
use crate::model::SCHEMA_VERSION;
use crate::model::digest::{sha256, sha256_of};
use crate::model::judgement::Judgements;
use crate::model::run::{Input, Redaction};
use crate::rules::Rules;

/// The state's file below the output folder.
pub const STATE: &str = ".recense/state.json";

/// The program, by its own source.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("RECENSE_SOURCE"));

/// What the report's map is drawn with.
const MAP: &str = env!("RECENSE_MAP");

/// The state of an output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The inputs that were read or passed over, by their path in the output.
    pub inputs: BTreeMap<String, Known>,
    /// The files beside the records.
    pub beside: Beside,
}

/// What is known of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Its bytes.
    pub sha256: String,
    /// Everything that what was made of it depends on: see [`key`].
    pub key: String,
    /// What was made of it; none if it is no document.
    pub record: Option<Kept>,
}

/// A record that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The document's id.
    pub id: String,
    /// The folder of the rules that read it.
    pub folder: String,
    /// SHA-256 of the record's file.
    pub sha256: String,
}

/// The files that stand over all records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// Everything that they depend on.
    pub key: String,
    /// SHA-256 of each, by its name.
    pub files: BTreeMap<String, String>,
    /// Communities in the registry.
    pub communities: u64,
    /// Gaps in the list of gaps.
    pub gaps: u64,
}

impl State {
    /// The state of an output folder; nothing known if there is none that can be read.
    pub fn read(output: &Path) -> Self {
        let text = fs::read(output.join(STATE)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }
}

/// A hash of everything that the record of an input depends on: its path and bytes, the program and
/// the version of its output, the rules that read it with the language of their messages
/// ([`Rules::fingerprint_of`]; none for what is no document), and what is left out of it.
pub fn key(path: &str, bytes: &str, rules: Option<&str>, redact: Option<Redaction>) -> String {
    digest(&(PROGRAM, SCHEMA_VERSION, path, bytes, rules, redact))
}

/// A hash of everything that the files beside the records depend on: the records in their order,
/// the inputs that have none and why, the program, the rules, the words of messages and of the
/// report, what persons have decided, the official data, and what the map is drawn with.
pub fn key_beside<'a>(
    records: impl Iterator<Item = &'a Kept>,
    others: &[&Input],
    rules: &Rules,
    judgements: &Judgements,
    gazetteer: &Gazetteer,
) -> String {
    let others: Vec<_> = others
        .iter()
        .map(|input| (&input.path, input.outcome, &input.document, &input.error))
        .collect();
    let records: Vec<(&str, &str)> =
        records.map(|record| (record.id.as_str(), record.sha256.as_str())).collect();
    let rules = (rules.fingerprint(), rules.words_fingerprint());
    let official = gazetteer.fingerprint();
    digest(&(PROGRAM, SCHEMA_VERSION, rules, judgements, (official, MAP), records, others))
}

fn digest(parts: &impl Serialize) -> String {
    sha256(&serde_json::to_vec(parts).unwrap_or_default())
}

/// True if a file has this hash.
pub fn is_unchanged(file: &Path, hash: &str) -> bool {
    File::open(file).and_then(sha256_of).is_ok_and(|now| now == hash)
}
