//! Officers in sentences: `Camille Martin, infirmière et présidente de la CPTS`.
//!
//! A role belongs to the CPTS that is named behind it; else to the body that is named last before
//! it, and that has to be the CPTS. The president of the federation, the director of the ARS and
//! a former officer are kept out by the rules.

use std::ops::Range;

use crate::extract::narrative::body::Body;
use crate::extract::narrative::{Narrative, Reading};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::finding::{CommunityDraft, CommunityFact, Finding};
use crate::model::record::{Officer, Role};
use crate::normalise::person::{self, PersonName};
use crate::normalise::shadow::fold;

/// Letters of the longest title before a name on a card: `Professeure`.
const TITLE_LETTERS: usize = 11;

/// More words than these stand on no line of a card.
const CARD_WORDS: usize = 8;

/// So many lines can stand between the name and the role on a card.
const BETWEEN: usize = 2;

/// A person with the sentence and the characters of the name.
type Named = (usize, Range<usize>, PersonName);

/// Reads the officers of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    let mut roles: Vec<(usize, Range<usize>)> = Vec::new();
    let (over, readings): (Vec<_>, Vec<_>) = narrative
        .readings("community.officer")
        .into_iter()
        .partition(|reading| has_owner(reading, "former"));
    let over = former(narrative, &over);
    for reading in readings {
        // "Camille Martin, présidente de la CPTS, Alain Dubreuil, …": the role is the first one's.
        let part = |name: &str| reading.hit.part(name);
        let taken = part("role").or_else(|| part("name")).unwrap_or_else(|| reading.hit.at.clone());
        let overlaps = |role: &Range<usize>| role.start < taken.end && taken.start < role.end;
        if roles.iter().any(|(sentence, role)| *sentence == reading.sentence && overlaps(role)) {
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
        let persons = persons(narrative, &reading, role);
        if persons.is_empty() {
            narrative.gives_up(&reading, Reason::NoPerson);
        }
        roles.extend(persons.iter().map(|_| (reading.sentence, taken.clone())));
        let Some(draft) = drafts.get_mut(community) else { continue };
        for (index, at, person) in persons {
            let officer = officer(role, person);
            if is_among(&over, &officer) {
                narrative.gives_up(&reading, Reason::Former);
                continue;
            }
            if is_known(draft, &officer) {
                narrative.gives_up(&reading, Reason::Known);
                continue;
            }
            let mut source = narrative.claim(sheet, index, at, &reading.field.id);
            if let Some(role) = reading.hit.part("role") {
                let spans = narrative.claim(sheet, reading.sentence, role, &reading.field.id).spans;
                source.spans.extend(spans);
                source.spans.sort();
            }
            draft.facts.push(Finding { value: CommunityFact::Officer(officer), source });
        }
    }
}

fn officer(role: Role, person: PersonName) -> Officer {
    let PersonName { name, given_name, family_name } = person;
    Officer { role, name, given_name, family_name }
}

/// Who held an office that another one has now, told by a rule that reads nothing else.
fn former(narrative: &Narrative<'_>, readings: &[Reading<'_>]) -> Vec<Officer> {
    let officers = readings.iter().flat_map(|reading| {
        let role = role(narrative, reading)?;
        let persons = persons(narrative, reading, role).into_iter();
        Some(persons.map(move |(.., person)| officer(role, person)))
    });
    officers.flatten().collect()
}

/// True if the community has this officer.
fn is_known(draft: &CommunityDraft, officer: &Officer) -> bool {
    let known = draft.facts.iter().filter_map(|fact| match &fact.value {
        CommunityFact::Officer(known) => Some(known),
        _ => None,
    });
    is_among(known, officer)
}

/// True if one of some officers is this one.
fn is_among<'o>(known: impl IntoIterator<Item = &'o Officer>, officer: &Officer) -> bool {
    let mut known = known.into_iter().filter(|known| known.role == officer.role);
    known.any(|known| is_same_person(&known.name, &officer.name))
}

/// `Carole` is `Carole Martin`, who was named before.
fn is_same_person(known: &str, name: &str) -> bool {
    let (known, name) = (fold(known), fold(name));
    known == name || known.split(' ').any(|part| part == name)
}

