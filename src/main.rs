//! Arguments in, exit status out.

mod cli;

use std::process::ExitCode;

/// Records are many small texts: a batch of reports takes about a tenth less of the processor with it
/// than with the allocator of the C library.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
