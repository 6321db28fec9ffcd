//! Missions in prose: headings and list items that are one, and what stands below them.
//!
//! One heading may be about anything; two of different missions are a programme. What stands below
//! a heading that explains what any CPTS does is not this one's.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::narrative::Narrative;
use crate::extract::narrative::sentence::Shape;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::Region;
use crate::model::finding::{CommunityDraft, CommunityFact, Finding, Source};
use crate::model::record::Mission;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;
use crate::rules::{Section, Vocabulary};

/// How many different missions make a programme.
const PROGRAMME: usize = 2;

/// A block that opens a mission's section, and the blocks that belong to it.
struct Opened {
    mission: Mission,
    community: usize,
    /// How canonical its wording is: 0 for a spelling, else the place of the pattern.
    rank: usize,
    head: usize,
    body: Vec<usize>,
}

/// Reads the missions of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    let Some(section) = narrative.family.sections.first() else { return };
    let opened = open(narrative, sheet, section);
    for (number, draft) in drafts.iter_mut().enumerate() {
        let own: Vec<&Opened> = opened.iter().filter(|opened| opened.community == number).collect();
        let missions: BTreeSet<&str> = own.iter().map(|opened| opened.mission.name()).collect();
        if missions.len() < PROGRAMME {
            for opened in own {
                Spot::block(sheet, opened.head).dropped(&section.id, || Reason::NoProgramme);
            }
            continue;
        }
        let mut titled: BTreeMap<&str, &Opened> = BTreeMap::new();
        for opened in &own {
            let best = titled.entry(opened.mission.name()).or_insert(opened);
            if opened.rank < best.rank {
                *best = opened;
            }
        }
        for opened in own {
            let is_title =
                titled.get(opened.mission.name()).is_some_and(|best| best.head == opened.head);
            write(sheet, section, opened, is_title, draft);
        }
    }
}

/// Writes a section's title and body.
fn write(
    sheet: &mut Sheet<'_>,
    section: &Section,
    opened: &Opened,
    is_title: bool,
    draft: &mut CommunityDraft,
) {
    let mut take = |block: usize| -> Option<(String, bool, Source)> {
        let content = sheet.blocks.get(block)?;
        let (text, item) = (clean(&content.text), content.is_item());
        Some((text, item, sheet.take(block, &section.id)))
    };
    if let Some((title, _, source)) = take(opened.head).filter(|_| is_title) {
        let value = CommunityFact::MissionTitle(opened.mission, title);
        draft.facts.push(Finding { value, source });
    }
    for &block in &opened.body {
        let Some((text, item, source)) = take(block) else { continue };
        let value = if item {
            CommunityFact::Action(opened.mission, text)
        } else {
            CommunityFact::Paragraph(opened.mission, text)
        };
        draft.facts.push(Finding { value, source });
    }
}

/// The sections of the document.
fn open(narrative: &Narrative<'_>, sheet: &Sheet<'_>, section: &Section) -> Vec<Opened> {
    let vocabulary = narrative.rules.vocabulary(&section.label_from);
    let headline: BTreeSet<usize> = narrative
        .headline
        .iter()
        .filter_map(|&index| narrative.sentences.get(index))
        .map(|sentence| sentence.block)
        .collect();
    let mut opened: Vec<Opened> = Vec::new();
    let mut current = false;
    let mut explained = false;
    for (block, first, heading) in blocks(narrative) {
        let Some(content) = sheet.blocks.get(block) else { continue };
        if content.region != Region::Main {
            continue;
        }
        if heading {
            explained = section.unless.iter().any(|unless| unless.is_match(content));
        }
        let outer = content.is_item() && content.look.indent == 0;
        if heading || outer {
            // An item below a mission's heading is an action, whatever it speaks of.
            let inside = outer && !heading && current && !opens_with_item(sheet, &opened);
            let named = mission(&fold(&clean(&content.text)), vocabulary);
            let found = named.filter(|_| !inside && !explained && !headline.contains(&block));
            let community = narrative.subjects.of(first, &(0..0));
            let spot = Spot::block(sheet, block);
            spot.tell(&section.id, || {
                if named.is_some() { Outcome::Matched } else { Outcome::NoMatch }
            });
            if named.is_some() && found.is_none() {
                spot.dropped(&section.id, || Reason::NoHeading);
            } else if found.is_some() && community.is_none() {
                spot.dropped(&section.id, || narrative.subjects.unclear(first));
            }
            if let (Some((mission, rank)), Some(community)) = (found, community) {
                opened.push(Opened { mission, community, rank, head: block, body: Vec::new() });
                current = true;
                continue;
            }
            // Below a mission's item it is another point of the same list.
            current &= inside;
        }
        if current && let Some(last) = opened.last_mut() {
            let below_item = sheet.blocks.get(last.head).is_some_and(|head| head.is_item());
            if below_item && !content.is_item() {
                current = false;
            } else {
                last.body.push(block);
            }
        }
    }
    opened
}

/// True if the last section was opened by an item of a list.
fn opens_with_item(sheet: &Sheet<'_>, opened: &[Opened]) -> bool {
    let head = opened.last().and_then(|last| sheet.blocks.get(last.head));
    head.is_some_and(|head| head.is_item())
}

/// The blocks with the first sentence of each, and whether it is a heading.
fn blocks(narrative: &Narrative<'_>) -> Vec<(usize, usize, bool)> {
    let mut blocks: Vec<(usize, usize, bool)> = Vec::new();
    for (index, sentence) in narrative.sentences.iter().enumerate() {
        let heading = sentence.shape == Shape::Heading;
        match blocks.last_mut() {
            Some((block, _, all)) if *block == sentence.block => *all &= heading,
            _ => blocks.push((sentence.block, index, heading)),
        }
    }
    blocks
}

/// The one mission that a heading names, and how canonical its wording is; a heading about two
/// names none.
pub(super) fn mission(folded: &str, vocabulary: &Vocabulary) -> Option<(Mission, usize)> {
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    if let Some(term) = vocabulary.spelled(bare) {
        return Some((by_name(&term.value)?, 0));
    }
    let mut found = vocabulary.terms().iter().filter_map(|term| {
        let place = term.headings.iter().position(|pattern| pattern.matches(bare))?;
        Some((by_name(&term.value)?, place + 1))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn by_name(name: &str) -> Option<Mission> {
    Mission::ALL.into_iter().find(|mission| mission.name() == name)
}
