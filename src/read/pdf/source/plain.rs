//! Loading a file that is as the specification has it.
//!
//! lopdf is ready to mend anything, and pays for it with every object. Here a file has one
//! cross-reference table, no updates and no password, and each object stands where the table says
//! and is closed by its own words. Whatever is not exactly so is refused, and left to lopdf: nothing
//! is repaired here, and what is read is what lopdf reads.

mod object;

use lopdf::xref::{Xref, XrefEntry, XrefType};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use object::{MAX_DEPTH, Reader, whole};

/// What in a trailer says that the table is not all.
const MORE: [&[u8]; 3] = [b"Prev", b"XRefStm", b"Encrypt"];

/// Loads a file; `None` for one that is not plain.
pub(super) fn load(bytes: &[u8]) -> Option<Document> {
    let head = bytes.get(..9)?;
    if !head.starts_with(b"%PDF-") || !head.ends_with(b"\n") && !head.ends_with(b"\r") {
        return None;
    }
    let mut reader = Reader::at(bytes, table_place(bytes)?);
    let table = reader.table()?;
    let mut document = Document::new();
    document.trailer = reader.trailer()?;
    let mut objects = Vec::with_capacity(table.entries.len());
    // Streams that lie within one another are no larger together than the file.
    let mut left = bytes.len();
    for (&number, entry) in &table.entries {
        let XrefEntry::Normal { offset, generation } = *entry else { continue };
        let id = (number, generation);
        reader.at = offset as usize;
        let object = reader.indirect(id, &table)?;
        if let Object::Stream(stream) = &object {
            left = left.checked_sub(stream.content.len())?;
        }
        objects.push((id, object));
    }
    document.objects = objects.into_iter().collect();
    document.reference_table = table;
    has_pages(&document).then_some(document)
}

/// Where the table stands, by the end of the file.
fn table_place(bytes: &[u8]) -> Option<usize> {
    let end = bytes.trim_ascii_end().strip_suffix(b"%%EOF")?.trim_ascii_end();
    let digits = end.rsplit(|byte| !byte.is_ascii_digit()).next()?;
    end.strip_suffix(digits)?.trim_ascii_end().strip_suffix(b"startxref")?;
    Reader::at(digits, 0).digits()?.try_into().ok()
}

/// The catalog leads to a page tree.
fn has_pages(document: &Document) -> bool {
    let root = document.catalog().and_then(|catalog| catalog.get(b"Pages"));
    let root = root.and_then(Object::as_reference).and_then(|id| document.get_dictionary(id));
    root.and_then(|root| root.get_deref(b"Kids", document))
        .is_ok_and(|kids| kids.as_array().is_ok())
}

impl Reader<'_> {
    /// The cross-reference table.
    fn table(&mut self) -> Option<Xref> {
        self.eat(b"xref")?;
        self.line_end()?;
        let mut table = Xref::new(0, XrefType::CrossReferenceTable);
        while self.peek()?.is_ascii_digit() {
            let first = self.digits()?;
            self.eat(b" ")?;
            let end = first.checked_add(self.digits()?)?;
            let _ = self.eat(b" ");
            self.line_end()?;
            for number in first..end {
                table.insert(number.try_into().ok()?, self.entry()?);
            }
        }
        Some(table)
    }

    /// One line of the table: twenty bytes.
    fn entry(&mut self) -> Option<XrefEntry> {
        let (line, _) = self.rest().split_first_chunk::<20>()?;
        self.at += line.len();
        let (offset, rest) = line.split_first_chunk::<10>()?;
        let (generation, rest) = rest.strip_prefix(b" ")?.split_first_chunk::<5>()?;
        let (offset, generation) = (whole(offset)?, whole(generation)?);
        match rest {
            [b' ', b'f', b' ', b'\r' | b'\n'] | [b' ', b'f', b'\r', b'\n'] => Some(XrefEntry::Free),
            [b' ', b'n', b' ', b'\r' | b'\n'] | [b' ', b'n', b'\r', b'\n'] if offset > 0 => {
                let (offset, generation) = (offset.try_into().ok()?, generation.try_into().ok()?);
                Some(XrefEntry::Normal { offset, generation })
            }
            _ => None,
        }
    }

    fn trailer(&mut self) -> Option<Dictionary> {
        self.eat(b"trailer")?;
        self.space();
        let Object::Dictionary(trailer) = self.object(MAX_DEPTH)? else { return None };
        let sized = matches!(trailer.get(b"Size"), Ok(Object::Integer(_)));
        (sized && !MORE.iter().any(|key| trailer.has(key))).then_some(trailer)
    }

    /// `12 0 obj`
    fn header(&mut self, id: ObjectId) -> Option<()> {
        let number = self.digits()?;
        self.space();
        let generation = self.digits()?;
        self.space();
        self.eat(b"obj")?;
        self.space();
        ((number, generation) == (id.0.into(), id.1.into())).then_some(())
    }

    fn indirect(&mut self, id: ObjectId, table: &Xref) -> Option<Object> {
        self.header(id)?;
        let mut object = self.object(MAX_DEPTH)?;
        self.space();
        if let Object::Dictionary(dict) = &mut object
            && self.eat(b"stream").is_some()
        {
            object = Object::Stream(self.stream(std::mem::take(dict), table)?);
            self.space();
        }
        self.eat(b"endobj")?;
        Some(object)
    }

    fn stream(&mut self, dict: Dictionary, table: &Xref) -> Option<Stream> {
        // It holds objects that the table does not have.
        if dict.has_type(b"ObjStm") {
            return None;
        }
        self.eat(b"\r\n").or_else(|| self.eat(b"\n"))?;
        let length = match dict.get(b"Length").ok()? {
            Object::Reference(id) => match (table.get(id.0)?, id.1) {
                (XrefEntry::Normal { offset, generation }, own) if *generation == own => {
                    let mut length = Reader::at(self.bytes, *offset as usize);
                    length.header(*id)?;
                    length.object(0)?
                }
                _ => return None,
            },
            direct => direct.clone(),
        };
        let Object::Integer(length) = length else { return None };
        let content = self.rest().get(..usize::try_from(length).ok()?)?;
        self.at += content.len();
        let _ = self.line_end();
        self.eat(b"endstream")?;
        Some(Stream::new(dict, content.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => files(&path, found),
                false if path.extension().is_some_and(|end| end == "pdf") => found.push(path),
                false => {}
            }
        }
    }

    #[test]
    fn what_is_read_here_is_what_the_other_loader_reads() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        ["fixtures", "tests/damaged"].iter().for_each(|name| files(&root.join(name), &mut found));
        let mut plain = 0;
        for file in found {
            let bytes = fs::read(&file).unwrap();
            let Some(own) = load(&bytes) else { continue };
            let usual = Document::load_mem(&bytes).unwrap();
            assert!(own.objects == usual.objects, "{}", file.display());
            assert!(own.trailer == usual.trailer, "{}", file.display());
            let entries = |document: &Document| format!("{:?}", document.reference_table.entries);
            assert_eq!(entries(&own), entries(&usual), "{}", file.display());
            assert_eq!(usual.xref_recovery, None, "{}", file.display());
            plain += 1;
        }
        assert!(plain > 10, "{plain}");
    }
}
