//! Fonts of one byte a code: Type 1, TrueType, Type 3.

use super::cmap::CMap;
use super::metrics::Face;
use super::{Code, Style, Text, bitmap, encodings, names, text};
use crate::read::pdf::source::{Dict, Object, Source};
use crate::read::pdf::token::{Token, Tokens};

/// Bytes of a Type 1 program in which its encoding is looked for.
const MAX_PROGRAM: usize = 1 << 16;

/// The table of a simple font.
pub(super) fn codes(
    source: &Source,
    dict: &Dict,
    descriptor: Option<&Dict>,
    to_unicode: &CMap,
    style: &Style,
) -> Box<[Code]> {
    let type3 = source.name(dict, b"Subtype") == Some(b"Type3");
    let mut shown = base_encoding(source, dict, descriptor, style);
    if !type3 && !is_embedded(descriptor) {
        // What the producer took for a line end or a tab; no glyph stands there.
        for code in [9, 10, 13] {
            if let Some(place) = shown.get_mut(code) {
                place.get_or_insert_with(|| " ".to_owned());
            }
        }
    }
    let encoding = source.get(dict, b"Encoding").and_then(|object| object.as_dict().ok());
    if let Some(differences) = encoding.and_then(|dict| source.array(dict, b"Differences")) {
        apply_differences(source, differences, type3, &mut shown);
    }
    let widths = Widths::read(source, dict, descriptor, style, type3);
    shown
        .iter()
        .enumerate()
        .map(|(code, named)| {
            let mapped = to_unicode.text(code as u32).map(|text| Text::new(&text, &style.name));
            let text = match mapped {
                None | Some(Text::Unknown) => match named {
                    Some(named) => Text::new(named, &style.name),
                    None => Text::Unknown,
                },
                Some(text) => text,
            };
            let width = widths.of(code, &text);
            Code { text: without_space(text, width, widths.face), width }
        })
        .collect()
}

fn is_embedded(descriptor: Option<&Dict>) -> bool {
    let programs = [&b"FontFile"[..], b"FontFile2", b"FontFile3"];
    descriptor.is_some_and(|descriptor| programs.iter().any(|key| descriptor.has(key)))
}

/// Takes white space from a code that is no wider than the rest of its text: a full stop may be
/// mapped to " .", and "1,396.4" is one number.
fn without_space(text: Text, width: f32, face: Face) -> Text {
    let Text::Many(all) = &text else { return text };
    let rest = all.trim();
    let wide: f32 = rest.chars().map(|c| face.width(c)).sum::<f32>() / 1000.0;
    if rest.len() == all.len() || width > wide + 0.1 { text } else { Text::new(rest, "") }
}

/// The table of a font that is not there.
pub(super) fn fallback(style: &Style) -> Box<[Code]> {
    let face = Face::of(&style.name, style.bold, style.italic);
    encodings::WIN_ANSI
        .chars()
        .map(|c| Code {
            text: Text::new(c.encode_utf8(&mut [0; 4]), ""),
            width: face.width(c) / 1000.0,
        })
        .collect()
}

type Shown = Vec<Option<String>>;

fn table(encoding: &str) -> Shown {
    encoding.chars().map(|c| (c != char::REPLACEMENT_CHARACTER).then(|| c.to_string())).collect()
}

fn base_encoding(source: &Source, dict: &Dict, descriptor: Option<&Dict>, style: &Style) -> Shown {
    let named = match source.get(dict, b"Encoding") {
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(Object::Dictionary(encoding)) => source.name(encoding, b"BaseEncoding"),
        _ => None,
    };
    let flags = descriptor.and_then(|d| source.number(d, b"Flags")).unwrap_or(0.0) as i64;
    let true_type = source.name(dict, b"Subtype") == Some(b"TrueType");
    match named {
        Some(b"WinAnsiEncoding") => table(encodings::WIN_ANSI),
        Some(b"MacRomanEncoding") => table(encodings::MAC_ROMAN),
        Some(b"StandardEncoding") => table(encodings::STANDARD),
        _ if style.name.contains("zapfdingbats") => table(encodings::DINGBATS),
        _ if style.name.contains("wingdings") => {
            (0..=255).map(|byte| (byte >= 32).then(|| text::wingdings(byte).to_string())).collect()
        }
        _ if style.name == "symbol" || style.name.starts_with("symbolmt") => {
            table(encodings::SYMBOL)
        }
        _ if true_type && flags & 4 != 0 => table(encodings::WIN_ANSI),
        _ => {
            let mut shown = table(encodings::STANDARD);
            if let Some(Object::Stream(program)) =
                descriptor.and_then(|descriptor| source.get(descriptor, b"FontFile"))
            {
                own_encoding(&source.decode(program).bytes, &mut shown);
            }
            shown
        }
    }
}

