//! The commands of the README and of the pages in `docs/` do what they print.
//!
//! A block marked `console` holds commands behind `$ ` and what they print. A line `…` stands for
//! any number of lines, a `…` at the end of a line for its rest; `status=1` behind the mark says how
//! the commands end. A `toml` block whose first line names a file below `mine/` is written there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// What a page has its reader do.
enum Step {
    /// Write a file.
    Write { path: String, text: String },
    /// Write other text for the line of a file that begins with a word.
    Mend { path: String, word: String, text: String },
    /// Run a command.
    Run(Shown),
}

/// A command with the lines that the page shows behind it.
struct Shown {
    arguments: Vec<String>,
    status: i32,
    lines: Vec<String>,
}

/// The steps of a page in their order.
fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(mark) = line.strip_prefix("```").filter(|mark| !mark.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        match mark.split_once(' ').unwrap_or((mark, "")) {
            ("console", status) => {
                let status = status.strip_prefix("status=").map_or(0, |code| code.parse().unwrap());
                steps.extend(commands(&block, status).into_iter().map(Step::Run));
            }
            ("toml", _) => steps.extend(written(&block)),
            _ => {}
        }
    }
    steps
}

/// The commands of a block.
fn commands(block: &[&str], status: i32) -> Vec<Shown> {
    let mut commands: Vec<Shown> = Vec::new();
    for line in block {
        match line.strip_prefix("$ ") {
            Some(command) => {
                let command = command
                    .strip_prefix("cargo run --release -- ")
                    .or_else(|| command.strip_prefix("recense "))
                    .unwrap_or_else(|| panic!("{command}: not a command of recense"));
                commands.push(Shown { arguments: words(command), status, lines: Vec::new() });
            }
            None => commands.last_mut().unwrap().lines.push((*line).to_owned()),
        }
    }
    commands
}

/// The file that a block of rules is, if its first line names one.
fn written(block: &[&str]) -> Option<Step> {
    let (first, rest) = block.split_first()?;
    let text = format!("{}\n", rest.join("\n"));
    if let Some(place) = first.strip_prefix("# in mine/") {
        let (path, word) = place.split_once(", for the line that begins with ")?;
        let (path, word) = (format!("mine/{path}"), word.trim_matches('"').to_owned());
        return Some(Step::Mend { path, word, text });
    }
    let path = first.strip_prefix("# ").filter(|path| path.starts_with("mine/"))?.to_owned();
    // The first line stays, so that an error is at the line that the page shows.
    Some(Step::Write { path, text: format!("{first}\n{text}") })
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

/// Does what a page says in a folder of its own, with these folders of the repository in it.
fn follow(page: &str, folders: &[&str]) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = tempfile::tempdir().unwrap();
    for folder in folders {
        copy(&root.join(folder), &dir.path().join(folder));
    }
    let steps = steps(&fs::read_to_string(root.join(page)).unwrap());
    let count = steps.iter().filter(|step| matches!(step, Step::Run(_))).count();
    for step in steps {
        match step {
            Step::Write { path, text } => {
                let path = dir.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Step::Mend { path, word, text } => {
                let path = dir.path().join(path);
                let old = fs::read_to_string(&path).unwrap();
                let line = old.lines().find(|line| line.starts_with(&word)).unwrap();
                fs::write(path, old.replacen(line, text.trim_end(), 1)).unwrap();
            }
            Step::Run(Shown { arguments, status, lines }) => {
                let mut command = Command::cargo_bin("recense").unwrap();
                let output = command.current_dir(dir.path()).args(&arguments).output().unwrap();
                let printed = String::from_utf8(output.stdout).unwrap();
                let complaint = String::from_utf8(output.stderr).unwrap();
                let ended = output.status.code();
                assert!(
                    ended == Some(status) && fits(&lines, &printed.lines().collect::<Vec<_>>()),
                    "{page}: recense {} ends with {ended:?}\n{complaint}{printed}",
                    arguments.join(" ")
                );
            }
        }
    }
    count
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    assert!(follow("README.md", &["fixtures", "rules"]) > 2);
}

#[test]
fn who_follows_the_page_on_a_new_family_sees_what_it_shows() {
    assert!(follow("docs/new-family.md", &["tests/new-family"]) > 8);
}

#[test]
fn who_follows_the_page_on_the_report_gets_the_letter() {
    assert!(follow("docs/report.md", &["fixtures"]) > 1);
}
