//! Who reads the documents of a batch.

use crate::model::defect::ErrorKind;
use crate::pipeline::SetupError;
use crate::pipeline::worker::{Process, Program, Reply, Request, answer};
use crate::rules::Rules;

/// Who reads the documents of a batch.
#[derive(Debug, Clone)]
pub enum Readers {
    /// Processes of their own: what a document does to its process is told of this document.
    Processes(Program),
    /// This process, which a document can take down: for programs that trust their inputs.
    Here,
}

/// One that reads, for one thread.
pub enum Reader<'a> {
    /// A worker, started when it is first needed and again when a document was its end.
    Worker(&'a Program, Option<Box<Process>>),
    /// This thread, by these rules.
    Here(&'a Rules),
}

impl<'a> Reader<'a> {
    /// One of the readers.
    pub fn new(readers: &'a Readers, rules: &'a Rules) -> Self {
        match readers {
            Readers::Processes(program) => Self::Worker(program, None),
            Readers::Here => Self::Here(rules),
        }
    }

    /// Reads one document; an error if nothing can be read at all.
    pub fn read(&mut self, request: &Request) -> Result<Reply, SetupError> {
        let (program, running) = match self {
            Self::Here(rules) => return Ok(answer(request, rules)),
            Self::Worker(program, running) => (program, running),
        };
        loop {
            let (mut process, is_fresh) = match running.take() {
                Some(process) => (process, false),
                None => (started(program)?, true),
            };
            match process.ask(request) {
                Ok(reply) => {
                    *running = Some(process);
                    return Ok(reply);
                }
                Err(error) => {
                    tracing::info!(path = request.path, kind = ?error.kind, "a worker ended");
                    // What the documents before have left in a worker, or somebody did to it, may have
                    // been its end: only a fresh one tells of this document.
                    if is_fresh || error.kind == ErrorKind::TimedOut {
                        return Ok(Reply::failed(&request.path, error));
                    }
                }
            }
        }
    }
}

fn started(program: &Program) -> Result<Box<Process>, SetupError> {
    tracing::info!(program = %program.file.display(), "starts a worker");
    let start = Process::start(program);
    let file = || program.file.clone();
    Ok(Box::new(start.map_err(|cause| SetupError::Worker { program: file(), cause })?))
}
