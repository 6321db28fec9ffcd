//! `recense validate`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use recense::Reading as Again;
use recense::gazetteer::Gazetteer;
use recense::model::defect::DocumentError;
use recense::model::diagnostic::{Check, Diagnostic};
use recense::model::gap::{GapCode, Severity};
use recense::model::record::{DocumentInfo, Record};
use recense::model::registry::DocumentGap;
use recense::pipeline::{self, Sources, judgements};
use recense::redact;
use recense::rules::Rules;
use recense::schema::Shape;
use recense::validate::baseline::Baseline;
use recense::validate::{self, Finding, Schemas, Written};
use recense::write::diagnostics::Report;
use recense::write::{Folder, Reading, names_record};

use crate::cli::findings::{self, Format};
use crate::cli::{GazetteerArguments, RuleArguments, jobs};

/// Check written files: their shape, that they hold together, that their sources say the same.
///
/// The exit status is 0 without findings, 1 with findings, 2 if the command could not run. Gaps
/// are no findings unless --fail-on or --baseline asks for them.
#[derive(clap::Args)]
pub struct Arguments {
    /// Output folders or single files
    #[arg(required = true, value_name = "OUTPUT|FILE")]
    path: Vec<PathBuf>,
    /// Check nothing but the shape of each file
    #[arg(long, conflicts_with_all = ["sources", "baseline", "fail_on"])]
    schema_only: bool,
    /// Read the sources below this folder again and compare every value
    #[arg(long, value_name = "DIR")]
    sources: Option<PathBuf>,
    /// Gaps that are accepted, as `recense gaps --write-baseline` writes them; others are findings
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Gaps that are findings: `error`, `warning` (and worse), `info` (all), or codes of gaps
    #[arg(long, value_name = "LEVEL|CODE", value_delimiter = ',', value_parser = fail_on)]
    fail_on: Vec<FailOn>,
    /// How findings are told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    rules: RuleArguments,
    #[command(flatten)]
    official: GazetteerArguments,
}

/// Which gaps are findings.
#[derive(Clone, Copy)]
enum FailOn {
    From(Severity),
    Code(GapCode),
}

impl FailOn {
    fn covers(self, gap: &DocumentGap) -> bool {
        match self {
            Self::From(severity) => gap.gap.severity >= severity,
            Self::Code(code) => gap.gap.code == code,
        }
    }
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    match text {
        "error" => return Ok(FailOn::From(Severity::Error)),
        "warning" => return Ok(FailOn::From(Severity::Warning)),
        "info" => return Ok(FailOn::From(Severity::Info)),
        _ => {}
    }
    let code = GapCode::ALL.into_iter().find(|code| code.name() == text);
    code.map(FailOn::Code).ok_or_else(|| {
        let codes = GapCode::ALL.map(GapCode::name).join(", ");
        format!("neither error, warning or info nor a gap code ({codes})")
    })
}

/// One file to check.
struct File {
    /// As a person opens it.
    shown: String,
    text: String,
    findings: Vec<Finding>,
    written: Option<Written>,
}

/// The files of an output folder by their paths in it, or one single file.
struct Group {
    root: PathBuf,
    is_output: bool,
    /// No import writes into the folder meanwhile.
    _reading: Option<Reading>,
    files: BTreeMap<String, File>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let schemas = Schemas::new().map_err(|error| anyhow!(error))?;
    let mut groups = Vec::new();
    for path in &arguments.path {
        groups.push(group(path, &schemas)?);
    }
    let mut diagnostics = Vec::new();
    if !arguments.schema_only {
        let gazetteer = pipeline::gazetteer(arguments.official.gazetteer.as_deref())?;
        for group in &mut groups {
            hold_together(group, &gazetteer, arguments)?;
        }
        if let Some(folder) = &arguments.sources {
            replay(&mut groups, folder, arguments)?;
        }
        if arguments.baseline.is_some() || !arguments.fail_on.is_empty() {
            diagnostics.extend(gaps(&mut groups, arguments)?);
        }
    }
    let mut texts = BTreeMap::new();
    for file in groups.into_iter().flat_map(|group| group.files.into_values()) {
        let File { shown, text, findings, .. } = file;
        diagnostics.extend(findings.into_iter().map(|one| one.located(&shown, &text)));
        texts.insert(shown, text);
    }
    diagnostics.sort();
    diagnostics.dedup();
    let failed = diagnostics.iter().any(|one| one.check != "baseline");
    let source = |file: &str| texts.get(file).cloned();
    let looked_at: Vec<String> = texts.keys().cloned().collect();
    let report =
        Report { checks: &checks(), files: &looked_at, diagnostics: &diagnostics, source: &source };
    findings::print(&report, arguments.format)?;
    Ok(ExitCode::from(u8::from(failed)))
}

/// Every check, and every code that a gap can be told under.
fn checks() -> Vec<Check> {
    let gaps = GapCode::ALL.map(|code| Check {
        name: code.name(),
        severity: code.severity(),
        finds: "A hole in a document that is not accepted.",
    });
    validate::CHECKS.iter().copied().chain(gaps).collect()
}