/// The persons of a reading: of a role in the singular the first one.
fn persons(narrative: &Narrative<'_>, reading: &Reading<'_>, role: Role) -> Vec<Named> {
    let place = match reading.field.with.get("owner").map(String::as_str) {
        Some("card") => name_beside(narrative, reading.sentence),
        Some("behind") => return name_behind(narrative, reading).into_iter().collect(),
        _ => reading.hit.part("name").map(|at| (reading.sentence, at)),
    };
    let Some((index, at)) = place else { return Vec::new() };
    let Some(sentence) = narrative.sentences.get(index) else { return Vec::new() };
    let (text, lexicon) = (sentence.slice(at.clone()), narrative.rules.lexicon());
    let mut found = person::persons(&text, lexicon);
    if found.is_empty() {
        // "La pharmacienne Camille Martin"
        found = person::find(&text, lexicon);
    }
    let printed = narrative.text(reading, "role").map(|role| fold(&role));
    let several = match printed {
        // "Chargées de mission"
        Some(printed) => {
            let first = printed.split(' ').next().unwrap_or_default();
            first.ends_with('s') || printed.ends_with('s') || has_owner(reading, "line")
        }
        None => role != Role::President,
    };
    let place = |place: Range<usize>| at.start + place.start..at.start + place.end;
    let named = narrative.subjects.mentioned_at(index);
    // "Le président de la CPTS des Mille Étangs": the name of a CPTS is no person's.
    let outside =
        |at: &Range<usize>| !named.iter().any(|name| name.start < at.end && at.start < name.end);
    let found = found.into_iter().map(|(at, name)| (index, place(at), name));
    let found = found.filter(|(_, at, _)| outside(at));
    found.take(if several { usize::MAX } else { 1 }).collect()
}

