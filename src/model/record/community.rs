//! What a document says of one CPTS.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::record::Missions;

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
