//! Plain data: what the stages hand to each other and what the program writes.
//!
//! Nothing here reads a file, matches a text or decides anything; every other module may look at
//! it and it looks at none.

pub mod defect;
pub mod diagnostic;
pub mod digest;
pub mod document;
pub mod explanation;
pub mod finding;
pub mod gap;
pub mod judgement;
pub mod ledger;
pub mod pointer;
pub mod record;
pub mod registry;
pub mod run;
pub mod table;
pub mod text;

/// The version of the shapes in this module as they are written to JSON.
pub const SCHEMA_VERSION: u32 = 1;
