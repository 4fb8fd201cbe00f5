//! Cuts the inputs, in order, into batches of about equal size.
//!
//! Files that are one document each are only named here: the workers read them. Streams of records
//! are read here and cut between records, so that one big file keeps all workers busy and memory
//! does not grow with it. A batch knows the place where the next one begins; read from there, the
//! batches that follow are the same.

mod records;
#[cfg(feature = "parquet")]
mod table;
mod text;

use std::ops::Range;
use std::sync::Arc;

use rayon::ThreadPool;

use super::batch::{Batch, Item};
use super::failed::Failed;
use super::formats::Records;
use super::open::Unreadable;
use super::place::Place;
use super::walk::{Found, Kind};
use super::{From, Inputs, sniff};

/// How many files make a batch at most: empty ones have no bytes to count.
const FILES: usize = 512;

/// Hands batches to `send`, from a place on, until the input ends or `send` says that nobody wants
/// more. What is compressed may be inflated by the `crew`.
pub(crate) fn read(
    found: Vec<Found>,
    inputs: &Inputs,
    crew: &Arc<ThreadPool>,
    batch_bytes: usize,
    from: Place,
    send: impl FnMut(Batch) -> bool,
) {
    let part = inputs.part.map_or(0..u64::MAX, |part| part.of(bytes_of(&found)));
    let batch = Batch { end: from, ..Batch::default() };
    let mut reader = Reader { inputs, crew, batch_bytes, send, batch };
    let mut base = 0;
    for (at, found) in found.into_iter().enumerate() {
        let own = base..base + found.bytes;
        base = own.end;
        if at < from.input || own.start >= part.end {
            continue;
        }
        let start = if at == from.input { from } else { Place::start(at) };
        // What of the file is in this part.
        let bytes = part.start.saturating_sub(own.start)..part.end.saturating_sub(own.start);
        if reader.found(&Arc::new(found), start, bytes).is_none() {
            return;
        }
        reader.batch.end = reader.batch.end.max(Place::start(at + 1));
    }
    if !reader.batch.items.is_empty() || reader.batch.files > 0 {
        reader.flush();
    }
}

/// The bytes on disk of all inputs.
pub(crate) fn bytes_of(found: &[Found]) -> u64 {
    found.iter().map(|found| found.bytes).sum()
}

struct Reader<'a, F> {
    inputs: &'a Inputs,
    crew: &'a Arc<ThreadPool>,
    batch_bytes: usize,
    send: F,
    batch: Batch,
}

/// `None` when nobody wants more.
type Wanted = Option<()>;

impl<F: FnMut(Batch) -> bool> Reader<'_, F> {
    /// An input, from a place in it; those of its records that begin in `part`, which are bytes on
    /// disk.
    fn found(&mut self, found: &Arc<Found>, start: Place, part: Range<u64>) -> Wanted {
        let from = sniff::by_name(self.inputs.from, &found.path);
        let is_ours = part.start == 0;
        match (&found.kind, from) {
            (Kind::File | Kind::Stdin, From::Records(format))
                if is_ours || matches!(found.kind, Kind::File) =>
            {
                match format.records {
                    Records::Stream(stream) => self.records(found, stream, start, part),
                    #[cfg(feature = "parquet")]
                    Records::Table => self.table(found, start, part),
                }
            }
            _ if !is_ours => Some(()),
            (Kind::Skipped(reason), _) => self.push(
                Item::Skipped(Arc::clone(found), reason),
                0,
                Place::start(start.input + 1),
            ),
            (Kind::Failed(error, hint), _) => {
                let failed = Failed::found(found, error, *hint);
                self.push(Item::Failed(failed), 0, Place::start(start.input + 1))
            }
            (Kind::Stdin, _) => self.parts(found, start),
            (Kind::File, _) if self.may_be_cut(found) => self.parts(found, start),
            (Kind::File, _) => {
                let next = Place::start(start.input + 1);
                self.push(Item::File(Arc::clone(found)), found.bytes as usize, next)
            }
        }
    }

    /// An input that ends in an error: what came before is kept, the broken rest is told.
    fn fail(
        &mut self,
        found: &Found,
        error: &Unreadable,
        at: Option<(u64, u64)>,
        raw: Vec<u8>,
        start: Place,
    ) -> Wanted {
        let failed = Failed { raw, ..Failed::unreadable(found, error) };
        let failed = match at {
            Some(at) => failed.at(at),
            None => failed,
        };
        self.push(Item::Failed(failed), 0, Place::start(start.input + 1))
    }

    /// Adds an item; `next` is the place behind it.
    fn push(&mut self, item: Item, bytes: usize, next: Place) -> Wanted {
        self.batch.items.push(item);
        self.batch.bytes += bytes;
        self.batch.end = next;
        if self.batch.bytes >= self.batch_bytes || self.batch.items.len() >= FILES {
            return self.flush();
        }
        Some(())
    }

    fn flush(&mut self) -> Wanted {
        let next = Batch { end: self.batch.end, ..Batch::default() };
        (self.send)(std::mem::replace(&mut self.batch, next)).then_some(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#[allow(clippy::format_collect, reason = "a test reads better so")]
mod tests;
