//! What is light enough to be held of every CPTS and every document of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::gap::Severity;
use crate::model::record::{DocumentInfo, Mission, Reporting};
use crate::model::registry::{Entry, Locality};
use crate::model::text::one_line;

/// A CPTS in one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its place in the registry, from 0.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The department codes.
    pub departments: Vec<String>,
    /// What is reported of its missions, `unknown` where no document shows any.
    pub reporting: String,
    /// The six missions.
    pub missions: Vec<Cell>,
    /// Its communes, each with the INSEE codes under which it may be drawn.
    #[serde(skip)]
    pub communes: Vec<(String, Vec<String>)>,
    /// How many gaps it has.
    pub gaps: u64,
    /// How many of them are more than to know.
    pub to_ask: u64,
}

/// A mission of a CPTS: a cell of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The mission's key.
    pub mission: &'static str,
    /// The status' key, or `conflict`.
    pub status: String,
    /// How many actions.
    pub actions: usize,
}

/// A document in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Its number in the report, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// Its title, or the name of its file.
    pub title: String,
    /// When it was issued.
    pub issued: Option<String>,
    /// Its family's key.
    pub family: String,
}

impl Line {
    /// An entry of the registry in one line; `reporting` is what its latest document reports.
    pub fn of(number: usize, entry: &Entry, reporting: Option<Reporting>) -> Self {
        let cell = |mission: Mission| {
            let field = format!("missions/{}", mission.name());
            let current = entry.current.get(&field);
            let stated = entry.statements.iter().any(|one| one.field == field);
            let status = match current {
                Some(current) => key_of(current.get("status").unwrap_or(&Value::Null)),
                None if stated => "conflict".to_owned(),
                None => "absent".to_owned(),
            };
            let actions = current.and_then(|current| current.get("actions")?.as_array());
            Cell { mission: mission.name(), status, actions: actions.map_or(0, Vec::len) }
        };
        Self {
            number,
            id: entry.id.clone(),
            name: entry.name.clone(),
            departments: entry.departments.clone(),
            reporting: reporting.map_or_else(|| "unknown".to_owned(), |one| key_of(&one)),
            missions: Mission::ALL.map(cell).to_vec(),
            communes: entry.localities.iter().map(drawn).collect(),
            gaps: 0,
            to_ask: 0,
        }
    }

    /// Counts one gap more.
    pub fn count(&mut self, severity: Severity) {
        self.gaps += 1;
        self.to_ask += u64::from(severity != Severity::Info);
    }
}

impl DocumentLine {
    /// A document in one line.
    pub fn of(number: usize, document: &DocumentInfo) -> Self {
        let file = document.path.rsplit('/').next().unwrap_or(&document.path);
        let title = document.title.as_deref().unwrap_or(file);
        Self {
            number,
            id: document.id.clone(),
            title: one_line(title),
            issued: document.issued.clone(),
            family: key_of(&document.family),
        }
    }
}

/// A commune with its code, and behind it that of the commune that it is a part of.
fn drawn(locality: &Locality) -> (String, Vec<String>) {
    let codes = [&locality.code, &locality.part_of].into_iter().flatten();
    (locality.name.clone(), codes.cloned().collect())
}

/// The key of an enumeration's value: `in_drafting`.
pub fn key_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(key)) => key,
        _ => String::new(),
    }
}

/// The states of a CPTS, in the order in which they are shown.
pub const STATES: [&str; 5] = ["reported", "partial", "in_drafting", "not_reported", "unknown"];

/// How many CPTS are in which state.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// The department's code, none for all CPTS or for those without a department.
    pub department: Option<String>,
    /// How many CPTS.
    pub communities: usize,
    /// How many in each state, in the order of [`STATES`].
    pub states: Vec<usize>,
    /// How many gaps they have.
    pub gaps: u64,
}

impl Tally {
    fn count(&mut self, line: &Line) {
        self.states.resize(STATES.len(), 0);
        let state = STATES.iter().position(|state| *state == line.reporting);
        if let Some(count) = state.and_then(|state| self.states.get_mut(state)) {
            *count += 1;
        }
        self.communities += 1;
        self.gaps += line.gaps;
    }
}

/// All CPTS, and those of each department, by code; the ones without a department come last.
pub fn tallies(lines: &[Line]) -> (Tally, Vec<Tally>) {
    let mut all = Tally { states: vec![0; STATES.len()], ..Tally::default() };
    let mut elsewhere = Tally::default();
    let mut by_code: BTreeMap<&str, Tally> = BTreeMap::new();
    for line in lines {
        all.count(line);
        for code in &line.departments {
            by_code.entry(code).or_default().count(line);
        }
        if line.departments.is_empty() {
            elsewhere.count(line);
        }
    }
    let named = |(code, tally)| Tally { department: Some(String::from(code)), ..tally };
    let mut tallies: Vec<Tally> = by_code.into_iter().map(named).collect();
    tallies.extend((elsewhere.communities > 0).then_some(elsewhere));
    (all, tallies)
}

/// The newest date of issue.
pub fn newest(documents: &[DocumentLine]) -> Option<&str> {
    documents.iter().filter_map(|document| document.issued.as_deref()).max()
}
