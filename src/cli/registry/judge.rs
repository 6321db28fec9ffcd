//! `recense registry judge`

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use recense::model::judgement::{Decision, Judgement};
use recense::model::registry::Registry;
use recense::normalise::shadow::slug;
use recense::pipeline;

use crate::cli::{GazetteerArguments, RuleArguments, counted, print, today, written};

/// Decide whether two entries of the registry are one CPTS, or take a decision back.
///
/// The decision is kept in the output's judgements.toml, with its reason and date, and stands for
/// every later import; registry.json and gaps.json are made again at once. All statements stay.
#[derive(clap::Args)]
pub struct Arguments {
    /// The id of an entry, or a name that it has or had
    a: String,
    /// The id or name of another
    b: String,
    #[command(flatten)]
    verdict: Verdict,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The output folder
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    #[command(flatten)]
    rules: RuleArguments,
    #[command(flatten)]
    official: GazetteerArguments,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Verdict {
    /// They are one CPTS
    #[arg(long)]
    same: bool,
    /// They are two
    #[arg(long)]
    different: bool,
    /// Take back what was decided on them
    #[arg(long, conflicts_with = "reason")]
    undo: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { verdict, out: output, .. } = arguments;
    let (a, b) = (slug(&arguments.a), slug(&arguments.b));
    let mut judgements = pipeline::judgements(output)?;
    let before = judgements.judgement.len();
    judgements.judgement.retain(|judgement| !judgement.is_on(&a, &b));
    if verdict.undo {
        if judgements.judgement.len() == before {
            bail!("{}: nothing was decided on {a:?} and {b:?}", output.display());
        }
    } else {
        let registry: Registry = written(output, "registry.json")?;
        let ids: BTreeSet<String> = registry
            .communities
            .iter()
            .flat_map(|entry| {
                entry
                    .aliases
                    .iter()
                    .chain([&entry.name])
                    .map(|name| slug(name))
                    .chain([entry.id.clone()])
            })
            .collect();
        if let Some(unknown) = [&a, &b].into_iter().find(|id| !ids.contains(*id)) {
            bail!("{}: no entry of the registry is called {unknown:?}", output.display());
        }
        if a == b {
            bail!("{a:?} is one entry; two are to be named");
        }
        judgements.judgement.push(Judgement {
            a: a.clone(),
            b: b.clone(),
            verdict: if verdict.same { Decision::Same } else { Decision::Different },
            reason: arguments.reason.clone(),
            date: today(),
        });
    }
    let table = arguments.official.gazetteer.as_deref();
    let run = pipeline::judge(output, &judgements, &arguments.rules.load()?, table)?;
    print(|out| {
        let decided = match verdict {
            Verdict { undo: true, .. } => "nothing decided any more",
            Verdict { same: true, .. } => "one CPTS",
            _ => "two CPTS",
        };
        let count = counted(run.totals.communities, "entry", "entries");
        Ok(writeln!(out, "{a}, {b}: {decided}; {count} in the registry")?)
    })?;
    Ok(ExitCode::SUCCESS)
}
