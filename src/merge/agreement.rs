//! Which of several statements stands: the latest, if there is one, or what all of them say.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::registry::{Change, Statement};
use crate::normalise::shadow::key;

/// What becomes of a field.
#[derive(Debug, PartialEq)]
pub enum Standing<'a> {
    /// No document says anything.
    Nothing,
    /// This statement stands.
    Value(&'a Statement),
    /// Two statements disagree and no date decides.
    Undecided,
}

/// The statement that stands among those of one field.
pub fn standing<'a>(statements: &[&'a Statement]) -> Standing<'a> {
    let latest: Vec<&Statement> = statements
        .iter()
        .filter(|one| !statements.iter().any(|other| is_later(&other.as_of, &one.as_of)))
        .copied()
        .collect();
    if latest.is_empty() {
        return Standing::Nothing;
    }
    fullest(&latest).map_or(Standing::Undecided, Standing::Value)
}

/// What changed from one date to the next. Dates with contradicting statements are passed over.
pub fn changes(field: &str, statements: &[&Statement]) -> Vec<Change> {
    let mut dates: Vec<&String> = statements.iter().filter_map(|s| s.as_of.as_ref()).collect();
    dates.sort();
    dates.dedup();
    let mut changes = Vec::new();
    let mut before: Option<&Statement> = None;
    for date in dates {
        let of_date: Vec<&Statement> =
            statements.iter().filter(|one| one.as_of.as_ref() == Some(date)).copied().collect();
        let Some(now) = fullest(&of_date) else { continue };
        if let Some(before) = before
            && is_later(&now.as_of, &before.as_of)
            && !(covers(&now.value, &before.value) && covers(&before.value, &now.value))
        {
            changes.push(Change {
                field: field.to_owned(),
                from: before.value.clone(),
                to: now.value.clone(),
                as_of: date.clone(),
            });
        }
        before = Some(now);
    }
    changes
}

/// The statement that says all that the others say, if there is one; the first of several.
fn fullest<'a>(statements: &[&'a Statement]) -> Option<&'a Statement> {
    if let [only] = statements {
        return Some(only);
    }
    let covers_all = |one: &&&Statement| statements.iter().all(|s| covers(&one.value, &s.value));
    statements.iter().find(covers_all).copied()
}

/// True if one date is surely later than the other: a dated document is later than an undated one,
/// `2026-01` is later than `2025-12-24`, and neither before nor after `2026-01-21`.
fn is_later(one: &Option<String>, other: &Option<String>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one > other && !one.starts_with(other.as_str()),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// True if one value says all that the other says. A document that names three of five officers
/// does not contradict the one that names all five.
fn covers(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one == other || folded(one) == folded(other),
        (Value::Array(one), Value::Array(other)) => {
            let wordings: OnceCell<BTreeSet<String>> = OnceCell::new();
            let holds = |item: &Value| match item {
                _ if one.contains(item) => true,
                Value::String(text) => {
                    let wordings = wordings
                        .get_or_init(|| one.iter().filter_map(Value::as_str).map(folded).collect());
                    wordings.contains(&folded(text))
                }
                item => one.iter().any(|held| covers(held, item)),
            };
            other.iter().all(holds)
        }
        (Value::Object(one), Value::Object(other)) => {
            other.iter().all(|(part, item)| one.get(part).is_some_and(|held| covers(held, item)))
        }
        _ => one == other,
    }
}

/// A text without what does not make it another one: case and accents of a wording, scheme and last
/// slash of an address.
fn folded(text: &str) -> String {
    if text.contains('@') || text.contains("://") {
        let address = text.rsplit("://").next().unwrap_or(text);
        return address.trim_end_matches('/').to_lowercase();
    }
    let key = key(text);
    if key.is_empty() { text.to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn statement(as_of: Option<&str>, value: Value) -> Statement {
        Statement {
            field: "population".to_owned(),
            value,
            as_of: as_of.map(str::to_owned),
            document: "report".to_owned(),
            pointer: "/communities/0/population".to_owned(),
        }
    }

    /// What stands among statements of these dates and values; null if undecided.
    fn stands(statements: &[(Option<&str>, Value)]) -> Value {
        let all: Vec<Statement> =
            statements.iter().map(|(as_of, value)| statement(*as_of, value.clone())).collect();
        match standing(&all.iter().collect::<Vec<_>>()) {
            Standing::Value(statement) => statement.value.clone(),
            _ => Value::Null,
        }
    }

    #[test]
    fn the_latest_stands() {
        for (statements, value) in [
            (vec![(Some("2024-05"), json!(1)), (Some("2026-01"), json!(2))], json!(2)),
            (vec![(Some("2026"), json!(1)), (Some("2025-12-31"), json!(2))], json!(1)),
            (vec![(None, json!(1)), (Some("2020"), json!(2))], json!(2)),
        ] {
            assert_eq!(stands(&statements), value, "{statements:?}");
        }
    }

    #[test]
    fn a_month_and_a_day_in_it_are_a_tie() {
        assert_eq!(
            stands(&[(Some("2026-01"), json!(1)), (Some("2026-01-21"), json!(2))]),
            json!(null)
        );
        assert_eq!(
            stands(&[(Some("2026-01"), json!(1)), (Some("2026-01-21"), json!(1))]),
            json!(1)
        );
    }

    #[test]
    fn a_tie_that_disagrees_stands_for_nothing_and_one_that_agrees_stands() {
        assert_eq!(stands(&[(None, json!(1)), (None, json!(2))]), json!(null));
        assert_eq!(stands(&[(None, json!("Été")), (None, json!("ete"))]), json!("Été"));
        let (http, https) = (json!("http://a.fr/"), json!("https://a.fr"));
        assert_eq!(stands(&[(None, http.clone()), (None, https)]), http);
    }

    #[test]
    fn a_shorter_list_says_nothing_against_a_longer_one() {
        let (short, long) = (json!(["44"]), json!(["44", "49"]));
        assert_eq!(stands(&[(None, short.clone()), (None, long.clone())]), long);
        assert_eq!(stands(&[(None, json!(["35"])), (None, long)]), json!(null));
        assert_eq!(stands(&[(None, short.clone())]), short);
        let (few, all) = (json!(["Été"]), json!(["hiver", "ete", 3]));
        assert_eq!(stands(&[(None, few.clone()), (None, all.clone())]), all);
        assert_eq!(stands(&[(None, few), (None, json!(["hiver", 3]))]), json!(null));
    }

    #[test]
    fn changes_are_told_from_date_to_date() {
        let all = [
            statement(Some("2026-01"), json!(3)),
            statement(Some("2024"), json!(1)),
            statement(None, json!(9)),
            statement(Some("2025"), json!(1)),
        ];
        let all: Vec<&Statement> = all.iter().collect();
        let expected = Change {
            field: "population".to_owned(),
            from: json!(1),
            to: json!(3),
            as_of: "2026-01".to_owned(),
        };
        assert_eq!(changes("population", &all), [expected]);
    }
}
