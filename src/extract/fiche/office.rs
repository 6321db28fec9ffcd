//! The offices of people that a value names together: "Ada MARTIN (présidente), Bob PETIT (trésorier)".

use std::ops::Range;

use crate::extract::fiche::fact::{Site, named, within};
use crate::extract::sheet::Sheet;
use crate::model::finding::{CommunityDraft, CommunityFact, Field, Finding, Hole, Subject};
use crate::model::gap::GapCode;
use crate::model::record::Officer;
use crate::normalise::person::{PersonName, persons};
use crate::normalise::shadow::fold;
use crate::rules::{self, Rules, Vocabulary};

/// The label of a value that names people.
pub struct Label<'l> {
    /// The rule.
    pub field: &'l rules::Field,
    /// The role that the label stands for.
    pub term: Option<&'l str>,
    /// The value.
    pub text: &'l str,
}

/// Writes officers into the draft: the role is the label's, that beside the name, or the rule's.
/// Someone without a role is a hole, for nobody says what he or she is.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    label: &Label<'_>,
    people: Vec<(Range<usize>, PersonName)>,
    at: &Site,
    draft: &mut CommunityDraft,
) {
    let mut beside = spelled(rules, label.field, label.text).into_iter();
    for (place, person) in people {
        let said = beside.next().flatten();
        let fixed = label.field.with.get("role").map(String::as_str);
        let role = said.as_deref().or(label.term).or(fixed).and_then(named);
        let source = sheet.claim(at.block, within(&at.range, &place), &at.source.rule);
        let Some(role) = role else {
            let subject = Subject::Community(Field::Officers);
            draft.holes.push(Hole { code: GapCode::MissingField, subject, source });
            continue;
        };
        let officer = Officer {
            role,
            name: person.name,
            given_name: person.given_name,
            family_name: person.family_name,
        };
        draft.facts.push(Finding { value: CommunityFact::Officer(officer), source });
    }
}

/// The roles that a rule reads beside the names of a text, in the contract's words.
pub fn spelled(rules: &Rules, field: &rules::Field, text: &str) -> Vec<Option<String>> {
    let Some(name) = &field.role_from else { return Vec::new() };
    let persons = persons(text, rules.lexicon());
    let places: Vec<Range<usize>> = persons.into_iter().map(|(place, _)| place).collect();
    roles(text, &places, rules.vocabulary(name))
}

/// The role of each person, by the spelling that stands beside the name.
///
/// A role behind several names is that of all of them ("A et B (coprésidents)"). Where the first
/// role stands before the first name, each one is that of the names behind it.
fn roles(text: &str, persons: &[Range<usize>], vocabulary: &Vocabulary) -> Vec<Option<String>> {
    let characters: Vec<char> = text.chars().collect();
    let ends = persons.iter().map(|person| person.end);
    let starts = persons.iter().map(|person| person.start);
    let between: Vec<Option<String>> = (std::iter::once(0).chain(ends))
        .zip(starts.chain([characters.len()]))
        .map(|(start, end)| {
            let text: String = characters.get(start..end).unwrap_or_default().iter().collect();
            role_in(&fold(&text), vocabulary)
        })
        .collect();
    let mut roles = vec![None; persons.len()];
    let mut known = None;
    if between.first().is_some_and(Option::is_some) {
        for (role, said) in roles.iter_mut().zip(between) {
            known = said.or(known);
            role.clone_from(&known);
        }
        return roles;
    }
    for (role, said) in roles.iter_mut().zip(between.into_iter().skip(1)).rev() {
        known = said.or(known);
        role.clone_from(&known);
    }
    roles
}

/// The first role that a folded text spells.
fn role_in(folded: &str, vocabulary: &Vocabulary) -> Option<String> {
    let mut before = ' ';
    folded.char_indices().find_map(|(at, letter)| {
        let begins = letter.is_alphanumeric() && !before.is_alphanumeric();
        before = letter;
        let (term, _) = begins.then(|| vocabulary.prefix(folded.get(at..)?)).flatten()?;
        Some(term.value.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn offices(text: &str) -> Vec<(String, Option<String>)> {
        let rules = Rules::bundled().unwrap();
        let persons = persons(text, rules.lexicon());
        let places: Vec<Range<usize>> = persons.iter().map(|(range, _)| range.clone()).collect();
        let roles = roles(text, &places, rules.vocabulary("roles"));
        persons.into_iter().map(|(_, person)| person.name).zip(roles).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let own = |(name, role): &(&str, &str)| (name.to_string(), Some(role.to_string()));
        assert_eq!(offices(text), expected.iter().map(own).collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn an_office_in_brackets_is_that_of_the_names_before_it() {
        check(
            "Ada MARTIN et Dr Bob PETIT (coprésidents), Cléo ROUX (trésorière)",
            &[
                ("Ada Martin", "co_president"),
                ("Bob Petit", "co_president"),
                ("Cléo Roux", "treasurer"),
            ],
        );
        check(
            "Ada MARTIN, présidente ; Bob PETIT, vice-président",
            &[("Ada Martin", "president"), ("Bob Petit", "vice_president")],
        );
    }

    #[test]
    fn an_office_before_the_first_name_is_that_of_the_names_behind_it() {
        check(
            "Présidente : Ada MARTIN, secrétaires : Bob PETIT et Cléo ROUX",
            &[("Ada Martin", "president"), ("Bob Petit", "secretary"), ("Cléo Roux", "secretary")],
        );
    }

    #[test]
    fn a_name_without_an_office_has_none() {
        let found = offices("Ada MARTIN (présidente), Bob PETIT");
        assert_eq!(found[1], ("Bob Petit".to_owned(), None));
    }
}
