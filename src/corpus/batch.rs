//! What one worker does with one batch: parse, clean, write records to memory, count.

use std::borrow::Cow;
use std::sync::Arc;

use super::formats::{Head, NoJson, Raw, Stream};
use super::jsonl::{self, Refused};
use super::pieces::count_lines;
use super::place::Place;
use super::times::{Clock, DECODE, PACK, READ, Times, WRITE};
use super::walk::{Found, OWN_OUTPUT};
use super::{From, Inputs, Problem, open, panics, reader, sniff};
use crate::decode::{Decoded, Encoding};
use crate::document::Document;
use crate::options::Options;
use crate::output::Packing;
use crate::output::{Origin, Plan, Row, json};
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

/// Something that could not be read.
#[derive(Debug)]
pub(crate) struct Failed {
    pub reason: &'static str,
    pub problem: Problem,
    /// How many bytes it is known to have.
    pub bytes: u64,
    /// What was read of it and is worth keeping.
    pub raw: Vec<u8>,
}

impl Failed {
    pub(crate) fn unreadable(found: &Found, error: &open::Unreadable) -> Failed {
        let problem = Problem {
            path: found.shown.clone(),
            reason: error.to_string(),
            hint: Some(error.hint().into()),
            ..Problem::default()
        };
        Failed { reason: error.reason, problem, bytes: 0, raw: vec![] }
    }
}

/// What all workers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub inputs: Inputs,
    pub options: Options,
    pub plan: Plan,
    pub packing: Packing,
    pub quarantine: Option<Packing>,
    /// Whether documents are counted for a survey instead of written.
    pub surveys: bool,
    /// Whether it is measured where the time goes.
    pub timed: bool,
}

/// A batch, done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Packed already.
    pub records: Vec<u8>,
    pub quarantine: Vec<u8>,
    pub report: Report,
    pub events: Vec<Event>,
    pub survey: Survey,
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
    let mut work = Work { shared, done, options: None, clock: shared.timed.then(Clock::start) };
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
    let mut done = work.done;
    if !done.records.is_empty() {
        done.records = shared.packing.pack(done.records);
    }
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
}

