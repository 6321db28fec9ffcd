//! Which rule files can change what is said of a document, so that an edit of one file does not
//! make every document be read again.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::compile::files_of;
use crate::rules::parsed::Parsed;

/// For each folder that describes a family the files that the reading of its documents depends on:
/// its own and those it uses, the evidence by which every family is told from the others, all
/// vocabularies (readers ask for them by name), and the named patterns that any of these holds.
pub fn reach(parsed: &[Parsed<'_>]) -> BTreeMap<String, BTreeSet<String>> {
    let of_all = parsed.iter().filter(|file| {
        file.file.family.is_some() || !file.file.vocabulary.is_empty() || !file.unread.is_empty()
    });
    let of_all: Vec<&str> = of_all.map(|file| file.source.name).collect();
    let families = parsed.iter().filter_map(|file| Some((file, file.file.family.as_ref()?)));
    families
        .map(|(file, table)| {
            let own = files_of(file, table, parsed).into_iter().map(|file| file.source.name);
            (file.folder.to_owned(), closure(own.chain(of_all.iter().copied()), parsed))
        })
        .collect()
}

/// These files, and those that define what they name in braces, and so on.
fn closure<'a>(files: impl Iterator<Item = &'a str>, parsed: &[Parsed<'_>]) -> BTreeSet<String> {
    let mut waiting: Vec<&str> = files.collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !reached.insert(name.to_owned()) {
            continue;
        }
        let Some(file) = parsed.iter().find(|file| file.source.name == name) else { continue };
        let named: BTreeSet<&str> = names(file.source.text).collect();
        let defines = |file: &&Parsed<'_>| {
            file.file.pattern.iter().any(|pattern| named.contains(pattern.id.get_ref().as_str()))
        };
        waiting.extend(parsed.iter().filter(defines).map(|file| file.source.name));
    }
    reached
}

/// What stands in braces anywhere in a file: some of it names a pattern.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::rules::{Rules, files};

    /// The folders whose documents must be read again after a change of a file.
    fn touched(file: &str) -> Vec<String> {
        let before = files(None).unwrap();
        let mut after = before.clone();
        after.entry(file.to_owned()).and_modify(|text| text.push_str("# edited\n"));
        assert_ne!(before, after, "{file}");
        let fingerprints = |files: &BTreeMap<String, String>| {
            let rules = Rules::new(files, false).unwrap();
            let folders = rules.families().iter().map(|family| family.folder.clone());
            let of = |folder: String| (folder.clone(), rules.fingerprint_of(&folder).unwrap());
            folders.map(of).collect::<Vec<_>>()
        };
        let pairs = fingerprints(&before).into_iter().zip(fingerprints(&after));
        pairs.filter(|(before, after)| before != after).map(|(before, _)| before.0).collect()
    }

    #[test]
    fn an_edit_touches_the_documents_that_it_can_change_and_no_others() {
        assert_eq!(touched("newsletter/agenda.toml"), ["newsletter"]);
        assert_eq!(touched("progress-report/fiche.toml"), ["progress-report"]);
        assert_eq!(touched("narrative/officers.toml"), ["newsletter", "press-release", "unknown"]);
        let all = ["newsletter", "press-release", "progress-report", "unknown"];
        // A pattern of it tells press releases from all others.
        assert_eq!(touched("narrative/words.toml"), all);
        assert_eq!(touched("shared/months.toml"), all);
        assert_eq!(touched("press-release/family.toml"), all);
        assert_eq!(touched("messages/fr.toml"), all);
        assert_eq!(touched("messages/en.toml"), [""; 0]);
    }

    #[test]
    fn two_folders_with_the_same_rules_have_fingerprints_of_their_own() {
        let rules = Rules::bundled().unwrap();
        let of = |folder| rules.fingerprint_of(folder).unwrap();
        let folders = rules.families().iter().map(|family| of(&family.folder));
        let different: std::collections::BTreeSet<String> = folders.collect();
        assert_eq!(different.len(), rules.families().len());
    }

    #[test]
    fn a_folder_without_a_family_has_no_fingerprint() {
        assert_eq!(Rules::bundled().unwrap().fingerprint_of("shared"), None);
    }
}
