//! What `redact::persons` makes of one record.

use std::fs;
use std::path::{Path, PathBuf};

use recense::model::pointer::part;
use recense::model::record::Record;
use recense::redact::persons;
use serde_json::{Value, json};

use crate::RULES;

/// A release of a CPTS with officers, contacts and texts.
const RELEASE: &str = "# La CPTS du Val Clair signe son contrat

Communiqué de presse, le 3 mai 2024.

La CPTS du Val Clair couvre 41 000 habitants. Elle est présidée par le Dr Anne Dubreuil.

Contact presse : Anne Dubreuil, 06.39.98.12\u{202F}34, anne.dubreuil@val-clair.example
";

fn record(text: &str) -> Record {
    recense::read(text.as_bytes(), "drop/release.md", &RULES).unwrap().record
}

#[test]
fn what_is_left_out_is_named_and_covered_wherever_it_stands() {
    let clear = record(RELEASE);
    let left = persons(clear.clone(), &RULES).unwrap();
    assert_eq!(clear.contacts[0].phone.as_deref(), Some("+33639981234"), "{clear:?}");
    let contact = &left.contacts[0];
    assert_eq!((contact.email.as_deref(), contact.phone.as_deref()), (None, None));
    assert_eq!(contact.name, clear.contacts[0].name);
    assert_eq!(left.redacted.unwrap(), ["/contacts/0/email", "/contacts/0/phone"]);
    let raw = &left.evidence["/contacts/0"].raw;
    assert!(raw.contains(&"█".repeat(14)) && !raw.contains("39"), "{raw}");
    assert_eq!(raw.chars().count(), clear.evidence["/contacts/0"].raw.chars().count());
    assert_eq!(left.evidence["/contacts/0"].at, clear.evidence["/contacts/0"].at);
}

#[test]
fn an_id_that_was_made_of_a_number_is_made_of_what_covers_it() {
    let with = |number: &str| {
        let text = RELEASE.replace("Contact presse :", "Astreinte de nuit :");
        let text = format!("{text}\nAstreinte des sages-femmes au {number} sans nom.\n");
        persons(record(&text), &RULES).unwrap().gaps
    };
    let (one, other) = (with("07 39 98 12 34"), with("07 39 98 12 35"));
    assert!(one.iter().any(|gap| gap.raw.as_ref().is_some_and(|raw| raw.contains("█"))), "{one:?}");
    assert_eq!(one, other);
}

#[test]
fn a_name_that_is_covered_gives_its_community_another_id() {
    let mut clear = record(RELEASE);
    clear.communities[0].name = Some("CPTS du Lac 06 39 98 12 34".to_owned());
    clear.communities[0].id = "cpts-du-lac-06-39-98-12-34".to_owned();
    let left = persons(clear, &RULES).unwrap();
    assert_eq!(left.communities[0].id, "cpts-du-lac");
    assert!(left.redacted.unwrap().contains(&"/communities/0/name".to_owned()));
}

#[test]
fn every_text_of_a_record_is_looked_at() {
    const NOT_PRINTED: [&str; 6] = ["id", "path", "sha256", "rule", "pointer", "community"];
    let clear = record(RELEASE);
    let mut whole = serde_json::to_value(&clear).unwrap();
    // Whatever takes a text takes this one; the others stay as they are.
    let mut pointers = Vec::new();
    texts(&whole, String::new(), &mut pointers);
    let said = "Marc au 06 39 98 77 66 ou marc@val.example";
    for pointer in &pointers {
        if NOT_PRINTED.iter().any(|key| pointer.ends_with(&format!("/{key}"))) {
            continue;
        }
        let before = whole.pointer(pointer).unwrap().clone();
        *whole.pointer_mut(pointer).unwrap() = json!(said);
        if serde_json::from_value::<Record>(whole.clone()).is_err() {
            *whole.pointer_mut(pointer).unwrap() = before;
        }
    }
    let record = serde_json::from_value(whole).unwrap();
    let left = serde_json::to_string(&persons(record, &RULES).unwrap()).unwrap();
    assert!(!left.contains("77") && !left.contains("marc@"), "{left}");
}

/// The pointers of all texts below a value.
fn texts(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(pointer),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(number, item)| texts(item, format!("{pointer}/{number}"), found)),
        Value::Object(parts) => parts
            .iter()
            .for_each(|(key, value)| texts(value, format!("{pointer}/{}", part(key)), found)),
        _ => {}
    }
}

fn fixtures() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[test]
fn leaving_out_twice_is_leaving_out_once() {
    let mut covered = 0;
    for file in fixtures() {
        let name = file.file_name().unwrap().to_string_lossy();
        let Ok(reading) = recense::read(&fs::read(&file).unwrap(), &name, &RULES) else { continue };
        let once = persons(reading.record, &RULES).unwrap();
        covered += once.redacted.iter().flatten().count();
        let twice = persons(once.clone(), &RULES).unwrap();
        assert_eq!(once, twice, "{}", file.display());
    }
    assert!(covered > 30, "{covered}");
}
