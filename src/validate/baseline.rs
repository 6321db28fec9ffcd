//! Known gaps that are accepted, each with an optional end and a reason.

use serde::{Deserialize, Serialize};

use crate::model::diagnostic::Diagnostic;
use crate::model::gap::{Gap, GapCode};
use crate::model::registry::DocumentGap;
use crate::validate::BASELINE;

/// A baseline, kept as TOML by the people who decide.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The accepted gaps.
    #[serde(default, rename = "gap")]
    pub gaps: Vec<Accepted>,
}

/// One accepted gap. Its id is the same in every edition; the rest is for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The gap's id.
    pub id: String,
    /// Its code.
    pub code: GapCode,
    /// The community's id, where it concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    /// The gap's sentence when it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The last day on which it is accepted, `2026-12-31`; without it there is no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Why it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is wrong with a baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is not TOML, or not a baseline.
    #[error("{0}")]
    NotABaseline(String),
    /// `until = "31/12/2026"`
    #[error("gap {id}: {until:?} is not a day; write it as \"2026-12-31\"")]
    NotADay {
        /// The gap's id.
        id: String,
        /// What is written.
        until: String,
    },
}

impl Baseline {
    /// Reads a baseline.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = toml::from_str(text)
            .map_err(|error| BaselineError::NotABaseline(error.to_string().trim().to_owned()))?;
        for gap in &baseline.gaps {
            if let Some(until) = &gap.until
                && until.parse::<jiff::civil::Date>().is_err()
            {
                let (id, until) = (gap.id.clone(), until.clone());
                return Err(BaselineError::NotADay { id, until });
            }
        }
        Ok(baseline)
    }

    /// A baseline that accepts these gaps. What `before` says of a gap that is still there stays.
    pub fn of(gaps: &[DocumentGap], before: &Self) -> Self {
        let mut accepted: Vec<Accepted> = Vec::new();
        for DocumentGap { gap, .. } in gaps {
            if accepted.iter().any(|known| known.id == gap.id) {
                continue;
            }
            let known = before.gaps.iter().find(|known| known.id == gap.id);
            accepted.push(Accepted {
                id: gap.id.clone(),
                code: gap.code,
                community: gap.community.clone(),
                message: Some(gap.message.clone()),
                until: known.and_then(|known| known.until.clone()),
                reason: known.and_then(|known| known.reason.clone()),
            });
        }
        Self { gaps: accepted }
    }

    /// The baseline as TOML.
    pub fn to_toml(&self) -> Result<String, BaselineError> {
        toml::to_string(self).map_err(|error| BaselineError::NotABaseline(error.to_string()))
    }

    /// True if the gap is accepted on a day, given as `2026-11-22`.
    pub fn accepts(&self, gap: &Gap, today: &str) -> bool {
        self.gaps.iter().any(|known| known.id == gap.id && !known.is_over(today))
    }

    /// The entries that accept nothing any more: the gap is gone, or the time is over. `file` and
    /// `text` are those that the baseline was read from.
    pub fn stale(
        &self,
        gaps: &[DocumentGap],
        today: &str,
        file: &str,
        text: &str,
    ) -> Vec<Diagnostic> {
        let about = |known: &Accepted, what: String| {
            let community = known.community.as_deref().unwrap_or("the document");
            let line = text.lines().position(|line| line.contains(&known.id));
            Diagnostic {
                file: file.to_owned(),
                line: line.map_or(0, |line| line + 1),
                column: 1,
                width: 1,
                severity: BASELINE.severity,
                check: BASELINE.name,
                message: format!("{} of {community} {what}", known.code.name()),
                hint: None,
            }
        };
        let entries = self.gaps.iter();
        entries
            .filter_map(|known| {
                if !gaps.iter().any(|one| one.gap.id == known.id) {
                    return Some(about(known, "is gone; the entry can go too".to_owned()));
                }
                let until = known.until.as_deref().filter(|_| known.is_over(today))?;
                Some(about(known, format!("was accepted until {until}")))
            })
            .collect()
    }
}

impl Accepted {
    fn is_over(&self, today: &str) -> bool {
        // Days in ISO 8601 are in order as texts.
        self.until.as_deref().is_some_and(|until| until < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::identity::gap_id;

    fn gap(code: GapCode) -> DocumentGap {
        let mut gap = Gap {
            id: String::new(),
            code,
            severity: code.severity(),
            pointer: "/communities/0/website".to_owned(),
            community: Some("cpts-du-val-clair".to_owned()),
            page: None,
            line: None,
            raw: None,
            rule: None,
            message: "CPTS du Val Clair : aucun site".to_owned(),
        };
        gap.id = gap_id(&gap);
        DocumentGap { document: Some("bilan-0123abcd".to_owned()), gap }
    }

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let baseline = Baseline::of(&[gap(GapCode::MissingField)], &Baseline::default());
        assert_eq!(Baseline::parse(&baseline.to_toml().unwrap()), Ok(baseline));
    }

    #[test]
    fn a_gap_is_accepted_until_the_last_day_and_not_after() {
        let gap = gap(GapCode::MissingField);
        let mut baseline = Baseline::of(std::slice::from_ref(&gap), &Baseline::default());
        baseline.gaps[0].until = Some("2026-11-22".to_owned());
        assert!(baseline.accepts(&gap.gap, "2026-11-22"));
        assert!(!baseline.accepts(&gap.gap, "2026-11-23"));
        assert_eq!(baseline.stale(&[gap], "2026-11-23", "known.toml", "").len(), 1);
    }

    #[test]
    fn another_hole_at_the_same_place_is_not_accepted() {
        let baseline = Baseline::of(&[gap(GapCode::MissingField)], &Baseline::default());
        assert!(!baseline.accepts(&gap(GapCode::NotCommunicated).gap, "2026-11-22"));
    }

    #[test]
    fn a_gap_that_is_gone_is_said_and_a_new_baseline_keeps_the_reasons_of_the_others() {
        let (kept, gone) = (gap(GapCode::MissingField), gap(GapCode::Vacant));
        let mut baseline = Baseline::of(&[kept.clone(), gone], &Baseline::default());
        baseline.gaps[0].reason = Some("no site is planned".to_owned());
        let text = baseline.to_toml().unwrap();
        let stale = baseline.stale(std::slice::from_ref(&kept), "2026-11-22", "known.toml", &text);
        assert_eq!(stale.len(), 1);
        assert!(text.lines().nth(stale[0].line - 1).unwrap().contains(&baseline.gaps[1].id));
        let renewed = Baseline::of(&[kept], &baseline);
        assert_eq!(renewed.gaps.len(), 1);
        assert_eq!(renewed.gaps[0].reason.as_deref(), Some("no site is planned"));
    }

    #[test]
    fn an_end_that_is_no_day_is_an_error() {
        let text = "[[gap]]\nid = \"0123456789ab\"\ncode = \"vacant\"\nuntil = \"31/12/2026\"\n";
        assert!(matches!(Baseline::parse(text), Err(BaselineError::NotADay { .. })));
    }
}
