//! Reads streams of records: JSONL, CSV, WET.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Reader, Wanted};
use crate::corpus::Limits;
use crate::corpus::batch::{Batch, Item};
use crate::corpus::failed::{Failed, GREW, SHRANK};
use crate::corpus::formats::{Head, Raw, Stream};
use crate::corpus::open::{self, Opened};
use crate::corpus::pieces::{Held, Mark, Piece, Pieces, count_lines};
use crate::corpus::place::Place;
use crate::corpus::walk::{Found, Kind};
use crate::output::Packing;

impl<F: FnMut(Batch) -> bool> Reader<'_, F> {
    /// A stream of records.
    pub(super) fn records(
        &mut self,
        found: &Arc<Found>,
        stream: Stream,
        start: Place,
        part: Range<u64>,
    ) -> Wanted {
        let input = start.input;
        let next = Place::start(input + 1);
        let opened = match self.open(found, stream, start, &part) {
            Ok(Some(opened)) => opened,
            Ok(None) => return Some(()),
            // Is told by the part with the start of the file.
            Err(_) if part.start > 0 => return Some(()),
            Err(failed) => return self.push(Item::Failed(*failed), 0, Place::start(input + 1)),
        };
        let Stretch { mut pieces, head, consumed: read, known, until } = opened;
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
                Ok(None) if known.is_some_and(|known| offset < known.min(until.get())) => {
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
        part: &Range<u64>,
    ) -> Result<Option<Stretch>, Box<Failed>> {
        let unreadable = |error: io::Error| Box::new(Failed::unreadable(found, &error.into()));
        let Limits { expansion, .. } = self.inputs.limits;
        let longest = self.inputs.limits.record();
        let border = (stream.border)(longest);
        // Of a compressed file they are found on the way.
        let (mut begin, mut until) = (Mark::default(), Mark::default());
        let marks = vec![(part.start, begin.clone()), (part.end, until.clone())];
        let mut opened =
            open::ahead(&found.path, expansion, self.crew, marks).map_err(unreadable)?;
        if opened.packing == Packing::Plain {
            (begin, until) = (Mark::new(part.start), Mark::new(part.end));
        }
        let is_plain = opened.packing == Packing::Plain && found.bytes > 0;
        let is_behind = part.start > 0 && start.offset == 0;
        if is_behind && opened.packing == Packing::Plain {
            if !is_plain {
                return Ok(None);
            }
            let at = open::at_record(&found.path, border, longest, part.start);
            (start.offset, start.lines) = at.map_err(unreadable)?;
        }
        open::pass(&found.path, &mut opened, start.offset).map_err(unreadable)?;
        let known = is_plain.then_some(found.bytes);
        let end = known.map_or(u64::MAX, |known| known.saturating_sub(start.offset));
        let Opened { reader, consumed, packing } = opened;
        let mut pieces = Pieces::new(reader.take(end), border, self.batch_bytes, longest)
            .from(start.offset, start.lines);
        if is_behind && packing != Packing::Plain {
            // Nobody knows the lines before it otherwise.
            pieces = pieces.until(begin.clone());
            while !begin.is_nowhere() && pieces.next().map_err(unreadable)?.is_some() {}
            if begin.is_nowhere() {
                return Ok(None);
            }
            (start.offset, start.lines) = pieces.at();
            pieces = pieces.until(Mark::default());
        }
        let head = match stream.head {
            None => None,
            Some(_) if start.offset == 0 => {
                // A record at a time, until it is known what the first one says.
                pieces = pieces.by(1);
                self.head(found, stream, &mut pieces)?
            }
            Some(_) => {
                let again = open::bounded(&found.path, expansion).map_err(unreadable)?.reader;
                self.head(found, stream, &mut Pieces::new(again, border, 1, longest))?
            }
        };
        let pieces = pieces.by(self.batch_bytes).until(until.clone());
        Ok(Some(Stretch { pieces, head, consumed, known, until }))
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
}

/// A stream that was opened where it is wanted from.
struct Stretch {
    pieces: Pieces<io::Take<Box<dyn Read + Send>>>,
    /// What its first record says of the others.
    head: Option<Head>,
    consumed: Arc<AtomicU64>,
    /// How long it was when it was found, where that is known.
    known: Option<u64>,
    /// Where records are of the next part.
    until: Mark,
}
