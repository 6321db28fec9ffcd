//! From bytes to text: byte order marks, what a web page declares, and what the bytes themselves
//! say.
//!
//! Content settles what a declaration gets wrong. Refuses to repair: a byte that belongs to no
//! character becomes U+FFFD and the document says so ([`untrusted`]).

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, WINDOWS_1252};

use crate::model::defect::Defect;
use crate::model::document::Line;

/// How far a browser looks for a declaration is 1024 bytes; pages with long comments put it later.
const DECLARATION_BYTES: usize = 4096;

/// Bytes that windows-1252 leaves undefined. In French text of old Macintosh files they are
/// `ç` (8D), `è` (8F), `ê` (90) and `ù` (9D).
const UNDEFINED_IN_1252: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// A text with one kind of line end (`\n`) and no byte order mark.
pub(super) fn decode(bytes: &[u8]) -> String {
    let encoding = detect(bytes);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    unify_line_ends(text)
}

/// The encoding of `bytes`, in the order in which evidence counts: byte order mark, valid UTF-8,
/// the declaration of a web page if the bytes obey it, the statistics of the bytes.
fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let (sequences, errors) = utf8_census(bytes);
    // A file in UTF-8 with some damage stays UTF-8; a cp1252 text holds next to no byte sequence
    // that happens to be valid UTF-8.
    if errors == 0 || sequences > errors {
        return UTF_8;
    }
    if let Some(declared) = declared(bytes) {
        let obeyed = declared.decode_without_bom_handling_and_without_replacement(bytes).is_some();
        if declared != UTF_8 && obeyed {
            return declared;
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // The hint weighs only where the statistics leave a choice, as they do in short texts.
    match detector.guess(Some(b"fr"), Utf8Detection::Deny) {
        guess if guess == WINDOWS_1252 && has_undefined(bytes) => MACINTOSH,
        guess => guess,
    }
}

fn has_undefined(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| UNDEFINED_IN_1252.contains(byte))
}

/// Numbers of valid multi-byte sequences and of errors, if the bytes were UTF-8.
fn utf8_census(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(sequences, errors), chunk| {
        let multi = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (sequences + multi, errors + usize::from(!chunk.invalid().is_empty()))
    })
}

/// What a web page says its encoding is: `<meta charset=…>`, `<meta … content="…; charset=…">`
/// or `<?xml encoding=…?>`. Labels mean what they mean to browsers: `iso-8859-1` is windows-1252.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let labels = head.match_indices('<').filter_map(|(at, _)| {
        let tag = head.get(at..)?.split('>').next()?;
        match tag {
            tag if tag.starts_with("<meta") => label(tag, "charset"),
            tag if tag.starts_with("<?xml") => label(tag, "encoding"),
            _ => None,
        }
    });
    labels.filter_map(|label| Encoding::for_label(label.as_bytes())).next()
}

/// The value behind `name =`, quoted or not.
fn label<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let after = tag.split(name).nth(1)?.trim_start().strip_prefix('=')?;
    let after = after.trim_start().trim_start_matches(['"', '\'']);
    let label = after.split(|c: char| matches!(c, '"' | '\'' | ';' | '/') || c.is_whitespace());
    label.into_iter().next().filter(|label| !label.is_empty())
}

/// The text behind a text that was encoded twice: UTF-8 whose bytes were taken for windows-1252
/// and encoded again (`santÃ©`). By chance no text is valid both ways.
pub(super) fn undo_second_encoding(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'â']) {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    let undone = String::from_utf8(bytes.into_owned()).ok().filter(|_| !unmappable)?;
    (undone.chars().filter(|c| !c.is_ascii()).count() >= 3).then_some(undone)
}

fn unify_line_ends(text: Cow<'_, str>) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.into_owned()
    }
}

/// The share of characters that were lost before the text came here: U+FFFD, and question marks
/// inside words (`sant? publique` has none, `pr?vention` has one; three are needed to tell).
pub(super) fn untrusted(page: usize, lines: &[Line]) -> Option<Defect> {
    let (mut visible, mut replaced, mut asked) = (0_usize, 0_usize, 0_usize);
    for line in lines {
        visible += line.text.chars().filter(|c| !c.is_whitespace()).count();
        replaced += line.text.matches('\u{fffd}').count();
        asked += line.text.split_whitespace().map(inner_question_marks).sum::<usize>();
    }
    let lost = replaced + if asked >= 3 { asked } else { 0 };
    (lost > 0).then(|| Defect::UntrustedText { page, share: lost as f32 / visible as f32 })
}

