//! `recense export`

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use recense::export::{Output, Subject};
use recense::model::record::Record;
use recense::model::table::Table;
use recense::write::table::{Dialect, csv, ndjson};
use recense::write::{Folder, make_folder, names_record, write_whole};

/// Write the tables of an output folder for other tools.
///
/// NDJSON, CSV and Parquet are one file for each table, in the folder --to; one --table alone goes
/// to the file --to, or to standard output. SQLite is one file with all tables.
#[derive(clap::Args)]
pub struct Arguments {
    /// The output folder
    output: PathBuf,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// The file or folder to write to [default: standard output]
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
    /// Only this table
    #[arg(long, value_parser = subject())]
    table: Option<Subject>,
    /// CSV as a French Excel opens it: semicolons, byte order mark, no cell that is a formula
    #[arg(long)]
    excel_fr: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Ndjson,
    /// Comma-separated values
    Csv,
    /// A database
    #[cfg(feature = "sqlite")]
    Sqlite,
    /// Columns, for analytical tools
    #[cfg(feature = "parquet")]
    Parquet,
}

fn subject() -> impl TypedValueParser<Value = Subject> {
    PossibleValuesParser::new(Subject::ALL.map(Subject::name)).try_map(|name| {
        Subject::ALL.into_iter().find(|subject| subject.name() == name).ok_or("no such table")
    })
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { format, to, table, excel_fr, .. } = arguments;
    if *excel_fr && *format != Format::Csv {
        bail!("--excel-fr is a dialect of --format csv");
    }
    let output = load(&arguments.output)?;
    let tables: Vec<Table> = Subject::ALL
        .into_iter()
        .filter(|subject| table.is_none_or(|asked| asked == *subject))
        .map(|subject| subject.table(&output))
        .collect();
    #[cfg(feature = "sqlite")]
    if *format == Format::Sqlite {
        let Some(to) = to else { bail!("--format sqlite needs --to FILE") };
        recense::write::table::sqlite(to, &tables)?;
        return Ok(ExitCode::SUCCESS);
    }
    match (to, tables.as_slice()) {
        (Some(to), [single]) if table.is_some() => {
            write_whole(to, |file| one(arguments, single, file))?;
        }
        (Some(to), all) => {
            make_folder(to)?;
            for single in all {
                let file = to.join(format!("{}.{}", single.name, format.extension()));
                write_whole(&file, |file| one(arguments, single, file))?;
            }
        }
        (None, [single]) => super::print(|out| Ok(one(arguments, single, out)?))?,
        (None, _) => bail!("several tables need --to FOLDER; one of them, --table NAME"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes one table.
fn one(arguments: &Arguments, table: &Table, out: &mut dyn Write) -> io::Result<()> {
    match arguments.format {
        Format::Ndjson => ndjson(out, table),
        Format::Csv if arguments.excel_fr => csv(out, Dialect::FrenchExcel, table),
        Format::Csv => csv(out, Dialect::Rfc4180, table),
        #[cfg(feature = "parquet")]
        Format::Parquet => recense::write::table::parquet(out, table),
        #[cfg(feature = "sqlite")]
        Format::Sqlite => Err(io::Error::other("a database is one file with all tables")),
    }
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "sqlite",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}

/// What an output folder holds.
fn load(output: &Path) -> anyhow::Result<Output> {
    // One import wrote all of it.
    let _reading = Folder::read(output)?;
    let gaps = super::written(output, "gaps.json")?;
    let registry = super::written(output, "registry.json")?;
    let folder = output.join("documents");
    let mut records: Vec<Record> = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let name = entry.with_context(|| folder.display().to_string())?.file_name();
        let name = name.to_string_lossy();
        if names_record(&name) {
            records.push(super::written(output, &format!("documents/{name}"))?);
        }
    }
    records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    Ok(Output { records, gaps, registry })
}
