//! What changed of a CPTS, field by field.

use serde::Serialize;
use serde_json::Value;

use crate::compare::differences;
use crate::model::record::Mission as Name;
use crate::model::registry::{Entry, Statement};
use crate::normalise::shadow::key;

/// Fields that are told as what was and what is; the number's qualifier is told with the number.
const SINGLE: [&str; 8] = [
    "name",
    "departments",
    "population",
    "size_class",
    "members",
    "professionals",
    "email",
    "website",
];

/// Lists of which each item is told by itself.
const LISTS: [&str; 2] = ["communes", "milestones"];

/// A value that is another one, new or gone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// The field.
    pub field: String,
    /// What it was; null where there was nothing.
    pub from: Option<Value>,
    /// What it is; null where there is nothing.
    pub to: Option<Value>,
}

/// Somebody in an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Officer {
    /// The office.
    pub role: String,
    /// The person.
    pub name: String,
}

/// A person in another office than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The person.
    pub name: String,
    /// The offices before.
    pub from: Vec<String>,
    /// The offices now.
    pub to: Vec<String>,
}

/// What changed under one mission.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mission {
    /// The mission.
    pub mission: String,
    /// Its state before and now, if it is another one.
    pub status: Option<[Option<String>; 2]>,
    /// Its actions, in their order; those that are gone behind.
    pub actions: Vec<Action>,
}

/// An action that is new, gone or worded in another way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// New.
    Added(String),
    /// Gone.
    Dropped(String),
    /// In other words.
    Reworded(Rewording),
}

/// An action in other words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rewording {
    /// As it was.
    pub from: String,
    /// As it is.
    pub to: String,
}

/// Single values and short lists.
pub fn fields(old: &Entry, new: &Entry) -> Vec<Field> {
    let mut fields = Vec::new();
    for field in SINGLE {
        let (from, to) = (old.current.get(field), new.current.get(field));
        let qualifier = format!("{field}_qualifier");
        let is_same = match (from, to) {
            (Some(Value::String(from)), Some(Value::String(to))) => key(from) == key(to),
            _ => from == to && old.current.get(&qualifier) == new.current.get(&qualifier),
        };
        // Which address it is that one of the two leaves out, nobody knows.
        let unknown = [old, new].into_iter().any(|entry| is_left_out(entry, field));
        if !is_same && !unknown {
            fields.push(Field { field: field.to_owned(), from: from.cloned(), to: to.cloned() });
        }
    }
    for field in LISTS {
        let list =
            |entry: &Entry| entry.current.get(field).cloned().unwrap_or(Value::Array(vec![]));
        for change in differences(&list(old), &list(new)) {
            fields.push(Field { field: field.to_owned(), from: change.old, to: change.new });
        }
    }
    fields
}

/// True if the entry has no value of a field because its documents' records leave it out.
fn is_left_out(entry: &Entry, field: &str) -> bool {
    let left_out = |said: &Statement| said.field == field && said.value.is_null();
    !entry.current.contains_key(field) && entry.statements.iter().any(left_out)
}

/// Who came, who went, and who changed the office.
pub fn officers(old: &Entry, new: &Entry) -> (Vec<Officer>, Vec<Officer>, Vec<Moved>) {
    let (before, after) = (in_office(old), in_office(new));
    let roles = |list: &[Officer], name: &str| -> Vec<String> {
        list.iter().filter(|one| key(&one.name) == key(name)).map(|one| one.role.clone()).collect()
    };
    let only = |list: &[Officer], others: &[Officer]| -> Vec<Officer> {
        list.iter().filter(|one| roles(others, &one.name).is_empty()).cloned().collect()
    };
    let mut moved: Vec<Moved> = Vec::new();
    for Officer { name, .. } in &after {
        let (mut from, mut to) = (roles(&before, name), roles(&after, name));
        from.sort();
        to.sort();
        if !from.is_empty() && from != to && !moved.iter().any(|one| one.name == *name) {
            moved.push(Moved { name: name.clone(), from, to });
        }
    }
    (only(&after, &before), only(&before, &after), moved)
}

fn in_office(entry: &Entry) -> Vec<Officer> {
    let list = entry.current.get("officers").and_then(Value::as_array);
    let text = |value: &Value, part: &str| Some(value.get(part)?.as_str()?.to_owned());
    let officer =
        |value: &Value| Some(Officer { role: text(value, "role")?, name: text(value, "name")? });
    list.into_iter().flatten().filter_map(officer).collect()
}

/// What changed under each mission.
pub fn missions(old: &Entry, new: &Entry) -> Vec<Mission> {
    let changed = |name: Name| {
        let field = format!("missions/{}", name.name());
        let (before, after) = (old.current.get(&field), new.current.get(&field));
        let status = |value: Option<&Value>| Some(value?.get("status")?.as_str()?.to_owned());
        let list = |value: Option<&Value>| {
            value.and_then(|value| value.get("actions")).cloned().unwrap_or(Value::Array(vec![]))
        };
        let states = [status(before), status(after)];
        let actions: Vec<Action> = differences(&list(before), &list(after))
            .into_iter()
            .filter_map(|change| action(change.old.as_ref(), change.new.as_ref()))
            .collect();
        let status = (states[0] != states[1]).then_some(states);
        let is_nothing = status.is_none() && actions.is_empty();
        (!is_nothing).then(|| Mission { mission: name.name().to_owned(), status, actions })
    };
    Name::ALL.into_iter().filter_map(changed).collect()
}

fn action(old: Option<&Value>, new: Option<&Value>) -> Option<Action> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match (old.and_then(text), new.and_then(text)) {
        (Some(from), Some(to)) => Some(Action::Reworded(Rewording { from, to })),
        (None, Some(added)) => Some(Action::Added(added)),
        (Some(dropped), None) => Some(Action::Dropped(dropped)),
        (None, None) => None,
    }
}
