//! Texts that stay texts: one line, without its bullet, the wording untouched.

/// Signs that begin a list item and are no part of it, when white space follows. The private-use
/// ones are the bullets of symbol fonts.
const BULLETS: &[char] = &[
    '•', '◦', '▪', '▫', '■', '□', '●', '○', '‣', '⁃', '∙', '·', '►', '▶', '➢', '➤', '➔', '→', '✓',
    '✔', '❖', '◆', '◇', '-', '–', '—', '*', '\u{F0B7}', '\u{F0A7}', '\u{F0D8}', '\u{F0FC}',
];

/// Dropped without a trace, with the line break behind it.
const SOFT_HYPHEN: char = '\u{AD}';

/// Dropped without a trace.
fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// The text on one line: a bullet at the start removed, every run of white space one space.
///
/// A line that breaks behind a soft hyphen or the hyphen of a compound goes on without a space:
/// `ville-⏎hôpital`.
///
/// ```
/// # use recense::normalise::text::clean;
/// assert_eq!(clean(" •  Parcours\u{A0}:\n chute "), "Parcours : chute");
/// ```
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = String::new();
    let mut hyphenated = false;
    for c in without_bullet(text).chars().filter(|c| !is_zero_width(*c)) {
        if c == SOFT_HYPHEN {
            hyphenated = true;
        } else if c.is_whitespace() {
            gap.push(c);
        } else {
            let joined = hyphenated || continues_compound(&out, &gap, c);
            if !gap.is_empty() && !out.is_empty() && !joined {
                out.push(' ');
            }
            gap.clear();
            hyphenated = false;
            out.push(c);
        }
    }
    out
}

/// The text behind its bullet, both ends trimmed.
pub fn without_bullet(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(behind) = rest.strip_prefix(BULLETS) {
        if !behind.starts_with(char::is_whitespace) {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

fn continues_compound(out: &str, gap: &str, next: char) -> bool {
    let mut last = out.chars().rev();
    gap.contains('\n')
        && next.is_alphabetic()
        && matches!(last.next(), Some('-' | '\u{2010}' | '\u{2011}'))
        && last.next().is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_one_line_with_its_wording_untouched() {
        for (printed, text) in [
            ("  Parcours   Chute ", "Parcours Chute"),
            ("• SNP médicaux", "SNP médicaux"),
            ("\u{F0B7}\tSNP", "SNP"),
            ("- - SNP", "SNP"),
            ("Plan blanc\n(en lien avec\nle CH)", "Plan blanc (en lien avec le CH)"),
            ("lien ville-\nhôpital", "lien ville-hôpital"),
            ("lien ville -\nhôpital", "lien ville - hôpital"),
            ("Accès\u{A0}aux soins\u{202F}!", "Accès aux soins !"),
            ("-Atlantique", "-Atlantique"),
            ("pluri\u{AD}professionnel", "pluriprofessionnel"),
            ("pluri\u{AD}\nprofessionnel", "pluriprofessionnel"),
            ("œuvre “Dynamique” … É", "œuvre “Dynamique” … É"),
            ("•", "•"),
            ("", ""),
        ] {
            assert_eq!(clean(printed), text, "{printed:?}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            prop_assert_eq!(clean(&clean(&text)), clean(&text));
        }
    }
}
