//! What may be a mailbox, printed in whatever way.
//!
//! Finds more than is read as a value: with spaces about the sign, with the sign in words, with
//! accents. One find too many only covers a text.

use std::ops::Range;

use crate::normalise::email;
use crate::normalise::shadow::Shadow;

/// No part of an address is longer (RFC 5321, 4.5.3.1).
const LONGEST: usize = 255;

/// How the signs of a mailbox are printed, folded.
#[derive(Debug, Default)]
pub struct Spellings {
    /// What stands for an `@` and for nothing else: `[at]`.
    pub signs: Vec<String>,
    /// Words that stand for it and for other things: `at`.
    pub words: Vec<String>,
    /// What stands for a full stop: `[dot]`, `point`.
    pub stops: Vec<String>,
}

/// Every stretch of a text that may be a mailbox, in characters of the text, and the mailbox without
/// what the page did to it.
pub fn find(text: &str, spellings: &Spellings) -> Vec<(Range<usize>, String)> {
    let characters: Vec<char> = text.chars().collect();
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for (place, _) in email::find(text) {
        let printed = characters.get(place.clone()).unwrap_or_default();
        found.push((place, printed.iter().filter(|c| !c.is_whitespace()).collect()));
    }
    let shadow = Shadow::folded(text);
    let plain = Plain::of(&shadow.text, &spellings.stops);
    let signs = spellings.signs.iter().map(|sign| (sign, false));
    for (sign, is_word) in signs.chain(spellings.words.iter().map(|word| (word, true))) {
        for (at, _) in plain.text.match_indices(sign.as_str()) {
            let Some((place, address)) = around(&plain.text, at..at + sign.len()) else { continue };
            let source = plain.source(&place);
            // "Elle travaille chez nord.example" names no mailbox.
            let local = address.split('@').next().unwrap_or_default();
            let is_told = local.contains(['.', '_']) || source.len() > place.len();
            if is_told || !is_word {
                found.push((shadow.source(source), address));
            }
        }
    }
    found
}

/// A folded text with plain full stops.
struct Plain {
    text: String,
    /// Where each byte, and the end, is in the folded text.
    at: Vec<usize>,
}

impl Plain {
    fn of(folded: &str, stops: &[String]) -> Self {
        let mut plain = Self { text: String::with_capacity(folded.len()), at: Vec::new() };
        let stops: Vec<&String> =
            stops.iter().filter(|stop| folded.contains(stop.as_str())).collect();
        let mut at = 0;
        while let Some(c) = folded.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = folded.get(at..).unwrap_or_default();
            let stop = stops.iter().find_map(|stop| spelled(rest, stop)).filter(|_| at > 0);
            let (c, length) = stop.map_or((c, c.len_utf8()), |length| ('.', length));
            plain.text.push(c);
            plain.at.resize(plain.text.len(), at);
            at += length;
        }
        plain.at.push(at);
        plain
    }

    fn source(&self, place: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.at.get(byte).copied().unwrap_or_default();
        at(place.start)..at(place.end)
    }
}

/// The length of a full stop in other signs with which a text begins, and of the spaces about it. A
/// word has some.
fn spelled(text: &str, stop: &str) -> Option<usize> {
    let inside = text.trim_start_matches(' ');
    let behind = inside.strip_prefix(stop)?;
    let rest = behind.trim_start_matches(' ');
    let is_apart = inside.len() < text.len() && rest.len() < behind.len();
    let is_word = stop.starts_with(char::is_alphanumeric);
    (rest.starts_with(char::is_alphanumeric) && (is_apart || !is_word))
        .then(|| text.len() - rest.len())
}

