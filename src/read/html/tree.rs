//! The tree of a page, as far as it keeps to the limits.
//!
//! The tree builder looks through all open elements for many a tag, so its time grows with the
//! square of the depth: a hundred thousand `<div>` in a small file would hold a worker for minutes.
//! So the page is given to it piece by piece, and no further once the tree is too deep. The
//! tokenizer compares each attribute of an element with all before it and cannot be stopped within
//! an element, so these are counted before.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use scraper::{Html, HtmlTreeSink};

use crate::model::defect::Defect;
use crate::read::limits;

/// Bytes of a piece of the page.
const PIECE: usize = 4096;
/// How many of the nodes of a piece are asked for their depth.
const ASKED: usize = 64;

/// The tree of a page, and the limits that it was cut at.
pub(super) fn parse(source: &str) -> (Html, Vec<Defect>) {
    let mut limits = Vec::new();
    let few = few_attributes(source);
    if few.len() < source.len() {
        limits.push(format!("{} attributes of one element", limits::HTML_ATTRIBUTES));
    }
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = parse_document(sink, ParseOpts::default());
    let mut rest = few;
    let mut known = 0;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(PIECE.min(rest.len())));
        rest = behind;
        parser.process(piece.into());
        let html = parser.tokenizer.sink.sink.0.borrow();
        let nodes = html.tree.nodes();
        let (all, new) = (nodes.len(), nodes.len() - known);
        let mut asked = nodes.rev().take(new).step_by(new.div_ceil(ASKED).max(1));
        if asked.any(|node| node.ancestors().count() > limits::HTML_DEPTH) {
            limits.push(format!("{} elements open at once", limits::HTML_DEPTH));
            break;
        }
        known = all;
    }
    let truncated = |limit| Defect::Truncated { page: Some(0), limit };
    (parser.finish(), limits.into_iter().map(truncated).collect())
}

/// What an element that may be open holds so far.
#[derive(Clone, Copy, Default)]
struct Tag {
    /// Where it begins; `None` outside of tags.
    begin: Option<usize>,
    /// Its words outside of quotation marks: its name and its attributes, and a bit more.
    words: usize,
}

/// The page up to an element with too many attributes.
///
/// Where a tag begins depends on what stands before it: a script, a comment, a quoted value. So
/// everything that can be a tag is taken for one, in quotation marks and outside of them, and
/// counted at the same time.
fn few_attributes(source: &str) -> &str {
    let bytes = source.as_bytes();
    let mut plain = Tag::default();
    let mut quoted = [Tag::default(); 2];
    // A value begins with a quotation mark only right behind the equals sign.
    let mut value = false;
    let mut gap = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' | b'\'' => {
                let inner = &mut quoted[usize::from(byte == b'\'')];
                if value {
                    std::mem::swap(&mut plain, inner);
                } else if inner.words > plain.words {
                    plain = std::mem::take(inner);
                }
                (value, gap) = (false, true);
            }
            b'>' => (plain, value) = (Tag::default(), false),
            b' ' | b'\t' | b'\n' | b'\x0c' | b'\r' => gap = true,
            b'/' => (gap, value) = (true, false),
            b'<' if plain.begin.is_none() => plain = Tag { begin: Some(at), words: 0 },
            _ => {
                plain.words += usize::from(std::mem::take(&mut gap) && plain.begin.is_some());
                value = byte == b'=';
            }
        }
        if plain.words > limits::HTML_ATTRIBUTES {
            let begin = plain.begin.unwrap_or(at);
            return source.get(..begin).unwrap_or_default();
        }
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many elements a page holds, and how many limits it met.
    fn parsed(page: &str) -> (usize, usize) {
        let (html, defects) = parse(page);
        (html.tree.nodes().filter(|node| node.value().is_element()).count(), defects.len())
    }

    #[test]
    fn an_ordinary_page_is_kept_whole() {
        let page = "<div><p title='<b>'>a<p>b<ul><li>c<li>d</ul><br></div></span>".repeat(5_000);
        assert_eq!(parsed(&page), (3 + 7 * 5_000, 0));
    }

    #[test]
    fn a_page_ends_before_an_element_with_too_many_attributes() {
        for attribute in [" a1", " a=1", "a='b'", "/a", " a=\"<\"", " a\"=1", " <a"] {
            let page = format!("<p>Début<p x{}>fin", attribute.repeat(100_000));
            assert_eq!(few_attributes(&page), "<p>Début", "{attribute}");
        }
        let page =
            format!("<p class='{}'><path d=\"{}\">", "a ".repeat(99_999), "1 ".repeat(99_999));
        assert_eq!(few_attributes(&page), page);
    }

    #[test]
    fn a_page_ends_where_it_nests_too_deep() {
        for tag in [
            "<div>",
            "<b></i>",
            "<div></span>",
            "<x-y a='>'>",
            "<div title='</div>'>",
            "<div><!--</div>-->",
            "<div><script></div></script>",
            "<option><optgroup>",
        ] {
            let page = format!("Début {}", tag.repeat(100_000));
            let (elements, limits) = parsed(&page);
            assert!(elements < 6_000 && limits == 1, "{tag}: {elements} {limits}");
        }
    }
}
