//! Takes off gzip and zstd, and stops what becomes far larger than any text does.

pub(crate) mod ahead;
pub(crate) mod frame;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests;

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::output::Packing;

/// How a file is compressed. Both kinds of file may be several frames one after the other: members
/// is what gzip calls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Gzip,
    Zstd,
}

impl Kind {
    /// How whoever wrote it packed it.
    pub(crate) fn packing(self) -> Packing {
        match self {
            Kind::Gzip => Packing::Gzip,
            Kind::Zstd => Packing::Zstd,
        }
    }

    /// How many of its first bytes tell.
    pub(crate) const HEAD: usize = 4;

    /// By the first bytes of a file: names lie, and stdin has none.
    pub(crate) fn of(head: &[u8]) -> Option<Kind> {
        match head {
            [0x1F, 0x8B, 0x08, ..] => Some(Kind::Gzip),
            // The second is what pzstd puts before each frame.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Kind::Zstd),
            _ => None,
        }
    }

    /// What is in a stream of frames, inflated as it is read.
    pub(crate) fn stream(
        self,
        raw: impl Read + Send + 'static,
    ) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Kind::Gzip => {
                let raw = BufReader::with_capacity(1 << 16, raw);
                Box::new(flate2::bufread::MultiGzDecoder::new(raw))
            }
            Kind::Zstd => Box::new(zstd::Decoder::new(raw)?),
        })
    }
}

/// Stops a compressed input that becomes far larger than any text does: a bomb.
pub(crate) struct Bounded {
    reader: Box<dyn Read + Send>,
    consumed: Arc<AtomicU64>,
    out: u64,
    expansion: u64,
}

/// A small file may hold one word many times, and harms nobody.
const HARMLESS: u64 = 64 << 20;

impl Bounded {
    /// `reader` may give `expansion` times as many bytes as were `consumed` for it.
    pub(crate) fn new(
        reader: Box<dyn Read + Send>,
        consumed: Arc<AtomicU64>,
        expansion: u64,
    ) -> Bounded {
        Bounded { reader, consumed, out: 0, expansion }
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.out += n as u64;
        let consumed = self.consumed.load(Ordering::Relaxed);
        if self.out > HARMLESS && self.out > consumed.saturating_mul(self.expansion) {
            return Err(io::Error::other(Expands(self.expansion)));
        }
        Ok(n)
    }
}

/// More than `--max-expansion`.
#[derive(Debug, thiserror::Error)]
#[error("it expands to more than {0} times its size")]
pub(crate) struct Expands(u64);

/// Counts what is read, for the progress bar and for [`Bounded`].
pub(crate) struct Counted<R> {
    pub raw: R,
    pub consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.raw.read(buffer)?;
        self.consumed.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
