//! Size classes of the ACI, the agreement that pays a CPTS by its inhabitants.

use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;

/// The most inhabitants of classes 1 to 3; class 4 is over the last.
///
/// Avenant 2 of the ACI: 1 under 40 000, 2 from 40 000, 3 from 80 000, 4 over 175 000.
const LARGEST_OF_CLASS: [u64; 3] = [39_999, 79_999, 175_000];

/// The class of a CPTS with so many inhabitants.
///
/// ```
/// # use recense::normalise::size_class::class_of;
/// assert_eq!([class_of(39_999), class_of(40_000), class_of(175_000), class_of(175_001)], [1, 2, 3, 4]);
/// ```
pub fn class_of(population: u64) -> u8 {
    1 + LARGEST_OF_CLASS.iter().filter(|largest| population > **largest).count() as u8
}

/// The class that a text states: `Taille 3`, `3`, `taille : IV`.
pub fn size_class(text: &str) -> Result<u8, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    let shadow = Shadow::printed(text).text;
    let outside = shadow.split(['(', '[']).next().unwrap_or_default();
    let mut words = outside.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let class = words.find_map(class).ok_or_else(|| Reject::NotASizeClass(text.to_owned()))?;
    if (1..=4).contains(&class) { Ok(class) } else { Err(Reject::OutOfRange(text.to_owned())) }
}

/// The number that a word is: `3`, `T3`, `IV`; out of range as printed.
fn class(word: &str) -> Option<u8> {
    match word {
        "I" => return Some(1),
        "II" => return Some(2),
        "III" => return Some(3),
        "IV" => return Some(4),
        _ => {}
    }
    let mut letters = word.chars();
    let digits = match letters.next() {
        Some(c) if c.is_alphabetic() => letters.as_str(),
        _ => word,
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_class_is_read() {
        for (printed, class) in [
            ("3", 3),
            ("Taille 3", 3),
            ("taille : 4", 4),
            ("TAILLE II", 2),
            ("CPTS de taille 1", 1),
            ("T3", 3),
            ("Taille 3 (80 000 à 175 000 habitants)", 3),
        ] {
            assert_eq!(size_class(printed), Ok(class), "{printed:?}");
        }
    }

    #[test]
    fn what_is_no_class_is_rejected() {
        let text = |printed: &str| printed.to_owned();
        for (printed, reject) in [
            ("", Reject::Empty),
            ("NR", Reject::NotASizeClass(text("NR"))),
            ("moyenne", Reject::NotASizeClass(text("moyenne"))),
            ("Taille 5", Reject::OutOfRange(text("Taille 5"))),
            ("0", Reject::OutOfRange(text("0"))),
            ("85 676", Reject::OutOfRange(text("85 676"))),
        ] {
            assert_eq!(size_class(printed), Err(reject), "{printed:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = size_class(&text);
        }
    }
}
