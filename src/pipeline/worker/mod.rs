//! Reading documents in processes of their own, so that one that overflows the stack, eats all
//! memory or never ends costs itself and nothing else.
//!
//! A worker is the same program (`recense worker`). On its standard input it is told one document a
//! line, and it answers each on its standard output with exactly one line, failures included; both
//! are JSON ([`Request`], [`Reply`]) and nothing else is ever written there.

mod limits;
mod place;
mod process;

use std::io::{self, BufRead, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::model::defect::{DocumentError, ErrorKind};
use crate::model::digest::sha256;
use crate::model::record::Record;
use crate::model::run::{InputError, Outcome, Redaction};
use crate::pipeline::guard::guarded;
use crate::pipeline::parts::Parts;
use crate::pipeline::{SetupError, bytes, refused_at, state};
use crate::read::{Kind, kind};
use crate::redact;
use crate::rules::Rules;
use crate::write::{stage_file, to_json};

pub use limits::{Limits, end_with_starter};
pub use process::{Process, Program};

pub use crate::pipeline::guard::STACK;

/// No request has more bytes.
const REQUEST: u64 = 1 << 20;

/// A document to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Where it is: a text, or its bytes where these are no text.
    #[serde(with = "place")]
    pub file: PathBuf,
    /// What the record cites as `document.path`.
    pub path: String,
    /// The SHA-256 that its bytes must have; whatever they have if left out.
    #[serde(default)]
    pub sha256: Option<String>,
    /// The fingerprint that the rules must have; whatever they have if left out.
    #[serde(default)]
    pub rules: Option<String>,
    /// A folder to write the record into, under the name of its key. If left out, the record is in
    /// the answer.
    #[serde(default)]
    pub to: Option<PathBuf>,
    /// What is left out of the record and of the answer.
    #[serde(default)]
    pub redact: Option<Redaction>,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The path of the request; null if the line was no request.
    pub path: Option<String>,
    /// `extracted`, `skipped` or `failed`.
    pub outcome: Outcome,
    /// Why it failed.
    pub error: Option<InputError>,
    /// The folder of the rules that read it.
    pub folder: Option<String>,
    /// The record, if it was not to be written.
    pub record: Option<Record>,
    /// If it was, what the batch needs of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Parts>,
    /// The SHA-256 of the file that the record was written to.
    pub written: Option<String>,
    /// Why the record could not be written there: the document is not to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unwritten: Option<String>,
    /// Wall-clock seconds that it took.
    pub seconds: f64,
}

impl Reply {
    fn of(path: &str, outcome: Outcome) -> Self {
        let path = Some(path.to_owned());
        Self {
            path,
            outcome,
            error: None,
            folder: None,
            record: None,
            parts: None,
            written: None,
            unwritten: None,
            seconds: 0.0,
        }
    }

    /// The answer where a document could not be read.
    pub fn failed(path: &str, error: DocumentError) -> Self {
        let DocumentError { kind, message } = error;
        Self { error: Some(InputError { kind, message }), ..Self::of(path, Outcome::Failed) }
    }
}

/// Reads the documents of all requests, one after the other, until there are no more; leaves
/// personal data out where a request asks for it, or `redact` does for all of them.
pub fn serve(
    requests: impl BufRead,
    mut replies: impl Write,
    rules: &Rules,
    limits: Limits,
    redact: Option<Redaction>,
) -> io::Result<()> {
    let asked =
        |request: &Request| Request { redact: request.redact.or(redact), ..request.clone() };
    serve_by(requests, &mut replies, limits, |request| answer(&asked(request), rules))
}

/// As [`serve`], with another reading of one document.
pub fn serve_by(
    mut requests: impl BufRead,
    mut replies: impl Write,
    limits: Limits,
    answer: impl Fn(&Request) -> Reply,
) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let limit = (&mut requests).take(REQUEST).read_until(b'\n', &mut line)?;
        if limit == 0 {
            return Ok(());
        }
        if !line.ends_with(b"\n") && limit as u64 == REQUEST {
            skip_line(&mut requests)?;
        }
        limits.renew();
        let reply = match serde_json::from_slice::<Request>(&line) {
            Ok(request) => answer(&request),
            Err(cause) => {
                let error =
                    DocumentError::new(ErrorKind::Unreadable, format!("no request: {cause}"));
                Reply { path: None, ..Reply::failed("", error) }
            }
        };
        let mut answer = serde_json::to_vec(&reply)?;
        answer.push(b'\n');
        replies.write_all(&answer)?;
        replies.flush()?;
    }
}

