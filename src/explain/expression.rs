//! How far an expression goes along with a text: letter by letter, group by group.

use regex_syntax::ast::Ast;
use regex_syntax::ast::parse::Parser;

use crate::model::explanation::Nearest;
use crate::normalise::shadow::{Shadow, cited};
use crate::rules::{Pattern, Rules};

/// So many characters of what an expression wants are shown.
const SHOWN: usize = 48;

/// Fewer letters of the text say nothing about how near a rule came.
const LETTERS: usize = 3;

/// An expression taken apart.
#[derive(Debug)]
pub struct Expression<'r> {
    pattern: &'r Pattern,
    branches: Vec<Vec<Step>>,
    words: Vec<String>,
}

/// The beginning of an expression up to the end of one of its pieces.
#[derive(Debug)]
struct Step {
    beginning: Pattern,
    /// How many letters of it stand there as such.
    letters: usize,
    /// What comes behind it, as it is shown.
    wanted: String,
    /// Its last piece is a letter.
    letter: bool,
}

impl<'r> Expression<'r> {
    /// Takes an expression apart.
    pub fn new(pattern: &'r Pattern, rules: &Rules) -> Self {
        let Ok(ast) = Parser::new().parse(pattern.expression()) else {
            return Self { pattern, branches: Vec::new(), words: Vec::new() };
        };
        let branches = branches(&ast).iter().map(|pieces| steps(pieces, pattern)).collect();
        let names = pattern.names();
        let named = names.iter().flat_map(|(_, name)| rules.vocabulary(name).spellings());
        let words = words(&ast, pattern).into_iter().chain(named).collect();
        Self { pattern, branches, words }
    }

    /// The words that stand in it letter by letter, or in a vocabulary that it names.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// How far it goes along with a text.
    pub fn reach(&self, text: &str) -> Option<Nearest> {
        let (folded, printed) = (Shadow::folded(text), Shadow::printed(text));
        let shadow = self.pattern.haystack(&folded, &printed);
        let reached = self.branches.iter().filter_map(|steps| reach(steps, &shadow, text));
        reached.max_by_key(|nearest| nearest.matched.chars().count())
    }
}

/// How far the steps go along with a text.
fn reach(steps: &[Step], shadow: &Shadow, text: &str) -> Option<Nearest> {
    // What matches with more pieces matches with fewer.
    let matching = steps.partition_point(|step| step.beginning.is_match(shadow));
    let reached = steps.get(..matching)?;
    let last = reached.last()?;
    // "e" of "et" is no half of "est": where a word is cut short the words before it count.
    let whole = reached.iter().rev().find(|step| {
        let found = step.beginning.find(shadow);
        !step.letter || found.is_some_and(|found| !is_inside_word(&shadow.text, found.end))
    });
    let told = |step: &Step| {
        let found = step.beginning.find(shadow)?;
        let matched = cited(text, shadow.source(found)).trim().to_owned();
        // A rule that only skips over the text goes along with anything.
        let letters = matched.chars().filter(|c| c.is_alphanumeric()).count();
        (step.letters > 1 && letters >= LETTERS)
            .then(|| Nearest { matched, wanted: step.wanted.clone() })
    };
    whole.and_then(told).or_else(|| told(last))
}

/// True if a word goes on at a byte of a text.
fn is_inside_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let behind = text.get(at..).and_then(|behind| behind.chars().next());
    [before, behind].into_iter().all(|c| c.is_some_and(char::is_alphanumeric))
}

/// The sequences of pieces that an expression is one of.
fn branches(ast: &Ast) -> Vec<Vec<&Ast>> {
    match ast {
        Ast::Alternation(either) => either.asts.iter().flat_map(branches).collect(),
        Ast::Concat(pieces) => vec![pieces.asts.iter().collect()],
        Ast::Group(group) => branches(&group.ast),
        other => vec![vec![other]],
    }
}

