//! The shapes that records are written in.
//!
//! A format is one file here and one row in [`FORMATS`]: what `--to` calls it, how files of it end,
//! how a record is written, and what stands around records in a file. Help, completions and the
//! choice by name come from the row.
//!
//! Workers write the records of a batch and [pack](Format::pack) them; the [`Frame`](super::frame)
//! of a file puts batches together.

mod csv;
mod jsonl;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;

use std::path::Path;

use super::record::{Plan, Writing};
use crate::error::Error;

/// Every format, in the order the help shows them.
pub const FORMATS: &[Format] = &[
    jsonl::FORMAT,
    csv::CSV,
    csv::TSV,
    #[cfg(feature = "parquet")]
    parquet::FORMAT,
];

/// A shape that records are written in.
pub struct Format {
    /// What `--to` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// How the names of such files end, in lower case and without the dot; the first is what ours
    /// are named.
    pub extensions: &'static [&'static str],
    pub(super) write: fn(&mut Writing),
    pub(crate) file: FileKind,
    /// Whether a file whose first line is this is one of ours, and may be replaced; only where a line
    /// of records does not tell.
    pub(crate) is_our_head: Option<fn(&[u8]) -> bool>,
}

/// What a file of a format is made of.
#[derive(Clone, Copy)]
pub(crate) enum FileKind {
    /// Batches one behind the other, each compressed by itself.
    Stream {
        /// What stands before them.
        head: fn(&Plan) -> Vec<u8>,
    },
    /// Groups of batches, and behind them what says where they are.
    #[cfg(feature = "parquet")]
    Groups,
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

impl Format {
    /// What records are unless something else is said.
    pub const JSONL: &'static Format = &FORMATS[0];

    /// The format of this name.
    ///
    /// ```
    /// use descrape::output::Format;
    /// assert_eq!(Format::named("csv").unwrap().extensions, ["csv"]);
    /// assert!(Format::named("sonnets").is_none());
    /// ```
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format that the name of an output asks for, be it a file or a folder: JSONL where it
    /// asks for none. A name that this build has no format for is an error.
    ///
    /// ```
    /// use descrape::output::Format;
    /// assert_eq!(Format::of("clean.csv.gz".as_ref()).unwrap().name, "csv");
    /// assert_eq!(Format::of("clean/".as_ref()).unwrap().name, "jsonl");
    /// ```
    pub fn of(path: &Path) -> Result<&'static Format, Error> {
        let lower = |path: &Path| {
            path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
        };
        let extension = match lower(path).as_str() {
            "gz" | "zst" => lower(Path::new(path.file_stem().unwrap_or_default())),
            other => other.to_owned(),
        };
        let named = |format: &&Format| format.extensions.contains(&&*extension);
        match FORMATS.iter().find(named) {
            Some(format) => Ok(format),
            None if extension == "parquet" => Err(Error::new("this build does not write Parquet")
                .at(path)
                .hint("build it with `--features parquet`, or write another format with `--to`")),
            None => Ok(Format::JSONL),
        }
    }

    /// Whether the end of a file's name says how the file is compressed.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self.file, FileKind::Stream { .. })
    }

    /// Bytes of the longest record that it holds.
    pub(crate) fn longest(&self) -> usize {
        match self.file {
            FileKind::Stream { .. } => usize::MAX,
            #[cfg(feature = "parquet")]
            FileKind::Groups => parquet::LONGEST,
        }
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

    #[test]
    fn the_name_of_an_output_chooses() {
        for (name, format) in [
            ("out", "jsonl"),
            ("out.JSONL.gz", "jsonl"),
            ("out.csv", "csv"),
            ("a.csv/out.TSV.zst", "tsv"),
            ("out.csv/", "csv"),
            (".csv", "jsonl"),
        ] {
            assert_eq!(Format::of(name.as_ref()).map(|format| format.name).ok(), Some(format));
        }
        let parquet = Format::of("out.parquet".as_ref()).map(|format| format.name);
        assert_eq!(parquet.ok(), cfg!(feature = "parquet").then_some("parquet"));
    }
}
