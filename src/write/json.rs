//! The one way in which this program writes JSON.

use std::cell::Cell;
use std::io::{self, Write};

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::Serializer as JsonSerializer;
use serde_json::ser::{Formatter, PrettyFormatter};

/// JSON with two spaces of indent, UTF-8, keys in the order of the type, and a final line feed.
pub fn to_json<T: Serialize>(value: &T) -> io::Result<String> {
    let mut text = Vec::new();
    write_json(&mut text, value)?;
    String::from_utf8(text).map_err(io::Error::other)
}

/// Writes what [`to_json`] gives without holding it.
pub(super) fn write_json<T: Serialize>(out: &mut impl Write, value: &T) -> io::Result<()> {
    value.serialize(&mut JsonSerializer::with_formatter(&mut *out, Layout::default()))?;
    out.write_all(b"\n")
}

/// What [`to_json`] gives of a value inside so many lists and objects, made beforehand.
pub fn to_json_within<T: Serialize>(depth: usize, value: &T) -> io::Result<Json> {
    let mut layout = Layout::default();
    for _ in 0..depth {
        layout.begin_array(&mut io::sink())?;
    }
    let mut text = Vec::new();
    value.serialize(&mut JsonSerializer::with_formatter(&mut text, layout))?;
    Ok(Json(text))
}

/// JSON that was made beforehand; [`to_json`] writes it as it is.
#[derive(Debug)]
pub struct Json(Vec<u8>);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// Two spaces of indent. JSON has no bytes: they are what was made beforehand.
#[derive(Default)]
struct Layout(PrettyFormatter<'static>);

impl Formatter for Layout {
    fn write_byte_array<W: ?Sized + Write>(&mut self, out: &mut W, made: &[u8]) -> io::Result<()> {
        out.write_all(made)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

/// A list whose items are made while it is written, so that nobody holds all of them; it can be
/// written once.
pub struct Stream<I>(Cell<Option<I>>);

impl<I> Stream<I> {
    /// The list of what an iterator gives.
    pub fn new(items: I) -> Self {
        Self(Cell::new(Some(items)))
    }
}

impl<T: Serialize, I: Iterator<Item = io::Result<T>>> Serialize for Stream<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.0.take().ok_or_else(|| S::Error::custom("the list is written already"))?;
        let mut list = serializer.serialize_seq(None)?;
        for item in items {
            list.serialize_element(&item.map_err(S::Error::custom)?)?;
        }
        list.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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

    #[test]
    fn a_list_that_is_made_while_it_is_written_is_written_as_any_other() {
        for items in [vec![], vec![1, 2]] {
            let made = Stream::new(items.iter().map(|item| Ok(*item)));
            assert_eq!(to_json(&made).unwrap(), to_json(&items).unwrap());
        }
    }

    #[test]
    fn what_is_made_beforehand_is_written_as_if_it_were_not() {
        for item in [json!({"name": "Été", "list": [1, {}], "none": []}), json!("a\nb"), json!(1)]
        {
            let made = to_json_within(2, &item).unwrap();
            assert_eq!(
                to_json(&BTreeMap::from([("items", [&made, &made])])).unwrap(),
                to_json(&json!({"items": [item, item]})).unwrap()
            );
        }
    }

    #[test]
    fn an_item_that_cannot_be_made_says_why() {
        let items = [Ok(1), Err(io::Error::other("the disk is gone"))];
        let error = to_json(&Stream::new(items.into_iter())).unwrap_err();
        assert!(error.to_string().contains("the disk is gone"), "{error}");
    }
}
