//! Whose a mailbox or a number is.
//!
//! An organisation's mailbox is one of which every word is known to be no person's: a word for a
//! service (`contact`, `coordination`), the name of the CPTS or of another body of the document. One
//! unknown word, or one of a person's name, makes it a person's. An organisation's number stands in
//! the document beside an organisation or its mailbox and beside no person, and is none of a mobile
//! telephone. Nothing here
//! asks what anybody would like: when it is unsure it is a person's.

use std::collections::BTreeSet;

use crate::model::record::{Contact, Record};
use crate::normalise::lexicon::Lexicon;
use crate::normalise::phone;
use crate::normalise::shadow::{fold, key};
use crate::redact::address::Spellings;
use crate::rules::{Rules, Vocabulary};

/// Letters that a name has at least to be looked for within a word, or a word within another.
const WITHIN: usize = 4;

/// No name of a mailbox is longer (RFC 5321, 4.5.3.1.1).
const LONGEST: usize = 64;

/// What a record tells of persons and organisations.
pub struct Known<'a> {
    lexicon: &'a Lexicon,
    words: &'a Vocabulary,
    beginnings: &'a Vocabulary,
    given: &'a Vocabulary,
    /// How the signs of a mailbox are printed.
    pub spellings: Spellings,
    persons: Vec<Person>,
    /// The words of the names of bodies.
    bodies: Vec<Vec<String>>,
    /// Numbers of organisations, in E.164.
    numbers: BTreeSet<String>,
}

/// The name of a person in the words of an address.
struct Person {
    /// Each word of it that is long enough to tell a person.
    words: Vec<String>,
    /// The given name and its initials, each of them before or behind the family name.
    joined: Vec<String>,
    /// Given and family name in one word, in either order.
    whole: [String; 2],
}

impl<'a> Known<'a> {
    /// What a record tells.
    pub fn of(record: &Record, rules: &'a Rules) -> Self {
        let mut known = Self::nobody(rules);
        let officers = record.communities.iter().flat_map(|community| &community.officers);
        for one in officers {
            known.add_person(&one.name, one.family_name.as_deref());
        }
        for name in record.contacts.iter().filter_map(|contact| contact.name.as_deref()) {
            known.add_person(name, None);
        }
        let named = record.communities.iter().filter_map(|community| community.name.as_ref());
        let others = record.contacts.iter().filter_map(|contact| contact.organisation.as_ref());
        for body in named.chain(others).chain(&record.document.publishers) {
            let words: Vec<String> = key(body).split(' ').map(str::to_owned).collect();
            let long = words.iter().filter(|word| !known.is_small(word)).cloned().collect();
            known.bodies.extend([words, long]);
        }
        let called = |named: bool| {
            let contacts = record.contacts.iter().filter(move |one| one.name.is_some() == named);
            contacts.filter_map(|one| Some((one.phone.as_ref()?, one)))
        };
        let of_persons: BTreeSet<&String> = called(true).map(|(number, _)| number).collect();
        let is_body = |one: &Contact| {
            let shared = |email: &String| !known.is_persons_mailbox(email);
            one.organisation.is_some() || one.email.as_ref().is_some_and(shared)
        };
        let of_bodies = called(false)
            .filter(|(number, one)| is_body(one) && !of_persons.contains(number))
            .filter(|(number, _)| !phone::is_mobile(number));
        known.numbers = of_bodies.map(|(number, _)| number.clone()).collect();
        known
    }

    /// What is known without a record.
    pub fn nobody(rules: &'a Rules) -> Self {
        Self {
            lexicon: rules.lexicon(),
            words: rules.vocabulary("mailbox_words"),
            beginnings: rules.vocabulary("mailbox_beginnings"),
            given: rules.vocabulary("given_names"),
            spellings: Spellings {
                signs: rules.vocabulary("at_signs").spellings(),
                words: rules.vocabulary("at_words").spellings(),
                stops: rules.vocabulary("dot_signs").spellings(),
            },
            persons: Vec::new(),
            bodies: Vec::new(),
            numbers: BTreeSet::new(),
        }
    }

    /// True if a number in E.164 may be a person's.
    pub fn is_persons_number(&self, number: &str) -> bool {
        !self.numbers.contains(number) && !phone::is_service(number)
    }

