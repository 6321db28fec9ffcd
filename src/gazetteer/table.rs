//! The table of communes: its form, and looking names up in it.
//!
//! Tab-separated, the first line names the columns: `code`, `name`; optional are `kind` (empty for
//! a commune, `M`, `D`, `A`), `part_of`, `municipal_2023` and `total_2022`, with the year of the
//! populations. Cells at the end of a line may be left out; a line that begins with `#` is a remark.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use crate::gazetteer::{Commune, Kind};
use crate::normalise::shadow::key;

/// Something wrong with a table, at its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    file: String,
    line: usize,
    cause: Cause,
}

/// What is wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Cause {
    /// `insee` in the first line
    #[error(
        "unknown column {0:?}; there are code, name, kind, part_of, municipal_YEAR and total_YEAR"
    )]
    UnknownColumn(String),
    /// No `name` in the first line
    #[error("there is no column {0:?}")]
    NoColumn(&'static str),
    /// More cells than the first line names
    #[error("there are more cells than columns")]
    TooManyCells,
    /// `4401`
    #[error("{0:?} is no INSEE code")]
    NoCode(String),
    /// An empty name
    #[error("the commune has no name")]
    NoName,
    /// `X`
    #[error("unknown kind {0:?}; there are M, D, A, and nothing for a commune")]
    UnknownKind(String),
    /// `3 322`
    #[error("{0:?} is no number of inhabitants")]
    NoNumber(String),
}

impl fmt::Display for TableError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.cause)
    }
}

impl std::error::Error for TableError {}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Code,
    Name,
    Kind,
    PartOf,
    Municipal,
    Total,
}

/// All communes, and where each name stands.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub communes: Vec<Commune>,
    pub municipal_year: String,
    pub total_year: String,
    departments: BTreeMap<String, Department>,
    /// The places of the communes, sorted by code, communes before their parts.
    by_code: Vec<u32>,
}

/// The communes of a department, by their places.
#[derive(Debug, Default)]
struct Department {
    places: Vec<u32>,
    /// Their folded names, sorted: worked out when the first name of the department is looked up, for
    /// a register has communes of a few.
    by_name: OnceLock<Vec<(String, u32)>>,
}

impl Department {
    fn by_name(&self, communes: &[Commune]) -> &[(String, u32)] {
        self.by_name.get_or_init(|| {
            let named = |place: &u32| Some((key(&communes.get(*place as usize)?.name), *place));
            let mut names: Vec<_> = self.places.iter().filter_map(named).collect();
            names.sort_unstable();
            names
        })
    }
}

impl Table {
    pub fn parse(file: &str, text: &str) -> Result<Self, TableError> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut lines =
            text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let wrong = |line, cause| TableError { file: file.to_owned(), line, cause };
        let (number, head) = lines.next().unwrap_or_default();
        let mut table = Self::default();
        let columns = table.columns(head).map_err(|cause| wrong(number + 1, cause))?;
        for (number, line) in lines {
            table.communes.push(row(line, &columns).map_err(|cause| wrong(number + 1, cause))?);
        }
        for (commune, place) in table.communes.iter().zip(0..) {
            let department = commune.department();
            match table.departments.get_mut(department) {
                Some(known) => known.places.push(place),
                None => {
                    let new = Department { places: vec![place], ..Department::default() };
                    table.departments.insert(department.to_owned(), new);
                }
            }
        }
        table.by_code = (0..table.communes.len() as u32).collect();
        let communes = &table.communes;
        let order = |place: &u32| communes.get(*place as usize).map(|one| (&one.code, one.kind));
        table.by_code.sort_by_key(order);
        Ok(table)
    }

    /// The columns that the first line names.
    fn columns(&mut self, head: &str) -> Result<Vec<Column>, Cause> {
        let mut columns = Vec::new();
        for name in head.split('\t').map(str::trim) {
            let year = |start: &str| name.strip_prefix(start).map(str::to_owned);
            columns.push(match name {
                "code" => Column::Code,
                "name" => Column::Name,
                "kind" => Column::Kind,
                "part_of" => Column::PartOf,
                _ => match (year("municipal_"), year("total_")) {
                    (Some(year), _) => {
                        self.municipal_year = year;
                        Column::Municipal
                    }
                    (_, Some(year)) => {
                        self.total_year = year;
                        Column::Total
                    }
                    _ => return Err(Cause::UnknownColumn(name.to_owned())),
                },
            });
        }
        for (column, name) in [(Column::Code, "code"), (Column::Name, "name")] {
            if !columns.contains(&column) {
                return Err(Cause::NoColumn(name));
            }
        }
        Ok(columns)
    }

    /// The communes of this name in these departments, or in all if none is named. In a department
    /// the commune of a name stands before what is a part of one.
    pub fn called(&self, name: &str, departments: &[String]) -> Vec<&Commune> {
        let key = key(name);
        let named = |(other, _): &(String, u32)| *other == key;
        let found = self.names(departments).flat_map(|names| {
            let start = names.partition_point(|(other, _)| *other < key);
            names.iter().skip(start).take_while(|one| named(one))
        });
        before_their_parts(found.filter_map(|one| self.commune(one)).collect())
    }

    /// The names of each of these departments, or of all if none is named.
    fn names(&self, departments: &[String]) -> impl Iterator<Item = &[(String, u32)]> {
        let asked = |code: &String| departments.is_empty() || departments.contains(code);
        let asked = self.departments.iter().filter(move |(code, _)| asked(code));
        asked.map(|(_, department)| department.by_name(&self.communes))
    }

    fn commune(&self, (_, place): &(String, u32)) -> Option<&Commune> {
        self.communes.get(*place as usize)
    }

    /// The communes of these departments whose names are one letter away; none where the name is the
    /// beginning of one: `Louhans` is a part of Louhans-Châteaurenaud, and not Bouhans.
    pub fn near(&self, name: &str, departments: &[String]) -> Vec<&Commune> {
        let name = key(name);
        let is_near = |other: &str| {
            // Most names are told by their lengths, which spares the comparison.
            other.len().abs_diff(name.len()) <= 1 && strsim::damerau_levenshtein(other, &name) == 1
        };
        if departments.is_empty() {
            return Vec::new();
        }
        let longer = format!("{name} ");
        if self.names(departments).flatten().any(|(one, _)| one.starts_with(&longer)) {
            return Vec::new();
        }
        let near = self.names(departments).flatten().filter(|(other, _)| is_near(other));
        before_their_parts(near.filter_map(|one| self.commune(one)).collect())
    }

    pub fn by_code(&self, code: &str) -> Option<&Commune> {
        let commune = |place: &u32| self.communes.get(*place as usize);
        let before = |place: &u32| commune(place).is_some_and(|one| one.code.as_str() < code);
        let first = self.by_code.partition_point(before);
        self.by_code.get(first).and_then(commune).filter(|one| one.code == code)
    }
}

