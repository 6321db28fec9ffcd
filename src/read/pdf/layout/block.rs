//! Segments to blocks: the lines of one paragraph, item, heading or label.

use crate::model::document::{Cell, Rect};
use crate::read::pdf::layout::fact::{
    Rows, begins_label, bold_label, is_label_alone, is_open, is_run, label, value_x,
};
use crate::read::pdf::layout::frame::Surface;
use crate::read::pdf::layout::segment::Segment;

/// The distance of two baselines of one paragraph is at most this many em.
const LEADING: f32 = 1.52;
/// The same where the structure tree says that the lines are one paragraph.
const LEADING_STATED: f32 = 2.4;
/// Airy pages have a usual leading up to this.
const LEADING_USUAL: f32 = 1.95;
/// The left edges of one paragraph agree within this many em.
const EDGE: f32 = 0.55;
/// The first line of a paragraph may be indented by this many em.
const FIRST_LINE: f32 = 3.0;
/// The lines of an item may stand this many em right of its first word.
const HANGING: f32 = 1.0;
/// Sizes within one paragraph differ by at most this ratio.
const SIZE: f32 = 1.06;

/// Lines that belong together.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub(super) segments: Vec<Segment>,
    pub(super) bbox: Rect,
    pub(super) paint: usize,
    pub(super) frame: Option<usize>,
    pub(super) heading: Option<u8>,
}

impl Block {
    fn new(segments: Vec<Segment>) -> Self {
        let bbox = segments.iter().map(|s| s.tight).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let first = segments.first();
        Self {
            bbox,
            paint: segments.iter().map(|segment| segment.paint).min().unwrap_or_default(),
            frame: first.and_then(|segment| segment.frame),
            heading: first.and_then(|segment| segment.place?.heading),
            segments,
        }
    }

    /// Short, bold throughout and no list item; or nothing but "Population :".
    pub(super) fn is_label(&self) -> bool {
        self.is_colon_label()
            || self.segments.len() <= 3
                && self.segments.iter().all(|s| s.bold && s.marker.is_none() && s.edges.len() < 60)
    }

    /// Nothing but "Population :".
    pub(super) fn is_colon_label(&self) -> bool {
        matches!(self.segments.as_slice(), [alone] if is_label_alone(&alone.text))
    }

    /// The table cell that it stands in.
    pub(super) fn cell(&self) -> Option<Cell> {
        self.segments.first()?.cell
    }

    /// Place of its first line in the structure tree.
    pub(super) fn sequence(&self) -> Option<u32> {
        self.segments.iter().filter_map(|segment| segment.place).map(|place| place.sequence).min()
    }

    /// Running heads stand before the content of a page, running feet behind it.
    pub(super) fn running_rank(&self, middle: f32) -> u8 {
        match self.segments.first() {
            Some(first) if first.running && self.bbox.middle() < middle => 0,
            Some(first) if first.running => 2,
            _ => 1,
        }
    }

    /// The font size of its first line.
    pub(super) fn size(&self) -> f32 {
        self.segments.first().map_or(10.0, |segment| segment.size)
    }
}

/// Joins the segments of a page to blocks, in paint order of their first lines.
pub(super) fn blocks(segments: Vec<Segment>, surface: &Surface) -> Vec<Block> {
    let usual = usual_leading(&segments);
    let mut order: Vec<usize> = (0..segments.len()).collect();
    let at = |index: usize| segments.get(index);
    order.sort_by(|a, b| {
        let key = |index: usize| at(index).map_or((0, 0.0), |s| (s.angle, s.base));
        let ((angle_a, base_a), (angle_b, base_b)) = (key(*a), key(*b));
        angle_a.cmp(&angle_b).then(base_a.total_cmp(&base_b)).then(a.cmp(b))
    });
    let rows = Rows::of(&segments, &order);
    // The chain that each segment ends, so that a line can look at the whole block above it.
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for &index in &order {
        let Some(here) = at(index) else { continue };
        let reach = LEADING_STATED * 2.0 * here.size;
        open.retain(|chain| {
            let last = chains.get(*chain).and_then(|chain| at(*chain.last()?));
            last.is_some_and(|last| {
                last.angle == here.angle
                    && here.base - last.base <= reach.max(LEADING_STATED * last.size)
            })
        });
        let above = open
            .iter()
            .copied()
            .filter(|chain| {
                let lines = chains.get(*chain).map(Vec::as_slice).unwrap_or_default();
                let last = lines.last();
                last.is_some_and(|last| rows.join(*last, index))
                    || !last.is_some_and(|last| rows.part(*last, index))
                        && goes_on(lines, here, &segments, usual, surface)
            })
            .min_by(|a, b| {
                let base = |chain: usize| {
                    chains.get(chain).and_then(|chain| at(*chain.last()?)).map_or(0.0, |s| s.base)
                };
                base(*b).total_cmp(&base(*a))
            });
        match above.and_then(|chain| chains.get_mut(chain)) {
            Some(chain) => chain.push(index),
            None => {
                open.push(chains.len());
                chains.push(vec![index]);
            }
        }
    }
    let mut blocks: Vec<Block> = chains
        .into_iter()
        .map(|chain| Block::new(chain.iter().filter_map(|index| at(*index).cloned()).collect()))
        .collect();
    blocks.sort_by_key(|block| block.paint);
    blocks
}

