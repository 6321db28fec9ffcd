//! `recense relance`: letters that ask each CPTS for what is missing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use recense::model::record::DocumentInfo;
use recense::model::registry::{Entry, GapList, Registry};
use recense::normalise::shadow::key;
use recense::report::{DocumentLine, Sender, Speech, letter};
use recense::write::{Folder, is_name, make_folder, record_path, write_file};
use serde::Deserialize;

use crate::cli::RuleArguments;

/// Write a letter to each CPTS that something has to be asked of, as Markdown and as a mail draft.
///
/// Asked is what a CPTS can answer: what is not reported, cannot be right or contradicts itself, each
/// with document and page. What a later document has answered is not asked.
#[derive(clap::Args)]
pub struct Arguments {
    /// The output folder
    output: PathBuf,
    /// The folder to write the letters to
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Only the CPTS with this id, or with this in their name
    #[arg(long, value_name = "ID")]
    cpts: Vec<String>,
    /// Who sends the mails: `contact@region.example` or `Region <contact@region.example>`
    #[arg(long, value_name = "ADDRESS", value_parser = sender)]
    from: Option<Sender>,
    #[command(flatten)]
    rules: RuleArguments,
}

fn sender(text: &str) -> Result<Sender, &'static str> {
    Sender::parse(text).ok_or("no address that a server would take")
}

/// Of a record, the document.
#[derive(Deserialize)]
struct Head {
    document: DocumentInfo,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rules = arguments.rules.load()?;
    let speech = Speech::new(rules.wording(), rules.language());
    // One import wrote all of it.
    let _reading = Folder::read(&arguments.output)?;
    let list: GapList = super::written(&arguments.output, "gaps.json")?;
    let registry: Registry = super::written(&arguments.output, "registry.json")?;
    let asked: Vec<&Entry> =
        registry.communities.iter().filter(|entry| is_asked_for(arguments, entry)).collect();
    if asked.is_empty() && !arguments.cpts.is_empty() {
        bail!("{}: no such CPTS in registry.json", arguments.cpts.join(", "));
    }
    let mut documents: BTreeMap<String, DocumentLine> = BTreeMap::new();
    for id in list.counts.by_document.keys() {
        let head: Head = super::written(&arguments.output, &record_path(id))?;
        documents.insert(id.clone(), DocumentLine::of(documents.len() + 1, &head.document));
    }
    let date = rfc2822::to_string(&Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC))?;
    make_folder(&arguments.to)?;
    let (mut letters, mut without) = (0, Vec::new());
    for entry in asked {
        if !is_name(&entry.id) {
            bail!("{}: {:?} is no id", arguments.output.join("registry.json").display(), entry.id);
        }
        let Some(letter) = letter(entry, &list.gaps, &documents, &speech) else { continue };
        let file = |ending: &str| arguments.to.join(format!("{}.{ending}", entry.id));
        write_file(&file("md"), &letter.markdown())?;
        write_file(&file("eml"), &letter.message(arguments.from.as_ref(), &date))?;
        letters += 1;
        if letter.to.is_none() {
            without.push(entry.name.as_str());
        }
    }
    super::print(|out| {
        let count = super::counted(letters, "letter", "letters");
        writeln!(out, "{count} -> {}", arguments.to.display())?;
        if !without.is_empty() {
            writeln!(out, "{} without a known address: {}", without.len(), without.join(", "))?;
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn is_asked_for(arguments: &Arguments, entry: &Entry) -> bool {
    let named = |asked: &String| *asked == entry.id || key(&entry.name).contains(&key(asked));
    arguments.cpts.is_empty() || arguments.cpts.iter().any(named)
}
