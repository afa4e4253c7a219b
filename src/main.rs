//! kaizen: parse, run, exit code.

use std::process::ExitCode;

/// Reading ten thousand files is mostly small allocations, from several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kaizen::main()
}
