//! Writing results: one JSON form, and files that are there whole or not at all.
//!
//! Nothing here knows what the values mean.

pub mod diagnostics;
mod folder;
mod json;
pub mod table;

pub use folder::{
    Folder, Reading, Step, WriteError, is_name, is_output, make_folder, names_record, record_path,
    stage_file, write_file, write_whole,
};
pub use json::{Json, Stream, to_json, to_json_within};
