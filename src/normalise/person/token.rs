//! The words of a text as a name is read from them: by their capitals and by the lexicon.

use std::ops::Range;

use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::{Shadow, fold};

/// What a word can be in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `Marie`, `de` where a capital begins it
    Capital,
    /// `DUPONT`, `GIRAudeau`
    Upper,
    /// `J.`, `J.-P.`
    Initial,
    /// `préside`
    Lower,
    /// `Dr`
    Title,
    /// A word of the lexicon that is no name: a profession, an organisation.
    Known,
    /// `et`
    Conjunction,
    /// A line break.
    Break,
    /// Punctuation, digits, addresses: no name goes over it.
    Stop,
}

/// A word or a sign.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its place in characters of the text.
    pub at: Range<usize>,
    /// The word as printed, composed, with plain apostrophes and hyphens.
    pub text: String,
    /// The folded word without a full stop.
    pub folded: String,
    /// What it can be.
    pub kind: Kind,
    /// It may stand within a family name: `de`, `LE`, `Di`.
    pub particle: bool,
    /// It may open a complement: `de`.
    pub preposition: bool,
    /// It follows its predecessor without a space: the name behind `d'`.
    pub glued: bool,
}

impl Token {
    /// It is printed in capitals, whatever it means.
    pub(super) fn is_upper(&self) -> bool {
        case(&self.text) == Kind::Upper
    }
}

/// The words and signs of a text.
pub(super) fn tokens(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = characters.get(at) {
        if *c == '\n' || *c == '\u{2028}' {
            tokens.push(sign(at, Kind::Break, *c));
        } else if is_sign(*c) {
            tokens.push(sign(at, Kind::Stop, *c));
        } else if !c.is_whitespace() {
            let end = end_of_word(&characters, at);
            push_word(&characters, at..end, lexicon, &mut tokens);
            at = end;
            continue;
        }
        at += 1;
    }
    mark_conjunctions(&mut tokens, lexicon);
    tokens
}

fn is_sign(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '/' | '|' | '(' | ')' | '[' | ']' | '"' | '«' | '»' | '“' | '”')
        || matches!(c, '„' | '•' | '·' | '!' | '?' | '…' | '*' | '<' | '>' | '→')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// The end of the word that begins at `from`. It goes over a line break behind its own hyphen.
fn end_of_word(characters: &[char], from: usize) -> usize {
    let mut end = from;
    while let Some(c) = characters.get(end) {
        if c.is_whitespace() {
            if end <= from + 1 || *c != '\n' || !goes_on(characters, end) {
                break;
            }
        } else if is_sign(*c) {
            break;
        }
        end += 1;
    }
    end
}

/// `MARIONNEAU-⏎REMAUD`, and any word behind a soft hyphen.
fn goes_on(characters: &[char], line_break: usize) -> bool {
    let before = characters.get(line_break - 1).copied().unwrap_or_default();
    let next = characters.get(line_break + 1).copied().unwrap_or_default();
    (is_hyphen(before) && next.is_uppercase()) || (before == '\u{AD}' && next.is_alphabetic())
}

fn sign(at: usize, kind: Kind, c: char) -> Token {
    Token {
        at: at..at + 1,
        text: c.to_string(),
        folded: String::new(),
        kind,
        particle: false,
        preposition: false,
        glued: false,
    }
}

