//! The one hash of the program: document ids, gap ids, the fingerprint of the rules.

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
