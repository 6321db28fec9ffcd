//! The structure tree: which marked content is a heading, a list item, a cell, and in what order.
//!
//! Only what the tree states is told; whether it covers a page well enough is the layout's
//! judgement.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::document::Cell;
use crate::read::pdf::source::{Dict, Object, ObjectId, Once, PageEntry, Source, Value};

/// Elements looked at.
const MAX_ELEMENTS: usize = 1_000_000;
/// Elements within elements.
const MAX_DEPTH: usize = 128;

/// What the tree says of one piece of marked content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// Place in reading order, over the document.
    pub(super) sequence: u32,
    /// The paragraph, item, heading or cell that it belongs to.
    pub(super) block: u32,
    /// That is one by its type, and not a mere division of the page.
    pub(super) paragraph: bool,
    pub(super) heading: Option<u8>,
    /// In a list item: how deep lists are nested around it, from 0.
    pub(super) item: Option<u8>,
    pub(super) cell: Option<Cell>,
}

/// Marked content by page, form (0: the page itself) and identifier.
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// In the order of their keys.
    places: Vec<((usize, u32, u32), Place)>,
}

impl Structure {
    /// Reads the tree of a document; empty where there is none.
    pub(super) fn read(source: &Source, pages: &[PageEntry], limits: &mut Vec<String>) -> Self {
        let Some(root) = source.catalog().and_then(|dict| source.dict(dict, b"StructTreeRoot"))
        else {
            return Self::default();
        };
        let numbers = pages
            .iter()
            .enumerate()
            .filter_map(|(number, page)| Some((page.id?, number)))
            .collect();
        let mut walk = Walk {
            source,
            pages: numbers,
            roles: source.dict(root, b"RoleMap"),
            structure: Self::default(),
            elements: 0,
            blocks: 0,
            sequence: 0,
            tables: 0,
            limits: BTreeSet::new(),
        };
        if let Some(kids) = source.get(root, b"K") {
            walk.kids(kids, Around::default(), 0);
        }
        limits.extend(walk.limits);
        let mut structure = walk.structure;
        // What is named twice has the place where it is named first.
        structure.places.sort_by_key(|(key, _)| *key);
        structure.places.dedup_by_key(|(key, _)| *key);
        structure
    }

    /// The place of marked content; `None` where the tree does not name it.
    pub(super) fn place(&self, page: usize, id: (u32, u32)) -> Option<&Place> {
        let key = (page, id.0, id.1);
        let found = self.places.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        self.places.get(found).map(|(_, place)| place)
    }
}

/// What the elements above say.
#[derive(Clone, Copy, Default)]
struct Around {
    page: Option<usize>,
    block: u32,
    paragraph: bool,
    heading: Option<u8>,
    lists: u8,
    /// Directly in a list item: the next paragraph is still the item.
    item: bool,
    listed: bool,
    cell: Option<Cell>,
}

/// A value of an element.
#[derive(Clone, Copy)]
enum Written<'a> {
    Name(&'a [u8]),
    Object(&'a Object),
}

impl<'a> Written<'a> {
    fn object(self) -> Option<&'a Object> {
        match self {
            Self::Name(_) => None,
            Self::Object(object) => Some(object),
        }
    }

    /// A name, references followed; an empty one for anything else.
    fn name(self, source: &'a Source<'_>) -> &'a [u8] {
        match self {
            Self::Name(name) => name,
            Self::Object(object) => source.resolve(object).as_name().unwrap_or_default(),
        }
    }
}

impl<'a> From<&'a Value<'_>> for Written<'a> {
    fn from(value: &'a Value<'_>) -> Self {
        match value {
            Value::Name(name) => Self::Name(name),
            Value::Object(object) => Self::Object(object),
        }
    }
}

/// What an element says. Tagged files have more elements than anything else, so that each is looked
/// at in one pass.
#[derive(Default)]
struct Element<'a> {
    page: Option<ObjectId>,
    id: Option<&'a Object>,
    /// Object number of the form that the identifier counts in, 0 for the page.
    form: u32,
    kind: Option<Written<'a>>,
    role: Option<Written<'a>>,
    kids: Option<&'a Object>,
}

impl<'a> Element<'a> {
    fn of(fields: impl Iterator<Item = (&'a [u8], Written<'a>)>) -> Self {
        let mut element = Self::default();
        let reference = |value: Written<'_>| value.object()?.as_reference().ok();
        for (key, value) in fields {
            match key {
                b"Pg" => element.page = reference(value),
                b"MCID" => element.id = value.object(),
                b"Stm" => element.form = reference(value).map_or(0, |id| id.0),
                b"Type" => element.kind = Some(value),
                b"S" => element.role = Some(value),
                b"K" => element.kids = value.object(),
                _ => {}
            }
        }
        element
    }
}

/// How far an element moves on in the table around it.
#[derive(Default)]
struct Step {
    rows: u32,
    columns: u32,
}

