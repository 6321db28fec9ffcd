//! `recense explain`: why a line, a value or a family was read as it was.

mod human;
mod picture;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ValueEnum;
use recense::explain::{Case, Unanswerable};
use recense::model::explanation::Explanation;
use recense::pipeline::{self, FileError};
use recense::write::to_json;

use crate::cli::RuleArguments;

/// Say why a document was read as it was: who read a line and what failed for every other rule,
/// which way a value came, what came nearest to one that is missing, what made the family.
///
/// Lines are counted as `recense inspect` counts them. It is the document that is quoted, with all
/// that an import may leave out of its record. Exit status: 0 explained, 1 the document
/// cannot be read, 2 there is no such line or pointer.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("question").required(true))]
pub struct Arguments {
    /// The document
    file: PathBuf,
    /// A line: PAGE:LINE, or LINE where the format has no pages
    #[arg(long, value_name = "PAGE:LINE", value_parser = place, group = "question")]
    at: Option<Place>,
    /// A value of the record, there or missing: a JSON Pointer, as /communities/3/population
    #[arg(long, value_name = "POINTER", group = "question")]
    pointer: Option<String>,
    /// The family: each piece of evidence, the scores
    #[arg(long, group = "question")]
    family: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    rules: RuleArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The source lines with a caret
    Human,
    /// The shape that `recense schema explanation` describes
    Json,
}

/// A line as the argument names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    page: Option<u32>,
    line: u32,
}

/// Reads `12:7` or `7`.
fn place(text: &str) -> Result<Place, String> {
    let number = |part: &str| part.parse().map_err(|_| format!("{part:?} is no number from 1"));
    match text.split_once(':') {
        Some((page, line)) => Ok(Place { page: Some(number(page)?), line: number(line)? }),
        None => Ok(Place { page: None, line: number(text)? }),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rules = arguments.rules.load()?;
    let answered = pipeline::with_file(&arguments.file, |bytes, name| {
        Ok(answer(&Case::read(bytes, name, &rules)?, arguments))
    });
    let explanation = match answered {
        Ok(answer) => answer.with_context(|| arguments.file.display().to_string())?,
        Err(error @ FileError::Document { .. }) => {
            let _ = writeln!(io::stderr(), "{error}");
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(error.into()),
    };
    match arguments.format {
        Format::Human => {
            let folder = arguments.rules.folder();
            let page = human::Page::new(&arguments.file, &folder);
            super::print(|out| Ok(page.print(out, &explanation)?))?;
        }
        Format::Json => {
            let json = to_json(&explanation)?;
            super::print(|out| Ok(out.write_all(json.as_bytes())?))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The answer to the question that was asked.
fn answer(case: &Case<'_>, arguments: &Arguments) -> Result<Explanation, Unanswerable> {
    match (&arguments.at, &arguments.pointer) {
        (Some(place), _) => case.line(place.page, place.line),
        (None, Some(pointer)) => case.pointer(pointer),
        (None, None) => Ok(case.about()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_with_or_without_its_page() {
        assert_eq!(place("12:7"), Ok(Place { page: Some(12), line: 7 }));
        assert_eq!(place("7"), Ok(Place { page: None, line: 7 }));
        assert_eq!(place("x:7"), Err("\"x\" is no number from 1".to_owned()));
    }
}
