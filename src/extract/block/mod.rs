//! Blocks: the paragraphs, items, headings and cells of a document as rules see them.
//!
//! A block is lines that belong together, joined to one text. The text is matched on shadows, and
//! every character of it knows the line and the place that it was printed at.

mod cut;
mod join;
#[cfg(test)]
mod tests;

use std::ops::Range;

use cut::mended;
use join::{Join, Joiner};

use crate::model::document::{Document, Line, Look, Rect, Region, Span};
use crate::normalise::shadow::Shadow;
use crate::rules::{Candidates, Haystack};

/// A paragraph, list item, heading or cell.
#[derive(Debug, Clone)]
pub struct Block {
    /// Index of the page.
    pub page: usize,
    /// The text without its list marker, wrapped lines joined.
    pub text: String,
    /// For each character of `text` where it was printed; `None` for what joining added.
    origin: Vec<Option<Origin>>,
    /// Where in `text` each character begins, in bytes.
    offsets: Vec<u32>,
    /// `text` without case and accents.
    pub folded: Shadow,
    /// `text` with case and accents, punctuation made plain.
    pub printed: Shadow,
    /// Which patterns could match it.
    pub candidates: Candidates,
    /// The printed list marker.
    pub marker: Option<Span>,
    /// The look of its first line.
    pub look: Look,
    /// The region of its first line.
    pub region: Region,
    /// Where it stands; `None` without positions.
    pub bbox: Option<Rect>,
    /// A label and its value, put together from where the document sets them apart.
    pub pair: bool,
}

/// Page, line, and place in the line: small, for there is one for each character.
type Origin = (u32, u32, u32);

/// What a block is put together from.
#[derive(Debug, Clone)]
pub enum Piece<'b> {
    /// Some characters of a block.
    Of(&'b Block, Range<usize>),
    /// What the reader's eye puts between two pieces, and nobody printed.
    Joint(&'static str),
}

impl<'b> Piece<'b> {
    /// The whole of a block.
    pub fn all(block: &'b Block) -> Self {
        Self::Of(block, 0..block.length())
    }
}

/// The block as expressions see it that know neither case nor accents.
impl<'b> From<&'b Block> for Haystack<'b> {
    fn from(block: &'b Block) -> Self {
        Haystack::from(&block.folded).among(Some(&block.candidates))
    }
}

impl Block {
    /// True if it is an item of a list.
    pub fn is_item(&self) -> bool {
        self.look.marker.is_some()
    }

    /// The block at this one's place that reads as the pieces, one after the other.
    pub fn composed(&self, pieces: &[Piece<'_>]) -> Self {
        let mut text = String::new();
        let mut origin = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Of(block, characters) => {
                    text.push_str(&block.slice(characters.clone()));
                    origin.extend_from_slice(
                        block.origin.get(characters.clone()).unwrap_or_default(),
                    );
                }
                Piece::Joint(joint) => {
                    text.push_str(joint);
                    origin.extend(joint.chars().map(|_| None));
                }
            }
        }
        Self {
            folded: Shadow::folded(&text),
            printed: Shadow::printed(&text),
            candidates: Candidates::default(),
            text,
            origin,
            ..self.clone()
        }
    }

    /// Goes on with the text of another block.
    fn append(&mut self, rest: &Self, joiner: &Joiner<'_>) {
        match joiner.join(&self.text, &rest.text) {
            Join::Space => {
                self.text.push(' ');
                self.origin.push(None);
            }
            Join::Nothing => {}
            Join::DropHyphen => {
                self.text.pop();
                self.origin.pop();
            }
        }
        self.text.push_str(&rest.text);
        self.origin.extend_from_slice(&rest.origin);
        self.offsets = offsets(&self.text);
        self.folded = Shadow::folded(&self.text);
        self.printed = Shadow::printed(&self.text);
    }

    /// The block of some of its lines, counted from its first.
    pub fn part(&self, lines: Range<usize>) -> Self {
        let ranges = self.line_ranges();
        let wanted = ranges.get(lines.clone()).unwrap_or_default();
        let first = wanted.first().map_or(0, |range| range.start);
        let last = wanted.last().map_or(first, |range| range.end);
        let text = self.slice(first..last);
        Self {
            page: self.page,
            folded: Shadow::folded(&text),
            printed: Shadow::printed(&text),
            candidates: Candidates::default(),
            offsets: offsets(&text),
            text,
            origin: self.origin.get(first..last).unwrap_or_default().to_vec(),
            marker: self.marker.filter(|_| lines.start == 0),
            look: self.look.clone(),
            region: self.region,
            bbox: None,
            pair: self.pair,
        }
    }

    /// The places of a range of characters of `text`, one for each line.
    pub fn spans(&self, characters: Range<usize>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let count = characters.end.saturating_sub(characters.start);
        for place in self.origin.iter().skip(characters.start).take(count) {
            let Some((page, line, at)) = *place else { continue };
            let (page, line, at) = (page as usize, line as usize, at as usize);
            match spans.last_mut() {
                Some(last) if (last.page, last.line) == (page, line) => last.end = at + 1,
                _ => spans.push(Span { page, line, start: at, end: at + 1 }),
            }
        }
        spans
    }

    /// The places of all of its text.
    pub fn all_spans(&self) -> Vec<Span> {
        self.spans(0..self.origin.len())
    }

    /// The characters `range` of the text.
    pub fn slice(&self, range: Range<usize>) -> String {
        let byte = |at: usize| self.offsets.get(at).map_or(self.text.len(), |byte| *byte as usize);
        let end = range.end.max(range.start);
        self.text.get(byte(range.start)..byte(end)).unwrap_or_default().to_owned()
    }

    /// Number of characters of the text.
    pub fn length(&self) -> usize {
        self.origin.len()
    }

    /// The range of each line's characters in `text`.
    pub fn line_ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut current: Option<(u32, u32)> = None;
        for (index, place) in self.origin.iter().enumerate() {
            let Some((page, line, _)) = *place else { continue };
            match ranges.last_mut() {
                Some(last) if current == Some((page, line)) => last.end = index + 1,
                _ => ranges.push(index..index + 1),
            }
            current = Some((page, line));
        }
        ranges
    }
}

