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
const MOST: usize = 64;

/// More words than this are not looked for.
const MOST_NEEDLES: usize = 512;

/// A place for more letters than this is no part of a word.
const MOST_LETTERS: usize = 4;

/// Words, sorted and each once.
type List = Arc<Vec<String>>;

/// What is known of the texts that an expression matches.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// All of them, folded; `None` where these are many.
    spelled: Option<List>,
    /// The folded words of which each has one; `None` where there is no such list, or only a long
    /// one.
    needed: Option<List>,
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
        Self { spelled: words.clone().filter(|words| words.len() <= MOST), needed: useful(words) }
    }

    /// The folded words one of which stands in the folded form of every text that matches; empty
    /// where none can be named.
    pub fn needles(&self) -> Vec<String> {
        let words = self.needed.as_deref().map(Vec::as_slice).unwrap_or_default();
        // Where "communautes" stands, "communaute" does, which is the word before it in the list.
        let mut needles: Vec<String> = Vec::new();
        for word in words {
            if !needles.last().is_some_and(|known| word.starts_with(known.as_str())) {
                needles.push(word.clone());
            }
        }
        needles
    }

    /// What matches nothing but the empty text.
    fn empty() -> Self {
        Self { spelled: Some(Arc::new(vec![String::new()])), needed: None }
    }

    /// The same where the text may be left out.
    fn optional(self) -> Self {
        let with_nothing =
            |words: List| listed([&[String::new()], words.as_slice()].concat(), MOST);
        Self { spelled: self.spelled.and_then(with_nothing), needed: None }
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

/// A letter in a folded text.
fn folded(letter: char) -> String {
    match letter {
        ' ' | '0'..='9' | 'a'..='z' => letter.to_string(),
        _ => fold(letter.encode_utf8(&mut [0; 4])),
    }
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
        add(&mut needed, way.needed, MOST_NEEDLES);
    }
    let needed = needed.and_then(|words| listed(words, MOST_NEEDLES));
    Words { spelled: spelled.and_then(|words| listed(words, MOST)), needed: useful(needed) }
}

/// One after the other: neighbours that are spelled out are one word, "c" "pts".
fn in_a_row(parts: &[Ast], named: &dyn Fn(char) -> Option<Words>) -> Words {
    let mut best = None;
    let mut run = vec![String::new()];
    let mut whole = true;
    for part in parts {
        if let Ast::Literal(letter) = part
            && named(letter.c).is_none()
        {
            append(&mut run, &[folded(letter.c)]);
            continue;
        }
        let part = of(part, named);
        if part.spelled.as_ref().is_some_and(|words| append(&mut run, words)) {
            continue;
        }
        whole = false;
        let before = std::mem::replace(&mut run, vec![String::new()]);
        best = rarer(best, useful(listed(before, MOST)));
        match part.spelled {
            Some(words) => run = words.to_vec(),
            None => best = rarer(best, part.needed),
        }
    }
    let run = listed(run, MOST);
    Words { spelled: run.clone().filter(|_| whole), needed: rarer(best, useful(run)) }
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

/// The words if each of them says something.
fn useful(words: Option<List>) -> Option<List> {
    words.filter(|words| words.first().is_some_and(|word| !word.is_empty()))
}

/// The list whose words stand in fewer texts: long words rather than short ones.
fn rarer(a: Option<List>, b: Option<List>) -> Option<List> {
    let often =
        |words: &List| -> f32 { words.iter().map(|word| 0.25_f32.powi(word.len() as i32)).sum() };
    match (a, b) {
        (Some(a), Some(b)) => Some(if often(&b) < often(&a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(expression: &str) -> Vec<String> {
        Words::of(expression, &|_| None).needles()
    }

    #[test]
    fn a_word_that_every_match_has_is_named() {
        assert_eq!(of(r"\bCPTS (?:de )?\p{Lu}"), ["cpts "]);
        assert_eq!(of(r"(?i:communaut[ée]s?)"), ["communaute"]);
        assert_eq!(of("(?:lundi|mardi) (?P<day>[12]?[0-9])"), ["lundi ", "mardi "]);
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
    fn the_longest_word_of_several_is_named() {
        assert_eq!(of(r"a \d+ habitants \w+ le"), [" habitants "]);
    }

    #[test]
    fn what_is_known_already_is_not_looked_at_again() {
        let months = Words::any(vec!["mars".to_owned(), "mai".to_owned()]);
        let named = |letter| (letter == '\u{F0000}').then(|| months.clone());
        assert_eq!(
            Words::of("\\d \u{F0000} (?:19|20)", &named).needles(),
            [" mai 19", " mai 20", " mars 19", " mars 20"]
        );
        assert_eq!(Words::of("[\u{F0000}]", &named).needles(), [""; 0]);
    }
}
