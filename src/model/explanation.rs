//! Explanations: why a line, a value or a family was read as it was. What `recense explain` prints.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::model::gap::Gap;
use crate::model::record::Family;

/// The answer to one question about one document.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// Version of this shape.
    pub schema_version: u32,
    /// The document, as its record names it.
    pub document: String,
    /// To which family it belongs, and why.
    pub family: FamilyExplained,
    /// The line that was asked for.
    pub line: Option<LineExplained>,
    /// The value that was asked for.
    pub value: Option<ValueExplained>,
}

/// Why the document belongs to its family.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FamilyExplained {
    /// The family.
    pub family: Family,
    /// The folder of the rules that read the document.
    pub folder: String,
    /// Every family that was weighed, the one that most speaks for first.
    pub candidates: Vec<Candidate>,
}

/// One family that the document could belong to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Candidate {
    /// The family.
    pub family: Family,
    /// The folder of its rules.
    pub folder: String,
    /// The sum of the weights that count.
    pub score: i32,
    /// The least score with which the document could belong to it.
    pub threshold: i32,
    /// Each piece of evidence, found or not.
    pub evidence: Vec<EvidenceExplained>,
}

/// A piece of evidence for a family.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EvidenceExplained {
    /// Why it speaks for (or against) the family.
    pub why: String,
    /// What it adds to the score.
    pub weight: i32,
    /// It was found often enough, so its weight counts.
    pub counts: bool,
    /// In how many blocks it has to stand.
    pub at_least: u64,
    /// Where it was looked for: `anywhere`, `top`, `head`.
    pub looked_at: String,
    /// Where it stands; no more places than it needs.
    pub found: Vec<Excerpt>,
}

/// A stretch of a line of the document, with the line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Excerpt {
    /// Page from 1, null where the format has none.
    pub page: Option<u32>,
    /// Line from 1, as `recense inspect` counts them.
    pub line: u32,
    /// First character, in Unicode scalar values, from 0.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The whole line as printed.
    pub text: String,
}

/// A rule, and where to read and change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleCited {
    /// Its id.
    pub id: String,
    /// The operator: `field`, `token` …; empty for a rule that the folder does not have.
    pub kind: String,
    /// Its file, by its path below the rules folder.
    pub file: String,
    /// The line of its id, from 1.
    pub line: u64,
    /// Why it is right.
    pub why: String,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LineExplained {
    /// Page from 1, null where the format has none.
    pub page: Option<u32>,
    /// Line from 1.
    pub line: u32,
    /// The line as printed.
    pub text: String,
    /// The part of the page: `main`, `head`, `header`, `running` …
    pub region: String,
    /// JSON Pointer of the community in whose record the line stands; null outside of records.
    pub record: Option<String>,
    /// The line in stretches by who has them; white space that nobody has is left out.
    pub stretches: Vec<Stretch>,
    /// Every rule that looked at the line, those that read it first.
    pub rules: Vec<RuleTried>,
    /// The rules of the family that did not look at the line, and why.
    pub not_asked: Vec<RuleNotAsked>,
    /// The gaps that were found on the line.
    pub gaps: Vec<Gap>,
}

/// Who has a stretch of a line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stretch {
    /// First character.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The text.
    pub text: String,
    /// Claimed by a rule, ignored by one, or neither.
    pub state: StretchState,
    /// The rule that has it.
    pub rule: Option<RuleCited>,
    /// JSON Pointers of the values that were read from it.
    pub values: Vec<String>,
}

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StretchState {
    /// A rule read it.
    Claimed,
    /// An ignore rule passed over it.
    Ignored,
    /// No rule read it and none ignores it.
    Unclaimed,
}

/// A rule that looked at a text, and the first of its conditions that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RuleTried {
    /// The rule.
    pub rule: RuleCited,
    /// How far it came.
    pub outcome: RuleOutcome,
    /// The condition that does not hold, by name: `match`, `unless`, `not_after`, `not_before`, or
    /// one of those behind the match, such as `rejected`, `other`, `known`; null where all hold.
    pub condition: Option<String>,
    /// The same as a sentence.
    pub message: String,
    /// What it looked at, or what matched.
    pub at: Option<Excerpt>,
    /// How far the rule goes along with the text, where it does not match.
    pub nearest: Option<Nearest>,
}

/// How far a rule came with a text, the nearest to a value first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleOutcome {
    /// It read the text.
    Read,
    /// It is an ignore rule, and passed over the text.
    Ignored,
    /// It read or ignored the text, and another rule has it.
    Beaten,
    /// It matched and a condition behind the match does not hold.
    Dropped,
    /// It matched, and what it reads there is no value of its own.
    Matched,
    /// A word that it excludes stands there.
    Excluded,
    /// It did not match.
    NoMatch,
}

/// The longest part of a rule that a text goes along with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Nearest {
    /// The text that goes along with the rule, as printed.
    pub matched: String,
    /// What the rule wants next: words, or the expression; or the whole label that is nearest.
    pub wanted: String,
}

/// A rule that did not look at a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleNotAsked {
    /// The rule's id.
    pub rule: String,
    /// Why it did not look there.
    pub because: String,
}

/// The way from the printed text to a value, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueExplained {
    /// The JSON Pointer that was asked for.
    pub pointer: String,
    /// What the record has there; null where it has nothing.
    pub value: Value,
    /// Where the value comes from.
    pub state: ValueState,
    /// The pointer whose evidence this is: the value's own, or that of what it belongs to or follows
    /// from.
    pub evidence: Option<String>,
    /// The printed text.
    pub raw: Option<String>,
    /// The stretches of lines that it was read from.
    pub at: Vec<Excerpt>,
    /// The text as the rule and the normaliser see it.
    pub seen_as: Option<String>,
    /// The label or the sentence by which the rule found it.
    pub found_by: Option<Excerpt>,
    /// The rule that read it.
    pub rule: Option<RuleCited>,
    /// The normaliser that the rule names.
    pub normaliser: Option<String>,
    /// What the normaliser makes of the text, or the reason for which it makes nothing of it.
    pub normalised: Option<Value>,
    /// From what a value was worked out that is not printed, or where one comes from that no rule
    /// read.
    pub reason: Option<String>,
    /// The pointers of the printed values below a list or an object.
    pub parts: Vec<String>,
    /// The gaps at the same place or above.
    pub gaps: Vec<Gap>,
    /// The rules that can give such a value; only where there is none.
    pub rules: Vec<RuleCited>,
    /// Where these rules came nearest to one; only where there is none.
    pub misses: Vec<RuleTried>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueState {
    /// The document prints it.
    Printed,
    /// It was worked out from what the document prints.
    Inferred,
    /// It follows from other values of the record.
    Derived,
    /// A list or an object of values.
    Composed,
    /// It comes from the file and not from its text.
    OfTheFile,
    /// There is none.
    Missing,
}