    /// True if a mailbox may be a person's.
    pub fn is_persons_mailbox(&self, address: &str) -> bool {
        let folded = fold(address);
        let sign = self.spellings.signs.iter().filter_map(|sign| folded.rfind(sign.as_str())).max();
        let local = folded.get(..sign.unwrap_or(folded.len())).unwrap_or_default();
        let words: Vec<&str> = local
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| word.trim_matches(|c: char| c.is_ascii_digit()))
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty()
            || local.len() > LONGEST
            || !words.iter().all(|word| self.is_known(word))
        {
            return true;
        }
        // `cpts.plaine.marais@…` is the CPTS Plaine et Marais, whoever in it is called Marais.
        let name = words.concat();
        if self.begins(&name) && self.bodies.iter().any(|body| is_part(body, &name)) {
            return false;
        }
        let all: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        if self.persons.iter().any(|person| person.is_in(&words, &all)) {
            return true;
        }
        // `claire@…` of the CPTS Loue Claire: the place, or she?
        let is_service = words.iter().any(|word| self.is_word(word) || self.begins(word));
        !is_service && words.iter().any(|word| self.given.spelled(word).is_some())
    }

    /// True for a word that is no person's, or several of them in one.
    fn is_known(&self, word: &str) -> bool {
        let goes_on = |beginning: &str| {
            let rest = word.strip_prefix(beginning).filter(|_| beginning.len() >= WITHIN);
            rest.is_some_and(|rest| !rest.is_empty() && self.is_known(rest))
        };
        self.is_word(word)
            || self.is_small(word)
            || self.begins(word)
            || self.bodies.iter().any(|body| is_part(body, word))
            || self.words.terms().iter().flat_map(|term| &term.spelled).any(|one| goes_on(one))
    }

    fn is_word(&self, word: &str) -> bool {
        self.words.spelled(word).is_some()
    }

    fn begins(&self, word: &str) -> bool {
        let mut all = self.beginnings.terms().iter().flat_map(|term| &term.spelled);
        all.any(|one| word.starts_with(one.as_str()))
    }

    fn is_small(&self, word: &str) -> bool {
        self.lexicon.name_small_words.contains(word) || self.lexicon.particles.contains(word)
    }

    fn add_person(&mut self, name: &str, family: Option<&str>) {
        let name = key(name);
        let words: Vec<&str> = name.split(' ').collect();
        let family = family.map(key).unwrap_or_default();
        let given: Vec<&str> = match name.strip_suffix(family.as_str()) {
            Some(given) if !family.is_empty() => given.split_whitespace().collect(),
            // What of it is the family name nobody can tell: the first word is none of it.
            _ => words.iter().take(1).copied().collect(),
        };
        let family = words.get(given.len()..).unwrap_or_default();
        let long: String = family.iter().filter(|word| !self.is_small(word)).copied().collect();
        let family: String = family.concat();
        let initials: String = given.iter().filter_map(|word| word.chars().next()).collect();
        let mut joined = Vec::new();
        for given in [given.concat(), initials.clone(), initials.chars().take(1).collect()] {
            for family in [&family, &long] {
                joined.extend([format!("{given}{family}"), format!("{family}{given}")]);
            }
        }
        let is_telling =
            |word: &&&str| word.chars().count() > 1 && !self.is_small(word) && !self.is_word(word);
        let whole = [format!("{}{family}", given.concat()), format!("{family}{}", given.concat())];
        let words = words.iter().filter(is_telling).map(|word| (*word).to_owned()).collect();
        self.persons.push(Person { words, joined, whole });
    }
}

impl Person {
    /// True if the words of a mailbox' name carry this one, or the whole address the whole name.
    fn is_in(&self, words: &[&str], address: &str) -> bool {
        let carries = |word: &&str| {
            let within = |part: &&String| part.len() >= WITHIN && word.contains(part.as_str());
            self.joined.iter().any(|part| part == word)
                || self.words.iter().any(|part| part == word || within(&part))
        };
        let whole = |name: &String| name.len() > WITHIN && address.contains(name.as_str());
        words.iter().any(carries) || self.whole.iter().any(whole)
    }
}

