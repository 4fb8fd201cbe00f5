//! The output of a run, and with its journal how the run is gone on with.
//!
//! Each batch is written and then put down in the journal. What was written behind the last line
//! of the journal is cut off by the run that goes on. A killed process leaves the files as they
//! were written; a machine that goes down may lose the end of each, so every few seconds all is
//! brought to disk, and what was put down since then is compared with its hash before it counts.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::batch::Done;
use super::journal::{Commit, Input, Journal, Past};
use super::place::Place;
use super::settings::Settings;
use super::walk::Found;
use super::{Job, Unfinished, folder, past};
use crate::error::Error;
use crate::output::frame::Frame;
use crate::output::out::{is_resumable, target};
use crate::output::part::{JOURNAL, beside};
use crate::output::sink::{self, Shard, Sink};
use crate::output::{Destination, Format};
use crate::report::Report;

/// How long a crash of the machine may undo.
const SYNCED_EVERY: Duration = Duration::from_secs(5);

/// Where a run writes.
#[derive(Debug)]
pub(crate) struct Output {
    settings: Settings,
    records: Sink,
    quarantine: Sink,
    journal: Option<Journal>,
    /// What messages name.
    shown: PathBuf,
    /// What to open for each input.
    inputs: Vec<PathBuf>,
    /// What tells them from others.
    digest: String,
    batches: usize,
    /// Of them, those that a run can go on behind. A group of rows counts when it is whole.
    whole: usize,
    /// What was done in these, and since.
    kept: Report,
    since: Report,
    /// Where the last batch ended.
    end: Place,
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
    pub(crate) fn open(
        job: &Job,
        settings: Settings,
        found: &[Found],
        frame: Frame,
    ) -> Result<Output, Error> {
        let quarantine = quarantine_of(job);
        if !is_resumable(&job.destination) {
            if job.unfinished == Unfinished::Resume {
                return Err(Error::new("only a file or a folder can be gone on with")
                    .hint("`--resume` needs `-o FILE` or `-o FOLDER`"));
            }
            let records = Sink::open(&job.destination, job.shape.format, frame)?;
            let quarantine = Sink::lines(&quarantine)?;
            return Ok(Output::new(job, settings, records, quarantine, None, found));
        }
        let path = journal_of(&job.destination)?;
        let (journal, mut past) = Journal::open(&path, shown(&job.destination))?;
        if past::goes_on(job, &settings, found, &past)? {
            past::forget_unsure(job, &mut past);
            past::forget_within(&mut past);
            if past.ended || !past.commits.is_empty() {
                return Output::go_on(job, settings, &quarantine, journal, past, found, frame);
            }
        }
        Output::begin(job, settings, &quarantine, journal, found, frame)
    }

