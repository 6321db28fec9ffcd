//! Where the objects come from: the only module that names lopdf.
//!
//! Loads a file, repairs what can be repaired and says so, walks the page tree by itself and
//! decodes streams within a budget. It refuses to know what a content stream or a font is.

mod load;

use std::cell::Cell;
use std::collections::BTreeSet;

use lopdf::xref::{XrefEntry, XrefRecovery};
use lopdf::{Document, Stream as RawStream};

use crate::model::defect::{DocumentError, ErrorKind};
use crate::read::pdf::repair;
use load::{is_limit, load};

pub(super) use lopdf::{Dictionary as Dict, Object, ObjectId, Stream};

/// Files over this many bytes are refused.
pub(super) const MAX_FILE: usize = 512 << 20;
/// One stream inflates to at most this many bytes.
pub(super) const MAX_STREAM: usize = 64 << 20;
/// All streams of a file inflate to at most this many bytes; one that is used twice counts twice.
const MAX_INFLATED: usize = 1 << 30;
/// Filters of one stream; lopdf takes no more.
const MAX_FILTERS: usize = 16;
/// Pages beyond this number are not read.
pub(super) const MAX_PAGES: usize = 10_000;
/// Levels of the page tree.
const MAX_TREE_DEPTH: usize = 64;
/// The corners of a page are at most this far from the origin, in points: ten times the largest
/// page that PDF 1.7 has room for.
const MAX_EDGE: f32 = 144_000.0;
/// The box of a page that has none.
const A4: [f32; 4] = [0.0, 0.0, 595.0, 842.0];

/// An open file.
pub(super) struct Source {
    document: Document,
    /// What was done to read a damaged file, in English.
    pub(super) recovered: Vec<String>,
    /// The limits that were reached when loading.
    limits: Vec<String>,
    /// How much was inflated so far.
    inflated: Cell<usize>,
    /// The page tree goes on below its last level that is read.
    too_deep: Cell<bool>,
}

/// The bytes of a stream.
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// The limit that was reached: the bytes are a part.
    pub(super) limit: Option<String>,
}

/// A page with what it inherits from the tree above it.
pub(super) struct PageEntry<'a> {
    pub(super) id: Option<ObjectId>,
    pub(super) dict: &'a Dict,
    pub(super) resources: Option<&'a Dict>,
    /// The visible part in user space: `[x0, y0, x1, y1]`.
    pub(super) crop: [f32; 4],
    /// Clockwise, 0, 90, 180 or 270.
    pub(super) rotate: i64,
    /// No box of it can be: it is taken to be A4.
    pub(super) without_box: bool,
}

/// What the tree hands down to its pages.
#[derive(Clone, Copy, Default)]
struct Inherited<'a> {
    resources: Option<&'a Dict>,
    media: Option<[f32; 4]>,
    crop: Option<[f32; 4]>,
    rotate: i64,
}

