//! What a document says of itself and of more than one CPTS: title, date, publishers, contacts of
//! the publishers, figures.

use regex::Captures;

use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::model::document::Region;
use crate::model::finding::{DocumentFact, Finding, Findings, Source};
use crate::model::record::{Contact, Figure};
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::Shadow;
use crate::normalise::text::clean;
use crate::normalise::{date, number, percent};
use crate::rules::{FamilyRules, Field, FieldPlace, Rules};

/// Applies the field rules that look at the document and not at a record.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    in_records: &[usize],
    findings: &mut Findings,
) {
    let fields = family.fields.iter().filter(|field| {
        field.place != FieldPlace::Record
            && (field.sets.starts_with("document.")
                || matches!(field.sets.as_str(), "contact" | "figure"))
    });
    for field in fields {
        for index in places(sheet, field, in_records) {
            let Some(block) = sheet.blocks.get(index) else { continue };
            for hit in hits(block, field) {
                apply(sheet, rules.lexicon(), field, index, &hit, findings);
            }
        }
    }
    title_by_look(sheet, findings);
}

/// The blocks that a rule looks at.
fn places(sheet: &Sheet<'_>, field: &Field, in_records: &[usize]) -> Vec<usize> {
    match field.place {
        FieldPlace::Head => {
            let head = |&index: &usize| {
                sheet.blocks.get(index).is_some_and(|block| block.region == Region::Head)
            };
            (0..sheet.blocks.len()).filter(head).collect()
        }
        FieldPlace::Top => sheet.top(),
        FieldPlace::Record | FieldPlace::Document => {
            let mut content = sheet.content();
            content.retain(|index| in_records.binary_search(index).is_err());
            content
        }
    }
}

/// A match: its captures by name with their characters in the block.
struct Hit {
    parts: Vec<(String, std::ops::Range<usize>)>,
}

impl Hit {
    /// The characters of a capture.
    fn range(&self, name: &str) -> Option<std::ops::Range<usize>> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, range)| range.clone())
    }
}

