//! Paths: which of them are boxes, rules or spots. Their exact outline is not kept.

use super::{Interpreter, MAX_SHAPES, numbers};
use crate::model::document::Rect;
use crate::read::pdf::content::{Shape, ShapeKind};
use crate::read::pdf::geometry::{bounds, intersection};
use crate::read::pdf::token::Token;

/// Points of one path that are looked at.
const MAX_POINTS: usize = 4_096;
/// Parts of one path that are told apart.
const MAX_PARTS: usize = 2_048;
/// A box thinner than this is a rule, in points.
const RULE: f32 = 2.5;
/// A drawn bullet is not larger than this, in points.
const SPOT: f32 = 14.0;

/// The current path, in displayed coordinates, each part a list of corners.
#[derive(Default)]
pub(super) struct Path {
    parts: Vec<Part>,
    points: usize,
    clips: bool,
}

#[derive(Default)]
struct Part {
    corners: Vec<(f32, f32)>,
    /// Length of its straight, level and upright edges.
    straight: f32,
}

impl Path {
    fn start(&mut self, at: (f32, f32)) {
        if self.parts.len() < MAX_PARTS {
            self.parts.push(Part { corners: vec![at], straight: 0.0 });
        }
    }

    fn corner(&mut self, at: (f32, f32), straight: bool) {
        self.points += 1;
        if self.points > MAX_POINTS {
            return;
        }
        let Some(part) = self.parts.last_mut() else { return self.start(at) };
        if straight && let Some(last) = part.corners.last() {
            part.straight += level_length(*last, at);
        }
        part.corners.push(at);
    }

    fn close(&mut self) {
        if let Some(part) = self.parts.last_mut()
            && let (Some(first), Some(last)) = (part.corners.first(), part.corners.last())
        {
            let length = level_length(*last, *first);
            part.straight += length;
        }
    }
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
        }
        if path.clips {
            let all = bounds(path.parts.iter().flat_map(|part| part.corners.iter().copied()));
            self.state.clip = intersection(&self.state.clip, &all);
        }
    }

    fn shape(&mut self, part: &Part) {
        let whole = bounds(part.corners.iter().copied());
        let bbox = intersection(&whole, &self.state.clip);
        if bbox.width() < 0.0 || bbox.height() < 0.0 || self.content.shapes.len() >= MAX_SHAPES {
            return;
        }
        let kind = kind(part, &whole, &bbox);
        self.content.shapes.push(Shape { bbox, kind, paint: self.content.glyphs.len() });
    }
}

fn kind(part: &Part, whole: &Rect, seen: &Rect) -> ShapeKind {
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
    let outline = 2.0 * (whole.width() + whole.height());
    if part.straight >= 0.5 * outline && short > RULE { ShapeKind::Box } else { ShapeKind::Drawing }
}
