//! Rebuilds the source bytes from the clean text, the change log and the encoding.
//!
//! Between two changes the text is the source, so it is encoded until the next change begins; at
//! a change the text holds what was put there, which is skipped, and the source what was there
//! before, which is written. A record may come from anywhere, so nothing in it is trusted: a
//! record that does not fit together is an error, never a panic.
//!
//! ```
//! use descrape::restore::{Before, RestoreChange, restore, source_xxh3};
//!
//! // The note "Café" in windows-1252, after its no-break space became a space.
//! let change = RestoreChange { source: 4..5, before: Before::Text("\u{a0}"), after: " " };
//! let bytes = restore("Café noir", [change], "windows-1252").unwrap();
//! assert_eq!(bytes, b"Caf\xe9\xa0noir");
//! assert_eq!(source_xxh3(&bytes).len(), 16);
//! ```

use std::ops::Range;

use thiserror::Error;

use crate::decode::{CharEncoder, Charset};
use crate::document::Document;

/// A row of the change log, as `restore` needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreChange<'a> {
    /// Bytes of the source.
    pub source: Range<usize>,
    /// What stood there.
    pub before: Before<'a>,
    /// What stands in the text instead.
    pub after: &'a str,
}

/// What stood in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before<'a> {
    /// As text, which encodes to the bytes.
    Text(&'a str),
    /// The bytes themselves, where no text does.
    Bytes(&'a [u8]),
}

/// Why a record cannot be turned back. Places in the text are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The encoding is not known.
    #[error("unknown encoding '{0}'")]
    UnknownEncoding(String),
    /// Changes overlap, are out of order or end before they start.
    #[error("the change at source byte {start} does not come after the one before it")]
    Order {
        /// Where the change starts in the source.
        start: usize,
    },
    /// The text ends before the source does.
    #[error("the text ends before the change at source byte {start}")]
    TextEnds {
        /// Where the change starts in the source.
        start: usize,
    },
    /// A change starts inside a character.
    #[error("the change at source byte {start} is inside the character at byte {text} of the text")]
    InsideCharacter {
        /// Where the change starts in the source.
        start: usize,
        /// Where the character starts in the text.
        text: usize,
    },
    /// The text does not hold what the change put there.
    #[error("byte {text} of the text is not what the change at source byte {start} put there")]
    Altered {
        /// Where the change starts in the source.
        start: usize,
        /// Where it should stand in the text.
        text: usize,
    },
    /// What stood in the source has another length than its range.
    #[error("the change at source byte {start} is for {expected} bytes but holds {found}")]
    Length {
        /// Where the change starts in the source.
        start: usize,
        /// The length of the range.
        expected: usize,
        /// The length of what the change says stood there.
        found: usize,
    },
    /// The encoding does not have a character.
    #[error("{encoding} has no character {character:?}, which belongs at source byte {start}")]
    NotEncodable {
        /// The character.
        character: char,
        /// The encoding.
        encoding: &'static str,
        /// Where it belongs in the source.
        start: usize,
    },
}

/// The source bytes of a record. `changes` are in the order of the record.
pub fn restore<'a>(
    text: &str,
    changes: impl IntoIterator<Item = RestoreChange<'a>>,
    encoding: &str,
) -> Result<Vec<u8>, RestoreError> {
    let unknown = || RestoreError::UnknownEncoding(encoding.to_owned());
    let charset = Charset::named(encoding).ok_or_else(unknown)?;
    let mut source = Source { bytes: vec![], charset, encoder: CharEncoder::new(charset) };
    let mut at = 0;
    for RestoreChange { source: Range { start, end }, before, after } in changes {
        if end < start || start < source.bytes.len() {
            return Err(RestoreError::Order { start });
        }
        at += source.write_until(start, &text[at..], at)?;
        if !text[at..].starts_with(after) {
            return Err(RestoreError::Altered { start, text: at });
        }
        at += after.len();
        match before {
            Before::Text(text) => source.write(text)?,
            Before::Bytes(bytes) => {
                source.encoder.pass(bytes);
                source.bytes.extend_from_slice(bytes);
            }
        }
        if source.bytes.len() != end {
            let found = source.bytes.len() - start;
            return Err(RestoreError::Length { start, expected: end - start, found });
        }
    }
    source.write(&text[at..])?;
    Ok(source.bytes)
}

/// The source bytes of a document, the way a reader of its record gets them.
pub fn restore_document(document: &Document) -> Result<Vec<u8>, RestoreError> {
    let decoded = document.decoded();
    let hunks = document.alignment().hunks();
    let kept =
        |range: Range<usize>| (!decoded.is_exact(range.clone())).then(|| decoded.bytes_of(range));
    let kept: Vec<_> = hunks.iter().map(|hunk| kept(hunk.source.clone())).collect();
    let changes = document.changes().zip(&kept).map(|(change, bytes)| RestoreChange {
        before: bytes.as_deref().map_or(Before::Text(change.before), Before::Bytes),
        source: change.source,
        after: change.after,
    });
    restore(document.text(), changes, decoded.encoding())
}

/// The fingerprint of a source in a record: XXH3, 64 bits, as 16 lower-case hexadecimal digits.
pub fn source_xxh3(bytes: &[u8]) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes))
}

