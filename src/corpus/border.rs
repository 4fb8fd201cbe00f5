//! What records end with, and where in some bytes they do.

use super::formats::{csv, wet};

/// What records end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Border {
    /// A line end.
    Line,
    /// Blank lines, where a text is cut that is too long to be held.
    BlankLine,
    /// A line end outside quotes; one of the lines behind `limit` bytes in any case.
    Quoted { delimiter: u8, limit: usize },
    /// The length that a WARC record says, if it has no more than `limit` bytes; else the next line
    /// that begins a record.
    Warc { limit: usize },
}

impl Border {
    /// The end of the record that `bytes` begin with. What it is does not change when more bytes
    /// come.
    pub(crate) fn end(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Border::Line | Border::BlankLine => self.first(bytes, 0),
            Border::Quoted { delimiter, limit } => csv::end(bytes, delimiter, limit),
            Border::Warc { limit } => wet::end(bytes, limit),
        }
    }

    /// The end of the first of the records that `bytes` are, behind which no more is to be had.
    pub(crate) fn end_of_whole(self, bytes: &[u8]) -> usize {
        match self {
            Border::Warc { limit } => wet::end_of_whole(bytes, limit),
            _ => self.end(bytes).unwrap_or(bytes.len()),
        }
    }

    /// The ends of the records in `bytes`, which begin with one.
    fn ends(self, bytes: &[u8]) -> impl Iterator<Item = usize> {
        let mut at = 0;
        std::iter::from_fn(move || {
            at += self.end(&bytes[at..])?;
            Some(at)
        })
    }

    /// The end of the last record that ends in `bytes`.
    pub(crate) fn last(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Border::Line => memchr::memrchr(b'\n', bytes).map(|at| at + 1),
            Border::BlankLine => memchr::memrchr_iter(b'\n', bytes)
                .map(|at| at + 1)
                .find(|end| is_blank(bytes, *end)),
            Border::Quoted { .. } | Border::Warc { .. } => self.ends(bytes).last(),
        }
    }

    /// The end of the first that ends behind `from`; where lines do not tell, of whole records.
    pub(super) fn first(self, bytes: &[u8], from: usize) -> Option<usize> {
        match self {
            Border::Line => line_ends(bytes, from).next(),
            Border::BlankLine => line_ends(bytes, from).find(|end| is_blank(bytes, *end)),
            Border::Quoted { .. } | Border::Warc { .. } => {
                let mut end = 0;
                while end <= from && end < bytes.len() {
                    end += self.end_of_whole(&bytes[end..]);
                }
                Some(end)
            }
        }
    }

    /// As [`end`](Self::end), where none was found in the first `searched` bytes.
    pub(super) fn end_behind(self, bytes: &[u8], searched: usize) -> Option<usize> {
        match self {
            Border::Line | Border::BlankLine => self.first(bytes, searched),
            // What is quoted is known only from the start of a record; and that it ends, only by
            // what stands behind it.
            Border::Quoted { .. } | Border::Warc { .. } => self.end(bytes),
        }
    }

    /// The end behind `from` of a record that is longer than is held: `bytes` may begin in it.
    pub(super) fn lost(self, bytes: &[u8], from: usize) -> Option<usize> {
        match self {
            Border::Line | Border::BlankLine => self.first(bytes, from),
            Border::Quoted { .. } => Border::Line.first(bytes, from),
            Border::Warc { .. } => wet::next(bytes, from),
        }
    }
}

fn line_ends(bytes: &[u8], from: usize) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'\n', &bytes[from..]).map(move |at| from + at + 1)
}

/// Whether the line that ends here is blank and another ends before it.
fn is_blank(bytes: &[u8], end: usize) -> bool {
    let before = &bytes[..end - 1];
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    before.ends_with(b"\n")
}
