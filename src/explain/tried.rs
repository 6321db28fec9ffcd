//! What came of a rule at a text, in words.

use crate::explain::Case;
use crate::explain::log::Tried;
use crate::extract::Outcome;
use crate::model::document::Span;
use crate::model::explanation::{Nearest, RuleOutcome, RuleTried};

/// How far a rule came.
pub fn outcome(tried: &Tried) -> RuleOutcome {
    match &tried.outcome {
        Outcome::NoMatch => RuleOutcome::NoMatch,
        Outcome::Excluded { .. } => RuleOutcome::Excluded,
        Outcome::Matched => RuleOutcome::Matched,
        Outcome::Dropped(_) => RuleOutcome::Dropped,
    }
}

/// The whole text that a rule looked at; where it matched, only what matched is known.
pub fn text(case: &Case<'_>, tried: &Tried) -> String {
    let lines = tried.spans.iter().map(|span| case.reading.document.text(*span));
    lines.collect::<Vec<_>>().join(" ")
}

/// A rule's look at a text as it is told; `at` is where on the line that is asked for.
pub fn told(case: &Case<'_>, tried: &Tried, at: Span) -> RuleTried {
    let wanted = case.wanted.get(tried.rule.as_str());
    let wanted = wanted.filter(|_| tried.outcome == Outcome::NoMatch);
    let nearest = wanted.and_then(|wanted| wanted.nearest(&text(case, tried)));
    let (condition, message) = words(tried, nearest.as_ref());
    RuleTried {
        rule: case.cited(&tried.rule),
        outcome: outcome(tried),
        condition,
        message,
        at: Some(case.excerpt(at)),
        nearest,
    }
}

/// The condition that does not hold and the sentence for it.
fn words(tried: &Tried, nearest: Option<&Nearest>) -> (Option<String>, String) {
    let (condition, message) = match &tried.outcome {
        Outcome::NoMatch => ("match", no_match(nearest)),
        Outcome::Excluded { key, text } => {
            let place = match *key {
                "not_after" => "before what it matched",
                "not_before" => "behind what it matched",
                _ => "in the text",
            };
            (*key, format!("{text:?} stands {place}, which its `{key}` excludes"))
        }
        Outcome::Dropped(reason) => (reason.name(), format!("it matched, but {reason}")),
        Outcome::Matched => {
            let message = "it matched, and what it reads here is part of another value or of none";
            return (None, message.to_owned());
        }
    };
    (Some(condition.to_owned()), message)
}

/// `none of its labels or expressions is there`, and what came nearest.
fn no_match(nearest: Option<&Nearest>) -> String {
    match nearest {
        None => "it did not match: nothing of it stands there".to_owned(),
        Some(Nearest { matched, wanted }) => {
            format!("it did not match: it goes along with {matched:?} and wants `{wanted}`")
        }
    }
}
