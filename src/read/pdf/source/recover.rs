//! Opening a file that may be damaged: one attempt after another, and which of them is best.

use lopdf::Document;
use lopdf::xref::{XrefEntry, XrefRecovery};

use super::load::load;
use super::{Objects, PageEntry, Source, rebuilt};
use crate::model::defect::{DocumentError, ErrorKind};
use crate::read::pdf::repair;

impl Source<'_> {
    /// Loads a file, and repairs it where that gives more.
    pub(super) fn load_whole(bytes: &[u8]) -> Result<Self, DocumentError> {
        let cause = match load(bytes, false) {
            Ok((document, _)) if is_locked(&document) => return Err(encrypted()),
            Ok((document, limit)) => {
                // The end that was found may be that of a file in front.
                if (document.xref_recovery.is_some() || !has_end(bytes))
                    && let Some(last) = Self::last_of_several(bytes)
                {
                    return Ok(last);
                }
                let source = Self::loaded(document, limit, Vec::new());
                if source.is_whole(bytes) {
                    return Ok(source);
                }
                match Self::repaired(bytes) {
                    Some(better) if better.weight() > source.weight() => return Ok(better),
                    _ if !source.pages().is_empty() => return Ok(source),
                    _ => "no page can be found".to_owned(),
                }
            }
            Err(lopdf::Error::InvalidPassword) => return Err(encrypted()),
            Err(error) => match Self::last_of_several(bytes).or_else(|| Self::repaired(bytes)) {
                Some(source) if source.is_locked() => return Err(encrypted()),
                Some(source) => return Ok(source),
                None => error.to_string(),
            },
        };
        Err(DocumentError::new(ErrorKind::Damaged, format!("cannot read the file: {cause}")))
    }

    fn loaded(document: Document, limit: Option<String>, mut recovered: Vec<String>) -> Self {
        match document.xref_recovery {
            Some(XrefRecovery::OffsetCorrected) => {
                recovered.push("an offset to the cross-reference table was corrected".to_owned());
            }
            Some(_) if recovered.is_empty() => {
                recovered.push("the cross-reference table was rebuilt from the objects".to_owned());
            }
            _ => {}
        }
        let mut source = Self::new(Objects::Loaded(Box::new(document)), limit, recovered);
        if source.tree_pages().is_empty()
            && let Objects::Loaded(document) = &mut source.objects
        {
            let found = rebuilt::find_pages(document);
            if found && !source.tree_pages().is_empty() {
                source.recovered.push("the page tree was found without the way to it".to_owned());
            } else if !source.loose_pages().is_empty() {
                source.recovered.push("the pages were found without their tree".to_owned());
            }
        }
        source
    }

    /// Of files that were put one behind the other the last.
    fn last_of_several(bytes: &[u8]) -> Option<Self> {
        let header = b"%PDF-";
        let at = bytes.windows(header.len()).rposition(|window| window == header)?;
        let (before, own) = bytes.split_at_checked(at)?;
        // Behind anything but the end of another file it is a file within the file: an attachment.
        if !has_end(before) {
            return None;
        }
        let whole = load(own, false).ok().and_then(|(document, limit)| {
            let sound = document.xref_recovery.is_none() && !is_locked(&document);
            let source = sound.then(|| Self::loaded(document, limit, Vec::new()))?;
            source.is_whole(own).then_some(source)
        });
        let mut source = whole.or_else(|| Self::repaired(own))?;
        source.recovered.insert(0, "a file in front of it was left out".to_owned());
        Some(source)
    }

    /// A second attempt on bytes that [`repair`] has put right; `None` if that gives no page.
    fn repaired(bytes: &[u8]) -> Option<Self> {
        let (bytes, what) = repair::repair(bytes);
        let (mut document, limit) = load(&bytes, true).ok()?;
        rebuilt::unpack(&mut document);
        let source = Self::loaded(document, limit, what);
        (!source.pages().is_empty()).then_some(source)
    }

    /// Every object was loaded that was to be, from its place; every page has its content streams,
    /// and these are not empty.
    pub(super) fn is_whole(&self, bytes: &[u8]) -> bool {
        let pages = self.pages();
        let begin = repair::find(bytes, b"%PDF-", 0).unwrap_or(0);
        let loaded = match &self.objects {
            Objects::Plain(_) => true,
            Objects::Loaded(document) => {
                let fails = |(number, entry): &(&u32, &XrefEntry)| match *entry {
                    XrefEntry::Normal { offset, generation } => {
                        let known = document.objects.contains_key(&(**number, *generation));
                        let place = begin + *offset as usize;
                        *offset > 0 && !(known && stands_at(bytes, place, **number))
                    }
                    _ => false,
                };
                // The dictionary of the encryption is no object any more.
                let less = usize::from(document.encryption_state.is_some());
                document.reference_table.entries.iter().filter(fails).nth(less).is_none()
            }
        };
        loaded
            && !pages.is_empty()
            && pages.iter().all(|page| {
                let streams = self.content_streams(page.dict);
                // A key without a stream behind it: the object was dropped when loading.
                (!streams.is_empty() || !page.dict.has(b"Contents"))
                    && streams.iter().all(|stream| !stream.content.is_empty())
            })
    }

    /// How much was loaded, to compare two attempts: pages first.
    fn weight(&self) -> (usize, usize, usize) {
        let content = |page: &PageEntry| !self.content_streams(page.dict).is_empty();
        let pages = self.pages().iter().filter(|page| content(page)).count();
        let streams = self.loaded_objects().filter_map(|(_, object)| object.as_stream().ok());
        let content = streams.map(|stream| stream.content.len() + 1).sum();
        let objects = self.loaded_objects().filter(|((number, _), _)| *number != repair::STAND_IN);
        (pages, content, objects.count())
    }

    fn is_locked(&self) -> bool {
        matches!(&self.objects, Objects::Loaded(document) if is_locked(document))
    }
}

/// The header stands behind something else, and not behind a mark of the encoding alone.
pub(super) fn has_other_before(bytes: &[u8]) -> bool {
    let begin = repair::find(bytes, b"%PDF-", 0).unwrap_or(0);
    let before = bytes.get(..begin).unwrap_or_default();
    !before.iter().all(|byte| byte.is_ascii_whitespace() || *byte >= 0x80)
}

fn has_end(bytes: &[u8]) -> bool {
    bytes.trim_ascii_end().ends_with(b"%%EOF")
}

/// An object of this number begins at a place, and does not merely end like its number there: of
/// `465 0 obj` a table that is off by two bytes finds `5 0 obj`.
fn stands_at(bytes: &[u8], place: usize, number: u32) -> bool {
    let Some((before, behind)) = bytes.split_at_checked(place) else { return false };
    let behind = behind.trim_ascii_start();
    let digits = behind.iter().take_while(|byte| byte.is_ascii_digit());
    let stated = digits
        .fold(0_u32, |sum, digit| sum.saturating_mul(10).saturating_add(u32::from(*digit - b'0')));
    stated == number && !before.last().is_some_and(u8::is_ascii_digit)
}

fn is_locked(document: &Document) -> bool {
    document.is_encrypted() && document.encryption_state.is_none()
}

fn encrypted() -> DocumentError {
    DocumentError::new(ErrorKind::Encrypted, "the file is encrypted and needs a password")
}
