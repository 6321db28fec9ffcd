//! Web pages: the visible text, a line for each block and each line break.
//!
//! White space is collapsed as browsers do; a no-break space is a character. Elements that are not
//! shown (`script`, `hidden`, `display:none` in the element itself) print nothing; style sheets are
//! not read, so what only a style sheet hides is printed. Text of images (`alt`) is not printed.
//! The tree is walked without recursion.

mod flow;
mod head;
mod region;
mod table;
mod tree;

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use crate::model::defect::Defect;
use crate::model::document::{Document, MediaType};
use crate::read::draft::{self, Placed};
use crate::read::single_page;
use flow::{Flow, Style};
use region::Landmarks;
use table::Tables;

pub(super) fn read(source: &str) -> Document {
    let (html, defects) = tree::parse(source);
    let mut placed = head::lines(&html);
    placed.extend(Walk::new(&html).run(&html));
    let lines = draft::number(placed);
    let mut document = single_page(MediaType::Html, lines, "document order", defects);
    document.declared_language = head::language(&html);
    document
}

/// The lines of a piece of a page, as it may stand in Markdown, and what of it was not read. A row
/// or a cell without its table, left by a blank line inside the table, still is one.
pub(super) fn fragment(source: &str) -> (Vec<Placed>, Vec<Defect>) {
    let start: String = source.trim_start().chars().take(6).collect();
    let start = start.to_ascii_lowercase();
    let orphan = ["<tr", "<td", "<th", "<tbody"].iter().any(|tag| start.starts_with(tag));
    let table = if orphan { "<table>" } else { "" };
    let (html, defects) = tree::parse(&format!("{table}{source}"));
    (Walk::new(&html).run(&html), defects)
}

/// All elements of the page in their order.
fn elements(html: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    html.tree.root().descendants().filter_map(ElementRef::wrap)
}

/// One way through the tree.
struct Walk {
    flow: Flow,
    landmarks: Landmarks,
    tables: Tables,
    /// The styles of the open elements, the innermost last.
    styles: Vec<Style>,
}

impl Walk {
    fn new(html: &Html) -> Self {
        let landmarks = Landmarks::new(html);
        let style = Style { region: landmarks.outside(), ..Style::default() };
        Self { flow: Flow::default(), landmarks, tables: Tables::default(), styles: vec![style] }
    }

    fn run(mut self, html: &Html) -> Vec<Placed> {
        let mut node = html.tree.root();
        loop {
            let shown = self.open(node);
            if let Some(child) = node.first_child().filter(|_| shown) {
                node = child;
                continue;
            }
            loop {
                self.close(node);
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                match node.parent() {
                    Some(parent) => node = parent,
                    None => return self.flow.finish(),
                }
            }
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    /// False if what is inside is not shown.
    fn open(&mut self, node: NodeRef<'_, Node>) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.flow.text(text, self.style());
                true
            }
            Node::Element(element) => {
                let shown = is_shown(element);
                let style = if shown { self.enter(node, element) } else { self.style() };
                self.styles.push(style);
                shown
            }
            _ => true,
        }
    }

    fn enter(&mut self, node: NodeRef<'_, Node>, element: &Element) -> Style {
        let name = element.name();
        let outer = self.style();
        let mut style = Style { block: is_block(element), ..outer };
        self.landmarks.enter(node.id(), element, &mut style);
        style.block |= style.region != outer.region;
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                style.heading = name.get(1..).and_then(|level| level.parse().ok());
            }
            "b" | "strong" => style.bold = true,
            "sup" => style.raised = true,
            "ul" | "ol" | "menu" | "dir" => style.lists = style.lists.saturating_add(1),
            "pre" | "listing" | "xmp" => style.preserve = true,
            "a" => style.link = self.flow.open_link(element.attr("href")),
            "svg" => style.drawing = true,
            "text" => style.drawing = false,
            "table" => self.tables.open(node),
            "tr" => self.tables.row(),
            "td" | "th" => style.cell = self.tables.cell(element),
            "dl" => self.tables.open_list(),
            "dt" | "dd" => style.cell = self.tables.list_cell(name == "dt"),
            _ => {}
        }
        own_style(element, &mut style);
        if style.block {
            self.flow.end_block();
        } else {
            self.flow.open_inline(style.raised);
        }
        match name {
            "br" => self.flow.end_line(),
            "li" => self.flow.begin_item(),
            _ => {}
        }
        style
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        let Some(element) = node.value().as_element() else { return };
        let style = self.style();
        self.styles.pop();
        if !is_shown(element) {
            return;
        }
        if style.block {
            self.flow.end_block();
        } else {
            self.flow.close_inline();
        }
        match element.name() {
            "table" | "dl" => self.tables.close(),
            "li" => self.flow.end_item(),
            "a" => self.flow.close_link(),
            _ => {}
        }
    }
}

/// Elements whose content is not text of the page.
const NOT_SHOWN: &[&str] = &[
    "head", "title", "meta", "link", "base", "script", "style", "template", "noscript", "noframes",
    "iframe", "object", "embed", "canvas", "audio", "video", "map", "datalist", "textarea",
    "input", "img", "rp", "desc", "metadata", "defs", "symbol",
];

/// Classes of style libraries for text that only a screen reader speaks.
const SPOKEN_ONLY: &[&str] =
    &["sr-only", "fr-sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"];

fn is_shown(element: &Element) -> bool {
    let hidden = element.attr("hidden").is_some()
        || element.attr("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || element.classes().any(|class| SPOKEN_ONLY.contains(&class))
        || declarations(element).any(|(name, value)| {
            matches!((&*name, &*value), ("display", "none") | ("visibility", "hidden"))
        });
    !hidden && !NOT_SHOWN.contains(&element.name())
}

/// Elements that begin and end a line by the HTML standard's default style sheet, form controls,
/// which stand apart, and the texts of a drawing.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];

fn is_block(element: &Element) -> bool {
    BLOCKS.contains(&element.name())
        || declarations(element).any(|(name, value)| {
            name == "display"
                && matches!(&*value, "block" | "flex" | "grid" | "table" | "list-item")
        })
}

/// What the element's own `style` attribute says of the look.
fn own_style(element: &Element, style: &mut Style) {
    for (name, value) in declarations(element) {
        match (&*name, &*value) {
            ("font-weight", "bold" | "bolder" | "600" | "700" | "800" | "900") => style.bold = true,
            ("font-weight", "normal" | "lighter" | "400") => style.bold = false,
            ("white-space", "pre" | "pre-wrap" | "pre-line" | "break-spaces") => {
                style.preserve = true;
            }
            _ => {}
        }
    }
}

/// The declarations of the `style` attribute, in lower case.
fn declarations(element: &Element) -> impl Iterator<Item = (String, String)> + '_ {
    let style = element.attr("style").unwrap_or_default();
    style.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let value = value.trim().trim_end_matches("!important").trim_end();
        Some((name.trim().to_ascii_lowercase(), value.to_ascii_lowercase()))
    })
}

#[cfg(test)]
mod tests;
