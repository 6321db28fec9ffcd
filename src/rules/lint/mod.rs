//! What is wrong with rules that compile: ties, rules that can never apply, names that lead
//! nowhere.
//!
//! Each check is given the files of one family in the order in which their rules apply, or one
//! file alone, and tells every error that it finds. None looks at a document.

mod examples;
mod of_family;
mod of_file;
mod shadow;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NoName, StrDeserializer};

use crate::model::diagnostic::{Check, Diagnostic};
use crate::rules::check;
use crate::rules::compile::files_of;
use crate::rules::error::SourceFile;
use crate::rules::file::{FamilyTable, Text};
use crate::rules::parsed::Parsed;
use crate::rules::rule::FamilyRules;
use crate::rules::vocabulary::Vocabulary;

/// A family as the checks see it.
struct Family<'p, 'a> {
    files: Vec<&'p Parsed<'a>>,
    vocabularies: &'p BTreeMap<String, Vocabulary>,
}

/// Every error of the files by themselves.
pub fn of_files(parsed: &[Parsed<'_>]) -> Vec<Diagnostic> {
    let checks =
        parsed.iter().flat_map(|file| of_file::CHECKS.iter().flat_map(|check| check(file)));
    names_twice(parsed).into_iter().chain(checks).collect()
}

/// Every error of the rules of the families, which one rule alone does not show.
pub fn of_families(
    parsed: &[Parsed<'_>],
    vocabularies: &BTreeMap<String, Vocabulary>,
) -> Vec<Diagnostic> {
    let mut errors = families_twice(parsed);
    errors.extend(unused_folders(parsed));
    for (own, table) in tables(parsed) {
        let family = Family { files: files_of(own, table, parsed), vocabularies };
        errors.extend(of_family::CHECKS.iter().flat_map(|check| check(&family)));
    }
    errors
}

/// What is no error in the files and yet not as it should be.
pub fn warnings(parsed: &[Parsed<'_>], families: &[FamilyRules]) -> Vec<Diagnostic> {
    let examples = parsed.iter().flat_map(|file| examples::CHECKS.iter().flat_map(|c| c(file)));
    let shadows = families.iter().flat_map(|family| shadow::check(family, parsed));
    examples.chain(shadows).collect()
}

/// The `[family]` tables with their files.
fn tables<'p, 'a>(
    parsed: &'p [Parsed<'a>],
) -> impl Iterator<Item = (&'p Parsed<'a>, &'p FamilyTable)> {
    parsed.iter().filter_map(|file| Some((file, file.file.family.as_ref()?)))
}

/// Something wrong at a text of a file, with a hint.
fn at(
    check: Check,
    source: SourceFile<'_>,
    text: &Text,
    message: String,
    hint: &str,
) -> Diagnostic {
    let mut problem = source.problem(check, text.span(), message);
    problem.hint = Some(hint.to_owned());
    problem
}

/// Two vocabularies or patterns of one name: `{name}` could stand for either.
fn names_twice(parsed: &[Parsed<'_>]) -> Vec<Diagnostic> {
    let mut seen = BTreeMap::new();
    let mut errors = Vec::new();
    for file in parsed {
        for (name, _, _) in file.words() {
            if let Some(first) = seen.insert(name.get_ref(), file.source.name) {
                let message = format!("{:?} is the name of a list in {first} too", name.get_ref());
                let hint = "vocabularies and patterns share one list of names";
                errors.push(at(check::DOUBLE_NAME, file.source, name, message, hint));
            }
        }
    }
    errors
}

/// A folder that says twice what family it describes.
fn families_twice(parsed: &[Parsed<'_>]) -> Vec<Diagnostic> {
    let mut seen = BTreeMap::new();
    let mut errors = Vec::new();
    for (file, table) in tables(parsed) {
        if let Some(first) = seen.insert(file.folder, file.source.name) {
            let message = format!("the family of {:?} is described in {first} too", file.folder);
            let hint = "a folder has one [family] table";
            errors.push(at(check::DOUBLE_NAME, file.source, &table.id, message, hint));
        }
    }
    errors
}

/// A folder with rules that no family uses.
fn unused_folders(parsed: &[Parsed<'_>]) -> Vec<Diagnostic> {
    let used: BTreeSet<&str> = tables(parsed)
        .flat_map(|(file, table)| {
            table.uses.iter().map(|used| used.get_ref().as_str()).chain([file.folder])
        })
        .collect();
    let unused = parsed.iter().filter(|file| !used.contains(file.folder));
    unused
        .filter_map(|file| {
            let (first, _, _) = file.rules().next()?;
            let message = format!("no family uses the rules of {:?}", file.folder);
            let hint = "name the folder in the `uses` of a family";
            Some(at(check::UNUSED_FOLDER, file.source, first, message, hint))
        })
        .collect()
}

/// True if a value's name stands for one of a closed list.
fn names_one<'de, T: Deserialize<'de>>(name: &'de str) -> bool {
    let name: StrDeserializer<'_, NoName> = name.into_deserializer();
    T::deserialize(name).is_ok()
}
