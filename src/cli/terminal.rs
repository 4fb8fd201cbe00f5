//! The only place that writes to stdout and stderr.
//!
//! Everything goes through anstream, which leaves colours out where they are not wanted: a pipe,
//! `NO_COLOR`, `--color never`, a dumb terminal. With `--log-format json` what goes to stderr is
//! objects for programs.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use descrape::error::{Error, printable};
use descrape::output::{Destination, Writer};

use super::Outcome;
use super::args::Color;
use super::log::{self, Fields, Level, LogFormat};

pub const HEADING: Style = Style::new().bold();
pub const NAME: Style = AnsiColor::Cyan.on_default();
pub const BEFORE: Style = AnsiColor::Red.on_default();
pub const AFTER: Style = AnsiColor::Green.on_default();
pub const WARNING: Style = AnsiColor::Yellow.on_default();
pub const QUIET: Style = Style::new().dimmed();
const PROBLEM: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Data, to stdout.
pub fn show(view: &str) -> Result<(), Error> {
    write_to(anstream::stdout().lock(), view)
}

/// Data for programs, to stdout: with colours anstream would also take out a DEL that is data.
fn show_to_the_byte(view: &str) -> Result<(), Error> {
    write_to(std::io::stdout().lock(), view)
}

fn write_to(mut stdout: impl Write, view: &str) -> Result<(), Error> {
    stdout
        .write_all(view.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| Error::new("could not write to stdout").because(error))
}

/// How many columns a line has for what goes to stdout: those of the terminal, unless `COLUMNS` says
/// otherwise, and in a pipe enough for a log.
pub fn width() -> usize {
    const OF_A_LOG: usize = 120;
    let named = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let of_terminal = || {
        let (width, _) = terminal_size::terminal_size_of(std::io::stdout())?;
        Some(usize::from(width.0))
    };
    named.filter(|columns| *columns > 0).or_else(of_terminal).unwrap_or(OF_A_LOG)
}

/// Data that comes bit by bit, to stdout or to a file that appears whole or not at all.
#[derive(Debug, Default)]
pub struct Stream {
    /// What is not written yet.
    pub text: String,
    /// Whether it has colours, which are left out where they are not wanted.
    styled: bool,
    file: Option<Writer>,
}

impl Stream {
    pub fn to(file: Option<&Path>, styled: bool) -> Result<Stream, Error> {
        let open = |file: &Path| Writer::open(&Destination::File(file.to_owned()));
        Ok(Stream { text: String::new(), styled, file: file.map(open).transpose()? })
    }

