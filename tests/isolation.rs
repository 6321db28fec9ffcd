//! A document that takes its reader down costs itself and nothing else.
//!
//! This program is its own worker: one that does what the text of a document says, so that every
//! end of a worker is a real one. Cargo runs it without its harness (`Cargo.toml`).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "there is no harness that says how it went")]

use std::env::{args, current_exe};
use std::fs;
use std::hint::black_box;
use std::io::{stdin, stdout};
use std::path::Path;
use std::process::{ExitCode, exit};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use recense::model::run::{Redaction, Run};
use recense::pipeline::worker::{Limits, Program, Reply, Request, answer, serve_by};
use recense::pipeline::{Options, Readers, import};
use recense::rules::Rules;

const MEMORY: u64 = 1 << 30;

/// A worker ends at its next document.
static TRAP: AtomicBool = AtomicBool::new(false);

/// What a document does, and how that is told: the kind of the error and a part of the message.
type Harmful = (&'static str, &'static str, &'static str);

const DEADLY: &[Harmful] = &[
    ("panics.md", "crashed", "panicked"),
    ("quotes a mailbox.md", "crashed", "it panicked: no glyph in ████"),
    ("overflows its stack.md", "crashed", "overflowed its stack"),
    ("eats memory.md", "out_of_memory", "--max-memory"),
    ("exits.md", "crashed", "status: 3"),
    ("aborts.md", "crashed", "signal: 6"),
    ("chatters.md", "crashed", "no answer"),
    ("breaks off.md", "crashed", "status: 3"),
];

const ENDLESS: &[Harmful] =
    &[("never ends.md", "timed_out", "--timeout"), ("sleeps.md", "timed_out", "--timeout")];

fn main() -> ExitCode {
    if args().nth(1).as_deref() == Some("worker") {
        work();
        return ExitCode::SUCCESS;
    }
    // What `cargo test NAME` and tools that list tests ask for is meant for other test files.
    if args().len() > 1 {
        return ExitCode::SUCCESS;
    }
    a_deadly_document_costs_itself_and_nothing_else();
    a_document_that_never_ends_is_given_up();
    what_a_document_leaves_in_its_worker_costs_no_other();
    #[cfg(unix)]
    a_worker_that_nobody_waits_for_ends();
    println!("test result: ok. {} harmful documents", DEADLY.len() + ENDLESS.len());
    ExitCode::SUCCESS
}

/// The second argument is the time of a document in seconds.
fn work() {
    let seconds = args().nth(2).unwrap().parse().unwrap();
    let limits = Limits { memory: MEMORY, time: Duration::from_secs(seconds) };
    limits.set();
    let rules = Rules::bundled().unwrap();
    serve_by(stdin().lock(), stdout().lock(), limits, |request| behave(request, &rules)).unwrap();
}

/// Does what the document says.
fn behave(request: &Request, rules: &Rules) -> Reply {
    let text = fs::read_to_string(&request.file).unwrap_or_default();
    match text.trim() {
        "panics" => panic!("the document panicked"),
        "quotes a mailbox" => panic!("no glyph in marc.orain@val.example"),
        "overflows its stack" => drop(black_box(deeper(1))),
        "eats memory" => {
            let mut eaten: Vec<Vec<u8>> = Vec::new();
            loop {
                eaten.push(black_box(vec![1; 1 << 24]));
            }
        }
        "never ends" => loop {
            black_box(0);
        },
        "sleeps" => sleep(Duration::from_secs(600)),
        "exits" => exit(3),
        "aborts" => std::process::abort(),
        "chatters" => say(b"ah!\n"),
        "breaks off" => {
            say(b"{\"path\":");
            exit(3)
        }
        "answers twice" => {
            let mut answer = serde_json::to_vec(&answer(request, rules)).unwrap();
            answer.push(b'\n');
            say(&answer);
        }
        "leaves a trap" => TRAP.store(true, Ordering::Relaxed),
        _ if TRAP.load(Ordering::Relaxed) => exit(3),
        _ => {}
    }
    answer(request, rules)
}

/// Past the lock that the loop holds.
fn say(text: &[u8]) {
    use std::io::Write as _;
    fs::File::options().write(true).open("/dev/stdout").unwrap().write_all(text).unwrap();
}

#[allow(unconditional_recursion, reason = "it overflows the stack")]
fn deeper(depth: u64) -> u64 {
    black_box(depth) + deeper(black_box(depth + 1))
}

fn a_deadly_document_costs_itself_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    for (name, ..) in DEADLY {
        let good = format!("La CPTS du Rhin compte 40 000 habitants, et {name} ne lui fait rien.");
        fs::write(dir.path().join(format!("{name}-good.md")), good).unwrap();
    }
    // A busy machine takes its time for the good ones.
    let run = imported(dir.path(), DEADLY, 120, 3);
    assert_eq!(run.totals.extracted as usize, DEADLY.len(), "{run:#?}");
}

