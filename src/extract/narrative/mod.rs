//! Documents that state facts in sentences: press releases, articles, newsletters, web pages.
//!
//! First it is found whom the document is about, then each sentence rule asks whether the place it
//! matched speaks of that CPTS. Where it is not clear, there is no value. Unread prose stays
//! unclaimed.

mod body;
mod communes;
mod headline;
mod mention;
mod milestones;
mod missions;
mod officers;
mod pairs;
mod places;
mod programme;
mod quantity;
mod sentence;
mod subject;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::extract::hit::Hit;
use crate::extract::narrative::mention::Mention;
use crate::extract::narrative::sentence::Sentence;
use crate::extract::narrative::subject::Subjects;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Trace};
use crate::model::finding::{
    CommunityDraft, CommunityFact, DocumentFact, Field as Part, Finding, Findings, Hole, Source,
    Subject,
};
use crate::model::gap::GapCode;
use crate::model::record::{Family, MilestoneKind};
use crate::rules::{FamilyRules, Field, FieldPlace, Rules, TokenPlace};

/// A CPTS that is named once is described by so many kinds of facts.
const TENTATIVE: usize = 2;

/// What the readers of single facts work on.
struct Narrative<'r> {
    rules: &'r Rules,
    family: &'r FamilyRules,
    sentences: Vec<Sentence>,
    subjects: Subjects,
    /// The sentences that are the title or stand alone above it.
    headline: Vec<usize>,
    /// The document's date of issue.
    issued: Option<String>,
    /// For each sentence the bodies that it names, once somebody asks.
    bodies: Vec<OnceCell<Vec<(body::Body, usize)>>>,
    /// Who wants to know what becomes of the rules.
    trace: Trace<'r>,
}

/// A match of a rule in a sentence about a described community.
struct Reading<'r> {
    field: &'r Field,
    sentence: usize,
    hit: Hit,
    community: usize,
}

/// True if a family's rules name communities in sentences.
fn names_any(family: &FamilyRules) -> bool {
    let named =
        |field: &Field| field.place == FieldPlace::Sentence && field.sets == "community.name";
    family.fields.iter().any(named)
}

/// The blocks that are values of labels set apart from them: what they say is said of the label.
pub fn values(sheet: &Sheet<'_>, rules: &Rules, family: &FamilyRules) -> Vec<usize> {
    if names_any(family) { pairs::values(sheet, rules, family) } else { Vec::new() }
}

/// Reads the communities that a narrative document describes.
pub fn read(sheet: &mut Sheet<'_>, rules: &Rules, family: &FamilyRules, findings: &mut Findings) {
    if !names_any(family) {
        return;
    }
    pairs::join(sheet, rules, family);
    let narrative = Narrative::of(sheet, rules, family, findings);
    let mut drafts = narrative.begin(sheet);
    if drafts.is_empty() {
        narrative.tell_idle();
        return;
    }
    places::read(&narrative, sheet, &mut drafts);
    quantity::read(&narrative, sheet, &mut drafts);
    officers::read(&narrative, sheet, &mut drafts);
    communes::read(&narrative, sheet, &mut drafts);
    milestones::read(&narrative, sheet, &mut drafts);
    missions::read(&narrative, sheet, &mut drafts);
    programme::read(&narrative, sheet, &mut drafts);
    let frame = sentence::frame(sheet, rules.lexicon());
    places::read_frame(&narrative, sheet, &frame, &mut drafts);
    narrative.drafting(sheet, &mut drafts);
    narrative.drop_untold(&mut drafts);
    findings.communities.append(&mut drafts);
}

/// The field of a fact that describes a community and is no event of it.
fn described_by(fact: &CommunityFact) -> Option<&'static str> {
    match fact {
        CommunityFact::Population(..) => Some("population"),
        CommunityFact::Members(..) => Some("members"),
        CommunityFact::Professionals(..) => Some("professionals"),
        CommunityFact::Commune(_) => Some("communes"),
        CommunityFact::Officer(_) => Some("officers"),
        _ => None,
    }
}

