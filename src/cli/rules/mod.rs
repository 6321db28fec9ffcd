//! `recense rules`: the tools of whoever writes rules.

mod diff;
mod lint;
mod test;

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};

/// Check rules, run their examples, see what an edit changes.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Lint(lint::Arguments),
    Test(test::Arguments),
    Diff(diff::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Lint(arguments) => lint::run(arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
    }
}

/// For a person or for a tool.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a person
    Human,
    /// One JSON object
    Json,
}
