//! The report for a person: pieces of one page that stands for itself, each made of the values that
//! it shows, so that nobody holds all of them.
//!
//! Words come from catalogues, values from the registry and the records. Nothing is decided here:
//! what a value is, what stands and what is missing was settled before. No file is touched.

mod ask;
mod change;
mod fiche;
mod hole;
mod letter;
mod line;
mod mail;
mod map;
mod markup;
mod source;
mod speech;
mod value;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use data_encoding::BASE64;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, UndefinedBehavior, context};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::model::gap::GapCode;
use crate::model::record::Mission;
use crate::model::registry::{Entry, GapCounts, Proposal};
use crate::model::run::Input;
use crate::report::line::{STATES, key_of, newest, tallies};
use crate::rules::Wording;

pub use change::shifts;
pub use fiche::Known;
pub use hole::{Hole, holes};
pub use letter::{Letter, Part, letter};
pub use line::{DocumentLine, Line};
pub use mail::Sender;
pub use markup::Markup;
pub use source::{About, Told, taken_apart};
pub use speech::Speech;

/// Declares each template with its name.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("templates/", $name)))),*]
    };
}

/// The pieces of the page.
const TEMPLATES: &[(&str, &str)] = templates![
    "change.html",
    "changes.html",
    "date.html",
    "document.html",
    "documents.html",
    "end.html",
    "fiche.html",
    "foot.html",
    "gaps.html",
    "head.html",
    "holes.html",
    "list.html",
    "macros.html",
    "others.html",
    "proposals.html",
    "row.html",
    "rows_end.html",
];

const STYLE: &str = include_str!("templates/style.css");
const SCRIPT: &str = include_str!("templates/script.js");

/// The page, in one language.
#[derive(Debug)]
pub struct Report {
    pieces: Environment<'static>,
    speech: Arc<Speech>,
}

/// What stands over the whole page.
#[derive(Debug, Clone, Copy)]
pub struct Overview<'a> {
    /// Every CPTS.
    pub lines: &'a [Line],
    /// Every document.
    pub documents: &'a [DocumentLine],
    /// How many gaps there are.
    pub counts: &'a GapCounts,
    /// The pairs that a person has to decide on.
    pub proposals: &'a [Proposal],
}

impl Report {
    /// The page in the language of a catalogue.
    pub fn new(wording: &Wording, language: &str) -> io::Result<Self> {
        let speech = Arc::new(Speech::new(wording, language));
        let mut pieces = Environment::new();
        pieces.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        pieces.set_syntax(syntax.map_err(io::Error::other)?);
        for (name, text) in TEMPLATES {
            pieces.add_template(name, text).map_err(io::Error::other)?;
        }
        let words = speech.clone();
        pieces.add_function("t", move |key: &str| words.say(key).to_owned());
        let words = speech.clone();
        pieces.add_function("tell", move |key: &str, values: Kwargs| {
            let mut filled: Vec<(&str, String)> = Vec::new();
            for name in values.args() {
                filled.push((name, values.get::<String>(name)?));
            }
            Ok::<String, minijinja::Error>(words.tell(key, &filled))
        });
        let words = speech.clone();
        pieces.add_function("count", move |what: &str, count: u64| words.count(what, count));
        let words = speech.clone();
        pieces.add_function("percent", move |part: u64, whole: u64| words.percent(part, whole));
        let words = speech.clone();
        pieces.add_filter("number", move |number: u64| words.number(number));
        let words = speech.clone();
        pieces.add_filter("department", move |code: &str| words.department(code));
        let words = speech.clone();
        pieces.add_filter("date", move |date: &str| words.date(date));
        Ok(Self { pieces, speech })
    }

    /// The language of the page.
    pub fn speech(&self) -> &Speech {
        &self.speech
    }

    /// The page's beginning: the totals, the departments, the heading of the missions of all CPTS.
    pub fn head(&self, over: &Overview<'_>) -> io::Result<String> {
        let (all, departments) = tallies(over.lines);
        let missions = Mission::ALL.map(Mission::name);
        self.piece(
            "head.html",
            context! {
                language => Serde(self.speech.language()),
                style => Serde(STYLE),
                // What a page may run: this script and no other, not even one that a document
                // smuggles in.
                script => Serde(BASE64.encode(&Sha256::digest(SCRIPT.as_bytes()))),
                documents => Serde(over.documents.len()),
                newest => Serde(newest(over.documents)),
                gaps => Serde(total(over.counts)),
                proposals => Serde(over.proposals.len()),
                map => Serde(map::map(over.lines, &departments, &self.speech)),
                largest => Serde(departments.iter().map(|tally| tally.communities).max()),
                all => Serde(all),
                departments => Serde(&departments),
                missions => Serde(missions),
                states => Serde(STATES),
                any => Serde(!over.lines.is_empty()),
            },
        )
    }

    /// The missions of one CPTS.
    pub fn row(&self, line: &Line) -> io::Result<String> {
        self.piece("row.html", context! { line => Serde(line) })
    }

    /// The end of the missions of all CPTS.
    pub fn rows_end(&self, over: &Overview<'_>) -> io::Result<String> {
        self.piece("rows_end.html", context! { any => Serde(!over.lines.is_empty()) })
    }

    /// The beginning of the list of gaps.
    pub fn gaps(&self, over: &Overview<'_>) -> io::Result<String> {
        let codes: Vec<(&str, u64)> = GapCode::ALL
            .iter()
            .filter_map(|code| Some((code.name(), *over.counts.by_code.get(code.name())?)))
            .collect();
        self.piece(
            "gaps.html",
            context! { gaps => Serde(total(over.counts)), codes => Serde(codes) },
        )
    }

