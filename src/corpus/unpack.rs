//! `restore`: from records that carry `changes` back to the files they were made from.
//!
//! Writes only below the folder it is given: records come from anywhere, and an id like
//! `../../.ssh/config` must stay a name that is refused.

use std::collections::{HashMap, VecDeque};
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use super::jsonl::{self, Field};
use super::safe_name::safe_parts;
use super::{Observer, Problem, open};
use crate::error::Error;
use crate::output::{Format, json, out};
use crate::restore::{Before, RestoreChange, restore, source_xxh3};

/// What came of the records of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RestoreReport {
    /// Documents that were rebuilt, verified and written.
    pub restored: u64,
    /// Left out because a file of that name was there.
    pub kept: u64,
    /// Left out because their name leads outside the folder, means a device, or is that of
    /// another record.
    pub refused: u64,
    /// Could not be read, rebuilt or verified.
    pub failed: u64,
    /// Bytes written.
    pub bytes: u64,
}

/// Rebuilds the sources of `records` (a file as `clean` writes it, or `-` for stdin) below the
/// folder `into`.
///
/// Text files come back byte for byte, JSONL records as lines with every field in its place; lines
/// that were blank or quarantined are in no record and stay away. So do records of other formats,
/// as lines of JSON in a file whose name has `.jsonl` behind it: their fields and values are known,
/// how they were quoted or packed is not. Files that are there already
/// stay as they are, unless `force`. Of two records that would be the same file, as `a.txt` and
/// `a.txt.gz` are, the second is refused.
pub fn restore_file(
    records: &Path,
    into: &Path,
    force: bool,
    observer: &dyn Observer,
) -> Result<RestoreReport, Error> {
    if !matches!(Format::of(records), Ok(format) if format == Format::JSONL) {
        return Err(Error::new("records are restored from JSONL only")
            .at(records)
            .hint("write them with `descrape clean --to jsonl --fields +changes`"));
    }
    let opened = open::input(records).map_err(|error| open::Unreadable::from(error).at(records))?;
    fs::create_dir_all(into)
        .map_err(|error| Error::new("could not make the folder").at(into).because(error))?;
    let known = (!open::is_stdin(records)).then(|| fs::metadata(records).ok()).flatten();
    let bytes = known.filter(fs::Metadata::is_file);
    observer.started(1, bytes.map(|known| known.len()));

    let mut unpack =
        Unpack { into, force, taken: HashMap::new(), report: RestoreReport::default() };
    let mut reader = BufReader::with_capacity(1 << 16, opened.reader);
    let mut line = vec![];
    let (mut number, mut offset, mut consumed) = (0, 0, 0);
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line);
        if observer.stop() {
            return Err(Error::interrupted("; files that were restored stay"));
        }
        let read_on = read.is_ok();
        number += 1;
        let outcome = match read {
            Ok(0) => break,
            Ok(_) if line.trim_ascii().is_empty() => None,
            Ok(_) => Some(unpack.record(&line)),
            Err(error) => Some(Err(Trouble::Failed(open::Unreadable::from(error).to_string()))),
        };
        match outcome {
            None | Some(Ok(Outcome::Restored)) => {
                unpack.report.restored += u64::from(outcome.is_some());
            }
            Some(Ok(Outcome::Kept)) => unpack.report.kept += 1,
            Some(Err(Trouble::NoChanges(what))) => {
                return Err(Error::new(format!("line {number}: the record has no '{what}'"))
                    .at(records)
                    .hint("write the records with `descrape clean --fields +changes`"));
            }
            Some(Err(trouble)) => {
                let (reason, hint) = match trouble {
                    Trouble::Refused(reason, hint) => {
                        unpack.report.refused += 1;
                        (reason, Some(hint.to_owned()))
                    }
                    Trouble::Failed(reason) | Trouble::NoChanges(reason) => {
                        unpack.report.failed += 1;
                        (reason, None)
                    }
                };
                let path = records.to_string_lossy().into_owned();
                observer.problem(&Problem {
                    path,
                    line: Some(number),
                    offset: Some(offset),
                    reason,
                    hint,
                    ..Problem::default()
                });
            }
        }
        offset += line.len() as u64;
        let now = opened.consumed.load(std::sync::atomic::Ordering::Relaxed);
        observer.advanced(1, now - consumed);
        consumed = now;
        if !read_on {
            break;
        }
    }
    Ok(unpack.report)
}

