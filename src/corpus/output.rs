//! The output of a run, and with its journal how the run is gone on with.
//!
//! Each batch is written and then put down in the journal. What was written behind the last line
//! of the journal is cut off by the run that goes on. A killed process leaves the files as they
//! were written; a machine that goes down may lose the end of each, so every few seconds all is
//! brought to disk, and what was put down since then is compared with its hash before it counts.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::batch::Done;
use super::journal::{Commit, Input, Journal, Past};
use super::place::Place;
use super::settings::settings;
use super::walk::Found;
use super::{Job, Unfinished, open};
use crate::error::Error;
use crate::output::part::{Part, beside, sync_folder};
use crate::output::sink::{Mark, Shard, Sink, is_resumable, target};
use crate::output::{Destination, Folder};
use crate::report::Report;

/// How long a crash of the machine may undo.
const SYNCED_EVERY: Duration = Duration::from_secs(5);

/// How much of an input is compared.
const HEAD: u64 = 64 * 1024;

/// Where a run writes.
#[derive(Debug)]
pub(crate) struct Output {
    records: Sink,
    quarantine: Sink,
    journal: Option<Journal>,
    /// What messages name.
    shown: PathBuf,
    /// What to open for each input.
    inputs: Vec<PathBuf>,
    batches: usize,
    /// Where the run begins.
    pub from: Place,
    /// What was done before.
    pub report: Report,
    /// Bytes on disk that were read before.
    pub consumed: u64,
    finished: Vec<Shard>,
    synced: Instant,
    /// The input whose start is in the journal.
    head: Option<usize>,
}

impl Output {
    /// Opens it, where it is new or where an earlier run came to.
    pub(crate) fn open(job: &Job, batch_bytes: usize, found: &[Found]) -> Result<Output, Error> {
        let quarantine = quarantine_of(job);
        if !is_resumable(&job.destination) {
            if job.unfinished == Unfinished::Resume {
                return Err(Error::new("only a file or a folder can be gone on with")
                    .hint("`--resume` needs `-o FILE` or `-o FOLDER`"));
            }
            let (records, quarantine) = (Sink::open(&job.destination)?, Sink::open(&quarantine)?);
            return Ok(Output::new(job, records, quarantine, None, found));
        }
        let path = journal_of(&job.destination)?;
        if let Destination::Folder(folder) = &job.destination {
            make(folder)?;
        }
        let (journal, past) = Journal::open(&path, shown(&job.destination))?;
        match past_of(job, batch_bytes, found, &past) {
            Ok(true) => Output::go_on(job, &quarantine, journal, past, found),
            Ok(false) => Output::begin(job, batch_bytes, &quarantine, journal, found),
            Err(error) => Err(error),
        }
    }

    fn new(
        job: &Job,
        records: Sink,
        quarantine: Sink,
        journal: Option<Journal>,
        found: &[Found],
    ) -> Output {
        Output {
            records,
            quarantine,
            journal,
            shown: shown(&job.destination).to_owned(),
            inputs: found.iter().map(|found| found.path.clone()).collect(),
            batches: 0,
            from: Place::default(),
            report: Report::default(),
            consumed: 0,
            finished: vec![],
            synced: Instant::now(),
            head: None,
        }
    }

    fn begin(
        job: &Job,
        batch_bytes: usize,
        quarantine: &Destination,
        mut journal: Journal,
        found: &[Found],
    ) -> Result<Output, Error> {
        let mut opened = || {
            if let Destination::Folder(folder) = &job.destination {
                clear(folder, job)?;
            }
            let mut sinks = (Sink::open(&job.destination)?, Sink::open(quarantine)?);
            let inputs: Vec<Input> = found.iter().map(Input::of).collect();
            journal.begin(settings(job, batch_bytes), &inputs)?;
            sinks.0.set_stays(true);
            sinks.1.set_stays(true);
            Ok(sinks)
        };
        match opened() {
            Ok((records, quarantine)) => {
                Ok(Output::new(job, records, quarantine, Some(journal), found))
            }
            Err(error) => {
                journal.remove();
                Err(error)
            }
        }
    }

