//! The parts of a row that people are named on: a person, a role, an organisation, an address to
//! write to or a number to call.

use std::ops::Range;

use crate::extract::contact::words::Words;
use crate::extract::row::Row;
use crate::extract::sheet::Sheet;
use crate::extract::trace::Spot;
use crate::normalise::shadow::{Shadow, fold};
use crate::normalise::text::clean;
use crate::normalise::{email, person, phone, website};

/// More words than this are a sentence and no part of a card.
const MOST_WORDS: usize = 9;

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A person, by name.
    Person(String),
    /// A mailbox.
    Email(String),
    /// A telephone number in E.164.
    Phone(String),
    /// What somebody is.
    Role,
    /// Where somebody works; the words of the rules say so.
    Organisation,
    /// A word before an address, or in place of one: "Tél.", "Mail", "NC".
    Label,
    /// A postal address, a web spot: on the card, and no part of the contact.
    Address,
    /// A few words that are none of these.
    Other,
    /// A sentence, or its end: no card goes over it.
    Prose,
}

/// A part of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// The block.
    pub block: usize,
    /// Its characters in the block's text.
    pub characters: Range<usize>,
    /// Its text, on one line.
    pub text: String,
}

/// The parts of the row, in order.
pub fn parts(sheet: &Sheet<'_>, words: &Words<'_>, row: &Row) -> Vec<Part> {
    let mut fixed: Vec<(Range<usize>, Kind)> = Vec::new();
    for (range, _) in email::find(&row.text) {
        let place = row.characters.start + range.start..row.characters.start + range.end;
        if let Some(address) = mailbox(sheet, row.block, place) {
            fixed.push((range, Kind::Email(address)));
        }
    }
    for (range, number) in phone::find(&row.text) {
        fixed.push((range, Kind::Phone(number)));
    }
    for (range, _) in website::find(&row.text) {
        if !fixed.iter().any(|(known, _)| known.start < range.end && range.start < known.end) {
            fixed.push((range, Kind::Address));
        }
    }
    let spot = row.spot(sheet.trace);
    fixed.sort_by_key(|(range, _)| range.start);
    let letters: Vec<char> = row.text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    for (range, kind) in fixed {
        if range.start < at {
            continue;
        }
        for piece in pieces(&letters, at..range.start) {
            words_of(words, (row, &spot), &letters, piece, true, &mut found);
        }
        found.push(part(row, &letters, range.clone(), kind));
        at = range.end;
    }
    for piece in pieces(&letters, at..letters.len()) {
        words_of(words, (row, &spot), &letters, piece, false, &mut found);
    }
    found
}

