//! Chunks to segments: the text of each piece of a line, its words, its box and its look.

use crate::model::document::{Rect, Word};
use crate::read::draft::superscript_digit;
use crate::read::pdf::content::{Content, Glyph};
use crate::read::pdf::geometry::Matrix;
use crate::read::pdf::layout::chunk::{Chunk, LEVEL, chunks, without_doubles};
use crate::read::pdf::layout::frame::Surface;
use crate::read::pdf::layout::line::joined;
use crate::read::pdf::structure::{Place, Structure};

/// A gap beyond this many em parts two words.
const WORD: f32 = 0.15;
/// The same on a page that prints no spaces: TeX makes them so narrow where a line is full.
const WORD_BY_GAP: f32 = 0.12;
/// A page prints its spaces if they are more than one in so many characters.
const PRINTED: usize = 30;
/// The same after a ligature on a page that prints its spaces: InDesign leaves a gap there.
const WORD_AFTER_LIGATURE: f32 = 0.3;
/// A space within this many em is none on a page whose spaces have room.
const TAKEN_BACK: f32 = 0.05;
/// Spaces have room if so many times more of them do than have less than none.
const MANY: usize = 8;
/// Before and behind these signs it may be half of a word's space: French sets some of them off so,
/// mathematics the others.
const SIGN: f32 = 0.1;
const SIGNS: &[char] = &[';', '!', '?', '«', '»', '%', '€', '=', '+', '−', '×', '÷', '<', '>'];
/// Where most letters stand this many em apart, the line is letter-spaced.
const SPACED: f32 = 0.05;
/// Figures that stand further apart than this many em may be numbers of their own.
const FIGURES: f32 = 0.25;
/// Letters whose sizes differ by less than this share are of one size.
const SAME_SIZE: f32 = 0.05;

/// A piece of a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    pub(super) text: String,
    /// Left and right edge of each character, levelled.
    pub(super) edges: Vec<(f32, f32)>,
    /// Characters with which another size begins inside a word, in order.
    pub(super) turns: Vec<usize>,
    /// The box by the font's metrics, on the page.
    pub(super) bbox: Rect,
    /// The box by the font size alone, on the page: what the layout measures.
    pub(super) tight: Rect,
    /// The same before turning it back, for text that does not read from left to right.
    pub(super) level: Rect,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) angle: i16,
    /// All letters are bold.
    pub(super) bold: bool,
    /// Characters at the start that are bold.
    pub(super) bold_lead: usize,
    /// Some letter is bold.
    pub(super) some_bold: bool,
    pub(super) invisible: bool,
    /// Index of its first glyph in paint order.
    pub(super) paint: usize,
    /// What the structure tree says of its first character.
    pub(super) place: Option<Place>,
    /// Characters that the structure tree places.
    pub(super) placed: usize,
    pub(super) artifact: bool,
    pub(super) marker: Option<usize>,
    /// Where the text after the marker begins.
    pub(super) text_x: f32,
    pub(super) indent: u8,
    pub(super) frame: Option<usize>,
    pub(super) cell: Option<crate::model::document::Cell>,
    pub(super) running: bool,
}

/// The segments of a page, in paint order.
pub(super) fn segments(
    page: usize,
    content: &Content,
    structure: &Structure,
    surface: &Surface,
) -> Vec<Segment> {
    let places: Vec<Option<Place>> = content
        .marks
        .iter()
        .map(|mark| mark.id.and_then(|id| structure.place(page, id)).copied())
        .collect();
    let block = |glyph: &Glyph| places.get(glyph.mark as usize)?.as_ref().map(|place| place.block);
    let chunks = without_doubles(chunks(&content.glyphs, surface, block), &content.glyphs);
    let spaces = Spaces::of(&content.glyphs);
    let mut segments: Vec<Segment> = joined(&chunks, surface)
        .into_iter()
        .filter_map(|members| segment(&members, content, &places, &spaces))
        .collect();
    segments.sort_by_key(|segment| segment.paint);
    segments
}

/// How a page sets its spaces.
struct Spaces {
    /// It prints them. TeX does not: between words there is a gap, also after a ligature.
    printed: bool,
    /// They have room, so that one without is none: some producers kern with a space that word
    /// spacing takes back.
    roomy: bool,
}

impl Spaces {
    fn of(glyphs: &[Glyph]) -> Self {
        let (mut count, mut roomy, mut squeezed) = (0_usize, 0_usize, 0_usize);
        for three in glyphs.windows(3) {
            let [before, space, behind] = three else { continue };
            if space.c != ' ' {
                continue;
            }
            count += 1;
            let gap = (behind.x0 - before.x1) / space.size;
            if before.base == behind.base && behind.x0 > before.x0 {
                roomy += usize::from(gap > SIGN);
                squeezed += usize::from(gap < -TAKEN_BACK);
            }
        }
        Self { printed: count * PRINTED > glyphs.len(), roomy: roomy > MANY * squeezed.max(1) }
    }

