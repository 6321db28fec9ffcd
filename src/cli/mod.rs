//! The command line: one file for each command, and what they say to the person at the terminal.
//!
//! Exit status: 0 everything was done, 1 some documents failed or there are findings, 2 the command
//! could not run.

mod diff;
mod explain;
mod export;
mod findings;
mod gaps;
mod import;
mod inspect;
mod manual;
mod merge;
mod progress;
mod registry;
mod relance;
mod rules;
mod schema;
mod validate;
mod worker;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context as _, bail};
use clap::{ArgAction, CommandFactory as _, Parser, Subcommand, ValueEnum};
use recense::model::diagnostic::Diagnostic;
use recense::model::run::Redaction;
use recense::rules::Rules;
use recense::validate::baseline::Baseline;
use recense::write::Folder;
use tracing::Level;

/// Reads documents on French CPTS in batches and writes normalised JSON, each value with its place
/// and its rule.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Tell on standard error what is being done; twice for more of it
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
}

#[derive(Subcommand)]
enum Command {
    Import(import::Arguments),
    Merge(merge::Arguments),
    Diff(diff::Arguments),
    Gaps(gaps::Arguments),
    Registry(registry::Arguments),
    Relance(relance::Arguments),
    Export(export::Arguments),
    Validate(validate::Arguments),
    Schema(schema::Arguments),
    Inspect(inspect::Arguments),
    Rules(rules::Arguments),
    Explain(explain::Arguments),
    Worker(worker::Arguments),
    Completions(manual::Completions),
    Man(manual::Man),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log(arguments.verbose);
    let result = match arguments.command {
        Command::Import(arguments) => import::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Relance(arguments) => relance::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Gaps(arguments) => gaps::run(&arguments),
        Command::Registry(arguments) => registry::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Worker(arguments) => worker::run(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments, Arguments::command()),
        Command::Man(arguments) => manual::man(&arguments, Arguments::command()),
    };
    result.unwrap_or_else(|error| {
        let _ = writeln!(io::stderr(), "{error:#}");
        ExitCode::from(2)
    })
}

/// The log goes to standard error; without being asked it is quiet.
fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => Level::INFO,
        _ => Level::DEBUG,
    };
    tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_ansi(false).init();
}

/// Writes to standard output. A reader that goes away has seen what it asked for
/// (`recense inspect report.pdf | head`) and is no error.
fn print(write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let broken = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    match write(&mut out).and_then(|()| Ok(out.flush()?)) {
        Err(error) if error.downcast_ref().is_some_and(broken) => Ok(()),
        result => result,
    }
}

/// Which rules, and in which language gaps are told.
#[derive(clap::Args)]
struct RuleArguments {
    /// Rules of this folder, laid over the built-in ones: a file of the same path is replaced
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// The language of the gaps' sentences
    #[arg(long, value_enum, default_value_t = Language::Fr)]
    lang: Language,
}

/// What is left out of what is written.
#[derive(clap::Args)]
struct RedactArguments {
    /// Leave personal data out of everything that is written
    #[arg(long, value_enum, value_name = "WHAT")]
    redact: Option<Redact>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Redact {
    /// Mailboxes and telephone numbers of persons; those of organisations stay
    Persons,
}

impl RedactArguments {
    fn redaction(&self) -> Option<Redaction> {
        self.redact.map(|Redact::Persons| Redaction::Persons)
    }
}

/// By which official data the registry is made.
#[derive(clap::Args)]
struct GazetteerArguments {
    /// Communes of this file in place of the built-in ones: the form of data/communes.tsv
    #[arg(long, value_name = "FILE")]
    gazetteer: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// French
    Fr,
    /// English
    En,
}

impl RuleArguments {
    /// The folder that rules are cited in: the one that was given, else that of the repository.
    fn folder(&self) -> PathBuf {
        self.rules.clone().unwrap_or_else(|| PathBuf::from("rules"))
    }

    fn lang(&self) -> &'static str {
        match self.lang {
            Language::Fr => "fr",
            Language::En => "en",
        }
    }

    fn load(&self) -> Result<Rules, Diagnostic> {
        load(self.rules.as_deref())?.speaking(self.lang())
    }
}

/// The rules that are built in, and laid over them those of a folder.
fn load(dir: Option<&Path>) -> Result<Rules, Diagnostic> {
    let named = |problem: Diagnostic| {
        let file = from_here(dir, &problem.file).display().to_string();
        Diagnostic { file, ..problem }
    };
    dir.map_or_else(Rules::bundled, Rules::load).map_err(named)
}

/// The file of a rules folder as an editor opens it from here: rules name it by its path below
/// their folder, and one that is not there is built in.
fn from_here(dir: Option<&Path>, file: &str) -> PathBuf {
    match dir {
        Some(dir) if Path::new(file).starts_with(dir) => PathBuf::from(file),
        Some(dir) if dir.join(file).exists() => dir.join(file),
        _ => Path::new("rules").join(file),
    }
}

/// How many documents are read at a time: as asked, else the number of processors.
fn jobs(asked: Option<u16>) -> usize {
    let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    asked.map_or_else(processors, usize::from)
}

/// The day as `2026-11-22`, in Universal Time.
fn today() -> String {
    jiff::Timestamp::now().to_string().chars().take(10).collect()
}

/// Reads a baseline of accepted gaps.
fn baseline(file: &Path) -> anyhow::Result<Baseline> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    Baseline::parse(&text).with_context(|| file.display().to_string())
}

/// Reads a file of an output folder.
fn written<T: for<'a> serde::Deserialize<'a>>(output: &Path, name: &str) -> anyhow::Result<T> {
    if !output.is_dir() {
        bail!("{}: no such folder", output.display());
    }
    let _reading = Folder::read(output)?;
    let path = output.join(name);
    let place = || path.display().to_string();
    if !path.is_file() {
        bail!("{}: no such file; `recense import` writes it", place());
    }
    let text = fs::read(&path).with_context(place)?;
    serde_json::from_slice(&text).with_context(place)
}

/// `1 gap`, `2 gaps`.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
