//! From records, gaps and the registry to rows.

use serde::Serialize;
use serde_json::Value;

use crate::model::record::{Community, Mission, Record};
use crate::model::registry::{GapList, Registry};
use crate::model::table::{Cell, Row};

/// The row of `documents`.
pub fn documents(record: &Record) -> Vec<Row> {
    vec![document(record)]
}

/// The rows of `communities`.
pub fn communities(record: &Record) -> Vec<Row> {
    record.communities.iter().map(|one| community(&record.document.id, one)).collect()
}

/// The rows of `events`.
pub fn events(record: &Record) -> Vec<Row> {
    let rows = record.events.iter().enumerate().map(|(number, event)| {
        let cells = [
            (&record.document.id).into(),
            (&event.start).into(),
            (&event.end).into(),
            (&event.time).into(),
            (&event.title).into(),
            (&event.description).into(),
            (&event.place).into(),
            word(event.status),
        ];
        cells.into_iter().chain(place(record, &format!("/events/{number}"))).collect()
    });
    rows.collect()
}

/// The rows of `contacts`.
pub fn contacts(record: &Record) -> Vec<Row> {
    let rows = record.contacts.iter().enumerate().map(|(number, contact)| {
        let cells = [
            (&record.document.id).into(),
            (&contact.name).into(),
            (&contact.role).into(),
            (&contact.organisation).into(),
            (&contact.email).into(),
            (&contact.phone).into(),
        ];
        cells.into_iter().chain(place(record, &format!("/contacts/{number}"))).collect()
    });
    rows.collect()
}

/// The rows of `gaps`.
pub fn gaps(list: &GapList) -> Vec<Row> {
    let rows = list.gaps.iter().map(|one| {
        let gap = &one.gap;
        vec![
            (&one.document).into(),
            (&gap.id).into(),
            word(gap.code),
            word(gap.severity),
            (&gap.pointer).into(),
            (&gap.community).into(),
            gap.page.into(),
            gap.line.into(),
            (&gap.raw).into(),
            (&gap.rule).into(),
            (&gap.message).into(),
        ]
    });
    rows.collect()
}

/// The rows of `statements`.
pub fn statements(registry: &Registry) -> Vec<Row> {
    let rows = registry.communities.iter().flat_map(|entry| {
        entry.statements.iter().map(|statement| {
            let value = match &statement.value {
                Value::String(text) => Cell::from(text),
                Value::Null => Cell::Empty,
                value => Cell::Text(value.to_string()),
            };
            vec![
                (&entry.id).into(),
                (&entry.name).into(),
                (&statement.field).into(),
                value,
                (&statement.as_of).into(),
                (&statement.document).into(),
                (&statement.pointer).into(),
            ]
        })
    });
    rows.collect()
}

fn document(record: &Record) -> Row {
    let (document, coverage) = (&record.document, &record.coverage);
    vec![
        (&document.id).into(),
        (&document.path).into(),
        (&document.sha256).into(),
        document.bytes.into(),
        (&document.media_type).into(),
        document.pages.into(),
        word(document.family),
        (&document.title).into(),
        (&document.issued).into(),
        (&document.language).into(),
        joined(document.publishers.iter()),
        coverage.characters.into(),
        coverage.claimed.into(),
        coverage.ignored.into(),
        coverage.unclaimed.into(),
    ]
}

fn community(document: &String, community: &Community) -> Row {
    use crate::model::record::MilestoneKind::{
        ContractSigned, GeneralAssembly, Launched, ProjectFiled, WorkStarted,
    };
    let mut row = vec![
        document.into(),
        (&community.id).into(),
        (&community.name).into(),
        joined(community.departments.iter()),
        word(community.reporting),
        community.population.into(),
        word(community.population_qualifier),
        community.size_class.map(u32::from).into(),
        community.members.into(),
        word(community.members_qualifier),
        community.professionals.into(),
        word(community.professionals_qualifier),
        (&community.email).into(),
        (&community.website).into(),
        joined(community.communes.iter()),
    ];
    for kind in [WorkStarted, Launched, ProjectFiled, ContractSigned, GeneralAssembly] {
        let of_kind = community.milestones.iter().filter(|milestone| milestone.kind == kind);
        row.push(joined(of_kind.map(|milestone| &milestone.date)));
    }
    row.extend(Mission::ALL.map(|mission| word(community.missions.get(mission).status)));
    row
}

/// The rows of `officers`.
pub fn officers(record: &Record) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, community) in record.communities.iter().enumerate() {
        for (index, officer) in community.officers.iter().enumerate() {
            let mut row = head(record, community);
            row.extend([
                word(officer.role),
                (&officer.name).into(),
                (&officer.given_name).into(),
                (&officer.family_name).into(),
            ]);
            row.extend(place(record, &format!("/communities/{number}/officers/{index}")));
            rows.push(row);
        }
    }
    rows
}

/// The rows of `actions`.
pub fn actions(record: &Record) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, community) in record.communities.iter().enumerate() {
        for mission in Mission::ALL {
            let report = community.missions.get(mission);
            for (kind, list, items) in
                [("action", "actions", &report.actions), ("text", "text", &report.text)]
            {
                for (index, item) in items.iter().enumerate() {
                    let mut row = head(record, community);
                    row.extend([
                        Cell::Text(mission.name().to_owned()),
                        (&report.title).into(),
                        Cell::Text(kind.to_owned()),
                        (index as u64 + 1).into(),
                        item.into(),
                    ]);
                    let name = mission.name();
                    let pointer = format!("/communities/{number}/missions/{name}/{list}/{index}");
                    row.extend(place(record, &pointer));
                    rows.push(row);
                }
            }
        }
    }
    rows
}

/// Document, community and its name.
fn head(record: &Record, community: &Community) -> Row {
    vec![(&record.document.id).into(), (&community.id).into(), (&community.name).into()]
}

/// Page, line and rule of a value.
fn place(record: &Record, pointer: &str) -> [Cell; 3] {
    let evidence = record.evidence.get(pointer);
    let first = evidence.and_then(|evidence| evidence.at.first());
    [
        first.and_then(|place| place.page).into(),
        first.map(|place| place.line).into(),
        evidence.map_or(Cell::Empty, |evidence| (&evidence.rule).into()),
    ]
}

/// Several values in one cell.
fn joined<'a>(values: impl Iterator<Item = &'a String>) -> Cell {
    let values: Vec<&str> = values.map(String::as_str).collect();
    if values.is_empty() { Cell::Empty } else { Cell::Text(values.join("; ")) }
}

/// One of the contract's words, as it is written in JSON; an absent one is empty.
fn word(value: impl Serialize) -> Cell {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => Cell::Text(text),
        _ => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use crate::export::Subject;

    #[test]
    fn no_table_has_a_column_twice() {
        for subject in Subject::ALL {
            let mut names: Vec<&str> = subject.columns().iter().map(|column| column.name).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{}", subject.name());
        }
    }
}
