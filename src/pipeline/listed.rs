//! The files beside the records: long lists, whose items several threads write before the file
//! takes them in their order.

use std::cell::RefCell;
use std::io;

use serde::Serialize;

use crate::model::registry::{DocumentGap, GapCounts, Proposal};
use crate::write::{Json, to_json_within};

/// The list is in the file's object, its items are in the list.
const DEPTH: usize = 2;

/// An item of the file's list as it is written there.
pub fn item<T: Serialize>(value: &T) -> io::Result<Json> {
    to_json_within(DEPTH, value)
}

/// [`Registry`](crate::model::registry::Registry), its entries made one by one.
#[derive(Serialize)]
pub struct RegistryFile<'a, L> {
    /// Version of the contract.
    pub schema_version: u32,
    /// The entries.
    pub communities: L,
    /// The pairs to decide on.
    pub proposals: &'a [Proposal],
}

/// [`GapList`](crate::model::registry::GapList), its gaps made one by one and counted meanwhile.
#[derive(Serialize)]
pub struct GapsFile<'a, L> {
    /// Version of the contract.
    pub schema_version: u32,
    /// The gaps.
    pub gaps: L,
    /// How many there are, when they are written.
    pub counts: &'a RefCell<GapCounts>,
}

/// Gaps as they are written.
pub struct Listed {
    /// Each of them.
    pub gaps: Vec<Json>,
    /// How many there are.
    pub counts: GapCounts,
}

impl Listed {
    /// Writes and counts them.
    pub fn of(gaps: &[DocumentGap]) -> io::Result<Self> {
        let written = gaps.iter().map(item).collect::<io::Result<_>>()?;
        Ok(Self { gaps: written, counts: GapCounts::of(gaps) })
    }
}
