//! What official data say of an entry of the registry: which communes it means, whether its
//! population is theirs.
//!
//! Findings are the register's: a document's record is a function of the document.

use serde_json::Value;

use crate::gazetteer::{Commune, Gazetteer};
use crate::model::gap::{Gap, GapCode, Severity};
use crate::model::registry::{DocumentGap, Entry, Locality, Proposed};
use crate::normalise::identity::register_id;

/// A declared population differs by no more from a sum of its communes and is the same: per cent.
const SAME: u64 = 2;
/// It differs by no more and may be of another year.
const NEAR: u64 = 10;

/// A part of a finding's message: its key in the catalogue, and what stands for its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The key behind the gap's code.
    pub key: &'static str,
    /// Names and values of places.
    pub values: Vec<(&'static str, String)>,
}

/// Something in which an entry and the official data disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of gap it is.
    pub code: GapCode,
    /// How much it matters: a population that may be of another year is only to be known.
    pub severity: Severity,
    /// The id of the entry.
    pub community: String,
    /// The field of `current`.
    pub field: &'static str,
    /// Pointer into the registry.
    pub pointer: String,
    /// The name as printed.
    pub raw: Option<String>,
    /// What its message says.
    pub sentences: Vec<Sentence>,
}

impl Finding {
    /// The finding as a gap of the registry, with its message worded.
    pub fn gap(self, message: String) -> DocumentGap {
        let Self { code, severity, community, field, pointer, raw, .. } = self;
        let id = register_id(code, &community, field, raw.as_deref());
        let community = Some(community);
        let (page, line, rule) = (None, None, None);
        let gap = Gap { id, code, severity, pointer, community, page, line, raw, rule, message };
        DocumentGap { document: None, gap }
    }
}

/// Gives an entry its localities, and tells where it disagrees with the official data. `number` is
/// its place in the registry; `miscounted` says that the document which lists the communes
/// declares another number of them, so that their populations add up to nothing.
pub fn locate(
    entry: &mut Entry,
    number: usize,
    miscounted: bool,
    gazetteer: &Gazetteer,
) -> Vec<Finding> {
    let listed = entry.current.get("communes").and_then(Value::as_array);
    let names: Vec<&str> = listed.into_iter().flatten().filter_map(Value::as_str).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let mut departments = entry.departments.clone();
    if departments.is_empty() {
        departments.extend(gazetteer.shared_department(&names).map(str::to_owned));
    }
    let found: Vec<Found<'_>> = names
        .into_iter()
        .map(|name| {
            let exact = gazetteer.commune(name, &departments);
            let near = exact.is_none().then(|| gazetteer.nearest(name, &departments)).flatten();
            Found { name: name.to_owned(), exact, near }
        })
        .collect();
    entry.localities = found.iter().map(Found::locality).collect();
    let mut findings: Vec<Finding> = found
        .iter()
        .enumerate()
        .filter_map(|(place, found)| spelling(entry, number, place, found))
        .collect();
    if !miscounted {
        findings.extend(population(entry, number, &found, gazetteer.years()));
    }
    findings
}

/// A printed name, and which commune it is or may be.
struct Found<'g> {
    name: String,
    exact: Option<&'g Commune>,
    near: Option<&'g Commune>,
}

impl Found<'_> {
    fn locality(&self) -> Locality {
        Locality {
            name: self.name.clone(),
            code: self.exact.map(|one| one.code.clone()),
            part_of: self.exact.and_then(|one| one.part_of.clone()),
            proposed: self
                .near
                .map(|one| Proposed { code: one.code.clone(), name: one.name.clone() }),
        }
    }
}

/// The name of a commune that is one letter away from an official one.
fn spelling(entry: &Entry, number: usize, place: usize, found: &Found<'_>) -> Option<Finding> {
    let near = found.near?;
    let values = vec![
        ("community", entry.name.clone()),
        ("raw", found.name.clone()),
        ("name", near.name.clone()),
        ("code", near.code.clone()),
    ];
    Some(Finding {
        code: GapCode::NameVariant,
        severity: GapCode::NameVariant.severity(),
        community: entry.id.clone(),
        field: "communes",
        pointer: format!("/communities/{number}/current/communes/{place}"),
        raw: Some(found.name.clone()),
        sentences: vec![Sentence { key: "official_name", values }],
    })
}

