//! From the document model to findings: rules claim spans of lines.
//!
//! Which rules apply is decided by the family that the document's evidence speaks for. Nothing
//! here knows a word of the documents: labels, names of missions and roles come from the rules.

mod agenda;
mod assemble;
mod block;
mod classify;
mod contact;
mod document;
mod example;
mod fiche;
mod figure;
mod grid;
mod hit;
mod ignore;
mod narrative;
mod reason;
mod row;
mod sheet;
mod trace;
mod value;

use crate::extract::sheet::Sheet;
use crate::extract::trace::Trace;
use crate::model::document::Document;
use crate::model::finding::Findings;
use crate::model::ledger::Ledger;
use crate::model::record::Family;
use crate::rules::{FamilyRules, Rules};

pub use assemble::{Assembled, assemble};
pub use block::Block;
pub use classify::Weighed;
pub use example::example;
pub use reason::Reason;
pub use trace::{Attempt, Observer, Outcome};

/// What a document says, and who read which character of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The findings and holes.
    pub findings: Findings,
    /// The folder of the family whose rules read it.
    pub folder: String,
    /// The claims.
    pub ledger: Ledger,
}

/// Reads a document by the rules.
pub fn extract(document: &Document, rules: &Rules) -> Extraction {
    extract_traced(document, rules, Trace::OFF)
}

/// Reads a document by the rules and tells an observer what becomes of each of them.
pub fn extract_observed(document: &Document, rules: &Rules, observer: &dyn Observer) -> Extraction {
    extract_traced(document, rules, Trace::to(observer))
}

/// How a document was found to belong to a family.
#[derive(Debug)]
pub struct Weighing<'r> {
    /// The blocks that places of evidence count by.
    pub blocks: Vec<Block>,
    /// What speaks for and against each family, the one that most speaks for first.
    pub weighed: Vec<Weighed<'r>>,
    /// The rules that read the document.
    pub chosen: Option<&'r FamilyRules>,
}

/// Weighs the families for a document.
pub fn weigh<'r>(document: &Document, rules: &'r Rules) -> Weighing<'r> {
    let sheet = Sheet::new(document, Trace::OFF);
    let (weighed, chosen) = (classify::weigh(&sheet, rules), classify::family(&sheet, rules));
    Weighing { blocks: sheet.blocks, weighed, chosen }
}

fn extract_traced(document: &Document, rules: &Rules, trace: Trace<'_>) -> Extraction {
    let mut sheet = Sheet::new(document, trace);
    let family = classify::family(&sheet, rules);
    let named = family.map_or(Family::Unknown, |family| family.family);
    let mut findings = Findings::new(named, classify::language(&sheet));
    if let Some(family) = family {
        let in_records = if family.records.is_empty() {
            Vec::new()
        } else {
            fiche::read(&mut sheet, rules, family, &mut findings)
        };
        let values = narrative::values(&sheet, rules, family);
        let apart = [in_records.as_slice(), values.as_slice()];
        document::read(&mut sheet, rules, family, apart, &mut findings);
        let outside = sheet.outside(&in_records);
        contact::read(&mut sheet, rules, family, [&outside, &values], &mut findings);
        agenda::read(&mut sheet, rules, family, &outside, &mut findings);
        figure::read(&mut sheet, rules.lexicon(), family, &outside, &mut findings);
        narrative::read(&mut sheet, rules, family, &mut findings);
        ignore::pass_over(&mut sheet, family, &in_records);
    }
    let folder = family.map(|family| family.folder.clone()).unwrap_or_default();
    Extraction { findings, folder, ledger: sheet.ledger }
}
