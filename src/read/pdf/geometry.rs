//! Matrices and the way from user space to the displayed page.

use crate::model::document::Rect;

/// `[a b c d e f]` as PDF writes it: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First `self`, then `next`.
    pub(super) fn then(&self, next: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [na, nb, nc, nd, ne, nf] = next.0;
        Self([
            a * na + b * nc,
            a * nb + b * nd,
            c * na + d * nc,
            c * nb + d * nd,
            e * na + f * nc + ne,
            e * nb + f * nd + nf,
        ])
    }

    pub(super) fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The upright box around a transformed rectangle.
    pub(super) fn apply_rect(&self, x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
        bounds([(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|(x, y)| self.apply(x, y)))
    }

    /// From user space to the displayed page: the crop box, turned, its top left at 0, 0 and y
    /// growing downwards; and the size of what is displayed.
    pub(super) fn display(crop: [f32; 4], rotate: i64) -> (Self, (f32, f32)) {
        let [x0, y0, x1, y1] = crop;
        let (width, height) = (x1 - x0, y1 - y0);
        match rotate {
            90 => (Self([0.0, 1.0, 1.0, 0.0, -y0, -x0]), (height, width)),
            180 => (Self([-1.0, 0.0, 0.0, 1.0, x1, -y0]), (width, height)),
            270 => (Self([0.0, -1.0, -1.0, 0.0, y1, x1]), (height, width)),
            _ => (Self([1.0, 0.0, 0.0, -1.0, -x0, y1]), (width, height)),
        }
    }

    /// A turn of the plane (y downwards) that lays text of this angle horizontally.
    pub(super) fn levelling(degrees: i16) -> Self {
        let (sin, cos) = match degrees {
            0 => (0.0, 1.0),
            90 => (1.0, 0.0),
            180 => (0.0, -1.0),
            -90 => (-1.0, 0.0),
            other => f32::from(other).to_radians().sin_cos(),
        };
        Self([cos, -sin, sin, cos, 0.0, 0.0])
    }
}

/// The box around some points; empty at 0, 0 without any.
pub(super) fn bounds(points: impl IntoIterator<Item = (f32, f32)>) -> Rect {
    points
        .into_iter()
        .map(|(x, y)| Rect { x0: x, y0: y, x1: x, y1: y })
        .reduce(|all, point| all.union(&point))
        .unwrap_or_default()
}

/// What two boxes have in common; of negative size if nothing.
pub(super) fn intersection(a: &Rect, b: &Rect) -> Rect {
    Rect { x0: a.x0.max(b.x0), y0: a.y0.max(b.y0), x1: a.x1.min(b.x1), y1: a.y1.min(b.y1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_page_has_its_corner_at_the_top_left() {
        // The point that the viewer shows at the top left, for each turn of a box from 10,20 to
        // 110,220.
        for (rotate, corner, size) in [
            (0, (10.0, 220.0), (100.0, 200.0)),
            (90, (10.0, 20.0), (200.0, 100.0)),
            (180, (110.0, 20.0), (100.0, 200.0)),
            (270, (110.0, 220.0), (200.0, 100.0)),
        ] {
            let (matrix, displayed) = Matrix::display([10.0, 20.0, 110.0, 220.0], rotate);
            assert_eq!(matrix.apply(corner.0, corner.1), (0.0, 0.0), "{rotate}");
            assert_eq!(displayed, size, "{rotate}");
        }
    }

    #[test]
    fn text_that_reads_downwards_is_laid_level() {
        let level = Matrix::levelling(90);
        assert_eq!(level.apply(0.0, 5.0), (5.0, 0.0));
        assert_eq!(level.apply(5.0, 0.0), (0.0, -5.0));
    }
}
