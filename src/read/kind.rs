//! What an input is, by its content.
//!
//! A name helps only where content cannot tell: Markdown from plain text, source code and data
//! from prose. Nothing is decoded further than [`limits::SNIFF_BYTES`], but for JSON and TOML,
//! which are what they are only as a whole.

use crate::model::document::MediaType;
use crate::read::{encoding, limits};

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A document that can be read.
    Document(MediaType),
    /// A document in a format that is not read, or bytes that are nothing known: what it is, for
    /// people.
    Unsupported(&'static str),
    /// Not a document, but data, source code, a picture or an archive: what it is, for people.
    Data(&'static str),
}

/// What `bytes` are; `name` is the file's name.
pub fn kind(bytes: &[u8], name: &str) -> Kind {
    let bytes = without_http_header(bytes).unwrap_or(bytes);
    if is_pdf(bytes) {
        return Kind::Document(MediaType::Pdf);
    }
    let head = head(bytes);
    if is_binary(head) {
        return binary(bytes);
    }
    let text = encoding::decode(head);
    if text.chars().filter(|c| *c == '\u{fffd}').count() * 10 > text.chars().count() {
        return Kind::Unsupported("unknown binary data");
    }
    let sniffed = Sniffed { text: text.trim_start(), bytes, extension: &extension(name) };
    sniffed.kind()
}

/// The part that is looked at, cut behind a line end so that no character is cut.
fn head(bytes: &[u8]) -> &[u8] {
    let Some(head) = bytes.get(..limits::SNIFF_BYTES) else { return bytes };
    let end = head.iter().rposition(|byte| *byte == b'\n').map_or(head.len(), |at| at + 1);
    head.get(..end).unwrap_or(head)
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// What is left behind the header of an HTTP response that was saved with the file.
pub(super) fn without_http_header(bytes: &[u8]) -> Option<&[u8]> {
    if !bytes.starts_with(b"HTTP/1.") && !bytes.starts_with(b"HTTP/2 ") {
        return None;
    }
    let header = bytes.get(..limits::SNIFF_BYTES).unwrap_or(bytes);
    let end = header.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
    let end = end.or_else(|| header.windows(2).position(|w| w == b"\n\n").map(|at| at + 2));
    bytes.get(end?..)
}

/// `%PDF-` within the first 1024 bytes, as readers accept it. Behind other text it must be followed
/// by an object, else the text only speaks of PDF.
fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let Some(at) = find(head, b"%PDF-") else { return false };
    let before = head.get(..at).unwrap_or_default();
    let blank = before.iter().all(|byte| byte.is_ascii_whitespace() || *byte >= 0x80);
    let object = bytes.get(at..).map(|rest| rest.get(..1 << 20).unwrap_or(rest));
    blank || object.is_some_and(|rest| find(rest, b" obj").is_some())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Control characters that no text has; UTF-16 announces itself.
fn is_binary(head: &[u8]) -> bool {
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31 | 127);
    let controls = head.iter().filter(control).count();
    !utf16 && controls * 200 > head.len()
}

fn binary(bytes: &[u8]) -> Kind {
    use infer::MatcherType::{App, Archive, Audio, Book, Doc, Font, Image, Video};
    if let Some(office) = office(bytes) {
        return Kind::Unsupported(office);
    }
    match infer::get(bytes).map(|found| found.matcher_type()) {
        Some(Doc) => Kind::Unsupported("office file"),
        Some(Book) => Kind::Unsupported("e-book"),
        Some(App) => Kind::Data("executable"),
        Some(Archive) => Kind::Data("archive"),
        Some(Image) => Kind::Data("image"),
        Some(Audio) => Kind::Data("sound"),
        Some(Video) => Kind::Data("video"),
        Some(Font) => Kind::Data("font"),
        _ => Kind::Unsupported("unknown binary data"),
    }
}

/// Office formats, by the names of their parts: those stand uncompressed in a ZIP archive, at its
/// start or in the directory at its end.
fn office(bytes: &[u8]) -> Option<&'static str> {
    const PARTS: [(&[u8], &str); 6] = [
        (b"word/document", "Word document"),
        (b"ppt/presentation", "PowerPoint presentation"),
        (b"xl/workbook", "Excel workbook"),
        (b"mimetypeapplication/vnd.oasis.opendocument", "OpenDocument file"),
        (b"mimetypeapplication/epub", "e-book"),
        (b"Index/Document.iwa", "Apple iWork file"),
    ];
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Some("office file of before 2007, or Outlook message");
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let start = bytes.get(..limits::SNIFF_BYTES).unwrap_or(bytes);
    let end = bytes.get(bytes.len().saturating_sub(limits::SNIFF_BYTES)..).unwrap_or(bytes);
    let named = |name: &[u8]| find(start, name).is_some() || find(end, name).is_some();
    PARTS.iter().find(|(name, _)| named(name)).map(|(_, what)| *what)
}

