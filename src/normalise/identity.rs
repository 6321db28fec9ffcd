//! The ids of what is written: worked out from names, places and hashes, so that the same thing has
//! the same id in every run and every edition.

use crate::model::digest::sha256;
use crate::model::gap::{Gap, GapCode};
use crate::normalise::shadow::{fold, slug, slug_or};

/// The id of a document: slug of the file's stem, a dash, the first 8 hex digits of its hash.
///
/// ```
/// # use recense::normalise::identity::document_id;
/// assert_eq!(document_id("drop/État d'avancement.pdf", "3fa9c1d2e5"), "etat-d-avancement-3fa9c1d2");
/// ```
pub fn document_id(path: &str, sha256: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    };
    let short: String = sha256.chars().take(8).collect();
    format!("{}-{short}", slug(stem))
}

/// Gives the communities of one document their ids, in their order: the slug of the name, the
/// place in the document where there is none, and a number behind where a name comes again.
#[derive(Debug, Default)]
pub struct CommunityIds(Vec<String>);

impl CommunityIds {
    /// The id of the next community.
    pub fn next(&mut self, name: Option<&str>) -> String {
        let fallback = format!("community-{}", self.0.len() + 1);
        let base = slug_or(name.unwrap_or_default(), &fallback);
        let (mut id, mut copies) = (base.clone(), 1);
        while self.0.contains(&id) {
            copies += 1;
            id = format!("{base}-{copies}");
        }
        self.0.push(id.clone());
        id
    }
}

/// The id of a gap of a document: the first 12 hex digits of the SHA-256 of code, community and
/// field path without list indices, joined by line feeds (and the folded text where several such
/// holes can stand at one place).
pub fn gap_id(gap: &Gap) -> String {
    let path: Vec<&str> = gap
        .pointer
        .split('/')
        .filter(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    let raw = match gap.code {
        GapCode::UnclaimedText | GapCode::DuplicateAction => gap.raw.as_deref().or(Some("")),
        _ => None,
    };
    hole_id(gap.code, gap.community.as_deref(), &path.join("/"), raw)
}

/// The id of a gap of the registry: its path is the field alone, and the printed text is a part of it
/// where several such holes can stand at one field.
pub fn register_id(code: GapCode, community: &str, field: &str, raw: Option<&str>) -> String {
    hole_id(code, Some(community), &format!("/{field}"), raw)
}

fn hole_id(code: GapCode, community: Option<&str>, path: &str, raw: Option<&str>) -> String {
    let mut text = [code.name(), community.unwrap_or_default(), path].join("\n");
    if let Some(raw) = raw {
        text.push('\n');
        text.push_str(&fold(raw));
    }
    sha256(text.as_bytes()).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_of_a_file_gives_an_id_that_is_one() {
        let id = document_id(&format!("{}.md", "a".repeat(252)), "3fa9c1d2e5");
        assert!(id.len() < 250 && id.ends_with("a-3fa9c1d2"), "{id}");
    }

    #[test]
    fn the_longest_name_of_a_cpts_gives_an_id_that_names_its_letter() {
        let id = CommunityIds::default().next(Some(&"Grand-Pré ".repeat(60)));
        assert!(id.len() < 250 && id.starts_with("grand-pre-grand"), "{id}");
    }

    #[test]
    fn a_name_that_comes_again_gets_a_number_and_a_missing_one_its_place() {
        let mut ids = CommunityIds::default();
        let names = [Some("CPTS d'Orge"), None, Some("CPTS d’Orge"), Some("CPTS Loue")];
        assert_eq!(
            names.map(|name| ids.next(name)),
            ["cpts-d-orge", "community-2", "cpts-d-orge-2", "cpts-loue"]
        );
        let mut ids = CommunityIds::default();
        let names = ["CPTS Loue 2", "CPTS Loue", "CPTS Loue"].map(Some);
        assert_eq!(names.map(|name| ids.next(name)), ["cpts-loue-2", "cpts-loue", "cpts-loue-3"]);
    }
}
