//! `recense worker`

use std::env;
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use bytesize::ByteSize;
use recense::pipeline::worker::{Limits, Program, STACK, end_with_starter, serve};

use crate::cli::{RedactArguments, RuleArguments};

/// Read the documents that standard input names.
///
/// Each line is one JSON object, {"file": "drop/a.pdf", "path": "drop/a.pdf"}; each is answered by
/// exactly one line of JSON on standard output, failures included. `import` starts its own workers;
/// this is for programs that bring their own queue.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: RuleArguments,
    #[command(flatten)]
    personal: RedactArguments,
    #[command(flatten)]
    limits: LimitArguments,
    /// End with the thread that started this
    #[arg(long, hide = true)]
    end_with_starter: bool,
}

/// What one document may take.
#[derive(clap::Args)]
pub struct LimitArguments {
    /// Memory that the reading of a document may take
    #[arg(long, value_name = "SIZE", default_value = "2GiB")]
    max_memory: ByteSize,
    /// Time that the reading of a document may take: `90s`, `5m`
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = time)]
    timeout: Duration,
}

impl LimitArguments {
    fn limits(&self) -> Limits {
        Limits { memory: self.max_memory.as_u64(), time: self.timeout }
    }
}

fn time(text: &str) -> Result<Duration, String> {
    let time: jiff::SignedDuration = text.parse().map_err(|error| format!("{error}"))?;
    match Duration::try_from(time) {
        Ok(time) if !time.is_zero() => Ok(time),
        _ => Err("no time at all".to_owned()),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let limits = arguments.limits.limits();
    limits.set();
    if arguments.end_with_starter {
        end_with_starter();
    }
    let rules = arguments.rules.load()?;
    let redact = arguments.personal.redaction();
    let run = move || serve(io::stdin().lock(), io::stdout().lock(), &rules, limits, redact);
    let thread = thread::Builder::new().stack_size(STACK).spawn(run)?;
    thread.join().map_err(|_| anyhow!("the reader's thread died"))??;
    Ok(ExitCode::SUCCESS)
}

/// This program as a worker with the same rules and limits.
pub fn program(rules: &RuleArguments, limits: &LimitArguments) -> anyhow::Result<Program> {
    let file = env::current_exe().context("cannot find this program itself")?;
    let mut arguments: Vec<OsString> = vec!["worker".into(), "--end-with-starter".into()];
    arguments.extend(["--lang".into(), rules.lang().into()]);
    if let Some(folder) = &rules.rules {
        arguments.extend(["--rules".into(), folder.into()]);
    }
    arguments.extend(["--max-memory".into(), limits.max_memory.as_u64().to_string().into()]);
    arguments.extend(["--timeout".into(), format!("{}us", limits.timeout.as_micros()).into()]);
    Ok(Program { file, arguments, limits: limits.limits() })
}
