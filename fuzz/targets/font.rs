//! A font of any kind with its CMaps, widths and program, written as objects (see `seeds/font`).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| recense::read::pdf::fuzzing::font(bytes, bytes));
