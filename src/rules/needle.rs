//! What can be known of an expression before it is compiled: the words without which no text
//! matches it.
//!
//! Compiling an expression costs a hundred times what looking for a word costs. Most expressions
//! name a word that most texts do not have; where it does not stand, nothing needs to be compiled
//! or matched. Nothing here decides what matches: a needle only spares work.

use std::collections::BTreeSet;
use std::sync::Arc;

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{Ast, ClassBracketed, ClassSet, ClassSetItem, RepetitionKind};
use regex_syntax::ast::{RepetitionOp, RepetitionRange};

use crate::normalise::shadow::fold;

/// More alternatives than this are not put together.
const MOST: usize = 24;

/// More words than this are not looked for.
const MOST_NEEDLES: usize = 512;

/// A place for more letters than this is no part of a word.
const MOST_LETTERS: usize = 4;

/// More lists than these are not asked for.
const MOST_LISTS: usize = 4;

/// Beside another list one counts only if its words are rarer than this, by [`often`]: "de" stands
/// everywhere.
const RARE: f32 = 0.03;

/// Words, sorted and each once.
pub type List = Arc<Vec<String>>;

/// What is known of the texts that an expression matches.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// All of them, folded; `None` where these are many.
    spelled: Option<List>,
    /// Lists of folded words of each of which they have one, the rarest first.
    needed: Vec<List>,
}

impl Words {
    /// What is known of an expression; `named` tells what is known already of what a character
    /// stands for.
    pub fn of(expression: &str, named: &dyn Fn(char) -> Option<Self>) -> Self {
        Parser::new().parse(expression).map_or_else(|_| Self::default(), |ast| of(&ast, named))
    }

    /// What is known of any of these folded words.
    pub fn any(words: Vec<String>) -> Self {
        let words = listed(words, MOST_NEEDLES);
        let needed = useful(words.clone()).into_iter().collect();
        Self { spelled: words.filter(|words| words.len() <= MOST), needed }
    }

    /// Lists of folded words: of each list one stands in the folded form of every text that matches.
    pub fn needles(self) -> Vec<List> {
        self.needed
    }

    /// What matches nothing but the empty text.
    fn empty() -> Self {
        Self { spelled: Some(Arc::new(vec![String::new()])), needed: Vec::new() }
    }

    /// The same where the text may be left out.
    fn optional(self) -> Self {
        let with_nothing =
            |words: List| listed([&[String::new()], words.as_slice()].concat(), MOST);
        Self { spelled: self.spelled.and_then(with_nothing), needed: Vec::new() }
    }

    /// The same where the text comes once or more.
    fn repeated(self) -> Self {
        Self { spelled: None, ..self }
    }
}

/// What is known of a part of an expression.
fn of(ast: &Ast, named: &dyn Fn(char) -> Option<Words>) -> Words {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => Words::empty(),
        Ast::Literal(letter) => {
            named(letter.c).unwrap_or_else(|| Words::any(vec![folded(letter.c)]))
        }
        Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) => Words::default(),
        Ast::ClassBracketed(class) => class_of(class, named).unwrap_or_default(),
        Ast::Group(group) => of(&group.ast, named),
        Ast::Repetition(repetition) => repeated(&repetition.op, of(&repetition.ast, named)),
        Ast::Alternation(ways) => either(ways.asts.iter().map(|way| of(way, named))),
        Ast::Concat(parts) => in_a_row(&parts.asts, named),
    }
}

/// Adds a letter to a folded text.
fn push_folded(letter: char, text: &mut String) {
    match letter {
        ' ' | '0'..='9' | 'a'..='z' => text.push(letter),
        _ => text.push_str(&fold(letter.encode_utf8(&mut [0; 4]))),
    }
}

/// A letter in a folded text.
fn folded(letter: char) -> String {
    let mut text = String::new();
    push_folded(letter, &mut text);
    text
}

