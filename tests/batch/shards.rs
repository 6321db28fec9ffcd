//! An import in parts, joined, is an import.

use std::fs;

use proptest::prelude::*;

use crate::{Desk, assert_same};

/// Documents, copies of them, data, and files that cannot be read.
fn desk() -> Desk {
    let desk = Desk::with_documents(6);
    desk.put("drop/more/copy-of-2.md", &fs::read_to_string(desk.path("drop/2.md")).unwrap());
    desk.put("drop/a-copy-of-3.md", &fs::read_to_string(desk.path("drop/3.md")).unwrap());
    desk.put("drop/data.json", "{}");
    desk.put("drop/.hidden.md", "x");
    desk.put("drop/empty.txt", "");
    desk
}

/// The run without its times and without what depends on earlier runs.
fn run(desk: &Desk, output: &str) -> String {
    let mut run = desk.json(&format!("{output}/run.json"));
    for input in run["inputs"].as_array_mut().unwrap() {
        input["seconds"] = 0.into();
    }
    run.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 4, ..ProptestConfig::default() })]

    #[test]
    fn any_split_joined_is_one_run(parts in 1_usize..5, backwards: bool) {
        let desk = desk();
        assert_eq!(desk.run("import drop --out whole").status.code(), Some(1));
        let mut outputs = Vec::new();
        for part in 1..=parts {
            let out = format!("part-{part}");
            desk.run(&format!("import drop --out {out} --shard {part}/{parts} --quiet --jobs 1"));
            outputs.push(out);
        }
        if backwards {
            outputs.reverse();
        }
        let joined = desk.run(&format!("merge {} --out joined", outputs.join(" ")));
        prop_assert_eq!(joined.status.code(), Some(1));
        assert_same(&desk.files("joined"), &desk.files("whole"), "joined");
        prop_assert_eq!(run(&desk, "joined"), run(&desk, "whole"));
        desk.done("validate joined");
        // The next import knows what the parts have read.
        desk.run("import drop --out joined");
        prop_assert_eq!(desk.total("joined", "unchanged"), 6);
    }
}

#[test]
fn outputs_of_different_drops_are_joined_and_keep_one_record_of_one_document() {
    let desk = desk();
    desk.run("import drop --out one");
    fs::create_dir(desk.path("later")).unwrap();
    fs::copy(desk.path("drop/0.md"), desk.path("later/again.md")).unwrap();
    desk.put("later/new.md", "# CPTS du Lac\n\nLa CPTS du Lac compte 45 000 habitants.\n");
    desk.done("import later --out two");
    desk.run("merge one two --out joined");
    desk.run("import drop later --out whole");
    assert_same(&desk.files("joined"), &desk.files("whole"), "two drops");
    assert_eq!(run(&desk, "joined"), run(&desk, "whole"));
}

#[test]
fn what_one_machine_could_read_is_taken_from_it() {
    let desk = Desk::with_documents(2);
    desk.done("import drop --out slow");
    // Every reader takes longer than this to begin.
    assert_eq!(desk.run("import drop --out fast --timeout 1us").status.code(), Some(1));
    for outputs in ["fast slow", "slow fast"] {
        desk.done(&format!("merge {outputs} --out joined"));
        assert_same(&desk.files("joined"), &desk.files("slow"), outputs);
    }
}

#[test]
fn copies_of_what_cannot_be_read_are_joined_as_one_import_tells_them() {
    let desk = Desk::new();
    desk.put("one/a.md", " ");
    desk.put("two/a.md", " ");
    desk.run("import one --out first");
    desk.run("import two --out second");
    desk.run("merge first second --out joined");
    desk.run("import one two --out whole");
    assert_eq!(run(&desk, "joined"), run(&desk, "whole"));
}

#[test]
fn an_output_that_names_a_place_elsewhere_is_not_joined() {
    let desk = Desk::with_documents(1);
    desk.done("import drop --out part");
    let changed = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(desk.path(file)).unwrap();
        assert!(text.contains(from), "{text}");
        desk.put(file, &text.replace(from, to));
    };
    let refused = || {
        let output = desk.run("merge part --out joined");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.starts_with("part: names a record by what is no id"), "{told}");
        assert!(!desk.path("elsewhere.json").exists());
    };
    let id = desk.json("part/run.json")["inputs"][0]["document"].as_str().unwrap().to_owned();
    let state = desk.json("part/.recense/state.json");
    let key = state["inputs"]["drop/0.md"]["key"].as_str().unwrap();
    changed("part/.recense/state.json", key, "../../../elsewhere");
    refused();
    fs::remove_dir_all(desk.path("part/.recense")).unwrap();
    fs::copy(desk.path(&format!("part/documents/{id}.json")), desk.path("part/x.json")).unwrap();
    changed("part/run.json", &id, "../x");
    refused();
    desk.done("import drop --out joined");
}

#[test]
fn what_does_not_fit_together_is_not_joined() {
    let desk = Desk::with_documents(1);
    desk.done("import drop --out one");
    desk.document(0, 77_000);
    desk.done("import drop --out two");
    let refused = |arguments: &str, cause: &str| {
        let output = desk.run(arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(cause), "{told}");
    };
    refused("merge one two --out joined", "drop/0.md: is one file in one and another in two");
    refused("merge one --out one", "one: is the output folder itself");
    refused("merge one gone --out joined", "gone");
    desk.put("rules/shared/extra.toml", "# nothing\n");
    desk.done("import drop --out three --rules rules");
    refused("merge two three --out joined", "three: was made by other rules");
    desk.done("import drop --out four --lang en");
    refused("merge two four --out joined", "four: was made by other rules or in another language");
}
