//! One JSON object a line.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::model::table::{Cell, Table};

/// Writes a table, every column in every line; an empty cell is null.
pub fn ndjson(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    for row in &table.rows {
        let cells = table.columns.iter().zip(row).map(|(column, cell)| {
            let value = match cell {
                Cell::Empty => Value::Null,
                Cell::Text(text) => Value::from(text.as_str()),
                Cell::Integer(number) => Value::from(*number),
            };
            (column.name.to_owned(), value)
        });
        serde_json::to_writer(&mut *out, &cells.collect::<Map<_, _>>())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::{Column, Kind};

    #[test]
    fn every_line_has_every_column_in_order() {
        const COLUMNS: &[Column] = &[
            Column { name: "b", kind: Kind::Text, about: "" },
            Column { name: "a", kind: Kind::Text, about: "" },
            Column { name: "c", kind: Kind::Integer, about: "" },
        ];
        let mut out = Vec::new();
        let rows = vec![vec![Cell::Text("é\n".to_owned()), Cell::Empty, Cell::Integer(7)]];
        ndjson(&mut out, &Table { name: "t", columns: COLUMNS, rows }).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "{\"b\":\"é\\n\",\"a\":null,\"c\":7}\n");
    }
}
