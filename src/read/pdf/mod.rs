//! The PDF reader: from bytes to lines with places, by interpreting content streams.
//!
//! ```text
//! source ──▶ interpret ──▶ layout ──▶ pages of lines
//! objects    glyphs,       words, segments, blocks,
//!            boxes, marks  order, tables, running heads
//! ```
//!
//! It knows no vocabulary of documents: which label belongs to which list is decided by rules, with
//! the positions kept here.

mod content;
mod font;
#[cfg(any(fuzzing, test))]
pub mod fuzzing;
mod geometry;
mod interpret;
mod layout;
mod links;
mod repair;
#[cfg(test)]
mod sample;
mod source;
#[cfg(feature = "bench")]
pub mod stages;
mod structure;
#[cfg(test)]
mod tests;
mod text_string;
mod token;

use crate::model::defect::{Defect, DocumentError};
use crate::model::document::{Document, MediaType};
use content::{Content, Glyph};
use interpret::Fonts;
use source::{MAX_PAGES, Object, Source};
use structure::Structure;
use text_string::text_string;

/// Fewer visible characters than this on a page with pictures: its text is in the pictures.
const READABLE: usize = 20;

/// Characters of one document; the pages behind them are not read.
const MAX_CHARACTERS: usize = 10_000_000;

/// Reads a PDF. A damaged one is repaired as far as it can be, and its defects say so.
pub fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let source = Source::open(bytes)?;
    let document = document(&source);
    if source.is_refused() {
        return Source::load(bytes).map(|source| self::document(&source));
    }
    Ok(document)
}

fn document(source: &Source) -> Document {
    let mut entries = source.pages();
    let mut limits = source.limits();
    if entries.len() > MAX_PAGES {
        entries.truncate(MAX_PAGES);
        limits.push(format!("{MAX_PAGES} pages"));
    }
    let structure = Structure::read(source, &entries, &mut limits);
    let mut fonts = Fonts::default();
    let mut defects: Vec<Defect> =
        source.recovered.iter().map(|how| Defect::Recovered { how: how.clone() }).collect();
    let mut pages = Vec::with_capacity(entries.len());
    let mut characters = 0;
    for (number, mut entry) in entries.into_iter().enumerate() {
        let mut content = interpret::page(source, &mut fonts, &entry);
        let turn = sideways(&content);
        if turn != 0 {
            entry.rotate = (entry.rotate + turn) % 360;
            content = interpret::page(source, &mut fonts, &entry);
        }
        let links = links::areas(source, &entry, &mut content.limits);
        defects.extend(page_defects(number, &content));
        if entry.without_box {
            let how = format!("page {} has no usable size and was read as A4", number + 1);
            defects.push(Defect::Recovered { how });
        }
        characters += content.glyphs.len();
        pages.push(layout::page(number, content, &structure, links));
        if characters > MAX_CHARACTERS {
            limits.push(format!("{MAX_CHARACTERS} characters"));
            break;
        }
    }
    defects.extend(limits.into_iter().map(|limit| Defect::Truncated { page: None, limit }));
    Document {
        media_type: MediaType::Pdf,
        paginated: true,
        pages: layout::finish(pages),
        declared_language: language(source),
        defects,
    }
}

/// What is wrong with a page as painted.
fn page_defects(page: usize, content: &Content) -> Vec<Defect> {
    let mut defects: Vec<Defect> = content
        .limits
        .iter()
        .map(|limit| Defect::Truncated { page: Some(page), limit: limit.clone() })
        .collect();
    let visible = content.glyphs.iter().filter(|glyph| !glyph.c.is_whitespace());
    let (mut all, mut unknown) = (0_usize, 0_usize);
    for glyph in visible {
        all += 1;
        unknown += usize::from(glyph.c == char::REPLACEMENT_CHARACTER);
    }
    let readable = all - unknown;
    let pictures = picture_share(content);
    // A short title beside a picture is a page of its own kind, not a scan.
    if readable == 0 && (pictures > 0.1 || content.lost) || readable < READABLE && pictures > 0.6 {
        defects.push(Defect::UnreadablePage { page });
    }
    if content.damaged {
        let how = format!("page {} is read as far as its damaged content goes", page + 1);
        defects.push(Defect::Recovered { how });
    }
    if unknown > 0 {
        defects.push(Defect::UntrustedText { page, share: unknown as f32 / all as f32 });
    }
    defects
}

/// The clockwise turn that sets a page upright whose text stands on its side or head; 0 for others.
///
/// Places are those of the page so turned: as a reader holds it.
fn sideways(content: &Content) -> i64 {
    let turned = |glyph: &&Glyph| glyph.angle != 0;
    let all = content.glyphs.len();
    if content.glyphs.iter().filter(turned).count() * 10 <= all * 6 {
        return 0;
    }
    let count = |angle: i16| content.glyphs.iter().filter(|glyph| glyph.angle == angle).count();
    [(90, 270), (180, 180), (-90, 90)]
        .into_iter()
        .find(|(angle, _)| count(*angle) * 10 > all * 6)
        .map_or(0, |(_, turn)| turn)
}

/// How much of the page its pictures cover, overlaps counted twice.
fn picture_share(content: &Content) -> f32 {
    let area: f32 = content.images.iter().map(|image| image.width() * image.height()).sum();
    area / (content.size.0 * content.size.1).max(1.0)
}

fn language(source: &Source) -> Option<String> {
    let Object::String(tag, _) = source.get(source.catalog()?, b"Lang")? else { return None };
    let tag = text_string(tag);
    let primary = tag.split(['-', '_']).next()?.trim().to_lowercase();
    (2..=3).contains(&primary.len()).then_some(primary)
}
