//! `recense rules lint`

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use recense::rules::{self, check};
use recense::write::diagnostics::Report;

use crate::cli::findings::{self, Format};
use crate::cli::from_here;

/// Check rule files: expressions, names, ties, rules that never apply, examples.
///
/// Everything that is found is told, sorted by its place. The exit status is 0 if nothing is
/// found, 1 with findings, errors or warnings, and 2 if the command could not run.
#[derive(clap::Args)]
pub struct Arguments {
    /// A folder of rules in place of the built-in ones
    dir: Option<PathBuf>,
    /// How findings are told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let dir = arguments.dir.as_deref();
    let files = rules::files(dir)?;
    let mut found = rules::lint(&files);
    let named = |file: &str| from_here(dir, file).display().to_string();
    for diagnostic in &mut found {
        diagnostic.file = named(&diagnostic.file);
    }
    let texts: BTreeMap<String, &String> =
        files.iter().map(|(name, text)| (named(name), text)).collect();
    let source = |file: &str| texts.get(file).map(|text| text.to_string());
    let looked_at: Vec<String> = texts.keys().cloned().collect();
    let report =
        Report { checks: check::ALL, files: &looked_at, diagnostics: &found, source: &source };
    findings::print(&report, arguments.format)?;
    Ok(ExitCode::from(u8::from(!found.is_empty())))
}
