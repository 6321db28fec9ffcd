//! Lists: printed bullets, drawn bullets, numbers that count up, and how deep items are nested.

use crate::model::document::Rect;
use crate::read::pdf::content::Content;
use crate::read::pdf::layout::block::Block;
use crate::read::pdf::layout::frame::Surface;
use crate::read::pdf::layout::segment::Segment;

/// A lone bullet stands at most this many em left of its text.
const BULLET_GAP: f32 = 4.0;
/// A drawn bullet stands at most this many em left of its text.
const DRAWN_GAP: f32 = 2.0;
/// With more small shapes or lines than this on a page none of them is taken for a bullet.
const MAX_SPOTS: usize = 3_000;
/// Numbers compared with each other.
const MAX_NUMBERS: usize = 1_000;
/// Items of one depth stand at one edge, give or take this many em.
const EDGE: f32 = 0.6;

/// A character that serves as a bullet wherever it begins a line: dots, arrows, geometric shapes,
/// ticks and other dingbats (but no telephones and envelopes), and what a symbol font's own codes
/// leave behind.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '‣'
            | '⁃'
            | '∙'
            | '·'
            | '¬'
            | '»'
            | '★'
            | '☆'
            | '☐'..='☒'
            | '♦'
            | '\u{2190}'..='\u{21FF}'
            | '\u{25A0}'..='\u{25FF}'
            | '\u{2713}'..='\u{27BF}'
            | '\u{2900}'..='\u{297F}'
            | '\u{2B00}'..='\u{2BFF}'
            | '\u{E000}'..='\u{F8FF}'
    )
}

/// A character that is a bullet only before white space.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−' | '*' | 'o' | '§' | '›' | '>' | '+')
}

/// Finds the list items of a page; a lone bullet becomes part of the line that it belongs to.
pub(super) fn mark(segments: &mut Vec<Segment>, content: &Content, surface: &Surface) {
    attach_bullets(segments);
    for segment in segments.iter_mut() {
        if let Some(length) = bullet_length(&segment.text) {
            set_marker(segment, length);
        }
    }
    unmark_dashes(segments);
    mark_numbers(segments);
    mark_drawn(segments, content, surface);
}

/// A dash that begins a line inside brackets is no bullet: "• Protocoles (IPA - AM", "- MSU)".
fn unmark_dashes(segments: &mut [Segment]) {
    let dashed: Vec<usize> = segments
        .iter()
        .enumerate()
        .filter(|(_, segment)| segment.marker.is_some() && segment.text.starts_with(is_dash))
        .map(|(index, _)| index)
        .take(MAX_NUMBERS)
        .collect();
    for index in dashed {
        let Some(below) = segments.get(index) else { continue };
        let above = segments.iter().filter(|above| {
            let step = below.base - above.base;
            above.angle == below.angle
                && step > 0.5 * below.size
                && step < 1.8 * below.size
                && above.level.x0 < below.level.x1
                && above.level.x1 > below.level.x0
        });
        let nearest = above.max_by(|a, b| a.base.total_cmp(&b.base));
        if nearest.is_some_and(|above| open_brackets(&above.text) > 0)
            && open_brackets(&below.text) < 0
            && let Some(segment) = segments.get_mut(index)
        {
            segment.marker = None;
            segment.text_x = segment.level.x0;
        }
    }
}

/// How many brackets a text opens more than it closes.
fn open_brackets(text: &str) -> i32 {
    let side = |c| match c {
        '(' => 1,
        ')' => -1,
        _ => 0,
    };
    text.chars().map(side).sum()
}

fn set_marker(segment: &mut Segment, length: usize) {
    segment.marker = Some(length);
    segment.text_x = segment.edges.get(length).map_or(segment.level.x1, |edge| edge.0);
}

