//! Source lines with signs under them, as compilers show them; long lines in several rows.

use std::io::{self, Write};

/// A row of a long line has no more characters; a row ends with a word where it can.
const WIDTH: usize = 100;

/// Signs under a stretch of a line.
pub struct Mark {
    /// First character of the stretch.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What stands under it.
    pub sign: char,
    /// What is said of it.
    pub said: String,
}

/// Prints a line with its number, and under it the marks; what is said of a single mark stands
/// behind it, and of several below the line. With `around`, only the rows with a mark are printed.
pub fn print(
    out: &mut dyn Write,
    (number, width): (u32, usize),
    text: &str,
    marks: &[Mark],
    around: bool,
) -> io::Result<()> {
    let characters: Vec<char> = text.chars().collect();
    let rows = rows(&characters);
    let single = marks.len() == 1;
    let last = marks.iter().map(|mark| mark.end).max().unwrap_or(0);
    let marked = |start: usize, end: usize| {
        marks.iter().any(|mark| mark.start < end && start < mark.end.max(mark.start + 1))
    };
    let mut skipped = false;
    for (row, (start, end)) in rows.iter().copied().enumerate() {
        if around && rows.len() > 1 && !marked(start, end) {
            skipped = true;
            continue;
        }
        let label = if row == 0 { number.to_string() } else { String::new() };
        let label = if skipped { number.to_string() } else { label };
        let before = if skipped { "… " } else { "" };
        skipped = false;
        let part: String = characters.get(start..end).unwrap_or_default().iter().collect();
        writeln!(out, "{label:>width$} | {before}{}", part.trim_end())?;
        let signs: String = (start..end)
            .map(|at| {
                let held = marks.iter().find(|mark| (mark.start..mark.end).contains(&at));
                held.map_or(' ', |mark| mark.sign)
            })
            .collect();
        let indent = if before.is_empty() { "" } else { "  " };
        let said = marks.first().filter(|_| single && (start..=end).contains(&last));
        let said = said.map(|mark| format!(" {}", mark.said)).unwrap_or_default();
        if marked(start, end) {
            writeln!(out, "{:width$} | {indent}{}{said}", "", signs.trim_end())?;
        }
    }
    for mark in marks.iter().filter(|_| !single) {
        let stretch = format!("{}-{}", mark.start, mark.end);
        writeln!(out, "{:width$} | {} {stretch:<9} {}", "", mark.sign, mark.said)?;
    }
    Ok(())
}

/// The rows of a line: first character and one past the last of each.
fn rows(characters: &[char]) -> Vec<(usize, usize)> {
    let mut rows = Vec::new();
    let mut start = 0;
    while characters.len() - start > WIDTH {
        let row = characters.get(start..start + WIDTH).unwrap_or_default();
        let space = row.iter().rposition(|c| c.is_whitespace()).filter(|at| *at > WIDTH / 2);
        let end = start + space.map_or(WIDTH, |at| at + 1);
        rows.push((start, end));
        start = end;
    }
    rows.push((start, characters.len()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str, marks: &[Mark], around: bool) -> String {
        let mut out = Vec::new();
        print(&mut out, (7, 2), text, marks, around).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn mark(start: usize, end: usize, said: &str) -> Mark {
        Mark { start, end, sign: '^', said: said.to_owned() }
    }

    #[test]
    fn what_is_said_of_one_mark_stands_behind_it_and_of_several_below() {
        let one = " 7 | Été 2026\n   |     ^^^^ a year\n";
        assert_eq!(printed("Été 2026", &[mark(4, 8, "a year")], false), one);
        let two =
            " 7 | Été 2026\n   | ^^^ ^^^^\n   | ^ 0-3       a season\n   | ^ 4-8       a year\n";
        let marks = [mark(0, 3, "a season"), mark(4, 8, "a year")];
        assert_eq!(printed("Été 2026", &marks, false), two);
    }

    #[test]
    fn of_a_long_line_the_rows_with_a_mark_are_shown() {
        let text = format!("{}here {}", "word ".repeat(30), "word ".repeat(30));
        let shown = printed(&text, &[mark(150, 154, "it")], true);
        assert!(shown.contains("… "), "{shown}");
        assert!(shown.ends_with("^^^^ it\n"), "{shown}");
        assert_eq!(shown.lines().count(), 2);
    }
}
