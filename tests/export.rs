//! Tables of an output, read back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use recense::export::Subject;
use serde_json::Value;
use tempfile::TempDir;

/// The committed output: what an import of the fixtures writes.
fn output() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("output")
}

fn export(to: &Path, arguments: &str) -> Output {
    Command::cargo_bin("recense")
        .unwrap()
        .current_dir(to)
        .arg("export")
        .arg(output())
        .args(arguments.split_whitespace())
        .output()
        .unwrap()
}

fn exported(arguments: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let output = export(dir.path(), arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    dir
}

/// The rows of an NDJSON table.
fn lines(dir: &TempDir, table: &str) -> Vec<Value> {
    let text = fs::read_to_string(dir.path().join(format!("t/{table}.ndjson"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a CSV table as text, behind the line of names.
fn records(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// Every record of the output.
fn documents() -> Vec<Value> {
    let entries = fs::read_dir(output().join("documents")).unwrap();
    let read = |path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    entries.map(|entry| read(entry.unwrap().path())).collect()
}

fn count(documents: &[Value], list: impl Fn(&Value) -> usize) -> usize {
    documents.iter().map(list).sum()
}

fn length(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

#[test]
fn every_value_of_the_records_is_a_row() {
    let dir = exported("--format ndjson --to t");
    let documents = documents();
    let of_communities = |list: fn(&Value) -> usize| {
        count(&documents, |document| {
            document["communities"].as_array().unwrap().iter().map(list).sum()
        })
    };
    let actions = of_communities(|community| {
        let missions = community["missions"].as_object().unwrap().values();
        missions.map(|mission| length(&mission["actions"]) + length(&mission["text"])).sum()
    });
    for (table, expected) in [
        ("documents", documents.len()),
        ("communities", of_communities(|_| 1)),
        ("officers", of_communities(|community| length(&community["officers"]))),
        ("actions", actions),
        ("contacts", count(&documents, |document| length(&document["contacts"]))),
        ("events", count(&documents, |document| length(&document["events"]))),
    ] {
        assert!(expected > 0, "{table}");
        assert_eq!(lines(&dir, table).len(), expected, "{table}");
    }
    let gaps: Value =
        serde_json::from_slice(&fs::read(output().join("gaps.json")).unwrap()).unwrap();
    assert_eq!(lines(&dir, "gaps").len(), length(&gaps["gaps"]));
    let population = lines(&dir, "communities").iter().any(|row| row["population"].is_u64());
    assert!(population, "numbers are numbers");
}

#[test]
fn an_action_has_the_page_and_the_rule_that_its_record_cites() {
    let dir = exported("--format ndjson --to t");
    let rows = lines(&dir, "actions");
    let documents = documents();
    let cited = |row: &Value| {
        let document = documents.iter().find(|one| one["document"]["id"] == row["document"])?;
        let mut communities = document["communities"].as_array()?.iter();
        let number = communities.position(|one| one["id"] == row["community"])?;
        let list = if row["kind"] == "action" { "actions" } else { "text" };
        let mission = row["mission"].as_str()?;
        let index = row["position"].as_u64()? - 1;
        document["evidence"]
            .get(format!("/communities/{number}/missions/{mission}/{list}/{index}"))
            .cloned()
    };
    for row in &rows {
        let evidence = cited(row).unwrap();
        assert_eq!(row["rule"], evidence["rule"]);
        assert_eq!(row["page"], evidence["at"][0]["page"]);
        assert_eq!(row["line"], evidence["at"][0]["line"]);
    }
}

#[test]
fn csv_and_ndjson_say_the_same() {
    let (csv, ndjson) = (exported("--format csv --to t"), exported("--format ndjson --to t"));
    for subject in Subject::ALL {
        let name = subject.name();
        let text = fs::read_to_string(csv.path().join(format!("t/{name}.csv"))).unwrap();
        let rows = records(&text, b',');
        let names: Vec<&str> = subject.columns().iter().map(|column| column.name).collect();
        assert_eq!(rows[0], names, "{name}");
        let said: Vec<Vec<String>> = lines(&ndjson, name)
            .iter()
            .map(|row| {
                let cell = |value: &Value| match value {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    value => value.to_string(),
                };
                row.as_object().unwrap().values().map(cell).collect()
            })
            .collect();
        assert_eq!(rows[1..], said, "{name}");
    }
}

#[test]
fn the_dialect_of_a_french_excel_has_no_formula() {
    let dir = exported("--format csv --excel-fr --to t");
    for subject in Subject::ALL {
        let file = dir.path().join(format!("t/{}.csv", subject.name()));
        let text = fs::read_to_string(file).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        for cell in records(text, b';').into_iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '@']), "{cell}");
        }
    }
}

#[test]
fn one_table_goes_to_standard_output_or_to_a_file() {
    let dir = exported("--format csv --table officers --to officers.csv");
    let file = fs::read(dir.path().join("officers.csv")).unwrap();
    let printed = export(dir.path(), "--format csv --table officers");
    assert_eq!(printed.stdout, file);
}

#[test]
fn what_cannot_be_written_is_status_2() {
    let dir = tempfile::tempdir().unwrap();
    for arguments in [
        "--format csv",
        "--format ndjson --excel-fr --table gaps",
        "--format csv --table nothing",
        "--format csv --table gaps --to gone/gaps.csv",
    ] {
        let output = export(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(!output.stderr.is_empty(), "{arguments}");
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_has_every_table_and_row() {
    let (sqlite, ndjson) =
        (exported("--format sqlite --to all.sqlite"), exported("--format ndjson --to t"));
    let database = rusqlite::Connection::open(sqlite.path().join("all.sqlite")).unwrap();
    for subject in Subject::ALL {
        let name = subject.name();
        let query = format!("SELECT count(*) FROM {name}");
        let rows: i64 = database.query_row(&query, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, lines(&ndjson, name).len() as i64, "{name}");
    }
    let sum: i64 = database
        .query_row("SELECT sum(population) FROM communities", [], |row| row.get(0))
        .unwrap();
    let said = lines(&ndjson, "communities");
    assert_eq!(sum, said.iter().filter_map(|row| row["population"].as_i64()).sum::<i64>());
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_table_has_every_row_and_value() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let (parquet, ndjson) =
        (exported("--format parquet --to t"), exported("--format ndjson --to t"));
    for subject in Subject::ALL {
        let name = subject.name();
        let file = fs::File::open(parquet.path().join(format!("t/{name}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let read: Vec<Vec<Value>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| {
                let row = row.unwrap();
                let cells = row.get_column_iter().map(|(_, field)| match field {
                    Field::Null => Value::Null,
                    Field::Str(text) => Value::from(text.as_str()),
                    Field::Long(number) => Value::from(*number),
                    other => panic!("{other:?}"),
                });
                cells.collect()
            })
            .collect();
        let said: Vec<Vec<Value>> = lines(&ndjson, name)
            .iter()
            .map(|row| row.as_object().unwrap().values().cloned().collect())
            .collect();
        assert_eq!(read, said, "{name}");
    }
}
