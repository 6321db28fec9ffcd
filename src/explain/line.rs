//! What became of a line: who has it, which rules looked at it, and what failed for each.

use std::collections::BTreeMap;

use crate::explain::log::Tried;
use crate::explain::{Case, Unanswerable, tried};
use crate::model::document::{Line, Region, Span};
use crate::model::explanation::{
    LineExplained, RuleNotAsked, RuleOutcome, RuleTried, Stretch, StretchState,
};
use crate::model::gap::Gap;
use crate::model::ledger::{Claim, Entry};
use crate::rules::{FamilyRules, FieldPlace, IgnoreWhat, TokenPlace};

/// Explains a line.
pub fn explain(
    case: &Case<'_>,
    page: Option<u32>,
    line: u32,
) -> Result<LineExplained, Unanswerable> {
    let (page, line) = find(case, page, line)?;
    let content = case.reading.document.line(page, line);
    let text = content.map(|line| line.text.clone()).unwrap_or_default();
    let record = case.log.record_of(page, line);
    let stretches = stretches(case, page, line);
    let rules = rules(case, page, line, &stretches);
    Ok(LineExplained {
        page: case.reading.document.page_number(page),
        line: line as u32 + 1,
        region: content.map_or(Region::Main, |line| line.region).name().to_owned(),
        record: record.map(|number| format!("/communities/{number}")),
        not_asked: not_asked(case, (page, line), &stretches, &rules),
        gaps: gaps(case, page, line),
        text,
        stretches,
        rules,
    })
}

/// The line's place in the document model.
fn find(case: &Case<'_>, page: Option<u32>, line: u32) -> Result<(usize, usize), Unanswerable> {
    let document = &case.reading.document;
    let count = document.pages.len();
    let number = match page {
        Some(page) => page,
        None if document.paginated && count > 1 => {
            return Err(Unanswerable::WhichPage { line, count });
        }
        None => 1,
    };
    let index = (number as usize).checked_sub(1);
    let Some((index, content)) = index.and_then(|at| Some((at, document.pages.get(at)?))) else {
        return Err(Unanswerable::NoPage { page: number, count });
    };
    let place = match document.paginated {
        true => format!("on page {number}"),
        false => "in the document".to_owned(),
    };
    match (line as usize).checked_sub(1).filter(|at| *at < content.lines.len()) {
        Some(at) => Ok((index, at)),
        None => Err(Unanswerable::NoLine { line, place, count: content.lines.len() }),
    }
}

/// The line in stretches by who has them.
fn stretches(case: &Case<'_>, page: usize, line: usize) -> Vec<Stretch> {
    let text = case.reading.document.line(page, line).map_or("", |line: &Line| &line.text);
    let characters: Vec<char> = text.chars().collect();
    let owners = case.reading.ledger.owners(page, line, characters.len());
    let mut runs: Vec<(usize, usize, Option<&Entry>)> = Vec::new();
    for (at, (character, owner)) in characters.iter().zip(owners).enumerate() {
        if owner.is_none() && character.is_whitespace() {
            continue;
        }
        let name = |entry: Option<&Entry>| entry.map(|entry| (entry.claim, entry.rule.clone()));
        match runs.last_mut() {
            Some((_, end, held))
                if name(*held) == name(owner) && (owner.is_none() || *end == at) =>
            {
                *end = at + 1;
            }
            _ => runs.push((at, at + 1, owner)),
        }
    }
    let stretch = |(start, end, owner): (usize, usize, Option<&Entry>)| Stretch {
        start: start as u32,
        end: end as u32,
        text: characters.get(start..end).unwrap_or_default().iter().collect(),
        state: match owner.map(|entry| entry.claim) {
            Some(Claim::Claimed) => StretchState::Claimed,
            Some(Claim::Ignored) => StretchState::Ignored,
            None => StretchState::Unclaimed,
        },
        rule: owner.map(|entry| case.cited(&entry.rule)),
        values: values(case, Span { page, line, start, end }),
    };
    runs.into_iter().map(stretch).collect()
}

/// The pointers of the values that were read from a stretch.
fn values(case: &Case<'_>, at: Span) -> Vec<String> {
    let evidence = case.reading.record.evidence.iter();
    let from = evidence.filter(|(_, evidence)| {
        evidence.at.iter().map(Case::cited_span).any(|span| {
            (span.page, span.line) == (at.page, at.line)
                && span.start < at.end
                && at.start < span.end
        })
    });
    from.map(|(pointer, _)| pointer.clone()).collect()
}

/// Every rule that looked at the line, the nearest to a value first.
fn rules(case: &Case<'_>, page: usize, line: usize, stretches: &[Stretch]) -> Vec<RuleTried> {
    let mut best: BTreeMap<&str, Vec<(RuleOutcome, &Tried, Span)>> = BTreeMap::new();
    for (tried, at) in case.log.on_line(page, line) {
        let outcome = tried::outcome(tried);
        let known = best.entry(&tried.rule).or_default();
        let first = known.first().map(|(first, ..)| *first);
        match first {
            Some(first) if first < outcome => {}
            Some(first) if first == outcome && outcome == RuleOutcome::NoMatch => {}
            Some(first) if first == outcome => known.push((outcome, tried, at)),
            _ => *known = vec![(outcome, tried, at)],
        }
    }
    let mut told: Vec<RuleTried> = Vec::new();
    let noted = case.reading.ledger.line(page, line);
    for entry in noted {
        if !told.iter().any(|told| told.rule.id == entry.rule) {
            told.push(noted_by(case, entry, stretches));
        }
    }
    for looks in best.into_values() {
        let mut sentences: Vec<RuleTried> =
            looks.into_iter().map(|(_, tried, at)| tried::told(case, tried, at)).collect();
        sentences.dedup_by(|a, b| a.message == b.message);
        let read = told.iter().any(|told| sentences.first().is_some_and(|s| s.rule == told.rule));
        if !read {
            told.extend(sentences);
        }
    }
    let order = case.used.map(|family| family.ids().collect::<Vec<_>>());
    let rank = |id: &str| order.iter().flatten().position(|known| *known == id);
    told.sort_by_key(|told| (told.outcome, told.nearest.is_none(), rank(&told.rule.id)));
    told
}

