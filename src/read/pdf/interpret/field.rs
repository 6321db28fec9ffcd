//! Form fields and free text without an appearance: their value, where a viewer would write it.
//!
//! ISO 32000-1, 12.7.3.3 (variable text), 12.7.4.3 (text fields), 12.7.4.4 (choice fields) and
//! 12.5.6.6 (free text). Viewers clip what is too long for its box or let it scroll; here it is
//! made smaller, because the value is to be read whole. Buttons and signatures have no text.

#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::{Interpreter, MAX_CONTENT, Scope};
use crate::read::pdf::font::Font;
use crate::read::pdf::geometry::{Matrix, intersection};
use crate::read::pdf::source::{Dict, Object, Source};
use crate::read::pdf::text_string::text_string;

/// Fields within fields.
const MAX_LEVELS: usize = 32;
/// Bytes of one value.
const MAX_VALUE: usize = 100_000;
/// Between the border of a box and its text.
const MARGIN: f32 = 2.0;
/// From one line to the next, in em.
const LEADING: f32 = 1.15;
/// The size of several lines where none is given; of one line, as a share of its box's height.
const USUAL_SIZE: f32 = 12.0;
const USUAL_SHARE: f32 = 0.67;
/// Text is made smaller at most so often until it is no higher than its box.
const MAX_TRIES: usize = 8;

/// Flags of fields (ISO 32000-1, tables 228 and 230).
mod flag {
    pub(super) const MULTI_LINE: i64 = 1 << 12;
    pub(super) const PASSWORD: i64 = 1 << 13;
    pub(super) const COMBO: i64 = 1 << 17;
    pub(super) const COMB: i64 = 1 << 24;
}

/// A field at one of its places: what is not said there is said by those above it.
struct Field<'a> {
    source: &'a Source<'a>,
    widget: &'a Dict,
    form: Option<&'a Dict>,
}

impl<'a> Field<'a> {
    fn get(&self, key: &[u8]) -> Option<&'a Object> {
        let mut level = self.widget;
        for _ in 0..MAX_LEVELS {
            if let Some(found) = self.source.get(level, key) {
                return Some(found);
            }
            level = self.source.dict(level, b"Parent")?;
        }
        None
    }

    /// As [`Field::get`], and of the whole form what no field says.
    fn or_form(&self, key: &[u8]) -> Option<&'a Object> {
        self.get(key).or_else(|| self.source.get(self.form?, key))
    }

    fn number(&self, key: &[u8]) -> f32 {
        self.or_form(key).and_then(|number| self.source.as_number(number)).unwrap_or(0.0)
    }
}

/// What is to be written, and how.
struct Writing {
    text: String,
    several_lines: bool,
    /// One cell for each character, so many of them.
    cells: Option<usize>,
}

/// A box from its lower left corner, as it is read.
struct Place {
    matrix: Matrix,
    width: f32,
    height: f32,
    margin: f32,
}

