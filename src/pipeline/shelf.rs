//! What the documents of a batch say, kept in a file until the registry and the list of gaps are
//! written: a batch of any size takes little memory.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;

use crate::merge::Mention;
use crate::pipeline::parts::Parts;
use crate::report::DocumentLine;

/// Where values wait. The file has no name, or loses it with the process.
#[derive(Debug)]
pub struct Shelf(Mutex<File>);

/// Where a value stands on a shelf.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    start: u64,
    bytes: u64,
}

/// The [`Parts`] of a record, put away.
#[derive(Debug)]
pub struct Shelved {
    /// The document in one line.
    pub line: DocumentLine,
    /// The communities that have a name, and where what is known of each stands.
    pub named: Vec<(Mention, Said)>,
    /// Where its gaps stand.
    pub gaps: Place,
    /// Where the rest of it stands.
    pub about: Place,
}

/// Where stands what a document says of a community.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// The values.
    pub community: Place,
    /// Their sources, and what is missing.
    pub told: Place,
}

impl Shelf {
    /// An empty shelf; its file is in this folder as long as it is there.
    pub fn new(folder: &Path) -> io::Result<Self> {
        tempfile::tempfile_in(folder).map(|file| Self(Mutex::new(file)))
    }

    /// Puts away the parts of a record.
    pub fn put(&self, parts: Parts) -> io::Result<Shelved> {
        let named = parts.named.into_iter().map(|one| {
            let community = self.add_text(one.community.get())?;
            Ok((one.mention, Said { community, told: self.add_text(one.told.get())? }))
        });
        let mut named: Vec<_> = named.collect::<io::Result<_>>()?;
        // Most documents have one, and a list makes room for four.
        named.shrink_to_fit();
        let (gaps, about) = (self.add_text(parts.gaps.get())?, self.add_text(parts.about.get())?);
        Ok(Shelved { line: parts.line, named, gaps, about })
    }

    /// Puts a text away.
    pub fn add_text(&self, text: &str) -> io::Result<Place> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let start = file.seek(SeekFrom::End(0))?;
        file.write_all(text.as_bytes())?;
        Ok(Place { start, bytes: text.len() as u64 })
    }

    /// The value that was put at a place.
    pub fn get<T: DeserializeOwned>(&self, place: Place) -> io::Result<T> {
        Ok(serde_json::from_str(&self.text(place)?)?)
    }

    /// The text that was put at a place.
    pub fn text(&self, place: Place) -> io::Result<String> {
        let mut text = vec![0; usize::try_from(place.bytes).map_err(io::Error::other)?];
        {
            let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(place.start))?;
            file.read_exact(&mut text)?;
        }
        String::from_utf8(text).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_from_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(folder.path()).unwrap();
        let values = ["Été", "", "CPTS du Val Clair"];
        let put = |value| shelf.add_text(&serde_json::to_string(value).unwrap()).unwrap();
        let places: Vec<Place> = values.iter().map(put).collect();
        for (value, place) in values.iter().zip(places).rev() {
            assert_eq!(shelf.get::<String>(place).unwrap(), *value);
            assert_eq!(shelf.text(place).unwrap(), format!("{value:?}"));
        }
    }
}
