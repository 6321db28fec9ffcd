//! Tables as files. The names of columns and the cells are what they are given; nothing here knows
//! what they mean.

mod delimited;
mod lines;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use delimited::{Dialect, csv};
pub use lines::ndjson;
#[cfg(feature = "parquet")]
pub use parquet::parquet;
#[cfg(feature = "sqlite")]
pub use sqlite::sqlite;
