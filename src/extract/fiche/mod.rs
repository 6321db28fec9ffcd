//! Documents made of records: one fiche for each CPTS.

mod align;
mod geometry;
mod labels;
mod records;
mod sections;
mod sequence;

use crate::extract::fiche::align::Clues;
use crate::extract::fiche::labels::{Labelled, Labels};
use crate::extract::fiche::records::{Fiche, Naming, Records};
use crate::extract::fiche::sections::Context;
use crate::extract::sheet::Sheet;
use crate::extract::value::{Value, gap_of, read as read_value};
use crate::model::finding::{
    CommunityDraft, CommunityFact, Field, Finding, Findings, Hole, Source, Subject,
};
use crate::model::gap::GapCode;
use crate::model::record::{Mission, Officer, Role};
use crate::normalise::reject::Reject;
use crate::normalise::text::clean;
use crate::rules::{FamilyRules, Rules, TokenPlace};

/// Reads the fiches of a document. Gives the blocks that belong to one.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    findings: &mut Findings,
) -> Vec<usize> {
    let records = records::records(sheet, family);
    let labels = Labels::of(rules, family);
    let context = Context { rules, family };
    let mut drafts: Vec<CommunityDraft> = Vec::new();
    for fiche in &records.fiches {
        let mut draft = CommunityDraft::default();
        facts(sheet, &context, &labels, fiche, &mut draft);
        take_headings(sheet, family, &fiche.blocks);
        sections::read(sheet, &context, &fiche.blocks, &mut draft);
        raise(&mut draft);
        drafts.push(draft);
    }
    name(sheet, &records, &mut drafts, findings);
    findings.communities.extend(drafts);
    records.fiches.into_iter().flat_map(|fiche| fiche.blocks).collect()
}

/// The text behind the label of one field, in a document that is a fiche's fact and no more.
pub fn labelled_text(
    sheet: &Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    field: usize,
) -> Option<String> {
    let labels = Labels::of(rules, family);
    let blocks: Vec<usize> = (0..sheet.blocks.len()).collect();
    let found = labels::labelled(sheet, &labels, &blocks, |_, _| true);
    let labelled = found.into_iter().find(|labelled| labelled.field == field)?;
    let (block, range) = labelled.value.first().cloned()?;
    sheet.blocks.get(block).map(|block| block.slice(range))
}

/// Claims the headings inside a record that carry no value.
fn take_headings(sheet: &mut Sheet<'_>, family: &FamilyRules, blocks: &[usize]) {
    for rule in &family.records {
        for &index in blocks {
            let heading = sheet.blocks.get(index).is_some_and(|block| {
                let mut patterns = rule.headings.iter().chain(&rule.begin);
                patterns.any(|pattern| pattern.is_match(&block.folded))
            });
            if heading && !sheet.is_taken(index) {
                sheet.take(index, &rule.id);
            }
        }
    }
}

/// Reads the labelled facts of a fiche.
fn facts(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    labels: &Labels,
    fiche: &Fiche,
    draft: &mut CommunityDraft,
) {
    let lexicon = context.rules.lexicon();
    let readable = |labelled: &Labelled, text: &str| {
        let field = context.family.fields.get(labelled.field);
        let officer = field.is_some_and(|field| field.sets == "community.officer");
        token(context, text, officer).is_some()
            || field.is_some_and(|field| {
                recognises(&read_value(field.normaliser.as_deref(), text, lexicon))
            })
    };
    for labelled in labels::labelled(sheet, labels, &fiche.blocks, readable) {
        let Some(field) = context.family.fields.get(labelled.field) else { continue };
        let (block, range) = labelled.label.clone();
        let label_source = sheet.claim(block, range, &field.id);
        let target = target(&field.sets);
        sheet.take(block, &field.id);
        if labelled.value.is_empty() {
            let subject = Subject::Community(target);
            draft.holes.push(Hole { code: GapCode::MissingField, subject, source: label_source });
        }
        for (value_block, range) in labelled.value.clone() {
            let text = sheet.blocks.get(value_block).map(|block| block.slice(range.clone()));
            let text = text.unwrap_or_default();
            let source = sheet.claim(value_block, range.clone(), &field.id);
            sheet.take(value_block, &field.id);
            if let Some(token) = token(context, &text, target == Field::Officers) {
                let source = Source { rule: token.id.clone(), ..source };
                let subject = Subject::Community(target);
                draft.holes.push(Hole { code: token.gap, subject, source });
                continue;
            }
            let value = read_value(field.normaliser.as_deref(), &text, lexicon);
            let at = Site { block: value_block, start: range.start, source };
            set(sheet, target, labelled.term.as_deref(), value, at, draft);
        }
    }
}

