//! Reads a file that is UTF-8 in part and in a legacy encoding in part.
//!
//! What most of it is in gives its name; the bytes of the rest are kept with the change that says so.

use std::ops::Range;

use super::MIXED;
use super::builder::Builder;
use super::candidates::{Candidate, Part, read_beside_utf8};
use super::charset::Charset;
use super::legacy;
use super::odds::is_all_legacy;
use super::segments::{Segment, segments};

const MARK: &str = "\u{feff}";

/// The text, and the encoding that it is named after.
pub(super) fn read(bytes: &[u8], candidate: &Candidate) -> (Builder, Charset) {
    // Who set the mark says that it is UTF-8.
    let mark = if bytes.starts_with(MARK.as_bytes()) { MARK } else { "" };
    let bytes = &bytes[mark.len()..];
    let places: Vec<(Range<usize>, bool)> = segments(bytes)
        .map(|range| {
            let segment = Segment::new(bytes, range.clone());
            (range, is_all_legacy(candidate, &segment))
        })
        .collect();
    let legacy: usize = places.iter().filter(|place| place.1).map(|place| place.0.len()).sum();
    let all: usize = places.iter().map(|place| place.0.len()).sum();
    let is_legacy = legacy > all - legacy && mark.is_empty();
    let base = if is_legacy { candidate.charset } else { Charset::Utf8 };
    let mut reader = Reader { builder: Builder::with_capacity(bytes.len()), base, candidate };
    reader.builder.same(mark);
    let mut at = 0;
    for (range, is_legacy) in places {
        // A character of the place before may have taken a byte of the ASCII after it.
        let start = range.start.max(at);
        reader.ascii(&bytes[at..start]);
        at = start;
        let segment = Segment::new(bytes, start..range.end);
        if is_legacy {
            at += reader.legacy(&segment);
        } else {
            reader.utf8(&segment);
            at = start + segment.body.len();
        }
    }
    reader.ascii(&bytes[at..]);
    (reader.builder, base)
}

struct Reader<'a> {
    builder: Builder,
    base: Charset,
    candidate: &'a Candidate,
}

impl Reader<'_> {
    fn ascii(&mut self, bytes: &[u8]) {
        self.builder.same(std::str::from_utf8(bytes).expect("ASCII is between the places"));
    }

    /// Reads a place in the legacy encoding; returns how many bytes that took.
    fn legacy(&mut self, segment: &Segment) -> usize {
        let bytes = if self.candidate.is_single_byte() {
            &segment.body[..segment.len]
        } else {
            segment.body
        };
        self.legacy_bytes(bytes);
        bytes.len()
    }

    fn legacy_bytes(&mut self, bytes: &[u8]) {
        let part = match self.candidate.charset {
            Charset::Legacy(encoding) => legacy::read(bytes, encoding),
            Charset::Page(page) => legacy::read_page(bytes, page),
            _ => unreachable!("candidates are legacy encodings"),
        };
        let is_base = self.base != Charset::Utf8;
        self.builder.append(&part, |c| if is_base || c.is_ascii() { None } else { Some(&MIXED) });
    }

    fn utf8(&mut self, segment: &Segment) {
        let is_base = self.base == Charset::Utf8;
        read_beside_utf8(segment, |part| match part {
            Part::Text(text) if is_base => self.builder.same(text),
            Part::Text(text) => {
                for c in text.chars() {
                    if c.is_ascii() {
                        self.builder.exact(c, 1);
                    } else {
                        self.builder.marked(c, c.len_utf8(), &MIXED);
                    }
                }
            }
            Part::Surrogates(c) => self.builder.other(c, 6),
            Part::Cut(bytes) => self.builder.stump(bytes.len()),
            Part::Stray(bytes) => {
                if self.candidate.reads_stray_after(&self.builder.text, bytes) {
                    self.legacy_bytes(bytes);
                } else {
                    self.builder.undecodable(bytes.len());
                }
            }
        });
    }
}
