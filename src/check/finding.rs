//! A spot that owns its text and knows its place.

use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::position::{Position, Positions};
use super::spot::Spot;
use crate::document::Document;
use crate::rule::{Rule, Severity};
use crate::span::{ceil, floor, trimmed};

/// Something dirty, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Why it is.
    pub rule: &'static Rule,
    /// Other rules that took part.
    pub also: Vec<&'static Rule>,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What stands there, decoded.
    pub before: String,
    /// What would; `None` where nothing mends it.
    pub after: Option<String>,
    /// What there is to say beyond that.
    pub message: Option<String>,
    /// The lines around it, where they were asked for.
    pub excerpt: Option<Excerpt>,
    /// Known again by this number when lines move: made of path, rule, what stands there, which of
    /// several it is in its document, and of which record.
    pub fingerprint: u64,
    /// Whether it was there before, as whoever reads it decides.
    pub known: bool,
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The input as typed, joined with `/`.
    pub path: Arc<str>,
    /// The record, where the input holds several documents.
    pub record: Option<Arc<Record>>,
    /// In the text of the file, or of the field.
    pub start: Position,
    /// Behind it.
    pub end: Position,
    /// Bytes of the source: of the file (decompressed), or of the field's value.
    pub bytes: Range<usize>,
    /// Characters of the raw line, from 1, where the record is a line of JSON.
    pub columns: Option<Range<usize>>,
}

/// A record of a stream or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line where it begins, from 1; of a table the row.
    pub line: u64,
    /// Its id as JSON, if it has one.
    pub id: Option<String>,
    /// The field that holds the text.
    pub field: String,
}

/// The lines that a finding stands in, cut where they are long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Of the decoded input.
    pub text: String,
    /// The line that it begins in.
    pub line: usize,
    /// Where the finding is: bytes of it.
    pub span: Range<usize>,
    /// Whether something of the first line was cut off before it, and of the last line behind it.
    pub cut: (bool, bool),
}

/// How many bytes of a line are shown before and behind a finding, and how many of the finding.
const AROUND: usize = 72;
const MOST: usize = 480;

/// Where a document came from.
#[derive(Debug, Clone)]
pub(crate) struct Source<'a> {
    pub path: Arc<str>,
    pub record: Option<Arc<Record>>,
    /// The value of the field to the letter, with its quotes, and the column where it begins.
    pub raw: Option<(usize, &'a str)>,
    /// Whether excerpts are wanted.
    pub excerpts: bool,
}

impl Source<'_> {
    /// A finding that is about the record as a whole, and the same again when `known_by` is.
    pub(crate) fn whole(
        &self,
        rule: &'static Rule,
        severity: Severity,
        known_by: &str,
        message: String,
    ) -> Finding {
        let start = Position::default();
        let place = Place {
            path: Arc::clone(&self.path),
            record: self.record.clone(),
            start,
            end: start,
            bytes: 0..0,
            columns: None,
        };
        Finding {
            rule,
            also: vec![],
            severity,
            place,
            before: String::new(),
            after: None,
            message: Some(message),
            excerpt: None,
            fingerprint: fingerprint(&self.path, "", rule, known_by, 0),
            known: false,
        }
    }

    /// What a record is known by: its id, or what it says.
    fn key(&self, text: &str) -> String {
        match self.record.as_deref() {
            None => String::new(),
            Some(Record { id: Some(id), .. }) => id.clone(),
            Some(_) => format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes())),
        }
    }
}

/// The findings that spots of a document are. `spots` are in the order of place.
pub(crate) fn placed(document: &Document, spots: &[Spot], source: &Source) -> Vec<Finding> {
    let decoded = document.decoded();
    let text = decoded.text();
    let key = source.key(text);
    let mut positions = Positions::new(text);
    let mut raw = source.raw.map(|(column, value)| Raw::new(column, value));
    let mut seen: Vec<(&str, &str)> = vec![];
    let mut findings = Vec::with_capacity(spots.len());
    for spot in spots {
        let before = &text[spot.source.clone()];
        let ordinal = seen.iter().filter(|one| **one == (spot.rule.id, before)).count();
        if seen.len() < ORDINALS {
            seen.push((spot.rule.id, before));
        }
        let start = positions.at(spot.source.start);
        let end = positions.clone().at(spot.source.end);
        let columns = raw.as_mut().map(|raw| {
            let first = raw.column_of(start.offset);
            first..raw.clone().column_of(end.offset)
        });
        let place = Place {
            path: Arc::clone(&source.path),
            record: source.record.clone(),
            start,
            end,
            bytes: decoded.source_of(spot.source.clone()),
            columns,
        };
        findings.push(Finding {
            rule: spot.rule,
            also: spot.also.clone(),
            severity: spot.severity,
            place,
            before: before.to_owned(),
            after: spot.after.map(str::to_owned),
            message: spot.message.as_deref().map(str::to_owned),
            excerpt: source.excerpts.then(|| excerpt(text, &spot.source, start.line)),
            fingerprint: fingerprint(&source.path, &key, spot.rule, before, ordinal),
            known: false,
        });
    }
    findings
}

/// In how many spots of a document equal ones are told from each other.
const ORDINALS: usize = 1000;

fn fingerprint(path: &str, record: &str, rule: &Rule, before: &str, ordinal: usize) -> u64 {
    let mut hash = Xxh3::new();
    // The same file, however the folder was typed.
    for part in [path.trim_start_matches("./"), record, rule.id] {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    }
    // So that a changed wrap or indent does not make it another one.
    for word in before.split_whitespace() {
        hash.update(word.as_bytes());
        hash.update(b" ");
    }
    hash.update(&ordinal.to_le_bytes());
    hash.digest()
}

