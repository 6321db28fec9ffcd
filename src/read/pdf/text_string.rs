//! Text strings outside content streams: links, replacement text, the language.

/// A text string of the file (UTF-16 with a mark, UTF-8 with a mark, or PDFDocEncoding).
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // PDFDocEncoding differs from Latin-1 only in 0x18 to 0x1F and 0x80 to 0xA0; what French
        // uses of these are quotes, dashes and œ, as in Windows-1252.
        _ => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0,
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
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
    }
}