    /// True for a space whose room was taken back: the letter behind it stands at the one before.
    fn is_kern(&self, last: &Glyph, space: &Glyph, gap: f32) -> bool {
        self.roomy
            && (-TAKEN_BACK..TAKEN_BACK).contains(&gap)
            && space.x1 - space.x0 > WORD * last.size
    }
}

fn segment(
    chunks: &[Chunk],
    content: &Content,
    places: &[Option<Place>],
    spaces: &Spaces,
) -> Option<Segment> {
    let mut glyphs = Vec::with_capacity(chunks.iter().map(|chunk| chunk.end - chunk.start).sum());
    for chunk in chunks {
        glyphs.extend(content.glyphs.get(chunk.start..chunk.end).unwrap_or_default());
    }
    let main = chunks.iter().max_by(|a, b| a.size.total_cmp(&b.size))?;
    let size = common_size(&glyphs);
    let mut segment = Segment {
        base: main.base,
        size,
        angle: main.angle,
        invisible: main.invisible,
        paint: chunks.iter().map(|chunk| chunk.start).min().unwrap_or_default(),
        ..Segment::default()
    };
    let fake_bold = chunks.iter().all(|chunk| chunk.fake_bold);
    segment.write(&glyphs, main, spaces, fake_bold);
    if segment.text.is_empty() {
        return None;
    }
    for run in glyphs.chunk_by(|one, next| one.mark == next.mark) {
        let Some(first) = run.first() else { continue };
        let visible = run.iter().filter(|glyph| !glyph.c.is_whitespace()).count();
        if visible > 0 {
            let place = places.get(first.mark as usize).copied().flatten();
            segment.placed += if place.is_some() { visible } else { 0 };
            segment.place = segment.place.or(place);
            let mark = content.marks.get(first.mark as usize);
            segment.artifact |= mark.is_some_and(|mark| mark.artifact);
        }
    }
    segment.cell = segment.place.and_then(|place| place.cell);
    place_boxes(&mut segment, &glyphs, main);
    Some(segment)
}

/// A small raised digit is the number of a footnote: "33 CPTS sur 43²" is no 432.
fn is_note(glyph: &Glyph, main: &Chunk) -> bool {
    glyph.c.is_ascii_digit()
        && glyph.size < 0.85 * main.size
        && glyph.base < main.base - LEVEL * main.size
}

fn place_boxes(segment: &mut Segment, glyphs: &[&Glyph], main: &Chunk) {
    let x0 = segment.edges.first().map_or(main.x0, |edge| edge.0);
    let x1 = segment.edges.iter().map(|edge| edge.1).fold(x0, f32::max);
    let visible = || glyphs.iter().filter(|glyph| !glyph.c.is_whitespace());
    let y0 = visible().map(|glyph| glyph.base - glyph.ascent).fold(f32::INFINITY, f32::min);
    let y1 = visible().map(|glyph| glyph.base + glyph.descent).fold(f32::NEG_INFINITY, f32::max);
    segment.level = Rect {
        x0,
        x1,
        y0: segment.base - 0.75 * segment.size,
        y1: segment.base + 0.22 * segment.size,
    };
    segment.text_x = x0;
    let back = Matrix::levelling(-segment.angle);
    segment.bbox = back.apply_rect(x0, y0, x1, y1);
    let level = segment.level;
    segment.tight = back.apply_rect(level.x0, level.y0, level.x1, level.y1);
}

/// The size of most characters.
fn common_size(glyphs: &[&Glyph]) -> f32 {
    let sizes = || glyphs.iter().filter(|glyph| !glyph.c.is_whitespace()).map(|glyph| glyph.size);
    let Some(first) = sizes().next() else { return 1.0 };
    // Nearly always.
    if sizes().all(|size| size == first) {
        return first;
    }
    let mut sizes: Vec<f32> = sizes().collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(first)
}

/// The gap in em that parts two words of this line. Letter-spaced titles have gaps everywhere; the
/// dots that lead from an entry to its page number say nothing of the letters.
fn word_gap(glyphs: &[&Glyph], usual: f32) -> f32 {
    let (mut all, mut wide, mut numbers) = (0_usize, 0_usize, 0_usize);
    for (gap, size, figures) in gaps(glyphs) {
        all += 1;
        wide += usize::from(gap > SPACED * size);
        numbers += usize::from(gap > FIGURES * size && figures());
    }
    // "1 0 0 1 50 0 cm": where others touch, figures that stand apart are no letter-spaced number.
    if wide < all {
        all -= numbers;
        wide -= numbers;
    }
    if all < 4 || wide * 10 < all * 7 {
        return usual;
    }
    let mut gaps: Vec<f32> = gaps(glyphs).map(|(gap, size, _)| gap / size).collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 2).map_or(usual, |median| median + WORD)
}

/// Between letters and figures that follow each other the gap, the size that it is measured by, and
/// whether one of them is a figure.
fn gaps<'g>(glyphs: &[&'g Glyph]) -> impl Iterator<Item = (f32, f32, impl Fn() -> bool + 'g)> {
    let mut before: Option<&'g Glyph> = None;
    glyphs.iter().filter_map(move |&b| {
        let a = before.take();
        before = b.c.is_alphanumeric().then_some(b);
        let (a, b) = (a?, before?);
        let figures = || a.c.is_numeric() || b.c.is_numeric();
        Some((b.x0 - a.x1, a.size.max(0.1), figures))
    })
}

