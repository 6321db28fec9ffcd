//! To which family a document belongs, by scored evidence, and in which language it is.

use crate::extract::hit::Seen;
use crate::extract::sheet::Sheet;
use crate::model::document::Region;
use crate::model::record::Family;
use crate::rules::{Evidence, EvidencePlace, FamilyRules, Rules};

/// What speaks for and against one family.
#[derive(Debug)]
pub struct Weighed<'r> {
    /// The family's rules.
    pub family: &'r FamilyRules,
    /// The sum of the weights that count.
    pub score: i32,
    /// For each piece of evidence the blocks that hold it; not looked for in more than are needed.
    pub found: Vec<Vec<usize>>,
}

impl Weighed<'_> {
    /// True if a piece of evidence was found in as many blocks as it needs.
    pub fn counts(&self, evidence: usize) -> bool {
        let needed = self.family.evidence.get(evidence).map(|evidence| evidence.at_least);
        self.found.get(evidence).map(Vec::len) >= needed
    }
}

/// The rules with the highest score that reaches their threshold; those for `unknown` documents
/// where none does or two tie.
pub fn family<'r>(sheet: &Sheet<'_>, rules: &'r Rules) -> Option<&'r FamilyRules> {
    let weighed = weigh(sheet, rules);
    let mut reached = weighed.iter().filter(|weighed| weighed.score >= weighed.family.threshold);
    match (reached.next(), reached.next()) {
        (Some(first), Some(second)) if first.score == second.score => rules.family(Family::Unknown),
        (Some(first), _) => Some(first.family),
        (None, _) => rules.family(Family::Unknown),
    }
}

/// Weighs every family but `unknown`, the one that most speaks for first.
pub fn weigh<'r>(sheet: &Sheet<'_>, rules: &'r Rules) -> Vec<Weighed<'r>> {
    let known = rules.families().iter().filter(|family| family.family != Family::Unknown);
    let mut weighed: Vec<Weighed<'r>> = known.map(|family| weigh_one(sheet, family)).collect();
    weighed.sort_by_key(|weighed| std::cmp::Reverse((weighed.score, weighed.family.family)));
    weighed
}

/// Adds up the evidence for one family.
fn weigh_one<'r>(sheet: &Sheet<'_>, family: &'r FamilyRules) -> Weighed<'r> {
    let (content, top) = (sheet.content(), sheet.top());
    let is_head =
        |&index: &usize| sheet.blocks.get(index).is_some_and(|block| block.region == Region::Head);
    let head: Vec<usize> = (0..sheet.blocks.len()).filter(is_head).collect();
    let found = |evidence: &Evidence| -> Vec<usize> {
        let places = match evidence.place {
            EvidencePlace::Anywhere => &content,
            EvidencePlace::Top => &top,
            EvidencePlace::Head => &head,
        };
        let holds = |&index: &usize| {
            sheet.blocks.get(index).is_some_and(|block| {
                evidence.pattern.is_match(Seen::block(block).by(&evidence.pattern))
            })
        };
        places.iter().copied().filter(holds).take(evidence.at_least).collect()
    };
    let found = family.evidence.iter().map(found).collect();
    let mut weighed = Weighed { family, score: 0, found };
    let counting = family.evidence.iter().enumerate().filter(|(number, _)| weighed.counts(*number));
    weighed.score = counting.map(|(_, evidence)| evidence.weight).sum();
    weighed
}

/// So many bytes of a text are enough to tell its language.
const TELLING: usize = 5_000;

/// The language of the content, French or English; what the document declares of itself counts
/// only where the text is too short to tell.
pub fn language(sheet: &Sheet<'_>) -> Option<String> {
    let content = sheet.content();
    let blocks = content.into_iter().filter_map(|index| sheet.blocks.get(index));
    let mut bytes = 0;
    let texts = blocks.map(|block| block.text.as_str()).take_while(|text| {
        let enough = bytes >= TELLING;
        bytes += text.len();
        !enough
    });
    let texts: Vec<&str> = texts.collect();
    let allowed = vec![whatlang::Lang::Fra, whatlang::Lang::Eng];
    let detector = whatlang::Detector::with_allowlist(allowed);
    let found = detector.detect(&texts.join("\n")).filter(whatlang::Info::is_reliable);
    let code = found.map(|info| match info.lang() {
        whatlang::Lang::Eng => "en".to_owned(),
        _ => "fr".to_owned(),
    });
    code.or_else(|| sheet.document.declared_language.clone())
}
