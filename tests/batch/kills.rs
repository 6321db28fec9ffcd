//! A run that is killed leaves an output as it was before or as it is after, and the next run
//! finishes the work.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{Desk, assert_same, copy};

const DOCUMENTS: usize = 12;

/// A desk with an output `before`, changed documents, and an output `after` of them.
fn desk() -> Desk {
    let desk = Desk::with_documents(DOCUMENTS);
    desk.done("import drop --out before");
    (0..DOCUMENTS).step_by(2).for_each(|number| desk.document(number, 61_000));
    fs::remove_file(desk.path("drop/1.md")).unwrap();
    desk.done("import drop --out after");
    desk
}

/// Starts an import over a copy of `before`, kills it when `now` says so, and looks at what it
/// left. False if the import was over before.
fn killed(desk: &Desk, when: &str, mut now: impl FnMut(&Path) -> bool) -> bool {
    let output = desk.path("output");
    if output.exists() {
        fs::remove_dir_all(&output).unwrap();
    }
    copy(&desk.path("before"), &output);
    let mut command = desk.command("import drop --quiet --jobs 1");
    let mut import = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut over = false;
    while !over && !now(&output) {
        over = import.try_wait().unwrap().is_some();
    }
    // The standard library's kill is SIGKILL on Unix.
    import.kill().unwrap();
    over = import.wait().unwrap().success() || over;
    desk.done("validate output");
    let mut left = desk.files("output");
    // What waits for its place, and a file that was being written, are nothing to a reader.
    left.retain(|name, _| !name.starts_with(".recense/staged/") && !name.ends_with(".tmp"));
    let same_as = |other: &str| left == desk.files(other);
    assert!(same_as("before") || same_as("after"), "{when}: neither before nor after");
    desk.done("import drop --quiet --jobs 1");
    assert_same(&desk.files("output"), &desk.files("after"), when);
    !over
}

#[test]
fn a_run_killed_at_any_time_leaves_the_output_of_before_or_after() {
    let desk = desk();
    let begin = Instant::now();
    assert!(!killed(&desk, "not at all", |_| false));
    let whole = begin.elapsed() / 2;
    let points = 10;
    let mut hits = 0;
    for point in 0..points {
        let wait = whole * point / points;
        let when = format!("after {wait:?}");
        hits += u32::from(killed(&desk, &when, |_| {
            sleep(wait);
            true
        }));
    }
    assert!(hits > 3, "{hits} runs were killed before they ended");
}

#[test]
fn a_run_killed_while_it_puts_files_in_their_places_is_finished() {
    let desk = desk();
    // The moment is short, and some runs are over before they are killed: every state in between is
    // made by hand in the tests of the folder.
    for turn in 0..6_u32 {
        killed(&desk, "with a journal", |output| {
            let there = output.join(".recense/journal.json").exists();
            if there {
                sleep(Duration::from_micros(u64::from(turn) * 200));
            }
            there
        });
    }
}

#[test]
fn what_a_killed_run_had_read_is_not_read_again() {
    let desk = Desk::with_documents(DOCUMENTS);
    let mut command = desk.command("import drop --jobs 1");
    let mut import = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let staged = desk.path("output/.recense/staged");
    let waiting = || fs::read_dir(&staged).map_or(0, Iterator::count);
    while waiting() < 6 {
        assert!(import.try_wait().unwrap().is_none(), "the import is over");
    }
    import.kill().unwrap();
    import.wait().unwrap();
    let output = desk.done("import drop --json-progress");
    let told = String::from_utf8(output.stderr).unwrap();
    let read = told.lines().filter(|line| line.contains("\"begin\"")).count();
    assert!(read < DOCUMENTS - 4, "{read} of {DOCUMENTS} documents were read again");
    desk.done("import drop --out clean");
    assert_same(&desk.files("output"), &desk.files("clean"), "after a killed run");
}
