//! Where values stand: what is shown of a record's evidence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::gap::Gap;
use crate::model::record::{Coverage, DocumentInfo, Evidence, Record};
use crate::report::speech::Speech;

/// Where a value stands, as it is shown: of a record's evidence the first place and the words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The printed words.
    pub raw: String,
    /// The lines that they stand on.
    #[serde(default)]
    pub at: Vec<Spot>,
    /// The value was worked out and not printed.
    #[serde(default)]
    pub inferred: bool,
}

/// A line of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Page from 1, where the format has pages.
    pub page: Option<u32>,
    /// Line from 1.
    pub line: u32,
}

/// What one document tells of one CPTS, beside the values themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Where the values stand, by their pointer below the community: `/officers/0`.
    pub sources: BTreeMap<String, Source>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// What there is to say of a document as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The document.
    pub document: DocumentInfo,
    /// How much of it was read.
    pub coverage: Coverage,
    /// The gaps that are not a named community's.
    pub gaps: Vec<Gap>,
}

/// Takes apart what is shown of a record beside its values: what is told of each community that has
/// a name, by its place in the record, and the rest.
pub fn taken_apart(record: &Record) -> (BTreeMap<usize, Told>, About) {
    let named = record.communities.iter().enumerate().filter(|(_, one)| one.name.is_some());
    let mut told: BTreeMap<usize, Told> =
        named.map(|(number, _)| (number, Told::default())).collect();
    for (pointer, evidence) in &record.evidence {
        if let Some((number, below)) = community(pointer)
            && let Some(told) = told.get_mut(&number)
        {
            told.sources.insert(below.to_owned(), Source::of(evidence));
        }
    }
    let mut own = Vec::new();
    for gap in record.gaps.iter().cloned() {
        let number = community(&gap.pointer).map(|(number, _)| number);
        match number.and_then(|number| told.get_mut(&number)) {
            Some(told) => told.gaps.push(gap),
            None => own.push(gap),
        }
    }
    let (document, coverage) = (record.document.clone(), record.coverage.clone());
    (told, About { document, coverage, gaps: own })
}

/// The place of the community that a pointer leads into, and the pointer below it.
pub fn community(pointer: &str) -> Option<(usize, &str)> {
    let rest = pointer.strip_prefix("/communities/")?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (number, below) = rest.split_at(end);
    Some((number.parse().ok()?, below))
}

/// The letters of a text, whatever their case, its lines and the scheme of an address.
fn plain(text: &str) -> impl Iterator<Item = char> {
    const SCHEME: &str = "https://";
    let text = text.trim_start();
    let schemed = text.get(..SCHEME.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(SCHEME));
    let text = if schemed { text.get(SCHEME.len()..) } else { None }.unwrap_or(text);
    let words = text.split_whitespace().flat_map(|word| [" ", word]);
    words.flat_map(str::chars).flat_map(char::to_lowercase)
}

/// A source on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The document's number.
    pub document: usize,
    /// `p. 21, l. 3`
    pub place: String,
    /// The printed words, if they are not the value's.
    pub words: Option<String>,
    /// That the value was worked out from them.
    pub inferred: Option<String>,
}

impl Source {
    fn of(evidence: &Evidence) -> Self {
        let spots = evidence.at.iter().map(|at| Spot { page: at.page, line: at.line });
        Self { raw: evidence.raw.clone(), at: spots.collect(), inferred: evidence.inferred }
    }

    /// How it is cited beside a value.
    pub fn cited(&self, document: usize, value: &str, speech: &Speech) -> Cited {
        let spot = self.at.first();
        // "Ada MARTIN" and "www.cpts.example" say no more than the value beside them.
        let says_more = || self.raw != value && !plain(&self.raw).eq(plain(value));
        let differs = self.inferred || says_more();
        Cited {
            document,
            place: speech.place(spot.and_then(|spot| spot.page), spot.map(|spot| spot.line)),
            words: (differs && !self.raw.is_empty()).then(|| speech.quote(&self.raw)),
            inferred: self.inferred.then(|| speech.say("community.inferred").to_owned()),
        }
    }
}