/// Where each character of a text begins.
fn offsets(text: &str) -> Vec<u32> {
    text.char_indices().map(|(byte, _)| byte as u32).collect()
}

/// The blocks of a document in reading order; blank lines make none.
pub fn blocks(document: &Document) -> Vec<Block> {
    let joiner = Joiner::of(document);
    let mut blocks = Vec::new();
    for (page, content) in document.pages.iter().enumerate() {
        let mut start = 0;
        while let Some(first) = content.lines.get(start) {
            let rest = content.lines.get(start..).unwrap_or_default();
            let count = rest.iter().take_while(|line| line.block == first.block).count().max(1);
            let lines = rest.get(..count).unwrap_or_default();
            if lines.iter().any(|line| !line.text.is_empty()) {
                blocks.push(block(page, start, lines, &joiner));
            }
            start += count;
        }
    }
    if document.paginated { mended(blocks, &joiner) } else { blocks }
}

/// Puts blocks together of which the one goes on in the other, which is left without a text.
pub fn join(document: &Document, blocks: &mut [Block], pairs: &[(usize, usize)]) {
    let joiner = if pairs.is_empty() { return } else { Joiner::of(document) };
    for &(first, rest) in pairs {
        let Some(taken) = blocks.get_mut(rest) else { continue };
        let empty = taken.part(0..0);
        let taken = std::mem::replace(taken, empty);
        if let Some(first) = blocks.get_mut(first) {
            first.append(&taken, &joiner);
        }
    }
}

/// Joins the lines of one block.
fn block(page: usize, start: usize, lines: &[Line], joiner: &Joiner<'_>) -> Block {
    let length = lines.iter().map(|line| line.text.len() + 1).sum();
    let mut text = String::with_capacity(length);
    let mut origin: Vec<Option<Origin>> = Vec::with_capacity(length);
    let look = lines.first().map(|line| line.look.clone()).unwrap_or_default();
    let skip = look.marker.unwrap_or(0);
    for (index, line) in lines.iter().enumerate() {
        let skipped = if index == 0 { skip } else { 0 };
        if !text.is_empty() && !line.text.is_empty() {
            match joiner.join(&text, &line.text) {
                Join::Space => {
                    text.push(' ');
                    origin.push(None);
                }
                Join::Nothing => {}
                Join::DropHyphen => {
                    text.pop();
                    origin.pop();
                }
            }
        }
        for (at, character) in line.text.chars().enumerate().skip(skipped) {
            text.push(character);
            origin.push(Some((page as u32, (start + index) as u32, at as u32)));
        }
    }
    let bbox = lines.iter().filter_map(|line| line.text_box()).reduce(|a, b| a.union(&b));
    Block {
        page,
        folded: Shadow::folded(&text),
        printed: Shadow::printed(&text),
        candidates: Candidates::default(),
        offsets: offsets(&text),
        text,
        origin,
        marker: (skip > 0).then_some(Span { page, line: start, start: 0, end: skip }),
        region: lines.first().map(|line| line.region).unwrap_or_default(),
        look,
        bbox,
        pair: false,
    }
}
