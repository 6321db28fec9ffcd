//! Whether two CPTS are one: what the names say, and who else says so.
//!
//! A name alone never joins two spellings: "Erdre et Canal" is nearer to "Erdre et Cens", letter by
//! letter, than "Pays de Retz" is to "du Pays de Retz". A second witness is asked: an address of
//! their own, an officer, communes, a department. What is not sure is said and not done.

use std::collections::BTreeSet;

use strsim::levenshtein;

use crate::merge::identity::profile::Profile;
use crate::normalise::lexicon::Lexicon;

/// A word is told from another by one letter only if it is this long.
const LONG_WORD: usize = 5;

/// An abbreviation has at least as many letters.
pub(super) const ABBREVIATION: usize = 3;

/// So many communes in common are no chance.
const COMMUNES: usize = 3;

/// Whether two are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One CPTS.
    Same,
    /// A person has to decide.
    Unsure,
    /// Two.
    Different,
}

/// What speaks for two names being those of one CPTS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// `CPTS du Val Clair`, `CPTS Val Clair`
    SameName,
    /// `CPTS Erdre et Canal`, `CPTS Canal et Erdre`; `Pays de Retz`, `Retz`
    SameWords,
    /// `Besnée`, `Besné`
    OneLetter,
    /// `CPTS du Brivet`, `CPTS du Brivet Sillon`
    NameWithin,
    /// `CPTS ANL`, `CPTS Atlantique Nord Loire`
    Abbreviation,
    /// A mailbox, a page or their domain.
    Address(String),
    /// The same person in an office.
    Officer(String),
    /// So many communes in common.
    Communes(usize),
    /// A department in common.
    Department(String),
}

impl Evidence {
    /// What kind it is: the key of its sentence in the catalogues of messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SameName => "same_name",
            Self::SameWords => "same_words",
            Self::OneLetter => "one_letter",
            Self::NameWithin => "name_within",
            Self::Abbreviation => "abbreviation",
            Self::Address(_) => "address",
            Self::Officer(_) => "officer",
            Self::Communes(_) => "communes",
            Self::Department(_) => "department",
        }
    }

    /// What its sentence is about.
    pub fn value(&self) -> String {
        match self {
            Self::Address(text) | Self::Officer(text) | Self::Department(text) => text.clone(),
            Self::Communes(count) => count.to_string(),
            _ => String::new(),
        }
    }

    /// True for what speaks for it besides the name.
    pub(super) fn is_second_witness(&self) -> bool {
        self.is_strong() || matches!(self, Self::Department(_))
    }

    /// True for what two CPTS hardly have in common.
    fn is_strong(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Officer(_) | Self::Communes(_))
    }
}

/// How the departments of two stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Departments {
    Shared,
    /// Of one of them nothing is known.
    Unknown,
    Apart,
}

/// Whether two profiles are of one CPTS, and what speaks for it.
pub fn compare(a: &Profile, b: &Profile, lexicon: &Lexicon) -> (Verdict, Vec<Evidence>) {
    let name = relation(a, b);
    let (departments, department) = departments(a, b);
    let mut evidence: Vec<Evidence> = name.iter().cloned().collect();
    evidence.extend(witnesses(a, b));
    let strong = evidence.iter().any(Evidence::is_strong);
    let address = evidence.iter().any(|one| matches!(one, Evidence::Address(_)));
    evidence.extend(department.map(Evidence::Department));

    use Departments::{Apart, Shared, Unknown};
    use Verdict::{Different, Same, Unsure};
    let Some(name) = name else {
        let verdict = if address && !are_beside(a, b) { Unsure } else { Different };
        return (verdict, evidence);
    };
    if name != Evidence::SameName && are_beside(a, b) {
        return (Different, evidence);
    }
    let verdict = match (name, departments) {
        (Evidence::SameName | Evidence::SameWords | Evidence::OneLetter, _) if strong => Same,
        (Evidence::SameName, Shared) => Same,
        (Evidence::SameName, Unknown) if !a.name.common => Same,
        (Evidence::SameName, Apart) if a.name.common => Different,
        (Evidence::SameName, _) => Unsure,
        // Every CPTS of Mayenne shares the department with a "CPTS de la Mayenne".
        (Evidence::SameWords, Shared) if !names_a_department(a, lexicon) => Same,
        (Evidence::Abbreviation, _) if address => Same,
        (Evidence::Abbreviation, Unknown) if !strong => Different,
        (Evidence::NameWithin, Unknown) if !strong && (a.name.common || b.name.common) => Different,
        (_, Apart) if !strong => Different,
        _ => Unsure,
    };
    (verdict, evidence)
}

/// True if a document describes both, each for itself.
fn are_beside(a: &Profile, b: &Profile) -> bool {
    !a.documents.is_disjoint(&b.documents)
}

/// What the names alone say.
fn relation(a: &Profile, b: &Profile) -> Option<Evidence> {
    let (one, other) = (&a.name, &b.name);
    if one.core == other.core {
        return Some(Evidence::SameName);
    }
    if one.telling == other.telling {
        return Some(Evidence::SameWords);
    }
    if by_one_letter(&one.telling, &other.telling) {
        return Some(Evidence::OneLetter);
    }
    if one.telling.is_subset(&other.telling) || other.telling.is_subset(&one.telling) {
        return Some(Evidence::NameWithin);
    }
    let abbreviates = |short: &Profile, long: &Profile| {
        let [short] = short.name.core.as_slice() else { return false };
        short.len() >= ABBREVIATION && long.name.initials.contains(short)
    };
    (abbreviates(a, b) || abbreviates(b, a)).then_some(Evidence::Abbreviation)
}

/// True if one word of each differs from the other in a single letter, and the rest are the same.
fn by_one_letter(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> Option<String> {
        let mut words = one.difference(other);
        words.next().filter(|_| words.next().is_none()).cloned()
    };
    let (Some(one), Some(other)) = (only(a, b), only(b, a)) else { return false };
    is_long_word(&one) && is_long_word(&other) && levenshtein(&one, &other) == 1
}

/// True for a word that one wrong letter does not make another.
pub(super) fn is_long_word(word: &str) -> bool {
    word.len() >= LONG_WORD && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// What two have in common besides name and department.
fn witnesses(a: &Profile, b: &Profile) -> Vec<Evidence> {
    let common = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        one.intersection(other).cloned().collect()
    };
    let mut witnesses: Vec<Evidence> =
        common(&a.addresses, &b.addresses).into_iter().map(Evidence::Address).collect();
    let of_both = a.officers.iter().filter(|(key, _)| b.officers.contains_key(*key));
    witnesses.extend(of_both.map(|(_, name)| Evidence::Officer(name.clone())));
    let communes = common(&a.communes, &b.communes).len();
    let smaller = a.communes.len().min(b.communes.len());
    if communes >= COMMUNES && communes * 2 >= smaller {
        witnesses.push(Evidence::Communes(communes));
    }
    witnesses
}

fn departments(a: &Profile, b: &Profile) -> (Departments, Option<String>) {
    if a.departments.is_empty() || b.departments.is_empty() {
        return (Departments::Unknown, None);
    }
    match a.departments.intersection(&b.departments).next() {
        Some(code) => (Departments::Shared, Some(code.clone())),
        None => (Departments::Apart, None),
    }
}

/// True if a name tells a department and nothing more.
fn names_a_department(profile: &Profile, lexicon: &Lexicon) -> bool {
    let telling = &profile.name.telling;
    lexicon.departments.keys().any(|name| {
        let words: BTreeSet<String> = name.split(' ').map(str::to_owned).collect();
        words == *telling
    })
}