impl Source {
    /// Opens a file; a damaged one is repaired as far as it can be.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, DocumentError> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(DocumentError::new(ErrorKind::Empty, "the file is empty"));
        }
        if bytes.len() > MAX_FILE {
            let message = format!("the file has more than {} MB", MAX_FILE >> 20);
            return Err(DocumentError::new(ErrorKind::TooLarge, message));
        }
        let cause = match load(bytes, false) {
            Ok((document, _)) if is_locked(&document) => return Err(encrypted()),
            Ok((document, limit)) => {
                let source = Self::new(document, limit, Vec::new());
                if source.is_whole() {
                    return Ok(source);
                }
                match Self::repaired(bytes) {
                    Some(better) if better.weight() > source.weight() => return Ok(better),
                    _ if !source.pages().is_empty() => return Ok(source),
                    _ => "no page can be found".to_owned(),
                }
            }
            Err(lopdf::Error::InvalidPassword) => return Err(encrypted()),
            Err(error) => match Self::repaired(bytes) {
                Some(source) if is_locked(&source.document) => return Err(encrypted()),
                Some(source) => return Ok(source),
                None => error.to_string(),
            },
        };
        Err(DocumentError::new(ErrorKind::Damaged, format!("cannot read the file: {cause}")))
    }

    fn new(document: Document, limit: Option<String>, mut recovered: Vec<String>) -> Self {
        match document.xref_recovery {
            Some(XrefRecovery::OffsetCorrected) => {
                recovered.push("an offset to the cross-reference table was corrected".to_owned());
            }
            Some(_) if recovered.is_empty() => {
                recovered.push("the cross-reference table was rebuilt from the objects".to_owned());
            }
            _ => {}
        }
        let limits = limit.into_iter().collect();
        let mut source = Self {
            document,
            recovered,
            limits,
            inflated: Cell::new(0),
            too_deep: Cell::new(false),
        };
        if source.tree_pages().is_empty() && !source.loose_pages().is_empty() {
            source.recovered.push("the pages were found without their tree".to_owned());
        }
        source
    }

    /// A second attempt on bytes that [`repair`] has put right; `None` if that gives no page.
    fn repaired(bytes: &[u8]) -> Option<Self> {
        let (bytes, what) = repair::repair(bytes);
        let (document, limit) = load(&bytes, true).ok()?;
        let source = Self::new(document, limit, what);
        (!source.pages().is_empty()).then_some(source)
    }

    /// Every object was loaded; every page has its content streams, and these are not empty.
    fn is_whole(&self) -> bool {
        let pages = self.pages();
        let table = &self.document.reference_table.entries;
        let loaded = table.iter().all(|(number, entry)| match entry {
            XrefEntry::Normal { offset, generation } => {
                *offset == 0 || self.document.objects.contains_key(&(*number, *generation))
            }
            _ => true,
        });
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
    fn weight(&self) -> (usize, usize) {
        let content = |page: &PageEntry| !self.content_streams(page.dict).is_empty();
        let pages = self.pages().iter().filter(|page| content(page)).count();
        let streams = self.document.objects.values().filter_map(|object| object.as_stream().ok());
        (pages, streams.map(|stream| stream.content.len() + 1).sum())
    }

    /// Follows references; what is missing is null.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        match object {
            Object::Reference(_) => {
                self.document.dereference(object).map_or(&Object::Null, |(_, found)| found)
            }
            _ => object,
        }
    }

    /// A dictionary's value with references followed; `None` if absent or null.
    pub(super) fn get<'a>(&'a self, dict: &'a Dict, key: &[u8]) -> Option<&'a Object> {
        // Its own `get` writes a message for each key that is not there, as most are not.
        let value = self.resolve(dict.as_hashmap().get(key)?);
        (!value.is_null()).then_some(value)
    }

    /// A dictionary, also that of a stream.
    pub(super) fn dict<'a>(&'a self, dict: &'a Dict, key: &[u8]) -> Option<&'a Dict> {
        as_dict(self.get(dict, key)?)
    }

    /// An array.
    pub(super) fn array<'a>(&'a self, dict: &'a Dict, key: &[u8]) -> Option<&'a [Object]> {
        self.get(dict, key)?.as_array().ok().map(Vec::as_slice)
    }

    /// A name.
    pub(super) fn name<'a>(&'a self, dict: &'a Dict, key: &[u8]) -> Option<&'a [u8]> {
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
        let numbers: Vec<f32> = array.iter().filter_map(|item| self.as_number(item)).collect();
        numbers.try_into().ok()
    }

    /// The catalog.
    pub(super) fn catalog(&self) -> Option<&Dict> {
        self.document.catalog().ok()
    }

    /// The decoded bytes of a stream, as far as the limits allow.
    pub(super) fn decode(&self, stream: &Stream) -> Decoded {
        let left = MAX_INFLATED.saturating_sub(self.inflated.get());
        let most = left.min(MAX_STREAM);
        let reached = if most < MAX_STREAM {
            limit(MAX_INFLATED, "all streams")
        } else {
            limit(MAX_STREAM, "one stream")
        };
        let decoded = self.decode_to(stream, most, reached);
        self.spend(decoded.bytes.len());
        decoded
    }

    fn spend(&self, bytes: usize) {
        self.inflated.set(self.inflated.get().saturating_add(bytes));
    }

    fn decode_to(&self, stream: &Stream, most: usize, reached: String) -> Decoded {
        let Some(filters) = self.get(&stream.dict, b"Filter").or(self.get(&stream.dict, b"F"))
        else {
            let bytes = stream.content.get(..most).unwrap_or(&stream.content).to_vec();
            let limit = (bytes.len() < stream.content.len()).then_some(reached);
            return Decoded { bytes, limit };
        };
        // What some of them give is nothing to read.
        if filters.as_array().is_ok_and(|filters| filters.len() > MAX_FILTERS) {
            let limit = Some(format!("{MAX_FILTERS} filters of one stream"));
            return Decoded { bytes: Vec::new(), limit };
        }
        let mut dict = Dict::new();
        dict.set("Filter", self.flat(filters, true));
        let parameters = self.get(&stream.dict, b"DecodeParms").or(self.get(&stream.dict, b"DP"));
        if let Some(parameters) = parameters {
            dict.set("DecodeParms", self.flat(parameters, false));
        }
        let mut plain = RawStream::new(dict, Vec::new());
        plain.content.clone_from(&stream.content);
        let mut limit = None;
        // Over the limit the decoder gives nothing; half of the bytes give the first half.
        while most > 0 && !plain.content.is_empty() {
            match plain.get_plain_content_with_limit(most) {
                Err(error) if is_limit(&error) => {
                    limit = Some(reached.clone());
                    self.spend(most);
                    if self.inflated.get() >= MAX_INFLATED {
                        break;
                    }
                    plain.content.truncate(plain.content.len() / 2);
                }
                decoded => return Decoded { bytes: decoded.unwrap_or_default(), limit },
            }
        }
        let limit = limit.or_else(|| (!plain.content.is_empty()).then_some(reached));
        Decoded { bytes: Vec::new(), limit }
    }

    /// A copy of filters or their parameters with references followed, one level down, and short
    /// names written out: lopdf follows no reference here.
    fn flat(&self, object: &Object, names: bool) -> Object {
        match self.resolve(object) {
            Object::Array(items) => Object::Array(
                items.iter().take(MAX_FILTERS).map(|item| self.flat_item(item, names)).collect(),
            ),
            one => self.flat_item(one, names),
        }
    }

    fn flat_item(&self, object: &Object, names: bool) -> Object {
        match self.resolve(object) {
            Object::Name(name) if names => Object::Name(full_filter_name(name).to_vec()),
            Object::Dictionary(dict) => {
                let mut flat = Dict::new();
                for (key, value) in dict.iter() {
                    flat.set(key.clone(), self.resolve(value).clone());
                }
                Object::Dictionary(flat)
            }
            other => other.clone(),
        }
    }

    /// The content streams of a page.
    pub(super) fn content_streams<'a>(&'a self, page: &'a Dict) -> Vec<&'a Stream> {
        match self.get(page, b"Contents") {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(parts)) => {
                parts.iter().filter_map(|part| self.resolve(part).as_stream().ok()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The limits that were reached when the file was loaded and its pages were looked for.
    pub(super) fn limits(&self) -> Vec<String> {
        let deep = self.too_deep.get().then(|| format!("{MAX_TREE_DEPTH} levels of the page tree"));
        self.limits.iter().cloned().chain(deep).collect()
    }

    /// Every form of the file.
    #[cfg(feature = "bench")]
    pub(super) fn forms(&self) -> impl Iterator<Item = &Stream> {
        let streams = self.document.objects.values().filter_map(|object| object.as_stream().ok());
        streams.filter(|stream| self.name(&stream.dict, b"Subtype") == Some(b"Form"))
    }

    /// The pages in order, one more than [`MAX_PAGES`] if there are that many. Where the tree has
    /// none, every `/Type /Page` of the file.
    pub(super) fn pages(&self) -> Vec<PageEntry<'_>> {
        let pages = self.tree_pages();
        if pages.is_empty() { self.loose_pages() } else { pages }
    }

    fn tree_pages(&self) -> Vec<PageEntry<'_>> {
        let mut pages = Vec::new();
        if let Some(root) = self.catalog().and_then(|catalog| catalog.get(b"Pages").ok()) {
            let mut seen = BTreeSet::new();
            self.walk(root, Inherited::default(), &mut seen, 0, &mut pages);
        }
        pages
    }

    fn loose_pages(&self) -> Vec<PageEntry<'_>> {
        let dicts = self.document.objects.iter().filter_map(|(id, object)| match object {
            Object::Dictionary(dict) if dict.has_type(b"Page") => Some((*id, dict)),
            _ => None,
        });
        dicts
            .take(MAX_PAGES + 1)
            .map(|(id, dict)| self.page(Some(id), dict, self.inherit(dict, Inherited::default())))
            .collect()
    }

    /// A node with `/Kids` is a node, all else a page: `/Type` is wrong too often.
    fn walk<'a>(
        &'a self,
        node: &'a Object,
        above: Inherited<'a>,
        seen: &mut BTreeSet<ObjectId>,
        depth: usize,
        pages: &mut Vec<PageEntry<'a>>,
    ) {
        let id = node.as_reference().ok();
        if depth > MAX_TREE_DEPTH {
            return self.too_deep.set(true);
        }
        if pages.len() > MAX_PAGES || id.is_some_and(|id| !seen.insert(id)) {
            return;
        }
        let Some(dict) = as_dict(self.resolve(node)) else { return };
        let inherited = self.inherit(dict, above);
        match self.array(dict, b"Kids") {
            Some(kids) => {
                for kid in kids {
                    self.walk(kid, inherited, seen, depth + 1, pages);
                }
            }
            // A node that lost its kids.
            None if dict.has_type(b"Pages") && !dict.has(b"Contents") => {}
            None => pages.push(self.page(id, dict, inherited)),
        }
    }

    fn inherit<'a>(&'a self, dict: &'a Dict, above: Inherited<'a>) -> Inherited<'a> {
        let rotate = self.number(dict, b"Rotate").map_or(above.rotate, |turn| turn as i64);
        Inherited {
            resources: self.dict(dict, b"Resources").or(above.resources),
            media: self.numbers(dict, b"MediaBox").or(above.media),
            crop: self.numbers(dict, b"CropBox").or(above.crop),
            rotate,
        }
    }

    fn page<'a>(
        &'a self,
        id: Option<ObjectId>,
        dict: &'a Dict,
        inherited: Inherited<'a>,
    ) -> PageEntry<'a> {
        let usable = |corners: Option<[f32; 4]>| corners.map(ordered).filter(is_page);
        let (media, crop) = (usable(inherited.media), usable(inherited.crop));
        let common = media.zip(crop).map(|(media, crop)| {
            let [x0, y0, x1, y1] = media;
            [crop[0].max(x0), crop[1].max(y0), crop[2].min(x1), crop[3].min(y1)]
        });
        let visible = common.filter(is_page).or(media).or(crop);
        let rotate = (inherited.rotate.rem_euclid(360) / 90) * 90;
        PageEntry {
            id,
            dict,
            resources: inherited.resources,
            crop: visible.unwrap_or(A4),
            rotate,
            // One that states no box at all is merely brief.
            without_box: visible.is_none() && (inherited.media.or(inherited.crop)).is_some(),
        }
    }
}

