//! `--redact persons`: nobody's number or mailbox is in anything that is written, and what is written
//! holds together as ever.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod desk;
mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use recense::model::record::Record;
use recense::rules::Rules;
use regex::Regex;
use serde_json::Value;

use crate::desk::{Desk, report};

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

/// What the three documents print of persons: mailboxes, and numbers without their zero.
const PERSONS: [&str; 9] = [
    "s.orvault@cpts-airain.example",
    "sabine.orvault@perso.example",
    "paul.quenet",
    "maud.lerible",
    "prénom.quéméner@mail.example",
    "yuna.legoffmadec@mail.example",
    "639984001",
    "739984002",
    "639984003",
];

/// What stays.
const ORGANISATIONS: [&str; 4] = [
    "coordination@cptsbaiedambre.example",
    "accueil@cpts-troisphares.example",
    "contact@cpts-airain.example",
    "+33384004004",
];

/// Finds a number however it is printed, or a mailbox however it is written into a file.
fn printed(what: &str) -> Regex {
    if what.bytes().all(|b| b.is_ascii_digit()) {
        let apart = r"(?:[\s\u{a0}\u{202f}\u{2009}.\-/()·_]|&nbsp;|\\u[0-9a-f]{4})*";
        let digits: Vec<String> = what.chars().map(String::from).collect();
        return Regex::new(&digits.join(apart)).unwrap();
    }
    let part = |part: &str| regex::escape(part);
    let address: Vec<String> = what.split('@').map(part).collect();
    let sign = r"(?:\s|\\n|-)*(?:@|\[at\]|%40|&#0*64;|&commat;|=40|\\u0040)(?:\s|\\n)*";
    Regex::new(&format!("(?i){}", address.join(sign))).unwrap()
}

/// The files in which something stands.
fn holders(files: &BTreeMap<String, Vec<u8>>, what: &str) -> Vec<String> {
    let pattern = printed(what);
    let holds =
        |(_, bytes): &(&String, &Vec<u8>)| pattern.is_match(&String::from_utf8_lossy(bytes));
    files.iter().filter(holds).map(|(name, _)| name.clone()).collect()
}

fn assert_nobody_is_in(files: &BTreeMap<String, Vec<u8>>, persons: &[&str]) {
    for one in persons {
        assert_eq!(holders(files, one), [""; 0], "{one}");
    }
}

#[test]
fn nobody_s_number_or_mailbox_is_in_any_file_and_organisations_are() {
    let desk = Desk::with_documents();
    let mut told =
        desk.done("import drop --out out --redact persons --report-json report.json -vv");
    told += &desk.done("import drop --out out --redact persons --json-progress --report-json -");
    let files = desk.files("out");
    assert_nobody_is_in(&files, &PERSONS);
    for one in ORGANISATIONS {
        assert!(!holders(&files, one).is_empty(), "{one}");
    }
    // What the clear output holds is what is looked for here.
    desk.done("import drop --out clear");
    let clear = desk.files("clear");
    for one in PERSONS {
        assert!(!holders(&clear, one).is_empty(), "{one} is nowhere");
    }
    for (number, command) in [
        "gaps out --format json",
        "gaps out",
        "gaps out --write-baseline made/known.toml",
        "relance out --to made/letters",
        "registry proposals out",
        "diff out out",
        "validate out --fail-on info --format json",
        "export out --format ndjson --to made/ndjson",
        "export out --format csv --to made/csv",
        "export out --format csv --excel-fr --to made/excel",
    ]
    .into_iter()
    .enumerate()
    {
        fs::create_dir_all(desk.path("made")).unwrap();
        let output = desk.run(command);
        assert_ne!(output.status.code(), Some(2), "{command}: {output:?}");
        desk.put(&format!("made/{number}.txt"), &String::from_utf8_lossy(&output.stdout));
    }
    desk.put("made/told.txt", &told);
    desk.put("made/report.json", &fs::read_to_string(desk.path("report.json")).unwrap());
    let made = desk.files("made");
    assert!(made.len() > 30, "{:?}", made.keys());
    assert_nobody_is_in(&made, &PERSONS);
    assert!(!holders(&made, "coordination@cptsbaiedambre.example").is_empty());
}

/// Every fixture read in clear, and the output of their import without personal data.
static FIXTURES: LazyLock<(Vec<Record>, Desk)> = LazyLock::new(|| {
    let desk = Desk::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    desk.done(&format!("import {} --out out --redact persons --quiet", root.display()));
    let mut records = Vec::new();
    let mut waiting = vec![root];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let reading = recense::read(&fs::read(&path).unwrap(), "x", &RULES);
                records.extend(reading.map(|reading| reading.record));
            }
        }
    }
    (records, desk)
});

