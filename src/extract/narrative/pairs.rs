//! Labels and values that a document sets apart: rows of tables, cards, columns of a text.
//!
//! A row of a label and a value states what `label : value` on one line states, so it is made that
//! line, and the rules for lines read it. What a label means is not known here; a table of several
//! CPTS becomes their names, each with its own lines below.

use std::ops::Range;

use crate::extract::block::{Block, Piece};
use crate::extract::grid::{Cells, grids, text};
use crate::extract::sheet::Sheet;
use crate::model::document::Region;
use crate::normalise::person;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;
use crate::rules::{FamilyRules, Rules};

/// A label has no more words.
const LABEL_WORDS: usize = 8;

/// A name of a CPTS has no more words.
const NAME_WORDS: usize = 12;

/// A number on a card has no more characters: `+ de 1 250 000`.
const NUMBER: usize = 14;

/// A telephone number has more digits than a number of people.
const MOST_DIGITS: usize = 7;

/// The level of a heading below all others.
const LEAST_HEADING: u8 = 6;

/// What stands between a label and its value.
const COLON: &str = " : ";

/// Puts labels and values together. The blocks keep their numbers; those that have become part of
/// another one are left without text.
pub(super) fn join(sheet: &mut Sheet<'_>, rules: &Rules, family: &FamilyRules) {
    let pairs = Pairs { sheet, rules, family };
    let mut joined = Vec::new();
    for rows in grids(sheet) {
        joined.extend(pairs.table(&rows));
    }
    joined.extend(pairs.cards());
    joined.extend(pairs.columns());
    if !joined.is_empty() {
        sheet.replace(joined);
    }
}

/// What stands in the place of a block.
type Joined = (usize, Block);

struct Pairs<'s, 'd> {
    sheet: &'s Sheet<'d>,
    rules: &'s Rules,
    family: &'s FamilyRules,
}

impl Pairs<'_, '_> {
    fn block(&self, index: usize) -> Option<&Block> {
        self.sheet.blocks.get(index)
    }

    fn text(&self, cell: &[usize]) -> String {
        clean(&text(self.sheet, cell))
    }

    /// A table as lines, at the places of its blocks.
    fn table(&self, rows: &[Cells]) -> Vec<Joined> {
        let mut places: Vec<usize> =
            rows.iter().flat_map(|row| row.values().flatten()).copied().collect();
        places.sort_unstable();
        let rows: Vec<Cells> = rows.iter().map(|row| self.filled(row)).collect();
        self.laid_out(&places, self.lines(&rows))
    }

    /// Lines one after the other at some places, and nothing at those that are left.
    fn laid_out(&self, places: &[usize], lines: Vec<Block>) -> Vec<Joined> {
        if lines.is_empty() || lines.len() > places.len() {
            return Vec::new();
        }
        let nothing = lines.first().map(|line| line.composed(&[]));
        let lines = lines.into_iter().chain(std::iter::repeat_with(|| nothing.clone()).flatten());
        places.iter().copied().zip(lines).collect()
    }

    /// The cells of a row that hold a text.
    fn filled(&self, row: &Cells) -> Cells {
        let filled = row.iter().filter(|(_, cell)| !self.text(cell).is_empty());
        filled.map(|(column, cell)| (*column, cell.clone())).collect()
    }

    fn lines(&self, rows: &[Cells]) -> Vec<Block> {
        let Some((first, below)) = rows.split_first() else { return Vec::new() };
        if let Some(column) = self.column_of_names(first, below) {
            return below.iter().flat_map(|row| self.record(first, row, column)).collect();
        }
        let names: Vec<_> = first.iter().skip(usize::from(!self.is_wide(first, below))).collect();
        if names.len() > 1 && names.iter().all(|(_, cell)| self.names(cell)) {
            let record =
                |(column, name): (&u32, &Vec<usize>)| self.record_below(name, *column, below);
            return names.into_iter().flat_map(record).collect();
        }
        if let [values] = below
            && self.is_transposed(first, values)
        {
            let pair = |(column, label): (&u32, &Vec<usize>)| self.line(label, values.get(column)?);
            return first.iter().filter_map(pair).collect();
        }
        rows.iter().flat_map(|row| self.row(row)).collect()
    }

