//! Paths: which of them are boxes, rules or spots. Their exact outline is not kept.

use super::{Interpreter, MAX_SHAPES, numbers};
use crate::model::document::Rect;
use crate::read::pdf::content::{Shape, ShapeKind};
use crate::read::pdf::geometry::intersection;
use crate::read::pdf::token::Token;

/// A box thinner than this is a rule, in points.
const RULE: f32 = 2.5;
/// A drawn bullet is not larger than this, in points.
const SPOT: f32 = 14.0;

/// The current path, in displayed coordinates.
#[derive(Default)]
pub(super) struct Path {
    /// As many as a page can have shapes.
    parts: Vec<Part>,
    /// There were more parts.
    cut: bool,
    /// The box around all of them: what a path clips does not depend on limits.
    around: Option<Rect>,
    clips: bool,
}

struct Part {
    bbox: Rect,
    first: (f32, f32),
    last: (f32, f32),
    /// Length of its straight, level and upright edges.
    straight: f32,
}

impl Path {
    fn start(&mut self, at: (f32, f32)) {
        self.surround(at);
        self.cut = self.parts.len() >= MAX_SHAPES;
        if !self.cut {
            self.parts.push(Part { bbox: point(at), first: at, last: at, straight: 0.0 });
        }
    }

    fn surround(&mut self, at: (f32, f32)) {
        let at = point(at);
        self.around = Some(self.around.map_or(at, |all| all.union(&at)));
    }

    fn corner(&mut self, at: (f32, f32), straight: bool) {
        if self.parts.is_empty() {
            return self.start(at);
        }
        self.surround(at);
        if let Some(part) = self.parts.last_mut().filter(|_| !self.cut) {
            part.straight += if straight { level_length(part.last, at) } else { 0.0 };
            part.bbox = part.bbox.union(&point(at));
            part.last = at;
        }
    }

    fn close(&mut self) {
        if let Some(part) = self.parts.last_mut().filter(|_| !self.cut) {
            part.straight += level_length(part.last, part.first);
        }
    }
}

fn point((x, y): (f32, f32)) -> Rect {
    Rect { x0: x, y0: y, x1: x, y1: y }
}

/// The length of an edge if it is level or upright, else 0.
fn level_length(a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
    if dx.min(dy) < 0.3 { dx + dy } else { 0.0 }
}

impl Interpreter<'_, '_> {
    /// Path operators; false if `word` is none of them.
    pub(super) fn path_operator(&mut self, word: &[u8], operands: &[Token]) -> bool {
        let ctm = self.state.ctm;
        match word {
            b"m" => {
                if let Some([x, y]) = numbers(operands) {
                    self.path.start(ctm.apply(x, y));
                }
            }
            b"l" => {
                if let Some([x, y]) = numbers(operands) {
                    self.path.corner(ctm.apply(x, y), true);
                }
            }
            b"c" => {
                if let Some([.., x, y]) = numbers::<6>(operands) {
                    self.path.corner(ctm.apply(x, y), false);
                }
            }
            b"v" | b"y" => {
                if let Some([.., x, y]) = numbers::<4>(operands) {
                    self.path.corner(ctm.apply(x, y), false);
                }
            }
            b"h" => self.path.close(),
            b"re" => {
                if let Some([x, y, width, height]) = numbers(operands) {
                    self.path.start(ctm.apply(x, y));
                    self.path.corner(ctm.apply(x + width, y), true);
                    self.path.corner(ctm.apply(x + width, y + height), true);
                    self.path.corner(ctm.apply(x, y + height), true);
                    self.path.close();
                }
            }
            b"w" => {
                if let Some([width]) = numbers(operands) {
                    self.state.line_width = width;
                }
            }
            b"W" | b"W*" => self.path.clips = true,
            b"f" | b"F" | b"f*" => self.paint(true, false),
            b"S" | b"s" => {
                if word == b"s" {
                    self.path.close();
                }
                self.paint(false, true);
            }
            b"B" | b"B*" | b"b" | b"b*" => {
                if word.first() == Some(&b'b') {
                    self.path.close();
                }
                self.paint(true, true);
            }
            b"n" => self.paint(false, false),
            _ => return false,
        }
        true
    }

    fn paint(&mut self, fill: bool, stroke: bool) {
        let path = std::mem::take(&mut self.path);
        let seen = fill && self.state.fill.is_seen() || stroke && self.state.stroke.is_seen();
        if seen {
            for part in &path.parts {
                self.shape(part);
            }
            if path.cut {
                self.limit(format!("{MAX_SHAPES} shapes on one page"));
            }
        }
        if path.clips {
            let all = path.around.unwrap_or_default();
            self.state.clip = intersection(&self.state.clip, &all);
        }
    }

    fn shape(&mut self, part: &Part) {
        let bbox = intersection(&part.bbox, &self.state.clip);
        if bbox.width() < 0.0 || bbox.height() < 0.0 {
            return;
        }
        if self.content.shapes.len() >= MAX_SHAPES {
            return self.limit(format!("{MAX_SHAPES} shapes on one page"));
        }
        let kind = kind(part, &bbox);
        self.content.shapes.push(Shape { bbox, kind, paint: self.content.glyphs.len() });
    }
}

fn kind(part: &Part, seen: &Rect) -> ShapeKind {
    let (width, height) = (seen.width(), seen.height());
    let (long, short) = (width.max(height), width.min(height));
    if short <= RULE && long > 4.0 * short && part.straight > 0.0 {
        return ShapeKind::Rule;
    }
    if long <= SPOT {
        return ShapeKind::Spot;
    }
    // Rounded corners are curves: most of the outline is still level and upright. A rounded clip
    // around a plain rectangle leaves it a rectangle.
    let outline = 2.0 * (part.bbox.width() + part.bbox.height());
    if part.straight >= 0.5 * outline && short > RULE { ShapeKind::Box } else { ShapeKind::Drawing }
}
