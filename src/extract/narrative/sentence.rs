//! Sentences: the units that narrative rules look at.
//!
//! A block is cut at the lines that its author set for looks and at full stops. A full stop behind
//! a title or an initial ends nothing. Nothing is decided here about what a sentence says.

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::hit::{Hit, Seen, in_sentence};
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Spot, Trace};
use crate::model::document::{MediaType, Region};
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::{Shadow, fold};
use crate::rules::{Candidates, Field};

/// A heading has no more characters than this.
const LONGEST_HEADING: usize = 140;

/// A line shorter than this share of the longest one of its block was ended by its author.
const SHORT_LINE: f32 = 0.7;

/// Text wrapped by a program has no longer lines.
const WRAPPED: usize = 110;

/// What goes on for more characters than this without an end is parted at a space: many readers
/// look at all of a sentence for each thing that it states.
const LONGEST: usize = 8_000;

/// A label before a colon has no more words.
const LABEL_WORDS: usize = 3;

/// What a sentence is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A heading, by its markup or by its look: short, and without a full stop.
    Heading,
    /// An item of a list.
    Item,
    /// Running text.
    Prose,
}

/// A sentence, a heading or a part of an item.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// The block that it stands in.
    pub block: usize,
    /// Its characters in the block's text.
    pub at: Range<usize>,
    /// What it is part of.
    pub shape: Shape,
    /// Its text.
    pub text: String,
    /// The text without case and accents.
    pub folded: Shadow,
    /// The text with case and accents, punctuation made plain.
    pub printed: Shadow,
    /// Which patterns could match it.
    pub candidates: Candidates,
}

impl Sentence {
    /// The characters of the block for characters of the sentence.
    pub fn in_block(&self, characters: Range<usize>) -> Range<usize> {
        self.at.start + characters.start..self.at.start + characters.end
    }

    /// The matches of a rule, in their order.
    pub fn hits(&self, field: &Field, trace: Trace<'_>) -> Vec<Hit> {
        let Self { text, folded, printed, candidates, .. } = self;
        let seen = Seen { text, folded, printed, candidates: Some(candidates) };
        in_sentence(field, seen, &self.spot(trace))
    }

    /// The matches of a rule in what stands behind a place.
    pub fn hits_behind(&self, field: &Field, from: usize) -> Vec<Hit> {
        let text: String = self.text.chars().skip(from).collect();
        let (folded, printed) = (Shadow::folded(&text), Shadow::printed(&text));
        let seen = Seen { text: &text, folded: &folded, printed: &printed, candidates: None };
        let hits = in_sentence(field, seen, &Spot::NOWHERE);
        hits.into_iter().map(|hit| hit.moved(from)).collect()
    }

    /// Where it stands, to tell what becomes of rules there.
    pub fn spot<'o>(&self, trace: Trace<'o>) -> Spot<'o> {
        trace.at(self.block, self.at.clone())
    }

    /// Some characters of the sentence.
    pub fn slice(&self, characters: Range<usize>) -> String {
        let count = characters.end.saturating_sub(characters.start);
        self.text.chars().skip(characters.start).take(count).collect()
    }
}

/// The sentences of the content, in reading order.
pub fn sentences(sheet: &Sheet<'_>, lexicon: &Lexicon) -> Vec<Sentence> {
    of_blocks(sheet, &sheet.content(), lexicon)
}

/// The lines of the site around the content: its header, and the title in its metadata.
pub fn site(sheet: &Sheet<'_>, lexicon: &Lexicon) -> Vec<Sentence> {
    let blocks = sheet.blocks.iter().enumerate();
    let around = blocks.filter(|(_, block)| matches!(block.region, Region::Header | Region::Head));
    let around: Vec<usize> = around.map(|(index, _)| index).collect();
    of_blocks(sheet, &around, lexicon)
}

/// The lines of the page around the content that say whose it is: header and footer.
pub fn frame(sheet: &Sheet<'_>, lexicon: &Lexicon) -> Vec<Sentence> {
    let blocks = sheet.blocks.iter().enumerate();
    let around =
        blocks.filter(|(_, block)| matches!(block.region, Region::Header | Region::Footer));
    let around: Vec<usize> = around.map(|(index, _)| index).collect();
    of_blocks(sheet, &around, lexicon)
}

