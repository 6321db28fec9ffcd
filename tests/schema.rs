//! The committed schemas are what the types say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use recense::export::describe;
use recense::schema::Shape;
use recense::write::to_json;

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let shapes = Shape::ALL.map(|shape| (shape.name(), shape.schema()));
    for (name, schema) in shapes.into_iter().chain([("tables", describe())]) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{name}.json"));
        let committed = fs::read_to_string(path).unwrap_or_default();
        let current = to_json(&schema).unwrap();
        assert!(
            committed == current,
            "schema/{name}.json is stale; renew it with\n    \
             cargo run -- schema {name} > schema/{name}.json"
        );
    }
}

#[test]
fn there_is_no_schema_of_a_shape_that_is_not_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut shapes = Shape::ALL.map(|shape| format!("{}.json", shape.name())).to_vec();
    shapes.push("tables.json".to_owned());
    shapes.sort();
    assert_eq!(files, shapes);
}
