//! Everything that is checked of rules, by name: what is found is told under one of these.

use crate::model::diagnostic::Check;
use crate::model::gap::Severity;

/// A check whose findings keep the rules from being loaded.
const fn error(name: &'static str, finds: &'static str) -> Check {
    Check { name, severity: Severity::Error, finds }
}

/// A check whose findings are told by `recense rules lint` only.
const fn warning(name: &'static str, finds: &'static str) -> Check {
    Check { name, severity: Severity::Warning, finds }
}

/// Declares each check and the list of all of them.
macro_rules! checks {
    ($($constant:ident: $severity:ident($name:literal, $finds:literal);)*) => {
        $(#[doc = $finds] pub const $constant: Check = $severity($name, $finds);)*

        /// Every check, in the order of `rules/README.md`.
        pub const ALL: &[Check] = &[$($constant),*];
    };
}

checks! {
    SYNTAX: error("syntax", "A file that cannot be read or is not TOML.");
    SHAPE: error("shape", "A key that is missing or whose value is of another kind.");
    UNKNOWN_KEY: error("unknown-key", "A key that the operator does not have.");
    UNKNOWN_NAME: error("unknown-name", "A name that stands for nothing: a normaliser, vocabulary, target, capture, section, folder.");
    INCOMPLETE: error("incomplete", "A rule that lacks what its operator needs, or has two things of which it needs one.");
    BAD_EXPRESSION: error("bad-expression", "A regular expression that does not compile.");
    IMPOSSIBLE_LETTER: error("impossible-letter", "A letter of an expression that no text has when it is matched.");
    BAD_NAME: error("bad-name", "An id that cannot be part of a path.");
    DOUBLE_NAME: error("double-name", "Two rules, lists of words or families of one name.");
    NO_WHY: error("no-why", "A rule that does not say why.");
    REPEATED: error("repeated", "A label, spelling or expression that is listed twice.");
    SHARED_SPELLING: error("shared-spelling", "A spelling of two values of one vocabulary.");
    SHARED_LABEL: error("shared-label", "A label of two fields or sections.");
    NEVER_APPLIES: error("never-applies", "A rule that cannot apply: an equal one comes first, or nothing looks where it says.");
    VALUE_LOST: error("value-lost", "A rule whose value would be read and lost.");
    UNUSED_FOLDER: error("unused-folder", "A folder with rules that no family uses.");
    NO_EXAMPLE: warning("no-example", "A rule without an example that it matches.");
    NO_COUNTER_EXAMPLE: warning("no-counter-example", "A rule without an example that it must not match.");
    ANSWER_NOT_IN_TEXT: warning("answer-not-in-text", "An example whose answer does not stand in its text.");
    SHADOWED: warning("shadowed", "A rule each of whose examples an earlier rule takes.");
    TIED: warning("tied", "Two absence tokens that say different things of one text.");
}
