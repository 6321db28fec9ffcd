//! Subjects: which communities the document is about, and whom a sentence speaks of.
//!
//! A CPTS that is named in the title is described. Without one it is the CPTS that the first
//! paragraph or most mentions name, and never more than the document makes plain: a name in an
//! aside or in a list of partners is a mention. Whose fact a sentence states is the CPTS that it
//! names, or the one that its paragraph goes on about; where that is not clear, nobody's.

use std::ops::Range;

use crate::extract::narrative::body::word_starts;
use crate::extract::narrative::mention::{BETWEEN_NAMES, Mention, same};
use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::reason::Reason;
use crate::extract::trace::Trace;
use crate::model::record::Family;
use crate::normalise::shadow::key;
use crate::rules::{FamilyRules, Rules};

/// How many sentences of running text make the beginning of a document.
const LEAD: usize = 3;

/// No more characters than this stand before a name that opens a sentence: its article.
const ARTICLE: usize = 4;

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

/// One CPTS and what speaks for it.
#[derive(Debug, Default)]
struct Entity {
    mentions: Vec<usize>,
    /// A mention for each of its names.
    names: Vec<usize>,
    /// How many mentions are not in passing.
    told: usize,
    is_new: bool,
    opens_paragraph: bool,
    in_headline: bool,
    in_lead: bool,
    in_heading: bool,
    opens_item: bool,
    opens_heading: bool,
    /// The beginning names it together with another one.
    in_pair: bool,
    /// The site's header and metadata name it and no other.
    is_site: bool,
    /// Every mention stands behind a role.
    by_role: bool,
    /// It is named like a department.
    is_area: bool,
}

impl Entity {
    /// True if a mention names this CPTS, as far as its mentions before tell.
    fn is_named(
        &self,
        at: usize,
        sentences: &[Sentence],
        mentions: &[Mention],
        has_aliases: bool,
    ) -> bool {
        let Some(mention) = mentions.get(at) else { return false };
        let of = |&known: &usize| mentions.get(known);
        let in_sentence = |known: &&Mention| known.sentence == mention.sentence;
        let mut here = self.mentions.iter().rev().filter_map(of).take_while(in_sentence);
        // "Baptisée « Dunes et marais », la CPTS du Marais" has two names.
        if has_aliases && here.clone().any(|known| known.alias != mention.alias) {
            return true;
        }
        if has_aliases
            && self.mentions.last().is_some_and(|&last| follows(sentences, mentions, last, at))
        {
            return true;
        }
        let names = || self.names.iter().filter_map(of);
        if names().any(|known| known.words == mention.words) {
            return true;
        }
        // "La CPTS Nord et la CPTS Nord Ouest ont fusionné": what one sentence names by two names
        // is two.
        here.next().is_none() && names().any(|known| same(&known.words, &mention.words))
    }
}

