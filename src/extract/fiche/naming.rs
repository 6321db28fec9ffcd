//! The names of fiches: printed in the fiche, or worked out from the index.

use std::ops::Range;

use crate::extract::fiche::align::{self, Clues};
use crate::extract::fiche::records::{Fiche, Naming, Records};
use crate::extract::sheet::Sheet;
use crate::model::finding::{
    CommunityDraft, CommunityFact, Field, Finding, Findings, Hole, Source, Subject,
};
use crate::model::gap::GapCode;
use crate::normalise::department;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;

/// Names the fiches by the index, and says what had to be worked out.
pub fn name(
    sheet: &mut Sheet<'_>,
    lexicon: &Lexicon,
    records: &Records,
    drafts: &mut [CommunityDraft],
    findings: &mut Findings,
) {
    let clues: Vec<Clues> = records
        .fiches
        .iter()
        .zip(drafts.iter())
        .map(|(fiche, draft)| clues(fiche, draft))
        .collect();
    let index: Vec<String> = records.index.iter().map(|entry| entry.name.clone()).collect();
    let assignment = align::align(&index, &clues);
    for ((fiche, draft), entry) in records.fiches.iter().zip(drafts).zip(&assignment) {
        let entry = entry.and_then(|entry| records.index.get(entry));
        name_one(sheet, lexicon, (fiche, entry), !index.is_empty(), draft);
    }
    for (number, entry) in records.index.iter().enumerate() {
        let source = name_source(sheet, entry);
        departments(sheet, entry, lexicon);
        if !assignment.contains(&Some(number)) {
            let hole = Hole { code: GapCode::MissingFiche, subject: Subject::Document, source };
            findings.holes.push(hole);
        }
    }
}

/// What a fiche says about whose it is.
fn clues(fiche: &Fiche, draft: &CommunityDraft) -> Clues {
    let mut clues =
        Clues { title: fiche.title.as_ref().map(|title| title.name.clone()), ..Clues::default() };
    for fact in &draft.facts {
        match &fact.value {
            CommunityFact::Email(email) => clues.email = Some(email.clone()),
            CommunityFact::Website(website) => clues.website = Some(website.clone()),
            _ => {}
        }
    }
    clues
}

/// Names one fiche: the index's spelling is the name.
fn name_one(
    sheet: &mut Sheet<'_>,
    lexicon: &Lexicon,
    (fiche, entry): (&Fiche, Option<&Naming>),
    indexed: bool,
    draft: &mut CommunityDraft,
) {
    let community = Subject::Community(Field::Community);
    let title = fiche.title.as_ref();
    let variant = match (title, entry) {
        (Some(title), Some(entry)) => !same_spelling(&title.name, &entry.name),
        _ => false,
    };
    let Some(naming) = (if variant { entry } else { title.or(entry) }) else { return };
    let mut source = name_source(sheet, naming);
    // A title may print fewer departments than the index.
    let printed = [title, entry].into_iter().flatten();
    let printed = printed.map(|naming| departments(sheet, naming, lexicon));
    let mut departments: Vec<(String, Source)> = Vec::new();
    for codes in printed.collect::<Vec<_>>() {
        if codes.len() > departments.len() {
            departments = codes;
        }
    }
    if let (Some(title), true) = (title, variant) {
        let printed = name_source(sheet, title);
        let subject = Subject::Community(Field::Name);
        draft.holes.push(Hole { code: GapCode::NameVariant, subject, source: printed });
    }
    if title.is_none() {
        let reason = "not printed in the fiche: order of the index, e-mail and web domain";
        source.inferred = Some(reason.to_owned());
        for (_, source) in &mut departments {
            source.inferred = Some(reason.to_owned());
        }
        let hole = Hole { code: GapCode::NameInferred, subject: community, source: source.clone() };
        draft.holes.insert(0, hole);
    }
    if entry.is_none() && indexed {
        let hole = Hole { code: GapCode::MissingFiche, subject: community, source: source.clone() };
        draft.holes.insert(0, hole);
    }
    let value = CommunityFact::Name(clean(&naming.name));
    draft.facts.insert(0, Finding { value, source });
    // Departments behind a label of their own stand for themselves.
    if draft.facts.iter().any(|fact| matches!(fact.value, CommunityFact::Department(_))) {
        return;
    }
    for (position, (code, source)) in departments.into_iter().enumerate() {
        let finding = Finding { value: CommunityFact::Department(code), source };
        draft.facts.insert(1 + position, finding);
    }
}

/// Where a naming line prints the name, for evidence.
fn name_source(sheet: &mut Sheet<'_>, naming: &Naming) -> Source {
    sheet.claim(naming.block, naming.name_range.clone(), &naming.rule)
}

/// The departments of a naming line, printed by code or by name, with where each stands.
fn departments(sheet: &mut Sheet<'_>, naming: &Naming, lexicon: &Lexicon) -> Vec<(String, Source)> {
    let characters: Vec<char> = naming.departments.chars().collect();
    let code = |word: &str, _: &Lexicon| department::code(word).into_iter().collect();
    let codes = each(&characters, |a, b| a.is_alphanumeric() == b.is_alphanumeric(), code, lexicon);
    let named = |piece: &str, lexicon: &Lexicon| {
        department::departments(piece, lexicon).unwrap_or_default()
    };
    let parts = |c: &char| matches!(c, ',' | ';' | '/' | '&' | '(' | ')');
    let found = match codes.as_slice() {
        [] => each(&characters, |a, b| parts(a) == parts(b), named, lexicon),
        _ => codes,
    };
    let start = naming.departments_range.start;
    let moved = |range: Range<usize>| start + range.start..start + range.end;
    found
        .into_iter()
        .map(|(code, at)| (code, sheet.claim(naming.departments_block, moved(at), &naming.rule)))
        .collect()
}

/// The departments that each run of a text gives, with the run's characters.
fn each(
    characters: &[char],
    same: impl Fn(&char, &char) -> bool,
    read: impl Fn(&str, &Lexicon) -> Vec<String>,
    lexicon: &Lexicon,
) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    for run in characters.chunk_by(same) {
        let text: String = run.iter().collect();
        let front = text.chars().take_while(|c| c.is_whitespace()).count();
        let range = at + front..at + front + text.trim().chars().count();
        found.extend(read(&text, lexicon).into_iter().map(|code| (code, range.clone())));
        at += run.len();
    }
    found
}

/// True if two printed names are spelled alike but for what folding drops and dashes.
fn same_spelling(a: &str, b: &str) -> bool {
    fold(a).split_whitespace().eq(fold(b).split_whitespace())
}
