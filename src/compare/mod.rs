//! What is different between two values of one shape: two records of one document, two editions.
//!
//! Lists are aligned and not compared place by place: an action that is taken out is one
//! difference, and those behind it are none. Nothing here knows what the values mean.

mod list;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::compare::list::align;
use crate::model::pointer::part;

/// One difference, at the lowest place that has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// RFC 6901 JSON Pointer into the new value; into the old one where nothing new stands.
    pub pointer: String,
    /// What was there; `None` where there was nothing.
    pub old: Option<Value>,
    /// What is there; `None` where there is nothing.
    pub new: Option<Value>,
}

/// The differences in the order of the new value, what is gone at the end of its list or object.
///
/// ```
/// # use recense::compare::differences;
/// # use serde_json::json;
/// let found = differences(&json!({"a": ["x", "y", "z"]}), &json!({"a": ["x", "z"]}));
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].pointer.as_str(), &found[0].old), ("/a/1", &Some(json!("y"))));
/// ```
pub fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    values("", old, new, &mut found);
    found
}

fn values(pointer: &str, old: &Value, new: &Value, found: &mut Vec<Difference>) {
    match (old, new) {
        (Value::Object(before), Value::Object(after)) => {
            let keys: BTreeSet<&String> = after.keys().collect();
            let gone = before.keys().filter(|key| !keys.contains(key));
            for key in after.keys().chain(gone) {
                sides(&format!("{pointer}/{}", part(key)), before.get(key), after.get(key), found);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for (left, right) in align(before, after) {
                let index = right.or(left).unwrap_or_default();
                let place = format!("{pointer}/{index}");
                let old = left.and_then(|left| before.get(left));
                sides(&place, old, right.and_then(|right| after.get(right)), found);
            }
        }
        (old, new) if old == new => {}
        (old, new) => found.push(Difference {
            pointer: pointer.to_owned(),
            old: Some(old.clone()),
            new: Some(new.clone()),
        }),
    }
}

fn sides(pointer: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Difference>) {
    match (old, new) {
        (Some(old), Some(new)) => values(pointer, old, new, found),
        (old, new) => found.push(Difference {
            pointer: pointer.to_owned(),
            old: old.cloned(),
            new: new.cloned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(old: Value, new: Value) -> Vec<String> {
        let side = |value: Option<Value>| value.map_or("nothing".to_owned(), |v| v.to_string());
        differences(&old, &new)
            .into_iter()
            .map(|one| format!("{}: {} -> {}", one.pointer, side(one.old), side(one.new)))
            .collect()
    }

    #[test]
    fn equal_values_have_no_difference() {
        let value = json!({"a": [1, {"b": null}], "c": "d"});
        assert_eq!(told(value.clone(), value), Vec::<String>::new());
    }

    #[test]
    fn a_changed_leaf_is_named_by_its_pointer() {
        let old = json!({"communities": [{"id": "x", "population": 1}, {"id": "y"}]});
        let new = json!({"communities": [{"id": "x", "population": 2}, {"id": "y"}]});
        assert_eq!(told(old, new), ["/communities/0/population: 1 -> 2"]);
    }

    #[test]
    fn an_item_taken_out_or_put_in_does_not_move_the_others() {
        assert_eq!(told(json!(["a", "b", "c"]), json!(["b", "c"])), [r#"/0: "a" -> nothing"#]);
        assert_eq!(told(json!(["b"]), json!(["a", "b"])), [r#"/0: nothing -> "a""#]);
    }

    #[test]
    fn a_community_that_appears_does_not_hide_what_changed_in_another() {
        let old = json!([{"id": "loue", "population": 1}]);
        let new = json!([{"id": "orge", "population": 5}, {"id": "loue", "population": 2}]);
        let found = told(old, new);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[1], "/1/population: 1 -> 2");
    }

    #[test]
    fn a_reworded_item_is_one_difference_and_another_item_is_two() {
        assert_eq!(
            told(json!(["Parcours plaies"]), json!(["Parcours plaies et cicatrisation"])).len(),
            1
        );
        assert_eq!(told(json!(["Parcours plaies"]), json!(["Gestes d'urgence"])).len(), 2);
    }

    #[test]
    fn an_object_is_known_by_its_name_even_if_all_else_changed() {
        let old = json!([{"name": "A B", "role": "x"}, {"name": "C D", "role": "y"}]);
        let new = json!([{"name": "C D", "role": "z"}]);
        let found = told(old, new);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], r#"/0/role: "y" -> "z""#);
    }
}
