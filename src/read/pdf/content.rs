//! What the interpreter gives: the page as positioned glyphs, boxes and marks.

use crate::model::document::Rect;

/// One character as painted. A ligature is several of them, side by side.
///
/// The positions are on the page turned by `-angle`, so that every text reads from left to right;
/// y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    pub(super) c: char,
    /// Where it begins and where its advance ends, without letter and word spacing.
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// The baseline.
    pub(super) base: f32,
    /// Height above and depth below the baseline.
    pub(super) ascent: f32,
    pub(super) descent: f32,
    /// The font size as displayed.
    pub(super) size: f32,
    /// Direction of reading in degrees, clockwise.
    pub(super) angle: i16,
    pub(super) bold: bool,
    /// Not painted: text rendering mode 3.
    pub(super) invisible: bool,
    /// The end of a ligature, after which some producers leave a gap.
    pub(super) ligature: bool,
    /// Index into [`Content::marks`].
    pub(super) mark: u32,
}

/// Marked content that glyphs stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Mark {
    /// The identifier, and the object number of the form that it counts in (0: the page).
    pub(super) id: Option<(u32, u32)>,
    /// `/Artifact`
    pub(super) artifact: bool,
}

/// A painted path that may mean something to the layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) bbox: Rect,
    pub(super) kind: ShapeKind,
    /// How many glyphs were painted before it.
    pub(super) paint: usize,
}

/// The kinds of painted paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShapeKind {
    /// A rectangle, rounded or not, that can be seen.
    Box,
    /// A straight line, or a rectangle as thin as one.
    Rule,
    /// Anything small: a drawn bullet perhaps.
    Spot,
    /// Anything else that can be seen: part of a picture.
    Drawing,
}

/// A page as painted.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) size: (f32, f32),
    pub(super) glyphs: Vec<Glyph>,
    pub(super) marks: Vec<Mark>,
    pub(super) shapes: Vec<Shape>,
    pub(super) images: Vec<Rect>,
    /// The limits that were reached.
    pub(super) limits: Vec<String>,
    /// Of what it is painted with, something is missing or cannot be decoded.
    pub(super) lost: bool,
    /// Some of it was read only as far as its damaged stream goes.
    pub(super) damaged: bool,
}
