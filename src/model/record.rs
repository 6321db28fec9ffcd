//! The document record: what recense writes for each document that it could read.
//!
//! The documentation of these types is the contract's wording and becomes the descriptions of the
//! JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::gap::Gap;

/// One record for each input document that could be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of this shape.
    pub schema_version: u32,
    /// The document itself.
    pub document: DocumentInfo,
    /// Each CPTS as this document describes it, in document order.
    pub communities: Vec<Community>,
    /// Persons and organisations to write to or call.
    pub contacts: Vec<Contact>,
    /// Dated events, one for each date.
    pub events: Vec<Event>,
    /// Numbers that the document states about more than one CPTS.
    pub figures: Vec<Figure>,
    /// The holes.
    pub gaps: Vec<Gap>,
    /// How much of the text was read.
    pub coverage: Coverage,
    /// For every printed value, keyed by its RFC 6901 JSON Pointer into this record: where it
    /// stands and which rule read it.
    pub evidence: BTreeMap<String, Evidence>,
}

/// What is known of the document as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentInfo {
    /// Slug of the file's stem, a dash, the first 8 hex digits of the SHA-256 of its bytes.
    #[schemars(regex(pattern = r"^[a-z0-9-]+-[0-9a-f]{8}$"))]
    pub id: String,
    /// For an input folder, the folder's own name, `/`, and the path below it; for an input file,
    /// its name.
    pub path: String,
    /// SHA-256 of the bytes, in hex.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// What the bytes are, by content.
    pub media_type: String,
    /// Number of pages, null where the format has none.
    pub pages: Option<u32>,
    /// The document family.
    pub family: Family,
    /// The title as printed, null where there is none.
    pub title: Option<String>,
    /// When it was issued, ISO 8601, as precise as the document is; null if it says nothing.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub issued: Option<String>,
    /// The language as a primary subtag (RFC 5646), null where it cannot be told.
    #[schemars(regex(pattern = r"^[a-z]{2,3}$"))]
    pub language: Option<String>,
    /// Who publishes it, as printed.
    pub publishers: Vec<String>,
}

/// The document families.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// A report made of one fiche for each CPTS.
    ProgressReport,
    /// A press release, also a press article on one CPTS.
    PressRelease,
    /// A newsletter.
    Newsletter,
    /// None of these.
    Unknown,
}

/// One CPTS as this document describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Community {
    /// Slug of the name.
    pub id: String,
    /// The name as the document's own index or heading prints it, department suffix removed; null
    /// where it could neither be read nor inferred.
    pub name: Option<String>,
    /// INSEE department codes, in printed order.
    #[schemars(inner(regex(pattern = r"^([0-9]{2,3}|2[AB])$")))]
    pub departments: Vec<String>,
    /// What the document reports of its missions; null where it shows no mission at all.
    pub reporting: Option<Reporting>,
    /// Inhabitants; null where not given, NR, NC or not a readable number.
    pub population: Option<u64>,
    /// How exact the population is; null with a null population.
    pub population_qualifier: Option<Qualifier>,
    /// The size class 1 to 4 of the ACI (interprofessional agreement).
    #[schemars(range(min = 1, max = 4))]
    pub size_class: Option<u8>,
    /// Members of the association.
    pub members: Option<u64>,
    /// How exact the number of members is.
    pub members_qualifier: Option<Qualifier>,
    /// Health professionals on the territory.
    pub professionals: Option<u64>,
    /// How exact the number of professionals is.
    pub professionals_qualifier: Option<Qualifier>,
    /// Its officers and staff.
    pub officers: Vec<Officer>,
    /// Its e-mail address, as printed.
    pub email: Option<String>,
    /// Its web site: an absolute URL, `https://` where the document prints no scheme.
    #[schemars(regex(pattern = r"^https?://"))]
    pub website: Option<String>,
    /// Its communes, names as printed.
    pub communes: Vec<String>,
    /// Dated steps of its life.
    pub milestones: Vec<Milestone>,
    /// The six missions of the ACI, always all of them.
    pub missions: Missions,
}

