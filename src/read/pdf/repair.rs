//! Puts the bytes of a damaged file right so that they can be loaded.
//!
//! Works on bytes alone, for what the loader gives up on: no header, wrong stream lengths, no
//! catalog. It invents no content.

/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 4096;

/// The number of a catalog that stands for a lost one.
pub(super) const STAND_IN: u32 = 999_999;

/// The bytes to try again with, and what was done, in English.
pub(super) fn repair(bytes: &[u8]) -> (Vec<u8>, Vec<String>) {
    let mut what = Vec::new();
    let mut out = Vec::with_capacity(bytes.len() + 4096);
    if find(bytes, b"%PDF-", 0).is_none() {
        out.extend_from_slice(b"%PDF-1.7\n");
        what.push("the missing header was added".to_owned());
    }
    let (lengths, cut) = rewrite_lengths(bytes, &mut out);
    if cut {
        what.push("the file ends within a stream, which was read as far as it goes".to_owned());
    }
    match lengths {
        0 => {}
        1 => what.push("the length of a stream was corrected".to_owned()),
        _ => what.push(format!("the lengths of {lengths} streams were corrected")),
    }
    let key = key(bytes);
    let without_catalog = find(&out, b"/Catalog", 0).is_none();
    // Without a trailer the loader looks for a catalog, but not in a file that is encrypted.
    if without_catalog || !key.is_empty() && find(&out, b"trailer", 0).is_none() {
        // The catalog may stand in an object stream whose table is lost: with a stand-in the
        // objects load, and the catalog or the pages are then found by their type.
        let catalog = format!("\n{STAND_IN} 0 obj<</Type/Catalog>>endobj\ntrailer<<");
        let root = format!("/Root {STAND_IN} 0 R/Size {}>>\n", STAND_IN + 1);
        out.extend([catalog.as_bytes(), &key, root.as_bytes()].concat());
        let part = if without_catalog { "catalog" } else { "trailer" };
        what.push(format!("a missing {part} was replaced"));
    }
    if shorten_numbers(&mut out) {
        what.push("numbers of too many digits were made smaller".to_owned());
    }
    what.push("the cross-reference table was rebuilt from the objects".to_owned());
    (out, what)
}

/// What a trailer, or the dictionary of a stream that serves as one, says of the encryption: where
/// its dictionary stands, and what names the file, which is part of the key. Empty if nothing.
fn key(bytes: &[u8]) -> Vec<u8> {
    let last = |name: &[u8], value: fn(&[u8]) -> Option<usize>| {
        let mut found = &b""[..];
        let mut at = 0;
        while let Some(place) = find(bytes, name, at) {
            at = place + name.len();
            if let Some(length) = bytes.get(at..).and_then(value) {
                found = bytes.get(place..at + length).unwrap_or_default();
            }
        }
        found
    };
    let reference = |rest: &[u8]| {
        let space = count(rest, u8::is_ascii_whitespace);
        let number = count(rest.get(space..)?, u8::is_ascii_digit);
        let rest = rest.get(space + number..)?;
        (number > 0 && rest.starts_with(b" 0 R")).then_some(space + number + 4)
    };
    let strings = |rest: &[u8]| {
        let space = count(rest, u8::is_ascii_whitespace);
        let hexadecimal = |byte: &u8| {
            byte.is_ascii_hexdigit() || byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>')
        };
        let inside = rest.get(space..)?.strip_prefix(b"[")?;
        let length = count(inside, hexadecimal);
        (inside.get(length) == Some(&b']')).then_some(space + length + 2)
    };
    match last(b"/Encrypt", reference) {
        [] => Vec::new(),
        encryption => [encryption, last(b"/ID", strings)].concat(),
    }
}

/// An object with a number of more digits than this is dropped by the loader, and the page that it
/// is with it.
const DIGITS: usize = 18;

