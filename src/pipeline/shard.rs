//! A part of a batch: which inputs one of several machines reads.

use std::str::FromStr;

use crate::model::digest::sha256;

/// Part `index` of `of` parts. Every input belongs to exactly one, by its bytes, so that inputs with
/// the same bytes stay together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    of: u64,
}

/// A text that names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a part is written as 2/5: the second of five")]
pub struct NoShard;

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let (index, of) = text.split_once('/').ok_or(NoShard)?;
        let (index, of) = (index.parse().map_err(|_| NoShard)?, of.parse().map_err(|_| NoShard)?);
        if index == 0 || index > of { Err(NoShard) } else { Ok(Self { index, of }) }
    }
}

impl Shard {
    /// True if an input is of this part; one whose bytes cannot be read goes by its path.
    pub fn holds(self, hash: Option<&str>, path: &str) -> bool {
        let by_path = || sha256(path.as_bytes());
        let hash = hash.map_or_else(by_path, str::to_owned);
        let number = hash.get(..15).and_then(|hex| u64::from_str_radix(hex, 16).ok());
        number.unwrap_or_default() % self.of == self.index - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_of_several() {
        for text in ["", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b"] {
            assert_eq!(text.parse::<Shard>(), Err(NoShard), "{text}");
        }
        assert_eq!("1/1".parse(), Ok(Shard { index: 1, of: 1 }));
    }

    #[test]
    fn every_input_is_in_one_part() {
        let parts: Vec<Shard> = (1..=5).map(|index| Shard { index, of: 5 }).collect();
        let mut sizes = [0; 5];
        for number in 0..500 {
            let hash = sha256(format!("{number}").as_bytes());
            let holders: Vec<usize> =
                (0..5).filter(|part| parts[*part].holds(Some(&hash), "x")).collect();
            assert_eq!(holders.len(), 1);
            sizes[holders[0]] += 1;
        }
        assert!(sizes.iter().all(|size| (60..140).contains(size)), "{sizes:?}");
        assert_eq!(parts.iter().filter(|part| part.holds(None, "drop/gone.md")).count(), 1);
    }
}