    /// True if the rows below have a cell more than the first one: that of their label.
    fn is_wide(&self, first: &Cells, below: &[Cells]) -> bool {
        let column = first.first_key_value().map(|(column, _)| *column);
        below.iter().any(|row| row.first_key_value().map(|(column, _)| *column) < column)
    }

    /// True if a cell begins with a word for a CPTS and goes on: its name.
    fn names(&self, cell: &[usize]) -> bool {
        let folded = fold(&self.text(cell));
        let word = self.rules.vocabulary("community_words").prefix(&folded);
        word.is_some_and(|(_, length)| length < folded.len())
            && folded.split(' ').count() <= NAME_WORDS
    }

    /// The column whose cells name one CPTS each, or that is headed by the word for them.
    fn column_of_names(&self, first: &Cells, below: &[Cells]) -> Option<u32> {
        let words = self.rules.vocabulary("community_words");
        let headed = |cell: &[usize]| words.spelled(&fold(&self.text(cell))).is_some();
        let named = |column: u32| {
            let cells = || below.iter().filter_map(|row| row.get(&column));
            cells().count() > 0 && cells().all(|cell| self.names(cell))
        };
        let labels = first.len() > 1 && first.values().all(|cell| !self.names(cell));
        let column = first.iter().find(|(column, cell)| headed(cell) || named(**column))?.0;
        labels.then_some(*column)
    }

    /// A row that is a CPTS: its name, and a line for each other cell.
    fn record(&self, first: &Cells, row: &Cells, column: u32) -> Vec<Block> {
        let Some(name) = row.get(&column) else { return Vec::new() };
        let word = first.get(&column).and_then(|head| self.block(*head.first()?));
        let (Some(word), Some(printed)) = (word, name.first().and_then(|at| self.block(*at)))
        else {
            return Vec::new();
        };
        let total = self.rules.vocabulary("total_words").prefix(&fold(&printed.text));
        if total.is_some() {
            return Vec::new();
        }
        let name = if self.names(name) {
            heading(printed, &[Piece::all(printed)])
        } else {
            heading(printed, &[Piece::all(word), Piece::Joint(" "), Piece::all(printed)])
        };
        let others = row.iter().filter(|(other, _)| **other != column);
        let lines = others.filter_map(|(other, value)| self.line(first.get(other)?, value));
        std::iter::once(name).chain(lines).collect()
    }

    /// A column that is a CPTS, with the labels in the first one.
    fn record_below(&self, name: &[usize], column: u32, below: &[Cells]) -> Vec<Block> {
        let Some(name) = name.first().and_then(|at| self.block(*at)) else { return Vec::new() };
        let line = |row: &Cells| {
            let (first, label) = row.first_key_value()?;
            (*first != column).then(|| self.line(label, row.get(&column)?)).flatten()
        };
        let name = heading(name, &[Piece::all(name)]);
        std::iter::once(name).chain(below.iter().filter_map(line)).collect()
    }

    /// True for a row of labels with one row of values below.
    fn is_transposed(&self, first: &Cells, values: &Cells) -> bool {
        let digit = |cell: &Vec<usize>| self.text(cell).starts_with(|c: char| c.is_ascii_digit());
        let labels = first.values().all(|cell| self.is_label(&self.text(cell)) && !digit(cell));
        labels && values.first_key_value().is_some_and(|(_, cell)| digit(cell))
    }

