//! Blocks: the paragraphs, items, headings and cells of a document as rules see them.
//!
//! A block is lines that belong together, joined to one text. The text is matched on shadows, and
//! every character of it knows the line and the place that it was printed at.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::document::{Document, Line, Look, Rect, Region, Span};
use crate::normalise::shadow::{Shadow, fold};
use crate::rules::{Candidates, Haystack};

/// A paragraph, list item, heading or cell.
#[derive(Debug, Clone)]
pub struct Block {
    /// Index of the page.
    pub page: usize,
    /// The text without its list marker, wrapped lines joined.
    pub text: String,
    /// For each character of `text` its page, its line and its place there; `None` for what joining
    /// added.
    origin: Vec<Option<(usize, usize, usize)>>,
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
        let mut current: Option<(usize, usize)> = None;
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

/// The left edge of an item's next lines is at most this many em right of its bullet.
const HANGING: f32 = 3.0;

/// Puts items and paragraphs together that a page or a column cut: what begins the next one, is no
/// item and goes on in the middle of a sentence.
fn mended(blocks: Vec<Block>, joiner: &Joiner<'_>) -> Vec<Block> {
    let mut mended: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let is_content = |before: &&mut Block| before.region != Region::Running;
        match mended.iter_mut().rev().find(is_content) {
            Some(before) if block.region != Region::Running && is_cut(before, &block) => {
                before.append(&block, joiner);
            }
            _ => mended.push(block),
        }
    }
    mended
}

/// True if `rest` is the rest of an item that a page or a column cut, or of a paragraph that a page
/// cut.
fn is_cut(item: &Block, rest: &Block) -> bool {
    let (Some(above), Some(below)) = (item.bbox, rest.bbox) else { return false };
    let size = item.look.size.unwrap_or(10.0);
    let alike = !rest.is_item()
        && item.look.heading.is_none()
        && item.look.cell == rest.look.cell
        && rest.look.heading.is_none()
        && item.look.bold == rest.look.bold
        && (size - rest.look.size.unwrap_or(10.0)).abs() < 0.3;
    let edge = if item.is_item() { HANGING * size } else { 1.0 };
    let hangs = (above.x0 - 1.0..above.x0 + edge).contains(&below.x0);
    let page = rest.page == item.page + 1 && hangs;
    let column =
        item.is_item() && rest.page == item.page && below.y1 < above.y0 && below.x0 >= above.x1;
    let open = |text: &str| text.matches('(').count() > text.matches(')').count();
    let goes_on = rest.text.starts_with(char::is_lowercase)
        || item.text.ends_with(HYPHENS)
        || open(&item.text) && rest.text.contains(')');
    let open_end = item.is_item() || !item.text.ends_with(['.', '!', '?', ':']);
    alike && (page || column) && goes_on && open_end
}

/// Joins the lines of one block.
fn block(page: usize, start: usize, lines: &[Line], joiner: &Joiner<'_>) -> Block {
    let length = lines.iter().map(|line| line.text.len() + 1).sum();
    let mut text = String::with_capacity(length);
    let mut origin: Vec<Option<(usize, usize, usize)>> = Vec::with_capacity(length);
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
            origin.push(Some((page, start + index, at)));
        }
    }
    let bbox = lines.iter().filter_map(|line| line.bbox).reduce(|a, b| a.union(&b));
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

/// How two lines of one block become one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Space,
    Nothing,
    DropHyphen,
}

/// Joins wrapped lines, undoing hyphenation only where the joined word is right.
struct Joiner<'d> {
    document: &'d Document,
    /// Every word that the document prints within a line, folded; collected for the first line that
    /// ends in a hyphen.
    words: OnceCell<BTreeSet<String>>,
    /// The document breaks words: a fair part of its wrapped lines end in a hyphen and go on in
    /// small letters.
    hyphenates: bool,
    /// U+2010 stands only at ends of lines: whoever broke the words put it there, and no author.
    breaks_with_its_own: bool,
    /// It has too few wrapped lines to tell; then a word that it prints elsewhere decides.
    short: bool,
}

/// A document breaks words if one wrapped line in so many ends in a hyphen. In a text without
/// hyphenation only compounds break there ("pluri-" "professionnel"), a few in a hundred lines.
const HYPHENATED: usize = 20;

/// What looks like a hyphen at the end of a line.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{AD}'];

impl<'d> Joiner<'d> {
    fn of(document: &'d Document) -> Self {
        let (mut wrapped, mut broken) = (0, 0);
        let (mut own, mut printed) = (false, false);
        for page in &document.pages {
            for (index, line) in page.lines.iter().enumerate() {
                own |= line.text.ends_with('\u{2010}');
                printed |= line.text.trim_end_matches('\u{2010}').contains('\u{2010}');
                let next = page.lines.get(index + 1).filter(|next| next.block == line.block);
                let goes_on =
                    next.is_some_and(|next| next.text.starts_with(|c: char| c.is_lowercase()));
                wrapped += usize::from(next.is_some());
                // "contact@rives-" "et-vals.fr": an address breaks anywhere.
                let address = line.text.rsplit(' ').next().is_some_and(is_address);
                broken += usize::from(goes_on && !address && line.text.ends_with(HYPHENS));
            }
        }
        Self {
            document,
            words: OnceCell::new(),
            hyphenates: broken > 1 && broken * HYPHENATED >= wrapped,
            breaks_with_its_own: own && !printed,
            short: wrapped < 2 * HYPHENATED,
        }
    }