impl Subjects {
    /// Finds out whom the document is about. `headline` says of a sentence whether it is the title
    /// or stands alone above it.
    pub fn find(
        sentences: &[Sentence],
        mentions: Vec<Mention>,
        headline: &[usize],
        site: &[Mention],
        family: &FamilyRules,
        rules: &Rules,
    ) -> Self {
        let explains = |sentence: &Sentence| {
            let mut unless = family.sections.iter().flat_map(|section| &section.unless);
            // "Qu'est-ce que la CPTS ?" can stand over what is told of this one.
            unless.any(|unless| unless.is_match(&sentence.folded))
                && !speaks_of_one(&sentence.folded.text, rules)
        };
        let lead: Vec<usize> = sentences
            .iter()
            .enumerate()
            .filter(|(_, sentence)| sentence.shape == Shape::Prose)
            .map(|(index, _)| index)
            .take(LEAD)
            .collect();
        let (entities, mut groups) = group(sentences, &mentions, headline, &lead);
        for group in &mut groups {
            let own = || group.mentions.iter().filter_map(|&at| mentions.get(at));
            let departments = rules.vocabulary("departments");
            group.by_role = own().all(|mention| mention.of_role);
            group.is_area = own().all(|mention| {
                let word = mention.words.join(" ");
                departments.terms().iter().any(|term| term.spelled.iter().any(|s| key(s) == word))
            });
        }
        if let Some(own) = site.first() {
            for group in &mut groups {
                let mut names = group.mentions.iter().filter_map(|&at| mentions.get(at));
                group.is_site = names.any(|mention| same(&mention.words, &own.words));
            }
        }
        let holds = |index: &usize, vocabulary: &str| {
            let text = sentences.get(*index).map_or("", |sentence| &sentence.folded.text);
            let words = rules.vocabulary(vocabulary).spellings();
            words.iter().any(|word| contains_word(text, word))
        };
        let spoken = |index: &usize| holds(index, "community_words");
        let topic = headline.iter().any(|&index| {
            sentences.get(index).is_some_and(|headline| speaks_of_one(&headline.folded.text, rules))
        });
        let off_topic = !topic && headline.iter().any(|index| holds(index, "other_topics"));
        let often = (0..sentences.len()).filter(spoken).count() > 1;
        let named_at = mentions.first().map(|mention| mention.sentence);
        // "La CPTS" from the first lines on, and one name for it further down.
        let goes_on = groups.len() == 1
            && named_at
                .is_some_and(|named| lead.iter().any(|index| *index < named && spoken(index)));
        let several = !topic && headline.iter().any(spoken);
        let others = several || headline.iter().any(|index| holds(index, "other_bodies"));
        let clear = Clear { family: family.family, topic: topic || goes_on, often, several };
        let mut chosen = if off_topic { Vec::new() } else { choose(&groups, &clear) };
        let tentative = chosen.is_empty() && !off_topic && groups.len() == 1;
        if tentative {
            let told = |group: &&Entity| {
                group.told > 0 && !group.by_role && (group.in_lead || group.in_heading)
            };
            chosen.extend(groups.first().filter(told).map(|_| 0));
        }
        chosen.sort_by_key(|&entity| groups.get(entity).and_then(|e| e.mentions.first().copied()));
        let places = (0..groups.len()).map(|e| chosen.iter().position(|&c| c == e)).collect();
        let described = chosen
            .iter()
            .filter_map(|&entity| best_name(groups.get(entity)?, &mentions, headline))
            .collect();
        let titled = groups.iter().any(|group| group.in_headline);
        let loose = family.family == Family::Newsletter && !titled && others;
        let frame = sentences.iter().map(|sentence| (sentence.block, sentence.shape)).collect();
        let ordinal = |sentence: &Sentence| {
            let (term, _) = rules.vocabulary("ordinal_words").prefix(&sentence.folded.text)?;
            term.value.parse::<usize>().ok()?.checked_sub(1)
        };
        let ordinals = sentences.iter().map(ordinal).collect();
        let lines = sentences.iter().map(is_line).collect();
        let explains = sentences.iter().enumerate().map(|(index, sentence)| {
            sentence.shape == Shape::Heading && !headline.contains(&index) && explains(sentence)
        });
        let explains = explains.collect();
        Self {
            described,
            titled,
            tentative,
            mentions,
            entities,
            places,
            frame,
            ordinals,
            lines,
            explains,
            loose,
        }
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

/// True if a text speaks of one CPTS and not of several: `la CPTS`, not `les CPTS`.
fn speaks_of_one(text: &str, rules: &Rules) -> bool {
    let several = rules.vocabulary("several_words").spellings();
    let plural = |before: &str| {
        let last = before.split_whitespace().next_back().unwrap_or("");
        last.chars().all(|c| c.is_ascii_digit()) && !last.is_empty()
            || several.iter().any(|word| word == last)
    };
    let words = rules.vocabulary("community_words").spellings();
    words
        .iter()
        .any(|word| word_starts(text, word).any(|at| !plural(text.get(..at).unwrap_or_default())))
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
    let has_aliases = mentions.iter().any(|mention| mention.alias);
    for (index, mention) in mentions.iter().enumerate() {
        let known =
            groups.iter().position(|group| group.is_named(index, sentences, mentions, has_aliases));
        let entity = known.unwrap_or(groups.len());
        if known.is_none() {
            groups.push(Entity::default());
        }
        entities.push(entity);
        let shape = sentences.get(mention.sentence).map(|sentence| sentence.shape);
        let Some(group) = groups.get_mut(entity) else { continue };
        group.mentions.push(index);
        let is_name = |&name: &usize| mentions.get(name).is_some_and(|m| m.words == mention.words);
        if !group.names.iter().any(is_name) {
            group.names.push(index);
        }
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
        group.opens_item |= shape == Some(Shape::Item) && opens && mention.at.start <= ARTICLE;
        group.opens_heading |=
            shape == Some(Shape::Heading) && opens && mention.at.start <= ARTICLE;
    }
    for pair in 1..mentions.len() {
        let (Some(a), Some(b)) = (mentions.get(pair - 1), mentions.get(pair)) else { continue };
        let (Some(&first), Some(&second)) = (entities.get(pair - 1), entities.get(pair)) else {
            continue;
        };
        let near = b.at.start.saturating_sub(a.at.end) <= BETWEEN_NAMES;
        if first == second || a.sentence != b.sentence || !near || a.passing || b.passing {
            continue;
        }
        for entity in [first, second] {
            if let Some(group) = groups.get_mut(entity) {
                group.in_pair = true;
            }
        }
    }
    (entities, groups)
}

/// True if two names, of which one is given, stand alone in two sentences of a paragraph that
/// follow one another: "Elle porte le nom d'une fleur : « Criste ». La CPTS du Marais est née …".
fn follows(sentences: &[Sentence], mentions: &[Mention], first: usize, second: usize) -> bool {
    let (Some(a), Some(b)) = (mentions.get(first), mentions.get(second)) else { return false };
    let sentence = |at: Option<usize>| at.and_then(|at| mentions.get(at)).map(|m| m.sentence);
    let alone = |at: usize, own: usize| {
        sentence(at.checked_sub(1)) != Some(own) && sentence(Some(at + 1)) != Some(own)
    };
    let block = |mention: &Mention| sentences.get(mention.sentence).map(|s| s.block);
    a.alias != b.alias
        && a.sentence + 1 == b.sentence
        && block(a) == block(b)
        && alone(first, a.sentence)
        && alone(second, b.sentence)
}

/// What makes it clear whom a document is about that names nobody in its title.
struct Clear {
    family: Family,
    /// The title speaks of a CPTS.
    topic: bool,
    /// Several sentences do.
    often: bool,
    /// The title speaks of several CPTS: "Déserts médicaux : la riposte des CPTS".
    several: bool,
}

/// The CPTS that are described.
fn choose(groups: &[Entity], clear: &Clear) -> Vec<usize> {
    let those = |wanted: &dyn Fn(&Entity) -> bool| -> Vec<usize> {
        let found = groups.iter().enumerate().filter(|(_, group)| wanted(group));
        found.map(|(index, _)| index).collect()
    };
    let renamed = those(&|group| group.is_new);
    if renamed.len() == 1 {
        return renamed;
    }
    let titled = those(&|group| group.in_headline);
    let listed = those(&|group| group.opens_item);
    let areas = titled.iter().all(|&at| groups.get(at).is_some_and(|group| group.is_area));
    if !titled.is_empty() && areas && listed.len() > 1 {
        // "CPTS de l'Aude : qui préside ?" above a list of them.
        return listed;
    }
    if !titled.is_empty() {
        return titled;
    }
    let site = those(&|group| group.is_site);
    if !site.is_empty() {
        return site;
    }
    if clear.family == Family::Newsletter {
        // A newsletter names many; it can describe those that it gives a heading or a paragraph.
        return those(&|group| group.in_heading || group.opens_paragraph);
    }
    if listed.len() > 1 {
        return listed;
    }
    // "La CPTS Nord et la CPTS Sud s'associent": the beginning speaks of both, or the text goes on
    // about both.
    let paired = those(&|group| group.in_pair);
    let begun = groups.iter().filter(|group| group.in_lead).count();
    let begins = groups.iter().all(|group| group.in_pair || !group.in_lead) && begun > 0;
    let goes_on = groups.iter().all(|group| !group.in_pair || group.told > 1);
    if paired.len() > 1 && (begins || goes_on) {
        return paired;
    }
    let headed = those(&|group| group.opens_heading);
    if headed.len() > 1 {
        return headed;
    }
    let opening = those(&|group| group.opens_paragraph);
    if opening.len() > 1 {
        return opening;
    }
    let all = those(&|group| group.told > 0);
    if clear.several && all.len() > 1 {
        return all;
    }
    let weight = |group: &Entity| (group.in_lead, group.told);
    let told = |group: &Entity| {
        let lead = (group.in_lead || group.in_heading) && (clear.often || group.opens_paragraph);
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
    // "Désormais baptisée « Criste », la CPTS du Marais …": what it was given is its name.
    let given: Vec<&Vec<String>> =
        own.iter().filter(|mention| mention.alias).map(|mention| &mention.words).collect();
    let rank = |mention: &&&Mention| {
        let alias = given.contains(&&mention.words);
        let capitals = !mention.name.chars().any(char::is_lowercase);
        let titled = headline.contains(&mention.sentence);
        (alias, mention.inferred.is_none(), !capitals, titled, count(&mention.name))
    };
    own.iter().rev().max_by_key(rank).map(|mention| (*mention).clone())
}

/// True if the text holds the word, and not inside another one.
fn contains_word(text: &str, word: &str) -> bool {
    word_starts(text, word).next().is_some()
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
