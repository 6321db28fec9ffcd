//! The document for a person who writes rules.

use std::io::{self, Write};

use recense::Reading;
use recense::model::document::{Line, Look, Region};
use recense::model::ledger::Claim;

use crate::cli::inspect::region_name;

/// Prints every line with its look, and under it the stretches and who has them.
pub fn print(out: &mut impl Write, reading: &Reading) -> io::Result<()> {
    let Reading { record, document, .. } = reading;
    let coverage = &record.coverage;
    writeln!(out, "{}: {}", record.document.path, record.document.media_type)?;
    writeln!(
        out,
        "{} characters: {} claimed (+), {} ignored (-), {} unclaimed (?)",
        coverage.characters, coverage.claimed, coverage.ignored, coverage.unclaimed
    )?;
    for defect in &document.defects {
        writeln!(out, "defect: {defect:?}")?;
    }
    for (page_index, page) in document.pages.iter().enumerate() {
        writeln!(out)?;
        let size = page.size.map(|(width, height)| format!(", {width:.0} x {height:.0} pt"));
        let frames = match page.frames.len() {
            0 => String::new(),
            count => format!(", {count} frames"),
        };
        writeln!(
            out,
            "page {}, {} lines{}{frames}, order: {}",
            page_index + 1,
            page.lines.len(),
            size.unwrap_or_default(),
            page.order
        )?;
        for (line_index, line) in page.lines.iter().enumerate() {
            let place = format!("{}:{}", page_index + 1, line_index + 1);
            writeln!(out, "{place:>7}  {:<24} {}", look(line), line.text)?;
            for stretch in stretches(reading, page_index, line_index) {
                writeln!(out, "{:9}{stretch}", "")?;
            }
        }
    }
    Ok(())
}

/// The look of a line in a few words: `b12 h2 bold 11pt bullet+1`.
fn look(line: &Line) -> String {
    let Look { heading, bold, size, marker, indent, cell, invisible } = &line.look;
    let mut words = vec![format!("b{}", line.block)];
    words.extend(heading.map(|level| format!("h{level}")));
    words.extend(bold.then(|| "bold".to_owned()));
    words.extend(size.map(|size| format!("{size:.1}pt")));
    words.extend(marker.map(|_| format!("bullet{}", "+".repeat(usize::from(*indent)))));
    words.extend((marker.is_none() && *indent > 0).then(|| format!("indent{indent}")));
    words.extend(cell.map(|cell| {
        let mark = if cell.header { "th" } else { "td" };
        format!("{mark}{}.{}.{}", cell.table, cell.row, cell.column)
    }));
    words.extend(invisible.then(|| "invisible".to_owned()));
    words.extend((line.region != Region::Main).then(|| region_name(line.region).to_owned()));
    words.join(" ")
}

/// The stretches of a line that one owner has: `+ 0-16 progress-report/fiche/population`.
fn stretches(reading: &Reading, page: usize, line: usize) -> Vec<String> {
    let Some(text) = reading.document.line(page, line).map(|line| &line.text) else {
        return Vec::new();
    };
    let characters: Vec<char> = text.chars().collect();
    let owners = reading.ledger.owners(page, line, characters.len());
    let mut stretches = Vec::new();
    let mut start = 0;
    while start < characters.len() {
        let same = |index: &usize| match (owners.get(*index), owners.get(start)) {
            (Some(Some(a)), Some(Some(b))) => a.rule == b.rule && a.claim == b.claim,
            (Some(a), Some(b)) => a.is_none() && b.is_none(),
            _ => false,
        };
        let end = (start..characters.len()).take_while(same).last().unwrap_or(start) + 1;
        let visible = characters.iter().take(end).skip(start).any(|c| !c.is_whitespace());
        match owners.get(start).copied().flatten() {
            Some(entry) => {
                let sign = if entry.claim == Claim::Claimed { '+' } else { '-' };
                stretches.push(format!("{sign} {start}-{end} {}", entry.rule));
            }
            None if visible => stretches.push(format!("? {start}-{end}")),
            None => {}
        }
        start = end;
    }
    stretches
}
