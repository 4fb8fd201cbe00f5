//! From TOML to settings: every key is an option, and every value such as the option takes.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::Path;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command, ValueHint};
use descrape::error::{Error, printable};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::names::nearest;
use super::file::{Setting, Source, Value};
use super::ignores::{self, IgnoreRow};
use super::{option, refused};

/// A key and its value.
type Entry<'a> = (&'a Spanned<Cow<'a, str>>, &'a Spanned<DeValue<'a>>);

/// What a table sets for a program, and the findings that it accepts, in the order of the file. The program is built: its commands
/// have the options of all commands too.
pub fn settings(
    table: &DeTable,
    source: &Source,
    program: &Command,
) -> Result<(Vec<Setting>, Vec<IgnoreRow>), Error> {
    let all: Vec<&Command> = program.get_subcommands().collect();
    let (mut settings, mut ignores) = (vec![], vec![]);
    for (key, value) in in_order(table) {
        let name = &**key.get_ref();
        let is_option = all.iter().any(|command| option(command, name).is_some());
        match (program.find_subcommand(name), value.get_ref()) {
            (Some(command), DeValue::Table(table)) => {
                for entry in in_order(table) {
                    if (name, &**entry.0.get_ref()) == (ignores::COMMAND, ignores::KEY) {
                        ignores = ignores::rows(entry.1, source)?;
                        continue;
                    }
                    let setting = setting(entry, &[command], source, program)?;
                    settings.push(Setting { table: Some(name.to_owned()), ..setting });
                }
            }
            // `survey` is both.
            (Some(_), _) if !is_option => {
                let what = format!("'{name}' is a command; its options stand below [{name}]");
                return Err(source.error(key.span().start, what));
            }
            (None, DeValue::Table(_)) if !is_option => {
                let what = format!("there is no command '{}'", printable(name));
                let names: Vec<&str> = all.iter().map(|command| command.get_name()).collect();
                let list = format!("there are: {}", names.join(", "));
                let hint = did_you_mean(name, names.into_iter(), &list);
                return Err(source.error(key.span().start, what).hint(hint));
            }
            _ => settings.push(setting((key, value), &all, source, program)?),
        }
    }
    Ok((settings, ignores))
}

/// By place; a table is sorted by its keys.
fn in_order<'a>(table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// One setting, of one command or of all.
fn setting(
    (key, value): Entry,
    commands: &[&Command],
    source: &Source,
    program: &Command,
) -> Result<Setting, Error> {
    let (name, at) = (&**key.get_ref(), key.span().start);
    let refuse = |why| {
        let what = format!("'{}' cannot stand in a configuration file: {why}", printable(name));
        source.error(at, what)
    };
    if let Some(why) = refused::reason(name) {
        return Err(refuse(why));
    }
    let args: Vec<&Arg> = commands.iter().filter_map(|command| option(command, name)).collect();
    let Some(first) = args.first() else {
        if commands.iter().any(|command| is_argument(command, name)) {
            return Err(refuse("what a command is about is named on the command line"));
        }
        return Err(unknown(name, at, commands, source, program));
    };
    for arg in &args {
        fits(arg, value).map_err(|(at, what)| {
            let possible = arg.get_possible_values();
            let names: Vec<&str> = possible.iter().map(PossibleValue::get_name).collect();
            let error = source.error(at, format!("'{name}' {what}"));
            if names.is_empty() || arg.is_hide_possible_values_set() {
                error
            } else {
                error.hint(format!("there are: {}", names.join(", ")))
            }
        })?;
    }
    let folder = source.path.parent().filter(|_| is_path(first));
    let values = match value.get_ref() {
        DeValue::Array(array) => array.iter().filter_map(|it| typed(it, first, folder)).collect(),
        _ => typed(value, first, folder).into_iter().collect(),
    };
    Ok(Setting { table: None, option: name.to_owned(), values, at })
}

