//! Puts the bytes of a damaged file right so that they can be loaded.
//!
//! Works on bytes alone, for what the loader gives up on: no header, wrong stream lengths, no
//! catalog. It invents no content.

/// The bytes to try again with, and what was done, in English.
pub(super) fn repair(bytes: &[u8]) -> (Vec<u8>, Vec<String>) {
    let mut what = Vec::new();
    let mut out = Vec::with_capacity(bytes.len() + 4096);
    if find(bytes, b"%PDF-", 0).is_none() {
        out.extend_from_slice(b"%PDF-1.7\n");
        what.push("the missing header was added".to_owned());
    }
    let lengths = rewrite_lengths(bytes, &mut out);
    if lengths > 0 {
        what.push(format!("the length of {lengths} streams was corrected"));
    }
    if find(&out, b"/Catalog", 0).is_none() {
        // The catalog may stand in an object stream whose table is lost: with a stand-in the
        // objects load, and the pages are then found by their type.
        out.extend_from_slice(
            b"\n999999 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 999999 0 R/Size 1000000>>\n",
        );
        what.push("a missing catalog was replaced".to_owned());
    }
    what.push("the cross-reference table was rebuilt from the objects".to_owned());
    (out, what)
}

/// Copies the bytes; where `/Length` does not lead to `endstream`, the true length is written in.
fn rewrite_lengths(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    let mut corrected = 0;
    let mut copied = 0;
    let mut at = 0;
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
        let Some(end) = find(bytes, b"endstream", start) else { break };
        at = end + 9;
        let Some((from, to)) = dictionary_length(bytes, copied, keyword) else { continue };
        let declared = bytes.get(from..to).and_then(|digits| std::str::from_utf8(digits).ok());
        // An indirect length is left alone: the loader follows it.
        let Some(declared) = declared.and_then(|digits| digits.trim().parse::<usize>().ok()) else {
            continue;
        };
        let mut stop = end;
        if bytes.get(stop.wrapping_sub(1)) == Some(&b'\n') {
            stop -= 1;
        }
        if bytes.get(stop.wrapping_sub(1)) == Some(&b'\r') {
            stop -= 1;
        }
        let length = stop.saturating_sub(start);
        if (length..=end - start).contains(&declared) {
            continue;
        }
        out.extend_from_slice(bytes.get(copied..from).unwrap_or_default());
        out.extend_from_slice(format!(" {length}").as_bytes());
        // The loader wants an end of line before `endstream`.
        out.extend_from_slice(bytes.get(to..stop).unwrap_or_default());
        out.push(b'\n');
        copied = end;
        corrected += 1;
    }
    out.extend_from_slice(bytes.get(copied..).unwrap_or_default());
    corrected
}

/// The place of the digits of a direct `/Length` in the dictionary that ends at `keyword`.
fn dictionary_length(bytes: &[u8], from: usize, keyword: usize) -> Option<(usize, usize)> {
    let window = keyword.saturating_sub(4096).max(from);
    let head = bytes.get(window..keyword)?;
    let object = head.windows(4).rposition(|part| part == b" obj").map_or(0, |at| at + 4);
    let mut at = object;
    loop {
        let key = find(head, b"/Length", at)?;
        let rest = head.get(key + 7..)?;
        // `/Length1` of a font program is another key.
        if rest.first().is_some_and(u8::is_ascii_digit) {
            at = key + 7;
            continue;
        }
        let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let digits = rest.get(space..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let after = rest.get(space + digits..)?;
        let indirect = after.trim_ascii_start().first().is_some_and(u8::is_ascii_digit);
        if digits == 0 || indirect {
            return None;
        }
        let start = window + key + 7;
        return Some((start, start + space + digits));
    }
}

fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
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
mod tests {
    use super::*;

    #[test]
    fn a_wrong_length_is_measured_again() {
        let file = b"%PDF-1.4\n1 0 obj<</Length 3>>stream\nabcdef\nendstream endobj/Catalog";
        let (out, what) = repair(file);
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("/Length 6>>stream\nabcdef\nendstream"), "{text}");
        assert_eq!(what.len(), 2);
    }

    #[test]
    fn a_right_length_and_a_font_length_are_left_alone() {
        let file = b"%PDF-1.4\n1 0 obj<</Length1 9/Length 6>>stream\nabcdef\nendstream/Catalog";
        assert_eq!(repair(file).0, file);
    }
}
