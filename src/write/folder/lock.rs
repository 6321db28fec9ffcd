//! One import at a time writes into an output folder.
//!
//! The lock is the system's own on an open file: it ends with the process that holds it, however
//! that ends, so that a lock is never stale. The file stays and names the last holder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::process;

use crate::write::WriteError;
use crate::write::folder::failed;

/// The file whose lock it is, below the output folder.
const LOCK: &str = ".recense/lock";

/// Holds the folder until it is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock ends with the open file")] File);

impl Lock {
    /// Takes the lock of an output folder; an error that names the holder if another process has it.
    pub fn take(root: &Path) -> Result<Self, WriteError> {
        let path = root.join(LOCK);
        let refused = || failed(&path, "cannot lock the output folder");
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(refused())?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who it is only helps to tell; it can be on its way to write it.
                let _ = file.read_to_string(&mut holder);
                return Err(WriteError::Locked { path: root.to_owned(), holder });
            }
            Err(TryLockError::Error(cause)) => return Err(refused()(cause)),
        }
        let mut mark = || -> std::io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "process {}", process::id())
        };
        mark().map_err(refused())?;
        Ok(Self(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_once_and_free_when_its_holder_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(".recense")).unwrap();
        let first = Lock::take(dir.path()).unwrap();
        let error = Lock::take(dir.path()).unwrap_err().to_string();
        assert!(error.contains(&format!("process {}", process::id())), "{error}");
        drop(first);
        // What a killed run leaves behind is the file without its holder.
        assert!(dir.path().join(LOCK).exists());
        Lock::take(dir.path()).unwrap();
    }
}
