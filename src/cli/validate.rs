//! `recense validate`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use recense::schema::validate::{Finding, Schemas};

/// Check written files: their shape, and that evidence, gaps, coverage and counts hold together.
///
/// Prints one finding a line as `file:pointer: message`. The exit status is 0 without findings, 1
/// with findings, 2 if the command could not run.
#[derive(clap::Args)]
pub struct Arguments {
    /// Output folders or single files
    #[arg(required = true, value_name = "OUTPUT|FILE")]
    path: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let schemas = Schemas::new().map_err(|error| anyhow!(error))?;
    let mut files = Vec::new();
    for path in &arguments.path {
        files.extend(files_of(path)?);
    }
    let mut found = Vec::new();
    for file in files {
        let findings = findings(&schemas, &file)?;
        found.extend(findings.into_iter().map(|finding| (file.clone(), finding)));
    }
    super::print(|out| {
        for (file, Finding { pointer, message }) in &found {
            writeln!(out, "{}:{pointer}: {message}", file.display())?;
        }
        Ok(())
    })?;
    Ok(ExitCode::from(u8::from(!found.is_empty())))
}

/// The files of an output folder, or the file itself.
fn files_of(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for folder in [path.join("documents"), path.to_owned()] {
        if !folder.is_dir() {
            continue;
        }
        let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let file = entry.with_context(|| folder.display().to_string())?.path();
            if file.extension().is_some_and(|extension| extension == "json") && file.is_file() {
                files.push(file);
            }
        }
    }
    if files.is_empty() {
        bail!("{}: nothing to check; `recense import` writes what this reads", path.display());
    }
    files.sort();
    Ok(files)
}

fn findings(schemas: &Schemas, file: &Path) -> anyhow::Result<Vec<Finding>> {
    let text = fs::read(file).with_context(|| file.display().to_string())?;
    Ok(match serde_json::from_slice(&text) {
        Ok(value) => schemas.check(&value),
        Err(error) => vec![Finding::new("", format!("not JSON: {error}"))],
    })
}