/// Reads a file or an output folder and checks the shape of what is there.
fn group(path: &Path, schemas: &Schemas) -> anyhow::Result<Group> {
    let is_output = path.is_dir();
    let reading = if is_output { Some(Folder::read(path)?) } else { None };
    let mut files = BTreeMap::new();
    for (name, file) in files_of(path)? {
        let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
        let (written, findings) = match schemas.shape(&bytes) {
            Ok(written) => (Some(written), Vec::new()),
            Err(findings) => (None, findings),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        files.insert(name, File { shown: file.display().to_string(), text, findings, written });
    }
    Ok(Group { root: path.to_owned(), is_output, _reading: reading, files })
}

/// The JSON files of an output folder by their paths in it, or the file itself.
fn files_of(path: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    if !path.is_dir() {
        return Ok(vec![(path.display().to_string(), path.to_owned())]);
    }
    let mut files = Vec::new();
    for (prefix, folder) in [("documents/", path.join("documents")), ("", path.to_owned())] {
        if !folder.is_dir() {
            continue;
        }
        let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let file = entry.with_context(|| folder.display().to_string())?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.ends_with(".json")
                && file.is_file()
                && (prefix.is_empty() || names_record(&name))
            {
                files.push((format!("{prefix}{name}"), file));
            }
        }
    }
    if files.is_empty() {
        bail!("{}: nothing to check; `recense import` writes what this reads", path.display());
    }
    Ok(files)
}

/// What no schema can say, of each file and of the files of one output.
fn hold_together(
    group: &mut Group,
    gazetteer: &Gazetteer,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    for file in group.files.values_mut() {
        file.findings.extend(file.written.iter().flat_map(validate::invariants));
    }
    if !group.is_output {
        return Ok(());
    }
    let rules = arguments.rules.load()?;
    let judgements = judgements(&group.root)?;
    let written: BTreeMap<&str, &Written> = group
        .files
        .iter()
        .filter_map(|(name, file)| Some((name.as_str(), file.written.as_ref()?)))
        .collect();
    for (name, finding) in validate::agreement(&written, rules.lexicon(), &judgements, gazetteer) {
        match group.files.get_mut(&name) {
            Some(file) => file.findings.push(finding),
            None => {
                let shown = group.root.join(&name).display().to_string();
                let findings = vec![finding];
                let file = File { shown, text: String::new(), findings, written: None };
                group.files.insert(name, file);
            }
        }
    }
    Ok(())
}

/// Reads the sources again and compares.
fn replay(groups: &mut [Group], folder: &Path, arguments: &Arguments) -> anyhow::Result<()> {
    let rules = arguments.rules.load()?;
    let sources = Sources::open(folder, jobs(None))?;
    let mut files: Vec<(&mut File, Record)> = groups
        .iter_mut()
        .flat_map(|group| group.files.values_mut())
        .filter_map(|file| {
            let record = file.written.as_ref()?.record()?;
            Some((file, record))
        })
        .collect();
    let documents: Vec<&DocumentInfo> = files.iter().map(|(_, record)| &record.document).collect();
    let found: Vec<Vec<Finding>> = sources.read(&documents, &rules, |number, reading| {
        let Some((file, record)) = files.get(number) else { return Vec::new() };
        match (reading, &file.written) {
            (Ok(reading), Some(written)) => match without(reading, record, &rules) {
                Ok(reading) => validate::replay(record, &written.value, &reading),
                Err(cause) => vec![validate::no_source(&cause.to_string())],
            },
            (Err(error), _) => vec![validate::no_source(&error.to_string())],
            (Ok(_), None) => Vec::new(),
        }
    })?;
    for ((file, _), findings) in files.iter_mut().zip(found) {
        file.findings.extend(findings);
    }
    Ok(())
}

/// A source read again, without what its record was to leave out.
fn without(reading: Again, record: &Record, rules: &Rules) -> Result<Again, DocumentError> {
    Ok(match record.redacted {
        Some(_) => Again { record: redact::persons(reading.record, rules)?, ..reading },
        None => reading,
    })
}

/// The gaps that are findings: added to the files that tell of them; what is stale in the baseline
/// is given back.
fn gaps(groups: &mut [Group], arguments: &Arguments) -> anyhow::Result<Vec<Diagnostic>> {
    let today = super::today();
    let baseline = match &arguments.baseline {
        Some(file) => super::baseline(file)?,
        None => Baseline::default(),
    };
    let is_finding = |gap: &DocumentGap| {
        let asked = arguments.fail_on.iter().any(|one| one.covers(gap));
        (asked || arguments.fail_on.is_empty()) && !baseline.accepts(&gap.gap, &today)
    };
    let mut all: Vec<DocumentGap> = Vec::new();
    for group in groups {
        let is_output = group.is_output;
        for file in group.files.values_mut() {
            for (pointer, gap) in file.written.iter().flat_map(|file| told(file, is_output)) {
                if is_finding(&gap) {
                    file.findings.push(Finding::of_gap(pointer, &gap.gap));
                }
                all.push(gap);
            }
        }
    }
    let Some(path) = &arguments.baseline else { return Ok(Vec::new()) };
    let text = fs::read_to_string(path).unwrap_or_default();
    Ok(baseline.stale(&all, &today, &path.display().to_string(), &text))
}

/// The gaps that a file tells of, each with its pointer in it. In an output the list of all gaps
/// repeats those of the records and adds the conflicts.
fn told(file: &Written, is_output: bool) -> Vec<(String, DocumentGap)> {
    let gaps = file.gaps().into_iter().enumerate();
    gaps.map(|(number, gap)| (format!("/gaps/{number}"), gap))
        .filter(|(_, gap)| !(is_output && file.shape == Shape::Gaps && gap.document.is_some()))
        .collect()
}