fn repeated(op: &RepetitionOp, words: Words) -> Words {
    match op.kind {
        RepetitionKind::ZeroOrOne => words.optional(),
        RepetitionKind::ZeroOrMore => Words::default(),
        RepetitionKind::OneOrMore => words.repeated(),
        RepetitionKind::Range(ref range) => match range {
            RepetitionRange::Exactly(0) => Words::empty(),
            RepetitionRange::Exactly(1) | RepetitionRange::Bounded(1, 1) => words,
            RepetitionRange::Bounded(0, 1) => words.optional(),
            RepetitionRange::AtLeast(0) | RepetitionRange::Bounded(0, _) => Words::default(),
            _ => words.repeated(),
        },
    }
}

/// A class of few letters: "é" with all its accents is one; any digit would make for ten words.
fn class_of(class: &ClassBracketed, named: &dyn Fn(char) -> Option<Words>) -> Option<Words> {
    fn collect(item: &ClassSetItem, letters: &mut BTreeSet<char>) -> Option<()> {
        match item {
            ClassSetItem::Literal(literal) => letters.extend([literal.c]),
            ClassSetItem::Range(range) => letters.extend((range.start.c..=range.end.c).take(MOST)),
            ClassSetItem::Union(union) => {
                return union.items.iter().try_for_each(|item| collect(item, letters));
            }
            _ => return None,
        }
        (letters.len() < MOST).then_some(())
    }
    let ClassSet::Item(item) = &class.kind else { return None };
    let mut letters = BTreeSet::new();
    collect(item, &mut letters)?;
    if class.negated || letters.iter().any(|letter| named(*letter).is_some()) {
        return None;
    }
    let folded: BTreeSet<String> = letters.into_iter().map(folded).collect();
    (folded.len() <= MOST_LETTERS).then(|| Words::any(folded.into_iter().collect()))
}

/// One of several.
fn either(ways: impl Iterator<Item = Words>) -> Words {
    let (mut spelled, mut needed) = (Some(Vec::new()), Some(Vec::new()));
    for way in ways {
        let add = |words: &mut Option<Vec<String>>, more: Option<List>, most: usize| match more {
            Some(more) if words.as_ref().is_some_and(|known| known.len() + more.len() <= most) => {
                words.get_or_insert_default().extend_from_slice(&more);
            }
            _ => *words = None,
        };
        add(&mut spelled, way.spelled, MOST);
        add(&mut needed, way.needed.into_iter().next(), MOST_NEEDLES);
    }
    let needed = needed.and_then(|words| listed(words, MOST_NEEDLES));
    let needed = useful(needed).into_iter().collect();
    Words { spelled: spelled.and_then(|words| listed(words, MOST)), needed }
}

/// One after the other: neighbours that are spelled out are one word, "c" "pts".
fn in_a_row(parts: &[Ast], named: &dyn Fn(char) -> Option<Words>) -> Words {
    let mut needed = Vec::new();
    let (mut run, mut letters) = (vec![String::new()], String::new());
    let mut whole = true;
    for part in parts {
        if let Ast::Literal(letter) = part
            && named(letter.c).is_none()
        {
            push_folded(letter.c, &mut letters);
            continue;
        }
        append(&mut run, &[std::mem::take(&mut letters)]);
        let part = of(part, named);
        if part.spelled.as_ref().is_some_and(|words| append(&mut run, words)) {
            continue;
        }
        whole = false;
        let before = std::mem::replace(&mut run, vec![String::new()]);
        needed.extend(useful(listed(before, MOST)));
        match part.spelled {
            Some(words) => run = words.to_vec(),
            None => needed.extend(part.needed),
        }
    }
    append(&mut run, &[letters]);
    let run = listed(run, MOST);
    needed.extend(useful(run.clone()));
    needed.sort_by(|a, b| often(a).total_cmp(&often(b)));
    needed.dedup();
    let common = needed.iter().skip(1).position(|list| often(list) > RARE);
    needed.truncate(common.map_or(MOST_LISTS, |rare| (rare + 1).min(MOST_LISTS)));
    Words { spelled: run.filter(|_| whole), needed }
}

