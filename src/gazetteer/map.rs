//! Departments and contours: what a map of the register is drawn with.
//!
//! Contours are in one plane, Lambert-93 in units of 100 m, rightwards and downwards, as the data of
//! an SVG path. Metropolitan departments have one, and the communes of some regions.

use std::collections::BTreeMap;
use std::sync::OnceLock;

const DEPARTMENTS: &str = include_str!("../../data/departments.tsv");
const OF_DEPARTMENTS: &str = include_str!("../../data/contours-departments.tsv");
const OF_COMMUNES: &str = include_str!("../../data/contours-communes.tsv");

/// The contour of a department or a commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contour {
    /// INSEE code: two or three characters of a department, five of a commune.
    pub code: &'static str,
    /// Left, top, right and bottom of what it covers.
    pub bounds: [i32; 4],
    /// The `d` of an SVG path, rings being filled by the even-odd rule.
    pub path: &'static str,
}

/// Codes and names of all departments, in the order of the official list.
pub fn departments() -> impl Iterator<Item = (&'static str, &'static str)> {
    DEPARTMENTS.lines().skip(1).filter_map(|line| line.split_once('\t'))
}

/// The name of a department.
pub fn department_name(code: &str) -> Option<&'static str> {
    static NAMES: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    NAMES.get_or_init(|| departments().collect()).get(code).copied()
}

/// Every contour that there is, sorted by code: departments first, then communes.
pub fn contours() -> &'static [Contour] {
    static CONTOURS: OnceLock<Vec<Contour>> = OnceLock::new();
    CONTOURS.get_or_init(|| {
        let lines = OF_DEPARTMENTS.lines().skip(1).chain(OF_COMMUNES.lines().skip(1));
        let mut contours: Vec<Contour> = lines.filter_map(parse).collect();
        contours.sort_by_key(order);
        contours
    })
}

/// The contour of the department or commune with this INSEE code.
pub fn contour(code: &str) -> Option<&'static Contour> {
    let contours = contours();
    let place = contours.binary_search_by(|one| order(one).cmp(&(code.len() == 5, code)));
    contours.get(place.ok()?)
}

fn order(contour: &Contour) -> (bool, &'static str) {
    (contour.code.len() == 5, contour.code)
}

fn parse(line: &'static str) -> Option<Contour> {
    let mut cells = line.split('\t');
    let code = cells.next()?;
    let mut edge = || cells.next()?.parse().ok();
    let bounds = [edge()?, edge()?, edge()?, edge()?];
    Some(Contour { code, bounds, path: cells.next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_contour() {
        let lines = OF_DEPARTMENTS.lines().count() + OF_COMMUNES.lines().count() - 2;
        assert_eq!(contours().len(), lines);
        assert!(contours().iter().all(|one| contour(one.code) == Some(one)));
        assert_eq!(contour("00"), None);
    }

    #[test]
    fn a_commune_lies_in_its_department() {
        let [outer, inner] = ["44", "44013"].map(|code| contour(code).unwrap().bounds);
        assert!(outer[0] < inner[0] && outer[1] < inner[1]);
        assert!(outer[2] > inner[2] && outer[3] > inner[3]);
        assert_eq!(department_name("44"), Some("Loire-Atlantique"));
        assert_eq!(department_name("4"), None);
    }
}
