//! Reads the one document that `explain` is about: a text file or one record of JSONL.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use descrape::corpus::From;
use descrape::decode::{self, Decoded};
use descrape::error::{Error, printable};
use descrape::{Document, Options, pipeline};
use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;

use super::args::{ExplainArgs, FromKind};

/// A cleaned document, and how it is called in messages: `path`, or `path:line` of a record.
pub fn read_one(args: &ExplainArgs, options: &Options) -> Result<(String, Document), Error> {
    let (path, line) = place(args);
    let bytes = read(path)?;
    let is_jsonl = match args.from {
        FromKind::Auto => line.is_some() || path == Path::new("-") || has_jsonl_name(path),
        from => from.kind() == From::Jsonl,
    };
    let name = printable(&path.to_string_lossy());
    if !is_jsonl {
        let decoded = decode::decode(&bytes, options);
        return Ok((name, pipeline::run(decoded, None, options)));
    }
    let line = line.unwrap_or(1);
    let name = format!("{name}:{line}");
    let (decoded, title) = record(&bytes, line, &args.text_field)
        .map_err(|(error, hint)| Error::new(format!("{name}: {error}")).hint(hint))?;
    Ok((name, pipeline::run(decoded, title, options)))
}

/// The file and the line of a record. `dump.jsonl:7` is a line of `dump.jsonl`, unless it is a file.
fn place(args: &ExplainArgs) -> (&Path, Option<usize>) {
    if let Some(line) = args.line {
        return (&args.file, Some(line.get()));
    }
    let typed = args.file.to_str().and_then(|typed| typed.rsplit_once(':'));
    if let Some((file, line)) = typed
        && let Some(line) = line.parse().ok().filter(|line| *line > 0)
        && !args.file.exists()
        && Path::new(file).exists()
    {
        return (Path::new(file), Some(line));
    }
    (&args.file, None)
}

fn has_jsonl_name(path: &Path) -> bool {
    let mut name = path.to_path_buf();
    if name.extension().is_some_and(|end| end == "gz" || end == "zst") {
        name.set_extension("");
    }
    name.extension().is_some_and(|end| end == "jsonl" || end == "ndjson")
}

/// The bytes of a file, decompressed.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![];
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let failed = |doing: &str, error| Error::new(doing).at(path).because(error);
    let bytes = read.map_err(|error| {
        let hint = if path.is_dir() {
            "explain takes one file; `descrape clean` takes folders"
        } else {
            "is the path right?"
        };
        failed("could not read", error).hint(hint)
    })?;
    let mut plain = vec![];
    let decompressed = match bytes.as_slice() {
        [0x1f, 0x8b, ..] => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            zstd::Decoder::new(&bytes[..]).and_then(|mut decoder| decoder.read_to_end(&mut plain))
        }
        _ => return Ok(bytes),
    };
    match decompressed {
        Ok(_) => Ok(plain),
        Err(error) => {
            Err(failed("could not decompress", error).hint("the file may have been cut short"))
        }
    }
}

/// The text of a record and its title, or what is wrong and what to try.
fn record(
    bytes: &[u8],
    line: usize,
    text_field: &str,
) -> Result<(Decoded, Option<String>), (String, String)> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let Some(json) = lines.nth(line - 1) else {
        let count = bytes.split(|byte| *byte == b'\n').count();
        return Err(("there is no such line".into(), format!("the input has {count} lines")));
    };
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(json)
        .map_err(|error| (format!("not a JSON object: {error}"), "`--from text`?".to_owned()))?;
    let text = fields.get(text_field).and_then(|raw| serde_json::from_str(raw.get()).ok());
    let Some(Wtf8(text)) = text else {
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        let hint = format!("`--text-field` names it; there are: {}", names.join(", "));
        return Err((format!("field '{text_field}' is missing or no string"), hint));
    };
    let title = fields.get("title").and_then(|raw| serde_json::from_str(raw.get()).ok());
    Ok((Decoded::from_wtf8(text), title))
}

/// The value of a JSON string. Unlike a `String` it may hold lone surrogates.
struct Wtf8(Vec<u8>);

impl<'de> Deserialize<'de> for Wtf8 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Wtf8, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Wtf8;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Wtf8, E> {
                Ok(Wtf8(bytes.to_owned()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn a_record_is_found_by_its_line() {
        let input = b"{\"text\":\"one\"}\n\n{\"body\":\"two\",\"title\":\"T\"}\n";
        let (decoded, title) = record(input, 3, "body").ok().unwrap();
        assert_eq!((decoded.text(), title.as_deref()), ("two", Some("T")));
    }

    #[test]
    fn a_bad_record_says_what_to_try() {
        let (what, hint) = record(b"{\"body\":1,\"id\":2}", 1, "text").unwrap_err();
        assert!(what.contains("'text' is missing") && hint.contains("body, id"), "{what}; {hint}");
        assert!(record(b"{\"text\":null}", 1, "text").is_err());
        assert!(record(b"[]", 1, "text").is_err());
        assert!(record(b"{}", 9, "text").unwrap_err().1.contains("1 lines"));
    }

    #[test]
    fn lone_surrogates_are_read() {
        let (decoded, _) = record(br#"{"text":"a\ud800b"}"#, 1, "text").ok().unwrap();
        assert!(decoded.text().starts_with('a') && decoded.text().ends_with('b'));
    }

    #[test]
    fn names_of_jsonl() {
        for (name, is) in
            [("a.jsonl", true), ("a.ndjson.gz", true), ("a.txt.gz", false), ("b", false)]
        {
            assert_eq!(has_jsonl_name(Path::new(name)), is, "{name}");
        }
    }
}
