//! Cuts a stream into pieces of whole records.
//!
//! Where a piece ends depends on where it begins and on nothing else: not on how much a read
//! happened to return, nor on what came before. So a run that begins again at the end of a piece
//! makes the same pieces from there on, and compressed output is the same to the byte.
//!
//! A piece is as many whole records as fit into `size` bytes, or one record that is longer. What
//! is held is one piece and the start of the next; of a record longer than `longest` nothing is.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::border::Border;

/// How much is reserved for the next piece: all of it where pieces are of the usual size.
const RESERVED: usize = 1 << 20;

/// How much must be seen behind a record for its end to be known.
const LOOK_AHEAD: usize = 16;

/// How much of what was passed by tells whether a record begins behind it.
const LOOK_BACK: usize = 16;

/// Whole records, one after the other in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// How many bytes of the stream lie before them.
    pub offset: u64,
    /// How many lines do.
    pub lines: u64,
    pub held: Held,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Bytes(Vec<u8>),
    /// One record of so many bytes, longer than is held.
    TooLong(u64),
}

/// An offset in a stream, or none: of a compressed file it may be found while that is read. Whoever
/// reads a byte at it or behind it knows it then.
#[derive(Debug, Clone)]
pub(crate) struct Mark(Arc<AtomicU64>);

impl Mark {
    /// Not found yet.
    const UNKNOWN: u64 = u64::MAX;
    /// Will not be found.
    const NOWHERE: u64 = u64::MAX - 1;

    /// An offset that is known.
    pub(crate) fn new(offset: u64) -> Mark {
        Mark(Arc::new(offset.into()))
    }

