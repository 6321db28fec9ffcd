//! What a document declares about itself is counted again.

use crate::check::{ReadBy, Subject, gap_at};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::{Community, Record, Reporting};
use crate::rules::{Expect, Expected};

/// Declared counts that counting does not give: "33 CPTS sur 43 ont complété leur fiche".
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let expects = subject.by.family.map(|family| family.expects.as_slice()).unwrap_or_default();
    for expect in expects {
        let Expected::Count { figure: declared, counts } = &expect.what else { continue };
        let counted = counted(subject.record, subject.by, expect);
        for (index, figure) in subject.record.figures.iter().enumerate() {
            if figure.subject != *declared {
                continue;
            }
            let all = counted.len() as u64;
            let agrees = figure
                .value
                .is_none_or(|value| value == count_of(subject.record, &counted, counts))
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

/// The communities that an expectation counts.
pub fn counted<'a>(record: &'a Record, by: ReadBy<'_>, expect: &Expect) -> Vec<&'a Community> {
    let communities = record.communities.iter().enumerate();
    let own = communities.filter(|(index, _)| by.concerns(expect, *index));
    own.map(|(_, community)| community).collect()
}

/// Counts what a rule names, in the whole record.
pub fn count(record: &Record, counts: &str) -> u64 {
    count_of(record, &record.communities.iter().collect::<Vec<_>>(), counts)
}

/// Counts what a rule names, of the communities only these.
pub fn count_of(record: &Record, communities: &[&Community], counts: &str) -> u64 {
    let reported = |reporting: Option<Reporting>| {
        matches!(reporting, Some(Reporting::Reported | Reporting::Partial))
    };
    match counts {
        "communities_reported" => {
            communities.iter().filter(|c| reported(c.reporting)).count() as u64
        }
        "contacts" => record.contacts.len() as u64,
        "events" => record.events.len() as u64,
        "figures" => record.figures.len() as u64,
        _ => communities.len() as u64,
    }
}
