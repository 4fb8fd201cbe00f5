//! The command line: parse, do, say how it went by the exit code.
//!
//! It is in the library so that other programs are it too: the script of the Python wheel calls
//! [`main`], and what a call from Python may choose is what a command line may, by the same names.

use std::ffi::OsString;

use crate::cli::args::Command;
use crate::cli::interrupt::{self, INTERRUPTED};
pub use crate::cli::step::{Choice, Step};
use crate::cli::{
    Outcome, check, clean, explain, generate, licenses, parse, restore, rules, survey, terminal,
};

/// Runs the program with its arguments, the first of which is its own name; what it is to end with:
/// 0 all done, 1 something was found, 2 something was not done, 130 interrupted.
///
/// It takes over the process: stdin, stdout, stderr, the terminal and what Ctrl-C does.
pub fn main(line: &[OsString]) -> u8 {
    interrupt::listen();
    terminal::say_panics_in_one_line();
    crate::corpus::quiet_panics();
    // A panic inside one document is caught where documents are cleaned; this is for the rest.
    std::panic::catch_unwind(|| run(line)).unwrap_or(Outcome::Incomplete.exit_code())
}

fn run(line: &[OsString]) -> u8 {
    let cli = match parse::parse(line) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    terminal::use_colour(cli.color);
    terminal::use_log(cli.log_format);
    // `--licenses` goes before any command.
    let outcome = match cli.command.filter(|_| !cli.licenses) {
        Some(Command::Clean(args)) => clean::run(&args, &cli.configured, &cli.typed),
        Some(Command::Check(args)) => check::run(&args, &cli.configured),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Restore(args)) => restore::run(&args),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Survey(args)) => survey::run(&args, &cli.configured),
        Some(Command::Generate(args)) => generate::run(&args),
        None => licenses::run(),
    };
    match outcome {
        Ok(outcome) => outcome.exit_code(),
        // Whoever read our output has seen enough: `descrape rules | head`.
        Err(error) if error.is_closed_pipe() => Outcome::Done.exit_code(),
        Err(error) => {
            let code = terminal::failed(&error);
            if error.is_interrupted() { INTERRUPTED } else { code }
        }
    }
}
