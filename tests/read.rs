//! Reading holds its promises on any bytes, and on a folder of real documents.

use std::path::Path;

use proptest::prelude::*;
use recense::model::document::{Document, Line, MediaType};
use recense::read::{Kind, kind, read};

/// Names that lead to every reader.
const NAMES: [&str; 5] = ["a", "a.txt", "a.md", "a.html", "a.pdf"];

/// Pieces of which hostile pages and texts are made.
const PIECES: [&str; 48] = [
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td rowspan=9>",
    "<th colspan=7>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<br>",
    "<a href=x>",
    "</a>",
    "<b>",
    "</b>",
    "<h2>",
    "<pre>",
    "<svg>",
    "<text>",
    "<!--",
    "-->",
    "<script>",
    "<nav class=menu>",
    "&nbsp;",
    "&#0;",
    "<sup>",
    "2",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "1. ",
    "+ ",
    "# ",
    "**",
    "`",
    "```\n",
    "| a | b |\n",
    "|---|---|\n",
    "[x](y)",
    "![x](y)",
    "> ",
    "---\n",
    "[^1]",
    "• ",
    "été, \t",
];

/// What every line and every document must hold.
fn check(document: &Document) {
    let mut block = 0;
    for (index, line) in document.pages.iter().flat_map(|page| &page.lines).enumerate() {
        let length = line.text.chars().count();
        assert_eq!(line.text, line.text.trim(), "line {index} is trimmed");
        assert!(!line.text.contains('\n'), "line {index} is one line");
        assert!(line.look.marker.unwrap_or(0) <= length, "line {index}: the marker is in the text");
        assert!(line.block == block || line.block == block + 1, "line {index}: blocks follow");
        block = line.block;
        for link in &line.links {
            assert!(link.start < link.end && link.end <= length, "line {index}: {link:?}");
        }
    }
}

fn check_bytes(bytes: &[u8]) {
    for name in NAMES {
        if let (Ok(document), Kind::Document(media_type)) = (read(bytes, name), kind(bytes, name)) {
            assert_eq!(document.media_type, media_type);
            if media_type != MediaType::Pdf {
                check(&document);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_reader_panics_on_arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        check_bytes(&bytes);
    }

    #[test]
    fn no_reader_panics_on_arbitrary_text(text in "\\PC{0,200}") {
        check_bytes(text.as_bytes());
    }

    #[test]
    fn no_reader_panics_on_markup(pieces in prop::collection::vec(0..PIECES.len(), 0..80)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        check_bytes(text.as_bytes());
        check_bytes(format!("<!doctype html>{text}").as_bytes());
    }

    #[test]
    fn plain_text_keeps_its_lines(text in "[a-z•\\- \t\n]{0,120}[a-z]") {
        let document = read(text.as_bytes(), "a.txt").unwrap();
        let printed: Vec<&Line> = document.pages[0].lines.iter().collect();
        prop_assert_eq!(printed.len(), text.lines().count());
        for (line, source) in printed.iter().zip(text.lines()) {
            prop_assert_eq!(line.text.replace(' ', ""), source.replace(['\t', ' '], ""));
        }
    }
}

#[test]
fn every_file_of_the_corpus_is_read_or_named() {
    let Some(corpus) = std::env::var_os("RECENSE_CORPUS") else {
        eprintln!("skipped: RECENSE_CORPUS names no folder");
        return;
    };
    for entry in ignore::Walk::new(Path::new(&corpus)).flatten() {
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            let bytes = std::fs::read(entry.path()).unwrap();
            let name = entry.file_name().to_string_lossy();
            match kind(&bytes, &name) {
                Kind::Document(MediaType::Pdf) => {}
                Kind::Document(_) => check(&read(&bytes, &name).unwrap()),
                Kind::Unsupported(_) | Kind::Data(_) => assert!(read(&bytes, &name).is_err()),
            }
        }
    }
}