fn excerpt(text: &str, source: &Range<usize>, line: usize) -> Excerpt {
    let start = source.start;
    // White space that goes with it would only show the lines before and behind.
    let words = trimmed(text, source.clone());
    let source = if words.is_empty() { source.clone() } else { words };
    let line = line + memchr::memchr_iter(b'\n', &text.as_bytes()[start..source.start]).count();
    let line_start =
        memchr::memrchr(b'\n', &text.as_bytes()[..source.start]).map_or(0, |at| at + 1);
    let end = ceil(text, source.end.min(source.start + MOST));
    let line_end = memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |at| end + at);
    let from = line_start.max(floor(text, source.start.saturating_sub(AROUND)));
    let to = line_end.min(ceil(text, (end + AROUND).min(text.len())));
    Excerpt {
        text: text[from..to].to_owned(),
        line,
        span: source.start - from..end - from,
        cut: (from > line_start, to < line_end || end < source.end),
    }
}

/// Walks over a JSON string, so that each of its characters has its column in the raw line.
#[derive(Debug, Clone)]
struct Raw<'a> {
    rest: &'a str,
    /// Of the next character.
    column: usize,
    /// How many characters of the value were passed.
    offset: usize,
}

impl Raw<'_> {
    fn new(column: usize, value: &str) -> Raw<'_> {
        Raw { rest: value.get(1..).unwrap_or_default(), column: column + 1, offset: 0 }
    }

    /// The column where the character of this number is written, from 0; they are asked for in order.
    fn column_of(&mut self, offset: usize) -> usize {
        while self.offset < offset {
            let Some((written, characters)) = self.next() else { break };
            self.rest = &self.rest[written..];
            self.column += characters;
            self.offset += 1;
        }
        self.column
    }

    /// How many bytes and characters the next character is written with.
    fn next(&self) -> Option<(usize, usize)> {
        let first = self.rest.chars().next()?;
        Some(match self.rest.as_bytes() {
            [b'\\', b'u', ..] if self.is_pair() => (12, 12),
            [b'\\', b'u', ..] => (6, 6),
            [b'\\', ..] => (2, 2),
            _ => (first.len_utf8(), 1),
        })
    }

    /// Whether two escapes in a row are one character.
    fn is_pair(&self) -> bool {
        let unit = |at: usize| {
            let escape = self.rest.get(at..at + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(escape, 16).ok()
        };
        unit(0).is_some_and(|unit| (0xD800..0xDC00).contains(&unit))
            && unit(6).is_some_and(|unit| (0xDC00..0xE000).contains(&unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Levels, spots};
    use crate::options::Options;
    use crate::{clean, clean_text};

    fn source(path: &str) -> Source<'static> {
        Source { path: path.into(), record: None, raw: None, excerpts: true }
    }

    fn findings(document: &Document, source: &Source) -> Vec<Finding> {
        placed(document, &spots(document, &Options::default(), &Levels::default()), source)
    }

    #[test]
    fn a_finding_knows_its_line_its_bytes_and_what_is_around() {
        // windows-1252, so bytes and characters differ.
        let document =
            clean(b"Caf\xe9 d'\xe9t\xe9 ferm\xe9\ntout l'\xe9t\xe9  \x07 ici", &Options::default());
        let all = findings(&document, &source("a.txt"));
        let control =
            all.iter().find(|one| one.rule.id == "unicode.control").expect("there is one");
        assert_eq!((control.place.start.line, control.place.start.column), (2, 11));
        assert_eq!(control.place.bytes, 27..31);
        let excerpt = control.excerpt.as_ref().expect("it was asked for");
        assert_eq!((&*excerpt.text, excerpt.line), ("tout l'été  \u{7} ici", 2));
        assert_eq!(&excerpt.text[excerpt.span.clone()], "\u{7}");
    }

    #[test]
    fn columns_of_a_raw_line_count_escapes_as_they_are_written() {
        let value = r#""a\n\u00e9\ud83d\ude00\"b""#;
        let mut raw = Raw::new(9, value);
        let columns: Vec<usize> = (0..=6).map(|offset| raw.column_of(offset)).collect();
        assert_eq!(columns, [10, 11, 13, 19, 31, 33, 34]);
    }

    #[test]
    fn a_fingerprint_stays_when_lines_move_and_tells_equal_ones_apart() {
        let prints = |text: &str, path: &str| -> Vec<u64> {
            let document = clean_text(text, &Options::default());
            let all = findings(&document, &source(path));
            all.iter()
                .filter(|one| one.rule.id.starts_with("mojibake"))
                .map(|one| one.fingerprint)
                .collect()
        };
        let first = prints("The cafÃ© and the cafÃ© shut.", "a.txt");
        assert_eq!(first.len(), 2);
        assert_ne!(first[0], first[1]);
        assert_eq!(prints("It rained.\n\nThe cafÃ© and the cafÃ© shut.", "a.txt"), first);
        assert_ne!(prints("The cafÃ© and the cafÃ© shut.", "b.txt"), first);
    }

    #[test]
    fn long_lines_are_cut_around_a_finding() {
        let text = format!("{}cafÃ©{}", "Wörter und ".repeat(100), " mehr".repeat(100));
        let document = clean_text(&text, &Options::default());
        let all = findings(&document, &source("a.txt"));
        let excerpt = all[0].excerpt.as_ref().expect("it was asked for");
        assert!(excerpt.text.len() < 160 && excerpt.cut == (true, true), "{excerpt:?}");
        assert_eq!(&excerpt.text[excerpt.span.clone()], "Ã©");
    }
}
