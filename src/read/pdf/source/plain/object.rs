//! The objects of a file that is as the specification has it, read one after the other. What is not
//! exactly so is refused.

use std::borrow::Cow;

use lopdf::{Dictionary, Object, StringFormat};

use crate::read::pdf::token::{is_regular, is_space};

/// Objects within objects.
pub(super) const MAX_DEPTH: usize = 64;
/// Most elements of a structure tree have no more: `/Type /S /P /K /Pg` and one of their own.
const USUAL_FIELDS: usize = 6;

/// Reads at one place after the other.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// What was read of arrays and dictionaries that are still open. These are as long as what they
    /// hold then: a tagged file has so many of them that their memory is a third of the work.
    items: Vec<Object>,
    entries: Vec<(Cow<'a, [u8]>, Object)>,
}

/// A key and its value.
pub(in crate::read::pdf::source) type Field<'a> = (Cow<'a, [u8]>, Value<'a>);

/// A value that is looked at once. A name stays where it is written.
#[derive(Debug)]
pub(in crate::read::pdf) enum Value<'a> {
    Name(Cow<'a, [u8]>),
    Object(Object),
}

impl<'a> Reader<'a> {
    pub(super) fn at(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, items: Vec::new(), entries: Vec::new() }
    }

    /// Works on what another one worked on.
    pub(super) fn on(self, items: Vec<Object>) -> Self {
        Self { items, ..self }
    }

    /// For the next one. What was open of an object that was refused is given up.
    pub(super) fn items(mut self) -> Vec<Object> {
        self.items.clear();
        self.items
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn eat(&mut self, word: &[u8]) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    pub(super) fn line_end(&mut self) -> Option<()> {
        self.eat(b"\r\n").or_else(|| self.eat(b"\n")).or_else(|| self.eat(b"\r"))
    }

    pub(super) fn space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    /// What stands up to the next white space or bracket.
    fn regular(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let end = rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    pub(super) fn digits(&mut self) -> Option<u64> {
        let rest = self.rest();
        let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        self.at += end;
        whole(rest.get(..end)?)
    }

    /// An object with at most so many within one another.
    pub(super) fn object(&mut self, depth: usize) -> Option<Object> {
        match self.peek()? {
            b'/' => self.name().map(|name| Object::Name(name.into_owned())),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
            b'[' => self.array(depth.checked_sub(1)?).map(Object::Array),
            b'<' if self.rest().starts_with(b"<<") => {
                self.dict(depth.checked_sub(1)?).map(Object::Dictionary)
            }
            b'<' => Some(Object::String(self.hexadecimal()?, StringFormat::Hexadecimal)),
            b'(' => Some(Object::String(self.literal()?, StringFormat::Literal)),
            _ => match self.regular() {
                b"true" => Some(Object::Boolean(true)),
                b"false" => Some(Object::Boolean(false)),
                b"null" => Some(Object::Null),
                _ => None,
            },
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        let first = self.items.len();
        self.eat(b"[")?;
        self.space();
        while self.eat(b"]").is_none() {
            let item = self.object(depth)?;
            self.items.push(item);
            self.space();
        }
        Some(self.items.drain(first..).collect())
    }

    fn dict(&mut self, depth: usize) -> Option<Dictionary> {
        let first = self.entries.len();
        self.each_entry(|reader, key| {
            let value = reader.object(depth)?;
            reader.entries.push((key, value));
            Some(())
        })?;
        let mut dict = Dictionary::new();
        let map = dict.as_hashmap_mut();
        map.reserve_exact(self.entries.len() - first);
        map.extend(self.entries.drain(first..).map(|(key, value)| (key.into_owned(), value)));
        Some(dict)
    }

    /// A dictionary as it is written, whose keys nobody looks up.
    pub(super) fn fields(&mut self, depth: usize) -> Option<Vec<Field<'a>>> {
        let depth = depth.checked_sub(1)?;
        let mut fields = Vec::with_capacity(USUAL_FIELDS);
        self.each_entry(|reader, key| {
            let value = match reader.peek()? {
                b'/' => Value::Name(reader.name()?),
                _ => Value::Object(reader.object(depth)?),
            };
            fields.push((key, value));
            Some(())
        })?;
        Some(fields)
    }

    /// Reads a dictionary; what reads a value is told its key.
    fn each_entry(
        &mut self,
        mut value: impl FnMut(&mut Self, Cow<'a, [u8]>) -> Option<()>,
    ) -> Option<()> {
        self.eat(b"<<")?;
        self.space();
        while self.eat(b">>").is_none() {
            let key = self.name()?;
            self.space();
            value(self, key)?;
            self.space();
        }
        Some(())
    }

    fn name(&mut self) -> Option<Cow<'a, [u8]>> {
        self.eat(b"/")?;
        let written = self.regular();
        if !written.contains(&b'#') {
            return Some(Cow::Borrowed(written));
        }
        let mut parts = written.split(|byte| *byte == b'#');
        let mut name = parts.next()?.to_vec();
        for part in parts {
            let ([high, low], rest) = part.split_first_chunk()?;
            name.push(hex(*high)? << 4 | hex(*low)?);
            name.extend(rest);
        }
        Some(Cow::Owned(name))
    }

    /// A number, or a reference: `12 0 R`.
    fn number(&mut self) -> Option<Object> {
        let word = self.regular();
        let Some(first) = whole(word) else { return signed(word) };
        let behind = self.at;
        self.space();
        if self.peek().is_some_and(|byte| byte.is_ascii_digit())
            && let Some(generation) = self.digits()
        {
            self.space();
            if self.regular() == b"R" {
                let id = (first.try_into().ok()?, generation.try_into().ok()?);
                return Some(Object::Reference(id));
            }
        }
        self.at = behind;
        Some(Object::Integer(first.try_into().ok()?))
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.eat(b"<")?;
        let rest = self.rest();
        let end = rest.iter().position(|byte| *byte == b'>')?;
        self.at += end + 1;
        let digits = rest.get(..end)?.iter().filter(|byte| !is_space(**byte));
        let digits: Vec<u8> = digits.map(|byte| hex(*byte)).collect::<Option<_>>()?;
        let byte = |pair: &[u8]| match pair {
            [high, low] => high << 4 | low,
            half => half.iter().fold(0, |_, high| high << 4),
        };
        Some(digits.chunks(2).map(byte).collect())
    }

    /// `(text)`; brackets in pairs belong to it.
    fn literal(&mut self) -> Option<Vec<u8>> {
        self.eat(b"(")?;
        let mut text = Vec::new();
        let mut open = 0_usize;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' if open < MAX_DEPTH => open += 1,
                b'(' => return None,
                b')' if open == 0 => return Some(text),
                b')' => open -= 1,
                b'\\' => {
                    text.extend(self.escape()?);
                    continue;
                }
                b'\r' => {
                    let _ = self.eat(b"\n");
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    /// After a backslash: nothing for the end of a line.
    fn escape(&mut self) -> Option<Option<u8>> {
        if self.line_end().is_some() {
            return Some(None);
        }
        let octal = self.rest().iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte));
        let octal = octal.count();
        if octal > 0 {
            let digits = self.rest().get(..octal)?.iter();
            self.at += octal;
            return Some(Some(digits.fold(0, |code: u8, digit| code << 3 | (digit - b'0'))));
        }
        let byte = self.peek()?;
        self.at += 1;
        Some(Some(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            other => other,
        }))
    }
}

