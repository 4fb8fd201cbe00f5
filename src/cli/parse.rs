//! From what was typed, and what a configuration file says beside it, to what is to be done.

use std::ffi::OsString;

use clap::builder::Resettable::Reset;
use clap::error::ErrorKind;
use clap::{Command, CommandFactory, FromArgMatches, ValueEnum};
use descrape::error::Error;

use super::args::{Cli, Color};
use super::config::{self, Configured, File};
use super::log::LogFormat;
use super::{Outcome, terminal};

/// What ends the program before it has begun.
enum End {
    /// A command line that makes no sense, or asks for help.
    Usage(clap::Error),
    /// A value in a configuration file that makes no sense, and where it stands.
    Value(String, clap::Error),
    /// A configuration file that makes no sense.
    File(Error),
    /// The configuration was asked for.
    Configuration(String),
}

/// What is to be done. Where that makes no sense, or only asks for help, it has been said.
pub fn parse(line: &[OsString]) -> Result<Cli, u8> {
    read(line).map_err(|end| match end {
        End::Usage(error) => {
            // clap gives up before it has told what these say.
            let words: Vec<String> =
                line.iter().map(|word| word.to_string_lossy().into_owned()).collect();
            show_as(said(&words, "--color"), said(&words, "--log-format"));
            terminal::usage(&error, None)
        }
        End::Value(place, error) => terminal::usage(&error, Some(&place)),
        End::File(error) => terminal::failed(&error),
        End::Configuration(view) => match terminal::show(&view) {
            Err(error) if !error.is_closed_pipe() => terminal::failed(&error),
            _ => Outcome::Done.exit_code(),
        },
    })
}

fn read(line: &[OsString]) -> Result<Cli, End> {
    let program = program(line);
    let typed = program.clone().try_get_matches_from(line).map_err(End::Usage)?;
    let Some((name, own)) = typed.subcommand() else {
        return if typed.get_flag("licenses") {
            Cli::from_arg_matches(&typed).map_err(End::Usage)
        } else {
            let names: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
            let what = format!("a command is missing: {}", names.join(", "));
            Err(End::Usage(program.clone().error(ErrorKind::MissingSubcommand, what)))
        };
    };
    show_as(own.get_one("color").copied(), own.get_one("log_format").copied());

    // Not clap's `conflicts_with`, which does not see that one stands before the command.
    if own.get_flag("isolated") && own.contains_id("config") {
        let what = "'--config' and '--isolated' cannot be used together";
        return Err(End::Usage(program.clone().error(ErrorKind::ArgumentConflict, what)));
    }

    let mut built = program.clone();
    built.build();
    let command = built.find_subcommand(name).unwrap_or(&program);
    let file = config::find(own).map(|path| File::read(&path, &built)).transpose();
    let file = file.map_err(End::File)?;
    let (mut matches, mut configured) = (typed.clone(), Configured::default());
    let mut settings = vec![];
    if let Some(file) = &file {
        config::check(file, &program, name).map_err(|(place, error)| End::Value(place, error))?;
        settings = config::in_effect(file, command, own);
        let program = config::with_defaults(program.clone(), name, &settings);
        matches = program.try_get_matches_from(line).map_err(End::Usage)?;
        configured = Configured::new(file, &settings);
    }
    if own.get_flag("print_config") {
        let own = matches.subcommand_matches(name).unwrap_or(own);
        let file = file.as_ref().map(|file| (file, &settings[..]));
        return Err(End::Configuration(config::print(command, own, file)));
    }
    let mut cli = Cli::from_arg_matches(&matches).map_err(End::Usage)?;
    cli.configured = configured;
    cli.typed = line.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    Ok(cli)
}

/// The command line. Where only the configuration is asked for, nothing needs to be named.
fn program(line: &[OsString]) -> Command {
    let program = Cli::command();
    if !line.iter().take_while(|word| *word != "--").any(|word| word == "--print-config") {
        return program;
    }
    let names: Vec<String> = program.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    names.into_iter().fold(program, |program, name| {
        program.mut_subcommand(name, |command| {
            command.mut_args(|arg| arg.required(false).required_unless_present(Reset))
        })
    })
}

fn show_as(color: Option<Color>, format: Option<LogFormat>) {
    if let Some(color) = color {
        terminal::use_colour(color);
    }
    if let Some(format) = format {
        terminal::use_log(format);
    }
}

/// The value of an option, `--option value` or `--option=value`.
fn said<T: ValueEnum>(args: &[String], option: &str) -> Option<T> {
    let after = args.iter().position(|arg| arg == option).and_then(|at| args.get(at + 1));
    let within =
        || args.iter().find_map(|arg| arg.strip_prefix(option).and_then(|s| s.strip_prefix('=')));
    let word = after.map(String::as_str).or_else(within)?;
    T::from_str(word, false).ok()
}
