//! CSV and TSV: a header, and a row a record. Lists and objects are JSON in their cell, null is an
//! empty one.
//!
//! Quoting is that of RFC 4180, as the `csv` crate does it, with `\n` for the end of a row.

use std::borrow::Cow;

use super::{FileKind, Format};
use crate::output::FIELDS;
use crate::output::json;
use crate::output::passed::{Passed, REST};
use crate::output::record::{Plan, SENTENCE, Writing, keys};

pub(super) const CSV: Format = table::<b','>(
    "csv",
    "Comma-separated values under a header; lists and objects are JSON",
    &["csv"],
);

pub(super) const TSV: Format = table::<b'\t'>("tsv", "As csv, with tabs for commas", &["tsv"]);

const fn table<const DELIMITER: u8>(
    name: &'static str,
    summary: &'static str,
    extensions: &'static [&'static str],
) -> Format {
    Format {
        name,
        summary,
        extensions,
        write: |writing| write(writing, DELIMITER),
        file: FileKind::Stream { head: |plan| head(plan, DELIMITER) },
        is_our_head: Some(|line| is_our_head(line, DELIMITER)),
    }
}

/// The names of the columns.
fn head(plan: &Plan, delimiter: u8) -> Vec<u8> {
    let mut rows = Rows::new(delimiter);
    for column in plan.passed.columns() {
        rows.cell(column.name().as_bytes());
    }
    for key in plan.keys() {
        rows.cell(key.name.as_bytes());
    }
    if plan.passed == Passed::Rest {
        rows.cell(REST.as_bytes());
    }
    rows.end();
    rows.into_bytes()
}

/// Whether a header is one of ours: it ends as one of a run does. Columns that anybody's table
/// may end with, as `id` and `text`, are not enough.
fn is_our_head(line: &[u8], delimiter: u8) -> bool {
    let line = line.trim_ascii_end();
    let names: Vec<&[u8]> = line.split(|byte| *byte == delimiter).collect();
    let names = names.strip_suffix(&[REST.as_bytes()]).unwrap_or(&names);
    let sentence: Vec<&[u8]> = SENTENCE.iter().map(|key| key.name.as_bytes()).collect();
    let common = FIELDS.iter().map(|row| row.name).take_while(|name| *name != "sentences");
    let common: Vec<&[u8]> = common.map(str::as_bytes).chain(sentence.clone()).collect();
    let is_ours =
        |last: &&[u8]| !common.contains(last) && keys().any(|name| name.as_bytes() == *last);
    line.is_empty() || names.ends_with(&sentence) || names.last().is_some_and(is_ours)
}

fn write(writing: &mut Writing, delimiter: u8) {
    let plan = writing.plan;
    let mut rows = Rows::new(delimiter);
    let start = writing.out.len();
    let fields = writing.origin.row.as_ref().map_or(&[][..], |row| &row.passed);
    let passed: Vec<_> =
        plan.passed.values(fields).map(|value| value.map_or("".into(), cell_of)).collect();
    let rest = match &writing.origin.row {
        Some(_) if plan.passed == Passed::Rest => {
            writing.out.push(b'{');
            writing.passed();
            writing.out.push(b'}');
            writing.out.split_off(start)
        }
        _ => vec![],
    };
    writing.records(|w, which| {
        for cell in &passed {
            rows.cell(cell.as_bytes());
        }
        w.values = Some(vec![]);
        w.ours(which);
        let values = w.values.take().unwrap_or_default();
        let ends = values.iter().skip(1).map(|(_, at)| *at).chain([w.out.len()]);
        let mut values = values.iter().zip(ends).peekable();
        for key in plan.keys() {
            // Some keys are of records alone that were read as such.
            let value = values.next_if(|((name, _), _)| *name == key.name);
            let value = value.map_or(&b"null"[..], |((_, from), to)| &w.out[*from..to]);
            rows.cell(cell_of(str::from_utf8(value).expect("JSON is UTF-8")).as_bytes());
        }
        if plan.passed == Passed::Rest {
            rows.cell(&rest);
        }
        rows.end();
        w.out.truncate(start);
    });
    writing.out.append(&mut rows.into_bytes());
}

/// What stands in a cell for a JSON value.
fn cell_of(value: &str) -> Cow<'_, str> {
    match value.as_bytes() {
        b"null" => Cow::Borrowed(""),
        [b'"', ..] => match json::plain(value) {
            Some(plain) => Cow::Borrowed(plain),
            None => Cow::Owned(json::text(value).unwrap_or_default()),
        },
        _ => Cow::Borrowed(value),
    }
}

/// Rows in the making.
struct Rows(csv::Writer<Vec<u8>>);

impl Rows {
    fn new(delimiter: u8) -> Rows {
        Rows(csv::WriterBuilder::new().delimiter(delimiter).from_writer(vec![]))
    }

    fn cell(&mut self, cell: &[u8]) {
        self.0.write_field(cell).expect("writing to memory does not fail");
    }

    fn end(&mut self) {
        self.0.write_record(None::<&[u8]>).expect("all rows have the same columns");
    }

    fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("writing to memory does not fail")
    }
}
