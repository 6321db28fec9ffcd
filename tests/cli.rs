//! The program as a user calls it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A working folder with some files in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

/// Runs `recense` with these arguments, separated by spaces, in a folder.
fn recense(dir: &TempDir, arguments: &str) -> Output {
    let mut command = Command::cargo_bin("recense").unwrap();
    command.current_dir(dir.path()).args(arguments.split_whitespace()).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(dir: &TempDir, path: &str) -> Value {
    serde_json::from_slice(&fs::read(dir.path().join(path)).unwrap()).unwrap()
}

/// `path outcome` of each input.
fn outcomes(dir: &TempDir) -> Vec<String> {
    let run = json(dir, "output/run.json");
    let inputs = run["inputs"].as_array().unwrap().iter();
    inputs
        .map(|input| {
            format!("{} {}", input["path"].as_str().unwrap(), input["outcome"].as_str().unwrap())
        })
        .collect()
}

/// Every file below a folder but `run.json`, with its bytes.
fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in [root.to_owned(), root.join("documents")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && path.file_name().unwrap() != "run.json" {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                files.push((name, fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

const NOTE: &[u8] = "Note sur la CPTS des Trois Moulins\n\nRien de neuf.\n".as_bytes();

#[test]
fn everything_read_is_status_0_and_one_line() {
    let dir = folder(&[("drop/a.md", NOTE), ("drop/2026/b.txt", b"Bonjour.\n")]);
    let output = recense(&dir, "import drop");
    assert_eq!((status(&output), stderr(&output)), (0, String::new()));
    assert!(stdout(&output).starts_with("2 documents read; "), "{}", stdout(&output));
    assert!(stdout(&output).ends_with(" -> output\n"), "{}", stdout(&output));
    assert_eq!(outcomes(&dir), ["drop/2026/b.txt extracted", "drop/a.md extracted"]);
    let quiet = recense(&dir, "import drop --quiet");
    assert_eq!((status(&quiet), stdout(&quiet), stderr(&quiet)), (0, String::new(), String::new()));
}

#[test]
fn a_document_that_fails_is_status_1_and_the_batch_goes_on() {
    let dir = folder(&[("drop/a.md", NOTE), ("drop/b.txt", b""), ("drop/c.txt", b"Bonjour.\n")]);
    let output = recense(&dir, "import drop");
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).starts_with("drop/b.txt: "), "{}", stderr(&output));
    assert_eq!(
        outcomes(&dir),
        ["drop/a.md extracted", "drop/b.txt failed", "drop/c.txt extracted"]
    );
    let run = json(&dir, "output/run.json");
    assert_eq!(run["inputs"][1]["error"]["kind"], "empty");
    assert_eq!(run["totals"]["failed"], 1);
}

#[test]
fn an_input_that_is_not_there_is_status_2_and_nothing_is_written() {
    let dir = folder(&[("drop/a.md", NOTE)]);
    let output = recense(&dir, "import drop gone");
    assert_eq!(status(&output), 2);
    assert_eq!(stderr(&output), "gone: no such file or folder\n");
    assert!(!dir.path().join("output").exists());
}

#[test]
fn arguments_that_make_no_sense_are_status_2() {
    let dir = folder(&[("drop/a.md", NOTE)]);
    for arguments in [
        "",
        "import",
        "import drop --jobs 0",
        "import drop --lang xx",
        "import drop --rules gone",
        "import drop --out drop",
        "import drop --out drop/a.md",
        "schema nothing",
        "gaps gone",
        "gaps drop",
        "gaps drop --code nothing",
        "validate gone",
        "validate drop",
        "inspect gone",
        "inspect drop",
        "inspect drop/a.md --format nothing",
        "drop",
    ] {
        let output = recense(&dir, arguments);
        assert_eq!(status(&output), 2, "recense {arguments}");
        assert!(!stderr(&output).is_empty(), "recense {arguments}");
    }
}

#[test]
fn an_error_names_the_file_and_the_cause() {
    let dir = folder(&[("drop/a.md", NOTE)]);
    assert_eq!(status(&recense(&dir, "import drop --quiet")), 0);
    for (arguments, told) in [
        ("inspect drop", "drop: is a folder; name one file in it\n"),
        ("explain drop --family", "drop: is a folder; name one file in it\n"),
        ("explain drop/a.md --at 2:1", "drop/a.md: there is no page 2"),
        ("explain drop/a.md --pointer /x", "drop/a.md: there is no /x"),
        ("relance output --to drop/a.md", "drop/a.md: cannot make the folder: "),
        ("export output --format csv --to drop/a.md", "drop/a.md: cannot make the folder: "),
        ("gaps output --write-baseline gone/x", "gone/x: cannot write: "),
    ] {
        let output = recense(&dir, arguments);
        assert_eq!(status(&output), 2, "recense {arguments}");
        assert!(stderr(&output).starts_with(told), "recense {arguments}: {}", stderr(&output));
        assert!(!stderr(&output).contains(".tmp"), "recense {arguments}: {}", stderr(&output));
    }
}

#[test]
fn what_is_no_document_is_skipped_and_said() {
    let dir = folder(&[
        ("drop/a.md", NOTE),
        ("drop/data.json", b"{\"a\": 1}"),
        ("drop/.hidden.md", NOTE),
        ("drop/.git/note.md", NOTE),
    ]);
    let output = recense(&dir, "import drop");
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_eq!(
        outcomes(&dir),
        ["drop/.hidden.md skipped", "drop/a.md extracted", "drop/data.json skipped"]
    );
}

#[test]
fn identical_bytes_are_read_once_and_the_first_by_path_keeps_the_record() {
    let dir = folder(&[("drop/b.md", NOTE), ("drop/a.md", NOTE), ("drop/z/c.md", NOTE)]);
    assert_eq!(status(&recense(&dir, "import drop --jobs 4")), 0);
    assert_eq!(
        outcomes(&dir),
        ["drop/a.md extracted", "drop/b.md duplicate", "drop/z/c.md duplicate"]
    );
    let run = json(&dir, "output/run.json");
    let ids: Vec<&Value> = (0..3).map(|input| &run["inputs"][input]["document"]).collect();
    assert!(ids.iter().all(|id| *id == ids[0] && id.is_string()), "{ids:?}");
    let id = ids[0].as_str().unwrap();
    let record = json(&dir, &format!("output/documents/{id}.json"));
    assert_eq!(record["document"]["path"], "drop/a.md");
    assert_eq!(record["document"]["id"], id);
    assert!(id.starts_with("a-"), "{id}");
}

#[test]
fn records_of_earlier_runs_go_and_other_files_stay() {
    let dir = folder(&[("drop/a.md", NOTE), ("drop/b.txt", b"Bonjour.\n")]);
    assert_eq!(status(&recense(&dir, "import drop")), 0);
    let documents = dir.path().join("output/documents");
    assert_eq!(fs::read_dir(&documents).unwrap().count(), 2);
    fs::write(documents.join("mine.json"), "{\"mine\": true}").unwrap();
    fs::write(documents.join(".recense-x.tmp"), "half a rec").unwrap();
    fs::remove_file(dir.path().join("drop/b.txt")).unwrap();
    assert_eq!(status(&recense(&dir, "import drop")), 0);
    let mut left: Vec<String> = fs::read_dir(&documents)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left[0].starts_with("a-") && left[1] == "mine.json", "{left:?}");
}

#[test]
fn threads_and_a_second_run_change_no_byte() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let dir = tempfile::tempdir().unwrap();
    let run = |jobs: &str, out: &str| {
        let mut command = Command::cargo_bin("recense").unwrap();
        let arguments = ["import", "--quiet", "--jobs", jobs, "--out", out];
        command.current_dir(dir.path()).args(arguments).arg(&fixtures).output().unwrap();
        files(&dir.path().join(out))
    };
    let one = run("1", "one");
    assert!(one.len() > 3, "{}", one.len());
    assert_eq!(one, run("4", "four"));
    assert_eq!(one, run("4", "one"));
}

#[test]
fn progress_for_tools_is_one_object_a_line() {
    let dir = folder(&[("drop/a.md", NOTE), ("drop/b.txt", b"")]);
    let output = recense(&dir, "import drop --json-progress --jobs 1");
    assert_eq!((status(&output), stdout(&output)), (1, String::new()));
    let events: Vec<Value> =
        stderr(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["start", "begin", "input", "begin", "input", "end"]);
    assert_eq!(events[0]["inputs"], 2);
    assert_eq!(events[2]["input"]["outcome"], "extracted");
    assert_eq!(events[5]["totals"]["failed"], 1);
}

#[test]
fn the_rows_of_inspect_text_are_the_lines_of_the_document() {
    let dir = folder(&[("a.txt", "Été 2026\r\n\r\n  fin\r\n".as_bytes())]);
    let output = recense(&dir, "inspect a.txt --format text");
    assert_eq!((status(&output), stdout(&output).as_str()), (0, "Été 2026\n\nfin\n"));
    let everything = recense(&dir, "inspect a.txt --format json");
    let everything: Value = serde_json::from_slice(&everything.stdout).unwrap();
    assert_eq!(everything["pages"][0]["lines"][2]["text"], "fin");
    assert!(stdout(&recense(&dir, "inspect a.txt")).contains("1:3"));
    assert!(stdout(&recense(&dir, "inspect a.txt --format words")).contains("1:1:4-8\t"));
}

#[test]
fn inspecting_what_cannot_be_read_is_status_1() {
    let dir = folder(&[("a.txt", b"")]);
    let output = recense(&dir, "inspect a.txt");
    assert_eq!((status(&output), stdout(&output)), (1, String::new()));
    assert!(stderr(&output).starts_with("a.txt: "), "{}", stderr(&output));
}

#[test]
fn an_output_is_valid_and_a_changed_one_is_not() {
    let dir = folder(&[("drop/a.md", NOTE)]);
    assert_eq!(status(&recense(&dir, "import drop")), 0);
    let output = recense(&dir, "validate output");
    assert_eq!((status(&output), stdout(&output)), (0, String::new()));
    let run = dir.path().join("output/run.json");
    let text = fs::read_to_string(&run).unwrap();
    fs::write(&run, text.replace("\"extracted\": 1", "\"extracted\": 2")).unwrap();
    let output = recense(&dir, "validate output");
    assert_eq!(status(&output), 1);
    let said = "error[order]: /totals/extracted: says 2, the inputs are 1\n";
    assert!(stdout(&output).starts_with(said), "{}", stdout(&output));
    fs::write(&run, "{").unwrap();
    let output = recense(&dir, "validate output/run.json output/registry.json");
    assert_eq!(status(&output), 1);
    assert!(stdout(&output).starts_with("error[json]: not JSON: "), "{}", stdout(&output));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let dir = folder(&[("a.txt", "ligne\n".repeat(100_000).as_bytes())]);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("recense"))
        .current_dir(dir.path())
        .args(["inspect", "a.txt", "--format", "text"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((status(&output), stderr(&output)), (0, String::new()));
}

#[test]
fn a_rule_with_an_error_is_status_2_and_says_where_it_stands() {
    let dir = folder(&[("drop/a.md", NOTE), ("mine/shared/x.toml", b"[[token]]\nname = \"x\"\n")]);
    let output = recense(&dir, "import drop --rules mine");
    assert_eq!((status(&output), stdout(&output)), (2, String::new()));
    assert!(stderr(&output).starts_with("mine/shared/x.toml:2:1: "), "{}", stderr(&output));
    assert!(!dir.path().join("output").exists());
}

#[test]
fn a_folder_of_rules_is_laid_over_the_built_in_ones() {
    let rule = b"[[ignore]]\nid = \"x\"\nwhy = \"-\"\nmatch = '^un$'\n";
    let files = [("drop/a.md", NOTE), ("mine/shared/furniture.toml", rule), ("none/a.txt", b"")];
    let dir = folder(&files);
    assert_eq!(status(&recense(&dir, "import drop --rules mine")), 0);
    let output = recense(&dir, "import drop --rules none");
    let told = "none: there is no .toml file in it; rules stand in files <family>/<name>.toml\n";
    assert_eq!((status(&output), stderr(&output)), (2, told.to_owned()));
}

#[test]
fn every_command_says_what_it_is_for() {
    let dir = folder(&[]);
    for command in ["", "import", "gaps", "validate", "schema", "inspect"] {
        let output = recense(&dir, &format!("{command} --help"));
        assert_eq!(status(&output), 0);
        assert!(stdout(&output).contains("Usage: recense"), "{}", stdout(&output));
    }
    assert!(stdout(&recense(&dir, "--version")).starts_with("recense "));
}

/// Runs `recense worker` on these lines.
fn worker(lines: &str) -> Output {
    let mut command = Command::cargo_bin("recense").unwrap();
    command.arg("worker").write_stdin(lines).output().unwrap()
}

#[test]
fn a_worker_answers_each_line_with_one_line_and_nothing_else() {
    let dir = folder(&[("a.md", NOTE), ("empty.md", b""), ("data.json", b"{}")]);
    let request =
        |name: &str| serde_json::json!({"file": dir.path().join(name), "path": name}).to_string();
    let lines = ["a.md", "empty.md", "data.json", "gone.md"].map(request).join("\n");
    let output = worker(&format!("{lines}\n\nno request\n{{\"file\": 1}}\n"));
    assert_eq!((status(&output), stderr(&output)), (0, String::new()));
    let replies: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<&str> = replies.iter().map(|reply| reply["outcome"].as_str().unwrap()).collect();
    let failed = "failed";
    assert_eq!(told, ["extracted", failed, "skipped", failed, failed, failed, failed]);
    assert_eq!(replies[0]["record"]["document"]["path"], "a.md");
    assert!(!replies[0]["record"]["evidence"].as_object().unwrap().is_empty());
    assert_eq!(replies[1]["error"]["kind"], "empty");
    assert_eq!(replies[6]["path"], Value::Null);
}

#[test]
fn a_worker_reads_no_other_bytes_than_it_is_asked_for() {
    let dir = folder(&[("a.md", NOTE)]);
    let file = dir.path().join("a.md");
    for key in ["sha256", "rules"] {
        let request = serde_json::json!({"file": file, "path": "a.md", key: "0"});
        let reply: Value = serde_json::from_str(&stdout(&worker(&request.to_string()))).unwrap();
        assert_eq!(reply["error"]["kind"], "unreadable", "{reply}");
    }
}

#[test]
fn the_run_can_be_told_to_a_tool() {
    let dir = folder(&[("drop/a.md", NOTE)]);
    let printed = stdout(&recense(&dir, "import drop --report-json -"));
    assert_eq!(printed, fs::read_to_string(dir.path().join("output/run.json")).unwrap());
    let output = recense(&dir, "import drop --report-json report.json --quiet");
    assert_eq!((status(&output), stdout(&output)), (0, String::new()));
    assert_eq!(json(&dir, "report.json"), json(&dir, "output/run.json"));
}

#[test]
fn the_log_is_silent_unless_it_is_asked_for() {
    let dir = folder(&[("drop/a.md", NOTE)]);
    assert_eq!(stderr(&recense(&dir, "import drop")), "");
    let told = stderr(&recense(&dir, "import drop --force -v"));
    assert!(told.contains("starts a worker"), "{told}");
    assert!(!told.contains("done with an input"), "{told}");
    assert!(stderr(&recense(&dir, "import drop -vv")).contains("done with an input"));
}

#[test]
fn limits_that_are_none_are_refused() {
    let dir = folder(&[("drop/a.md", NOTE)]);
    for limits in ["--timeout 0s", "--timeout soon", "--max-memory much", "--shard 3/2"] {
        assert_eq!(status(&recense(&dir, &format!("import drop {limits}"))), 2, "{limits}");
    }
    let output = recense(&dir, "import drop --timeout 90s --max-memory 1.5GiB --shard 1/1");
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

#[test]
fn shells_and_manuals_know_every_command() {
    let dir = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&recense(&dir, &format!("completions {shell}")));
        for word in ["import", "merge", "timeout"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert!(stdout(&recense(&dir, "man")).contains(".SH SUBCOMMANDS"));
    fs::create_dir(dir.path().join("man")).unwrap();
    assert_eq!(status(&recense(&dir, "man --to man")), 0);
    assert!(dir.path().join("man/recense-import.1").exists());
}
