//! Subjects: which communities the document is about, and whom a sentence speaks of.
//!
//! A CPTS that is named in the title is described. Without one it is the CPTS that the first
//! paragraph or most mentions name, and never more than the document makes plain: a name in an
//! aside or in a list of partners is a mention. Whose fact a sentence states is the CPTS that it
//! names, or the one that its paragraph goes on about; where that is not clear, nobody's.

use std::ops::Range;

use crate::extract::narrative::mention::{Mention, same};
use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::trace::{Reason, Trace};
use crate::model::record::Family;
use crate::rules::Rules;

/// How many sentences of running text make the beginning of a document.
const LEAD: usize = 3;

/// No more characters than this stand before a name that opens a sentence: its article.
const ARTICLE: usize = 4;

/// A name this close behind a number may be whose number it is.
const CLOSE: usize = 40;

/// The communities that a document describes, and all mentions of any.
#[derive(Debug)]
pub struct Subjects {
    /// For each described community the mention that prints its name best.
    pub described: Vec<Mention>,
    /// The title names it, or them.
    pub titled: bool,
    mentions: Vec<Mention>,
    /// For each mention the CPTS that it names.
    entities: Vec<usize>,
    /// For each CPTS its place among the described ones.
    places: Vec<Option<usize>>,
    /// For each sentence its block and shape.
    frame: Vec<(usize, Shape)>,
}

/// One CPTS and what speaks for it.
#[derive(Debug, Default)]
struct Entity {
    mentions: Vec<usize>,
    /// How many mentions are not in passing.
    told: usize,
    is_new: bool,
    opens_paragraph: bool,
    in_headline: bool,
    in_lead: bool,
    in_heading: bool,
    opens_item: bool,
}

impl Subjects {
    /// Finds out whom the document is about. `headline` says of a sentence whether it is the title
    /// or stands alone above it.
    pub fn find(
        sentences: &[Sentence],
        mentions: Vec<Mention>,
        headline: &[usize],
        family: Family,
        rules: &Rules,
    ) -> Self {
        let lead: Vec<usize> = sentences
            .iter()
            .enumerate()
            .filter(|(_, sentence)| sentence.shape == Shape::Prose)
            .map(|(index, _)| index)
            .take(LEAD)
            .collect();
        let (entities, groups) = group(sentences, &mentions, headline, &lead);
        let holds = |index: &usize, vocabulary: &str| {
            let text = sentences.get(*index).map_or("", |sentence| &sentence.folded.text);
            let words = rules.vocabulary(vocabulary).spellings();
            words.iter().any(|word| contains_word(text, word))
        };
        let spoken = |index: &usize| holds(index, "community_words");
        let topic = headline.iter().any(spoken);
        let off_topic = !topic && headline.iter().any(|index| holds(index, "other_topics"));
        let often = (0..sentences.len()).filter(spoken).count() > 1;
        let named_at = mentions.first().map(|mention| mention.sentence);
        // "La CPTS" from the first lines on, and one name for it further down.
        let goes_on = groups.len() == 1
            && named_at
                .is_some_and(|named| lead.iter().any(|index| *index < named && spoken(index)));
        let clear = Clear { family, topic: topic || goes_on, often };
        let mut chosen = if off_topic { Vec::new() } else { choose(&groups, &clear) };
        chosen.sort_by_key(|&entity| groups.get(entity).and_then(|e| e.mentions.first().copied()));
        let places = (0..groups.len()).map(|e| chosen.iter().position(|&c| c == e)).collect();
        let described = chosen
            .iter()
            .filter_map(|&entity| best_name(groups.get(entity)?, &mentions, headline))
            .collect();
        let titled = groups.iter().any(|group| group.in_headline);
        let frame = sentences.iter().map(|sentence| (sentence.block, sentence.shape)).collect();
        Self { described, titled, mentions, entities, places, frame }
    }

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

    /// The community that a sentence names right behind a place (`présidente de la CPTS …`):
    /// `Some(None)` where that one is not described.
    pub fn named_behind(&self, sentence: usize, end: usize, gap: usize) -> Option<Option<usize>> {
        let here = self.named_in(sentence);
        let next = here.iter().find(|(_, mention)| {
            mention.at.end > end && mention.at.start.saturating_sub(end) <= gap
        });
        next.map(|(entity, _)| self.place(*entity))
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
        let pairs = self.entities.iter().copied().zip(&self.mentions);
        pairs.filter(|(_, mention)| mention.sentence == sentence).collect()
    }

