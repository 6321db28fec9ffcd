//! From an expression to the states of its automaton.
//!
//! The library that runs the automata can make them, too; but it works out at each place of a class
//! how its letters are written in UTF-8, which is most of the work: `\p{Lu}[\p{L}'-]{2,40}` has one
//! place of a class of four hundred ranges, and forty of another. Here that is worked out once for an
//! expression. What matches is what the library's own states match.

use std::mem;
use std::rc::Rc;

use regex_automata::nfa::thompson::{BuildError, Builder, NFA, Transition};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::{self, Class, ClassUnicode, Hir, HirKind, Repetition};
use regex_syntax::utf8::{Utf8Range, Utf8Sequence, Utf8Sequences};

use crate::rules::alphabet::narrowed;
use crate::rules::outline::Tree;

type Result<T> = std::result::Result<T, Box<BuildError>>;

/// The states of an expression; an error if they take more bytes than `most`.
pub fn states(tree: &Tree, most: usize) -> Result<NFA> {
    let expression = &tree.hir;
    let mut compiler = Compiler { builder: Builder::new(), classes: Vec::new(), tree };
    compiler.builder.set_utf8(true);
    compiler.builder.set_size_limit(Some(most))?;
    let anchored = expression.properties().look_set_prefix().contains(hir::Look::Start);
    // Whatever stands before a match.
    let before = match anchored {
        true => compiler.empty()?,
        false => compiler.at_least(&Hir::dot(hir::Dot::AnyByte), false, 0)?,
    };
    compiler.builder.start_pattern()?;
    let whole = compiler.capture(0, None, expression)?;
    let end = compiler.builder.add_match()?;
    compiler.builder.patch(whole.end, end)?;
    compiler.builder.finish_pattern(whole.start)?;
    compiler.builder.patch(before.end, whole.start)?;
    Ok(compiler.builder.build(whole.start, before.start)?)
}

/// States that are entered at one and left at another, which does not know yet where to.
#[derive(Clone, Copy)]
struct Piece {
    start: StateID,
    end: StateID,
}

/// For each state the bytes that lead on, and to which: states are numbered from 1, and 0 is the end.
/// The last one comes first.
type Letters = Vec<Vec<(Utf8Range, usize)>>;

struct Compiler<'t> {
    builder: Builder,
    /// What is being compiled: the whole, or one of its fragments.
    tree: &'t Tree,
    /// The classes so far.
    classes: Vec<(ClassUnicode, Rc<Letters>)>,
}

impl<'t> Compiler<'t> {
    fn any(&mut self, expression: &Hir) -> Result<Piece> {
        match expression.kind() {
            HirKind::Empty => self.empty(),
            HirKind::Literal(literal) => self.in_a_row(literal.0.iter(), |compiler, byte| {
                let next = StateID::ZERO;
                let only = Transition { start: *byte, end: *byte, next };
                Ok(alone(compiler.builder.add_range(only)?))
            }),
            HirKind::Class(Class::Unicode(class)) => self.class(class),
            HirKind::Class(Class::Bytes(class)) => {
                let end = self.builder.add_empty()?;
                let way = |range: &hir::ClassBytesRange| Transition {
                    start: range.start(),
                    end: range.end(),
                    next: end,
                };
                let start = self.builder.add_sparse(class.iter().map(way).collect())?;
                Ok(Piece { start, end })
            }
            HirKind::Look(look) => Ok(alone(self.builder.add_look(StateID::ZERO, seen(*look))?)),
            HirKind::Repetition(repetition) => self.repeated(repetition),
            HirKind::Capture(capture) => {
                let name = capture.name.as_deref();
                match name.and_then(|name| self.tree.fragment(name)) {
                    Some(fragment) => self.fragment(fragment),
                    None => self.capture(capture.index, name, &capture.sub),
                }
            }
            HirKind::Concat(parts) => self.in_a_row(parts.iter(), Self::any),
            HirKind::Alternation(ways) => {
                let (start, end) = (self.builder.add_union(Vec::new())?, self.builder.add_empty()?);
                for way in ways {
                    let way = self.any(way)?;
                    self.builder.patch(start, way.start)?;
                    self.builder.patch(way.end, end)?;
                }
                Ok(Piece { start, end })
            }
        }
    }