    /// True for a folded word that the document prints within a line.
    fn prints(&self, word: &str) -> bool {
        let collect = || {
            let mut words = BTreeSet::new();
            for line in self.document.pages.iter().flat_map(|page| &page.lines) {
                let folded = fold(&line.text);
                words.extend(folded.split_whitespace().map(|word| bare(word).to_owned()));
                // "l'InterCPTS" has the word "InterCPTS".
                let elided = folded.split_whitespace().filter_map(|word| word.split_once('\''));
                words.extend(elided.map(|(_, word)| bare(word).to_owned()));
            }
            words
        };
        self.words.get_or_init(collect).contains(word)
    }

    /// How `next` follows on `text`.
    fn join(&self, text: &str, next: &str) -> Join {
        let last = text.rsplit(char::is_whitespace).next().unwrap_or(text);
        let first = next.split_whitespace().next().unwrap_or(next);
        if last.ends_with('\u{AD}') || self.breaks_with_its_own && last.ends_with('\u{2010}') {
            return Join::DropHyphen;
        }
        if is_broken_address(last, first) || is_broken_mailbox(text, last, first) {
            return Join::Nothing;
        }
        // A line may break behind the slash of "et/ou"; a slash between spaces stands alone.
        if last.len() > 1 && last.ends_with('/') {
            return Join::Nothing;
        }
        let Some(stem) = last.strip_suffix(HYPHENS).filter(|stem| !stem.is_empty()) else {
            return Join::Space;
        };
        // "MSU-" "stagiaire": an abbreviation is never broken.
        let letters = || stem.chars().filter(|c| c.is_alphabetic());
        let abbreviation = letters().count() > 1 && letters().all(char::is_uppercase);
        let (stem, first) = (fold(stem), fold(first));
        let (stem, first) = (bare(&stem), bare(&first));
        if self.prints(&format!("{stem}-{first}")) {
            return Join::Nothing;
        }
        let known = self.prints(&format!("{stem}{first}"));
        // "THEMA-" "TIQUE", "Inter-" "CPTS": printed undivided elsewhere in the document.
        if self.hyphenates && known {
            return Join::DropHyphen;
        }
        if abbreviation || !next.starts_with(char::is_lowercase) {
            return Join::Nothing;
        }
        let joined = self.short && known;
        if joined || self.hyphenates { Join::DropHyphen } else { Join::Nothing }
    }
}

/// True for the beginning of an e-mail address or URL.
fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

/// An e-mail address or URL that was broken over two lines.
fn is_broken_address(last: &str, first: &str) -> bool {
    let address = is_address(last);
    let open = last.ends_with(['-', '\u{2010}', '.', '/', '@', '_', '?', '=', '&']);
    let goes_on = first.starts_with(['.', '@', '/', '-', '\u{2010}'])
        && first.chars().nth(1).is_some_and(char::is_alphanumeric);
    let mailbox = first.starts_with('@') && !last.is_empty();
    let local = first.contains('@') && last.ends_with(['.', '-', '\u{2010}', '_']);
    // "www.rives" "ante.fr"
    let host = first.split_once('.').is_some_and(|(stem, rest)| {
        stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && rest.starts_with(|c: char| c.is_ascii_lowercase())
    });
    // No address ends in "contact@cpts-rives" or in "www.rivesante.f".
    let domain = last.rsplit('@').next().unwrap_or(last).trim_start_matches("www.");
    let cut = domain.rsplit_once('.').is_none_or(|(_, end)| end.chars().count() < 2);
    let plain = bare(first).chars().all(|c| is_sign(c) && !c.is_ascii_uppercase());
    let whole = last.split_once('@').is_none_or(|(local, _)| !local.is_empty());
    let middle =
        whole && !last.contains("://") && last.ends_with(char::is_alphanumeric) && cut && plain;
    (address && (open || goes_on || host || middle)) || mailbox || local
}

/// "Contact : sante.rives" "ante@poste.example": behind a colon stands one word of an address, and
/// the rest of it begins the next line.
fn is_broken_mailbox(text: &str, last: &str, first: &str) -> bool {
    let alone = text.rsplit_once(':').is_some_and(|(_, value)| value.trim() == last);
    let dotted = last.trim_matches('.').contains('.');
    let plain = |text: &str| text.chars().all(|c| is_sign(c) && !c.is_ascii_uppercase());
    let local = first.split_once('@').is_some_and(|(local, _)| plain(local));
    local && plain(last) && (alone || dotted) && !last.contains('@')
}

/// A sign that an e-mail address or a host is made of.
fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
}

/// A word without the punctuation around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests;
