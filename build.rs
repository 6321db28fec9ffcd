//! Marks the program with a fingerprint of its own source, `RECENSE_SOURCE`: what another program
//! has read is read again; and with one of the bundled communes, `RECENSE_GAZETTEER`, by which the
//! registry is made.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

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
    // Not a part of the source: what documents say does not depend on it.
    let mut hash = DefaultHasher::new();
    fs::read("data/communes.tsv")?.hash(&mut hash);
    println!("cargo:rerun-if-changed=data/communes.tsv");
    println!("cargo:rustc-env=RECENSE_GAZETTEER={:016x}", hash.finish());
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
