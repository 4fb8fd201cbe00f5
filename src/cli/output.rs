//! Where records go, and what they look like: the arguments of `clean` that say so.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use descrape::corpus::{Part, Unfinished};
use descrape::error::Error;
use descrape::output::{Destination, Folder, Format, Offsets, Packing};

use super::args::OUTPUT;
use super::config::Configured;
use super::fields::{self, Field, FieldParser};
use super::limits;
use super::names::TO;

/// What a record holds.
#[derive(Debug, Args)]
#[command(next_help_heading = OUTPUT)]
pub struct RecordArgs {
    /// Fields to write: a list, or '+changes' to add to the default
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = FieldParser,
          hide_possible_values = true, long_help = fields::help())]
    pub fields: Vec<Field>,
    /// The unit of offsets into text
    #[arg(long, value_name = "UNIT", default_value = "chars", hide_short_help = true)]
    pub offsets: OffsetUnit,
}

/// What is written.
#[derive(Debug, Args)]
#[command(next_help_heading = OUTPUT)]
pub struct OutputArgs {
    /// Write to a file (.gz and .zst by name) or a folder instead of stdout
    ///
    /// A file appears whole or not at all: it is written under a temporary name, then renamed. A
    /// folder (one that exists, or OUT/, or with --shard-size) gets part-00000.jsonl.zst and so on,
    /// manifest.json with their sizes and checksums, and last of all _SUCCESS.
    #[arg(short, long = "output", value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// Format
    ///
    /// What records are written as.
    /// In CSV and TSV each field is a column; lists and objects are JSON, null is an empty cell. In
    /// Parquet columns have types. Fields that pass through are columns of their own where all inputs
    /// have the same columns, else one column 'rest', a JSON object.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = TO)]
    pub to: &'static str,
    /// Go on with a run that was stopped or killed
    ///
    /// The same command with --resume ends with the same bytes as one that nobody stopped. Inputs
    /// or options that are not what they were are an error. Where there is nothing to go on with,
    /// the run begins.
    #[arg(long, requires = "out", conflicts_with = "restart")]
    pub resume: bool,
    /// Throw away what an unfinished run left, and begin anew
    #[arg(long, requires = "out", hide_short_help = true)]
    pub restart: bool,
    /// Folder: how large a file may become [default: 512MiB]
    #[arg(long, value_name = "SIZE", requires = "out", value_parser = limits::size,
          hide_short_help = true)]
    pub shard_size: Option<u64>,
    /// Folder: how its files, or the pages of Parquet, are compressed [default: zstd]
    #[arg(long, value_name = "HOW", requires = "out", hide_short_help = true)]
    pub compress: Option<Compress>,
    #[command(flatten)]
    pub record: RecordArgs,
    /// A record is a
    #[arg(long, value_name = "WHAT", default_value = "document")]
    pub per: Per,
    /// Write what could not be done to FILE, with the reasons
    ///
    /// One JSON object a line: path, line, byte offset, reason and the raw input.
    #[arg(long, value_name = "FILE")]
    pub quarantine: Option<PathBuf>,
    /// Write the summary to FILE as one JSON object
    ///
    /// Counts that add up, changes by rule and stage, findings, languages, encodings; and below 'time'
    /// what each step took and which documents were slowest. All but 'time' is the same for any
    /// number of threads.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// How many threads clean [default: one per core]
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub threads: Option<NonZeroUsize>,
    /// How many source bytes make a batch.
    #[arg(long, value_name = "BYTES", hide = true)]
    pub batch_size: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Compress {
    None,
    Gzip,
    Zstd,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OffsetUnit {
    /// Unicode code points, as Python counts
    Chars,
    /// UTF-8 bytes
    Bytes,
    /// UTF-16 code units, as JavaScript and Java count
    Utf16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Per {
    /// One record a document
    Document,
    /// One record a sentence: id, n, text, start, end
    Sentence,
}

impl OutputArgs {
    /// What records are written as.
    pub fn format(&self) -> Result<&'static Format, Error> {
        match (Format::named(self.to), &self.out) {
            (Some(format), _) => Ok(format),
            (None, Some(path)) => Format::of(path),
            (None, None) => Ok(Format::JSONL),
        }
    }

    /// Where the records of this part of the inputs go. A configuration file says how a folder is
    /// written; that there is one is typed.
    pub fn destination(&self, part: Option<Part>, configured: &Configured) -> Destination {
        let Some(path) = self.out.as_ref().filter(|path| *path != Path::new("-")) else {
            return Destination::Stdout;
        };
        let is_folder = (self.shard_size.is_some() && !configured.has("shard-size"))
            || (self.compress.is_some() && !configured.has("compress"))
            || path.is_dir()
            || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        if !is_folder {
            return Destination::File(path.clone());
        }
        Destination::Folder(Folder {
            path: path.clone(),
            shard_bytes: self.shard_size.unwrap_or(SHARD_BYTES),
            packing: match self.compress {
                Some(Compress::None) => Packing::Plain,
                Some(Compress::Gzip) => Packing::Gzip,
                Some(Compress::Zstd) | None => Packing::Zstd,
            },
            // So that all parts may share a folder.
            prefix: part.map_or_else(String::new, |part| {
                let width = part.of.to_string().len();
                format!("take-{:0width$}-of-{}-", part.number, part.of)
            }),
        })
    }

    /// What happens where an earlier run left its output unfinished.
    pub fn unfinished(&self) -> Unfinished {
        match (self.resume, self.restart) {
            (true, _) => Unfinished::Resume,
            (_, true) => Unfinished::Restart,
            _ => Unfinished::Refuse,
        }
    }
}

/// Large enough to be read in one go, small enough for many readers.
const SHARD_BYTES: u64 = 512 << 20;

impl OffsetUnit {
    pub fn unit(self) -> Offsets {
        match self {
            OffsetUnit::Chars => Offsets::Chars,
            OffsetUnit::Bytes => Offsets::Bytes,
            OffsetUnit::Utf16 => Offsets::Utf16,
        }
    }
}