    /// The community of a sentence that names none: that of its paragraph, else of the heading
    /// above, else the only one.
    fn carried(&self, sentence: usize) -> Option<usize> {
        let (block, _) = *self.frame.get(sentence)?;
        for index in (0..sentence).rev() {
            let (other, shape) = *self.frame.get(index)?;
            let heading = shape == Shape::Heading;
            if other != block && !heading {
                continue;
            }
            let here = self.named_in(index);
            if let Some(&(first, _)) = here.first() {
                let one = here.iter().all(|(entity, _)| *entity == first);
                return if one { self.place(first) } else { None };
            }
            if heading {
                break;
            }
        }
        (self.described.len() == 1).then_some(0)
    }
}

/// Groups mentions by the CPTS that they name.
fn group(
    sentences: &[Sentence],
    mentions: &[Mention],
    headline: &[usize],
    lead: &[usize],
) -> (Vec<usize>, Vec<Entity>) {
    let mut entities = Vec::with_capacity(mentions.len());
    let mut groups: Vec<Entity> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let known = groups.iter().position(|group| {
            let all: Vec<&Mention> =
                group.mentions.iter().filter_map(|&known| mentions.get(known)).collect();
            // "La CPTS Nord et la CPTS Nord Ouest ont fusionné": what one sentence names by two
            // names is two.
            let apart = all
                .iter()
                .any(|known| known.sentence == mention.sentence && known.words != mention.words);
            all.iter().any(|known| same(&known.words, &mention.words))
                && !(apart && all.iter().all(|known| known.words != mention.words))
        });
        let entity = known.unwrap_or(groups.len());
        if known.is_none() {
            groups.push(Entity::default());
        }
        entities.push(entity);
        let shape = sentences.get(mention.sentence).map(|sentence| sentence.shape);
        let Some(group) = groups.get_mut(entity) else { continue };
        group.mentions.push(index);
        group.in_headline |= headline.contains(&mention.sentence);
        if mention.passing {
            continue;
        }
        group.told += 1;
        group.in_lead |= lead.contains(&mention.sentence);
        group.in_heading |= shape == Some(Shape::Heading);
        group.is_new |= mention.new;
        group.opens_paragraph |= shape == Some(Shape::Prose)
            && mention.at.start <= ARTICLE
            && sentences.get(mention.sentence).is_some_and(|sentence| sentence.at.start == 0);
        let opens = sentences.get(mention.sentence).is_some_and(|sentence| sentence.at.start == 0);
        group.opens_item |= shape == Some(Shape::Item) && opens && mention.at.start == 0;
    }
    (entities, groups)
}

/// What makes it clear whom a document is about that names nobody in its title.
struct Clear {
    family: Family,
    /// The title speaks of a CPTS.
    topic: bool,
    /// Several sentences do.
    often: bool,
}

/// The CPTS that are described.
fn choose(groups: &[Entity], clear: &Clear) -> Vec<usize> {
    let those = |wanted: &dyn Fn(&Entity) -> bool| -> Vec<usize> {
        let found = groups.iter().enumerate().filter(|(_, group)| wanted(group));
        found.map(|(index, _)| index).collect()
    };
    let titled = those(&|group| group.in_headline);
    if !titled.is_empty() {
        return titled;
    }
    if clear.family == Family::Newsletter {
        // A newsletter names many; it can describe those that it gives a heading or a paragraph.
        return those(&|group| group.in_heading || group.opens_paragraph);
    }
    let listed = those(&|group| group.opens_item);
    if listed.len() > 1 {
        return listed;
    }
    let renamed = those(&|group| group.is_new);
    if renamed.len() == 1 {
        return renamed;
    }
    let opening = those(&|group| group.opens_paragraph);
    if opening.len() > 1 {
        return opening;
    }
    let weight = |group: &Entity| (group.in_lead, group.told);
    let told = |group: &Entity| {
        let lead = group.in_lead && (clear.often || group.opens_paragraph);
        group.told > 1 || (group.told > 0 && (clear.topic || lead))
    };
    let best = groups.iter().enumerate().rev().max_by_key(|(_, group)| weight(group));
    let best = best.filter(|(_, group)| told(group));
    best.map(|(index, _)| index).into_iter().collect()
}

/// The mention that prints the name best: in the title, else as most mentions print it.
fn best_name(entity: &Entity, mentions: &[Mention], headline: &[usize]) -> Option<Mention> {
    let own: Vec<&Mention> = entity.mentions.iter().filter_map(|&at| mentions.get(at)).collect();
    let count = |name: &str| own.iter().filter(|mention| mention.name == name).count();
    let rank = |mention: &&&Mention| {
        (mention.inferred.is_none(), headline.contains(&mention.sentence), count(&mention.name))
    };
    own.iter().rev().max_by_key(rank).map(|mention| (*mention).clone())
}

/// True if the text holds the word, and not inside another one.
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + word.len()..).and_then(|behind| behind.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}
