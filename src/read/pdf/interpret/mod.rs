//! The content-stream interpreter: operators to positioned glyphs, boxes and images.
//!
//! Knows text and graphics state, forms, marked content and what annotations show. It renders
//! nothing, joins nothing to words and judges no layout. An operator it does not know is skipped,
//! and every count of work has a limit: on a breach what was read is kept and said.

mod annotation;
mod field;
mod marks;
mod path;
mod state;
mod text;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::document::Rect;
use crate::read::pdf::content::Content;
use crate::read::pdf::font::Font;
use crate::read::pdf::geometry::{Matrix, intersection};
use crate::read::pdf::source::{Dict, Object, PageEntry, Source, Stream, as_dict};
use crate::read::pdf::token::{Token, Tokens};
use state::State;

/// Bytes of content of one page, forms included.
const MAX_CONTENT: usize = 64 << 20;
/// Operators of one page.
const MAX_OPERATORS: usize = 5_000_000;
/// Characters of one page.
const MAX_GLYPHS: usize = 1_000_000;
/// Boxes and images of one page.
const MAX_SHAPES: usize = 100_000;
/// Forms within forms.
const MAX_FORM_DEPTH: usize = 16;
/// Forms painted on one page.
const MAX_FORMS: usize = 20_000;
/// Saved graphics states.
const MAX_SAVED: usize = 512;
/// Annotations of one page.
pub(super) const MAX_ANNOTATIONS: usize = 10_000;
/// Operands kept for one operator.
const MAX_OPERANDS: usize = 100_000;

/// What is parsed once a document: fonts by the address of their dictionary.
#[derive(Default)]
pub(super) struct Fonts(BTreeMap<usize, Rc<Font>>);

impl Fonts {
    fn get(&mut self, source: &Source, dict: &Dict) -> Rc<Font> {
        let key = std::ptr::from_ref(dict) as usize;
        Rc::clone(self.0.entry(key).or_insert_with(|| Rc::new(Font::parse(source, dict))))
    }
}

/// What decodes to nothing, and is to, takes no more bytes than this.
const NOTHING: usize = 32;

/// Reads one page.
pub(super) fn page(source: &Source, fonts: &mut Fonts, entry: &PageEntry) -> Content {
    let (base, size) = Matrix::display(entry.crop, entry.rotate);
    let visible = Rect { x0: 0.0, y0: 0.0, x1: size.0, y1: size.1 };
    let mut interpreter = Interpreter {
        source,
        fonts,
        content: Content { size, marks: vec![Default::default()], ..Default::default() },
        state: State::new(base, visible),
        saved: Vec::new(),
        path: path::Path::default(),
        marks: marks::Marks::default(),
        visible,
        budget: Budget::default(),
    };
    // Content streams of a page are one stream: a token never spans two of them.
    let mut bytes = Vec::new();
    let streams = source.content_streams(entry.dict);
    interpreter.content.lost = streams.is_empty() && source.has_contents(entry.dict);
    for stream in streams {
        let part = source.decode(stream);
        interpreter.content.lost |= part.bytes.is_empty() && stream.content.len() > NOTHING;
        interpreter.content.damaged |= part.damaged;
        match bytes.is_empty() {
            true => bytes = part.bytes,
            false => bytes.extend(part.bytes),
        }
        bytes.push(b'\n');
        interpreter.limits(part.limit);
        if bytes.len() > MAX_CONTENT {
            break;
        }
    }
    let none = Dict::new();
    interpreter
        .run(&bytes, &Scope { resources: entry.resources.unwrap_or(&none), depth: 0, form: 0 });
    interpreter.end_marks(0);
    let annotations = source.array(entry.dict, b"Annots").unwrap_or_default();
    if annotations.len() > MAX_ANNOTATIONS {
        interpreter.limit(format!("{MAX_ANNOTATIONS} annotations on one page"));
    }
    for annotation in annotations.iter().take(MAX_ANNOTATIONS) {
        if let Some(annotation) = as_dict(source.resolve(annotation)) {
            interpreter.saved.clear();
            interpreter.state = State::new(base, visible);
            interpreter.marks = marks::Marks::default();
            interpreter.annotation(annotation);
        }
    }
    interpreter.content
}

/// Where operators look names up.
struct Scope<'a> {
    resources: &'a Dict,
    depth: usize,
    /// Object number of the form, 0 for the page.
    form: u32,
}

#[derive(Default)]
struct Budget {
    bytes: usize,
    operators: usize,
    forms: usize,
    /// A limit was reached: nothing more is read of this page.
    spent: bool,
}

struct Interpreter<'a, 'f> {
    source: &'a Source<'a>,
    fonts: &'f mut Fonts,
    content: Content,
    state: State,
    saved: Vec<State>,
    path: path::Path,
    marks: marks::Marks,
    visible: Rect,
    budget: Budget,
}

