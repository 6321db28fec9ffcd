//! What a document declares about itself is counted again.

use crate::check::{Subject, gap_at};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::{Record, Reporting};
use crate::rules::Expected;

/// Declared counts that counting does not give: "33 CPTS sur 43 ont complété leur fiche".
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let expects = subject.family.map(|family| family.expects.as_slice()).unwrap_or_default();
    for expect in expects {
        let Expected::Count { figure: declared, counts } = &expect.what else { continue };
        for (index, figure) in subject.record.figures.iter().enumerate() {
            if figure.subject != *declared {
                continue;
            }
            let all = subject.record.communities.len() as u64;
            let agrees = figure.value.is_none_or(|value| value == count(subject.record, counts))
                && figure.of.is_none_or(|of| of == all);
            if !agrees {
                let pointer = format!("/figures/{index}");
                let found = gap_at(subject.record, GapCode::Inconsistent, pointer, None);
                gaps.push(Gap { rule: Some(expect.id.clone()), ..found });
            }
        }
    }
    gaps
}

/// Counts what a rule names.
pub fn count(record: &Record, counts: &str) -> u64 {
    let reported = |reporting: Option<Reporting>| {
        matches!(reporting, Some(Reporting::Reported | Reporting::Partial))
    };
    let communities = record.communities.iter();
    match counts {
        "communities_reported" => communities.filter(|c| reported(c.reporting)).count() as u64,
        "contacts" => record.contacts.len() as u64,
        "events" => record.events.len() as u64,
        "figures" => record.figures.len() as u64,
        _ => record.communities.len() as u64,
    }
}
