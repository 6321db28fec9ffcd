//! Plain text: line n of the model is line n of the source.
//!
//! A paragraph is a run of lines without a blank one, but plain text uses the line end both ways:
//! as a wrap at the page's width, and as the end of a fact. Two neighbouring lines are one block
//! only if something says so:
//!
//! * the first ends with a comma, or breaks off and the second goes on in lower case;
//! * the second hangs under a list item, indented behind its marker;
//! * the text is wrapped, and the first word of the second line would not have fitted behind the
//!   first. A text is wrapped if most of its lines end that way at one width.
//!
//! Else each line is a block of its own, and so is each line that begins with a printed marker. A
//! line underlined with `=` or `-`, as in mails, is a heading.

use crate::model::document::{Document, Line, MediaType};
use crate::read::draft::{self, Placed};
use crate::read::marker::{self, Indents};
use crate::read::single_page;

/// Widths at which programs wrap: from narrow columns to wide terminals. A longer line is a
/// paragraph on one line.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 36..=132;

pub(super) fn read(source: &str) -> Document {
    let source: Vec<&str> = source.lines().collect();
    let wrap = wrap_width(&source);
    let mut indents = Indents::default();
    let mut before: Option<Before> = None;
    let mut placed = Vec::with_capacity(source.len());
    for (index, raw) in source.iter().enumerate() {
        let text = clean(raw);
        let heading = source.get(index + 1).and_then(|next| underline(next));
        let marker = marker::printed(&text);
        let begins = !before.as_ref().is_some_and(|before| before.goes_on(raw, &text, wrap));
        let indent = match (marker, begins, &before) {
            (Some(_), ..) => indents.depth(marker::width(raw)),
            (None, false, Some(before)) => before.indent,
            (None, ..) => 0,
        };
        if begins && marker.is_none() && !text.is_empty() {
            indents.clear();
        }
        before = (!text.is_empty()).then(|| match before {
            Some(before) if !begins => Before { last: text.clone(), ..before },
            _ => Before {
                last: text.clone(),
                capital: text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase),
                hangs: marker.map(|_| marker::width(raw)),
                indent,
            },
        });
        let mut line = Line { text, ..Line::default() };
        line.look.heading = heading.filter(|_| !line.text.is_empty());
        line.look.marker = marker;
        line.look.indent = indent;
        placed.push(Placed { line, begins });
    }
    single_page(MediaType::Text, draft::number(placed), "source lines", Vec::new())
}

/// What a reader prints of a source line: trimmed, each tab inside as the gap that it shows.
pub(super) fn clean(raw: &str) -> String {
    raw.trim().replace('\t', "  ")
}

/// The block that the line above belongs to.
struct Before {
    /// The text of the line above.
    last: String,
    /// The block begins with a capital letter.
    capital: bool,
    /// The block is a list item, its marker behind this much white space.
    hangs: Option<usize>,
    /// The nesting depth of that item.
    indent: u8,
}

impl Before {
    /// True if a line goes on with this block.
    fn goes_on(&self, raw: &str, text: &str, wrap: Option<usize>) -> bool {
        if text.is_empty() || marker::printed(text).is_some() {
            return false;
        }
        let hanging = self.hangs.is_some_and(|marker| marker::width(raw) > marker);
        let unfinished = !self.last.ends_with(['.', '!', '?', ':', ';', '…']);
        let lower = self.capital && unfinished && begins_with_lower_case_word(text);
        // Some programs even the lines out and end them a word early.
        let full = wrap.is_some_and(|width| is_full(&self.last, text, width * 9 / 10));
        hanging || self.last.ends_with(',') || lower || full
    }
}

/// `prévention`, `l'accès`, but neither `www.cpts.fr` nor `contact@cpts.fr`.
fn begins_with_lower_case_word(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
    word.starts_with(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
}

/// The level of the heading that stands above this line, if it is an underline.
fn underline(line: &str) -> Option<u8> {
    let line = line.trim();
    let of = |sign| line.len() >= 3 && line.chars().all(|c| c == sign);
    of('=').then_some(1).or(of('-').then_some(2))
}

/// The first word of the next line would not have fitted.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    line.chars().count() + 1 + word.chars().count() > width
}