/// `here` is the next line of the block whose lines so far are `chain`.
fn goes_on(
    chain: &[usize],
    here: &Segment,
    segments: &[Segment],
    usual: f32,
    surface: &Surface,
) -> bool {
    let lines: Vec<&Segment> = chain.iter().filter_map(|index| segments.get(*index)).collect();
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
    let stated = match (last.place, here.place) {
        (Some(a), Some(b)) if a.block == b.block => a.paragraph.then_some(true),
        (Some(_), Some(_)) => Some(false),
        _ => None,
    };
    let size = last.size.max(here.size);
    let leading = (here.base - last.base) / size;
    let limit = if stated == Some(true) { LEADING_STATED } else { LEADING.max(usual) };
    if stated == Some(false)
        || here.marker.is_some()
        || last.frame != here.frame
        || last.cell != here.cell
        || last.invisible != here.invisible
        || size / last.size.min(here.size) > SIZE
        || !(0.5..=limit).contains(&leading)
    {
        return false;
    }
    if let [.., before, _] = lines.as_slice() {
        // Once two lines show the leading, a larger step is a new paragraph.
        let shown = last.base - before.base;
        if here.base - last.base > shown + 0.25 * size && stated != Some(true) {
            return false;
        }
    }
    in_style(&lines, here, stated)
        && aligned(&lines, first, last, here)
        && !surface.separates_rows(
            here.level.x0,
            here.level.x1.min(last.level.x1),
            last.base + 0.1 * size,
            here.base - 0.7 * size,
        )
}

/// The look lets `here` go on, and it does not begin a fact of its own.
fn in_style(lines: &[&Segment], here: &Segment, stated: Option<bool>) -> bool {
    let all_bold = lines.iter().all(|line| line.bold);
    // Below the text of an item, and not below its bullet, only the item itself goes on.
    let hanging = lines.first().is_some_and(|first| {
        first.marker.is_some_and(|length| length > 0)
            && (here.level.x0 - first.text_x).abs() < 0.3 * here.size
            && first.text_x - first.level.x0 > 0.5 * here.size
    });
    if stated != Some(true) && !hanging {
        if all_bold && !here.some_bold {
            return false;
        }
        if here.bold && !lines.iter().any(|line| line.some_bold) && has_letters(here) {
            return false;
        }
    }
    // "Population : …" in bold below another fact, without a gap between the two.
    let begins_fact = bold_label(here) && !all_bold;
    // The same without bold: only if the block above begins so as well.
    let also_fact = label(&here.text) && lines.first().is_some_and(|line| label(&line.text));
    let run = || lines.iter().any(|line| is_run(&line.text));
    let open = || lines.last().is_some_and(|last| is_open(&last.text));
    !begins_fact && !also_fact || run() && (open() || !begins_label(&here.text))
}

fn has_letters(segment: &Segment) -> bool {
    segment.text.chars().any(char::is_alphanumeric)
}

/// `here` stands where the next line of the block belongs.
fn aligned(lines: &[&Segment], first: &Segment, last: &Segment, here: &Segment) -> bool {
    let size = last.size.max(here.size);
    let (a, b) = (last.level, here.level);
    if a.x1.min(b.x1) - a.x0.max(b.x0) <= 0.0 {
        return false;
    }
    let near = |x: f32, y: f32| (x - y).abs() <= EDGE * size;
    let left = if lines.len() == 1 {
        let hanging = near(b.x0, first.text_x)
            || first.marker.is_some()
                && (first.text_x..first.text_x + HANGING * size).contains(&b.x0);
        let flush = near(b.x0, a.x0);
        // Below the value and not below its label: "Présidence : A MARTIN, B", "MOREL".
        let below_value = value_x(first).is_some_and(|x| near(b.x0, x));
        let indented = first.marker.is_none() && (0.0..FIRST_LINE * size).contains(&(a.x0 - b.x0));
        // A drawn or hanging number that is no marker: "1 Participer …" with its text indented.
        hanging || flush || below_value || indented && a.x1 > b.x0 + 8.0 * size
    } else {
        near(b.x0, a.x0)
    };
    let centred = near((a.x0 + a.x1) / 2.0, (b.x0 + b.x1) / 2.0);
    let right = near(a.x1, b.x1);
    left || centred || right && first.marker.is_none()
}

/// The most frequent leading of the page in em, if it is an airy one; else 0.
fn usual_leading(segments: &[Segment]) -> f32 {
    let mut steps: Vec<f32> = Vec::new();
    for pair in segments.windows(2) {
        let [a, b] = pair else { continue };
        let leading = (b.base - a.base) / a.size;
        let same_edge = (a.text_x - b.level.x0).abs() < EDGE * a.size;
        let alike = (a.size - b.size).abs() < 0.02 * a.size && a.bold == b.bold;
        // Only steps within running text: lines that are long, and followed by one as long. A list
        // of items of one line each shows how far items are apart, and nothing of their lines.
        let within = a.level.width() > 12.0 * a.size && b.marker.is_none();
        if same_edge && alike && within && (1.0..LEADING_USUAL).contains(&leading) {
            steps.push((leading * 20.0).round() / 20.0);
        }
    }
    steps.sort_by(f32::total_cmp);
    let mut best = (0, 0.0);
    for run in steps.chunk_by(|a, b| (a - b).abs() < 0.01) {
        if let Some(step) = run.first()
            && run.len() > best.0
        {
            best = (run.len(), *step);
        }
    }
    let (count, step) = best;
    if count >= 8 && count * 2 > steps.len() && step > LEADING - 0.1 { step + 0.06 } else { 0.0 }
}
