//! The shapes that records come in, beside one text a file.
//!
//! A format is one file here and one row in [`FORMATS`]: what `--from` calls it, how files of it
//! end, what its records end with, and how one becomes a line of JSON. From there on all are read
//! as JSONL is: ids, titles, fields that pass through and names that collide are decided in one
//! place, [`jsonl::read`].

pub(crate) mod csv;
pub(crate) mod jsonl;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
pub(crate) mod wet;

use std::borrow::Cow;
use std::sync::Arc;

use super::Inputs;
use super::border::Border;
use jsonl::Refused;

/// Every format, in the order the help shows them.
pub const FORMATS: &[Format] = &[
    jsonl::FORMAT,
    csv::CSV,
    csv::TSV,
    wet::FORMAT,
    #[cfg(feature = "parquet")]
    parquet::FORMAT,
];

/// A shape that records come in.
pub struct Format {
    /// What `--from` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// How the names of such files end, in lower case and without the dot; a `.gz` or `.zst` may
    /// stand behind.
    pub extensions: &'static [&'static str],
    pub(crate) records: Records,
}

/// By name: two rows with one name would be a fault.
impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// How the records of a format are found.
#[derive(Clone, Copy)]
pub(crate) enum Records {
    /// One after the other in a stream of bytes.
    Stream(Stream),
    /// In groups, with an index at the end of the file.
    #[cfg(feature = "parquet")]
    Table,
}

/// Records that stand one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Stream {
    /// What they end with, where none is longer than so many bytes.
    pub border: fn(usize) -> Border,
    /// Reads the first record, where that says what the others hold.
    pub head: Option<ReadHead>,
    /// The line of JSON that a record is.
    pub json: ReadJson,
    /// What to try with a record that is too long.
    pub too_long: &'static str,
    /// What is put behind the name of a file that `restore` makes of its records: it makes lines of
    /// JSON.
    pub restored: &'static str,
}

pub(crate) type ReadHead = fn(&[u8], &Inputs) -> Result<Head, Refused>;
pub(crate) type ReadJson =
    for<'a> fn(Raw<'a>, &Inputs, Option<&Head>) -> Result<Cow<'a, [u8]>, NoJson>;

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

/// What the first record of a stream says of the others.
pub(crate) type Head = Arc<csv::Header>;

/// A record as it stands in a stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'a> {
    pub whole: &'a [u8],
    /// Without its line end, and without the byte order mark of the file.
    pub content: &'a [u8],
}

impl<'a> Raw<'a> {
    /// `is_first` where nothing stands before it.
    pub(crate) fn new(whole: &'a [u8], is_first: bool) -> Raw<'a> {
        let content = whole.strip_suffix(b"\n").unwrap_or(whole);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let content = match content.strip_prefix(b"\xEF\xBB\xBF") {
            Some(content) if is_first => content,
            _ => content,
        };
        Raw { whole, content }
    }
}

/// Why a record is no document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoJson {
    /// There is nothing.
    Blank,
    Refused(Refused),
    /// It is meant for others.
    Skipped(&'static str),
}

impl From<Refused> for NoJson {
    fn from(refused: Refused) -> NoJson {
        NoJson::Refused(refused)
    }
}

/// What stdin is, unless that is said.
pub(crate) const OF_STDIN: &Format = &FORMATS[0];

/// The format of files whose names end so.
pub(crate) fn of_extension(extension: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.extensions.contains(&extension))
}

/// The names of columns or fields, for a hint; of many the first few.
fn listed(names: &[&str]) -> String {
    const LISTED: usize = 8;
    let listed = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_formats_share_a_name_or_an_extension() {
        for (n, format) in FORMATS.iter().enumerate() {
            for other in &FORMATS[n + 1..] {
                assert_ne!(format.name, other.name);
                let shared = format.extensions.iter().find(|end| other.extensions.contains(end));
                assert_eq!(shared, None, "{format:?} and {other:?}");
            }
        }
    }
}
