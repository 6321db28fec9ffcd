//! Comma-separated values (RFC 4180), and the dialect that a French Excel opens by double click.

use std::io::{self, Write};

use crate::model::table::{Cell, Table};

/// How values are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 4180: commas, quotes where they are needed, CR LF, UTF-8.
    Rfc4180,
    /// Semicolons and a byte order mark, and no cell that a spreadsheet would take for a formula.
    FrenchExcel,
}

/// What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a table with a line of column names.
pub fn csv(out: &mut dyn Write, dialect: Dialect, table: &Table) -> io::Result<()> {
    let mut builder = csv::WriterBuilder::new();
    builder.terminator(csv::Terminator::CRLF);
    if dialect == Dialect::FrenchExcel {
        out.write_all("\u{feff}".as_bytes())?;
        builder.delimiter(b';');
    }
    let mut writer = builder.from_writer(out);
    writer.write_record(table.columns.iter().map(|column| column.name)).map_err(cause)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| text(cell, dialect))).map_err(cause)?;
    }
    writer.flush()
}

/// What the system says: whoever reads the table may have gone away.
fn cause(error: csv::Error) -> io::Error {
    let told = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        _ => io::Error::other(told),
    }
}

/// A cell as text. A number is no formula; a text that begins like one (`+ 80 000 habitants`) gets
/// an apostrophe before it, which a spreadsheet reads as "this is text".
fn text(cell: &Cell, dialect: Dialect) -> String {
    match cell {
        Cell::Text(text) if dialect == Dialect::FrenchExcel && text.starts_with(FORMULA) => {
            format!("'{text}")
        }
        cell => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::{Column, Kind, Row};

    const COLUMNS: &[Column] = &[
        Column { name: "raw", kind: Kind::Text, about: "" },
        Column { name: "count", kind: Kind::Integer, about: "" },
    ];

    fn written(dialect: Dialect, rows: &[Row]) -> String {
        let mut out = Vec::new();
        let table = Table { name: "t", columns: COLUMNS, rows: rows.to_vec() };
        csv(&mut out, dialect, &table).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn commas_quotes_and_line_breaks_are_quoted() {
        let rows = [vec![Cell::Text("a, \"b\"\nc".to_owned()), Cell::Integer(-3)]];
        assert_eq!(written(Dialect::Rfc4180, &rows), "raw,count\r\n\"a, \"\"b\"\"\nc\",-3\r\n");
    }

    #[test]
    fn a_reader_that_goes_away_is_told_as_one() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let rows = vec![vec![Cell::Text("x".repeat(1 << 20)), Cell::Integer(1)]];
        let table = Table { name: "t", columns: COLUMNS, rows };
        let error = csv(&mut Gone, Dialect::Rfc4180, &table).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn an_empty_cell_is_nothing_and_a_row_of_one_is_still_a_row() {
        assert_eq!(
            written(Dialect::Rfc4180, &[vec![Cell::Empty, Cell::Empty]]),
            "raw,count\r\n,\r\n"
        );
    }

    #[test]
    fn french_excel_gets_semicolons_a_mark_and_no_formula() {
        let rows = [
            vec![Cell::Text("+ 80 000 habitants".to_owned()), Cell::Integer(-3)],
            vec![Cell::Text("=1+1".to_owned()), Cell::Empty],
            vec![Cell::Text("Été; hiver".to_owned()), Cell::Integer(1)],
        ];
        assert_eq!(
            written(Dialect::FrenchExcel, &rows),
            "\u{feff}raw;count\r\n'+ 80 000 habitants;-3\r\n'=1+1;\r\n\"Été; hiver\";1\r\n"
        );
    }
}
