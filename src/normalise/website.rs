//! Addresses of web sites.
//!
//! The text stays as printed, the scheme apart: `https://` stands before it where none is printed.
//! Whether anything answers there is not asked.

use std::ops::Range;

use url::Url;

use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;

/// What an address in running text begins with.
const BEGINNINGS: &[&str] = &["https://", "http://", "www."];

/// The web address that the whole text is, absolute: `www.cpts-nord.fr`.
pub fn website(text: &str) -> Result<String, Reject> {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let printed = Shadow::printed(&lines.concat()).text;
    let kept = printed.trim().trim_matches(['<', '>', '(', ')', '[', ']', '"', ',', ';', ':']);
    let kept = kept.trim_end_matches('.').trim();
    if kept.is_empty() {
        return Err(if printed.trim().is_empty() {
            Reject::Empty
        } else {
            Reject::NotAUrl(text.trim().to_owned())
        });
    }
    let lower = kept.to_ascii_lowercase();
    let has_scheme = lower.starts_with("https://") || lower.starts_with("http://");
    let absolute = if has_scheme { kept.to_owned() } else { format!("https://{kept}") };
    if is_site(&absolute) { Ok(absolute) } else { Err(Reject::NotAUrl(text.trim().to_owned())) }
}

/// A host with at least two labels of letters, digits and hyphens, the last one a word.
fn is_site(absolute: &str) -> bool {
    if absolute.contains(char::is_whitespace) {
        return false;
    }
    let Ok(url) = Url::parse(absolute) else { return false };
    let Some(host) = url.domain() else { return false };
    let labels: Vec<&str> = host.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let top = labels.last().copied().unwrap_or_default();
    url.username().is_empty()
        && labels.len() >= 2
        && labels.iter().all(label)
        && top.len() >= 2
        && !top.bytes().all(|b| b.is_ascii_digit())
}

/// Every web address of a running text, in characters of the text; only what begins with a scheme
/// or `www.` is one.
pub fn find(text: &str) -> Vec<(Range<usize>, String)> {
    let shadow = Shadow::printed(text);
    let lower = shadow.text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_beginning(&lower, from) {
        let rest = &shadow.text[start..];
        let length = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '|' | '[' | ']'))
            .unwrap_or(rest.len());
        let printed = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        // A bracket belongs to the address only if it was opened in it.
        let printed = if printed.contains('(') { printed } else { printed.trim_end_matches(')') };
        let printed = printed.trim_end_matches(['.', ',', ';']);
        if let Ok(address) = website(printed) {
            found.push((shadow.source(start..start + printed.len()), address));
        }
        from = start + length.max(1);
    }
    found
}

fn next_beginning(lower: &str, from: usize) -> Option<usize> {
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '@' | '.' | '/' | '-');
    let rest = lower.get(from..)?;
    let begins = |at: usize| {
        let here = rest.get(at..).unwrap_or_default();
        BEGINNINGS.iter().any(|beginning| here.starts_with(beginning))
            && !lower.get(..from + at).unwrap_or_default().ends_with(glued)
    };
    rest.char_indices().map(|(at, _)| at).find(|at| begins(*at)).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::shadow::cited;

    #[test]
    fn a_site_is_an_absolute_address() {
        for (printed, address) in [
            ("www.cpts-nord.fr", "https://www.cpts-nord.fr"),
            ("cpts-nord.fr", "https://cpts-nord.fr"),
            ("http://cpts-nord.fr/", "http://cpts-nord.fr/"),
            ("HTTPS://CPTS-Nord.fr", "HTTPS://CPTS-Nord.fr"),
            ("www.psl-nord.fr/la-cpts/", "https://www.psl-nord.fr/la-cpts/"),
            ("www.cpts‐nord.fr", "https://www.cpts-nord.fr"),
            ("www.cpts-\nnord.fr.", "https://www.cpts-nord.fr"),
            ("<http://www.cpts.site-sante.fr>", "http://www.cpts.site-sante.fr"),
        ] {
            assert_eq!(website(printed), Ok(address.to_owned()), "{printed:?}");
        }
    }

    #[test]
    fn what_is_no_site_is_rejected() {
        for printed in [
            "/",
            "-",
            "NC",
            "en cours",
            "en cours de création",
            "contact@cpts-nord.fr",
            "http//www.cpts.fr",
            "mailto:a@b.fr",
            "www..fr",
            "2.5",
            "www.cpts nord.fr",
            "https://",
            "192.168.1.1",
        ] {
            assert_eq!(website(printed), Err(Reject::NotAUrl(printed.to_owned())), "{printed:?}");
        }
        assert_eq!(website(" "), Err(Reject::Empty));
    }

    #[test]
    fn sites_are_found_where_they_stand() {
        for (text, printed) in [
            ("Voir www.cpts-nord.fr.", vec!["www.cpts-nord.fr"]),
            ("(site : https://cpts.fr/cpts)", vec!["https://cpts.fr/cpts"]),
            ("🌐 <http://www.cpts.org> a@www.fr", vec!["http://www.cpts.org"]),
            ("https://a.fr/b(c) et http://", vec!["https://a.fr/b(c)"]),
            ("la presse.fr", vec![]),
        ] {
            let found: Vec<&str> = find(text).into_iter().map(|(at, _)| cited(text, at)).collect();
            assert_eq!(found, printed, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z:/.\n é()-]{0,20}(www.|http://)\\PC*") {
            let _ = website(&text);
            find(&text);
        }

        #[test]
        fn a_printed_address_is_read_back(host in "[a-z]{2,9}-[a-z]{1,9}\\.(fr|com)(/[a-z]{0,5})?") {
            let address = format!("https://{host}");
            prop_assert_eq!(website(&address), Ok(address.clone()));
            prop_assert_eq!(website(&host), Ok(address));
        }
    }
}
