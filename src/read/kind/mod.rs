//! What an input is, by its content.
//!
//! A name helps only where content cannot tell: Markdown from plain text, source code and data
//! from prose, a PDF without its header from a text on PDF. Nothing is decoded further than [`limits::SNIFF_BYTES`], but for JSON and TOML,
//! which are what they are only as a whole.

mod text;

use crate::model::document::MediaType;
use crate::read::{encoding, limits};
use text::Sniffed;

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

/// Bytes that are nothing known.
const UNKNOWN: Kind = Kind::Unsupported("unknown binary data");

/// What `bytes` are; `name` is the file's name.
pub fn kind(bytes: &[u8], name: &str) -> Kind {
    let bytes = without_http_header(bytes).unwrap_or(bytes);
    if is_pdf(bytes) {
        return Kind::Document(MediaType::Pdf);
    }
    let head = head(bytes);
    let binary = is_binary(head).then(|| binary(bytes));
    let is_open = match binary {
        Some(kind) => kind == UNKNOWN,
        None => extension(name) == "pdf",
    };
    if is_open && (has_pdf_objects(head) || ends_as_pdf(bytes)) {
        return Kind::Document(MediaType::Pdf);
    }
    if let Some(binary) = binary {
        return binary;
    }
    let text = encoding::decode(head);
    if text.chars().filter(|c| *c == '\u{fffd}').count() * 10 > text.chars().count() {
        return UNKNOWN;
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

/// `12 0 obj <<` and an `endobj` behind it: a PDF that has lost its header, or has it far behind
/// something else.
fn has_pdf_objects(head: &[u8]) -> bool {
    let closing = b"endobj";
    let last = head.windows(closing.len()).rposition(|window| window == closing).unwrap_or(0);
    let mut from = 0;
    while let Some(at) = head.get(from..last).and_then(|rest| find(rest, b" obj")) {
        let (before, behind) = head.split_at(from + at);
        let number = before.strip_suffix(b" 0").and_then(<[u8]>::last);
        let rest = behind.get(b" obj".len()..).unwrap_or_default();
        if number.is_some_and(u8::is_ascii_digit) && rest.trim_ascii_start().starts_with(b"<<") {
            return true;
        }
        from += at + 1;
    }
    false
}

/// The last lines of a PDF whose beginning is lost.
fn ends_as_pdf(bytes: &[u8]) -> bool {
    let end = bytes.get(bytes.len().saturating_sub(1024)..).unwrap_or(bytes);
    find(end, b"startxref")
        .is_some_and(|at| find(end.get(at..).unwrap_or_default(), b"%%EOF").is_some())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Control characters that no text has; UTF-16 announces itself, and one stray character is no
/// proof.
fn is_binary(head: &[u8]) -> bool {
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=25 | 28..=31 | 127);
    let controls = head.iter().filter(control).count();
    !utf16 && controls > 1 + head.len() / 200
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
        _ => UNKNOWN,
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

#[cfg(test)]
mod tests;
