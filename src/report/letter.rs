//! The letter to a CPTS: what it is asked for, in plain words, with document and page.
//!
//! Only what the CPTS itself can answer is asked: what its documents do not say of it, or say in a
//! way that cannot be right. What later documents have answered is not asked again.

use std::collections::BTreeMap;

use crate::model::gap::{Gap, GapCode};
use crate::model::registry::{DocumentGap, Entry, Statement};
use crate::model::text::one_line;
use crate::report::hole::without_name;
use crate::report::line::DocumentLine;
use crate::report::source::community;
use crate::report::speech::Speech;
use crate::report::value::{is_address, items, line};

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

/// What a CPTS is asked.
struct Ask<'a> {
    gap: &'a Gap,
    text: String,
    /// The documents that show it, with the places.
    shown: Vec<(&'a str, &'a Gap)>,
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
    let mut cited: Vec<&str> = Vec::new();
    let mut lists: [Vec<String>; 2] = [Vec::new(), Vec::new()];
    for ask in &asks {
        let mut titles: Vec<Option<(&str, &Option<String>)>> = Vec::new();
        let places: Vec<String> = ask
            .shown
            .iter()
            // One document in several files is cited once.
            .filter(|(document, _)| {
                let title = documents.get(*document).map(|one| (one.title.as_str(), &one.issued));
                let new = title.is_none() || !titles.contains(&title);
                titles.push(title);
                new
            })
            .take(CITED)
            .map(|(document, gap)| {
                let known = cited.iter().position(|id| id == document);
                let number = known.unwrap_or_else(|| {
                    cited.push(document);
                    cited.len() - 1
                });
                let place = speech.place(gap.page, gap.line);
                let key = if place.is_empty() { "letter.at" } else { "letter.at_place" };
                speech.tell(key, &[("number", (number + 1).to_string()), ("place", place)])
            })
            .collect();
        let places = places.join(speech.say("letter.places"));
        let behind = match places.is_empty() {
            true => String::new(),
            false => speech.tell("letter.place", &[("places", places)]),
        };
        let [missing, odd] = &mut lists;
        let list = if is_odd(ask.gap.code) { odd } else { missing };
        list.push(format!("{}{behind}", ask.text));
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
    let source = |(at, id): (usize, &&str)| {
        let document = documents.get(*id);
        let title = document.map_or(*id, |document| document.title.as_str());
        let date = document.and_then(|document| document.issued.as_deref());
        let key = if date.is_some() { "letter.source_dated" } else { "letter.source" };
        let date = date.map(|date| speech.date(date)).unwrap_or_default();
        let number = (at + 1).to_string();
        speech.tell(key, &[("number", number), ("title", title.to_owned()), ("date", date)])
    };
    add("letter.sources", cited.iter().enumerate().map(source).collect());
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

/// What the CPTS is asked, one hole once, the worst first.
fn asks<'a>(entry: &Entry, gaps: &'a [DocumentGap], speech: &Speech) -> Vec<Ask<'a>> {
    let mut asks: Vec<Ask<'a>> = Vec::new();
    for DocumentGap { document, gap } in gaps {
        if !is_of(entry, document.as_deref(), gap) || is_answered(entry, document.as_deref(), gap) {
            continue;
        }
        let shown = document.as_deref().map(|document| (document, gap));
        match asks.iter_mut().find(|ask| ask.gap.id == gap.id && ask.gap.code == gap.code) {
            Some(ask) => ask.shown.extend(shown),
            None => asks.extend(text(entry, document.as_deref(), gap, speech).map(|text| Ask {
                gap,
                text,
                shown: shown.into_iter().collect(),
            })),
        }
    }
    for ask in &mut asks {
        // Stable: of one date the first.
        ask.shown.sort_by_key(|(document, _)| std::cmp::Reverse(date_of(entry, document)));
    }
    asks.sort_by_key(|ask| std::cmp::Reverse(ask.gap.severity));
    asks
}

/// True if a gap is of this CPTS, by the place in its record.
fn is_of(entry: &Entry, document: Option<&str>, gap: &Gap) -> bool {
    let Some(document) = document else { return gap.community.as_ref() == Some(&entry.id) };
    let place = community(&gap.pointer).map(|(number, _)| number);
    place.is_some()
        && entry.statements.iter().any(|one| {
            one.document == document && community(&one.pointer).map(|(number, _)| number) == place
        })
}

