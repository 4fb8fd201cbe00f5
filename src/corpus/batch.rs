//! What one worker does with one batch: parse, clean, write records to memory, count.

mod checked;
mod mended;
mod records;

use std::sync::Arc;

use super::check::{self, Checks};
use super::failed::Failed;
use super::formats::{Head, Stream};
use super::jsonl::Refused;
use super::mend::Mender;
use super::place::Place;
use super::times::{Clock, DECODE, PACK, READ, Times, WRITE};
use super::walk::{Found, OWN_CONFIGURATION, OWN_OUTPUT};
use super::{From, Inputs, Problem, open, panics, quarantine, sniff};
use crate::decode::{Decoded, Encoding};
use crate::document::Document;
use crate::error::Error;
use crate::options::Options;
use crate::output::frame::Group;
use crate::output::{FileKind, Origin, Packing, Plan, json};
use crate::report::{Report, Tally};
use crate::survey::Survey;
use crate::{decode, pipeline};

/// A piece of the input, in order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub items: Vec<Item>,
    /// Source bytes in it, as far as known: what the bound on memory is about.
    pub bytes: usize,
    /// Bytes on disk that were read for it, beside its files.
    pub consumed: u64,
    /// Files that the reader opened.
    pub files: u64,
    /// Where the next one begins.
    pub end: Place,
}

#[derive(Debug)]
pub(crate) enum Item {
    /// One document, still on disk.
    File(Arc<Found>),
    /// One document that was read from stdin.
    Document(Arc<Found>, Vec<u8>),
    /// Whole records of a stream.
    Records {
        file: Arc<Found>,
        stream: Stream,
        head: Option<Head>,
        line: u64,
        offset: u64,
        bytes: Vec<u8>,
    },
    /// Rows of a table, and which the first is, from 1.
    #[cfg(feature = "parquet")]
    Rows {
        file: Arc<Found>,
        row: u64,
        batches: Vec<arrow_array::RecordBatch>,
    },
    /// A piece of a text that is too long to be one document.
    Part {
        file: Arc<Found>,
        line: u64,
        bytes: Vec<u8>,
        encoding: Encoding,
    },
    Skipped(Arc<Found>, &'static str),
    Failed(Failed),
}

/// What all workers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub inputs: Inputs,
    pub options: Options,
    pub plan: Plan,
    pub packing: Packing,
    pub quarantine: Option<Packing>,
    /// What is made of a document.
    pub purpose: Purpose,
    /// Whether it is measured where the time goes.
    pub timed: bool,
}

/// What is made of a document.
#[derive(Debug)]
pub(crate) enum Purpose {
    /// A record is written.
    Record,
    /// Its lines are counted.
    Survey,
    /// It is looked at for findings, and may be mended before.
    Check(Arc<Checks>, Option<Arc<Mender>>),
}

/// A batch, done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Packed already.
    pub records: Vec<u8>,
    /// Which columns they are, where they are columns.
    pub group: Option<Group>,
    /// Why they could not be packed.
    pub fault: Option<Error>,
    pub quarantine: Vec<u8>,
    pub report: Report,
    pub events: Vec<Event>,
    pub survey: Survey,
    pub check: check::Part,
    /// Where the time went, if that is measured.
    pub times: Option<Times>,
    /// Bytes on disk.
    pub consumed: u64,
    /// Where the next batch begins.
    pub end: Place,
}

/// What an observer is told of.
#[derive(Debug)]
pub(crate) enum Event {
    Skipped(Arc<Found>, &'static str),
    Problem(Problem),
}

/// Does a batch.
pub(crate) fn work(batch: Batch, shared: &Shared) -> Done {
    let done = Done { consumed: batch.consumed, end: batch.end, ..Done::default() };
    let mut work = Work::new(shared, done);
    work.done.report.files = batch.files;
    for item in batch.items {
        match item {
            Item::File(found) => work.file(&found),
            Item::Document(found, bytes) => {
                work.document(&found, &bytes, &json::quoted(&found.id), None);
            }
            Item::Part { file, line, bytes, encoding } => {
                let id = json::quoted(&format!("{}:{line}", file.id));
                work.document(&file, &bytes, &id, Some(encoding));
            }
            Item::Records { file, stream, head, line, offset, bytes } => {
                work.records(&file, stream, head.as_ref(), (line, offset), &bytes);
            }
            #[cfg(feature = "parquet")]
            Item::Rows { file, row, batches } => work.rows(&file, row, &batches),
            Item::Skipped(found, reason) => work.skip(&found, reason, found.bytes),
            Item::Failed(failed) => work.fail(failed),
        }
    }
    work.begins(PACK);
    work.pack();
    let mut done = work.done;
    if let (Some(packing), false) = (shared.quarantine, done.quarantine.is_empty()) {
        done.quarantine = packing.pack(done.quarantine);
    }
    done.times = work.clock.map(Clock::stop);
    done
}

struct Work<'a> {
    shared: &'a Shared,
    done: Done,
    /// The options with the language of the last record that named one.
    options: Option<Options>,
    clock: Option<Clock>,
    /// The rows that records were read from, if their columns pass through as they are.
    #[cfg(feature = "parquet")]
    tables: Vec<arrow_array::RecordBatch>,
}

