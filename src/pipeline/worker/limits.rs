//! What a worker allows itself.

use std::time::Duration;

/// The limits of one worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory that the process may ask for.
    pub memory: u64,
    /// How long one document may take. The process that asks keeps this deadline; the worker
    /// itself ends when it has computed as long on every processor, should nobody ask any more.
    pub time: Duration,
}

#[cfg(unix)]
impl Limits {
    /// Sets what holds for the whole life of this process.
    pub fn set(&self) {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let hard = getrlimit(Resource::As).maximum;
        let memory = hard.map_or(self.memory, |hard| hard.min(self.memory));
        // A system that knows no such limit goes without.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(memory), maximum: hard });
        // Crashes are told to the process that asks; a file of the whole memory helps nobody.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }

    /// Gives the next document its time.
    pub fn renew(&self) {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        use rustix::time::{ClockId, clock_gettime};
        let processors = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec.unsigned_abs();
        let seconds = self.time.as_secs().saturating_add(1).saturating_mul(processors);
        let hard = getrlimit(Resource::Cpu).maximum;
        let until = used.saturating_add(seconds).saturating_add(1);
        let current = Some(hard.map_or(until, |hard| hard.min(until)));
        let _ = setrlimit(Resource::Cpu, Rlimit { current, maximum: hard });
    }
}

/// Ends this process with the thread that started it, for those whose threads live as long as they
/// need an answer; others see that a worker ends with its standard input.
pub fn end_with_starter() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}

#[cfg(not(unix))]
impl Limits {
    /// This system has no limits that a process sets itself: the deadline alone is kept.
    pub fn set(&self) {}

    /// Nothing to renew.
    pub fn renew(&self) {}
}