/// Whether a command has an argument of that name that is no option.
fn is_argument(command: &Command, name: &str) -> bool {
    let is_it = |arg: &Arg| {
        let shown = arg.get_value_names().unwrap_or_default();
        arg.get_id() == name || shown.iter().any(|shown| shown.eq_ignore_ascii_case(name))
    };
    command.get_positionals().any(is_it)
}

/// No command that is meant has an option of that name.
fn unknown(
    name: &str,
    at: usize,
    commands: &[&Command],
    source: &Source,
    program: &Command,
) -> Error {
    let shown = printable(name);
    let what = match commands {
        [command] => format!("`descrape {}` has no option '{shown}'", command.get_name()),
        _ => format!("there is no option '{shown}'"),
    };
    let having = program.get_subcommands().filter(|command| option(command, name).is_some());
    let having: Vec<&str> = having.map(Command::get_name).collect();
    let hint = if having.is_empty() {
        let names = commands.iter().flat_map(|command| command.get_arguments());
        let names = names.filter_map(Arg::get_long).filter(|it| refused::reason(it).is_none());
        let command = commands.first().map_or("clean", |command| command.get_name());
        did_you_mean(name, names, &format!("`descrape {command} --help` lists them"))
    } else {
        format!("it is an option of: {}", having.join(", "))
    };
    source.error(at, what).hint(hint)
}

fn did_you_mean<'a>(name: &str, names: impl Iterator<Item = &'a str>, list: &str) -> String {
    match nearest(name, names) {
        Some(near) => format!("did you mean '{near}'? {list}"),
        None => list.to_owned(),
    }
}

/// Whether a value is of a type that the option takes; if not, where, and what it takes.
fn fits(arg: &Arg, value: &Spanned<DeValue>) -> Result<(), (usize, String)> {
    let is_flag = !arg.get_action().takes_values();
    let is_list = matches!(arg.get_action(), ArgAction::Append);
    let is_text = |value: &DeValue| {
        matches!(value, DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_))
    };
    let wrong = match value.get_ref() {
        DeValue::Boolean(_) if is_flag || may_stand_alone(arg) => None,
        DeValue::Array(array) if is_list => array.iter().find(|item| !is_text(item.get_ref())),
        text if is_text(text) && !is_flag => None,
        _ => Some(value),
    };
    let Some(wrong) = wrong else { return Ok(()) };
    let takes = match (is_flag, is_list, may_stand_alone(arg)) {
        (true, ..) => "is true or false",
        (_, true, false) => "takes a string, or an array of strings",
        (_, true, true) => "takes true, a string, or an array of strings",
        (..) => "takes a string or a number",
    };
    let type_of = wrong.get_ref().type_str();
    let article = if type_of.starts_with(['a', 'i']) { "an" } else { "a" };
    Err((wrong.span().start, format!("{takes}, not {article} {type_of}")))
}

/// Whether the option may be typed without a value.
fn may_stand_alone(arg: &Arg) -> bool {
    arg.get_num_args().is_some_and(|range| range.min_values() == 0)
}

fn is_path(arg: &Arg) -> bool {
    let paths = [ValueHint::AnyPath, ValueHint::FilePath, ValueHint::DirPath];
    paths.contains(&arg.get_value_hint())
}

/// A value as clap takes it; a path starts from the folder of the file.
fn typed(value: &Spanned<DeValue>, arg: &Arg, folder: Option<&Path>) -> Option<Value> {
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Integer(number) => {
            let decimal = u64::from_str_radix(number.as_str(), number.radix());
            decimal.map_or_else(|_| number.to_string(), |decimal| decimal.to_string())
        }
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(true) if arg.get_action().takes_values() => String::new(),
        DeValue::Boolean(true) => "true".to_owned(),
        _ => return None,
    };
    let raw = match folder {
        Some(folder) if !text.is_empty() => folder.join(text).into_os_string(),
        _ => OsString::from(text),
    };
    Some(Value { raw, at: value.span().start })
}