/// True for a value, and for a text that is meant as one but cannot be right.
fn recognises(value: &Result<Value, Reject>) -> bool {
    match value {
        Ok(_) | Err(Reject::BrokenGrouping(_) | Reject::OutOfRange(_)) => true,
        Err(Reject::NotAnAddress(text)) => text.contains('@') && !text.contains(' '),
        Err(_) => false,
    }
}

/// Where a value was read.
struct Site {
    block: usize,
    start: usize,
    source: Source,
}

/// The absence token that a text is.
fn token<'r>(context: &Context<'r>, text: &str, officer: bool) -> Option<&'r crate::rules::Token> {
    let place = if officer { TokenPlace::Officer } else { TokenPlace::Field };
    let text = text.trim();
    context
        .family
        .tokens
        .iter()
        .filter(|token| token.on.contains(&place))
        .find(|token| token.pattern.matches(text))
}

/// The field that a target names.
fn target(sets: &str) -> Field {
    match sets {
        "community.population" => Field::Population,
        "community.size_class" => Field::SizeClass,
        "community.members" => Field::Members,
        "community.professionals" => Field::Professionals,
        "community.officer" => Field::Officers,
        "community.email" => Field::Email,
        "community.website" => Field::Website,
        "community.communes" => Field::Communes,
        "community.milestone" => Field::Milestones,
        "community.name" => Field::Name,
        _ => Field::Community,
    }
}

/// Writes a value, or the hole that a rejected one leaves, into the draft.
fn set(
    sheet: &mut Sheet<'_>,
    target: Field,
    term: Option<&str>,
    value: Result<Value, Reject>,
    at: Site,
    draft: &mut CommunityDraft,
) {
    let Site { block, start, source } = at;
    let fact = match (target, value) {
        (_, Err(reject)) => {
            let code = gap_of(&reject);
            let subject = Subject::Community(target);
            draft.holes.push(Hole { code, subject, source: source.clone() });
            // An address that no server would take is kept as it is printed.
            match (target, reject) {
                (Field::Email, Reject::NotAnAddress(kept)) if kept.contains('@') => {
                    CommunityFact::Email(kept)
                }
                _ => return,
            }
        }
        (Field::Population, Ok(Value::Quantity(q))) => {
            CommunityFact::Population(q.value, q.qualifier)
        }
        (Field::Members, Ok(Value::Quantity(q))) => CommunityFact::Members(q.value, q.qualifier),
        (Field::Professionals, Ok(Value::Quantity(q))) => {
            CommunityFact::Professionals(q.value, q.qualifier)
        }
        (Field::SizeClass, Ok(Value::SizeClass(class))) => CommunityFact::SizeClass(class),
        (Field::Email, Ok(Value::Text(text))) => CommunityFact::Email(text),
        (Field::Website, Ok(Value::Text(text))) => CommunityFact::Website(text),
        (Field::Officers, Ok(Value::Persons(persons))) => {
            let Some(role) = term.and_then(role) else { return };
            for (range, person) in persons {
                let range = start + range.start..start + range.end;
                let source = sheet.claim(block, range, &source.rule);
                let officer = Officer {
                    role,
                    name: person.name,
                    given_name: person.given_name,
                    family_name: person.family_name,
                };
                draft.facts.push(Finding { value: CommunityFact::Officer(officer), source });
            }
            return;
        }
        _ => return,
    };
    let known = draft
        .facts
        .iter()
        .any(|known| std::mem::discriminant(&known.value) == std::mem::discriminant(&fact));
    if !known {
        draft.facts.push(Finding { value: fact, source });
    }
}

