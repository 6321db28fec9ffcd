//! Mentions: where a sentence names a CPTS, and under which name.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use crate::extract::narrative::sentence::{Sentence, Shape};
use crate::extract::reason::Reason;
use crate::extract::trace::Trace;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::person;
use crate::normalise::shadow::{fold, key};
use crate::normalise::text::clean;
use crate::rules::{FamilyRules, FieldPlace, Rules};

/// A name of a CPTS in a sentence.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The sentence's index.
    pub sentence: usize,
    /// Its characters in the sentence.
    pub at: Range<usize>,
    /// The name.
    pub name: String,
    /// The words that tell it from other names.
    pub words: Vec<String>,
    /// The rule that read it.
    pub rule: String,
    /// Why it is worked out and not printed.
    pub inferred: Option<String>,
    /// The rule reads the name that a CPTS has from now on.
    pub new: bool,
    /// The rule reads a name that stands beside the subject: a partner, an example.
    pub passing: bool,
    /// The rule reads a name that is given to the CPTS of its sentence.
    pub alias: bool,
    /// It stands behind a role: the sentence is about the person who has it.
    pub of_role: bool,
}

impl Mention {
    /// True if both name one CPTS.
    pub fn is_same(&self, other: &Self) -> bool {
        same(&self.words, &other.words)
    }
}

/// No more characters than this stand between two names of one enumeration: `, et de la `.
pub const BETWEEN_NAMES: usize = 11;

/// So many words can part a role from the name of its CPTS: `de la nouvelle`.
const ROLE_WORDS: usize = 4;

/// No more characters than this stand before a name that opens an item: its article.
const ARTICLE: usize = 4;

/// How many items have to open with a name for their list to be one of names.
const LISTED: usize = 2;

/// Every mention, in reading order. Where two rules read one place, the first rule counts.
pub fn mentions(
    trace: Trace<'_>,
    sentences: &[Sentence],
    rules: &Rules,
    family: &FamilyRules,
) -> Vec<Mention> {
    let mut mentions = named(trace, sentences, (rules, family), false);
    part_persons(&mut mentions, sentences, rules);
    part_capitals(&mut mentions, sentences, rules);
    part_departments(&mut mentions, sentences, rules);
    let opens = |mention: &&Mention| {
        mention.at.start <= ARTICLE
            && sentences.get(mention.sentence).is_some_and(|s| s.shape == Shape::Item)
    };
    let runs = runs(sentences);
    let run = |sentence: usize| runs.get(sentence).copied();
    let opening: Vec<usize> =
        mentions.iter().filter(opens).filter_map(|mention| run(mention.sentence)).collect();
    let listed = |sentence: usize| opening.iter().any(|known| Some(*known) == run(sentence));
    if opening.len() >= LISTED {
        let known: BTreeSet<usize> = mentions.iter().map(|mention| mention.sentence).collect();
        let items = named(trace, sentences, (rules, family), true);
        mentions.extend(items.into_iter().filter(|item| {
            let sentence = sentences.get(item.sentence);
            let opens = sentence.is_some_and(|s| s.shape == Shape::Item && s.at.start == 0);
            opens && listed(item.sentence) && !known.contains(&item.sentence)
        }));
        mentions.sort_by_key(|mention| (mention.sentence, mention.at.start));
    }
    mentions
}

/// For each sentence the number of its list: items follow one another without a paragraph between.
fn runs(sentences: &[Sentence]) -> Vec<usize> {
    let mut run = 0;
    let mut before = false;
    let number = |sentence: &Sentence| {
        let item = sentence.shape == Shape::Item;
        run += usize::from(item && !before);
        before = item;
        run
    };
    sentences.iter().map(number).collect()
}

