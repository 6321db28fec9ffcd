//! The health of rules over a folder of documents: who tries, who reads, who is never needed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use crate::check::count;
use crate::extract::{Attempt, Observer, Outcome};
use crate::model::defect::DocumentError;
use crate::model::document::Document;
use crate::model::gap::Severity;
use crate::model::ledger::{Claim, Ledger};
use crate::pipeline::SetupError;
use crate::pipeline::corpus::corpus;
use crate::rules::{Expected, Rules};

/// What a rule did over all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleHealth {
    /// How many texts it looked at.
    pub tried: u64,
    /// How many of them it matched.
    pub matched: u64,
    /// How many visible characters it read or passed over.
    pub characters: u64,
    /// How many it would have, had another rule not had them before.
    pub overlaps: u64,
    /// In how many documents it matched or read something.
    pub documents: u64,
}

/// An expectation of a family that a document does not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmet {
    /// The rule's id.
    pub rule: String,
    /// The document.
    pub document: String,
    /// An error if there are too few, a warning if there are too many or a field is missing.
    pub severity: Severity,
    /// What is not as expected.
    pub message: String,
}

/// The health of all rules.
#[derive(Debug, Default, Serialize)]
pub struct Health {
    /// How many documents were read.
    pub documents: u64,
    /// The documents that could not be read, with the cause.
    pub failed: BTreeMap<String, String>,
    /// The folders of the families whose rules read none of them.
    pub unread: Vec<String>,
    /// Every rule that looks at texts, by its id; of the families whose rules read a document.
    pub rules: BTreeMap<String, RuleHealth>,
    /// Every expectation that is not met, by document.
    pub unmet: Vec<Unmet>,
}

impl Health {
    /// The rules that never fired.
    pub fn never(&self) -> Vec<&str> {
        self.fired(|documents| documents == 0)
    }

    /// The rules that fired in one document only.
    pub fn once(&self) -> Vec<&str> {
        self.fired(|documents| documents == 1)
    }

    fn fired(&self, wanted: impl Fn(u64) -> bool) -> Vec<&str> {
        let rules = self.rules.iter().filter(|(_, health)| wanted(health.documents));
        rules.map(|(rule, _)| rule.as_str()).collect()
    }
}

/// Reads a folder of documents and tells the health of the rules.
pub fn health(folder: &Path, rules: &Rules) -> Result<Health, SetupError> {
    let corpus = corpus(folder, |bytes, path| document(bytes, path, rules))?;
    let failed = corpus.failed.into_iter().map(|(path, error)| (path, error.message)).collect();
    let mut health = Health { failed, ..Health::default() };
    let read: BTreeSet<&String> = corpus.documents.iter().map(|(_, (by, _, _))| by).collect();
    for family in rules.families() {
        if !read.contains(&family.folder) {
            health.unread.push(family.folder.clone());
            continue;
        }
        let ids = family.ids().filter(|id| rules.about(id).is_none_or(|it| it.kind != "expect"));
        health.rules.extend(ids.map(|id| (id.to_owned(), RuleHealth::default())));
    }
    for (_, (_, counts, unmet)) in corpus.documents {
        health.documents += 1;
        health.unmet.extend(unmet);
        for (rule, count) in counts {
            let Some(sum) = health.rules.get_mut(&rule) else { continue };
            sum.tried += count.tried;
            sum.matched += count.matched;
            sum.characters += count.characters;
            sum.overlaps += count.overlaps;
            sum.documents += u64::from(count.matched + count.characters > 0);
        }
    }
    Ok(health)
}

/// What each rule did in one document.
type Counts = BTreeMap<String, RuleHealth>;

/// Counts looks and matches while a document is read.
#[derive(Default)]
struct Counter(RefCell<Counts>);

impl Observer for Counter {
    fn attempt(&self, attempt: Attempt<'_>) {
        if !attempt.outcome.is_look() {
            return;
        }
        let mut counts = self.0.borrow_mut();
        if !counts.contains_key(attempt.rule) {
            counts.insert(attempt.rule.to_owned(), RuleHealth::default());
        }
        if let Some(count) = counts.get_mut(attempt.rule) {
            count.tried += 1;
            count.matched += u64::from(attempt.outcome == Outcome::Matched);
        }
    }
}

/// Reads one document: the folder whose rules read it, what each did, what is not as expected.
fn document(
    bytes: &[u8],
    path: &str,
    rules: &Rules,
) -> Result<(String, Counts, Vec<Unmet>), DocumentError> {
    let counter = Counter::default();
    let reading = crate::read_observed(bytes, path, rules, &counter)?;
    let mut counts = counter.0.into_inner();
    claims(&reading.document, &reading.ledger, &mut counts);
    let family = rules.folder(&reading.folder);
    let mut unmet = Vec::new();
    for expect in family.into_iter().flat_map(|family| &family.expects) {
        let mut tell = |severity, message| {
            let (rule, document) = (expect.id.clone(), path.to_owned());
            unmet.push(Unmet { rule, document, severity, message });
        };
        if let Expected::Number { counts, at_least, at_most } = &expect.what {
            let found = count(&reading.record, counts);
            if let Some(least) = at_least.filter(|least| found < *least) {
                tell(Severity::Error, format!("{found} {counts}, at least {least} expected"));
            }
            if let Some(most) = at_most.filter(|most| found > *most) {
                tell(Severity::Warning, format!("{found} {counts}, at most {most} expected"));
            }
        }
        let gaps = reading.record.gaps.iter().filter(|gap| gap.rule.as_ref() == Some(&expect.id));
        gaps.for_each(|gap| {
            tell(Severity::Warning, format!("{}: {}", gap.pointer, gap.code.name()))
        });
    }
    Ok((reading.folder, counts, unmet))
}

/// Counts the characters that each rule has, and those that another had before it.
fn claims(document: &Document, ledger: &Ledger, counts: &mut Counts) {
    for (page_number, page) in document.pages.iter().enumerate() {
        for (line_number, line) in page.lines.iter().enumerate() {
            let characters: Vec<char> = line.text.chars().collect();
            let owners = ledger.owners(page_number, line_number, characters.len());
            let mut wanted: BTreeSet<(&str, usize)> = BTreeSet::new();
            for entry in ledger.line(page_number, line_number) {
                let span = entry.span.start..entry.span.end.min(characters.len());
                wanted.extend(span.map(|at| (entry.rule.as_str(), at)));
            }
            for (rule, at) in wanted {
                let visible = characters.get(at).is_some_and(|c| !c.is_whitespace());
                let Some(owner) = owners.get(at).copied().flatten().filter(|_| visible) else {
                    continue;
                };
                let count = counts.entry(rule.to_owned()).or_default();
                let passed_over = owner.claim == Claim::Claimed
                    && !ledger
                        .line(page_number, line_number)
                        .iter()
                        .any(|entry| entry.rule == rule && entry.claim == Claim::Claimed);
                match owner.rule == rule {
                    true => count.characters += 1,
                    // An ignore rule has what nobody reads: that is no overlap.
                    false => count.overlaps += u64::from(!passed_over),
                }
            }
        }
    }
}