/// Makes whole numbers of too many digits as large as they can be, in their place; true if there
/// was one. Streams are left alone.
fn shorten_numbers(bytes: &mut [u8]) -> bool {
    let mut any = false;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(b"endstream") {
            at += 9;
        } else if rest.starts_with(b"stream") {
            at = find(bytes, b"endstream", at).unwrap_or(bytes.len());
        } else if rest.starts_with(b"<") {
            // A key in hexadecimal digits is no number.
            let inside = count(rest.get(1..).unwrap_or_default(), u8::is_ascii_hexdigit);
            at += 1 + inside;
        } else {
            let digits = count(rest, u8::is_ascii_digit);
            if digits > DIGITS && rest.get(digits) != Some(&b'.') {
                for (place, digit) in bytes.iter_mut().skip(at).take(digits).enumerate() {
                    *digit = if place + DIGITS < digits { b'0' } else { b'9' };
                }
                any = true;
            }
            at += digits.max(1);
        }
    }
    any
}

/// How a stream's dictionary states its length.
enum Length {
    /// A number, and where it stands.
    Direct { from: usize, to: usize, value: usize },
    /// A reference, and where it stands.
    Indirect { from: usize, to: usize },
    /// Not at all; where it can be put.
    Missing { at: usize },
}

/// Copies the bytes with the measured length of each stream whose own does not lead to `endstream`
/// or stands elsewhere in the file; gives how many these are, and whether the file ends within one.
fn rewrite_lengths(bytes: &[u8], out: &mut Vec<u8>) -> (usize, bool) {
    let mut corrected = 0;
    let mut cut = false;
    let mut copied = 0;
    let mut at = 0;
    let mut closed = find(bytes, CLOSING, 0);
    while let Some(keyword) = find(bytes, b"stream", at) {
        at = keyword + 6;
        if bytes.get(..keyword).is_some_and(|before| before.ends_with(b"end")) {
            continue;
        }
        let start = match bytes.get(at..) {
            Some([b'\r', b'\n', ..]) => at + 2,
            Some([b'\n' | b'\r', ..]) => at + 1,
            _ => continue,
        };
        let stated = stated_length(bytes, copied, keyword);
        // What it leads over may be another file, with streams of its own.
        if let Some(Length::Direct { value, .. }) = stated
            && let Some(end) = start.checked_add(value).filter(|end| is_closed(bytes, *end))
        {
            at = end;
            continue;
        }
        if closed.is_some_and(|closed| closed < start) {
            closed = find(bytes, CLOSING, start);
        }
        let (end, word) = stream_end(bytes, start, closed).unwrap_or((bytes.len(), b""));
        at = end + word.len();
        let mut stop = end;
        if bytes.get(stop.wrapping_sub(1)) == Some(&b'\n') {
            stop -= 1;
        }
        if bytes.get(stop.wrapping_sub(1)) == Some(&b'\r') {
            stop -= 1;
        }
        let stop = stop.max(start);
        let length = stop - start;
        let (from, to, key) = match stated {
            Some(Length::Direct { from, to, .. } | Length::Indirect { from, to }) => (from, to, ""),
            Some(Length::Missing { at }) => (at, at, "/Length"),
            None => continue,
        };
        out.extend_from_slice(bytes.get(copied..from).unwrap_or_default());
        out.extend_from_slice(format!("{key} {length} ").as_bytes());
        // The loader wants an end of line before `endstream`.
        out.extend_from_slice(bytes.get(to..stop).unwrap_or_default());
        out.push(b'\n');
        if word != CLOSING {
            out.extend_from_slice(CLOSING);
            out.push(b'\n');
        }
        copied = end;
        if word.is_empty() {
            out.extend_from_slice(OBJECT);
            cut = true;
        } else {
            corrected += 1;
        }
    }
    out.extend_from_slice(bytes.get(copied..).unwrap_or_default());
    (corrected, cut)
}

/// The word that closes a stream.
const CLOSING: &[u8] = b"endstream";

/// The word that closes an object.
const OBJECT: &[u8] = b"endobj";
/// Words within a stream that look like its end.
const MAX_FALSE: usize = 8;

