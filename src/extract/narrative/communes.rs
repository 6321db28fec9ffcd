//! Lists of communes: `17 communes : …`, in brackets, between dashes, as bullets.
//!
//! An item is the words with capitals that it begins with; the first one that is no name ends the
//! list. Quarters and groups of communes are no communes. Where the document says how many there
//! are and lists another number, it is inconsistent, and the list stays as it is printed.

use std::ops::Range;

use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::narrative::{Narrative, Reading};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::finding::{CommunityDraft, CommunityFact, Field, Finding, Hole, Subject};
use crate::model::gap::GapCode;
use crate::normalise::quantity;
use crate::normalise::shadow::fold;
use crate::rules::Rules;

/// No name of a commune has more words, dashes not counted.
const MAX_WORDS: usize = 7;

/// Fewer lines, or names on one, without anything that says that they are a list may be anything.
const LINES: usize = 3;

/// A list with the sentence and the characters of each item.
struct List<'a, 'r> {
    reading: &'a Reading<'r>,
    items: Vec<(usize, Range<usize>, String)>,
}

/// Reads the communes of all described communities.
pub(super) fn read(
    narrative: &Narrative<'_>,
    sheet: &mut Sheet<'_>,
    drafts: &mut [CommunityDraft],
) {
    let readings = narrative.readings("community.communes");
    for (number, draft) in drafts.iter_mut().enumerate() {
        let own = readings.iter().filter(|reading| reading.community == number);
        let lists = own.map(|reading| List { reading, items: items(narrative, sheet, reading) });
        // The longest list is the territory; of two equally long ones the first.
        let lists: Vec<List<'_, '_>> = lists.collect();
        let real = lists.iter().filter(|list| list.items.len() > 1);
        let longest = real.rev().max_by_key(|list| list.items.len());
        for list in &lists {
            if list.items.len() < 2 {
                narrative.gives_up(list.reading, Reason::NoList);
            } else if longest.is_some_and(|longest| !std::ptr::eq(longest, list)) {
                narrative.gives_up(list.reading, Reason::Weaker);
            }
        }
        let Some(list) = longest else { continue };
        let rule = &list.reading.field.id;
        for (sentence, at, name) in &list.items {
            let source = narrative.claim(sheet, *sentence, at.clone(), rule);
            let value = CommunityFact::Commune(name.clone());
            draft.facts.push(Finding { value, source });
        }
        let declared = narrative.text(list.reading, "count");
        let declared =
            declared.and_then(|text| quantity::count(&text, narrative.rules.lexicon()).ok());
        let Some(at) = list.reading.hit.part("count") else { continue };
        let source = narrative.claim(sheet, list.reading.sentence, at, rule);
        if declared.is_some_and(|declared| declared.value != list.items.len() as u64) {
            let subject = Subject::Community(Field::Communes);
            draft.holes.push(Hole { code: GapCode::Inconsistent, subject, source });
        }
    }
}

/// The items of a list: in the capture, or in the list blocks below.
fn items(narrative: &Narrative<'_>, sheet: &Sheet<'_>, reading: &Reading<'_>) -> Vec<Named> {
    if let Some(list) = reading.hit.part("list") {
        let text = narrative.text(reading, "list").unwrap_or_default();
        let listed = names(&text, narrative.rules);
        let mut items: Vec<_> = listed
            .into_iter()
            .map(|(at, name)| (reading.sentence, list.start + at.start..list.start + at.end, name))
            .collect();
        // A dash between two names that opens a line looks like a bullet: the list goes on there.
        let open = narrative.sentences.get(reading.sentence).is_some_and(|sentence| {
            list.end >= sentence.text.trim_end().chars().count()
                && sentence.text.trim_end().ends_with(char::is_alphanumeric)
        });
        let next = narrative.sentences.get(reading.sentence + 1);
        let goes_on = |next: &&Sentence| next.shape == Shape::Item && !next.text.contains(':');
        if let Some(next) = next.filter(goes_on).filter(|_| open) {
            let further = names(&next.text, narrative.rules);
            let further = further.into_iter().map(|(at, name)| (reading.sentence + 1, at, name));
            items.extend(further);
        }
        return items;
    }
    let next = reading.sentence + 1;
    // "94 communes" in a list of facts: the next items are other facts.
    let listed = narrative.sentences.get(reading.sentence).is_some_and(|s| s.shape == Shape::Item);
    if listed {
        return Vec::new();
    }
    let below = narrative.sentences.get(next);
    let table = below.and_then(|sentence| sheet.blocks.get(sentence.block)?.look.cell).is_some();
    match below.map(|sentence| sentence.shape) {
        Some(Shape::Item) if !table => bullets(narrative, next),
        Some(_) => {
            let lines = lines(narrative, sheet, next);
            if lines.len() < LINES { enumeration(narrative, next) } else { lines }
        }
        None => Vec::new(),
    }
}

