//! Fonts of several bytes a code: Type 0 with a CID font below it.

use std::cell::RefCell;

use super::cmap::{self, CMap};
use super::outline::Outlines;
use super::{Code, Style, Text};
use crate::read::draft::superscript_digit;
use crate::read::pdf::source::{Dict, Object, Source};

/// Codes whose texts are kept at a time.
const PLACES: usize = 256;
/// Widths are kept for CIDs below this.
const MAX_CID: usize = 65_536;
/// Items of `/W` looked at.
const MAX_ITEMS: usize = 200_000;
/// Widths set one after the other, ranges written out.
const MAX_SET: usize = 1_000_000;

/// A Type 0 font.
#[derive(Debug)]
pub(super) struct Composite {
    /// The embedded `/Encoding`; `None` for two bytes a code, CID = code.
    encoding: Option<CMap>,
    to_unicode: CMap,
    /// The codes themselves are UTF-16, by the name of the encoding.
    codes_are_text: bool,
    /// NaN where none is listed.
    widths: Vec<f32>,
    default_width: f32,
    name: String,
    /// What was looked up last at each place, which is the low byte of a code: a text uses few of its
    /// font's codes, and these often.
    seen: RefCell<Vec<Option<(u32, Code)>>>,
    /// The outlines, where two glyphs show one digit: one may be a superscript.
    outlines: Option<Outlines>,
    /// The glyphs of the CIDs; empty if they are the same.
    glyphs: Vec<u8>,
}

impl Composite {
    /// Reads a Type 0 font and its descendant.
    pub(super) fn parse(
        source: &Source,
        dict: &Dict,
        descendant: &Dict,
        to_unicode: CMap,
        style: &Style,
        limits: &mut Vec<String>,
    ) -> Self {
        let (encoding, name) = match source.get(dict, b"Encoding") {
            Some(Object::Stream(stream)) => (Some(cmap::read(source, stream, limits)), &b""[..]),
            Some(Object::Name(name)) => (None, name.as_slice()),
            _ => (None, &b""[..]),
        };
        let program = source.dict(descendant, b"FontDescriptor");
        let program = program.filter(|_| to_unicode.shows_a_digit_twice());
        let stream = |dict, key: &[u8]| match source.get(dict, key) {
            Some(Object::Stream(stream)) => Some(source.decode(stream).bytes),
            _ => None,
        };
        let outlines = program.and_then(|dict| Outlines::parse(stream(dict, b"FontFile2")?));
        let glyphs = outlines.as_ref().and_then(|_| stream(descendant, b"CIDToGIDMap"));
        let glyphs = glyphs.unwrap_or_default();
        let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
        // Written as a name and not as a CMap, it says that each code is its character.
        let same = source.name(dict, b"ToUnicode").is_some_and(|map| map.starts_with(b"Identity"));
        Self {
            encoding: encoding.filter(|cmap| !cmap.is_empty()),
            codes_are_text: to_unicode.is_empty() && (same || has(b"UCS2") || has(b"UTF16")),
            to_unicode,
            widths: widths(source, descendant, limits),
            default_width: source.number(descendant, b"DW").unwrap_or(1000.0),
            name: style.name.clone(),
            seen: RefCell::new(vec![None; PLACES]),
            outlines,
            glyphs,
        }
    }

