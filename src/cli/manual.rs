//! `recense completions` and `recense man`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Command;
use clap_complete::Shell;

/// Print what completes commands and options in a shell.
///
/// For bash: `recense completions bash > ~/.local/share/bash-completion/completions/recense`
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual page, or write one for each command into a folder.
#[derive(clap::Args)]
pub struct Man {
    /// A folder such as `~/.local/share/man/man1`
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

/// Prints the completions of a command line.
pub fn completions(arguments: &Completions, mut command: Command) -> anyhow::Result<ExitCode> {
    let mut text = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut command, name, &mut text);
    super::print(|out| Ok(out.write_all(&text)?))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints or writes the manual of a command line.
pub fn man(arguments: &Man, command: Command) -> anyhow::Result<ExitCode> {
    match &arguments.to {
        Some(folder) => {
            clap_mangen::generate_to(command, folder)
                .with_context(|| folder.display().to_string())?;
        }
        None => {
            let mut text = Vec::new();
            clap_mangen::Man::new(command).render(&mut text)?;
            super::print(|out| Ok(out.write_all(&text)?))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