impl<'a> Interpreter<'a, '_> {
    fn limit(&mut self, limit: String) {
        if !self.content.limits.contains(&limit) {
            self.content.limits.push(limit);
        }
    }

    fn limits(&mut self, limits: impl IntoIterator<Item = String>) {
        limits.into_iter().for_each(|limit| self.limit(limit));
    }

    fn spend(&mut self, limit: &str) {
        self.budget.spent = true;
        self.limit(limit.to_owned());
    }

    fn run(&mut self, bytes: &[u8], scope: &Scope<'a>) {
        let left = MAX_CONTENT.saturating_sub(self.budget.bytes);
        self.budget.bytes += bytes.len();
        let within = bytes.get(..left);
        let mut tokens = Tokens::new(within.unwrap_or(bytes));
        let mut operands = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(word) => {
                    self.budget.operators += 1;
                    if self.budget.operators > MAX_OPERATORS {
                        self.spend("5000000 operators on one page");
                    }
                    if self.budget.spent {
                        return;
                    }
                    if word == b"ID" {
                        tokens.skip_inline_image();
                        self.image();
                    } else {
                        self.operator(word, &operands, scope);
                    }
                    operands.clear();
                }
                operand if operands.len() < MAX_OPERANDS => operands.push(operand),
                _ => self.limit(format!("{MAX_OPERANDS} operands")),
            }
        }
        if within.is_some_and(|within| within.len() < bytes.len()) {
            self.spend("64 MiB of content on one page");
        }
    }

    fn operator(&mut self, word: &[u8], operands: &[Token], scope: &Scope<'a>) {
        match word {
            b"q" => {
                if self.saved.len() < MAX_SAVED {
                    self.saved.push(self.state.clone());
                } else {
                    self.limit(format!("{MAX_SAVED} saved graphics states"));
                }
            }
            b"Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                if let Some(matrix) = numbers(operands) {
                    self.state.ctm = Matrix(matrix).then(&self.state.ctm);
                }
            }
            b"Do" => {
                if let [Token::Name(name), ..] = operands {
                    self.external(name, scope);
                }
            }
            b"gs" => self.graphics_state(operands, scope),
            b"BMC" | b"BDC" => self.begin_mark(operands, scope),
            b"EMC" => self.end_mark(),
            _ => {
                let _ = self.text_operator(word, operands, scope)
                    || self.path_operator(word, operands)
                    || self.state.colour(word, operands);
            }
        }
    }

    fn resource(&self, scope: &Scope<'a>, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        self.source.get(self.source.dict(scope.resources, kind)?, name)
    }

    fn graphics_state(&mut self, operands: &[Token], scope: &Scope<'a>) {
        let [Token::Name(name), ..] = operands else { return };
        let Some(dict) = self.resource(scope, b"ExtGState", name).and_then(as_dict) else { return };
        if let Some([font, size]) = self.source.array(dict, b"Font")
            && let Some(font) = as_dict(self.source.resolve(font))
        {
            self.set_font(font);
            self.state.text.size = self.source.as_number(size).unwrap_or(1.0);
        }
        if let Some(alpha) = self.source.number(dict, b"ca") {
            self.state.fill.alpha = alpha;
        }
        if let Some(alpha) = self.source.number(dict, b"CA") {
            self.state.stroke.alpha = alpha;
        }
    }

    fn external(&mut self, name: &[u8], scope: &Scope<'a>) {
        let Some(xobjects) = self.source.dict(scope.resources, b"XObject") else { return };
        let Ok(object) = xobjects.get(name) else { return };
        let number = object.as_reference().map_or(0, |(number, _)| number);
        let Object::Stream(stream) = self.source.resolve(object) else { return };
        if self.source.is_off(&stream.dict, b"OC") {
            return;
        }
        match self.source.name(&stream.dict, b"Subtype") {
            Some(b"Image") => self.image(),
            _ => self.form(stream, number, scope),
        }
    }

    fn form(&mut self, stream: &'a Stream, number: u32, scope: &Scope<'a>) {
        self.budget.forms += 1;
        if scope.depth >= MAX_FORM_DEPTH {
            return self.limit(format!("{MAX_FORM_DEPTH} forms within forms"));
        }
        if self.budget.forms > MAX_FORMS {
            return self.spend("20000 forms on one page");
        }
        let decoded = self.source.decode(stream);
        self.limits(decoded.limit);
        self.content.damaged |= decoded.damaged;
        let outside = self.state.clone();
        let saved = std::mem::take(&mut self.saved);
        if let Some(matrix) = self.source.numbers(&stream.dict, b"Matrix") {
            self.state.ctm = Matrix(matrix).then(&self.state.ctm);
        }
        if let Some([x0, y0, x1, y1]) = self.source.numbers(&stream.dict, b"BBox") {
            let bbox = self.state.ctm.apply_rect(x0, y0, x1, y1);
            self.state.clip = intersection(&self.state.clip, &bbox);
        }
        let resources = self.source.dict(&stream.dict, b"Resources").unwrap_or(scope.resources);
        let marks = self.marks.depth();
        self.run(&decoded.bytes, &Scope { resources, depth: scope.depth + 1, form: number });
        self.end_marks(marks);
        self.saved = saved;
        self.state = outside;
    }

    fn image(&mut self) {
        let bbox = intersection(&self.state.ctm.apply_rect(0.0, 0.0, 1.0, 1.0), &self.state.clip);
        if bbox.width() <= 0.0 || bbox.height() <= 0.0 {
            return;
        }
        if self.content.images.len() >= MAX_SHAPES {
            return self.limit(format!("{MAX_SHAPES} images on one page"));
        }
        self.content.images.push(bbox);
    }
}

/// The first numbers of the operands, if there are `N`.
fn numbers<const N: usize>(operands: &[Token]) -> Option<[f32; N]> {
    let mut found = [0.0; N];
    let mut given = operands.iter().filter_map(|token| match token {
        Token::Number(number) => Some(*number),
        _ => None,
    });
    for place in &mut found {
        *place = given.next()?;
    }
    Some(found)
}
