//! What is wrong with rules that compile: ties, rules that can never apply, names that lead
//! nowhere.
//!
//! Each check is given the files of one family in the order in which their rules apply, or one
//! file alone, and tells every error that it finds. None looks at a document.

mod of_family;
mod of_file;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NoName, StrDeserializer};

use crate::rules::compile::files_of;
use crate::rules::error::{RuleError, SourceFile};
use crate::rules::file::{FamilyTable, Text};
use crate::rules::parsed::Parsed;
use crate::rules::vocabulary::Vocabulary;

/// A family as the checks see it.
struct Family<'p, 'a> {
    files: Vec<&'p Parsed<'a>>,
    vocabularies: &'p BTreeMap<String, Vocabulary>,
}

/// Every error of rules that compile, those of one file together.
pub fn errors(
    parsed: &[Parsed<'_>],
    vocabularies: &BTreeMap<String, Vocabulary>,
) -> Vec<RuleError> {
    let mut errors = names_twice(parsed);
    errors.extend(
        parsed.iter().flat_map(|file| of_file::CHECKS.iter().flat_map(|check| check(file))),
    );
    errors.extend(families_twice(parsed));
    errors.extend(unused_folders(parsed));
    for (own, table) in tables(parsed) {
        let family = Family { files: files_of(own, table, parsed), vocabularies };
        errors.extend(of_family::CHECKS.iter().flat_map(|check| check(&family)));
    }
    errors
}

/// The `[family]` tables with their files.
fn tables<'p, 'a>(
    parsed: &'p [Parsed<'a>],
) -> impl Iterator<Item = (&'p Parsed<'a>, &'p FamilyTable)> {
    parsed.iter().filter_map(|file| Some((file, file.file.family.as_ref()?)))
}

/// An error at a text of a file, with a hint.
fn at(source: SourceFile<'_>, text: &Text, message: String, hint: &str) -> RuleError {
    let mut error = source.error(text.span().start, message);
    error.hint = Some(hint.to_owned());
    error
}

/// Two vocabularies or patterns of one name: `{name}` could stand for either.
fn names_twice(parsed: &[Parsed<'_>]) -> Vec<RuleError> {
    let mut seen = BTreeMap::new();
    let mut errors = Vec::new();
    for file in parsed {
        for (name, _) in file.words() {
            if let Some(first) = seen.insert(name.get_ref(), file.source.name) {
                let message = format!("{:?} is the name of a list in {first} too", name.get_ref());
                let hint = "vocabularies and patterns share one list of names";
                errors.push(at(file.source, name, message, hint));
            }
        }
    }
    errors
}

/// Two folders that say what one family is: the second would never be asked.
fn families_twice(parsed: &[Parsed<'_>]) -> Vec<RuleError> {
    let mut seen = BTreeMap::new();
    let mut errors = Vec::new();
    for (file, table) in tables(parsed) {
        if let Some(first) = seen.insert(table.id.get_ref(), file.source.name) {
            let message =
                format!("the family {:?} is described in {first} too", table.id.get_ref());
            let hint = "a family has one [family] table";
            errors.push(at(file.source, &table.id, message, hint));
        }
    }
    errors
}

/// A folder with rules that no family uses.
fn unused_folders(parsed: &[Parsed<'_>]) -> Vec<RuleError> {
    let used: BTreeSet<&str> = tables(parsed)
        .flat_map(|(file, table)| {
            table.uses.iter().map(|used| used.get_ref().as_str()).chain([file.folder])
        })
        .collect();
    let unused = parsed.iter().filter(|file| !used.contains(file.folder));
    unused
        .filter_map(|file| {
            let (first, _) = file.rules().next()?;
            let message = format!("no family uses the rules of {:?}", file.folder);
            Some(at(file.source, first, message, "name the folder in the `uses` of a family"))
        })
        .collect()
}

/// True if a value's name stands for one of a closed list.
fn names_one<'de, T: Deserialize<'de>>(name: &'de str) -> bool {
    let name: StrDeserializer<'_, NoName> = name.into_deserializer();
    T::deserialize(name).is_ok()
}
