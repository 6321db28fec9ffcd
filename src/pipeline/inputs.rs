//! Which files a batch reads, and what they are called in its output.
//!
//! Files are data: ignore files are not honoured, symbolic links are followed. Hidden folders and
//! output folders, of this import or another, are not entered.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use crate::pipeline::SetupError;
use crate::write::is_output;

/// One input of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called in the output: the folder's own name, `/`, and the path below it.
    pub path: String,
    /// Where it is.
    pub file: PathBuf,
    /// What the walk says of it.
    pub found: Found,
}

/// What the walk says of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file to look into.
    File,
    /// A hidden file, a socket: named in the run and not opened.
    LeftOut,
    /// The file system refused: why.
    Refused(String),
}

/// A file or folder as it was given, and how many parts of its path name it.
struct Root {
    at: PathBuf,
    parts: usize,
}

/// Lists the inputs, sorted by their path in the output.
pub fn list(given: &[PathBuf], output: &Path) -> Result<Vec<Source>, SetupError> {
    let output = output.canonicalize().unwrap_or_else(|_| output.to_owned());
    let mut roots: Vec<Root> = Vec::new();
    for path in given {
        let at = resolve(path)?;
        if at == output {
            return Err(SetupError::InputIsOutput(path.clone()));
        }
        if roots.iter().all(|root| root.at != at) {
            roots.push(Root { at, parts: 1 });
        }
    }
    let mut found: Vec<(usize, PathBuf, Found)> = Vec::new();
    for (number, root) in roots.iter().enumerate() {
        if root.at.is_dir() {
            walk(&root.at, &output, |file, what| found.push((number, file, what)));
        } else {
            found.push((number, root.at.clone(), Found::File));
        }
    }
    while lengthen_colliding_names(&mut roots, &found) {}
    let mut sources: Vec<Source> = found
        .into_iter()
        .filter_map(|(number, file, found)| {
            let path = name(roots.get(number)?, &file);
            Some(Source { path, file, found })
        })
        .collect();
    sources.sort_by(|a, b| (&a.path, &a.file).cmp(&(&b.path, &b.file)));
    sources.dedup_by(|a, b| a.path == b.path && a.file == b.file);
    Ok(sources)
}

/// The input's own place, whatever it is called in the command.
fn resolve(path: &Path) -> Result<PathBuf, SetupError> {
    let refused = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::NotFound => SetupError::NoSuchInput(path.to_owned()),
        _ => SetupError::Refused { path: path.to_owned(), cause },
    };
    let kind = fs::metadata(path).map_err(refused)?;
    if !kind.is_dir() && !kind.is_file() {
        return Err(SetupError::NoFile(path.to_owned()));
    }
    if kind.is_dir() {
        fs::read_dir(path).map_err(refused)?;
    }
    path.canonicalize().map_err(refused)
}

/// Calls `note` for every file below a folder.
fn walk(root: &Path, output: &Path, mut note: impl FnMut(PathBuf, Found)) {
    let output = output.to_owned();
    let entries = WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(true)
        .filter_entry(move |entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let hidden = entry.depth() > 0 && is_hidden(entry.path());
            let this_output = || match entry.path_is_symlink() {
                true => entry.path().canonicalize().is_ok_and(|place| place == output),
                false => entry.path() == output,
            };
            // The report of an earlier import would be a document that cites itself.
            let any_output = || entry.depth() > 0 && is_output(entry.path());
            !(folder && (hidden || this_output() || any_output()))
        })
        .build();
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {}
            Ok(entry) => {
                let regular = entry.file_type().is_some_and(|kind| kind.is_file());
                let what = match regular && !is_hidden(entry.path()) {
                    true => Found::File,
                    false => Found::LeftOut,
                };
                note(entry.into_path(), what);
            }
            Err(error) => {
                let (path, cause) = refusal(&error);
                note(path.unwrap_or(root).to_owned(), Found::Refused(cause));
            }
        }
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// The place and the cause of a walking error, without the place in the cause.
fn refusal(error: &ignore::Error) -> (Option<&Path>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path.as_path()), refusal(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            refusal(err)
        }
        ignore::Error::Loop { child, .. } => {
            (Some(child.as_path()), "a symbolic link that leads back to its own folder".to_owned())
        }
        // What the walker says itself names the place again, by a path of this machine.
        ignore::Error::Io(cause) if cause.raw_os_error().is_none() => {
            (None, cause.kind().to_string())
        }
        other => (None, other.to_string()),
    }
}

/// Two inputs may not share a name: `north/drop` and `south/drop` keep as many parts of their own
/// path as tell them apart. True if a name was lengthened.
fn lengthen_colliding_names(roots: &mut [Root], found: &[(usize, PathBuf, Found)]) -> bool {
    let mut holders: BTreeMap<String, Vec<(usize, &Path)>> = BTreeMap::new();
    for (number, file, _) in found {
        let Some(root) = roots.get(*number) else { continue };
        holders.entry(name(root, file)).or_default().push((*number, file));
    }
    let mut colliding: Vec<usize> = holders
        .into_values()
        .filter(|files| files.iter().any(|(_, file)| Some(file) != files.first().map(|f| &f.1)))
        .flatten()
        .map(|(number, _)| number)
        .collect();
    colliding.sort_unstable();
    colliding.dedup();
    let mut lengthened = false;
    for number in colliding {
        if let Some(root) = roots.get_mut(number)
            && root.parts < parts(&root.at).count()
        {
            root.parts += 1;
            lengthened = true;
        }
    }
    lengthened
}

