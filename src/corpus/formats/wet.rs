//! WET: the text of web pages as WARC conversion records, one document each.
//!
//! A record is `WARC/1.x`, header lines, a blank line, as many bytes as `Content-Length` says, and
//! two line ends. A length is believed if a record, or the end, follows; else the record goes on to
//! the next line that begins with `WARC/1.`, and is refused: one broken header costs one record.
//!
//! ISO 28500:2017, sections 4 and 5; "conversion" is 6.7.

use std::borrow::Cow;

use memchr::memmem;

use super::jsonl::Refused;
use super::{Format, Head, NoJson, Raw, Records, Stream};
use crate::corpus::Inputs;
use crate::corpus::border::Border;
use crate::output::json;

pub(super) const FORMAT: Format = Format {
    name: "wet",
    summary: "One document a conversion record of a WARC file",
    extensions: &["wet"],
    records: Records::Stream(Stream {
        border: |limit| Border::Warc { limit },
        head: None,
        json: record,
        too_long: "`--max-line SIZE` allows longer records",
        restored: ".jsonl",
    }),
};

/// How every record begins; versions 1.0 and 1.1 are in use.
const BEGINS: &[u8] = b"WARC/1.";

/// The bytes of a header, at most. Those of crawls have a few hundred, with the address of the
/// page in them.
const LONGEST_HEADER: usize = 64 << 10;

/// The end of the record that these bytes begin with, if it is among them.
pub(crate) fn end(bytes: &[u8], limit: usize) -> Option<usize> {
    match whole(bytes, limit) {
        Whole::Ends(end) => Some(end),
        Whole::Unknown | Whole::Short => None,
        Whole::Broken => next(bytes, 0),
    }
}

/// The end of the first of some whole records, behind which nothing comes: a length that leads
/// further is wrong.
pub(crate) fn end_of_whole(bytes: &[u8], limit: usize) -> usize {
    let end = match whole(bytes, limit) {
        Whole::Ends(end) => Some(end),
        Whole::Unknown => None,
        Whole::Short | Whole::Broken => next(bytes, 0),
    };
    end.unwrap_or(bytes.len())
}

/// The first record that begins behind `from`.
pub(crate) fn next(bytes: &[u8], from: usize) -> Option<usize> {
    memmem::find(&bytes[from..], b"\nWARC/1.").map(|at| from + at + 1)
}

enum Whole {
    Ends(usize),
    /// More bytes are wanted.
    Unknown,
    /// They are because it says that it has more.
    Short,
    Broken,
}

fn whole(bytes: &[u8], limit: usize) -> Whole {
    if !bytes.starts_with(BEGINS) {
        return if BEGINS.starts_with(bytes) { Whole::Unknown } else { Whole::Broken };
    }
    // Searched for first: a file of nothing but first lines costs what any other does.
    let head = &bytes[..bytes.len().min(LONGEST_HEADER)];
    let other = next(head, 0);
    let Some(head) = head_end(&head[..other.unwrap_or(head.len())]) else {
        let is_all = other.is_some() || bytes.len() >= LONGEST_HEADER;
        return if is_all { Whole::Broken } else { Whole::Unknown };
    };
    let length = std::str::from_utf8(&bytes[..head]).ok().and_then(length);
    let content = length.and_then(|length| head.checked_add(length));
    let Some(content) = content.filter(|content| *content <= limit) else {
        return Whole::Broken;
    };
    let Some(mut rest) = bytes.get(content..) else { return Whole::Short };
    for part in [b'\r', b'\n', b'\r', b'\n'] {
        rest = rest.strip_prefix(&[part]).unwrap_or(rest);
    }
    if rest.starts_with(BEGINS) {
        Whole::Ends(bytes.len() - rest.len())
    } else if BEGINS.starts_with(rest) {
        Whole::Unknown
    } else {
        Whole::Broken
    }
}

/// Behind the blank line that ends a header.
fn head_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

fn length(head: &str) -> Option<usize> {
    value(head, "Content-Length")?.parse().ok()
}

/// The value of a header field.
fn value<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let field = fields.find(|(found, _)| found.trim().eq_ignore_ascii_case(name));
    field.map(|(_, value)| value.trim())
}

/// Header fields that pass through, and under which names.
const PASSED: &[(&str, &str)] =
    &[("WARC-Target-URI", "url"), ("WARC-Date", "date"), (LANGUAGES, "languages")];

const LANGUAGES: &str = "WARC-Identified-Content-Language";

