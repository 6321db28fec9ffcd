//! PDF.

use crate::model::defect::{DocumentError, ErrorKind};
use crate::model::document::Document;

/// Reads a PDF.
pub fn read(_bytes: &[u8]) -> Result<Document, DocumentError> {
    Err(DocumentError::new(ErrorKind::Unsupported, "PDF is not read yet"))
}