impl Step {
    fn over(role: &[u8]) -> Self {
        match role {
            b"TR" => Self { rows: 1, columns: 0 },
            b"TD" | b"TH" => Self { rows: 0, columns: 1 },
            // Rows behind it are none of its own.
            b"THead" | b"TBody" | b"TFoot" => Self { rows: 1_000, columns: 0 },
            _ => Self::default(),
        }
    }
}

struct Walk<'a> {
    source: &'a Source<'a>,
    pages: BTreeMap<ObjectId, usize>,
    roles: Option<&'a Dict>,
    structure: Structure,
    elements: usize,
    blocks: u32,
    sequence: u32,
    tables: u32,
    /// The limits that were reached.
    limits: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// Looks at what an element contains; of a single element says how far it moves on in a table.
    fn kids(&mut self, kids: &Object, around: Around, depth: usize) -> Step {
        self.elements += 1;
        if depth > MAX_DEPTH {
            self.limits.insert(format!("{MAX_DEPTH} structure elements within one another"));
            return Step::default();
        }
        if self.elements > MAX_ELEMENTS {
            self.limits.insert(format!("{MAX_ELEMENTS} structure elements"));
            return Step::default();
        }
        let source = self.source;
        let object = match source.once(kids) {
            Once::Object(object) => object,
            Once::Fields(fields) => {
                let fields = fields.iter().map(|(key, value)| (&**key, value.into()));
                return self.element(Element::of(fields), around, depth);
            }
        };
        match object.as_ref() {
            Object::Array(list) => {
                let mut around = around;
                for kid in list {
                    let step = self.kids(kid, around, depth + 1);
                    if let Some(cell) = &mut around.cell {
                        cell.row += step.rows;
                        cell.column += step.columns;
                    }
                }
            }
            Object::Integer(id) => self.content(0, *id, around),
            Object::Dictionary(dict) => {
                let fields = dict.iter();
                let fields = fields.map(|(key, value)| (key.as_slice(), Written::Object(value)));
                return self.element(Element::of(fields), around, depth);
            }
            _ => {}
        }
        Step::default()
    }

    /// The standard type of an element.
    fn role<'b>(&self, own: Option<Written<'b>>) -> &'b [u8]
    where
        'a: 'b,
    {
        let source = self.source;
        let mut role = own.map(|own| own.name(source)).unwrap_or_default();
        for _ in 0..8 {
            match self.roles.and_then(|roles| source.name(roles, role)) {
                Some(mapped) if mapped != role => role = mapped,
                _ => break,
            }
        }
        role
    }

    fn element(&mut self, element: Element<'_>, around: Around, depth: usize) -> Step {
        let page = element.page.and_then(|id| self.pages.get(&id).copied()).or(around.page);
        let around = Around { page, ..around };
        if let Some(id) = element.id.and_then(|id| self.source.as_number(id)) {
            self.content(element.form, id as i64, around);
            return Step::default();
        }
        if element.kind.is_some_and(|kind| kind.name(self.source) == b"OBJR") {
            return Step::default();
        }
        let role = self.role(element.role);
        let around = self.enter(role, around);
        if let Some(kids) = element.kids {
            self.kids(kids, around, depth + 1);
        }
        Step::over(role)
    }

    fn enter(&mut self, role: &[u8], mut around: Around) -> Around {
        match role {
            b"Span" | b"Link" | b"Em" | b"Strong" | b"Quote" | b"Code" | b"Reference" | b"Sub"
            | b"BibEntry" | b"Annot" | b"NonStruct" | b"Private" | b"Ruby" | b"Warichu"
            | b"Lbl" | b"LBody" => return around,
            b"P" if around.item => {
                around.item = false;
                return around;
            }
            _ => {}
        }
        self.blocks += 1;
        around.block = self.blocks;
        around.item = false;
        around.paragraph =
            matches!(role, [b'H', ..] | b"P" | b"LI" | b"Caption" | b"Title" | b"Note");
        match role {
            b"H" | b"Title" => around.heading = Some(1),
            [b'H', digit @ b'1'..=b'6'] => around.heading = Some(digit - b'0'),
            b"L" => around.lists = around.lists.saturating_add(1),
            b"LI" => {
                around.item = true;
                around.listed = true;
            }
            b"Table" => {
                around.cell = Some(Cell { table: self.tables, row: 0, column: 0, header: false });
                self.tables += 1;
            }
            b"TR" => {
                if let Some(cell) = &mut around.cell {
                    cell.column = 0;
                }
            }
            b"TH" => {
                if let Some(cell) = &mut around.cell {
                    cell.header = true;
                }
            }
            _ => {}
        }
        around
    }

    fn content(&mut self, form: u32, id: i64, around: Around) {
        let (Some(page), Ok(id)) = (around.page, u32::try_from(id)) else { return };
        self.sequence += 1;
        let place = Place {
            sequence: self.sequence,
            block: around.block,
            paragraph: around.paragraph,
            heading: around.heading,
            item: around.listed.then(|| around.lists.saturating_sub(1)),
            cell: around.cell,
        };
        self.structure.places.push(((page, form, id), place));
    }
}