/// The matches of a rule in a block: in its whole text, else line by line, because a title page
/// breaks lines for looks ("InterCPTS<br>5 rue …").
fn hits(block: &Block, field: &Field) -> Vec<Hit> {
    for pattern in &field.patterns {
        let shadow = pattern.haystack(&block.folded, &block.printed);
        if let Some(captures) = pattern.captures(shadow) {
            let unless = field.unless.iter().any(|unless| unless.is_match(&block.folded));
            return if unless {
                Vec::new()
            } else {
                vec![hit(&captures, pattern.names(), shadow, 0)]
            };
        }
    }
    let lines = block.line_ranges();
    if lines.len() < 2 {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for range in lines {
        let text = block.slice(range.clone());
        let (folded, printed) = (Shadow::folded(&text), Shadow::printed(&text));
        for pattern in &field.patterns {
            let shadow = pattern.haystack(&folded, &printed);
            if let Some(captures) = pattern.captures(shadow) {
                hits.push(hit(&captures, pattern.names(), shadow, range.start));
                break;
            }
        }
    }
    hits
}

/// The named captures of a match, moved by `offset` characters.
fn hit(captures: &Captures<'_>, names: Vec<&str>, shadow: &Shadow, offset: usize) -> Hit {
    let part = |name: &str| {
        let range = shadow.source(captures.name(name)?.range());
        Some((name.to_owned(), offset + range.start..offset + range.end))
    };
    let mut parts: Vec<_> = names.into_iter().filter_map(part).collect();
    if let Some(whole) = captures.get(0) {
        let range = shadow.source(whole.range());
        parts.push((String::new(), offset + range.start..offset + range.end));
    }
    Hit { parts }
}

/// Writes what a match says.
fn apply(
    sheet: &mut Sheet<'_>,
    lexicon: &Lexicon,
    field: &Field,
    index: usize,
    hit: &Hit,
    findings: &mut Findings,
) {
    let text = |sheet: &Sheet<'_>, name: &str| {
        let range = hit.range(name)?;
        sheet.blocks.get(index).map(|block| clean(&block.slice(range)))
    };
    let whole = hit.range("").unwrap_or(0..0);
    let value = text(sheet, "value");
    match field.sets.as_str() {
        "figure" => {
            let figure = Figure {
                subject: field.with.get("subject").cloned().unwrap_or_default(),
                value: value.and_then(|text| number::integer(&text, lexicon).ok()),
                of: text(sheet, "of").and_then(|text| number::integer(&text, lexicon).ok()),
                share: text(sheet, "share").and_then(|text| percent::percent(&text).ok()),
                as_of: text(sheet, "as_of")
                    .and_then(|text| date::date(&text, lexicon).ok())
                    .map(|date| date.to_string()),
            };
            let known = findings.figures.iter().any(|known| known.value == figure);
            let source = sheet.claim(index, whole, &field.id);
            if !known && (figure.value.is_some() || figure.share.is_some()) {
                findings.figures.push(Finding { value: figure, source });
            }
        }
        "contact" => {
            let source = sheet.claim(index, whole, &field.id);
            let contact = Contact {
                name: text(sheet, "name"),
                role: text(sheet, "role"),
                organisation: text(sheet, "organisation")
                    .or_else(|| organisation_above(sheet, index, findings)),
                email: text(sheet, "email"),
                phone: text(sheet, "phone"),
            };
            let known = findings.contacts.iter().any(|known| known.value.email == contact.email);
            if !known {
                findings.contacts.push(Finding { value: contact, source });
            }
        }
        _ => {
            let Some(value) = value else { return };
            let fact = document_fact(field, &value, lexicon);
            let same = |known: &Finding<DocumentFact>| match (&known.value, &fact) {
                (DocumentFact::Publisher(a), Some(DocumentFact::Publisher(b))) => a == b,
                (a, Some(b)) => std::mem::discriminant(a) == std::mem::discriminant(b),
                (_, None) => true,
            };
            let (Some(fact), false) = (fact.clone(), findings.document.iter().any(same)) else {
                return;
            };
            let range = hit.range("value").unwrap_or(whole);
            let source = sheet.claim(index, range, &field.id);
            findings.document.push(Finding { value: fact, source });
        }
    }
}

/// The fact that a target names.
fn document_fact(field: &Field, value: &str, lexicon: &Lexicon) -> Option<DocumentFact> {
    match field.sets.as_str() {
        "document.title" => Some(DocumentFact::Title(value.to_owned())),
        "document.publisher" => Some(DocumentFact::Publisher(value.to_owned())),
        "document.issued" => {
            date::date(value, lexicon).ok().map(|date| DocumentFact::Issued(date.to_string()))
        }
        _ => None,
    }
}

/// The publisher that stands last before a block, in its column where there are positions.
fn organisation_above(sheet: &Sheet<'_>, index: usize, findings: &Findings) -> Option<String> {
    let block = sheet.blocks.get(index)?;
    findings.document.iter().rev().find_map(|finding| {
        let DocumentFact::Publisher(name) = &finding.value else { return None };
        let span = finding.source.spans.first()?;
        let line = sheet.document.line(span.page, span.line)?;
        let aligned = match (line.bbox, block.bbox) {
            (Some(a), Some(b)) => {
                span.page == block.page && (a.x0 - b.x0).abs() < 30.0 && a.y0 < b.y0
            }
            _ => span.line < block.lines.start,
        };
        aligned.then(|| name.clone())
    })
}

/// Where no rule knows the title, the first heading of the content is it.
fn title_by_look(sheet: &mut Sheet<'_>, findings: &mut Findings) {
    if findings.document.iter().any(|fact| matches!(fact.value, DocumentFact::Title(_))) {
        return;
    }
    let heading = sheet
        .content()
        .into_iter()
        .find(|&index| sheet.blocks.get(index).is_some_and(|block| block.look.heading.is_some()));
    let Some(index) = heading else { return };
    let Some(text) = sheet.blocks.get(index).map(|block| clean(&block.text)) else { return };
    let source: Source = sheet.take(index, "shared/title/first-heading");
    findings.document.push(Finding { value: DocumentFact::Title(text), source });
}
