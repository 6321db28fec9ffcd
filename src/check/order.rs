//! The order of gaps: the document's own first, then those of each community by field.

use crate::model::gap::Gap;
use crate::model::record::{Community, Mission};

/// Sorts gaps into the order of the record.
pub fn sort(gaps: &mut [Gap]) {
    gaps.sort_by_cached_key(|gap| {
        let mut parts = gap.pointer.split('/').skip(1);
        let list = parts.next().unwrap_or_default().to_owned();
        let index: usize = parts.next().and_then(|index| index.parse().ok()).unwrap_or(0);
        let rest: Vec<&str> = parts.collect();
        let list = LISTS.iter().position(|known| **known == *list).unwrap_or(LISTS.len());
        (list, index, rank(&rest), gap.page, gap.line, gap.code)
    });
}

/// The lists of a record, the document itself first.
const LISTS: &[&str] = &["", "document", "figures", "contacts", "events", "communities"];

/// The rank of a path below a community; the community itself comes first.
fn rank(path: &[&str]) -> (usize, usize) {
    let field = path.first().map_or(0, |field| {
        let place = Community::FIELDS.iter().position(|known| known == field);
        1 + place.unwrap_or(Community::FIELDS.len())
    });
    let mission = path.get(1).map_or(0, |name| {
        Mission::ALL
            .iter()
            .position(|mission| mission.name() == *name)
            .unwrap_or(Mission::ALL.len())
    });
    (field, mission)
}
