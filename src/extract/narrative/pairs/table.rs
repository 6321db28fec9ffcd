//! Tables as lines: a row of a label and a value, or a CPTS for each row or column.

use crate::extract::block::{Block, Piece};
use crate::extract::grid::Cells;
use crate::extract::narrative::pairs::{Joined, Pairs, is_number};
use crate::normalise::shadow::fold;

/// A name of a CPTS has no more words.
const NAME_WORDS: usize = 12;

/// The level of a heading below all others.
const LEAST_HEADING: u8 = 6;

impl Pairs<'_, '_> {
    /// A table as lines, at the places of its blocks.
    pub(super) fn table(&self, rows: &[Cells]) -> Vec<Joined> {
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
}

/// The name of a CPTS over the lines of its row.
fn heading(name: &Block, pieces: &[Piece<'_>]) -> Block {
    let mut heading = name.composed(pieces);
    heading.look.heading = Some(LEAST_HEADING);
    heading
}
