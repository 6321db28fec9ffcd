//! Bitmap fonts, as TeX has them where it finds no outlines: each picture is called by its number,
//! and which encoding that is has to be told from the numbers there are.

use super::encodings;
use crate::read::pdf::source::Object;

/// The first code that is Latin in any encoding.
const PLAIN: usize = 32;

/// The encoding of a Type 3 font with these differences.
pub(super) fn encoding<'a>(names: impl Iterator<Item = &'a Object>) -> &'static str {
    let mut has = [false; 256];
    for name in names {
        if let Some(place) = name.as_name().ok().and_then(number).and_then(|code| has.get_mut(code))
        {
            *place = true;
        }
    }
    let any = |codes: std::ops::RangeInclusive<usize>| {
        has.get(codes).is_some_and(|codes| codes.contains(&true))
    };
    // The letters of formulas have the codes of text; they alone have no full stop among them.
    let text =
        any(usize::from(b'e')..=usize::from(b'e')) && any(usize::from(b',')..=usize::from(b'.'));
    // One that counts its pictures from the first says nothing of what they show.
    if has.iter().skip(1).take(PLAIN).all(|has| *has) {
        return "";
    }
    if !text || !any(0..=PLAIN - 1) {
        encodings::WIN_ANSI
    } else if !any(128..=255) && (any(11..=15) || any(18..=19)) {
        encodings::TEX
    } else {
        encodings::CORK
    }
}

/// The number in a name like `a97` or `97`, as the pictures of a Type 3 font are called by their code.
pub(super) fn number(name: &[u8]) -> Option<usize> {
    let digits = match name {
        [letter, digits @ ..] if letter.is_ascii_alphabetic() => digits,
        _ => name,
    };
    let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (digits.len() <= 3).then_some(code)
}

/// What such a number shows.
pub(super) fn numbered(code: usize, encoding: &str) -> Option<String> {
    let shown = encoding.chars().nth(code).filter(|c| *c != char::REPLACEMENT_CHARACTER);
    shown.map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(names: &[&str], name: &str) -> Option<String> {
        let names: Vec<Object> = names.iter().map(|name| Object::Name((*name).into())).collect();
        number(name.as_bytes()).and_then(|code| numbered(code, encoding(names.iter())))
    }

    #[test]
    fn a_bitmap_font_numbers_its_pictures_by_their_code() {
        for (name, text) in
            [("a97", Some("a")), ("C65", Some("A")), ("65", Some("A")), ("a16", None), ("5", None)]
        {
            assert_eq!(shown(&[name], name).as_deref(), text, "{name}");
        }
        assert_eq!(number(b"u0041"), None);
        assert_eq!(number(b"eacute"), None);
    }

    #[test]
    fn the_codes_of_a_bitmap_font_tell_its_encoding() {
        let text = ["a46", "a101"];
        let new = [&text[..], &["a27", "a233", "a247"]].concat();
        let old = [&text[..], &["a11", "a19", "a27"]].concat();
        let title = [&text[..], &["a20", "a27"]].concat();
        let formula = ["a11", "a101"];
        for (font, name, read) in [
            (&new[..], "a27", Some("ff")),
            (&new, "a247", Some("œ")),
            (&new, "a19", Some("«")),
            (&old, "a11", Some("ff")),
            (&old, "a27", Some("œ")),
            (&old, "a19", Some("´")),
            (&title, "a27", Some("ff")),
            (&formula, "a11", None),
        ] {
            let shown = shown(font, name).map(|text| text.replace('ﬀ', "ff"));
            assert_eq!(shown.as_deref(), read, "{name}");
        }
        let counted: Vec<String> = (0..120).map(|code| format!("a{code}")).collect();
        let counted: Vec<&str> = counted.iter().map(String::as_str).collect();
        assert_eq!(shown(&counted, "a97"), None);
    }
}
