//! Finding whom a document is about: by its title, its beginning and what it names most.

use crate::extract::narrative::body::word_starts;
use crate::extract::narrative::mention::{Mention, same};
use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::narrative::subject::entity::{Clear, Entity, best_name, choose, group};
use crate::extract::narrative::subject::{Subjects, is_line};
use crate::model::record::Family;
use crate::normalise::shadow::key;
use crate::rules::{FamilyRules, Rules};

/// How many sentences of running text make the beginning of a document.
const LEAD: usize = 3;

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
        let lead: Vec<usize> = sentences
            .iter()
            .enumerate()
            .filter(|(_, sentence)| sentence.shape == Shape::Prose)
            .map(|(index, _)| index)
            .take(LEAD)
            .collect();
        let (entities, mut groups) = group(sentences, &mentions, headline, &lead);
        mark(&mut groups, &mentions, site, rules);
        let topic = Topic::read(sentences, headline, rules);
        let often = (0..sentences.len()).filter(|&index| topic.speaks(index)).count() > 1;
        let named_at = mentions.first().map(|mention| mention.sentence);
        // "La CPTS" from the first lines on, and one name for it further down.
        let goes_on = groups.len() == 1
            && named_at.is_some_and(|named| {
                lead.iter().any(|&index| index < named && topic.speaks(index))
            });
        let clear = Clear {
            family: family.family,
            topic: topic.one || goes_on,
            often,
            several: topic.several,
        };
        let (chosen, tentative) = chosen(&groups, &clear, topic.off);
        let places = (0..groups.len()).map(|e| chosen.iter().position(|&c| c == e)).collect();
        let described = chosen
            .iter()
            .filter_map(|&entity| best_name(groups.get(entity)?, &mentions, headline))
            .collect();
        let titled = groups.iter().any(|group| group.in_headline);
        let ordinal = |sentence: &Sentence| {
            let (term, _) = rules.vocabulary("ordinal_words").prefix(&sentence.folded.text)?;
            term.value.parse::<usize>().ok()?.checked_sub(1)
        };
        Self {
            described,
            titled,
            tentative,
            mentions,
            entities,
            places,
            frame: sentences.iter().map(|sentence| (sentence.block, sentence.shape)).collect(),
            ordinals: sentences.iter().map(ordinal).collect(),
            lines: sentences.iter().map(is_line).collect(),
            explains: explains(sentences, headline, family, rules),
            loose: family.family == Family::Newsletter && !titled && topic.others,
        }
    }
}

/// What the title speaks of.
struct Topic {
    /// For each sentence whether it speaks of CPTS.
    spoken: Vec<bool>,
    /// One CPTS.
    one: bool,
    /// Several: "Déserts médicaux : la riposte des CPTS".
    several: bool,
    /// Something else altogether.
    off: bool,
    /// Several CPTS, or another body.
    others: bool,
}

impl Topic {
    fn read(sentences: &[Sentence], headline: &[usize], rules: &Rules) -> Self {
        let holds = |text: &str, vocabulary: &str| {
            let words = rules.vocabulary(vocabulary).spellings();
            words.iter().any(|word| contains_word(text, word))
        };
        let text = |index: &usize| sentences.get(*index).map_or("", |s| &s.folded.text);
        let said = |vocabulary: &str| headline.iter().any(|at| holds(text(at), vocabulary));
        let spoken = sentences.iter().map(|s| holds(&s.folded.text, "community_words")).collect();
        let one = headline.iter().any(|at| speaks_of_one(text(at), rules));
        let several = !one && said("community_words");
        Self {
            spoken,
            one,
            several,
            off: !one && said("other_topics"),
            others: several || said("other_bodies"),
        }
    }

    fn speaks(&self, sentence: usize) -> bool {
        self.spoken.get(sentence).copied().unwrap_or_default()
    }
}

/// Notes of each CPTS what its mentions and the site say of it together.
fn mark(groups: &mut [Entity], mentions: &[Mention], site: &[Mention], rules: &Rules) {
    let departments = rules.vocabulary("departments");
    for group in groups {
        let own = || group.mentions.iter().filter_map(|&at| mentions.get(at));
        let by_role = own().all(|mention| mention.of_role);
        let is_area = own().all(|mention| {
            let word = mention.words.join(" ");
            departments.terms().iter().any(|term| term.spelled.iter().any(|s| key(s) == word))
        });
        let is_site =
            site.first().is_some_and(|site| own().any(|mention| same(&mention.words, &site.words)));
        (group.by_role, group.is_area, group.is_site) = (by_role, is_area, is_site);
    }
}

/// The CPTS that are described, in the order of the document; and whether the only one is so only
/// if facts are stated.
fn chosen(groups: &[Entity], clear: &Clear, off_topic: bool) -> (Vec<usize>, bool) {
    let mut chosen = if off_topic { Vec::new() } else { choose(groups, clear) };
    let tentative = chosen.is_empty() && !off_topic && groups.len() == 1;
    if tentative {
        let told = |group: &&Entity| {
            group.told > 0 && !group.by_role && (group.in_lead || group.in_heading)
        };
        chosen.extend(groups.first().filter(told).map(|_| 0));
    }
    chosen.sort_by_key(|&entity| groups.get(entity).and_then(|e| e.mentions.first().copied()));
    (chosen, tentative)
}

/// For each sentence whether it is a heading over an explanation of what any CPTS is.
fn explains(
    sentences: &[Sentence],
    headline: &[usize],
    family: &FamilyRules,
    rules: &Rules,
) -> Vec<bool> {
    let explains = |sentence: &Sentence| {
        let mut unless = family.sections.iter().flat_map(|section| &section.unless);
        // "Qu'est-ce que la CPTS ?" can stand over what is told of this one.
        unless.any(|unless| unless.is_match(&sentence.folded))
            && !speaks_of_one(&sentence.folded.text, rules)
    };
    let heading = |(index, sentence): (usize, &Sentence)| {
        sentence.shape == Shape::Heading && !headline.contains(&index) && explains(sentence)
    };
    sentences.iter().enumerate().map(heading).collect()
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

/// True if the text holds the word, and not inside another one.
fn contains_word(text: &str, word: &str) -> bool {
    word_starts(text, word).next().is_some()
}