    fn go_on(
        job: &Job,
        quarantine: &Destination,
        mut journal: Journal,
        past: Past,
        found: &[Found],
    ) -> Result<Output, Error> {
        let mut commits = past.commits;
        let good = commits.len() - unsure(job, &commits);
        if !past.ended {
            commits.truncate(good);
        }
        let last = commits.last().map(|(_, commit)| commit.clone()).unwrap_or_default();
        let rows_since = |shard: usize| -> u64 {
            let own = commits.iter().rev().take_while(|(_, commit)| commit.output.shard == shard);
            own.map(|(_, commit)| commit.report.written.documents).sum()
        };
        let records =
            Sink::reopen(&job.destination, last.output, rows_since(last.output.shard), past.ended)?;
        let quarantine = Sink::reopen(quarantine, last.quarantine, 0, past.ended)?;
        let mut output = Output::new(job, records, quarantine, None, found);
        output.batches = commits.len();
        output.from = if past.ended { Place::start(found.len()) } else { last.next };
        for (_, commit) in &commits {
            output.report += commit.report.clone();
            output.consumed += commit.consumed;
            output.finished.extend(commit.finished.iter().cloned());
        }
        if let Some((length, _)) = commits.last().filter(|_| !past.ended) {
            journal.cut(*length)?;
        }
        output.journal = Some(journal);
        Ok(output)
    }

    /// Writes a batch.
    pub(crate) fn write(&mut self, done: &Done) -> Result<(), Error> {
        self.records.write(&done.records, done.report.written.documents)?;
        self.quarantine.write(&done.quarantine, 0)?;
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let finished = self.records.take_finished();
        self.finished.extend(finished.iter().cloned());
        let synced = self.synced.elapsed() >= SYNCED_EVERY;
        if synced {
            self.records.sync()?;
            self.quarantine.sync()?;
            self.synced = Instant::now();
        }
        let within = Some(done.end.input).filter(|_| done.end.offset > 0);
        let head = within.filter(|input| self.head != Some(*input));
        let head = head.and_then(|input| self.inputs.get(input)).and_then(|path| head_of(path));
        if head.is_some() {
            self.head = within;
        }
        self.batches += 1;
        journal.commit(Commit {
            next: done.end,
            output: self.records.mark(),
            quarantine: self.quarantine.mark(),
            finished,
            xxh3: xxh3_64(&done.records),
            head,
            synced,
            consumed: done.consumed,
            report: done.report.clone(),
        })
    }

    /// Gives all files their names.
    pub(crate) fn finish(
        &mut self,
        job: &Job,
        batch_bytes: usize,
        report: &Report,
    ) -> Result<(), Error> {
        if let Some(journal) = &mut self.journal {
            self.records.sync()?;
            self.quarantine.sync()?;
            journal.end(self.batches)?;
        }
        self.quarantine.take().finish()?;
        self.finished.extend(self.records.take().finish()?);
        if let Destination::Folder(folder) = &job.destination {
            manifest(folder, &settings(job, batch_bytes), &self.finished, report)?;
        }
        if let Some(journal) = self.journal.take() {
            journal.remove();
        }
        Ok(())
    }

    /// What is left of a run that ends early, in its message.
    pub(crate) fn left(&self, error: Error, report: &Report) -> Error {
        let documents = report.documents.documents;
        let is_kept = self.journal.is_some() && self.batches > 0;
        match (error.is_interrupted(), is_kept) {
            (true, true) => Error::interrupted(&format!(" after {documents} documents"))
                .hint("the same command with `--resume` goes on from there"),
            (true, false) if self.journal.is_some() => {
                Error::interrupted(&format!("; nothing was written to {}", self.shown.display()))
            }
            (false, true) if error.hint_text().is_some() => {
                let hint = error.hint_text().unwrap_or_default().to_owned();
                error.hint(format!("{hint}; then the same command with `--resume` goes on"))
            }
            (false, true) => error.hint("the same command with `--resume` goes on from there"),
            _ => error,
        }
    }

    /// Leaves what was written to a run that goes on; what is nothing yet is removed.
    pub(crate) fn leave(mut self) {
        if self.batches == 0
            && let Some(journal) = self.journal.take()
        {
            self.records.set_stays(false);
            self.quarantine.set_stays(false);
            journal.remove();
        }
    }
}

fn quarantine_of(job: &Job) -> Destination {
    job.quarantine.clone().map_or(Destination::Nowhere, Destination::File)
}

/// The journal of what is written there.
pub(crate) fn journal_of(destination: &Destination) -> Result<PathBuf, Error> {
    match destination {
        Destination::Folder(folder) => {
            Ok(folder.path.join(format!(".{}descrape-journal", folder.prefix)))
        }
        Destination::File(path) => {
            let target = target(path)
                .map_err(|error| Error::new("could not write").at(path).because(error))?;
            Ok(beside(&target, "journal"))
        }
        Destination::Stdout | Destination::Nowhere => Err(Error::new("has no journal")),
    }
}

/// What messages name.
fn shown(destination: &Destination) -> &Path {
    match destination {
        Destination::File(path) => path,
        Destination::Folder(folder) => &folder.path,
        Destination::Stdout | Destination::Nowhere => Path::new("-"),
    }
}

