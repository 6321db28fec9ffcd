//! Where the values of field rules can go, and what a rule for each can say.

use crate::model::finding::Field;
use crate::rules::file::FieldPlace;

/// One place of the record, as `sets` names it.
#[derive(Debug)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// The captures that an expression for it can have.
    pub captures: &'static [&'static str],
    /// The fixed parts that `with` can give it.
    pub with: &'static [&'static str],
}

impl Target {
    /// The target of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// The field of a community that it is; `None` for what is said of the document.
    pub fn field(&self) -> Option<Field> {
        FIELDS.iter().find(|(name, _, _)| *name == self.name).map(|(_, field, _)| *field)
    }

    /// True if something looks for it there; a rule that looks elsewhere never applies.
    pub fn is_looked_for(&self, place: FieldPlace) -> bool {
        match self.name.split_once('.') {
            Some(("document", _)) => !matches!(place, FieldPlace::Record | FieldPlace::Sentence),
            Some(("community", part)) => {
                matches!(place, FieldPlace::Record | FieldPlace::Sentence)
                    || (part == "departments" && place == FieldPlace::Headline)
            }
            _ => place == FieldPlace::Document,
        }
    }

    /// The normalisers of which a value behind a label can be read; none if it cannot stand there.
    pub fn readers(&self) -> &'static [&'static str] {
        let of_field = FIELDS.iter().find(|(name, _, _)| *name == self.name);
        of_field.map(|(_, _, readers)| *readers).unwrap_or_default()
    }
}

const fn target(
    name: &'static str,
    captures: &'static [&'static str],
    with: &'static [&'static str],
) -> Target {
    Target { name, captures, with }
}

const VALUE: &[&str] = &["value"];

/// Every target.
pub const TARGETS: &[Target] = &[
    target("community.communes", &["value", "list", "count"], &[]),
    target("community.departments", VALUE, &["owner"]),
    target("community.email", VALUE, &[]),
    target("community.members", VALUE, &[]),
    target("community.milestone", &["value", "date"], &["kind", "date"]),
    target("community.mission", &["list"], &[]),
    target("community.name", VALUE, &["before", "alias", "inferred", "listed", "new", "passing"]),
    target("community.officer", &["value", "name", "role"], &["owner", "role"]),
    target("community.population", VALUE, &[]),
    target("community.professionals", VALUE, &[]),
    target("community.size_class", VALUE, &[]),
    target("community.website", VALUE, &[]),
    target("contact", &[], &["also"]),
    target("contact.email", &["email"], &[]),
    target("contact.organisation", VALUE, &[]),
    target("contact.role", VALUE, &[]),
    target("document.issued", VALUE, &[]),
    target("document.publisher", VALUE, &[]),
    target("document.title", VALUE, &[]),
    target("event", &["date", "time", "title", "organiser", "description", "place"], &[]),
    target("event.description", VALUE, &[]),
    target("event.entry", &["date", "time", "title", "place"], &[]),
    target("event.heading", &["year"], &[]),
    target("event.place", VALUE, &[]),
    target("event.status", &[], &["status"]),
    target("figure", &["value", "of", "share", "as_of"], &["subject"]),
];

/// What can be counted in a document, for a figure that it declares or a number that is expected.
pub const COUNTS: &[&str] =
    &["communities", "communities_reported", "contacts", "events", "figures"];

/// The fields of a community by the target that sets them, each with its normalisers behind a label.
const FIELDS: [(&str, Field, &[&str]); 11] = [
    ("community.name", Field::Name, &["text"]),
    ("community.departments", Field::Departments, &["departments"]),
    ("community.population", Field::Population, &["population", "count"]),
    ("community.size_class", Field::SizeClass, &["size_class"]),
    ("community.members", Field::Members, &["count"]),
    ("community.professionals", Field::Professionals, &["count"]),
    ("community.officer", Field::Officers, &["persons"]),
    ("community.email", Field::Email, &["email"]),
    ("community.website", Field::Website, &["website"]),
    ("community.communes", Field::Communes, &["names"]),
    ("community.milestone", Field::Milestones, &["date"]),
];

/// The fields that a record can be expected to show, by their keys in it.
pub fn expectable() -> Vec<(String, Field)> {
    let key = |field: Field| field.pointer().trim_start_matches('/').to_owned();
    FIELDS.iter().map(|(_, field, _)| (key(*field), *field)).collect()
}
