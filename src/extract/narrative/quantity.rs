//! Numbers of people: inhabitants, members, professionals; and the size class.
//!
//! Where a document states one number in two forms ("près de 50 000" in the title, "49 300" in the
//! text) the more exact one counts. Two numbers that are not one leave no value.

use crate::extract::narrative::sentence::Shape;
use crate::extract::narrative::{Narrative, Reading};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::value::{self, Value};
use crate::model::finding::{CommunityDraft, CommunityFact, Finding};
use crate::model::record::Qualifier;
use crate::normalise::quantity::Quantity;

/// Two numbers that differ by no more than this share are one number, rounded and not.
const ROUNDING: f64 = 0.03;

/// A sentence that counts fewer inhabitants speaks of a village: the smallest CPTS are valleys of
/// several thousand.
const SMALLEST_POPULATION: u64 = 3_000;

/// Writes a quantity as a fact.
type AsFact = fn(Quantity) -> CommunityFact;

/// The targets and the facts that they make.
const TARGETS: [(&str, AsFact); 3] = [
    ("community.population", |q| CommunityFact::Population(q.value, q.qualifier)),
    ("community.members", |q| CommunityFact::Members(q.value, q.qualifier)),
    ("community.professionals", |q| CommunityFact::Professionals(q.value, q.qualifier)),
];

/// Reads the numbers of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    for (sets, fact) in TARGETS {
        let readings = narrative.readings(sets);
        for (number, draft) in drafts.iter_mut().enumerate() {
            let own = readings.iter().filter(|reading| reading.community == number);
            let mut stated: Vec<(&Reading<'_>, Quantity)> =
                own.filter_map(|reading| Some((reading, quantity(narrative, reading)?))).collect();
            if sets == TARGETS[0].0 {
                stated.retain(|(_, quantity)| quantity.value >= SMALLEST_POPULATION);
            }
            keep_first_rule(narrative, &mut stated);
            let decided = decide(narrative, &stated);
            for (other, _) in &stated {
                match decided {
                    None => narrative.gives_up(other, Reason::Disagreeing),
                    Some((best, _)) if std::ptr::eq(best, *other) => {}
                    Some(_) => narrative.gives_up(other, Reason::Weaker),
                }
            }
            let Some((reading, quantity)) = decided else { continue };
            let at = reading.hit.part("value").unwrap_or_else(|| reading.hit.at.clone());
            let source = narrative.claim(sheet, reading.sentence, at, &reading.field.id);
            draft.facts.push(Finding { value: fact(quantity), source });
        }
    }
    size_class(narrative, sheet, drafts);
}

/// Of two rules for one value the one that stands first counts.
fn keep_first_rule(narrative: &Narrative<'_>, stated: &mut Vec<(&Reading<'_>, Quantity)>) {
    let place = |reading: &Reading<'_>| {
        narrative.family.fields.iter().position(|field| field.id == reading.field.id)
    };
    let first = stated.iter().map(|(reading, _)| place(reading)).min();
    stated.retain(|(reading, _)| Some(place(reading)) == first);
}