impl<'a> Interpreter<'a, '_> {
    /// Writes the value of a field whose appearance has painted nothing since `before`, or is
    /// declared to be out of date.
    pub(super) fn field(&mut self, widget: &'a Dict, subtype: Option<&[u8]>, before: usize) {
        let form = || self.source.dict(self.source.catalog()?, b"AcroForm");
        let field = match subtype {
            Some(b"Widget" | b"FreeText") => Field { source: self.source, widget, form: form() },
            _ => return,
        };
        let painted = self.content.glyphs.get(before..).unwrap_or_default();
        let outdated = || {
            let need = self.source.get(field.form?, b"NeedAppearances")?;
            (subtype == Some(b"Widget") && need.as_bool().ok()?).then_some(())
        };
        if painted.iter().any(|glyph| !glyph.c.is_whitespace()) && outdated().is_none() {
            return;
        }
        let Some(place) = self.place_of(&field) else { return };
        let Some(writing) = self.writing(&field, subtype) else { return };
        self.content.glyphs.truncate(before);
        self.dress(&field);
        self.state.ctm = place.matrix.then(&self.state.ctm);
        self.write(&writing, &place, field.number(b"Q") as i64);
    }

    /// The box of a field on the page, turned as `/MK` says; `None` if it is not to be seen.
    fn place_of(&self, field: &Field) -> Option<Place> {
        let [a, b, c, d] = self.source.numbers::<4>(field.widget, b"Rect")?;
        let (x0, y0, x1, y1) = (a.min(c), b.min(d), a.max(c), b.max(d));
        let seen = intersection(&self.state.ctm.apply_rect(x0, y0, x1, y1), &self.visible);
        if seen.width() <= 0.0 || seen.height() <= 0.0 {
            return None;
        }
        let turn =
            self.source.dict(field.widget, b"MK").and_then(|mk| self.source.number(mk, b"R"));
        let border = self.source.dict(field.widget, b"BS");
        let border = border.map_or(0.0, |style| self.source.number(style, b"W").unwrap_or(1.0));
        let margin = MARGIN + border.clamp(0.0, MARGIN);
        let (width, height) = (x1 - x0, y1 - y0);
        let (matrix, width, height) = match (turn.unwrap_or(0.0) as i64).rem_euclid(360) {
            90 => ([0.0, 1.0, -1.0, 0.0, x1, y0], height, width),
            180 => ([-1.0, 0.0, 0.0, -1.0, x1, y1], width, height),
            270 => ([0.0, -1.0, 1.0, 0.0, x0, y1], height, width),
            _ => ([1.0, 0.0, 0.0, 1.0, x0, y0], width, height),
        };
        Some(Place { matrix: Matrix(matrix), width, height, margin })
    }

    fn writing(&mut self, field: &Field, subtype: Option<&[u8]>) -> Option<Writing> {
        if subtype == Some(b"FreeText") {
            let text = self.text(self.source.get(field.widget, b"Contents")?)?;
            return Some(Writing { text, several_lines: true, cells: None });
        }
        let value = field.get(b"V")?;
        let flags = field.get(b"Ff").and_then(|flags| self.source.as_number(flags)).unwrap_or(0.0);
        let has = |flag: i64| flags as i64 & flag != 0;
        match field.get(b"FT")?.as_name().ok()? {
            b"Tx" if !has(flag::PASSWORD) => {
                let most = field.number(b"MaxLen") as usize;
                Some(Writing {
                    text: self.text(value)?,
                    several_lines: has(flag::MULTI_LINE),
                    cells: Some(most).filter(|most| *most > 0 && has(flag::COMB)),
                })
            }
            b"Ch" => {
                let chosen: Vec<String> = match value {
                    Object::Array(several) => {
                        several.iter().map_while(|one| self.choice(field, one)).collect()
                    }
                    one => self.choice(field, one).into_iter().collect(),
                };
                let several_lines = !has(flag::COMBO);
                Some(Writing { text: chosen.join("\n"), several_lines, cells: None })
            }
            _ => None,
        }
    }

    /// What a chosen value is called to the reader.
    fn choice(&mut self, field: &Field, value: &Object) -> Option<String> {
        let source = self.source;
        let value = source.resolve(value);
        let options = field.get(b"Opt").and_then(|options| options.as_array().ok());
        let shown = options.into_iter().flatten().take(MAX_VALUE).find_map(|option| {
            let [stored, shown] = source.resolve(option).as_array().ok()?.as_slice() else {
                return None;
            };
            (source.resolve(stored) == value).then(|| source.resolve(shown))
        });
        self.text(shown.unwrap_or(value))
    }

    /// A text string or a text stream; `None` if it is none or nothing more is to be read.
    fn text(&mut self, object: &Object) -> Option<String> {
        // A value may be as long as the file, and that of ten thousand fields.
        if self.budget.spent {
            return None;
        }
        let mut decoded = self.source.text(self.source.resolve(object))?;
        self.limits(decoded.limit);
        if decoded.bytes.len() > MAX_VALUE {
            decoded.bytes.truncate(MAX_VALUE);
            self.limit(format!("{MAX_VALUE} bytes of one field"));
        }
        self.budget.bytes += decoded.bytes.len();
        if self.budget.bytes > MAX_CONTENT {
            self.spend("64 MiB of content on one page");
        }
        (!self.budget.spent).then(|| text_string(&decoded.bytes))
    }

    /// Sets the font and size of the default appearance; a size of 0 is left to the box.
    fn dress(&mut self, field: &Field<'a>) {
        let outside = self.state.clone();
        self.state.text.size = 0.0;
        if let Some(Object::String(operators, _)) = field.or_form(b"DA") {
            let resources = field.or_form(b"DR").and_then(|object| object.as_dict().ok());
            let resources = resources.unwrap_or(field.widget);
            self.run(operators, &Scope { resources, depth: 0, form: 0 });
        }
        let text = std::mem::replace(&mut self.state, outside).text;
        self.state.text.font = Some(text.font.unwrap_or_else(|| Rc::new(Font::unknown())));
        self.state.text.size = text.size.max(0.0);
        self.state.text.mode = text.mode;
    }

    fn write(&mut self, writing: &Writing, place: &Place, quadding: i64) {
        let text = writing.text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
        let text = text.replace(|c: char| c.is_control() && c != '\n', "");
        let text = text.trim_end();
        if let Some(cells) = writing.cells {
            return self.write_cells(text, place, cells);
        }
        let Some(font) = self.state.text.font.clone() else { return };
        let (lines, size) = if writing.several_lines {
            fit(&font, text, place, self.state.text.size)
        } else {
            let line = text.replace('\n', " ");
            let size = size_of_line(&font, &line, place, self.state.text.size);
            (vec![line], size)
        };
        self.state.text.size = size;
        let room = place.width - 2.0 * place.margin;
        let top = if writing.several_lines {
            place.height - place.margin - 0.9 * size
        } else {
            place.height / 2.0 - 0.35 * size
        };
        for (number, line) in lines.iter().enumerate() {
            let width = width(&font, line) * size;
            let scale = if width > room && room > 0.0 { room / width } else { 1.0 };
            let left = room - width * scale;
            let x = match quadding {
                1 => left / 2.0,
                2 => left,
                _ => 0.0,
            };
            let y = top - LEADING * size * number as f32;
            self.write_at(line, place.margin + x, y, scale);
        }
    }

    /// One character a cell. Each is as wide as its cell: with its own width it would be a word.
    fn write_cells(&mut self, text: &str, place: &Place, cells: usize) {
        let Some(font) = self.state.text.font.clone() else { return };
        let given = self.state.text.size;
        let size = if given > 0.0 { given } else { USUAL_SHARE * place.height };
        self.state.text.size = size;
        let cell = place.width / cells as f32;
        let y = place.height / 2.0 - 0.35 * size;
        for (number, c) in text.chars().take(cells).enumerate() {
            let scale = cell / (font.width(c) * size);
            self.write_at(c.encode_utf8(&mut [0; 4]), cell * number as f32, y, scale);
        }
    }

    fn write_at(&mut self, text: &str, x: f32, y: f32, scale: f32) {
        self.state.text.scale = scale;
        self.state.text.matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]);
        self.show_text(text);
    }
}