impl Work<'_> {
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
                self.fail(reader::too_large(found, 0, false));
            }
            Ok(bytes) => self.document(found, &bytes, &json::quoted(&found.id), None),
            Err(error) => self.fail(Failed::unreadable(found, &error)),
        }
    }

    /// A text, or a part of one whose encoding is known.
    fn document(&mut self, found: &Arc<Found>, bytes: &[u8], id: &str, encoding: Option<Encoding>) {
        let done = self.guarded(|work| {
            work.text(found, bytes, id, encoding);
            Ok(())
        });
        if let Err(refused) = done {
            self.refuse(refused.reason, refused.problem(&found.shown), bytes.len(), &[]);
        }
    }

    fn text(&mut self, found: &Arc<Found>, bytes: &[u8], id: &str, encoding: Option<Encoding>) {
        self.document_begins();
        let sniffed = match self.shared.inputs.from {
            _ if bytes.is_empty() => Some("empty"),
            From::Auto if encoding.is_none() => sniff::not_text(&found.path, bytes),
            From::Auto | From::Text | From::Records(_) => None,
        };
        if let Some(reason) = sniffed {
            return self.skip(found, reason, bytes.len() as u64);
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
        self.write(&origin, bytes.len(), &document);
        self.document_ends(found, None, bytes.len());
    }

    fn records(
        &mut self,
        file: &Arc<Found>,
        stream: Stream,
        head: Option<&Head>,
        (mut line, mut offset): (u64, u64),
        bytes: &[u8],
    ) {
        let limit = self.shared.inputs.limits.record();
        let border = (stream.border)(limit);
        let restored = match stream.restored {
            "" => Cow::Borrowed(&*file.id),
            added => Cow::Owned(open::plain_name(&file.id).to_owned() + added),
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            let (whole, after) = rest.split_at(border.end_of_whole(rest));
            let raw = Raw::new(whole, offset == 0);
            let at = (line, offset);
            if whole.len() > limit {
                self.fail(reader::too_long(file, stream, at, whole.len() as u64));
            } else if let Err(refused) =
                self.guarded(|work| match (stream.json)(raw, &work.shared.inputs, head) {
                    Ok(json) => work.record(file, &restored, line, raw.content.len(), &json),
                    Err(NoJson::Refused(refused)) => Err(refused),
                    Err(NoJson::Skipped(reason)) => {
                        work.skip(file, reason, raw.content.len() as u64);
                        Ok(())
                    }
                    Err(NoJson::Blank) => Ok(()),
                })
            {
                let problem = refused.problem(&file.shown);
                let problem = Problem { line: Some(line), offset: Some(offset), ..problem };
                self.refuse(refused.reason, problem, raw.content.len(), raw.content);
            }
            rest = after;
            line += count_lines(whole);
            offset += whole.len() as u64;
        }
    }

    #[cfg(feature = "parquet")]
    fn rows(&mut self, file: &Arc<Found>, mut row: u64, batches: &[arrow_array::RecordBatch]) {
        use super::formats::parquet;
        let restored = open::plain_name(&file.id).to_owned() + ".jsonl";
        for batch in batches {
            // They are made in one go, so what keeps one from being made keeps all.
            let lines = panics::guarded(|| parquet::lines(batch))
                .unwrap_or_else(|message| Err(Refused::new("panic", message)));
            let made = lines.as_deref().unwrap_or_default();
            let mut made = made.split(|byte| *byte == b'\n');
            for row in (row..).take(batch.num_rows()) {
                let line = made.next().unwrap_or_default();
                let done = match &lines {
                    Ok(_) => {
                        self.guarded(|work| work.record(file, &restored, row, line.len(), line))
                    }
                    Err(refused) => Err(refused.clone()),
                };
                if let Err(refused) = done {
                    let problem = refused.problem(&file.shown);
                    let problem = Problem { line: Some(row), ..problem };
                    self.refuse(refused.reason, problem, line.len(), line);
                }
            }
            row += batch.num_rows() as u64;
        }
    }

    /// A record as a line of JSON; `bytes` is how many it had where it was read.
    fn record(
        &mut self,
        file: &Found,
        restored: &str,
        line: u64,
        bytes: usize,
        json: &[u8],
    ) -> Result<(), Refused> {
        self.document_begins();
        let read = jsonl::read(json, &self.shared.inputs, &self.shared.plan)?;
        let id = read
            .id
            .map_or_else(|| json::quoted(&format!("{}:{line}", file.shown)).into(), Cow::Borrowed);
        let (title, given) = read.title.unzip();
        let (language, tag) = read.language.unzip();
        let origin = Origin {
            path: &file.shown,
            id,
            title,
            language: language.flatten(),
            source: &read.text,
            row: Some(Row { file: restored, passed: read.passed, names: read.names }),
        };
        let mut own = tag.map(|tag| {
            let mut options = self.options.take().unwrap_or_else(|| self.shared.options.clone());
            options.language = Some(tag);
            options
        });
        let options = own.as_ref().unwrap_or(&self.shared.options);
        self.begins(DECODE);
        let document = self.clean(Decoded::from_wtf8(&read.text), given, options);
        self.write(&origin, bytes, &document);
        if own.is_some() {
            self.options = own.take();
        }
        self.done.report.renamed_fields += read.renamed;
        self.document_ends(file, Some(line), bytes);
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
        panics::guarded(|| document(self)).unwrap_or_else(|message| {
            self.done.records.truncate(before);
            Err(Refused::new("panic", message)
                .hint("this is a fault in descrape; please report it with the document"))
        })
    }

    fn write(&mut self, origin: &Origin, bytes: usize, document: &Document) {
        self.begins(WRITE);
        if self.shared.surveys {
            self.done.survey.add(document.text(), origin.title.is_some());
        } else {
            self.shared.plan.write(&mut self.done.records, document, origin);
        }
        self.count(document, bytes as u64);
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
        if reason != OWN_OUTPUT {
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
        if self.shared.quarantine.is_some() {
            quarantine_row(&mut self.done.quarantine, &problem, raw);
        }
        self.done.events.push(Event::Problem(problem));
    }
}

/// The last key of a row of the quarantine is one of these.
pub(crate) const QUARANTINE_KEYS: [&str; 3] = ["reason", "raw", "raw_base64"];

fn quarantine_row(out: &mut Vec<u8>, problem: &Problem, raw: &[u8]) {
    out.push(b'{');
    json::key(out, "path");
    json::string(out, &problem.path);
    for (name, value) in [("line", problem.line), ("offset", problem.offset)] {
        json::key(out, name);
        match value {
            Some(value) => json::number(out, value),
            None => json::optional(out, None),
        }
    }
    json::key(out, "reason");
    json::string(out, &problem.reason);
    if !raw.is_empty() {
        if let Ok(text) = std::str::from_utf8(raw) {
            json::key(out, "raw");
            json::string(out, text);
        } else {
            json::key(out, "raw_base64");
            json::base64(out, raw);
        }
    }
    out.extend_from_slice(b"}\n");
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::corpus::walk::Kind;

    /// Law 8, with a batch of text files and lines of which every other one panics, each when
    /// half of its record is written.
    #[test]
    fn a_panic_costs_its_document_and_nothing_of_the_others() {
        panics::quiet_panics();
        let found = |name: &str, kind| {
            let (path, name) = (name.into(), name.to_owned());
            Arc::new(Found { path, shown: name.clone(), id: name, bytes: 0, kind })
        };
        let lines = b"{\"text\":\"one\"}\n{\"text\":\"an odd one\"}\r\n\n{\"text\":\"two\"}\n";
        let items = vec![
            Item::Document(found("a", Kind::File), b"odd".to_vec()),
            Item::Document(found("b", Kind::File), b"three".to_vec()),
            Item::Records {
                file: found("rows", Kind::File),
                stream: jsonl::STREAM,
                head: None,
                line: 7,
                offset: 90,
                bytes: lines.to_vec(),
            },
            Item::Skipped(found("c", Kind::Skipped("dot file")), "dot file"),
            Item::Document(found("d", Kind::File), b"an odd end".to_vec()),
        ];
        let shared = Shared {
            inputs: Inputs::default(),
            options: Options::default(),
            plan: Plan::panicking_on_odd(),
            packing: Packing::Plain,
            quarantine: Some(Packing::Plain),
            surveys: false,
            timed: false,
        };
        let done = work(Batch { items, ..Batch::default() }, &shared);

        let rows = |bytes: &[u8]| -> Vec<serde_json::Value> {
            bytes
                .split_inclusive(|b| *b == b'\n')
                .map(|row| serde_json::from_slice(row).unwrap())
                .collect()
        };
        let written: Vec<_> = rows(&done.records).iter().map(|row| row["text"].clone()).collect();
        assert_eq!(written, ["three", "one", "two"]);
        let refused = rows(&done.quarantine);
        let places: Vec<_> = refused
            .iter()
            .map(|row| (row["path"].as_str().unwrap(), row["line"].as_u64()))
            .collect();
        assert_eq!(places, [("a", None), ("rows", Some(8)), ("d", None)]);
        for row in &refused {
            let reason = row["reason"].as_str().unwrap();
            assert!(reason.starts_with("panic: an odd text"), "{reason}");
        }
        assert_eq!(refused[1]["raw"], "{\"text\":\"an odd one\"}");

        let report = &done.report;
        let panicked = Tally { documents: 3, bytes: 3 + 21 + 10 };
        assert_eq!(report.quarantined.iter().collect::<Vec<_>>(), [(&"panic".into(), &panicked)]);
        assert_eq!(report.written, Tally { documents: 3, bytes: 5 + 14 + 14 });
        assert_eq!(report.documents.documents, 7);
        assert_eq!(report.documents.bytes, report.written.bytes + panicked.bytes);
        let problems = done.events.iter().filter(|event| matches!(event, Event::Problem(_)));
        assert_eq!(problems.count(), 3);
    }

    /// Reading a line and telling what a file is are parts of its document too.
    #[test]
    fn a_panic_before_the_text_is_there_is_caught_as_well() {
        panics::quiet_panics();
        let shared = Shared {
            inputs: Inputs::default(),
            options: Options::default(),
            plan: Plan::panicking_on_odd(),
            packing: Packing::Plain,
            quarantine: None,
            surveys: false,
            timed: false,
        };
        let mut work = Work { shared: &shared, done: Done::default(), options: None, clock: None };
        let refused = work.guarded(|_| panic!("no such line")).unwrap_err();
        assert!(refused.to_string().starts_with("panic: no such line"), "{refused}");
        assert_eq!(work.done.report, Report::default());
    }
}
