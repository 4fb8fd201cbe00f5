//! What can go wrong with files and choices. Cleaning itself cannot fail.

use std::fmt;
use std::path::{Path, PathBuf};

/// An error that ends a command: what was being done, to what, what went wrong, what to try.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    doing: String,
    path: Option<PathBuf>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failed,
    Interrupted,
}

impl Error {
    /// An error while `doing` something: "could not read", "unknown rule 'x'".
    pub fn new(doing: impl Into<String>) -> Error {
        Error { kind: Kind::Failed, doing: doing.into(), path: None, cause: None, hint: None }
    }

    /// A run that was asked to stop; `what` says what is left of it.
    pub(crate) fn interrupted(what: &str) -> Error {
        Error { kind: Kind::Interrupted, ..Error::new(format!("interrupted{what}")) }
    }

    /// The file it is about.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Error {
        self.path = Some(path.as_ref().to_owned());
        self
    }

    /// What the system said.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        self.cause = Some(cause.into());
        self
    }

    /// What to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    /// What to try, if there is something.
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Whether [`Observer::stop`](crate::corpus::Observer::stop) ended the run.
    pub fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }

    /// Whether the reader of our output went away, which ends a run quietly.
    pub fn is_closed_pipe(&self) -> bool {
        let io = self.cause.as_ref().and_then(|cause| cause.downcast_ref::<std::io::Error>());
        io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}: ", printable(&path.to_string_lossy()))?;
        }
        f.write_str(&printable(&self.doing))?;
        match &self.cause {
            Some(cause) => write!(f, ": {}", printable(&cause.to_string())),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

/// Text that comes from outside, safe for a terminal: control characters and escapes are shown,
/// not sent.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a terminal would obey the character instead of showing it.
pub fn is_unprintable(c: char) -> bool {
    // Bidirectional controls reorder what a person reads, so they are shown too.
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_file_and_cannot_move_the_cursor() {
        let error =
            Error::new("could not read").at("a\u{1b}[2Jb").because(std::io::Error::other("gone"));
        assert_eq!(error.to_string(), "a\\u{1b}[2Jb: could not read: gone");
    }
}