/// Where a stream ends, and the word there: of one that was left open, its object's. `closed` is where
/// the word for it stands next.
fn stream_end(bytes: &[u8], start: usize, closed: Option<usize>) -> Option<(usize, &'static [u8])> {
    let Some(closed) = closed else {
        return Some((find(bytes, OBJECT, start)?, OBJECT));
    };
    // The two words may be anything within a stream, another object behind them hardly.
    let open = object_end(bytes.get(start..closed)?);
    Some(open.map_or((true_end(bytes, closed), CLOSING), |end| (start + end, OBJECT)))
}

/// The first place from `closed` on where a stream is closed and its object with it; `closed` itself
/// if there is none before the next object.
fn true_end(bytes: &[u8], closed: usize) -> usize {
    let mut end = closed;
    for _ in 0..MAX_FALSE {
        let behind = bytes.get(end + CLOSING.len()..).unwrap_or_default();
        if behind.trim_ascii_start().starts_with(OBJECT) {
            return end;
        }
        let Some(next) = find(behind, CLOSING, 0) else { break };
        let between = behind.get(..next).unwrap_or_default();
        if is_header(between.trim_ascii_start()) || object_end(between).is_some() {
            break;
        }
        end += CLOSING.len() + next;
    }
    closed
}

/// Where an object ends that has another one behind it.
fn object_end(bytes: &[u8]) -> Option<usize> {
    let is_end = |end: &usize| {
        let behind = bytes.get(end + OBJECT.len()..).unwrap_or_default();
        is_header(behind.trim_ascii_start())
    };
    find(bytes, OBJECT, 0).filter(is_end)
}

/// `12 0 obj`
fn is_header(bytes: &[u8]) -> bool {
    let signs = [&b" "[..], b" obj"];
    let header = signs.iter().try_fold(bytes, |rest, sign| {
        let digits = count(rest, u8::is_ascii_digit);
        rest.get(digits..)?.strip_prefix(*sign).filter(|_| digits > 0)
    });
    header.is_some()
}

/// True if a stream is closed at this place, an end of line before the word or not.
fn is_closed(bytes: &[u8], end: usize) -> bool {
    let behind = bytes.get(end..).unwrap_or_default();
    let behind = behind.strip_prefix(b"\r").unwrap_or(behind);
    behind.strip_prefix(b"\n").unwrap_or(behind).starts_with(CLOSING)
}

/// Reads `/Length` of the dictionary that ends at `keyword`.
fn stated_length(bytes: &[u8], copied: usize, keyword: usize) -> Option<Length> {
    let window = keyword.saturating_sub(DICTIONARY).max(copied);
    let head = bytes.get(window..keyword)?;
    let mut at = head.windows(4).rposition(|part| part == b" obj").map_or(0, |at| at + 4);
    loop {
        let Some(key) = find(head, b"/Length", at) else {
            let close = head.windows(2).rposition(|part| part == b">>")?;
            return Some(Length::Missing { at: window + close });
        };
        let from = key + 7;
        let rest = head.get(from..)?;
        // `/Length1` of a font program is another key.
        if rest.first().is_some_and(u8::is_ascii_digit) {
            at = from;
            continue;
        }
        let space = count(rest, u8::is_ascii_whitespace);
        let digits = count(rest.get(space..)?, |byte| matches!(byte, b'0'..=b'9' | b'-' | b'+'));
        let to = space + digits;
        let text = std::str::from_utf8(rest.get(space..to)?).ok()?;
        let value = text.parse().unwrap_or(usize::MAX);
        let after = rest.get(to..)?;
        let gap = count(after, u8::is_ascii_whitespace);
        let reference = match after.get(gap..) {
            Some([b'0'..=b'9', b' ', b'R', ..]) if gap > 0 => Some(to + gap + 3),
            _ => None,
        };
        let from = window + from;
        return Some(match reference {
            Some(end) => Length::Indirect { from, to: from + end },
            None => Length::Direct { from, to: from + to, value },
        });
    }
}

fn count(bytes: &[u8], is: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is(byte)).count()
}

pub(super) fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests;
