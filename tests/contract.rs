//! The contract declared a second time: what is written is read by these types and by nothing more,
//! and written again it is the same bytes, so that no key is missing, added or out of order.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use recense::model::run::Redaction;
use recense::pipeline::{Options, Readers, import};
use recense::rules::Rules;
use recense::validate::{Schemas, invariants};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Declares structs that take exactly these keys, in this order.
macro_rules! shapes {
    ($($name:ident { $($key:ident: $type:ty),* $(,)? })*) => {
        $(
            #[derive(Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            struct $name { $($key: $type),* }
        )*
    };
}

shapes! {
    Document {
        id: String, path: String, sha256: String, bytes: u64, media_type: MediaType,
        pages: Option<u32>, family: Family, title: Option<String>, issued: Option<String>,
        language: Option<String>, publishers: Vec<String>,
    }
    Community {
        id: String, name: Option<String>, departments: Vec<String>, reporting: Option<Reporting>,
        population: Option<u64>, population_qualifier: Option<Qualifier>, size_class: Option<u8>,
        members: Option<u64>, members_qualifier: Option<Qualifier>, professionals: Option<u64>,
        professionals_qualifier: Option<Qualifier>, officers: Vec<Officer>, email: Option<String>,
        website: Option<String>, communes: Vec<String>, milestones: Vec<Milestone>,
        missions: Missions,
    }
    Officer {
        role: Role, name: String, given_name: Option<String>, family_name: Option<String>,
    }
    Milestone { kind: MilestoneKind, date: String }
    Missions {
        access_to_care: Mission, care_pathways: Mission, prevention: Mission,
        health_crisis: Mission, quality: Mission, professional_support: Mission,
    }
    Mission {
        status: Status, title: Option<String>, actions: Vec<String>, text: Vec<String>,
    }
    Contact {
        name: Option<String>, role: Option<String>, organisation: Option<String>,
        email: Option<String>, phone: Option<String>,
    }
    Event {
        start: String, end: Option<String>, time: Option<String>, title: Option<String>,
        description: Option<String>, place: Option<String>, status: EventStatus,
    }
    Figure {
        subject: String, value: Option<u64>, of: Option<u64>, share: Option<f64>,
        as_of: Option<String>,
    }
    Coverage {
        characters: u64, claimed: u64, ignored: u64, ignored_by: BTreeMap<String, u64>,
        unclaimed: u64,
    }
    Gap {
        id: String, code: Code, severity: Severity, pointer: String, community: Option<String>,
        page: Option<u32>, line: Option<u32>, raw: Option<String>, rule: Option<String>,
        message: String,
    }
    Place {
        page: Option<u32>, line: u32, start: u32, end: u32, bbox: Option<[f64; 4]>,
    }
    Registry {
        schema_version: u32, communities: Vec<Entry>, proposals: Vec<Proposal>,
    }
    Entry {
        id: String, name: String, aliases: Vec<String>, departments: Vec<String>,
        localities: Vec<Locality>,
        current: BTreeMap<String, Value>, statements: Vec<Statement>, changes: Vec<Change>,
        documents: Vec<String>,
    }
    Locality {
        name: String, code: Option<String>, part_of: Option<String>, proposed: Option<Proposed>,
    }
    Proposed { code: String, name: String }
    Statement {
        field: String, value: Value, as_of: Option<String>, document: String, pointer: String,
    }
    Change { field: String, from: Value, to: Value, as_of: String }
    Proposal { a: String, b: String, evidence: Vec<String>, verdict: Verdict }
    GapList { schema_version: u32, gaps: Vec<DocumentGap>, counts: Counts }
    DocumentGap {
        document: Option<String>, id: String, code: Code, severity: Severity, pointer: String,
        community: Option<String>, page: Option<u32>, line: Option<u32>, raw: Option<String>,
        rule: Option<String>, message: String,
    }
    Counts {
        by_code: BTreeMap<String, u64>, by_document: BTreeMap<String, u64>,
        by_community: BTreeMap<String, u64>,
    }
    Input {
        path: String, sha256: Option<String>, outcome: Outcome, document: Option<String>,
        error: Option<InputError>, seconds: f64,
    }
    InputError { kind: ErrorKind, message: String }
    Totals {
        inputs: u64, extracted: u64, unchanged: u64, duplicate: u64, skipped: u64, failed: u64,
        removed: u64, communities: u64, gaps: u64,
    }
}

