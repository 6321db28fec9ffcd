//! `recense diff`: what changed from one edition to the next.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use recense::check::message;
use recense::edition::{self, Edition, Form};
use recense::merge::Known;
use recense::model::judgement::Judgements;
use recense::model::record::Record;
use recense::pipeline;
use recense::write::to_json;

use crate::cli::{RuleArguments, print, written};

/// Show what changed from one edition to the next: officers, populations, actions, gaps, CPTS that
/// came, went or became one.
///
/// Each side is an output folder or one record (`output/documents/….json`). Names are matched as in
/// the registry, by the judgements of the new output. The exit status is 0 whether anything changed
/// or not.
#[derive(clap::Args)]
pub struct Arguments {
    /// The old edition
    old: PathBuf,
    /// The new edition
    new: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    rules: RuleArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Indented lines
    Text,
    /// Headings and lists, for a page or a mail
    Markdown,
    /// One JSON object
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rules = arguments.rules.load()?;
    let judgements = judgements(&arguments.new)?;
    let known = Known { lexicon: rules.lexicon(), judgements: &judgements.judgement };
    let old = edition(&arguments.old, known)?;
    let new = edition(&arguments.new, known)?;
    let messages = rules.messages();
    let comparison = edition::compare(&old, &new, known, |evidence| {
        message::evidence(evidence.name(), evidence.value(), messages)
    });
    let words = |key: &str| messages.diff(key).to_owned();
    print(|out| match arguments.format {
        Format::Json => Ok(out.write_all(to_json(&comparison)?.as_bytes())?),
        Format::Text => Ok(edition::write(&comparison, Form::Plain, &words, out)?),
        Format::Markdown => Ok(edition::write(&comparison, Form::Markdown, &words, out)?),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What was decided on an output; a record's output is two folders up.
fn judgements(path: &Path) -> anyhow::Result<Judgements> {
    let output = if path.is_dir() { Some(path) } else { path.parent().and_then(Path::parent) };
    Ok(pipeline::judgements(output.unwrap_or(Path::new(".")))?)
}

/// An output folder or a record.
fn edition(path: &Path, known: Known<'_>) -> anyhow::Result<Edition> {
    if path.is_dir() {
        let registry = written(path, "registry.json")?;
        return Ok(Edition::of_output(registry, written(path, "gaps.json")?));
    }
    let place = || path.display().to_string();
    let text = std::fs::read(path).with_context(place)?;
    match serde_json::from_slice::<Record>(&text) {
        Ok(record) => Ok(Edition::of_record(record, known)),
        Err(cause) => bail!("{}: neither an output folder nor a record: {cause}", place()),
    }
}
