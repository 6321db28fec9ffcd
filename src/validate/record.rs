//! What must hold in a record beyond its shape.

use serde_json::Value;

use crate::model::gap::Gap;
use crate::model::pointer::part;
use crate::model::record::{Community, Mission, Record};
use crate::normalise::identity::{CommunityIds, document_id, gap_id};
use crate::validate::{COVERAGE, EVIDENCE, Finding, GAPS, IDENTITY};

/// Evidence, coverage, ids and gaps of a record.
pub fn check(record: &Record, file: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    evidence_resolves(record, file, &mut findings);
    values_have_evidence(record, &mut findings);
    coverage_adds_up(record, &mut findings);
    ids_are_right(record, &mut findings);
    gaps_resolve(record, file, &mut findings);
    findings
}

fn evidence_resolves(record: &Record, file: &Value, findings: &mut Vec<Finding>) {
    for (pointer, evidence) in &record.evidence {
        let own = format!("/evidence/{}", part(pointer));
        match file.pointer(pointer) {
            None => findings.push(Finding::new(EVIDENCE, own, "points at no value")),
            Some(Value::Null) => findings.push(Finding::new(EVIDENCE, own, "points at null")),
            Some(_) => {
                if evidence.at.is_empty() {
                    findings.push(Finding::new(EVIDENCE, format!("{own}/at"), "names no place"));
                }
                let widths = evidence.at.iter().map(|at| at.end.saturating_sub(at.start) as usize);
                if !widths.eq(evidence.raw.split('\n').map(|line| line.chars().count())) {
                    let message = "is not as long as the places that it is cited from";
                    findings.push(Finding::new(EVIDENCE, format!("{own}/raw"), message));
                }
                if evidence.inferred != evidence.reason.is_some() {
                    let message = "a value has a reason if and only if it was inferred";
                    findings.push(Finding::new(EVIDENCE, own, message));
                }
            }
        }
    }
}

fn values_have_evidence(record: &Record, findings: &mut Vec<Finding>) {
    for pointer in printed_values(record) {
        // A milestone is one item of a list, and its date is all that is printed of it.
        let date = format!("{pointer}/date");
        if !record.evidence.contains_key(&pointer) && !record.evidence.contains_key(&date) {
            findings.push(Finding::new(EVIDENCE, pointer, "has no evidence"));
        }
    }
}

/// The pointers of every value that has to have evidence.
fn printed_values(record: &Record) -> Vec<String> {
    let mut pointers = Vec::new();
    let document = &record.document;
    let mut note = |pointer: String, present: bool| pointers.extend(present.then_some(pointer));
    note("/document/title".to_owned(), document.title.is_some());
    note("/document/issued".to_owned(), document.issued.is_some());
    for (list, length) in [
        ("/document/publishers", document.publishers.len()),
        ("/contacts", record.contacts.len()),
        ("/events", record.events.len()),
        ("/figures", record.figures.len()),
    ] {
        (0..length).for_each(|item| note(format!("{list}/{item}"), true));
    }
    for (number, community) in record.communities.iter().enumerate() {
        community_values(&format!("/communities/{number}"), community, &mut note);
    }
    pointers
}

fn community_values(base: &str, community: &Community, note: &mut impl FnMut(String, bool)) {
    for (key, present) in [
        ("name", community.name.is_some()),
        ("population", community.population.is_some()),
        ("size_class", community.size_class.is_some()),
        ("members", community.members.is_some()),
        ("professionals", community.professionals.is_some()),
        ("email", community.email.is_some()),
        ("website", community.website.is_some()),
    ] {
        note(format!("{base}/{key}"), present);
    }
    for (key, length) in [
        ("departments", community.departments.len()),
        ("officers", community.officers.len()),
        ("communes", community.communes.len()),
        ("milestones", community.milestones.len()),
    ] {
        (0..length).for_each(|item| note(format!("{base}/{key}/{item}"), true));
    }
    for mission in Mission::ALL {
        let report = community.missions.get(mission);
        let base = format!("{base}/missions/{}", mission.name());
        note(format!("{base}/title"), report.title.is_some());
        for (key, length) in [("actions", report.actions.len()), ("text", report.text.len())] {
            (0..length).for_each(|item| note(format!("{base}/{key}/{item}"), true));
        }
    }
}

fn gaps_resolve(record: &Record, file: &Value, findings: &mut Vec<Finding>) {
    for (number, gap) in record.gaps.iter().enumerate() {
        let Gap { pointer, community, code, severity, .. } = gap;
        let own = format!("/gaps/{number}");
        if file.pointer(pointer).is_none() {
            findings.push(Finding::new(
                GAPS,
                format!("{own}/pointer"),
                format!("{pointer:?} is nowhere"),
            ));
        }
        let pointed = pointer
            .strip_prefix("/communities/")
            .and_then(|rest| rest.split('/').next()?.parse::<usize>().ok())
            .and_then(|number| Some(record.communities.get(number)?.id.as_str()));
        if community.as_deref() != pointed {
            let message = format!("is {community:?}, the pointer is in {pointed:?}");
            findings.push(Finding::new(GAPS, format!("{own}/community"), message));
        }
        if *severity != code.severity() {
            let message = format!("is not the severity of {}", code.name());
            findings.push(Finding::new(GAPS, format!("{own}/severity"), message));
        }
    }
}

fn coverage_adds_up(record: &Record, findings: &mut Vec<Finding>) {
    let coverage = &record.coverage;
    let sum = coverage.claimed + coverage.ignored + coverage.unclaimed;
    if sum != coverage.characters {
        let message = format!("the parts add up to {sum} of {} characters", coverage.characters);
        findings.push(Finding::new(COVERAGE, "/coverage", message));
    }
    let ignored: u64 = coverage.ignored_by.values().sum();
    if ignored != coverage.ignored {
        let message = format!("adds up to {ignored}, not to {} ignored", coverage.ignored);
        findings.push(Finding::new(COVERAGE, "/coverage/ignored_by", message));
    }
}

fn ids_are_right(record: &Record, findings: &mut Vec<Finding>) {
    let mut compare = |pointer: String, says: &str, is: String| {
        if says != is {
            findings.push(Finding::new(
                IDENTITY,
                pointer,
                format!("is {says:?}, ought to be {is:?}"),
            ));
        }
    };
    let document = &record.document;
    compare("/document/id".to_owned(), &document.id, document_id(&document.path, &document.sha256));
    let mut ids = CommunityIds::default();
    for (number, community) in record.communities.iter().enumerate() {
        let id = ids.next(community.name.as_deref());
        compare(format!("/communities/{number}/id"), &community.id, id);
    }
    for (number, gap) in record.gaps.iter().enumerate() {
        compare(format!("/gaps/{number}/id"), &gap.id, gap_id(gap));
    }
}
