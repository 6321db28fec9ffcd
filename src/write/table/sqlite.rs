//! Tables as an SQLite database (feature `sqlite`).

use std::io;
use std::path::Path;

use rusqlite::types::{ToSql, ToSqlOutput, Value};
use rusqlite::{Connection, params_from_iter};

use crate::model::table::{Cell, Kind, Table};
use crate::write::WriteError;
use crate::write::folder::{failed, unfinished};

/// Writes a new database with these tables in the place of the file.
pub fn sqlite(path: &Path, tables: &[Table]) -> Result<(), WriteError> {
    let whole = || -> io::Result<()> {
        let file = unfinished(path)?.into_temp_path();
        database(&file, tables).map_err(io::Error::other)?;
        file.persist(path).map_err(|error| error.error)
    };
    whole().map_err(failed(path, "cannot write"))
}

fn database(path: &Path, tables: &[Table]) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    let transaction = connection.transaction()?;
    for table in tables {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                let kind = match column.kind {
                    Kind::Text => "TEXT",
                    Kind::Integer => "INTEGER",
                };
                format!("\"{}\" {kind}", column.name)
            })
            .collect();
        let marks = vec!["?"; columns.len()].join(", ");
        transaction
            .execute(&format!("CREATE TABLE \"{}\" ({})", table.name, columns.join(", ")), [])?;
        let mut insert =
            transaction.prepare(&format!("INSERT INTO \"{}\" VALUES ({marks})", table.name))?;
        for row in &table.rows {
            insert.execute(params_from_iter(row))?;
        }
    }
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Empty => ToSqlOutput::Owned(Value::Null),
            Self::Text(text) => ToSqlOutput::from(text.as_str()),
            Self::Integer(number) => ToSqlOutput::from(*number),
        })
    }
}
