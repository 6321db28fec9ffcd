//! `recense inspect`: the document as the rules see it.

mod human;
mod json;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use recense::Reading;
use recense::model::document::{Document, Line, Word};
use recense::pipeline::{self, FileError};
use recense::write::to_json;

use crate::cli::RuleArguments;

/// Show a document as the rules see it: pages, lines, their look, and who read what.
///
/// A place in an evidence is a page, a line and a stretch of characters as `--format text` prints
/// them: one row for each line, pages separated by a form feed. It is the document itself that is
/// shown, with all that an import may leave out of its record.
#[derive(clap::Args)]
pub struct Arguments {
    /// The document
    file: PathBuf,
    /// What to show
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    rules: RuleArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines with their look, and each stretch claimed, ignored or unclaimed by which rule
    Human,
    /// The bare lines, pages separated by a form feed
    Text,
    /// Everything, with frames and reading order
    Json,
    /// One word a line: place, box, text
    Words,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match show(arguments) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => match error.downcast::<FileError>() {
            Ok(error @ FileError::Document { .. }) => {
                let _ = writeln!(io::stderr(), "{error}");
                Ok(ExitCode::FAILURE)
            }
            Ok(error) => Err(error.into()),
            Err(error) => Err(error),
        },
    }
}

fn show(arguments: &Arguments) -> anyhow::Result<()> {
    let reading = || -> anyhow::Result<Reading> {
        let rules = arguments.rules.load()?;
        Ok(pipeline::read_file(&arguments.file, &rules)?)
    };
    match arguments.format {
        Format::Text => {
            let document = pipeline::document(&arguments.file)?;
            super::print(|out| Ok(text(out, &document)?))
        }
        Format::Words => {
            let document = pipeline::document(&arguments.file)?;
            super::print(|out| Ok(words(out, &document)?))
        }
        Format::Human => {
            let reading = reading()?;
            super::print(|out| Ok(human::print(out, &reading)?))
        }
        Format::Json => {
            let view = to_json(&json::view(&reading()?))?;
            super::print(|out| Ok(out.write_all(view.as_bytes())?))
        }
    }
}

/// One row for each line; between two pages a form feed and no line feed, so that the rows of a
/// page are its lines.
fn text(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    for (number, page) in document.pages.iter().enumerate() {
        if number > 0 {
            write!(out, "\u{c}")?;
        }
        for line in &page.lines {
            writeln!(out, "{}", line.text)?;
        }
    }
    Ok(())
}

/// `page:line:start-end`, the box, the word; without positions the words are what white space
/// separates.
fn words(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    for (page_index, page) in document.pages.iter().enumerate() {
        for (line_index, line) in page.lines.iter().enumerate() {
            for (start, end, place) in word_places(line) {
                let text: String = line.text.chars().skip(start).take(end - start).collect();
                write!(out, "{}:{}:{start}-{end}\t", page_index + 1, line_index + 1)?;
                match place {
                    Some(Word { x0, y0, x1, y1, .. }) => {
                        writeln!(out, "{x0:.2}\t{y0:.2}\t{x1:.2}\t{y1:.2}\t{text}")?;
                    }
                    None => writeln!(out, "-\t-\t-\t-\t{text}")?,
                }
            }
        }
    }
    Ok(())
}

/// A word of a line: first character, one past the last, and where it stands.
type WordPlace = (usize, usize, Option<Word>);

/// The words of a line.
fn word_places(line: &Line) -> Vec<WordPlace> {
    if !line.words.is_empty() {
        return line
            .words
            .iter()
            .map(|word| (word.start, word.end.max(word.start), Some(*word)))
            .collect();
    }
    let mut stretches = Vec::new();
    let mut open = None;
    let end = line.text.chars().count();
    for (index, character) in line.text.chars().chain([' ']).enumerate() {
        match (open, character.is_whitespace()) {
            (None, false) => open = Some(index),
            (Some(start), true) => {
                stretches.push((start, index.min(end), None));
                open = None;
            }
            _ => {}
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use recense::model::document::{MediaType, Page};

    use super::*;

    fn document(pages: &[&[&str]]) -> Document {
        let line = |text: &&str| Line { text: (*text).to_owned(), ..Line::default() };
        let pages = pages
            .iter()
            .map(|lines| Page { lines: lines.iter().map(line).collect(), ..Page::default() })
            .collect();
        Document {
            media_type: MediaType::Text,
            paginated: true,
            pages,
            declared_language: None,
            defects: Vec::new(),
        }
    }

    #[test]
    fn rows_between_form_feeds_are_the_lines_of_a_page() {
        let mut out = Vec::new();
        text(&mut out, &document(&[&["a", "", "b"], &[], &["c"]])).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a\n\nb\n\u{c}\u{c}c\n");
    }

    #[test]
    fn words_of_a_text_are_what_white_space_separates() {
        let mut out = Vec::new();
        words(&mut out, &document(&[&["Été 2026", "", " x"]])).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "1:1:0-3\t-\t-\t-\t-\tÉté\n1:1:4-8\t-\t-\t-\t-\t2026\n1:3:1-2\t-\t-\t-\t-\tx\n"
        );
    }
}
