//! Where the objects come from: the only module that names lopdf.
//!
//! Loads a file, repairs what can be repaired and says so, walks the page tree by itself and
//! decodes streams within a budget. It refuses to know what a content stream or a font is.

mod decode;
mod inflate;
mod layers;
mod load;
mod pages;
mod plain;
mod rebuilt;
mod recover;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use flate2::Decompress;
use lopdf::Document;

use crate::model::defect::{DocumentError, ErrorKind};
use layers::Layers;
use pages::MAX_TREE_DEPTH;
use plain::Plain;
use recover::has_other_before;

pub(super) use pages::{MAX_PAGES, PageEntry};
pub(super) use plain::{Once, Value};

pub(super) use lopdf::{Dictionary as Dict, Object, ObjectId, Stream};

/// Files over this many bytes are refused.
pub(super) const MAX_FILE: usize = 512 << 20;

/// Items of an array of a few numbers: a box, a matrix.
const MAX_NUMBERS: usize = 16;

/// An open file.
pub(super) struct Source<'a> {
    objects: Objects<'a>,
    /// What was done to read a damaged file, in English.
    pub(super) recovered: Vec<String>,
    /// The limits that were reached when loading.
    limits: Vec<String>,
    /// How much was inflated so far.
    inflated: Cell<usize>,
    /// The page tree goes on below its last level that is read.
    too_deep: Cell<bool>,
    /// What the page tree names and the file does not have.
    missing: Cell<usize>,
    decoder: RefCell<Decompress>,
    layers: Layers,
}

/// Where objects are looked up.
enum Objects<'a> {
    /// All of them were loaded, and repaired where they had to be.
    Loaded(Box<Document>),
    /// They are read when they are asked for.
    Plain(Plain<'a>),
}

