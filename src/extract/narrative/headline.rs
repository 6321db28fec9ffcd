//! The headline of a narrative document: the sentences that say whom it is about before it begins.
//!
//! Where they stand tells them, not what they say.

use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::sheet::Sheet;
use crate::model::document::{Region, Span};
use crate::model::finding::{DocumentFact, Findings};
use crate::model::record::Family;

/// The sentences of the title, a first line above it that is nothing but a heading, as the name in
/// a letterhead, and the line of a newsletter that says of which month it is.
pub(super) fn headline(
    sheet: &Sheet<'_>,
    sentences: &[Sentence],
    findings: &Findings,
    family: Family,
) -> Vec<usize> {
    let told_in = |fact: &dyn Fn(&DocumentFact) -> bool| {
        let finding = findings.document.iter().find(|finding| fact(&finding.value))?;
        finding.source.spans.first()
    };
    let title = told_in(&|fact| matches!(fact, DocumentFact::Title(_)));
    let issued = told_in(&|fact| matches!(fact, DocumentFact::Issued(_)));
    // "La lettre de la CPTS du Lac – n° 9 – septembre 2024", below what the letter is called.
    let issued = issued.filter(|_| family == Family::Newsletter);
    let holds = |sentence: &Sentence, place: Option<&Span>| {
        let block = sheet.blocks.get(sentence.block);
        let spans = block.map(|block| block.spans(sentence.at.clone())).unwrap_or_default();
        spans.iter().any(|span| {
            place.is_some_and(|place| {
                span.page == place.page
                    && span.line == place.line
                    && span.start < place.end
                    && place.start < span.end
            })
        })
    };
    let is_head = |index: usize| {
        sentences.get(index).is_some_and(|sentence| {
            let stands = sentence.shape == Shape::Heading;
            // Where the first paragraph had to serve as a title, it is none.
            (holds(sentence, title) || holds(sentence, issued))
                && (stands || stands_alone(sentences, index))
        })
    };
    let mut headline: Vec<usize> = (0..sentences.len()).filter(|&index| is_head(index)).collect();
    let first = sentences.first().is_some_and(|first| {
        first.shape == Shape::Heading
            && sheet.blocks.get(first.block).is_some_and(|block| block.region == Region::Main)
    });
    if first && !headline.contains(&0) {
        headline.insert(0, 0);
    }
    headline
}

/// True if a sentence is a block of its own: a title with a full stop.
fn stands_alone(sentences: &[Sentence], index: usize) -> bool {
    let Some(sentence) = sentences.get(index) else { return false };
    sentences.iter().filter(|other| other.block == sentence.block).count() == 1
}
