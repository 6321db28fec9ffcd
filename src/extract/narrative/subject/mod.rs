//! Subjects: which communities the document is about, and whom a sentence speaks of.
//!
//! A CPTS that is named in the title is described. Without one it is the CPTS that the first
//! paragraph or most mentions name, and never more than the document makes plain: a name in an
//! aside or in a list of partners is a mention. Whose fact a sentence states is the CPTS that it
//! names, or the one that its paragraph goes on about; where that is not clear, nobody's.

mod entity;
mod find;

use std::ops::Range;

use crate::extract::narrative::mention::{BETWEEN_NAMES, Mention};
use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::reason::Reason;
use crate::extract::trace::Trace;

/// A label has no more words.
const LABEL_WORDS: usize = 4;

/// A name this close behind a number may be whose number it is.
const CLOSE: usize = 40;

/// The communities that a document describes, and all mentions of any.
#[derive(Debug)]
pub struct Subjects {
    /// For each described community the mention that prints its name best.
    pub described: Vec<Mention>,
    /// The title names it, or them.
    pub titled: bool,
    /// It is named once at the beginning and nothing else says that the document is about it: it is
    /// only if facts are stated.
    pub tentative: bool,
    mentions: Vec<Mention>,
    /// For each mention the CPTS that it names.
    entities: Vec<usize>,
    /// For each CPTS its place among the described ones.
    places: Vec<Option<usize>>,
    /// For each sentence its block and shape.
    frame: Vec<(usize, Shape)>,
    /// For each sentence whether it opens with "the first" or "the second" of those named before.
    ordinals: Vec<Option<usize>>,
    /// For each sentence whether it is a label, a colon and a value.
    lines: Vec<bool>,
    /// For each sentence whether it is a heading over an explanation of what any CPTS is.
    explains: Vec<bool>,
    /// A newsletter that several CPTS or another body head: what stands below another heading is
    /// the publisher's.
    loose: bool,
}

impl Subjects {
    /// The described community that a place in a sentence speaks of.
    pub fn of(&self, sentence: usize, at: &Range<usize>) -> Option<usize> {
        let here = self.named_in(sentence);
        let Some(&(first, _)) = here.first() else { return self.carried(sentence) };
        if here.iter().all(|(entity, _)| *entity == first) {
            return self.place(first);
        }
        let before = here.iter().rev().find(|(_, mention)| mention.at.start <= at.start);
        let after = here.iter().find(|(_, mention)| mention.at.start >= at.end);
        match (before, after) {
            (Some((entity, _)), None) => self.place(*entity),
            (Some((entity, _)), Some((next, mention))) => {
                let far = mention.at.start.saturating_sub(at.end) > CLOSE;
                (far || next == entity).then(|| self.place(*entity)).flatten()
            }
            _ => None,
        }
    }

    /// The described communities that are named one after the other right before a verb in the
    /// plural: "la CPTS A et la CPTS B ont signé".
    pub fn together(&self, sentence: usize, verb: usize) -> Vec<usize> {
        let here = self.named_in(sentence);
        let mut next = verb;
        let mut together = Vec::new();
        for (entity, mention) in here.iter().rev().filter(|(_, mention)| mention.at.end <= verb) {
            if next - mention.at.end > BETWEEN_NAMES {
                break;
            }
            next = mention.at.start;
            together.extend(self.place(*entity).filter(|place| !together.contains(place)));
        }
        together
    }

    /// The community whose name stands over or right behind a part of a sentence (`présidente de la
    /// CPTS …`): `Some(None)` where that one is not described.
    pub fn named_over(&self, sentence: usize, part: &Range<usize>) -> Option<Option<usize>> {
        let here = self.named_in(sentence);
        let over = here.iter().find(|(_, mention)| touches(&mention.at, part));
        over.map(|(entity, _)| self.place(*entity))
    }

    /// The characters of the name that stands over or right behind a part of a sentence.
    pub fn overlapping(&self, sentence: usize, part: &Range<usize>) -> Option<Range<usize>> {
        let here = self.named_in(sentence);
        here.iter().map(|(_, mention)| mention.at.clone()).find(|at| touches(at, part))
    }

    /// The characters of every name in a sentence.
    pub fn mentioned_at(&self, sentence: usize) -> Vec<Range<usize>> {
        self.named_in(sentence).into_iter().map(|(_, mention)| mention.at.clone()).collect()
    }

    /// Why [`Self::of`] finds no community for a place in a sentence.
    pub fn unclear(&self, sentence: usize) -> Reason {
        let here = self.named_in(sentence);
        match here.first() {
            None => Reason::Carried,
            Some((first, mention)) if here.iter().all(|(entity, _)| entity == first) => {
                Reason::Other(mention.name.clone())
            }
            Some(_) => Reason::Several,
        }
    }

    /// Tells which mentions name nobody that is described, or are not where the name is read from.
    pub fn tell(&self, sentences: &[Sentence], trace: Trace<'_>) {
        for (mention, entity) in self.mentions.iter().zip(&self.entities).filter(|_| trace.is_on())
        {
            let best = self.place(*entity).and_then(|place| self.described.get(place));
            let reason = match best {
                None => Reason::Undescribed,
                Some(best) if (best.sentence, &best.at) == (mention.sentence, &mention.at) => {
                    continue;
                }
                Some(_) => Reason::NamedElsewhere,
            };
            if let Some(sentence) = sentences.get(mention.sentence) {
                sentence.spot(trace).part(&mention.at).dropped(&mention.rule, || reason);
            }
        }
    }

