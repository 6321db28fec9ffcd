//! The commands of the README do what it prints.
//!
//! A block marked `console` holds commands behind `$ ` and what they print. A line `…` stands for
//! any number of lines, a `…` at the end of a line for its rest.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// A command with the lines that the README shows behind it.
struct Shown {
    arguments: Vec<String>,
    lines: Vec<String>,
}

/// The commands of all `console` blocks in their order.
fn commands(readme: &str) -> Vec<Shown> {
    let mut commands: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside {
            match line.strip_prefix("$ ") {
                Some(command) => {
                    let command = command
                        .strip_prefix("cargo run --release -- ")
                        .or_else(|| command.strip_prefix("recense "))
                        .unwrap_or_else(|| panic!("{command}: not a command of recense"));
                    commands.push(Shown { arguments: words(command), lines: Vec::new() });
                }
                None => commands.last_mut().unwrap().lines.push(line.to_owned()),
            }
        }
    }
    commands
}

/// True if the lines are the shown ones, `…` standing for any number of them.
fn fits(shown: &[String], lines: &[&str]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=lines.len()).any(|skip| fits(rest, &lines[skip..]))
        }
        Some((first, rest)) => {
            let begins = |line: &&str| match first.strip_suffix('…') {
                Some(begin) => line.starts_with(begin),
                None => line == first,
            };
            lines.first().is_some_and(begins) && fits(rest, &lines[1..])
        }
    }
}

/// The words of a command, those in quotes as one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// Copies a folder into another one.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = tempfile::tempdir().unwrap();
    for folder in ["fixtures", "rules"] {
        copy(&root.join(folder), &dir.path().join(folder));
    }
    let commands = commands(&fs::read_to_string(root.join("README.md")).unwrap());
    assert!(commands.len() > 2);
    for Shown { arguments, lines } in commands {
        let mut command = Command::cargo_bin("recense").unwrap();
        let output = command.current_dir(dir.path()).args(&arguments).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.success() && fits(&lines, &printed.lines().collect::<Vec<_>>()),
            "recense {}\n{complaint}{printed}",
            arguments.join(" ")
        );
    }
}
