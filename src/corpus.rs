//! From paths to records: walks, opens, parses, cleans on all cores, writes in order.

mod account;
mod batch;
mod border;
mod check;
pub(crate) mod columns;
mod excludes;
mod failed;
mod folder;
pub(crate) mod formats;
mod identity;
mod ids;
mod inflate;
mod journal;
mod mend;
mod most;
mod one;
mod open;
mod output;
mod own;
pub(crate) mod panics;
mod past;
mod pieces;
mod place;
mod quarantine;
mod reader;
mod run;
mod safe_name;
mod settings;
pub(crate) mod sniff;
mod survey;
mod times;
mod unpack;
mod walk;

use std::path::PathBuf;

pub use account::{Account, AccountFile};
pub use check::{Checked, Checks, Count, Ignore, check, mend};
pub use formats::{FORMATS, Format};
pub use mend::{BeforeAfter, How, Mend, MendedCount};
pub use most::Most;
pub use one::{One, read_one};
pub use panics::quiet_panics;
pub use run::run;
pub use survey::{load_survey, read_only_once, save_survey, survey};
pub use times::{Slow, Times, rate};
pub use unpack::{RestoreReport, restore_file};

#[cfg(test)]
pub(crate) use open::read_whole;

use formats::jsonl;

use crate::options::Options;
use crate::output::{Destination, Shape};
use crate::report::Report;

/// What the name of a backup ends with, unless that is said.
pub const BACKUP: &str = ".orig";

/// What is read, and how.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Files, folders, and `-` for stdin, as typed.
    pub paths: Vec<PathBuf>,
    /// Only files of a folder whose relative path matches one of these (all, when empty).
    pub globs: Vec<String>,
    /// What of a folder is left out: globs against the path as it is shown. One without `/` is matched
    /// by the name of a file or folder, wherever it is.
    pub excludes: Vec<String>,
    /// Whether that holds for files too that stand among the paths themselves.
    pub excludes_named: bool,
    /// What the names of backups end with, beside [`BACKUP`]. Such a file of a folder is left out where
    /// the one that it is the backup of stands beside it.
    pub backups: String,
    /// What the inputs are.
    pub from: From,
    /// The field of a record, or the column, that holds the text.
    pub text_field: String,
    /// The field that holds its id.
    pub id_field: String,
    /// The field that holds its language, if there is one.
    pub language_field: Option<String>,
    /// Of how much is too much.
    pub limits: Limits,
    /// Only one part of the inputs; all of them when `None`.
    pub part: Option<Part>,
}

impl Default for Inputs {
    fn default() -> Inputs {
        Inputs {
            paths: vec![],
            globs: vec![],
            excludes: vec![],
            excludes_named: false,
            backups: BACKUP.into(),
            from: From::Auto,
            text_field: "text".into(),
            id_field: "id".into(),
            language_field: None,
            limits: Limits::default(),
            part: None,
        }
    }
}

/// How large things may be, in bytes: what is larger is quarantined, so that one broken file
/// cannot take all memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// A line of JSONL, or a record of another format.
    pub line: u64,
    /// A text file.
    pub document: u64,
    /// Whether a text file that is larger is cut at blank lines, into documents of at most that
    /// size whose ids end with the line where each begins: `story.txt:1`, ….
    pub cuts: bool,
    /// How many times its size a compressed file may become.
    pub expansion: u64,
}

impl Limits {
    /// The longest record that is held.
    pub(crate) fn record(&self) -> usize {
        usize::try_from(self.line).unwrap_or(usize::MAX)
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { line: 128 << 20, document: 256 << 20, cuts: false, expansion: 300 }
    }
}

/// One of several parts of the inputs, about equal in bytes on disk. The same inputs have the same
/// parts everywhere, and every document is in exactly one: that which holds its first byte. Files of
/// records are divided; compressed ones only between frames whose size is known without inflating
/// them, and a record goes with the frame that holds its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which, from 1.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

impl Part {
    /// The bytes, of so many, that are in this part.
    pub(crate) fn of(self, all: u64) -> std::ops::Range<u64> {
        let border = |n: u64| (u128::from(all) * u128::from(n) / u128::from(self.of.max(1))) as u64;
        // The last holds what begins behind the last byte, as empty files do.
        let end = if self.number >= self.of { u64::MAX } else { border(self.number) };
        border(self.number.saturating_sub(1))..end
    }
}

