//! Time grows with a document and not with its square.
//!
//! Each text is read at one length and at four times that length, and the processor time of the
//! thread is compared: four times is right, sixteen times would be the square.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write;
use std::fs;

use recense::rules::Rules;

/// Bytes of the shorter text.
const SHORT: usize = 6_000;
/// How many times longer the other one is.
const LONGER: usize = 4;
/// So many times as long may it take; noise is less than the rest up to sixteen.
const MOST: f64 = 10.0;
/// What is too slow in one try may be so for what else the machine does; the square is so always.
const TRIES: usize = 3;
/// What reading takes that does not depend on the text, and noise: not counted, in seconds.
const FLOOR: f64 = 0.02;

/// Processor time of this thread so far, in seconds.
fn spent() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    told.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// The piece over and over, `%` standing for the number of the piece.
fn text(head: &str, piece: &str, length: usize) -> String {
    let mut text = head.to_owned();
    let mut number = 0;
    while text.len() < length {
        number += 1;
        let _ = write!(text, "{}", piece.replace('%', &number.to_string()));
    }
    text
}

#[test]
fn four_times_the_text_takes_about_four_times_the_time() {
    let rules = Rules::bundled().unwrap();
    let fact = "la CPTS du Val Clair compte 12 000 habitants ; Mme Anne Roche, présidente, 02 40 11 22 33 ; ";
    let page = "<html><body>";
    for (name, head, piece) in [
        ("a.txt", "", "a@"),
        ("a.txt", "", "a\n"),
        ("a.txt", "", "contact@cpts-valclair.fr, "),
        ("a.txt", "", "CPTS de Val% Clair\n"),
        ("a.txt", "", "la CPTS de Val% Clair, "),
        ("a.txt", "", "Anne Roche\nPrésidente\na%@b.fr\n\n"),
        ("a.txt", "", "Aline Roche%, a%@b.fr\n"),
        ("a.txt", "", "CPTS du Val Clair\nPopulation : 12 000 habitants\nTaille : 2\n\n"),
        ("a.txt", "CPTS du Val Clair\n\n", fact),
        ("a.txt", "CPTS du Val Clair\nPopulation : 12 000 habitants\n\n", "%. Prévention\n"),
        ("a.txt", "CPTS du Val Clair\n\n", "compte 12 000 habitants,\nle 12 mars 2026,\n"),
        ("a.md", "# CPTS du Val Clair\n\n", "- SNP\n"),
        ("a.md", "|a|b|\n|-|-|\n", "|12 mars 2026|CPTS du Val Clair|\n"),
        ("a.html", page, "&nbsp;<b>&nbsp;</b>"),
        ("a.html", page, "<div title='</div>'>"),
        ("a.html", page, "<p>a"),
        ("a.html", "<html><body><table>", "<tr><th>Date<td>12 mars 2026"),
    ] {
        let time = |length| {
            let text = text(head, piece, length);
            let before = spent();
            let _ = recense::read(text.as_bytes(), name, &rules);
            spent() - before
        };
        time(SHORT / 10);
        let mut tried = Vec::new();
        let grows = (0..TRIES).all(|_| {
            let (short, long) = (time(SHORT), time(LONGER * SHORT));
            tried.push(format!("{short:.2} s and {long:.2} s"));
            (long - FLOOR) / short.max(FLOOR) >= MOST
        });
        assert!(!grows, "{piece:?} in {name}: {}", tried.join(", "));
    }
}
