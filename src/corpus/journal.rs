//! The journal of a run: what it reads and how, and after each batch how far it has come. With it
//! a run that was stopped, in whatever way, is gone on with, and ends as if nothing had been.
//!
//! One JSON object a line. First the settings, then each input, then [`Line::Begins`], which says
//! that those are all; one [`Commit`] a batch, behind the output that it tells of; at the end
//! [`Line::Ends`]. A line that was cut off by a crash counts as not written, and so does what
//! stands behind it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::place::Place;
use super::settings::Settings;
use super::walk::{Found, Kind, OWN_CONFIGURATION};
use crate::error::Error;
use crate::output::frame::Group;
use crate::output::sink::{Mark, Shard};
use crate::report::Report;

/// Changes with every change of what a line means.
const FORMAT: u32 = 1;

/// A line of a journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Journal(u32, Settings),
    Input(Input),
    /// The inputs were these; so many.
    Begins(usize),
    Batch(Box<Commit>),
    /// All is written; files get their names.
    Ends(usize),
}

/// An input as it was when the run began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Input {
    pub path: String,
    pub bytes: u64,
    /// Nanoseconds since 1970, where there is such a thing.
    pub modified: Option<u64>,
}

impl Input {
    pub(crate) fn of(found: &Found) -> Input {
        let path = found.shown.clone();
        if matches!(found.kind, Kind::Skipped(OWN_CONFIGURATION)) {
            // What it says is compared as settings; another comment in it changes nothing.
            return Input { path, bytes: 0, modified: None };
        }
        let modified = found.modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = modified.map(|since| since.as_nanos() as u64);
        Input { path, bytes: found.bytes, modified }
    }
}

/// A batch that was written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// Where the next one begins.
    pub next: Place,
    /// How far the output has come.
    pub output: Mark,
    /// How far the quarantine has.
    pub quarantine: Mark,
    /// Files of a folder that were finished.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finished: Vec<Shard>,
    /// Groups that were written to the file that was being written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// Whether nothing can be gone on with from here: records are not written yet, or the file has
    /// its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub within: bool,
    /// A hash of what was written.
    pub xxh3: u64,
    /// A hash of the start of the input that the next batch goes on in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<u64>,
    /// Whether all before is on disk for sure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synced: bool,
    /// Bytes on disk that were read.
    pub consumed: u64,
    /// What came of the batch.
    pub report: Report,
}

/// What a journal says.
#[derive(Debug, Default)]
pub(crate) struct Past {
    pub settings: Settings,
    pub inputs: Vec<Input>,
    /// Whether settings and inputs are all there.
    pub begun: bool,
    /// Each with the length of the journal up to its end.
    pub commits: Vec<(u64, Commit)>,
    pub ended: bool,
}

/// An open journal, ours alone.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    /// The output, which messages name.
    shown: PathBuf,
}

