//! From findings to the record: the fold.
//!
//! Pointers are computed here and only here, when the lists have their final order. What is not a
//! finding cannot get into a record, so no value is without evidence.

use std::collections::BTreeMap;

use crate::model::document::{Document, Span};
use crate::model::finding::{
    CommunityDraft, CommunityFact, DocumentFact, Field, Finding, Findings, Hole, Source, Subject,
};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::{
    Community, Evidence, Family, Milestone, MissionReport, MissionStatus, Missions, Place,
    Reporting,
};
use crate::model::record::{Contact, Event, Figure, Mission};
use crate::normalise::identity::CommunityIds;

/// What the record says, without what only the file knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Assembled {
    /// The document's family.
    pub family: Family,
    /// Its language.
    pub language: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its date of issue.
    pub issued: Option<String>,
    /// Its publishers.
    pub publishers: Vec<String>,
    /// The communities.
    pub communities: Vec<Community>,
    /// For each of them the record rule by which it is one; empty in documents without records.
    pub forms: Vec<String>,
    /// The contacts.
    pub contacts: Vec<Contact>,
    /// The events.
    pub events: Vec<Event>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The holes that rules found.
    pub gaps: Vec<Gap>,
    /// Where each value stands.
    pub evidence: BTreeMap<String, Evidence>,
}

/// Folds the findings of a document.
pub fn assemble(document: &Document, findings: Findings) -> Assembled {
    let mut fold = Fold {
        document,
        out: Assembled {
            family: findings.family,
            language: findings.language,
            title: None,
            issued: None,
            publishers: Vec::new(),
            communities: Vec::new(),
            forms: Vec::new(),
            contacts: Vec::new(),
            events: Vec::new(),
            figures: Vec::new(),
            gaps: Vec::new(),
            evidence: BTreeMap::new(),
        },
    };
    for finding in findings.document {
        fold.document_fact(finding);
    }
    let mut ids = CommunityIds::default();
    for draft in findings.communities {
        fold.community(draft, &mut ids);
    }
    fold.out.contacts = fold.list("/contacts", findings.contacts);
    fold.out.events = fold.list("/events", findings.events);
    fold.out.figures = fold.list("/figures", findings.figures);
    for hole in &findings.holes {
        fold.hole(hole, None);
    }
    fold.out
}

/// The record under construction.
struct Fold<'d> {
    document: &'d Document,
    out: Assembled,
}

impl Fold<'_> {
    /// Notes the evidence of a value.
    fn cite(&mut self, pointer: String, source: &Source) {
        self.out.evidence.insert(pointer, evidence(self.document, source));
    }

    fn document_fact(&mut self, finding: Finding<DocumentFact>) {
        let pointer = match finding.value {
            DocumentFact::Title(title) => {
                self.out.title = Some(title);
                "/document/title".to_owned()
            }
            DocumentFact::Issued(date) => {
                self.out.issued = Some(date);
                "/document/issued".to_owned()
            }
            DocumentFact::Publisher(name) => {
                self.out.publishers.push(name);
                format!("/document/publishers/{}", self.out.publishers.len() - 1)
            }
        };
        self.cite(pointer, &finding.source);
    }

    /// Takes the values of a list and notes where each stands.
    fn list<T>(&mut self, name: &str, findings: Vec<Finding<T>>) -> Vec<T> {
        let mut values = Vec::with_capacity(findings.len());
        for (index, finding) in findings.into_iter().enumerate() {
            self.cite(format!("{name}/{index}"), &finding.source);
            values.push(finding.value);
        }
        values
    }

    fn community(&mut self, draft: CommunityDraft, ids: &mut CommunityIds) {
        let index = self.out.communities.len();
        let mut community = empty_community();
        for finding in draft.facts {
            let below = set(&mut community, finding.value);
            self.cite(format!("/communities/{index}{below}"), &finding.source);
        }
        community.id = ids.next(community.name.as_deref());
        mark_statuses(&mut community, &draft.holes);
        let id = community.id.clone();
        self.out.communities.push(community);
        self.out.forms.push(draft.form);
        for hole in &draft.holes {
            self.hole(hole, Some((index, &id)));
        }
    }

    fn hole(&mut self, hole: &Hole, community: Option<(usize, &str)>) {
        let pointer = match (hole.subject, community) {
            (Subject::Community(field), Some((index, _))) => {
                format!("/communities/{index}{}", field.pointer())
            }
            (Subject::Figure(index), _) => format!("/figures/{index}"),
            (Subject::Event(index), _) => format!("/events/{index}"),
            (Subject::Document | Subject::Community(_), _) => String::new(),
        };
        let cited = evidence(self.document, &hole.source);
        let place = cited.at.first();
        self.out.gaps.push(Gap {
            id: String::new(),
            code: hole.code,
            severity: hole.code.severity(),
            pointer,
            community: community.map(|(_, id)| id.to_owned()),
            page: place.and_then(|place| place.page),
            line: place.map(|place| place.line),
            raw: (!cited.at.is_empty()).then_some(cited.raw),
            rule: (!hole.source.rule.is_empty()).then(|| hole.source.rule.clone()),
            message: String::new(),
        });
    }
}

/// A community of which nothing is known.
fn empty_community() -> Community {
    Community {
        id: String::new(),
        name: None,
        departments: Vec::new(),
        reporting: None,
        population: None,
        population_qualifier: None,
        size_class: None,
        members: None,
        members_qualifier: None,
        professionals: None,
        professionals_qualifier: None,
        officers: Vec::new(),
        email: None,
        website: None,
        communes: Vec::new(),
        milestones: Vec::new(),
        missions: Missions::default(),
    }
}

