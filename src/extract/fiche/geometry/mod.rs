//! Which list belongs to which label, by where they stand on the page.
//!
//! Reading order is not asked: a slide may paint all labels first. A frame that holds one label
//! holds its list. Else the lists stand at one [`Side`] of their labels, the same on all pages of
//! a document: beside them, where the items are parted so that each label is level with its list
//! (vertically centred, or at its top), or below or above them, where the nearest label of the
//! column counts. Items of a page without any label, or before the first one, go on from the page
//! before.

mod beside;
mod frames;
mod partition;
mod stacked;
#[cfg(test)]
mod tests;

use partition::Level;

use crate::model::document::Rect;

/// What stands on one page of a fiche.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The labels.
    pub labels: Vec<Rect>,
    /// The items.
    pub items: Vec<Rect>,
    /// The ruled or filled boxes.
    pub frames: Vec<Rect>,
    /// A page before has a list that can go on here.
    pub continues: bool,
}

/// How far a thing may stick out of a frame or into its neighbour, in points.
const SLACK: f32 = 3.0;

/// Where the lists stand, seen from their labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Right,
    Above,
    Left,
}

impl Side {
    /// What is told apart, the usual first: of two that explain a page as well, it is the first.
    const ALL: [Self; 4] = [Self::Below, Self::Right, Self::Above, Self::Left];

    /// A page turned over so that the lists stand below their labels or at their right.
    fn seen(self, page: &Page) -> Page {
        let turn = |rect: &Rect| match self {
            Self::Below | Self::Right => *rect,
            Self::Above => Rect { y0: -rect.y1, y1: -rect.y0, ..*rect },
            Self::Left => Rect { x0: -rect.x1, x1: -rect.x0, ..*rect },
        };
        let all = |rects: &[Rect]| rects.iter().map(turn).collect();
        Page {
            labels: all(&page.labels),
            items: all(&page.items),
            frames: all(&page.frames),
            continues: page.continues,
        }
    }

    /// How many labels of a page have a list at this side.
    fn support(self, page: &Page) -> usize {
        let seen = self.seen(page);
        match self {
            Self::Below | Self::Above => stacked::support(&seen),
            Self::Right | Self::Left => beside::support(&seen),
        }
    }
}

/// How a document sets its labels and lists, learned over its pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrangement {
    side: Side,
    /// How labels are level with lists beside them, where some page shows it.
    level: Option<Level>,
    /// Where columns begin on all pages, seen from the side.
    gutters: Vec<f32>,
}

/// Learns how like pages set their labels and lists.
pub fn learn(pages: &[Page]) -> Arrangement {
    let pages: Vec<Page> = pages.iter().map(|page| Framed::of(page).rest).collect();
    let side = side(&pages);
    let shows = |page: &&Page| side.support(page) > 0;
    let pages: Vec<Page> = pages.iter().filter(shows).map(|page| side.seen(page)).collect();
    let beside = matches!(side, Side::Right | Side::Left);
    let level = if beside { beside::level(&pages) } else { None };
    Arrangement { side, level, gutters: stacked::gutters(&pages) }
}

/// The side that most labels speak for.
fn side(pages: &[Page]) -> Side {
    let support = |side: Side| pages.iter().map(|page| side.support(page)).sum::<usize>();
    let found = Side::ALL.map(|side| (support(side), side));
    let below = found.first().map_or(0, |(found, _)| *found);
    let mut best = (0, Side::Below);
    for (found, side) in found {
        // Every label but the first of a column has the list before it above.
        let explains = side != Side::Above || orphans(pages, side) < orphans(pages, Side::Below);
        // Every label but the last of a column has the list behind it below.
        let instead = side == Side::Above && best == (below, Side::Below);
        let instead = instead && 2 * found >= below && nearer_above(pages);
        if explains && found > 0 && (found > best.0 || instead) {
            best = (found, side);
        }
    }
    best.1
}

/// True if most labels that have a list above and one below them are nearer to the one above.
fn nearer_above(pages: &[Page]) -> bool {
    let gaps = |side: Side, page: &Page| stacked::gaps(&side.seen(page));
    let (mut all, mut above) = (0, 0);
    for page in pages {
        for pair in gaps(Side::Below, page).into_iter().zip(gaps(Side::Above, page)) {
            if let (Some(to_below), Some(to_above)) = pair {
                all += 1;
                above += usize::from(to_above < to_below);
            }
        }
    }
    2 * above > all
}

/// How many items have no label above them in their column, or below them.
fn orphans(pages: &[Page], side: Side) -> usize {
    let bare = |page: &Page| {
        let seen = side.seen(page);
        let gutters = stacked::gutters([&seen]);
        stacked::part(&seen, &gutters).iter().filter(|label| label.is_none()).count()
    };
    pages.iter().filter(|page| !page.labels.is_empty()).map(bare).sum()
}

/// For each item of the page its label; `None` where it goes on from the page before.
///
/// `learned` is how the document sets its labels; without it the page speaks for itself.
pub fn assign(page: &Page, learned: Option<&Arrangement>) -> Vec<Option<usize>> {
    let Framed { mut assignment, labels, items, rest } = Framed::of(page);
    if rest.labels.is_empty() || items.is_empty() {
        return assignment;
    }
    let own = side(std::slice::from_ref(&rest));
    let all = rest.labels.len();
    // A page that shows nothing of what the others do, but something else, is another kind of page.
    let known = learned.filter(|known| known.side.support(&rest) > 0 || own.support(&rest) < all);
    let side = known.map_or(own, |known| known.side);
    let seen = side.seen(&rest);
    let parted = match side {
        Side::Below | Side::Above => {
            let known = known.map(|known| known.gutters.as_slice()).unwrap_or_default();
            let own = stacked::gutters([&seen]);
            let gutters = if known.is_empty() { &own } else { known };
            let mut parted = stacked::part(&seen, gutters);
            if side == Side::Below {
                stacked::flow(&seen, gutters, &mut parted);
            }
            parted
        }
        Side::Right | Side::Left => beside::part(&seen, known.and_then(|known| known.level)),
    };
    for (item, label) in items.into_iter().zip(parted) {
        if let Some(slot) = assignment.get_mut(item) {
            *slot = label.and_then(|label| labels.get(label).copied());
        }
    }
    assignment
}

/// A page whose frames have been heard.
struct Framed {
    /// What the frames settled.
    assignment: Vec<Option<usize>>,
    /// The labels that are left.
    labels: Vec<usize>,
    /// The items that are left.
    items: Vec<usize>,
    /// What is left, as a page without frames.
    rest: Page,
}

impl Framed {
    fn of(page: &Page) -> Self {
        let mut assignment = vec![None; page.items.len()];
        let settled = if page.labels.is_empty() {
            vec![false; page.items.len()]
        } else {
            frames::settle(page, &mut assignment)
        };
        let items: Vec<usize> = (0..page.items.len())
            .filter(|&item| settled.get(item).is_some_and(|settled| !settled))
            .collect();
        // A label that a frame gave its list takes no more.
        let mut labels: Vec<usize> =
            (0..page.labels.len()).filter(|label| !assignment.contains(&Some(*label))).collect();
        if labels.is_empty() {
            labels.extend(0..page.labels.len());
        }
        let rest = Page {
            labels: labels.iter().filter_map(|&label| page.labels.get(label).copied()).collect(),
            items: items.iter().filter_map(|&item| page.items.get(item).copied()).collect(),
            frames: Vec::new(),
            continues: page.continues,
        };
        Self { assignment, labels, items, rest }
    }
}