fn of_blocks(sheet: &Sheet<'_>, blocks: &[usize], lexicon: &Lexicon) -> Vec<Sentence> {
    // Text with such a line is not wrapped: every line break in it is its author's.
    let content = blocks.iter().filter_map(|&index| sheet.blocks.get(index));
    let longest = content.flat_map(Block::line_ranges).map(|line| line.len()).max();
    // So is it in a web page, where the source's own line breaks are gone.
    let unwrapped = longest.is_some_and(|longest| longest > WRAPPED)
        || sheet.document.media_type == MediaType::Html;
    let mut sentences = Vec::new();
    for &index in blocks {
        let Some(block) = sheet.blocks.get(index) else { continue };
        for piece in pieces(block, unwrapped) {
            let text = block.slice(piece.clone());
            let mut shape = shape(block, &text);
            let mut cuts = cut(&text, lexicon);
            if shape == Shape::Heading && block.look.heading.is_none() && tells(&text, &cuts) {
                shape = Shape::Prose;
            }
            if shape == Shape::Heading {
                // "Et maintenant ? La suite" is one title.
                let end = cuts.last().map_or(0, |last| last.end);
                cuts.truncate(1);
                cuts.iter_mut().for_each(|whole| *whole = 0..end);
            }
            for range in cuts {
                let at = piece.start + range.start..piece.start + range.end;
                sentences.push(sentence(index, at, shape, block));
            }
        }
    }
    sentences
}

fn sentence(block: usize, at: Range<usize>, shape: Shape, content: &Block) -> Sentence {
    let text = content.slice(at.clone());
    let (folded, printed) = (Shadow::folded(&text), Shadow::printed(&text));
    Sentence { block, at, shape, text, folded, printed, candidates: Candidates::default() }
}

/// What a stretch of a block is.
fn shape(block: &Block, text: &str) -> Shape {
    if block.look.heading.is_some() && !block.pair {
        Shape::Heading
    } else if block.is_item() || block.pair {
        Shape::Item
    } else if looks_like_heading(text) {
        Shape::Heading
    } else {
        Shape::Prose
    }
}

/// True if a sentence with its full stop stands before a label and its value: no heading, though the
/// text ends with none.
fn tells(text: &str, cuts: &[Range<usize>]) -> bool {
    let part = |range: &Range<usize>| -> String {
        text.chars().skip(range.start).take(range.len()).collect()
    };
    let Some((last, before)) = cuts.split_last() else { return false };
    let full = |part: &String| part.ends_with('.') && part.split_whitespace().count() > LABEL_WORDS;
    part(last).contains(':') && before.iter().map(part).any(|part| full(&part))
}

/// Short, begins like a sentence and does not end like one: `Le territoire de la CPTS`.
fn looks_like_heading(text: &str) -> bool {
    let text = text.trim();
    let begins = text
        .trim_start_matches(['«', '"', '“', ' ', '\u{A0}'])
        .starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
    let ends = text.ends_with(['.', ':', ';', ',', '…', '-', '»']);
    begins && !ends && text.chars().count() <= LONGEST_HEADING
}

/// The stretches of a block that its author set apart by a line break. Only plain text has such
/// breaks inside a block; where text has positions, lines break where the column ends.
fn pieces(block: &Block, unwrapped: bool) -> Vec<Range<usize>> {
    let lines = block.line_ranges();
    let whole = 0..block.length();
    let whole_block = block.pair || block.bbox.is_some() || block.look.heading.is_some();
    if whole_block || lines.len() < 2 {
        return vec![whole];
    }
    let longest = lines.iter().map(Range::len).max().unwrap_or(0) as f32;
    let mut pieces = Vec::new();
    let mut start = 0;
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        let opens = block.slice(next.clone()).starts_with(|first: char| {
            !first.is_lowercase() && !matches!(first, ',' | ';' | ')' | ':')
        });
        let label = block
            .slice(next.clone())
            .split_once(':')
            .is_some_and(|(label, _)| label.split_whitespace().count() <= LABEL_WORDS);
        // A mailbox or a site begins with small letters and goes on with nothing.
        let address = block.slice(next.clone());
        let address = address.split_whitespace().next().is_some_and(|word| {
            word.contains('@') || word.contains("://") || word.starts_with("www.")
        });
        if address || opens && (unwrapped || label || (line.len() as f32) < SHORT_LINE * longest) {
            pieces.push(start..line.end);
            start = next.start;
        }
    }
    pieces.push(start..whole.end);
    pieces
}