fn push_word(characters: &[char], at: Range<usize>, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    let letters: String =
        characters.get(at.clone()).unwrap_or_default().iter().filter(|c| **c != '\n').collect();
    // `DUPONT¹`: the mark of a footnote is no letter of the name.
    let unmarked = letters.trim_end_matches(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '†']);
    let at = at.start..at.end - letters[unmarked.len()..].chars().count();
    let printed = Shadow::printed(unmarked).text;
    let bare = printed.trim_end_matches('.');
    let stops = usize::from(bare.len() < printed.len());
    let initial = is_initial(&printed);
    let title = lexicon.titles.contains(fold(bare).as_str());

    // `d'Artagnan`, `l'ARS`: the elided word and the name behind it.
    if let Some((elided, rest)) = bare.split_once('\'') {
        let elided = format!("{elided}'");
        let lower = elided.starts_with(char::is_lowercase);
        if lower && lexicon.particles.contains(&fold(&elided)) && !rest.is_empty() {
            let middle = at.start + elided.chars().count();
            tokens.push(word(&elided, at.start..middle, lexicon));
            let mut name = word(rest, middle..at.end - stops, lexicon);
            name.glued = true;
            tokens.push(name);
            if stops > 0 {
                tokens.push(sign(at.end - 1, Kind::Stop, '.'));
            }
            return;
        }
    }
    if initial && !title {
        let mut token = word(&printed, at, lexicon);
        token.kind = Kind::Initial;
        tokens.push(token);
        return;
    }
    tokens.push(word(bare, at.start..at.end - stops, lexicon));
    // The full stop of `Dr.` ends no sentence.
    if stops > 0 && !title {
        tokens.push(sign(at.end - 1, Kind::Stop, '.'));
    }
}

fn word(text: &str, at: Range<usize>, lexicon: &Lexicon) -> Token {
    let folded = fold(text);
    let particle = lexicon.particles.contains(folded.as_str());
    let preposition = lexicon.prepositions.contains(folded.as_str());
    let kind = if lexicon.titles.contains(folded.as_str()) {
        Kind::Title
    } else if particle {
        case(text)
    } else if is_known(&folded, lexicon) {
        Kind::Known
    } else {
        case(text)
    };
    Token { at, text: text.to_owned(), folded, kind, particle, preposition, glued: false }
}

/// A word of an organisation, a common word, or the first word of a profession.
fn is_known(folded: &str, lexicon: &Lexicon) -> bool {
    // What begins with the word and a space comes directly behind the word.
    let profession = lexicon.professions.range(folded.to_owned()..).next();
    let rest = profession.and_then(|profession| profession.strip_prefix(folded));
    lexicon.organisation_words.contains(folded)
        || lexicon.common_words.contains(folded)
        || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// What the capitals of a word say.
fn case(text: &str) -> Kind {
    let is_name_sign = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '.');
    if !text.chars().all(is_name_sign) || !text.contains(char::is_alphabetic) {
        return Kind::Stop;
    }
    if text.split(['-', '\'']).any(is_upper) {
        return Kind::Upper;
    }
    // `L'article` begins with a capital and is no name.
    let capital = text.split('\'').all(|part| part.starts_with(char::is_uppercase));
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if !capital {
        Kind::Lower
    } else if letters > 1 {
        Kind::Capital
    } else {
        Kind::Stop
    }
}

/// `DUPONT`, `GIRAudeau`, `McDONALD`: capitals beyond the first letter.
fn is_upper(part: &str) -> bool {
    let mut letters = part.chars();
    let two = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_uppercase);
    let upper = part.chars().filter(|c| c.is_uppercase()).count();
    two || (upper > 2 && 2 * upper > part.chars().count())
}

/// `J.`, `J.-P.`, `J.P.`
fn is_initial(text: &str) -> bool {
    let mut parts = text.split(['.', '-']).filter(|part| !part.is_empty()).peekable();
    text.ends_with('.')
        && parts.peek().is_some()
        && parts.all(|part| {
            part.chars().count() == 1 && part.chars().all(|c| c.is_alphabetic() && c.is_uppercase())
        })
}

/// Conjunctions of one word and of several: `et`, `&`, `ainsi que`.
fn mark_conjunctions(tokens: &mut [Token], lexicon: &Lexicon) {
    for conjunction in &lexicon.conjunctions {
        let words: Vec<&str> = conjunction.split(' ').collect();
        for start in 0..tokens.len() {
            let Some(here) = tokens.get_mut(start..start + words.len()) else { break };
            if here.iter().zip(&words).all(|(token, word)| token.folded == *word) {
                here.iter_mut().for_each(|token| token.kind = Kind::Conjunction);
            }
        }
    }
}
