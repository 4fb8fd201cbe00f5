//! The command line: parse, do, say how it went by the exit code.

mod cli;

use std::process::ExitCode;

use cli::args::Command;
use cli::interrupt::{self, INTERRUPTED};
use cli::{
    Outcome, check, clean, explain, generate, licenses, parse, restore, rules, survey, terminal,
};

fn main() -> ExitCode {
    interrupt::listen();
    terminal::say_panics_in_one_line();
    descrape::corpus::quiet_panics();
    // A panic inside one document is caught where documents are cleaned; this is for the rest.
    std::panic::catch_unwind(run).unwrap_or(ExitCode::from(Outcome::Incomplete.exit_code()))
}

fn run() -> ExitCode {
    let cli = match parse::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    terminal::use_colour(cli.color);
    terminal::use_log(cli.log_format);
    // `--licenses` goes before any command.
    let outcome = match cli.command.filter(|_| !cli.licenses) {
        Some(Command::Clean(args)) => clean::run(&args, &cli.configured),
        Some(Command::Check(args)) => check::run(&args, &cli.configured),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Restore(args)) => restore::run(&args),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Survey(args)) => survey::run(&args, &cli.configured),
        Some(Command::Generate(args)) => generate::run(&args),
        None => licenses::run(),
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        // Whoever read our output has seen enough: `descrape rules | head`.
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            let code = terminal::failed(&error);
            if error.is_interrupted() { ExitCode::from(INTERRUPTED) } else { code }
        }
    }
}
