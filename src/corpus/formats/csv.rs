//! CSV and TSV: the first record names the columns, the others become lines of JSON whose values
//! are strings.
//!
//! Quoting is that of RFC 4180, read as the `csv` crate reads it: a quote opens a field only where
//! the field begins, and stands for itself elsewhere. The crate is the judge in the tests and does
//! not do the work: where a record ends must be found in a stream before it is parsed, at the speed
//! of a search for two bytes, and then its fields are known by one more. A carriage return by itself
//! ends no record.

use std::borrow::Cow;
use std::sync::Arc;

use super::jsonl::Refused;
use super::{Format, Head, NoJson, Raw, Records, Stream};
use crate::corpus::Inputs;
use crate::corpus::border::Border;
use crate::output::json;

pub(super) const CSV: Format = table::<b','>(
    "csv",
    "One document a record of comma-separated values, under a header",
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
        records: Records::Stream(Stream {
            border: |limit| Border::Quoted { delimiter: DELIMITER, limit },
            head: Some(|record, inputs| Header::read(record, DELIMITER, inputs)),
            json: record,
            too_long: TOO_LONG,
            restored: ".jsonl",
        }),
    }
}

const TOO_LONG: &str = "a quote may not be closed; `--max-line SIZE` allows longer records";

/// The end of the record that these bytes begin with, if it is among them. A record longer than
/// the limit ends with the first line that does so behind it, so a quote that is never closed
/// costs no more than that.
pub(crate) fn end(bytes: &[u8], delimiter: u8, limit: usize) -> Option<usize> {
    scan(&bytes[..bytes.len().min(limit)], delimiter)
        .or_else(|| memchr::memchr(b'\n', bytes.get(limit..)?).map(|at| limit + at + 1))
}

/// The same where a record may be of any length.
fn scan(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + memchr::memchr2(b'\n', b'"', &bytes[at..])?;
        if bytes[found] == b'\n' {
            return Some(found + 1);
        }
        at = found + 1;
        // Elsewhere it stands inside a field that is not quoted, or behind one that was.
        let opens = match found {
            0 => true,
            3 if bytes.starts_with(b"\xEF\xBB\xBF") => true,
            _ => bytes[found - 1] == delimiter,
        };
        if opens {
            at = quoted_end(bytes, at)?;
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

/// The fields of a record, unquoted; nothing in place of one whose quote is not closed.
struct Cells<'a> {
    /// What is left, if a field begins in it.
    rest: Option<&'a str>,
    delimiter: u8,
}

impl<'a> Cells<'a> {
    fn new(record: &'a str, delimiter: u8) -> Cells<'a> {
        Cells { rest: Some(record.strip_prefix('\u{feff}').unwrap_or(record)), delimiter }
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Option<Cow<'a, str>>;

    fn next(&mut self) -> Option<Option<Cow<'a, str>>> {
        let rest = self.rest.take()?;
        let bytes = rest.as_bytes();
        let (quoted, after) = match bytes.first() {
            Some(b'"') => match quoted_end(bytes, 1) {
                Some(end) => (1..end - 1, end),
                None => return Some(None),
            },
            _ => (0..0, 0),
        };
        let end =
            memchr::memchr(self.delimiter, &bytes[after..]).map_or(bytes.len(), |at| after + at);
        self.rest = rest.get(end + 1..);
        let inside = &rest[quoted];
        // What stands behind the quotes belongs to the field too.
        let behind = &rest[after..end];
        let inside = match memchr::memchr(b'"', inside.as_bytes()) {
            Some(_) => Cow::Owned(inside.replace("\"\"", "\"")),
            None => Cow::Borrowed(inside),
        };
        Some(Some(match (inside.is_empty(), behind.is_empty()) {
            (_, true) => inside,
            (true, false) => Cow::Borrowed(behind),
            (false, false) => inside + behind,
        }))
    }
}

/// The names of the columns.
#[derive(Debug)]
pub(crate) struct Header {
    /// As JSON keys.
    pub keys: Vec<String>,
    delimiter: u8,
}

impl Header {
    fn read(record: &[u8], delimiter: u8, inputs: &Inputs) -> Result<Head, Refused> {
        let record = utf8(record, "the header is not UTF-8")?;
        let names: Option<Vec<_>> = Cells::new(record, delimiter).collect();
        let names = names.filter(|_| !record.trim().is_empty()).ok_or_else(|| {
            Refused::new("no header", "the first record names no columns")
                .hint("name the columns in the first record; for plain text use --from text")
        })?;
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        if !names.contains(&&*inputs.text_field) {
            let detail = format!("'{}' is not in the header", inputs.text_field);
            let hint = format!(
                "name the column with --text-field; there are: {}; for plain text use --from text",
                super::listed(&names)
            );
            return Err(Refused::new("no text column", detail).hint(hint));
        }
        let keys = names.iter().map(|name| json::quoted(name)).collect();
        Ok(Arc::new(Header { keys, delimiter }))
    }
}

fn utf8<'a>(record: &'a [u8], reason: &'static str) -> Result<&'a str, Refused> {
    simdutf8::basic::from_utf8(record).map_err(|_| Refused {
        reason,
        detail: None,
        hint: Some("convert the file to UTF-8 first".into()),
        column: None,
    })
}

fn record<'a>(raw: Raw<'a>, _: &Inputs, head: Option<&Head>) -> Result<Cow<'a, [u8]>, NoJson> {
    let header = head.expect("no record of this format is read before its header");
    if raw.content.is_empty() {
        return Err(NoJson::Blank);
    }
    let record = utf8(raw.content, "not UTF-8")?;
    let mut cells = Cells::new(record, header.delimiter);
    let mut line = Vec::with_capacity(record.len() + record.len() / 16 + 64);
    line.push(b'{');
    for (n, key) in header.keys.iter().enumerate() {
        let cell = cells.next().ok_or_else(|| columns(n, header))?.ok_or_else(|| {
            let refused = Refused::new("not CSV", "a quote is not closed");
            refused.hint("a quote inside a quoted field is written twice")
        })?;
        json::comma(&mut line);
        line.extend_from_slice(key.as_bytes());
        line.push(b':');
        json::string(&mut line, &cell);
    }
    if cells.rest.is_some() {
        return Err(columns(header.keys.len() + cells.count(), header).into());
    }
    line.push(b'}');
    Ok(Cow::Owned(line))
}

