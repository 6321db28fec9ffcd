//! Lists of proper names that are no persons': the communes of a territory.

use std::ops::Range;

use crate::normalise::lexicon::Lexicon;
use crate::normalise::reject::Reject;
use crate::normalise::shadow::fold;
use crate::normalise::text::clean;

/// No name has more words, dashes not counted.
const MAX_WORDS: usize = 7;

/// The names of a list with their characters in the text: `Dole, Foucherans (39) et Champvans`.
///
/// What stands between two separators is a name if it begins with a capital; a remark in brackets
/// behind it is left out, and so is what is no name (`et 12 autres communes`).
pub fn names(text: &str, lexicon: &Lexicon) -> Result<Vec<(Range<usize>, String)>, Reject> {
    if text.trim().is_empty() {
        return Err(Reject::Empty);
    }
    let characters: Vec<char> = text.chars().collect();
    let names: Vec<_> =
        pieces(&characters, lexicon).into_iter().filter_map(|p| name(&characters, p)).collect();
    if names.is_empty() { Err(Reject::NoName(text.trim().to_owned())) } else { Ok(names) }
}

/// The name that a piece of the text is.
fn name(characters: &[char], piece: Range<usize>) -> Option<(Range<usize>, String)> {
    let edge = |at: &usize| characters.get(*at).is_some_and(|c| c.is_alphanumeric());
    let start = piece.clone().find(edge)?;
    let end = piece.rev().find(edge)? + 1;
    let text: String = characters.get(start..end)?.iter().collect();
    // "l'Étoile" begins with the capital behind its article.
    let begins = text.split(['\'', '’']).any(|part| part.starts_with(char::is_uppercase));
    let is_name = begins && text.split_whitespace().count() <= MAX_WORDS;
    is_name.then(|| (start..end, clean(&text)))
}

/// The pieces between commas, semicolons, slashes, line breaks and conjunctions, brackets left out.
fn pieces(characters: &[char], lexicon: &Lexicon) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut depth) = (0, 0, 0usize);
    while let Some(&sign) = characters.get(at) {
        let length = match sign {
            '(' | '[' => {
                depth += 1;
                usize::from(depth == 1)
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                usize::from(depth == 0)
            }
            _ if depth > 0 => 0,
            ',' | ';' | '/' | '•' | '\n' => 1,
            _ if sign.is_whitespace() => word_between(characters, at, lexicon),
            _ => 0,
        };
        if length > 0 || depth > 0 {
            if start < at {
                pieces.push(start..at);
            }
            start = at + length.max(1);
        }
        at += length.max(1);
    }
    pieces.push(start..characters.len());
    pieces
}

/// The length of a dash or conjunction between spaces that stands at a place; 0 where none does.
fn word_between(characters: &[char], at: usize, lexicon: &Lexicon) -> usize {
    let behind = characters.get(at + 1..).unwrap_or_default();
    let word: String = behind.iter().take_while(|c| !c.is_whitespace()).collect();
    let parts = matches!(word.as_str(), "-" | "–" | "—" | "|");
    let parts = parts || lexicon.conjunctions.contains(&fold(&word));
    if parts { word.chars().count() + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::lexicon::tests::lexicon;

    fn listed(text: &str) -> Vec<String> {
        names(text, &lexicon()).unwrap_or_default().into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn a_list_is_read() {
        for (printed, expected) in [
            ("Dole, Foucherans et Champvans", vec!["Dole", "Foucherans", "Champvans"]),
            ("Is-sur-Tille (21) ; Le Val-Larrey", vec!["Is-sur-Tille", "Le Val-Larrey"]),
            ("Dole – L’Étoile, l'Isle", vec!["Dole", "L’Étoile", "l'Isle"]),
            ("Dole, et 12 autres communes.", vec!["Dole"]),
        ] {
            assert_eq!(listed(printed), expected, "{printed:?}");
        }
    }

    #[test]
    fn what_holds_no_name_is_rejected() {
        for printed in ["", "62", "non renseigné", "toutes les communes du canton"] {
            assert!(names(printed, &lexicon()).is_err(), "{printed:?}");
        }
    }

    proptest! {
        #[test]
        fn each_name_stands_at_its_place(text in "[A-Za-zé'’(),; /\n–-]{0,60}") {
            let characters: Vec<char> = text.chars().collect();
            for (range, name) in names(&text, &lexicon()).unwrap_or_default() {
                let printed: String = characters[range].iter().collect();
                prop_assert_eq!(clean(&printed), name);
            }
        }
    }
}
