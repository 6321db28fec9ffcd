//! Imports that people leave alone: again and again into one output, killed, split and joined.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod edits;
mod kills;
mod lock;
mod shards;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A working folder, in which `recense` is run.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A desk with documents on it: `drop/0.md` and so on.
    fn with_documents(count: usize) -> Self {
        let desk = Self::new();
        (0..count).for_each(|number| desk.document(number, 40_000));
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A press release on a CPTS of its own with this many inhabitants.
    fn document(&self, number: usize, population: usize) {
        let text = format!(
            "# La CPTS du Val {number} signe son contrat\n\nCommuniqué de presse, le 3 mai 2024.\n\n\
             La CPTS du Val {number} couvre {population} habitants. Elle est présidée par le \
             Dr Anne Dubreuil.\n"
        );
        self.put(&format!("drop/{number}.md"), &text);
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recense"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace());
        command
    }

    fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs what must succeed.
    fn done(&self, arguments: &str) -> Output {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "recense {arguments}: {told}");
        output
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(path)).unwrap()).unwrap()
    }

    /// How many inputs of the last run had this outcome.
    fn total(&self, output: &str, outcome: &str) -> u64 {
        self.json(&format!("{output}/run.json"))["totals"][outcome].as_u64().unwrap()
    }

    /// Every file of an output with its bytes, but for `run.json`, which has times in it, and the
    /// lock, which names its holder.
    fn files(&self, output: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(output);
        let mut files = BTreeMap::new();
        let mut waiting = vec![root.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                if path.is_dir() {
                    waiting.push(path);
                } else if name != "run.json" && name != ".recense/lock" {
                    files.insert(name, fs::read(path).unwrap());
                }
            }
        }
        files
    }
}

/// Two outputs are the same, byte for byte.
fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, when: &str) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{when}");
    let different: Vec<_> = one.iter().filter(|(name, text)| other[*name] != **text).collect();
    let different: Vec<&String> = different.into_iter().map(|(name, _)| name).collect();
    assert!(different.is_empty(), "{when}: {different:?} differ");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}
