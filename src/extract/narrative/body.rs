//! Bodies: which one a text names last before a place, a CPTS or another.
//!
//! "Son président" is the president of the body that was named last. A body is found by the words
//! for it and by the names of CPTS; one that is written in other words is not seen.

use std::ops::Range;

use crate::extract::narrative::Narrative;
use crate::extract::narrative::sentence::Shape;

/// Whom a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A CPTS, by a word for it or by its name.
    Community,
    /// Another body: an agency, a fund, a hospital, a town.
    Other,
}

impl Narrative<'_> {
    /// The body that is named last before a place: in its sentence, else in its block; with
    /// `section`, on the lines above up to a heading.
    pub(super) fn last_body(&self, sentence: usize, start: usize, section: bool) -> Option<Body> {
        if let Some(body) = self.body_in(sentence, 0..start) {
            return Some(body);
        }
        let block = self.sentences.get(sentence)?.block;
        for index in (0..sentence).rev() {
            let above = self.sentences.get(index)?;
            let heading = above.shape == Shape::Heading;
            if above.block != block && !section {
                return None;
            }
            // The lines of a card or list are labels of one body, which the heading names.
            if above.block != block && !heading {
                continue;
            }
            // A sentence that speaks of a CPTS keeps it in mind, whoever else stands in it.
            let all = 0..usize::MAX;
            if self.names(index, all.clone(), Body::Community) {
                return Some(Body::Community);
            }
            if let Some(body) = self.body_in(index, all) {
                return Some(body);
            }
            if heading && above.block != block {
                return None;
            }
        }
        None
    }

    /// The body that is named last in a part of a sentence.
    pub(super) fn body_in(&self, sentence: usize, part: Range<usize>) -> Option<Body> {
        let last = |body: Body| self.places(sentence, &part, body).max();
        let (community, other) = (last(Body::Community), last(Body::Other));
        match (community, other) {
            (None, None) => None,
            (community, other) if other > community => Some(Body::Other),
            _ => Some(Body::Community),
        }
    }

    fn names(&self, sentence: usize, part: Range<usize>, body: Body) -> bool {
        self.places(sentence, &part, body).next().is_some()
    }

    /// Where a part of a sentence names such a body, in characters.
    fn places(
        &self,
        sentence: usize,
        part: &Range<usize>,
        body: Body,
    ) -> impl Iterator<Item = usize> {
        let bodies = self.bodies.get(sentence);
        let bodies = bodies.map(|known| known.get_or_init(|| self.bodies_of(sentence)).as_slice());
        let bodies = bodies.unwrap_or_default().iter().copied();
        let part = part.clone();
        bodies.filter_map(move |(found, at)| (found == body && part.contains(&at)).then_some(at))
    }

    /// Every body that a sentence names. What stands inside the name of a CPTS is no body of its
    /// own.
    fn bodies_of(&self, sentence: usize) -> Vec<(Body, usize)> {
        let Some(text) = self.sentences.get(sentence) else { return Vec::new() };
        let named = self.subjects.mentioned_at(sentence);
        let quotations = quotations(&text.text);
        let mut bodies = Vec::new();
        for (body, vocabulary) in
            [(Body::Community, "community_words"), (Body::Other, "other_bodies")]
        {
            for word in self.rules.vocabulary(vocabulary).spellings() {
                for at in word_starts(&text.folded.text, &word) {
                    let at = text.folded.source(at..at + 1).start;
                    let inside = named.iter().any(|name| name.contains(&at));
                    let inside = inside || quotations.iter().any(|said| said.contains(&at));
                    if !(inside && body == Body::Other) {
                        bodies.push((body, at));
                    }
                }
            }
        }
        bodies.extend(named.iter().map(|name| (Body::Community, name.start)));
        bodies
    }
}

/// The quotations of a sentence that end before it does: who is quoted speaks of other bodies, and
/// is not theirs ("« L'hôpital nous aide », dit le président").
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut quotations = Vec::new();
    let mut start = Some(0);
    for (at, character) in text.chars().enumerate() {
        match character {
            '«' | '“' => start = Some(at),
            '»' | '”' => quotations.extend(start.take().map(|start| start..at)),
            _ => {}
        }
    }
    quotations
}

/// Where a word stands in a text, not inside another one, in bytes.
pub fn word_starts<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + word.len()..).and_then(|behind| behind.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}