/// What the fuzz targets and property tests read without a file.
#[cfg(any(fuzzing, test))]
impl Source {
    /// These objects, numbered from 1.
    pub(super) fn of(objects: Vec<Object>) -> Self {
        let mut document = Document::new();
        document.objects = (1..).map(|number| (number, 0)).zip(objects).collect();
        let too_deep = Cell::new(false);
        let inflated = Cell::new(0);
        Self { document, recovered: Vec::new(), limits: Vec::new(), inflated, too_deep }
    }

    /// The dictionary with the highest number.
    pub(super) fn last_dict(&self) -> Option<&Dict> {
        self.document.objects.values().rev().find_map(as_dict)
    }

    /// A dictionary as a page without a tree.
    pub(super) fn page_of<'a>(&'a self, dict: &'a Dict) -> PageEntry<'a> {
        self.page(None, dict, self.inherit(dict, Inherited::default()))
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

fn ordered(corners: [f32; 4]) -> [f32; 4] {
    let [a, b, c, d] = corners;
    [a.min(c), b.min(d), a.max(c), b.max(d)]
}

/// A box that has an area and that a page can have: far from the origin, places have no fractions.
fn is_page(corners: &[f32; 4]) -> bool {
    let [x0, y0, x1, y1] = corners;
    x1 - x0 >= 1.0 && y1 - y0 >= 1.0 && corners.iter().all(|edge| edge.abs() <= MAX_EDGE)
}

/// The name of a limit of inflated bytes.
fn limit(bytes: usize, what: &str) -> String {
    format!("{} MiB in {what}", bytes >> 20)
}

fn is_locked(document: &Document) -> bool {
    document.is_encrypted() && document.encryption_state.is_none()
}

fn encrypted() -> DocumentError {
    DocumentError::new(ErrorKind::Encrypted, "the file is encrypted and needs a password")
}

fn full_filter_name(name: &[u8]) -> &[u8] {
    match name {
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        _ => name,
    }
}