/// Question marks between two letters; an address (`?utm=…`) is no word.
fn inner_question_marks(word: &str) -> usize {
    if !word.contains('?') || word.contains(['/', '=', '@', '&', '.']) {
        return 0;
    }
    let chars: Vec<char> = word.chars().collect();
    chars
        .windows(3)
        .filter(|window| matches!(window, [a, '?', b] if a.is_alphabetic() && b.is_alphabetic()))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Communauté : l’accès aux soins, cœur du métier – 12 €";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn every_common_encoding_gives_the_same_text() {
        let (latin, ..) = WINDOWS_1252.encode(TEXT);
        let bom = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        for (name, bytes) in [
            ("utf-8", TEXT.as_bytes().to_vec()),
            ("utf-8 with a mark", bom),
            ("utf-16le", utf16(TEXT, false)),
            ("utf-16be", utf16(TEXT, true)),
            ("windows-1252", latin.into_owned()),
        ] {
            assert_eq!(decode(&bytes), TEXT, "{name}");
        }
    }

    #[test]
    fn latin1_is_read_without_a_declaration() {
        assert_eq!(decode(b"Sant\xe9 publique, pr\xe9vention"), "Santé publique, prévention");
        assert_eq!(decode(b"\xc0 No\xebl"), "À Noël");
    }

    #[test]
    fn an_old_macintosh_file_is_not_taken_for_windows() {
        assert_eq!(decode(b"acc\x8fs, fa\x8don, sant\x8e"), "accès, façon, santé");
    }

    #[test]
    fn a_declared_charset_counts_unless_the_bytes_say_otherwise() {
        for (page, expected) in [
            (&b"<meta charset=iso-8859-1>d\x92acc\xe8s"[..], "d’accès"),
            (b"<meta charset='utf-8'>d\x92acc\xe8s", "d’accès"),
            ("<meta charset=\"latin1\">accès".as_bytes(), "accès"),
            (
                b"<META http-equiv=Content-Type content=\"text/html; charset=iso-8859-15\">12 \xa4",
                "12 €",
            ),
            (b"<?xml version='1.0' encoding='windows-1250'?>\xb9", "ą"),
            (b"<meta charset=nonsense>acc\xe8s", "accès"),
        ] {
            let text = decode(page);
            let body = text.rsplit('>').next().unwrap();
            assert_eq!(body, expected, "{}", String::from_utf8_lossy(page));
        }
    }

    #[test]
    fn damaged_utf8_stays_utf8_and_is_told() {
        let text = decode("Santé, accès, prévention \u{ff}".replace('ÿ', "").as_bytes());
        assert_eq!(text, "Santé, accès, prévention ");
        let bytes = [TEXT.as_bytes(), b"\xff"].concat();
        let line = Line { text: decode(&bytes), ..Line::default() };
        assert!(matches!(untrusted(0, &[line]), Some(Defect::UntrustedText { page: 0, .. })));
    }

    #[test]
    fn question_marks_inside_words_are_lost_accents() {
        let line = |text: &str| Line { text: text.into(), ..Line::default() };
        assert!(untrusted(0, &[line("pr?vention, sant?s, ?tablir, m?decin")]).is_some());
        assert!(untrusted(0, &[line("Un contrat ? Pour qui ? http://a.fr/x?y=z")]).is_none());
        assert!(untrusted(0, &[line("Prévention")]).is_none());
    }

    #[test]
    fn a_second_encoding_is_undone_only_if_the_whole_text_has_it() {
        let twice = WINDOWS_1252.decode_without_bom_handling(TEXT.as_bytes()).0;
        assert_eq!(undo_second_encoding(&twice).as_deref(), Some(TEXT));
        assert_eq!(undo_second_encoding(TEXT), None);
        assert_eq!(undo_second_encoding("Ça, un Ã© isolé dans un texte sain"), None);
    }

    #[test]
    fn line_ends_are_unified() {
        assert_eq!(decode(b"a\r\nb\rc\nd"), "a\nb\nc\nd");
    }
}
