//! Tables out of an output, for tools that eat rows.
//!
//! Which tables and columns there are is said here once; how they are written is the writers'. The
//! columns are stable: a new one comes at the end.

mod columns;
mod rows;

use serde_json::{Value, json};

use crate::model::record::Record;
use crate::model::registry::{GapList, Registry};
use crate::model::table::{Column, Kind, Row, Table};

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Each document that was read.
    Documents,
    /// Each CPTS as a document describes it.
    Communities,
    /// Persons with a role.
    Officers,
    /// Actions and paragraphs of the missions.
    Actions,
    /// Holes of the documents, and conflicts between them.
    Gaps,
    /// Dated events.
    Events,
    /// Persons and organisations to write to or call.
    Contacts,
    /// Every value of every document by CPTS, as the registry has it.
    Statements,
}

/// What an output folder holds; what no asked table needs may be left empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The records, sorted by id.
    pub records: Vec<Record>,
    /// All gaps.
    pub gaps: GapList,
    /// All CPTS.
    pub registry: Registry,
}

impl Subject {
    /// All tables.
    pub const ALL: [Self; 8] = [
        Self::Documents,
        Self::Communities,
        Self::Officers,
        Self::Actions,
        Self::Gaps,
        Self::Events,
        Self::Contacts,
        Self::Statements,
    ];

    /// The table's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Communities => "communities",
            Self::Officers => "officers",
            Self::Actions => "actions",
            Self::Gaps => "gaps",
            Self::Events => "events",
            Self::Contacts => "contacts",
            Self::Statements => "statements",
        }
    }

    /// The table's columns.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Documents => columns::DOCUMENTS,
            Self::Communities => columns::COMMUNITIES,
            Self::Officers => columns::OFFICERS,
            Self::Actions => columns::ACTIONS,
            Self::Gaps => columns::GAPS,
            Self::Events => columns::EVENTS,
            Self::Contacts => columns::CONTACTS,
            Self::Statements => columns::STATEMENTS,
        }
    }

    /// The table with its rows: by document, then in document order.
    pub fn table(self, output: &Output) -> Table {
        let of_records =
            |rows: fn(&Record) -> Vec<Row>| output.records.iter().flat_map(rows).collect();
        let rows = match self {
            Self::Documents => of_records(rows::documents),
            Self::Communities => of_records(rows::communities),
            Self::Officers => of_records(rows::officers),
            Self::Actions => of_records(rows::actions),
            Self::Gaps => rows::gaps(&output.gaps),
            Self::Events => of_records(rows::events),
            Self::Contacts => of_records(rows::contacts),
            Self::Statements => rows::statements(&output.registry),
        };
        Table { name: self.name(), columns: self.columns(), rows }
    }
}

/// Every table with its columns, as `schema/tables.json` has it.
pub fn describe() -> Value {
    let column = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => "text",
            Kind::Integer => "integer",
        };
        json!({ "name": column.name, "type": kind, "description": column.about })
    };
    let table = |subject: &Subject| {
        let columns: Vec<Value> = subject.columns().iter().map(column).collect();
        (subject.name().to_owned(), Value::from(columns))
    };
    Value::Object(Subject::ALL.iter().map(table).collect())
}