/// Whether the run goes on with another; an error where it neither may nor may begin.
fn past_of(job: &Job, batch_bytes: usize, found: &[Found], past: &Past) -> Result<bool, Error> {
    let at = shown(&job.destination);
    let is_there = past.begun && (past.ended || !past.commits.is_empty());
    // The files have their names; only the journal was not removed any more.
    let is_over = past.ended && has_its_name(&job.destination);
    match job.unfinished {
        Unfinished::Restart => return Ok(false),
        _ if !is_there => return Ok(false),
        Unfinished::Refuse if is_over => return Ok(false),
        Unfinished::Refuse => {
            let documents: u64 =
                past.commits.iter().map(|(_, commit)| commit.report.documents.documents).sum();
            return Err(Error::new(format!(
                "an unfinished run is there, of {documents} documents"
            ))
            .at(at)
            .hint("`--resume` goes on with it, `--restart` throws it away"));
        }
        Unfinished::Resume => {}
    }
    let changed = changes(&settings(job, batch_bytes), past);
    if !changed.is_empty() {
        return Err(Error::new(format!("other options than before: {}", changed.join("; ")))
            .at(at)
            .hint("give the same options, or begin anew with `--restart`"));
    }
    let changed = changed_inputs(found, past);
    if !changed.is_empty() {
        return Err(Error::new(format!("other inputs than before: {}", listed(&changed)))
            .at(at)
            .hint("`--restart` begins anew"));
    }
    Ok(true)
}

/// Whether nothing in the making is left.
fn has_its_name(destination: &Destination) -> bool {
    match destination {
        Destination::File(path) => target(path).is_ok_and(|target| !Part::exists(&target)),
        Destination::Folder(folder) => folder.named("_SUCCESS").exists(),
        Destination::Stdout | Destination::Nowhere => true,
    }
}

/// Settings that are not what they were.
fn changes(now: &serde_json::Map<String, serde_json::Value>, past: &Past) -> Vec<String> {
    let shown = |value: Option<&serde_json::Value>| {
        let value = value.and_then(|value| value.as_str()).unwrap_or("not there");
        if value.is_empty() { "the default".to_owned() } else { value.to_owned() }
    };
    let names = now.keys().chain(past.settings.keys().filter(|name| !now.contains_key(*name)));
    names
        .filter(|name| now.get(*name) != past.settings.get(*name))
        .map(|name| {
            format!("{name} was {}, is {}", shown(past.settings.get(name)), shown(now.get(name)))
        })
        .collect()
}

/// Inputs that are not what they were, or not there.
fn changed_inputs(found: &[Found], past: &Past) -> Vec<String> {
    let mut changed = vec![];
    let mut now = found.iter().map(Input::of);
    let mut before = past.inputs.iter();
    loop {
        match (now.next(), before.next()) {
            (None, None) => break,
            (Some(now), Some(before)) if now == *before => {}
            (Some(now), Some(before)) if now.path == before.path => {
                let what =
                    if now.bytes == before.bytes { "was written to" } else { "has another size" };
                changed.push(format!("{} {what}", now.path));
            }
            (Some(now), None) => changed.push(format!("{} is new", now.path)),
            (None, Some(before)) => changed.push(format!("{} is gone", before.path)),
            (Some(now), Some(before)) => {
                // From here on every pair differs; which of the two is odd is seen by name.
                let is_new = !past.inputs.iter().any(|input| input.path == now.path);
                changed.push(if is_new {
                    format!("{} is new", now.path)
                } else {
                    format!("{} is gone", before.path)
                });
                break;
            }
        }
    }
    // The start of the input that the run goes on in.
    let last = past.commits.last().map(|(_, commit)| commit.next).filter(|next| next.offset > 0);
    let within = last.and_then(|next| found.get(next.input).filter(|_| changed.is_empty()));
    if let Some(found) = within
        && let Some(head) = past.commits.iter().rev().find_map(|(_, commit)| commit.head)
        && !open::is_stdin(&found.path)
        && head_of(&found.path).is_some_and(|now| now != head)
    {
        changed.push(format!("{} begins in another way", found.shown));
    }
    changed
}

/// The first few.
fn listed(changed: &[String]) -> String {
    const LISTED: usize = 3;
    let first = changed[..changed.len().min(LISTED)].join("; ");
    match changed.len().saturating_sub(LISTED) {
        0 => first,
        more => format!("{first}; and {more} more"),
    }
}

