//! Cuts the inputs, in order, into batches of about equal size.
//!
//! Files that are one document each are only named here: the workers read them. Streams of records
//! are read and decompressed here and cut between records, so that one big file keeps all workers
//! busy and memory does not grow with it. A batch knows the place where the next one begins; read
//! from there, the batches that follow are the same.

#[cfg(feature = "parquet")]
mod table;

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::batch::{Batch, Item};
use super::border::Border;
use super::failed::{Failed, GREW, SHRANK};
use super::formats::{Head, Raw, Records, Stream};
use super::open::Unreadable;
use super::pieces::{Held, Piece, Pieces, count_lines};
use super::place::Place;
use super::walk::{Found, Kind};
use super::{From, Inputs, Limits, open, sniff};
use crate::Options;
use crate::decode::{self, Encoding};
use crate::output::Packing;

/// How many files make a batch at most: empty ones have no bytes to count.
const FILES: usize = 512;

/// Hands batches to `send`, from a place on, until the input ends or `send` says that nobody wants
/// more.
pub(crate) fn read(
    found: Vec<Found>,
    inputs: &Inputs,
    batch_bytes: usize,
    from: Place,
    send: impl FnMut(Batch) -> bool,
) {
    let part = inputs.part.map_or(0..u64::MAX, |part| part.of(bytes_of(&found)));
    let batch = Batch { end: from, ..Batch::default() };
    let mut reader = Reader { inputs, batch_bytes, send, batch };
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
    batch_bytes: usize,
    send: F,
    batch: Batch,
}

/// `None` when nobody wants more.
type Wanted = Option<()>;

