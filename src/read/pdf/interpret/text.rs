//! Text operators: where each glyph stands and how large.

use std::rc::Rc;

use super::{Interpreter, MAX_GLYPHS, Scope, numbers};
use crate::read::pdf::content::Glyph;
use crate::read::pdf::font::{Code, Font, Text};
use crate::read::pdf::geometry::Matrix;
use crate::read::pdf::source::{Dict, as_dict};
use crate::read::pdf::token::Token;

/// Two paintings of one glyph nearer than this, in em, are one: fake bold, shadows.
const SAME_PLACE: f32 = 0.12;

/// One string as it is shown.
struct Run {
    font: Rc<Font>,
    /// A glyph without its character and place.
    template: Glyph,
    /// From text space to the displayed page.
    whole: Matrix,
    level: Matrix,
    /// From em to text space.
    advance: f32,
    rise: f32,
    character: f32,
    word: f32,
}

impl<'a> Interpreter<'a, '_> {
    /// Text operators; false if `word` is none of them.
    pub(super) fn text_operator(
        &mut self,
        word: &[u8],
        operands: &[Token],
        scope: &Scope<'a>,
    ) -> bool {
        let number = || numbers::<1>(operands).map(|[number]| number);
        let text = &mut self.state.text;
        match word {
            b"Tj" => self.show_all(operands),
            b"TJ" => self.show_all(operands),
            b"'" => {
                self.next_line();
                self.show_all(operands);
            }
            b"\"" => {
                if let Some([word_spacing, character_spacing]) = numbers(operands) {
                    text.word_spacing = word_spacing;
                    text.character_spacing = character_spacing;
                }
                self.next_line();
                // The two numbers are spacings and not shifts as in `TJ`.
                self.show_all(operands.get(2..).unwrap_or_default());
            }
            b"ET" => {}
            b"Tf" => {
                if let Some(size) = number() {
                    text.size = size;
                }
                if let [Token::Name(name), ..] = operands {
                    self.select_font(name, scope);
                }
            }
            b"Tc" => text.character_spacing = number().unwrap_or(0.0),
            b"Tw" => text.word_spacing = number().unwrap_or(0.0),
            b"Tz" => text.scale = number().unwrap_or(100.0) / 100.0,
            b"TL" => text.leading = number().unwrap_or(0.0),
            b"Ts" => text.rise = number().unwrap_or(0.0),
            b"Tr" => text.mode = number().unwrap_or(0.0) as i32,
            _ => return self.line_operator(word, operands),
        }
        true
    }

    /// Where the next text stands; false if `word` does not say.
    fn line_operator(&mut self, word: &[u8], operands: &[Token]) -> bool {
        let text = &mut self.state.text;
        match word {
            b"BT" => {
                text.matrix = Matrix::IDENTITY;
                text.line = Matrix::IDENTITY;
            }
            b"Tm" => {
                if let Some(matrix) = numbers(operands) {
                    text.matrix = Matrix(matrix);
                    text.line = text.matrix;
                }
            }
            b"Td" | b"TD" => {
                if let Some([x, y]) = numbers(operands) {
                    if word == b"TD" {
                        text.leading = -y;
                    }
                    self.move_line(x, y);
                }
            }
            b"T*" => self.next_line(),
            _ => return false,
        }
        true
    }

    fn select_font(&mut self, name: &[u8], scope: &Scope<'a>) {
        match self.resource(scope, b"Font", name).and_then(as_dict) {
            Some(dict) => self.set_font(dict),
            None => self.state.text.font = Some(Rc::new(Font::unknown())),
        }
    }

    pub(super) fn set_font(&mut self, dict: &Dict) {
        let font = self.fonts.get(self.source, dict);
        self.limits(font.limits.iter().cloned());
        self.state.text.font = Some(font);
    }

    fn move_line(&mut self, x: f32, y: f32) {
        let text = &mut self.state.text;
        text.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&text.line);
        text.matrix = text.line;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.text.leading);
    }

    /// Shows strings, with numbers between them as shifts.
    fn show_all(&mut self, operands: &[Token]) {
        for operand in operands {
            match operand {
                Token::Text(bytes) => self.show(bytes),
                Token::Number(shift) => {
                    let text = &mut self.state.text;
                    let shift = -shift / 1000.0 * text.size * text.scale;
                    text.matrix = Matrix([1.0, 0.0, 0.0, 1.0, shift, 0.0]).then(&text.matrix);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(run) = self.begin_run() else { return };
        let mut x = 0.0;
        run.font.each(bytes, |code, is_space| x = self.place(&run, x, code, is_space));
        self.end_run(x);
    }

    /// Shows text that is no code of the font; its widths are the font's.
    pub(super) fn show_text(&mut self, text: &str) {
        let Some(run) = self.begin_run() else { return };
        let end = text.chars().fold(0.0, |x, c| {
            let text = Text::new(c.encode_utf8(&mut [0; 4]), "");
            let code = Code { text, width: run.font.width(c) };
            self.place(&run, x, &code, false)
        });
        self.end_run(end);
    }

    /// What the glyphs of one string have in common; `None` where nothing can be seen.
    fn begin_run(&self) -> Option<Run> {
        let text = &self.state.text;
        let font = text.font.clone()?;
        let whole = text.matrix.then(&self.state.ctm);
        let [a, b, c, d, ..] = whole.0;
        let size = text.size * (c * c + d * d).sqrt();
        // A negative size, scale and matrix may make up for each other.
        let along = text.size * if text.scale < 0.0 { -1.0 } else { 1.0 };
        let (dx, dy) = (a * along, b * along);
        if !(size.abs() > 0.01 && size.is_finite()) || dx == 0.0 && dy == 0.0 {
            return None;
        }
        let angle = direction(dx, dy);
        let size = size.abs();
        let template = Glyph {
            c: ' ',
            x0: 0.0,
            x1: 0.0,
            base: 0.0,
            ascent: font.ascent * size,
            descent: font.descent * size,
            size,
            angle,
            bold: font.bold || text.mode == 2,
            invisible: matches!(text.mode, 3 | 7),
            ligature: false,
            mark: self.marks.current(),
        };
        Some(Run {
            font,
            template,
            whole,
            level: Matrix::levelling(angle),
            advance: text.size * text.scale,
            rise: text.rise,
            character: text.character_spacing * text.scale,
            word: text.word_spacing * text.scale,
        })
    }

    /// Places a code `x` behind the begin of its run; gives where the next one stands.
    fn place(&mut self, run: &Run, x: f32, code: &Code, is_space: bool) -> f32 {
        let width = code.width * run.advance;
        let (ax, ay) = run.whole.apply(x, run.rise);
        let (bx, by) = run.whole.apply(x + width, run.rise);
        if self.is_visible(ax, ay, bx, by) {
            let (x0, base) = run.level.apply(ax, ay);
            let (x1, _) = run.level.apply(bx, by);
            let place = Glyph { x0: x0.min(x1), x1: x0.max(x1), base, ..run.template };
            self.push_text(&code.text, place);
        }
        x + width + run.character + if is_space { run.word } else { 0.0 }
    }

    fn end_run(&mut self, x: f32) {
        let text = &mut self.state.text;
        text.matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, 0.0]).then(&text.matrix);
    }

    /// Some of the glyph's advance lies on the displayed page.
    fn is_visible(&self, ax: f32, ay: f32, bx: f32, by: f32) -> bool {
        let page = &self.visible;
        ax.max(bx) > page.x0
            && ax.min(bx) < page.x1
            && ay.max(by) > page.y0 - 1.0
            && ay.min(by) < page.y1 + 1.0
    }

    fn push_text(&mut self, text: &Text, place: Glyph) {
        match text {
            Text::Unknown => self.push_glyph(Glyph { c: char::REPLACEMENT_CHARACTER, ..place }),
            Text::One(c) => self.push_glyph(Glyph { c: *c, ..place }),
            Text::Many(text) => {
                let count = text.chars().count();
                let step = (place.x1 - place.x0) / count as f32;
                for (index, c) in text.chars().enumerate() {
                    let x0 = place.x0 + step * index as f32;
                    let ligature = index + 1 == count;
                    self.push_glyph(Glyph { c, x0, x1: x0 + step, ligature, ..place });
                }
            }
        }
    }

    pub(super) fn push_glyph(&mut self, glyph: Glyph) {
        if self.content.glyphs.len() >= MAX_GLYPHS {
            return self.spend("1000000 characters on one page");
        }
        if let Some(last) = self.content.glyphs.last_mut() {
            let near = SAME_PLACE * glyph.size;
            let again = last.c == glyph.c
                && last.angle == glyph.angle
                && (last.x0 - glyph.x0).abs() < near
                && (last.base - glyph.base).abs() < near
                && glyph.x1 - glyph.x0 > near;
            if again {
                last.bold |= !glyph.c.is_whitespace();
                return;
            }
        }
        self.content.glyphs.push(glyph);
    }
}

/// The direction of reading in whole degrees; nearly level is level.
fn direction(dx: f32, dy: f32) -> i16 {
    let degrees = dy.atan2(dx).to_degrees().round() as i16;
    match degrees {
        -3..=3 => 0,
        87..=93 => 90,
        -93..=-87 => -90,
        177..=180 | -180..=-177 => 180,
        other => other,
    }
}