/// Without the parts that have the name of a commune of their department.
fn before_their_parts(found: Vec<&Commune>) -> Vec<&Commune> {
    let own: Vec<(String, &str)> = found
        .iter()
        .filter(|one| one.kind == Kind::Commune)
        .map(|one| (key(&one.name), one.department()))
        .collect();
    let gives_way = |one: &Commune| own.contains(&(key(&one.name), one.department()));
    found.into_iter().filter(|one| one.kind == Kind::Commune || !gives_way(one)).collect()
}

fn row(line: &str, columns: &[Column]) -> Result<Commune, Cause> {
    let mut commune = Commune {
        code: String::new(),
        name: String::new(),
        kind: Kind::Commune,
        part_of: None,
        municipal: None,
        total: None,
    };
    let mut columns = columns.iter();
    for cell in line.split('\t').map(str::trim) {
        let column = columns.next().ok_or(Cause::TooManyCells)?;
        match column {
            Column::Code => commune.code = code(cell)?,
            Column::Name => commune.name = cell.to_owned(),
            Column::Kind => commune.kind = kind(cell)?,
            _ if cell.is_empty() => {}
            Column::PartOf => commune.part_of = Some(code(cell)?),
            Column::Municipal => commune.municipal = Some(inhabitants(cell)?),
            Column::Total => commune.total = Some(inhabitants(cell)?),
        }
    }
    if commune.code.is_empty() {
        return Err(Cause::NoCode(String::new()));
    }
    if commune.name.is_empty() { Err(Cause::NoName) } else { Ok(commune) }
}

/// Two digits, or a digit and a letter (Corse), then three digits.
fn code(cell: &str) -> Result<String, Cause> {
    let is_digit = |(place, byte): (usize, u8)| {
        byte.is_ascii_digit() || (place == 1 && matches!(byte, b'A' | b'B'))
    };
    match cell.len() == 5 && cell.bytes().enumerate().all(is_digit) {
        true => Ok(cell.to_owned()),
        false => Err(Cause::NoCode(cell.to_owned())),
    }
}

fn kind(cell: &str) -> Result<Kind, Cause> {
    Ok(match cell {
        "" | "C" => Kind::Commune,
        "M" => Kind::Arrondissement,
        "D" => Kind::Delegated,
        "A" => Kind::Associated,
        _ => return Err(Cause::UnknownKind(cell.to_owned())),
    })
}

fn inhabitants(cell: &str) -> Result<u64, Cause> {
    cell.parse().map_err(|_| Cause::NoNumber(cell.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, told) in [
            (
                "",
                "x.tsv:1: unknown column \"\"; there are code, name, kind, part_of, \
                  municipal_YEAR and total_YEAR",
            ),
            ("code\n", "x.tsv:1: there is no column \"name\""),
            ("code\tname\n\n01001\tA\tB\n", "x.tsv:3: there are more cells than columns"),
            ("code\tname\n# old\n1001\tA\n", "x.tsv:3: \"1001\" is no INSEE code"),
            ("code\tname\n01001\n", "x.tsv:2: the commune has no name"),
            (
                "code\tname\tkind\n01001\tA\tX\n",
                "x.tsv:2: unknown kind \"X\"; there are M, D, A, and nothing for a commune",
            ),
            (
                "code\tname\ttotal_2022\n01001\tA\t1 2\n",
                "x.tsv:2: \"1 2\" is no number of inhabitants",
            ),
        ] {
            assert_eq!(Table::parse("x.tsv", text).unwrap_err().to_string(), told);
        }
    }

    #[test]
    fn columns_stand_in_any_order_and_their_years_are_kept() {
        let text = "\u{FEFF}name\ttotal_2019\tmunicipal_2020\tcode\r\nAjaccio\t3\t2\t2A004\r\n";
        let table = Table::parse("x.tsv", text).unwrap();
        assert_eq!((table.municipal_year.as_str(), table.total_year.as_str()), ("2020", "2019"));
        let commune = table.by_code("2A004").unwrap();
        assert_eq!((commune.municipal, commune.total), (Some(2), Some(3)));
        assert_eq!(commune.department(), "2A");
        assert_eq!(table.by_code("2A005"), None);
    }
}
