//! The bundled rules: they load, each carries examples, and each example holds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use recense::extract::example;
use recense::rules::{Rules, failures};

#[test]
fn the_examples_of_every_rule_hold() {
    let rules = Rules::bundled().unwrap();
    let failures = failures(&rules, |family, field, text| example(&rules, family, field, text));
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