impl Community {
    /// The fields that a document states, in the contract's order.
    ///
    /// Left out are `id` and `reporting`, which are worked out, and the qualifiers, which belong to
    /// their numbers.
    pub const FIELDS: [&'static str; 12] = [
        "name",
        "departments",
        "population",
        "size_class",
        "members",
        "professionals",
        "officers",
        "email",
        "website",
        "communes",
        "milestones",
        "missions",
    ];
}

/// What a document reports of a community's missions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reporting {
    /// Its missions are reported.
    Reported,
    /// Some missions are NR.
    Partial,
    /// Every mission that is present is NR.
    NotReported,
    /// The health project is still being written.
    InDrafting,
}

/// How exact a printed number is; of two hedges the one nearest to the number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// `85 676 habitants`
    Exact,
    /// `environ 100 000 habitants`
    About,
    /// `plus de 64 000 personnes`
    AtLeast,
    /// `jusqu'à 300 adhérents`
    AtMost,
}

/// A person with a role in the community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The role.
    pub role: Role,
    /// Given name then family name, in ordinary capitals.
    pub name: String,
    /// Given name, null where it cannot be told from the family name.
    pub given_name: Option<String>,
    /// Family name, null where it cannot be told from the given name.
    pub family_name: Option<String>,
}

/// Roles; feminine, inclusive and plural labels give the same role.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// `Présidente`
    President,
    /// `Co-présidence`
    CoPresident,
    /// `Vice-président`
    VicePresident,
    /// `Secrétaire`
    Secretary,
    /// `Trésorière`
    Treasurer,
    /// `Directrice`
    Director,
    /// `Coordinateur-trice`
    Coordinator,
    /// `Chargée de mission`
    ProjectOfficer,
    /// `Administrateur`
    Administrator,
}

/// A dated step in a community's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// What happened.
    pub kind: MilestoneKind,
    /// When, ISO 8601, may be partial.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub date: String,
}

/// The steps that are told apart.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneKind {
    /// Professionals began to build it.
    WorkStarted,
    /// It was launched.
    Launched,
    /// The health project was filed.
    ProjectFiled,
    /// The contract (ACI) was signed.
    ContractSigned,
    /// The association met.
    GeneralAssembly,
}

/// The six missions of the ACI (accord conventionnel interprofessionnel of 20 June 2019 and its
/// amendment 2): three base missions, crisis response, and two optional ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missions {
    /// Accès aux soins.
    pub access_to_care: MissionReport,
    /// Parcours pluriprofessionnels autour du patient.
    pub care_pathways: MissionReport,
    /// Actions territoriales de prévention.
    pub prevention: MissionReport,
    /// Réponse aux crises sanitaires graves.
    pub health_crisis: MissionReport,
    /// Qualité et pertinence des soins.
    pub quality: MissionReport,
    /// Accompagnement des professionnels de santé sur le territoire.
    pub professional_support: MissionReport,
}

/// The missions by name.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Mission {
    /// Accès aux soins.
    AccessToCare,
    /// Parcours pluriprofessionnels autour du patient.
    CarePathways,
    /// Actions territoriales de prévention.
    Prevention,
    /// Réponse aux crises sanitaires graves.
    HealthCrisis,
    /// Qualité et pertinence des soins.
    Quality,
    /// Accompagnement des professionnels de santé sur le territoire.
    ProfessionalSupport,
}

impl Mission {
    /// All six, in the contract's order.
    pub const ALL: [Self; 6] = [
        Self::AccessToCare,
        Self::CarePathways,
        Self::Prevention,
        Self::HealthCrisis,
        Self::Quality,
        Self::ProfessionalSupport,
    ];

    /// The mission's key in [`Missions`].
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessToCare => "access_to_care",
            Self::CarePathways => "care_pathways",
            Self::Prevention => "prevention",
            Self::HealthCrisis => "health_crisis",
            Self::Quality => "quality",
            Self::ProfessionalSupport => "professional_support",
        }
    }
}

impl Missions {
    /// The report on one mission.
    pub fn get(&self, mission: Mission) -> &MissionReport {
        match mission {
            Mission::AccessToCare => &self.access_to_care,
            Mission::CarePathways => &self.care_pathways,
            Mission::Prevention => &self.prevention,
            Mission::HealthCrisis => &self.health_crisis,
            Mission::Quality => &self.quality,
            Mission::ProfessionalSupport => &self.professional_support,
        }
    }

