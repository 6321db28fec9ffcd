//! Missions in prose: headings and list items that are one, and what stands below them.
//!
//! One heading may be about anything; two of different missions are a programme. What stands below
//! a heading that explains what any CPTS does is not this one's.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::block::Block;
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
    /// Where in its first block a label and a colon end: what follows is the first paragraph.
    label: Option<usize>,
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
    let mut body = opened.body.clone();
    if let Some(end) = opened.label {
        labelled(sheet, section, (opened, end), is_title, draft);
    } else if is_title {
        body.insert(0, opened.head);
    }
    let mut take = |block: usize| -> Option<(String, bool, Source)> {
        let content = sheet.blocks.get(block)?;
        let (text, item) = (clean(&content.text), content.is_item());
        Some((text, item, sheet.take(block, &section.id)))
    };
    for block in body {
        let Some((text, item, source)) = take(block) else { continue };
        let value = if block == opened.head {
            CommunityFact::MissionTitle(opened.mission, text)
        } else if item {
            CommunityFact::Action(opened.mission, text)
        } else {
            CommunityFact::Paragraph(opened.mission, text)
        };
        draft.facts.push(Finding { value, source });
    }
}

/// Writes a label and the text behind its colon: "Prévention : ateliers mémoire".
fn labelled(
    sheet: &mut Sheet<'_>,
    section: &Section,
    (opened, end): (&Opened, usize),
    is_title: bool,
    draft: &mut CommunityDraft,
) {
    let Some(block) = sheet.blocks.get(opened.head) else { return };
    let text = block.slice(0..block.length());
    let characters = text.chars().count();
    let space = |c: &char| c.is_whitespace() || *c == ':';
    let start = end + text.chars().skip(end).take_while(space).count();
    let label = text.chars().take(end).collect::<String>().trim_end().chars().count();
    let parts = [
        (0..label, is_title.then_some(true)),
        (start..characters, (start < characters).then_some(false)),
    ];
    for (at, title) in parts {
        let Some(title) = title else { continue };
        let told = clean(&text.chars().skip(at.start).take(at.len()).collect::<String>());
        let source = sheet.claim(opened.head, at, &section.id);
        let value = if title {
            CommunityFact::MissionTitle(opened.mission, told)
        } else {
            CommunityFact::Paragraph(opened.mission, told)
        };
        draft.facts.push(Finding { value, source });
    }
}

/// The mission that a block opens with, how canonical its wording is, and where a label before a
/// colon ends.
fn heading(
    content: &Block,
    section: &Section,
    vocabulary: &Vocabulary,
) -> (Option<(Mission, usize)>, Option<usize>) {
    let text = clean(&content.text);
    let folded = fold(&text);
    let prefix = section.prefix.as_ref().and_then(|prefix| prefix.find_folded(&folded));
    let start = prefix.map_or(0, |prefix| prefix.end);
    let bare = folded.get(start..).unwrap_or(&folded);
    if let Some((label, behind)) = bare.split_once(':')
        && let Some(term) = vocabulary.spelled(label.trim())
        && !behind.trim().is_empty()
    {
        let skipped = folded.get(..start).map_or(0, |prefix| prefix.chars().count());
        let end = content.text.chars().skip(skipped).position(|c| c == ':');
        return (by_name(&term.value).map(|mission| (mission, 0)), end.map(|end| skipped + end));
    }
    (mission(bare, vocabulary), None)
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
        let (named, label) = self::heading(content, section, vocabulary);
        // A paragraph opens a section only with the label itself.
        if heading || outer || label.is_some() {
            // An item below a mission's heading is an action, whatever it speaks of.
            let inside = outer && !heading && current && !opens_with_item(sheet, &opened);
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
                let body = Vec::new();
                opened.push(Opened { mission, community, rank, head: block, label, body });
                current = heading || outer;
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