/// Source code and data that are text: only the name tells them from prose.
const DATA_EXTENSIONS: &[(&str, &[&str])] = &[
    (
        "source code",
        &[
            "rs",
            "py",
            "js",
            "mjs",
            "cjs",
            "ts",
            "tsx",
            "jsx",
            "css",
            "scss",
            "less",
            "sh",
            "bash",
            "zsh",
            "fish",
            "ps1",
            "bat",
            "cmd",
            "c",
            "h",
            "cc",
            "cpp",
            "hpp",
            "cs",
            "java",
            "kt",
            "go",
            "rb",
            "pl",
            "pm",
            "php",
            "lua",
            "r",
            "jl",
            "scala",
            "swift",
            "sql",
            "vue",
            "svelte",
            "typ",
            "tex",
            "sty",
            "bib",
            "make",
            "mk",
            "cmake",
            "dockerfile",
            "ipynb",
        ],
    ),
    (
        "data",
        &[
            "json",
            "jsonl",
            "ndjson",
            "geojson",
            "topojson",
            "toml",
            "yaml",
            "yml",
            "xml",
            "xsd",
            "xsl",
            "xslt",
            "rss",
            "atom",
            "kml",
            "gpx",
            "csv",
            "tsv",
            "ini",
            "cfg",
            "conf",
            "env",
            "lock",
            "log",
            "properties",
            "ics",
            "vcf",
            "svg",
            "sha256",
            "md5",
            "patch",
            "diff",
        ],
    ),
];

/// A text, and what is known of it.
struct Sniffed<'a> {
    text: &'a str,
    bytes: &'a [u8],
    extension: &'a str,
}

