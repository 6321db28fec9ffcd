//! Codes of the French departments.
//!
//! Codes are strings as INSEE writes them; a number that is no department is rejected with all
//! that stands beside it, for a list with a wrong entry is not a list of departments.

use crate::normalise::lexicon::Lexicon;
use crate::normalise::reject::Reject;
use crate::normalise::shadow::{Shadow, key};

/// The codes that a text is made of, in printed order: `44 - 49 - 35`, `(2A)`, `Vendée (85)`.
///
/// A name of the lexicon is its code; a name and its code beside it are one department.
pub fn departments(text: &str, lexicon: &Lexicon) -> Result<Vec<String>, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    let rejected = || Reject::NotADepartment(text.to_owned());
    let shadow = Shadow::printed(text).text;
    let mut codes: Vec<String> = Vec::new();
    for piece in pieces(&shadow, lexicon) {
        let found = match code(piece) {
            Some(code) => vec![code],
            None => match lexicon.departments.get(&key(piece)) {
                Some(code) => vec![code.clone()],
                None => every_code(piece).ok_or_else(rejected)?,
            },
        };
        for code in found {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    if codes.is_empty() { Err(rejected()) } else { Ok(codes) }
}

/// The code that a text is: `01` to `95` without `20`, `2A`, `2B`, `971` to `976` without `975`.
pub fn code(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    if code == "2A" || code == "2B" {
        return Some(code);
    }
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u16 = code.parse().ok()?;
    match code.len() {
        2 => (1..=95).contains(&number) && number != 20,
        3 => (971..=976).contains(&number) && number != 975,
        _ => false,
    }
    .then_some(code)
}

/// The parts of a list. A dash parts them only with spaces around it: names have dashes inside.
fn pieces<'t>(text: &'t str, lexicon: &Lexicon) -> Vec<&'t str> {
    let mut pieces: Vec<&str> = text
        .split([',', ';', '/', '|', '(', ')', '[', ']', '&', '+', '\n'])
        .flat_map(|piece| piece.split(" - "))
        .collect();
    for conjunction in &lexicon.conjunctions {
        let between = format!(" {conjunction} ");
        pieces = pieces.into_iter().flat_map(|piece| piece.split(&between)).collect();
    }
    let sign = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | ':' | '"');
    pieces.into_iter().map(|piece| piece.trim_matches(sign)).filter(|p| !p.is_empty()).collect()
}

/// Codes with nothing but dashes or spaces between them: `44-49`, `44 49`.
fn every_code(piece: &str) -> Option<Vec<String>> {
    piece.split(['-', ' ']).filter(|part| !part.is_empty()).map(code).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::lexicon::tests::lexicon;

    #[test]
    fn codes_are_read_in_printed_order() {
        for (printed, codes) in [
            ("44", vec!["44"]),
            ("44 - 49 - 35", vec!["44", "49", "35"]),
            ("44-49", vec!["44", "49"]),
            ("44 – 49", vec!["44", "49"]),
            ("(44/49)", vec!["44", "49"]),
            ("44, 49 et 85", vec!["44", "49", "85"]),
            ("- 2a, 2B, 976", vec!["2A", "2B", "976"]),
            ("01", vec!["01"]),
            ("Loire-Atlantique (44)", vec!["44"]),
            ("Loire-Atlantique - Vendée", vec!["44", "85"]),
            ("Val d’Oise et Vendée", vec!["95", "85"]),
        ] {
            assert_eq!(
                departments(printed, &lexicon()),
                Ok(codes.into_iter().map(String::from).collect()),
                "{printed:?}"
            );
        }
    }

    #[test]
    fn what_is_no_department_is_rejected() {
        for printed in ["NR", "96", "00", "20", "4", "975", "44 - 99", "44000", "2C", "-"] {
            assert_eq!(
                departments(printed, &lexicon()),
                Err(Reject::NotADepartment(printed.to_owned())),
                "{printed:?}"
            );
        }
        assert_eq!(departments("", &lexicon()), Err(Reject::Empty));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = departments(&text, &lexicon());
        }

        #[test]
        fn a_printed_code_is_read_back(text in "[0-9]{2,3}|2[AB]") {
            if let Some(code) = code(&text) {
                prop_assert_eq!(departments(&code, &lexicon()), Ok(vec![code]));
            }
        }
    }
}
