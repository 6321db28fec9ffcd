//! What holds inside the reader for any input: the checks that the fuzz targets (`fuzz/`) and the
//! property tests share.
//!
//! Built for these two alone, with `cfg(fuzzing)` or `cfg(test)`; no part of the library. Each
//! function panics where something does not hold.

use std::collections::BTreeMap;

use crate::model::document::{Line, Page, Rect};
use crate::read::draft::superscript_digit;
use crate::read::pdf::content::{Content, Glyph, Mark, Shape, ShapeKind};
use crate::read::pdf::font::{CMap, Font};
use crate::read::pdf::interpret::{self, Fonts};
use crate::read::pdf::layout;
use crate::read::pdf::source::{Dict, Object, Source, Stream};
use crate::read::pdf::structure::Structure;
use crate::read::pdf::token::{Token, Tokens};

/// Tokens come to an end, and none is without bytes of its own.
pub fn tokens(bytes: &[u8]) {
    let mut tokens = Tokens::new(bytes);
    let mut count = 0;
    while let Some(token) = tokens.next() {
        count += 1;
        assert!(count <= bytes.len(), "more tokens than bytes");
        if token == Token::Word(b"ID") {
            tokens.skip_inline_image();
        }
    }
}

/// A CMap takes every shown string apart: at least one and at most four bytes a code.
pub fn cmap(bytes: &[u8], shown: &[u8]) {
    let cmap = CMap::parse(bytes);
    let mut rest = shown;
    while !rest.is_empty() {
        let (code, length) = cmap.next_code(rest);
        assert!((1..=4).contains(&length) && length <= rest.len(), "a code of {length} bytes");
        rest = &rest[length..];
        let _ = (cmap.text(code), cmap.cid(code));
    }
}

/// A font is read from its dictionary, the last of these objects, and shows every string.
pub fn font(objects: &[u8], shown: &[u8]) {
    let source = source(objects);
    let Some(dict) = source.last_dict() else { return };
    let font = Font::parse(&source, dict);
    assert!(font.ascent.is_finite() && font.descent.is_finite());
    font.each(shown, |code, _| assert!(!code.width.is_nan(), "a width that is no number"));
}

/// A page is painted and laid out: the last dictionary is the page.
pub fn page(objects: &[u8]) {
    let source = source(objects);
    let Some(dict) = source.last_dict() else { return };
    let entry = source.page_of(dict);
    let content = interpret::page(&source, &mut Fonts::default(), &entry);
    laid_out(content);
}

/// Letters beside each other, as a page paints them.
#[derive(Debug, Clone)]
pub struct Run {
    /// The letters.
    pub text: String,
    /// Where they begin, and their baseline.
    pub at: (f32, f32),
    /// The font size.
    pub size: f32,
    /// Between the letters, in em.
    pub spacing: f32,
    /// Direction of reading in degrees.
    pub angle: i16,
    /// Heavy type.
    pub bold: bool,
    /// An OCR layer.
    pub invisible: bool,
}

/// A box, a rule, a spot or a drawing.
#[derive(Debug, Clone, Copy)]
pub struct Painted {
    /// Its corners.
    pub corners: [f32; 4],
    /// Which of the kinds, counted round.
    pub kind: u8,
}

/// A page of these runs is laid out: each letter stands in one line, and once.
pub fn layout(runs: &[Run], painted: &[Painted]) {
    let mut content =
        Content { size: (595.0, 842.0), marks: vec![Mark::default()], ..Content::default() };
    for run in runs {
        push_run(&mut content, run);
    }
    for painted in painted {
        let [x0, y0, x1, y1] = painted.corners;
        let bbox = Rect { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) };
        let kind = match painted.kind % 5 {
            0 => ShapeKind::Box,
            1 => ShapeKind::Rule,
            2 => ShapeKind::Spot,
            3 => ShapeKind::Drawing,
            _ => {
                content.images.push(bbox);
                continue;
            }
        };
        content.shapes.push(Shape { bbox, kind, paint: content.glyphs.len() });
    }
    laid_out(content);
}

fn push_run(content: &mut Content, run: &Run) {
    let (mut x, base) = run.at;
    for c in run.text.chars() {
        let width = 0.5 * run.size;
        content.glyphs.push(Glyph {
            c,
            x0: x,
            x1: x + width,
            base,
            ascent: 0.75 * run.size,
            descent: 0.25 * run.size,
            size: run.size,
            angle: run.angle,
            bold: run.bold,
            invisible: run.invisible,
            ligature: false,
            mark: 0,
        });
        x += width + run.spacing * run.size;
    }
}

/// Lays a page out and compares the letters of its lines with those that were painted.
fn laid_out(content: Content) {
    // An accent over its letter is one letter with it.
    let mut glyphs = content.glyphs.clone();
    layout::attach(&mut glyphs);
    let painted = letters(glyphs.iter().map(|glyph| glyph.c));
    let draft = layout::page(0, content, &Structure::default(), Vec::new());
    let pages = layout::finish(vec![draft]);
    let lines = || pages.iter().flat_map(|page: &Page| &page.lines);
    let kept = letters(lines().flat_map(|line| line.text.chars()));
    for (letter, count) in &painted {
        let kept = kept.get(letter).copied().unwrap_or_default();
        // What is painted twice at one place is one.
        assert!((1..=*count).contains(&kept), "{letter:?}: {count} painted, {kept} kept");
    }
    assert_eq!(painted.len(), kept.len(), "letters that nobody painted");
    lines().for_each(whole);
}

