//! What becomes of each rule at each place: told to an observer while the rules are applied.
//!
//! Without an observer nothing is told and nothing is worked out. Nothing here decides anything: a
//! document read with an observer gives the same as without. What a rule claimed stands in the
//! ledger and is not told again.

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;

/// Whoever wants to know what became of the rules.
pub trait Observer {
    /// The document was laid out in these blocks. Told again when they are parted anew; what is
    /// told next counts by them.
    fn laid_out(&self, _blocks: &[Block]) {}

    /// These blocks are the next record of the document.
    fn record(&self, _blocks: &[usize]) {}

    /// A rule looked at a stretch of text, or gave up one that it had matched.
    fn attempt(&self, attempt: Attempt<'_>);
}

/// One rule at one stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The block, by its place among those that were told last.
    pub block: usize,
    /// The characters of the block's text: what was looked at, or what matched.
    pub characters: Range<usize>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a rule's look at a stretch of text. Each look is told once, as one of the first
/// three; a match that gives nothing is told again, as the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// No label, word or expression of the rule is there.
    NoMatch,
    /// What the rule excludes is there: the key that says so, and the printed text.
    Excluded {
        /// `unless`, `not_after`, `not_before`
        key: &'static str,
        /// What stands there.
        text: String,
    },
    /// It is there. What came of it stands in the ledger, or is told next.
    Matched,
    /// It was there and gives nothing.
    Dropped(Reason),
}

impl Outcome {
    /// True for a look; false for what became of a match.
    pub fn is_look(&self) -> bool {
        !matches!(self, Self::Dropped(_))
    }
}

/// The way to the observer, if there is one.
#[derive(Clone, Copy, Default)]
pub struct Trace<'o> {
    observer: Option<&'o dyn Observer>,
}

impl<'o> Trace<'o> {
    /// Tells nobody.
    pub const OFF: Self = Self { observer: None };

    /// Tells this observer.
    pub fn to(observer: &'o dyn Observer) -> Self {
        Self { observer: Some(observer) }
    }

    /// True if somebody listens: for what has to be looked for to be told.
    pub fn is_on(self) -> bool {
        self.observer.is_some()
    }

    /// Tells how the document is laid out.
    pub fn laid_out(self, blocks: &[Block]) {
        if let Some(observer) = self.observer {
            observer.laid_out(blocks);
        }
    }

    /// Tells which blocks are the next record.
    pub fn record(self, blocks: &[usize]) {
        if let Some(observer) = self.observer {
            observer.record(blocks);
        }
    }

    /// The stretch of a block, to tell what becomes of rules there.
    pub fn at(self, block: usize, characters: Range<usize>) -> Spot<'o> {
        Spot { trace: self, block, characters }
    }
}

/// A stretch of a block at which something can be told.
#[derive(Clone, Default)]
pub struct Spot<'o> {
    trace: Trace<'o>,
    block: usize,
    characters: Range<usize>,
}

impl<'o> Spot<'o> {
    /// The whole of a block.
    pub fn block(sheet: &Sheet<'o>, block: usize) -> Self {
        let length = sheet.blocks.get(block).map_or(0, Block::length);
        sheet.trace.at(block, 0..length)
    }

    /// A text that stands nowhere in the document as it is: nothing is told.
    pub const NOWHERE: Spot<'static> = Spot { trace: Trace::OFF, block: 0, characters: 0..0 };

    /// A part of the stretch, counted from its first character.
    pub fn part(&self, characters: &Range<usize>) -> Self {
        let start = self.characters.start;
        let characters = start + characters.start..start + characters.end;
        Self { characters, ..self.clone() }
    }

    /// Tells what came of a rule here; the outcome is worked out only if somebody listens.
    pub fn tell(&self, rule: &str, outcome: impl FnOnce() -> Outcome) {
        if let Some(observer) = self.trace.observer {
            let (block, characters) = (self.block, self.characters.clone());
            observer.attempt(Attempt { rule, block, characters, outcome: outcome() });
        }
    }

    /// Tells that a match of a rule gives nothing, and why.
    pub fn dropped(&self, rule: &str, reason: impl FnOnce() -> Reason) {
        self.tell(rule, || Outcome::Dropped(reason()));
    }
}