/// The mentions by the rules for names that tell themselves, or by those for the items of a list
/// of names (`listed`).
fn named(
    trace: Trace<'_>,
    sentences: &[Sentence],
    (rules, family): (&Rules, &FamilyRules),
    listed: bool,
) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let mut found: Vec<Mention> = Vec::new();
        let fields = family.fields.iter().filter(|field| {
            field.sets == "community.name"
                && field.place == FieldPlace::Sentence
                && field.with.contains_key("listed") == listed
        });
        for field in fields {
            let mut hits = VecDeque::from(sentence.hits(field, trace));
            while let Some(hit) = hits.pop_front() {
                let Some(value) = hit.part("value") else { continue };
                let end = value.start + name_end(&sentence.slice(value.clone()), rules);
                if end < value.end {
                    // What the name ends before may be another one.
                    hits.extend(sentence.hits_behind(field, end));
                }
                let at = hit.at.start..if value.end == hit.at.end { end } else { hit.at.end };
                let printed = sentence.slice(value.start..end);
                let name = full_name(&printed, field.with.get("before").map_or("", String::as_str));
                let bare = name.strip_prefix(field.with.get("before").map_or("", String::as_str));
                let words = words(bare.unwrap_or(&name), rules.lexicon());
                let overlaps = |known: &Mention| known.at.start < at.end && at.start < known.at.end;
                if words.is_empty() || found.iter().any(overlaps) {
                    let reason = if words.is_empty() { Reason::NoName } else { Reason::Taken };
                    sentence.spot(trace).part(&hit.at).dropped(&field.id, || reason);
                    continue;
                }
                let inferred = field.with.get("inferred").cloned();
                let rule = field.id.clone();
                let new = field.with.contains_key("new");
                let passing = field.with.contains_key("passing");
                let alias = field.with.contains_key("alias");
                found.push(Mention {
                    sentence: index,
                    at,
                    name,
                    words,
                    rule,
                    inferred,
                    new,
                    passing,
                    alias,
                    of_role: follows_role(sentence, hit.at.start, rules),
                });
            }
        }
        found.sort_by_key(|mention| mention.at.start);
        pass_on(&mut found);
        mentions.append(&mut found);
    }
    mentions
}

/// "Le président de la CPTS du Val Boisé Jean Dupont": the name of a person that follows a role's
/// CPTS without a comma is not part of that one's name. It begins where a shorter name of the
/// document ends, or with a given name.
fn part_persons(mentions: &mut Vec<Mention>, sentences: &[Sentence], rules: &Rules) {
    let known: Vec<Vec<String>> = mentions.iter().map(|mention| mention.words.clone()).collect();
    for mention in mentions.iter_mut() {
        let Some(sentence) = sentences.get(mention.sentence) else { continue };
        if !follows_role(sentence, mention.at.start, rules) {
            continue;
        }
        let printed = sentence.slice(mention.at.clone());
        let Some(end) = person_in(&printed, &known, rules) else { continue };
        shorten(mention, &printed, end, rules.lexicon());
    }
    mentions.retain(|mention| !mention.words.is_empty());
}

/// "LA CPTS DU VAL BOISÉ FÊTE SES CINQ ANS": in a title all in capitals a name ends where a name of
/// the text ends.
fn part_capitals(mentions: &mut [Mention], sentences: &[Sentence], rules: &Rules) {
    let known: Vec<Vec<String>> = mentions.iter().map(|mention| mention.words.clone()).collect();
    for mention in mentions.iter_mut() {
        let Some(sentence) = sentences.get(mention.sentence) else { continue };
        if sentence.text.chars().any(char::is_lowercase) {
            continue;
        }
        let begins = |name: &&Vec<String>| {
            mention.words.len() > name.len() && mention.words.starts_with(name)
        };
        let Some(shorter) = known.iter().find(begins).cloned() else { continue };
        let printed = sentence.slice(mention.at.clone());
        let spaces = printed.char_indices().enumerate().filter(|(_, (_, c))| *c == ' ');
        let end = spaces.map(|(at, (byte, _))| (at, byte)).find(|(_, byte)| {
            words(printed.get(..*byte).unwrap_or_default(), rules.lexicon()).ends_with(&shorter)
        });
        if let Some((end, _)) = end {
            shorten(mention, &printed, end, rules.lexicon());
        }
    }
}

