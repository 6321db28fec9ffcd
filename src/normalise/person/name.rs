//! One name out of a row of words.

use crate::normalise::person::token::{Kind, Token};

/// More words than this are no given name, no family name: a heading in capitals.
const MAX_WORDS: usize = 4;

/// No name has more words, small ones included.
const MAX_TOKENS: usize = 16;

/// A person's name in ordinary capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    /// Given name then family name.
    pub name: String,
    /// The given name, where it can be told.
    pub given_name: Option<String>,
    /// The family name, where it can be told.
    pub family_name: Option<String>,
}

/// Where a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Among names: every name is a whole entry.
    List,
    /// In running text: organisations and headings in capitals are about.
    Sentence,
}

/// The name that a row of words begins with, and how many words it takes.
pub(super) fn name_at(
    tokens: &[Token],
    titled: bool,
    setting: Setting,
) -> Option<(usize, PersonName)> {
    let tokens = tokens.get(..MAX_TOKENS).unwrap_or(tokens);
    let first = tokens.iter().find(|token| !token.particle)?;
    match first.kind {
        Kind::Upper => upper_first(tokens, titled, setting),
        Kind::Capital | Kind::Initial if !is_particle_first(tokens, titled) => {
            given_first(tokens, titled, setting)
        }
        _ => None,
    }
}

/// How many words at the start could be of one name.
pub(super) fn capitals(tokens: &[Token]) -> usize {
    let is_capital = |token: &&Token| matches!(token.kind, Kind::Capital | Kind::Upper);
    tokens.iter().take_while(is_capital).count()
}

/// The family name is in capitals and the given name is not.
pub(super) fn is_marked(name: &[Token]) -> bool {
    let any = |kind| name.iter().any(|token| token.kind == kind && !token.particle);
    any(Kind::Upper) && (any(Kind::Capital) || any(Kind::Initial))
}

/// `La Chapelle` is no name, `Dr Le Gall` is one.
fn is_particle_first(tokens: &[Token], titled: bool) -> bool {
    !titled && tokens.first().is_some_and(|token| token.particle)
}

/// How many words at the start are in capitals, particles before such a word included.
fn uppers(tokens: &[Token]) -> usize {
    let mut end = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Upper if !token.particle => end = at + 1,
            _ if token.particle => {}
            _ => break,
        }
    }
    end
}

fn given_words(tokens: &[Token]) -> usize {
    let given =
        |token: &&Token| matches!(token.kind, Kind::Capital | Kind::Initial) && !token.particle;
    tokens.iter().take_while(given).count()
}

/// `GUILBAUD Gaëlle`, `MARIE DURAND`, `Dr DURAND`.
fn upper_first(tokens: &[Token], titled: bool, setting: Setting) -> Option<(usize, PersonName)> {
    let end = uppers(tokens);
    let (family, rest) = tokens.split_at_checked(end)?;
    let given = given_words(rest);
    let units = units(family);
    if setting == Setting::List && given > 0 && units <= MAX_WORDS {
        return Some((end + given, split_name(rest.get(..given)?, family)));
    }
    if titled && units == 1 {
        return Some((end, family_only(family)));
    }
    // In running text a row of capitals is a heading or an organisation.
    let plausible = (2..=MAX_WORDS).contains(&units) && (titled || setting == Setting::List);
    plausible.then(|| (end, unmarked_name(family)))
}

/// `Gaëlle GUILBAUD`, `Jean de LA TOUR`, `Gaëlle Guilbaud`, `Dr Guilbaud`.
fn given_first(tokens: &[Token], titled: bool, setting: Setting) -> Option<(usize, PersonName)> {
    let given = given_words(tokens);
    let (given_name, rest) = tokens.split_at_checked(given)?;
    let family = match uppers(rest) {
        // `Sophie MAIRE`: behind a given name a word in capitals is a name, whatever it means.
        0 if setting == Setting::List && given == 1 => usize::from(is_known_upper(rest)),
        family => family,
    };
    if family > 0 && given > 0 {
        let family_name = rest.get(..family)?;
        let plausible = given <= MAX_WORDS && units(family_name) <= MAX_WORDS;
        return plausible.then(|| (given + family, split_name(given_name, family_name)));
    }
    let end = unmarked_end(tokens, setting);
    let words = tokens.get(..end)?;
    match units(words) {
        1 if titled && words.first()?.kind != Kind::Initial => Some((end, family_only(words))),
        2..=MAX_WORDS => Some((end, unmarked_name(words))),
        _ => None,
    }
}

/// True if nothing is left but a word of the lexicon in capitals.
fn is_known_upper(rest: &[Token]) -> bool {
    matches!(rest, [token] if token.kind == Kind::Known && token.is_upper())
}

/// The end of a name in ordinary capitals.
fn unmarked_end(tokens: &[Token], setting: Setting) -> usize {
    let mut end = 0;
    let mut units = 0;
    for (at, token) in tokens.iter().enumerate() {
        let complement = setting == Setting::Sentence
            && units >= 2
            && token.preposition
            && token.kind == Kind::Lower;
        if complement {
            break;
        }
        match token.kind {
            _ if token.particle => {}
            Kind::Capital => {
                end = at + 1;
                units += 1;
            }
            // `L. 1434` ends with no name.
            Kind::Initial => units += 1,
            _ => break,
        }
    }
    end
}

/// Words that are no particles.
fn units(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| !token.particle).count()
}

fn split_name(given: &[Token], family: &[Token]) -> PersonName {
    let (given, family) = (joined(given), joined(family));
    PersonName {
        name: format!("{given} {family}"),
        given_name: Some(given),
        family_name: Some(family),
    }
}

fn family_only(family: &[Token]) -> PersonName {
    let family = joined(family);
    PersonName { name: family.clone(), given_name: None, family_name: Some(family) }
}

/// Two words are given and family name; of more nobody can tell which is which.
fn unmarked_name(words: &[Token]) -> PersonName {
    let told = units(words) == 2 && words.first().is_some_and(|token| !token.particle);
    match words.split_at_checked(1) {
        Some((given, family)) if told => split_name(given, family),
        _ => PersonName { name: joined(words), given_name: None, family_name: None },
    }
}

fn joined(tokens: &[Token]) -> String {
    let mut name = String::new();
    for token in tokens {
        if !name.is_empty() && !token.glued {
            name.push(' ');
        }
        name.push_str(&ordinary(token));
    }
    name
}

/// A word in ordinary capitals: `BELLANGER-URBANCZYK` is `Bellanger-Urbanczyk`.
fn ordinary(token: &Token) -> String {
    if !token.is_upper() {
        return token.text.clone();
    }
    let mut out = String::with_capacity(token.text.len());
    for part in token.text.split_inclusive(['-', '\'']) {
        // `MCDONALD`: no French name begins with these letters.
        let letters = part.trim_end_matches(['-', '\'']).chars().count();
        let scottish = letters > 4 && part.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("mc"));
        let big = |at: usize| at == 0 || (scottish && at == 2);
        for (at, c) in part.chars().enumerate() {
            if big(at) { out.extend(c.to_uppercase()) } else { out.extend(c.to_lowercase()) }
        }
    }
    out
}
