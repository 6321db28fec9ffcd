//! Damaged files, cut and bent for the purpose.

use super::*;

#[test]
fn a_wrong_length_is_measured_again() {
    let file = b"%PDF-1.4\n1 0 obj<</Length 3>>stream\nabcdef\nendstream endobj/Catalog";
    let (out, what) = repair(file);
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("/Length 6 >>stream\nabcdef\nendstream"), "{text}");
    assert_eq!(what.len(), 2);
}

#[test]
fn a_missing_and_an_indirect_length_are_written_out() {
    let read = |dict: &str| {
        let file = format!("%PDF-1.4\n1 0 obj{dict}stream\nabcdefendstream endobj/Catalog");
        String::from_utf8(repair(file.as_bytes()).0).unwrap()
    };
    assert!(read("<</A 1>>").contains("<</A 1/Length 6 >>stream\nabcdef\nendstream"));
    assert!(read("<</Length 6 0 R>>").contains("<</Length 6 >>stream\nabcdef\nendstream"));
}

#[test]
fn a_length_below_nothing_is_measured_again() {
    let file = b"%PDF-1.4\n1 0 obj<</Length -5>>stream\nabcdef\nendstream endobj/Catalog";
    let text = String::from_utf8(repair(file).0).unwrap();
    assert!(text.contains("<</Length 6 >>stream\nabcdef\nendstream"), "{text}");
}

#[test]
fn a_stream_that_was_left_open_ends_with_its_object() {
    let file = b"%PDF-1.4\n1 0 obj<</Length 6>>stream\nabcdef\nendobj\n\
        2 0 obj<</Length 8>>stream\na endobj\nendstream endobj\n\
        3 0 obj<</Length 4>>stream\nghij\nendobj/Catalog";
    let (out, what) = repair(file);
    let text = String::from_utf8(out).unwrap();
    for (length, content) in [(6, "abcdef\nendstream\nendobj"), (4, "ghij\nendstream\nendobj")] {
        let stream = format!("<</Length {length} >>stream\n{content}");
        assert!(text.contains(&stream), "{text}");
    }
    assert!(text.contains("<</Length 8>>stream\na endobj\nendstream endobj"), "{text}");
    assert_eq!(what.first().unwrap(), "the lengths of 2 streams were corrected");
}

#[test]
fn a_stream_does_not_end_where_it_merely_says_so() {
    let file = b"%PDF-1.4\n1 0 obj<</Length 9>>stream\n(endstream) Tj endstream\nendobj\n\
        2 0 obj<</Length 7>>stream\na\nendstream\n3 0 obj<</Length 1>>stream\nb\n\
        endstream endobj/Catalog";
    let text = String::from_utf8(repair(file).0).unwrap();
    assert!(text.contains("<</Length 15 >>stream\n(endstream) Tj \nendstream\nendobj"), "{text}");
    assert!(text.contains("<</Length 1 >>stream\na\nendstream\n3 0 obj"), "{text}");
}

#[test]
fn a_right_length_leads_over_a_file_within_the_file() {
    let inner = "1 0 obj<</Length 99>>stream\nx\nendstream endobj";
    let file = format!("1 0 obj<</Length {}>>stream\n{inner}\nendstream/Catalog", inner.len());
    let (out, what) = repair(format!("%PDF-1.4\n{file}").as_bytes());
    assert!(String::from_utf8(out).unwrap().contains(&file));
    assert_eq!(what.len(), 1);
}

#[test]
fn a_stream_in_which_the_file_ends_is_closed_there() {
    let file = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj 2 0 obj<</Length 99>>stream\nabcdef";
    let (out, what) = repair(file);
    let text = String::from_utf8(out).unwrap();
    assert!(text.ends_with("<</Length 6 >>stream\nabcdef\nendstream\nendobj"), "{text}");
    assert!(what[0].starts_with("the file ends within a stream"), "{what:?}");
}

#[test]
fn a_trailer_that_is_replaced_keeps_the_key_of_the_file() {
    let file = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj 7 0 obj<</Type/XRef/Size 9\
        /ID [<0aF1> <02>]/EncryptMetadata true/Encrypt 33 0 R/Length 1>>stream\n?\nendstream";
    let (out, what) = repair(file);
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("trailer<</Encrypt 33 0 R/ID [<0aF1> <02>]/Root "), "{text}");
    assert_eq!(what.first().unwrap(), "a missing trailer was replaced");
    let plain = repair(b"%PDF-1.7\n1 0 obj<</Type/Catalog/ID [<01>]>>endobj").0;
    assert!(!String::from_utf8(plain).unwrap().contains("trailer"));
}

#[test]
fn a_number_of_too_many_digits_is_a_large_one() {
    let long = "7".repeat(30);
    let mut file =
        format!("[{long} {long}.5 12]<{long}>stream\n{long}\nendstream {long}").into_bytes();
    assert!(shorten_numbers(&mut file));
    let large = "0".repeat(12) + &"9".repeat(18);
    let expected = format!("[{large} {long}.5 12]<{long}>stream\n{long}\nendstream {large}");
    assert_eq!(String::from_utf8(file), Ok(expected));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_copied(text in "(/Length( [0-9]{0,3}( 0 R)?)?|<<|>>|stream\r?\n|endstream| obj|x){0,20}") {
        let _ = repair(text.as_bytes());
    }
}

#[test]
fn a_right_length_and_a_font_length_are_left_alone() {
    let file = b"%PDF-1.4\n1 0 obj<</Length1 9/Length 6>>stream\nabcdef\nendstream/Catalog";
    assert_eq!(repair(file).0, file);
}
