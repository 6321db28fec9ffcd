//! E-mail addresses.
//!
//! An address that no server would take is rejected with its text, for the record keeps what is
//! printed. Only what the page did to an address is undone: a line break inside it, a hyphen that
//! the font drew with another sign. `[at]` and spaces are not repaired.

use std::ops::Range;

use email_address::{EmailAddress, Options};

use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;

/// Endings that a line break is known to have torn off: `contact@cpts-nord.⏎fr`.
const ENDINGS: &[&str] = &["fr", "com", "org", "net", "eu", "info", "asso", "sante", "bzh", "re"];

/// The address that the whole text is, as printed.
pub fn email(text: &str) -> Result<String, Reject> {
    let kept = undone(text);
    let kept = kept.trim().trim_matches(['<', '>', '(', ')', '[', ']', '"', ',', ';', ':']);
    let kept = without_scheme(kept).trim_end_matches('.').trim();
    if kept.is_empty() {
        return Err(Reject::Empty);
    }
    if is_deliverable(kept) { Ok(kept.to_owned()) } else { Err(Reject::NotAnAddress(kept.into())) }
}

/// The addresses that a text can be whose line breaks behind a hyphen: with the hyphen, as printed,
/// and without it, if the hyphen only divides. Which one it is, a link or the same domain
/// elsewhere may tell; the text cannot.
pub fn readings(text: &str) -> Vec<String> {
    let undivided: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let last = undivided.len().saturating_sub(1);
    let lines = undivided
        .iter()
        .enumerate()
        .map(|(at, line)| if at < last { line.trim_end_matches(is_hyphen) } else { line });
    let mut readings: Vec<String> =
        [email(text), email(&lines.collect::<String>())].into_iter().flatten().collect();
    readings.dedup();
    readings
}

/// Every stretch of a text with an `@` in it, in characters of the text, and its address.
pub fn find(text: &str) -> Vec<(Range<usize>, Result<String, Reject>)> {
    let characters: Vec<char> = text.chars().collect();
    let mut found: Vec<(Range<usize>, Result<String, Reject>)> = Vec::new();
    for (at, c) in characters.iter().enumerate() {
        let taken = found.last().is_some_and(|(range, _)| range.end > at);
        if *c != '@' || taken {
            continue;
        }
        let from = found.last().map_or(0, |(range, _)| range.end);
        let range = start_of_address(&characters, from, at)..end_of_address(&characters, at + 1);
        if range.start == at || range.end == at + 1 {
            continue;
        }
        let printed: String = characters[range.clone()].iter().collect();
        found.push((range, email(&printed)));
    }
    found
}

/// The text without the line breaks inside it, with plain hyphens and without invisible signs.
fn undone(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    Shadow::printed(&lines.concat()).text
}

fn without_scheme(text: &str) -> &str {
    let scheme = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    scheme.and(text.get(7..)).unwrap_or(text)
}

/// The contract's "no server would take": ASCII, and a domain with a top-level domain.
fn is_deliverable(address: &str) -> bool {
    let options =
        Options::default().with_required_tld().without_domain_literal().without_display_text();
    address.is_ascii() && EmailAddress::parse_with_options(address, options).is_ok()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{AD}')
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_hyphen(c) || matches!(c, '.' | '_' | '%' | '+')
}

fn start_of_address(characters: &[char], from: usize, at: usize) -> usize {
    let mut end = at;
    // The break just before the sign: `prenom.nom⏎@cpts-nord.fr`.
    if characters.get(..at).is_some_and(|before| before.ends_with(&['\n'])) {
        end -= 1;
    }
    let letters = characters.get(from..end).unwrap_or_default();
    let length = letters.iter().rev().take_while(|c| is_part(**c)).count();
    if length == 0 { at } else { end - length }
}

/// The end of the domain that begins at `start`; over a line break if the address cannot end there.
fn end_of_address(characters: &[char], start: usize) -> usize {
    let part = |from: usize| -> usize {
        let rest = characters.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|c| is_part(**c)).count()
    };
    let mut end = part(start);
    if start == end && characters.get(start) == Some(&'\n') {
        end = part(start + 1);
    }
    if characters.get(end) == Some(&'\n') {
        let before: String = characters.get(start..end).unwrap_or_default().iter().collect();
        let next_end = part(end + 1);
        let next: String = characters.get(end + 1..next_end).unwrap_or_default().iter().collect();
        if goes_on(&before, &next) {
            end = next_end;
        }
    }
    // A full stop or a dash behind the address belongs to the sentence.
    let letters = characters.get(start..end).unwrap_or_default();
    end - letters.iter().rev().take_while(|c| !c.is_alphanumeric()).count()
}

