//! `recense rules diff`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use recense::model::gap::Gap;
use recense::pipeline::edit::{Changes, Edit, Stretch, edit};
use recense::write::to_json;
use serde_json::Value;

use crate::cli::rules::Format;
use crate::cli::{counted, load};

/// Show what an edit of the rules changes in a folder of documents: values, gaps, text read.
///
/// The exit status is 0 if nothing changes, 1 if anything does, 2 if the command could not run.
#[derive(clap::Args)]
pub struct Arguments {
    /// The rules before the edit
    old: PathBuf,
    /// The rules after it
    new: PathBuf,
    /// A folder of documents
    #[arg(long, value_name = "DIR")]
    corpus: PathBuf,
    /// How the changes are told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (old, new) = (load(Some(&arguments.old))?, load(Some(&arguments.new))?);
    let edit = edit(&arguments.corpus, &old, &new)?;
    crate::cli::print(|out| {
        match arguments.format {
            Format::Human => tell(out, &edit)?,
            Format::Json => out.write_all(to_json(&edit)?.as_bytes())?,
        }
        Ok(())
    })?;
    Ok(ExitCode::from(u8::from(!edit.changed.is_empty())))
}

fn tell(out: &mut dyn Write, edit: &Edit) -> io::Result<()> {
    for (path, cause) in &edit.failed {
        writeln!(out, "not read: {path}: {cause}")?;
    }
    for (path, changes) in &edit.changed {
        writeln!(out, "{path}")?;
        document(out, changes)?;
        writeln!(out)?;
    }
    let sum = |count: fn(&Changes) -> usize| edit.changed.values().map(count).sum::<usize>() as u64;
    let texts = |of: fn(&Stretch) -> bool| {
        let stretches = edit.changed.values().flat_map(|changes| &changes.texts);
        counted(stretches.filter(|stretch| of(stretch)).count() as u64, "place", "places")
    };
    writeln!(
        out,
        "{} of {} changed: {}, {} and {} closed; text read in {}, no longer in {}",
        edit.changed.len(),
        counted(edit.documents, "document", "documents"),
        counted(sum(|changes| changes.values.len()), "value", "values"),
        counted(sum(|changes| changes.opened.len()), "gap opened", "gaps opened"),
        sum(|changes| changes.closed.len()),
        texts(|stretch| stretch.old.is_none()),
        texts(|stretch| stretch.new.is_none()),
    )
}

fn document(out: &mut dyn Write, changes: &Changes) -> io::Result<()> {
    for change in &changes.values {
        let shown = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), short);
        let (old, new) = (shown(&change.old), shown(&change.new));
        writeln!(out, "  value   {}: {old} -> {new}", change.pointer)?;
    }
    let gaps = |out: &mut dyn Write, word: &str, gaps: &[Gap]| {
        gaps.iter().try_for_each(|gap| {
            writeln!(
                out,
                "  gap     {word}: {} at {:?}: {}",
                gap.code.name(),
                gap.pointer,
                gap.message
            )
        })
    };
    gaps(out, "opened", &changes.opened)?;
    gaps(out, "closed", &changes.closed)?;
    for Stretch { page, line, text, old, new } in &changes.texts {
        let page = page.map(|page| format!("p. {page} ")).unwrap_or_default();
        let what = match (old, new) {
            (None, Some(new)) => format!("read now by {new}"),
            (Some(old), None) => format!("no longer read by {old}"),
            (old, new) => {
                format!("read by {}, before by {}", or_none(new), or_none(old))
            }
        };
        writeln!(out, "  text    {page}l. {line}: {text:?} {what}")?;
    }
    Ok(())
}

fn or_none(rule: &Option<String>) -> &str {
    rule.as_deref().unwrap_or("none")
}

/// A value on one line, cut where it gets long.
fn short(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
