//! The map: departments by the number of their CPTS, communes by the state of theirs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::gazetteer::{Contour, contour, contours};
use crate::report::line::{Line, Tally};
use crate::report::speech::Speech;

/// From how many CPTS on a department has which shade; below the first it has none.
const SHADES: [usize; 4] = [1, 2, 5, 10];

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Map {
    /// Left, top, width and height.
    view: [i32; 4],
    /// The height of letters.
    letters: i32,
    departments: Vec<Shape>,
    communes: Vec<Shape>,
    /// The departments that have CPTS and no contour: those overseas.
    missing: Vec<String>,
}

/// A department or a commune.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Shape {
    code: &'static str,
    path: &'static str,
    /// The shade of a department, the state of a commune's CPTS.
    class: String,
    title: String,
    /// The middle, where the code is written.
    at: [i32; 2],
    width: i32,
}

impl Shape {
    fn of(contour: &Contour, class: String, title: String) -> Self {
        let [left, _, right, _] = contour.bounds;
        let width = right - left;
        Self { code: contour.code, path: contour.path, class, title, at: [0, 0], width }
    }
}

/// The map of the departments that have CPTS and what lies between them; none if there is no
/// contour of any.
pub fn map(lines: &[Line], tallies: &[Tally], speech: &Speech) -> Option<Map> {
    let counted: BTreeMap<&str, usize> = tallies
        .iter()
        .filter_map(|tally| Some((tally.department.as_deref()?, tally.communities)))
        .collect();
    let mut shown = counted.keys().filter_map(|code| Some(contour(code)?.bounds));
    let first = shown.next()?;
    let [left, top, right, bottom] =
        shown.fold(first, |[l, t, r, b], [left, top, right, bottom]| {
            [l.min(left), t.min(top), r.max(right), b.max(bottom)]
        });
    let edge = (right - left).max(bottom - top) / 25;
    let bounds = [left - edge, top - edge, right + edge, bottom + edge];
    let departments = contours().iter().filter(|one| one.code.len() < 5 && meets(one, bounds));
    let department = |contour: &Contour| {
        let count = counted.get(contour.code).copied().unwrap_or_default();
        let shade = SHADES.iter().filter(|from| count >= **from).count();
        let said = [
            ("department", speech.department(contour.code)),
            ("communities", speech.count("communities", count as u64)),
        ];
        let title = speech.tell("map.department", &said);
        Shape { at: middle(contour), ..Shape::of(contour, format!("l{shade}"), title) }
    };
    Some(Map {
        view: [bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1]],
        letters: ((bounds[2] - bounds[0]).max(bounds[3] - bounds[1]) / 34).max(1),
        departments: departments.map(department).collect(),
        communes: communes(lines, speech),
        missing: counted
            .keys()
            .filter(|code| contour(code).is_none())
            .map(|code| speech.department(code))
            .collect(),
    })
}

/// The communes of which it is known whose they are, as far as there are contours of them.
fn communes(lines: &[Line], speech: &Speech) -> Vec<Shape> {
    let mut communes: BTreeMap<&str, Shape> = BTreeMap::new();
    for line in lines {
        for (name, codes) in &line.communes {
            let Some(contour) = codes.iter().find_map(|code| contour(code)) else { continue };
            let said = [("commune", name.clone()), ("community", line.name.clone())];
            let title = speech.tell("map.commune", &said);
            let class = format!("c-{}", line.reporting);
            communes.entry(contour.code).or_insert_with(|| Shape::of(contour, class, title));
        }
    }
    communes.into_values().collect()
}

/// The centre of gravity of the largest part: the middle of its bounds can lie outside a bent shape.
fn middle(contour: &Contour) -> [i32; 2] {
    let [left, top, right, bottom] = contour.bounds;
    let mut largest = (0, [(left + right) / 2, (top + bottom) / 2]);
    for ring in contour.path.split('M').filter(|ring| !ring.is_empty()) {
        let mut numbers = numbers(ring);
        let Some((x0, y0)) = numbers.next().zip(numbers.next()) else { continue };
        let (mut x, mut y) = (0, 0);
        // Twice the area and six times the moments, counted from the first point, where the last
        // edge, which leads back there, adds nothing.
        let (mut area, mut across, mut down) = (0, 0, 0);
        while let Some((dx, dy)) = numbers.next().zip(numbers.next()) {
            let cross = x * dy - y * dx;
            area += cross;
            across += (2 * x + dx) * cross;
            down += (2 * y + dy) * cross;
            (x, y) = (x + dx, y + dy);
        }
        if area.abs() > largest.0 {
            let middle = [x0 + across / (3 * area), y0 + down / (3 * area)];
            largest = (area.abs(), middle.map(|edge| i32::try_from(edge).unwrap_or_default()));
        }
    }
    largest.1
}

/// The numbers of a path, which a sign parts as well as a space does: `8395 6251l30-77-2-31`.
fn numbers(path: &str) -> impl Iterator<Item = i64> {
    let ends = |(at, c): (usize, char)| (at > 0 && !c.is_ascii_digit()).then_some(at);
    let ends: Vec<usize> = path.char_indices().filter_map(ends).chain([path.len()]).collect();
    let starts: Vec<usize> = [0].into_iter().chain(ends.iter().copied()).collect();
    let parts = starts.into_iter().zip(ends).filter_map(move |(start, end)| {
        path.get(start..end)?.trim_start_matches([' ', 'l', 'z']).parse().ok()
    });
    parts.collect::<Vec<i64>>().into_iter()
}

fn meets(contour: &Contour, [left, top, right, bottom]: [i32; 4]) -> bool {
    let [l, t, r, b] = contour.bounds;
    l < right && r > left && t < bottom && b > top
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_department_is_written_in_its_middle() {
        let square =
            Contour { code: "00", bounds: [10, 10, 30, 30], path: "M10 10l20 0 0 20-20 0z" };
        assert_eq!(middle(&square), [20, 20]);
        // An L and an island: the middle of the bounds would be beside both.
        let path = "M0 0l10 0 0 90 90 0 0 10-100 0zM80 10l4 0 0 4-4 0z";
        let bent = Contour { code: "00", bounds: [0, 0, 100, 100], path };
        assert_eq!(middle(&bent), [28, 71]);
        assert_eq!(
            numbers("8395 6251l30-77-2-31z").collect::<Vec<_>>(),
            [8395, 6251, 30, -77, -2, -31]
        );
    }
}