/// The encoding that a Type 1 program declares in its clear part: `dup 65 /A put`.
fn own_encoding(program: &[u8], shown: &mut Shown) {
    let clear = program.get(..program.len().min(MAX_PROGRAM)).unwrap_or_default();
    let mut last: [Option<Token>; 2] = [None, None];
    for token in Tokens::new(clear) {
        match (&last, &token) {
            (_, Token::Word(b"eexec")) => break,
            ([Some(Token::Number(code)), Some(Token::Name(name))], Token::Word(b"put")) => {
                if let Some(place) = shown.get_mut(*code as usize) {
                    *place = names::text(name);
                }
            }
            _ => {}
        }
        let [_, second] = last;
        last = [second, Some(token)];
    }
}

fn apply_differences(source: &Source, differences: &[Object], type3: bool, shown: &mut Shown) {
    let numbers = type3.then(|| bitmap::encoding(differences.iter().take(2048)));
    let mut code = 0_usize;
    for item in differences.iter().take(2048) {
        match source.resolve(item) {
            Object::Name(name) => {
                if let Some(place) = shown.get_mut(code) {
                    // "a20" is a check mark, but not where a bitmap font numbers its pictures.
                    let number = numbers.zip(bitmap::number(name));
                    *place = match number {
                        Some((encoding, code)) => bitmap::numbered(code, encoding),
                        None => names::text(name),
                    };
                }
                code += 1;
            }
            other => {
                if let Some(number) = source.as_number(other) {
                    code = number.max(0.0) as usize;
                }
            }
        }
    }
}

struct Widths {
    first: usize,
    listed: Vec<Option<f32>>,
    missing: Option<f32>,
    face: Face,
    /// From glyph space to em.
    scale: f32,
}

impl Widths {
    fn read(
        source: &Source,
        dict: &Dict,
        descriptor: Option<&Dict>,
        style: &Style,
        type3: bool,
    ) -> Self {
        let listed: Vec<_> = source
            .array(dict, b"Widths")
            .unwrap_or_default()
            .iter()
            .take(256)
            .map(|width| source.as_number(width))
            .collect();
        let matrix: Option<[f32; 6]> = source.numbers(dict, b"FontMatrix");
        let scale = matrix.filter(|_| type3).map_or(0.001, |[a, ..]| a.abs());
        let missing = descriptor.and_then(|d| source.number(d, b"MissingWidth"));
        Self {
            first: source.number(dict, b"FirstChar").unwrap_or(0.0).max(0.0) as usize,
            missing: if listed.is_empty() { None } else { Some(missing.unwrap_or(0.0)) },
            listed,
            face: Face::of(&style.name, style.bold, style.italic),
            scale,
        }
    }

    fn of(&self, code: usize, text: &Text) -> f32 {
        let listed = code.checked_sub(self.first).and_then(|place| *self.listed.get(place)?);
        let width = listed.or(self.missing).unwrap_or_else(|| match text {
            Text::One(c) => self.face.width(*c),
            Text::Many(text) => text.chars().map(|c| self.face.width(c)).sum(),
            Text::Unknown => 500.0,
        });
        width * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_1_program_tells_its_encoding() {
        let mut shown = table(encodings::STANDARD);
        own_encoding(
            b"/Encoding 256 array\ndup 1 /eacute put\ndup 65 /B put\nreadonly def eexec dup 66 /C put",
            &mut shown,
        );
        assert_eq!(shown[1].as_deref(), Some("é"));
        assert_eq!(shown[65].as_deref(), Some("B"));
        assert_eq!(shown[66].as_deref(), Some("B"));
    }

    #[test]
    fn a_code_without_room_for_a_space_has_none() {
        let face = Face::of("helvetica", false, false);
        let text = |text, width| without_space(Text::new(text, ""), width, face);
        assert_eq!(text(" .", 0.278), Text::One('.'));
        assert_eq!(text("« ", 0.834), Text::Many("« ".into()));
        assert_eq!(text("fi", 0.5), Text::Many("fi".into()));
    }

    #[test]
    fn the_base_encodings_stand_where_they_should() {
        assert_eq!(encodings::WIN_ANSI.chars().nth(0xE9), Some('é'));
        assert_eq!(encodings::WIN_ANSI.chars().nth(0x92), Some('’'));
        assert_eq!(encodings::MAC_ROMAN.chars().nth(0x8E), Some('é'));
        assert_eq!(encodings::STANDARD.chars().nth(0xAE), Some('ﬁ'));
        assert_eq!(encodings::SYMBOL.chars().nth(0xB7), Some('•'));
        assert_eq!(encodings::DINGBATS.chars().nth(0x34), Some('✔'));
    }
}
