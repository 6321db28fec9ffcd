//! Labels and values that a document sets apart: rows of tables, cards, columns of a page or text.
//!
//! A row of a label and a value states what `label : value` on one line states, so it is made that
//! line, and the rules for lines read it. What a label means is not known here; a table of several
//! CPTS becomes their names, each with its own lines below.

mod beside;
mod cards;
mod table;

use std::ops::Range;

use crate::extract::block::{Block, Piece};
use crate::extract::grid::{grids, text};
use crate::extract::sheet::Sheet;
use crate::model::document::Region;
use crate::normalise::person;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;
use crate::rules::{FamilyRules, Rules};

/// A label has no more words.
const LABEL_WORDS: usize = 8;

/// A number on a card has no more characters: `+ de 1 250 000`.
const NUMBER: usize = 14;

/// A telephone number has more digits than a number of people.
const MOST_DIGITS: usize = 7;

/// What stands between a label and its value.
const COLON: &str = " : ";

/// Puts labels and values together. The blocks keep their numbers; those that have become part of
/// another one are left without text.
pub(super) fn join(sheet: &mut Sheet<'_>, rules: &Rules, family: &FamilyRules) {
    let joined = Pairs { sheet, rules, family }.joined();
    if !joined.is_empty() {
        sheet.replace(joined);
    }
}

/// The blocks that become part of a label's line.
pub(super) fn values(sheet: &Sheet<'_>, rules: &Rules, family: &FamilyRules) -> Vec<usize> {
    let joined = Pairs { sheet, rules, family }.joined();
    let emptied = joined.into_iter().filter(|(_, block)| block.text.is_empty());
    emptied.map(|(index, _)| index).collect()
}

/// What stands in the place of a block.
type Joined = (usize, Block);

struct Pairs<'s, 'd> {
    sheet: &'s Sheet<'d>,
    rules: &'s Rules,
    family: &'s FamilyRules,
}

impl Pairs<'_, '_> {
    /// Every block that becomes a line, and what is left of those that become part of one.
    fn joined(&self) -> Vec<Joined> {
        let mut joined = Vec::new();
        for rows in grids(self.sheet) {
            joined.extend(self.table(&rows));
        }
        let beside = self.beside();
        let taken: Vec<usize> = beside.iter().map(|(index, _)| *index).collect();
        joined.extend(beside);
        joined.extend(self.cards(&taken));
        joined.extend(self.columns());
        joined
    }

    fn block(&self, index: usize) -> Option<&Block> {
        self.sheet.blocks.get(index)
    }

    fn text(&self, cell: &[usize]) -> String {
        clean(&text(self.sheet, cell))
    }

    /// The line of a label and its value. The labels of missions stand over lists of their own.
    fn line(&self, label: &[usize], value: &[usize]) -> Option<Block> {
        let [label] = label else { return None };
        let label = self.block(*label)?;
        let text = clean(&label.text);
        let values: Vec<&Block> = value.iter().filter_map(|&index| self.block(index)).collect();
        if !self.is_label(&text) || self.is_mission(&text) || values.is_empty() {
            return None;
        }
        Some(line(label, &values))
    }

    /// Short, and no sentence or address.
    fn is_label(&self, text: &str) -> bool {
        let words = text.split_whitespace().count();
        (1..=LABEL_WORDS).contains(&words) && !text.contains('@') && !text.ends_with(['.', '!'])
    }

    fn is_mission(&self, text: &str) -> bool {
        let missions = self.family.sections.first();
        missions.is_some_and(|section| {
            self.rules.vocabulary(&section.label_from).spelled(&fold(text)).is_some()
        })
    }

    fn is_role(&self, text: &str) -> bool {
        self.rules.vocabulary("roles").spelled(&fold(text)).is_some()
    }

    fn is_person(&self, text: &str) -> bool {
        person::person(text, self.rules.lexicon()).is_ok()
    }