/// A declared population that is not that of the communes.
fn population(
    entry: &Entry,
    number: usize,
    found: &[Found<'_>],
    years: (&str, &str),
) -> Option<Finding> {
    let declared = entry.current.get("population").and_then(Value::as_u64)?;
    let official = Official::of(found)?;
    if official.is_within(SAME, declared) {
        return None;
    }
    // "plus de 64 000" is true of 80 000.
    let holds = match entry.current.get("population_qualifier").and_then(Value::as_str) {
        Some("at_least") => official.sums().any(|sum| sum > declared),
        Some("at_most") => official.sums().any(|sum| sum < declared),
        _ => false,
    };
    let known = holds || official.is_within(NEAR, declared);
    let code = GapCode::Inconsistent;
    Some(Finding {
        code,
        severity: if known { Severity::Info } else { code.severity() },
        community: entry.id.clone(),
        field: "population",
        pointer: format!("/communities/{number}/current/population"),
        raw: None,
        sentences: official.against(declared, &entry.name, found, years),
    })
}

/// How many live in some communes.
struct Official {
    municipal: u64,
    /// With those who are counted twice; none if it is not known of each.
    total: Option<u64>,
}

impl Official {
    /// None if one of the names is no commune's, or nobody has counted it.
    fn of(found: &[Found<'_>]) -> Option<Self> {
        let communes: Vec<&Commune> =
            found.iter().map(|one| one.exact.or(one.near)).collect::<Option<_>>()?;
        let sum = |of: fn(&Commune) -> Option<u64>| -> Option<u64> {
            let each = communes.iter().enumerate().map(|(place, one)| {
                // A commune that is listed twice has its inhabitants once.
                let again = communes.iter().take(place).any(|other| other == one);
                if again { Some(0) } else { of(one) }
            });
            each.sum()
        };
        Some(Self { municipal: sum(|one| one.municipal)?, total: sum(|one| one.total) })
    }

    fn sums(&self) -> impl Iterator<Item = u64> {
        [Some(self.municipal), self.total].into_iter().flatten()
    }

    /// True if a number is no further from one of the sums: per cent.
    fn is_within(&self, share: u64, declared: u64) -> bool {
        self.sums().any(|sum| declared.abs_diff(sum) * 100 <= sum * share)
    }

    /// What is to be said against a declared number.
    fn against(
        &self,
        declared: u64,
        community: &str,
        found: &[Found<'_>],
        (municipal_year, total_year): (&str, &str),
    ) -> Vec<Sentence> {
        let mut sentences = vec![Sentence {
            key: "official_population",
            values: vec![
                ("community", community.to_owned()),
                ("population", declared.to_string()),
                ("value", found.len().to_string()),
                ("expected", self.municipal.to_string()),
                ("year", municipal_year.to_owned()),
            ],
        }];
        if let Some(total) = self.total {
            let values = vec![("expected", total.to_string()), ("year", total_year.to_owned())];
            sentences.push(Sentence { key: "official_total", values });
        }
        if self.sums().all(|sum| sum < declared) {
            sentences.push(Sentence { key: "official_more", values: Vec::new() });
        }
        for (found, near) in found.iter().filter_map(|one| Some((one, one.near?))) {
            let values = vec![("raw", found.name.clone()), ("name", near.name.clone())];
            sentences.push(Sentence { key: "official_proposed", values });
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    const TABLE: &str = "code\tname\tkind\tpart_of\tmunicipal_2023\ttotal_2022\n\
        44013\tBesné\t\t\t1000\t1100\n44052\tDonges\t\t\t9000\t9100\n44074\tIndre\t\t\t500\n\
        44099\tVieux-Bourg\tD\t44052\n";

    /// What is found on a CPTS in department 44, with its localities' codes.
    fn found(communes: Value, population: Value) -> (Vec<Option<String>>, Vec<Finding>) {
        let mut current = BTreeMap::from([("communes".to_owned(), communes)]);
        if let Value::Array(stated) = population {
            current.insert("population".to_owned(), stated[0].clone());
            current.insert("population_qualifier".to_owned(), stated[1].clone());
        }
        let mut entry = Entry {
            id: "cpts-donges".to_owned(),
            name: "CPTS Donges".to_owned(),
            aliases: Vec::new(),
            departments: vec!["44".to_owned()],
            localities: Vec::new(),
            current,
            statements: Vec::new(),
            changes: Vec::new(),
            documents: Vec::new(),
        };
        let gazetteer = Gazetteer::parse("x.tsv", TABLE).unwrap();
        let findings = locate(&mut entry, 7, false, &gazetteer);
        assert_eq!(
            locate(&mut entry, 7, true, &gazetteer).len(),
            findings
                .len()
                .min(findings.iter().filter(|one| one.code == GapCode::NameVariant).count())
        );
        (entry.localities.into_iter().map(|one| one.code).collect(), findings)
    }

    fn severity(communes: Value, declared: u64, qualifier: &str) -> Option<Severity> {
        let (_, findings) = found(communes, json!([declared, qualifier]));
        let of_population = findings.iter().find(|one| one.field == "population");
        of_population.map(|one| one.severity)
    }

    #[test]
    fn a_misspelled_name_has_a_proposal_and_no_code() {
        let (codes, findings) = found(json!(["Donges", "Besnée", "Vieux-Bourg"]), json!(null));
        assert_eq!(codes, [Some("44052".to_owned()), None, Some("44099".to_owned())]);
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!((finding.code, finding.severity), (GapCode::NameVariant, Severity::Info));
        assert_eq!(finding.pointer, "/communities/7/current/communes/1");
        assert_eq!(finding.raw.as_deref(), Some("Besnée"));
    }

    #[test]
    fn the_name_of_the_cpts_is_no_commune() {
        assert_eq!(found(json!([]), json!([1, "exact"])), (vec![], vec![]));
    }

    #[test]
    fn a_population_is_compared_with_both_sums_and_told_by_how_far_it_is_off() {
        let two = || json!(["Donges", "Besné"]);
        for (declared, severity_of) in [
            (10_000, None),
            (10_404, None),
            (9_800, None),
            (9_799, Some(Severity::Info)),
            (11_220, Some(Severity::Info)),
            (11_221, Some(Severity::Warning)),
            (8_999, Some(Severity::Warning)),
        ] {
            assert_eq!(severity(two(), declared, "exact"), severity_of, "{declared}");
        }
    }

    #[test]
    fn more_than_a_number_is_true_of_a_larger_one() {
        let two = || json!(["Donges", "Besné"]);
        assert_eq!(severity(two(), 8_000, "about"), Some(Severity::Warning));
        assert_eq!(severity(two(), 8_000, "at_least"), Some(Severity::Info));
        assert_eq!(severity(two(), 12_000, "at_least"), Some(Severity::Warning));
        assert_eq!(severity(two(), 12_000, "at_most"), Some(Severity::Info));
    }

    #[test]
    fn a_proposal_counts_and_is_told_and_an_unknown_name_silences_the_sum() {
        let (_, findings) = found(json!(["Donges", "Besnée"]), json!([20_000, "exact"]));
        let keys: Vec<&str> = findings[1].sentences.iter().map(|one| one.key).collect();
        assert_eq!(
            keys,
            ["official_population", "official_total", "official_more", "official_proposed"]
        );
        assert_eq!(severity(json!(["Donges", "Xyz"]), 20_000, "exact"), None);
        assert_eq!(severity(json!(["Donges", "Vieux-Bourg"]), 20_000, "exact"), None);
    }

    #[test]
    fn without_a_total_the_municipal_sum_is_told_alone() {
        let (_, findings) = found(json!(["Indre", "Indre"]), json!([520, "exact"]));
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(finding.sentences[1].key, "official_more");
        assert_eq!(finding.sentences[0].values[3], ("expected", "500".to_owned()));
    }
}
