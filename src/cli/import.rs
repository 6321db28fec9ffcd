//! `recense import`

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use recense::model::run::Run;
use recense::pipeline::{self, Options};

use crate::cli::RuleArguments;
use crate::cli::progress::Progress;

/// Read documents and write what they say as JSON.
///
/// Folders are read whole, hidden files and the output folder left out. The exit status is 0 if
/// every document was read, 1 if some failed (run.json says which and why), 2 if the command could
/// not run.
#[derive(clap::Args)]
pub struct Arguments {
    /// Files and folders
    #[arg(required = true)]
    path: Vec<PathBuf>,
    /// The output folder
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Documents that are read at a time [default: the number of processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    rules: RuleArguments,
    /// Say nothing but what failed
    #[arg(long, short)]
    quiet: bool,
    /// Progress as one JSON object a line on standard error
    #[arg(long)]
    json_progress: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rules = arguments.rules.load()?;
    let options = Options {
        inputs: arguments.path.clone(),
        output: arguments.out.clone(),
        jobs: super::jobs(arguments.jobs),
    };
    let progress = Progress::new(arguments.quiet, arguments.json_progress);
    let run = pipeline::import(&options, &rules, &progress)?;
    progress.finish(&run);
    if !arguments.quiet && !arguments.json_progress {
        let line = summary(&run, &options);
        super::print(|out| Ok(writeln!(out, "{line}")?))?;
    }
    Ok(ExitCode::from(u8::from(run.totals.failed > 0)))
}

/// What came out, in one line.
fn summary(run: &Run, options: &Options) -> String {
    let totals = &run.totals;
    let read = totals.extracted + totals.unchanged;
    let mut parts = vec![super::counted(read, "document read", "documents read")];
    for (count, what) in
        [(totals.duplicate, "duplicate"), (totals.skipped, "skipped"), (totals.failed, "failed")]
    {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    format!(
        "{}; {}, {} -> {}",
        parts.join(", "),
        super::counted(totals.communities, "community", "communities"),
        super::counted(totals.gaps, "gap", "gaps"),
        options.output.display()
    )
}