fn columns(found: usize, header: &Header) -> Refused {
    let s = if found == 1 { "" } else { "s" };
    Refused::new("not CSV", format!("{found} column{s} instead of {}", header.keys.len()))
        .hint("fields that hold a separator, a quote or a line end must be quoted")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use csv_core::{ReadRecordResult, ReaderBuilder, Terminator};
    use proptest::prelude::*;

    fn header(names: &str) -> Result<Head, Refused> {
        Header::read(names.as_bytes(), b',', &Inputs::default())
    }

    fn check(names: &str, bytes: &[u8], expected: &str) {
        let head = header(names).unwrap();
        let said = match record(Raw::new(bytes, false), &Inputs::default(), Some(&head)) {
            Ok(json) => String::from_utf8(json.into_owned()).unwrap(),
            Err(NoJson::Refused(refused)) => refused.to_string(),
            Err(other) => format!("{other:?}"),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn a_record_is_an_object_of_strings() {
        check("id,text", b"7,It held.\r\n", r#"{"id":"7","text":"It held."}"#);
        check("id,text,id", b"1.50,,\n", r#"{"id":"1.50","text":"","id":""}"#);
        check(
            "\"a \"\"b\"\"\",text",
            b"\"x,\ny\r\n\",5\" pipe\rline",
            r#"{"a \"b\"":"x,\ny\r\n","text":"5\" pipe\rline"}"#,
        );
        check("text", b"\"\"\n", r#"{"text":""}"#);
        check("text", b" \n", r#"{"text":" "}"#);
    }

    #[test]
    fn records_that_do_not_fit_are_refused() {
        check("id,text", b"1\n", "not CSV: 1 column instead of 2");
        check("id,text", b"1,2,3\n", "not CSV: 3 columns instead of 2");
        check("id,text", b"1,\"2\n", "not CSV: a quote is not closed");
        check("id,text", b"1,\xFF\n", "not UTF-8");
        check("id,text", b"\r\n", "Blank");
    }

    #[test]
    fn a_header_names_the_text() {
        let hint = |names: &str| header(names).unwrap_err().hint.unwrap();
        assert_eq!(
            header("id,body").unwrap_err().to_string(),
            "no text column: 'text' is not in the header"
        );
        assert!(hint("id,body").contains("there are: id, body;"), "{}", hint("id,body"));
        assert!(hint(&["x"; 20].join(",")).contains("x and 12 more;"));
        assert_eq!(header("").unwrap_err().reason, "no header");
        assert_eq!(header("id,\"text").unwrap_err().reason, "no header");
    }

    proptest! {
        /// What the `csv` crate's parser makes of the whole.
        #[test]
        fn records_and_fields_are_those_of_the_csv_crate(text in "[ab,\"\"\n]{0,40}") {
            let bytes = text.as_bytes();
            let mut parser = ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build();
            let (mut out, mut ends) = ([0; 99], [0; 99]);
            let (mut at, mut parsed) = (0, 0);
            while at < bytes.len() {
                let record = end(&bytes[at..], b',', usize::MAX).unwrap_or(bytes.len() - at);
                let content = &text[at..at + record];
                at += record;
                let content = match scan(content.as_bytes(), b',') {
                    Some(_) => content.strip_suffix('\n').unwrap(),
                    None => content,
                };
                if content.is_empty() {
                    continue;
                }
                let (mut written, mut ended) = (0, 0);
                loop {
                    let (result, read, n, e) = parser.read_record(
                        &bytes[parsed..],
                        &mut out[written..],
                        &mut ends[ended..],
                    );
                    (parsed, written, ended) = (parsed + read, written + n, ended + e);
                    if result != ReadRecordResult::InputEmpty {
                        break;
                    }
                }
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let theirs: Vec<_> = starts
                    .zip(&ends[..ended])
                    .map(|(from, to)| std::str::from_utf8(&out[from..*to]).unwrap())
                    .collect();
                let ours: Option<Vec<_>> = Cells::new(content, b',').collect();
                if let Some(ours) = ours {
                    prop_assert_eq!(ours, theirs, "{:?}", content);
                }
                prop_assert_eq!(parsed, at);
            }
        }
    }
}
