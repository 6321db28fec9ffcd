//! The rules of this repository, compiled in, and the reading of a rules folder.

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::diagnostic::Diagnostic;
use crate::rules::check;
use crate::rules::error::whole;

/// Declares each file with its path below `rules/`.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../rules/", $path)))),*]
    };
}

/// Every rule file: path below `rules/` and text. A test compares it with the folder.
pub const FILES: &[(&str, &str)] = files![
    "messages/en.toml",
    "messages/fr.toml",
    "messages/report/en.toml",
    "messages/report/fr.toml",
    "narrative/communes.toml",
    "narrative/contacts.toml",
    "narrative/document.toml",
    "narrative/events.toml",
    "narrative/figures.toml",
    "narrative/given-names.toml",
    "narrative/milestones.toml",
    "narrative/missions.toml",
    "narrative/names.toml",
    "narrative/officers.toml",
    "narrative/places.toml",
    "narrative/quantities.toml",
    "narrative/words.toml",
    "newsletter/agenda.toml",
    "newsletter/family.toml",
    "newsletter/front.toml",
    "press-release/family.toml",
    "progress-report/family.toml",
    "progress-report/fiche.toml",
    "progress-report/front.toml",
    "shared/departments.toml",
    "shared/furniture.toml",
    "shared/hedges.toml",
    "shared/identity.toml",
    "shared/mailboxes.toml",
    "shared/missions.toml",
    "shared/months.toml",
    "shared/patterns.toml",
    "shared/roles.toml",
    "shared/title.toml",
    "shared/tokens.toml",
    "shared/words.toml",
    "unknown/family.toml",
];

/// The files by their path below `rules/`.
pub fn files() -> BTreeMap<String, String> {
    FILES.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

/// The bundled files with those of a folder laid over them: a file of the folder stands for the
/// bundled one of the same path, and the others are added.
pub fn laid_over(folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
    let own = read_folder(folder)?;
    if own.is_empty() {
        let message = "there is no .toml file in it".to_owned();
        let hint = "rules stand in files <family>/<name>.toml".to_owned();
        let folder = folder.display().to_string();
        return Err(whole(&folder, check::SYNTAX, message, Some(hint)));
    }
    let mut files = files();
    files.extend(own);
    Ok(files)
}

/// Reads every `.toml` file below a folder, by its path below it with `/` between the parts.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(current) = waiting.pop() {
        let entries = std::fs::read_dir(&current).map_err(|error| failure(&current, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| failure(&current, &error))?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let text =
                    std::fs::read_to_string(&path).map_err(|error| failure(&path, &error))?;
                let below = path.strip_prefix(folder).unwrap_or(&path);
                let parts: Vec<_> =
                    below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                files.insert(parts.join("/"), text);
            }
        }
    }
    Ok(files)
}

/// A file or folder that cannot be read.
fn failure(path: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("cannot read it: {error}");
    whole(&path.display().to_string(), check::SYNTAX, message, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_compiled_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let found: Vec<String> = read_folder(&folder).unwrap().into_keys().collect();
        let listed: Vec<String> = FILES.iter().map(|(name, _)| name.to_string()).collect();
        assert_eq!(found, listed);
    }
}