struct Unpack<'a> {
    into: &'a Path,
    force: bool,
    /// The files that records went to.
    taken: HashMap<PathBuf, Taken>,
    report: RestoreReport,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Restored,
    Kept,
}

/// A file that belongs to the records of one input.
struct Taken {
    id: String,
    /// Of a JSONL file, whether its lines are written or kept out.
    lines: Option<Outcome>,
}

#[derive(Debug)]
enum Trouble {
    /// The record was not written for us: the field that is missing.
    NoChanges(String),
    /// Why, and what to try.
    Refused(String, &'static str),
    Failed(String),
}

fn failed(reason: impl std::fmt::Display) -> Trouble {
    Trouble::Failed(reason.to_string())
}

fn refused(id: &str, why: &str, hint: &'static str) -> Trouble {
    Trouble::Refused(format!("the name '{id}' is refused: {why}"), hint)
}

impl Unpack<'_> {
    fn record(&mut self, line: &[u8]) -> Result<Outcome, Trouble> {
        let line = std::str::from_utf8(line).map_err(|_| failed("not UTF-8"))?;
        let fields = jsonl::fields(line).map_err(failed)?;
        // Ours stand behind those that pass through, so the last of a name is ours.
        let raw = |name: &str| {
            fields.iter().rev().find(|field| field.name == name).map(|field| field.value)
        };
        let need = |name: &str| raw(name).ok_or_else(|| Trouble::NoChanges(name.to_owned()));
        let text_of = |name: &str| {
            json::text(need(name)?).ok_or_else(|| failed(format!("'{name}' is not a string")))
        };
        let changes = need("changes")?;
        let (text, encoding, hash) =
            (text_of("text")?, text_of("encoding")?, text_of("source_xxh3")?);
        let source = rebuild(&text, changes, &encoding)?;
        if source_xxh3(&source) != hash {
            return Err(failed(
                "the rebuilt bytes are not those of the source: 'text' or 'changes' were edited",
            ));
        }
        match raw("source_fields") {
            None => self.file(&text_of("id")?, &source),
            Some(names) => {
                let line = source_line(&fields, names, &source)?;
                self.line(&text_of("source_file")?, &line)
            }
        }
    }

    /// A text file.
    fn file(&mut self, id: &str, source: &[u8]) -> Result<Outcome, Trouble> {
        let path = self.place(id)?;
        self.take(&path, id, None)?;
        if path.exists() && !self.force {
            return Ok(Outcome::Kept);
        }
        let mut file = out::fresh(&path).map_err(failed)?;
        file.write_all(source).map_err(failed)?;
        if self.force {
            file.persist(&path).map_err(|error| failed(error.error))?;
        } else if let Err(error) = file.persist_noclobber(&path) {
            return match error.error.kind() {
                std::io::ErrorKind::AlreadyExists => Ok(Outcome::Kept),
                _ => Err(failed(error.error)),
            };
        }
        self.report.bytes += source.len() as u64;
        Ok(Outcome::Restored)
    }

    /// A line of a JSONL file, after those that came before it.
    fn line(&mut self, id: &str, line: &[u8]) -> Result<Outcome, Trouble> {
        let path = self.place(id)?;
        let known = self.taken.get(&path).filter(|taken| taken.id == id);
        let known = known.and_then(|taken| taken.lines);
        let is_first = known.is_none();
        let outcome = match known {
            Some(outcome) => outcome,
            None if path.exists() && !self.force => Outcome::Kept,
            None => Outcome::Restored,
        };
        if is_first {
            self.take(&path, id, Some(outcome))?;
        }
        if outcome == Outcome::Restored {
            let mut options = OpenOptions::new();
            options.create(true);
            if is_first {
                options.write(true).truncate(true)
            } else {
                options.append(true)
            };
            options.open(&path).and_then(|mut file| file.write_all(line)).map_err(failed)?;
            self.report.bytes += line.len() as u64;
        }
        Ok(outcome)
    }

