//! The text of one character code, cleaned: ligatures as letters, private-use bullets as bullets.

use super::encodings;

/// What a code shows. One character is the rule, so it costs no allocation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::read::pdf) enum Text {
    /// It cannot be known.
    #[default]
    Unknown,
    /// One character.
    One(char),
    /// Several: a ligature, a letter with a combining accent.
    Many(Box<str>),
}

impl Text {
    /// The text of a code in a font of this name (lower case).
    pub(in crate::read::pdf) fn new(text: &str, font: &str) -> Self {
        let mut clean = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\u{FB00}' => clean.push_str("ff"),
                '\u{FB01}' => clean.push_str("fi"),
                '\u{FB02}' => clean.push_str("fl"),
                '\u{FB03}' => clean.push_str("ffi"),
                '\u{FB04}' => clean.push_str("ffl"),
                '\u{FB05}' | '\u{FB06}' => clean.push_str("st"),
                '\t' | '\n' | '\r' => clean.push(' '),
                '\u{F000}'..='\u{F0FF}' => clean.push(symbol(c, font)),
                // Byte order marks, variation selectors and controls are no text.
                '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{200B}'..='\u{200D}' => {}
                c if c.is_control() => {}
                c => clean.push(c),
            }
        }
        let mut chars = clean.chars();
        match (chars.next(), chars.next()) {
            (None, _) | (Some(char::REPLACEMENT_CHARACTER), None) => Self::Unknown,
            (Some(one), None) => Self::One(one),
            _ => Self::Many(clean.into()),
        }
    }
}

/// A character of the private area that symbol fonts use: byte xx of the font stands at U+F0xx.
fn symbol(c: char, font: &str) -> char {
    let byte = c as usize & 0xFF;
    if font.contains("dings") {
        return wingdings(byte as u8);
    }
    if font.contains("symbol") {
        return encodings::SYMBOL
            .chars()
            .nth(byte)
            .filter(|c| *c != char::REPLACEMENT_CHARACTER)
            .unwrap_or('•');
    }
    // Office writes the bullets of Symbol and Wingdings so, whatever font it then embeds.
    match byte {
        0x76 | 0x6C | 0x6E | 0x71 | 0xA7 | 0xA8 | 0xB7 | 0xD8 | 0xFC | 0xFE => {
            wingdings(byte as u8)
        }
        0x20 => ' ',
        _ => c,
    }
}

/// What a code of Wingdings shows. All that serves as a bullet is one.
pub(super) fn wingdings(byte: u8) -> char {
    match byte {
        b' ' => ' ',
        0x28 => '☎',
        0x29 => '✆',
        0x2A | 0x2B => '✉',
        0xD8 => '➢',
        0xE0 | 0xE8 | 0xF0 => '➔',
        0xFC => '✓',
        _ => '•',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_are_letters_and_private_bullets_are_bullets() {
        assert_eq!(Text::new("ﬁ", "lato"), Text::Many("fi".into()));
        assert_eq!(Text::new("\u{F0B7}", "symbolmt"), Text::One('•'));
        assert_eq!(Text::new("\u{F0FC}", "wingdings-regular"), Text::One('✓'));
        assert_eq!(Text::new("\u{AD}", "lato"), Text::One('\u{AD}'));
        assert_eq!(Text::new("\u{FFFD}", "lato"), Text::Unknown);
    }
}
