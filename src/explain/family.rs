//! Why a document belongs to its family: each piece of evidence, found or not, and where.

use crate::Reading;
use crate::explain::excerpt;
use crate::extract::{Block, Weighed, Weighing};
use crate::model::document::Document;
use crate::model::explanation::{Candidate, EvidenceExplained, FamilyExplained};
use crate::rules::EvidencePlace;

/// Explains the family.
pub fn explain(reading: &Reading, weighing: &Weighing<'_>) -> FamilyExplained {
    let candidate = |weighed| candidate(&reading.document, &weighing.blocks, weighed);
    FamilyExplained {
        family: reading.record.document.family,
        folder: weighing.chosen.map(|rules| rules.folder.clone()).unwrap_or_default(),
        candidates: weighing.weighed.iter().map(candidate).collect(),
    }
}

fn candidate(document: &Document, blocks: &[Block], weighed: &Weighed<'_>) -> Candidate {
    let places = |found: &Vec<usize>| {
        let spans =
            found.iter().filter_map(|&block| blocks.get(block)?.all_spans().first().copied());
        spans.map(|span| excerpt(document, span)).collect()
    };
    let evidence = weighed.family.evidence.iter().zip(&weighed.found).enumerate();
    Candidate {
        family: weighed.family.family,
        folder: weighed.family.folder.clone(),
        score: weighed.score,
        threshold: weighed.family.threshold,
        evidence: evidence
            .map(|(number, (evidence, found))| EvidenceExplained {
                why: evidence.why.clone(),
                weight: evidence.weight,
                counts: weighed.counts(number),
                at_least: evidence.at_least as u64,
                looked_at: match evidence.place {
                    EvidencePlace::Anywhere => "anywhere",
                    EvidencePlace::Top => "top",
                    EvidencePlace::Head => "head",
                }
                .to_owned(),
                found: places(found),
            })
            .collect(),
    }
}
