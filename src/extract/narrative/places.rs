//! Where a CPTS is and how to reach it: departments, e-mail address, web site.
//!
//! A department counts where a rule ties its name or code to the CPTS. An address counts where it
//! holds a word of the CPTS's own name: the press officer's and the federation's do not.

use std::ops::Range;

use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::narrative::{Narrative, Reading};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::value::{self, Value};
use crate::model::finding::{CommunityDraft, CommunityFact, Finding};
use crate::normalise::department;
use crate::normalise::reject::Reject;
use crate::normalise::shadow::{fold, key};
use crate::rules::FieldPlace;

/// A shorter word of a name may stand in any address.
const TELLING_WORD: usize = 4;

/// Reads departments and addresses of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    departments(narrative, sheet, drafts);
    addresses(narrative, sheet, drafts);
}

fn departments(narrative: &Narrative<'_>, sheet: &mut Sheet<'_>, drafts: &mut [CommunityDraft]) {
    for reading in narrative.readings("community.departments") {
        // "CPTS Entre Doubs et Loue" is a name and no place.
        let named = narrative.subjects.mentioned_at(reading.sentence);
        let outside = |at: &Range<usize>| !named.iter().any(|name| name.contains(&at.start));
        if let Some(at) = reading.hit.part("value").filter(outside) {
            let place = (reading.sentence, at);
            department(narrative, sheet, &reading.field.id, place, drafts, reading.community);
        }
    }
    // The title says where all are; in a list of several CPTS, so does the heading above an item.
    let rules = narrative.family.fields.iter().filter(|field| {
        field.sets == "community.departments" && field.place == FieldPlace::Headline
    });
    for rule in rules {
        for (number, mention) in narrative.subjects.described.iter().enumerate() {
            let is_heading = |index: &usize| {
                narrative.sentences.get(*index).is_some_and(|s| s.shape == Shape::Heading)
            };
            let above = (0..mention.sentence).rev().find(is_heading);
            for heading in above.into_iter().chain(narrative.headline.iter().copied()) {
                let hits = narrative
                    .sentences
                    .get(heading)
                    .map(|heading| heading.hits(rule, narrative.trace));
                for at in hits.iter().flatten().filter_map(|hit| hit.part("value")) {
                    department(narrative, sheet, &rule.id, (heading, at), drafts, number);
                }
            }
        }
    }
}

/// Writes the departments that stand at a place into a community.
fn department(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    rule: &str,
    (index, at): (usize, Range<usize>),
    drafts: &mut [CommunityDraft],
    community: usize,
) {
    let Some(sentence) = narrative.sentences.get(index) else { return };
    let codes = codes(narrative, &sentence.slice(at.clone()));
    if codes.is_empty() {
        let reject = Reject::NotADepartment(sentence.slice(at.clone()));
        narrative.dropped((index, &at), rule, Reason::Rejected(reject));
    }
    for (place, code) in codes {
        let Some(draft) = drafts.get_mut(community) else { continue };
        let value = CommunityFact::Department(code);
        if draft.facts.iter().any(|fact| fact.value == value) {
            narrative.dropped((index, &at), rule, Reason::Known);
            continue;
        }
        let place = at.start + place.start..at.start + place.end;
        let source = narrative.claim(sheet, index, place, rule);
        draft.facts.push(Finding { value, source });
    }
}

/// The departments that a text names, by name with a capital or by code, each with its characters.
fn codes(narrative: &Narrative<'_>, text: &str) -> Vec<(Range<usize>, String)> {
    let vocabulary = narrative.rules.vocabulary("departments");
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let begins_word = at == 0 || !characters.get(at - 1).is_some_and(|c| c.is_alphanumeric());
        let rest: String = characters.get(at..).unwrap_or_default().iter().collect();
        let capital = rest.starts_with(|first: char| first.is_uppercase());
        let digits = rest.chars().take_while(|c| c.is_ascii_alphanumeric()).count();
        let code: String = rest.chars().take(digits).collect();
        if begins_word
            && capital
            && let Some((term, length)) = vocabulary.prefix(&fold(&rest))
        {
            // Folding keeps the number of letters of these names.
            found.push((at..at + length, term.value.clone()));
            at += length;
        } else if begins_word
            && rest.starts_with(|first: char| first.is_ascii_digit())
            && let Some(code) = department::code(&code)
        {
            found.push((at..at + digits, code));
            at += digits;
        } else {
            at += 1;
        }
    }
    found
}

fn addresses(narrative: &Narrative<'_>, sheet: &mut Sheet<'_>, drafts: &mut [CommunityDraft]) {
    for sets in ["community.email", "community.website"] {
        let mut readings = narrative.readings(sets);
        readings.sort_by_key(|reading| !is_shared(narrative, reading));
        for reading in readings {
            let Some(text) = narrative.text(&reading, "value") else { continue };
            let normaliser = reading.field.normaliser.as_deref();
            let address = match value::read(normaliser, &text, narrative.rules.lexicon()) {
                Ok(Value::Text(address)) => address,
                Ok(_) => continue,
                Err(reject) => {
                    narrative.gives_up(&reading, Reason::Rejected(reject));
                    continue;
                }
            };
            if !is_own(narrative, reading.community, &address) {
                narrative.gives_up(&reading, Reason::NotOwn);
                continue;
            }
            let Some(draft) = drafts.get_mut(reading.community) else { continue };
            let value = address_fact(sets, address);
            if is_told(draft, &value) {
                narrative.gives_up(&reading, Reason::Known);
                continue;
            }
            let at = reading.hit.part("value").unwrap_or_default();
            let source = narrative.claim(sheet, reading.sentence, at, &reading.field.id);
            draft.facts.push(Finding { value, source });
        }
    }
}