/// A hash of the start of a file.
fn head_of(path: &Path) -> Option<u64> {
    let known = path.metadata().ok()?;
    if !known.is_file() {
        return None;
    }
    let mut head = vec![];
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    Some(xxh3_64(&head))
}

/// How many of the last batches are not on disk as they were written.
fn unsure(job: &Job, commits: &[(u64, Commit)]) -> usize {
    let sure = commits.iter().rposition(|(_, commit)| commit.synced).map_or(0, |at| at + 1);
    let mut before = commits[..sure].last().map_or(Mark::default(), |(_, commit)| commit.output);
    for (n, (_, commit)) in commits[sure..].iter().enumerate() {
        let start = if commit.output.shard == before.shard { before.at } else { 0 };
        let is_there = read_part(&job.destination, commit.output, start)
            .is_ok_and(|bytes| xxh3_64(&bytes) == commit.xxh3);
        let quarantine = quarantine_of(job);
        let is_all_there = !is_resumable(&quarantine)
            || length_of(&quarantine).is_ok_and(|length| length >= commit.quarantine.at);
        if !is_there || !is_all_there {
            return commits.len() - sure - n;
        }
        before = commit.output;
    }
    0
}

/// A file of the output, unfinished or finished.
fn open_part(destination: &Destination, shard: usize) -> io::Result<File> {
    let target = match destination {
        Destination::File(path) => target(path)?,
        Destination::Folder(folder) => folder.shard(shard),
        Destination::Stdout | Destination::Nowhere => return Err(io::ErrorKind::NotFound.into()),
    };
    File::open(beside(&target, "part")).or_else(|_| File::open(&target))
}

fn length_of(destination: &Destination) -> io::Result<u64> {
    Ok(open_part(destination, 0)?.metadata()?.len())
}

/// The bytes of a file of the output from `start` to a mark.
fn read_part(destination: &Destination, mark: Mark, start: u64) -> io::Result<Vec<u8>> {
    let mut file = open_part(destination, mark.shard)?;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![];
    file.take(mark.at.saturating_sub(start)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn make(folder: &Folder) -> Result<(), Error> {
    fs::create_dir_all(&folder.path)
        .map_err(|error| Error::new("could not make the folder").at(&folder.path).because(error))
}

/// Removes what an unfinished run left in a folder; refuses a folder that holds anything else.
fn clear(folder: &Folder, job: &Job) -> Result<(), Error> {
    let could_not = |error| Error::new("could not read the folder").at(&folder.path).because(error);
    let mut own = vec![];
    for entry in fs::read_dir(&folder.path).map_err(could_not)? {
        let name = entry.map_err(could_not)?.file_name();
        let name = name.to_string_lossy();
        let bare = name.strip_prefix('.').unwrap_or(&name);
        let is_own = bare.starts_with(&folder.prefix)
            && ["part-", "manifest.json", "_SUCCESS"]
                .iter()
                .any(|what| bare[folder.prefix.len()..].starts_with(what));
        if is_own {
            own.push(folder.path.join(&*name));
        } else if !name.starts_with('.') && (folder.prefix.is_empty() || !is_of_a_part(&name)) {
            return Err(not_empty(folder));
        }
    }
    let is_finished = folder.named("_SUCCESS").exists();
    if is_finished && job.unfinished != Unfinished::Restart {
        return Err(not_empty(folder));
    }
    for path in own {
        fs::remove_file(&path)
            .map_err(|error| Error::new("could not remove").at(path).because(error))?;
    }
    Ok(())
}

/// Whether a file of a folder is of a run that does a part of the inputs.
fn is_of_a_part(name: &str) -> bool {
    name.starts_with("take-")
}

fn not_empty(folder: &Folder) -> Error {
    Error::new("the folder is not empty")
        .at(&folder.path)
        .hint("give a new one; `--restart` replaces what a run of this program wrote")
}

/// Says what is in a folder, and last that it is all there.
fn manifest(
    folder: &Folder,
    settings: &serde_json::Map<String, serde_json::Value>,
    shards: &[Shard],
    report: &Report,
) -> Result<(), Error> {
    let value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "files": shards,
        "report": report,
        "options": settings,
    });
    let mut bytes = serde_json::to_vec_pretty(&value).expect("a manifest is always JSON");
    bytes.push(b'\n');
    for (name, bytes) in [("manifest.json", &bytes[..]), ("_SUCCESS", b"")] {
        let path = folder.named(name);
        let write = || {
            let mut part = Part::create(&path)?;
            part.write(bytes)?;
            part.finish()
        };
        write().map_err(|error| crate::output::sink::could_not_write(&path, error))?;
        sync_folder(&path);
    }
    Ok(())
}