/// Puts every word of another list behind each of these; `false` if that makes too many.
fn append(words: &mut Vec<String>, ends: &[String]) -> bool {
    if words.len() * ends.len() > MOST {
        return false;
    }
    match ends {
        [end] => words.iter_mut().for_each(|word| word.push_str(end)),
        ends => {
            let pairs =
                words.iter().flat_map(|word| ends.iter().map(move |end| format!("{word}{end}")));
            *words = pairs.collect();
        }
    }
    true
}

/// A list, if it is not longer than that.
fn listed(mut words: Vec<String>, most: usize) -> Option<List> {
    words.sort_unstable();
    words.dedup();
    (words.len() <= most).then(|| Arc::new(words))
}

/// The words if each of them says something, without those that others imply: where "communautes"
/// stands, "communaute" does, which is before it in the list.
fn useful(words: Option<List>) -> Option<List> {
    let words = words.filter(|words| !words.is_empty())?;
    if words.iter().any(|word| word.trim().is_empty()) {
        return None;
    }
    let implied = |pair: &[String]| matches!(pair, [known, word] if word.starts_with(known));
    if !words.windows(2).any(implied) {
        return Some(words);
    }
    let mut kept: Vec<String> = Vec::new();
    for word in words.iter() {
        if !kept.last().is_some_and(|known| word.starts_with(known.as_str())) {
            kept.push(word.clone());
        }
    }
    Some(Arc::new(kept))
}

/// In what share of the texts one of these words may stand: long words stand in fewer than short
/// ones.
fn often(words: &List) -> f32 {
    words.iter().map(|word| 0.25_f32.powi(word.trim().len() as i32)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(expression: &str) -> Vec<String> {
        let lists = Words::of(expression, &|_| None).needles();
        lists.iter().map(|list| list.join("|")).collect()
    }

    #[test]
    fn a_word_that_every_match_has_is_named() {
        assert_eq!(of(r"\bCPTS (?:de )?\p{Lu}"), ["cpts "]);
        assert_eq!(of(r"(?i:communaut[ée]s?)"), ["communaute"]);
        assert_eq!(of("(?:lundi|mardi) (?P<day>[12]?[0-9])"), ["lundi |mardi "]);
        assert_eq!(of("[^.]{0,40}signe(?:nt)?"), ["signe"]);
        assert_eq!(of("(?:ab){2} ?"), ["ab"]);
    }

    #[test]
    fn nothing_is_named_where_a_match_can_do_without() {
        assert_eq!(of(r"\d+(?: habitants)?"), [""; 0]);
        assert_eq!(of(r"^.{4,300}$"), [""; 0]);
        assert_eq!(of(r"a|\d"), [""; 0]);
        assert_eq!(of("²"), [""; 0]);
        assert_eq!(of("(?:habitants){0,3}"), [""; 0]);
    }

    #[test]
    fn of_several_words_the_rare_ones_are_named() {
        assert_eq!(of(r"a \d+ habitants \w+ le"), [" habitants "]);
        assert_eq!(
            of(r"(?:elue?|nommee?) \w+ de la cpts"),
            [" de la cpts", "elu |elue |nomme |nommee "]
        );
    }

    #[test]
    fn what_is_known_already_is_not_looked_at_again() {
        let months = Words::any(vec!["mars".to_owned(), "mai".to_owned()]);
        let named = |letter| (letter == '\u{F0000}').then(|| months.clone());
        let needles = |expression| -> Vec<String> {
            let lists = Words::of(expression, &named).needles();
            lists.iter().flat_map(|list| list.to_vec()).collect()
        };
        assert_eq!(
            needles("\\d \u{F0000} (?:19|20)"),
            [" mai 19", " mai 20", " mars 19", " mars 20"]
        );
        assert_eq!(needles("[\u{F0000}]"), [""; 0]);
    }
}
