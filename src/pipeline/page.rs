//! The report, written piece by piece: one CPTS after the other, from what waits on the shelf.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use rayon::prelude::*;

use crate::merge::{Group, Mention};
use crate::model::gap::Gap;
use crate::model::registry::{Entry, GapCounts};
use crate::model::run::Input;
use crate::pipeline::shelf::{Place, Shelf};
use crate::pipeline::{SetupError, refused_at};
use crate::report::{About, DocumentLine, Known, Line, Overview, Report, Shown, Told};

/// A document of the report: in one line, and where the rest waits.
#[derive(Debug)]
pub struct Waiting {
    line: DocumentLine,
    about: Place,
    /// What is told of its communities, by their place in the record.
    told: BTreeMap<usize, Place>,
}

/// Puts away what the report shows of the records in these files, sorted by their ids.
pub fn put_away(files: &[PathBuf], shelf: &Shelf) -> Result<Vec<Waiting>, SetupError> {
    let one = |(at, file): (usize, &PathBuf)| {
        let put = || -> io::Result<Waiting> {
            let shown: Shown = serde_json::from_slice(&fs::read(file)?)?;
            let line = DocumentLine::of(at + 1, &shown.document);
            let (told, about) = shown.taken_apart();
            let told = told.iter().map(|(number, told)| Ok((*number, shelf.add(told)?)));
            Ok(Waiting { line, about: shelf.add(&about)?, told: told.collect::<io::Result<_>>()? })
        };
        put().map_err(refused_at(file))
    };
    files.par_iter().enumerate().map(one).collect()
}

/// Everything that the report is made of.
pub struct Page<'a> {
    /// Its pieces.
    pub report: Report,
    /// Where the rest waits.
    pub shelf: &'a Shelf,
    /// The documents.
    pub documents: Vec<Waiting>,
    /// Every CPTS in one line, in the order of the registry.
    pub lines: Vec<Line>,
    /// The entries of the registry.
    pub entries: Vec<Place>,
    /// Which mentions are of which CPTS.
    pub groups: &'a [Group],
    /// The mentions.
    pub mentions: &'a [Mention],
    /// Gaps of a CPTS that no document has by itself, by the entry's place.
    pub between: BTreeMap<usize, Vec<Gap>>,
    /// How many gaps there are.
    pub counts: &'a GapCounts,
    /// The inputs without a record of their own.
    pub others: Vec<&'a Input>,
}

/// What is got from the shelf for one CPTS.
struct Got {
    entry: Entry,
    told: BTreeMap<(usize, usize), Told>,
}

impl Page<'_> {
    /// Writes the page.
    pub fn write(mut self, out: &mut dyn Write) -> io::Result<()> {
        let documents: Vec<DocumentLine> =
            self.documents.iter().map(|waiting| waiting.line.clone()).collect();
        let mut named: Vec<Vec<usize>> = vec![Vec::new(); documents.len()];
        let mut dates: BTreeMap<Reverse<String>, Vec<usize>> = BTreeMap::new();
        for number in 0..self.lines.len() {
            self.count(number, &documents, &mut named, &mut dates)?;
        }
        let over = Overview { lines: &self.lines, documents: &documents, counts: self.counts };
        let mut say = |piece: io::Result<String>| out.write_all(piece?.as_bytes());
        say(self.report.head(&over))?;
        over.lines.iter().try_for_each(|line| say(self.report.row(line)))?;
        say(self.report.rows_end(&over))?;
        say(self.report.gaps(&over))?;
        self.each(&documents, |known| say(self.report.lacks(known)))?;
        for waiting in &self.documents {
            let about: About = self.shelf.get(waiting.about)?;
            say(self.report.document_lacks(&waiting.line, &about))?;
        }
        say(self.report.end())?;
        say(self.report.changes(!dates.is_empty()))?;
        for (Reverse(date), numbers) in &dates {
            say(self.report.date(date))?;
            for number in numbers {
                if let Some((line, place)) = self.lines.get(*number).zip(self.entries.get(*number))
                {
                    say(self.report.change(line, &self.shelf.get(*place)?, date))?;
                }
            }
        }
        say(self.report.end())?;
        say(self.report.list())?;
        self.each(&documents, |known| say(self.report.fiche(known)))?;
        say(self.report.end())?;
        say(self.report.documents())?;
        for (waiting, named) in self.documents.iter().zip(&named) {
            let about: About = self.shelf.get(waiting.about)?;
            let named: Vec<&Line> = named.iter().filter_map(|n| self.lines.get(*n)).collect();
            say(self.report.document(&waiting.line, &about, &named))?;
        }
        say(self.report.others(&self.others, &documents))?;
        say(self.report.end())?;
        say(self.report.foot())
    }

    /// Notes of one CPTS what stands over all of them: how many gaps it has, which documents name
    /// it, when something changed.
    fn count(
        &mut self,
        number: usize,
        documents: &[DocumentLine],
        named: &mut [Vec<usize>],
        dates: &mut BTreeMap<Reverse<String>, Vec<usize>>,
    ) -> io::Result<()> {
        let Some(Got { entry, told }) = self.got(number, documents)? else { return Ok(()) };
        let between = self.between.get(&number).into_iter().flatten();
        let gaps = told.values().flat_map(|told| &told.gaps).chain(between);
        if let Some(line) = self.lines.get_mut(number) {
            gaps.for_each(|gap| line.count(gap.severity));
        }
        for (document, _) in told.keys() {
            if let Some(named) = document.checked_sub(1).and_then(|at| named.get_mut(at))
                && named.last() != Some(&number)
            {
                named.push(number);
            }
        }
        for change in entry.changes {
            let of_date = dates.entry(Reverse(change.as_of)).or_default();
            if of_date.last() != Some(&number) {
                of_date.push(number);
            }
        }
        Ok(())
    }

    /// Does something with each CPTS.
    fn each(
        &self,
        documents: &[DocumentLine],
        mut say: impl FnMut(&Known<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        for (number, line) in self.lines.iter().enumerate() {
            let Some(Got { entry, told }) = self.got(number, documents)? else { continue };
            let between = self.between.get(&number).map_or(&[][..], Vec::as_slice);
            say(&Known { line, entry: &entry, told: &told, between, documents })?;
        }
        Ok(())
    }

    /// What waits for one CPTS.
    fn got(&self, number: usize, documents: &[DocumentLine]) -> io::Result<Option<Got>> {
        let Some((place, group)) = self.entries.get(number).zip(self.groups.get(number)) else {
            return Ok(None);
        };
        let mut told = BTreeMap::new();
        for mention in group.mentions.iter().filter_map(|at| self.mentions.get(*at)) {
            let at = documents.binary_search_by(|one| one.id.cmp(&mention.document)).ok();
            let waiting = at.and_then(|at| self.documents.get(at));
            if let Some(waiting) = waiting
                && let Some(place) = waiting.told.get(&mention.number)
            {
                told.insert((waiting.line.number, mention.number), self.shelf.get(*place)?);
            }
        }
        Ok(Some(Got { entry: self.shelf.get(*place)?, told }))
    }
}
