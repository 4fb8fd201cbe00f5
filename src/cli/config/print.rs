//! `--print-config`: the options in effect as a configuration file, each with where it comes from.

use std::ffi::OsStr;
use std::fmt::Write as _;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use descrape::error::printable;

use super::super::log;
use super::file::{File, Setting};
use super::refused;

/// The options of a command that may stand in a file, under the headings of its help. The command is
/// built; `matches` is what came of the command line and the file.
pub fn print(
    command: &Command,
    matches: &ArgMatches,
    file: Option<(&File, &[&Setting])>,
) -> String {
    let name = command.get_name();
    let mut out = format!("# The options in effect of `descrape {name}`.\n[{name}]\n");
    let may_stand = |arg: &&Arg| arg.get_long().is_some_and(|it| refused::reason(it).is_none());
    let options: Vec<&Arg> = command.get_arguments().filter(may_stand).collect();
    let mut headings: Vec<Option<&str>> = vec![];
    for option in &options {
        if !headings.contains(&option.get_help_heading()) {
            headings.push(option.get_help_heading());
        }
    }
    for heading in headings {
        let _ = writeln!(out, "\n# {}", heading.unwrap_or("Options"));
        for option in options.iter().filter(|option| option.get_help_heading() == heading) {
            line(&mut out, option, matches, file);
        }
    }
    out
}

fn line(out: &mut String, arg: &Arg, matches: &ArgMatches, file: Option<(&File, &[&Setting])>) {
    let (name, id) = (arg.get_long().unwrap_or_default(), arg.get_id().as_str());
    let Some(raw) = matches.get_raw(id) else {
        if !arg.is_hide_set() {
            let _ = writeln!(out, "# {name}: not set");
        }
        return;
    };
    let set = |(file, settings): (&File, &[&Setting])| {
        let setting = settings.iter().find(|setting| setting.option == name)?;
        Some(file.source.line(setting.at))
    };
    let from = match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "command line".to_owned(),
        _ => file.and_then(set).unwrap_or_else(|| "default".to_owned()),
    };
    let raw: Vec<&OsStr> = raw.collect();
    let _ = match value(arg, &raw) {
        Some(value) => writeln!(out, "{name} = {value}  # {}", printable(&from)),
        None => writeln!(out, "# {name}: not UTF-8, so it cannot stand here"),
    };
}

/// In TOML. `None` where it is no text.
fn value(arg: &Arg, raw: &[&OsStr]) -> Option<String> {
    let texts: Vec<&str> = raw.iter().map(|raw| raw.to_str()).collect::<Option<_>>()?;
    let is_list =
        arg.get_value_delimiter().is_some() && matches!(arg.get_action(), ArgAction::Append);
    Some(match texts[..] {
        [flag] if !arg.get_action().takes_values() => flag.to_owned(),
        [""] => "true".to_owned(),
        [one] if !is_list => scalar(one),
        _ => format!("[{}]", texts.into_iter().map(scalar).collect::<Vec<_>>().join(", ")),
    })
}

/// A number without quotes, if it reads as it is written.
fn scalar(text: &str) -> String {
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => text.to_owned(),
        // A string of JSON is one of TOML, but for a control character that JSON lets be.
        _ => log::escaped(&serde_json::Value::from(text).to_string()),
    }
}