    /// Writes what there is, once there is much.
    pub fn write_when_long(&mut self) -> Result<(), Error> {
        const LONG: usize = 1 << 16;
        if self.text.len() < LONG { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> Result<(), Error> {
        let text = std::mem::take(&mut self.text);
        match &mut self.file {
            None if self.styled => show(&text),
            None => show_to_the_byte(&text),
            Some(file) if self.styled => {
                file.write(anstream::adapter::strip_str(&text).to_string().into_bytes())
            }
            Some(file) => file.write(text.into_bytes()),
        }
    }

    /// Writes the rest.
    pub fn finish(mut self) -> Result<(), Error> {
        self.write()?;
        self.file.map_or(Ok(()), Writer::finish)
    }
}

/// Whether messages are for programs.
static JSON: AtomicBool = AtomicBool::new(false);

/// Sets what `--log-format` asked for.
pub fn use_log(format: LogFormat) {
    JSON.store(format == LogFormat::Json, Ordering::Relaxed);
}

/// Whether messages are for programs.
pub fn is_log() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Everything else, to stderr: for people `view`, for programs the message and what it is made of.
/// That stderr is closed can be told nowhere, so it is not.
pub fn tell(view: &str, level: Level, message: &str, fields: &Fields) {
    if is_log() {
        let line = log::line(SystemTime::now(), level, message, fields);
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    } else {
        let _ = anstream::stderr().lock().write_all(view.as_bytes());
    }
}

/// What is only for people, to stderr.
pub fn say(view: &str) {
    if !is_log() {
        let _ = anstream::stderr().lock().write_all(view.as_bytes());
    }
}

/// What ends a command, to stderr.
pub fn complain(what: &str, hint: Option<&str>) {
    let fields = Fields { hint, ..Fields::default() };
    tell(&complaint(what, hint), Level::Error, what, &fields);
}

/// `descrape: what`, and the hint on its own line. `what` is printable already.
pub fn complaint(what: &str, hint: Option<&str>) -> String {
    let mut view = format!("{PROBLEM}descrape:{PROBLEM:#} {what}\n");
    if let Some(hint) = hint {
        view += &advice(hint);
    }
    view
}

/// A hint on its own line.
pub fn advice(hint: &str) -> String {
    format!("  {HINT}hint:{HINT:#} {}\n", printable(hint))
}

/// Says what keeps the program from beginning.
pub fn failed(error: &Error) -> u8 {
    complain(&error.to_string(), error.hint_text());
    Outcome::Incomplete.exit_code()
}

/// What clap has to say: help and versions to stdout, usage errors to stderr in our own form, with
/// the place in a file where that is what makes no sense.
pub fn usage(error: &clap::Error, place: Option<&str>) -> u8 {
    if !error.use_stderr() {
        return match show(&error.render().ansi().to_string()) {
            Err(error) if !error.is_closed_pipe() => Outcome::Incomplete.exit_code(),
            _ => Outcome::Done.exit_code(),
        };
    }
    // clap repeats arguments as they are; a file name may hold escapes (`descrape clean *`).
    let plain = error.render().to_string();
    let is_harmless = plain.lines().all(|line| printable(line) == line);
    let message = if is_harmless {
        error.render().ansi().to_string()
    } else {
        plain.lines().map(|line| printable(line) + "\n").collect()
    };
    let mut view = message.replacen("error:", "descrape:", 1);
    if let (Some(place), Some(space)) = (place, view.find(' ')) {
        view.insert_str(space, &format!(" {}:", printable(place)));
    }
    let plain = anstream::adapter::strip_str(&view).to_string();
    let plain = plain.strip_prefix("descrape:").unwrap_or(&plain).trim();
    // Its first paragraph is what is wrong, the rest is what to try.
    let (what, hint) = plain.split_once("\n\n").unwrap_or((plain, ""));
    let hint = hint.trim().trim_start_matches("hint: ");
    let hint = (!hint.is_empty()).then_some(hint);
    tell(&view, Level::Error, what, &Fields { hint, ..Fields::default() });
    Outcome::Incomplete.exit_code()
}

/// Whether something that moves may be drawn while records go to stdout or to a file.
pub fn may_animate(records_to_stdout: bool) -> bool {
    std::io::stderr().is_terminal() && !(records_to_stdout && std::io::stdout().is_terminal())
}

/// Sets what `--color` asked for.
pub fn use_colour(color: Color) {
    let choice = match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::AlwaysAnsi,
        Color::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// A panic is a bug of ours; its backtrace helps nobody who uses the program.
pub fn say_panics_in_one_line() {
    std::panic::set_hook(Box::new(|panic| {
        let cause = panic.payload();
        let cause = cause
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| cause.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let place = panic.location().map(|at| format!("{}:{}: ", at.file(), at.line()));
        let place = place.unwrap_or_default();
        complain(&format!("internal error: {place}{}", printable(cause)), None);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_stands_on_its_own_line_and_cannot_move_the_cursor() {
        let plain = anstream::adapter::strip_str(&complaint("a.txt: gone", Some("try\u{1b}[2J b")))
            .to_string();
        assert_eq!(plain, "descrape: a.txt: gone\n  hint: try\\u{1b}[2J b\n");
    }
}
