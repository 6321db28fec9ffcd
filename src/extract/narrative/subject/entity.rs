//! The CPTS that a document names, what speaks for each, and which of them it describes.

use crate::extract::narrative::mention::{BETWEEN_NAMES, Mention, same};
use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::model::record::Family;

/// No more characters than this stand before a name that opens a sentence: its article.
const ARTICLE: usize = 4;

/// One CPTS and what speaks for it.
#[derive(Debug, Default)]
pub(super) struct Entity {
    pub(super) mentions: Vec<usize>,
    /// A mention for each of its names.
    pub(super) names: Vec<usize>,
    /// How many mentions are not in passing.
    pub(super) told: usize,
    pub(super) is_new: bool,
    pub(super) opens_paragraph: bool,
    pub(super) in_headline: bool,
    pub(super) in_lead: bool,
    pub(super) in_heading: bool,
    pub(super) opens_item: bool,
    pub(super) opens_heading: bool,
    /// The beginning names it together with another one.
    pub(super) in_pair: bool,
    /// The site's header and metadata name it and no other.
    pub(super) is_site: bool,
    /// Every mention stands behind a role.
    pub(super) by_role: bool,
    /// It is named like a department.
    pub(super) is_area: bool,
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

/// Groups mentions by the CPTS that they name.
pub(super) fn group(
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
pub(super) struct Clear {
    pub(super) family: Family,
    /// The title speaks of a CPTS.
    pub(super) topic: bool,
    /// Several sentences do.
    pub(super) often: bool,
    /// The title speaks of several CPTS: "Déserts médicaux : la riposte des CPTS".
    pub(super) several: bool,
}

/// The CPTS that are described.
pub(super) fn choose(groups: &[Entity], clear: &Clear) -> Vec<usize> {
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
pub(super) fn best_name(
    entity: &Entity,
    mentions: &[Mention],
    headline: &[usize],
) -> Option<Mention> {
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