/// "La CPTS du Val Boisé de Lozère", where the text has a CPTS du Val Boisé: the department behind
/// it says where it is.
fn part_departments(mentions: &mut [Mention], sentences: &[Sentence], rules: &Rules) {
    let known: Vec<Vec<String>> = mentions.iter().map(|mention| mention.words.clone()).collect();
    let departments = rules.vocabulary("departments");
    for mention in mentions.iter_mut() {
        let Some(sentence) = sentences.get(mention.sentence) else { continue };
        let printed = sentence.slice(mention.at.clone());
        let spaces = printed.char_indices().enumerate().filter(|(_, (_, c))| *c == ' ');
        let end = spaces.map(|(at, (byte, _))| (at, byte)).find(|(_, byte)| {
            let (before, behind) = printed.split_at(*byte);
            let place = fold(behind);
            let small = |word: &&str| rules.lexicon().particles.contains(*word);
            let place: Vec<&str> = place.split_whitespace().collect();
            let bare = (0..=place.len().min(2))
                .filter(|&skip| place.get(..skip).is_some_and(|words| words.iter().all(small)));
            let mut bare = bare.filter_map(|skip| Some(place.get(skip..)?.join(" ")));
            let own = words(before, rules.lexicon());
            bare.any(|place| departments.spelled(&place).is_some())
                && known.iter().any(|name| !name.is_empty() && own.ends_with(name))
        });
        if let Some((end, _)) = end {
            shorten(mention, &printed, end, rules.lexicon());
        }
    }
}

/// Ends a mention before some of its printed characters.
fn shorten(mention: &mut Mention, printed: &str, end: usize, lexicon: &Lexicon) {
    let cut: String = printed.chars().skip(end).collect();
    let length = mention.name.chars().count().saturating_sub(clean(&cut).chars().count());
    mention.name = clean(&mention.name.chars().take(length).collect::<String>());
    mention.at.end = mention.at.start + end;
    let rest = mention.words.len().saturating_sub(words(&cut, lexicon).len());
    mention.words.truncate(rest);
}

/// True if a role stands right before a place: `la présidente de la`.
fn follows_role(sentence: &Sentence, start: usize, rules: &Rules) -> bool {
    let before = fold(&sentence.slice(0..start));
    let last: Vec<&str> = before.split_whitespace().rev().take(ROLE_WORDS).collect();
    let roles = rules.vocabulary("roles");
    last.iter().any(|word| roles.spelled(word).is_some())
}

/// Where in a name, in characters, the name of a person begins.
fn person_in(printed: &str, known: &[Vec<String>], rules: &Rules) -> Option<usize> {
    let lexicon = rules.lexicon();
    let given = rules.vocabulary("given_names");
    let starts = printed
        .char_indices()
        .enumerate()
        .filter(|(_, (byte, _))| printed.get(..*byte).is_some_and(|before| before.ends_with(' ')));
    for (at, (byte, _)) in starts {
        let (before, rest) = (printed.get(..byte)?, printed.get(byte..)?);
        let first = rest.split([' ', '-']).next().map(fold).unwrap_or_default();
        let own = words(before, lexicon);
        let shorter = known.iter().any(|name| !name.is_empty() && own.ends_with(name));
        if (shorter || given.spelled(&first).is_some()) && person::person(rest, lexicon).is_ok() {
            return Some(at);
        }
    }
    None
}

/// "Dont la CPTS A et la CPTS B": what stands right behind a name in passing is in passing too.
fn pass_on(found: &mut [Mention]) {
    for index in 1..found.len() {
        let (before, rest) = found.split_at_mut(index);
        if let (Some(before), Some(mention)) = (before.last(), rest.first_mut()) {
            let near = mention.at.start.saturating_sub(before.at.end) <= BETWEEN_NAMES;
            mention.passing |= before.passing && near;
        }
    }
}