    /// Notes that a file belongs to this id; refused when a record before made it its own.
    fn take(&mut self, path: &Path, id: &str, lines: Option<Outcome>) -> Result<(), Trouble> {
        if let Some(Taken { id: first, .. }) = self.taken.get(path) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let why = format!("'{name}' is there already, from the record of '{first}'");
            return Err(refused(id, &why, "restore the two into different folders"));
        }
        self.taken.insert(path.to_owned(), Taken { id: id.to_owned(), lines });
        Ok(())
    }

    /// Where a document of this id goes, with the folders on the way made.
    fn place(&self, id: &str) -> Result<PathBuf, Trouble> {
        let refused = |why: &str| refused(id, why, "only files below the folder are written");
        let parts = safe_parts(id).map_err(refused)?;
        let (name, folders) = parts.split_last().expect("a safe name has parts");
        let mut path = self.into.to_owned();
        let is_link =
            |path: &Path| fs::symlink_metadata(path).is_ok_and(|known| known.is_symlink());
        for folder in folders {
            path.push(folder);
            if is_link(&path) {
                return Err(refused("a link stands on its way"));
            }
            if !path.is_dir() {
                fs::create_dir(&path).map_err(failed)?;
            }
        }
        // The source of a compressed file is what was in it.
        path.push(open::plain_name(name));
        if is_link(&path) {
            return Err(refused("a link of this name is there"));
        }
        if path.is_dir() {
            return Err(refused("a folder of this name is there"));
        }
        Ok(path)
    }
}

fn rebuild(text: &str, changes: &str, encoding: &str) -> Result<Vec<u8>, Trouble> {
    #[derive(serde::Deserialize)]
    struct Change {
        start: usize,
        end: usize,
        before: Option<String>,
        before_base64: Option<String>,
        after: String,
    }
    use base64::Engine as _;
    let changes: Vec<Change> = serde_json::from_str(changes)
        .map_err(|error| failed(format!("'changes' could not be read: {error}")))?;
    let kept: Vec<Option<Vec<u8>>> = changes
        .iter()
        .map(|change| {
            let kept = change.before_base64.as_ref();
            kept.map(|kept| base64::engine::general_purpose::STANDARD.decode(kept)).transpose()
        })
        .collect::<Result<_, _>>()
        .map_err(|error| failed(format!("'before_base64' could not be read: {error}")))?;
    let changes: Vec<RestoreChange> = changes
        .iter()
        .zip(&kept)
        .map(|(change, kept)| {
            let before = match (kept, &change.before) {
                (Some(bytes), _) => Before::Bytes(bytes),
                (None, Some(text)) => Before::Text(text),
                (None, None) => return Err(failed("a change has no 'before'")),
            };
            Ok(RestoreChange { source: change.start..change.end, before, after: &change.after })
        })
        .collect::<Result<_, _>>()?;
    restore(text, changes, encoding).map_err(failed)
}

/// The JSONL line that a record was: every key in its place, every other value to the letter.
fn source_line(fields: &[Field], names: &str, text: &[u8]) -> Result<Vec<u8>, Trouble> {
    let names = jsonl::fields(names).map_err(|_| failed("'source_fields' could not be read"))?;
    // A key given twice in the source is there twice in the record, in the same order.
    let mut values: HashMap<&str, VecDeque<&str>> = HashMap::new();
    for field in fields {
        values.entry(&field.name).or_default().push_back(field.value);
    }
    let mut line = vec![b'{'];
    for Field { key, value, .. } in &names {
        json::comma(&mut line);
        line.extend_from_slice(key.as_bytes());
        line.push(b':');
        let now = json::text(value).ok_or_else(|| failed("'source_fields' holds no names"))?;
        if now == "text" {
            json::wtf8_string(&mut line, text)
                .ok_or_else(|| failed("the source is no JSON string"))?;
            continue;
        }
        let value = values.get_mut(&*now).and_then(VecDeque::pop_front);
        let value = value
            .ok_or_else(|| failed(format!("the field '{now}' was taken out of the record")))?;
        line.extend_from_slice(value.as_bytes());
    }
    line.extend_from_slice(b"}\n");
    Ok(line)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_line_gets_its_fields_back_in_place() {
        let record = r#"{"b":1.0,"input.title":null,"b":2,"id":"\u0061","text":"clean"}"#;
        let fields = jsonl::fields(record).unwrap();
        let names = r#"{"id":"id","b":"b","body":"text","title":"input.title","b":"b"}"#;
        let line = source_line(&fields, names, b"raw\xED\xA0\x80").unwrap();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"id\":\"\\u0061\",\"b\":1.0,\"body\":\"raw\\ud800\",\"title\":null,\"b\":2}\n"
        );
    }
}
