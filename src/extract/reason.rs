//! Why a match gives nothing: the conditions behind the match, each with the words for it.

use crate::normalise::reject::Reject;

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
    /// `Marie Lenoir succède à Paul Blanc`: what is told of Paul Blanc elsewhere is over.
    #[error("the document says that the person does not hold the office any more")]
    Former,
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

impl Reason {
    /// Its name, for tools.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Rejected(_) => "rejected",
            Self::Known => "known",
            Self::Item => "item",
            Self::Valueless => "valueless",
            Self::Unlabelled => "unlabelled",
            Self::Loose => "loose",
            Self::Outranked => "outranked",
            Self::Mention => "mention",
            Self::NoSubject => "no_subject",
            Self::Carried => "carried",
            Self::Other(_) => "other",
            Self::Several => "several",
            Self::Undescribed => "undescribed",
            Self::NamedElsewhere => "named_elsewhere",
            Self::Untold => "untold",
            Self::NoName => "no_name",
            Self::NotOwn => "not_own",
            Self::Disagreeing => "disagreeing",
            Self::Weaker => "weaker",
            Self::Foreign => "foreign",
            Self::Former => "former",
            Self::NoRole => "no_role",
            Self::NoPerson => "no_person",
            Self::RoleTaken => "role_taken",
            Self::NoList => "no_list",
            Self::NoDate => "no_date",
            Self::Over => "over",
            Self::NoTitle => "no_title",
            Self::NoHeading => "no_heading",
            Self::NoProgramme => "no_programme",
            Self::Signed => "signed",
            Self::Unreachable => "unreachable",
            Self::Unnamed => "unnamed",
            Self::NoNumber => "no_number",
            Self::NoEntries => "no_entries",
        }
    }
}