#[test]
fn no_named_contact_of_the_fixtures_can_be_called_and_none_written_to_by_name() {
    let (records, desk) = &*FIXTURES;
    let files = desk.files("out");
    let contacts = || records.iter().flat_map(|record| &record.contacts);
    let named: BTreeSet<&str> = contacts()
        .filter(|contact| contact.name.is_some())
        .filter_map(|contact| contact.phone.as_deref()?.strip_prefix("+33"))
        .collect();
    assert!(named.len() > 15, "{named:?}");
    let mut persons: Vec<&str> = named.into_iter().collect();
    persons.extend([
        "alexis.petitjean@cpam70.example",
        "gaspard.fesquet@plantes-utiles.example",
        "lucie.bremand@sevredesgenets.example",
        "ludivine.anquetil@repit-bocage.example",
        "maelys.giroud-bertin@sommeil-altitude.example",
        "mahaut.vialaret@chu-fictif.example",
        "maud.vernier@cpts-quatrevents.example",
        "p.costa@intercpts-occitanie.example",
        "s.dupin@intercpts-occitanie.example",
        "theo.hamelin@dents-de-lait.example",
    ]);
    assert_nobody_is_in(&files, &persons);
    let shared = ["contact@", "accueil@", "coordination@", "secretariat@", "equipe@", "cpts@"];
    let mut kept = 0;
    for address in
        records.iter().flat_map(|record| &record.communities).filter_map(|c| c.email.as_ref())
    {
        if shared.iter().any(|start| address.starts_with(start)) {
            assert!(holders(&files, address).len() >= 2, "{address}");
            kept += 1;
        }
    }
    assert!(kept > 30, "{kept}");
}

#[test]
fn what_was_left_out_is_no_finding_with_the_sources_or_without() {
    let (_, desk) = &*FIXTURES;
    assert_eq!(desk.done("validate out"), "");
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    assert_eq!(desk.done(&format!("validate out --sources {}", sources.display())), "");
    // Nothing is covered that is not a person's: of the values only mailboxes and numbers are gone.
    for name in desk.files("out/documents").keys() {
        let record = desk.json(&format!("out/documents/{name}"));
        for pointer in record["redacted"].as_array().unwrap() {
            let pointer = pointer.as_str().unwrap();
            assert!(record.pointer(pointer).unwrap().is_null(), "{name}: {pointer}");
            assert!(pointer.ends_with("/email") || pointer.ends_with("/phone"), "{pointer}");
        }
    }
}

#[test]
fn what_is_covered_is_checked_against_its_source_and_told_of_without_quoting_it() {
    let desk = Desk::with_documents();
    desk.done("import drop --out out --redact persons --quiet");
    desk.done("validate out --sources drop");
    let files = desk.files("out/documents");
    let name = files.keys().find(|name| name.starts_with("release")).unwrap();
    let path = format!("out/documents/{name}");
    let text = fs::read_to_string(desk.path(&path)).unwrap();
    for (from, to) in [
        // A letter that was shown is another one.
        ("Maud Lerible\\nCoordinatrice", "Maud Laribla\\nCoordinatrice"),
        // More is covered than a number and a mailbox.
        ("Maud Lerible\\nCoordinatrice", "Maud ███████\\nCoordinatrice"),
        // A value that was left out is no longer told.
        ("\"/contacts/0/email\",", ""),
    ] {
        assert!(text.contains(from), "{from}");
        desk.put(&path, &text.replacen(from, to, 1));
        let output = desk.run("validate out --sources drop");
        assert_eq!(output.status.code(), Some(1), "{to}");
        let told = [output.stdout, output.stderr].concat();
        assert_nobody_is_in(&[("told".to_owned(), told)].into(), &PERSONS);
    }
}

