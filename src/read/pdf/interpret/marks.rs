//! Marked content: identifiers of the structure tree, artifacts and replacement text.

use super::{Interpreter, Scope};
use crate::read::pdf::content::Mark;
use crate::read::pdf::source::{Dict, Object, as_dict};
use crate::read::pdf::text_string::text_string;
use crate::read::pdf::token::Token;

/// Marked content within marked content.
const MAX_DEPTH: usize = 256;
/// Characters of one replacement text.
const MAX_ACTUAL_TEXT: usize = 10_000;

/// The marks that are open.
#[derive(Default)]
pub(super) struct Marks {
    open: Vec<Open>,
    /// Opened beyond [`MAX_DEPTH`].
    beyond: usize,
}

struct Open {
    /// Index into the content's marks.
    mark: u32,
    /// Replacement text, and the number of glyphs before it.
    actual: Option<(String, usize)>,
    /// Of a layer that is switched off: how much was painted before it.
    off: Option<Painted>,
}

/// How many glyphs, shapes and images were painted.
type Painted = [usize; 3];

/// What a property list says.
#[derive(Default)]
struct Properties {
    id: Option<u32>,
    actual: Option<String>,
}

impl Marks {
    pub(super) fn depth(&self) -> usize {
        self.open.len() + self.beyond
    }

    /// The mark that a glyph painted now stands in.
    pub(super) fn current(&self) -> u32 {
        self.open.last().map_or(0, |open| open.mark)
    }
}

impl<'a> Interpreter<'a, '_> {
    pub(super) fn begin_mark(&mut self, operands: &[Token], scope: &Scope<'a>) {
        if self.marks.open.len() >= MAX_DEPTH {
            self.marks.beyond += 1;
            return;
        }
        let [Token::Name(tag), rest @ ..] = operands else {
            let mark = self.marks.current();
            self.marks.open.push(Open { mark, actual: None, off: None });
            return;
        };
        let properties = match rest {
            [Token::Name(name), ..] => {
                let list = self.resource(scope, b"Properties", name).and_then(as_dict);
                list.map(|dict| self.listed(dict)).unwrap_or_default()
            }
            [Token::DictStart, inline @ ..] => inline_properties(inline),
            _ => Properties::default(),
        };
        let current = self.marks.current();
        let outer = self.content.marks.get(current as usize).copied().unwrap_or_default();
        let mark = Mark {
            id: properties.id.map(|id| (scope.form, id)).or(outer.id),
            artifact: outer.artifact || tag.as_ref() == b"Artifact",
        };
        let mark = if mark == outer {
            current
        } else {
            self.content.marks.push(mark);
            (self.content.marks.len() - 1) as u32
        };
        let actual = properties.actual.map(|text| (text, self.content.glyphs.len()));
        let off = tag.as_ref() == b"OC" && self.is_off(rest, scope);
        let off = off.then(|| self.painted());
        self.marks.open.push(Open { mark, actual, off });
    }

    /// The content of a layer that is switched off.
    fn is_off(&self, operands: &[Token], scope: &Scope<'a>) -> bool {
        let [Token::Name(name), ..] = operands else { return false };
        let listed = self.source.dict(scope.resources, b"Properties");
        listed.is_some_and(|listed| self.source.is_off(listed, name))
    }

    fn painted(&self) -> Painted {
        let content = &self.content;
        [content.glyphs.len(), content.shapes.len(), content.images.len()]
    }

    pub(super) fn end_mark(&mut self) {
        if self.marks.beyond > 0 {
            self.marks.beyond -= 1;
            return;
        }
        let Some(open) = self.marks.open.pop() else { return };
        if let Some([glyphs, shapes, images]) = open.off {
            self.content.glyphs.truncate(glyphs);
            self.content.shapes.truncate(shapes);
            self.content.images.truncate(images);
        } else if let Some((text, from)) = open.actual {
            self.replace(&text, from);
        }
    }

    /// Closes what was opened within a stream and not closed there.
    pub(super) fn end_marks(&mut self, depth: usize) {
        while self.marks.depth() > depth {
            self.end_mark();
        }
    }

    fn listed(&self, dict: &Dict) -> Properties {
        Properties {
            id: self.source.number(dict, b"MCID").map(|id| id as u32),
            actual: match self.source.get(dict, b"ActualText") {
                Some(Object::String(text, _)) => Some(text_string(text)),
                _ => None,
            },
        }
    }

    /// Puts replacement text in the place of the glyphs painted since `from`, spread over them.
    fn replace(&mut self, text: &str, from: usize) {
        let painted = self.content.glyphs.get(from..).unwrap_or_default();
        let visible = painted.iter().filter(|glyph| !glyph.c.is_whitespace());
        let same: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        if visible.clone().map(|glyph| glyph.c).eq(same.iter().copied()) {
            return;
        }
        let (Some(first), Some(last)) = (painted.first().copied(), painted.last().copied()) else {
            return;
        };
        let level = painted.iter().all(|glyph| {
            glyph.angle == first.angle && (glyph.base - first.base).abs() < 0.5 * first.size
        });
        // Text that goes over several lines has no place to stand; what is painted is trusted.
        if !level {
            return;
        }
        let count = text.chars().take(MAX_ACTUAL_TEXT).count();
        let x1 = last.x1.max(first.x0);
        let step = (x1 - first.x0) / count.max(1) as f32;
        self.content.glyphs.truncate(from);
        for (place, c) in text.chars().take(count).enumerate() {
            let x0 = first.x0 + step * place as f32;
            self.push_glyph(crate::read::pdf::content::Glyph { c, x0, x1: x0 + step, ..first });
        }
    }
}

/// A property list written in the stream: `<</MCID 3 /ActualText (…)>>`, after its `<<`.
fn inline_properties(tokens: &[Token]) -> Properties {
    let mut properties = Properties::default();
    for pair in tokens.windows(2) {
        match pair {
            [Token::Name(key), Token::Number(id)] if key.as_ref() == b"MCID" => {
                properties.id = Some(*id as u32);
            }
            [Token::Name(key), Token::Text(text)] if key.as_ref() == b"ActualText" => {
                properties.actual = Some(text_string(text));
            }
            _ => {}
        }
    }
    properties
}
