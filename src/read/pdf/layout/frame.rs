//! Boxes and rules on the page: what encloses text, and what stands between two pieces of it.

use crate::model::document::Rect;
use crate::read::pdf::content::{Content, Shape, ShapeKind};
use crate::read::pdf::layout::segment::Segment;

/// A box over more than this share of the page is its background.
const BACKGROUND: f32 = 0.85;
/// Text may stand out of its box by this many points.
const SLACK: f32 = 2.5;
/// The ground of words is at most this many em high.
const HUGGING: f32 = 1.6;
/// They are painted at most so many glyphs before or after it.
const NEAR: usize = 1_000;
/// Boxes of one page that are looked at.
const MAX_BOXES: usize = 5_000;
/// Frames of one page.
const MAX_FRAMES: usize = 2_000;

/// The painted boxes and rules of a page.
pub(super) struct Surface {
    boxes: Vec<Rect>,
    /// Upright edges, sorted by x: rules and the sides of boxes.
    uprights: Vec<Rect>,
    /// Level rules, sorted by y.
    pub(super) levels: Vec<Rect>,
    /// Small shapes and pictures, and the larger ones that they may be part of.
    pub(super) spots: Vec<Rect>,
    pub(super) drawings: Vec<Rect>,
}

impl Surface {
    pub(super) fn new(content: &Content) -> Self {
        let area = content.size.0 * content.size.1;
        let mut surface = Self {
            boxes: Vec::new(),
            uprights: Vec::new(),
            levels: Vec::new(),
            spots: Vec::new(),
            drawings: Vec::new(),
        };
        for shape in &content.shapes {
            let bbox = shape.bbox;
            match shape.kind {
                ShapeKind::Box if bbox.width() * bbox.height() < BACKGROUND * area => {
                    match surface.boxes.last_mut().filter(|last| is_highlight(last, shape, content))
                    {
                        Some(last) => *last = last.union(&bbox),
                        None => surface.boxes.push(bbox),
                    }
                }
                ShapeKind::Box => {}
                ShapeKind::Rule if bbox.height() > bbox.width() => surface.uprights.push(bbox),
                ShapeKind::Rule => surface.levels.push(bbox),
                ShapeKind::Spot => surface.spots.push(bbox),
                ShapeKind::Drawing => surface.drawings.push(bbox),
            }
        }
        for bbox in &surface.boxes {
            for x in [bbox.x0, bbox.x1] {
                surface.uprights.push(Rect { x0: x, x1: x, ..*bbox });
            }
        }
        for image in &content.images {
            if image.width().max(image.height()) <= 14.0 {
                surface.spots.push(*image);
            } else {
                surface.drawings.push(*image);
            }
        }
        surface.uprights.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        surface.levels.sort_by(|a, b| a.y0.total_cmp(&b.y0));
        surface
    }

    /// All edges that cells may have, upright and level ones.
    pub(super) fn edges(&self) -> (Vec<Rect>, Vec<Rect>) {
        let sides = self
            .boxes
            .iter()
            .flat_map(|bbox| [bbox.y0, bbox.y1].map(|y| Rect { y0: y, y1: y, ..*bbox }));
        (self.uprights.clone(), self.levels.iter().copied().chain(sides).collect())
    }

    /// An upright edge stands between `x0` and `x1` at this height.
    pub(super) fn separates_columns(&self, x0: f32, x1: f32, y: f32) -> bool {
        let from = self.uprights.partition_point(|edge| edge.x0 < x0);
        self.uprights
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|edge| edge.x0 <= x1)
            .any(|edge| (edge.y0..=edge.y1).contains(&y))
    }

    /// A level rule lies between `y0` and `y1` over most of the stretch from `x0` to `x1`.
    pub(super) fn separates_rows(&self, x0: f32, x1: f32, y0: f32, y1: f32) -> bool {
        let from = self.levels.partition_point(|rule| rule.y0 < y0);
        self.levels
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|rule| rule.y0 <= y1)
            // An underline is as long as its words; a separating rule goes beyond them.
            .any(|rule| {
                rule.x0 < x0 - 3.0 && rule.x1 > x0 + 3.0 || rule.x1 > x1 + 3.0 && rule.x0 < x1 - 3.0
            })
    }

    /// The boxes that enclose text, in paint order.
    pub(super) fn frames(&self, segments: &[Segment]) -> Vec<Rect> {
        let mut frames: Vec<Rect> = Vec::new();
        for bbox in self.boxes.iter().take(MAX_BOXES) {
            let known = |frame: &Rect| frame.contains(bbox, SLACK) && bbox.contains(frame, SLACK);
            // A filled cell is no frame.
            let holds =
                |segment: &Segment| segment.cell.is_none() && bbox.contains(&segment.tight, SLACK);
            if frames.len() < MAX_FRAMES
                && bbox.height() > 6.0
                && bbox.width() > 6.0
                && !frames.iter().any(known)
                && segments.iter().any(holds)
            {
                frames.push(*bbox);
            }
        }
        frames
    }
}

/// The words of a line may be highlighted one by one: `b` goes on where `a` ends, as high as it, and
/// a text begins flush with its edge, as none does in a cell.
fn is_highlight(a: &Rect, shape: &Shape, content: &Content) -> bool {
    let b = &shape.bbox;
    let same = |x: f32, y: f32| (x - y).abs() < 0.5;
    let gap = b.x0 - a.x1;
    let follows = same(a.y0, b.y0) && same(a.y1, b.y1) && (-0.5..0.4 * a.height()).contains(&gap);
    let flush = || {
        let near = content.glyphs.get(shape.paint.saturating_sub(NEAR)..).unwrap_or_default();
        near.iter().take(2 * NEAR).any(|glyph| {
            same(glyph.x0, b.x0)
                && glyph.angle == 0
                && (b.y0..b.y1).contains(&glyph.base)
                && b.height() < HUGGING * glyph.size
        })
    };
    follows && flush()
}

/// The smallest frame around a box.
pub(super) fn innermost(frames: &[Rect], bbox: &Rect) -> Option<usize> {
    let area = |rect: &Rect| rect.width() * rect.height();
    frames
        .iter()
        .enumerate()
        .filter(|(_, frame)| frame.contains(bbox, SLACK))
        .min_by(|(_, a), (_, b)| area(a).total_cmp(&area(b)))
        .map(|(index, _)| index)
}
