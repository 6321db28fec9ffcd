//! A CMap, and its own bytes as the text that it takes apart.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| recense::read::pdf::fuzzing::cmap(bytes, bytes));
