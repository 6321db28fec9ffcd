//! Of one record what stands over all documents is made of, written out: who has the record at hand
//! takes it apart once, and nobody reads it again.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::merge::Mention;
use crate::model::record::Record;
use crate::report::{DocumentLine, taken_apart};

/// The parts of a record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// The document in one line, without its number.
    pub line: DocumentLine,
    /// The communities that have a name.
    pub named: Vec<Named>,
    /// All gaps.
    pub gaps: Box<RawValue>,
    /// What there is to say of the document as a whole: [`About`](crate::report::About).
    pub about: Box<RawValue>,
}

/// A community that has a name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// What decides which CPTS it is.
    pub mention: Mention,
    /// What is said of it: [`Community`](crate::model::record::Community).
    pub community: Box<RawValue>,
    /// Where that stands and what is missing: [`Told`](crate::report::Told).
    pub told: Box<RawValue>,
}

impl Parts {
    /// Takes a record apart.
    pub fn of(record: &Record) -> serde_json::Result<Self> {
        let (told, about) = taken_apart(record);
        let named = Mention::of(record).map(|(mention, community)| {
            let told = told.get(&mention.number).cloned().unwrap_or_default();
            let (community, told) = (to_raw_value(community)?, to_raw_value(&told)?);
            Ok(Named { mention, community, told })
        });
        Ok(Self {
            line: DocumentLine::of(0, &record.document),
            named: named.collect::<serde_json::Result<_>>()?,
            gaps: to_raw_value(&record.gaps)?,
            about: to_raw_value(&about)?,
        })
    }

    /// Takes a written record apart.
    pub fn of_text(text: &[u8]) -> serde_json::Result<Self> {
        Self::of(&serde_json::from_slice(text)?)
    }
}

/// They are the same if they are written the same.
impl PartialEq for Parts {
    fn eq(&self, other: &Self) -> bool {
        let text = |parts: &Self| serde_json::to_string(parts).ok();
        text(self) == text(other)
    }
}
