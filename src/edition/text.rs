//! What changed, for people: as plain text or as Markdown.

use std::io::{self, Write};

use serde_json::Value;

use crate::edition::{Action, Changed, Comparison, Field, Mission, Named};
use crate::model::text::one_line;

/// The form of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Indented lines.
    Plain,
    /// Headings and lists.
    Markdown,
}

/// What things are called in the reader's language, by their keys: headings, fields, offices,
/// states.
pub type Words<'w> = &'w dyn Fn(&str) -> String;

/// Writes a comparison.
pub fn write(
    comparison: &Comparison,
    form: Form,
    words: Words<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { form, words, out };
    let Comparison { appeared, vanished, merged, perhaps, changed, unchanged } = comparison;
    let counts = [
        ("appeared", appeared.len()),
        ("vanished", vanished.len()),
        ("changed", changed.len()),
        ("unchanged", *unchanged),
    ];
    let summary = counts.into_iter().fold(words("summary"), |text, (name, count)| {
        text.replace(&format!("{{{name}}}"), &count.to_string())
    });
    page.line(0, &summary)?;
    page.names("appeared", appeared)?;
    page.names("vanished", vanished)?;
    if !merged.is_empty() {
        page.heading("merged")?;
        for merger in merged {
            let from: Vec<String> = merger.from.iter().map(|one| page.text(&one.name)).collect();
            let line = format!("{} → {}", from.join(" + "), page.text(&merger.to.name));
            page.item(1, &line)?;
        }
    }
    if !perhaps.is_empty() {
        page.heading("perhaps")?;
        for pair in perhaps {
            let line = format!("{} → {}", page.text(&pair.old.name), page.text(&pair.new.name));
            page.item(1, &line)?;
            for evidence in &pair.evidence {
                let line = page.text(evidence);
                page.item(2, &line)?;
            }
        }
    }
    if !changed.is_empty() {
        page.heading("changed")?;
    }
    changed.iter().try_for_each(|one| page.changed(one))
}

/// A text that grows.
struct Page<'p> {
    form: Form,
    words: Words<'p>,
    out: &'p mut dyn Write,
}

impl Page<'_> {
    fn names(&mut self, heading: &str, all: &[Named]) -> io::Result<()> {
        if all.is_empty() {
            return Ok(());
        }
        self.heading(heading)?;
        for Named { id, name } in all {
            let line = format!("{} ({id})", self.text(name));
            self.item(1, &line)?;
        }
        Ok(())
    }

    fn changed(&mut self, changed: &Changed) -> io::Result<()> {
        let colon = (self.words)("colon");
        let name = self.text(&changed.name);
        match self.form {
            Form::Plain => writeln!(self.out, "\n  {name} ({})", changed.id)?,
            Form::Markdown => writeln!(self.out, "\n### {name}\n")?,
        }
        for Field { field, from, to } in &changed.fields {
            let field = (self.words)(field);
            let line = match (from.as_ref().map(shown), to.as_ref().map(shown)) {
                (Some(from), Some(to)) => {
                    format!("{field}{colon}{} → {}", self.text(&from), self.text(&to))
                }
                (None, Some(to)) => format!("+ {field}{colon}{}", self.text(&to)),
                (Some(from), None) => format!("- {field}{colon}{}", self.text(&from)),
                (None, None) => continue,
            };
            self.item(2, &line)?;
        }
        for (mark, officers) in [("+", &changed.came), ("-", &changed.went)] {
            for officer in officers {
                let role = (self.words)(&officer.role);
                let line = format!("{mark} {}, {role}", self.text(&officer.name));
                self.item(2, &line)?;
            }
        }
        for moved in &changed.moved {
            let roles = |roles: &[String]| {
                roles.iter().map(|role| (self.words)(role)).collect::<Vec<_>>().join(", ")
            };
            let (from, to) = (roles(&moved.from), roles(&moved.to));
            let line = format!("{}{colon}{from} → {to}", self.text(&moved.name));
            self.item(2, &line)?;
        }
        changed.missions.iter().try_for_each(|mission| self.mission(mission))?;
        for (heading, gaps) in [("closed", &changed.closed), ("opened", &changed.opened)] {
            for gap in gaps {
                let line = format!("{}{colon}{}", (self.words)(heading), self.text(&gap.message));
                self.item(2, &line)?;
            }
        }
        Ok(())
    }

    fn mission(&mut self, mission: &Mission) -> io::Result<()> {
        let name = (self.words)(&mission.mission);
        let state = |state: &Option<String>| (self.words)(state.as_deref().unwrap_or("absent"));
        let line = match &mission.status {
            Some([from, to]) => {
                format!("{name}{}{} → {}", (self.words)("colon"), state(from), state(to))
            }
            None => name,
        };
        self.item(2, &line)?;
        for action in &mission.actions {
            let line = match action {
                Action::Added(text) => format!("+ {}", self.text(text)),
                Action::Dropped(text) => format!("- {}", self.text(text)),
                Action::Reworded(one) => {
                    format!("~ {} → {}", self.text(&one.from), self.text(&one.to))
                }
            };
            self.item(3, &line)?;
        }
        Ok(())
    }

    fn heading(&mut self, key: &str) -> io::Result<()> {
        let heading = (self.words)(key);
        match self.form {
            Form::Plain => writeln!(self.out, "\n{heading}"),
            Form::Markdown => writeln!(self.out, "\n## {heading}\n"),
        }
    }

    /// An item of a list, so many steps in.
    fn item(&mut self, depth: usize, text: &str) -> io::Result<()> {
        match self.form {
            Form::Plain => self.line(depth, text),
            Form::Markdown => {
                // A sign at the beginning of an item would begin a list in it.
                let sign = text.starts_with(['+', '-', '~']);
                let mark = if sign { "- \\" } else { "- " };
                let depth = if depth == 3 { 1 } else { 0 };
                writeln!(self.out, "{}{mark}{text}", "  ".repeat(depth))
            }
        }
    }

    fn line(&mut self, depth: usize, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}{text}", "  ".repeat(depth))
    }

    /// A document's text in one line; in Markdown without what would be markup.
    fn text(&self, text: &str) -> String {
        let line = one_line(text);
        match self.form {
            Form::Plain => line,
            Form::Markdown => {
                let mut escaped = String::with_capacity(line.len());
                for c in line.chars() {
                    if "\\`*_[]<>#|".contains(c) {
                        escaped.push('\\');
                    }
                    escaped.push(c);
                }
                escaped
            }
        }
    }
}

/// A value as people write it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(parts) => parts.values().map(shown).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
