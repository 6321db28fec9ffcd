//! The tokens of content streams and CMaps.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| recense::read::pdf::fuzzing::tokens(bytes));
