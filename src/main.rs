//! The program `descrape`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(descrape::program::main(&std::env::args_os().collect::<Vec<_>>()))
}
