//! Where in a JSON text a pointer leads.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A place in a text, counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// How many characters of the line belong to the value.
    pub width: usize,
}

/// A key as it may be written, with escapes.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The place of the value that a pointer leads to; where the text has none, of the nearest value
/// above. A text that is not there has no line.
pub fn place(text: &str, pointer: &str) -> Place {
    if text.is_empty() {
        return Place { line: 0, column: 0, width: 1 };
    }
    let mut value = text;
    for step in pointer.split('/').skip(1) {
        match child(value, &step.replace("~1", "/").replace("~0", "~")) {
            Some(below) => value = below,
            None => break,
        }
    }
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Place {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        width: value.lines().next().unwrap_or_default().chars().count().max(1),
    }
}

/// The text of a part of a value.
fn child<'a>(value: &'a str, step: &str) -> Option<&'a str> {
    match value.trim_start().chars().next()? {
        '{' => {
            let keys: BTreeMap<Key<'a>, &'a RawValue> = serde_json::from_str(value).ok()?;
            keys.get(&Key(Cow::Borrowed(step))).map(|value| value.get())
        }
        '[' => {
            let items: Vec<&'a RawValue> = serde_json::from_str(value).ok()?;
            items.get(step.parse::<usize>().ok()?).map(|value| value.get())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "{\n  \"a\": [\n    1,\n    \"été\"\n  ],\n  \"b/c\": {\n    \"d\\u00e9\": null\n  }\n}\n";

    #[test]
    fn a_pointer_leads_to_the_line_of_its_value() {
        assert_eq!(place(TEXT, "/a/1"), Place { line: 4, column: 5, width: 5 });
        assert_eq!(place(TEXT, "/b~1c/dé"), Place { line: 7, column: 16, width: 4 });
    }

    #[test]
    fn a_pointer_that_leads_nowhere_stays_at_the_nearest_value_above() {
        assert_eq!(place(TEXT, "/a/7/x").line, 2);
        assert_eq!(place(TEXT, "").line, 1);
        assert_eq!(place("not JSON", "/a"), Place { line: 1, column: 1, width: 8 });
    }
}