impl Journal {
    /// Opens it and says what is in it. Another run that has it open is an error.
    pub(crate) fn open(path: &Path, shown: &Path) -> Result<(Journal, Past), Error> {
        let options =
            || OpenOptions::new().read(true).write(true).create(true).truncate(false).to_owned();
        let file = options().open(path).map_err(|error| could_not_write(shown, error))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new("another run is writing there")
                    .at(shown)
                    .hint("wait for it, or write to another place"));
            }
            // Some network file systems have no locks; then nobody is kept out.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let past = read(&file)
            .map_err(|error| Error::new("could not read the journal").at(path).because(error))?;
        Ok((Journal { file, path: path.to_owned(), shown: shown.to_owned() }, past))
    }

    /// Begins it anew.
    pub(crate) fn begin(&mut self, settings: Settings, inputs: &[Input]) -> Result<(), Error> {
        let write = || -> io::Result<()> {
            self.file.set_len(0)?;
            (&self.file).seek(SeekFrom::Start(0))?;
            let mut out = BufWriter::new(&self.file);
            let mut line = |line: &Line| -> io::Result<()> {
                serde_json::to_writer(&mut out, line)?;
                out.write_all(b"\n")
            };
            line(&Line::Journal(FORMAT, settings))?;
            for input in inputs {
                line(&Line::Input(input.clone()))?;
            }
            line(&Line::Begins(inputs.len()))?;
            out.flush()
        };
        write().map_err(|error| could_not_write(&self.shown, error))
    }

    /// Forgets what stands behind this length, to go on from there.
    pub(crate) fn cut(&mut self, length: u64) -> Result<(), Error> {
        let cut = self.file.set_len(length).and_then(|()| self.file.seek(SeekFrom::Start(length)));
        cut.map(drop).map_err(|error| could_not_write(&self.shown, error))
    }

    /// Adds a batch; on disk for sure if it says so.
    pub(crate) fn commit(&mut self, commit: Commit) -> Result<(), Error> {
        let synced = commit.synced;
        self.add(&Line::Batch(Box::new(commit)))?;
        if synced { self.sync() } else { Ok(()) }
    }

    /// Says that all is written.
    pub(crate) fn end(&mut self, batches: usize) -> Result<(), Error> {
        self.add(&Line::Ends(batches))?;
        self.sync()
    }

    fn add(&mut self, line: &Line) -> Result<(), Error> {
        let mut bytes = serde_json::to_vec(line).expect("a line is always JSON");
        bytes.push(b'\n');
        self.file.write_all(&bytes).map_err(|error| could_not_write(&self.shown, error))
    }

    fn sync(&self) -> Result<(), Error> {
        self.file.sync_data().map_err(|error| could_not_write(&self.shown, error))
    }

    /// Nobody needs it any more.
    pub(crate) fn remove(self) {
        // If it stays, the next run sees that it has ended.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn could_not_write(path: &Path, error: io::Error) -> Error {
    let missing = error.kind() == io::ErrorKind::NotFound;
    let error = crate::output::out::could_not_write(path, error);
    if missing { error.hint("the folder does not exist; make it first") } else { error }
}

fn read(file: &File) -> io::Result<Past> {
    let mut past = Past::default();
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut bytes = vec![];
    let mut length = 0;
    loop {
        bytes.clear();
        length += reader.read_until(b'\n', &mut bytes)? as u64;
        if !bytes.ends_with(b"\n") {
            return Ok(past);
        }
        let Ok(line) = serde_json::from_slice::<Line>(&bytes) else { return Ok(past) };
        match line {
            Line::Journal(FORMAT, settings) => past.settings = settings,
            Line::Journal(..) => return Ok(past),
            Line::Input(input) => past.inputs.push(input),
            Line::Begins(inputs) => past.begun = inputs == past.inputs.len(),
            Line::Batch(commit) => past.commits.push((length, *commit)),
            Line::Ends(batches) => past.ended = batches == past.commits.len(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_off_was_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let (mut journal, past) = Journal::open(&path, &path).unwrap();
        assert!(!past.begun);
        assert!(Journal::open(&path, &path).unwrap_err().to_string().contains("another run"));
        let input = Input { path: "a\u{2028}b".into(), bytes: 3, modified: None };
        journal.begin(Settings::new(), std::slice::from_ref(&input)).unwrap();
        for n in 1..=3 {
            let next = Place { input: 0, offset: n, lines: n };
            journal.commit(Commit { next, synced: n == 2, ..Commit::default() }).unwrap();
        }
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for length in 0..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let (_, past) = Journal::open(&path, &path).unwrap();
            let lines = memchr::memchr_iter(b'\n', &whole[..length]).count();
            assert_eq!((past.begun, past.commits.len()), (lines > 2, lines.saturating_sub(3)));
            for (end, _) in past.commits {
                assert!(whole[..end as usize].ends_with(b"\n"));
            }
        }
    }
}
