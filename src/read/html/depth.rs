//! A page that nests too deep, or an element with too many attributes, told before the tree is
//! built.
//!
//! The tree builder looks through all open elements for many a tag, so its time grows with the
//! square of the depth: a hundred thousand `<div>` in a small file would hold a worker for minutes.
//! The depth is estimated from the tags alone, by name, so that end tags without a start do not
//! count; elements that end by themselves do not count either.

use std::collections::BTreeMap;

use crate::model::defect::Defect;
use crate::read::limits;

/// Void elements, and elements that the next one of their kind or the end of a parent closes.
const SELF_ENDING: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody",
    "thead", "tfoot", "colgroup", "a", "nobr", "body", "html", "head", "path", "circle", "rect",
    "line", "polygon", "polyline", "use", "ellipse", "stop",
];

/// The part of the page that keeps to both limits.
pub(super) fn cut(source: &str) -> (&str, Option<Defect>) {
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut depth = 0_usize;
    for (at, _) in source.match_indices('<') {
        let Some(rest) = source.get(at + 1..) else { continue };
        let (end, rest) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let length = rest.bytes().take(32).take_while(|c| !b" \t\n\x0c/>".contains(c)).count();
        if has_many_attributes(rest) {
            let limit = format!("{} attributes of one element", limits::HTML_ATTRIBUTES);
            return (source.get(..at).unwrap_or_default(), Some(truncated(limit)));
        }
        let name = rest.get(..length).unwrap_or_default().to_ascii_lowercase();
        if SELF_ENDING.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if !end {
            *count += 1;
            depth += 1;
        } else if *count > 0 {
            *count -= 1;
            depth -= 1;
        }
        if depth > limits::HTML_DEPTH {
            let limit = format!("{} elements open at once", limits::HTML_DEPTH);
            let kept = source.get(..at).unwrap_or_default();
            return (kept, Some(truncated(limit)));
        }
    }
    (source, None)
}

fn truncated(limit: String) -> Defect {
    Defect::Truncated { page: Some(0), limit }
}

/// A tag of this many words outside quotation marks. Another tag ends it, so that each byte is
/// looked at once.
fn has_many_attributes(tag: &str) -> bool {
    let mut words = 0;
    let mut space = false;
    let mut quote = None;
    for byte in tag.bytes() {
        match (quote, byte) {
            (_, b'<') | (None, b'>') => return false,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => {
                quote = None;
                space = true;
            }
            (None, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r' | b'/') => space = true,
            (None, _) => {
                words += usize::from(space);
                space = false;
                if words > limits::HTML_ATTRIBUTES {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_page_is_kept_whole() {
        let page = "<div><p>a<p>b<ul><li>c<li>d</ul><br></div></span>".repeat(10_000);
        assert_eq!(cut(&page), (page.as_str(), None));
    }

    #[test]
    fn a_page_ends_before_an_element_with_too_many_attributes() {
        for attribute in [" a1", " a=1", "a='b'", "/a"] {
            let page = format!("<p>Début<p x{}>fin", attribute.repeat(100_000));
            assert_eq!(cut(&page).0, "<p>Début", "{attribute}");
        }
        let page = format!("<p class='{}'><path d=\"{}\">", "a ".repeat(9_999), "1 ".repeat(9_999));
        assert_eq!(cut(&page), (page.as_str(), None));
    }

    #[test]
    fn a_page_ends_where_it_nests_too_deep() {
        for tag in ["<div>", "<b></i>", "<div></span>", "<x-y a='>'>"] {
            let page = format!("Début {}", tag.repeat(100_000));
            let (kept, truncated) = cut(&page);
            assert!(kept.starts_with("Début") && kept.len() < 20_000, "{tag}");
            assert!(matches!(truncated, Some(Defect::Truncated { .. })), "{tag}");
        }
    }
}