/// Reads the addresses in the frame of a CPTS's own page: its footer says how to reach it. They
/// count where the document describes that one alone and they hold the word for a CPTS and a word
/// of its name.
pub(super) fn read_frame(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    frame: &[Sentence],
    drafts: &mut [CommunityDraft],
) {
    let [draft] = drafts else { return };
    let fields = narrative.family.fields.iter().filter(|field| {
        field.place == FieldPlace::Sentence
            && matches!(field.sets.as_str(), "community.email" | "community.website")
    });
    let words = narrative.rules.vocabulary("community_words").spellings();
    for field in fields {
        for sentence in frame {
            for at in
                sentence.hits(field, narrative.trace).iter().filter_map(|hit| hit.part("value"))
            {
                let read = value::read(
                    field.normaliser.as_deref(),
                    &sentence.slice(at.clone()),
                    narrative.rules.lexicon(),
                );
                let Ok(Value::Text(address)) = read else { continue };
                let plain = key(&address).replace(' ', "");
                let says = words.iter().any(|word| plain.contains(word.as_str()));
                let value = address_fact(&field.sets, address);
                let own = says && is_own(narrative, 0, &plain) && !is_told(draft, &value);
                if own {
                    let source = sheet.claim(sentence.block, sentence.in_block(at), &field.id);
                    draft.facts.push(Finding { value, source });
                }
            }
        }
    }
}

/// True for the mailbox of everybody, `contact@`, before that of one office, `coordination@`.
fn is_shared(narrative: &Narrative<'_>, reading: &Reading<'_>) -> bool {
    let address = narrative.text(reading, "value").map(|text| fold(&text)).unwrap_or_default();
    let name = address.split_once('@').map_or("", |(name, _)| name);
    narrative.rules.vocabulary("shared_mailboxes").prefix(name).is_some()
}

/// An address as the fact that a target asks for.
fn address_fact(sets: &str, address: String) -> CommunityFact {
    match sets {
        "community.email" => CommunityFact::Email(address),
        _ => CommunityFact::Website(address),
    }
}

/// True if the community has a fact of this kind.
fn is_told(draft: &CommunityDraft, value: &CommunityFact) -> bool {
    let kind = std::mem::discriminant(value);
    draft.facts.iter().any(|fact| std::mem::discriminant(&fact.value) == kind)
}

/// True if the address holds a telling word of the community's name.
fn is_own(narrative: &Narrative<'_>, community: usize, address: &str) -> bool {
    let address = key(address).replace(' ', "");
    let own = narrative.subjects.described.get(community);
    own.is_some_and(|mention| {
        let telling = mention.words.iter().filter(|word| word.len() >= TELLING_WORD);
        telling.into_iter().any(|word| address.contains(word.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use crate::extract::narrative::tests::facts;
    use crate::model::finding::CommunityFact;

    fn departments(sentence: &str) -> Vec<String> {
        let text = format!("La CPTS du Val Boisé se présente\n\n{sentence}\n");
        let told = facts(&text, |fact| match fact {
            CommunityFact::Department(code) => Some(code.clone()),
            _ => None,
        });
        told.into_iter().map(|told| told.replace("CPTS du Val Boisé: ", "")).collect()
    }

    #[test]
    fn a_department_counts_where_the_text_ties_it_to_the_cpts() {
        for (sentence, expected) in [
            ("Elle réunit 33 communes de l'Aveyron.", vec!["12"]),
            ("C'est la septième CPTS du département des Landes.", vec!["40"]),
            (
                "Elle s'adresse à 14 000 habitants, en Lozère et un peu en Ardèche.",
                vec!["48", "07"],
            ),
        ] {
            assert_eq!(departments(sentence), expected, "{sentence:?}");
        }
    }

    #[test]
    fn the_mailbox_of_everybody_comes_before_that_of_one_office() {
        let text = "La CPTS du Val Boisé se présente\n\nCoordination : coordination@cpts-valboise.fr\n\n\
            Secrétariat : secretariat@cpts-valboise.fr\n\nPresse : presse@agence.fr\n";
        let told = facts(text, |fact| match fact {
            CommunityFact::Email(address) => Some(address.clone()),
            _ => None,
        });
        assert_eq!(told, ["CPTS du Val Boisé: secretariat@cpts-valboise.fr"]);
    }

    #[test]
    fn a_department_in_passing_is_none() {
        for sentence in [
            "Julie Roc, venue du Cantal, l'a rejointe.",
            "La CPAM de l'Allier et le conseil départemental du Gers l'ont aidée.",
            "Elle s'inspire d'une CPTS de Vendée, comme dans le Gard.",
        ] {
            assert_eq!(departments(sentence), Vec::<String>::new(), "{sentence:?}");
        }
    }
}
