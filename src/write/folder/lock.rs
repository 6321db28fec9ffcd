//! One import at a time writes into an output folder.
//!
//! The lock is the system's own on an open file: it ends with the process that holds it, however
//! that ends, so that a lock is never stale. The file stays and names the last holder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::process;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::write::WriteError;
use crate::write::folder::failed;

/// The file whose lock it is, below the output folder.
const LOCK: &str = ".recense/lock";

/// How long one that writes waits for those that read.
const PATIENCE: Duration = Duration::from_millis(500);

/// Holds the folder until it is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock ends with the open file")] File);

impl Lock {
    /// Takes the lock of an output folder for one that writes; an error that names the holder if
    /// another process has it. Readers are waited for, as they are soon done.
    pub fn take(root: &Path) -> Result<Self, WriteError> {
        let path = root.join(LOCK);
        let refused = || failed(&path, "cannot lock the output folder");
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(refused())?;
        let begin = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if begin.elapsed() < PATIENCE => sleep(PATIENCE / 10),
                Err(TryLockError::WouldBlock) => return Err(held(root, &mut file)),
                Err(TryLockError::Error(cause)) => return Err(refused()(cause)),
            }
        }
        let mut mark = || -> std::io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "process {}", process::id())
        };
        mark().map_err(refused())?;
        Ok(Self(file))
    }

    /// Takes the lock for one that reads, beside others that do; an error if somebody writes. None
    /// where there is no lock to take: a folder that was copied, or that nobody can write to.
    pub fn share(root: &Path) -> Result<Option<Self>, WriteError> {
        let Ok(mut file) = File::open(root.join(LOCK)) else { return Ok(None) };
        match file.try_lock_shared() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Err(held(root, &mut file)),
            // A file system without locks.
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }
}

/// The error that somebody else has the lock.
fn held(root: &Path, file: &mut File) -> WriteError {
    let mut holder = String::new();
    // Who it is only helps to tell; it can be on its way to write it.
    let _ = file.read_to_string(&mut holder);
    let holder = if holder.is_empty() { "another process".to_owned() } else { holder };
    WriteError::Locked { path: root.to_owned(), holder }
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
        Lock::share(dir.path()).unwrap_err();
        drop(first);
        // What a killed run leaves behind is the file without its holder.
        assert!(dir.path().join(LOCK).exists());
        drop(Lock::take(dir.path()).unwrap());
        let readers = [(); 2].map(|()| Lock::share(dir.path()).unwrap());
        Lock::take(dir.path()).unwrap_err();
        drop(readers);
        Lock::take(dir.path()).unwrap();
    }
}
