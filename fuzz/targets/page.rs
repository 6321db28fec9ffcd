//! A page with its content, fonts, forms and annotations, written as objects (see `seeds/page`),
//! painted and laid out.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| recense::read::pdf::fuzzing::page(bytes));