fn a_document_that_never_ends_is_given_up() {
    let dir = tempfile::tempdir().unwrap();
    imported(dir.path(), ENDLESS, 2, 3);
}

/// It is long, and so read first; what comes behind it is read by the same worker.
fn what_a_document_leaves_in_its_worker_costs_no_other() {
    for trap in ["leaves a trap", "answers twice"] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("first.md"), format!("{trap}{}", " ".repeat(1000))).unwrap();
        for number in 0..3 {
            let good = format!("La CPTS du Rhin compte {number}0 000 habitants.");
            fs::write(dir.path().join(format!("{number}.md")), good).unwrap();
        }
        let run = imported(dir.path(), &[], 120, 1);
        assert_eq!(run.totals.extracted, 4, "{trap}: {run:#?}");
        let wrong = run.inputs.iter().find(|input| {
            let stem = input.path.rsplit('/').next().unwrap().trim_end_matches(".md");
            !input.document.as_ref().is_some_and(|id| id.starts_with(&format!("{stem}-")))
        });
        assert_eq!(wrong, None, "{trap}");
    }
}

/// The parent's deadline is not all that ends a worker: it bounds its own computing.
#[cfg(unix)]
fn a_worker_that_nobody_waits_for_ends() {
    use std::io::Write as _;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.md");
    fs::write(&file, "never ends").unwrap();
    let request = serde_json::json!({"file": file, "path": "x.md"});
    let mut worker = Command::new(current_exe().unwrap());
    worker.args(["worker", "1"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut worker = worker.spawn().unwrap();
    writeln!(worker.stdin.as_ref().unwrap(), "{request}").unwrap();
    let begin = Instant::now();
    let status = worker.wait().unwrap();
    // SIGXCPU (POSIX signal.h; 24 on Linux and macOS).
    assert_eq!(status.signal(), Some(24), "{status}");
    assert!(begin.elapsed() > Duration::from_secs(1), "{:?}", begin.elapsed());
}

/// Imports a folder with harmful documents and looks at what is told of them.
fn imported(folder: &Path, harmful: &[Harmful], seconds: u64, jobs: usize) -> Run {
    for (name, ..) in harmful {
        fs::write(folder.join(name), name.trim_end_matches(".md")).unwrap();
    }
    let program = Program {
        file: current_exe().unwrap(),
        arguments: vec!["worker".into(), seconds.to_string().into()],
        limits: Limits { memory: MEMORY, time: Duration::from_secs(seconds) },
    };
    let options = Options {
        inputs: vec![folder.to_owned()],
        output: folder.join("output"),
        jobs,
        readers: Readers::Processes(program),
        shard: None,
        force: false,
        gazetteer: None,
        redact: Some(Redaction::Persons),
    };
    let run = import(&options, &Rules::bundled().unwrap(), &()).unwrap();
    assert_eq!(run.totals.failed as usize, harmful.len(), "{run:#?}");
    for (name, kind, message) in harmful {
        let input = run.inputs.iter().find(|input| input.path.ends_with(&format!("/{name}")));
        let error = input.unwrap().error.clone().unwrap();
        let told = serde_json::to_value(error.kind).unwrap();
        assert_eq!(told, *kind, "{name}: {}", error.message);
        assert!(error.message.contains(message), "{name}: {}", error.message);
        assert!(!error.message.contains("marc.orain"), "{}", error.message);
    }
    run
}
