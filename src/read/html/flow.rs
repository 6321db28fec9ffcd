//! Text as it flows into lines: white space, line breaks, blocks.

use crate::model::document::{Cell, Region};
use crate::read::draft::{self, Draft, Placed};
use crate::read::marker;

/// What an element gives to the text inside it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    /// The element begins and ends a line (not inherited).
    pub block: bool,
    /// The part of the page.
    pub region: Region,
    /// It stands in an `article` or in `main`.
    pub within: super::region::Within,
    /// Level of the heading that it stands in.
    pub heading: Option<u8>,
    /// Bold.
    pub bold: bool,
    /// Superscript.
    pub raised: bool,
    /// White space is printed as it is.
    pub preserve: bool,
    /// Number of lists that it stands in.
    pub lists: u8,
    /// The cell of a data table.
    pub cell: Option<Cell>,
    /// Index into the links.
    pub link: Option<usize>,
    /// A drawing: only its `text` elements print.
    pub drawing: bool,
}

/// Lines while the walk goes on.
#[derive(Debug, Default)]
pub(super) struct Flow {
    placed: Vec<Placed>,
    draft: Draft,
    /// The style of the open line's first text.
    style: Style,
    /// White space is due before the next text.
    space: bool,
    /// The next line begins a block.
    begins: bool,
    /// The next line begins a list item.
    item: bool,
    links: Vec<String>,
    /// A link was closed and no text came since.
    link_closed: bool,
    /// What became of elements inside the line since its last text.
    seam: Seam,
}

/// What became of elements inside the line since its last text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Seam {
    /// Nothing.
    #[default]
    None,
    /// One was closed.
    Closed,
    /// One was closed, and the next one opened.
    Reopened,
}

impl Flow {
    /// Text of the page, as the source has it.
    pub fn text(&mut self, text: &str, style: Style) {
        if style.drawing {
            return;
        }
        let raised = style.raised.then(|| draft::superscript(text));
        let text = raised.as_deref().unwrap_or(text);
        if !style.preserve {
            return self.collapsed(text, style);
        }
        for (index, piece) in text.split('\n').enumerate() {
            if index > 0 {
                self.end_line();
            }
            self.push(&piece.replace('\t', "  "), style);
        }
    }

    /// Runs of white space are one space, none at the edges of a line. Only ASCII white space
    /// collapses: a no-break or a narrow space is a character.
    fn collapsed(&mut self, text: &str, style: Style) {
        let mut words = text.split(|c: char| c.is_ascii_whitespace()).peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                self.push(word, style);
            }
            self.space |= words.peek().is_some();
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        if self.draft.is_blank() {
            self.style = style;
        }
        // `<b>34</b><span>communes</span>`: a number and what it counts, which a style sheet sets
        // apart.
        let apart = self.seam == Seam::Reopened
            && self.draft.ends_with_digit()
            && text.starts_with(char::is_alphabetic);
        self.seam = Seam::None;
        if (std::mem::take(&mut self.space) || apart) && !self.draft.ends_open() {
            self.draft.push(" ", false, None);
        }
        let link = style.link.and_then(|link| self.links.get(link)).map(String::as_str);
        self.draft.push(text, style.bold, link);
        self.link_closed = false;
    }

    /// An element inside the line opens; a raised one belongs to what stands before it.
    pub fn open_inline(&mut self, raised: bool) {
        self.seam = match self.seam {
            Seam::Closed | Seam::Reopened if !raised => Seam::Reopened,
            _ => Seam::None,
        };
    }

    /// An element inside the line closes.
    pub fn close_inline(&mut self) {
        self.seam = Seam::Closed;
    }

    /// A link opens. Two links without white space between them are two entries of a menu, which a
    /// style sheet sets apart.
    pub fn open_link(&mut self, target: Option<&str>) -> Option<usize> {
        self.space |= self.link_closed;
        let target = target.map(str::trim).filter(|target| !target.is_empty())?;
        self.links.push(target.to_owned());
        Some(self.links.len() - 1)
    }

    /// The link is over.
    pub fn close_link(&mut self) {
        self.link_closed = true;
    }

    /// A list item begins: its first line gets the marker, which is markup.
    pub fn begin_item(&mut self) {
        self.item = true;
    }

    /// The item is over, with or without text.
    pub fn end_item(&mut self) {
        self.item = false;
    }

    /// The line ends, the block goes on. A second break in a row is an empty line, and what follows
    /// an empty line is another block.
    pub fn end_line(&mut self) {
        if !self.flush() {
            self.begins = true;
        }
    }

    /// The line and its block end.
    pub fn end_block(&mut self) {
        self.flush();
        self.begins = true;
    }

    /// False if there was nothing to print.
    fn flush(&mut self) -> bool {
        self.space = false;
        self.link_closed = false;
        let draft = std::mem::take(&mut self.draft);
        if draft.is_blank() {
            return false;
        }
        let mut line = draft.finish();
        let style = self.style;
        let printed = match style.heading {
            Some(_) => marker::bullet(&line.text),
            None => marker::printed(&line.text),
        };
        line.region = style.region;
        line.look.heading = style.heading;
        line.look.marker = printed.or(self.item.then_some(0));
        line.look.indent = style.lists.saturating_sub(1);
        line.look.cell = style.cell;
        let begins = self.begins || printed.is_some();
        self.placed.push(Placed { line, begins });
        self.begins = false;
        self.item = false;
        true
    }

    /// The lines.
    pub fn finish(mut self) -> Vec<Placed> {
        self.flush();
        self.placed
    }
}
