//! Why a printed text is not the value that it stands for.

/// The reason for which a normaliser gives no value. Nothing is guessed: a text that is not
/// understood is told, and whoever asked decides which gap it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// Nothing but white space.
    #[error("nothing is printed")]
    Empty,
    /// `NR`
    #[error("no digits in {0:?}")]
    NoDigits(String),
    /// `2021 200`
    #[error("digit groups of {0:?} are not thousands")]
    BrokenGrouping(String),
    /// `1 234,5`
    #[error("{0:?} is no whole number")]
    NotWhole(String),
    /// `150 à 160`
    #[error("{0:?} is more than one number")]
    SeveralNumbers(String),
    /// `85 habitants`, `taille 5`
    #[error("{0:?} is out of range")]
    OutOfRange(String),
    /// `taille moyenne`
    #[error("{0:?} is no size class")]
    NotASizeClass(String),
    /// `en cours de recrutement`
    #[error("no name in {0:?}")]
    NoName(String),
    /// `cptsdesvalléesdelanjoubleu@gmail.com`: the text as printed, for the record keeps it.
    #[error("{0:?} is no e-mail address")]
    NotAnAddress(String),
    /// `/`
    #[error("{0:?} is no web address")]
    NotAUrl(String),
    /// `06 27 55 39 5O`
    #[error("{0:?} is no telephone number")]
    NotAPhone(String),
    /// `31 avril 2026`
    #[error("{0:?} is no date")]
    NotADate(String),
    /// `25h70`
    #[error("{0:?} is no time of day")]
    NotATime(String),
    /// `98 - 00`
    #[error("{0:?} is no department")]
    NotADepartment(String),
    /// `un quart`
    #[error("{0:?} is no percentage")]
    NotAPercentage(String),
}
