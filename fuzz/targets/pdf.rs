//! A whole PDF file: loading, repair, and everything behind it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = recense::read::pdf::read(bytes);
});