impl Sniffed<'_> {
    fn kind(&self) -> Kind {
        if let Some(kind) = self.signed() {
            return kind;
        }
        if self.is_html() {
            return Kind::Document(MediaType::Html);
        }
        if is_mail(self.text) {
            return Kind::Unsupported("mail");
        }
        if let Some(what) = self.data() {
            return Kind::Data(what);
        }
        let markdown = match self.extension {
            "md" | "markdown" | "mdown" | "mkd" | "qmd" | "rmd" => true,
            _ => is_markdown(self.text),
        };
        Kind::Document(if markdown { MediaType::Markdown } else { MediaType::Text })
    }

    /// Text formats that begin with a signature.
    fn signed(&self) -> Option<Kind> {
        const SIGNATURES: [(&str, Kind); 7] = [
            ("{\\rtf", Kind::Unsupported("RTF document")),
            ("%!PS", Kind::Unsupported("PostScript document")),
            ("BEGIN:VCARD", Kind::Data("address card")),
            ("BEGIN:VCALENDAR", Kind::Data("calendar")),
            ("#!/", Kind::Data("script")),
            ("<?php", Kind::Data("source code")),
            ("-----BEGIN ", Kind::Data("key or certificate")),
        ];
        SIGNATURES.iter().find(|(sign, _)| self.text.starts_with(sign)).map(|(_, kind)| *kind)
    }

    fn named_markdown(&self) -> bool {
        matches!(self.extension, "md" | "markdown" | "mdown" | "mkd" | "qmd" | "rmd")
    }

    /// A web page says so near its start; a fragment begins with an element of HTML. Markdown may
    /// do both, so there the name counts, unless the page is whole.
    fn is_html(&self) -> bool {
        let start: String = self.text.chars().take(2048).collect::<String>().to_ascii_lowercase();
        let first = behind_prolog(&start);
        if ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| begins(first, tag)) {
            return true;
        }
        if self.named_markdown() {
            return false;
        }
        let named = matches!(self.extension, "html" | "htm" | "xhtml" | "shtml");
        let whole = ["<!doctype html", "<html"].iter().any(|tag| start.contains(tag));
        let fragment = first.strip_prefix('<').is_some_and(|rest| {
            let tag = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            FRAGMENT_TAGS.contains(&tag) && self.text.contains("</")
        });
        whole || fragment || (named && self.text.contains("</"))
    }

    /// Data that shows what it is, or that the name says to be data.
    fn data(&self) -> Option<&'static str> {
        if self.is_json() {
            return Some("JSON");
        }
        if self.text.starts_with("<?xml") || begins(self.text, "<svg") || is_xml_element(self.text)
        {
            return Some("XML");
        }
        if self.is_toml() {
            return Some("TOML");
        }
        let named = |(_, extensions): &&(&str, &[&str])| extensions.contains(&self.extension);
        DATA_EXTENSIONS.iter().find(named).map(|(what, _)| *what)
    }

    /// One JSON value, or one on each line.
    fn is_json(&self) -> bool {
        if !self.text.starts_with(['{', '[']) {
            return false;
        }
        let mut values = serde_json::Deserializer::from_slice(without_mark(self.bytes))
            .into_iter::<serde::de::IgnoredAny>()
            .peekable();
        values.peek().is_some() && values.all(|value| value.is_ok())
    }

    /// Tables and keys, at least two: a lone `a = 1` may stand in any text, and a Markdown file of
    /// headings is a TOML file of comments.
    fn is_toml(&self) -> bool {
        let keys = self.text.lines().filter(|line| line.contains(" = ") || line.starts_with('['));
        keys.take(2).count() == 2
            && std::str::from_utf8(without_mark(self.bytes))
                .is_ok_and(|text| text.parse::<toml::Table>().is_ok_and(|table| !table.is_empty()))
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Elements that a piece of a web page may begin with.
const FRAGMENT_TAGS: &[&str] = &[
    "title",
    "meta",
    "link",
    "style",
    "script",
    "base",
    "div",
    "main",
    "article",
    "section",
    "header",
    "nav",
    "aside",
    "footer",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "table",
    "center",
    "font",
    "span",
    "a",
    "b",
    "strong",
    "br",
    "hr",
    "img",
    "form",
    "blockquote",
    "iframe",
    "frameset",
];

/// What follows comments and the XML declaration.
fn behind_prolog(mut text: &str) -> &str {
    loop {
        text = text.trim_start().trim_start_matches('\u{feff}');
        let end = if text.starts_with("<!--") {
            "-->"
        } else if text.starts_with("<?xml") {
            "?>"
        } else {
            return text;
        };
        match text.split_once(end) {
            Some((_, rest)) => text = rest,
            None => return text,
        }
    }
}

/// `text` begins with this tag and nothing longer.
fn begins(text: &str, tag: &str) -> bool {
    text.strip_prefix(tag)
        .is_some_and(|rest| rest.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()))
}

/// `<rapport …>…</rapport>`, from the first character to the last.
fn is_xml_element(text: &str) -> bool {
    let name = text.strip_prefix('<').map(|rest| {
        rest.split(|c: char| !c.is_alphanumeric() && !"_-.:".contains(c)).next().unwrap_or_default()
    });
    name.is_some_and(|name| !name.is_empty() && text.trim_end().ends_with(&format!("</{name}>")))
}

/// A message begins with header fields (RFC 5322, 2.2), three of them well known; a mailbox file
/// puts a `From ` line before them.
fn is_mail(text: &str) -> bool {
    const FIELDS: &[&str] = &[
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "content-type",
        "delivered-to",
        "reply-to",
        "dkim-signature",
    ];
    let fields = text
        .lines()
        .skip_while(|line| line.starts_with("From "))
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with([' ', '\t']))
        .map_while(|line| line.split_once(':'))
        .map_while(|(name, _)| {
            let valid = name.chars().all(|c| c.is_ascii_graphic());
            valid.then(|| name.to_ascii_lowercase())
        });
    fields.filter(|name| FIELDS.contains(&name.as_str())).take(3).count() == 3
}

