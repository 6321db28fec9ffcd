//! The document for a person who writes rules.

use std::io::{self, Write};

use recense::Reading;
use recense::model::document::{Line, Look, Region};
use recense::model::ledger::{Claim, Entry};

/// Prints every line with its look, and under it the stretches and who has them. A line that nobody
/// touches is only marked as such.
pub fn print(out: &mut dyn Write, reading: &Reading) -> io::Result<()> {
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
            1 => ", 1 frame".to_owned(),
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
            let stretches = stretches(reading, page_index, line_index);
            let row = format!("{} {place:>7}  {:<24} {}", sign(&stretches), look(line), line.text);
            writeln!(out, "{}", row.trim_end())?;
            for stretch in
                stretches.iter().filter(|_| reading.ledger.touches(page_index, line_index))
            {
                let rule = stretch.owner.map_or("", |entry| &entry.rule);
                let row = format!("{} {}-{} {rule}", stretch.sign(), stretch.start, stretch.end);
                writeln!(out, "{:11}{}", "", row.trim_end())?;
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
    words.extend((line.region != Region::Main).then(|| line.region.name().to_owned()));
    words.join(" ")
}

/// A stretch of a line that one owner has, or nobody.
struct Stretch<'a> {
    start: usize,
    end: usize,
    owner: Option<&'a Entry>,
}

impl Stretch<'_> {
    fn sign(&self) -> char {
        match self.owner.map(|entry| entry.claim) {
            Some(Claim::Claimed) => '+',
            Some(Claim::Ignored) => '-',
            None => '?',
        }
    }
}

/// The stretches of a line; white space that nobody has is none.
fn stretches<'a>(reading: &'a Reading, page: usize, line: usize) -> Vec<Stretch<'a>> {
    let text = reading.document.line(page, line).map_or("", |line| &line.text);
    let characters: Vec<char> = text.chars().collect();
    let owners = reading.ledger.owners(page, line, characters.len());
    let mut stretches: Vec<Stretch<'a>> = Vec::new();
    for (index, (character, owner)) in characters.iter().zip(owners).enumerate() {
        let same = |held: &&mut Stretch<'a>| match (held.owner, owner) {
            (Some(a), Some(b)) => a.rule == b.rule && a.claim == b.claim && held.end == index,
            (None, None) => true,
            _ => false,
        };
        if owner.is_none() && character.is_whitespace() {
            continue;
        }
        match stretches.last_mut().filter(same) {
            Some(held) => held.end = index + 1,
            None => stretches.push(Stretch { start: index, end: index + 1, owner }),
        }
    }
    stretches
}

/// One sign for a line: its only one, or `~` where several owners share it.
fn sign(stretches: &[Stretch<'_>]) -> char {
    let mut signs = stretches.iter().map(Stretch::sign);
    let first = signs.next().unwrap_or(' ');
    if signs.all(|sign| sign == first) { first } else { '~' }
}