/// The length of a bullet and the white space after it.
fn bullet_length(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let body = rest.trim_start();
    let space = rest.chars().count() - body.chars().count();
    let next = body.chars().next()?;
    let counts = if is_bullet(first) {
        space > 0 || next.is_alphanumeric() && !matches!(first, '»' | '·')
    } else {
        // "- 44" is the rest of "CPTS X" on the line before, or a figure; not an item.
        is_dash(first)
            && space > 0
            && !(next.is_numeric() && (first == '+' || body.chars().count() <= 10))
            && (first != 'o' || next.is_uppercase() || space > 0 && body.chars().count() > 3)
    };
    counts.then_some(1 + space)
}

fn attach_bullets(segments: &mut Vec<Segment>) {
    let mut target: Vec<Option<usize>> = vec![None; segments.len()];
    if segments.len() > MAX_SPOTS {
        return;
    }
    for (index, bullet) in segments.iter().enumerate() {
        let mut chars = bullet.text.chars();
        let (Some(c), None) = (chars.next(), chars.next()) else { continue };
        if !is_bullet(c) && !is_dash(c) {
            continue;
        }
        let right = segments.iter().enumerate().filter(|(other, text)| {
            let gap = text.level.x0 - bullet.level.x1;
            *other != index
                && text.angle == bullet.angle
                && gap > -0.1 * text.size
                && gap < BULLET_GAP * text.size
                && (text.base - bullet.base).abs() < 0.4 * text.size
                && text.text.chars().count() > 1
        });
        let nearest = right.min_by(|(_, a), (_, b)| a.level.x0.total_cmp(&b.level.x0));
        if let Some(place) = target.get_mut(index) {
            *place = nearest.map(|(other, _)| other);
        }
    }
    let bullets: Vec<Option<Segment>> = segments
        .iter()
        .zip(&target)
        .map(|(segment, target)| target.map(|_| segment.clone()))
        .collect();
    for (bullet, target) in bullets.iter().zip(&target) {
        if let (Some(bullet), Some(segment)) =
            (bullet, target.and_then(|target| segments.get_mut(target)))
        {
            segment.prepend(bullet);
        }
    }
    let mut keep = target.iter().map(Option::is_none);
    segments.retain(|_| keep.next().unwrap_or(true));
}

/// The number that begins a text like `1. Title` or `2) Title`, and the marker's length.
fn number(text: &str) -> Option<(u32, usize)> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let mut rest = text.chars().skip(digits);
    if !(1..=2).contains(&digits) || !matches!(rest.next(), Some('.' | ')' | '°')) {
        return None;
    }
    let space = rest.clone().take_while(|c| c.is_whitespace()).count();
    rest.nth(space)?;
    let value = text.get(..digits)?.parse().ok()?;
    (space > 0).then_some((value, digits + 1 + space))
}

/// Numbers are markers where they count up, one below the other at one edge.
fn mark_numbers(segments: &mut [Segment]) {
    let mut found: Vec<(usize, u32, usize)> = segments
        .iter()
        .enumerate()
        .filter(|(_, segment)| segment.marker.is_none())
        .filter_map(|(index, segment)| {
            let (value, length) = number(&segment.text)?;
            Some((index, value, length))
        })
        .take(MAX_NUMBERS)
        .collect();
    let base = |index: usize| segments.get(index).map_or(0.0, |segment| segment.base);
    found.sort_by(|a, b| base(a.0).total_cmp(&base(b.0)));
    let follows = |a: &(usize, u32, usize), b: &(usize, u32, usize)| {
        let (Some(first), Some(second)) = (segments.get(a.0), segments.get(b.0)) else {
            return false;
        };
        b.1 == a.1 + 1
            && (first.level.x0 - second.level.x0).abs() < 1.0 * first.size
            && second.base > first.base
    };
    let counted: Vec<&(usize, u32, usize)> = found
        .iter()
        .filter(|item| found.iter().any(|other| follows(item, other) || follows(other, item)))
        .collect();
    // A list of one item stands where the longer ones do, or other lists of one.
    let alone = |item: &(usize, u32, usize)| {
        let stands_as = |other: &&(usize, u32, usize)| {
            segments.get(item.0).zip(segments.get(other.0)).is_some_and(|(one, other)| {
                (one.level.x0 - other.level.x0).abs() < 0.2 * one.size
                    && (one.size - other.size).abs() < 0.1
            })
        };
        let ones = found.iter().filter(|other| other.1 == 1 && other.0 != item.0);
        item.1 == 1 && counted.iter().copied().chain(ones).any(|other| stands_as(&other))
    };
    let is_listed = |item: &&(usize, u32, usize)| counted.contains(item) || alone(item);
    let listed: Vec<(usize, usize)> =
        found.iter().filter(is_listed).map(|(index, _, length)| (*index, *length)).collect();
    for (index, length) in listed {
        if let Some(segment) = segments.get_mut(index) {
            set_marker(segment, length);
        }
    }
}