    /// Gives each code of a shown string.
    pub(super) fn each(&self, bytes: &[u8], mut show: impl FnMut(&Code, bool)) {
        let mut seen = self.seen.borrow_mut();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (code, length) = match (&self.encoding, rest) {
                (Some(cmap), _) => cmap.next_code(rest),
                (None, [high, low, ..]) => (u32::from(*high) << 8 | u32::from(*low), 2),
                (None, _) => break,
            };
            rest = rest.get(length..).unwrap_or_default();
            let spaced = length == 1 && code == 32;
            let Some(place) = seen.get_mut(code as usize % PLACES) else { continue };
            if place.as_ref().is_some_and(|(known, _)| *known != code) {
                *place = None;
            }
            let (_, shown) = place.get_or_insert_with(|| (code, self.look_up(code)));
            show(shown, spaced);
        }
    }

    fn look_up(&self, code: u32) -> Code {
        let cid = match &self.encoding {
            Some(cmap) => cmap.cid(code).unwrap_or(0),
            None => code,
        };
        let text = match self.text(code) {
            // "43²" of a font with superscripts of its own, whose text is told to be "432".
            Text::One(digit) if digit.is_ascii_digit() && self.is_raised(cid) => {
                Text::One(superscript_digit(digit))
            }
            text => text,
        };
        Code { text, width: self.width(cid) }
    }

    fn is_raised(&self, cid: u32) -> bool {
        let Some(outlines) = &self.outlines else { return false };
        let place = cid as usize * 2;
        let glyph = match self.glyphs.get(place..place + 2) {
            Some([high, low]) => u32::from(*high) << 8 | u32::from(*low),
            _ => cid,
        };
        outlines.is_raised(glyph)
    }

    fn text(&self, code: u32) -> Text {
        match self.to_unicode.text(code) {
            Some(text) => Text::new(&text, &self.name),
            None if self.codes_are_text => char::from_u32(code).map_or(Text::Unknown, Text::One),
            None => Text::Unknown,
        }
    }

    fn width(&self, cid: u32) -> f32 {
        let listed = self.widths.get(cid as usize).filter(|width| !width.is_nan());
        listed.copied().unwrap_or(self.default_width) / 1000.0
    }
}

/// `/W`: `c [w1 w2 …]` and `first last w`. Codes behind a limit have the default width.
fn widths(source: &Source, descendant: &Dict, limits: &mut Vec<String>) -> Vec<f32> {
    let mut widths = Vec::new();
    let mut set = |cid: usize, width: f32| {
        if cid < MAX_CID {
            if widths.len() <= cid {
                widths.resize(cid + 1, f32::NAN);
            }
            if let Some(place) = widths.get_mut(cid) {
                *place = width;
            }
        }
    };
    let mut left = MAX_SET;
    let items = source.array(descendant, b"W").unwrap_or_default();
    let mut cut = items.len() > MAX_ITEMS;
    let mut items = items.iter().take(MAX_ITEMS);
    while let Some(first) = items.next() {
        let Some(first) = source.as_number(first) else { continue };
        let first = first.max(0.0) as usize;
        match items.next().map(|item| source.resolve(item)) {
            Some(Object::Array(list)) => {
                cut |= list.len() > left;
                for (place, width) in list.iter().take(left).enumerate() {
                    left -= 1;
                    set(first + place, source.as_number(width).unwrap_or(0.0));
                }
            }
            Some(last) => {
                let last = source.as_number(last).unwrap_or(0.0).max(0.0) as usize;
                let width = items.next().and_then(|item| source.as_number(item)).unwrap_or(0.0);
                let range = first..=last.min(MAX_CID);
                cut |= range.clone().count() > left;
                for cid in range.take(left) {
                    left -= 1;
                    set(cid, width);
                }
            }
            None => break,
        }
    }
    if cut {
        limits.push(format!("{MAX_ITEMS} widths in one font"));
    }
    widths
}

#[cfg(test)]
mod tests {
    use crate::read::pdf::read;
    use crate::read::pdf::sample::pages;

    #[test]
    fn a_map_to_unicode_that_is_a_name_says_that_codes_are_characters() {
        let fonts = [
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode/Identity-H\
             /DescendantFonts[6 0 R]>>",
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500>>",
        ];
        let bytes = pages(
            &["BT /T 10 Tf 50 700 Td <0043005000540053002000E9> Tj ET"],
            "/Resources<</Font<</T 5 0 R>>>>",
            &fonts.map(str::to_owned),
        );
        let document = read(&bytes).unwrap();
        assert_eq!(document.pages[0].lines[0].text, "CPTS é");
    }
}
