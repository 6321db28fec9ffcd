//! The official data that a registry is made with.

use std::fs;
use std::path::Path;

use crate::gazetteer::Gazetteer;
use crate::pipeline::{SetupError, refused_at};

/// The communes of a file, or those that come with the program.
pub fn gazetteer(file: Option<&Path>) -> Result<Gazetteer, SetupError> {
    let Some(file) = file else { return Ok(Gazetteer::bundled()) };
    let text = fs::read_to_string(file).map_err(refused_at(file))?;
    Ok(Gazetteer::parse(&file.display().to_string(), &text)?)
}
