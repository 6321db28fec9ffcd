//! What is a token, and what is not.

use super::*;

fn words(text: &str) -> Vec<Token<'_>> {
    Tokens::new(text.as_bytes()).collect()
}

fn text(bytes: &[u8]) -> Token<'static> {
    Token::Text(Cow::Owned(bytes.to_vec()))
}

#[test]
fn strings_undo_their_escapes() {
    assert_eq!(
        words(
            r"(a\(b\051\n(c)\
d)"
        ),
        [text(b"a(b)\n(c)d")]
    );
    assert_eq!(words("<48 6 5F>"), [text(b"He\xF0")]);
    assert_eq!(words("(never closed"), [text(b"never closed")]);
}

#[test]
fn a_plain_number_is_read_as_any_other() {
    let plain = |text: &str| {
        let mut tokens = Tokens::new(text.as_bytes());
        tokens.plain_number().filter(|_| tokens.at == text.trim_end().len())
    };
    for text in [
        "0",
        "-0",
        "12.5 ",
        "-12.5",
        "4.",
        ".002",
        "-.5",
        "0.1234567890123",
        "2147483648",
        "-99999999999999.5",
        "123456789012345",
    ] {
        assert_eq!(plain(text), number(text.trim_end().as_bytes()), "{text}");
    }
    for text in ["", "-", ".", "+1", "--5", "1.2.3", "12-34", "5e3", "12345678901234567"] {
        assert_eq!(plain(text), None, "{text}");
    }
}

#[test]
fn miswritten_numbers_are_read_as_viewers_read_them() {
    assert_eq!(words("--5 +.5 5. 12-34 -"), [-5.0, 0.5, 5.0, 12.0, 0.0].map(Token::Number),);
    let long = format!("0.{} {}.5", "3".repeat(400), "9".repeat(400));
    assert_eq!(words(&long), [1.0 / 3.0, 1e9].map(Token::Number));
}

#[test]
fn names_and_operators_are_told_apart() {
    assert_eq!(
        words("/A#20B<</C 1>>BDC%x\nT*"),
        [
            Token::Name(Cow::Owned(b"A B".to_vec())),
            Token::DictStart,
            Token::Name(Cow::Borrowed(b"C")),
            Token::Number(1.0),
            Token::DictEnd,
            Token::Word(b"BDC"),
            Token::Word(b"T*"),
        ]
    );
}

#[test]
fn an_inline_image_is_skipped_with_its_binary_data() {
    let mut tokens = Tokens::new(b"ID \x00 EI\xFF\x01 (\nEI Q (x) Tj");
    assert_eq!(tokens.next(), Some(Token::Word(b"ID")));
    tokens.skip_inline_image();
    assert_eq!(tokens.next(), Some(Token::Word(b"Q")));
}

#[test]
fn stray_brackets_do_not_stop_the_reading() {
    assert_eq!(words(") } > Tj"), [Token::Word(b"Tj")]);
}

proptest::proptest! {
    #[test]
    fn any_bytes_come_to_an_end(bytes: Vec<u8>) {
        crate::read::pdf::fuzzing::tokens(&bytes);
    }

    #[test]
    fn any_operators_come_to_an_end(text in "(BI|ID | EI |[(<>)\\\\]|\\[|\\]|/a#4|%\n|[-+.0-9]{1,5} ){0,40}") {
        crate::read::pdf::fuzzing::tokens(text.as_bytes());
    }
}
