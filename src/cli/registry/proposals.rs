//! `recense registry proposals`

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use recense::model::registry::Registry;
use recense::write::to_json;

use crate::cli::rules::Format;
use crate::cli::{counted, print, written};

/// Show the pairs of entries that may be one CPTS, with what speaks for it.
#[derive(clap::Args)]
pub struct Arguments {
    /// The output folder
    #[arg(default_value = "output")]
    output: PathBuf,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let registry: Registry = written(&arguments.output, "registry.json")?;
    let names: BTreeMap<&str, &str> =
        registry.communities.iter().map(|entry| (entry.id.as_str(), entry.name.as_str())).collect();
    let name = |id: &str| names.get(id).copied().unwrap_or_default().to_owned();
    print(|out| {
        if arguments.format == Format::Json {
            return Ok(out.write_all(to_json(&registry.proposals)?.as_bytes())?);
        }
        for proposal in &registry.proposals {
            writeln!(out, "{} ({})", name(&proposal.a), proposal.a)?;
            writeln!(out, "{} ({})", name(&proposal.b), proposal.b)?;
            for evidence in &proposal.evidence {
                writeln!(out, "    {evidence}")?;
            }
            writeln!(out)?;
        }
        let count = registry.proposals.len() as u64;
        let count = counted(count, "pair", "pairs");
        Ok(writeln!(out, "{count} to decide on with `recense registry judge A B`")?)
    })?;
    Ok(ExitCode::SUCCESS)
}