/// Reads the rest of a line that is longer than any request.
fn skip_line(requests: &mut impl BufRead) -> io::Result<()> {
    loop {
        let part = requests.fill_buf()?;
        let end = part.iter().position(|byte| *byte == b'\n');
        let (length, ends) =
            (end.map_or(part.len(), |at| at + 1), end.is_some() || part.is_empty());
        requests.consume(length);
        if ends {
            return Ok(());
        }
    }
}

/// Reads one document.
pub fn answer(request: &Request, rules: &Rules) -> Reply {
    let begin = Instant::now();
    let reply = look(request, rules).unwrap_or_else(|error| {
        // What a reader cannot cope with may be quoted by what it says of it.
        let message = match request.redact {
            Some(Redaction::Persons) => redact::text(&error.message, rules),
            None => error.message,
        };
        Reply::failed(&request.path, DocumentError { message, ..error })
    });
    let seconds = (begin.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Reply { seconds, ..reply }
}

fn look(request: &Request, rules: &Rules) -> Result<Reply, DocumentError> {
    let changed = |what: &str| {
        let cause = format!("{what} changed while the batch was running; import it again");
        DocumentError::new(ErrorKind::Unreadable, cause)
    };
    if request.rules.as_ref().is_some_and(|asked| asked != rules.fingerprint()) {
        return Err(changed("the rules"));
    }
    let bytes = bytes(&request.file)?;
    let hash = sha256(&bytes);
    if request.sha256.as_ref().is_some_and(|asked| *asked != hash) {
        return Err(changed("the file"));
    }
    let name = crate::file_name(&request.path);
    let reading = guarded(|| match kind(&bytes, name) {
        Kind::Data(_) => Ok(None),
        Kind::Document(_) | Kind::Unsupported(_) => {
            crate::read_hashed(&bytes, hash.clone(), &request.path, rules).map(Some)
        }
    })?;
    let Some(reading) = reading else { return Ok(Reply::of(&request.path, Outcome::Skipped)) };
    let record = match request.redact {
        Some(Redaction::Persons) => redact::persons(reading.record, rules)?,
        None => reading.record,
    };
    let rules = rules.fingerprint_of(&reading.folder);
    let extracted =
        Reply { folder: Some(reading.folder), ..Reply::of(&request.path, Outcome::Extracted) };
    let Some(to) = &request.to else {
        return Ok(Reply { record: Some(record), ..extracted });
    };
    let key = state::key(&request.path, &hash, rules.as_deref(), request.redact);
    Ok(match write(&record, &to.join(format!("{key}.json"))) {
        Ok((hash, parts)) => Reply { parts: Some(parts), written: Some(hash), ..extracted },
        Err(cause) => {
            let failed = Reply::of(&request.path, Outcome::Failed);
            Reply { unwritten: Some(cause.to_string()), ..failed }
        }
    })
}

/// Writes a record; gives the hash of the file, and the parts of the record.
fn write(record: &Record, path: &Path) -> Result<(String, Parts), SetupError> {
    let text = to_json(record).map_err(refused_at(path))?;
    let parts = Parts::of(record).map_err(io::Error::from).map_err(refused_at(path))?;
    stage_file(path, &text)?;
    Ok((sha256(text.as_bytes()), parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_one_answer_whatever_is_in_it() {
        let long = "x".repeat(REQUEST as usize + 7);
        let requests = [
            b"garb\xff\n".as_slice(),
            b"\n{}\n",
            long.as_bytes(),
            b"\n",
            b"{\"file\":\"a\",\"path\":\"a\"}",
        ];
        let mut answers = Vec::new();
        let limits = Limits { memory: u64::MAX, time: std::time::Duration::from_secs(3600) };
        let answer = |request: &Request| Reply::of(&request.path, Outcome::Skipped);
        serve_by(requests.concat().as_slice(), &mut answers, limits, answer).unwrap();
        let answers: Vec<Reply> = answers
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        assert_eq!(answers.len(), 5);
        let (last, others) = answers.split_last().unwrap();
        assert!(others.iter().all(|reply| reply.path.is_none() && reply.error.is_some()));
        assert_eq!(last.path.as_deref(), Some("a"));
    }
}