    fn new(
        job: &Job,
        settings: Settings,
        records: Sink,
        quarantine: Sink,
        journal: Option<Journal>,
        found: &[Found],
    ) -> Output {
        Output {
            settings,
            records,
            quarantine,
            journal,
            shown: shown(&job.destination).to_owned(),
            inputs: found.iter().map(|found| found.path.clone()).collect(),
            digest: folder::digest(found),
            batches: 0,
            whole: 0,
            kept: Report::default(),
            since: Report::default(),
            end: Place::default(),
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
        settings: Settings,
        quarantine: &Destination,
        mut journal: Journal,
        found: &[Found],
        frame: Frame,
    ) -> Result<Output, Error> {
        let opened = || {
            if let Destination::Folder(folder) = &job.destination {
                folder::clear(folder, job)?;
            }
            let records = Sink::open(&job.destination, job.shape.format, frame)?;
            let mut sinks = (records, Sink::lines(quarantine)?);
            let inputs: Vec<Input> = found.iter().map(Input::of).collect();
            journal.begin(settings.clone(), &inputs)?;
            sinks.0.set_stays(true);
            sinks.1.set_stays(true);
            Ok(sinks)
        };
        match opened() {
            Ok((records, quarantine)) => {
                Ok(Output::new(job, settings, records, quarantine, Some(journal), found))
            }
            Err(error) => {
                journal.remove();
                Err(error)
            }
        }
    }

    fn go_on(
        job: &Job,
        settings: Settings,
        quarantine: &Destination,
        mut journal: Journal,
        past: Past,
        found: &[Found],
        frame: Frame,
    ) -> Result<Output, Error> {
        let commits = past.commits;
        let last = commits.last().map(|(_, commit)| commit.clone()).unwrap_or_default();
        let (shard, ended) = (last.output.shard, past.ended);
        let first = commits.iter().rposition(|(_, commit)| commit.output.shard != shard);
        let own = || commits[first.map_or(0, |at| at + 1)..].iter().map(|(_, commit)| commit);
        let records = sink::Past {
            mark: last.output,
            rows: own().map(|commit| commit.report.written.documents).sum(),
            groups: own().flat_map(|commit| commit.groups.clone()).collect(),
            ended,
        };
        let records = Sink::reopen(&job.destination, job.shape.format, frame, records)?;
        let lines = Frame::plain(quarantine.packing(Format::JSONL));
        let past = sink::Past { mark: last.quarantine, rows: 0, groups: vec![], ended };
        let quarantine = Sink::reopen(quarantine, Format::JSONL, lines, past)?;
        let mut output = Output::new(job, settings, records, quarantine, None, found);
        (output.batches, output.whole) = (commits.len(), commits.len());
        output.end = last.next;
        output.from = if ended { Place::start(found.len()) } else { last.next };
        for (_, commit) in &commits {
            output.report += commit.report.clone();
            output.consumed += commit.consumed;
            output.finished.extend(commit.finished.iter().cloned());
        }
        output.kept = output.report.clone();
        if let Some((length, _)) = commits.last().filter(|_| !ended) {
            journal.cut(*length)?;
        }
        output.journal = Some(journal);
        Ok(output)
    }

    /// Writes a batch.
    pub(crate) fn write(&mut self, done: &Done) -> Result<(), Error> {
        let turned = self.records.turn_page(done.records.len())?;
        if turned && self.whole < self.batches {
            self.commit_page()?;
        }
        let documents = done.report.written.documents;
        self.records.write_batch(&done.records, done.group.as_ref(), documents)?;
        self.quarantine.write(&done.quarantine)?;
        if self.journal.is_none() {
            return Ok(());
        }
        let finished = self.take_finished();
        let synced = self.synced.elapsed() >= SYNCED_EVERY;
        if synced {
            self.records.sync()?;
            self.quarantine.sync()?;
            self.synced = Instant::now();
        }
        let open = Some(done.end.input).filter(|_| done.end.offset > 0);
        let head = open.filter(|input| self.head != Some(*input));
        let head =
            head.and_then(|input| self.inputs.get(input)).and_then(|path| past::head_of(path));
        if head.is_some() {
            self.head = open;
        }
        self.batches += 1;
        self.end = done.end;
        self.since += done.report.clone();
        let within = self.records.holds_back();
        if !within {
            self.keep();
        }
        let commit = Commit {
            finished,
            groups: self.records.take_groups(),
            within,
            head,
            synced,
            consumed: done.consumed,
            report: done.report.clone(),
            ..self.here()
        };
        self.commit(commit)
    }

    /// Where the output stands.
    fn here(&mut self) -> Commit {
        Commit {
            next: self.end,
            output: self.records.mark(),
            quarantine: self.quarantine.mark(),
            xxh3: self.records.take_hash(),
            ..Commit::default()
        }
    }

    fn commit(&mut self, commit: Commit) -> Result<(), Error> {
        self.journal.as_mut().map_or(Ok(()), |journal| journal.commit(commit))
    }

    /// What was written so far is behind a place that a run can go on from.
    fn keep(&mut self) {
        self.whole = self.batches;
        self.kept += std::mem::take(&mut self.since);
    }

    fn take_finished(&mut self) -> Vec<Shard> {
        let finished = self.records.take_finished();
        self.finished.extend(finished.iter().cloned());
        finished
    }

    /// Puts down that a file is finished, behind which a run goes on though its groups were none yet.
    fn commit_page(&mut self) -> Result<(), Error> {
        if self.journal.is_none() {
            return Ok(());
        }
        self.batches += 1;
        self.keep();
        let commit = Commit { finished: self.take_finished(), ..self.here() };
        self.commit(commit)
    }

    /// Gives all files their names.
    pub(crate) fn finish(&mut self, job: &Job, report: &Report) -> Result<(), Error> {
        if self.journal.is_some() {
            if self.records.end()? | self.quarantine.end()? {
                self.batches += 1;
                let commit = Commit { within: true, ..self.here() };
                self.commit(commit)?;
            }
            self.records.sync()?;
            self.quarantine.sync()?;
            let batches = self.batches;
            self.journal.as_mut().map_or(Ok(()), |journal| journal.end(batches))?;
            self.keep();
        }
        self.quarantine.take().finish()?;
        self.finished.extend(self.records.take().finish()?);
        if let Destination::Folder(folder) = &job.destination {
            folder::manifest(
                folder,
                job.shape.format,
                &self.settings,
                &self.digest,
                &self.finished,
                report,
            )?;
        }
        if let Some(journal) = self.journal.take() {
            journal.remove();
        }
        Ok(())
    }

    /// What was done by a run that ends early. Behind it a run goes on, if it can: then what was
    /// written but will be written once more does not count.
    pub(crate) fn done(&self, report: Report) -> Report {
        if self.journal.is_some() { self.kept.clone() } else { report }
    }

    /// What is left of a run that ends early, in its message.
    pub(crate) fn left(&self, error: Error, done: &Report) -> Error {
        let documents = done.documents.documents;
        let is_kept = self.journal.is_some() && self.whole > 0;
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
        if self.whole == 0
            && let Some(journal) = self.journal.take()
        {
            self.records.set_stays(false);
            self.quarantine.set_stays(false);
            journal.remove();
        }
    }
}

pub(super) fn quarantine_of(job: &Job) -> Destination {
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
            Ok(beside(&target, JOURNAL))
        }
        Destination::Stdout | Destination::Nowhere => Err(Error::new("has no journal")),
    }
}

/// What messages name.
pub(super) fn shown(destination: &Destination) -> &Path {
    match destination {
        Destination::File(path) => path,
        Destination::Folder(folder) => &folder.path,
        Destination::Stdout | Destination::Nowhere => Path::new("-"),
    }
}
