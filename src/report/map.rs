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
        let [left, top, right, bottom] = contour.bounds;
        let at = [(left + right) / 2, (top + bottom) / 2];
        let width = right - left;
        Self { code: contour.code, path: contour.path, class, title, at, width }
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
        Shape::of(contour, format!("l{shade}"), speech.tell("map.department", &said))
    };
    Some(Map {
        view: [bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1]],
        letters: ((bounds[2] - bounds[0]).max(bounds[3] - bounds[1]) / 34).max(1),
        departments: departments.map(department).collect(),
        communes: communes(lines, speech),
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

fn meets(contour: &Contour, [left, top, right, bottom]: [i32; 4]) -> bool {
    let [l, t, r, b] = contour.bounds;
    l < right && r > left && t < bottom && b > top
}
