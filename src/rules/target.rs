//! Where the values of field rules can go, and what a rule for each can say.

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
    target("community.communes", VALUE, &[]),
    target("community.departments", VALUE, &[]),
    target("community.email", VALUE, &[]),
    target("community.members", VALUE, &[]),
    target("community.milestone", VALUE, &["kind"]),
    target("community.name", VALUE, &[]),
    target("community.officer", VALUE, &[]),
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
    target("event.status", &[], &["status"]),
    target("figure", &["value", "of", "share", "as_of"], &["subject"]),
];

/// What a declared figure can be counted against.
pub const COUNTS: &[&str] = &["communities", "communities_reported"];
