//! `recense relance`: who gets a letter, what stands in it, and that a mail program can read it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use recense::model::gap::GapCode;
use recense::model::registry::{GapList, Registry};

const OUTPUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/output");

/// The letters by their names, and what was said.
fn relance(arguments: &[&str]) -> (BTreeMap<String, String>, String) {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("recense").unwrap();
    let run = command.args(["relance", OUTPUT]).args(arguments).arg("--to").arg(dir.path());
    let run = run.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let letters = fs::read_dir(dir.path()).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    (letters.collect(), String::from_utf8(run.stdout).unwrap())
}

fn json<T: serde::de::DeserializeOwned>(name: &str) -> T {
    serde_json::from_slice(&fs::read(Path::new(OUTPUT).join(name)).unwrap()).unwrap()
}

/// The body of a quoted-printable message.
fn body(message: &str) -> String {
    let coded = message.split_once("\r\n\r\n").unwrap().1.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = coded.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte == b'=' {
            let (hex, tail) = rest.split_at(2);
            bytes.push(u8::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap());
            rest = tail;
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

#[test]
fn those_get_a_letter_who_can_answer_something() {
    let (letters, said) = relance(&[]);
    let (registry, gaps): (Registry, GapList) = (json("registry.json"), json("gaps.json"));
    let to: BTreeSet<&str> = letters.keys().map(|name| name.rsplit_once('.').unwrap().0).collect();
    assert!(said.starts_with(&format!("{} letters -> ", to.len())), "{said}");
    assert_eq!(letters.len(), 2 * to.len());
    let with_gaps: BTreeSet<&str> =
        gaps.gaps.iter().filter_map(|gap| gap.gap.community.as_deref()).collect();
    for entry in &registry.communities {
        let silent = gaps.gaps.iter().any(|gap| {
            gap.gap.code == GapCode::NotReported
                && gap.gap.community.as_ref() == Some(&entry.id)
                && entry.documents.len() == 1
        });
        assert!(!silent || to.contains(entry.id.as_str()), "{}", entry.id);
        // Who has another name in one of its documents has the gaps of that name.
        let may = with_gaps.contains(entry.id.as_str()) || !entry.aliases.is_empty();
        assert!(may || !to.contains(entry.id.as_str()), "{}", entry.id);
    }
}

#[test]
fn a_letter_names_the_document_and_the_page() {
    let (letters, _) = relance(&["--cpts", "cpts-des-sept-havres"]);
    assert_eq!(letters.len(), 2);
    let letter = &letters["cpts-des-sept-havres.md"];
    assert!(letter.starts_with("# CPTS des Sept Havres"), "{letter}");
    assert!(letter.contains("(document 1, p. 8, l. 11)"), "{letter}");
    assert!(letter.contains("- document 1\u{a0}: "), "{letter}");
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.md");
    assert!(fs::read_to_string(page).unwrap().contains(letter), "docs/report.md shows another");
}

#[test]
fn a_mail_is_a_draft_to_the_mailbox_with_the_same_text() {
    let from = ["--from", "Coordination <coordination@region.example>"];
    let (letters, _) = relance(&from);
    let registry: Registry = json("registry.json");
    for entry in &registry.communities {
        let Some(mail) = letters.get(&format!("{}.eml", entry.id)) else { continue };
        assert!(mail.is_ascii());
        let head = mail.split_once("\r\n\r\n").unwrap().0;
        assert!(head.contains("\r\n <coordination@region.example>\r\n"), "{head}");
        assert!(head.starts_with("Date: ") && head.contains("\r\nSubject: =?utf-8?Q?"), "{head}");
        let address = entry.current.get("email").and_then(|email| email.as_str());
        let to = address.is_some_and(|address| head.contains(&format!("\r\n <{address}>\r\n")));
        assert_eq!(head.contains("\r\nTo: "), to, "{head}");
        let text = body(mail);
        let markdown = &letters[&format!("{}.md", entry.id)];
        let plain = markdown.replace('\\', "").replace("## ", "");
        assert!(plain.ends_with(&text), "{text}\n{plain}");
    }
}

#[test]
fn letters_speak_english_too() {
    let (letters, _) = relance(&["--lang", "en", "--cpts", "sept havres"]);
    assert!(letters["cpts-des-sept-havres.md"].contains("Dear Madam or Sir,"));
}

#[test]
fn a_cpts_that_there_is_not_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("recense").unwrap();
    command.args(["relance", OUTPUT, "--cpts", "cpts-de-nulle-part", "--to"]).arg(dir.path());
    let run = command.output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("cpts-de-nulle-part"));
}

#[test]
fn a_letter_is_written_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir_all(at("output/documents")).unwrap();
    let record = |name: &str| fs::read(Path::new(OUTPUT).join(name)).unwrap();
    let list: GapList = json("gaps.json");
    for id in list.counts.by_document.keys() {
        let name = format!("documents/{id}.json");
        fs::write(at("output").join(&name), record(&name)).unwrap();
    }
    fs::write(at("output/gaps.json"), record("gaps.json")).unwrap();
    let registry = String::from_utf8(record("registry.json")).unwrap();
    let id = "\"id\": \"cpts-des-sept-havres\"";
    assert!(registry.contains(id));
    fs::write(at("output/registry.json"), registry.replace(id, "\"id\": \"../elsewhere\""))
        .unwrap();
    let mut command = Command::cargo_bin("recense").unwrap();
    let run = command.current_dir(dir.path()).args(["relance", "output", "--to", "letters"]);
    let run = run.args(["--cpts", "sept havres"]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let told = String::from_utf8(run.stderr).unwrap();
    assert_eq!(told, "output/registry.json: \"../elsewhere\" is no id\n");
    assert!(!at("elsewhere.md").exists());
}
