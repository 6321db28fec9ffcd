//! `recense import`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::value_parser;
use recense::model::run::Run;
use recense::pipeline::{self, Options, Readers, Shard};
use recense::write::{to_json, write_file};

use crate::cli::progress::Progress;
use crate::cli::worker::{self, LimitArguments};
use crate::cli::{GazetteerArguments, RedactArguments, RuleArguments};

/// Each is a process: more of them than this only wait for each other.
const MAX_JOBS: i64 = 256;

/// Read documents and write what they say as JSON.
///
/// Folders are read whole, hidden files and output folders left out. What did not change since
/// the last import into the same output is not read again. The exit status is 0 if
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
    /// Read what did not change since the last import, too
    #[arg(long)]
    force: bool,
    /// Only one of N parts of the inputs, chosen by their bytes; `recense merge` joins the outputs
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Documents that are read at a time [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=MAX_JOBS))]
    jobs: Option<u16>,
    #[command(flatten)]
    rules: RuleArguments,
    #[command(flatten)]
    personal: RedactArguments,
    #[command(flatten)]
    official: GazetteerArguments,
    #[command(flatten)]
    limits: LimitArguments,
    /// Say nothing but what failed
    #[arg(long, short)]
    quiet: bool,
    /// Progress as one JSON object a line on standard error
    #[arg(long)]
    json_progress: bool,
    /// Write what run.json says to a file too, or with `-` to standard output
    #[arg(long, value_name = "FILE")]
    report_json: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rules = arguments.rules.load()?;
    let options = Options {
        inputs: arguments.path.clone(),
        output: arguments.out.clone(),
        jobs: super::jobs(arguments.jobs),
        readers: Readers::Processes(worker::program(&arguments.rules, &arguments.limits)?),
        shard: arguments.shard,
        force: arguments.force,
        gazetteer: arguments.official.gazetteer.clone(),
        redact: arguments.personal.redaction(),
    };
    let progress = Progress::new(arguments.quiet, arguments.json_progress);
    let run = pipeline::import(&options, &rules, &progress)?;
    progress.finish(&run);
    let quiet = arguments.quiet || arguments.json_progress;
    told(&run, &options.output, quiet, arguments.report_json.as_deref())
}

/// Tells what a run did, as it was asked for; gives its exit status.
pub fn told(
    run: &Run,
    output: &Path,
    quiet: bool,
    report: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    match report {
        Some(file) if file == Path::new("-") => {
            let text = to_json(run)?;
            super::print(|out| Ok(out.write_all(text.as_bytes())?))?;
        }
        Some(file) => write_file(file, &to_json(run)?)?,
        None => {}
    }
    if !quiet && report != Some(Path::new("-")) {
        let line = summary(run, output);
        super::print(|out| Ok(writeln!(out, "{line}")?))?;
    }
    Ok(ExitCode::from(u8::from(run.totals.failed > 0)))
}

/// What came out, in one line.
fn summary(run: &Run, output: &Path) -> String {
    let totals = &run.totals;
    let mut parts = vec![super::counted(totals.extracted, "document read", "documents read")];
    for (count, what) in [
        (totals.unchanged, "unchanged"),
        (totals.duplicate, "duplicate"),
        (totals.skipped, "skipped"),
        (totals.failed, "failed"),
        (totals.removed, "removed"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    format!(
        "{}; {}, {} -> {}",
        parts.join(", "),
        super::counted(totals.communities, "community", "communities"),
        super::counted(totals.gaps, "gap", "gaps"),
        output.display()
    )
}