/// The width at which the text is wrapped, if it is.
fn wrap_width(source: &[&str]) -> Option<usize> {
    let inner: Vec<(&str, &str)> = source
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((a.trim_end(), b.trim())),
            _ => None,
        })
        .filter(|(a, b)| !a.is_empty() && !b.is_empty() && marker::printed(b).is_none())
        .collect();
    let mut widths: Vec<usize> = inner.iter().map(|(a, _)| a.chars().count()).collect();
    widths.sort_unstable();
    // The odd long address does not set the width.
    let width = *widths.get((widths.len() * 19 / 20).min(widths.len().checked_sub(1)?))?;
    let full = inner.iter().filter(|(a, b)| is_full(a, b, width)).count();
    let wrapped = inner.len() >= 3 && full * 5 >= inner.len() * 3;
    (wrapped && WRAP_WIDTHS.contains(&width)).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &str) -> Vec<Line> {
        read(source).pages.remove(0).lines
    }

    fn blocks(source: &str) -> Vec<u32> {
        lines(source).iter().map(|line| line.block).collect()
    }

    #[test]
    fn line_n_is_line_n_of_the_source() {
        let texts: Vec<_> = lines("\n  Titre \n\n\nA\tB\n").into_iter().map(|l| l.text).collect();
        assert_eq!(texts, ["", "Titre", "", "", "A  B"]);
    }

    #[test]
    fn nothing_is_folded_inside_a_line() {
        assert_eq!(lines("64\u{a0}000  pers\u{ad}onnes")[0].text, "64\u{a0}000  pers\u{ad}onnes");
    }

    #[test]
    fn a_fact_on_each_line_is_a_block_on_each_line() {
        let source = "CPTS du Val Clair\nPopulation : 12 000 habitants\nContact :\n\
                      contact@cpts-valclair.fr\nwww.cpts-valclair.fr\nTaille 1";
        assert_eq!(blocks(source), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_broken_sentence_is_one_block() {
        assert_eq!(blocks("Co-présidence : Anne Roche,\nPaul Brun\nTaille 2"), [0, 0, 1]);
        assert_eq!(blocks("Formation stratégie de\ncommunication\nFin"), [0, 0, 1]);
    }

    #[test]
    fn a_text_wrapped_at_one_width_is_joined_by_paragraph() {
        let source = "La communauté professionnelle du Val Clair réunit les soignants\n\
                      Elle compte 120 adhérents. Un bureau de six personnes la dirige\n\
                      Anne Roche, infirmière, la préside depuis la première assemblée\n\
                      générale de 2021.\n\
                      Titre suivant";
        assert_eq!(blocks(source), [0, 0, 0, 0, 1]);
    }

    #[test]
    fn an_underlined_line_is_a_heading() {
        let lines = lines("LETTRE\n======\n\nAgenda\n------\ntexte\n\n---");
        let headings: Vec<_> = lines.iter().map(|line| line.look.heading).collect();
        assert_eq!(headings, [Some(1), None, None, Some(2), None, None, None, None]);
    }

    #[test]
    fn markers_begin_blocks_and_nest_by_indent() {
        let lines = lines(
            "  • Accès\n    • Médecin\n      traitant\n    • SNP\n  • Parcours\n\nFin\n- un\n1. deux",
        );
        let looks: Vec<_> = lines.iter().map(|l| (l.look.marker, l.look.indent, l.block)).collect();
        assert_eq!(
            looks,
            [
                (Some(2), 0, 0),
                (Some(2), 1, 1),
                (None, 1, 1),
                (Some(2), 1, 2),
                (Some(2), 0, 3),
                (None, 0, 4),
                (None, 0, 5),
                (Some(2), 0, 6),
                (Some(3), 0, 7),
            ]
        );
    }

    #[test]
    fn a_blank_line_does_not_end_a_nested_list() {
        let lines = lines("• Accès\n\n  • SNP");
        assert_eq!(lines[2].look.indent, 1);
    }
}
