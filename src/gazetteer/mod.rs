//! Official data: which communes there are, what their populations are, where they lie.
//!
//! A commune is found by its folded name and its department; a name that several communes have is
//! none of them. A misspelled name has at most a proposal, which decides nothing. Only communes are
//! looked up: `Indre` is never the department, and the name of a CPTS is never one of a commune.
//! Nothing here reads a document or touches a file.

mod map;
mod register;
mod table;

use std::sync::OnceLock;

use crate::gazetteer::table::Table;
use crate::model::digest::sha256;

pub use map::{Contour, contour, contours, department_name, departments};
pub use register::{Finding, Sentence, locate};
pub use table::TableError;

/// The communes that come with the program; `data/README.md` says from where.
const BUNDLED: &str = include_str!("../../data/communes.tsv");

/// What a commune is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A commune.
    Commune,
    /// An arrondissement of Paris, Lyon or Marseille (`M`).
    Arrondissement,
    /// A former commune that is a delegated part of a new one (`D`).
    Delegated,
    /// A former commune that is associated with another (`A`).
    Associated,
}

/// A commune, or what is a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// INSEE code. A delegated commune can have the code of the commune that it is a part of.
    pub code: String,
    /// Official name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// INSEE code of the commune that it is a part of.
    pub part_of: Option<String>,
    /// Its municipal population, if it is known.
    pub municipal: Option<u64>,
    /// Its total population, if it is known.
    pub total: Option<u64>,
}

impl Commune {
    /// The department that it lies in: `44` of `44013`, `972` of `97209`.
    pub fn department(&self) -> &str {
        // Escaufourt has a code of the department that it left for its commune's.
        let code = self.part_of.as_deref().unwrap_or(&self.code);
        let length = if code.starts_with("97") || code.starts_with("98") { 3 } else { 2 };
        code.get(..length).unwrap_or(code)
    }
}

/// All communes.
#[derive(Debug)]
pub struct Gazetteer {
    table: OnceLock<Table>,
    fingerprint: String,
}

impl Gazetteer {
    /// The communes that come with the program. They are parsed when the first name is looked up.
    pub fn bundled() -> Self {
        let fingerprint = env!("RECENSE_GAZETTEER").to_owned();
        Self { table: OnceLock::new(), fingerprint }
    }

    /// The communes of a table in the form of `data/communes.tsv`; `file` names it in errors.
    ///
    /// ```
    /// use recense::gazetteer::Gazetteer;
    ///
    /// let text = "code\tname\tmunicipal_2023\n44013\tBesné\t3322\n44152\tDonges\n";
    /// let gazetteer = Gazetteer::parse("communes.tsv", text)?;
    /// let found = gazetteer.commune("BESNE", &["44".to_owned()]).map(|commune| &commune.code[..]);
    /// assert_eq!(found, Some("44013"));
    /// assert_eq!(
    ///     Gazetteer::parse("communes.tsv", "code\tname\n4401\tBesné\n").unwrap_err().to_string(),
    ///     "communes.tsv:2: \"4401\" is no INSEE code"
    /// );
    /// # Ok::<(), recense::gazetteer::TableError>(())
    /// ```
    pub fn parse(file: &str, text: &str) -> Result<Self, TableError> {
        let table = OnceLock::from(Table::parse(file, text)?);
        Ok(Self { table, fingerprint: sha256(text.as_bytes()) })
    }

    /// SHA-256 of the table.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn table(&self) -> &Table {
        // That the bundled table is well formed is tested.
        self.table.get_or_init(|| Table::parse("data/communes.tsv", BUNDLED).unwrap_or_default())
    }

    /// The commune of this name in one of these departments, or in all of France if none is named;
    /// nothing if there is none or more than one.
    pub fn commune(&self, name: &str, departments: &[String]) -> Option<&Commune> {
        only(self.table().called(name, departments))
    }

    /// The only commune of these departments whose name is one letter away.
    pub fn nearest(&self, name: &str, departments: &[String]) -> Option<&Commune> {
        only(self.table().near(name, departments))
    }

    /// The commune with this INSEE code, before what is a part of it.
    pub fn by_code(&self, code: &str) -> Option<&Commune> {
        self.table().by_code(code)
    }

    /// The year of the municipal populations, and that of the total populations.
    pub fn years(&self) -> (&str, &str) {
        let table = self.table();
        (&table.municipal_year, &table.total_year)
    }

    /// The department that all names share which only one commune of France has.
    pub fn shared_department(&self, names: &[&str]) -> Option<&str> {
        let mut departments =
            names.iter().filter_map(|name| Some(self.commune(name, &[])?.department()));
        let first = departments.next()?;
        departments.all(|other| other == first).then_some(first)
    }
}

