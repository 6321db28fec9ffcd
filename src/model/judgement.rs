//! What persons have decided: which entries of the registry are one CPTS.

use serde::{Deserialize, Serialize};

/// All that was decided, in the order in which it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgements {
    /// Later ones stand over earlier ones on the same pair.
    #[serde(default)]
    pub judgement: Vec<Judgement>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// The id of an entry, by any name that it has or had.
    pub a: String,
    /// The id of another.
    pub b: String,
    /// Whether they are one.
    pub verdict: Decision,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was decided, as `2026-07-14`.
    pub date: String,
}

/// Whether two entries are one CPTS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// They are.
    Same,
    /// They are not.
    Different,
}

impl Judgement {
    /// True if it is on this pair, in either order.
    pub fn is_on(&self, a: &str, b: &str) -> bool {
        (self.a == a && self.b == b) || (self.a == b && self.b == a)
    }
}
