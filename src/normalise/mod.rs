//! From printed text to typed values, or a [`Reject`] that says why not.
//!
//! One kind of value is one file with plain functions. None of them guesses: a text that could be
//! two values is none. None knows a word of French or English: the words come in a [`Lexicon`].
//! Places within a text are counted in characters (Unicode scalar values), as in the model's spans.

pub mod community_name;
pub mod date;
pub mod department;
pub mod email;
pub mod identity;
pub mod lexicon;
pub mod names;
pub mod number;
pub mod percent;
pub mod person;
pub mod phone;
pub mod quantity;
pub mod reject;
pub mod shadow;
pub mod size_class;
pub mod text;
pub mod time;
pub mod website;

use serde_json::{Value, json};

use crate::normalise::lexicon::Lexicon;
use crate::normalise::reject::Reject;

/// Every normaliser that a rule can name.
pub const NORMALISERS: &[&str] = &[
    "count",
    "date",
    "departments",
    "email",
    "names",
    "number",
    "percent",
    "person",
    "persons",
    "phone",
    "population",
    "size_class",
    "text",
    "time",
    "website",
];

/// What a normaliser makes of a text, as the JSON that the examples of rules expect; `None` if no
/// normaliser has this name.
///
/// ```
/// # use recense::normalise::{by_name, lexicon::Lexicon};
/// let value = by_name("population", "85 676 habitants", &Lexicon::default());
/// assert_eq!(value, Some(Ok(serde_json::json!({"value": 85676, "qualifier": "exact"}))));
/// ```
pub fn by_name(name: &str, text: &str, lexicon: &Lexicon) -> Option<Result<Value, Reject>> {
    let quantity = |quantity: quantity::Quantity| json!({"value": quantity.value, "qualifier": quantity.qualifier});
    let person = |person: person::PersonName| {
        json!({
            "name": person.name,
            "given_name": person.given_name,
            "family_name": person.family_name,
        })
    };
    let persons = || {
        let names = person::persons(text, lexicon);
        if names.is_empty() {
            return Err(Reject::NoName(text.trim().to_owned()));
        }
        Ok(names.into_iter().map(|(_, name)| person(name)).collect())
    };
    let cleaned = || {
        let cleaned = text::clean(text);
        if cleaned.is_empty() { Err(Reject::Empty) } else { Ok(json!(cleaned)) }
    };
    Some(match name {
        "count" => quantity::count(text, lexicon).map(quantity),
        "date" => date::date(text, lexicon).map(|date| json!(date.to_string())),
        "departments" => department::departments(text, lexicon).map(|codes| json!(codes)),
        "email" => email::email(text).map(Value::from),
        "names" => names::names(text, lexicon)
            .map(|names| names.into_iter().map(|(_, name)| name).collect()),
        "number" => number::integer(text, lexicon).map(Value::from),
        "percent" => percent::percent(text).map(Value::from),
        "person" => person::person(text, lexicon).map(person),
        "persons" => persons(),
        "phone" => phone::phone(text).map(Value::from),
        "population" => quantity::population(text, lexicon).map(quantity),
        "size_class" => size_class::size_class(text).map(Value::from),
        "text" => cleaned(),
        "time" => time::time(text, lexicon).map(Value::from),
        "website" => website::website(text).map(Value::from),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::lexicon::tests::lexicon;

    #[test]
    fn every_normaliser_of_the_list_exists_and_rejects_an_empty_text() {
        assert!(NORMALISERS.is_sorted());
        for name in NORMALISERS {
            let result = by_name(name, " \n", &lexicon());
            let empty = matches!(result, Some(Err(Reject::Empty | Reject::NoName(_))));
            assert!(empty, "{name}: {result:?}");
        }
        assert_eq!(by_name("populaton", "1", &lexicon()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_text_makes_a_normaliser_panic(text in any::<String>()) {
            for name in NORMALISERS {
                by_name(name, &text, &lexicon());
                by_name(name, &text, &Lexicon::default());
            }
        }
    }
}
