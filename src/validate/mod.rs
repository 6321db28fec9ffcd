//! Checks of written files: their shape, what no schema can say, whether the files of one output
//! agree, and whether a record says what its source says.
//!
//! Nothing here touches a file; the files come as text and the sources as readings.

mod agreement;
pub mod baseline;
mod list;
mod locate;
mod record;
mod replay;

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;

use crate::model::diagnostic::{Check, Diagnostic};
use crate::model::gap::{Gap, Severity};
use crate::model::record::Record;
use crate::model::registry::{DocumentGap, GapList};
use crate::schema::Shape;

pub use agreement::agreement;
pub use replay::{no_source, replay};

/// Messages quote the value that is wrong, and a value may be a whole record.
const LONGEST_MESSAGE: usize = 240;

/// Every check, in the order in which they run; a gap that is not accepted has its code as name.
pub const CHECKS: &[Check] =
    &[JSON, SHAPE, EVIDENCE, COVERAGE, IDENTITY, GAPS, ORDER, AGREEMENT, SOURCE, VALUE, BASELINE];

const JSON: Check = error("json", "A file that is not JSON.");
const SHAPE: Check = error("shape", "A file that is not as its JSON Schema says.");
const EVIDENCE: Check = error("evidence", "A value without evidence, evidence without a value.");
const COVERAGE: Check = error("coverage", "Parts of the text that do not add up to the whole.");
const IDENTITY: Check = error("identity", "An id that is not the one of its content.");
const GAPS: Check = error("gaps", "A gap that does not point at what it claims.");
const ORDER: Check = error("order", "A list out of order, a total that is not the sum.");
const AGREEMENT: Check = error("agreement", "Files of one output that say different things.");
const SOURCE: Check = error("source", "A record whose source is missing, changed or unreadable.");
const VALUE: Check = error("value", "A value that its source does not give.");
const BASELINE: Check = Check {
    name: "baseline",
    severity: Severity::Info,
    finds: "An accepted gap that is gone or whose time is over.",
};

const fn error(name: &'static str, finds: &'static str) -> Check {
    Check { name, severity: Severity::Error, finds }
}

/// Something that is wrong within a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// RFC 6901 JSON Pointer to the place.
    pub pointer: String,
    /// The name of the check.
    pub check: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong there.
    pub message: String,
}

impl Finding {
    fn new(check: Check, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let Check { name, severity, .. } = check;
        let message = shortened(message.into());
        Self { pointer: pointer.into(), check: name, severity, message }
    }

    /// A gap as a finding, under its code.
    pub fn of_gap(pointer: String, gap: &Gap) -> Self {
        let message = shortened(gap.message.clone());
        Self { pointer, check: gap.code.name(), severity: gap.severity, message }
    }

    /// The finding with its place in the file's text.
    pub fn located(self, file: &str, text: &str) -> Diagnostic {
        let place = locate::place(text, &self.pointer);
        let message = match self.pointer.as_str() {
            "" => self.message,
            pointer => format!("{pointer}: {}", self.message),
        };
        Diagnostic {
            file: file.to_owned(),
            line: place.line,
            column: place.column,
            width: place.width,
            severity: self.severity,
            check: self.check,
            message,
            hint: None,
        }
    }
}

/// A file whose shape is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// What it is.
    pub shape: Shape,
    /// What it says.
    pub value: Value,
}

impl Written {
    /// The file as a record, if it is one.
    pub fn record(&self) -> Option<Record> {
        match self.shape {
            Shape::Record => Record::deserialize(&self.value).ok(),
            _ => None,
        }
    }

    /// The gaps that it tells of.
    pub fn gaps(&self) -> Vec<DocumentGap> {
        match self.shape {
            Shape::Gaps => {
                GapList::deserialize(&self.value).map(|list| list.gaps).unwrap_or_default()
            }
            _ => self.record().map_or_else(Vec::new, |record| {
                let document = Some(record.document.id);
                let with = |gap| DocumentGap { document: document.clone(), gap };
                record.gaps.into_iter().map(with).collect()
            }),
        }
    }
}

/// The schemas, compiled.
#[derive(Debug)]
pub struct Schemas {
    validators: Vec<(Shape, Validator)>,
}

impl Schemas {
    /// Compiles the schema of every shape.
    pub fn new() -> Result<Self, String> {
        let compile = |shape: Shape| {
            let validator = jsonschema::draft202012::new(&shape.schema())
                .map_err(|error| format!("schema {}: {error}", shape.name()))?;
            Ok((shape, validator))
        };
        let validators = Shape::WRITTEN.into_iter().map(compile).collect::<Result<_, String>>()?;
        Ok(Self { validators })
    }

    /// Checks the shape of a file: the file, or what is wrong with it.
    pub fn shape(&self, bytes: &[u8]) -> Result<Written, Vec<Finding>> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| vec![Finding::new(JSON, "", format!("not JSON: {error}"))])?;
        let Some(shape) = Shape::of(&value) else {
            let message = "neither a record nor a registry, a list of gaps or a run";
            return Err(vec![Finding::new(SHAPE, "", message)]);
        };
        let errors: Vec<Finding> = self
            .validators
            .iter()
            .filter(|(of, _)| *of == shape)
            .flat_map(|(_, validator)| validator.iter_errors(&value))
            .map(|error| Finding::new(SHAPE, error.instance_path().as_str(), error.to_string()))
            .collect();
        if errors.is_empty() { Ok(Written { shape, value }) } else { Err(errors) }
    }
}

/// What no schema can say of one file, sorted by place.
pub fn invariants(file: &Written) -> Vec<Finding> {
    let mut findings = match file.shape {
        Shape::Record => typed(&file.value, |record| record::check(record, &file.value)),
        Shape::Registry => typed(&file.value, list::registry),
        Shape::Gaps => typed(&file.value, list::gaps),
        Shape::Run => typed(&file.value, list::run),
        Shape::Explanation | Shape::Rules => Vec::new(),
    };
    findings.sort();
    findings
}

/// Runs a check on the file as its type; the schema has been checked, so that this succeeds.
fn typed<T: for<'a> Deserialize<'a>>(
    file: &Value,
    check: impl FnOnce(&T) -> Vec<Finding>,
) -> Vec<Finding> {
    match T::deserialize(file) {
        Ok(value) => check(&value),
        Err(error) => vec![Finding::new(SHAPE, "", error.to_string())],
    }
}

fn shortened(message: String) -> String {
    match message.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{} …", message.get(..end).unwrap_or_default()),
        None => message,
    }
}
