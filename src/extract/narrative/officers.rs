//! Officers in sentences: `Camille Martin, infirmière et présidente de la CPTS`.
//!
//! A role belongs to the CPTS that is named behind it; else to the body that is named last before
//! it, and that has to be the CPTS. The president of the federation, the director of the ARS and
//! a former officer are kept out by the rules.

use std::ops::Range;

use crate::extract::narrative::{Narrative, Reading};
use crate::extract::sheet::Sheet;
use crate::extract::trace::Reason;
use crate::model::finding::{CommunityDraft, CommunityFact, Finding};
use crate::model::record::{Officer, Role};
use crate::normalise::person;
use crate::normalise::shadow::fold;

/// How far behind a role the name of its CPTS may stand: `de la communauté … (CPTS) du`.
const NAME_GAP: usize = 70;

/// Letters of the longest title before a name on a card: `Professeure`.
const TITLE_LETTERS: usize = 11;

/// Reads the officers of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    let mut roles: Vec<(usize, Range<usize>)> = Vec::new();
    for reading in narrative.readings("community.officer") {
        // "Camille Martin, présidente de la CPTS, Alain Dubreuil, …": the role is the first one's.
        let taken = reading.hit.part("role").unwrap_or_else(|| reading.hit.at.clone());
        if roles.iter().any(|(sentence, role)| {
            *sentence == reading.sentence && role.start < taken.end && taken.start < role.end
        }) {
            narrative.gives_up(&reading, Reason::RoleTaken);
            continue;
        }
        let Some(community) = owner(narrative, &reading) else {
            narrative.gives_up(&reading, Reason::Foreign);
            continue;
        };
        let Some(role) = role(narrative, &reading) else {
            narrative.gives_up(&reading, Reason::NoRole);
            continue;
        };
        let card = reading.field.with.get("owner").is_some_and(|owner| owner == "card");
        let place = if card {
            name_beside(narrative, reading.sentence)
        } else {
            reading.hit.part("name").map(|at| (reading.sentence, at))
        };
        let Some((index, at)) = place else {
            narrative.gives_up(&reading, Reason::NoPerson);
            continue;
        };
        let Some(sentence) = narrative.sentences.get(index) else { continue };
        let lexicon = narrative.rules.lexicon();
        let persons = person::persons(&sentence.slice(at.clone()), lexicon);
        if persons.is_empty() {
            narrative.gives_up(&reading, Reason::NoPerson);
        }
        for (place, person) in persons {
            let officer = Officer {
                role,
                name: person.name,
                given_name: person.given_name,
                family_name: person.family_name,
            };
            let Some(draft) = drafts.get_mut(community) else { continue };
            let known = draft.facts.iter().any(|fact| match &fact.value {
                CommunityFact::Officer(known) => {
                    known.role == officer.role && is_same_person(&known.name, &officer.name)
                }
                _ => false,
            });
            if known {
                narrative.gives_up(&reading, Reason::Known);
                continue;
            }
            roles.push((reading.sentence, taken.clone()));
            let place = at.start + place.start..at.start + place.end;
            let mut source = narrative.claim(sheet, index, place, &reading.field.id);
            if let Some(role) = reading.hit.part("role") {
                let spans = narrative.claim(sheet, reading.sentence, role, &reading.field.id).spans;
                source.spans.extend(spans);
                source.spans.sort();
            }
            draft.facts.push(Finding { value: CommunityFact::Officer(officer), source });
        }
    }
}

/// `Carole` is `Carole Martin`, who was named before.
fn is_same_person(known: &str, name: &str) -> bool {
    let (known, name) = (fold(known), fold(name));
    known == name || known.split(' ').any(|part| part == name)
}

/// The role that the captured word is a spelling of, or that the rule states.
fn role(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Option<Role> {
    let value = match reading.field.with.get("role") {
        Some(role) => role.clone(),
        None => {
            let printed = fold(&narrative.text(reading, "role")?);
            narrative.rules.vocabulary("roles").spelled(printed.trim())?.value.clone()
        }
    };
    serde_json::from_value(serde_json::Value::String(value)).ok()
}

/// The name on a card with a role: the line above, or the line below in a document whose cards
/// begin with the role.
fn name_beside(narrative: &Narrative<'_>, role: usize) -> Option<(usize, Range<usize>)> {
    let person = |index: usize| {
        let sentence = narrative.sentences.get(index)?;
        let persons = person::persons(&sentence.text, narrative.rules.lexicon());
        let [(at, _)] = persons.as_slice() else { return None };
        // A title before it, but no more.
        let letters = sentence.text.chars().filter(|c| c.is_alphabetic()).count();
        let whole = at.len() + TITLE_LETTERS >= letters;
        whole.then(|| (index, 0..sentence.text.chars().count()))
    };
    let is_role = |index: usize| {
        let folded = narrative.sentences.get(index).map(|sentence| fold(sentence.text.trim()));
        folded.is_some_and(|text| narrative.rules.vocabulary("roles").spelled(&text).is_some())
    };
    let above = role.checked_sub(1).and_then(person);
    let below = person(role + 1);
    let (Some(first_above), Some(first_below)) = (&above, &below) else { return above.or(below) };
    // A column of cards: its first line tells whether names or roles come first.
    let column = (0..=role).rev().take_while(|&at| person(at).is_some() || is_role(at));
    let names_first = column.last().is_some_and(|first| person(first).is_some());
    Some(if names_first { first_above.clone() } else { first_below.clone() })
}

/// The community whose officer it is.
fn owner(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Option<usize> {
    let behind = narrative.subjects.named_behind(
        reading.sentence,
        reading.hit.part("role").map_or(reading.hit.at.end, |role| role.end),
        if reading.field.with.contains_key("owner") { NAME_GAP } else { 0 },
    );
    if let Some(named) = behind {
        return named;
    }
    if reading.field.with.get("owner").is_some_and(|owner| owner == "named" || owner == "card") {
        return Some(reading.community);
    }
    let sentence = narrative.sentences.get(reading.sentence)?;
    if reading.field.with.get("owner").is_some_and(|owner| owner == "alone") {
        let words = narrative.rules.vocabulary("other_bodies").spellings();
        let other = words.iter().any(|word| last_word(&sentence.folded.text, word).is_some());
        return (!other).then_some(reading.community);
    }
    let before: String = sentence.text.chars().take(reading.hit.at.start).collect();
    let before = fold(&before);
    let last = |vocabulary: &str| {
        let words = narrative.rules.vocabulary(vocabulary).spellings();
        words.iter().filter_map(|word| last_word(&before, word)).max()
    };
    let foreign = last("other_bodies").is_some_and(|body| Some(body) > last("community_words"));
    (!foreign).then_some(reading.community)
}

/// Where a word stands last in a text.
fn last_word(text: &str, word: &str) -> Option<usize> {
    let found = text.rmatch_indices(word).find(|(at, _)| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + word.len()..).and_then(|behind| behind.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    });
    found.map(|(at, _)| at)
}
