//! Missions that one sentence names: `elle veut améliorer l'accès aux soins, organiser des parcours
//! et développer la prévention`.
//!
//! A rule says which sentences tell what this CPTS works on and where their enumeration stands; an
//! item of it is a mission where the vocabulary knows its words. One alone is a wish, two are a
//! programme. What any CPTS does, and what stands below a heading that explains it, is not this
//! one's.

use std::ops::Range;

use crate::extract::narrative::missions::mission;
use crate::extract::narrative::sentence::Shape;
use crate::extract::narrative::{Narrative, Reading};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::finding::{CommunityDraft, CommunityFact, Finding};
use crate::model::record::Mission;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;

/// How many different missions make a programme.
const PROGRAMME: usize = 2;

/// Reads the missions of all described communities for which headings and lists gave none.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    for reading in narrative.readings("community.mission") {
        let named = named(narrative, &reading);
        let Some(draft) = drafts.get_mut(reading.community) else { continue };
        if named.len() < PROGRAMME || is_explained(narrative, reading.sentence) {
            narrative.gives_up(&reading, Reason::NoProgramme);
            continue;
        }
        for (mission, at) in named {
            if draft.facts.iter().any(|fact| is_of(&fact.value, mission)) {
                continue;
            }
            let Some(sentence) = narrative.sentences.get(reading.sentence) else { continue };
            let text = clean(&sentence.slice(at.clone()));
            let source = narrative.claim(sheet, reading.sentence, at, &reading.field.id);
            draft.facts.push(Finding { value: CommunityFact::Paragraph(mission, text), source });
        }
    }
}

/// The missions of the enumeration, each with the first item that names it.
fn named(narrative: &Narrative<'_>, reading: &Reading<'_>) -> Vec<(Mission, Range<usize>)> {
    let Some(section) = narrative.family.sections.first() else { return Vec::new() };
    let vocabulary = narrative.rules.vocabulary(&section.label_from);
    let (Some(list), Some(text)) = (reading.hit.part("list"), narrative.text(reading, "list"))
    else {
        return Vec::new();
    };
    let mut named: Vec<(Mission, Range<usize>)> = Vec::new();
    for item in items(&text, narrative) {
        let printed: String = text.chars().skip(item.start).take(item.len()).collect();
        let found = mission(&fold(&clean(&printed)), vocabulary).map(|(mission, _)| mission);
        if let Some(found) = found.filter(|found| named.iter().all(|(known, _)| known != found)) {
            named.push((found, list.start + item.start..list.start + item.end));
        }
    }
    named
}

/// The items of an enumeration: between commas, semicolons and conjunctions.
fn items(text: &str, narrative: &Narrative<'_>) -> Vec<Range<usize>> {
    let mut items: Vec<Range<usize>> = Vec::new();
    let (mut start, mut at) = (0, 0);
    for word in text.split_inclusive(' ') {
        let length = word.chars().count();
        let bare = word.trim_end();
        let joins = narrative.rules.lexicon().conjunctions.contains(&fold(bare));
        let ends = bare.ends_with([',', ';', ':']);
        let stop = if joins { at } else { at + bare.chars().count() - usize::from(ends) };
        if (joins || ends) && stop > start {
            items.push(start..stop);
        }
        at += length;
        if joins || ends {
            start = at;
        }
    }
    items.push(start..at);
    let trimmed = |item: Range<usize>| {
        let held: Vec<char> = text.chars().skip(item.start).take(item.len()).collect();
        let space = |c: &&char| c.is_whitespace() || matches!(c, '.' | ',' | ';');
        let before = held.iter().take_while(|c| c.is_whitespace()).count();
        let behind = held.iter().rev().take_while(space).count();
        item.start + before..(item.end - behind).max(item.start + before)
    };
    items.into_iter().map(trimmed).filter(|item| !item.is_empty()).collect()
}

/// True below a heading that explains what any CPTS is.
fn is_explained(narrative: &Narrative<'_>, sentence: usize) -> bool {
    let Some(section) = narrative.family.sections.first() else { return false };
    let above = narrative.sentences.iter().take(sentence).rev();
    let heading = above.into_iter().find(|above| above.shape == Shape::Heading);
    heading
        .is_some_and(|heading| section.unless.iter().any(|unless| unless.is_match(&heading.folded)))
}

fn is_of(fact: &CommunityFact, mission: Mission) -> bool {
    match fact {
        CommunityFact::MissionTitle(of, _)
        | CommunityFact::Action(of, _)
        | CommunityFact::Paragraph(of, _) => *of == mission,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::narrative::tests::facts;
    use crate::model::finding::CommunityFact;

    fn missions(sentence: &str) -> Vec<String> {
        let text = format!("La CPTS du Val Boisé se présente\n\n{sentence}\n");
        let told = facts(&text, |fact| match fact {
            CommunityFact::Paragraph(mission, text) => Some(format!("{} = {text}", mission.name())),
            _ => None,
        });
        told.into_iter().map(|told| told.replace("CPTS du Val Boisé: ", "")).collect()
    }

    #[test]
    fn what_this_cpts_works_on_is_told_in_one_sentence() {
        let told = missions(
            "Elle a choisi d'améliorer l'accès aux soins, d'organiser les parcours de santé des \
             aînés et de développer la prévention.",
        );
        assert_eq!(
            told,
            [
                "access_to_care = améliorer l'accès aux soins",
                "care_pathways = d'organiser les parcours de santé des aînés",
                "prevention = de développer la prévention",
            ]
        );
    }

    #[test]
    fn what_any_cpts_does_is_not_what_this_one_does() {
        for sentence in [
            "Les CPTS ont pour missions l'accès aux soins, les parcours de santé et la prévention.",
            "Elle a choisi d'améliorer l'accès aux soins.",
            "Une CPTS doit améliorer l'accès aux soins, organiser les parcours de santé et la prévention.",
        ] {
            assert_eq!(missions(sentence), Vec::<String>::new(), "{sentence:?}");
        }
    }
}