    /// A row that is a line: two cells, or a role and a person among more. What else stands in it
    /// stays as it is.
    fn row(&self, row: &Cells) -> Vec<Block> {
        let cells: Vec<&Vec<usize>> = row.values().collect();
        let of = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let found = cells.iter().enumerate().filter(|(_, cell)| is(&self.text(cell)));
            found.map(|(at, _)| at).collect()
        };
        let (roles, people) = (of(&|text| self.is_role(text)), of(&|text| self.is_person(text)));
        let numbers = of(&is_number);
        let pair = match (roles.as_slice(), people.as_slice()) {
            ([role], [person]) => Some((*role, *person)),
            _ if cells.len() == 2 || numbers.iter().all(|at| *at < 2) => Some((0, 1)),
            _ => None,
        };
        let line = pair.and_then(|(label, value)| {
            Some((label, value, self.line(cells.get(label)?, cells.get(value)?)?))
        });
        let Some((label, value, line)) = line else {
            return cells.into_iter().flatten().filter_map(|&at| self.block(at)).cloned().collect();
        };
        let rest = cells.iter().enumerate().filter(|(at, _)| *at != label && *at != value);
        let rest = rest.flat_map(|(_, cell)| cell.iter()).filter_map(|&at| self.block(at)).cloned();
        std::iter::once(line).chain(rest).collect()
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

    /// Cards: a number on a line of its own and what it counts on the next one, or the other way
    /// round.
    fn cards(&self) -> Vec<Joined> {
        let is_content = |index: &usize| {
            self.block(*index).is_some_and(|block| {
                block.region == Region::Main && block.look.cell.is_none() && !block.text.is_empty()
            })
        };
        let content: Vec<usize> = (0..self.sheet.blocks.len()).filter(is_content).collect();
        let kinds: Vec<Option<bool>> = content.iter().map(|&index| self.counts(index)).collect();
        let mut joined = Vec::new();
        let mut start = 0;
        while start < content.len() {
            let mut end = start + 1;
            while kinds.get(end).copied().flatten().is_some()
                && kinds.get(end - 1).copied().flatten().map(|number| !number)
                    == kinds.get(end).copied().flatten()
            {
                end += 1;
            }
            joined.extend(self.run(content.get(start..end).unwrap_or_default()));
            start = end;
        }
        joined
    }

    /// True for a number and no more, false for the words that can say what it counts.
    fn counts(&self, index: usize) -> Option<bool> {
        let block = self.block(index)?;
        let text = clean(&block.text);
        if is_number(&text) {
            return Some(true);
        }
        let words = self.is_label(&text) && !text.contains(|c: char| c.is_ascii_digit());
        (words && text.starts_with(char::is_alphabetic)).then_some(false)
    }

    /// A column of cards, of which numbers and words take turns.
    fn run(&self, run: &[usize]) -> Vec<Joined> {
        let number = |index: &usize| self.counts(*index) == Some(true);
        let heading =
            |index: &usize| self.block(*index).is_some_and(|block| block.look.heading.is_some());
        let small = |index: &usize| {
            self.block(*index).is_some_and(|block| block.text.starts_with(char::is_lowercase))
        };
        let words: Vec<&usize> = run.iter().filter(|index| !number(index)).collect();
        let title = words.first().is_some_and(|first| {
            let rest = words.get(1..).unwrap_or_default();
            !small(first)
                && !rest.is_empty()
                && (heading(first) && !rest.iter().any(|index| heading(index))
                    || rest.iter().all(|index| small(index)))
        });
        let first_number = run.first().is_some_and(number);
        let run = if title && !first_number { run.get(1..).unwrap_or_default() } else { run };
        if run.len() % 2 > 0 {
            return Vec::new();
        }
        let mut joined = Vec::new();
        for pair in run.chunks_exact(2) {
            let [a, b] = pair else { continue };
            let (Some(first), Some(second)) = (self.block(*a), self.block(*b)) else { continue };
            joined.push((*a, line(first, &[second])));
            joined.push((*b, second.composed(&[])));
        }
        joined
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

/// The name of a CPTS over the lines of its row.
fn heading(name: &Block, pieces: &[Piece<'_>]) -> Block {
    let mut heading = name.composed(pieces);
    heading.look.heading = Some(LEAST_HEADING);
    heading
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
