//! Printed list markers: the characters that begin a list item and are part of its text.
//!
//! Knows signs, no words: whether an item means anything is for the rules.

/// Signs that are nothing but bullets; the text may follow without a space. The last ones are what
/// the fonts Symbol and Wingdings leave behind when a word processor's bullet is copied.
const BULLETS: &str = "•◦▪▫■□●○◆◇♦‣⁃∙❖➢➤➔→►▶▸✓✔✗❑❒⮚\u{f0b7}\u{f0a7}\u{f0d8}\u{f0fc}\u{f076}";

/// Signs that begin an item only if white space follows: inside a text they mean something else.
const DASHES: &str = "-–—*·‐‑−";

/// The number of characters of `text` that are a printed list marker, with the white space that
/// follows; `None` if the text begins no item.
///
/// ```
/// # use recense::read::marker;
/// assert_eq!(marker::printed("• Vaccination"), Some(2));
/// assert_eq!(marker::printed("12) Dépistage"), Some(4));
/// assert_eq!(marker::printed("-"), None);
/// assert_eq!(marker::printed("2026. Une année"), None);
/// ```
pub fn printed(text: &str) -> Option<usize> {
    bullet(text).or_else(|| number(text))
}

/// The same, without numbers and letters: `1. Préambule` as a heading is a chapter and no item.
pub fn bullet(text: &str) -> Option<usize> {
    let sign = text.chars().next()?;
    let rest = text.get(sign.len_utf8()..)?;
    let gap = white(rest);
    if BULLETS.contains(sign) {
        return Some(1 + gap);
    }
    let item = gap > 0 && rest.chars().any(char::is_alphanumeric);
    (DASHES.contains(sign) && item).then_some(1 + gap)
}

/// `1. `, `12) `, `a) `.
fn number(text: &str) -> Option<usize> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let letter = digits == 0 && text.starts_with(|c: char| c.is_ascii_lowercase());
    let label = if letter { 1 } else { digits };
    let rest = text.get(label..)?;
    let closed = rest.starts_with(')') || (!letter && rest.starts_with('.'));
    let after = rest.get(1..)?;
    let gap = white(after);
    ((1..=3).contains(&label) && closed && gap > 0 && gap < after.chars().count())
        .then_some(label + 1 + gap)
}

fn white(text: &str) -> usize {
    text.chars().take_while(|c| c.is_whitespace()).count()
}

/// Nesting of printed list items, from the white space before their markers.
#[derive(Debug, Default)]
pub(super) struct Indents {
    open: Vec<usize>,
}

impl Indents {
    /// The depth of an item whose marker stands behind `width` columns of white space.
    pub fn depth(&mut self, width: usize) -> u8 {
        while self.open.last().is_some_and(|open| *open > width) {
            self.open.pop();
        }
        if self.open.last() != Some(&width) {
            self.open.push(width);
        }
        u8::try_from(self.open.len() - 1).unwrap_or(u8::MAX)
    }

    /// The list is over.
    pub fn clear(&mut self) {
        self.open.clear();
    }
}

/// The columns of white space that a source line begins with; a tab goes to the next multiple of
/// four, as in Markdown.
pub(super) fn width(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).fold(0, |column, c| match c {
        '\t' => (column / 4 + 1) * 4,
        _ => column + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_counts_with_the_white_space_that_follows() {
        for (text, expected) in [
            ("• Accès aux soins", Some(2)),
            ("•Accès", Some(1)),
            ("•", Some(1)),
            ("▪\u{a0}Accès", Some(2)),
            ("\u{f0b7}  Accès", Some(3)),
            ("- Accès", Some(2)),
            ("–\u{202f}Accès", Some(2)),
            ("* Accès", Some(2)),
            ("1. Accès", Some(3)),
            ("12)  Accès", Some(5)),
            ("a) Accès", Some(3)),
            ("-", None),
            ("- / -", None),
            ("-Accès", None),
            ("*Accès*", None),
            ("+ 80 000 habitants", None),
            ("2026. Une année", None),
            ("1.5 million", None),
            ("1.", None),
            ("1. ", None),
            ("(1) Mises en place", None),
            ("Accès", None),
            ("", None),
        ] {
            assert_eq!(printed(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_numbered_heading_is_no_bullet() {
        assert_eq!(bullet("1. Préambule"), None);
        assert_eq!(bullet("• Crise"), Some(2));
    }

    #[test]
    fn depth_follows_the_white_space_before_the_marker() {
        let mut indents = Indents::default();
        let depths = [2, 4, 4, 2, 6, 4, 0].map(|width| indents.depth(width));
        assert_eq!(depths, [0, 1, 1, 0, 1, 1, 0]);
        indents.clear();
        assert_eq!(indents.depth(8), 0);
    }
}