impl<F: FnMut(Batch) -> bool> Reader<'_, F> {
    /// An input, from a place in it; those of its records that begin in `part`.
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

    /// A stream of records.
    fn records(
        &mut self,
        found: &Arc<Found>,
        stream: Stream,
        start: Place,
        part: Range<u64>,
    ) -> Wanted {
        let input = start.input;
        let next = Place::start(input + 1);
        let opened = match self.open(found, stream, start, part.start) {
            Ok(Some(opened)) => opened,
            Ok(None) => return Some(()),
            // Is told by the part with the start of the file.
            Err(_) if part.start > 0 => return Some(()),
            Err(failed) => return self.push(Item::Failed(*failed), 0, Place::start(input + 1)),
        };
        let Stretch { pieces, head, consumed: read, known, packed } = opened;
        let until = if packed { u64::MAX } else { part.end };
        let mut pieces = pieces.until(until);
        let (begin, is_start) = (pieces.at().0, start.offset == 0 && part.start == 0);
        self.batch.files += u64::from(is_start);
        let mut consumed = if is_start { 0 } else { read.load(Ordering::Relaxed) };
        loop {
            let piece = pieces.next();
            let now = read.load(Ordering::Relaxed);
            self.batch.consumed += now - consumed;
            consumed = now;
            let (offset, lines) = pieces.at();
            let here = Place { input, offset, lines };
            match piece {
                Ok(Some(Piece { offset, lines, held: Held::TooLong(length) })) => {
                    let failed = Failed::too_long(found, stream, length).at((lines + 1, offset));
                    self.push(Item::Failed(failed), 0, here)?;
                }
                Ok(Some(Piece { offset, lines, held: Held::Bytes(mut bytes) })) => {
                    let line = lines + 1;
                    let cut = self.cut(found, stream, known == Some(here.offset), &mut bytes);
                    let size = bytes.len();
                    let ends = line + count_lines(&bytes);
                    if size > 0 {
                        let (file, head) = (Arc::clone(found), head.clone());
                        let records = Item::Records { file, stream, head, line, offset, bytes };
                        self.push(records, size, here)?;
                    }
                    if let Some(raw) = cut {
                        let at = (ends, offset + size as u64);
                        let failed = Failed::changed(found, raw, GREW).at(at);
                        self.push(Item::Failed(failed), 0, here)?;
                    }
                }
                Ok(None) if known.is_some_and(|known| offset < known.min(until)) => {
                    let failed = Failed::changed(found, vec![], SHRANK).at((lines + 1, offset));
                    return self.push(Item::Failed(failed), 0, next);
                }
                Ok(None)
                    if is_start
                        && offset == begin
                        && matches!(found.kind, Kind::File)
                        && pieces.is_at_end() =>
                {
                    return self.push(Item::Skipped(Arc::clone(found), "empty"), 0, next);
                }
                Ok(None) => return Some(()),
                Err(error) => {
                    let rest = pieces.into_rest();
                    return self.fail(found, &error.into(), Some((lines + 1, offset)), rest, here);
                }
            }
        }
    }

    /// Takes off the last record if it is cut by the end that the file had when it was found.
    fn cut(
        &self,
        found: &Found,
        stream: Stream,
        is_at_end: bool,
        bytes: &mut Vec<u8>,
    ) -> Option<Vec<u8>> {
        if !is_at_end {
            return None;
        }
        let whole = (stream.border)(self.inputs.limits.record()).last(bytes).unwrap_or(0);
        let grew = || found.path.metadata().is_ok_and(|now| now.len() > found.bytes);
        (whole < bytes.len() && grew()).then(|| bytes.split_off(whole))
    }

    /// Opens a stream at its first record that begins at a place and in a part. Nothing where the
    /// part has none of it.
    fn open(
        &self,
        found: &Found,
        stream: Stream,
        mut start: Place,
        part: u64,
    ) -> Result<Option<Stretch>, Box<Failed>> {
        let unreadable = |error: io::Error| Box::new(Failed::unreadable(found, &error.into()));
        let Limits { expansion, .. } = self.inputs.limits;
        let longest = self.inputs.limits.record();
        let border = (stream.border)(longest);
        let mut opened = open::bounded(&found.path, expansion).map_err(unreadable)?;
        let packed = opened.packing != Packing::Plain;
        let is_plain = !packed && found.bytes > 0;
        if part > 0 && start.offset == 0 {
            if !is_plain {
                return Ok(None);
            }
            let at = open::at_record(&found.path, border, longest, part);
            (start.offset, start.lines) = at.map_err(unreadable)?;
        }
        open::pass(&found.path, &mut opened, start.offset).map_err(unreadable)?;
        let known = is_plain.then_some(found.bytes);
        let end = known.map_or(u64::MAX, |known| known.saturating_sub(start.offset));
        // A record at a time, until it is known what the first one says.
        let mut pieces = Pieces::new(opened.reader.take(end), border, 1, longest)
            .from(start.offset, start.lines);
        let head = match stream.head {
            None => None,
            Some(_) if start.offset == 0 => self.head(found, stream, &mut pieces)?,
            Some(_) => {
                let again = open::bounded(&found.path, expansion).map_err(unreadable)?.reader;
                self.head(found, stream, &mut Pieces::new(again, border, 1, longest))?
            }
        };
        let pieces = pieces.by(self.batch_bytes);
        Ok(Some(Stretch { pieces, head, consumed: opened.consumed, known, packed }))
    }

    /// Takes the first record off a stream, and reads what it says of the others. Nothing where
    /// there are none.
    fn head(
        &self,
        found: &Found,
        stream: Stream,
        pieces: &mut Pieces<impl Read>,
    ) -> Result<Option<Head>, Box<Failed>> {
        let Some(read) = stream.head else { return Ok(None) };
        let failed = |failed: Failed| Box::new(failed.at((1, 0)));
        match pieces.next() {
            Ok(None) => Ok(None),
            Ok(Some(Piece { held: Held::TooLong(length), .. })) => {
                Err(failed(Failed::too_long(found, stream, length)))
            }
            Ok(Some(Piece { held: Held::Bytes(bytes), .. })) => {
                let raw = Raw::new(&bytes, true).content;
                read(raw, self.inputs).map(Some).map_err(|refused| {
                    failed(Failed::refused(found, &refused, found.bytes, raw.to_vec()))
                })
            }
            Err(error) => Err(failed(Failed::unreadable(found, &error.into()))),
        }
    }

    /// A text that is cut where it is too long, or read here since it is stdin.
    fn parts(&mut self, found: &Arc<Found>, start: Place) -> Wanted {
        let limits = &self.inputs.limits;
        let opened = open::bounded(&found.path, limits.expansion).and_then(|mut opened| {
            open::pass(&found.path, &mut opened, start.offset)?;
            Ok(opened)
        });
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => return self.fail(found, &error.into(), None, vec![], start),
        };
        self.batch.files += u64::from(start.offset == 0);
        let size = usize::try_from(limits.document).unwrap_or(usize::MAX);
        let cuts = limits.cuts;
        let mut pieces = Pieces::new(opened.reader, Border::BlankLine, size, size)
            .from(start.offset, start.lines);
        let next = Place::start(start.input + 1);
        let mut encoding = None;
        let mut consumed = 0;
        loop {
            let piece = pieces.next();
            let now = opened.consumed.load(Ordering::Relaxed);
            self.batch.consumed += now - consumed;
            consumed = now;
            let (offset, lines) = pieces.at();
            let here = Place { input: start.input, offset, lines };
            match piece {
                Ok(Some(Piece { held: Held::TooLong(length), .. })) => {
                    self.push(Item::Failed(Failed::too_large(found, length, cuts)), 0, here)?;
                }
                Ok(Some(Piece { offset, lines, held: Held::Bytes(bytes) })) => {
                    let size = bytes.len();
                    let is_whole = offset == 0 && pieces.is_at_end();
                    if is_whole {
                        let found = Arc::clone(found);
                        self.push(Item::Document(found, bytes), size, here)?;
                        continue;
                    }
                    if !cuts {
                        return self.push(Item::Failed(Failed::too_large(found, 0, cuts)), 0, next);
                    }
                    if encoding.is_none() {
                        let Some(head) = head_of(found, offset, &bytes) else { return Some(()) };
                        if self.inputs.from == From::Auto
                            && let Some(reason) = sniff::not_text(&found.path, &head)
                        {
                            return self.push(Item::Skipped(Arc::clone(found), reason), 0, next);
                        }
                        encoding = encoding_of(&head);
                    }
                    let Some(encoding) = encoding else {
                        return self.push(Item::Failed(Failed::is_wide(found)), 0, next);
                    };
                    let file = Arc::clone(found);
                    let part = Item::Part { file, line: lines + 1, bytes, encoding };
                    self.push(part, size, here)?;
                }
                Ok(None) if offset == 0 => {
                    return self.push(Item::Document(Arc::clone(found), vec![]), 0, next);
                }
                Ok(None) => return Some(()),
                Err(error) => {
                    let rest = pieces.into_rest();
                    return self.fail(found, &error.into(), None, rest, here);
                }
            }
        }
    }

    fn may_be_cut(&self, found: &Found) -> bool {
        let limits = &self.inputs.limits;
        limits.cuts && (found.bytes > limits.document || open::is_packed_by_name(&found.path))
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

/// A stream that was opened where it is wanted from.
struct Stretch {
    pieces: Pieces<io::Take<Box<dyn Read + Send>>>,
    /// What its first record says of the others.
    head: Option<Head>,
    consumed: Arc<AtomicU64>,
    /// How long it was when it was found, where that is known.
    known: Option<u64>,
    packed: bool,
}

/// The start of a text of which a part is at hand.
fn head_of(found: &Found, offset: u64, part: &[u8]) -> Option<Vec<u8>> {
    const HEAD: u64 = 1 << 20;
    if offset == 0 {
        return Some(part[..part.len().min(HEAD as usize)].to_vec());
    }
    let mut head = vec![];
    open::input(&found.path).ok()?.reader.take(HEAD).read_to_end(&mut head).ok()?;
    Some(head)
}

/// The encoding that all parts of a text are read with, by its start; nothing where no byte is a
/// line end by itself.
fn encoding_of(head: &[u8]) -> Option<Encoding> {
    let name = decode::decode(head, &Options::default()).encoding();
    let is_wide = name.starts_with("UTF-16") || name.starts_with("UTF-32");
    Encoding::for_label(name).filter(|_| !is_wide)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#[allow(clippy::format_collect, reason = "a test reads better so")]
mod tests;
