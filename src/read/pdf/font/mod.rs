//! Fonts: from the bytes that a content stream shows to text and widths.
//!
//! `/ToUnicode` first, then glyph names and base encodings. Glyph outlines are never looked at; of
//! a font program only a Type 1 font's own encoding is read.

mod bitmap;
mod cmap;
mod composite;
mod encodings;
mod metrics;
mod names;
mod outline;
mod simple;
mod text;

use crate::read::pdf::source::{Dict, Object, Source};
#[cfg(any(fuzzing, test))]
pub(super) use cmap::CMap;
pub(super) use text::Text;

/// A font of a document, parsed once.
#[derive(Debug)]
pub(super) struct Font {
    kind: Kind,
    /// Heavy by its name, weight or flags.
    pub(super) bold: bool,
    /// Height above the baseline in em.
    pub(super) ascent: f32,
    /// Depth below the baseline in em, positive.
    pub(super) descent: f32,
    /// The limits that were reached when it was read.
    pub(super) limits: Vec<String>,
}

#[derive(Debug)]
enum Kind {
    Simple(Box<[Code]>),
    Composite(Box<composite::Composite>),
}

/// What one character code shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Code {
    /// The text.
    pub(super) text: Text,
    /// The advance in em.
    pub(super) width: f32,
}

/// What a font dictionary says about the look.
struct Style {
    /// Lower case, without the subset's tag.
    name: String,
    bold: bool,
    italic: bool,
}

impl Font {
    /// Reads a font dictionary. What is missing or wrong falls back; this never fails.
    pub(super) fn parse(source: &Source, dict: &Dict) -> Self {
        let descendant = source
            .array(dict, b"DescendantFonts")
            .and_then(|fonts| source.resolve(fonts.first()?).as_dict().ok());
        let descriptor = source
            .dict(dict, b"FontDescriptor")
            .or_else(|| source.dict(descendant?, b"FontDescriptor"));
        let style = Style::read(source, dict, descriptor);
        let mut limits = Vec::new();
        let to_unicode = match source.get(dict, b"ToUnicode") {
            Some(Object::Stream(stream)) => cmap::read(source, stream, &mut limits),
            _ => cmap::CMap::default(),
        };
        let kind = match descendant {
            Some(descendant) => Kind::Composite(Box::new(composite::Composite::parse(
                source,
                dict,
                descendant,
                to_unicode,
                &style,
                &mut limits,
            ))),
            None => Kind::Simple(simple::codes(source, dict, descriptor, &to_unicode, &style)),
        };
        let metric = |key: &[u8]| descriptor.and_then(|d| source.number(d, key)).unwrap_or(0.0);
        let em = |value: f32, fallback| {
            let value = value.abs() / 1000.0;
            if (0.1..2.0).contains(&value) { value } else { fallback }
        };
        Self {
            kind,
            bold: style.bold,
            ascent: em(metric(b"Ascent"), 0.75).max(0.5),
            // TeX's symbols hang from the baseline by a whole em.
            descent: em(metric(b"Descent"), 0.25).min(0.5),
            limits,
        }
    }

    /// A font that could not be found: its codes are read as Latin.
    pub(super) fn unknown() -> Self {
        let style = Style { name: String::new(), bold: false, italic: false };
        Self {
            kind: Kind::Simple(simple::fallback(&style)),
            bold: false,
            ascent: 0.75,
            descent: 0.25,
            limits: Vec::new(),
        }
    }

    /// The advance of a character in em, also of one that the font does not have.
    pub(super) fn width(&self, c: char) -> f32 {
        let codes: &[Code] = match &self.kind {
            Kind::Simple(codes) => codes,
            Kind::Composite(_) => &[],
        };
        let shows = |code: &&Code| code.text == Text::One(c) && code.width > 0.0;
        let usual = codes.get(c as usize).filter(shows);
        usual.or_else(|| codes.iter().find(shows)).map_or_else(
            || metrics::Face::of("", self.bold, false).width(c) / 1000.0,
            |code| code.width,
        )
    }

    /// Gives each code of a shown string, with true where word spacing applies to it.
    pub(super) fn each(&self, bytes: &[u8], mut show: impl FnMut(&Code, bool)) {
        match &self.kind {
            Kind::Simple(codes) => {
                for byte in bytes {
                    if let Some(code) = codes.get(usize::from(*byte)) {
                        show(code, *byte == b' ');
                    }
                }
            }
            Kind::Composite(composite) => composite.each(bytes, show),
        }
    }
}

impl Style {
    fn read(source: &Source, dict: &Dict, descriptor: Option<&Dict>) -> Self {
        let name = source
            .name(dict, b"BaseFont")
            .or_else(|| source.name(descriptor?, b"FontName"))
            .unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_lowercase();
        let name = match name.split_once('+') {
            Some((tag, rest)) if tag.len() == 6 => rest.to_owned(),
            _ => name,
        };
        let number = |key: &[u8]| descriptor.and_then(|d| source.number(d, key)).unwrap_or(0.0);
        let flags = number(b"Flags") as i64;
        let heavy = ["bold", "black", "heavy", "demi"].iter().any(|word| name.contains(word));
        Self {
            bold: heavy || number(b"FontWeight") >= 600.0 || flags & 1 << 18 != 0,
            italic: name.contains("italic") || name.contains("oblique") || flags & 1 << 6 != 0,
            name,
        }
    }
}