/// What an input is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum From {
    /// By name, then by content; stdin is JSONL.
    #[default]
    Auto,
    /// One document a file.
    Text,
    /// Records of a format.
    Records(&'static Format),
}

impl From {
    /// Records of the format of this name.
    ///
    /// ```
    /// use descrape::corpus::From;
    /// assert!(matches!(From::records("csv"), Some(From::Records(format)) if format.name == "csv"));
    /// assert_eq!(From::records("sonnets"), None);
    /// ```
    pub fn records(name: &str) -> Option<From> {
        FORMATS.iter().find(|format| format.name == name).map(From::Records)
    }
}

/// A whole run.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// What is read.
    pub inputs: Inputs,
    /// How it is cleaned.
    pub options: Options,
    /// What a record looks like.
    pub shape: Shape,
    /// Where records go.
    pub destination: Destination,
    /// Where documents that could not be done are written.
    pub quarantine: Option<PathBuf>,
    /// Where an [`Account`] of the run will be written, which is then timed. Writing it is up to the
    /// caller; the run keeps it out of its inputs.
    pub report: Option<PathBuf>,
    /// Other files that say how the run goes, and are no inputs.
    pub own: Vec<PathBuf>,
    /// The file that this job was read from, if there is one. It is kept out of the inputs.
    pub configuration: Option<PathBuf>,
    /// The run ends with an error when more documents than that are quarantined.
    pub most_quarantined: Option<Most>,
    /// How many threads clean; one per core when `None`.
    pub threads: Option<usize>,
    /// How many source bytes make a batch; a default that suits most when `None`.
    pub batch_bytes: Option<usize>,
    /// What happens where an earlier run left its output unfinished.
    pub unfinished: Unfinished,
}

/// What happens where an earlier run left its output unfinished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unfinished {
    /// An error: nobody loses hours of work by a command typed again.
    #[default]
    Refuse,
    /// It is gone on with, where inputs and settings are what they were; an error where not.
    /// Where there is none, the run begins.
    Resume,
    /// It is thrown away.
    Restart,
}

/// Something that kept one input or one document from being done. The run goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// The input as typed, made printable by whoever shows it.
    pub path: String,
    /// The line that a record begins on, from 1; of a table its row.
    pub line: Option<u64>,
    /// The character of that line, from 1, where it is known.
    pub column: Option<u64>,
    /// The byte of the (decompressed) input where the record starts.
    pub offset: Option<u64>,
    /// What was wrong.
    pub reason: String,
    /// What to try.
    pub hint: Option<String>,
}

/// Is told how a run goes. Called from the thread that writes, in input order.
pub trait Observer: Sync {
    /// The walk is done: so many documents (files; lines are not counted beforehand) and bytes on
    /// disk, where known.
    fn started(&self, _files: u64, _bytes: Option<u64>) {}
    /// The run goes on where an earlier one stopped, which came to this and read so many `bytes` on
    /// disk: told once, before all that is done now.
    fn resumed(&self, before: &Report, bytes: u64) {
        self.advanced(before.documents.documents, bytes);
    }
    /// Documents were done; `bytes` on disk of the inputs read for them.
    fn advanced(&self, _documents: u64, _bytes: u64) {}
    /// Where the time of these documents went. Told only when [`Job::report`] is set.
    fn timed(&self, _times: &Times) {}
    /// Something could not be done.
    fn problem(&self, _problem: &Problem) {}
    /// Something was passed over, as (path, reason).
    fn skipped(&self, _path: &str, _reason: &'static str) {}
    /// The run began and ends with an error; this is what was done, with what an earlier one did.
    fn ended_early(&self, _report: &Report) {}
    /// Whether the run is to stop. Asked several times a second, also while an input keeps it
    /// waiting; the run then writes what it has begun, ends with an error that [is interrupted],
    /// and can be [gone on with](Unfinished::Resume).
    ///
    /// [is interrupted]: crate::error::Error::is_interrupted
    fn stop(&self) -> bool {
        false
    }
}