fn record<'a>(raw: Raw<'a>, inputs: &Inputs, _: Option<&Head>) -> Result<Cow<'a, [u8]>, NoJson> {
    let whole = raw.whole;
    if whole.trim_ascii().is_empty() {
        return Err(NoJson::Blank);
    }
    let (head, text) = parts(whole)?;
    match value(head, "WARC-Type") {
        Some("conversion") => {}
        Some(_) => return Err(NoJson::Skipped("not a conversion record")),
        None => return Err(broken("its header has no WARC-Type").into()),
    }
    let text = simdutf8::basic::from_utf8(text).map_err(|_| Refused {
        reason: "not UTF-8",
        column: None,
        detail: None,
        hint: Some("conversion records hold text in UTF-8; make the file again".into()),
    })?;
    let mut line = Vec::with_capacity(whole.len() + whole.len() / 16 + 64);
    line.push(b'{');
    let mut pass = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            json::key(&mut line, name);
            json::string(&mut line, value);
        }
    };
    // Its own id is the record's, unless another of its fields was named for that.
    let id_field = &*inputs.id_field;
    let is_passed = PASSED.iter().any(|(_, name)| *name == id_field);
    pass(if is_passed { "warc_id" } else { id_field }, value(head, "WARC-Record-ID"));
    for (header, name) in PASSED {
        let named = inputs.language_field.as_deref().filter(|name| *name == LANGUAGES);
        pass(named.filter(|named| named == header).unwrap_or(name), value(head, header));
    }
    pass(&inputs.text_field, Some(text));
    line.push(b'}');
    Ok(Cow::Owned(line))
}

/// The header and the content of a record.
fn parts(whole: &[u8]) -> Result<(&str, &[u8]), Refused> {
    if !whole.starts_with(BEGINS) {
        return Err(broken("no record begins here"));
    }
    let head = head_end(&whole[..whole.len().min(LONGEST_HEADER)]);
    let head = head.ok_or_else(|| broken("its header does not end"))?;
    let (head, rest) = whole.split_at(head);
    let head = std::str::from_utf8(head).map_err(|_| broken("its header is not UTF-8"))?;
    let length = length(head).ok_or_else(|| broken("its header has no Content-Length"))?;
    let Some((text, rest)) = rest.split_at_checked(length) else {
        return Err(broken(&format!("it breaks off: {} of {length} bytes are there", rest.len())));
    };
    if rest.trim_ascii().is_empty() {
        Ok((head, text))
    } else {
        Err(broken("its Content-Length is wrong"))
    }
}

fn broken(what: &str) -> Refused {
    Refused::new("not WARC", what).hint("the next record is read from the next line 'WARC/1.'")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    const HEADER: &str = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://orrin.example/a:b\r\n\
        warc-date: 2026-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n\
        WARC-Identified-Content-Language: fra,eng\r\nContent-Length: ";

    fn check(whole: &[u8], inputs: &Inputs, expected: &str) {
        let said = match record(Raw::new(whole, true), inputs, None) {
            Ok(json) => String::from_utf8(json.into_owned()).unwrap(),
            Err(NoJson::Refused(refused)) => refused.to_string(),
            Err(NoJson::Skipped(reason)) => reason.to_owned(),
            Err(NoJson::Blank) => "blank".to_owned(),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn a_conversion_record_is_an_object() {
        let whole = format!("{HEADER}9\r\n\r\nIt held.\n\r\n\r\n");
        check(
            whole.as_bytes(),
            &Inputs::default(),
            r#"{"id":"<urn:uuid:1>","url":"https://orrin.example/a:b","date":"2026-01-02T03:04:05Z","languages":"fra,eng","text":"It held.\n"}"#,
        );
        let inputs = Inputs {
            id_field: "url".into(),
            text_field: "body".into(),
            language_field: Some(LANGUAGES.into()),
            ..Inputs::default()
        };
        check(
            whole.as_bytes(),
            &inputs,
            r#"{"warc_id":"<urn:uuid:1>","url":"https://orrin.example/a:b","date":"2026-01-02T03:04:05Z","WARC-Identified-Content-Language":"fra,eng","body":"It held.\n"}"#,
        );
    }

    #[test]
    fn what_is_no_document() {
        let check = |whole: &str, expected| check(whole.as_bytes(), &Inputs::default(), expected);
        check("\r\n\r\n", "blank");
        check(
            "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\na:\r\n\r\n",
            "not a conversion record",
        );
        check("words", "not WARC: no record begins here");
        check("WARC/1.0\r\nWARC-Type: conversion\r\n", "not WARC: its header does not end");
        check(
            "WARC/1.0\r\nWARC-Type: conversion\r\n\r\n",
            "not WARC: its header has no Content-Length",
        );
        check(&format!("{HEADER}9\r\n\r\nIt "), "not WARC: it breaks off: 3 of 9 bytes are there");
        check(
            &format!("{HEADER}3\r\n\r\nIt held.\r\n\r\n"),
            "not WARC: its Content-Length is wrong",
        );
        check(
            "WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
            "not WARC: its header has no WARC-Type",
        );
    }

    #[test]
    fn text_in_another_encoding_is_refused() {
        let whole = [HEADER.as_bytes(), b"2\r\n\r\n\xE9t\r\n\r\n"].concat();
        check(&whole, &Inputs::default(), "not UTF-8");
    }
}
