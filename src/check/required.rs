//! What the family requires of every record, and what its other records show.

use crate::check::{Subject, gap};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::{Community, Mission, MissionStatus};
use crate::rules::Expected;

/// Required fields without a label: a field that has neither a value nor a gap.
pub fn fields(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let expects = subject.family.map(|family| family.expects.as_slice()).unwrap_or_default();
    for expect in expects {
        let Expected::Field(field) = &expect.what else { continue };
        for (index, community) in subject.record.communities.iter().enumerate() {
            let pointer = format!("/communities/{index}/{field}");
            let told = subject.record.gaps.iter().any(|gap| gap.pointer == pointer);
            if !told && !has(community, field) {
                gaps.push(Gap {
                    rule: Some(expect.id.clone()),
                    ..gap(GapCode::MissingField, pointer, Some(community.id.clone()))
                });
            }
        }
    }
    gaps
}

/// True if the community has a value for the field.
fn has(community: &Community, field: &str) -> bool {
    match field {
        "name" => community.name.is_some(),
        "departments" => !community.departments.is_empty(),
        "population" => community.population.is_some(),
        "size_class" => community.size_class.is_some(),
        "members" => community.members.is_some(),
        "professionals" => community.professionals.is_some(),
        "officer" => !community.officers.is_empty(),
        "email" => community.email.is_some(),
        "website" => community.website.is_some(),
        "communes" => !community.communes.is_empty(),
        _ => true,
    }
}

/// Missions that a record does not show while another of the document does. Only where records
/// are the document's form: a release need not speak of every mission.
pub fn sections(subject: &Subject<'_>) -> Vec<Gap> {
    if subject.family.is_none_or(|family| family.records.is_empty()) {
        return Vec::new();
    }
    let communities = &subject.record.communities;
    let absent = |community: &Community, mission: Mission| {
        community.missions.get(mission).status == MissionStatus::Absent
    };
    let mut gaps = Vec::new();
    for (index, community) in communities.iter().enumerate() {
        for mission in Mission::ALL {
            let elsewhere = communities.iter().any(|other| !absent(other, mission));
            if absent(community, mission) && elsewhere {
                let pointer = format!("/communities/{index}/missions/{}", mission.name());
                gaps.push(gap(GapCode::MissingSection, pointer, Some(community.id.clone())));
            }
        }
    }
    gaps
}
