//! A field's value as text: what a reader sees of `{"role": "president", …}`.

use serde_json::Value;

use crate::report::speech::Speech;

/// A value, or one item of a list, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What kind of item it is: an officer's role, a milestone's step.
    pub label: Option<String>,
    /// The text.
    pub text: String,
    /// Where it leads: `https:`, `http:` or `mailto:`, nothing else.
    pub href: Option<String>,
    /// The value's pointer below its field: `/0` for the first of a list.
    pub below: String,
}

impl Item {
    fn plain(text: String) -> Self {
        Self { label: None, text, href: None, below: String::new() }
    }
}

/// The items of a field's value; `qualifier` says how exact a number is.
pub fn items(field: &str, value: &Value, qualifier: Option<&str>, speech: &Speech) -> Vec<Item> {
    match (field, value) {
        ("officers", Value::Array(officers)) => {
            numbered(officers, |officer| labelled(officer, "role", "role", "name", speech))
        }
        ("milestones", Value::Array(steps)) => numbered(steps, |step| {
            let item = labelled(step, "milestone", "kind", "date", speech);
            Item { text: speech.date(&item.text), ..item }
        }),
        ("email", Value::String(address)) => {
            let href = is_address(address).then(|| format!("mailto:{address}"));
            vec![Item { href, ..Item::plain(address.clone()) }]
        }
        ("website", Value::String(address)) => {
            let href = is_web(address).then(|| address.clone());
            vec![Item { href, ..Item::plain(address.clone()) }]
        }
        (_, Value::Number(number)) => {
            let number = number.as_u64().map_or_else(|| number.to_string(), |n| speech.number(n));
            let unit = format!("unit.{field}");
            let number = match speech.find(&unit) {
                Some(_) => speech.tell(&unit, &[("number", number)]),
                None => number,
            };
            let qualified = qualifier.map(|qualifier| format!("qualifier.{qualifier}"));
            let text = match qualified.filter(|key| speech.find(key).is_some()) {
                Some(key) => speech.tell(&key, &[("number", number)]),
                None => number,
            };
            vec![Item::plain(text)]
        }
        (_, Value::Null) => vec![Item::plain(speech.say("community.left_out").to_owned())],
        (_, Value::Array(texts)) => numbered(texts, |one| Item::plain(text(one))),
        (_, value) => vec![Item::plain(text(value))],
    }
}

/// The items as one text.
pub fn line(items: &[Item], speech: &Speech) -> String {
    let said = |item: &Item| match &item.label {
        Some(label) => format!("{} ({label})", item.text),
        None => item.text.clone(),
    };
    speech.list(&items.iter().map(said).collect::<Vec<_>>())
}

fn numbered(values: &[Value], item: impl Fn(&Value) -> Item) -> Vec<Item> {
    let below = |(number, value)| Item { below: format!("/{number}"), ..item(value) };
    values.iter().enumerate().map(below).collect()
}

/// An object of which one key is the kind of thing and another its text.
fn labelled(value: &Value, table: &str, kind: &str, said: &str, speech: &Speech) -> Item {
    let of = |key: &str| value.get(key).unwrap_or(&Value::Null);
    Item { label: Some(speech.word(table, of(kind))), ..Item::plain(text(of(said))) }
}

/// A value that no language words.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

/// True if a page may lead there. A browser would run `javascript:`.
pub fn is_web(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    }) && !address.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// True if a letter may be addressed so: ASCII letters, digits and what joins them, one `@`. What
/// else is allowed in an address is never printed on a mailbox of an association.
pub fn is_address(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let dotted = |part: &str| part.split('.').all(|label| !label.is_empty());
    [local, domain].iter().all(|part| part.chars().all(plain) && dotted(part))
        && domain.contains('.')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::Rules;

    #[test]
    fn only_the_web_and_mail_are_led_to() {
        assert!(is_web("https://www.cpts.example/a?b=c") && is_web("HTTP://cpts.example"));
        for address in
            ["javascript:alert(1)", "data:text/html,x", "//cpts.example", "https:/x", "https://a b"]
        {
            assert!(!is_web(address), "{address}");
        }
        assert!(is_address("contact@cpts-val.example.fr"));
        for address in [
            "",
            "a@b",
            "a b@c.fr",
            "a@c.fr\r\nBcc: x@y.fr",
            "é@c.fr",
            "a@@c.fr",
            "<a@c.fr>",
            "a@.fr",
        ] {
            assert!(!is_address(address), "{address}");
        }
    }

    #[test]
    fn values_are_told_in_words() {
        let rules = Rules::bundled().unwrap();
        let speech = Speech::new(rules.wording(), "fr");
        let said = |field: &str, value: Value, qualifier| {
            line(&items(field, &value, qualifier, &speech), &speech)
        };
        assert_eq!(
            said("population", json!(64000), Some("at_least")),
            "plus de 64\u{202f}000 habitants"
        );
        assert_eq!(said("size_class", json!(3), None), "taille 3");
        let officers = json!([{"role": "president", "name": "Ada Martin"}]);
        assert_eq!(said("officers", officers, None), "Ada Martin (Présidence)");
        let steps = json!([{"kind": "launched", "date": "2022-09"}]);
        assert_eq!(said("milestones", steps, None), "septembre 2022 (Lancement)");
    }
}
