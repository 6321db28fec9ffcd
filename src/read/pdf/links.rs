//! Link annotations: where on a page a link lies and where it leads.

use crate::model::document::{Line, Link, Rect};
use crate::read::pdf::geometry::Matrix;
use crate::read::pdf::interpret::MAX_ANNOTATIONS;
use crate::read::pdf::source::{Object, PageEntry, Source, as_dict};
use crate::read::pdf::text_string::text_string;

/// Links of one page.
const MAX_LINKS: usize = 2_000;

/// A link on the displayed page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LinkArea {
    bbox: Rect,
    target: String,
}

/// The links of a page that lead out of the document; a limit that is reached is added.
pub(super) fn areas(source: &Source, page: &PageEntry, limits: &mut Vec<String>) -> Vec<LinkArea> {
    let (display, _) = Matrix::display(page.crop, page.rotate);
    let annotations = source.array(page.dict, b"Annots").unwrap_or_default();
    let mut areas: Vec<LinkArea> = annotations
        .iter()
        .take(MAX_ANNOTATIONS)
        .filter_map(|annotation| {
            let dict = as_dict(source.resolve(annotation))?;
            if source.name(dict, b"Subtype") != Some(b"Link") {
                return None;
            }
            let Object::String(target, _) = source.get(source.dict(dict, b"A")?, b"URI")? else {
                return None;
            };
            let [x0, y0, x1, y1] = source.numbers(dict, b"Rect")?;
            let bbox = display.apply_rect(x0, y0, x1, y1);
            Some(LinkArea { bbox, target: text_string(target) })
        })
        .take(MAX_LINKS + 1)
        .collect();
    if areas.len() > MAX_LINKS {
        areas.truncate(MAX_LINKS);
        limits.push(format!("{MAX_LINKS} links on one page"));
    }
    areas
}

/// The links of a line, given the left and right edge of each of its characters.
pub(super) fn within(areas: &[LinkArea], bbox: &Rect, edges: &[(f32, f32)]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for area in areas {
        let middle = bbox.middle();
        if !(area.bbox.y0..=area.bbox.y1).contains(&middle) {
            continue;
        }
        let inside =
            |(x0, x1): &(f32, f32)| (area.bbox.x0..=area.bbox.x1).contains(&((x0 + x1) / 2.0));
        let Some(start) = edges.iter().position(inside) else { continue };
        let end = edges.iter().rposition(inside).map_or(start, |last| last + 1);
        let link = Link { start, end, target: area.target.clone() };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links.sort_by_key(|link| (link.start, link.end));
    links
}

/// Takes white space off both ends of the links of a line.
pub(super) fn trim(line: &mut Line) {
    if line.links.is_empty() {
        return;
    }
    let chars: Vec<char> = line.text.chars().collect();
    let is_space = |at: usize| chars.get(at).is_none_or(|c| c.is_whitespace());
    for link in &mut line.links {
        while link.start < link.end && is_space(link.start) {
            link.start += 1;
        }
        while link.end > link.start && is_space(link.end - 1) {
            link.end -= 1;
        }
    }
    line.links.retain(|link| link.start < link.end);
}
