//! Marks the program with a fingerprint of its own source, `RECENSE_SOURCE`: what another program
//! has read is read again; with the SHA-256 of the bundled communes, `RECENSE_GAZETTEER`, by which the
//! registry is made; and with a fingerprint of what the map is drawn with, `RECENSE_MAP`.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

const COMMUNES: &str = "data/communes.tsv";
const MAP: [&str; 3] =
    ["data/contours-communes.tsv", "data/contours-departments.tsv", "data/departments.tsv"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    walk(Path::new("src"), &mut files)?;
    // The libraries that it was built with.
    files.extend(["Cargo.lock", "Cargo.toml"].map(PathBuf::from));
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files.iter().filter(|file| file.exists()) {
        file.hash(&mut hash);
        fs::read(file)?.hash(&mut hash);
        println!("cargo:rerun-if-changed={}", file.display());
    }
    // A new file changes its folder.
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rustc-env=RECENSE_SOURCE={:016x}", hash.finish());
    // Not a part of the source: what documents say does not depend on them.
    let communes: String =
        Sha256::digest(fs::read(COMMUNES)?).iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo:rerun-if-changed={COMMUNES}");
    println!("cargo:rustc-env=RECENSE_GAZETTEER={communes}");
    let mut hash = DefaultHasher::new();
    for file in MAP {
        fs::read(file)?.hash(&mut hash);
        println!("cargo:rerun-if-changed={file}");
    }
    println!("cargo:rustc-env=RECENSE_MAP={:016x}", hash.finish());
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
