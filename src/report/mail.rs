//! A letter as a mail message (RFC 5322), a draft that a mail program opens to be sent.

use std::fmt::Write as _;

use crate::report::letter::Letter;
use crate::report::value::is_address;

/// The longest line of a message without its end.
const LINE: usize = 76;
/// The longest encoded word (RFC 2047).
const WORD: usize = 75;

/// Who sends: `contact@cpts.example` or `InterCPTS <contact@cpts.example>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    name: String,
    address: String,
}

impl Sender {
    /// Reads a sender; none if no server would take the address.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(text) => text.split_once('<')?,
            None => ("", text),
        };
        let address = address.trim();
        let name = name.trim().trim_matches('"').trim().to_owned();
        is_address(address).then(|| Self { name, address: address.to_owned() })
    }
}

impl Letter {
    /// The letter as a message, dated as RFC 5322 dates. Without a sender it is one of the empty
    /// group (RFC 6854): the mail program that opens the draft puts its own.
    pub fn message(&self, from: Option<&Sender>, date: &str) -> String {
        let mut message = String::new();
        let from = match from {
            Some(Sender { name, address }) => mailbox("From", name, address),
            None => "From: undisclosed-sender:;".to_owned(),
        };
        let to = self.to.as_deref().map(|address| mailbox("To", &self.name, address));
        let subject = header("Subject", &self.subject);
        let headers = [Some(format!("Date: {date}")), Some(from), to, Some(subject)];
        for header in headers.into_iter().flatten() {
            message.push_str(&header);
            message.push_str("\r\n");
        }
        for header in [
            "X-Unsent: 1",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
        ] {
            message.push_str(header);
            message.push_str("\r\n");
        }
        message.push_str(&quoted_printable(&self.plain()));
        message
    }
}

/// A header with a name and an address.
fn mailbox(header_name: &str, name: &str, address: &str) -> String {
    match name.is_empty() {
        true => format!("{header_name}: {address}"),
        // Behind the words a line of its own: an address may not be broken.
        false => format!("{}\r\n <{address}>", header(header_name, name)),
    }
}

/// A header with any text, as encoded words that never part a character.
fn header(name: &str, text: &str) -> String {
    const OPEN: &str = "=?utf-8?Q?";
    let mut lines = vec![format!("{name}: {OPEN}")];
    for c in text.chars() {
        let mut bytes = [0; 4];
        let coded: String = match c {
            ' ' => "_".to_owned(),
            c if c.is_ascii_alphanumeric() => c.to_string(),
            c => c.encode_utf8(&mut bytes).bytes().map(|byte| format!("={byte:02X}")).collect(),
        };
        let full = lines.last().is_none_or(|line| line.len() + coded.len() + 2 > WORD);
        if full {
            if let Some(line) = lines.last_mut() {
                line.push_str("?=");
            }
            lines.push(format!(" {OPEN}"));
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&coded);
        }
    }
    format!("{}?=", lines.join("\r\n"))
}

/// A text as quoted-printable (RFC 2045).
fn quoted_printable(text: &str) -> String {
    let mut coded = String::new();
    for line in text.lines() {
        let mut length = 0;
        let last = line.len().saturating_sub(1);
        for (at, byte) in line.bytes().enumerate() {
            let plain = match byte {
                b' ' | b'\t' => at < last,
                // A lone dot or "From" at a line's beginning is eaten by some that carry mail.
                b'.' | b'F' => length > 0,
                byte => (33..=126).contains(&byte) && byte != b'=',
            };
            let width = if plain { 1 } else { 3 };
            if length + width >= LINE {
                coded.push_str("=\r\n");
                length = 0;
            }
            match plain {
                true => coded.push(char::from(byte)),
                // Writing to a string does not fail.
                false => drop(write!(coded, "={byte:02X}")),
            }
            length += width;
        }
        coded.push_str("\r\n");
    }
    coded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::letter::Part;

    #[test]
    fn a_message_is_ascii_with_short_lines() {
        let letter = Letter {
            to: Some("contact@cpts.example".into()),
            name: "CPTS de l'Écluse, d'Été & d'ailleurs".into(),
            subject: "Été ".repeat(40),
            parts: vec![
                Part::Paragraph("Une réponse suffit = merci. ".repeat(20)),
                Part::List("Ce qui manque".into(), vec![".".into(), "From : « é »".into()]),
            ],
        };
        let sender = Sender::parse("Région <x@y.example>").unwrap();
        let message = letter.message(Some(&sender), "Sun, 22 Nov 2026 00:00:00 +0000");
        assert!(message.is_ascii());
        for line in message.split("\r\n") {
            assert!(line.len() <= 76 && !line.contains('\n'), "{line}");
        }
        assert!(message.contains("\r\n\r\nUne r=C3=A9ponse"), "{message}");
        assert!(message.contains("\r\n <contact@cpts.example>\r\n"), "{message}");
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        assert!(Sender::parse("contact@cpts.example").is_some());
        assert_eq!(Sender::parse("\"A B\" <a@b.fr>").unwrap().name, "A B");
        for text in ["", "contact", "a@b.fr\r\nBcc: c@d.fr", "A <a@b.fr", "<>"] {
            assert_eq!(Sender::parse(text), None, "{text}");
        }
    }
}
