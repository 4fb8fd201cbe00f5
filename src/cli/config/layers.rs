//! What holds where an option is set more than once: above the tables, in the table of a command, on
//! the command line. Each wins over those before it.

use clap::{Arg, ArgMatches, Command};

use super::file::{File, Setting};
use super::is_typed;

/// An option that takes another back where it is set later, since both together are not what
/// anybody means. On one command line, or in one table, both count.
const TAKES_BACK: [(&str, &str); 3] = [
    // Else `--only x` would run nothing where the file skips x.
    ("only", "skip"),
    // One is the opposite of the other.
    ("quiet", "verbose"),
    ("verbose", "quiet"),
];

/// What a file says for a command beside what is typed, in the order it would be typed: what stands
/// above the tables first, and in a table as the command has its options, since the keys of a table
/// have no order. `command` is built, so that it has the options of all commands too.
pub fn in_effect<'f>(file: &'f File, command: &Command, typed: &ArgMatches) -> Vec<&'f Setting> {
    let place = |setting: &Setting| {
        command.get_arguments().position(|arg| arg.get_long() == Some(&setting.option))
    };
    let mut effective: Vec<&Setting> = vec![];
    for table in [None, Some(command.get_name())] {
        let settings = file.settings.iter().filter(|setting| setting.table.as_deref() == table);
        let mut layer: Vec<&Setting> = settings.filter(|it| place(it).is_some()).collect();
        layer.sort_by_key(|setting| place(setting));
        // An empty one only takes back.
        for Setting { option, values, .. } in &layer {
            effective.retain(|lower| {
                lower.option != *option && (values.is_empty() || !takes_back(option, lower))
            });
        }
        effective.extend(layer.into_iter().filter(|setting| !setting.values.is_empty()));
    }
    let typed = command.get_arguments().filter(|arg| is_typed(arg, typed));
    for option in typed.filter_map(Arg::get_long) {
        effective.retain(|lower| lower.option != option && !takes_back(option, lower));
    }
    effective
}

fn takes_back(option: &str, lower: &Setting) -> bool {
    TAKES_BACK.contains(&(option, &lower.option))
}
