//! The one hash of the program: document ids, gap ids, the fingerprint of the rules.

use std::io::{self, Read, Write};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}

/// The SHA-256 of all that a reader gives, without holding it.
pub fn sha256_of(mut reader: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hex(hash.finalize())),
            Ok(count) => hash.update(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A writer that hashes what is written.
pub struct Hashing<W> {
    to: W,
    hash: Sha256,
}

impl<W> Hashing<W> {
    /// Nothing is written yet.
    pub fn new(to: W) -> Self {
        Self { to, hash: Sha256::new() }
    }

    /// The SHA-256 of all that was written in lower-case hex.
    pub fn hash(self) -> String {
        hex(self.hash.finalize())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn hex(hash: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(hash.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_in_lower_case_with_all_its_digits() {
        let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256(b""), of_nothing);
    }

    #[test]
    fn a_stream_has_the_hash_of_its_bytes() {
        let bytes = vec![7; 200_000];
        assert_eq!(sha256_of(bytes.as_slice()).unwrap(), sha256(&bytes));
        let mut writer = Hashing::new(Vec::new());
        bytes.chunks(777).for_each(|part| writer.write_all(part).unwrap());
        assert_eq!(writer.hash(), sha256(&bytes));
    }
}
