//! The document model: what every reader gives and every rule works on.
//!
//! A document is pages of lines. A line keeps what the document prints, where it stands and how it
//! looks, and never changes after reading. A rule does not know whether it reads a PDF, a web page
//! or a text: the differences end here.

use crate::model::defect::Defect;

/// The kinds of input that can be read, by content and not by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaType {
    /// `application/pdf` (ISO 32000)
    Pdf,
    /// `text/html` (WHATWG HTML)
    Html,
    /// `text/markdown` (RFC 7763)
    Markdown,
    /// `text/plain` (RFC 2046)
    Text,
}

impl MediaType {
    /// The registered name, as it stands in `document.media_type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Text => "text/plain",
        }
    }
}

/// A rectangle in PDF points, origin at the top left of the displayed page, y growing downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Upper edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Lower edge.
    pub y1: f32,
}

impl Rect {
    /// Width in points.
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Height in points.
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// The vertical middle.
    pub fn middle(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// True if `other` lies inside, give or take `slack` points on each side.
    pub fn contains(&self, other: &Self, slack: f32) -> bool {
        other.x0 >= self.x0 - slack
            && other.y0 >= self.y0 - slack
            && other.x1 <= self.x1 + slack
            && other.y1 <= self.y1 + slack
    }
}

/// A document as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What the bytes are.
    pub media_type: MediaType,
    /// True where the format has pages (PDF). Else there is one page and places have no page.
    pub paginated: bool,
    /// The pages in order.
    pub pages: Vec<Page>,
    /// The language that the document declares of itself (`lang`, `/Lang`), as a lower-case
    /// primary subtag (RFC 5646).
    pub declared_language: Option<String>,
    /// What was wrong with the bytes and what was done about it.
    pub defects: Vec<Defect>,
}

/// One page, or the whole of a document without pages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Width and height of the displayed page in points; `None` without positions.
    pub size: Option<(f32, f32)>,
    /// The lines in reading order.
    pub lines: Vec<Line>,
    /// Ruled or filled boxes that enclose text, in paint order; empty without positions.
    pub frames: Vec<Rect>,
    /// How the reading order was found, for `inspect`: `structure tree`, `columns`, `paint order` …
    pub order: &'static str,
}

/// One line: the text, its place, its look.
///
/// Plain text and Markdown keep their blank lines, so that the line number is the source's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// The printed text without markup, white space inside folded to what was printed, trimmed at
    /// both ends; a printed list marker is part of it.
    pub text: String,
    /// Where it stands; `None` where the format has no positions.
    pub bbox: Option<Rect>,
    /// How it looks.
    pub look: Look,
    /// Which part of the page it belongs to.
    pub region: Region,
    /// The paragraph, list item, heading or cell that it belongs to: lines with one number are one
    /// block and follow one another. Counted over the whole document.
    pub block: u32,
    /// Positioned formats: the words with their edges, for the box of a part of the line.
    pub words: Vec<Word>,
    /// Link targets within the line.
    pub links: Vec<Link>,
}

/// The look of a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// Heading level 1 to 6 where the format states one (or a structure tree does).
    pub heading: Option<u8>,
    /// All of its letters are bold.
    pub bold: bool,
    /// Font size in points where known.
    pub size: Option<f32>,
    /// It begins a list item; the number of characters of `text` that are the marker (0 where the
    /// marker is markup or drawn and not part of the text).
    pub marker: Option<usize>,
    /// Nesting depth of the list item, 0 for the outermost or none.
    pub indent: u8,
    /// The table cell that it stands in.
    pub cell: Option<Cell>,
    /// Text that is not painted (an OCR layer, PDF text rendering mode 3).
    pub invisible: bool,
}

/// A cell of a data table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The table, counted over the document from 0.
    pub table: u32,
    /// The row within the table, from 0.
    pub row: u32,
    /// The column within the table, from 0.
    pub column: u32,
    /// The cell is a header (`th`).
    pub header: bool,
}