/// True if a domain so far cannot be whole, and the next line can be its rest.
fn goes_on(domain: &str, next: &str) -> bool {
    if !next.starts_with(|c: char| c.is_alphanumeric() || c == '.') {
        return false;
    }
    if domain.ends_with(is_hyphen) || next.starts_with('.') {
        return true;
    }
    match domain.strip_suffix('.') {
        Some(_) => ENDINGS.contains(&next.trim_end_matches('.')),
        None => !domain.contains('.'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::shadow::cited;

    #[test]
    fn an_address_is_kept_as_printed() {
        for (printed, address) in [
            ("contact@cpts-nord.fr", "contact@cpts-nord.fr"),
            (" Contact@CPTS-Nord.fr. ", "Contact@CPTS-Nord.fr"),
            ("contact@cpts‐nord.fr", "contact@cpts-nord.fr"),
            ("contact@cpts-\nnord.fr", "contact@cpts-nord.fr"),
            ("prenom.nom@\ncpts.fr", "prenom.nom@cpts.fr"),
            ("<mailto:a.b@c.fr>", "a.b@c.fr"),
            ("(secretariat@cpts.site-sante.fr)", "secretariat@cpts.site-sante.fr"),
        ] {
            assert_eq!(email(printed), Ok(address.to_owned()), "{printed:?}");
        }
    }

    #[test]
    fn an_address_that_no_server_takes_is_rejected_with_its_text() {
        for (printed, kept) in [
            ("cptsdesvalléesvertes@mail.com", "cptsdesvalléesvertes@mail.com"),
            ("contact@ cpts.fr", "contact@ cpts.fr"),
            ("contact@cpts", "contact@cpts"),
            ("contact@cpts..fr", "contact@cpts..fr"),
            ("contact [at] cpts.fr", "contact [at] cpts.fr"),
            ("en cours", "en cours"),
            ("/", "/"),
        ] {
            assert_eq!(email(printed), Err(Reject::NotAnAddress(kept.to_owned())), "{printed:?}");
        }
        assert_eq!(email(" \n"), Err(Reject::Empty));
    }

    #[test]
    fn a_hyphen_at_a_line_break_leaves_two_readings() {
        assert_eq!(readings("anne.b@chu‐\nnord.fr"), ["anne.b@chu-nord.fr", "anne.b@chunord.fr"]);
        assert_eq!(readings("anne.b@chu-nord.fr"), ["anne.b@chu-nord.fr"]);
        assert_eq!(readings("NC"), Vec::<String>::new());
    }

    #[test]
    fn addresses_are_found_where_they_stand() {
        for (text, printed) in [
            ("Contact : Anne (anne.b@chu.fr), infirmière.", vec!["anne.b@chu.fr"]),
            ("écrire à a@b.fr ou c@d.org. Merci", vec!["a@b.fr", "c@d.org"]),
            ("a@b.fr\nPrésidente", vec!["a@b.fr"]),
            ("a@b.fr.\nle site", vec!["a@b.fr"]),
            ("anne.b@chu-\nnord.fr et", vec!["anne.b@chu-\nnord.fr"]),
            ("anne.b@chu\nnord.fr", vec!["anne.b@chu\nnord.fr"]),
            ("anne.b@chu.\nfr\n07", vec!["anne.b@chu.\nfr"]),
            ("anne.b\n@chu.fr", vec!["anne.b\n@chu.fr"]),
            ("mail :cpts.b@mail.com ; site", vec!["cpts.b@mail.com"]),
            ("@cpts sur les réseaux, 3 @ 2", vec![]),
        ] {
            let found = find(text);
            assert!(found.iter().all(|(_, address)| address.is_ok()), "{text:?}");
            let found: Vec<&str> = found.into_iter().map(|(at, _)| cited(text, at)).collect();
            assert_eq!(found, printed, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z@.\n é-]{0,40}|\\PC*") {
            let _ = email(&text);
            find(&text);
        }

        #[test]
        fn a_printed_address_is_read_back(address in "[a-z]{1,9}(\\.[a-z]{1,9})?@[a-z]{2,9}-[a-z]{1,9}\\.(fr|com)") {
            prop_assert_eq!(email(&address), Ok(address.clone()));
            prop_assert_eq!(find(&format!("mail : {address}, merci"))[0].1.clone(), Ok(address));
        }
    }
}
