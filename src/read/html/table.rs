//! Tables: which ones hold data, and where each cell stands.
//!
//! Newsletters and old pages set their columns with tables; a rule that took such a column for a
//! table's would read nonsense. A table is data only if it looks like it.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::model::document::Cell;
use crate::read::limits;

/// The open tables, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// `None` for a table that only sets columns.
    open: Vec<Option<Grid>>,
    /// Data tables so far.
    count: u32,
}

/// Where the next cell of a data table stands.
#[derive(Debug)]
struct Grid {
    table: u32,
    row: u32,
    column: usize,
    /// For each column, the number of rows that a cell above still covers, this row included.
    covered: Vec<u32>,
    started: bool,
}

impl Tables {
    pub fn open(&mut self, table: NodeRef<'_, Node>) {
        let grid = is_data(table).then(|| Grid {
            table: self.count,
            row: 0,
            column: 0,
            covered: Vec::new(),
            started: false,
        });
        self.count += u32::from(grid.is_some());
        self.open.push(grid);
    }

    /// A list of terms with their descriptions: rows of two cells.
    pub fn open_list(&mut self) {
        let grid =
            Grid { table: self.count, row: 0, column: 0, covered: Vec::new(), started: false };
        self.count += 1;
        self.open.push(Some(grid));
    }

    /// The cell of a term, which begins a row, or of a description of the term before.
    pub fn list_cell(&mut self, term: bool) -> Option<Cell> {
        if term {
            self.row();
        }
        let grid = self.open.last_mut()?.as_mut()?;
        let column = u32::from(!term);
        Some(Cell { table: grid.table, row: grid.row, column, header: term })
    }

    pub fn close(&mut self) {
        self.open.pop();
    }

    pub fn row(&mut self) {
        if let Some(Some(grid)) = self.open.last_mut() {
            if std::mem::replace(&mut grid.started, true) {
                grid.row += 1;
            }
            grid.column = 0;
            grid.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
    }

    /// The place of the cell that opens; `None` in a table that only sets columns.
    pub fn cell(&mut self, element: &Element) -> Option<Cell> {
        let grid = self.open.last_mut()?.as_mut()?;
        while grid.covered.get(grid.column).is_some_and(|rows| *rows > 0) {
            grid.column += 1;
        }
        let span = |name| element.attr(name).and_then(|span| span.trim().parse::<u32>().ok());
        let columns = span("colspan").unwrap_or(1).max(1) as usize;
        let end = (grid.column + columns).min(limits::TABLE_COLUMNS);
        let cell = Cell {
            table: grid.table,
            row: grid.row,
            column: u32::try_from(grid.column).unwrap_or(u32::MAX),
            header: element.name() == "th",
        };
        if grid.covered.len() < end {
            grid.covered.resize(end, 0);
        }
        for rows in grid.covered.iter_mut().take(end).skip(grid.column) {
            *rows = span("rowspan").unwrap_or(1).max(1);
        }
        grid.column = end.max(grid.column);
        Some(cell)
    }
}

/// A table is data if it says so (`th`, `caption`, `thead`), or if it has at least two rows and two
/// columns of cells that hold no more than a paragraph. It is not if it is declared to be
/// presentation, or holds another table or headings.
fn is_data(table: NodeRef<'_, Node>) -> bool {
    let element =
        |node: NodeRef<'_, Node>| node.value().as_element().map(Element::name).map(str::to_owned);
    let role = table.value().as_element().and_then(|table| table.attr("role")).unwrap_or_default();
    if matches!(role, "presentation" | "none") {
        return false;
    }
    let (mut rows, mut columns, mut cells) = (0, 0, 0_usize);
    let (mut paragraphs, mut declared) = (0_usize, false);
    for node in table.descendants().skip(1) {
        match element(node).as_deref() {
            Some("table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr" | "form") => {
                return false;
            }
            Some("th" | "caption" | "thead") => declared = true,
            Some("tr") => {
                rows += 1;
                let cell = |node: &NodeRef<'_, Node>| {
                    node.value().as_element().is_some_and(|e| matches!(e.name(), "td" | "th"))
                };
                let row = node.children().filter(cell).count();
                columns = columns.max(row);
                cells += row;
            }
            Some("p" | "div" | "ul" | "ol") => paragraphs += 1,
            _ => {}
        }
    }
    columns >= 2 && (declared || (rows >= 2 && paragraphs <= cells))
}
