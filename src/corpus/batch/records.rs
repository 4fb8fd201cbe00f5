//! The records of a stream and the rows of a table, each a line of JSON first.

use std::borrow::Cow;
use std::sync::Arc;

use super::Work;
use crate::corpus::failed::Failed;
use crate::corpus::formats::{Head, NoJson, Raw, Stream};
use crate::corpus::jsonl::{self, Refused};
use crate::corpus::mend::Record;
use crate::corpus::pieces::count_lines;
use crate::corpus::times::DECODE;
use crate::corpus::walk::Found;
use crate::corpus::{Problem, open};
use crate::decode::Decoded;
use crate::output::{Origin, Row, json};

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
struct At<'a> {
    /// From 1; of a table the row.
    line: u64,
    /// The byte where its line begins.
    offset: u64,
    /// Which of the rows of a batch it is.
    row: Option<usize>,
    /// The line that it is a part of.
    whole: Option<&'a [u8]>,
}

impl Work<'_> {
    pub(super) fn records(
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
            if whole.len() > limit {
                self.fail(Failed::too_long(file, stream, whole.len() as u64).at((line, offset)));
            } else if let Err(refused) =
                self.guarded(|work| match (stream.json)(raw, &work.shared.inputs, head) {
                    Ok(json) => {
                        let whole = matches!(json, Cow::Borrowed(_)).then_some(whole);
                        let at = At { line, offset, row: None, whole };
                        work.record(file, &restored, at, raw.content.len(), &json)
                    }
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
    pub(super) fn rows(
        &mut self,
        file: &Arc<Found>,
        mut row: u64,
        batches: &[arrow_array::RecordBatch],
    ) {
        use crate::corpus::formats::parquet;
        use crate::corpus::panics;
        let restored = open::plain_name(&file.id).to_owned() + ".jsonl";
        let mut number = self.tables.iter().map(arrow_array::RecordBatch::num_rows).sum();
        if self.shared.plan.passed.is_of_tables() {
            self.tables.extend_from_slice(batches);
        }
        for batch in batches {
            // They are made in one go, so what keeps one from being made keeps all.
            let lines = panics::guarded(|| parquet::lines(batch))
                .unwrap_or_else(|message| Err(Refused::new("panic", message)));
            let made = lines.as_deref().unwrap_or_default();
            let mut made = made.split(|byte| *byte == b'\n');
            for (row, number) in (row..).zip(number..).take(batch.num_rows()) {
                let line = made.next().unwrap_or_default();
                let done = match &lines {
                    Ok(_) => self.guarded(|work| {
                        let at = At { line: row, offset: 0, row: Some(number), whole: None };
                        work.record(file, &restored, at, line.len(), line)
                    }),
                    Err(refused) => Err(refused.clone()),
                };
                if let Err(refused) = done {
                    let problem = refused.problem(&file.shown);
                    let problem = Problem { line: Some(row), ..problem };
                    self.refuse(refused.reason, problem, line.len(), line);
                }
            }
            row += batch.num_rows() as u64;
            number += batch.num_rows();
        }
    }

    /// A record as a line of JSON; `bytes` is how many it had where it was read.
    fn record(
        &mut self,
        file: &Arc<Found>,
        restored: &str,
        At { line, offset, row, whole }: At,
        bytes: usize,
        json: &[u8],
    ) -> Result<(), Refused> {
        self.document_begins();
        let read = jsonl::read(json, &self.shared.inputs, &self.shared.plan)?;
        let has_id = read.id.is_some();
        let raw = whole.and_then(|whole| {
            let before = read.text_value.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
            Some((whole.get(..before)?, read.text_value))
        });
        let id = read
            .id
            .map_or_else(|| json::quoted(&format!("{}:{line}", file.shown)).into(), Cow::Borrowed);
        let (title, given) = read.title.unzip();
        let (language, tag) = read.language.unzip();
        let place = |(before, value): (&[u8], _)| (offset + before.len() as u64, value);
        let record = Record { line, value: raw.map(place), title: given.as_deref() };
        let mended = self.mended_value(file, record, &read.text, &read.passed);
        let text = mended.as_deref().and_then(json::wtf8).unwrap_or(read.text);
        let raw = raw.map(|(before, value)| (before, mended.as_deref().unwrap_or(value)));
        let origin = Origin {
            path: &file.shown,
            id,
            title,
            language: language.flatten(),
            source: &text,
            row: Some(Row {
                file: restored,
                passed: read.passed,
                names: read.names,
                line,
                has_id,
                raw,
                number: row,
            }),
        };
        let mut own = tag.map(|tag| {
            let mut options = self.options.take().unwrap_or_else(|| self.shared.options.clone());
            options.language = Some(tag);
            options
        });
        let options = own.as_ref().unwrap_or(&self.shared.options);
        self.begins(DECODE);
        let document = self.clean(Decoded::from_wtf8(&text), given, options);
        let written = self.write(&origin, bytes, &document);
        if own.is_some() {
            self.options = own.take();
        }
        written?;
        self.done.report.renamed_fields += read.renamed;
        self.document_ends(file, Some(line), bytes);
        Ok(())
    }
}
