//! `recense schema`

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use recense::export;
use recense::schema::Shape;
use recense::write::to_json;

/// What the exported tables are called here.
const TABLES: &str = "tables";

/// Print the JSON Schema (2020-12) of what is written, or the columns of the exported tables.
#[derive(clap::Args)]
pub struct Arguments {
    /// The file
    #[arg(value_parser = PossibleValuesParser::new(names()))]
    name: String,
}

fn names() -> Vec<&'static str> {
    Shape::ALL.into_iter().map(Shape::name).chain([TABLES]).collect()
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let shape = Shape::ALL.into_iter().find(|shape| shape.name() == arguments.name);
    let schema = to_json(&shape.map_or_else(export::describe, Shape::schema))?;
    super::print(|out| Ok(out.write_all(schema.as_bytes())?))?;
    Ok(ExitCode::SUCCESS)
}
