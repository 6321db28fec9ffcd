//! The command line: one file for each command, and what they say to the person at the terminal.
//!
//! Exit status: 0 everything was done, 1 some documents failed or there are findings, 2 the command
//! could not run.

mod gaps;
mod import;
mod inspect;
mod progress;
mod schema;
mod validate;

use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use recense::rules::{RuleError, Rules};

/// Reads documents on French CPTS in batches and writes normalised JSON, each value with its place
/// and its rule.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Import(import::Arguments),
    Gaps(gaps::Arguments),
    Validate(validate::Arguments),
    Schema(schema::Arguments),
    Inspect(inspect::Arguments),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Import(arguments) => import::run(&arguments),
        Command::Gaps(arguments) => gaps::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
    };
    match result {
        Ok(status) => status,
        // `recense inspect report.pdf | head` has shown what was asked for.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(broken)
}

/// The rules of a folder, or the compiled-in ones.
fn rules(dir: Option<&Path>) -> Result<Rules, RuleError> {
    dir.map_or_else(Rules::bundled, Rules::load)
}

/// `1 gap`, `2 gaps`.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
