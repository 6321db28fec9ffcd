//! Text strings outside content streams: links, replacement text, the language, form fields.

/// What PDFDocEncoding (ISO 32000-1, annex D.2) has otherwise than Latin-1: from 0x18 on, and from
/// 0x80 on. An unused code is U+FFFD.
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
];

/// A text string of the file (UTF-16 with a mark, UTF-8 with a mark, or PDFDocEncoding).
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => without_languages(&String::from_utf8_lossy(rest)),
        _ => bytes.iter().map(|byte| documented(*byte)).collect(),
    }
}

fn documented(byte: u8) -> char {
    let from = |first: u8| usize::from(byte.wrapping_sub(first));
    LOW.get(from(0x18)).or_else(|| HIGH.get(from(0x80))).copied().unwrap_or(char::from(byte))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0,
    });
    let text: String =
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    without_languages(&text)
}

/// Takes out which language a text is in: a code between two escapes (ISO 32000-1, 7.9.2.2).
fn without_languages(text: &str) -> String {
    const ESCAPE: char = '\u{1B}';
    let mut parts = text.split(ESCAPE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let Some(code) = parts.next() {
        out.push_str(parts.next().unwrap_or(code));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_at_the_start_tells_the_encoding() {
        assert_eq!(text_string(b"\xFE\xFF\x00\xE9\x01\x53"), "éœ");
        assert_eq!(text_string(b"\xFF\xFE\xE9\x00"), "é");
        assert_eq!(text_string("\u{FEFF}é".as_bytes()), "é");
        assert_eq!(text_string(b"\xE9t\xE9"), "été");
        assert_eq!(text_string(b"l\x90\x9Cuvre \x84 3 \xA0\x18"), "l’œuvre — 3 €˘");
    }

    #[test]
    fn the_language_of_a_text_is_no_part_of_it() {
        let marked = b"\xFE\xFF\0\x1B\0f\0r\0\x1B\0o\0u\0i";
        assert_eq!(text_string(marked), "oui");
        assert_eq!(text_string("\u{FEFF}\u{1B}fr\u{1B}oui".as_bytes()), "oui");
    }
}