/// The sentences of a text, as ranges of its characters without the space around them.
pub fn cut(text: &str, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied();
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut index = 0;
    while let Some(character) = at(index) {
        index += 1;
        if index - start > LONGEST && character.is_whitespace() {
            sentences.push(start..index - 1);
            start = index;
        }
        if !matches!(character, '.' | '!' | '?' | '…') {
            continue;
        }
        if character == '.' && is_abbreviation(&characters, start, index - 1, lexicon) {
            continue;
        }
        // Further marks, and quotation marks and brackets that close, belong to the sentence.
        while at(index).is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | '"' | '”' | ')')) {
            index += 1;
        }
        let mut next = index;
        while at(next).is_some_and(char::is_whitespace) {
            next += 1;
        }
        if at(next) == Some('»') {
            index = next + 1;
            next = index;
            while at(next).is_some_and(char::is_whitespace) {
                next += 1;
            }
        }
        let begins = at(next).is_some_and(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | ')'));
        if next > index && begins {
            sentences.push(start..index);
            start = next;
            index = next;
        }
    }
    let rest = characters.get(start..).unwrap_or_default();
    let trailing = rest.iter().rev().take_while(|c| c.is_whitespace()).count();
    if rest.len() > trailing {
        sentences.push(start..characters.len() - trailing);
    }
    sentences
}

/// True if the word before the full stop is a title (`Dr.`) or one letter (`L. 1434-12`).
fn is_abbreviation(characters: &[char], start: usize, stop: usize, lexicon: &Lexicon) -> bool {
    let before = characters.get(start..stop).unwrap_or_default();
    let letters = before.iter().rev().take_while(|c| c.is_alphabetic()).count();
    let word: String = before.get(before.len() - letters..).unwrap_or_default().iter().collect();
    letters == 1 || lexicon.titles.contains(&fold(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let mut lexicon = Lexicon::default();
        lexicon.titles.insert("dr".to_owned());
        let slice = |range: Range<usize>| text.chars().take(range.end).skip(range.start).collect();
        cut(text, &lexicon).into_iter().map(slice).collect()
    }

    #[test]
    fn a_full_stop_before_a_capital_ends_a_sentence() {
        assert_eq!(
            texts("Elle couvre 40 000 habitants. Le Dr. Morel la préside ! « Enfin. » Et après"),
            [
                "Elle couvre 40 000 habitants.",
                "Le Dr. Morel la préside !",
                "« Enfin. »",
                "Et après"
            ]
        );
    }

    #[test]
    fn what_never_ends_is_parted_at_a_space() {
        let text = "Val Clair ".repeat(LONGEST);
        let texts = texts(&text);
        assert_eq!(texts.len(), 10);
        assert_eq!(texts.concat().len(), text.len() - 10);
    }

    #[test]
    fn numbers_articles_and_addresses_are_not_cut() {
        for text in [
            "L'article L. 1434-12 du code",
            "200.000 habitants du Grand Val",
            "écrire à contact@cpts-valboise.fr ou sur www.cpts-valboise.fr",
            "environ 1,4 million d'habitants",
        ] {
            assert_eq!(texts(text), [text]);
        }
    }

    #[test]
    fn a_text_with_a_full_stop_inside_is_no_heading() {
        for (text, told) in [
            ("Elle couvre 63 communes. Président : Luc Morel", true),
            ("1. Le territoire de la CPTS", false),
            ("Et maintenant ? La suite", false),
        ] {
            assert_eq!(tells(text, &cut(text, &Lexicon::default())), told, "{text:?}");
        }
    }

    #[test]
    fn a_heading_is_short_and_has_no_full_stop() {
        for (text, heading) in [
            ("Le territoire de la CPTS", true),
            ("Et maintenant ?", true),
            ("Elle couvre six communes.", false),
            ("six communes", false),
            ("Voici la liste :", false),
        ] {
            assert_eq!(looks_like_heading(text), heading, "{text:?}");
        }
    }
}
