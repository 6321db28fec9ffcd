//! Why a document was read as it was: who read a line and why the others did not, which way a value
//! came, what was nearest to one that is missing, and what made the family.
//!
//! A document is read once more with an observer; what the rules did is then told and not guessed.
//! Nothing here decides what a document says.

mod expression;
mod family;
mod line;
mod log;
mod nearest;
mod pointer;
mod tried;
mod value;

use std::collections::BTreeMap;

use crate::explain::log::{Log, Recorder};
use crate::explain::nearest::Wanted;
use crate::extract::weigh;
use crate::model::SCHEMA_VERSION;
use crate::model::defect::DocumentError;
use crate::model::document::{Document, Span};
use crate::model::explanation::{Excerpt, Explanation, FamilyExplained, RuleCited};
use crate::model::record::Place;
use crate::rules::{FamilyRules, Rules};
use crate::{Reading, read_observed};

/// A document with everything that the rules did to it.
pub struct Case<'r> {
    /// What was read.
    pub reading: Reading,
    rules: &'r Rules,
    /// The rules of the family, which read the document.
    used: Option<&'r FamilyRules>,
    /// The record as JSON, to walk along pointers.
    json: serde_json::Value,
    log: Log,
    family: FamilyExplained,
    /// What each rule of the family looks for, by its id.
    wanted: BTreeMap<&'r str, Wanted<'r>>,
}

/// A question that has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswerable {
    /// `12:400`
    #[error("there is no line {line} {place}: it has {count}")]
    NoLine {
        /// The line asked for.
        line: u32,
        /// `on page 12`, `in the document`.
        place: String,
        /// How many there are.
        count: usize,
    },
    /// `99:1`
    #[error("there is no page {page}: the document has {count}")]
    NoPage {
        /// The page asked for.
        page: u32,
        /// How many there are.
        count: usize,
    },
    /// `7` in a document of several pages.
    #[error("line {line} of which page? The document has {count}: say PAGE:{line}")]
    WhichPage {
        /// The line asked for.
        line: u32,
        /// How many pages there are.
        count: usize,
    },
    /// `communities/0`
    #[error("{0:?} is no JSON Pointer: it begins with a slash, as /communities/0/population")]
    NoPointer(String),
    /// `/communities/0/populaton`
    #[error("there is no {pointer}{}", hint(.nearest))]
    NoValue {
        /// The pointer asked for.
        pointer: String,
        /// Pointers that there are.
        nearest: Vec<String>,
    },
}

/// `; the nearest are …`
fn hint(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        [only] => format!("; did you mean {only}?"),
        several => format!("; there are: {}", several.join(", ")),
    }
}

impl<'r> Case<'r> {
    /// Reads a document and keeps what the rules did; as [`crate::read`](fn@crate::read) else.
    pub fn read(bytes: &[u8], path: &str, rules: &'r Rules) -> Result<Self, DocumentError> {
        let recorder = Recorder::default();
        let reading = read_observed(bytes, path, rules, &recorder)?;
        let json = serde_json::to_value(&reading.record).unwrap_or_default();
        let weighing = weigh(&reading.document, rules);
        let used = weighing.chosen;
        let ids = used.into_iter().flat_map(|family| family.ids().map(move |id| (family, id)));
        let wanted = ids.map(|(family, id)| (id, Wanted::by(rules, family, id))).collect();
        let family = family::explain(&reading, &weighing);
        Ok(Self { reading, rules, used, json, log: recorder.into_log(), family, wanted })
    }

    /// Explains a line, which is counted as `recense inspect` counts it.
    pub fn line(&self, page: Option<u32>, line: u32) -> Result<Explanation, Unanswerable> {
        let explained = line::explain(self, page, line)?;
        Ok(Explanation { line: Some(explained), ..self.about() })
    }

    /// Explains what stands, or does not, at a JSON Pointer into the record.
    pub fn pointer(&self, pointer: &str) -> Result<Explanation, Unanswerable> {
        let explained = value::explain(self, pointer)?;
        Ok(Explanation { value: Some(explained), ..self.about() })
    }

    /// Explains the document's family.
    pub fn about(&self) -> Explanation {
        Explanation {
            schema_version: SCHEMA_VERSION,
            document: self.reading.record.document.path.clone(),
            family: self.family.clone(),
            line: None,
            value: None,
        }
    }

    /// A rule with its place and its reason.
    fn cited(&self, id: &str) -> RuleCited {
        let about = self.rules.about(id);
        RuleCited {
            id: id.to_owned(),
            kind: about.map(|about| about.kind.to_owned()).unwrap_or_default(),
            file: about.map(|about| about.file.clone()).unwrap_or_default(),
            line: about.map_or(0, |about| about.line as u64),
            why: about.map(|about| about.why.clone()).unwrap_or_default(),
        }
    }

    /// A stretch of a line with the line.
    fn excerpt(&self, span: Span) -> Excerpt {
        excerpt(&self.reading.document, span)
    }

    /// The stretch that a place of the record cites.
    fn cited_span(place: &Place) -> Span {
        Span {
            page: place.page.map_or(0, |page| page.saturating_sub(1) as usize),
            line: place.line.saturating_sub(1) as usize,
            start: place.start as usize,
            end: place.end as usize,
        }
    }
}

/// A stretch of a line with the line.
fn excerpt(document: &Document, span: Span) -> Excerpt {
    let line = document.line(span.page, span.line);
    Excerpt {
        page: document.page_number(span.page),
        line: span.line as u32 + 1,
        start: span.start as u32,
        end: span.end as u32,
        text: line.map(|line| line.text.clone()).unwrap_or_default(),
    }
}
