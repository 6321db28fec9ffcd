//! What the family requires of every record, and what its other records show.

use crate::check::{Subject, gap};
use crate::model::finding::Field;
use crate::model::gap::{Gap, GapCode};
use crate::model::record::{Community, Mission, MissionStatus};
use crate::rules::Expected;

/// Required fields without a label: a field that has neither a value nor a gap.
pub fn fields(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let expects = subject.by.family.map(|family| family.expects.as_slice()).unwrap_or_default();
    for expect in expects {
        let Expected::Field(field) = &expect.what else { continue };
        for (index, community) in subject.record.communities.iter().enumerate() {
            let pointer = format!("/communities/{index}{}", field.pointer());
            let told = subject.record.gaps.iter().any(|gap| gap.pointer == pointer);
            if subject.by.concerns(expect, index) && !told && !has(community, *field) {
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
fn has(community: &Community, field: Field) -> bool {
    match field {
        Field::Name => community.name.is_some(),
        Field::Departments => !community.departments.is_empty(),
        Field::Population => community.population.is_some(),
        Field::SizeClass => community.size_class.is_some(),
        Field::Members => community.members.is_some(),
        Field::Professionals => community.professionals.is_some(),
        Field::Officers => !community.officers.is_empty(),
        Field::Email => community.email.is_some(),
        Field::Website => community.website.is_some(),
        Field::Communes => !community.communes.is_empty(),
        Field::Milestones => !community.milestones.is_empty(),
        Field::Mission(mission) => community.missions.get(mission).status != MissionStatus::Absent,
        Field::Community => true,
    }
}

/// Missions that a record does not show while another of its form does: a row of a table has the
/// columns of that table and is no fiche. Only where records are the document's form: a release
/// need not speak of every mission.
pub fn sections(subject: &Subject<'_>) -> Vec<Gap> {
    if subject.by.family.is_none_or(|family| family.records.is_empty()) {
        return Vec::new();
    }
    let communities = &subject.record.communities;
    let absent = |community: &Community, mission: Mission| {
        community.missions.get(mission).status == MissionStatus::Absent
    };
    let mut gaps = Vec::new();
    for (index, community) in communities.iter().enumerate() {
        for mission in Mission::ALL {
            let form = subject.by.forms.get(index);
            let elsewhere = (communities.iter().zip(subject.by.forms))
                .any(|(other, other_form)| Some(other_form) == form && !absent(other, mission));
            if absent(community, mission) && elsewhere {
                let pointer = format!("/communities/{index}/missions/{}", mission.name());
                gaps.push(gap(GapCode::MissingSection, pointer, Some(community.id.clone())));
            }
        }
    }
    gaps
}