/// Markdown under another name: two of its marks that plain text does not use, or three headings.
/// Bullets do not count, plain text has them too.
fn is_markdown(text: &str) -> bool {
    let headings = text.lines().filter(|line| is_heading(line)).count();
    let bold = text.split("**").count() >= 3;
    let link = text.split("](").skip(1).any(|rest| {
        rest.starts_with("http") || rest.starts_with("mailto:") || rest.starts_with("www.")
    });
    let rule = |line: &str| {
        line.contains("|--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    };
    let table = text.lines().any(rule);
    let marks = [headings > 0, bold, link, table].iter().filter(|mark| **mark).count();
    marks >= 2 || headings >= 3
}

/// `## Accès aux soins`
fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (1..=6).contains(&level)
        && text.starts_with(' ')
        && text.trim_start().starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: Kind = Kind::Document(MediaType::Pdf);
    const HTML: Kind = Kind::Document(MediaType::Html);
    const MARKDOWN: Kind = Kind::Document(MediaType::Markdown);
    const TEXT: Kind = Kind::Document(MediaType::Text);

    #[test]
    fn content_decides_and_not_the_name() {
        for (bytes, name, expected) in [
            (&b"%PDF-1.7\n1 0 obj"[..], "a.txt", PDF),
            (b"\xef\xbb\xbf%PDF-1.4", "a", PDF),
            (b"junk before\n%PDF-1.4\n1 0 obj <<>>", "a", PDF),
            (b"HTTP/1.1 200 OK\r\nDate: x\r\n\r\n%PDF-1.4", "a", PDF),
            (b"HTTP/1.1 200 OK\r\nDate: x\r\n\r\n<html><p>a</html>", "a.pdf", HTML),
            (b"A PDF begins with %PDF-1.4, says the standard", "a.txt", TEXT),
            (b"<!DOCTYPE html><p>a", "a.pdf", HTML),
            (b"\xef\xbb\xbf\n<!-- x --><HTML lang=fr>", "a.txt", HTML),
            (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", "a.xml", HTML),
            (b"Warning: x in y.php\n<!doctype html><html>", "a", HTML),
            (b"<p>Bonjour</p>", "a.txt", HTML),
            (b"Bonjour<br>tous</p>", "a.html", HTML),
            (b"<p>Bonjour</p>\n\n# Titre", "a.md", MARKDOWN),
            (b"<!doctype html><html>", "a.md", HTML),
            (b"Bonjour", "a.html", TEXT),
            (b"# Titre\n\n**gras** et suite", "a.txt", MARKDOWN),
            (b"Voir [le site](https://a.fr)\n# Titre", "notes", MARKDOWN),
            (b"# seul\ntexte\n- un\n- deux", "a.txt", TEXT),
            ("Une « étoile * » et 2**3".as_bytes(), "a.txt", TEXT),
            (b"Bonjour", "a.md", MARKDOWN),
            (b"Bonjour", "a.pdf", TEXT),
            (b"\xff\xfeB\0o\0n\0", "a.txt", TEXT),
            (b"BM: 12 MZ ID3", "a", TEXT),
        ] {
            assert_eq!(kind(bytes, name), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_is_no_document_is_data() {
        for (bytes, name, expected) in [
            (&b"{\"a\": [1, 2]}"[..], "a.txt", "JSON"),
            (b"{\"a\": 1}\n{\"a\": 2}\n", "a", "JSON"),
            (b"[package]\nname = \"a\"\nversion = \"1\"\n", "a.txt", "TOML"),
            (b"<?xml version='1.0'?><rss></rss>", "a", "XML"),
            (b"<fiche><nom>a</nom></fiche>\n", "a", "XML"),
            (b"#!/bin/sh\necho", "a", "script"),
            (b"nom;population\na;1", "a.CSV", "data"),
            (b"fn main() {}", "main.rs", "source code"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.pdf", "image"),
            (b"PK\x03\x04\x14\0\0\0\0\0 a.txt", "a", "archive"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "a", "executable"),
        ] {
            assert_eq!(kind(bytes, name), Kind::Data(expected), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let mail = b"Return-Path: <a@b.fr>\r\nDate: x\r\nSubject: =?utf-8?q?=C3?=\r\n y\r\n\r\nz";
        for (bytes, expected) in [
            (&mail[..], "mail"),
            (b"From a@b.fr Thu\nFrom: a\nTo: b\nSubject: c\n\nd", "mail"),
            (b"PK\x03\x04\0\0\0\0\0word/document.xml", "Word document"),
            (b"PK\x03\x04\0\0\0\0\0ppt/presentation.xml", "PowerPoint presentation"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0",
                "office file of before 2007, or Outlook message",
            ),
            (b"{\\rtf1\\ansi Bonjour}", "RTF document"),
            (b"\0\x01\x02\x03\x04\x05\x06\x07\x08 rubbish", "unknown binary data"),
        ] {
            assert_eq!(kind(bytes, "a.pdf"), Kind::Unsupported(expected));
        }
    }

    #[test]
    fn prose_with_colons_is_no_mail() {
        let text = b"Contact: a\nTo be: read\nDate: 3 mai\n\nSuite";
        assert_eq!(kind(text, "a.txt"), TEXT);
    }
}
