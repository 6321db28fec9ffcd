//! `output/` is what an import of `fixtures/` writes, byte for byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Every file below a folder but the run, which has times in it.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in [root.to_owned(), root.join("documents")] {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_file() && name != "run.json" {
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
#[ignore = "output/ is committed once all families are read"]
fn an_import_of_the_fixtures_changes_no_byte_of_the_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("recense").unwrap();
    command.current_dir(root).args(["import", "fixtures", "--quiet", "--out"]).arg(dir.path());
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let (committed, written) = (files(&root.join("output")), files(dir.path()));
    let names: BTreeSet<&String> = committed.keys().chain(written.keys()).collect();
    let changed: Vec<&String> =
        names.into_iter().filter(|name| committed.get(*name) != written.get(*name)).collect();
    assert!(
        changed.is_empty(),
        "output/ is not what is written now: {changed:#?}\n\
         renew it with `cargo run --release -- import fixtures`, read the difference, and commit it \
         with the change that explains it"
    );
}