/// The source as far as it is rebuilt.
struct Source {
    bytes: Vec<u8>,
    charset: Charset,
    encoder: CharEncoder,
}

impl Source {
    fn write(&mut self, text: &str) -> Result<(), RestoreError> {
        if self.charset == Charset::Utf8 {
            self.bytes.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        text.chars().try_for_each(|c| self.write_char(c))
    }

    /// Writes characters from the start of `text`, which begins at `offset` of the whole, until
    /// the source has `end` bytes. Returns how much of the text that was.
    fn write_until(
        &mut self,
        end: usize,
        text: &str,
        offset: usize,
    ) -> Result<usize, RestoreError> {
        let missing = end - self.bytes.len();
        if self.charset == Charset::Utf8 && text.is_char_boundary(missing) {
            self.bytes.extend_from_slice(&text.as_bytes()[..missing]);
            return Ok(missing);
        }
        let mut chars = text.char_indices();
        while self.bytes.len() < end {
            let Some((_, c)) = chars.next() else {
                return Err(RestoreError::TextEnds { start: end });
            };
            self.write_char(c)?;
            if self.bytes.len() > end {
                let text = offset + chars.offset() - c.len_utf8();
                return Err(RestoreError::InsideCharacter { start: end, text });
            }
        }
        Ok(chars.offset())
    }

    fn write_char(&mut self, c: char) -> Result<(), RestoreError> {
        let start = self.bytes.len();
        let encoding = self.charset.name();
        let bytes = self.encoder.encode(c).ok_or(RestoreError::NotEncodable {
            character: c,
            encoding,
            start,
        })?;
        self.encoder.pass(&bytes);
        self.bytes.extend_from_slice(&bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop there")]

    use super::*;

    fn text<'a>(source: Range<usize>, before: &'a str, after: &'a str) -> RestoreChange<'a> {
        RestoreChange { source, before: Before::Text(before), after }
    }

    fn bytes<'a>(source: Range<usize>, before: &'a [u8], after: &'a str) -> RestoreChange<'a> {
        RestoreChange { source, before: Before::Bytes(before), after }
    }

    #[test]
    fn every_kind_of_change_turns_back() {
        let changes =
            [text(0..3, "\u{feff}", ""), text(5..5, "", "–"), bytes(6..8, b"\xe2\x80", "\u{fffd}")];
        assert_eq!(
            restore("ab–c\u{fffd}é", changes, "UTF-8").unwrap(),
            "\u{feff}abc".bytes().chain(*b"\xe2\x80\xc3\xa9").collect::<Vec<_>>()
        );
        let changes = [text(0..2, "\u{feff}", ""), bytes(4..5, b"x", "")];
        assert_eq!(restore("a", changes, "UTF-16BE").unwrap(), b"\xfe\xff\0ax");
    }

    #[test]
    fn states_are_carried_over_changes() {
        let changes = [bytes(5..13, b"\x1b(B\x1b$B\x24\x73", "ん")];
        assert_eq!(restore("こんに", changes, "iso-2022-jp").unwrap(), b"\x1b$B$3\x1b(B\x1b$B$s$K");
    }

    #[test]
    fn a_record_that_does_not_fit_is_refused() {
        let check = |clean, changes: &[RestoreChange], encoding, error| {
            assert_eq!(restore(clean, changes.iter().cloned(), encoding), Err(error));
        };
        check("a", &[], "utf-7", RestoreError::UnknownEncoding("utf-7".into()));
        check(
            "ab",
            &[text(0..2, "xy", "a"), text(1..2, "z", "b")],
            "utf-8",
            RestoreError::Order { start: 1 },
        );
        #[allow(clippy::reversed_empty_ranges, reason = "that is the case")]
        check("ab", &[text(2..1, "", "")], "utf-8", RestoreError::Order { start: 2 });
        check("ab", &[text(7..8, "c", "c")], "utf-8", RestoreError::TextEnds { start: 7 });
        check(
            "ab",
            &[text(usize::MAX..usize::MAX, "", "")],
            "utf-16le",
            RestoreError::TextEnds { start: usize::MAX },
        );
        check(
            "éa",
            &[text(1..2, "x", "a")],
            "utf-8",
            RestoreError::InsideCharacter { start: 1, text: 0 },
        );
        check("ab", &[text(1..2, "x", "c")], "utf-8", RestoreError::Altered { start: 1, text: 1 });
        check(
            "ab",
            &[text(1..usize::MAX, "x", "b")],
            "utf-8",
            RestoreError::Length { start: 1, expected: usize::MAX - 1, found: 1 },
        );
        check(
            "aж",
            &[],
            "windows-1252",
            RestoreError::NotEncodable { character: 'ж', encoding: "windows-1252", start: 1 },
        );
    }

    #[test]
    fn a_message_says_where() {
        let error = restore("ab", [text(1..2, "x", "c")], "utf-8").unwrap_err();
        assert_eq!(
            error.to_string(),
            "byte 1 of the text is not what the change at source byte 1 put there"
        );
    }

    #[test]
    fn the_fingerprint_has_sixteen_digits() {
        assert_eq!(source_xxh3(b""), "2d06800538d394c2");
    }
}
