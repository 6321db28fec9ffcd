//! A community of one document as a list of statements.

use serde_json::Value;

use crate::merge::Mention;
use crate::model::record::{Community, Mission};
use crate::model::registry::Statement;

/// The fields that are compared over documents, as registries name them: those of a community,
/// each mission for itself.
pub fn fields() -> impl Iterator<Item = String> {
    Community::FIELDS.into_iter().flat_map(|field| match field {
        "missions" => Mission::ALL.map(|mission| format!("missions/{}", mission.name())).to_vec(),
        field => vec![field.to_owned()],
    })
}

/// The field that says how exact a number is.
pub fn qualifier_of(field: &str) -> Option<&'static str> {
    match field {
        "population" => Some("population_qualifier"),
        "members" => Some("members_qualifier"),
        "professionals" => Some("professionals_qualifier"),
        _ => None,
    }
}

/// The statement that a community is called so.
pub fn named(mention: &Mention, name: &str) -> Statement {
    statement(mention, "name".to_owned(), Value::from(name))
}

/// Every value that a document gives for a community, in the contract's order; null where its record
/// leaves one out.
pub fn statements(mention: &Mention, community: &Community) -> Vec<Statement> {
    // The types serialise without fail; a null would only mean that nothing is stated.
    let mut community = serde_json::to_value(community).unwrap_or_default();
    let and_its_qualifier = |field: String| {
        let qualifier = qualifier_of(&field).map(str::to_owned);
        [Some(field), qualifier].into_iter().flatten()
    };
    let stated = |field: String| {
        let mut parts = field.split('/');
        let value = parts.try_fold(&mut community, |value, part| value.get_mut(part));
        let value = value.map(Value::take);
        let left_out = || mention.left_out.contains(&field).then_some(Value::Null);
        let value = value.and_then(stated).or_else(left_out);
        value.map(|value| statement(mention, field, value))
    };
    fields().flat_map(and_its_qualifier).filter_map(stated).collect()
}

fn statement(mention: &Mention, field: String, value: Value) -> Statement {
    Statement {
        pointer: format!("/communities/{}/{field}", mention.number),
        field,
        value,
        as_of: mention.issued.clone(),
        document: mention.document.clone(),
    }
}

/// The value, if it states anything. Of a mission: its status, actions and text; the section's
/// title is the document's wording and not the community's.
fn stated(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) if items.is_empty() => None,
        Value::Object(mut mission) => {
            if mission.get("status").and_then(Value::as_str) == Some("absent") {
                return None;
            }
            mission.shift_remove("title");
            Some(Value::Object(mission))
        }
        value => Some(value),
    }
}
