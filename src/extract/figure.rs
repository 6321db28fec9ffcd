//! Figures: numbers that a document states about more than one CPTS.

use crate::extract::hit::in_block;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::finding::{Finding, Findings};
use crate::model::record::Figure;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::text::clean;
use crate::normalise::{date, number, percent};
use crate::rules::FamilyRules;

/// The subject that counts all CPTS.
const ALL: &str = "communities_total";

/// The subjects that count some of them.
const PARTS: [&str; 4] =
    ["contracts_signed", "in_negotiation", "preprojects", "projects_in_drafting"];

/// Applies the rules that set figures to these blocks; a number told twice is one figure.
pub fn read(
    sheet: &mut Sheet<'_>,
    lexicon: &Lexicon,
    family: &FamilyRules,
    blocks: &[usize],
    findings: &mut Findings,
) {
    let mut found: Vec<((usize, usize), Finding<Figure>)> = Vec::new();
    for field in family.fields.iter().filter(|field| field.sets == "figure") {
        let subject = field.with.get("subject").cloned().unwrap_or_default();
        for &index in blocks {
            for hit in in_block(field, sheet, index) {
                let text = |name: &str| {
                    let block = sheet.blocks.get(index)?;
                    hit.part(name).map(|range| clean(&block.slice(range)))
                };
                let figure = Figure {
                    subject: subject.clone(),
                    value: text("value").and_then(|text| number::integer(&text, lexicon).ok()),
                    of: text("of").and_then(|text| number::integer(&text, lexicon).ok()),
                    share: text("share").and_then(|text| percent::percent(&text).ok()),
                    as_of: text("as_of")
                        .and_then(|text| date::date(&text, lexicon).ok())
                        .map(|date| date.to_string()),
                };
                let spot = sheet.trace.at(index, hit.at.clone());
                if figure.value.is_none() && figure.share.is_none() {
                    spot.dropped(&field.id, || Reason::NoNumber);
                } else if found.iter().any(|(_, known)| is_told_by(&known.value, &figure)) {
                    spot.dropped(&field.id, || Reason::Known);
                } else {
                    found.retain(|(_, known)| !is_told_by(&figure, &known.value));
                    let source = sheet.claim(index, hit.at.clone(), &field.id);
                    found.push(((index, hit.at.start), Finding { value: figure, source }));
                }
            }
        }
    }
    found.sort_by_key(|(place, _)| *place);
    count_against_all(&mut found);
    findings.figures.extend(found.into_iter().map(|(_, finding)| finding));
}

/// How many CPTS have a contract, negotiate or write is told of all that exist: where the document
/// states one number of these, it is what the others are part of.
fn count_against_all(found: &mut [((usize, usize), Finding<Figure>)]) {
    let all = |figure: &Figure| (figure.subject == ALL).then_some(figure.value).flatten();
    let stated: Vec<u64> = found.iter().filter_map(|(_, told)| all(&told.value)).collect();
    let [total] = stated.as_slice() else { return };
    let (total, source) = (*total, {
        let told = found.iter().find(|(_, told)| all(&told.value).is_some());
        told.map(|(_, told)| told.source.spans.clone()).unwrap_or_default()
    });
    for (_, told) in found {
        let figure = &mut told.value;
        let part = PARTS.contains(&figure.subject.as_str());
        if part && figure.of.is_none() && figure.value.is_some_and(|value| value <= total) {
            figure.of = Some(total);
            told.source.spans.extend(source.iter().copied());
            told.source.spans.sort();
            told.source.spans.dedup();
        }
    }
}

/// True if a figure says all that the other says.
fn is_told_by(known: &Figure, other: &Figure) -> bool {
    known.subject == other.subject
        && (other.value.is_none() || other.value == known.value)
        && (other.of.is_none() || other.of == known.of)
        && (other.share.is_none() || other.share == known.share)
}

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::rules::Rules;

    /// The figures of a text: subject, value, of, share, date.
    fn figures(text: &str) -> Vec<String> {
        let document = crate::read::read(text.as_bytes(), "lettre.txt").unwrap();
        let findings = extract(&document, &Rules::bundled().unwrap()).findings;
        let shown =
            |number: Option<u64>| number.map_or("-".to_owned(), |number| number.to_string());
        let figures = findings.figures.into_iter().map(|finding| finding.value);
        figures
            .map(|figure| {
                let share = figure.share.map_or("-".to_owned(), |share| share.to_string());
                let (value, of) = (shown(figure.value), shown(figure.of));
                let as_of = figure.as_of.unwrap_or("-".to_owned());
                format!("{} {value} {of} {share} {as_of}", figure.subject)
            })
            .collect()
    }

    #[test]
    fn a_number_told_twice_is_one_figure() {
        let text = "Bonjour.\n\n12 CPTS sont adhérentes soit 60% des CPTS de la région.\n\n\
            Les 12 CPTS adhérentes se retrouvent en mai.\n\n\
            Au 1er mars 2025, on dénombre 812 CPTS en France.\n";
        let expected = ["adhering_communities 12 - 0.6 -", "communities_total 812 - - 2025-03-01"];
        assert_eq!(figures(text), expected);
    }

    #[test]
    fn a_number_about_one_cpts_is_no_figure() {
        for text in [
            "La CPTS compte 120 adhérents et 45 000 habitants.",
            "45 % des professionnels de la CPTS sont adhérents.",
        ] {
            assert_eq!(figures(text), Vec::<String>::new(), "{text:?}");
        }
    }
}
