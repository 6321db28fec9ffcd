//! One action twice, letter for letter, in one mission.

use crate::check::{Subject, gap_at};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::Mission;

/// Tells each action that stands twice, once.
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (index, community) in subject.record.communities.iter().enumerate() {
        for mission in Mission::ALL {
            let actions = &community.missions.get(mission).actions;
            for (position, action) in actions.iter().enumerate() {
                let before = actions.get(..position).unwrap_or_default();
                if before.iter().filter(|other| *other == action).count() == 1 {
                    let pointer = format!("/communities/{index}/missions/{}", mission.name());
                    let printed = format!("{pointer}/actions/{position}");
                    let id = Some(community.id.clone());
                    let found = gap_at(subject.record, GapCode::DuplicateAction, printed, id);
                    gaps.push(Gap { pointer, ..found });
                }
            }
        }
    }
    gaps
}