    fn place(&self, entity: usize) -> Option<usize> {
        self.places.get(entity).copied().flatten()
    }

    /// The mentions of a sentence with the CPTS that each names.
    fn named_in(&self, sentence: usize) -> Vec<(usize, &Mention)> {
        let first = self.mentions.partition_point(|mention| mention.sentence < sentence);
        let pairs = self.entities.iter().copied().zip(&self.mentions).skip(first);
        pairs.take_while(|(_, mention)| mention.sentence == sentence).collect()
    }

    /// The community of a sentence that names none: that of its paragraph, else of the heading
    /// above, else the only one.
    fn carried(&self, sentence: usize) -> Option<usize> {
        let (block, _) = *self.frame.get(sentence)?;
        if let Some(ordinal) = self.ordinals.get(sentence).copied().flatten() {
            return self.nth_named(sentence, ordinal);
        }
        for index in (0..sentence).rev() {
            let (other, shape) = *self.frame.get(index)?;
            // "Population : 64 000 habitants" stands over nothing.
            let heading = shape == Shape::Heading && !self.is_line(index);
            if other != block && !heading {
                continue;
            }
            let here = self.named_in(index);
            if let Some(&(first, _)) = here.first() {
                let one = here.iter().all(|(entity, _)| *entity == first);
                // "Elles ont fusionné pour former la CPTS A. La nouvelle entité …"
                let merged = self.described.first().filter(|name| name.new);
                let merged = merged.filter(|_| here.iter().any(|(_, other)| other.new));
                return if one { self.place(first) } else { merged.map(|_| 0) };
            }
            if heading {
                // "Les CPTS en bref": what stands below is told of every one.
                if self.explains.get(index).copied().unwrap_or_default() {
                    return None;
                }
                break;
            }
        }
        (self.described.len() == 1 && !self.loose).then_some(0)
    }

    /// True for a line of a label, a colon and a value that names nobody.
    fn is_line(&self, sentence: usize) -> bool {
        self.lines.get(sentence).copied().unwrap_or_default() && self.named_in(sentence).is_empty()
    }

    /// "La première … La seconde …": one of the two that the sentences before name together.
    fn nth_named(&self, sentence: usize, ordinal: usize) -> Option<usize> {
        for index in (0..sentence).rev() {
            let mut named: Vec<usize> = Vec::new();
            for (entity, _) in self.named_in(index) {
                if !named.contains(&entity) {
                    named.push(entity);
                }
            }
            match named.as_slice() {
                [_, _] => return named.get(ordinal).and_then(|&entity| self.place(entity)),
                [] => continue,
                _ => return None,
            }
        }
        None
    }
}

/// A label of a few words, a colon and a value.
fn is_line(sentence: &Sentence) -> bool {
    let label = sentence.folded.text.split_once(':').map(|(label, _)| label);
    label.is_some_and(|label| label.split_whitespace().count() <= LABEL_WORDS)
}

/// True if a name stands over a part of a sentence or begins where it ends.
fn touches(name: &Range<usize>, part: &Range<usize>) -> bool {
    name.end > part.start && name.start <= part.end + 1
}

#[cfg(test)]
mod tests {
    use crate::extract::narrative::tests::facts;
    use crate::model::finding::CommunityFact;

    /// The communities and their populations.
    fn populations(text: &str) -> Vec<String> {
        facts(text, |fact| match fact {
            CommunityFact::Population(value, _) => Some(value.to_string()),
            _ => None,
        })
    }

    #[test]
    fn the_first_and_the_second_are_the_two_that_were_named_together() {
        let text = "Deux CPTS font cause commune\n\nElles étaient voisines. La CPTS Val de Besse et la \
            CPTS Bois Clair s'associent.\n\nLa première couvre 29 300 habitants. La seconde couvre \
            41 000 habitants.\n";
        assert_eq!(populations(text), ["CPTS Val de Besse: 29300", "CPTS Bois Clair: 41000"]);
    }

    #[test]
    fn a_title_about_another_body_describes_no_cpts() {
        for text in [
            "Une fédération pour les CPTS de la région\n\nAnne Morel (CPTS Bois Clair) la préside.\n",
            "La maison de santé ouvre\n\nElle travaillera avec la CPTS Bois Clair, 41 000 habitants.\n",
        ] {
            assert_eq!(populations(text), Vec::<String>::new(), "{text:?}");
        }
    }

    #[test]
    fn headings_that_open_with_names_make_a_list() {
        let text = "Les CPTS de la Meuse\n\nCPTS Bois Clair\n\nPopulation : 59 800 habitants\n\n\
            CPTS Val de Besse\n\nPopulation : 48 300 habitants\n";
        assert_eq!(populations(text), ["CPTS Bois Clair: 59800", "CPTS Val de Besse: 48300"]);
    }
}