/// The part of a page that a line belongs to, as the format itself says (HTML landmarks) or as
/// repetition shows (running heads of a PDF). Rules decide what a region is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Region {
    /// The content.
    #[default]
    Main,
    /// Metadata that a format keeps outside the text, one line each as `name: value`: HTML
    /// `title: …`, `article:published_time: …`, `time: …`.
    Head,
    /// Page header, banner.
    Header,
    /// Menus, breadcrumbs, share links.
    Navigation,
    /// Complementary content beside the article.
    Aside,
    /// Page footer of a web page.
    Footer,
    /// A dialog laid over the page: cookie banners.
    Dialog,
    /// Text that repeats at the same place of several PDF pages, page numbers, `/Artifact`.
    Running,
}

impl Region {
    /// What it is called where it is told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Head => "head",
            Self::Header => "header",
            Self::Navigation => "navigation",
            Self::Aside => "aside",
            Self::Footer => "footer",
            Self::Dialog => "dialog",
            Self::Running => "running",
        }
    }
}

/// A word of a positioned line, or a piece of one where the size changes inside a word, as with the
/// number of a note: the next piece starts where this one ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word {
    /// First character in the line's text, in Unicode scalar values.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Left edge in points.
    pub x0: f32,
    /// Right edge in points.
    pub x1: f32,
    /// Upper edge in points: its line's, unless that is turned.
    pub y0: f32,
    /// Lower edge in points.
    pub y1: f32,
}

/// A link within a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// First character of the linked text, in Unicode scalar values.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Where it points, as written.
    pub target: String,
}

/// A stretch of one line: the unit of every claim and every piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index into [`Document::pages`].
    pub page: usize,
    /// Index into [`Page::lines`].
    pub line: usize,
    /// First character, in Unicode scalar values.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Document {
    /// The line that a span lies in.
    pub fn line(&self, page: usize, line: usize) -> Option<&Line> {
        self.pages.get(page)?.lines.get(line)
    }

    /// What the document prints at a span.
    pub fn text(&self, span: Span) -> String {
        let Some(line) = self.line(span.page, span.line) else { return String::new() };
        // A long line may have thousands of spans.
        match line.text.is_ascii().then(|| line.text.get(span.start..span.end)).flatten() {
            Some(text) => text.to_owned(),
            None => line.text.chars().take(span.end).skip(span.start).collect(),
        }
    }

    /// The page number that a place cites: `None` where the format has no pages.
    pub fn page_number(&self, page: usize) -> Option<u32> {
        self.paginated.then_some(page as u32 + 1)
    }

    /// The box of a part of a line, from the edges of its words; `None` without positions.
    pub fn bbox(&self, span: Span) -> Option<Rect> {
        let line = self.line(span.page, span.line)?;
        let whole = line.bbox?;
        let words = line.words.iter().filter(|word| word.start < span.end && word.end > span.start);
        let boxes = words.map(|word| Rect { x0: word.x0, y0: word.y0, x1: word.x1, y1: word.y1 });
        Some(boxes.reduce(|a, b| a.union(&b)).unwrap_or(whole))
    }

    /// The same as tall as the letters of most fonts, see [`Line::text_box`].
    pub fn text_box(&self, span: Span) -> Option<Rect> {
        let size = self.line(span.page, span.line)?.look.size;
        self.bbox(span).map(|bbox| of_letters(bbox, size))
    }
}

impl Line {
    /// The box of the line, as tall as the letters of most fonts: the ascent and the descent that a
    /// font tells may be those of the tallest glyphs that it has, and its boxes reach into the lines
    /// above and below.
    pub fn text_box(&self) -> Option<Rect> {
        self.bbox.map(|bbox| of_letters(bbox, self.look.size))
    }
}

/// A box of letters of a size, in points, lower at both sides where it is too high for them.
fn of_letters(bbox: Rect, size: Option<f32>) -> Rect {
    let height = LETTERS * size.unwrap_or(0.0);
    // What is higher than any font is set on its side.
    if !(height..TALLEST * height).contains(&bbox.height()) {
        return bbox;
    }
    let (y0, y1) = (bbox.middle() - height / 2.0, bbox.middle() + height / 2.0);
    Rect { y0, y1, ..bbox }
}

/// From ascent to descent the letters of most fonts take so many em.
const LETTERS: f32 = 1.2;

/// The tallest fonts are so many times as high.
const TALLEST: f32 = 1.7;
