//! The letter to a CPTS: what it is asked for, in plain words, with document and page.
//!
//! What there is to ask is found elsewhere; here it is put into paragraphs and lists, and no word is
//! added.

use std::collections::BTreeMap;

use crate::model::registry::{DocumentGap, Entry};
use crate::report::ask::{Ask, asks, is_odd};
use crate::report::line::DocumentLine;
use crate::report::speech::Speech;
use crate::report::value::is_address;

/// A hole that several documents show is cited from so many of them, the latest ones.
const CITED: usize = 3;

/// A letter to one CPTS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The CPTS' mailbox, if a server would take it.
    pub to: Option<String>,
    /// The CPTS' name.
    pub name: String,
    /// What it is about.
    pub subject: String,
    /// The text, its parts one behind the other.
    pub parts: Vec<Part>,
}

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Paragraph(String),
    /// A list under its heading.
    List(String, Vec<String>),
}

/// The letter to a CPTS; none if there is nothing to ask. `gaps` are those of all documents and
/// `documents` the ones that they cite, by id.
pub fn letter(
    entry: &Entry,
    gaps: &[DocumentGap],
    documents: &BTreeMap<String, DocumentLine>,
    speech: &Speech,
) -> Option<Letter> {
    let asks = asks(entry, gaps, speech);
    asks.first()?;
    let mut cited = Cited { documents, speech, ids: Vec::new() };
    let mut lists: [Vec<String>; 2] = [Vec::new(), Vec::new()];
    for ask in &asks {
        let [missing, odd] = &mut lists;
        let list = if is_odd(ask.gap.code) { odd } else { missing };
        list.push(format!("{}{}", ask.text, cited.places(ask)));
    }
    let name = || [("name", entry.name.clone())];
    let mut parts = vec![
        Part::Paragraph(speech.say("letter.greeting").to_owned()),
        Part::Paragraph(speech.tell("letter.opening", &name())),
    ];
    let mut add = |key: &str, list: Vec<String>| {
        if !list.is_empty() {
            parts.push(Part::List(speech.say(key).to_owned(), list));
        }
    };
    let [missing, odd] = lists;
    add("letter.missing", missing);
    add("letter.odd", odd);
    add("letter.sources", cited.sources());
    parts.push(Part::Paragraph(speech.say("letter.closing").to_owned()));
    parts.push(Part::Paragraph(speech.say("letter.thanks").to_owned()));
    let to = entry.current.get("email").and_then(|email| email.as_str());
    Some(Letter {
        to: to.filter(|email| is_address(email)).map(str::to_owned),
        name: entry.name.clone(),
        subject: speech.tell("letter.subject", &name()),
        parts,
    })
}

/// The documents that a letter cites, numbered from the first to be cited.
struct Cited<'a> {
    documents: &'a BTreeMap<String, DocumentLine>,
    speech: &'a Speech,
    ids: Vec<&'a str>,
}

impl<'a> Cited<'a> {
    /// Where a hole is to be seen, to stand behind the question; empty if nowhere.
    fn places(&mut self, ask: &Ask<'a>) -> String {
        let mut titles: Vec<Option<(&str, &Option<String>)>> = Vec::new();
        // One document in several files is cited once.
        let shown = ask.shown.iter().filter(|(document, _)| {
            let title = self.documents.get(*document).map(|one| (one.title.as_str(), &one.issued));
            let new = title.is_none() || !titles.contains(&title);
            titles.push(title);
            new
        });
        let shown: Vec<_> = shown.take(CITED).collect();
        let places: Vec<String> = shown
            .into_iter()
            .map(|(document, gap)| {
                let number = self.number(document).to_string();
                let place = self.speech.place(gap.page, gap.line);
                let key = if place.is_empty() { "letter.at" } else { "letter.at_place" };
                self.speech.tell(key, &[("number", number), ("place", place)])
            })
            .collect();
        if places.is_empty() {
            return String::new();
        }
        let places = places.join(self.speech.say("letter.places"));
        self.speech.tell("letter.place", &[("places", places)])
    }

    /// The number of a document, from 1.
    fn number(&mut self, document: &'a str) -> usize {
        if let Some(known) = self.ids.iter().position(|id| *id == document) {
            return known + 1;
        }
        self.ids.push(document);
        self.ids.len()
    }

    /// The list of the documents at the end of the letter.
    fn sources(&self) -> Vec<String> {
        let source = |(at, id): (usize, &&str)| {
            let document = self.documents.get(*id);
            let title = document.map_or(*id, |document| document.title.as_str());
            let date = document.and_then(|document| document.issued.as_deref());
            let key = if date.is_some() { "letter.source_dated" } else { "letter.source" };
            let date = date.map(|date| self.speech.date(date)).unwrap_or_default();
            let number = (at + 1).to_string();
            self.speech
                .tell(key, &[("number", number), ("title", title.to_owned()), ("date", date)])
        };
        self.ids.iter().enumerate().map(source).collect()
    }
}