impl<'a> Source<'a> {
    /// Opens a file: as it stands if it is plain, else as [`Source::load`] does. A plain one may
    /// turn out not to be so: see [`Source::is_refused`].
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        match Plain::open(bytes).filter(|_| bytes.len() <= MAX_FILE) {
            Some(plain) => {
                let source = Self::new(Objects::Plain(plain), None, Vec::new());
                let whole = source.is_whole(bytes) && source.missing.get() == 0;
                let whole = whole && !source.is_refused();
                if whole { Ok(source) } else { Self::load(bytes) }
            }
            None => Self::load(bytes),
        }
    }

    /// What was read of the file is not to be trusted: it is to be [loaded](Source::load).
    pub(super) fn is_refused(&self) -> bool {
        matches!(&self.objects, Objects::Plain(plain) if plain.is_refused())
    }

    /// Loads all of a file; a damaged one is repaired as far as it can be.
    pub(super) fn load(bytes: &[u8]) -> Result<Self, DocumentError> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(DocumentError::new(ErrorKind::Empty, "the file is empty"));
        }
        if bytes.len() > MAX_FILE {
            let message = format!("the file has more than {} MB", MAX_FILE >> 20);
            return Err(DocumentError::new(ErrorKind::TooLarge, message));
        }
        let mut source = Self::load_whole(bytes)?;
        if has_other_before(bytes) {
            source.recovered.insert(0, "what stands before the header was left out".to_owned());
        }
        match source.missing.get() {
            0 => {}
            1 => source.recovered.push("an entry of the page tree is missing".to_owned()),
            missing => {
                source.recovered.push(format!("{missing} entries of the page tree are missing"));
            }
        }
        Ok(source)
    }

    fn new(objects: Objects<'a>, limit: Option<String>, recovered: Vec<String>) -> Self {
        Self {
            objects,
            recovered,
            limits: limit.into_iter().collect(),
            inflated: Cell::new(0),
            too_deep: Cell::new(false),
            missing: Cell::new(0),
            decoder: RefCell::new(Decompress::new(true)),
            layers: Layers::default(),
        }
    }

    /// The objects that were loaded, whether asked for or not.
    fn loaded_objects(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        let document = match &self.objects {
            Objects::Loaded(document) => Some(document),
            Objects::Plain(_) => None,
        };
        let objects = document.into_iter().flat_map(|document| &document.objects);
        objects.map(|(id, object)| (*id, object))
    }

    /// Follows references; what is missing is null.
    pub(super) fn resolve<'b>(&'b self, object: &'b Object) -> &'b Object {
        let Object::Reference(id) = object else { return object };
        let found = match &self.objects {
            Objects::Loaded(document) => {
                let found = document.dereference(object).ok().map(|(_, found)| found);
                // Other readers do not look at generations, so a wrong one is not noticed.
                found.or_else(|| {
                    document
                        .objects
                        .range((id.0, 0)..=(id.0, u16::MAX))
                        .next_back()
                        .map(|(_, found)| found)
                })
            }
            Objects::Plain(plain) => plain.get(*id),
        };
        found.unwrap_or(&Object::Null)
    }

    /// Follows a reference to what is looked at once and kept nowhere.
    pub(super) fn once<'b>(&'b self, object: &'b Object) -> Once<'b> {
        match (object, &self.objects) {
            (Object::Reference(id), Objects::Plain(plain)) => {
                plain.once(*id).unwrap_or(Once::Object(Cow::Owned(Object::Null)))
            }
            _ => Once::Object(Cow::Borrowed(self.resolve(object))),
        }
    }

    /// A dictionary's value with references followed; `None` if absent or null.
    pub(super) fn get<'b>(&'b self, dict: &'b Dict, key: &[u8]) -> Option<&'b Object> {
        // Its own `get` writes a message for each key that is not there, as most are not.
        let value = self.resolve(dict.as_hashmap().get(key)?);
        (!value.is_null()).then_some(value)
    }

    /// A dictionary, also that of a stream.
    pub(super) fn dict<'b>(&'b self, dict: &'b Dict, key: &[u8]) -> Option<&'b Dict> {
        as_dict(self.get(dict, key)?)
    }

    /// An array.
    pub(super) fn array<'b>(&'b self, dict: &'b Dict, key: &[u8]) -> Option<&'b [Object]> {
        self.get(dict, key)?.as_array().ok().map(Vec::as_slice)
    }

    /// A name.
    pub(super) fn name<'b>(&'b self, dict: &'b Dict, key: &[u8]) -> Option<&'b [u8]> {
        self.get(dict, key)?.as_name().ok()
    }

    /// A finite number.
    pub(super) fn number(&self, dict: &Dict, key: &[u8]) -> Option<f32> {
        self.as_number(self.get(dict, key)?)
    }

    /// A finite number, references followed.
    pub(super) fn as_number(&self, object: &Object) -> Option<f32> {
        self.resolve(object).as_float().ok().filter(|number| number.is_finite())
    }

    /// The numbers of an array, if there are `N` of them.
    pub(super) fn numbers<const N: usize>(&self, dict: &Dict, key: &[u8]) -> Option<[f32; N]> {
        let array = self.array(dict, key)?;
        let numbers = array.iter().take(MAX_NUMBERS).filter_map(|item| self.as_number(item));
        let numbers: Vec<f32> = numbers.collect();
        numbers.try_into().ok()
    }

    /// The catalog.
    pub(super) fn catalog(&self) -> Option<&Dict> {
        let trailer = match &self.objects {
            Objects::Loaded(document) => &document.trailer,
            Objects::Plain(plain) => &plain.trailer,
        };
        self.get(trailer, b"Root")?.as_dict().ok()
    }

    /// The content streams of a page.
    pub(super) fn content_streams<'b>(&'b self, page: &'b Dict) -> Vec<&'b Stream> {
        match self.get(page, b"Contents") {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(parts)) => {
                parts.iter().filter_map(|part| self.resolve(part).as_stream().ok()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// True for a page that says where its content streams are, whether they are there or not.
    pub(super) fn has_contents(&self, page: &Dict) -> bool {
        page.as_hashmap().get(b"Contents".as_slice()).is_some_and(|contents| {
            !contents.is_null()
                && self.resolve(contents).as_array().map_or(true, |all| !all.is_empty())
        })
    }

    /// The limits that were reached when the file was loaded and its pages were looked for.
    pub(super) fn limits(&self) -> Vec<String> {
        let deep = self.too_deep.get().then(|| format!("{MAX_TREE_DEPTH} levels of the page tree"));
        self.limits.iter().cloned().chain(deep).collect()
    }

    /// Every form of the file.
    #[cfg(feature = "bench")]
    pub(super) fn forms(&self) -> impl Iterator<Item = &Stream> {
        let plain = match &self.objects {
            Objects::Loaded(_) => None,
            Objects::Plain(plain) => Some(plain.all()),
        };
        let objects = self.loaded_objects().chain(plain.into_iter().flatten());
        let streams = objects.filter_map(|(_, object)| object.as_stream().ok());
        streams.filter(|stream| self.name(&stream.dict, b"Subtype") == Some(b"Form"))
    }
}

/// What the fuzz targets and property tests read without a file.
#[cfg(any(fuzzing, test))]
impl Source<'_> {
    /// These objects, numbered from 1.
    pub(super) fn of(objects: Vec<Object>) -> Self {
        let mut document = Document::new();
        document.objects = (1..).map(|number| (number, 0)).zip(objects).collect();
        Self::new(Objects::Loaded(Box::new(document)), None, Vec::new())
    }

    /// The dictionary with the highest number.
    pub(super) fn last_dict(&self) -> Option<&Dict> {
        let Objects::Loaded(document) = &self.objects else { return None };
        document.objects.values().rev().find_map(as_dict)
    }
}

/// The dictionary of a dictionary or a stream.
pub(super) fn as_dict(object: &Object) -> Option<&Dict> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}
