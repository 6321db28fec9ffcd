//! From bytes to the document model: PDF, HTML, Markdown and plain text, by content and not by name.
//!
//! Nothing here touches the file system or knows a word of the documents' vocabulary.
//!
//! Every reader but that of PDF gives one page. Plain text and Markdown keep their blank lines and
//! so the line numbers of the source; a web page has no lines of its own and gets one for each
//! block and each line break.

mod draft;
mod encoding;
mod html;
mod kind;
pub mod limits;
mod markdown;
pub mod marker;
pub mod pdf;
mod text;

pub use kind::{Kind, kind};

use crate::model::defect::{Defect, DocumentError, ErrorKind};
use crate::model::document::{Document, Line, MediaType, Page, Region};

/// Reads a document; `name` is the file's name, which only helps where the content cannot tell.
///
/// ```
/// let document = recense::read::read(b"# CPTS du Val Clair\n", "val-clair.md").unwrap();
/// assert_eq!(document.pages[0].lines[0].text, "CPTS du Val Clair");
/// ```
pub fn read(bytes: &[u8], name: &str) -> Result<Document, DocumentError> {
    if bytes.len() > limits::FILE_BYTES {
        let message = format!("{} bytes, the limit is {}", bytes.len(), limits::FILE_BYTES);
        return Err(DocumentError::new(ErrorKind::TooLarge, message));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(DocumentError::new(ErrorKind::Empty, "nothing but white space"));
    }
    let media_type = match kind(bytes, name) {
        Kind::Document(media_type) => media_type,
        Kind::Unsupported(what) => return Err(unsupported("cannot be read yet", what)),
        Kind::Data(what) => return Err(unsupported("is no document", what)),
    };
    let body = kind::without_http_header(bytes);
    let mut document = dispatch(media_type, body.unwrap_or(bytes))?;
    if body.is_some() {
        let how = "left out the HTTP header before the document".to_owned();
        document.defects.push(Defect::Recovered { how });
    }
    Ok(document)
}

fn dispatch(media_type: MediaType, bytes: &[u8]) -> Result<Document, DocumentError> {
    let reader = match media_type {
        MediaType::Pdf => return pdf::read(bytes),
        MediaType::Html => html::read,
        MediaType::Markdown => markdown::read,
        MediaType::Text => text::read,
    };
    let mut text = encoding::decode(bytes);
    if text.trim().is_empty() {
        return Err(DocumentError::new(ErrorKind::Empty, "nothing but white space"));
    }
    let mut defects = Vec::new();
    if let Some(undone) = encoding::undo_second_encoding(&text) {
        text = undone;
        defects.push(Defect::Recovered { how: "undid a second encoding in UTF-8".to_owned() });
    }
    defects.extend(truncate(&mut text));
    let mut document = reader(&text);
    defects.extend(document.pages.iter_mut().flat_map(|page| shorten(&mut page.lines)));
    for (index, page) in document.pages.iter().enumerate() {
        let printed = |line: &Line| line.region != Region::Head && !line.text.is_empty();
        if !page.lines.iter().any(printed) {
            defects.push(Defect::UnreadablePage { page: index });
        }
        defects.extend(encoding::untrusted(index, &page.lines));
    }
    document.defects.extend(defects);
    Ok(document)
}

fn unsupported(verdict: &str, what: &str) -> DocumentError {
    DocumentError::new(ErrorKind::Unsupported, format!("this kind of file {verdict}: {what}"))
}

fn truncate(text: &mut String) -> Option<Defect> {
    let mut end = limits::TEXT_BYTES;
    if text.len() <= end {
        return None;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    Some(Defect::Truncated {
        page: Some(0),
        limit: format!("{} bytes of text", limits::TEXT_BYTES),
    })
}

/// Leaves out what goes beyond the limits of one line and of all.
fn shorten(lines: &mut Vec<Line>) -> Vec<Defect> {
    let mut limits = Vec::new();
    let mut left = limits::CHARACTERS;
    let mut kept = 0;
    for line in lines.iter_mut() {
        let most = limits::LINE_CHARACTERS;
        if let Some((end, _)) = line.text.char_indices().nth(most) {
            line.text.truncate(end);
            line.links.retain(|link| link.end <= most);
            limits.push(format!("{most} characters in one line"));
        }
        let length = line.text.chars().count() + 1;
        if length > left {
            break;
        }
        left -= length;
        kept += 1;
    }
    if kept < lines.len() {
        lines.truncate(kept);
        limits.push(format!("{} characters", limits::CHARACTERS));
    }
    limits.dedup();
    limits.into_iter().map(|limit| Defect::Truncated { page: Some(0), limit }).collect()
}

/// A document of one page without positions.
fn single_page(
    media_type: MediaType,
    lines: Vec<Line>,
    order: &'static str,
    defects: Vec<Defect>,
) -> Document {
    let page = Page { lines, order, ..Page::default() };
    Document { media_type, paginated: false, pages: vec![page], declared_language: None, defects }
}