#[test]
fn what_is_left_out_is_not_missing() {
    let desk = Desk::with_documents();
    desk.done("import drop --out out --redact persons --quiet");
    let record = desk.record("out", "report");
    assert_eq!(record["redacted"][0], "/communities/0/email");
    let community = &record["communities"][0];
    assert!(community["email"].is_null());
    assert_eq!(record["evidence"].get("/communities/0/email"), None);
    let missing: Vec<&Value> = record["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|gap| gap["pointer"] == "/communities/0/email" && gap["code"] == "missing_field")
        .collect();
    assert_eq!(missing, [&Value::Null; 0]);
    // What cannot be right is still told, without what it is.
    let odd =
        |gap: &&Value| gap["pointer"] == "/communities/0/email" && gap["code"] == "implausible";
    let gap = record["gaps"].as_array().unwrap().iter().find(odd).unwrap();
    assert!(gap["message"].as_str().unwrap().contains('█'), "{gap}");
    let registry = desk.json("out/registry.json");
    let entry = registry["communities"].as_array().unwrap().iter();
    let entry = entry.into_iter().find(|entry| entry["id"] == community["id"]).unwrap();
    assert_eq!(entry["current"].get("email"), None);
    let said = entry["statements"].as_array().unwrap().iter().find(|one| one["field"] == "email");
    assert!(said.unwrap()["value"].is_null());
    let page = fs::read_to_string(desk.path("out/report.html")).unwrap();
    assert!(page.contains("retirée (donnée personnelle)"));
}

#[test]
fn nobody_is_asked_for_a_mailbox_that_was_left_out_nor_written_to_at_it() {
    let desk = Desk::new();
    let report = report();
    // The first edition has no mailbox for the first CPTS, the second has a person's.
    let first = report.replace("**Contact :** prénom.quéméner@mail.example", "**Contact :**");
    desk.put("drop/1/report.md", &first.replace("mars 2025", "mars 2024"));
    let second = report.replace("prénom.quéméner@mail.example", "nolwenn.quemener@mail.example");
    desk.put("drop/2/report.md", &second);
    let letter = |out: &str, option: &str| {
        desk.done(&format!("import drop --out {out} --quiet {option}"));
        desk.done(&format!("relance {out} --to {out}-letters"));
        let file = desk.path(&format!("{out}-letters/cpts-ar-goat-bihan.eml"));
        fs::read_to_string(file).unwrap_or_default()
    };
    let clear = letter("clear", "");
    assert!(clear.contains("nolwenn.quemener@mail.example"), "{clear}");
    let redacted = letter("out", "--redact persons");
    assert!(!redacted.contains("\r\nTo: ") && !redacted.contains("quemener@"), "{redacted}");
    let body = |mail: &str| mail.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    assert_eq!(body(&redacted), body(&clear));
    // Nor has anything changed between an output with it and one without.
    let told = desk.done("diff clear out --format json");
    assert!(!told.contains("\"email\"") && !told.contains("quemener@"), "{told}");
}

#[test]
fn an_output_that_was_clear_is_as_if_it_had_never_been() {
    let desk = Desk::with_documents();
    desk.done("import drop --out out --quiet");
    let before = desk.lasting("out");
    desk.done("import drop --out out --quiet --redact persons");
    assert_eq!(desk.json("out/run.json")["totals"]["extracted"], 3);
    assert_eq!(desk.json("out/run.json")["redact"], "persons");
    desk.done("import drop --out fresh --quiet --redact persons");
    assert!(desk.lasting("out") == desk.lasting("fresh"));
    assert_nobody_is_in(&desk.files("out"), &PERSONS);
    desk.done("import drop --out out --quiet --redact persons");
    assert_eq!(desk.json("out/run.json")["totals"]["unchanged"], 3);
    // A decision of a person reads no document and gives nothing back.
    desk.done("registry judge cpts-ar-goat-bihan cpts-du-val-d-airain --different --out out");
    assert_eq!(desk.json("out/run.json")["redact"], "persons");
    assert_nobody_is_in(&desk.files("out"), &PERSONS);
    desk.done("registry judge cpts-ar-goat-bihan cpts-du-val-d-airain --undo --out out");
    desk.done("import drop --out out --quiet");
    fs::remove_file(desk.path("out/judgements.toml")).ok();
    desk.done("import drop --out out --quiet");
    assert!(desk.lasting("out") == before);
    assert_eq!(desk.json("out/run.json").get("redact"), None);
}

#[test]
fn parts_are_joined_if_all_of_them_leave_out_the_same() {
    let desk = Desk::with_documents();
    for part in 1..=2 {
        desk.done(&format!(
            "import drop --out part-{part} --shard {part}/2 --quiet --redact persons"
        ));
    }
    desk.done("import drop --out clear --shard 2/2 --quiet");
    desk.done("import drop --out whole --quiet --redact persons");
    desk.done("merge part-1 part-2 --out joined");
    assert!(desk.lasting("joined") == desk.lasting("whole"));
    assert_eq!(desk.json("joined/run.json")["redact"], "persons");
    for outputs in ["part-1 clear", "clear part-1"] {
        let output = desk.run(&format!("merge {outputs} --out mixed"));
        assert_eq!(output.status.code(), Some(2), "{outputs}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("--redact"), "{told}");
    }
}

#[test]
fn a_worker_leaves_out_what_it_is_started_for_or_asked_to() {
    let desk = Desk::with_documents();
    let answer = |arguments: &[&str], redact: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recense"));
        command.current_dir(desk.0.path()).arg("worker").args(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let request =
            format!("{{\"file\": \"drop/release.txt\", \"path\": \"release.txt\"{redact}}}\n");
        child.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
        child.wait_with_output().unwrap().stdout
    };
    let asked = ", \"redact\": \"persons\"";
    let started = answer(&["--redact", "persons"], "");
    assert_nobody_is_in(&[("line".to_owned(), started)].into(), &PERSONS);
    assert_nobody_is_in(&[("line".to_owned(), answer(&[], asked))].into(), &PERSONS);
    let clear = String::from_utf8(answer(&[], "")).unwrap();
    assert!(clear.contains("maud.lerible") && !clear.contains("redacted"), "{clear}");
}
