//! Markdown: what it prints, on the lines of its source.
//!
//! Line n is line n of the source, without the markup; lines that print nothing (fences,
//! underlines, images) are blank. Where one source line prints several lines, the numbers after it
//! grow: each cell of a table is a line, and so is what follows a `<br>` in the middle of a line.
//!
//! What Markdown takes for markup but a reader of the source would miss stays in the text: the
//! number of an ordered item, and a `+` before a line (`+ 80 000 habitants`). Text of images
//! (`alt`) is not printed and left out.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::model::defect::Defect;
use crate::model::document::{Cell, Document, Line, MediaType, Region};
use crate::read::draft::{self, Draft, Placed};
use crate::read::marker::{self, Indents};
use crate::read::{html, single_page};

pub(super) fn read(source: &str) -> Document {
    let (lines, source) = front_matter(source);
    let mut reader = Reader::new(&source);
    reader.head(lines);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    for (event, range) in Parser::new_ext(&source, options).into_offset_iter() {
        reader.event(event, range);
    }
    let mut defects = std::mem::take(&mut reader.defects);
    defects.dedup();
    single_page(MediaType::Markdown, reader.finish(), "source lines", defects)
}

/// Fields of a YAML block at the very start (`title: …` between two `---`), and the source with
/// that block blanked.
fn front_matter(source: &str) -> (Vec<&str>, String) {
    let nothing = (Vec::new(), source.to_owned());
    let Some(rest) = source.strip_prefix("---\n") else { return nothing };
    let fields: Vec<&str> = rest.lines().take_while(|line| !is_front_matter_end(line)).collect();
    let ended = rest.lines().nth(fields.len()).is_some_and(is_front_matter_end);
    let named = fields.first().is_some_and(|line| {
        line.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
        })
    });
    if !ended || !named {
        return nothing;
    }
    let body = source.lines().skip(fields.len() + 2);
    let blanked = std::iter::repeat_n("", fields.len() + 2).chain(body).collect::<Vec<_>>();
    (fields, blanked.join("\n"))
}

fn is_front_matter_end(line: &str) -> bool {
    matches!(line.trim_end(), "---" | "...")
}