fn only(found: Vec<&Commune>) -> Option<&Commune> {
    match found.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str, departments: &[&str]) -> Option<String> {
        static BUNDLED: OnceLock<Gazetteer> = OnceLock::new();
        let departments: Vec<String> = departments.iter().map(|one| (*one).to_owned()).collect();
        let found = BUNDLED.get_or_init(Gazetteer::bundled).commune(name, &departments);
        found.map(|commune| commune.code.clone())
    }

    #[test]
    fn a_commune_is_found_however_its_name_is_written() {
        for (name, found) in [
            ("Guenrouët", "44068"),
            ("GUENROUET", "44068"),
            ("St-Joachim", "44168"),
            ("Le-Temple-de-Bretagne", "44203"),
            ("Ste Anne sur Brivet", "44152"),
            ("Indre", "44074"),
        ] {
            assert_eq!(code(name, &["44"]).as_deref(), Some(found), "{name}");
        }
    }

    #[test]
    fn a_name_of_several_communes_is_none_of_them_without_a_department() {
        assert_eq!(code("Quilly", &[]), None);
        assert_eq!(code("Quilly", &["44"]).as_deref(), Some("44139"));
        assert_eq!(code("Pontchâteau", &[]).as_deref(), Some("44129"));
        assert_eq!(code("Besnée", &["44"]), None);
    }

    #[test]
    fn one_commune_at_one_letter_is_near_and_two_are_none() {
        let text = "code\tname\n44013\tBesné\n44014\tDonge\n44015\tDongis\n49001\tBesnéa\n";
        let gazetteer = Gazetteer::parse("x.tsv", text).unwrap();
        let near = |name: &str, departments: &[&str]| {
            let departments: Vec<String> =
                departments.iter().map(|one| (*one).to_owned()).collect();
            gazetteer.nearest(name, &departments).map(|commune| commune.name.clone())
        };
        assert_eq!(near("Besnée", &["44"]).as_deref(), Some("Besné"));
        assert_eq!(near("Besnée", &["44", "49"]), None);
        assert_eq!(near("Bense", &["44"]).as_deref(), Some("Besné"));
        assert_eq!(near("Donges", &["44"]), None);
        assert_eq!(near("Besnée", &[]), None);
        let louhans = ["71".to_owned()];
        assert_eq!(Gazetteer::bundled().nearest("Louhans", &louhans), None);
    }

    #[test]
    fn a_delegated_commune_gives_way_to_the_commune_of_its_name() {
        let text = "code\tname\tkind\tpart_of\n01015\tArboys\n01015\tArbignieu\tD\t01015\n\
                    01016\tArboys\tD\t01015\n02285\tEscaufourt\tA\t59545\n";
        let gazetteer = Gazetteer::parse("x.tsv", text).unwrap();
        assert_eq!(gazetteer.by_code("01015").unwrap().name, "Arboys");
        let delegated = gazetteer.commune("Arbignieu", &["01".to_owned()]).unwrap();
        assert_eq!(
            (delegated.kind, delegated.part_of.as_deref()),
            (Kind::Delegated, Some("01015"))
        );
        assert_eq!(gazetteer.commune("Arboys", &[]).unwrap().kind, Kind::Commune);
        assert_eq!(gazetteer.commune("Escaufourt", &[]).unwrap().department(), "59");
    }

    #[test]
    fn names_that_only_one_commune_has_say_which_department_is_meant() {
        let gazetteer = Gazetteer::bundled();
        let shared = |names: &[&str]| gazetteer.shared_department(names).map(str::to_owned);
        assert_eq!(shared(&["Quilly", "Pontchâteau", "Savenay"]).as_deref(), Some("44"));
        assert_eq!(shared(&["Pontchâteau", "Roëzé-sur-Sarthe"]), None);
        assert_eq!(shared(&["Quilly"]), None);
    }

    #[test]
    fn no_two_communes_of_a_department_share_a_folded_name() {
        let table = Table::parse("data/communes.tsv", BUNDLED).unwrap();
        assert!(table.communes.len() > 37_000);
        let own = table.communes.iter().filter(|one| one.kind == Kind::Commune);
        for commune in own {
            let departments = [commune.department().to_owned()];
            let found = only(table.called(&commune.name, &departments));
            assert_eq!(found, Some(commune));
        }
    }
}
