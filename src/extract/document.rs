//! What a document says of itself: title, date, publishers.

use crate::extract::block::Block;
use crate::extract::hit::{Hit, in_block};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::document::Region;
use crate::model::finding::{DocumentFact, Finding, Findings};
use crate::normalise::date;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::reject::Reject;
use crate::normalise::text::clean;
use crate::rules::{FamilyRules, Field, FieldPlace, Rules};

/// How many blocks at the end can hold a date line.
const BOTTOM: usize = 2;

/// Applies the field rules that look at the document and not at a record: the blocks that are in
/// records, and those that are values of labels, stand apart.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    [in_records, values]: [&[usize]; 2],
    findings: &mut Findings,
) {
    let fields = family.fields.iter().filter(|field| {
        !matches!(field.place, FieldPlace::Record | FieldPlace::Sentence)
            && field.sets.starts_with("document.")
    });
    for field in fields {
        for index in places(sheet, field, in_records) {
            // "- Mardi 8 octobre 2024 - Assemblée générale": no item of a list is a date line, nor
            // is the date beside "Création".
            let item = sheet.blocks.get(index).is_some_and(Block::is_item);
            let apart = item || values.contains(&index);
            if apart && field.sets == "document.issued" {
                continue;
            }
            for hit in in_block(field, sheet, index) {
                apply(sheet, rules.lexicon(), field, index, &hit, findings);
            }
        }
    }
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
        FieldPlace::Heading => {
            let mut content = sheet.content();
            content.retain(|&index| {
                sheet.blocks.get(index).is_some_and(|block| block.look.heading.is_some())
            });
            content
        }
        FieldPlace::Top => sheet.top(),
        FieldPlace::Headline => sheet.headlines(),
        FieldPlace::Bottom => sheet.content().into_iter().rev().take(BOTTOM).collect(),
        FieldPlace::Sentence => Vec::new(),
        FieldPlace::Record | FieldPlace::Document => sheet.outside(in_records),
    }
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
    let range = hit.part("value").unwrap_or_else(|| hit.at.clone());
    let Some(value) = sheet.blocks.get(index).map(|block| clean(&block.slice(range.clone())))
    else {
        return;
    };
    let site = sheet.trace.at(index, range.clone());
    let fact = match document_fact(field, &value, lexicon) {
        Some(Ok(fact)) => fact,
        Some(Err(reject)) => return site.dropped(&field.id, || Reason::Rejected(reject)),
        None => return,
    };
    let same = |known: &Finding<DocumentFact>| match (&known.value, &fact) {
        (DocumentFact::Publisher(a), DocumentFact::Publisher(b)) => a == b,
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    };
    if findings.document.iter().any(same) {
        return site.dropped(&field.id, || Reason::Known);
    }
    let source = sheet.claim(index, range, &field.id);
    findings.document.push(Finding { value: fact, source });
}

/// The fact that a target names.
fn document_fact(
    field: &Field,
    value: &str,
    lexicon: &Lexicon,
) -> Option<Result<DocumentFact, Reject>> {
    match field.sets.as_str() {
        "document.title" => Some(Ok(DocumentFact::Title(value.to_owned()))),
        "document.publisher" => Some(Ok(DocumentFact::Publisher(value.to_owned()))),
        "document.issued" => {
            Some(date::date(value, lexicon).map(|date| DocumentFact::Issued(date.to_string())))
        }
        _ => None,
    }
}
