//! JSON Pointers into a record: what stands there, what it belongs to, and what would set it.

use serde_json::Value;

use crate::explain::Unanswerable;
use crate::model::pointer::part;

/// More pointers than these are no help.
const SHOWN: usize = 8;

/// What a pointer leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Target<'v> {
    /// The pointer; for a place beyond the end of a list that of the list.
    pub pointer: String,
    /// What stands there.
    pub value: &'v Value,
    /// The keys and indices on the way.
    pub steps: Vec<String>,
    /// The pointer goes beyond the end of a list.
    pub beyond: bool,
}

/// Follows a pointer into a record.
pub fn resolve<'v>(record: &'v Value, pointer: &str) -> Result<Target<'v>, Unanswerable> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err(Unanswerable::NoPointer(pointer.to_owned()));
    }
    let mut target =
        Target { pointer: String::new(), value: record, steps: Vec::new(), beyond: false };
    for written in pointer.split('/').skip(1) {
        let step = written.replace("~1", "/").replace("~0", "~");
        let next = match target.value {
            Value::Object(keys) => keys.get(&step),
            Value::Array(items) => match step.parse::<usize>() {
                Ok(index) if index >= items.len() => {
                    target.beyond = true;
                    return Ok(target);
                }
                Ok(index) => items.get(index),
                Err(_) => None,
            },
            _ => None,
        };
        let Some(next) = next else {
            let nearest = nearest(&target, &step);
            return Err(Unanswerable::NoValue { pointer: pointer.to_owned(), nearest });
        };
        target.pointer = format!("{}/{}", target.pointer, part(&step));
        target.value = next;
        target.steps.push(step);
    }
    Ok(target)
}

/// Pointers that there are: the key that was probably meant, else all of this place.
fn nearest(target: &Target<'_>, step: &str) -> Vec<String> {
    let below = |key: &str| format!("{}/{}", target.pointer, part(key));
    match target.value {
        Value::Object(keys) => {
            let distance = |key: &&String| strsim::damerau_levenshtein(key, step);
            let best = keys.keys().min_by_key(distance);
            match best.filter(|best| distance(best) <= 1 + best.len() / 4) {
                Some(best) => vec![below(best)],
                None => keys.keys().take(SHOWN).map(|key| below(key)).collect(),
            }
        }
        Value::Array(items) => (0..items.len().min(3)).map(|at| below(&at.to_string())).collect(),
        _ => vec![target.pointer.clone()],
    }
}

impl Target<'_> {
    /// True if there is nothing: null, an empty list, an absent mission, beyond the end of a list.
    pub fn is_missing(&self) -> bool {
        let absent = |value: &Value| value.get("status").is_some_and(|status| status == "absent");
        match self.value {
            Value::Null => true,
            Value::Array(items) => items.is_empty() || self.beyond,
            value => absent(value),
        }
    }

    /// The community that it is a part of, by its number.
    pub fn community(&self) -> Option<usize> {
        match self.steps.as_slice() {
            [first, number, ..] if first == "communities" => number.parse().ok(),
            _ => None,
        }
    }

    /// Where rules say that such a value goes: the beginning of `sets`; `mission` for the sections
    /// of a mission.
    pub fn sets(&self) -> Option<String> {
        let steps: Vec<&str> = self.steps.iter().map(String::as_str).collect();
        let sets = match steps.as_slice() {
            ["communities", _, "missions", ..] | ["communities", _, "reporting"] => {
                "mission".to_owned()
            }
            ["communities"] | ["communities", _, "id"] => "community.name".to_owned(),
            ["communities", _, "officers", ..] => "community.officer".to_owned(),
            ["communities", _, "milestones", ..] => "community.milestone".to_owned(),
            ["communities", _, field, ..] => {
                format!("community.{}", field.trim_end_matches("_qualifier"))
            }
            ["contacts", ..] => "contact".to_owned(),
            ["events", ..] => "event".to_owned(),
            ["figures", ..] => "figure".to_owned(),
            ["document", "publishers", ..] => "document.publisher".to_owned(),
            ["document", field] => format!("document.{field}"),
            _ => return None,
        };
        Some(sets)
    }

    /// Of a value that follows from another one: that one's pointer.
    pub fn follows_from(&self) -> Option<String> {
        let (last, before) = self.steps.split_last()?;
        let beside = |key: &str| {
            let steps = before.iter().map(|step| format!("/{}", part(step)));
            format!("{}/{key}", steps.collect::<String>())
        };
        match last.as_str() {
            "id" if before.first().is_some_and(|step| step == "communities") => {
                Some(beside("name"))
            }
            "status" if before.iter().any(|step| step == "missions") => Some(beside("title")),
            name => name.strip_suffix("_qualifier").map(beside),
        }
    }

    /// The pointers above, the nearest first, and the pointer itself before them.
    pub fn upwards(&self) -> impl Iterator<Item = String> {
        (0..=self.steps.len()).rev().map(|count| {
            let steps = self.steps.iter().take(count);
            steps.map(|step| format!("/{}", part(step))).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_told_the_nearest_key() {
        let record = json!({"communities": [{"population": 5, "email": null}]});
        let error = resolve(&record, "/communities/0/populaton").unwrap_err();
        let told = "there is no /communities/0/populaton; did you mean /communities/0/population?";
        assert_eq!(error.to_string(), told);
        let error = resolve(&record, "communities").unwrap_err();
        assert!(error.to_string().contains("is no JSON Pointer"), "{error}");
    }

    #[test]
    fn beyond_the_end_of_a_list_nothing_stands() {
        let record = json!({"events": [1], "communities": [{"email": null}]});
        assert!(resolve(&record, "/events/7").unwrap().is_missing());
        assert!(!resolve(&record, "/events/0").unwrap().is_missing());
        assert!(resolve(&record, "/communities/0/email").unwrap().is_missing());
    }
}
