//! Tables: rows of plain cells, for tools that know nothing of documents.

use std::fmt;

/// A table with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name: of the file, and in a database.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// What it says.
    pub about: &'static str,
}

/// What the cells of a column are; every cell may also be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in UTF-8. Dates are ISO 8601 and may be partial; several values are joined by `; `.
    Text,
    /// A whole number.
    Integer,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is said.
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
}

/// One row: as many cells as the table has columns.
pub type Row = Vec<Cell>;

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(number) => number.fmt(formatter),
        }
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&Option<String>> for Cell {
    fn from(text: &Option<String>) -> Self {
        text.as_ref().map_or(Self::Empty, Self::from)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Empty, Self::Integer)
    }
}

impl From<Option<u64>> for Cell {
    fn from(number: Option<u64>) -> Self {
        number.map_or(Self::Empty, Self::from)
    }
}

impl From<Option<u32>> for Cell {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Self::Empty, |number| Self::Integer(i64::from(number)))
    }
}
