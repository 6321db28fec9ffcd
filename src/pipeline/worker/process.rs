//! The other side: starting a worker, asking it, and telling why it died.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::model::defect::{DocumentError, ErrorKind};
use crate::pipeline::worker::{Limits, Reply, Request};

/// How much of what a worker complains of is kept, in bytes.
const COMPLAINT: usize = 4 << 10;

/// How long a worker may take to be ready: to load its rules, on a machine that is busy.
const START: Duration = Duration::from_secs(120);

/// How workers are started.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program that answers as `recense worker` does.
    pub file: PathBuf,
    /// Its arguments; they give it the same rules and limits.
    pub arguments: Vec<OsString>,
    /// What one document may take.
    pub limits: Limits,
}

/// A running worker.
#[derive(Debug)]
pub struct Process {
    child: Child,
    input: ChildStdin,
    replies: Receiver<Vec<u8>>,
    complaint: Option<JoinHandle<Vec<u8>>>,
    limits: Limits,
}

impl Process {
    /// Starts a worker and waits until it is ready, so that no document pays for that.
    pub fn start(program: &Program) -> io::Result<Self> {
        let mut child = Command::new(&program.file)
            .args(&program.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let closed = || io::Error::other("the worker has no pipes");
        let input = child.stdin.take().ok_or_else(closed)?;
        let output = child.stdout.take().ok_or_else(closed)?;
        let errors = child.stderr.take().ok_or_else(closed)?;
        let (send, replies) = channel();
        // The deadline is kept by whoever waits for the line, so somebody else has to read it.
        thread::Builder::new().spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                match output.read_until(b'\n', &mut line) {
                    Ok(1..) if line.ends_with(b"\n") && send.send(line).is_ok() => {}
                    _ => return,
                }
            }
        })?;
        let complaint = thread::Builder::new().spawn(move || last_of(errors))?;
        let complaint = Some(complaint);
        let mut process = Self { child, input, replies, complaint, limits: program.limits };
        // A worker that answers an empty line, be it that this is no request, can be asked.
        process.write(b"\n");
        match process.replies.recv_timeout(START) {
            Ok(_) => Ok(process),
            Err(RecvTimeoutError::Timeout) => {
                Err(io::Error::new(io::ErrorKind::TimedOut, "it does not answer"))
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err(io::Error::other(process.cause_of_death().message))
            }
        }
    }

    /// What a dead worker died of is told where its answer is waited for.
    fn write(&mut self, line: &[u8]) {
        let _ = self.input.write_all(line).and_then(|()| self.input.flush());
    }

    /// Has a document read. An error, as that of a document, if the worker died of it: then it is
    /// of no more use.
    pub fn ask(&mut self, request: &Request) -> Result<Reply, DocumentError> {
        let mut line = serde_json::to_vec(request)
            .map_err(|cause| DocumentError::new(ErrorKind::Unreadable, cause.to_string()))?;
        line.push(b'\n');
        self.write(&line);
        let end = Instant::now() + self.limits.time;
        loop {
            match self.replies.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let reply: Reply = serde_json::from_slice(&line).map_err(|cause| {
                        let cause = format!("the worker answered what is no answer: {cause}");
                        DocumentError::new(ErrorKind::Crashed, cause)
                    })?;
                    // An earlier document may have made the worker answer twice.
                    if reply.path.as_ref().is_none_or(|path| *path == request.path) {
                        return Ok(reply);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    return Err(self.late());
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.cause_of_death()),
            }
        }
    }

    fn late(&self) -> DocumentError {
        let cause = format!("not read within {:?} (--timeout)", self.limits.time);
        DocumentError::new(ErrorKind::TimedOut, cause)
    }

    fn cause_of_death(&mut self) -> DocumentError {
        let status = self.child.wait();
        let complaint = self.complaint.take().and_then(|thread| thread.join().ok());
        let complaint = String::from_utf8_lossy(&complaint.unwrap_or_default()).into_owned();
        if complaint.contains("memory allocation of") {
            let cause =
                format!("more than {} bytes of memory needed (--max-memory)", self.limits.memory);
            return DocumentError::new(ErrorKind::OutOfMemory, cause);
        }
        if complaint.contains("overflowed its stack") {
            return DocumentError::new(
                ErrorKind::Crashed,
                "the reader overflowed its stack; please report it",
            );
        }
        match status.as_ref().ok().and_then(signal) {
            Some(SIGXCPU) => self.late(),
            Some(SIGKILL) => {
                let cause = "the reader was killed, as the system does when memory runs out";
                DocumentError::new(ErrorKind::OutOfMemory, cause)
            }
            _ => {
                let how =
                    status.map_or_else(|error| error.to_string(), |status| status.to_string());
                let cause =
                    format!("the reader ended with {how}; please report it{}", said(&complaint));
                DocumentError::new(ErrorKind::Crashed, cause)
            }
        }
    }
}

impl Drop for Process {
    /// Whoever drops a worker has its answers.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The kernel's signals for too much computing and for an end without appeal (POSIX `signal.h`; the
/// numbers of Linux and macOS).
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

#[cfg(unix)]
fn signal(status: &ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(status)
}

#[cfg(not(unix))]
fn signal(_: &ExitStatus) -> Option<i32> {
    None
}

/// The first thing that a worker complained of. Of a panic the message and not its place, which
/// would tell of the machine that built the program.
fn said(complaint: &str) -> String {
    let mut lines = complaint.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    match (first.contains("panicked at"), lines.next()) {
        (true, Some(message)) => format!(": it panicked: {message}"),
        _ if first.is_empty() => String::new(),
        _ => format!(": {first}"),
    }
}

/// Reads all and keeps the end.
fn last_of(mut reader: impl Read) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        kept.extend_from_slice(buffer.get(..count).unwrap_or_default());
        let over = kept.len().saturating_sub(COMPLAINT);
        kept.drain(..over);
    }
    kept
}