impl<'r> Narrative<'r> {
    /// The sentences of a document, and whom they are about.
    fn of(
        sheet: &Sheet<'r>,
        rules: &'r Rules,
        family: &'r FamilyRules,
        findings: &Findings,
    ) -> Self {
        let mut sentences = sentence::sentences(sheet, rules.lexicon());
        let mut headline = headline::headline(sheet, &sentences, findings, family.family);
        let mut mentions = mention::mentions(sheet.trace, &sentences, rules, family);
        let header = sentence::site(sheet, rules.lexicon());
        let mut site = mention::mentions(sheet.trace, &header, rules, family);
        if site.iter().any(|mention| !site.first().is_some_and(|first| first.is_same(mention))) {
            site.clear();
        }
        if mentions.is_empty() {
            // A page of a site that is a CPTS's own: only the site's header names it.
            mentions.extend(site.first().cloned());
            for mention in &mut mentions {
                let Some(title) = header.get(mention.sentence) else { continue };
                mention.sentence = sentences.len();
                headline.push(sentences.len());
                sentences.push(title.clone());
            }
        }
        let subjects = Subjects::find(&sentences, mentions, &headline, &site, family, rules);
        subjects.tell(&sentences, sheet.trace);
        let issued = findings.document.iter().find_map(|finding| match &finding.value {
            DocumentFact::Issued(date) => Some(date.clone()),
            _ => None,
        });
        let bodies = vec![OnceCell::new(); sentences.len()];
        let trace = sheet.trace;
        Self { rules, family, sentences, subjects, headline, issued, bodies, trace }
    }

    /// A draft for each community that the document describes, with its name.
    fn begin(&self, sheet: &mut Sheet<'_>) -> Vec<CommunityDraft> {
        let draft = |mention: &Mention| {
            let mut source = self.claim(sheet, mention.sentence, mention.at.clone(), &mention.rule);
            source.inferred.clone_from(&mention.inferred);
            let mut draft = CommunityDraft::default();
            if mention.inferred.is_some() {
                let subject = Subject::Community(Part::Community);
                let code = GapCode::NameInferred;
                draft.holes.push(Hole { code, subject, source: source.clone() });
            }
            draft.facts.push(Finding { value: CommunityFact::Name(mention.name.clone()), source });
            draft
        };
        self.subjects.described.iter().map(draft).collect()
    }

    /// Drops the communities that the document names and tells nothing, or too little, of.
    fn drop_untold(&self, drafts: &mut Vec<CommunityDraft>) {
        let needed = match self.family.family {
            _ if self.subjects.tentative => TENTATIVE,
            Family::Newsletter if !self.subjects.titled => 1,
            _ => 0,
        };
        let aside = self.subjects.described.len() > 1 && !self.subjects.titled;
        if needed == 0 && !aside {
            return;
        }
        // One that did something and of which nothing is told is no community described.
        let mut described = self.subjects.described.iter();
        drafts.retain(|draft| {
            let told: BTreeSet<_> =
                draft.facts.iter().filter_map(|f| described_by(&f.value)).collect();
            // Of several that no title names each has something of its own.
            let own = draft.facts.iter().filter(|f| !matches!(f.value, CommunityFact::Name(_)));
            let told = told.len() >= needed && (!aside || own.count() > 0);
            if let Some(mention) = described.next().filter(|_| !told) {
                self.dropped((mention.sentence, &mention.at), &mention.rule, Reason::Untold);
            }
            told
        });
    }
}

