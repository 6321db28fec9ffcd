//! The page tree: the pages in order, each with what it inherits. `/Type` is not trusted.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dict, Object, ObjectId, Source, as_dict};

/// Pages beyond this number are not read.
pub(in crate::read::pdf) const MAX_PAGES: usize = 10_000;
/// Levels of the page tree.
pub(super) const MAX_TREE_DEPTH: usize = 64;
/// The corners of a page are at most this far from the origin, in points: ten times the largest
/// page that PDF 1.7 has room for.
const MAX_EDGE: f32 = 144_000.0;
/// The box of a page that has none.
const A4: [f32; 4] = [0.0, 0.0, 595.0, 842.0];

/// A page with what it inherits from the tree above it.
pub(in crate::read::pdf) struct PageEntry<'a> {
    pub(in crate::read::pdf) id: Option<ObjectId>,
    pub(in crate::read::pdf) dict: &'a Dict,
    pub(in crate::read::pdf) resources: Option<&'a Dict>,
    /// The visible part in user space: `[x0, y0, x1, y1]`.
    pub(in crate::read::pdf) crop: [f32; 4],
    /// Clockwise, 0, 90, 180 or 270.
    pub(in crate::read::pdf) rotate: i64,
    /// No box of it can be: it is taken to be A4.
    pub(in crate::read::pdf) without_box: bool,
}

/// What the tree hands down to its pages.
#[derive(Clone, Copy, Default)]
struct Inherited<'a> {
    resources: Option<&'a Dict>,
    media: Option<[f32; 4]>,
    crop: Option<[f32; 4]>,
    rotate: i64,
}

impl Source<'_> {
    /// The pages in order, one more than [`MAX_PAGES`] if there are that many. Where the tree has
    /// none, every `/Type /Page` of the file.
    pub(in crate::read::pdf) fn pages(&self) -> Vec<PageEntry<'_>> {
        let pages = self.tree_pages();
        if !pages.is_empty() {
            return pages;
        }
        // Without a tree nobody knows what is missing.
        self.missing.set(0);
        self.loose_pages()
    }

    pub(super) fn tree_pages(&self) -> Vec<PageEntry<'_>> {
        let mut pages = Vec::new();
        self.missing.set(0);
        if let Some(root) = self.catalog().and_then(|catalog| catalog.get(b"Pages").ok()) {
            let mut seen = BTreeSet::new();
            self.walk(root, Inherited::default(), &mut seen, 0, &mut pages);
        }
        pages
    }

    pub(super) fn loose_pages(&self) -> Vec<PageEntry<'_>> {
        let dicts = self.loaded_objects().filter_map(|(id, object)| match object {
            Object::Dictionary(dict) if dict.has_type(b"Page") => Some((id, dict)),
            _ => None,
        });
        let mut known = BTreeMap::new();
        dicts
            .take(MAX_PAGES + 1)
            .map(|(id, dict)| {
                let above = self.above(dict, &mut known);
                self.page(Some(id), dict, self.inherit(dict, above))
            })
            .collect()
    }

    /// What the nodes hand down that a page without a tree says it belongs to; `known` has what the
    /// nodes that were asked before hand down, by their places in memory.
    fn above<'a>(
        &'a self,
        page: &'a Dict,
        known: &mut BTreeMap<usize, Inherited<'a>>,
    ) -> Inherited<'a> {
        let mut nodes = Vec::new();
        let mut above = Inherited::default();
        let mut node = page;
        while let Some(parent) = self.dict(node, b"Parent").filter(|_| nodes.len() < MAX_TREE_DEPTH)
        {
            let place = std::ptr::from_ref(parent).addr();
            // A node above itself hands down nothing more.
            if let Some(found) = known.insert(place, Inherited::default()) {
                known.insert(place, found);
                above = found;
                break;
            }
            nodes.push((place, parent));
            node = parent;
        }
        for (place, node) in nodes.into_iter().rev() {
            above = self.inherit(node, above);
            known.insert(place, above);
        }
        above
    }

    /// A node with `/Kids` is a node, all else a page: `/Type` is wrong too often.
    fn walk<'a>(
        &'a self,
        node: &'a Object,
        above: Inherited<'a>,
        seen: &mut BTreeSet<ObjectId>,
        depth: usize,
        pages: &mut Vec<PageEntry<'a>>,
    ) {
        let id = node.as_reference().ok();
        if depth > MAX_TREE_DEPTH {
            return self.too_deep.set(true);
        }
        if pages.len() > MAX_PAGES {
            return;
        }
        let Some(dict) = as_dict(self.resolve(node)) else {
            return self.missing.set(self.missing.get() + 1);
        };
        let inherited = self.inherit(dict, above);
        match self.array(dict, b"Kids") {
            // A page may stand in the tree twice, and is then two pages.
            Some(_) if id.is_some_and(|id| !seen.insert(id)) => {}
            Some(kids) => {
                for kid in kids {
                    self.walk(kid, inherited, seen, depth + 1, pages);
                }
            }
            // A node that lost its kids.
            None if dict.has_type(b"Pages") && !dict.has(b"Contents") => {}
            None => pages.push(self.page(id, dict, inherited)),
        }
    }

    fn inherit<'a>(&'a self, dict: &'a Dict, above: Inherited<'a>) -> Inherited<'a> {
        let rotate = self.number(dict, b"Rotate").map_or(above.rotate, |turn| turn as i64);
        Inherited {
            resources: self.dict(dict, b"Resources").or(above.resources),
            media: self.numbers(dict, b"MediaBox").or(above.media),
            crop: self.numbers(dict, b"CropBox").or(above.crop),
            rotate,
        }
    }

    fn page<'a>(
        &'a self,
        id: Option<ObjectId>,
        dict: &'a Dict,
        inherited: Inherited<'a>,
    ) -> PageEntry<'a> {
        let usable = |corners: Option<[f32; 4]>| corners.map(ordered).filter(is_page);
        let (media, crop) = (usable(inherited.media), usable(inherited.crop));
        let common = media.zip(crop).map(|(media, crop)| {
            let [x0, y0, x1, y1] = media;
            [crop[0].max(x0), crop[1].max(y0), crop[2].min(x1), crop[3].min(y1)]
        });
        let visible = common.filter(is_page).or(media).or(crop);
        let rotate = (inherited.rotate.rem_euclid(360) / 90) * 90;
        PageEntry {
            id,
            dict,
            resources: inherited.resources,
            crop: visible.unwrap_or(A4),
            rotate,
            // One that states no box at all is merely brief.
            without_box: visible.is_none() && (inherited.media.or(inherited.crop)).is_some(),
        }
    }

    /// A dictionary as a page without a tree: what the fuzz targets read without a file.
    #[cfg(any(fuzzing, test))]
    pub(in crate::read::pdf) fn page_of<'a>(&'a self, dict: &'a Dict) -> PageEntry<'a> {
        self.page(None, dict, self.inherit(dict, Inherited::default()))
    }
}

fn ordered(corners: [f32; 4]) -> [f32; 4] {
    let [a, b, c, d] = corners;
    [a.min(c), b.min(d), a.max(c), b.max(d)]
}

/// A box that has an area and that a page can have: far from the origin, places have no fractions.
fn is_page(corners: &[f32; 4]) -> bool {
    let [x0, y0, x1, y1] = corners;
    x1 - x0 >= 1.0 && y1 - y0 >= 1.0 && corners.iter().all(|edge| edge.abs() <= MAX_EDGE)
}