/// What a file is called in the output.
fn name(root: &Root, file: &Path) -> String {
    let below = file.strip_prefix(&root.at).unwrap_or(file);
    let own: Vec<_> = parts(&root.at).collect();
    own.iter()
        .skip(own.len().saturating_sub(root.parts))
        .cloned()
        .chain(parts(below))
        .collect::<Vec<_>>()
        .join("/")
}

/// The named parts of a path.
fn parts(path: &Path) -> impl Iterator<Item = String> + '_ {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(text(name)),
        _ => None,
    })
}

/// A name as text. What is no UTF-8, as in old archives, is written as percent-encoded bytes, so
/// that two names stay two.
fn text(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes the files and gives what `list` calls them.
    fn names(files: &[&str], given: &[&str]) -> Vec<(String, Found)> {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        let given: Vec<PathBuf> = given.iter().map(|path| dir.path().join(path)).collect();
        let sources = list(&given, &dir.path().join("output")).unwrap();
        sources.into_iter().map(|source| (source.path, source.found)).collect()
    }

    fn read(path: &str) -> (String, Found) {
        (path.to_owned(), Found::File)
    }

    #[test]
    fn a_folder_gives_its_name_and_a_file_its_own() {
        assert_eq!(
            names(&["drop/2026/b.md", "drop/a.md", "c.md"], &["drop", "c.md"]),
            [read("c.md"), read("drop/2026/b.md"), read("drop/a.md")]
        );
    }

    #[test]
    fn hidden_files_are_named_and_hidden_folders_are_not_entered() {
        assert_eq!(
            names(&["drop/.git/config", "drop/.b.md", "drop/a.md"], &["drop"]),
            [("drop/.b.md".to_owned(), Found::LeftOut), read("drop/a.md")]
        );
    }

    #[test]
    fn ignore_files_are_not_honoured() {
        assert_eq!(
            names(&["drop/.gitignore", "drop/.ignore", "drop/a.md"], &["drop"]).last(),
            Some(&read("drop/a.md"))
        );
    }

    #[test]
    fn the_output_folder_is_not_an_input() {
        assert_eq!(
            names(&["drop/a.md", "output/documents/a.json", "output/x.md"], &["drop", ""])
                .iter()
                .filter(|(path, _)| path.contains("output"))
                .count(),
            0
        );
    }

    #[test]
    fn an_earlier_output_is_not_entered_unless_it_is_asked_for() {
        let files = ["drop/a.md", "drop/old/.recense/lock", "drop/old/x.html", "drop/old/new/b.md"];
        assert_eq!(names(&files, &["drop"]), [read("drop/a.md")]);
        assert_eq!(names(&files, &["drop/old/new"]), [read("new/b.md")]);
    }

    #[test]
    fn two_inputs_of_one_name_keep_as_much_path_as_tells_them_apart() {
        assert_eq!(
            names(&["north/drop/a.md", "south/drop/a.md"], &["north/drop", "south/drop"]),
            [read("north/drop/a.md"), read("south/drop/a.md")]
        );
        assert_eq!(
            names(&["north/a.md", "south/a.md", "south/b.md"], &["north/a.md", "south/a.md"]),
            [read("north/a.md"), read("south/a.md")]
        );
    }

    #[test]
    fn an_input_given_twice_is_one_input() {
        assert_eq!(names(&["drop/a.md"], &["drop", "drop/../drop", "drop/"]), [read("drop/a.md")]);
    }

    #[test]
    fn the_output_folder_itself_cannot_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let given = vec![dir.path().to_owned()];
        assert!(matches!(list(&given, dir.path()), Err(SetupError::InputIsOutput(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_said_and_a_loop_ends() {
        let dir = tempfile::tempdir().unwrap();
        let drop = dir.path().join("drop");
        fs::create_dir(&drop).unwrap();
        fs::write(drop.join("a.md"), "a").unwrap();
        std::os::unix::fs::symlink(drop.join("gone.md"), drop.join("link.md")).unwrap();
        std::os::unix::fs::symlink(&drop, drop.join("loop")).unwrap();
        let sources = list(&[drop], &dir.path().join("output")).unwrap();
        let found: Vec<_> = sources.iter().map(|s| (s.path.as_str(), &s.found)).collect();
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], ("drop/a.md", &Found::File));
        assert!(matches!(found[1], ("drop/link.md", Found::Refused(_))), "{found:?}");
        assert!(matches!(found[2], ("drop/loop", Found::Refused(_))), "{found:?}");
    }
}