/// How often each visible letter stands in a text; the number of a footnote is a digit.
fn letters(text: impl Iterator<Item = char>) -> BTreeMap<char, usize> {
    let mut letters = BTreeMap::new();
    for c in text.filter(|c| !c.is_whitespace()) {
        *letters.entry(superscript_digit(c)).or_default() += 1;
    }
    letters
}

/// The words of a line are its text without the white space, in order.
fn whole(line: &Line) {
    let text: Vec<char> = line.text.chars().collect();
    let mut at = 0;
    for word in &line.words {
        assert!(at <= word.start && word.start < word.end && word.end <= text.len(), "{line:?}");
        assert!(text[at..word.start].iter().all(|c| c.is_whitespace()), "{line:?}");
        assert!(!text[word.start..word.end].iter().any(|c| c.is_whitespace()), "{line:?}");
        at = word.end;
    }
    assert!(text[at..].iter().all(|c| c.is_whitespace()), "{line:?}");
    assert!(line.look.marker.is_none_or(|marker| marker <= text.len()), "{line:?}");
}

/// The objects written one after the other, numbered from 1; `7 R` is a reference, and a string
/// behind a dictionary makes it a stream. So the loader takes no part, and a seed can be read.
fn source(bytes: &[u8]) -> Source<'static> {
    let mut tokens = Tokens::new(bytes);
    let mut objects = Vec::new();
    while let Some(token) = tokens.next() {
        match (object(token, &mut tokens, 0), objects.pop()) {
            (Some(Object::String(content, _)), Some(Object::Dictionary(dict))) => {
                objects.push(Object::Stream(Stream::new(dict, content)));
            }
            (object, last) => {
                objects.extend(last);
                objects.push(object.unwrap_or(Object::Null));
            }
        }
    }
    Source::of(objects)
}

fn object(token: Token, tokens: &mut Tokens, depth: usize) -> Option<Object> {
    Some(match token {
        Token::Number(number) => Object::Real(number),
        Token::Name(name) => Object::Name(name.into_owned()),
        Token::Text(text) => Object::string_literal(text.into_owned()),
        Token::ArrayStart => Object::Array(items(tokens, depth)),
        Token::DictStart => {
            let mut items = items(tokens, depth).into_iter();
            let mut dict = Dict::new();
            while let (Some(key), Some(value)) = (items.next(), items.next()) {
                if let Object::Name(key) = key {
                    dict.set(key, value);
                }
            }
            Object::Dictionary(dict)
        }
        Token::ArrayEnd | Token::DictEnd | Token::Word(_) => return None,
    })
}

fn items(tokens: &mut Tokens, depth: usize) -> Vec<Object> {
    let mut items = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            Token::ArrayEnd | Token::DictEnd => break,
            Token::Word(b"R") => {
                if let Some(Object::Real(number)) = items.pop() {
                    items.push(Object::Reference((number as u32, 0)));
                }
            }
            token if depth < 32 => items.extend(object(token, tokens, depth + 1)),
            _ => {}
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn run() -> impl Strategy<Value = Run> {
        let text = "[a-zéA-Z]{1,9}( [a-z]{1,9}){0,5}|• [a-z]{3,9}|- [a-z(]{3,9}|[1-9]\\. [a-z]{4}|[0-9]{1,3}";
        let place = (0_i16..60, 0_i16..60);
        let look = (0_u8..4, prop::sample::select(vec![0_i16, 0, 0, 90, -90, 180, 45]), 0_u8..16);
        (text, place, look).prop_map(|(text, (x, y), (size, angle, look))| Run {
            text,
            at: (10.0 * f32::from(x), 12.0 * f32::from(y)),
            size: [6.0, 10.0, 11.0, 24.0][usize::from(size)],
            spacing: if look & 4 != 0 { 0.3 } else { 0.0 },
            angle: if look & 8 != 0 { angle } else { 0 },
            bold: look & 1 != 0,
            invisible: look & 2 != 0,
        })
    }

    fn painted() -> impl Strategy<Value = Painted> {
        let corner = || (0_i16..60).prop_map(|place| 10.0 * f32::from(place));
        ([corner(), corner(), corner(), corner()], 0_u8..5)
            .prop_map(|(corners, kind)| Painted { corners, kind })
    }

    proptest! {
        #[test]
        fn every_painted_letter_stands_in_one_line(
            runs in prop::collection::vec(run(), 0..40),
            painted in prop::collection::vec(painted(), 0..12),
        ) {
            layout(&runs, &painted);
        }

        #[test]
        fn any_objects_are_a_font_and_a_page(text in "(<<|>>|\\[|\\]|/[A-Z][a-zA-Z0-9]{0,9} |[0-9]{1,3} |[1-4] R |\\([a-z<> ]{0,20}\\)){0,60}") {
            font(text.as_bytes(), b"text");
            page(text.as_bytes());
        }
    }

    #[test]
    fn letters_painted_over_each_other_are_all_kept() {
        let run = |text: &str, x, size| Run {
            text: text.to_owned(),
            at: (x, 100.0),
            size,
            spacing: 0.0,
            angle: 0,
            bold: false,
            invisible: false,
        };
        layout(&[run("a", 98.0, 20.0), run("far", 400.0, 10.0), run("b", 100.8, 11.0)], &[]);
    }

    #[test]
    fn the_seeds_of_the_fuzz_targets_hold() {
        let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
        let each = |target: &str, check: fn(&[u8])| {
            for seed in std::fs::read_dir(seeds.join(target)).unwrap() {
                check(&std::fs::read(seed.unwrap().path()).unwrap());
            }
        };
        each("tokens", tokens);
        each("cmap", |bytes| cmap(bytes, bytes));
        each("font", |bytes| font(bytes, bytes));
        each("page", page);
    }
}