fn has_owner(reading: &Reading<'_>, owner: &str) -> bool {
    reading.field.with.get("owner").is_some_and(|stated| stated == owner)
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

/// The person right behind a role and the name of its CPTS: `le président de la CPTS du Val Boisé
/// Marc Olive`.
fn name_behind(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Option<Named> {
    let sentence = narrative.sentences.get(reading.sentence)?;
    let mention = narrative.subjects.overlapping(reading.sentence, &reading.hit.at);
    let start = mention.map_or(reading.hit.at.end, |at| at.end.max(reading.hit.at.end));
    let behind = sentence.slice(start..sentence.text.chars().count());
    let (at, person) = person::leading_person(&behind, narrative.rules.lexicon())?;
    Some((reading.sentence, start + at.start..start + at.end, person))
}

/// The name on a card with a role. The first card of the column tells whether names or roles come
/// first; a profession or a town may stand between them.
fn name_beside(narrative: &Narrative<'_>, role: usize) -> Option<(usize, Range<usize>)> {
    let line = |index: usize| card_line(narrative, index);
    let column = (0..role).rev().map(line).take_while(|line| *line != CardLine::Other);
    let first = column.filter(|line| *line != CardLine::More).last();
    let reach = |line: &CardLine| *line == CardLine::More;
    let above = || {
        let more = (0..role).rev().take(BETWEEN).take_while(|&index| reach(&line(index))).count();
        role.checked_sub(more + 1)
    };
    let below = || {
        let more = (role + 1..).take(BETWEEN).take_while(|&index| reach(&line(index))).count();
        Some(role + more + 1)
    };
    let is_person = |index: &usize| line(*index) == CardLine::Person;
    let found = match first {
        Some(CardLine::Person) => above().filter(is_person),
        Some(CardLine::Role) => below().filter(is_person),
        _ => below().filter(is_person),
    };
    let index = found?;
    let length = narrative.sentences.get(index)?.text.chars().count();
    Some((index, 0..length))
}

/// What a line of a column of cards is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CardLine {
    /// A name, perhaps with a title, and no more.
    Person,
    /// A role and no more.
    Role,
    /// A few words more about the person.
    More,
    /// No line of a card.
    Other,
}

fn card_line(narrative: &Narrative<'_>, index: usize) -> CardLine {
    let Some(sentence) = narrative.sentences.get(index) else { return CardLine::Other };
    let persons = person::persons(&sentence.text, narrative.rules.lexicon());
    let letters = sentence.text.chars().filter(|c| c.is_alphabetic()).count();
    let text = sentence.text.trim();
    if let [(at, _)] = persons.as_slice()
        && at.len() + TITLE_LETTERS >= letters
    {
        CardLine::Person
    } else if narrative.rules.vocabulary("roles").spelled(&fold(text)).is_some() {
        CardLine::Role
    } else if text.split_whitespace().count() <= CARD_WORDS && !text.ends_with(['.', ':', '!', '?'])
    {
        CardLine::More
    } else {
        CardLine::Other
    }
}

/// The community whose officer it is.
fn owner(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Option<usize> {
    let sentence = reading.sentence;
    let role = reading.hit.part("role").unwrap_or_else(|| reading.hit.at.clone());
    if let Some(named) = narrative.subjects.named_over(sentence, &(role.end..reading.hit.at.end)) {
        return named;
    }
    let own = Some(reading.community);
    match reading.field.with.get("owner").map(String::as_str) {
        Some("named" | "behind") => own,
        Some("line" | "card") => {
            own.filter(|_| narrative.last_body(sentence, 0, true) != Some(Body::Other))
        }
        Some("alone") => {
            let (first, last) = (reading.hit.at.start, reading.hit.at.end);
            let before = narrative.body_in(sentence, 0..first);
            let behind = narrative.body_in(sentence, last..usize::MAX);
            let last = narrative.last_body(sentence, 0, false);
            let alone = behind != Some(Body::Other) && last != Some(Body::Other);
            let alone = before.is_none() && (alone || last == Some(Body::Community));
            own.filter(|_| alone || before == Some(Body::Community))
        }
        _ => {
            let last = narrative.last_body(sentence, reading.hit.at.start, false);
            own.filter(|_| last != Some(Body::Other))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::narrative::tests::facts;
    use crate::model::finding::CommunityFact;

    /// The officers that an article on the CPTS du Val Boisé tells in a sentence.
    fn officers(sentence: &str) -> Vec<String> {
        let text = format!("La CPTS du Val Boisé se présente\n\n{sentence}\n");
        let officer = |fact: &CommunityFact| match fact {
            CommunityFact::Officer(officer) => {
                let role = serde_json::to_value(officer.role).unwrap();
                Some(format!("{} {}", role.as_str().unwrap_or_default(), officer.name))
            }
            _ => None,
        };
        let told = facts(&text, officer);
        told.into_iter().map(|told| told.replace("CPTS du Val Boisé: ", "")).collect()
    }

    #[test]
    fn a_role_in_the_cpts_is_told_in_many_ways() {
        for (sentence, expected) in [
            (
                "« Enfin », sourit Anne Morel, infirmière et présidente de la CPTS.",
                vec!["president Anne Morel"],
            ),
            (
                "La CPTS est née ici. Sa présidente, Anne Morel, y exerce.",
                vec!["president Anne Morel"],
            ),
            (
                "La structure est présidée par la pharmacienne Anne Morel.",
                vec!["president Anne Morel"],
            ),
            ("Le docteur Paul Blanc préside la CPTS depuis 2021.", vec!["president Paul Blanc"]),
            (
                "À la tribune, le président de la CPTS du Val Boisé Régis Humbert.",
                vec!["president Régis Humbert"],
            ),
            ("Paul Blanc, médecin, en est le président.", vec!["president Paul Blanc"]),
            (
                "L'association est coprésidée par Anne Morel et Paul Blanc.",
                vec!["co_president Anne Morel", "co_president Paul Blanc"],
            ),
            (
                "La CPTS a grandi. Ses deux coordinatrices, Lise Vuillet et Zoé Lac, répondent.",
                vec!["coordinator Lise Vuillet", "coordinator Zoé Lac"],
            ),
            (
                "Paul Blanc, médecin et coprésident avec Anne Morel, a signé.",
                vec!["co_president Anne Morel", "co_president Paul Blanc"],
            ),
            (
                "La CPTS vote. MOREL Anne est trésorière et BLANC Paul secrétaire.",
                vec!["secretary Paul Blanc", "treasurer Anne Morel"],
            ),
            (
                "Trésorière et secrétaire : Anne Morel.",
                vec!["secretary Anne Morel", "treasurer Anne Morel"],
            ),
            (
                "La CPTS a élu Anne Morel à sa présidence. Paul Blanc conserve la trésorerie.",
                vec!["president Anne Morel", "treasurer Paul Blanc"],
            ),
            (
                "Anne Morel, vice-présidente et trésorière de la CPTS, conclut.",
                vec!["vice_president Anne Morel", "treasurer Anne Morel"],
            ),
        ] {
            let mut told = officers(sentence);
            told.sort();
            let mut expected = expected;
            expected.sort_unstable();
            assert_eq!(told, expected, "{sentence:?}");
        }
    }

    #[test]
    fn an_officer_of_another_body_or_another_time_is_none_of_the_cpts() {
        for sentence in [
            "Alain Dubreuil, président de la fédération des CPTS, est venu.",
            "La présidente du conseil départemental, Clarisse Monnier, a salué la CPTS.",
            "L'ARS a signé. Son directeur, Marc Toutin, s'en félicite.",
            "Anne Morel, ancienne présidente de la CPTS, était là.",
            "Anne Morel, notre présidente jusqu'en décembre dernier, nous quitte.",
            "Paul Blanc, futur président de la CPTS, attend.",
            "Julie Roc, coordinatrice du contrat local de santé, a parlé.",
        ] {
            assert_eq!(officers(sentence), Vec::<String>::new(), "{sentence:?}");
        }
    }

    #[test]
    fn of_a_role_in_the_singular_the_first_person_has_it() {
        let told =
            officers("Son président Paul Blanc et Anne Morel, infirmière, ont signé pour la CPTS.");
        assert_eq!(told, ["president Paul Blanc"]);
    }
}
