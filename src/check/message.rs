//! The sentence of a gap, for the person who has to act.

use crate::check::ReadBy;
use crate::check::counts::{count_of, counted};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::{Community, Record};
use crate::normalise::size_class::class_of;
use crate::rules::{Expected, Messages, fill};

/// Writes the message of every gap of a record from a catalogue.
pub fn write(record: &mut Record, messages: &Messages, by: ReadBy<'_>) {
    let written: Vec<String> =
        record.gaps.iter().map(|gap| sentence(record, gap, messages, by)).collect();
    for (gap, message) in record.gaps.iter_mut().zip(written) {
        gap.message = message;
    }
}

/// The sentence for a field on which two documents disagree: `missions/quality` is called as the
/// mission is.
pub fn conflict(community: &str, field: &str, messages: &Messages) -> String {
    let code = GapCode::Conflict.name();
    let key = field.rsplit('/').next().unwrap_or(field);
    let values = [("community", community.to_owned()), ("field", messages.field(key).to_owned())];
    fill(messages.gap(code, key).unwrap_or(code), &values)
}

/// A message of one or more sentences on a gap of the registry, each by its key in the catalogue
/// with what stands for its places.
pub fn sentences<'a>(
    code: GapCode,
    parts: impl Iterator<Item = (&'a str, &'a [(&'a str, String)])>,
    messages: &Messages,
) -> String {
    let code = code.name();
    let told = parts.map(|(key, values)| fill(messages.gap(code, key).unwrap_or(code), values));
    told.collect::<Vec<_>>().join(" ")
}

/// The sentence for what speaks for two entries of the registry being one CPTS.
pub fn evidence(kind: &str, value: String, messages: &Messages) -> String {
    fill(messages.evidence(kind), &[("value", value)])
}

/// The sentence for one gap.
fn sentence(record: &Record, gap: &Gap, messages: &Messages, by: ReadBy<'_>) -> String {
    let path: Vec<&str> = gap.pointer.split('/').skip(1).collect();
    let community = match path.as_slice() {
        ["communities", index, ..] => {
            index.parse::<usize>().ok().and_then(|index| record.communities.get(index))
        }
        _ => None,
    };
    let field = match path.as_slice() {
        ["communities", _, field, ..] => *field,
        ["communities", _] => "community",
        ["figures", _, field] => *field,
        [list, ..] => *list,
        [] => "",
    };
    let mission = path.get(3).copied().unwrap_or_default();
    let key = match (gap.code, field) {
        (GapCode::NotReported, "community" | "missions" | "") => field,
        (GapCode::NotReported, _) => "field",
        _ => field,
    };
    let template = messages.gap(gap.code.name(), key).unwrap_or(gap.code.name());
    let unnamed = messages.field("community");
    let name = community.and_then(|community| community.name.as_deref()).unwrap_or(unnamed);
    let number = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let raw = gap.raw.as_deref().unwrap_or_default();
    let figure = match path.as_slice() {
        ["figures", index] => index.parse::<usize>().ok().and_then(|i| record.figures.get(i)),
        _ => None,
    };
    let values = [
        ("community", name.to_owned()),
        ("field", messages.field(field).to_owned()),
        ("mission", messages.field(mission).to_owned()),
        ("raw", raw.replace('\n', " ")),
        ("population", number(community.and_then(|community| community.population))),
        ("size_class", number(community.and_then(|community| community.size_class).map(u64::from))),
        ("value", value(figure.and_then(|figure| figure.value), community)),
        ("of", number(figure.and_then(|figure| figure.of))),
        ("expected", expected(record, gap, community, by)),
    ];
    fill(template, &values)
}

/// What a figure declares, or how many communes are listed.
fn value(figure: Option<u64>, community: Option<&Community>) -> String {
    let listed = community.map(|community| community.communes.len() as u64);
    figure.or(listed).map(|value| value.to_string()).unwrap_or_default()
}

/// What should stand there: the class of the population, what counting gives, the number that the
/// document declares.
fn expected(record: &Record, gap: &Gap, community: Option<&Community>, by: ReadBy<'_>) -> String {
    if gap.pointer.starts_with("/figures/") {
        let expects = by.family.map(|family| family.expects.as_slice()).unwrap_or_default();
        let rule = expects.iter().find(|expect| Some(&expect.id) == gap.rule.as_ref());
        let Some(rule) = rule else { return String::new() };
        let Expected::Count { counts, .. } = &rule.what else { return String::new() };
        let counted = counted(record, by, rule);
        return format!("{}/{}", count_of(record, &counted, counts), counted.len());
    }
    if gap.pointer.ends_with("/size_class") {
        let population = community.and_then(|community| community.population);
        return population.map(|p| class_of(p).to_string()).unwrap_or_default();
    }
    // "s'établit sur 17 communes": the declared number in the printed words.
    let raw = gap.raw.as_deref().unwrap_or_default();
    raw.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty()).unwrap_or("?").to_owned()
}