/// A commune with the sentence and the characters of its name.
type Named = (usize, Range<usize>, String);

/// Items of a list, one commune each; none where one of them is no name.
fn bullets(narrative: &Narrative<'_>, first: usize) -> Vec<Named> {
    let below = narrative.sentences.iter().enumerate().skip(first);
    let mut items = Vec::new();
    for (index, sentence) in below.take_while(|(_, below)| below.shape == Shape::Item) {
        match names(&sentence.text, narrative.rules).as_slice() {
            [(at, name)] if !is_fact(&sentence.text) => {
                items.push((index, at.clone(), name.clone()));
            }
            _ => return Vec::new(),
        }
    }
    items
}

/// "Président : Paul Blanc" is a fact of its own, "Mellac : 3 050 habitants" a commune.
fn is_fact(text: &str) -> bool {
    let value = text.split_once(':').map(|(_, value)| value.trim());
    value.is_some_and(|value| value.starts_with(char::is_alphabetic))
}

/// Lines that are a name and no more, one below the other: the lines of one paragraph or of a text
/// without a blank one between them, or the first cells of a table's rows.
fn lines(narrative: &Narrative<'_>, sheet: &Sheet<'_>, first: usize) -> Vec<Named> {
    let mut items: Vec<Named> = Vec::new();
    let mut last = None;
    for (index, sentence) in narrative.sentences.iter().enumerate().skip(first) {
        let Some(block) = sheet.blocks.get(sentence.block) else { break };
        let line = block.spans(sentence.at.clone()).first().map(|span| span.line);
        let cell = block.look.cell;
        if cell.is_some_and(|cell| cell.header || cell.column > 0) {
            continue;
        }
        let near = match (last, line) {
            (Some((before, known)), Some(line)) => {
                before == sentence.block || known + 1 == line && block.bbox.is_none()
            }
            _ => true,
        };
        let found = names(&sentence.text, narrative.rules);
        let [(at, name)] = found.as_slice() else { break };
        // "Mellac : 3 050" was a row of two cells.
        let rest = sentence.text.chars().skip(at.len()).find(|c| !c.is_whitespace() && *c != ':');
        let whole = at.start == 0 && rest.is_none_or(|c| cell.is_some() && c.is_ascii_digit());
        if !(whole && (near || cell.is_some())) {
            break;
        }
        items.push((index, at.clone(), name.clone()));
        last = line.map(|line| (sentence.block, line));
    }
    items
}

/// One line that is an enumeration and no more.
fn enumeration(narrative: &Narrative<'_>, index: usize) -> Vec<Named> {
    let Some(sentence) = narrative.sentences.get(index) else { return Vec::new() };
    let found = names(&sentence.text, narrative.rules);
    let last = found.last().map_or(0, |(at, _)| at.end);
    let rest: String = sentence.text.chars().skip(last).collect();
    if found.len() < LINES || rest.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    found.into_iter().map(|(at, name)| (index, at, name)).collect()
}

/// The names that a list in a text begins with.
fn names(text: &str, rules: &Rules) -> Vec<(Range<usize>, String)> {
    let characters: Vec<char> = text.chars().collect();
    let mut names = Vec::new();
    for item in split(&characters, rules) {
        let content = characters.get(item.clone()).unwrap_or_default();
        let Some(length) = name_length(content, rules) else { break };
        let whole = content.iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1);
        let name: String = content.iter().take(length).collect();
        names.push((item.start..item.start + length, name.replace('\n', " ")));
        let rest: String = content.get(length..whole).unwrap_or_default().iter().collect();
        let closed = rest.trim().trim_end_matches(['.', ')', '!']);
        if !(closed.is_empty() || closed.starts_with('(')) {
            break;
        }
    }
    names
}