/// The mailbox about a sign in a folded text, in bytes.
fn around(text: &str, sign: Range<usize>) -> Option<(Range<usize>, String)> {
    let (before, behind) = (text.get(..sign.start)?, text.get(sign.end..)?);
    let word = text.get(sign.clone())?.starts_with(char::is_alphanumeric);
    let local_end = before.trim_end_matches(' ').len();
    let domain_start = behind.len() - behind.trim_start_matches(' ').len();
    let (space_before, space_behind) = (local_end < before.len(), domain_start > 0);
    if word && !(space_before && space_behind) {
        return None;
    }
    let spaced = space_before && space_behind;
    let local = tail(before.get(..local_end)?, spaced);
    let domain = head(behind.get(domain_start..)?, spaced);
    let (name, top) = domain.rsplit_once('.')?;
    let (name, top) = (name.trim_end(), top.trim_start());
    let is_domain = !name.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_alphabetic());
    // "sur Instagram @cpts.nord" is no mailbox of "Instagram".
    let is_handle = space_before && !space_behind && !local.contains(['.', '_']);
    if !local.contains(char::is_alphabetic) || !is_domain || is_handle {
        return None;
    }
    let start = local_end - local.len();
    let end = sign.end + domain_start + domain.len();
    Some((start..end, format!("{local}@{domain}").replace(' ', "")))
}

/// A full stop with space on both sides, as where all of an address is spaced out.
const SPACED: &str = " . ";

/// The end of a text that can be a mailbox' name.
fn tail(text: &str, spaced: bool) -> &str {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let mut start = text.len();
    loop {
        let before = text.get(..start).unwrap_or_default();
        let letters = before.char_indices().rev().take(LONGEST).take_while(|(_, c)| part(*c));
        start = letters.last().map_or(start, |(at, _)| at);
        match text.get(..start).and_then(|before| before.strip_suffix(SPACED)) {
            Some(before) if spaced && before.ends_with(part) => start = before.len(),
            _ => break,
        }
    }
    text.get(start..).unwrap_or_default().trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// The beginning of a text that can be a domain.
fn head(text: &str, spaced: bool) -> &str {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut end = 0;
    loop {
        let behind = text.get(end..).unwrap_or_default();
        let letters = behind.char_indices().take(LONGEST).take_while(|(_, c)| part(*c));
        end += letters.last().map_or(0, |(at, c)| at + c.len_utf8());
        match text.get(end..).and_then(|behind| behind.strip_prefix(SPACED)) {
            Some(behind) if spaced && end > 0 && behind.starts_with(part) => end += SPACED.len(),
            _ => break,
        }
    }
    text.get(..end).unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::shadow::cited;

    #[test]
    fn a_mailbox_is_found_however_it_is_printed() {
        let words = |list: &str| list.split(' ').map(str::to_owned).collect();
        let spellings = Spellings {
            signs: words("@ [at] %40 arobase"),
            words: words("at chez"),
            stops: words("[dot] dot (point) point 。"),
        };
        for (text, printed) in [
            ("Écrire à anne.dupre@nord.example, merci", vec!["anne.dupre@nord.example"]),
            ("anne.dupre@\nnord.example", vec!["anne.dupre@\nnord.example"]),
            ("anne.dupre @ nord.example ou non", vec!["anne.dupre @ nord.example"]),
            ("anne.dupre [at] nord.example", vec!["anne.dupre [at] nord.example"]),
            ("Mail : anne . dupre @ nord . example .", vec!["anne . dupre @ nord . example"]),
            ("anne.dupre arobase nord.example", vec!["anne.dupre arobase nord.example"]),
            ("https://x.example/?m=a.dupre%40nord.example", vec!["a.dupre%40nord.example"]),
            ("ANNE.DUPRÉ＠nord.example", vec!["ANNE.DUPRÉ＠nord.example"]),
            ("Écrire : anne.dupre AT nord DOT example !", vec!["anne.dupre AT nord DOT example"]),
            ("anne at nord dot example", vec!["anne at nord dot example"]),
            ("anne [at] nord[dot]example", vec!["anne [at] nord[dot]example"]),
            ("anne arobase nord (point) example", vec!["anne arobase nord (point) example"]),
            ("anne.dupre chez nord.example", vec!["anne.dupre chez nord.example"]),
            ("anne＠nord。example", vec!["anne＠nord。example"]),
            ("elle travaille chez nord.example, à ce point du projet", vec![]),
            ("at this point we met at nord dot", vec![]),
            ("suivez-nous sur Instagram @cpts.nord", vec![]),
            ("rendez-vous @ la maison, 3 @ 2.50", vec![]),
        ] {
            let mut found: Vec<&str> =
                find(text, &spellings).into_iter().map(|(at, _)| cited(text, at)).collect();
            found.dedup();
            assert_eq!(found, printed, "{text:?}");
        }
    }
}