    fn empty(&mut self) -> Result<Piece> {
        Ok(alone(self.builder.add_empty()?))
    }

    fn in_a_row<T>(
        &mut self,
        mut parts: impl Iterator<Item = T>,
        each: impl Fn(&mut Self, T) -> Result<Piece>,
    ) -> Result<Piece> {
        let Some(first) = parts.next() else { return self.empty() };
        let mut all = each(self, first)?;
        for part in parts {
            let part = each(self, part)?;
            self.builder.patch(all.end, part.start)?;
            all.end = part.end;
        }
        Ok(all)
    }

    fn capture(&mut self, number: u32, name: Option<&str>, expression: &Hir) -> Result<Piece> {
        let start = self.builder.add_capture_start(StateID::ZERO, number, name.map(Into::into))?;
        let inner = self.any(expression)?;
        let end = self.builder.add_capture_end(StateID::ZERO, number)?;
        self.builder.patch(start, inner.start)?;
        self.builder.patch(inner.end, end)?;
        Ok(Piece { start, end })
    }

    fn fragment(&mut self, fragment: &'t Tree) -> Result<Piece> {
        let whole = mem::replace(&mut self.tree, fragment);
        let piece = self.any(&fragment.hir);
        self.tree = whole;
        piece
    }

    fn repeated(&mut self, repetition: &Repetition) -> Result<Piece> {
        let Repetition { min, max, greedy, ref sub } = *repetition;
        match max {
            None => self.at_least(sub, greedy, min),
            Some(max) => self.bounded(sub, greedy, min, max),
        }
    }

    fn exactly(&mut self, expression: &Hir, count: u32) -> Result<Piece> {
        self.in_a_row(0..count, |compiler, _| compiler.any(expression))
    }

    /// `a{2,5}` as `aa(a(a(a)?)?)?`: where one more is not there, none after it is tried.
    fn bounded(&mut self, expression: &Hir, greedy: bool, min: u32, max: u32) -> Result<Piece> {
        let least = self.exactly(expression, min)?;
        if min >= max {
            return Ok(least);
        }
        let end = self.builder.add_empty()?;
        let mut last = least.end;
        for _ in min..max {
            let fork = self.fork(greedy)?;
            let more = self.any(expression)?;
            self.builder.patch(last, fork)?;
            self.builder.patch(fork, more.start)?;
            self.builder.patch(fork, end)?;
            last = more.end;
        }
        self.builder.patch(last, end)?;
        Ok(Piece { start: least.start, end })
    }

    fn at_least(&mut self, expression: &Hir, greedy: bool, min: u32) -> Result<Piece> {
        let never_empty = expression.properties().minimum_len().is_some_and(|least| least > 0);
        match min {
            0 if never_empty => {
                let fork = self.fork(greedy)?;
                let one = self.any(expression)?;
                self.builder.patch(fork, one.start)?;
                self.builder.patch(one.end, fork)?;
                Ok(alone(fork))
            }
            // What may be empty has its ways in their order only as `(x+)?`.
            0 => {
                let one = self.at_least(expression, greedy, 1)?;
                let (fork, end) = (self.fork(greedy)?, self.builder.add_empty()?);
                self.builder.patch(fork, one.start)?;
                self.builder.patch(fork, end)?;
                self.builder.patch(one.end, end)?;
                Ok(Piece { start: fork, end })
            }
            _ => {
                let before = self.exactly(expression, min - 1)?;
                let last = self.any(expression)?;
                let fork = self.fork(greedy)?;
                self.builder.patch(before.end, last.start)?;
                self.builder.patch(last.end, fork)?;
                self.builder.patch(fork, last.start)?;
                Ok(Piece { start: before.start, end: fork })
            }
        }
    }