    /// The list of what one CPTS lacks, which stands on the page twice; empty if it lacks nothing.
    pub fn holes(&self, known: &Known<'_>) -> Markup {
        Markup::holes(&known.holes(&self.speech), &self.speech)
    }

    /// What one CPTS lacks, given the list of it; nothing if it lacks nothing.
    pub fn lacks(&self, line: &Line, holes: &Markup) -> io::Result<String> {
        match holes.is_empty() {
            true => Ok(String::new()),
            false => {
                self.piece("holes.html", context! { line => Serde(line), holes => Serde(holes) })
            }
        }
    }

    /// What a document lacks; nothing if it lacks nothing.
    pub fn document_lacks(&self, line: &DocumentLine, about: &About) -> io::Result<String> {
        let gaps = about.gaps.iter().map(|gap| (Some(line.number), gap));
        let holes = Markup::holes(&holes(gaps, "", &self.speech), &self.speech);
        match holes.is_empty() {
            true => Ok(String::new()),
            false => self
                .piece("holes.html", context! { document => Serde(line), holes => Serde(holes) }),
        }
    }

    /// The pairs of CPTS that may be one, each with what speaks for it and how to decide; nothing if
    /// there are none.
    pub fn proposals(&self, over: &Overview<'_>) -> io::Result<String> {
        let line = |id: &str| over.lines.iter().find(|line| line.id == id);
        let pair = |one: &Proposal| {
            Some(json!({ "a": line(&one.a)?, "b": line(&one.b)?, "evidence": one.evidence }))
        };
        let pairs: Vec<Value> = over.proposals.iter().filter_map(pair).collect();
        match pairs.is_empty() {
            true => Ok(String::new()),
            false => self.piece("proposals.html", context! { pairs => Serde(pairs) }),
        }
    }

    /// The beginning of the list of changes; `any` if there are some.
    pub fn changes(&self, any: bool) -> io::Result<String> {
        self.piece("changes.html", context! { any => Serde(any) })
    }

    /// The heading of the changes of a date.
    pub fn date(&self, date: &str) -> io::Result<String> {
        self.piece("date.html", context! { date => Serde(date) })
    }

    /// What documents of a date changed of one CPTS.
    pub fn change(&self, line: &Line, entry: &Entry, date: &str) -> io::Result<String> {
        let shifts = shifts(entry, date, &self.speech);
        self.piece("change.html", context! { line => Serde(line), shifts => Serde(shifts) })
    }

    /// The beginning of the CPTS one by one.
    pub fn list(&self) -> io::Result<String> {
        self.piece("list.html", context! {})
    }

    /// One CPTS, given the list of what it lacks.
    pub fn fiche(&self, known: &Known<'_>, holes: &Markup) -> io::Result<String> {
        let dates: BTreeMap<&str, Vec<change::Shift>> = known
            .entry
            .changes
            .iter()
            .map(|change| change.as_of.as_str())
            .map(|date| (date, shifts(known.entry, date, &self.speech)))
            .collect();
        let dates: Vec<_> = dates.into_iter().rev().collect();
        self.piece(
            "fiche.html",
            context! { fiche => Serde(known.fiche(holes, &self.speech)), dates => Serde(dates) },
        )
    }

    /// The beginning of the documents.
    pub fn documents(&self) -> io::Result<String> {
        self.piece("documents.html", context! {})
    }

    /// One document; `named` are the CPTS in it.
    pub fn document(
        &self,
        line: &DocumentLine,
        about: &About,
        named: &[&Line],
    ) -> io::Result<String> {
        let gaps = about.gaps.iter().filter(|gap| gap.code != GapCode::UnclaimedText);
        let gaps = gaps.map(|gap| (Some(line.number), gap));
        let holes = Markup::holes(&holes(gaps, "", &self.speech), &self.speech);
        let unread = hole::unread(line.number, &about.gaps, &self.speech);
        self.piece("document.html", context! { line => Serde(line), about => Serde(about), named => Serde(named), holes => Serde(holes), unread => Serde(unread) })
    }

    /// The inputs that have no record of their own, if there are any.
    pub fn others(&self, inputs: &[&Input], documents: &[DocumentLine]) -> io::Result<String> {
        if inputs.is_empty() {
            return Ok(String::new());
        }
        let other = |input: &&Input| {
            let id = input.document.as_deref().unwrap_or_default();
            let place = documents.binary_search_by(|one| one.id.as_str().cmp(id)).ok();
            json!({
                "path": input.path,
                "outcome": key_of(&input.outcome),
                "error": input.error.as_ref().map(|error| (key_of(&error.kind), &error.message)),
                "document": place.and_then(|place| documents.get(place))})
        };
        let inputs: Vec<_> = inputs.iter().map(other).collect();
        self.piece("others.html", context! { inputs => Serde(inputs) })
    }

    /// The end of a part of the page.
    pub fn end(&self) -> io::Result<String> {
        self.piece("end.html", context! {})
    }

    /// The page's end.
    pub fn foot(&self) -> io::Result<String> {
        self.piece("foot.html", context! { script => Serde(SCRIPT) })
    }

    fn piece(&self, name: &str, values: minijinja::Value) -> io::Result<String> {
        let template = self.pieces.get_template(name).map_err(io::Error::other)?;
        template.render(values).map_err(io::Error::other)
    }
}

fn total(counts: &GapCounts) -> u64 {
    counts.by_code.values().sum()
}
