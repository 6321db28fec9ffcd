//! `recense merge`

use std::path::PathBuf;
use std::process::ExitCode;

use recense::pipeline;

use crate::cli::progress::Progress;
use crate::cli::{GazetteerArguments, RuleArguments, import};

/// Join the outputs of imports into one, as if one import had read all their inputs.
///
/// The imports were made by the same rules; two of them may not call different files by one path.
/// The exit status is that of `import`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Output folders
    #[arg(required = true)]
    output: Vec<PathBuf>,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    rules: RuleArguments,
    #[command(flatten)]
    official: GazetteerArguments,
    /// Say nothing
    #[arg(long, short)]
    quiet: bool,
    /// Write what run.json says to a file too, or with `-` to standard output
    #[arg(long, value_name = "FILE")]
    report_json: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rules = arguments.rules.load()?;
    let table = arguments.official.gazetteer.as_deref();
    let progress = Progress::new(arguments.quiet, false);
    let run = pipeline::gather(&arguments.output, &arguments.out, &rules, table, &progress)?;
    progress.finish(&run);
    import::told(&run, &arguments.out, arguments.quiet, arguments.report_json.as_deref())
}
