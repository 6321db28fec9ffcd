//! The examples of the rules as the file tells them: are there both kinds, and can the answer be
//! read from the text?

use std::collections::BTreeSet;

use crate::model::diagnostic::Diagnostic;
use crate::normalise::shadow::{fold, key};
use crate::rules::check;
use crate::rules::file::{ExampleTable, Text};
use crate::rules::lint::at;
use crate::rules::parsed::Parsed;
use crate::rules::target::Target;

/// Every check of the examples of one file.
pub const CHECKS: &[fn(&Parsed<'_>) -> Vec<Diagnostic>] = &[both_kinds, answers];

/// Normalisers that give the text back, in another spelling at most.
const VERBATIM: [&str; 3] = ["text", "person", "persons"];

/// Rules without an example that they match, and without one that they must not match.
fn both_kinds(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (id, examples) in with_examples(file) {
        let no = toml::Value::Boolean(false);
        if examples.iter().all(|example| example.expect == no) {
            let message = format!("{:?} has no example that it matches", id.get_ref());
            let hint = "add a text of a document and what the rule makes of it";
            problems.push(at(check::NO_EXAMPLE, file.source, id, message, hint));
        }
        if examples.iter().all(|example| example.expect != no) {
            let message = format!("{:?} has no example that it must not match", id.get_ref());
            let hint = "add the nearest text that is something else, with `expect = false`";
            problems.push(at(check::NO_COUNTER_EXAMPLE, file.source, id, message, hint));
        }
    }
    problems
}

/// The rules that read text, with their examples.
fn with_examples<'p>(file: &'p Parsed<'_>) -> Vec<(&'p Text, &'p [ExampleTable])> {
    let tables = &file.file;
    (tables.record.iter().map(|table| (&table.id, table.example.as_slice())))
        .chain(tables.index.iter().map(|table| (&table.id, table.example.as_slice())))
        .chain(tables.section.iter().map(|table| (&table.id, table.example.as_slice())))
        .chain(tables.field.iter().map(|table| (&table.id, table.example.as_slice())))
        .chain(tables.token.iter().map(|table| (&table.id, table.example.as_slice())))
        .chain(
            (tables.ignore.iter().filter(|table| table.pattern.is_some()))
                .map(|table| (&table.id, table.example.as_slice())),
        )
        .collect()
}

/// Answers that do not stand in their text: nothing could read them there.
fn answers(file: &Parsed<'_>) -> Vec<Diagnostic> {
    let tables = &file.file;
    let fields = tables.field.iter().map(|table| {
        let normaliser = table.normaliser.as_ref().map(|name| name.get_ref().as_str());
        let verbatim = normaliser.is_none_or(|name| VERBATIM.contains(&name));
        let captures = Target::named(table.sets.get_ref()).map_or(&[][..], |found| found.captures);
        (table.example.as_slice(), captures, verbatim)
    });
    let indexes = tables
        .index
        .iter()
        .map(|table| (table.example.as_slice(), &["name", "departments"][..], true));
    let mut problems = Vec::new();
    for (examples, captures, verbatim) in fields.chain(indexes) {
        for example in examples {
            let Some(table) = example.expect.as_table() else { continue };
            let lost = table.iter().find(|(name, value)| {
                let read = captures.contains(&name.as_str()) && (verbatim || *name != "value");
                !stands_in(value, example.text.get_ref(), read)
            });
            if let Some((name, value)) = lost {
                let message = format!("{name} = {value} does not stand in the text");
                let hint = "an answer is read from the text of its example";
                let text = &example.text;
                problems.push(at(check::ANSWER_NOT_IN_TEXT, file.source, text, message, hint));
            }
        }
    }
    problems
}

/// True if an answer can be read from a text: the words of one that is taken as it is printed
/// (`read`), the first digits of a number.
fn stands_in(answer: &toml::Value, text: &str, read: bool) -> bool {
    match answer {
        toml::Value::String(words) if read => {
            let text = key(text);
            let printed: BTreeSet<&str> = text.split(' ').collect();
            // A name can be printed within a longer word: "CPTS44".
            key(words).split(' ').all(|word| printed.contains(word) || text.contains(word))
        }
        toml::Value::Array(items) => items.iter().all(|item| stands_in(item, text, read)),
        toml::Value::Integer(number) => {
            let digits: String = fold(text).chars().filter(char::is_ascii_digit).collect();
            let number = number.unsigned_abs().to_string();
            // Numbers can be printed in words, or with a power of ten: "1,4 million".
            digits.is_empty() || digits.contains(number.trim_end_matches('0'))
        }
        _ => true,
    }
}
