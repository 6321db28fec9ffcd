//! `recense schema`

use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use recense::schema::Shape;
use recense::write::to_json;

/// Print the JSON Schema (2020-12) of what is written.
#[derive(clap::Args)]
pub struct Arguments {
    /// The file
    #[arg(value_parser = shape())]
    shape: Shape,
}

fn shape() -> impl TypedValueParser<Value = Shape> {
    PossibleValuesParser::new(Shape::ALL.map(Shape::name)).try_map(|name| {
        Shape::ALL.into_iter().find(|shape| shape.name() == name).ok_or("no such file")
    })
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let schema = to_json(&arguments.shape.schema())?;
    super::print(|out| Ok(out.write_all(schema.as_bytes())?))?;
    Ok(ExitCode::SUCCESS)
}
