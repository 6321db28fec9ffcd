//! What was wrong with the file, as gaps of the document.

use crate::check::{Subject, gap};
use crate::model::defect::Defect;
use crate::model::gap::{Gap, GapCode};

/// One gap for each defect that the reader met.
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let page = |index: usize| subject.document.page_number(index);
    let defects = subject.document.defects.iter();
    defects
        .map(|defect| {
            let (code, page, raw) = match defect {
                Defect::Recovered { how } => (GapCode::Recovered, None, Some(how.clone())),
                Defect::UnreadablePage { page: index } => {
                    (GapCode::UnreadablePage, page(*index), None)
                }
                Defect::UntrustedText { page: index, share } => {
                    let share = format!("{:.1} %", share * 100.0);
                    (GapCode::UntrustedText, page(*index), Some(share))
                }
                Defect::Truncated { page: index, limit } => {
                    (GapCode::Truncated, index.and_then(page), Some(limit.clone()))
                }
            };
            Gap { page, raw, ..gap(code, String::new(), None) }
        })
        .collect()
}