/// What the reader has open while the events go by.
struct Reader<'a> {
    source: &'a str,
    /// Where each source line begins.
    starts: Vec<usize>,
    /// The lines that each source line prints.
    printed: Vec<Vec<Placed>>,
    /// The line that is being put together, and the source line that it stands on.
    draft: Option<(usize, Draft)>,
    /// The next line begins a block.
    begins: bool,
    /// The open line holds a tab, which sets columns: it is a row of its own, whatever paragraph
    /// it stands in (a glossary: the term, a tab, what it means).
    columns: bool,
    /// What the next line prints before its text: the number of an item or of a footnote.
    prefix: String,
    /// The next line begins a list item.
    item: bool,
    /// Open lists; true for an ordered one.
    lists: Vec<bool>,
    heading: Option<u8>,
    /// Open `**` and `<b>`.
    bold: usize,
    /// Open `<sup>`.
    raised: usize,
    links: Vec<String>,
    /// Open images: their text is not printed.
    images: usize,
    cell: Option<Cell>,
    tables: u32,
    /// Source of an open HTML block.
    html: Option<Range<usize>>,
    /// Nesting of printed bullets within a paragraph.
    indents: Indents,
    defects: Vec<Defect>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        let starts: Vec<usize> =
            std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let count = source.lines().count();
        Self {
            source,
            starts,
            printed: std::iter::repeat_with(Vec::new).take(count).collect(),
            draft: None,
            begins: true,
            columns: false,
            prefix: String::new(),
            item: false,
            lists: Vec::new(),
            heading: None,
            bold: 0,
            raised: 0,
            links: Vec::new(),
            images: 0,
            cell: None,
            tables: 0,
            html: None,
            indents: Indents::default(),
            defects: Vec::new(),
        }
    }

    /// The index of the source line that holds this byte.
    fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn head(&mut self, fields: Vec<&str>) {
        for (index, field) in fields.into_iter().enumerate() {
            let mut line = Line { text: field.trim().to_owned(), ..Line::default() };
            line.region = Region::Head;
            self.print(index + 1, Placed { line, begins: true });
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => self.text(&text, range.start),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, range.start);
            }
            Event::FootnoteReference(label) => {
                self.text(&draft::superscript(&label), range.start);
            }
            Event::Html(_) => {}
            Event::InlineHtml(tag) => self.inline_html(&tag),
            Event::SoftBreak | Event::HardBreak => self.flush(),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.block();
                self.heading = Some(heading_level(level));
            }
            Tag::List(first) => {
                self.block();
                self.lists.push(first.is_some());
            }
            Tag::Item => self.start_item(range.start),
            Tag::Strong => self.bold += 1,
            Tag::Link { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::Image { .. } => self.images += 1,
            Tag::Table(_) => {
                self.block();
                self.cell = Some(Cell { table: self.tables, row: 0, column: 0, header: true });
                self.tables += 1;
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => self.block(),
            Tag::HtmlBlock => {
                self.block();
                self.html = Some(range);
            }
            Tag::FootnoteDefinition(label) => {
                self.block();
                self.prefix = format!("{} ", draft::superscript(&label));
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::CodeBlock(_) => self.block(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(_) => {
                self.block();
                self.heading = None;
            }
            TagEnd::List(_) => {
                self.block();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.lone_prefix(range.start);
                self.block();
                self.item = false;
            }
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Link => drop(self.links.pop()),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::TableCell => {
                self.block();
                self.cell = self.cell.map(|cell| Cell { column: cell.column + 1, ..cell });
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let next =
                    |cell: Cell| Cell { row: cell.row + 1, column: 0, header: false, ..cell };
                self.cell = self.cell.map(next);
            }
            TagEnd::Table => self.cell = None,
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::Paragraph => {
                self.block();
                // What an unclosed `<b>` or `<sup>` opened ends with its paragraph.
                (self.bold, self.raised) = (0, 0);
                self.indents.clear();
            }
            TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::FootnoteDefinition => self.block(),
            _ => {}
        }
    }

    /// An item keeps what its marker prints beyond a bullet: its number, or a plus.
    fn start_item(&mut self, offset: usize) {
        self.block();
        self.item = true;
        let source = self.source.get(offset..).unwrap_or_default().trim_start();
        let ordered = self.lists.last().copied().unwrap_or_default();
        let marker: &str = if ordered {
            source.split_once(['.', ')']).map(|(number, _)| number).unwrap_or_default()
        } else if source.starts_with('+') {
            "+"
        } else {
            return;
        };
        let sign = source.chars().nth(marker.len()).filter(|_| ordered);
        self.prefix = marker.chars().chain(sign).chain([' ']).collect();
    }

    /// A number or a plus behind which nothing stands is a line of its own.
    fn lone_prefix(&mut self, offset: usize) {
        if !self.prefix.is_empty() {
            self.text("", offset);
        }
    }

    /// The line ends, and the next one begins a block.
    fn block(&mut self) {
        self.flush();
        self.begins = true;
    }

    fn text(&mut self, text: &str, offset: usize) {
        if self.images > 0 {
            return;
        }
        let first = self.line_at(offset);
        for (index, piece) in text.split('\n').enumerate() {
            let line = first + index;
            if index > 0 || self.draft.as_ref().is_some_and(|(open, _)| *open < line) {
                self.flush();
            }
            let prefix = std::mem::take(&mut self.prefix);
            let (_, open) = self.draft.get_or_insert_with(|| (line, Draft::default()));
            open.push(&prefix, self.bold > 0, None);
            let link = self.links.last().map(String::as_str);
            self.columns |= piece.contains('\t');
            let piece = match self.raised {
                0 => Cow::Borrowed(piece),
                _ => draft::superscript(piece),
            };
            open.push(&piece.replace('\t', "  "), self.bold > 0, link);
        }
    }

    fn inline_html(&mut self, tag: &CowStr<'_>) {
        let name = tag.trim_start_matches('<').trim_end_matches(['>', '/', ' ']);
        let name = name.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "b" | "strong" => self.bold += 1,
            "/b" | "/strong" => self.bold = self.bold.saturating_sub(1),
            "sup" => self.raised += 1,
            "/sup" => self.raised = self.raised.saturating_sub(1),
            "br" | "p" | "/p" | "div" | "/div" | "li" | "tr" | "td" | "th" => self.flush(),
            _ => {}
        }
    }

    /// An HTML block prints what the page would print, its first lines on the block's own lines.
    fn html_block(&mut self) {
        let Some(range) = self.html.take() else { return };
        let (first, last) = (self.line_at(range.start), self.line_at(range.end.saturating_sub(1)));
        let fragment = self.source.get(range).unwrap_or_default();
        let mut tables = 0;
        let (lines, defects) = html::fragment(fragment);
        self.defects.extend(defects);
        for (index, mut placed) in lines.into_iter().enumerate() {
            if let Some(cell) = &mut placed.line.look.cell {
                tables = tables.max(cell.table + 1);
                cell.table += self.tables;
            }
            self.print((first + index).min(last), placed);
        }
        self.tables += tables;
        self.begins = true;
    }

    fn print(&mut self, source_line: usize, placed: Placed) {
        if let Some(printed) = self.printed.get_mut(source_line) {
            printed.push(placed);
        }
    }

    /// Ends the line.
    fn flush(&mut self) {
        let Some((source_line, draft)) = self.draft.take() else { return };
        if draft.is_blank() {
            return;
        }
        let width = marker::width(self.raw(source_line));
        let columns = std::mem::take(&mut self.columns);
        let mut line = draft.finish();
        let printed = match self.heading {
            Some(_) if !self.item => marker::bullet(&line.text),
            _ => marker::printed(&line.text),
        };
        let begins = self.begins || printed.is_some() || columns;
        line.look.marker = match (self.item, printed) {
            (true, None) => item_marker(&line.text),
            (_, printed) => printed,
        };
        line.look.heading = self.heading;
        line.look.cell = self.cell;
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let nested = if printed.is_some() && !self.item { self.indents.depth(width) } else { 0 };
        line.look.indent = depth.saturating_add(nested);
        self.print(source_line, Placed { line, begins });
        self.item = false;
        self.begins = columns;
    }

    fn raw(&self, source_line: usize) -> &'a str {
        let start = self.starts.get(source_line).copied().unwrap_or_default();
        self.source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    fn finish(mut self) -> Vec<Line> {
        self.flush();
        let blank = || vec![Placed { line: Line::default(), begins: true }];
        let placed = self.printed.into_iter().map(|lines| match lines.is_empty() {
            true => blank(),
            false => lines,
        });
        draft::number(placed.flatten().collect())
    }
}

/// The marker of an item whose text begins with none that is printed: markup, so 0 characters; a
/// plus belongs to a number that follows.
fn item_marker(text: &str) -> Option<usize> {
    match text.strip_prefix("+ ") {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => None,
        Some(_) => Some(2),
        None if text == "+" => None,
        None => Some(0),
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests;
