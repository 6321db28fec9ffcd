//! Every gap of every document, and what the documents say against each other.

use crate::merge::Conflict;
use crate::model::SCHEMA_VERSION;
use crate::model::gap::{Gap, GapCode};
use crate::model::pointer::part;
use crate::model::record::Record;
use crate::model::registry::{DocumentGap, GapCounts, GapList};
use crate::normalise::identity::register_id;

/// The gaps of all records in their order, then those of the registry.
pub fn gaps(records: &[Record], of_register: Vec<DocumentGap>) -> GapList {
    let own = records.iter().flat_map(|record| own(&record.document.id, record.gaps.clone()));
    let gaps: Vec<DocumentGap> = own.chain(of_register).collect();
    let counts = GapCounts::of(&gaps);
    GapList { schema_version: SCHEMA_VERSION, gaps, counts }
}

/// The gaps of one document.
pub fn own(document: &str, gaps: Vec<Gap>) -> impl Iterator<Item = DocumentGap> {
    let document = Some(document.to_owned());
    gaps.into_iter().map(move |gap| DocumentGap { document: document.clone(), gap })
}

/// The gap that two documents which disagree leave.
pub fn between(conflict: &Conflict, message: String) -> DocumentGap {
    let gap = Gap {
        id: register_id(GapCode::Conflict, &conflict.community, &conflict.field, None),
        code: GapCode::Conflict,
        severity: GapCode::Conflict.severity(),
        pointer: format!("/communities/{}/current/{}", conflict.entry, part(&conflict.field)),
        community: Some(conflict.community.clone()),
        page: None,
        line: None,
        raw: None,
        rule: None,
        message,
    };
    DocumentGap { document: None, gap }
}
