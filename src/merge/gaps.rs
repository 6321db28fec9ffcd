//! Every gap of every document, and what the documents say against each other.

use crate::merge::Conflict;
use crate::model::SCHEMA_VERSION;
use crate::model::gap::{Gap, GapCode};
use crate::model::pointer::part;
use crate::model::record::Record;
use crate::model::registry::{DocumentGap, GapCounts, GapList};
use crate::normalise::identity::conflict_id;

/// The gaps of all records in their order, then the conflicts; `message` words a conflict.
pub fn gaps(
    records: &[Record],
    conflicts: &[Conflict],
    message: impl Fn(&Conflict) -> String,
) -> GapList {
    let own = records.iter().flat_map(|record| {
        let document = Some(record.document.id.clone());
        record
            .gaps
            .iter()
            .map(move |gap| DocumentGap { document: document.clone(), gap: gap.clone() })
    });
    let between = conflicts.iter().map(|conflict| DocumentGap {
        document: None,
        gap: Gap {
            id: conflict_id(&conflict.community, &conflict.field),
            code: GapCode::Conflict,
            severity: GapCode::Conflict.severity(),
            pointer: format!("/communities/{}/current/{}", conflict.entry, part(&conflict.field)),
            community: Some(conflict.community.clone()),
            page: None,
            line: None,
            raw: None,
            rule: None,
            message: message(conflict),
        },
    });
    let gaps: Vec<DocumentGap> = own.chain(between).collect();
    let counts = GapCounts::of(&gaps);
    GapList { schema_version: SCHEMA_VERSION, gaps, counts }
}
