//! A path in JSON, which has only texts: one that is no text is a list of its bytes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize as _, Serializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Place {
    Text(PathBuf),
    #[cfg(unix)]
    Bytes(Vec<u8>),
}

/// Writes a path.
pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    #[cfg(unix)]
    if path.to_str().is_none() {
        use std::os::unix::ffi::OsStrExt as _;
        return path.as_os_str().as_bytes().serialize(serializer);
    }
    path.serialize(serializer)
}

/// Reads a path.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    Ok(match Place::deserialize(deserializer)? {
        Place::Text(path) => path,
        #[cfg(unix)]
        Place::Bytes(bytes) => {
            use std::os::unix::ffi::OsStringExt as _;
            std::ffi::OsString::from_vec(bytes).into()
        }
    })
}