/// Writes a fact into the community; gives the pointer below it.
fn set(community: &mut Community, fact: CommunityFact) -> String {
    /// Appends to a list; gives the pointer of the item.
    fn push<T>(list: &mut Vec<T>, value: T, name: &str) -> String {
        list.push(value);
        format!("{name}/{}", list.len() - 1)
    }
    match fact {
        CommunityFact::Name(name) => {
            community.name = Some(name);
            Field::Name.pointer()
        }
        CommunityFact::Department(code) => push(&mut community.departments, code, "/departments"),
        CommunityFact::Population(value, qualifier) => {
            community.population = Some(value);
            community.population_qualifier = Some(qualifier);
            Field::Population.pointer()
        }
        CommunityFact::SizeClass(class) => {
            community.size_class = Some(class);
            Field::SizeClass.pointer()
        }
        CommunityFact::Members(value, qualifier) => {
            community.members = Some(value);
            community.members_qualifier = Some(qualifier);
            Field::Members.pointer()
        }
        CommunityFact::Professionals(value, qualifier) => {
            community.professionals = Some(value);
            community.professionals_qualifier = Some(qualifier);
            Field::Professionals.pointer()
        }
        CommunityFact::Officer(officer) => push(&mut community.officers, officer, "/officers"),
        CommunityFact::Email(email) => {
            community.email = Some(email);
            Field::Email.pointer()
        }
        CommunityFact::Website(website) => {
            community.website = Some(website);
            Field::Website.pointer()
        }
        CommunityFact::Commune(name) => push(&mut community.communes, name, "/communes"),
        CommunityFact::Milestone(kind, date) => {
            push(&mut community.milestones, Milestone { kind, date }, "/milestones")
        }
        CommunityFact::MissionTitle(mission, title) => {
            let (report, below) = shown(community, mission);
            report.title = Some(title);
            format!("{below}/title")
        }
        CommunityFact::Action(mission, action) => {
            let (report, below) = shown(community, mission);
            push(&mut report.actions, action, &format!("{below}/actions"))
        }
        CommunityFact::Paragraph(mission, text) => {
            let (report, below) = shown(community, mission);
            push(&mut report.text, text, &format!("{below}/text"))
        }
    }
}

/// A mission that the document shows, with the pointer to it.
fn shown(community: &mut Community, mission: Mission) -> (&mut MissionReport, String) {
    let report = community.missions.get_mut(mission);
    report.status = MissionStatus::Reported;
    (report, Field::Mission(mission).pointer())
}

/// Works out the states of the missions and of the whole from what was found and what is missing.
fn mark_statuses(community: &mut Community, holes: &[Hole]) {
    let said = |field: Field, code: GapCode| {
        holes.iter().any(|hole| hole.subject == Subject::Community(field) && hole.code == code)
    };
    let drafting = said(Field::Community, GapCode::InDrafting);
    let silent = said(Field::Community, GapCode::NotReported)
        || said(Field::Community, GapCode::NotCommunicated);
    for mission in Mission::ALL {
        let field = Field::Mission(mission);
        let report: &mut MissionReport = community.missions.get_mut(mission);
        let filled = !report.actions.is_empty() || !report.text.is_empty();
        if report.status == MissionStatus::Absent || filled {
            continue;
        }
        if drafting || said(field, GapCode::InDrafting) {
            report.status = MissionStatus::InDrafting;
        } else if silent
            || said(field, GapCode::NotReported)
            || said(field, GapCode::NotCommunicated)
        {
            report.status = MissionStatus::NotReported;
        }
    }
    let statuses = Mission::ALL.map(|mission| community.missions.get(mission).status);
    let shown: Vec<_> =
        statuses.into_iter().filter(|status| *status != MissionStatus::Absent).collect();
    let all = |wanted| !shown.is_empty() && shown.iter().all(|status| *status == wanted);
    community.reporting = if drafting || all(MissionStatus::InDrafting) {
        Some(Reporting::InDrafting)
    } else if all(MissionStatus::NotReported) {
        Some(Reporting::NotReported)
    } else if shown.contains(&MissionStatus::NotReported) {
        Some(Reporting::Partial)
    } else if shown.is_empty() {
        None
    } else {
        Some(Reporting::Reported)
    };
}

/// The evidence for a source: raw text, places, boxes.
pub fn evidence(document: &Document, source: &Source) -> Evidence {
    let raw: Vec<String> = source.spans.iter().map(|span| document.text(*span)).collect();
    Evidence {
        rule: source.rule.clone(),
        raw: raw.join("\n"),
        at: source.spans.iter().map(|span| place(document, *span)).collect(),
        inferred: source.inferred.is_some(),
        reason: source.inferred.clone(),
    }
}

/// A span as a place of the contract.
pub fn place(document: &Document, span: Span) -> Place {
    Place {
        page: document.page_number(span.page),
        line: span.line as u32 + 1,
        start: span.start as u32,
        end: span.end as u32,
        bbox: bbox(document, span),
    }
}

/// The box of a part of a line, in hundredths of a point.
fn bbox(document: &Document, span: Span) -> Option<[f32; 4]> {
    let bbox = document.bbox(span)?;
    Some([bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(|value| (value * 100.0).round() / 100.0))
}
