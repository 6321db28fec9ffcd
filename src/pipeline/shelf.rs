//! What the documents of a batch say, kept until the registry and the list of gaps are written: in
//! memory if it is little, else in a file, so that a batch of any size takes little memory.

use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use tempfile::SpooledTempFile;

use crate::merge::Mention;
use crate::pipeline::parts::Parts;
use crate::report::DocumentLine;

/// More than these bytes wait in a file.
const IN_MEMORY: usize = 8 << 20;

/// Where values wait. The file has no name, or loses it with the process.
#[derive(Debug)]
pub struct Shelf(Mutex<SpooledTempFile>);

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
    /// An empty shelf; if it gets a file, that is in this folder as long as it is there.
    pub fn new(folder: &Path) -> Self {
        Self(Mutex::new(tempfile::spooled_tempfile_in(IN_MEMORY, folder)))
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
        let shelf = Shelf::new(folder.path());
        let values = ["Été", "", "CPTS du Val Clair"];
        let put = |value| shelf.add_text(&serde_json::to_string(value).unwrap()).unwrap();
        let places: Vec<Place> = values.iter().map(put).collect();
        for (value, place) in values.iter().zip(places).rev() {
            assert_eq!(shelf.get::<String>(place).unwrap(), *value);
            assert_eq!(shelf.text(place).unwrap(), format!("{value:?}"));
        }
    }

    #[test]
    fn more_than_fits_into_memory_waits_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(folder.path());
        let texts = ["a", "b", "c"].map(|letter| letter.repeat(IN_MEMORY / 2));
        let places = texts.each_ref().map(|text| shelf.add_text(text).unwrap());
        assert!(shelf.0.lock().unwrap().is_rolled());
        for (text, place) in texts.iter().zip(places) {
            assert!(shelf.text(place).unwrap() == *text);
        }
    }
}
