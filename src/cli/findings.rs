//! Findings of a command in the format that its user asks for.

use clap::ValueEnum;
use recense::write::diagnostics::{self, Report};

/// How findings are told.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// The line and a caret below what is meant
    Human,
    /// One JSON object
    Json,
    /// GitHub annotations
    Github,
    /// JUnit, as CI servers read it
    Junit,
    /// SARIF 2.1.0
    Sarif,
}

/// Writes a report to standard output.
pub fn print(report: &Report<'_>, format: Format) -> anyhow::Result<()> {
    let format = match format {
        Format::Human => diagnostics::Format::Human,
        Format::Json => diagnostics::Format::Json,
        Format::Github => diagnostics::Format::Github,
        Format::Junit => diagnostics::Format::Junit,
        Format::Sarif => diagnostics::Format::Sarif,
    };
    super::print(|out| Ok(report.write(format, out)?))
}