/// A rule that the ledger names for the line.
fn noted_by(case: &Case<'_>, entry: &Entry, stretches: &[Stretch]) -> RuleTried {
    let holds =
        |stretch: &&Stretch| stretch.rule.as_ref().is_some_and(|rule| rule.id == entry.rule);
    let other = stretches.iter().find_map(|stretch| stretch.rule.as_ref());
    let (outcome, message) = match (stretches.iter().any(|s| holds(&s)), entry.claim) {
        (true, Claim::Claimed) => (RuleOutcome::Read, "it read the text".to_owned()),
        (true, Claim::Ignored) => (RuleOutcome::Ignored, "it passes over the text".to_owned()),
        (false, claim) => {
            let what = if claim == Claim::Claimed { "read" } else { "would pass over" };
            let by = other.map_or("another rule", |rule| &rule.id);
            (RuleOutcome::Beaten, format!("it {what} the text too, and {by} has it"))
        }
    };
    RuleTried {
        rule: case.cited(&entry.rule),
        outcome,
        condition: (outcome == RuleOutcome::Beaten).then(|| "first".to_owned()),
        message,
        at: Some(case.excerpt(entry.span)),
        nearest: None,
    }
}

/// The rules of the family that did not look at the line.
fn not_asked(
    case: &Case<'_>,
    (page, line): (usize, usize),
    stretches: &[Stretch],
    rules: &[RuleTried],
) -> Vec<RuleNotAsked> {
    let Some(family) = case.used else { return Vec::new() };
    let in_record = case.log.record_of(page, line).is_some();
    let taken = stretches.iter().find_map(|stretch| stretch.rule.as_ref());
    let mut silent = Vec::new();
    for id in family.ids() {
        let known = |other: &RuleNotAsked| other.rule == id;
        if rules.iter().any(|tried| tried.rule.id == id) || silent.iter().any(known) {
            continue;
        }
        let Some((place, inside)) = place(family, id) else { continue };
        let because = match taken {
            Some(rule) if inside && in_record => {
                format!("{} had read the text before it came to it", rule.id)
            }
            _ => place.to_owned(),
        };
        silent.push(RuleNotAsked { rule: id.to_owned(), because });
    }
    silent
}

/// Where a rule looks, and whether that is inside of records; `None` for a rule that reads no text.
fn place(family: &FamilyRules, id: &str) -> Option<(&'static str, bool)> {
    if family.expects.iter().any(|rule| rule.id == id) {
        return None;
    }
    let place = if let Some(field) = family.fields.iter().find(|rule| rule.id == id) {
        match field.place {
            _ if field.with.contains_key("listed") => {
                ("it looks at the items of a list in which others open with a name", false)
            }
            _ if field.sets == "contact.organisation" => {
                ("it looks behind the roles of people", false)
            }
            _ if field.sets == "event.description" => {
                ("it looks behind sentences that announce an event", false)
            }
            _ if matches!(field.sets.as_str(), "event.status" | "event.place") => {
                ("it looks at the entries of a calendar", false)
            }
            FieldPlace::Record => {
                ("it looks inside of records, at what no rule has read yet", true)
            }
            FieldPlace::Document => ("it looks at the content outside of records", false),
            FieldPlace::Heading => ("it looks at the headings of the content", false),
            FieldPlace::Head => ("it looks at the file's metadata", false),
            FieldPlace::Top => ("it looks at the first blocks of the content", false),
            FieldPlace::Headline => ("it looks at what can be the title", false),
            FieldPlace::Bottom => ("it looks at the last lines of the content", false),
            FieldPlace::Sentence => ("it looks at sentences of the content", false),
        }
    } else if let Some(token) = family.tokens.iter().find(|rule| rule.id == id) {
        match token.on.as_slice() {
            [TokenPlace::Sentence] => ("it looks at sentences of the content", false),
            _ => ("it looks at values behind labels and at items of missions", false),
        }
    } else if let Some(ignore) = family.ignores.iter().find(|rule| rule.id == id) {
        match ignore.what {
            IgnoreWhat::OutsideRecords => ("it passes over what stands outside of records", false),
            _ => ("it looks at whole blocks", false),
        }
    } else if family.lists.iter().any(|rule| rule.id == id) {
        ("it looks at the items and paragraphs of a record", true)
    } else if family.sections.iter().any(|rule| rule.id == id) {
        (
            "it looks at blocks of a record, or at the headings of an article, that are no items",
            true,
        )
    } else {
        ("it looks at the blocks of the content", false)
    };
    Some(place)
}

/// The gaps that cite the line.
fn gaps(case: &Case<'_>, page: usize, line: usize) -> Vec<Gap> {
    let number = case.reading.document.page_number(page);
    let here = |gap: &&Gap| gap.page == number && gap.line == Some(line as u32 + 1);
    case.reading.record.gaps.iter().filter(here).cloned().collect()
}
