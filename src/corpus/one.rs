//! Reads one document for a command that is about one: a text file, or a record. What it
//! is, and what `clean` would pass over, is decided as in a run.

use std::io::Read as _;
use std::path::Path;

use super::formats::{self, NoJson, Raw, Records, Stream};
use super::jsonl::{self, Refused};
use super::open::{self, Opened, Unreadable};
use super::pieces::{Held, Pieces};
use super::walk::shown;
use super::{From, Inputs, sniff};
use crate::decode::{Decoded, decode};
use crate::error::Error;
use crate::options::Options;
use crate::output::{Plan, Shape};

/// One document, read and decoded but not cleaned.
#[derive(Debug)]
pub struct One {
    /// The path as typed, and behind a colon the line of a record.
    pub name: String,
    /// Its text.
    pub decoded: Decoded,
    /// The title that came with a record.
    pub title: Option<String>,
    /// The language that came with a record.
    pub language: Option<String>,
}

/// Reads the document at `path` (`-` is stdin). `line`, from 1, chooses the record that it belongs
/// to; without it the first is read. Of `inputs`, `paths` and `globs` do not matter here.
pub fn read_one(
    path: &Path,
    line: Option<u64>,
    inputs: &Inputs,
    options: &Options,
) -> Result<One, Error> {
    let opened = open::input(path).map_err(|error| Unreadable::from(error).at(path))?;
    match sniff::by_name(inputs.from, path) {
        From::Text if line.is_some() => Err(Error::new("a text has no records to choose from")
            .at(path)
            .hint("leave the line or `--from text` out")),
        From::Auto if line.is_none() => document(path, opened, From::Auto, options),
        From::Text => document(path, opened, From::Text, options),
        from => {
            let format = match from {
                From::Records(format) => format,
                From::Auto | From::Text => formats::OF_STDIN,
            };
            match format.records {
                Records::Stream(stream) => record(path, opened, stream, line, inputs),
                #[cfg(feature = "parquet")]
                Records::Table => row(path, line.unwrap_or(1), inputs),
            }
        }
    }
}

fn document(path: &Path, opened: Opened, from: From, options: &Options) -> Result<One, Error> {
    let mut bytes = vec![];
    let mut reader = opened.reader;
    reader.read_to_end(&mut bytes).map_err(|error| Unreadable::from(error).at(path))?;
    if from == From::Auto
        && let Some(what) = sniff::not_text(path, &bytes)
    {
        return Err(Error::new(format!("would be passed over: it is {what}"))
            .at(path)
            .hint("`--from text` takes it for text all the same"));
    }
    let name = shown(path.as_os_str());
    Ok(One { name, decoded: decode(&bytes, options), title: None, language: None })
}

/// The record that a line belongs to, or the first.
fn record(
    path: &Path,
    opened: Opened,
    stream: Stream,
    line: Option<u64>,
    inputs: &Inputs,
) -> Result<One, Error> {
    let name = |number: u64| format!("{}:{number}", shown(path.as_os_str()));
    let longest = inputs.limits.record();
    // Pieces of one byte are pieces of one record.
    let mut pieces = Pieces::new(opened.reader, (stream.border)(longest), 1, longest);
    let (mut head, mut last) = (None, 0);
    loop {
        let piece = pieces.next().map_err(|error| Unreadable::from(error).at(path))?;
        let Some(piece) = piece else { return Err(no_such_line(path, line, last)) };
        let number = piece.lines + 1;
        let Held::Bytes(bytes) = piece.held else {
            last = pieces.at().1;
            if line.is_some_and(|line| line > last) {
                continue;
            }
            return Err(Error::new("is too long").at(name(number)).hint(stream.too_long));
        };
        last = pieces.at().1 + u64::from(!bytes.ends_with(b"\n"));
        let is_wanted = line.is_some_and(|line| (number..=last).contains(&line));
        let raw = Raw::new(&bytes, number == 1);
        if let (Some(read), None) = (stream.head, &head) {
            head = Some(read(raw.content, inputs).map_err(|error| refused(error, &name(number)))?);
            if is_wanted {
                return Err(Error::new("names the columns, and is no record").at(name(number)));
            }
            continue;
        }
        if line.is_some() && !is_wanted {
            continue;
        }
        let json = match (stream.json)(raw, inputs, head.as_ref()) {
            Ok(json) => json,
            Err(NoJson::Refused(error)) => return Err(refused(error, &name(number))),
            Err(NoJson::Blank | NoJson::Skipped(_)) if line.is_none() => continue,
            Err(NoJson::Blank) => return Err(Error::new("is blank").at(name(number))),
            Err(NoJson::Skipped(what)) => return Err(Error::new(what).at(name(number))),
        };
        let one = one(name(number), &json, inputs);
        return one?.map_err(|error| refused(error, &name(number)));
    }
}