    /// A state that goes on in one of two ways, the first or the last one first.
    fn fork(&mut self, greedy: bool) -> Result<StateID> {
        Ok(match greedy {
            true => self.builder.add_union(Vec::new())?,
            false => self.builder.add_union_reverse(Vec::new())?,
        })
    }

    fn class(&mut self, class: &ClassUnicode) -> Result<Piece> {
        let known = self.classes.iter().find(|(known, _)| known == class);
        let letters = match known {
            Some((_, letters)) => Rc::clone(letters),
            None => {
                let letters = Rc::new(letters(&narrowed(class)));
                self.classes.push((class.clone(), Rc::clone(&letters)));
                letters
            }
        };
        let end = self.builder.add_empty()?;
        let mut places = vec![end];
        for ways in letters.iter() {
            let way = |&(bytes, next): &(Utf8Range, usize)| {
                let next = places.get(next).copied().unwrap_or(end);
                Transition { start: bytes.start, end: bytes.end, next }
            };
            places.push(self.builder.add_sparse(ways.iter().map(way).collect())?);
        }
        match letters.is_empty() {
            true => Ok(Piece { start: self.builder.add_fail()?, end }),
            false => Ok(Piece { start: places.last().copied().unwrap_or(end), end }),
        }
    }
}

fn alone(state: StateID) -> Piece {
    Piece { start: state, end: state }
}

/// How the letters of a class are written.
fn letters(class: &ClassUnicode) -> Letters {
    let written = class.iter().flat_map(|range| Utf8Sequences::new(range.start(), range.end()));
    let written: Vec<Utf8Sequence> = written.collect();
    let mut letters = Letters::new();
    if !written.is_empty() {
        state(&written, 0, &mut letters);
    }
    letters
}

/// The number of the state that reads what these have from a byte on.
fn state(written: &[Utf8Sequence], byte: usize, letters: &mut Letters) -> usize {
    let first = |sequence: &Utf8Sequence| sequence.as_slice().get(byte).copied();
    let mut ways = Vec::new();
    // Bytes that begin several sequences are the same or have none in common.
    for same in written.chunk_by(|a, b| first(a) == first(b)) {
        let Some(bytes) = same.first().and_then(first) else { return 0 };
        ways.push((bytes, state(same, byte + 1, letters)));
    }
    let known = letters.iter().position(|known| *known == ways);
    known.unwrap_or_else(|| {
        letters.push(ways);
        letters.len() - 1
    }) + 1
}

fn seen(look: hir::Look) -> Look {
    match look {
        hir::Look::Start => Look::Start,
        hir::Look::End => Look::End,
        hir::Look::StartLF => Look::StartLF,
        hir::Look::EndLF => Look::EndLF,
        hir::Look::StartCRLF => Look::StartCRLF,
        hir::Look::EndCRLF => Look::EndCRLF,
        hir::Look::WordAscii => Look::WordAscii,
        hir::Look::WordAsciiNegate => Look::WordAsciiNegate,
        hir::Look::WordUnicode => Look::WordUnicode,
        hir::Look::WordUnicodeNegate => Look::WordUnicodeNegate,
        hir::Look::WordStartAscii => Look::WordStartAscii,
        hir::Look::WordEndAscii => Look::WordEndAscii,
        hir::Look::WordStartUnicode => Look::WordStartUnicode,
        hir::Look::WordEndUnicode => Look::WordEndUnicode,
        hir::Look::WordStartHalfAscii => Look::WordStartHalfAscii,
        hir::Look::WordEndHalfAscii => Look::WordEndHalfAscii,
        hir::Look::WordStartHalfUnicode => Look::WordStartHalfUnicode,
        hir::Look::WordEndHalfUnicode => Look::WordEndHalfUnicode,
    }
}
