//! A community of one document as a list of statements.

use serde_json::{Map, Value};

use crate::model::record::{Community, DocumentInfo};
use crate::model::registry::Statement;

/// The fields that are compared over documents, as registries name them.
pub const FIELDS: [&str; 17] = [
    "name",
    "departments",
    "population",
    "size_class",
    "members",
    "professionals",
    "officers",
    "email",
    "website",
    "communes",
    "milestones",
    "missions/access_to_care",
    "missions/care_pathways",
    "missions/prevention",
    "missions/health_crisis",
    "missions/quality",
    "missions/professional_support",
];

/// The field that says how exact a number is.
pub fn qualifier_of(field: &str) -> Option<&'static str> {
    match field {
        "population" => Some("population_qualifier"),
        "members" => Some("members_qualifier"),
        "professionals" => Some("professionals_qualifier"),
        _ => None,
    }
}

/// Every value that a document gives for a community, in the contract's order.
pub fn statements(document: &DocumentInfo, number: usize, community: &Community) -> Vec<Statement> {
    // The types serialise without fail; a null would only mean that nothing is stated.
    let community = serde_json::to_value(community).unwrap_or_default();
    let mut statements = Vec::new();
    for field in FIELDS.into_iter().flat_map(|field| [Some(field), qualifier_of(field)]).flatten() {
        if let Some(value) = community.pointer(&format!("/{field}")).and_then(stated) {
            statements.push(Statement {
                field: field.to_owned(),
                value,
                as_of: document.issued.clone(),
                document: document.id.clone(),
                pointer: format!("/communities/{number}/{field}"),
            });
        }
    }
    statements
}

/// The value, if it states anything. Of a mission: its status, actions and text; the section's
/// title is the document's wording and not the community's.
fn stated(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) if items.is_empty() => None,
        Value::Object(mission) => {
            if mission.get("status").and_then(Value::as_str) == Some("absent") {
                return None;
            }
            let parts = mission.iter().filter(|(part, _)| *part != "title");
            let parts: Map<String, Value> =
                parts.map(|(part, value)| (part.clone(), value.clone())).collect();
            Some(Value::Object(parts))
        }
        value => Some(value.clone()),
    }
}