/// Reads the words of a piece; `leads` says that an address or number follows in the row.
fn words_of(
    words: &Words<'_>,
    (row, spot): (&Row, &Spot<'_>),
    letters: &[char],
    piece: Range<usize>,
    leads: bool,
    found: &mut Vec<Part>,
) {
    let text: String = letters.get(piece.clone()).unwrap_or_default().iter().collect();
    if !text.chars().any(char::is_alphanumeric) {
        if text.contains(['.', '!', '?']) {
            found.push(part(row, letters, piece, Kind::Prose));
        }
        return;
    }
    let kind = classify(words, &text, leads);
    if kind == Kind::Role
        && let Some(split) = words.organisation_in(&text, &spot.part(&piece))
    {
        let middle = piece.start + split.start;
        let role = part(row, letters, piece.start..middle, Kind::Role);
        let role = Part { text: words.without_ending(&role.text), ..role };
        let place = middle..piece.start + split.end;
        found.push(role);
        found.push(part(row, letters, place, Kind::Organisation));
        return;
    }
    found.push(part(row, letters, piece, kind));
}

/// What a few words are.
fn classify(words: &Words<'_>, text: &str, leads: bool) -> Kind {
    let folded = fold(text);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let count = text.split_whitespace().count();
    if words.is_label(bare) || words.is_absent(text) {
        return Kind::Label;
    }
    if words.is_address(text) {
        return Kind::Address;
    }
    if words.is_role(bare) && count <= MOST_WORDS {
        return Kind::Role;
    }
    let lexicon = words.rules.lexicon();
    if count <= MOST_WORDS
        && !words.is_organisation(&folded)
        && let Ok(person) = person::person(text, lexicon)
    {
        return Kind::Person(person.name);
    }
    // "contactez Soizic Morvan au": one small word may stand between the name and the number.
    if leads
        && let Some((range, person)) = person::find(text, lexicon).pop()
        && text.chars().skip(range.end).filter(|c| c.is_alphanumeric()).count() <= 2
    {
        return Kind::Person(person.name);
    }
    if count > MOST_WORDS {
        return Kind::Prose;
    }
    if words.is_organisation(&folded) { Kind::Organisation } else { Kind::Other }
}

/// The pieces of a stretch between its separators: a comma, a colon, a bracket, a bar, a slash, a
/// dash with a space beside it, the end of a sentence.
fn pieces(letters: &[char], stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = stretch.start;
    let space = |at: Option<usize>| {
        at.and_then(|at| letters.get(at)).is_none_or(|c: &char| c.is_whitespace())
    };
    for at in stretch.clone() {
        let Some(&c) = letters.get(at) else { break };
        let separates = match c {
            ',' | ';' | ':' | '|' | '(' | ')' | '[' | ']' | '/' | '\n' | '•' | '·' => true,
            '-' | '–' | '—' | '\u{2010}' => space(at.checked_sub(1)) || space(Some(at + 1)),
            _ => false,
        };
        let stops = matches!(c, '.' | '!' | '?') && space(Some(at + 1)) && is_word_end(letters, at);
        if separates || stops {
            pieces.push(trimmed(letters, start..at));
            if stops {
                pieces.push(at..at + 1);
            }
            start = at + 1;
        }
    }
    pieces.push(trimmed(letters, start..stretch.end));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// True if a full stop ends a sentence and no abbreviation: "Dr.", "M.", "Tél."; behind a bracket
/// it does.
fn is_word_end(letters: &[char], at: usize) -> bool {
    let before = letters.get(..at).unwrap_or_default();
    if before.ends_with(&[')']) || before.ends_with(&['»']) {
        return true;
    }
    before.iter().rev().take_while(|c| c.is_alphanumeric()).count() > 3
        && !before.ends_with(&['T', 'é', 'l'])
}

/// A stretch without white space and pictures at its ends.
fn trimmed(letters: &[char], stretch: Range<usize>) -> Range<usize> {
    let inside = letters.get(stretch.clone()).unwrap_or_default();
    let outside =
        |c: &char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?' | '"' | '«' | '»');
    let front = inside.iter().take_while(|c| outside(c)).count();
    let back = inside.iter().rev().take_while(|c| outside(c)).count();
    if front + back >= inside.len() {
        return stretch.start..stretch.start;
    }
    stretch.start + front..stretch.end - back
}

fn part(row: &Row, letters: &[char], range: Range<usize>, kind: Kind) -> Part {
    let text: String = letters.get(range.clone()).unwrap_or_default().iter().collect();
    let start = row.characters.start;
    Part {
        kind,
        block: row.block,
        characters: start + range.start..start + range.end,
        text: clean(&text),
    }
}

/// The mailbox at a place. Where it breaks over lines, the link behind it or the same mailbox
/// elsewhere in the document says whether the hyphen at the break belongs to it.
pub fn mailbox(sheet: &Sheet<'_>, index: usize, characters: Range<usize>) -> Option<String> {
    let block = sheet.blocks.get(index)?;
    let spans = block.spans(characters.clone());
    let lines: Vec<String> = match spans.as_slice() {
        [_] => vec![block.slice(characters)],
        _ => spans.iter().map(|span| sheet.document.text(*span)).collect(),
    };
    let readings = email::readings(&lines.join("\n"));
    let first = readings.first()?.clone();
    if readings.len() < 2 {
        return Some(first);
    }
    let targets = spans
        .iter()
        .filter_map(|span| sheet.document.line(span.page, span.line))
        .flat_map(|line| line.links.iter().filter_map(|link| email::email(&link.target).ok()));
    let linked: Vec<String> = targets.map(|target| fold(&target)).collect();
    if let Some(known) = readings.iter().find(|reading| linked.contains(&fold(reading))) {
        return Some(known.clone());
    }
    let whole = |reading: &&String| {
        let reading = fold(reading);
        sheet.blocks.iter().any(|block| {
            block
                .line_ranges()
                .into_iter()
                .any(|line| Shadow::folded(&block.slice(line)).text.contains(&reading))
        })
    };
    if let Some(known) = readings.iter().find(whole) {
        return Some(known.clone());
    }
    // "mae‐⏎lys.giroud@": a document that draws its own hyphens with another sign divides here.
    let divided = |line: &String| line.ends_with('\u{2010}');
    let own = lines.iter().any(|line| line.contains('-'));
    let undivided = own && lines.iter().rev().skip(1).all(divided);
    if undivided { readings.last().cloned() } else { Some(first) }
}
