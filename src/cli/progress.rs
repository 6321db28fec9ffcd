//! How an import shows that it is getting on.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use recense::model::run::{Input, Run};
use recense::pipeline::{Removed, Watch};
use serde_json::{Value, json};

/// The watcher of an import: everything goes to standard error.
pub enum Progress {
    /// A bar where there is a terminal, and a line for each document that failed and, unless quiet,
    /// for each record that is removed.
    Bar {
        /// The bar; hidden where nobody sees it.
        bar: ProgressBar,
        /// Say nothing but what failed.
        quiet: bool,
    },
    /// One JSON object a line.
    Json,
}

impl Progress {
    /// The watcher that the arguments ask for.
    pub fn new(quiet: bool, json: bool) -> Self {
        if json {
            return Self::Json;
        }
        let bar = match !quiet && io::stderr().is_terminal() {
            true => ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()),
            false => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len}  {rate}  {wide_msg}");
        let bar = match style {
            Ok(style) => bar.with_style(style.with_key("rate", rate)),
            Err(_) => bar,
        };
        Self::Bar { bar, quiet }
    }

    /// The import is over.
    pub fn finish(&self, run: &Run) {
        match self {
            Self::Bar { bar, .. } => bar.finish_and_clear(),
            Self::Json => object(&json!({"event": "end", "totals": run.totals})),
        }
    }
}

impl Watch for Progress {
    fn start(&self, inputs: usize) {
        match self {
            Self::Bar { bar, .. } => bar.set_length(inputs as u64),
            Self::Json => object(&json!({"event": "start", "inputs": inputs})),
        }
    }

    fn begin(&self, path: &str) {
        match self {
            Self::Bar { bar, .. } => bar.set_message(path.to_owned()),
            Self::Json => object(&json!({"event": "begin", "path": path})),
        }
    }

    fn end(&self, input: &Input) {
        match self {
            Self::Bar { bar, .. } => {
                if let Some(error) = &input.error {
                    bar.suspend(|| say(&format!("{}: {}", input.path, error.message)));
                }
                bar.inc(1);
            }
            Self::Json => object(&json!({"event": "input", "input": input})),
        }
    }

    fn remove(&self, document: &str, cause: Removed) {
        let cause = match cause {
            Removed::Gone => "its input is gone or has changed",
            Removed::Failed => "its input could not be read this time",
        };
        match self {
            Self::Bar { quiet: true, .. } => {}
            Self::Bar { bar, .. } => {
                bar.suspend(|| say(&format!("documents/{document}.json: removed, {cause}")));
            }
            Self::Json => {
                object(&json!({"event": "remove", "document": document, "cause": cause}));
            }
        }
    }
}

fn object(value: &Value) {
    say(&value.to_string());
}

/// `12.5/s`
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    let _ = write!(out, "{:.1}/s", state.per_sec());
}

/// One line, in one piece: other threads write too. If nobody listens any more, the import goes on.
fn say(line: &str) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}