impl<'a> Work<'a> {
    fn new(shared: &'a Shared, done: Done) -> Work<'a> {
        Work {
            shared,
            done,
            options: None,
            clock: shared.timed.then(Clock::start),
            #[cfg(feature = "parquet")]
            tables: vec![],
        }
    }

    fn pack(&mut self) {
        if self.done.records.is_empty() {
            return;
        }
        let records = std::mem::take(&mut self.done.records);
        match self.shared.plan.format.file {
            FileKind::Stream { .. } => self.done.records = self.shared.packing.pack(records),
            #[cfg(feature = "parquet")]
            FileKind::Groups => {
                let Shared { plan, packing, .. } = self.shared;
                match crate::output::parquet::pack(plan, *packing, &records, &self.tables) {
                    Ok((bytes, group)) => {
                        (self.done.records, self.done.group) = (bytes, Some(group));
                    }
                    Err(error) => self.done.fault = Some(error),
                }
            }
        }
    }

    fn begins(&mut self, step: &'static str) {
        if let Some(clock) = &mut self.clock {
            clock.begins(step);
        }
    }

    fn document_begins(&mut self) {
        if let Some(clock) = &mut self.clock {
            clock.document_begins();
        }
    }

    fn document_ends(&mut self, found: &Found, line: Option<u64>, bytes: usize) {
        if let Some(clock) = &mut self.clock {
            clock.document_ends(&found.shown, line, bytes);
        }
    }

    fn file(&mut self, found: &Arc<Found>) {
        self.begins(READ);
        self.done.consumed += found.bytes;
        self.done.report.files += 1;
        let limits = &self.shared.inputs.limits;
        match open::read_whole(&found.path, limits) {
            Ok(bytes) if bytes.len() as u64 > limits.document => {
                self.fail(Failed::too_large(found, 0, false));
            }
            Ok(bytes) => self.document(found, &bytes, &json::quoted(&found.id), None),
            Err(error) => self.fail(Failed::unreadable(found, &error)),
        }
    }

    /// A text, or a part of one whose encoding is known.
    fn document(&mut self, found: &Arc<Found>, bytes: &[u8], id: &str, encoding: Option<Encoding>) {
        let done = self.guarded(|work| work.text(found, bytes, id, encoding));
        if let Err(refused) = done {
            self.refuse(refused.reason, refused.problem(&found.shown), bytes.len(), &[]);
        }
    }

    fn text(
        &mut self,
        found: &Arc<Found>,
        bytes: &[u8],
        id: &str,
        encoding: Option<Encoding>,
    ) -> Result<(), Refused> {
        self.document_begins();
        let sniffed = match self.shared.inputs.from {
            _ if bytes.is_empty() => Some("empty"),
            From::Auto if encoding.is_none() => sniff::not_text(&found.path, bytes),
            From::Auto | From::Text | From::Records(_) => None,
        };
        if let Some(reason) = sniffed {
            self.skip(found, reason, bytes.len() as u64);
            return Ok(());
        }
        let size = bytes.len();
        let mended = self.mended_file(found, bytes, encoding.is_some());
        let bytes = mended.as_deref().unwrap_or(bytes);
        if bytes.is_empty() {
            self.skip(found, "empty", size as u64);
            return Ok(());
        }
        let origin = Origin {
            path: &found.shown,
            id: id.into(),
            title: None,
            language: None,
            source: bytes,
            row: None,
        };
        let shared = self.shared;
        self.begins(DECODE);
        let own = encoding.filter(|_| shared.options.encoding.is_none());
        let own =
            own.map(|encoding| Options { encoding: Some(encoding), ..shared.options.clone() });
        let options = own.as_ref().unwrap_or(&shared.options);
        let document = self.clean(decode::decode(bytes, options), None, options);
        self.write(&origin, size, &document)?;
        self.document_ends(found, None, size);
        Ok(())
    }

    fn clean(&mut self, decoded: Decoded, title: Option<String>, options: &Options) -> Document {
        match &mut self.clock {
            None => pipeline::run(decoded, title, options),
            Some(clock) => {
                pipeline::watched(decoded, title, options, &mut |step| clock.begins(step))
            }
        }
    }

    /// Does one document. Of one that panics nothing stays; what it panicked with is why it is
    /// refused.
    fn guarded(
        &mut self,
        document: impl FnOnce(&mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let before = self.done.records.len();
        let done = panics::guarded(|| document(self)).unwrap_or_else(|message| {
            Err(Refused::new("panic", message)
                .hint("this is a fault in descrape; please report it with the document"))
        });
        if done.is_err() {
            self.done.records.truncate(before);
        }
        done
    }

    fn write(&mut self, origin: &Origin, bytes: usize, document: &Document) -> Result<(), Refused> {
        self.begins(WRITE);
        match &self.shared.purpose {
            Purpose::Record => {
                let (plan, before) = (&self.shared.plan, self.done.records.len());
                plan.write(&mut self.done.records, document, origin);
                if self.done.records.len() - before > plan.format.longest() {
                    let detail = format!("{} holds records of 1 GiB at most", plan.format.name);
                    return Err(Refused::new("record too long", detail)
                        .hint("leave fields out with `--fields`, or write another format"));
                }
            }
            Purpose::Survey => self.done.survey.add(document.text(), origin.title.is_some()),
            Purpose::Check(checks, mender) => {
                self.check(checks, mender.as_deref(), document, origin);
            }
        }
        self.count(document, bytes as u64);
        Ok(())
    }

    fn count(&mut self, document: &Document, bytes: u64) {
        let report = &mut self.done.report;
        report.documents += Tally { documents: 1, bytes };
        report.written += Tally { documents: 1, bytes };
        for (rule, count) in document.counts() {
            *report.changes.entry(rule.id.into()).or_default() += u64::from(*count);
        }
        for finding in document.findings() {
            *report.findings.entry(finding.id.into()).or_default() += 1;
        }
        if document.decoded().text().trim().is_empty() {
            *report.findings.entry("input.empty-text".into()).or_default() += 1;
        }
        match report.languages.get_mut(document.language()) {
            Some(count) => *count += 1,
            None => drop(report.languages.insert(document.language().to_owned(), 1)),
        }
        *report.encodings.entry(document.decoded().encoding().into()).or_default() += 1;
        report.sentences += document.sentences().len() as u64;
        report.embeds += document.embeds().len() as u64;
        report.bytes_out += document.text().len() as u64;
    }

    fn skip(&mut self, found: &Arc<Found>, reason: &'static str, bytes: u64) {
        let tally = Tally { documents: 1, bytes };
        self.done.report.documents += tally;
        *self.done.report.skipped.entry(reason.into()).or_default() += tally;
        if ![OWN_OUTPUT, OWN_CONFIGURATION].contains(&reason) {
            self.done.events.push(Event::Skipped(Arc::clone(found), reason));
        }
    }

    fn fail(&mut self, failed: Failed) {
        let bytes = usize::try_from(failed.bytes).unwrap_or(usize::MAX).max(failed.raw.len());
        self.refuse(failed.reason, failed.problem, bytes, &failed.raw);
    }

    /// Counts, tells and keeps what could not be done.
    fn refuse(&mut self, reason: &'static str, problem: Problem, bytes: usize, raw: &[u8]) {
        let tally = Tally { documents: 1, bytes: bytes as u64 };
        self.done.report.documents += tally;
        *self.done.report.quarantined.entry(reason.into()).or_default() += tally;
        if let Purpose::Check(checks, _) = &self.shared.purpose
            && self.is_finding(checks, reason, &problem, raw)
        {
            return;
        }
        if self.shared.quarantine.is_some() {
            quarantine::row(&mut self.done.quarantine, &problem, raw);
        }
        self.done.events.push(Event::Problem(problem));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests;
