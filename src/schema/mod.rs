//! The shapes of the files as JSON Schema.
//!
//! A schema is made from the types and never written by hand; the committed `schema/*.json` are
//! compared with it by a test. Nothing here touches a file.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::model::explanation::Explanation;
use crate::model::record::Record;
use crate::model::registry::{GapList, Registry};
use crate::model::run::Run;
use crate::rules::file::RuleFile;

/// The kinds of file that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// `documents/<id>.json`
    Record,
    /// `registry.json`
    Registry,
    /// `gaps.json`
    Gaps,
    /// `run.json`
    Run,
    /// What `recense explain --format json` prints.
    Explanation,
    /// A file of `rules/`, as TOML; not the catalogues in `rules/messages/`.
    Rules,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 6] =
        [Self::Record, Self::Registry, Self::Gaps, Self::Run, Self::Explanation, Self::Rules];

    /// The shapes that are written.
    pub const WRITTEN: [Self; 4] = [Self::Record, Self::Registry, Self::Gaps, Self::Run];

    /// What it is called on the command line and in `schema/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Registry => "registry",
            Self::Gaps => "gaps",
            Self::Run => "run",
            Self::Explanation => "explanation",
            Self::Rules => "rules",
        }
    }

    /// The JSON Schema (2020-12). In what is written every key is required, because a key without
    /// a value is there as null; a rule file may leave out what has a default.
    pub fn schema(self) -> Value {
        match self {
            Self::Record => of::<Record>(written()),
            Self::Registry => of::<Registry>(written()),
            Self::Gaps => of::<GapList>(written()),
            Self::Run => of::<Run>(written()),
            Self::Explanation => of::<Explanation>(written()),
            Self::Rules => of::<RuleFile>(SchemaSettings::draft2020_12()),
        }
    }

    /// Which shape a written file has, by its keys.
    pub fn of(file: &Value) -> Option<Self> {
        let has = |key| file.get(key).is_some();
        match () {
            () if has("document") => Some(Self::Record),
            () if has("proposals") => Some(Self::Registry),
            () if has("counts") => Some(Self::Gaps),
            () if has("totals") => Some(Self::Run),
            () => None,
        }
    }
}

fn written() -> SchemaSettings {
    SchemaSettings::draft2020_12().for_serialize()
}

fn of<T: JsonSchema>(settings: SchemaSettings) -> Value {
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    unwrap_descriptions(&mut schema);
    let head = ["$schema", "title", "description"];
    let (first, rest): (Map<String, Value>, Map<String, Value>) = match schema {
        Value::Object(keys) => keys.into_iter().partition(|(key, _)| head.contains(&key.as_str())),
        other => return other,
    };
    let first = head.into_iter().filter_map(|key| Some((key.to_owned(), first.get(key)?.clone())));
    Value::Object(first.chain(rest).collect())
}

/// The line breaks of the source code are no part of a sentence.
fn unwrap_descriptions(schema: &mut Value) {
    match schema {
        Value::Object(keys) => {
            for (key, value) in keys.iter_mut() {
                match value {
                    Value::String(text) if key == "description" => {
                        let paragraphs = text.split("\n\n").map(|text| text.replace('\n', " "));
                        *text = paragraphs.collect::<Vec<_>>().join("\n\n");
                    }
                    value => unwrap_descriptions(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(unwrap_descriptions),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_record_is_required_but_what_only_some_imports_write() {
        let schema = Shape::Record.schema();
        let keys = schema["properties"].as_object().unwrap().keys();
        let required: Vec<&str> =
            keys.map(String::as_str).filter(|key| *key != "redacted").collect();
        assert_eq!(schema["required"], Value::from(required));
        let community = &schema["$defs"]["Community"];
        let keys = community["properties"].as_object().unwrap().len();
        assert_eq!(community["required"].as_array().unwrap().len(), keys);
        assert_eq!(community["additionalProperties"], false);
    }
}
