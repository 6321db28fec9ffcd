//! From bytes to the document model: PDF, HTML, Markdown and plain text, by content and not by name.
//!
//! Nothing here touches the file system or knows a word of the documents' vocabulary.