/// Small painted shapes just left of a text, at the height of its letters.
fn mark_drawn(segments: &mut [Segment], content: &Content, surface: &Surface) {
    if surface.spots.len() > MAX_SPOTS || segments.len() > MAX_SPOTS {
        return;
    }
    let level = |rect: &Rect| rect.width().max(rect.height());
    for spot in &surface.spots {
        // A part of a picture or an icon is no bullet.
        let in_picture = surface.drawings.iter().any(|drawing| drawing.contains(spot, 1.0));
        if in_picture || spot.x1 <= 0.0 || spot.x0 >= content.size.0 {
            continue;
        }
        let nearest = segments
            .iter_mut()
            .filter(|segment| {
                let gap = segment.level.x0 - spot.x1;
                let middle = spot.middle();
                segment.angle == 0
                    && segment.marker.is_none()
                    && (0.05 * segment.size..DRAWN_GAP * segment.size).contains(&gap)
                    && (0.12 * segment.size..1.1 * segment.size).contains(&level(spot))
                    && (segment.base - 0.8 * segment.size..segment.base + 0.1 * segment.size)
                        .contains(&middle)
            })
            .min_by(|a, b| a.level.x0.total_cmp(&b.level.x0));
        if let Some(segment) = nearest {
            segment.marker = Some(0);
        }
    }
}

/// Sets how deep each item is nested: by the structure tree, else by the edges of the items that
/// follow one another.
pub(super) fn indent(blocks: &mut [Block]) {
    let mut edges: Vec<f32> = Vec::new();
    let mut column: Option<(Option<usize>, f32, f32)> = None;
    for block in blocks {
        let Some(first) = block.segments.first() else { continue };
        if first.marker.is_none() {
            edges.clear();
            column = None;
            continue;
        }
        let (x, size) = (first.text_x, first.size);
        let another_column = column.is_none_or(|(frame, base, right)| {
            frame != first.frame || first.base <= base || first.level.x0 > right
        });
        if another_column {
            edges.clear();
        }
        column = Some((first.frame, first.base, first.level.x1));
        while edges.last().is_some_and(|edge| x < edge - EDGE * size) {
            edges.pop();
        }
        if edges.last().is_none_or(|edge| x > edge + EDGE * size) {
            edges.push(x);
        }
        let depth = edges.len().saturating_sub(1).min(8) as u8;
        let stated = first.place.and_then(|place| place.item);
        let indent = stated.unwrap_or(depth);
        for segment in &mut block.segments {
            segment.indent = indent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_are_told_from_dashes_and_figures() {
        let cases = [
            ("• Dépistage", Some(2)),
            ("•Dépistage", Some(1)),
            ("- Dépistage", Some(2)),
            ("– 44 - 49", None),
            ("-44", None),
            ("+ 90 000 habitants", None),
            ("o Ateliers", Some(2)),
            ("ou bien", None),
            ("✓ fait", Some(2)),
            ("» dit-il", Some(2)),
            ("•", None),
        ];
        for (text, expected) in cases {
            assert_eq!(bullet_length(text), expected, "{text}");
        }
    }

    #[test]
    fn only_numbers_with_a_dot_and_a_text_are_markers() {
        assert_eq!(number("1. Accueil"), Some((1, 3)));
        assert_eq!(number("12) Accueil"), Some((12, 4)));
        assert_eq!(number("1.5 million"), None);
        assert_eq!(number("2026. Une"), None);
    }
}