/// The name in full: what the rule puts before it, unless it is printed with it.
fn full_name(printed: &str, before: &str) -> String {
    let name = clean(printed.trim_matches(|c: char| c.is_whitespace() || "«»\"“”".contains(c)));
    if fold(&name).starts_with(&fold(before)) { name } else { format!("{before}{name}") }
}

/// Where the name ends in what a rule captured: another body may follow it ("… et l'ARS").
fn name_end(captured: &str, rules: &Rules) -> usize {
    let bodies = rules.vocabulary("other_bodies");
    let communities = rules.vocabulary("community_words");
    let mut end = captured.chars().count();
    let mut at = 0;
    for piece in captured.split_inclusive(' ') {
        let word = piece.trim_end();
        let joins = rules.lexicon().conjunctions.contains(&fold(word));
        let behind: String = captured.chars().skip(at + piece.chars().count()).collect();
        let behind = fold(&behind);
        // "Et de la CPTS du Val Boisé": another one.
        let small = |word: &&str| rules.lexicon().particles.contains(*word);
        let next = behind.split(' ').skip_while(small).collect::<Vec<_>>().join(" ");
        let other = bodies.prefix(&behind).is_some() || communities.prefix(&next).is_some();
        if joins && other {
            end = captured.chars().take(at).collect::<String>().trim_end().chars().count();
            break;
        }
        at += piece.chars().count();
    }
    // "La CPTS du Val Boisé désormais …": a small word behind the name.
    let after = rules.vocabulary("after_names");
    loop {
        let kept: String = captured.chars().take(end).collect();
        let Some((before, last)) = kept.trim_end().rsplit_once(' ') else { return end };
        if after.spelled(&fold(last)).is_none() {
            return end;
        }
        end = before.trim_end().chars().count();
    }
}

/// The words of a name that tell it from another one, without small words.
pub fn words(name: &str, lexicon: &Lexicon) -> Vec<String> {
    let key = key(name);
    let small = |word: &&str| {
        !lexicon.particles.contains(*word)
            && !lexicon.conjunctions.iter().any(|conjunction| conjunction == word)
            // What is left of an elided article.
            && (word.len() > 1 || word.bytes().all(|b| b.is_ascii_digit()))
    };
    key.split(' ').filter(small).map(str::to_owned).collect()
}

/// True if two names are one: the words of one are among those of the other, or one is the
/// initials of the other.
pub fn same(a: &[String], b: &[String]) -> bool {
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    within(a, b) || within(b, a) || initials(a, b) || initials(b, a)
}

/// `ANL` for `Atlantique Nord Loire`.
fn initials(short: &[String], long: &[String]) -> bool {
    let [short] = short else { return false };
    let letters: String = long.iter().filter_map(|word| word.chars().next()).collect();
    long.len() > 1 && *short == letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Vec<String> {
        let mut lexicon = Lexicon::default();
        lexicon.particles.extend(["du", "de", "la", "le"].map(str::to_owned));
        words(name, &lexicon)
    }

    #[test]
    fn a_short_and_a_long_form_are_one_name() {
        for (a, b, one) in [
            ("du Val Boisé", "Val-Boisé", true),
            ("Grand Ouest", "Rives Grand Ouest", true),
            ("AVB", "Arc Val Boisé", true),
            ("du Val Boisé", "du Val Fleuri", false),
            ("AVB", "Val Boisé", false),
        ] {
            assert_eq!(same(&named(a), &named(b)), one, "{a} / {b}");
        }
    }

    #[test]
    fn the_word_that_all_names_have_is_put_before_a_bare_name() {
        assert_eq!(full_name("« Trois Vallons »", "CPTS "), "CPTS Trois Vallons");
        assert_eq!(full_name("CPTS Trois Vallons", "CPTS "), "CPTS Trois Vallons");
    }
}
