//! The graphics state: what `q` saves and `Q` brings back.

use std::rc::Rc;

use crate::model::document::Rect;
use crate::read::pdf::font::Font;
use crate::read::pdf::geometry::Matrix;
use crate::read::pdf::token::Token;

#[derive(Clone)]
pub(super) struct State {
    pub(super) ctm: Matrix,
    /// The box around the clipping path.
    pub(super) clip: Rect,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    pub(super) line_width: f32,
    pub(super) text: TextState,
}

/// A colour as far as the layout cares: can it be seen on white?
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub(super) white: bool,
    pub(super) alpha: f32,
}

impl Paint {
    pub(super) fn is_seen(self) -> bool {
        !self.white && self.alpha > 0.02
    }
}

#[derive(Clone)]
pub(super) struct TextState {
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f32,
    pub(super) character_spacing: f32,
    pub(super) word_spacing: f32,
    pub(super) scale: f32,
    pub(super) leading: f32,
    pub(super) rise: f32,
    pub(super) mode: i32,
    pub(super) matrix: Matrix,
    pub(super) line: Matrix,
}

impl State {
    pub(super) fn new(ctm: Matrix, clip: Rect) -> Self {
        let black = Paint { white: false, alpha: 1.0 };
        Self {
            ctm,
            clip,
            fill: black,
            stroke: black,
            line_width: 1.0,
            text: TextState {
                font: None,
                size: 1.0,
                character_spacing: 0.0,
                word_spacing: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
                matrix: Matrix::IDENTITY,
                line: Matrix::IDENTITY,
            },
        }
    }

    /// Colour operators; false if `word` is none of them.
    pub(super) fn colour(&mut self, word: &[u8], operands: &[Token]) -> bool {
        let paint = match word {
            b"g" | b"rg" | b"k" | b"sc" | b"scn" | b"cs" => &mut self.fill,
            b"G" | b"RG" | b"K" | b"SC" | b"SCN" | b"CS" => &mut self.stroke,
            _ => return false,
        };
        let tint = |token: &Token| match token {
            Token::Number(number) => Some(*number),
            _ => None,
        };
        let tints: Vec<f32> = operands.iter().filter_map(tint).collect();
        paint.white = match tints.len() {
            1 | 3 => tints.iter().all(|tint| *tint >= 0.995),
            4 => tints.iter().all(|tint| *tint <= 0.005),
            _ => false,
        };
        true
    }
}
