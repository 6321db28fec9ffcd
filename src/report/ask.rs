//! What there is to ask a CPTS: what its documents do not say of it, or say in a way that cannot be
//! right.
//!
//! Only what the CPTS itself can answer is asked, and what later documents have answered is not asked
//! again.

use crate::model::gap::{Gap, GapCode};
use crate::model::registry::{DocumentGap, Entry, Statement};
use crate::model::text::one_line;
use crate::report::hole::without_name;
use crate::report::source::community;
use crate::report::speech::Speech;
use crate::report::value::{items, line};

/// What a CPTS is asked.
pub(super) struct Ask<'a> {
    pub(super) gap: &'a Gap,
    pub(super) text: String,
    /// The documents that show it, with the places.
    pub(super) shown: Vec<(&'a str, &'a Gap)>,
}

/// What the CPTS is asked, one hole once, the worst first.
pub(super) fn asks<'a>(entry: &Entry, gaps: &'a [DocumentGap], speech: &Speech) -> Vec<Ask<'a>> {
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
pub(super) fn is_odd(code: GapCode) -> bool {
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
    let field = field_of(gap);
    let (list, mission) = match field.as_deref().map(|field| field.split_once('/')) {
        None => ("community", ""),
        Some(Some((list, mission))) => (list, mission),
        Some(None) => (field.as_deref().unwrap_or_default(), ""),
    };
    let key = wording(gap.code, list, speech)?;
    // What the official data say against all documents is worded where it was found.
    if document.is_none() && gap.code != GapCode::Conflict {
        return Some(without_name(&gap.message, &entry.name));
    }
    let said = Said { entry, document, speech };
    let field = field.as_deref().unwrap_or_default();
    let (label, values) = match mission {
        "" => (format!("fact.{field}"), said.values(field)),
        mission => (format!("mission.{mission}"), String::new()),
    };
    Some(speech.tell(
        &key,
        &[
            ("field", speech.say(&label).to_owned()),
            ("mission", speech.say(&format!("mission.{mission}")).to_owned()),
            ("name", entry.name.clone()),
            ("raw", one_line(gap.raw.as_deref().unwrap_or_default())),
            ("population", said.number("population")),
            ("size_class", said.number("size_class")),
            ("values", values),
        ],
    ))
}

/// The key of the question in the catalogue, for what the gap is about or for any; none if a gap of
/// this kind is nothing to ask a CPTS.
fn wording(code: GapCode, about: &str, speech: &Speech) -> Option<String> {
    let about = match (code, about) {
        (GapCode::NotReported, "community" | "missions") => about,
        (GapCode::NotReported, _) => "field",
        _ => about,
    };
    let general = format!("ask.{}", code.name());
    let special = format!("{general}.{about}");
    [special, general].into_iter().find(|key| speech.find(key).is_some())
}

/// What is said of a CPTS, by a document or by any.
struct Said<'a> {
    entry: &'a Entry,
    document: Option<&'a str>,
    speech: &'a Speech,
}

impl Said<'_> {
    /// All values of a field, each once.
    fn values(&self, field: &str) -> String {
        let of_it = |one: &&Statement| {
            one.field == field && self.document.is_none_or(|document| one.document == document)
        };
        let mut told: Vec<String> = Vec::new();
        for one in self.entry.statements.iter().filter(of_it) {
            let text = line(&items(field, &one.value, None, self.speech), self.speech);
            if !told.contains(&text) {
                told.push(text);
            }
        }
        told.join(self.speech.say("letter.places"))
    }

    /// The number that the document gives; empty if it gives none.
    fn number(&self, field: &str) -> String {
        let mut statements = self.entry.statements.iter();
        let stated = statements
            .find(|one| one.field == field && Some(one.document.as_str()) == self.document);
        let number = stated.and_then(|one| one.value.as_u64());
        number.map(|number| self.speech.number(number)).unwrap_or_default()
    }
}
