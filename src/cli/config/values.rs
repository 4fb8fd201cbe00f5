//! Values of a file, read by the parser of the option they are for.

use std::ffi::{OsStr, OsString};

use clap::builder::Resettable::Reset;
use clap::{Arg, Command};

use super::file::File;
use super::option;

/// Reads all that a file says for a command, also what is not in effect. An error comes with its
/// place.
pub fn check(file: &File, program: &Command, command: &str) -> Result<(), (String, clap::Error)> {
    // What is built already has been told of the options beside it, and cannot stand alone.
    let own = program.find_subcommand(command);
    let is_for = |table: &Option<String>| table.as_deref().is_none_or(|name| name == command);
    for setting in file.settings.iter().filter(|setting| is_for(&setting.table)) {
        let arg = own.and_then(|own| option(own, &setting.option));
        let Some(arg) = arg.or_else(|| option(program, &setting.option)) else { continue };
        for value in &setting.values {
            read(arg, &value.raw).map_err(|error| {
                (file.source.place(value.at), error.with_cmd(own.unwrap_or(program)))
            })?;
        }
    }
    Ok(())
}

/// Reads a value as if it were typed, on a command line that has no other option.
fn read(arg: &Arg, value: &OsStr) -> Result<(), clap::Error> {
    let Some(name) = arg.get_long().filter(|_| arg.get_action().takes_values()) else {
        return Ok(()); // a flag takes none
    };
    let alone = arg.clone().requires(Reset).conflicts_with(Reset).overrides_with(Reset);
    let alone = Command::new("descrape").no_binary_name(true).disable_help_flag(true).arg(alone);
    let typed = [OsStr::new("--"), OsStr::new(name), OsStr::new("="), value];
    let typed: OsString = typed.into_iter().collect();
    alone.try_get_matches_from([typed]).map(drop)
}
