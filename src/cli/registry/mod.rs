//! `recense registry`: who is one CPTS and who is not.

mod judge;
mod proposals;

use std::process::ExitCode;

use clap::Subcommand;

/// See which entries of the registry may be one CPTS, and decide.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Proposals(proposals::Arguments),
    Judge(judge::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Proposals(arguments) => proposals::run(arguments),
        Command::Judge(arguments) => judge::run(arguments),
    }
}
