//! What is shown of one CPTS: its facts with their sources, its missions, what it lacks and what
//! changed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::gap::Gap;
use crate::model::record::{Community, Mission};
use crate::model::registry::{Entry, Statement};
use crate::report::hole::{Hole, holes};
use crate::report::line::{DocumentLine, Line};
use crate::report::markup::Markup;
use crate::report::source::{Cited, Source, Told, community};
use crate::report::speech::Speech;
use crate::report::value::{Item, items};

/// What is known of one CPTS, for one part of the page.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// In one line.
    pub line: &'a Line,
    /// In the registry.
    pub entry: &'a Entry,
    /// What each of its documents tells beside the values, by the document's number and the
    /// community's place in the record.
    pub told: &'a BTreeMap<(usize, usize), Told>,
    /// Gaps that no document has by itself.
    pub between: &'a [Gap],
    /// All documents, in the order of their ids.
    pub documents: &'a [DocumentLine],
}

/// A field of a CPTS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its key.
    pub field: &'static str,
    /// The documents disagree.
    pub conflict: bool,
    /// Those that stand at one place together.
    pub stands: Vec<Markup>,
    /// How many documents more say the same.
    pub more: usize,
}

/// A mission of a CPTS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissionPart {
    mission: &'static str,
    status: String,
    /// How many actions.
    count: usize,
    actions: Markup,
    text: Markup,
}

/// What a document said of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The field's key.
    pub field: &'static str,
    /// The day that it is true of.
    pub as_of: Option<String>,
    /// The value.
    pub text: String,
    /// Where it stands.
    pub sources: Vec<Cited>,
}

/// The part of the page on one CPTS.
#[derive(Debug, Clone, Serialize)]
pub struct Fiche<'a> {
    line: &'a Line,
    aliases: &'a [String],
    facts: Markup,
    missions: Vec<MissionPart>,
    holes: &'a Markup,
    said: Markup,
    documents: Vec<&'a DocumentLine>,
}

/// Where what a document says of a CPTS stands.
#[derive(Debug, Clone, Copy)]
struct Sources<'a, 's> {
    /// The document's number.
    document: usize,
    all: &'a BTreeMap<String, Source>,
    /// The pointer of the statement, below the community.
    below: &'s str,
}

impl Sources<'_, '_> {
    /// How the part of the statement at a pointer is cited beside its text; as all of it, if the part
    /// has no place of its own.
    fn cited(&self, part: &[&str], text: &str, speech: &Speech) -> Option<Cited> {
        let of_part = self.all.get(&[&[self.below], part].concat().concat());
        let source = of_part.or_else(|| self.all.get(self.below))?;
        Some(source.cited(self.document, text, speech))
    }
}

impl<'a> Known<'a> {
    /// The part of the page on it, given the list of what it lacks.
    pub fn fiche(&self, holes: &'a Markup, speech: &Speech) -> Fiche<'a> {
        let facts = Community::FIELDS.into_iter().filter(|field| *field != "missions");
        let facts: Vec<Fact> = facts.filter_map(|field| self.fact(field, speech)).collect();
        let documents = self.entry.documents.iter().filter_map(|id| self.document(id));
        Fiche {
            line: self.line,
            aliases: &self.entry.aliases,
            facts: Markup::facts(&facts, speech),
            missions: Mission::ALL.into_iter().map(|one| self.mission(one, speech)).collect(),
            holes,
            said: Markup::said(&self.said(speech), speech),
            documents: documents.collect(),
        }
    }

    /// What it lacks, the same hole of several documents once.
    pub fn holes(&self, speech: &Speech) -> Vec<Hole> {
        let own = self
            .told
            .iter()
            .flat_map(|((document, _), told)| told.gaps.iter().map(|gap| (Some(*document), gap)));
        let between = self.between.iter().map(|gap| (None, gap));
        holes(own.chain(between), &self.entry.name, speech)
    }

    fn document(&self, id: &str) -> Option<&'a DocumentLine> {
        let place = self.documents.binary_search_by(|one| one.id.as_str().cmp(id)).ok()?;
        self.documents.get(place)
    }

