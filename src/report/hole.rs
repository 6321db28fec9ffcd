//! What is missing, as it is listed: the same hole of several documents once.

use std::cmp::Reverse;

use crate::model::gap::{Gap, GapCode, Severity};
use crate::report::line::key_of;
use crate::report::source::Cited;
use crate::report::speech::Speech;

/// A hole, with every place that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// The gap's code.
    pub code: &'static str,
    /// Its severity's key.
    pub severity: String,
    /// The sentence, without the name that stands above it.
    pub message: String,
    /// For how many gaps it stands.
    pub gaps: usize,
    /// Where it shows.
    pub sources: Vec<Cited>,
    id: String,
    rank: Reverse<Severity>,
}

impl Hole {
    /// Adds a place; places of one document stand behind its number.
    fn cite(&mut self, source: Cited, speech: &Speech) {
        match self.sources.last_mut() {
            Some(last) if last.document == source.document && !source.place.is_empty() => {
                last.place = speech.list(&[std::mem::take(&mut last.place), source.place]);
            }
            _ => self.sources.push(source),
        }
    }
}

/// The holes of some gaps, each with the number of its document, the worst first; `name` stands
/// above them.
pub fn holes<'a>(
    gaps: impl Iterator<Item = (Option<usize>, &'a Gap)>,
    name: &str,
    speech: &Speech,
) -> Vec<Hole> {
    let mut holes: Vec<Hole> = Vec::new();
    for (document, gap) in gaps {
        let source = document.map(|document| Cited {
            document,
            place: speech.place(gap.page, gap.line),
            words: None,
            inferred: None,
        });
        // Each stretch of text that nobody read is a gap; the sentence is one.
        let is_same = |hole: &&mut Hole| match gap.code {
            GapCode::UnclaimedText => hole.code == gap.code.name(),
            _ => hole.id == gap.id && hole.code == gap.code.name(),
        };
        match holes.iter_mut().find(is_same) {
            Some(hole) => {
                hole.gaps += 1;
                source.into_iter().for_each(|source| hole.cite(source, speech));
            }
            None => holes.push(Hole {
                code: gap.code.name(),
                severity: key_of(&gap.severity),
                message: without_name(&gap.message, name),
                gaps: 1,
                sources: source.into_iter().collect(),
                id: gap.id.clone(),
                rank: Reverse(gap.severity),
            }),
        }
    }
    holes.sort_by_key(|hole| hole.rank);
    holes
}

/// The text of a document that nobody read, with its places.
pub fn unread(document: usize, gaps: &[Gap], speech: &Speech) -> Vec<Cited> {
    let unread = gaps.iter().filter(|gap| gap.code == GapCode::UnclaimedText);
    let cited = |gap: &Gap| Cited {
        document,
        place: speech.place(gap.page, gap.line),
        words: gap.raw.as_deref().map(|raw| speech.quote(raw)),
        inferred: None,
    };
    unread.map(cited).collect()
}

/// The sentence without the name that it begins with.
pub fn without_name(message: &str, name: &str) -> String {
    let rest = message.strip_prefix(name).map(str::trim_start).and_then(|r| r.strip_prefix(':'));
    let rest = match rest {
        Some(rest) if !name.is_empty() => rest.trim_start(),
        _ => message,
    };
    let mut letters = rest.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_behind_the_name_that_stands_above_it() {
        assert_eq!(
            without_name("CPTS du Val : il manque la population.", "CPTS du Val"),
            "Il manque la population."
        );
        assert_eq!(without_name("CPTS du Val: the size.", "CPTS du Val"), "The size.");
        assert_eq!(
            without_name("« x » n'a pas de fiche.", "CPTS du Val"),
            "« x » n'a pas de fiche."
        );
        assert_eq!(without_name("Page sans texte.", ""), "Page sans texte.");
    }
}