/// The role that a vocabulary's value names.
pub fn role(value: &str) -> Option<Role> {
    serde_json::from_value(serde_json::Value::String(value.to_owned())).ok()
}

/// Raises a hole that all missions share to the community: one gap at the highest place.
fn raise(draft: &mut CommunityDraft) {
    let mission = |subject: Subject| match subject {
        Subject::Community(Field::Mission(mission)) => Some(mission),
        _ => None,
    };
    let shown: Vec<Mission> = draft
        .facts
        .iter()
        .filter_map(|fact| match fact.value {
            CommunityFact::MissionTitle(mission, _) => Some(mission),
            _ => None,
        })
        .collect();
    let filled = draft
        .facts
        .iter()
        .any(|fact| matches!(fact.value, CommunityFact::Action(..) | CommunityFact::Paragraph(..)));
    for code in [GapCode::NotReported, GapCode::NotCommunicated, GapCode::InDrafting] {
        let said = |m: &Mission| {
            draft.holes.iter().any(|hole| hole.code == code && mission(hole.subject) == Some(*m))
        };
        // A label without a list does not speak against it.
        let bare = |m: &Mission| {
            let missing = GapCode::MissingField;
            draft.holes.iter().any(|hole| hole.code == missing && mission(hole.subject) == Some(*m))
        };
        let all = !filled
            && shown.iter().any(said)
            && shown.iter().all(|shown| said(shown) || bare(shown));
        if !all {
            continue;
        }
        let first = draft
            .holes
            .iter()
            .position(|hole| hole.code == code && mission(hole.subject).is_some());
        if let Some(first) = first.and_then(|first| draft.holes.get(first)).cloned() {
            let subject = Subject::Community(Field::Community);
            let misplaced = GapCode::MisplacedSection;
            draft.holes.retain(|hole| {
                mission(hole.subject).is_none() || (hole.code != code && hole.code != misplaced)
            });
            draft.holes.insert(0, Hole { subject, ..first });
        }
    }
}

/// Names the fiches by the index, and says what had to be worked out.
fn name(
    sheet: &mut Sheet<'_>,
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
        name_one(sheet, fiche, entry, !index.is_empty(), draft);
    }
    for (number, entry) in records.index.iter().enumerate() {
        let source = records::name_source(sheet, entry);
        records::departments(sheet, entry);
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
    fiche: &Fiche,
    entry: Option<&Naming>,
    indexed: bool,
    draft: &mut CommunityDraft,
) {
    let community = Subject::Community(Field::Community);
    let title = fiche.title.as_ref();
    let variant = match (title, entry) {
        (Some(title), Some(entry)) => !records::same_spelling(&title.name, &entry.name),
        _ => false,
    };
    let Some(naming) = (if variant { entry } else { title.or(entry) }) else { return };
    let mut source = records::name_source(sheet, naming);
    // A title may print fewer departments than the index.
    let printed = [title, entry].into_iter().flatten().map(|n| records::departments(sheet, n));
    let mut departments: Vec<(String, Source)> = Vec::new();
    for codes in printed.collect::<Vec<_>>() {
        if codes.len() > departments.len() {
            departments = codes;
        }
    }
    if let (Some(title), true) = (title, variant) {
        let printed = records::name_source(sheet, title);
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
    for (position, (code, source)) in departments.into_iter().enumerate() {
        let finding = Finding { value: CommunityFact::Department(code), source };
        draft.facts.insert(1 + position, finding);
    }
}