    /// The statements of a field that stand: those that say its current value at the latest date,
    /// all of them where none does.
    fn standing(&self, field: &str) -> Vec<&'a Statement> {
        let mut of_field: Vec<&Statement> =
            self.entry.statements.iter().filter(|one| one.field == field).collect();
        if let Some(current) = self.entry.current.get(field) {
            of_field.retain(|one| one.value == *current);
            let latest = of_field.iter().map(|one| &one.as_of).max().cloned();
            of_field.sort_by_key(|one| Some(&one.as_of) != latest.as_ref());
        }
        of_field
    }

    fn fact(&self, field: &'static str, speech: &Speech) -> Option<Fact> {
        let standing = self.standing(field);
        let said = standing.iter().any(|one| !one.value.is_null());
        let conflict = said && !self.entry.current.contains_key(field);
        let mut distinct: Vec<&Statement> = Vec::new();
        for statement in &standing {
            if !distinct.iter().any(|other| other.value == statement.value) {
                distinct.push(statement);
            }
        }
        distinct.first()?;
        let more = if conflict { 0 } else { standing.len().saturating_sub(1) };
        let stands = distinct.iter().flat_map(|one| self.stands(one, "", &one.value, speech));
        Some(Fact { field, conflict, stands: stands.collect(), more })
    }

    /// The items of a statement's value, or of the part of it at a pointer, those together that
    /// stand at one place.
    fn stands(&self, said: &Statement, part: &str, value: &Value, speech: &Speech) -> Vec<Markup> {
        let mut stands: Vec<(Vec<Item>, Vec<Cited>)> = Vec::new();
        let evidence = self.evidence(said);
        for item in items(&said.field, value, self.qualifier(said), speech) {
            let cited =
                evidence.and_then(|one| one.cited(&[part, &item.below], &item.text, speech));
            let sources: Vec<Cited> = cited.into_iter().collect();
            let plain = sources.iter().all(|one| one.words.is_none() && one.inferred.is_none());
            match stands.last_mut() {
                Some((items, same)) if plain && *same == sources && part.is_empty() => {
                    items.push(item);
                }
                _ => stands.push((vec![item], sources)),
            }
        }
        let markup = |(items, sources): &(Vec<_>, Vec<_>)| Markup::of(items, sources, speech);
        stands.iter().map(markup).collect()
    }

    fn qualifier(&self, said: &Statement) -> Option<&'a str> {
        let field = format!("{}_qualifier", said.field);
        let of_it = |one: &&Statement| {
            one.field == field
                && one.document == said.document
                && community(&one.pointer).map(|(number, _)| number)
                    == community(&said.pointer).map(|(number, _)| number)
        };
        self.entry.statements.iter().find(of_it)?.value.as_str()
    }

    /// Where what a statement says stands.
    fn evidence<'s>(&self, said: &'s Statement) -> Option<Sources<'a, 's>> {
        let document = self.document(&said.document)?.number;
        let (number, below) = community(&said.pointer)?;
        let all = &self.told.get(&(document, number))?.sources;
        Some(Sources { document, all, below })
    }

    fn mission(&self, mission: Mission, speech: &Speech) -> MissionPart {
        let cell = self.line.missions.iter().find(|cell| cell.mission == mission.name());
        let said = self.standing(&format!("missions/{}", mission.name()));
        let first = said.first().copied();
        let conflict = cell.is_some_and(|cell| cell.status == "conflict");
        let of = |part: &str| {
            let one = if conflict { None } else { first };
            let stands = one.and_then(|one| {
                Some(self.stands(one, &format!("/{part}"), one.value.get(part)?, speech))
            });
            stands.unwrap_or_default()
        };
        let actions = of("actions");
        MissionPart {
            mission: mission.name(),
            status: cell.map(|cell| cell.status.clone()).unwrap_or_default(),
            count: actions.len(),
            actions: Markup::elements(&actions, "li"),
            text: Markup::elements(&of("text"), "p"),
        }
    }

    /// Every statement of the fields on which its documents do not say one and the same.
    fn said(&self, speech: &Speech) -> Vec<Said> {
        let fields = Community::FIELDS.into_iter().filter(|field| *field != "missions");
        let said = fields.flat_map(|field| {
            let of_field: Vec<&Statement> =
                self.entry.statements.iter().filter(|one| one.field == field).collect();
            let mut told: Vec<Said> = Vec::new();
            if of_field.iter().all(|one| Some(&one.value) == of_field.first().map(|o| &o.value)) {
                return told;
            }
            for one in of_field {
                let shown = items(field, &one.value, self.qualifier(one), speech);
                let text = crate::report::value::line(&shown, speech);
                let first = shown.first().map(|item| item.below.clone()).unwrap_or_default();
                let evidence = self.evidence(one);
                let source = evidence.and_then(|evidence| evidence.cited(&[&first], &text, speech));
                match told.iter_mut().find(|o| o.text == text && o.as_of == one.as_of) {
                    Some(other) => other.sources.extend(source),
                    None => told.push(Said {
                        field,
                        as_of: one.as_of.clone(),
                        text,
                        sources: source.into_iter().collect(),
                    }),
                }
            }
            told.sort_by(|a, b| b.as_of.cmp(&a.as_of));
            told
        });
        said.collect()
    }
}
