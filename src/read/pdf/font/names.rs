//! Glyph names to text, by the Adobe Glyph List and its rules for names outside it.
//!
//! `glyph-names.txt` holds the list's Latin, Greek, punctuation and symbol names, those of
//! ZapfDingbats (from fontTools, MIT; the list is BSD-3-Clause) and those of TeX's symbol fonts,
//! whose squares and triangles are the bullets of many a list. Small capitals and old-style
//! figures stand for their plain letters.

use std::sync::LazyLock;

static NAMES: LazyLock<Vec<(&str, char)>> = LazyLock::new(|| {
    include_str!("glyph-names.txt")
        .lines()
        .filter_map(|line| {
            let (name, code) = line.split_once(' ')?;
            Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
        })
        .collect()
});

/// What a glyph of this name shows.
pub(super) fn text(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    if let Some(found) = listed(name) {
        return Some(found.to_string());
    }
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    stem.split('_').map(component).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
}

fn listed(name: &str) -> Option<char> {
    let place = NAMES.binary_search_by_key(&name.as_bytes(), |(known, _)| known.as_bytes()).ok()?;
    NAMES.get(place).map(|(_, found)| *found)
}

fn component(name: &str) -> Option<String> {
    if let Some(found) = listed(name) {
        return Some(found.to_string());
    }
    let scalar = |digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?);
    if let Some(digits) = name.strip_prefix("uni")
        && digits.len() >= 4
        && digits.len() % 4 == 0
        && digits.is_ascii()
    {
        return digits
            .as_bytes()
            .chunks(4)
            .map(|group| std::str::from_utf8(group).ok().and_then(scalar))
            .collect();
    }
    let digits = name.strip_prefix('u')?;
    (4..=6).contains(&digits.len()).then(|| scalar(digits)).flatten().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_list_rule_and_suffix() {
        let cases = [
            ("trianglerightsld", Some("▶")),
            ("eacute", Some("é")),
            ("f_f_i", Some("ffi")),
            ("one.oldstyle", Some("1")),
            ("Asmall", Some("A")),
            ("uni00E9", Some("é")),
            ("uni00660069", Some("fi")),
            ("u1F600", Some("\u{1F600}")),
            ("a20", Some("✔")),
            ("g34", None),
            (".notdef", None),
        ];
        for (name, expected) in cases {
            assert_eq!(text(name.as_bytes()).as_deref(), expected, "{name}");
        }
    }
}
