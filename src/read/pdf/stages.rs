//! Reading that stops after a stage, for the benches: how far is the floor, and what stands on it?
//!
//! Built with the feature `bench` alone; no part of the library.

use std::hint::black_box;

use crate::model::defect::DocumentError;
use crate::read::pdf::interpret::{self, Fonts};
use crate::read::pdf::source::Source;
use crate::read::pdf::token::Tokens;

/// Opens a file; gives the number of its pages.
pub fn load(bytes: &[u8]) -> Result<usize, DocumentError> {
    Source::open(bytes).map(|source| source.pages().len())
}

/// Decodes the content of its pages and forms; gives the number of bytes.
pub fn inflate(bytes: &[u8]) -> Result<usize, DocumentError> {
    content(bytes, |content| content.len())
}

/// Takes the content apart; gives the number of tokens.
pub fn tokens(bytes: &[u8]) -> Result<usize, DocumentError> {
    content(bytes, |content| Tokens::new(content).map(black_box).count())
}

/// Interprets the pages; gives the number of glyphs.
pub fn glyphs(bytes: &[u8]) -> Result<usize, DocumentError> {
    let source = Source::open(bytes)?;
    let mut fonts = Fonts::default();
    let pages = source.pages();
    Ok(pages.iter().map(|page| interpret::page(&source, &mut fonts, page).glyphs.len()).sum())
}

/// Opens a file and adds up what `measure` says of each content stream.
fn content(bytes: &[u8], measure: impl Fn(&[u8]) -> usize) -> Result<usize, DocumentError> {
    let source = Source::open(bytes)?;
    let pages = source.pages();
    let pages = pages.iter().flat_map(|page| source.content_streams(page.dict));
    let streams = pages.chain(source.forms());
    Ok(streams.map(|stream| measure(&source.decode(stream).bytes)).sum())
}
