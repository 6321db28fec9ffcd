//! The one way in which this program writes JSON.

use std::io::{self, Write};

use serde::Serialize;

/// JSON with two spaces of indent, UTF-8, keys in the order of the type, and a final line feed.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

/// Writes what [`to_json`] gives without holding it.
pub(super) fn write_json<T: Serialize>(out: &mut impl Write, value: &T) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_indented_by_two_and_ends_with_a_line_feed() {
        let text = to_json(&json!({"name": "Été", "list": [], "box": [1.25, 2.0]})).unwrap();
        assert!(text.contains("\n  \"name\": \"Été\""), "{text}");
        assert!(text.contains("\"list\": []"), "{text}");
        assert!(text.ends_with("}\n"), "{text}");
    }

    #[test]
    fn what_is_written_is_what_is_given() {
        let value = json!({"name": "Été", "list": [1, 2.5, null]});
        let mut written = Vec::new();
        write_json(&mut written, &value).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), to_json(&value).unwrap());
    }

    #[test]
    fn a_single_precision_number_is_written_as_short_as_it_was_rounded() {
        assert_eq!(to_json(&[12.34_f32, 100.0]).unwrap(), "[\n  12.34,\n  100.0\n]\n");
    }
}