/// The items between separators, without the space around them.
fn split(characters: &[char], rules: &Rules) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut depth = 0usize;
    while at < characters.len() {
        let next = match characters.get(at) {
            Some('(') => {
                depth += 1;
                at
            }
            Some(')') => {
                depth = depth.saturating_sub(1);
                at
            }
            _ if depth > 0 => at,
            _ => at + separator(characters, at, rules),
        };
        if next == at {
            at += 1;
            continue;
        }
        items.push(start..at);
        start = next;
        at = next;
    }
    items.push(start..characters.len());
    let trim = |item: Range<usize>| {
        let space = |at: &usize| characters.get(*at).is_some_and(|c| c.is_whitespace());
        let start = item.clone().find(|at| !space(at)).unwrap_or(item.end);
        let end = item.clone().rev().find(|at| !space(at)).map_or(start, |last| last + 1);
        start..end
    };
    items.into_iter().map(trim).filter(|item| item.end > item.start).collect()
}

/// The length of the separator that stands at a place: a comma, a dash between spaces, "and".
fn separator(characters: &[char], at: usize, rules: &Rules) -> usize {
    let Some(&first) = characters.get(at) else { return 0 };
    if matches!(first, ',' | ';' | '/' | '•' | '\n') {
        return 1;
    }
    if !first.is_whitespace() {
        return 0;
    }
    let word: String = characters
        .get(at + 1..)
        .unwrap_or_default()
        .iter()
        .take_while(|c| !c.is_whitespace())
        .collect();
    let dash = matches!(word.as_str(), "-" | "–" | "—" | "|");
    let joins = rules.lexicon().conjunctions.contains(&fold(&word));
    if dash || joins { word.chars().count() + 1 } else { 0 }
}

/// The length of the name that an item begins with; `None` where it begins with none, or where it
/// is a group of communes or a part of one.
fn name_length(item: &[char], rules: &Rules) -> Option<usize> {
    let groups = rules.vocabulary("not_communes").spellings();
    let small = rules.vocabulary("place_particles").spellings();
    let mut length = 0;
    let mut at = 0;
    let mut words = 0;
    for word in item.split_inclusive(|c| c.is_whitespace()) {
        let text: String = word.iter().collect();
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        let folded = fold(bare);
        if groups.contains(&folded) {
            return None;
        }
        let capital = bare.starts_with(|c: char| c.is_uppercase())
            || (bare.contains(['\'', '’']) && bare.chars().any(char::is_uppercase));
        if capital && !text.trim_start().starts_with('(') {
            let end = text.trim_end().trim_end_matches(['.', ')', ':', '!']).chars().count();
            length = at + end;
        } else if !small.contains(&folded) {
            break;
        }
        words += 1;
        at += word.len();
    }
    (length > 0 && words <= MAX_WORDS).then_some(length)
}

#[cfg(test)]
mod tests {
    use crate::extract::narrative::tests::facts;
    use crate::model::finding::CommunityFact;

    fn communes(text: &str) -> Vec<String> {
        let text = format!("La CPTS du Val Boisé se présente\n\n{text}\n");
        let told = facts(&text, |fact| match fact {
            CommunityFact::Commune(name) => Some(name.clone()),
            _ => None,
        });
        told.into_iter().map(|told| told.replace("CPTS du Val Boisé: ", "")).collect()
    }

    #[test]
    fn a_list_is_read_in_each_of_its_shapes() {
        let expected = ["Arzano", "Mellac", "Rédené"];
        for text in [
            "Elle compte 3 communes : Arzano, Mellac et Rédené.",
            "Elle réunit 3 communes (Arzano – Mellac – Rédené).",
            "Elle concerne les communes de Arzano, Mellac et Rédené.",
            "Elle compte 3 communes :\n\n- Arzano (1 200 habitants)\n- Mellac\n- Rédené\n",
        ] {
            assert_eq!(communes(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_part_of_a_list_and_groups_of_communes_are_none() {
        for text in [
            "Elle compte 20 communes, dont Arzano et Mellac.",
            "Elle s'étend sur 2 communautés de communes : Haut Pays et Bas Pays.",
        ] {
            assert_eq!(communes(text), Vec::<String>::new(), "{text:?}");
        }
    }
}
