//! `descrape.toml`: options that need not be typed.
//!
//! There is no second list of options. A key is the long name of one, looked up in the command line
//! itself; its values are read by the parser of that option, so a wrong one gets the words it gets
//! when typed; then they are the option's defaults, which give way to what is typed.

mod entries;
mod file;
mod ignores;
mod layers;
mod print;
mod refused;
mod values;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

pub use file::{File, Setting};
pub use ignores::IgnoreRow;
pub use layers::in_effect;
pub use print::print;
pub use values::check;

/// The name that is looked for in the working directory.
const NAME: &str = "descrape.toml";

/// What a configuration file says for the command that runs, and nobody typed.
#[derive(Debug, Clone, Default)]
pub struct Configured {
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// Long names of options, and their values as text.
    pub options: Vec<(String, Vec<String>)>,
    /// Findings of a check that are accepted.
    pub ignores: Vec<IgnoreRow>,
}

impl Configured {
    pub fn new(file: &File, settings: &[&Setting]) -> Configured {
        let text = |value: OsString| value.to_string_lossy().into_owned();
        let options = settings.iter().map(|it| (it.option.clone(), it.raw().map(text).collect()));
        Configured {
            file: Some(file.source.path.clone()),
            options: options.collect(),
            ignores: file.ignores.clone(),
        }
    }

    /// Whether an option has its value from the file.
    pub fn has(&self, option: &str) -> bool {
        self.options.iter().any(|(name, _)| name == option)
    }
}

/// The file that is asked for, or else the one in the working directory, if there is one.
pub fn find(typed: &ArgMatches) -> Option<PathBuf> {
    if typed.get_flag("isolated") {
        return None;
    }
    // A link that leads nowhere is there, and will be an error.
    let is_there = || Path::new(NAME).symlink_metadata().is_ok().then(|| NAME.into());
    typed.get_one("config").cloned().or_else(is_there)
}

/// The command line with what a file says for a command as defaults. Values were checked.
pub fn with_defaults(mut program: Command, command: &str, settings: &[&Setting]) -> Command {
    for setting in settings {
        // Those of the program itself are passed down to its commands.
        let global = option(&program, &setting.option).map(|arg| arg.get_id().clone());
        program = match global {
            Some(id) => program.mut_arg(id, |arg| arg.default_values(setting.raw())),
            None => program.mut_subcommand(command, |command| {
                let id = option(&command, &setting.option).map(|arg| arg.get_id().clone());
                match id {
                    Some(id) => command.mut_arg(id, |arg| arg.default_values(setting.raw())),
                    None => command,
                }
            }),
        };
    }
    program
}

/// The option of that long name.
fn option<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(name))
}

/// Whether an option was typed.
fn is_typed(arg: &Arg, typed: &ArgMatches) -> bool {
    typed.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests;