/// What a reading states.
fn quantity(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Option<Quantity> {
    let text = narrative.text(reading, "value")?;
    let normaliser = reading.field.normaliser.as_deref();
    match value::read(normaliser, &text, narrative.rules.lexicon()) {
        Ok(Value::Quantity(quantity)) => Some(quantity),
        Ok(_) => None,
        Err(reject) => {
            narrative.gives_up(reading, Reason::Rejected(reject));
            None
        }
    }
}

/// The one statement that counts.
fn decide<'a, 'r>(
    narrative: &Narrative<'_>,
    stated: &[(&'a Reading<'r>, Quantity)],
) -> Option<(&'a Reading<'r>, Quantity)> {
    let (_, first) = stated.first()?;
    let close = |quantity: &Quantity| {
        let (a, b) = (quantity.value as f64, first.value as f64);
        (a - b).abs() <= ROUNDING * a.max(b)
    };
    if !stated.iter().all(|(_, quantity)| close(quantity)) {
        return None;
    }
    // The text says it better than the title, a number that is less round better than a round
    // one, a hedge better than none.
    let rank = |(reading, quantity): &&(&Reading<'_>, Quantity)| {
        let sentence = narrative.sentences.get(reading.sentence);
        let prose = sentence.is_some_and(|sentence| sentence.shape != Shape::Heading);
        let hedged = quantity.qualifier != Qualifier::Exact;
        (zeros(quantity.value), !prose, !hedged)
    };
    stated.iter().min_by_key(rank).copied()
}

/// How many zeros a number ends in.
fn zeros(value: u64) -> u32 {
    let mut rest = value;
    let mut zeros = 0;
    while rest > 0 && rest.is_multiple_of(10) {
        rest /= 10;
        zeros += 1;
    }
    zeros
}

/// Reads the ACI size class.
fn size_class(narrative: &Narrative<'_>, sheet: &mut Sheet<'_>, drafts: &mut [CommunityDraft]) {
    let readings = narrative.readings("community.size_class");
    for (number, draft) in drafts.iter_mut().enumerate() {
        let mut found: Option<(u8, &Reading<'_>)> = None;
        let mut several = false;
        for reading in readings.iter().filter(|reading| reading.community == number) {
            let text = narrative.text(reading, "value").unwrap_or_default();
            let class = value::read(Some("size_class"), &text, narrative.rules.lexicon());
            let class = match class {
                Ok(Value::SizeClass(class)) => class,
                Ok(_) => continue,
                Err(reject) => {
                    narrative.gives_up(reading, Reason::Rejected(reject));
                    continue;
                }
            };
            if let Some((known, _)) = found {
                let reason = if known == class { Reason::Known } else { Reason::Disagreeing };
                narrative.gives_up(reading, reason);
            }
            several |= found.is_some_and(|(known, _)| known != class);
            found = found.or(Some((class, reading)));
        }
        let Some((class, reading)) = found.filter(|_| !several) else { continue };
        let at = reading.hit.at.clone();
        let source = narrative.claim(sheet, reading.sentence, at, &reading.field.id);
        draft.facts.push(Finding { value: CommunityFact::SizeClass(class), source });
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::narrative::tests::facts;
    use crate::model::finding::CommunityFact;

    /// The numbers that an article on the CPTS du Val Boisé tells.
    fn numbers(sentence: &str) -> Vec<String> {
        let text = format!("La CPTS du Val Boisé se présente\n\n{sentence}\n");
        let number = |fact: &CommunityFact| match fact {
            CommunityFact::Population(value, qualifier) => {
                Some(format!("population {value} {qualifier:?}"))
            }
            CommunityFact::Members(value, _) => Some(format!("members {value}")),
            CommunityFact::Professionals(value, _) => Some(format!("professionals {value}")),
            CommunityFact::SizeClass(value) => Some(format!("size {value}")),
            _ => None,
        };
        let told = facts(&text, number);
        told.into_iter().map(|told| told.replace("CPTS du Val Boisé: ", "")).collect()
    }

    #[test]
    fn a_number_belongs_to_what_its_words_say() {
        for (sentence, expected) in [
            ("Elle veille sur 27 communes, 31 000 habitants environ.", "population 31000 About"),
            ("Elle intervient dans 57 communes (25 800 habitants).", "population 25800 Exact"),
            ("Dans ses communes résident près de 33.500 personnes.", "population 33500 About"),
            ("118 d'entre eux ont déjà rejoint l'association.", "members 118"),
            ("Vous êtes désormais 143 à avoir rejoint notre CPTS.", "members 143"),
            (
                "270 professionnels de santé libéraux exercent dans ce périmètre.",
                "professionals 270",
            ),
            ("Avec cette fusion, elle passe en taille 3.", "size 3"),
            ("Elle dépasse le seuil de 175 000 habitants et passe en taille 4.", "size 4"),
            ("Ses 312 membres ont voté.", "members 312"),
            ("Elle veille sur la santé de presque 41 000 Ardennais.", "population 41000 About"),
            ("It covers 49 towns and about 29,400 people.", "population 29400 About"),
        ] {
            assert_eq!(numbers(sentence), [expected], "{sentence:?}");
        }
    }

    #[test]
    fn below_a_heading_on_all_cpts_nothing_is_this_ones() {
        let told = numbers(
            "Elle couvre 52 000 habitants.\n\nLes CPTS en bref\n\nElles réunissent 510 000 habitants.",
        );
        assert_eq!(told, ["population 52000 Exact"]);
    }

    #[test]
    fn the_numbers_of_others_are_none() {
        for sentence in [
            "Le département compte 605 000 habitants.",
            "La ville de Saint-Claude compte à elle seule 8 800 habitants.",
            "On y trouve un médecin pour 1 400 habitants.",
            "Le seuil de 80 000 habitants n'est pas loin.",
            "Une taille 2 va de 40 000 à 80 000 habitants.",
            "En été, ils sont 200 000 habitants.",
            "Dans le canton, 5 200 habitants sont sans médecin traitant.",
            "À elles deux, les CPTS réunissent 70 300 habitants.",
            "La fédération représente plus de 3 000 adhérents.",
            "La fédération, présidée par Anne Morel, représente 3 200 membres.",
            "6 200 habitants de Mende sont sans médecin traitant.",
            "« 380 000 habitants », souligne Luc Blanc, directeur du CHU.",
            "L'Ain en compte désormais 8, qui couvrent 78 % de la population, soit 510 000 habitants.",
            "Un conseil d'administration de douze membres, dont 10 membres élus, décide.",
            "Elle regroupe 180 professionnels de santé.",
        ] {
            assert_eq!(numbers(sentence), Vec::<String>::new(), "{sentence:?}");
        }
    }
}
