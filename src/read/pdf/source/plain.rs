//! The objects of a file that is as the specification has it, each read when it is asked for.
//!
//! lopdf is ready to mend anything and reads all of a file, and pays for both with every object.
//! Here a file has one cross-reference table, no updates and no password, and each object stands
//! where the table says and is closed by its own words. Whatever is not exactly so is refused, and
//! left to lopdf: nothing is repaired here, and what is read is what lopdf reads.

mod object;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::load::object_streams;
use object::{Field, MAX_DEPTH, Reader, whole};

pub(in crate::read::pdf) use object::Value;

/// What in a trailer says that the table is not all.
const MORE: [&[u8]; 3] = [b"Prev", b"XRefStm", b"Encrypt"];

/// An object that is looked at once.
pub(in crate::read::pdf) enum Once<'a> {
    /// A dictionary, key by key.
    Fields(Vec<Field<'a>>),
    /// Anything else, or one that was kept.
    Object(Cow<'a, Object>),
}

/// A file whose table was read.
pub(super) struct Plain<'a> {
    bytes: &'a [u8],
    pub(super) trailer: Dictionary,
    /// By number.
    entries: Vec<Entry>,
    /// What streams may still take: those that lie within one another are no larger together than
    /// the file.
    left: Cell<usize>,
    refused: Cell<bool>,
    /// An object was asked for that the table does not have.
    missed: Cell<bool>,
    /// What a [`Reader`] works on: as many objects are looked at once as there are elements.
    items: RefCell<Vec<Object>>,
}

/// A line of the table.
struct Entry {
    number: u32,
    generation: u16,
    /// 0 for a free one.
    offset: usize,
    looked_at: Cell<bool>,
    object: OnceCell<Box<Object>>,
}

impl<'a> Plain<'a> {
    /// Reads the table of a file; `None` for one that is not plain.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let head = bytes.get(..9)?;
        if !head.starts_with(b"%PDF-") || !head.ends_with(b"\n") && !head.ends_with(b"\r") {
            return None;
        }
        let mut reader = Reader::at(bytes, table_place(bytes)?);
        let entries = reader.table()?;
        let trailer = reader.trailer()?;
        let left = Cell::new(bytes.len());
        let (refused, missed) = (Cell::new(false), Cell::new(false));
        let items = RefCell::default();
        Some(Self { bytes, trailer, entries, left, refused, missed, items })
    }

    /// An object that was asked for is not where and what the table says: all that was read of the
    /// file is not to be trusted. Nor is it where something is missing that an object stream may
    /// hold.
    pub(super) fn is_refused(&self) -> bool {
        self.refused.get() || self.missed.get() && object_streams(self.bytes).next().is_some()
    }

    /// An object, kept for whoever asks next; `None` for one that is not in the table.
    pub(super) fn get(&self, id: ObjectId) -> Option<&Object> {
        let entry = self.entry(id)?;
        Some(entry.object.get_or_init(|| Box::new(self.read(entry))))
    }

    /// An object that is hardly asked for twice. If it is, it is kept: what one file can have read
    /// again and again is its own length.
    pub(super) fn once(&self, id: ObjectId) -> Option<Once<'_>> {
        let entry = self.entry(id)?;
        if entry.looked_at.replace(true) {
            return self.get(id).map(|object| Once::Object(Cow::Borrowed(object)));
        }
        let mut reader = Reader::at(self.bytes, entry.offset).on(self.items.take());
        let fields = reader.indirect_fields(id);
        self.items.replace(reader.items());
        let object = || Once::Object(Cow::Owned(self.read(entry)));
        Some(fields.map_or_else(object, Once::Fields))
    }

    fn entry(&self, id: ObjectId) -> Option<&Entry> {
        // Most tables have every number from 0.
        let dense = self.entries.get(id.0 as usize).filter(|entry| entry.number == id.0);
        let entry = dense.or_else(|| {
            let at = self.entries.binary_search_by_key(&id.0, |entry| entry.number).ok();
            self.entries.get(at?)
        });
        let entry = entry.filter(|entry| entry.offset > 0);
        if entry.is_none() {
            self.missed.set(true);
        }
        // Other readers do not look at generations: what they find is found by the other loader.
        let right = entry.filter(|entry| entry.generation == id.1);
        if right.is_none() && entry.is_some() {
            self.refused.set(true);
        }
        right
    }

    fn read(&self, entry: &Entry) -> Object {
        let mut reader = Reader::at(self.bytes, entry.offset);
        let object = reader.indirect((entry.number, entry.generation), self);
        object.unwrap_or_else(|| {
            self.refused.set(true);
            Object::Null
        })
    }

    /// Every object of the file.
    #[cfg(any(feature = "bench", test))]
    pub(super) fn all(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        let ids = self.entries.iter().map(|entry| (entry.number, entry.generation));
        ids.filter_map(|id| Some((id, self.get(id)?)))
    }
}

