//! What becomes of each rule at each place: told to an observer while the rules are applied.
//!
//! Without an observer nothing is told and nothing is worked out. Nothing here decides anything: a
//! document read with an observer gives the same as without. What a rule claimed stands in the
//! ledger and is not told again.

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::normalise::reject::Reject;

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

/// Why a match gives nothing, in words that go on from "it matched, but".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The block belongs to a rule that came first.
    #[error("the text had been read by another rule before")]
    Taken,
    /// `2021 200`
    #[error("the value cannot be read: {0}")]
    Rejected(Reject),
    /// A second population in one fiche.
    #[error("this had been read from another place before")]
    Known,
    /// `• Population générale` in the list of a mission.
    #[error("it is an item of a list, and labels are none")]
    Item,
    /// `Contact`, and nothing behind, beside or below that is an address.
    #[error("it is a label without a colon, and no value stands behind, beside or below it")]
    Valueless,
    /// An item of a fiche that shows no mission above, beside or below it.
    #[error("it stands with no label of a section")]
    Unlabelled,
    /// A line without a bullet between the lists of a fiche.
    #[error("it is no item of a list, and no section without a list stands with it")]
    Loose,
    /// A begin mark of the second kind in a document that has those of the first.
    #[error("an earlier expression of the rule occurs in the document, and only that one counts")]
    Outranked,
    /// `CPTS Bords de Rance` in a sentence.
    #[error("it is neither an entry of the index nor the title of a record")]
    Mention,
    /// A sentence of a document that is about no CPTS.
    #[error("the document is not clearly about any CPTS")]
    NoSubject,
    /// `Elle couvre 40 000 habitants` below a heading about another one.
    #[error(
        "it names no CPTS, and what stands above it is not clearly about one that the document describes"
    )]
    Carried,
    /// The neighbour's population.
    #[error("it speaks of {0:?}, which the document names and does not describe")]
    Other(String),
    /// `La CPTS Nord et la CPTS Sud comptent 40 000 habitants`
    #[error("the sentence names several CPTS, and whose this is is not clear")]
    Several,
    /// A CPTS named in passing.
    #[error("the document names this CPTS and does not describe it")]
    Undescribed,
    /// A further place that names the CPTS.
    #[error("the CPTS is named here, and its name is read from another place")]
    NamedElsewhere,
    /// A CPTS of a newsletter of which nothing is told.
    #[error("the document names this CPTS and states nothing about it")]
    Untold,
    /// A capture that is only small words.
    #[error("what is left of the name tells no CPTS from another")]
    NoName,
    /// `presse@federation.example`
    #[error("the address holds no word of the name of the CPTS")]
    NotOwn,
    /// `50 000 habitants` and `80 000 habitants` of one CPTS.
    #[error("the document states another number too, and which one is right is not clear")]
    Disagreeing,
    /// `près de 50 000` beside `49 300`.
    #[error("another place states it better")]
    Weaker,
    /// The director of the ARS.
    #[error("the role belongs to another body")]
    Foreign,
    /// A word that the vocabulary of roles does not have.
    #[error("the words are no role that the vocabulary `roles` spells")]
    NoRole,
    /// A role on a card without a name.
    #[error("no name of a person stands there")]
    NoPerson,
    /// The role of the person who was named before.
    #[error("the role belongs to a person who was read before")]
    RoleTaken,
    /// One name is no list.
    #[error("no list of two names or more stands there")]
    NoList,
    /// `signature du contrat` without a day.
    #[error("no date stands with it whose year is known")]
    NoDate,
    /// An event before the date of issue.
    #[error("it was over when the document appeared")]
    Over,
    /// A day, and not what is on that day.
    #[error("nothing says what it is")]
    NoTitle,
    /// The title of the document, or an item within a mission's list.
    #[error(
        "it is the title of the document, an item of a mission's list, or below a heading that the rule excludes"
    )]
    NoHeading,
    /// One mission alone may be about anything.
    #[error("the document has no heading on a second mission, and one alone is no programme")]
    NoProgramme,
    /// `projet de santé en cours` beside a signed contract.
    #[error("the document says that the contract is signed")]
    Signed,
    /// Somebody who is named and cannot be reached.
    #[error("neither a mailbox nor a number stands with the name")]
    Unreachable,
    /// An address of nobody.
    #[error("nobody is named with the mailbox or number")]
    Unnamed,
    /// A sentence about many CPTS without a number that can be read.
    #[error("no number in it can be read")]
    NoNumber,
    /// `Ille-et-Vilaine - 35` far from the index.
    #[error("no entry of the index stands below it")]
    NoEntries,
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
