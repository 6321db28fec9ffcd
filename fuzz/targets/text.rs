//! A whole document that is no PDF, from bytes to the record: HTML, Markdown, text, whichever the
//! bytes look like.
#![no_main]

use std::sync::LazyLock;

use recense::rules::Rules;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().expect("the bundled rules"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let name = match bytes.first() {
        Some(b'<') => "page.html",
        Some(b'#' | b'-' | b'*') => "notes.md",
        _ => "text.txt",
    };
    let _ = recense::read(bytes, name, &RULES);
});
