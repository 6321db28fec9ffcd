//! What a reader takes at most, so that one harmful file cannot stop a batch.
//!
//! A limit that is reached is told: as an error where nothing could be read, else as
//! [`Defect::Truncated`](crate::model::defect::Defect::Truncated) with the limit's name.

/// The largest file that is read at all, in bytes: 512 MiB. Over it: `too_large`.
pub const FILE_BYTES: usize = 512 << 20;

/// The most text that a web page, a Markdown or a text file may hold, in bytes of UTF-8: 64 MiB.
/// The rest is not read.
pub const TEXT_BYTES: usize = 64 << 20;

/// The most characters that a document without pages may hold once it is read; a line break counts
/// as one. A book of 500 pages has as many. The lines behind them are not read.
pub const CHARACTERS: usize = 1_000_000;

/// The most characters of one line of such a document; what finds values looks over lines. The rest
/// of the line is not read.
pub const LINE_CHARACTERS: usize = 100_000;

/// The most attributes of one element of a web page: each is compared with all before it. The page
/// ends before an element with more.
pub const HTML_ATTRIBUTES: usize = 20_000;

/// The most elements that may be open at once in a web page. Browsers flatten a page at 512; the
/// tree builder's work grows with the square of the depth, so the page ends where it goes deeper.
pub const HTML_DEPTH: usize = 1_000;

/// How much of a file is looked at to tell what kind of text it is, in bytes.
pub const SNIFF_BYTES: usize = 64 << 10;

/// The most columns that a table may have (the HTML standard's own limit of `colspan`).
pub const TABLE_COLUMNS: usize = 1_000;
