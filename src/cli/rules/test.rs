//! `recense rules test`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use recense::model::gap::Severity;
use recense::pipeline::health::{Health, health};
use recense::rules::{Examples, Failure, Rules};
use recense::write::to_json;
use serde_json::{Value, json};

use crate::cli::rules::Format;
use crate::cli::{counted, from_here, load};

/// Run the examples of all rules, and with a corpus tell what each rule does in its documents.
///
/// The exit status is 0 if every example holds and every document of the corpus has as much as
/// its family's `expect` requires, 1 if not, and 2 if the command could not run.
#[derive(clap::Args)]
pub struct Arguments {
    /// A folder of rules in place of the built-in ones
    dir: Option<PathBuf>,
    /// A folder of documents to read with the rules
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// How the result is told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let dir = arguments.dir.as_deref();
    let rules = load(dir)?;
    let examples = recense::run_examples(&rules);
    let health = arguments.corpus.as_ref().map(|corpus| health(corpus, &rules)).transpose()?;
    let unmet = health.iter().flat_map(|health| &health.unmet);
    let failed = !examples.failures.is_empty()
        || unmet.clone().any(|unmet| unmet.severity == Severity::Error);
    let place = |failure: &Failure| {
        let file = rules.about(&failure.rule).map_or("", |about| about.file.as_str());
        format!("{}:{}", from_here(dir, file).display(), failure.line)
    };
    crate::cli::print(|out| {
        match arguments.format {
            Format::Human => {
                tell_examples(out, &examples, &rules, place)?;
                if let Some(health) = &health {
                    tell_health(out, health)?;
                }
            }
            Format::Json => {
                let value = json!({
                    "examples": {
                        "run": examples.run,
                        "failures": examples.failures.iter().map(|failure| json!({
                            "rule": failure.rule,
                            "at": place(failure),
                            "text": failure.text,
                            "expected": failure.expected,
                            "found": failure.found,
                        })).collect::<Vec<Value>>(),
                    },
                    "corpus": health.as_ref().map(|health| json!({
                        "documents": health.documents,
                        "failed": health.failed,
                        "families_without_document": health.unread,
                        "rules": health.rules,
                        "never_fired": health.never(),
                        "fired_in_one_document": health.once(),
                        "unmet": health.unmet,
                    })),
                });
                out.write_all(to_json(&value)?.as_bytes())?;
            }
        }
        Ok(())
    })?;
    Ok(ExitCode::from(u8::from(failed)))
}

fn tell_examples(
    out: &mut dyn Write,
    examples: &Examples,
    rules: &Rules,
    place: impl Fn(&Failure) -> String,
) -> io::Result<()> {
    for failure in &examples.failures {
        writeln!(out, "{}: an example of {} does not hold", place(failure), failure.rule)?;
        writeln!(out, "    text      {:?}", failure.text)?;
        writeln!(out, "    expected  {}", failure.expected)?;
        writeln!(out, "    found     {}\n", failure.found)?;
    }
    let run = counted(examples.run as u64, "example", "examples");
    let of = counted(rules.all().count() as u64, "rule", "rules");
    match examples.failures.len() {
        0 => writeln!(out, "all examples hold: {run} of {of}"),
        failed => writeln!(out, "{failed} of {run} of {of} do not hold"),
    }
}

fn tell_health(out: &mut dyn Write, health: &Health) -> io::Result<()> {
    writeln!(out, "\n{}", counted(health.documents, "document", "documents"))?;
    for (path, cause) in &health.failed {
        writeln!(out, "not read: {path}: {cause}")?;
    }
    if !health.unread.is_empty() {
        writeln!(out, "no document read by the rules of: {}", health.unread.join(", "))?;
    }
    let width = health.rules.keys().map(String::len).max().unwrap_or(0);
    let head = ["tried", "matched", "characters", "overlaps", "documents"];
    let [tried, matched, characters, overlaps, documents] = head;
    writeln!(
        out,
        "\n{:width$}  {tried:>9}  {matched:>7}  {characters}  {overlaps}  {documents}",
        "rule"
    )?;
    for (rule, count) in &health.rules {
        writeln!(
            out,
            "{rule:width$}  {:>9}  {:>7}  {:>10}  {:>8}  {:>9}",
            count.tried, count.matched, count.characters, count.overlaps, count.documents
        )?;
    }
    for (what, rules) in
        [("never fired", health.never()), ("fired in one document only", health.once())]
    {
        if !rules.is_empty() {
            writeln!(out, "\n{what}: {}", rules.len())?;
            rules.iter().try_for_each(|rule| writeln!(out, "  {rule}"))?;
        }
    }
    if !health.unmet.is_empty() {
        writeln!(out, "\nnot as expected: {}", health.unmet.len())?;
    }
    for unmet in &health.unmet {
        let word = if unmet.severity == Severity::Error { "error" } else { "warning" };
        writeln!(out, "  {word:7}  {}: {} ({})", unmet.document, unmet.message, unmet.rule)?;
    }
    Ok(())
}