/// Where the table stands, by the end of the file.
fn table_place(bytes: &[u8]) -> Option<usize> {
    let end = bytes.trim_ascii_end().strip_suffix(b"%%EOF")?.trim_ascii_end();
    let digits = end.rsplit(|byte| !byte.is_ascii_digit()).next()?;
    end.strip_suffix(digits)?.trim_ascii_end().strip_suffix(b"startxref")?;
    Reader::at(digits, 0).digits()?.try_into().ok()
}

impl<'a> Reader<'a> {
    /// The cross-reference table: no number twice.
    fn table(&mut self) -> Option<Vec<Entry>> {
        self.eat(b"xref")?;
        self.line_end()?;
        let mut entries = Vec::new();
        while self.peek()?.is_ascii_digit() {
            let first = self.digits()?;
            self.eat(b" ")?;
            let end = first.checked_add(self.digits()?)?;
            let _ = self.eat(b" ");
            self.line_end()?;
            for number in first..end {
                entries.push(self.entry(number.try_into().ok()?)?);
            }
        }
        entries.sort_by_key(|entry: &Entry| entry.number);
        entries.is_sorted_by(|one, next| one.number < next.number).then_some(entries)
    }

    /// One line of the table: twenty bytes.
    fn entry(&mut self, number: u32) -> Option<Entry> {
        let (line, _) = self.rest().split_first_chunk::<20>()?;
        self.at += line.len();
        let (offset, rest) = line.split_first_chunk::<10>()?;
        let (generation, rest) = rest.strip_prefix(b" ")?.split_first_chunk::<5>()?;
        let (offset, generation) = (whole(offset)?, whole(generation)?);
        let offset = match rest {
            [b' ', b'f', b' ', b'\r' | b'\n'] | [b' ', b'f', b'\r', b'\n'] => 0,
            [b' ', b'n', b' ', b'\r' | b'\n'] | [b' ', b'n', b'\r', b'\n'] if offset > 0 => {
                offset.try_into().ok()?
            }
            _ => return None,
        };
        let generation = generation.try_into().ok()?;
        let (looked_at, object) = (Cell::new(false), OnceCell::new());
        Some(Entry { number, generation, offset, looked_at, object })
    }

    fn trailer(&mut self) -> Option<Dictionary> {
        self.eat(b"trailer")?;
        self.space();
        let Object::Dictionary(trailer) = self.object(MAX_DEPTH)? else { return None };
        let sized = matches!(trailer.get(b"Size"), Ok(Object::Integer(_)));
        (sized && !MORE.iter().any(|key| trailer.has(key))).then_some(trailer)
    }

    /// A dictionary that is no stream, as it is written; `None` for anything else.
    fn indirect_fields(&mut self, id: ObjectId) -> Option<Vec<Field<'a>>> {
        self.header(id)?;
        let fields = self.rest().starts_with(b"<<").then(|| self.fields(MAX_DEPTH))??;
        self.space();
        self.eat(b"endobj")?;
        Some(fields)
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