impl Letter {
    /// The letter as plain text.
    pub fn plain(&self) -> String {
        self.text(str::to_owned, |heading| heading.to_owned())
    }

    /// The letter as Markdown.
    pub fn markdown(&self) -> String {
        let text = self.text(escaped, |heading| format!("## {}", escaped(heading)));
        format!("# {}\n\n{text}", escaped(&self.subject))
    }

    fn text(&self, said: impl Fn(&str) -> String, heading: impl Fn(&str) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => format!("{}\n", said(text)),
            Part::List(title, items) => {
                let items: String =
                    items.iter().map(|item| format!("- {}\n", said(item))).collect();
                format!("{}\n\n{items}", heading(title))
            }
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join("\n")
    }
}

/// A text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\`*_[]<>#|~&".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::gap::{Gap, GapCode};
    use crate::rules::Rules;

    /// A CPTS with a population in `old` (2024) and what `new` (2026) says.
    fn entry(new: serde_json::Value) -> Entry {
        let statement = |field: &str, value: serde_json::Value, as_of: &str, document: &str| {
            json!({"field": field, "value": value, "as_of": as_of, "document": document,
                   "pointer": format!("/communities/0/{field}")})
        };
        let mut statements = vec![
            statement("name", json!("CPTS du Val_Clair"), "2024", "old"),
            statement("population", json!(41200), "2024", "old"),
            statement("name", json!("CPTS du Val_Clair"), "2026", "new"),
        ];
        if !new.is_null() {
            statements.push(statement("population", new, "2026", "new"));
        }
        let mut entry = json!({
            "id": "cpts-du-val-clair", "name": "CPTS du Val_Clair", "aliases": [],
            "departments": ["44"], "current": {"email": "contact@cpts-val.example"},
            "statements": statements, "changes": [], "documents": ["new", "old"],
        });
        // Fields that an entry has got since then.
        if let Ok(whole) = serde_json::from_value::<Entry>(entry.clone()) {
            return whole;
        }
        entry["localities"] = json!([]);
        serde_json::from_value(entry).unwrap()
    }

    fn gap(document: &str, code: GapCode, pointer: &str) -> DocumentGap {
        let gap = Gap {
            id: format!("{code:?}{pointer}"),
            code,
            severity: code.severity(),
            pointer: pointer.to_owned(),
            community: Some("cpts-du-val-clair".to_owned()),
            page: Some(7),
            line: Some(3),
            raw: Some("NC".to_owned()),
            rule: None,
            message: String::new(),
        };
        DocumentGap { document: Some(document.to_owned()), gap }
    }

    fn written(entry: &Entry, gaps: &[DocumentGap]) -> Option<Letter> {
        let rules = Rules::bundled().unwrap();
        letter(entry, gaps, &BTreeMap::new(), &Speech::new(rules.wording(), "fr"))
    }

    #[test]
    fn what_the_latest_document_does_not_say_is_asked_with_its_page() {
        let gaps = [gap("new", GapCode::NotCommunicated, "/communities/0/population")];
        let letter = written(&entry(json!(null)), &gaps).unwrap();
        assert_eq!(letter.to.as_deref(), Some("contact@cpts-val.example"));
        assert!(letter.plain().contains("Population"), "{}", letter.plain());
        assert!(letter.plain().contains("(document 1, p. 7, l. 3)"), "{}", letter.plain());
        assert!(letter.markdown().starts_with("# CPTS du Val\\_Clair"), "{}", letter.markdown());
    }

    #[test]
    fn what_a_later_document_says_is_not_asked() {
        let gaps = [
            gap("old", GapCode::NotCommunicated, "/communities/0/population"),
            gap("old", GapCode::Inconsistent, "/communities/0/population"),
        ];
        assert_eq!(written(&entry(json!(43000)), &gaps), None);
        assert!(written(&entry(json!(null)), &gaps).is_some());
    }

    #[test]
    fn what_only_the_reader_of_documents_can_mend_is_not_asked() {
        for code in [GapCode::NameInferred, GapCode::MisplacedSection, GapCode::MissingFiche] {
            assert_eq!(written(&entry(json!(1)), &[gap("new", code, "/communities/0")]), None);
        }
        let mut unread = gap("new", GapCode::UnclaimedText, "");
        unread.gap.community = None;
        assert_eq!(written(&entry(json!(1)), &[unread]), None);
        let other = gap("new", GapCode::NotReported, "/communities/1");
        assert_eq!(written(&entry(json!(1)), &[other]), None);
    }
}
