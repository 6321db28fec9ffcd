//! To which family a document belongs, by scored evidence, and in which language it is.

use crate::extract::sheet::Sheet;
use crate::model::document::Region;
use crate::model::record::Family;
use crate::rules::{EvidencePlace, FamilyRules, Rules};

/// The family with the highest score that reaches its threshold; `unknown` where none does or two
/// tie.
pub fn family(sheet: &Sheet<'_>, rules: &Rules) -> Family {
    let mut scores: Vec<(i32, Family)> = rules
        .families()
        .iter()
        .filter(|family| family.family != Family::Unknown)
        .map(|family| (score(sheet, family), family))
        .filter(|(score, family)| *score >= family.threshold)
        .map(|(score, family)| (score, family.family))
        .collect();
    scores.sort_by(|a, b| b.cmp(a));
    match scores.as_slice() {
        [] => Family::Unknown,
        [(first, _), (second, _), ..] if first == second => Family::Unknown,
        [(_, family), ..] => *family,
    }
}

/// Adds up the evidence for one family.
pub fn score(sheet: &Sheet<'_>, family: &FamilyRules) -> i32 {
    let content = sheet.content();
    let top = sheet.top();
    let all = 0..sheet.blocks.len();
    let head: Vec<usize> = all
        .filter(|&index| sheet.blocks.get(index).is_some_and(|b| b.region == Region::Head))
        .collect();
    let holds = |evidence: &&crate::rules::Evidence| {
        let places = match evidence.place {
            EvidencePlace::Anywhere => &content,
            EvidencePlace::Top => &top,
            EvidencePlace::Head => &head,
        };
        let hits = places.iter().filter_map(|&index| sheet.blocks.get(index)).filter(|block| {
            let shadow = evidence.pattern.haystack(&block.folded, &block.printed);
            evidence.pattern.is_match(shadow)
        });
        hits.take(evidence.at_least).count() >= evidence.at_least
    };
    family.evidence.iter().filter(holds).map(|evidence| evidence.weight).sum()
}

/// The language of the content, French or English; what the document declares of itself counts
/// only where the text is too short to tell.
pub fn language(sheet: &Sheet<'_>) -> Option<String> {
    let texts: Vec<&str> = sheet
        .content()
        .into_iter()
        .filter_map(|index| sheet.blocks.get(index))
        .map(|block| block.text.as_str())
        .collect();
    let allowed = vec![whatlang::Lang::Fra, whatlang::Lang::Eng];
    let detector = whatlang::Detector::with_allowlist(allowed);
    let found = detector.detect(&texts.join("\n")).filter(whatlang::Info::is_reliable);
    let code = found.map(|info| match info.lang() {
        whatlang::Lang::Eng => "en".to_owned(),
        _ => "fr".to_owned(),
    });
    code.or_else(|| sheet.document.declared_language.clone())
}