    /// A reference that stands for an object is refused: it may lead in a circle.
    fn indirect(&mut self, id: ObjectId, file: &Plain) -> Option<Object> {
        self.header(id)?;
        let mut object = self.object(MAX_DEPTH)?;
        self.space();
        if let Object::Dictionary(dict) = &mut object
            && self.eat(b"stream").is_some()
        {
            object = Object::Stream(self.stream(std::mem::take(dict), file)?);
            self.space();
        }
        self.eat(b"endobj")?;
        (!matches!(object, Object::Reference(_))).then_some(object)
    }

    fn stream(&mut self, dict: Dictionary, file: &Plain) -> Option<Stream> {
        // It holds objects that the table does not have.
        if dict.has_type(b"ObjStm") {
            return None;
        }
        self.eat(b"\r\n").or_else(|| self.eat(b"\n"))?;
        let length = match dict.get(b"Length").ok()? {
            Object::Reference(id) => {
                let mut length = Reader::at(self.bytes, file.entry(*id)?.offset);
                length.header(*id)?;
                length.object(0)?
            }
            direct => direct.clone(),
        };
        let Object::Integer(length) = length else { return None };
        let content = self.rest().get(..usize::try_from(length).ok()?)?;
        file.left.set(file.left.get().checked_sub(content.len())?);
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

    use lopdf::Document;

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
            let Some(own) = Plain::open(&bytes) else { continue };
            let all: Vec<_> = own.all().collect();
            if own.is_refused() {
                continue;
            }
            let usual = Document::load_mem(&bytes).unwrap();
            let usual_objects: Vec<_> =
                usual.objects.iter().map(|(id, kept)| (*id, kept)).collect();
            assert!(all == usual_objects, "{}", file.display());
            assert!(own.trailer == usual.trailer, "{}", file.display());
            assert_eq!(usual.xref_recovery, None, "{}", file.display());
            plain += 1;
        }
        assert!(plain > 10, "{plain}");
    }

    /// A file of these objects, numbered from 1.
    fn file(objects: &[&str]) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (number, object) in (1..).zip(objects) {
            table += &format!("{:010} 00000 n \n", bytes.len());
            bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
        }
        let place = bytes.len();
        table += &format!("trailer\n<</Size {}>>\nstartxref\n{place}\n%%EOF\n", objects.len() + 1);
        bytes.extend(table.bytes());
        bytes
    }

    #[test]
    fn an_object_is_read_when_it_is_asked_for_and_a_wrong_one_refuses_the_file() {
        let bytes = file(&["[2 0 R]", "7", "(", "5 0 R", "4 0 R"]);
        let plain = Plain::open(&bytes).unwrap();
        assert!(
            matches!(plain.once((2, 0)), Some(Once::Object(seven)) if *seven == Object::Integer(7))
        );
        assert_eq!(plain.get((2, 0)), Some(&Object::Integer(7)));
        assert_eq!([plain.get((0, 65535)), plain.get((9, 0))], [None; 2]);
        assert!(!plain.is_refused());
        let other = Plain::open(&bytes).unwrap();
        assert_eq!(other.get((2, 1)), None);
        assert!(other.is_refused());
        assert_eq!(plain.get((3, 0)), Some(&Object::Null));
        assert!(plain.is_refused());
        let circle = Plain::open(&bytes).unwrap();
        assert_eq!(circle.get((4, 0)), Some(&Object::Null));
        assert!(circle.is_refused());
    }

    #[test]
    fn streams_within_one_another_are_no_larger_than_the_file() {
        let stream = "<</Length 60>>stream\n".to_owned() + &" ".repeat(60) + "\nendstream";
        let bytes = file(&[&stream, "<</K 1/S/P>>"]);
        let plain = Plain::open(&bytes).unwrap();
        assert!((0..99).all(|_| plain.get((1, 0)).is_some()));
        assert!(!plain.is_refused(), "what is asked for again is kept");
        assert!(matches!(plain.once((2, 0)), Some(Once::Fields(fields)) if fields.len() == 2));
        assert!(matches!(plain.once((2, 0)), Some(Once::Object(Cow::Borrowed(_)))));
    }
}