fn hex(digit: u8) -> Option<u8> {
    u8::try_from(char::from(digit).to_digit(16)?).ok()
}

/// The value of digits and nothing else.
pub(super) fn whole(word: &[u8]) -> Option<u64> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
    let value = |value: u64, byte| Some(value * 10 + digit(byte)?);
    // More digits than these are no number of anything.
    (1..=18).contains(&word.len()).then(|| word.iter().try_fold(0, value))?
}

/// A number with a sign or a point.
fn signed(word: &[u8]) -> Option<Object> {
    let text = str::from_utf8(word).ok()?;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    match digits.split_once('.') {
        Some((before, behind)) => {
            let plain =
                [before, behind].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
            (plain && digits.len() > 1).then(|| text.parse().ok().map(Object::Real))?
        }
        None => {
            whole(digits.as_bytes())?;
            text.parse().ok().map(Object::Integer)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Object> {
        let mut reader = Reader::at(text.as_bytes(), 0);
        let object = reader.object(MAX_DEPTH)?;
        reader.rest().is_empty().then_some(object)
    }

    #[test]
    fn an_object_is_read_or_refused_and_never_guessed() {
        let text = |text: &[u8]| Object::String(text.to_vec(), StringFormat::Literal);
        for (written, object) in [
            ("12", Some(Object::Integer(12))),
            ("-12", Some(Object::Integer(-12))),
            ("+.5", Some(Object::Real(0.5))),
            ("4.", Some(Object::Real(4.0))),
            ("12 0 R", Some(Object::Reference((12, 0)))),
            ("/A#20b", Some(Object::Name(b"A b".to_vec()))),
            (r"(a\(b\053(c)\12)", Some(text(b"a(b+(c)\n"))),
            ("(a\\\r\nb\rc)", Some(text(b"ab\nc"))),
            ("<4 8 5>", Some(Object::String(b"HP".to_vec(), StringFormat::Hexadecimal))),
            ("[true null]", Some(Object::Array(vec![Object::Boolean(true), Object::Null]))),
            ("--12", None),
            ("1.2.3", None),
            (".", None),
            ("truer", None),
            ("/A#2", None),
            ("<4g>", None),
            ("(a", None),
            ("[1 % one\n]", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read(written), object, "{written}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
    }
}
