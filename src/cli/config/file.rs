//! A configuration file: its bytes, places in it, and what it sets.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Command;
use descrape::error::Error;
use toml::de::DeTable;

use super::entries::settings;
use super::ignores::IgnoreRow;

/// What is longer was given by mistake, as in `--config articles.jsonl`.
const LARGEST: u64 = 1 << 20;

/// A configuration file.
#[derive(Debug)]
pub struct File {
    pub source: Source,
    /// In the order of the file.
    pub settings: Vec<Setting>,
    /// Likewise.
    pub ignores: Vec<IgnoreRow>,
}

/// A key, and what it sets.
#[derive(Debug)]
pub struct Setting {
    /// The command whose table it stands in; for all that have such an option when `None`.
    pub table: Option<String>,
    /// The long name of the option.
    pub option: String,
    /// None for `false` and `[]`.
    pub values: Vec<Value>,
    /// The byte where the key stands.
    pub at: usize,
}

/// A value.
#[derive(Debug)]
pub struct Value {
    /// As it would be typed.
    pub raw: OsString,
    /// The byte where it stands.
    pub at: usize,
}

impl Setting {
    /// The values as they would be typed.
    pub fn raw(&self) -> impl Iterator<Item = OsString> {
        self.values.iter().map(|value| value.raw.clone())
    }
}

impl File {
    /// Reads a file, and sees that all in it are options of the program.
    pub fn read(path: &Path, program: &Command) -> Result<File, Error> {
        let unreadable = |error| {
            Error::new("could not be read")
                .at(path)
                .because(error)
                .hint("`--config FILE` takes another, `--isolated` takes none")
        };
        let mut bytes = vec![];
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Error::new("is too large to be a configuration file").at(path));
        }
        File::parse(path, &bytes, program)
    }

    /// The same from its bytes.
    pub fn parse(path: &Path, bytes: &[u8], program: &Command) -> Result<File, Error> {
        let valid = str::from_utf8(bytes).map_err(|error| error.valid_up_to()).err();
        let text = String::from_utf8_lossy(bytes).into_owned();
        let source = Source { path: path.to_owned(), text };
        if let Some(at) = valid {
            return Err(source.error(at, "not UTF-8").hint("save the file as UTF-8"));
        }
        let table = DeTable::parse(&source.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().trim().replace('\n', ", ");
            source.error(at, format!("not TOML: {message}"))
        })?;
        let (settings, ignores) = settings(table.get_ref(), &source, program)?;
        Ok(File { source, settings, ignores })
    }
}

/// A text and where it comes from.
#[derive(Debug)]
pub struct Source {
    /// As typed.
    pub path: PathBuf,
    text: String,
}

impl Source {
    /// The line of a byte and the character in it, from 1.
    fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    /// `descrape.toml:3`.
    pub fn line(&self, at: usize) -> String {
        format!("{}:{}", self.path.display(), self.line_and_column(at).0)
    }

    /// `descrape.toml:3:1`.
    pub fn place(&self, at: usize) -> String {
        format!("{}:{}", self.line(at), self.line_and_column(at).1)
    }

    /// An error at a byte.
    pub fn error(&self, at: usize, what: impl Into<String>) -> Error {
        Error::new(what).at(self.place(at))
    }
}
