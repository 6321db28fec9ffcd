//! What a text is: a page, a message, data, source code, or prose.

use super::Kind;
use crate::model::document::MediaType;

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
pub(super) struct Sniffed<'a> {
    /// The start of the file, decoded.
    pub text: &'a str,
    /// The whole file.
    pub bytes: &'a [u8],
    /// Of the file's name, in lower case.
    pub extension: &'a str,
}

impl Sniffed<'_> {
    pub fn kind(&self) -> Kind {
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
        let markdown = self.named_markdown() || is_markdown(self.text);
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
