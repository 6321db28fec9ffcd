//! `recense gaps`: what is missing, for the person who has to ask for it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use recense::model::gap::{Gap, GapCode, Severity};
use recense::model::registry::{DocumentGap, GapCounts, GapList, Registry};
use recense::model::text::one_line;
use recense::normalise::shadow::key;
use recense::validate::baseline::Baseline;
use recense::write::{to_json, write_file};

/// Printed text that shows a hole is cut here; the record has all of it.
const LONGEST_RAW: usize = 72;

/// Show what is missing in an output folder, by community and by code.
///
/// First the totals, then who reported nothing or is still drafting, then each community's gaps,
/// then the documents' own.
#[derive(clap::Args)]
pub struct Arguments {
    /// The output folder
    output: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Only gaps of these codes, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = code(), hide_possible_values = true)]
    code: Vec<GapCode>,
    /// Only gaps of communities with this id, or with this in their name
    #[arg(long, value_name = "NAME")]
    community: Vec<String>,
    /// Write what is shown as accepted gaps for `recense validate --baseline`; the ends and reasons
    /// of a file that is there stay
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables
    Human,
    /// As gaps.json, with the counts of what is shown
    Json,
}

fn code() -> impl TypedValueParser<Value = GapCode> {
    PossibleValuesParser::new(GapCode::ALL.map(GapCode::name)).try_map(|name| {
        GapCode::ALL.into_iter().find(|code| code.name() == name).ok_or("no such code")
    })
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let list: GapList = super::written(&arguments.output, "gaps.json")?;
    let registry: Registry = super::written(&arguments.output, "registry.json")?;
    let names: Names =
        registry.communities.into_iter().map(|entry| (entry.id, entry.name)).collect();
    let gaps: Vec<DocumentGap> =
        list.gaps.into_iter().filter(|gap| is_asked_for(arguments, &names, &gap.gap)).collect();
    if let Some(file) = &arguments.write_baseline {
        return write_baseline(file, &gaps);
    }
    let counts = GapCounts::of(&gaps);
    let list = GapList { gaps, counts, ..list };
    super::print(|out| match arguments.format {
        Format::Json => Ok(out.write_all(to_json(&list)?.as_bytes())?),
        Format::Human => Ok(human(out, &list, &names)?),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the gaps as accepted ones.
fn write_baseline(file: &Path, gaps: &[DocumentGap]) -> anyhow::Result<ExitCode> {
    let before = if file.exists() { super::baseline(file)? } else { Baseline::default() };
    let baseline = Baseline::of(gaps, &before);
    write_file(file, &baseline.to_toml()?)?;
    let count = super::counted(baseline.gaps.len() as u64, "accepted gap", "accepted gaps");
    super::print(|out| Ok(writeln!(out, "{count} -> {}", file.display())?))?;
    Ok(ExitCode::SUCCESS)
}

/// Community names by id.
type Names = BTreeMap<String, String>;

fn is_asked_for(arguments: &Arguments, names: &Names, gap: &Gap) -> bool {
    let by_code = arguments.code.is_empty() || arguments.code.contains(&gap.code);
    let by_community = arguments.community.is_empty()
        || gap.community.as_ref().is_some_and(|id| {
            let name = names.get(id).map(|name| key(name)).unwrap_or_default();
            arguments.community.iter().any(|asked| asked == id || name.contains(&key(asked)))
        });
    by_code && by_community
}

fn human(out: &mut dyn Write, list: &GapList, names: &Names) -> io::Result<()> {
    totals(out, list)?;
    roll(out, "not reported", GapCode::NotReported, list, names)?;
    roll(out, "in drafting", GapCode::InDrafting, list, names)?;
    let several = list.counts.by_document.len() > 1;
    let mut by_community: BTreeMap<&str, Vec<&DocumentGap>> = BTreeMap::new();
    let mut by_document: BTreeMap<&str, Vec<&DocumentGap>> = BTreeMap::new();
    for gap in &list.gaps {
        match (&gap.gap.community, &gap.document) {
            (Some(community), _) => by_community.entry(community).or_default().push(gap),
            (None, Some(document)) => by_document.entry(document).or_default().push(gap),
            (None, None) => {}
        }
    }
    for (id, gaps) in by_community {
        let name = names.get(id).map_or(id, String::as_str);
        let documents: BTreeSet<&str> =
            gaps.iter().filter_map(|gap| gap.document.as_deref()).collect();
        match documents.first().filter(|_| several && documents.len() == 1) {
            Some(document) => writeln!(out, "\n{name}  [{document}]")?,
            None => writeln!(out, "\n{name}")?,
        }
        table(out, gaps, name, documents.len() > 1)?;
    }
    for (document, gaps) in by_document {
        writeln!(out, "\n{document}")?;
        table(out, gaps, "", false)?;
    }
    Ok(())
}

/// `72 gaps in 1 document: 1 error, 20 warnings, 51 to know`, and how many of each code.
fn totals(out: &mut dyn Write, list: &GapList) -> io::Result<()> {
    let of = |severity| list.gaps.iter().filter(|gap| gap.gap.severity == severity).count() as u64;
    writeln!(
        out,
        "{} in {}: {}, {}, {} to know",
        super::counted(list.gaps.len() as u64, "gap", "gaps"),
        super::counted(list.counts.by_document.len() as u64, "document", "documents"),
        super::counted(of(Severity::Error), "error", "errors"),
        super::counted(of(Severity::Warning), "warning", "warnings"),
        of(Severity::Info),
    )?;
    for code in GapCode::ALL {
        if let Some(count) = list.counts.by_code.get(code.name()) {
            writeln!(out, "{count:>6}  {:<18}  {}", code.name(), word(code.severity()))?;
        }
    }
    Ok(())
}

/// The communities as a whole under one code: who has to be asked first.
fn roll(
    out: &mut dyn Write,
    title: &str,
    code: GapCode,
    list: &GapList,
    names: &Names,
) -> io::Result<()> {
    let mut whole: Vec<&str> = list
        .gaps
        .iter()
        .filter(|gap| gap.gap.code == code && gap.gap.pointer.matches('/').count() == 2)
        .filter_map(|gap| gap.gap.community.as_deref())
        .map(|id| names.get(id).map_or(id, String::as_str))
        .collect();
    whole.sort_unstable();
    whole.dedup();
    if !whole.is_empty() {
        writeln!(out, "\n{title}: {}", whole.len())?;
    }
    for name in whole {
        writeln!(out, "  {name}")?;
    }
    Ok(())
}

/// One line for each hole, the worst first. A hole that several documents have is one line.
fn table(
    out: &mut dyn Write,
    gaps: Vec<&DocumentGap>,
    name: &str,
    several: bool,
) -> io::Result<()> {
    let mut holes: Vec<(&DocumentGap, usize)> = Vec::new();
    for gap in gaps {
        match holes.iter_mut().find(|(held, _)| several && held.gap.id == gap.gap.id) {
            Some((_, more)) => *more += 1,
            None => holes.push((gap, 0)),
        }
    }
    holes.sort_by_key(|(gap, _)| std::cmp::Reverse(gap.gap.severity));
    let width = |cell: fn(&Gap) -> String| {
        holes.iter().map(|(gap, _)| cell(&gap.gap).chars().count()).max().unwrap_or(0)
    };
    let (codes, places) = (width(|gap| gap.code.name().to_owned()), width(place));
    for (DocumentGap { document, gap }, more) in holes {
        write!(out, "  {:<7}  {:<codes$}", word(gap.severity), gap.code.name())?;
        if places > 0 {
            write!(out, "  {:<places$}", place(gap))?;
        }
        write!(out, "  {}", message(gap, name))?;
        match document.as_deref().filter(|_| several) {
            Some(document) if more > 0 => writeln!(out, "  [{document} and {more} more]")?,
            Some(document) => writeln!(out, "  [{document}]")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// The sentence without the name that stands above it; of text that nobody read the text itself.
fn message(gap: &Gap, name: &str) -> String {
    if let (GapCode::UnclaimedText, Some(raw)) = (gap.code, &gap.raw) {
        return shortened(raw);
    }
    let rest = gap.message.strip_prefix(name).unwrap_or(&gap.message);
    match rest.trim_start().strip_prefix(':') {
        Some(rest) if !name.is_empty() => rest.trim_start().to_owned(),
        _ => gap.message.clone(),
    }
}

/// A printed text on one line, cut where it is long.
fn shortened(raw: &str) -> String {
    let line = one_line(raw);
    match line.char_indices().nth(LONGEST_RAW) {
        Some((end, _)) => format!("{} …", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// `p. 21 l. 3`, as far as it is known.
fn place(gap: &Gap) -> String {
    let page = gap.page.map(|page| format!("p. {page}"));
    let line = gap.line.map(|line| format!("l. {line}"));
    [page, line].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "to know",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