/// True for a word that is one or some of the words of a name, one behind the other.
fn is_part(name: &[String], word: &str) -> bool {
    (0..name.len()).any(|from| {
        let mut joined = String::new();
        name.iter().skip(from).any(|next| {
            joined.push_str(next);
            joined == word
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::record::{Coverage, Missions};

    /// A record of this CPTS with an officer and contacts.
    fn record(name: &str, officer: &str, contacts: &[Contact]) -> Record {
        let community = json!({
            "id": "", "name": name, "departments": [], "reporting": null, "population": null,
            "population_qualifier": null, "size_class": null, "members": null,
            "members_qualifier": null, "professionals": null, "professionals_qualifier": null,
            "officers": [{"role": "president", "name": officer, "given_name": null, "family_name": null}],
            "email": null, "website": null, "communes": [], "milestones": [],
            "missions": Missions::default(),
        });
        let document = json!({
            "id": "", "path": "", "sha256": "", "bytes": 0, "media_type": "", "pages": null,
            "family": "unknown", "title": null, "issued": null, "language": null, "publishers": [],
        });
        let record = json!({
            "schema_version": 1, "document": document, "communities": [community],
            "contacts": contacts, "events": [], "figures": [], "gaps": [],
            "coverage": Coverage::default(), "evidence": {},
        });
        serde_json::from_value(record).unwrap()
    }

    fn is_persons(address: &str) -> bool {
        let rules = Rules::bundled().unwrap();
        let record = record("CPTS de la Loue Claire", "Camille Le Guen-Marchal", &[]);
        Known::of(&record, &rules).is_persons_mailbox(address)
    }

    #[test]
    fn the_mailbox_of_an_organisation_says_so_in_every_word() {
        for address in [
            "contact@cpts-louclaire.example",
            "Contact@CPTS-LoueClaire.example",
            "accueil@loue.example",
            "contact.cptslc@mail.example",
            "cpts.loue.claire@mail.example",
            "cptsloueclaire25@mail.example",
            "coordination-cpts@mail.example",
            "coordination2@mail.example",
            "secretariat.loue@mail.example",
            "infocpts@mail.example",
            "loue@cpts.example",
            "cptsdesvalléesvertes@mail.example",
            "équipe@cpts.example",
            "intercpts-est@mail.example",
        ] {
            assert!(!is_persons(address), "{address}");
        }
    }

    #[test]
    fn one_word_that_may_be_a_name_makes_a_mailbox_a_persons() {
        for address in [
            "camille@cpts.example",
            "leguen@cpts.example",
            "c.leguen-marchal@cpts.example",
            "cleguenmarchal@cpts.example",
            "contact.marchal@cpts.example",
            "cptsmarchal@mail.example",
            "contact@camille-leguenmarchal.example",
            "jeanne.dupont@cpts.example",
            "jdupont.cpts@mail.example",
            "emay.cptscmv@mail.example",
            // A role that one person has.
            "presidente@cpts.example",
            "coordinatrice@cpts.example",
            // The place, or somebody?
            "claire@cpts.example",
            "claire.loue@cpts.example",
            "dr25@mail.example",
            "123@mail.example",
            "@cpts.example",
        ] {
            assert!(is_persons(address), "{address}");
        }
    }

    #[test]
    fn a_number_is_an_organisations_beside_it_alone_and_at_a_desk() {
        let rules = Rules::bundled().unwrap();
        let contact = |name: Option<&str>, organisation: Option<&str>, phone: &str| Contact {
            name: name.map(str::to_owned),
            organisation: organisation.map(str::to_owned),
            phone: Some(phone.to_owned()),
            ..Contact::default()
        };
        let persons = |contacts: &[Contact]| {
            let record = record("CPTS du Lac", "Paul Orain", contacts);
            let number = contacts[0].phone.as_deref().unwrap();
            Known::of(&record, &rules).is_persons_number(number)
        };
        let desk = contact(None, Some("URPS"), "+33240123456");
        assert!(!persons(std::slice::from_ref(&desk)));
        assert!(!persons(&[contact(Some("Anne Dubreuil"), None, "+33800123456")]));
        assert!(persons(&[contact(Some("Anne Dubreuil"), Some("URPS"), "+33240123456")]));
        assert!(persons(&[contact(None, None, "+33240123456")]));
        let with = |email: &str| Contact {
            email: Some(email.to_owned()),
            ..contact(None, None, "+33240123456")
        };
        assert!(!persons(&[with("presse@urps.example")]));
        assert!(persons(&[with("paul.orain@urps.example")]));
        assert!(persons(&[contact(None, Some("URPS"), "+33639981234")]));
        // Of somebody and of the desk: of somebody.
        assert!(persons(&[desk, contact(Some("Anne Dubreuil"), None, "+33240123456")]));
    }
}