/// The width of a text in em.
fn width(font: &Font, text: &str) -> f32 {
    text.chars().map(|c| font.width(c)).sum()
}

/// The size of one line: what is given, or what its box has room for.
fn size_of_line(font: &Font, line: &str, place: &Place, given: f32) -> f32 {
    if given > 0.0 {
        return given.min(place.height);
    }
    let usual = USUAL_SHARE * place.height;
    let room = place.width - 2.0 * place.margin;
    usual.min(room / width(font, line).max(0.1)).max(usual.min(4.0))
}

/// Breaks a text into lines, and finds a size at which they are no higher than their box.
fn fit(font: &Font, text: &str, place: &Place, given: f32) -> (Vec<String>, f32) {
    let mut size = if given > 0.0 { given } else { USUAL_SIZE }.min(place.height);
    let room = place.height - place.margin;
    let mut lines = Vec::new();
    for _ in 0..MAX_TRIES {
        lines = broken(font, text, (place.width - 2.0 * place.margin) / size);
        let height = lines.len() as f32 * LEADING * size;
        if height <= room || room <= 0.0 {
            break;
        }
        // Of smaller letters there are also more on a line.
        size *= (room / height).sqrt().min(0.95);
    }
    (lines, size)
}

/// Breaks a text where it has a line end, or the last space before a line is wider than `most` em.
fn broken(font: &Font, text: &str, most: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut at) = (String::new(), 0.0);
        for word in paragraph.split_inclusive(' ') {
            let width = width(font, word);
            if at + width > most && !line.trim().is_empty() {
                lines.push(std::mem::take(&mut line));
                at = 0.0;
            }
            line.push_str(word);
            at += width;
        }
        lines.push(line);
    }
    lines
}
