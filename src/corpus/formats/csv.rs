//! CSV and TSV: the first record names the columns, the others become lines of JSON whose values
//! are strings.
//!
//! Quoting is that of RFC 4180, read as the `csv` crate reads it: a quote opens a field only where
//! the field begins, and stands for itself elsewhere. What the crate is not asked is where a
//! record ends, since that must be found in a stream before it is parsed, at the speed of a search
//! for two bytes; see [`scan`]. A carriage return by itself ends no record.

use std::borrow::Cow;
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::jsonl::Refused;
use super::{Format, Head, NoJson, Raw, Records, Stream};
use crate::corpus::Inputs;
use crate::corpus::pieces::Border;
use crate::output::json;

pub(super) const CSV: Format = Format {
    name: "csv",
    summary: "One document a record of comma-separated values, under a header",
    extensions: &["csv"],
    records: Records::Stream(Stream {
        border: |limit| Border::Quoted { delimiter: b',', limit },
        head: Some(|record, inputs| Header::read(record, b',', inputs)),
        json: record,
        too_long: TOO_LONG,
        restored: ".jsonl",
    }),
};

pub(super) const TSV: Format = Format {
    name: "tsv",
    summary: "As csv, with tabs for commas",
    extensions: &["tsv"],
    records: Records::Stream(Stream {
        border: |limit| Border::Quoted { delimiter: b'\t', limit },
        head: Some(|record, inputs| Header::read(record, b'\t', inputs)),
        json: record,
        too_long: TOO_LONG,
        restored: ".jsonl",
    }),
};

const TOO_LONG: &str = "a quote may not be closed; `--max-line SIZE` allows longer records";

/// The end of the record that these bytes begin with, if it is among them. A record longer than
/// the limit ends with the first line that does so behind it, so a quote that is never closed
/// costs no more than that.
pub(crate) fn end(bytes: &[u8], delimiter: u8, limit: usize) -> Option<usize> {
    match scan(bytes, delimiter) {
        Scan::Ends(end) if end <= limit => Some(end),
        _ => memchr::memchr(b'\n', bytes.get(limit..)?).map(|at| limit + at + 1),
    }
}

/// How far a record goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scan {
    /// To here, its line end included.
    Ends(usize),
    /// Further; whether the bytes end inside a quoted field.
    Open { quoted: bool },
}

/// Finds the end of the record that these bytes begin with.
fn scan(bytes: &[u8], delimiter: u8) -> Scan {
    let mut at = 0;
    loop {
        let Some(next) = memchr::memchr2(b'\n', b'"', &bytes[at..]) else {
            return Scan::Open { quoted: false };
        };
        let found = at + next;
        if bytes[found] == b'\n' {
            return Scan::Ends(found + 1);
        }
        at = found + 1;
        // Elsewhere it stands inside a field that is not quoted, or behind one that was.
        let opens = match found {
            0 => true,
            3 if bytes.starts_with(b"\xEF\xBB\xBF") => true,
            _ => bytes[found - 1] == delimiter,
        };
        if opens {
            at = match quoted_end(bytes, at) {
                Some(end) => end,
                None => return Scan::Open { quoted: true },
            };
        }
    }
}

/// Behind the quote that closes the field which begins here.
fn quoted_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', &bytes[at..])? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// The names of the columns.
pub(crate) struct Header {
    /// As JSON keys.
    keys: Vec<String>,
    /// At the start of a record.
    reader: Reader,
    delimiter: u8,
}

impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Header").field("keys", &self.keys).finish_non_exhaustive()
    }
}

impl Header {
    fn read(record: &[u8], delimiter: u8, inputs: &Inputs) -> Result<Head, Refused> {
        let record = utf8(record, "the header is not UTF-8")?;
        if let (Scan::Open { quoted: true }, _) | (_, true) =
            (scan(record.as_bytes(), delimiter), record.trim().is_empty())
        {
            return Err(Refused::new("no header", "the first record names no columns")
                .hint("name the columns in the first record; for plain text use --from text"));
        }
        let reader = ReaderBuilder::new().delimiter(delimiter).terminator(LINE).build();
        let cells = Cells::read(reader.clone(), record, record.len() + 1).expect("room for all");
        let names: Vec<&str> = cells.iter().collect();
        if !names.contains(&&*inputs.text_field) {
            let detail = format!("'{}' is not in the header", inputs.text_field);
            let hint = format!(
                "name the column with --text-field; there are: {}; for plain text use --from text",
                listed(&names)
            );
            return Err(Refused::new("no text column", detail).hint(hint));
        }
        let keys = names.iter().map(|name| json::quoted(name)).collect();
        Ok(Arc::new(Header { keys, reader, delimiter }))
    }
}

/// Records are cut at line ends before they are parsed.
const LINE: Terminator = Terminator::Any(b'\n');

fn listed(names: &[&str]) -> String {
    const LISTED: usize = 8;
    let listed = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

fn utf8<'a>(record: &'a [u8], reason: &'static str) -> Result<&'a str, Refused> {
    simdutf8::basic::from_utf8(record).map_err(|_| Refused {
        reason,
        detail: None,
        hint: Some("convert the file to UTF-8 first".into()),
    })
}

fn record<'a>(raw: Raw<'a>, _: &Inputs, head: Option<&Head>) -> Result<Cow<'a, [u8]>, NoJson> {
    let header = head.expect("no record of this format is read before its header");
    if raw.content.is_empty() {
        return Err(NoJson::Blank);
    }
    let record = utf8(raw.content, "not UTF-8")?;
    if scan(record.as_bytes(), header.delimiter) == (Scan::Open { quoted: true }) {
        let refused = Refused::new("not CSV", "a quote is not closed");
        return Err(refused.hint("a quote inside a quoted field is written twice").into());
    }
    let wanted = header.keys.len();
    let cells = Cells::read(header.reader.clone(), record, wanted);
    let cells = match cells.map(|cells| (cells.ends.len(), cells)) {
        Some((found, cells)) if found == wanted => cells,
        found => {
            let found = found.map_or_else(|| format!("more than {wanted}"), |few| few.0.to_string());
            return Err(Refused::new("not CSV", format!("{found} columns instead of {wanted}"))
                .hint("fields that hold a separator, a quote or a line end must be quoted")
                .into());
        }
    };
    let mut line = Vec::with_capacity(record.len() + record.len() / 16 + 64);
    line.push(b'{');
    for (key, cell) in header.keys.iter().zip(cells.iter()) {
        json::comma(&mut line);
        line.extend_from_slice(key.as_bytes());
        line.push(b':');
        json::string(&mut line, cell);
    }
    line.push(b'}');
    Ok(Cow::Owned(line))
}

/// The fields of a record, unquoted.
struct Cells {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Cells {
    /// Nothing if there are more than `most`.
    fn read(mut reader: Reader, record: &str, most: usize) -> Option<Cells> {
        let (mut text, mut ends) = (vec![0; record.len()], vec![0; most + 1]);
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            // Nothing more to read means to the parser that the record ends.
            let (result, n_read, n_written, n_ended) = reader.read_record(
                &record.as_bytes()[read..],
                &mut text[written..],
                &mut ends[ended..],
            );
            read += n_read;
            written += n_written;
            ended += n_ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => return None,
            }
        }
        text.truncate(written);
        ends.truncate(ended);
        let text = String::from_utf8(text).expect("what is left out is ASCII");
        (ended <= most).then_some(Cells { text, ends })
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}