impl Narrative<'_> {
    /// The matches of the rules for a target in sentences about a described community.
    fn readings(&self, sets: &str) -> Vec<Reading<'_>> {
        let fields = self
            .family
            .fields
            .iter()
            .filter(|field| field.place == FieldPlace::Sentence && field.sets == sets);
        let mut readings = Vec::new();
        for field in fields {
            for (index, sentence) in self.sentences.iter().enumerate() {
                for hit in sentence.hits(field, self.trace) {
                    // "Celle-ci" is the one that the document is about, whoever else was named.
                    let this = field.with.get("owner").is_some_and(|owner| owner == "this");
                    let community = if this && self.subjects.described.len() == 1 {
                        Some(0)
                    } else {
                        self.subjects.of(index, &hit.at)
                    };
                    let Some(community) = community else {
                        let spot = sentence.spot(self.trace).part(&hit.at);
                        spot.dropped(&field.id, || self.subjects.unclear(index));
                        continue;
                    };
                    readings.push(Reading { field, sentence: index, hit, community });
                }
            }
        }
        readings.sort_by_key(|reading| (reading.sentence, reading.hit.at.start));
        readings
    }

    /// Tells what the rules match in a document that is about nobody.
    fn tell_idle(&self) {
        let fields =
            self.family.fields.iter().filter(|field| {
                field.place == FieldPlace::Sentence && field.sets != "community.name"
            });
        for field in fields.filter(|_| self.trace.is_on()) {
            for sentence in &self.sentences {
                for hit in sentence.hits(field, self.trace) {
                    let spot = sentence.spot(self.trace).part(&hit.at);
                    spot.dropped(&field.id, || Reason::NoSubject);
                }
            }
        }
    }

    /// Tells that a rule reads nothing where it matched.
    fn dropped(&self, (sentence, at): (usize, &Range<usize>), rule: &str, reason: Reason) {
        if let Some(sentence) = self.sentences.get(sentence) {
            sentence.spot(self.trace).part(at).dropped(rule, || reason);
        }
    }

    /// Tells that a reading gives nothing.
    fn gives_up(&self, reading: &Reading<'_>, reason: Reason) {
        self.dropped((reading.sentence, &reading.hit.at), &reading.field.id, reason);
    }

    /// The text of a capture.
    fn text(&self, reading: &Reading<'_>, name: &str) -> Option<String> {
        let sentence = self.sentences.get(reading.sentence)?;
        Some(sentence.slice(reading.hit.part(name)?))
    }

    /// A rule reads characters of a sentence; gives where they stand.
    fn claim(
        &self,
        sheet: &mut Sheet<'_>,
        sentence: usize,
        at: Range<usize>,
        rule: &str,
    ) -> Source {
        let Some(sentence) = self.sentences.get(sentence) else { return Source::default() };
        sheet.claim(sentence.block, sentence.in_block(at), rule)
    }

    /// The sentences that say that the health project is yet to be written; a signed contract says
    /// that it is.
    fn drafting(&self, sheet: &mut Sheet<'_>, drafts: &mut [CommunityDraft]) {
        let tokens =
            self.family.tokens.iter().filter(|token| token.on.contains(&TokenPlace::Sentence));
        for token in tokens {
            for (index, sentence) in self.sentences.iter().enumerate() {
                let spot = sentence.spot(self.trace);
                let Some(found) = token.pattern.find(&sentence.folded) else {
                    spot.tell(&token.id, || Outcome::NoMatch);
                    continue;
                };
                let at = sentence.folded.source(found);
                let spot = spot.part(&at);
                spot.tell(&token.id, || Outcome::Matched);
                let community = self.subjects.of(index, &at);
                let Some(draft) = community.and_then(|number| drafts.get_mut(number)) else {
                    spot.dropped(&token.id, || self.subjects.unclear(index));
                    continue;
                };
                let signed = |fact: &Finding<CommunityFact>| {
                    let kind = MilestoneKind::ContractSigned;
                    matches!(&fact.value, CommunityFact::Milestone(found, _) if *found == kind)
                };
                let known = draft.holes.iter().any(|hole| hole.code == token.gap);
                if known || draft.facts.iter().any(signed) {
                    spot.dropped(&token.id, || if known { Reason::Known } else { Reason::Signed });
                    continue;
                }
                let source = self.claim(sheet, index, at, &token.id);
                let subject = Subject::Community(Part::Community);
                draft.holes.push(Hole { code: token.gap, subject, source });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use crate::model::finding::{CommunityDraft, CommunityFact};
    use crate::rules::Rules;

    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

    /// The communities that a text describes.
    pub fn described(text: &str) -> Vec<CommunityDraft> {
        let document = crate::read::read(text.as_bytes(), "article.txt").unwrap();
        crate::extract::extract(&document, &RULES).findings.communities
    }

    /// The facts of a text's communities that a reader picks, each behind its community's name.
    pub fn facts(text: &str, pick: impl Fn(&CommunityFact) -> Option<String>) -> Vec<String> {
        let name = |draft: &CommunityDraft| {
            let mut names = draft.facts.iter().filter_map(|fact| match &fact.value {
                CommunityFact::Name(name) => Some(name.clone()),
                _ => None,
            });
            names.next().unwrap_or_default()
        };
        let drafts = described(text);
        let told = drafts.iter().flat_map(|draft| {
            let picked = draft.facts.iter().filter_map(|fact| pick(&fact.value));
            picked.map(|fact| format!("{}: {fact}", name(draft))).collect::<Vec<_>>()
        });
        told.collect()
    }

    #[test]
    fn a_cpts_that_is_named_once_is_described_by_facts_or_not_at_all() {
        let told = "À propos\n\nDepuis 2022, les soignants de Guer et Mauron sont réunis au sein de la \
            CPTS Lande Claire.\n\nPopulation : 71 300 habitants\nPrésident : Dr Erwan Le Gall\n";
        assert_eq!(described(told).len(), 1);
        let passing =
            "À propos\n\nLe cabinet est ouvert au sein de la CPTS Lande Claire depuis 2022.\n";
        assert_eq!(described(passing).len(), 0);
    }
}