fn steps(pieces: &[&Ast], pattern: &Pattern) -> Vec<Step> {
    let start = pieces.first().map_or(0, |piece| piece.span().start.offset);
    let mut letters = 0;
    let step = |(number, piece): (usize, &&Ast)| {
        let named =
            pattern.names().iter().any(|(bytes, _)| bytes.contains(&piece.span().start.offset));
        let own = words(piece, pattern).iter().map(|word| word.chars().count()).sum::<usize>();
        letters += if named { 2 } else { own };
        Step {
            beginning: pattern.part(start..piece.span().end.offset),
            letters,
            wanted: wanted(pieces.get(number + 1..).unwrap_or_default(), pattern),
            letter: matches!(piece, Ast::Literal(literal) if literal.c.is_alphanumeric()),
        }
    };
    pieces.iter().enumerate().map(step).collect()
}

/// What comes next in an expression: the words, if it goes on with words, else the expression as
/// the file has it.
fn wanted(pieces: &[&Ast], pattern: &Pattern) -> String {
    let plain: String = pieces
        .iter()
        .map_while(|piece| match piece {
            Ast::Literal(literal) => Some(literal.c),
            _ => None,
        })
        .collect();
    if plain.chars().filter(|c| c.is_alphanumeric()).count() > 1 {
        return plain.trim().to_owned();
    }
    let start = pieces.first().map_or(0, |piece| piece.span().start.offset);
    let end = pieces.last().map_or(start, |piece| piece.span().end.offset);
    let (mut rest, mut at) = (String::new(), start);
    let names = pattern.names();
    let inside = names.iter().filter(|(bytes, _)| bytes.start >= start && bytes.end <= end);
    for (bytes, name) in inside {
        rest.push_str(pattern.expression().get(at..bytes.start).unwrap_or_default());
        rest.push_str(&format!("{{{name}}}"));
        at = bytes.end;
    }
    rest.push_str(pattern.expression().get(at..end).unwrap_or_default());
    let rest = rest.trim();
    match rest.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{} …", rest.get(..cut).unwrap_or_default()),
        None => rest.to_owned(),
    }
}

/// The words that stand in an expression letter by letter; not those of the names in it.
fn words(ast: &Ast, pattern: &Pattern) -> Vec<String> {
    let (start, end) = (ast.span().start.offset, ast.span().end.offset);
    if pattern.names().iter().any(|(bytes, _)| bytes.start <= start && end <= bytes.end) {
        return Vec::new();
    }
    match ast {
        Ast::Literal(literal) if literal.c.is_alphanumeric() => vec![literal.c.to_string()],
        Ast::Concat(pieces) => {
            let mut found = vec![String::new()];
            for piece in &pieces.asts {
                match (piece, found.last_mut()) {
                    (Ast::Literal(literal), Some(word)) if literal.c.is_alphanumeric() => {
                        word.push(literal.c);
                    }
                    (Ast::Literal(_), _) => found.push(String::new()),
                    (other, _) => {
                        found.extend(words(other, pattern));
                        found.push(String::new());
                    }
                }
            }
            found.retain(|word| !word.is_empty());
            found
        }
        Ast::Alternation(either) => {
            either.asts.iter().flat_map(|ast| words(ast, pattern)).collect()
        }
        Ast::Group(group) => words(&group.ast, pattern),
        Ast::Repetition(repeated) => words(&repeated.ast, pattern),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_says_how_far_it_goes_and_what_it_wants_next() {
        let rules = Rules::bundled().unwrap();
        let fields = rules.families().iter().flat_map(|family| &family.fields);
        let field = fields.clone().find(|field| field.id == "narrative/quantities/size-class");
        let pattern = field.and_then(|field| field.patterns.first()).unwrap();
        let reached = Expression::new(pattern, &rules).reach("Une CPTS de grande taille").unwrap();
        assert!(reached.matched.starts_with("CPTS"), "{:?}", reached.matched);
        for pattern in fields.flat_map(|field| &field.patterns) {
            let expression = Expression::new(pattern, &rules);
            assert!(!expression.branches.is_empty(), "{}", pattern.expression());
        }
    }
}
