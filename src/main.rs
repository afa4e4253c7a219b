//! kaizen: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    kaizen::cli::main()
}
