//! Findings: a value together with the place it was printed at and the rule that read it.
//!
//! The unit of extraction. A record is the fold of its findings, so that no value is without
//! evidence.

use crate::model::document::Span;
use crate::model::gap::GapCode;
use crate::model::record::{
    Contact, Event, Family, Figure, MilestoneKind, Mission, Officer, Qualifier,
};

/// Where a value was read and by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The rule's id.
    pub rule: String,
    /// One stretch for each line, in reading order.
    pub spans: Vec<Span>,
    /// For a value that was worked out and not printed: from what.
    pub inferred: Option<String>,
}

/// A value with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub source: Source,
}

/// What a finding can say of the document as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentFact {
    /// The title.
    Title(String),
    /// The date of issue, ISO 8601, may be partial.
    Issued(String),
    /// One of the publishers.
    Publisher(String),
}

/// What a finding can say of a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommunityFact {
    /// Its name.
    Name(String),
    /// An INSEE department code.
    Department(String),
    /// Inhabitants.
    Population(u64, Qualifier),
    /// ACI size class.
    SizeClass(u8),
    /// Members of the association.
    Members(u64, Qualifier),
    /// Health professionals on the territory.
    Professionals(u64, Qualifier),
    /// An officer.
    Officer(Officer),
    /// E-mail address.
    Email(String),
    /// Web site.
    Website(String),
    /// A commune.
    Commune(String),
    /// A dated step.
    Milestone(MilestoneKind, String),
    /// The title of a mission's section.
    MissionTitle(Mission, String),
    /// One action of a mission.
    Action(Mission, String),
    /// One paragraph of a mission's section.
    Paragraph(Mission, String),
}

/// The field of a community that a hole concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The community as a whole.
    Community,
    /// `name`
    Name,
    /// `departments`
    Departments,
    /// `population`
    Population,
    /// `size_class`
    SizeClass,
    /// `members`
    Members,
    /// `professionals`
    Professionals,
    /// `officers`
    Officers,
    /// `email`
    Email,
    /// `website`
    Website,
    /// `communes`
    Communes,
    /// `milestones`
    Milestones,
    /// One mission.
    Mission(Mission),
}

impl Field {
    /// The JSON Pointer below the community.
    pub fn pointer(self) -> String {
        match self {
            Self::Community => String::new(),
            Self::Name => "/name".to_owned(),
            Self::Departments => "/departments".to_owned(),
            Self::Population => "/population".to_owned(),
            Self::SizeClass => "/size_class".to_owned(),
            Self::Members => "/members".to_owned(),
            Self::Professionals => "/professionals".to_owned(),
            Self::Officers => "/officers".to_owned(),
            Self::Email => "/email".to_owned(),
            Self::Website => "/website".to_owned(),
            Self::Communes => "/communes".to_owned(),
            Self::Milestones => "/milestones".to_owned(),
            Self::Mission(mission) => format!("/missions/{}", mission.name()),
        }
    }
}

/// What a hole concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The document.
    Document,
    /// A field of the community that it was found with.
    Community(Field),
    /// The figure at this place of the list.
    Figure(usize),
    /// The event at this place of the list.
    Event(usize),
}

/// A hole as a rule found it, before pointers are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// What kind of hole.
    pub code: GapCode,
    /// What it concerns.
    pub subject: Subject,
    /// The printed text that shows it; no spans where nothing is printed.
    pub source: Source,
}

/// What was found of one community.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CommunityDraft {
    /// The record rule by which it is one; empty in documents without records.
    pub form: String,
    /// The values, in document order within each list.
    pub facts: Vec<Finding<CommunityFact>>,
    /// The holes.
    pub holes: Vec<Hole>,
}

/// All that was found in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The family that the document was classified as.
    pub family: Family,
    /// The language as a primary subtag (RFC 5646).
    pub language: Option<String>,
    /// Title, date, publishers.
    pub document: Vec<Finding<DocumentFact>>,
    /// The communities in document order.
    pub communities: Vec<CommunityDraft>,
    /// Contacts in document order.
    pub contacts: Vec<Finding<Contact>>,
    /// Events in document order.
    pub events: Vec<Finding<Event>>,
    /// Figures in document order.
    pub figures: Vec<Finding<Figure>>,
    /// Holes of the document itself.
    pub holes: Vec<Hole>,
}

impl Findings {
    /// Nothing found yet in a document of this family and language.
    pub fn new(family: Family, language: Option<String>) -> Self {
        Self {
            family,
            language,
            document: Vec::new(),
            communities: Vec::new(),
            contacts: Vec::new(),
            events: Vec::new(),
            figures: Vec::new(),
            holes: Vec::new(),
        }
    }
}