/// The gap in em that parts two words between these glyphs, where `word` is usual on their line.
fn threshold(last: &Glyph, glyph: &Glyph, word: f32, spaces: &Spaces) -> f32 {
    if spaces.printed && last.ligature {
        WORD_AFTER_LIGATURE.max(word)
    } else if SIGNS.contains(&last.c) || SIGNS.contains(&glyph.c) {
        word - (WORD - SIGN)
    } else {
        word
    }
}

impl Segment {
    /// Writes glyphs as text, with a space where one is printed or room for one is left, and tells
    /// what of it is bold; with `fake_bold` all is.
    fn write(&mut self, glyphs: &[&Glyph], main: &Chunk, spaces: &Spaces, fake_bold: bool) {
        self.text.reserve(glyphs.len());
        self.edges.reserve(glyphs.len());
        let word = word_gap(glyphs, if spaces.printed { WORD } else { WORD_BY_GAP });
        let letters = glyphs.iter().any(|glyph| glyph.c.is_alphanumeric());
        let (mut all_bold, mut leads) = (true, true);
        let mut last: Option<&Glyph> = None;
        let mut printed: Option<&Glyph> = None;
        for glyph in glyphs {
            if glyph.c.is_whitespace() {
                // A no-break space says more than the plain one beside it.
                if printed.is_none_or(|kept| matches!(kept.c, ' ' | '\u{3000}')) {
                    printed = Some(glyph);
                }
                continue;
            }
            if let Some(last) = last {
                let gap = glyph.x0 - last.x1;
                let size = glyph.size.max(last.size);
                let room = gap > SIGN * size && gap > size * threshold(last, glyph, word, spaces);
                let printed = printed.filter(|space| !spaces.is_kern(last, space, gap / size));
                let printed =
                    printed.map(|space| if space.c == '\u{3000}' { ' ' } else { space.c });
                if let Some(space) = printed.or(room.then_some(' ')) {
                    self.text.push(space);
                    self.edges.push((last.x1, glyph.x0.max(last.x1)));
                    self.bold_lead += usize::from(leads);
                }
                if (last.size - glyph.size).abs() > SAME_SIZE * last.size {
                    self.turns.push(self.edges.len());
                }
            }
            printed = None;
            self.text.push(if is_note(glyph, main) { superscript_digit(glyph.c) } else { glyph.c });
            self.edges.push((glyph.x0, glyph.x1));
            // A bullet or a comma does not tell how the letters beside it are.
            if !letters || glyph.c.is_alphanumeric() {
                let bold = glyph.bold || fake_bold;
                self.some_bold |= bold;
                all_bold &= bold;
                leads &= bold;
            }
            self.bold_lead += usize::from(leads);
            last = Some(glyph);
        }
        self.bold = self.some_bold && all_bold;
    }

    /// The words with their boxes on the page, those in two sizes in two pieces.
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = self.level_words();
        if self.angle == 0 {
            return words;
        }
        let Rect { x0, y0, x1, y1 } = self.bbox;
        let level = match self.angle % 90 {
            0 => Matrix::levelling(self.angle).apply_rect(x0, y0, x1, y1),
            _ => self.level,
        };
        let back = Matrix::levelling(-self.angle);
        for word in &mut words {
            let place = back.apply_rect(word.x0, level.y0, word.x1, level.y1);
            *word = Word { x0: place.x0, y0: place.y0, x1: place.x1, y1: place.y1, ..*word };
        }
        words
    }

    fn level_words(&self) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut open = false;
        for (index, (c, (x0, x1))) in self.text.chars().zip(&self.edges).enumerate() {
            if c.is_whitespace() {
                open = false;
            } else if open
                && self.turns.binary_search(&index).is_err()
                && let Some(word) = words.last_mut()
            {
                word.end = index + 1;
                word.x1 = word.x1.max(*x1);
            } else {
                let Rect { y0, y1, .. } = self.bbox;
                words.push(Word { start: index, end: index + 1, x0: *x0, x1: *x1, y0, y1 });
                open = true;
            }
        }
        words
    }

    /// Puts `before` in front of this one, with a space between them.
    pub(super) fn prepend(&mut self, before: &Self) {
        self.text = format!("{} {}", before.text, self.text);
        let shift = before.edges.len() + 1;
        let turns = self.turns.iter().map(|turn| turn + shift);
        self.turns = before.turns.iter().copied().chain(turns).collect();
        let gap = (before.level.x1, self.level.x0);
        let edges = before.edges.iter().copied().chain([gap]).chain(self.edges.iter().copied());
        self.edges = edges.collect();
        self.bbox = self.bbox.union(&before.bbox);
        self.tight = self.tight.union(&before.tight);
        self.level = self.level.union(&before.level);
        self.paint = self.paint.min(before.paint);
        self.placed += before.placed;
        self.bold_lead += before.text.chars().count() + 1;
    }
}