/// The field that a gap is about, as the registry calls it; none for the CPTS as a whole.
fn field_of(gap: &Gap) -> Option<String> {
    let (_, below) = community(&gap.pointer)?;
    let below = below.strip_prefix("/current").unwrap_or(below).replace("~1", "/");
    let mut parts = below.split('/').skip(1);
    match (parts.next()?, parts.next()) {
        ("missions", mission) => Some(format!("missions/{}", mission?)),
        (field, _) => Some(field.to_owned()),
    }
}

fn date_of<'a>(entry: &'a Entry, document: &str) -> Option<&'a str> {
    entry.statements.iter().find(|one| one.document == document)?.as_of.as_deref()
}

/// True if another document has answered: one as late where nothing is said, a later one where
/// something odd is.
fn is_answered(entry: &Entry, document: Option<&str>, gap: &Gap) -> bool {
    let Some(document) = document else { return false };
    let date = date_of(entry, document);
    let field = field_of(gap);
    let answers = |one: &&Statement| {
        let of_it = match &field {
            Some(field) => one.field == *field,
            None => one.field.starts_with("missions/"),
        };
        let silent = one.value.get("status").is_some_and(|status| status != "reported");
        of_it && !silent && one.document != document
    };
    entry.statements.iter().filter(answers).any(|one| match is_odd(gap.code) {
        true => one.as_of.as_deref() > date,
        false => one.as_of.as_deref() >= date,
    })
}

/// True for what is said and has to be checked, false for what is not said.
fn is_odd(code: GapCode) -> bool {
    matches!(
        code,
        GapCode::Implausible
            | GapCode::Inconsistent
            | GapCode::NameVariant
            | GapCode::DuplicateAction
            | GapCode::Conflict
    )
}

/// The question, if the CPTS can answer it.
fn text(entry: &Entry, document: Option<&str>, gap: &Gap, speech: &Speech) -> Option<String> {
    let code = gap.code.name();
    let field = field_of(gap);
    let (kind, mission) = match field.as_deref().map(|field| field.split_once('/')) {
        None => ("community", ""),
        Some(Some((list, mission))) => (list, mission),
        Some(None) => (field.as_deref().unwrap_or_default(), ""),
    };
    let kind = match (gap.code, kind) {
        (GapCode::NotReported, "community" | "missions") => kind,
        (GapCode::NotReported, _) => "field",
        _ => kind,
    };
    let special = format!("ask.{code}.{kind}");
    let general = format!("ask.{code}");
    let key = if speech.find(&special).is_some() { &special } else { &general };
    speech.find(key)?;
    // What the official data say against all documents is worded where it was found.
    if document.is_none() && gap.code != GapCode::Conflict {
        return Some(without_name(&gap.message, &entry.name));
    }
    let said = |field: &str| {
        let of_it = |one: &&Statement| {
            one.field == field && document.is_none_or(|document| one.document == document)
        };
        let mut told: Vec<String> = Vec::new();
        for one in entry.statements.iter().filter(of_it) {
            let text = line(&items(field, &one.value, None, speech), speech);
            if !told.contains(&text) {
                told.push(text);
            }
        }
        told
    };
    let number = |field: &str| {
        let current = entry
            .statements
            .iter()
            .find(|one| one.field == field && Some(one.document.as_str()) == document);
        let number = current.and_then(|one| one.value.as_u64());
        number.map(|number| speech.number(number)).unwrap_or_default()
    };
    let label = match mission {
        "" => format!("fact.{}", field.as_deref().unwrap_or_default()),
        mission => format!("mission.{mission}"),
    };
    let raw = gap.raw.as_deref().unwrap_or_default();
    let values = match mission {
        "" => said(field.as_deref().unwrap_or_default()).join(speech.say("letter.places")),
        _ => String::new(),
    };
    Some(speech.tell(
        key,
        &[
            ("field", speech.say(&label).to_owned()),
            ("mission", speech.say(&format!("mission.{mission}")).to_owned()),
            ("name", entry.name.clone()),
            ("raw", one_line(raw)),
            ("population", number("population")),
            ("size_class", number("size_class")),
            ("values", values),
        ],
    ))
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
