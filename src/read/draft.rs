//! A line while it is being put together, and the block numbers of finished lines.

use std::borrow::Cow;

use crate::model::document::{Line, Link};

/// The text of a superscript. The number of a footnote becomes superscript digits, as it is
/// printed: `43<sup>2</sup>` is forty-three with a note, not 432.
pub(super) fn superscript(text: &str) -> Cow<'_, str> {
    let note = text.chars().all(|c| c.is_ascii_digit() || c == ',' || c.is_whitespace());
    if !note {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(superscript_digit).collect())
}

/// A digit as a superscript; any other character as it is.
pub(super) fn superscript_digit(c: char) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize)).copied().unwrap_or(c)
}

/// A line of which the pieces still come in.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    chars: usize,
    letters: usize,
    bold: usize,
    /// Something other than white space came in.
    printed: bool,
    links: Vec<Link>,
}

impl Draft {
    /// Appends a piece.
    pub fn push(&mut self, text: &str, bold: bool, link: Option<&str>) {
        let start = self.chars;
        for c in text.chars() {
            self.chars += 1;
            self.printed |= !c.is_whitespace();
            if c.is_alphanumeric() {
                self.letters += 1;
                self.bold += usize::from(bold);
            }
        }
        if let Some(target) = link {
            self.link(start, target);
        }
        self.text.push_str(text);
    }

    /// One link that is cut into pieces by other markup stays one.
    fn link(&mut self, start: usize, target: &str) {
        let spaced = usize::from(self.text.ends_with(char::is_whitespace));
        match self.links.last_mut() {
            Some(last) if last.target == target && last.end + spaced >= start => {
                last.end = self.chars;
            }
            _ => self.links.push(Link { start, end: self.chars, target: target.into() }),
        }
    }

    /// True if nothing but white space came in.
    pub fn is_blank(&self) -> bool {
        !self.printed
    }

    /// True if the text so far ends with white space, or there is none.
    pub fn ends_open(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(char::is_whitespace)
    }

    /// True if the text so far ends with a digit.
    pub fn ends_with_digit(&self) -> bool {
        self.text.ends_with(|c: char| c.is_ascii_digit())
    }

    /// The line, trimmed at both ends, its look still to be filled in but for `bold`.
    pub fn finish(self) -> Line {
        let lead = self.text.chars().take_while(|c| c.is_whitespace()).count();
        let text = self.text.trim().to_owned();
        let length = text.chars().count();
        let links = self.links.into_iter().filter_map(|link| {
            let start = link.start.saturating_sub(lead);
            let end = link.end.saturating_sub(lead).min(length);
            (start < end).then_some(Link { start, end, target: link.target })
        });
        let mut line = Line { text, links: links.collect(), ..Line::default() };
        line.look.bold = self.letters > 0 && self.bold == self.letters;
        line
    }
}

/// A line, and whether it begins a block.
#[derive(Debug)]
pub(super) struct Placed {
    /// The line, without its block number.
    pub line: Line,
    /// It begins a block.
    pub begins: bool,
}

/// Numbers the blocks from 0. Blank lines are a block of their own, so that the lines of one
/// number always follow one another.
pub(super) fn number(placed: Vec<Placed>) -> Vec<Line> {
    let mut block = 0;
    let mut before: Option<bool> = None;
    let mut lines = Vec::with_capacity(placed.len());
    for Placed { mut line, begins } in placed {
        let blank = line.text.is_empty();
        if before.is_some_and(|before| before != blank || (begins && !blank)) {
            block += 1;
        }
        before = Some(blank);
        line.block = block;
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_pieces_is_one_link_and_moves_with_the_trimmed_text() {
        let mut draft = Draft::default();
        draft.push("\u{a0}Voir ", false, None);
        draft.push("la ", false, Some("u"));
        draft.push("page", true, Some("u"));
        draft.push("|", false, None);
        draft.push("autre", false, Some("u"));
        let line = draft.finish();
        assert_eq!(line.text, "Voir la page|autre");
        let places: Vec<_> = line.links.iter().map(|link| (link.start, link.end)).collect();
        assert_eq!(places, [(5, 12), (13, 18)]);
    }

    #[test]
    fn a_raised_number_is_told_from_the_number_before_it() {
        assert_eq!(superscript("2"), "²");
        assert_eq!(superscript("1, 12"), "¹, ¹²");
        assert_eq!(superscript("er"), "er");
    }

    #[test]
    fn a_line_is_bold_if_all_its_letters_and_digits_are() {
        for (pieces, bold) in [
            (vec![("Population :", true), (" ", false)], true),
            (vec![("Population :", true), (" 85", false)], false),
            (vec![("/", true)], false),
        ] {
            let mut draft = Draft::default();
            pieces.iter().for_each(|(text, bold)| draft.push(text, *bold, None));
            assert_eq!(draft.finish().look.bold, bold, "{pieces:?}");
        }
    }

    #[test]
    fn blank_lines_are_a_block_of_their_own() {
        let placed =
            [("a", true), ("b", false), ("", false), ("", true), ("c", false), ("d", true)].map(
                |(text, begins)| Placed {
                    line: Line { text: text.into(), ..Line::default() },
                    begins,
                },
            );
        let blocks: Vec<_> = number(placed.into()).iter().map(|line| line.block).collect();
        assert_eq!(blocks, [0, 0, 1, 1, 2, 3]);
    }
}
