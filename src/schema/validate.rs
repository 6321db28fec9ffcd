//! Written files against their schema and against what a schema cannot say.
//!
//! The only module that knows the JSON Schema validator.

use jsonschema::Validator;
use serde_json::Value;

use crate::schema::{Shape, invariants};

/// Messages quote the value that is wrong, and a value may be a whole record.
const LONGEST_MESSAGE: usize = 240;

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// RFC 6901 JSON Pointer to the place.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl Finding {
    /// A finding at a place.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
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

    /// What is wrong with a file, sorted by place.
    pub fn check(&self, file: &Value) -> Vec<Finding> {
        let Some(shape) = Shape::of(file) else {
            let message = "neither a record nor a registry, a list of gaps or a run";
            return vec![Finding::new("", message)];
        };
        let mut findings: Vec<Finding> = self
            .validators
            .iter()
            .filter(|(of, _)| *of == shape)
            .flat_map(|(_, validator)| validator.iter_errors(file))
            .map(|error| Finding::new(error.instance_path().as_str(), shortened(error.to_string())))
            .collect();
        // What the invariants look at has to have the right types first.
        if findings.is_empty() {
            findings = match shape {
                Shape::Record => invariants::record(file),
                Shape::Registry => invariants::registry(file),
                Shape::Gaps => invariants::gaps(file),
                Shape::Run => invariants::run(file),
                Shape::Rules => Vec::new(),
            };
        }
        findings.sort();
        findings
    }
}

fn shortened(message: String) -> String {
    match message.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{} …", message.get(..end).unwrap_or_default()),
        None => message,
    }
}
