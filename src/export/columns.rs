//! The columns of every table.

use crate::model::table::{Column, Kind};

const fn text(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Text, about }
}

const fn integer(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Integer, about }
}

const DOCUMENT: Column = text("document", "The document's id.");
const COMMUNITY: Column = text("community", "The community's id within the document.");
const NAME: Column = text("community_name", "The community's name.");
const PAGE: Column = integer("page", "The page it was read from, empty where there are no pages.");
const LINE: Column = integer("line", "The line it was read from.");
const RULE: Column = text("rule", "The rule that read it.");

pub const DOCUMENTS: &[Column] = &[
    DOCUMENT,
    text("path", "The path as it was imported."),
    text("sha256", "SHA-256 of the bytes, in hex."),
    integer("bytes", "Size in bytes."),
    text("media_type", "What the bytes are."),
    integer("pages", "Number of pages."),
    text("family", "The document family."),
    text("title", "The title as printed."),
    text("issued", "When it was issued."),
    text("language", "The language as a primary subtag."),
    text("publishers", "Who publishes it."),
    integer("characters", "Characters of visible text other than white space."),
    integer("claimed", "How many of them rules read."),
    integer("ignored", "How many rules passed over."),
    integer("unclaimed", "How many no rule read."),
];

pub const COMMUNITIES: &[Column] = &[
    DOCUMENT,
    COMMUNITY,
    text("name", "The name."),
    text("departments", "INSEE department codes."),
    text("reporting", "What the document reports of its missions."),
    integer("population", "Inhabitants."),
    text("population_qualifier", "How exact that is."),
    integer("size_class", "The size class of the ACI, 1 to 4."),
    integer("members", "Members of the association."),
    text("members_qualifier", "How exact that is."),
    integer("professionals", "Health professionals on the territory."),
    text("professionals_qualifier", "How exact that is."),
    text("email", "E-mail address."),
    text("website", "Web site."),
    text("communes", "Its communes as printed."),
    text("work_started", "When professionals began to build it."),
    text("launched", "When it was launched."),
    text("project_filed", "When the health project was filed."),
    text("contract_signed", "When the contract was signed."),
    text("general_assembly", "When the association met."),
    text("access_to_care", "Status of the mission."),
    text("care_pathways", "Status of the mission."),
    text("prevention", "Status of the mission."),
    text("health_crisis", "Status of the mission."),
    text("quality", "Status of the mission."),
    text("professional_support", "Status of the mission."),
];

pub const OFFICERS: &[Column] = &[
    DOCUMENT,
    COMMUNITY,
    NAME,
    text("role", "The role."),
    text("name", "Given name then family name."),
    text("given_name", "Given name."),
    text("family_name", "Family name."),
    PAGE,
    LINE,
    RULE,
];

pub const ACTIONS: &[Column] = &[
    DOCUMENT,
    COMMUNITY,
    NAME,
    text("mission", "The mission of the ACI."),
    text("title", "The mission's title as printed."),
    text("kind", "`action` for an item of a list, `text` for a paragraph."),
    integer("position", "Its place in the list, from 1."),
    text("action", "The wording."),
    PAGE,
    LINE,
    RULE,
];

pub const GAPS: &[Column] = &[
    text("document", "The document's id, empty for a conflict between documents."),
    text("id", "The gap's id, the same in the next edition."),
    text("code", "What kind of hole it is."),
    text("severity", "How much it matters."),
    text("pointer", "JSON Pointer into the record (the registry for a conflict)."),
    COMMUNITY,
    PAGE,
    LINE,
    text("raw", "The printed text that shows it."),
    text("rule", "The rule that found it."),
    text("message", "A sentence for the person who has to act."),
];

pub const EVENTS: &[Column] = &[
    DOCUMENT,
    text("start", "The first day."),
    text("end", "The last day."),
    text("time", "Local time."),
    text("title", "What it is."),
    text("description", "What is said about it."),
    text("place", "Where."),
    text("status", "Whether it takes place."),
    PAGE,
    LINE,
    RULE,
];

pub const CONTACTS: &[Column] = &[
    DOCUMENT,
    text("name", "Name of the person."),
    text("role", "The role as printed."),
    text("organisation", "The organisation."),
    text("email", "E-mail address."),
    text("phone", "Phone number in E.164."),
    PAGE,
    LINE,
    RULE,
];

pub const STATEMENTS: &[Column] = &[
    text("community", "The community's id in the registry."),
    text("community_name", "The name in the registry."),
    text("field", "The field."),
    text("value", "Its value; JSON where it is a list or an object."),
    text("as_of", "The document's date of issue."),
    text("document", "The document's id."),
    text("pointer", "JSON Pointer into the document's record."),
];