fn refused(refused: Refused, at: &str) -> Error {
    let error = Error::new(refused.to_string()).at(at);
    match refused.hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// A record as a line of JSON.
fn one(name: String, json: &[u8], inputs: &Inputs) -> Result<Result<One, Refused>, Error> {
    let plan = Plan::new(&Shape::default())?;
    Ok(jsonl::read(json, inputs, &plan).map(|record| One {
        name,
        decoded: Decoded::from_wtf8(&record.text),
        title: record.title.map(|(_, title)| title),
        language: record.language.map(|(_, tag)| tag),
    }))
}

/// A row of a table, from 1.
#[cfg(feature = "parquet")]
fn row(path: &Path, row: u64, inputs: &Inputs) -> Result<One, Error> {
    use super::formats::parquet;
    let name = format!("{}:{row}", shown(path.as_os_str()));
    let opened =
        parquet::open(path, inputs, 1).map_err(|error| refused(error, &shown(path.as_os_str())))?;
    let all = opened.all;
    if row == 0 || row > all {
        return Err(Error::new(format!("there is no row {row}"))
            .at(path)
            .hint(format!("the table has {all}")));
    }
    let rows = opened.from(row - 1).and_then(|mut rows| rows.next(1, row));
    let rows = rows.map_err(|error| refused(error, &name))?;
    let lines = rows.first().map(parquet::lines).transpose();
    let lines = lines.map_err(|error| refused(error, &name))?.unwrap_or_default();
    one(name.clone(), lines.trim_ascii_end(), inputs)?.map_err(|error| refused(error, &name))
}

fn no_such_line(path: &Path, line: Option<u64>, lines: u64) -> Error {
    let what = match line {
        Some(line) => format!("there is no line {line}"),
        None => "there is no record".to_owned(),
    };
    let s = if lines == 1 { "" } else { "s" };
    Error::new(what).at(path).hint(format!("the input has {lines} line{s}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn read(name: &str, bytes: &[u8], line: Option<u64>, inputs: &Inputs) -> Result<One, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read_one(&path, line, inputs, &Options::default()).map_err(|error| {
            let said = format!("{error}; {}", error.hint_text().unwrap_or_default());
            said.rsplit_once(name).unwrap().1.to_owned()
        })
    }

    #[test]
    fn a_record_is_found_by_its_line_with_all_that_comes_with_it() {
        let rows = b"\xEF\xBB\xBF{\"text\":\"one\"}\r\n\n{\"body\":\"two\\ud800\",\"title\":\"T\",\"lang\":\"fr\"}\n";
        let first = read("a.jsonl", rows, None, &Inputs::default()).unwrap();
        assert!(first.name.ends_with("a.jsonl:1"), "{}", first.name);
        assert_eq!((first.decoded.text(), first.title), ("one", None));
        let inputs = Inputs {
            text_field: "body".into(),
            language_field: Some("lang".into()),
            ..Inputs::default()
        };
        let third = read("a.txt", rows, Some(3), &inputs).unwrap();
        assert_eq!(third.decoded.text(), "two\u{fffd}");
        assert_eq!((third.title.as_deref(), third.language.as_deref()), (Some("T"), Some("fr")));
        let blank_first = read("b.ndjson", b"\n \n{\"text\":\"x\"}", None, &Inputs::default());
        assert!(blank_first.unwrap().name.ends_with("b.ndjson:3"));
    }

    #[test]
    fn what_is_no_document_is_told_with_its_place_and_a_hint() {
        let jsonl = |bytes: &[u8], line| read("a.jsonl", bytes, line, &Inputs::default());
        for (bytes, line, expected) in [
            (
                &b"{\"body\":1}"[..],
                None,
                ":1: no text field: 'text' is not there; name the field with --text-field; there are: body",
            ),
            (b"{}\n{}\n", Some(9), ": there is no line 9; the input has 2 lines"),
            (b"\n", None, ": there is no record; the input has 1 line"),
        ] {
            assert_eq!(jsonl(bytes, line).unwrap_err(), expected);
        }
        let page = read("a.html", b"<p>One", None, &Inputs::default()).unwrap_err();
        assert!(page.starts_with(": would be passed over: it is html; `--from text`"), "{page}");
        let text = Inputs { from: From::Text, ..Inputs::default() };
        assert_eq!(read("a.html", b"<p>One", None, &text).unwrap().decoded.text(), "<p>One");
        assert!(read("a.txt", b"One", Some(1), &text).unwrap_err().contains("no records"));
    }

    #[test]
    fn packed_files_are_unpacked_whatever_their_name() {
        let packed = crate::output::Packing::Gzip.pack(b"{\"text\":\"one\"}".to_vec());
        let one = read("a.jsonl.gz", &packed, None, &Inputs::default()).unwrap();
        assert_eq!(one.decoded.text(), "one");
        let cut = read("a.txt", &packed[..packed.len() - 9], None, &Inputs::default());
        assert!(cut.unwrap_err().starts_with(": ends in the middle of its compressed data"));
    }
}
