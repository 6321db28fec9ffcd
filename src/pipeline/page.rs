//! The report, written piece by piece: the pieces of each CPTS and each document are made from what
//! waits on the shelf, several at a time, and wait there for their place on the page.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use rayon::prelude::*;

use crate::merge::{Group, Mention};
use crate::model::gap::Gap;
use crate::model::registry::{Entry, GapCounts, Proposal};
use crate::model::run::Input;
use crate::pipeline::shelf::{Place, Said, Shelf};
use crate::report::{About, DocumentLine, Known, Line, Overview, Report, Told};

/// Everything that the report is made of.
pub struct Page<'a> {
    /// Its pieces.
    pub report: Report,
    /// Where the rest waits.
    pub shelf: &'a Shelf,
    /// The documents.
    pub documents: Vec<DocumentLine>,
    /// Where the rest of each document waits.
    pub about: Vec<Place>,
    /// The mentions.
    pub mentions: &'a [Mention],
    /// What is said in each.
    pub said: &'a [Said],
}

/// What stands on the page as a whole.
pub struct Whole<'a> {
    /// Every CPTS in one line, in the order of the registry.
    pub lines: &'a [Line],
    /// The pieces of each.
    pub pieces: &'a [Pieces],
    /// How many gaps there are.
    pub counts: &'a GapCounts,
    /// The pairs of CPTS that a person has to decide on.
    pub proposals: &'a [Proposal],
    /// The inputs without a record of their own.
    pub others: &'a [&'a Input],
}

/// The pieces of one CPTS.
#[derive(Debug)]
pub struct Pieces {
    lacks: Place,
    fiche: Place,
    /// What changed, with the date of each.
    changes: Box<[(String, Place)]>,
    /// The documents that name it, by their places, each once.
    documents: Box<[usize]>,
}

impl Page<'_> {
    /// Writes the page.
    pub fn write(&self, whole: &Whole<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Whole { lines, pieces, counts, proposals, others } = *whole;
        let mut named: Vec<Vec<&Line>> = vec![Vec::new(); self.documents.len()];
        let mut dates: BTreeMap<Reverse<&str>, Vec<Place>> = BTreeMap::new();
        for (line, pieces) in lines.iter().zip(pieces) {
            for document in &*pieces.documents {
                named.get_mut(*document).into_iter().for_each(|named| named.push(line));
            }
            for (date, change) in &*pieces.changes {
                dates.entry(Reverse(date)).or_default().push(*change);
            }
        }
        let documents = self.about.par_iter().zip(&self.documents).zip(&named);
        let documents = documents.map(|((about, line), named)| self.document(*about, line, named));
        let documents: Vec<(Place, Place)> = documents.collect::<io::Result<_>>()?;

        let over = Overview { lines, documents: &self.documents, counts, proposals };
        let mut say = |piece: io::Result<String>| out.write_all(piece?.as_bytes());
        say(self.report.head(&over))?;
        lines.iter().try_for_each(|line| say(self.report.row(line)))?;
        say(self.report.rows_end(&over))?;
        say(self.report.gaps(&over))?;
        pieces.iter().try_for_each(|pieces| say(self.shelf.text(pieces.lacks)))?;
        documents.iter().try_for_each(|(lacks, _)| say(self.shelf.text(*lacks)))?;
        say(self.report.end())?;
        say(self.report.proposals(&over))?;
        say(self.report.changes(!dates.is_empty()))?;
        for (Reverse(date), changes) in &dates {
            say(self.report.date(date))?;
            changes.iter().try_for_each(|change| say(self.shelf.text(*change)))?;
        }
        say(self.report.end())?;
        say(self.report.list())?;
        pieces.iter().try_for_each(|pieces| say(self.shelf.text(pieces.fiche)))?;
        say(self.report.end())?;
        say(self.report.documents())?;
        documents.iter().try_for_each(|(_, whole)| say(self.shelf.text(*whole)))?;
        say(self.report.others(others, &self.documents))?;
        say(self.report.end())?;
        say(self.report.foot())
    }

    /// Makes the pieces of one CPTS, and counts its gaps on its line; `between` are those that no
    /// document has by itself.
    pub fn pieces(
        &self,
        group: &Group,
        entry: &Entry,
        line: &mut Line,
        between: &[Gap],
    ) -> io::Result<Pieces> {
        let told = self.told(group)?;
        let gaps = told.values().flat_map(|told| &told.gaps).chain(between);
        gaps.for_each(|gap| line.count(gap.severity));
        let dates: BTreeSet<&str> = entry.changes.iter().map(|one| one.as_of.as_str()).collect();
        let changes = dates.into_iter().map(|date| {
            let change = self.report.change(line, entry, date)?;
            Ok((date.to_owned(), self.shelf.add_text(&change)?))
        });
        let changes = changes.collect::<io::Result<_>>()?;
        let known = Known { line, entry, told: &told, between, documents: &self.documents };
        let mut documents: Vec<usize> =
            told.keys().filter_map(|(document, _)| document.checked_sub(1)).collect();
        documents.dedup();
        let holes = self.report.holes(&known);
        Ok(Pieces {
            lacks: self.shelf.add_text(&self.report.lacks(line, &holes)?)?,
            fiche: self.shelf.add_text(&self.report.fiche(&known, &holes)?)?,
            changes,
            documents: documents.into(),
        })
    }

    /// A mention, and where stands what is said there.
    pub fn mention(&self, at: usize) -> Option<(&Mention, &Said)> {
        self.mentions.get(at).zip(self.said.get(at))
    }

    /// What the documents tell of one CPTS, by the document's number and the place in its record.
    fn told(&self, group: &Group) -> io::Result<BTreeMap<(usize, usize), Told>> {
        let mut told = BTreeMap::new();
        for at in &group.mentions {
            let Some((mention, said)) = self.mention(*at) else { continue };
            let document = self.documents.binary_search_by(|one| one.id.cmp(&mention.document));
            if let Some(line) = document.ok().and_then(|at| self.documents.get(at)) {
                told.insert((line.number, mention.number), self.shelf.get(said.told)?);
            }
        }
        Ok(told)
    }

    /// Makes the pieces of one document: what it lacks, and the whole.
    fn document(
        &self,
        about: Place,
        line: &DocumentLine,
        named: &[&Line],
    ) -> io::Result<(Place, Place)> {
        let about: About = self.shelf.get(about)?;
        let lacks = self.shelf.add_text(&self.report.document_lacks(line, &about)?)?;
        Ok((lacks, self.shelf.add_text(&self.report.document(line, &about, named)?)?))
    }
}