    /// Says where it is, if that was not said before.
    pub(crate) fn set(&self, offset: u64) {
        let _ =
            self.0.compare_exchange(Self::UNKNOWN, offset, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Says that it is behind all there is, if nothing else was said before.
    pub(crate) fn set_nowhere(&self) {
        self.set(Self::NOWHERE);
    }

    pub(crate) fn is_nowhere(&self) -> bool {
        self.get() == Self::NOWHERE
    }

    /// Where it is; behind all that there can be, where that is not known.
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether it is here, or was passed.
    fn is_at(&self, offset: u64) -> bool {
        offset >= self.get()
    }
}

impl Default for Mark {
    fn default() -> Mark {
        Mark::new(Self::UNKNOWN)
    }
}

/// The pieces of a stream.
#[derive(Debug)]
pub(crate) struct Pieces<R> {
    reader: R,
    border: Border,
    size: usize,
    longest: usize,
    /// Records that begin here or later are not wanted.
    until: Mark,
    offset: u64,
    lines: u64,
    /// What was read, and how much of it lies before `offset`.
    buffer: Vec<u8>,
    passed: usize,
    ended: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Pieces<R> {
    /// The records of a stream, of which `offset` bytes and so many `lines` were passed already.
    pub(crate) fn new(reader: R, border: Border, size: usize, longest: usize) -> Pieces<R> {
        Pieces {
            reader,
            border,
            size: size.max(1),
            longest: longest.max(size),
            until: Mark::default(),
            offset: 0,
            lines: 0,
            buffer: vec![],
            passed: 0,
            ended: false,
            failure: None,
        }
    }

    /// Says how much of the stream was passed before.
    pub(crate) fn from(mut self, offset: u64, lines: u64) -> Pieces<R> {
        (self.offset, self.lines) = (offset, lines);
        self
    }

    /// Cuts pieces of another size from here on.
    pub(crate) fn by(mut self, size: usize) -> Pieces<R> {
        self.size = size.max(1);
        self.longest = self.longest.max(size);
        self
    }

    /// Leaves out the records that begin at this offset or later.
    pub(crate) fn until(mut self, until: Mark) -> Pieces<R> {
        self.until = until;
        self
    }

    /// Where the next piece begins: bytes and lines before it.
    pub(crate) fn at(&self) -> (u64, u64) {
        (self.offset, self.lines)
    }

    /// Whether no piece comes any more. Reads a byte where that is not known.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.fill(1);
        self.held().is_empty() && self.failure.is_none()
    }

    /// What was read from `offset` on.
    fn held(&self) -> &[u8] {
        &self.buffer[self.passed..]
    }

    /// What stands behind the last whole record of a stream that failed.
    pub(crate) fn into_rest(self) -> Vec<u8> {
        self.held().to_vec()
    }

    /// The next piece; nothing at the end. An error comes after the last whole record before it.
    pub(crate) fn next(&mut self) -> io::Result<Option<Piece>> {
        if self.until.is_at(self.offset) {
            return Ok(None);
        }
        // One byte more, so that it does not matter whether the end was seen before.
        self.fill(self.size.saturating_add(1));
        // The reader may have come upon the mark.
        if self.until.is_at(self.offset) {
            return Ok(None);
        }
        let held = self.held();
        let window = held.len().min(self.size);
        let is_all = self.failure.is_none() && held.len() <= self.size;
        let end = if is_all { Some(window) } else { self.border.last(&held[..window]) };
        let end = match end {
            Some(0) => return Ok(None),
            Some(end) => end,
            None => match self.long(window)? {
                Some(end) => end,
                None => return self.too_long(),
            },
        };
        let end = self.within(end);
        Ok(Some(self.take(end)))
    }

    /// The end of a record longer than a piece; nothing if it is longer than what is held.
    fn long(&mut self, mut searched: usize) -> io::Result<Option<usize>> {
        loop {
            if let Some(end) = self.border.end_behind(self.held(), searched) {
                return Ok((end <= self.longest).then_some(end));
            }
            searched = self.held().len();
            if self.ended {
                return match self.failure.take() {
                    Some(error) => Err(error),
                    None => {
                        let end = self.border.end_of_whole(self.held());
                        Ok((end <= self.longest).then_some(end))
                    }
                };
            }
            if searched > self.longest.saturating_add(LOOK_AHEAD) {
                return Ok(None);
            }
            // Doubled, so that a long record is not copied at each step.
            let most = self.longest.saturating_add(self.size).saturating_add(LOOK_AHEAD);
            self.fill(searched.saturating_mul(2).min(most));
        }
    }

    /// Passes a record by, holding a piece of it at a time.
    fn too_long(&mut self) -> io::Result<Option<Piece>> {
        let (offset, lines) = self.at();
        let mut length = 0u64;
        loop {
            let held = self.held();
            let from = (self.longest as u64).saturating_sub(length) as usize;
            let end = self.border.lost(held, from.min(held.len()));
            let kept = if self.ended { 0 } else { LOOK_BACK };
            let passed = end.unwrap_or(held.len().saturating_sub(kept));
            self.lines += count_lines(&held[..passed]);
            self.passed += passed;
            length += passed as u64;
            if end.is_some() || self.ended {
                break;
            }
            self.fill(self.size + kept);
        }
        if self.held().is_empty()
            && let Some(error) = self.failure.take()
        {
            self.lines = lines;
            return Err(error); // it did not end
        }
        self.offset += length;
        Ok(Some(Piece { offset, lines, held: Held::TooLong(length) }))
    }

    /// The end of the records before `until`, where that is reached.
    fn within(&self, end: usize) -> usize {
        let wanted = self.until.get() - self.offset;
        if (end as u64) <= wanted {
            return end;
        }
        // It is smaller than `end`, so it fits. The record that holds the byte before it is ours.
        let wanted = wanted as usize;
        self.border.first(&self.held()[..end], wanted - 1).unwrap_or(end)
    }

    fn take(&mut self, end: usize) -> Piece {
        let (piece, rest) = self.held().split_at(end);
        // What is smaller is copied. Many small pieces in large buffers would be no bound on memory,
        // and a large rest may be left behind each, where records claim to be long and are not.
        let bytes = if rest.len() > piece.len() {
            let bytes = piece.to_vec();
            self.passed += end;
            bytes
        } else {
            let mut next = Vec::with_capacity(self.size.min(RESERVED).max(rest.len()) + 1);
            next.extend_from_slice(rest);
            let mut bytes = std::mem::replace(&mut self.buffer, next);
            let passed = std::mem::take(&mut self.passed);
            bytes.truncate(passed + end);
            bytes.drain(..passed);
            bytes
        };
        let (offset, lines) = self.at();
        self.offset += end as u64;
        self.lines += count_lines(&bytes);
        Piece { offset, lines, held: Held::Bytes(bytes) }
    }

    /// Reads until so many bytes are held, or none come any more.
    fn fill(&mut self, wanted: usize) {
        if self.ended || self.held().len() >= wanted {
            return;
        }
        // No byte is moved more often than once for each time that as many were passed.
        if self.passed >= self.buffer.len() / 2 {
            self.buffer.drain(..std::mem::take(&mut self.passed));
        }
        let missing = (wanted - self.held().len()) as u64;
        match self.reader.by_ref().take(missing).read_to_end(&mut self.buffer) {
            Ok(read) => self.ended = (read as u64) < missing,
            Err(error) => {
                self.ended = true;
                self.failure = Some(error);
            }
        }
    }
}

pub(crate) fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests;