    /// The report on one mission, to fill it.
    pub fn get_mut(&mut self, mission: Mission) -> &mut MissionReport {
        match mission {
            Mission::AccessToCare => &mut self.access_to_care,
            Mission::CarePathways => &mut self.care_pathways,
            Mission::Prevention => &mut self.prevention,
            Mission::HealthCrisis => &mut self.health_crisis,
            Mission::Quality => &mut self.quality,
            Mission::ProfessionalSupport => &mut self.professional_support,
        }
    }
}

/// What the document says of one mission.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissionReport {
    /// Whether and how it is reported.
    pub status: MissionStatus,
    /// The section's title as printed, null where there is no such section.
    pub title: Option<String>,
    /// One string for each action, bullets and line breaks removed, wrapped lines joined, the
    /// wording untouched.
    pub actions: Vec<String>,
    /// The paragraphs, where the section is prose and not a list.
    pub text: Vec<String>,
}

/// Whether a mission is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissionStatus {
    /// There is a section on it.
    Reported,
    /// The document says NR.
    NotReported,
    /// The health project is still being written.
    InDrafting,
    /// No such section.
    #[default]
    Absent,
}

/// Somebody to write to or call; each part null where not printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Given name then family name, in ordinary capitals.
    pub name: Option<String>,
    /// The role as printed.
    pub role: Option<String>,
    /// The organisation as printed.
    pub organisation: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number in E.164.
    #[schemars(regex(pattern = r"^\+[0-9]{6,15}$"))]
    pub phone: Option<String>,
}

/// A dated event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// First day, ISO 8601, may be partial.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub start: String,
    /// Last day, null where not printed.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub end: Option<String>,
    /// Local time `HH:MM`, null where not printed.
    #[schemars(regex(pattern = r"^[0-2][0-9]:[0-5][0-9]$"))]
    pub time: Option<String>,
    /// What it is.
    pub title: Option<String>,
    /// What is said about it.
    pub description: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Whether it takes place.
    pub status: EventStatus,
}

/// Whether an event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// As announced.
    #[default]
    Scheduled,
    /// Moved to a later date.
    Postponed,
    /// It will not take place.
    Cancelled,
}

/// A number that the document states about more than one CPTS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What is counted: `fiches_completed`, `adhering_communities`, `membership_rate` …
    pub subject: String,
    /// The count, null where only a share is printed.
    pub value: Option<u64>,
    /// Of how many.
    pub of: Option<u64>,
    /// The share, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub share: Option<f64>,
    /// The date that the number is of, ISO 8601.
    #[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub as_of: Option<String>,
}

/// How much of a document's text was read: `claimed`, `ignored` and `unclaimed` add up to
/// `characters`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Characters of visible text other than white space.
    pub characters: u64,
    /// How many of them rules claimed.
    pub claimed: u64,
    /// How many ignore rules passed over.
    pub ignored: u64,
    /// The ignored ones by rule id.
    pub ignored_by: BTreeMap<String, u64>,
    /// How many no rule read.
    pub unclaimed: u64,
}

/// Where a value stands and how it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The id of the rule that read it.
    pub rule: String,
    /// The text at these places, joined by line feeds.
    pub raw: String,
    /// One entry for each line that the value was read from.
    pub at: Vec<Place>,
    /// The value was worked out and not printed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// From what it was worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A stretch of a line, as `recense inspect FILE --format text` prints the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Page from 1, null where the format has none.
    pub page: Option<u32>,
    /// Line from 1 within the page (the document where there are no pages).
    pub line: u32,
    /// First character within the line, in Unicode scalar values, from 0.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// `[x0, y0, x1, y1]` in PDF points, origin top left of the displayed page; null where the
    /// format has no positions.
    pub bbox: Option<[f32; 4]>,
}

#[cfg(test)]
mod tests {
    use schemars::schema_for;

    use super::*;

    #[test]
    fn the_fields_of_a_community_are_named_in_the_order_of_its_type() {
        let schema = schema_for!(Community).to_value();
        let keys: Vec<&str> = schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .filter(|key| !matches!(*key, "id" | "reporting") && !key.ends_with("_qualifier"))
            .collect();
        assert_eq!(keys, Community::FIELDS);
    }
}
