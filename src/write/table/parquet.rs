//! A table as Apache Parquet (feature `parquet`): every column optional, text as UTF-8 strings,
//! whole numbers as 64-bit integers, Snappy.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::model::table::{Cell, Column, Kind, Table};

/// Writes a table as one row group.
pub fn parquet(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    let mut file = Vec::new();
    row_group(&mut file, table).map_err(io::Error::other)?;
    out.write_all(&file)
}

fn row_group(out: &mut Vec<u8>, table: &Table) -> Result<()> {
    let fields = table.columns.iter().map(|column| Ok(Arc::new(field(column)?)));
    let fields = fields.collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (number, column) in table.columns.iter().enumerate() {
        let Some(mut writer) = group.next_column()? else { break };
        let cells = || table.rows.iter().filter_map(|row| row.get(number));
        // Definition level 1 is a value, 0 is none.
        let levels: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Empty)).collect();
        match column.kind {
            Kind::Text => {
                let texts: Vec<ByteArray> = cells()
                    .filter(|cell| **cell != Cell::Empty)
                    .map(|cell| ByteArray::from(cell.to_string().into_bytes()))
                    .collect();
                writer.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None)?;
            }
            Kind::Integer => {
                let numbers: Vec<i64> = cells()
                    .filter_map(|cell| match cell {
                        Cell::Integer(number) => Some(*number),
                        Cell::Text(_) | Cell::Empty => None,
                    })
                    .collect();
                writer.typed::<Int64Type>().write_batch(&numbers, Some(&levels), None)?;
            }
        }
        writer.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(())
}

fn field(column: &Column) -> Result<Type> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}