// The shapes with keys that may be left out.

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    schema_version: u32,
    document: Document,
    communities: Vec<Community>,
    contacts: Vec<Contact>,
    events: Vec<Event>,
    figures: Vec<Figure>,
    gaps: Vec<Gap>,
    coverage: Coverage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redacted: Option<Vec<String>>,
    evidence: BTreeMap<String, Evidence>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    schema_version: u32,
    rules: String,
    gazetteer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redact: Option<Redact>,
    inputs: Vec<Input>,
    totals: Totals,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
    rule: String,
    raw: String,
    at: Vec<Place>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    inferred: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Declares enums that take exactly these strings.
macro_rules! words {
    ($($name:ident { $($word:ident)* })*) => {
        $(
            #[derive(Serialize, Deserialize)]
            #[allow(non_camel_case_types)]
            enum $name { $($word),* }
        )*
    };
}

words! {
    Family { progress_report press_release newsletter unknown }
    Reporting { reported partial not_reported in_drafting }
    Qualifier { exact about at_least at_most }
    Role {
        president co_president vice_president secretary treasurer director coordinator
        project_officer administrator
    }
    MilestoneKind { work_started launched project_filed contract_signed general_assembly }
    Status { reported not_reported in_drafting absent }
    EventStatus { scheduled postponed cancelled }
    Severity { info warning error }
    Code {
        not_reported not_communicated in_drafting placeholder vacant missing_section missing_field
        missing_fiche implausible inconsistent misplaced_section name_inferred name_variant
        duplicate_action unclaimed_text unreadable_page untrusted_text recovered truncated conflict
    }
    Verdict { unsure }
    Redact { persons }
    Outcome { extracted unchanged duplicate skipped failed }
    ErrorKind {
        unsupported encrypted damaged empty too_large crashed timed_out out_of_memory unreadable
    }
}

#[derive(Serialize, Deserialize)]
enum MediaType {
    #[serde(rename = "application/pdf")]
    Pdf,
    #[serde(rename = "text/html")]
    Html,
    #[serde(rename = "text/markdown")]
    Markdown,
    #[serde(rename = "text/plain")]
    Text,
}

/// A file read by its declared shape and written again is the same bytes.
fn keeps<T: Serialize + DeserializeOwned>(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let value: T =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut again = serde_json::to_string_pretty(&value).unwrap();
    again.push('\n');
    let line = text.lines().zip(again.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| text.lines().count().min(again.lines().count()));
    assert!(text == again, "{}:{}: not as the contract has it", path.display(), line + 1);
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Imports some folders into a temporary one.
fn imported(inputs: &[&str], redact: Option<Redaction>) -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = tempfile::tempdir().unwrap();
    let options = Options {
        inputs: inputs.iter().map(|folder| root.join(folder)).collect(),
        output: output.path().to_owned(),
        jobs: 2,
        readers: Readers::Here,
        shard: None,
        force: false,
        gazetteer: None,
        redact,
    };
    import(&options, &Rules::bundled().unwrap(), &()).unwrap();
    output
}

#[test]
fn every_file_has_the_keys_of_the_contract_in_their_order() {
    keeps_all(&imported(&["fixtures", "tests"], None));
    keeps_all(&imported(&["fixtures/press-release"], Some(Redaction::Persons)));
}

fn keeps_all(output: &tempfile::TempDir) {
    let records = sorted(&output.path().join("documents"));
    assert!(records.len() > 3, "{records:?}");
    records.iter().for_each(|record| keeps::<Record>(record));
    keeps::<Registry>(&output.path().join("registry.json"));
    keeps::<GapList>(&output.path().join("gaps.json"));
    keeps::<Run>(&output.path().join("run.json"));
}

#[test]
fn what_is_written_is_valid() {
    let output = imported(&["fixtures"], None);
    let schemas = Schemas::new().unwrap();
    let mut files = sorted(&output.path().join("documents"));
    files
        .extend(["registry", "gaps", "run"].map(|name| output.path().join(format!("{name}.json"))));
    for file in files {
        let written = schemas.shape(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(invariants(&written), [], "{}", file.display());
    }
}
