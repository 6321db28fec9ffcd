//! What annotations show: their appearances, and form fields and notes that have none.

use super::{Interpreter, Scope};
use crate::read::pdf::geometry::Matrix;
use crate::read::pdf::source::{Dict, Object, Stream};

/// Hidden, or not shown on a screen (ISO 32000-1, table 165).
const HIDDEN: i64 = 1 << 1 | 1 << 5;

impl<'a> Interpreter<'a, '_> {
    /// Paints an annotation.
    pub(super) fn annotation(&mut self, annotation: &'a Dict) {
        let flags = self.source.number(annotation, b"F").unwrap_or(0.0) as i64;
        let subtype = self.source.name(annotation, b"Subtype");
        let unseen = flags & HIDDEN != 0 || self.source.is_off(annotation, b"OC");
        if unseen || matches!(subtype, Some(b"Popup" | b"Link")) {
            return;
        }
        let outside = self.state.clone();
        let before = self.content.glyphs.len();
        if let Some(stream) = self.appearance(annotation) {
            self.paint_appearance(annotation, stream);
        }
        self.state = outside;
        self.field(annotation, subtype, before);
    }

    /// The normal appearance, in the annotation's state where it has several.
    fn appearance(&self, annotation: &'a Dict) -> Option<&'a Stream> {
        let appearance = self.source.dict(annotation, b"AP")?;
        match self.source.get(appearance, b"N")? {
            Object::Stream(stream) => Some(stream),
            Object::Dictionary(states) => {
                let state = self.source.name(annotation, b"AS").unwrap_or(b"Off");
                self.source.get(states, state)?.as_stream().ok()
            }
            _ => None,
        }
    }

    fn paint_appearance(&mut self, annotation: &'a Dict, stream: &'a Stream) {
        let Some([x0, y0, x1, y1]) = self.source.numbers::<4>(annotation, b"Rect") else { return };
        let matrix = self.source.numbers(&stream.dict, b"Matrix").map_or(Matrix::IDENTITY, Matrix);
        let Some([bx0, by0, bx1, by1]) = self.source.numbers(&stream.dict, b"BBox") else { return };
        let from = matrix.apply_rect(bx0, by0, bx1, by1);
        if from.width() <= 0.0 || from.height() <= 0.0 {
            return;
        }
        let (sx, sy) = ((x1 - x0).abs() / from.width(), (y1 - y0).abs() / from.height());
        let fit = Matrix([sx, 0.0, 0.0, sy, x0.min(x1) - from.x0 * sx, y0.min(y1) - from.y0 * sy]);
        self.state.ctm = fit.then(&self.state.ctm);
        let resources = self.source.dict(&stream.dict, b"Resources").unwrap_or(&stream.dict);
        self.form(stream, 0, &Scope { resources, depth: 0, form: 0 });
    }
}
