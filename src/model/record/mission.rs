//! The six missions of the ACI as a document reports them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