    /// Lines of a text whose author set label and value in columns, with strokes, tabs or dots.
    fn columns(&self) -> Vec<Joined> {
        let mut joined = Vec::new();
        for (index, block) in self.sheet.blocks.iter().enumerate() {
            let plain = block.bbox.is_none() && block.look.cell.is_none() && !block.pair;
            if !plain || block.region != Region::Main {
                continue;
            }
            let gaps: Vec<Range<usize>> = block
                .line_ranges()
                .into_iter()
                .filter_map(|line| {
                    let gap = gap(&block.slice(line.clone()))?;
                    Some(line.start + gap.start..line.start + gap.end)
                })
                .collect();
            if gaps.is_empty() {
                continue;
            }
            let mut pieces = Vec::new();
            let mut at = 0;
            for gap in gaps {
                pieces.push(Piece::Of(block, at..gap.start));
                pieces.push(Piece::Joint(COLON));
                at = gap.end;
            }
            pieces.push(Piece::Of(block, at..block.length()));
            joined.push((index, block.composed(&pieces)));
        }
        joined
    }
}

/// A label and its value on one line; a number stands before what it counts.
fn line(label: &Block, values: &[&Block]) -> Block {
    let end = label.text.trim_end_matches([' ', ':', '\u{A0}']).chars().count();
    let counted = is_number(&label.text) && !is_year(&label.text);
    let joint = if counted { " " } else { COLON };
    let mut pieces = vec![Piece::Of(label, 0..end), Piece::Joint(joint)];
    for (number, value) in values.iter().enumerate() {
        if number > 0 {
            pieces.push(Piece::Joint(", "));
        }
        pieces.push(Piece::all(value));
    }
    let mut line = label.composed(&pieces);
    line.pair = true;
    line
}

/// The one gap of a line between a label and a value: a stroke, a tab, dots or wide spaces.
fn gap(line: &str) -> Option<Range<usize>> {
    let characters: Vec<char> = line.chars().collect();
    let is_space = |at: usize| characters.get(at).is_some_and(|c| c.is_whitespace());
    let mut gaps: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let end = (at..characters.len())
            .find(|&at| !is_space(at) && !matches!(characters.get(at), Some('|' | '.' | '…' | '_')))
            .unwrap_or(characters.len());
        let sign = characters.get(at..end).unwrap_or_default();
        let count = |wanted: char| sign.iter().filter(|c| **c == wanted).count();
        let wide = sign.len() > 1 && sign.iter().all(|c| c.is_whitespace());
        let set = sign.contains(&'\t') || wide || count('|') == 1;
        if set || count('.') + count('_') > 3 || count('…') > 0 && sign.len() > 2 {
            gaps.push(at..end);
        }
        at = end.max(at + 1);
    }
    let [gap] = gaps.as_slice() else { return None };
    let label: String = characters.get(..gap.start).unwrap_or_default().iter().collect();
    let words = label.split_whitespace().count();
    let begins = label.starts_with(char::is_alphabetic) && !label.contains(['@', ':', '.']);
    (begins && words <= LABEL_WORDS && gap.end < characters.len()).then(|| gap.clone())
}

/// A number and no more, perhaps with the sign or words that say how exact it is.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (1..=MOST_DIGITS).contains(&digits)
        && letters <= 2
        && text.chars().count() <= NUMBER
        && !text.contains(['/', '%', '@'])
}

fn is_year(text: &str) -> bool {
    let text = text.trim();
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_gap_parts_a_label_from_its_value() {
        for (line, label) in [
            ("Population | 64 000 habitants", Some("Population")),
            ("Présidente\tAnne Morel", Some("Présidente")),
            ("Taille ........ 3", Some("Taille")),
            ("Président      Paul Blanc", Some("Président")),
            ("Un article. Deux phrases…", None),
            ("a | b | c", None),
            ("Des lieux et des gens... et la suite", None),
        ] {
            let found = gap(line).map(|gap| line.chars().take(gap.start).collect::<String>());
            assert_eq!(found.as_deref(), label, "{line:?}");
        }
    }

    #[test]
    fn a_number_is_told_from_a_year_and_from_words() {
        for (text, number) in [
            ("64 000", true),
            ("+ de 120", true),
            ("6 décembre", false),
            ("12 %", false),
            ("x", false),
        ] {
            assert_eq!(is_number(text), number, "{text:?}");
        }
        assert!(is_year("2019") && !is_year("64 000"));
    }
}
