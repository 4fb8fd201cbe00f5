//! Cuts the inputs, in order, into batches of about equal size.
//!
//! Files that are one document each are only named here: the workers read them. JSONL streams
//! are read and decompressed here and cut at line ends, so that one big file keeps all workers
//! busy and memory does not grow with it.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::batch::{Batch, Failed, Item};
use super::open::Unreadable;
use super::walk::{Found, Kind};
use super::{From, Inputs, Problem, open, sniff};

/// How many files make a batch at most: empty ones have no bytes to count.
const FILES: usize = 512;

/// Hands batches to `send` until the input ends or `send` says that nobody wants more.
pub(crate) fn read(
    found: Vec<Found>,
    inputs: &Inputs,
    batch_bytes: usize,
    send: impl FnMut(Batch) -> bool,
) {
    let mut reader = Reader { inputs, batch_bytes, send, batch: Batch::default() };
    for found in found {
        if reader.found(&Arc::new(found)).is_none() {
            return;
        }
    }
    if !reader.batch.items.is_empty() || reader.batch.files > 0 {
        reader.flush();
    }
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
    fn found(&mut self, found: &Arc<Found>) -> Wanted {
        let from = sniff::by_name(self.inputs.from, &found.path);
        match (&found.kind, from) {
            (Kind::Skipped(reason), _) => self.push(Item::Skipped(Arc::clone(found), reason), 0),
            (Kind::Failed(error, hint), _) => {
                let problem = Problem {
                    path: found.shown.clone(),
                    reason: format!("could not be read: {error}"),
                    hint: hint.map(str::to_owned),
                    ..Problem::default()
                };
                self.push(Item::Failed(Failed { reason: "unreadable", problem, raw: vec![] }), 0)
            }
            (Kind::File | Kind::Stdin, From::Jsonl) => self.lines(found),
            (Kind::Stdin, _) => self.stdin_document(found),
            (Kind::File, _) => self.push(Item::File(Arc::clone(found)), found.bytes as usize),
        }
    }

    fn stdin_document(&mut self, found: &Arc<Found>) -> Wanted {
        let mut bytes = vec![];
        self.batch.files += 1;
        let read =
            open::input(&found.path).and_then(|mut opened| opened.reader.read_to_end(&mut bytes));
        match read {
            Ok(_) => {
                let size = bytes.len();
                self.push(Item::Document(Arc::clone(found), bytes), size)
            }
            Err(error) => self.fail(found, &error.into(), None, bytes),
        }
    }

    fn lines(&mut self, found: &Arc<Found>) -> Wanted {
        self.batch.files += 1;
        let mut opened = match open::input(&found.path) {
            Ok(opened) => opened,
            Err(error) => return self.fail(found, &error.into(), None, vec![]),
        };
        let (mut line, mut offset) = (1, 0);
        let mut consumed = 0;
        let mut buffer = vec![];
        loop {
            let known = buffer.len();
            let read =
                opened.reader.by_ref().take(self.batch_bytes as u64).read_to_end(&mut buffer);
            let now = opened.consumed.load(Ordering::Relaxed);
            self.batch.consumed += now - consumed;
            consumed = now;
            let ended = !matches!(read, Ok(n) if n > 0);
            let is_whole = ended && read.is_ok();
            // What stands after the last line end waits for more, or is the last line.
            let cut = if is_whole {
                buffer.len()
            } else {
                memchr::memrchr(b'\n', &buffer[known..]).map_or(0, |at| known + at + 1)
            };
            if cut == 0 && !ended {
                continue; // inside a long line
            }
            let rest = buffer.split_off(cut);
            let bytes = std::mem::replace(&mut buffer, rest);
            let (lines, size) = (memchr::memchr_iter(b'\n', &bytes).count() as u64, bytes.len());
            if size > 0 {
                self.push(Item::Lines { file: Arc::clone(found), line, offset, bytes }, size)?;
            }
            line += lines;
            offset += size as u64;
            match read {
                Ok(_) if !ended => {}
                Ok(_) if offset == 0 && matches!(found.kind, Kind::File) => {
                    return self.push(Item::Skipped(Arc::clone(found), "empty"), 0);
                }
                Ok(_) => return Some(()),
                Err(error) => return self.fail(found, &error.into(), Some((line, offset)), buffer),
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
    ) -> Wanted {
        let (line, offset) = at.unzip();
        let failed = Failed::unreadable(found, error);
        let problem = Problem { line, offset, ..failed.problem };
        self.push(Item::Failed(Failed { problem, raw, ..failed }), 0)
    }

    fn push(&mut self, item: Item, bytes: usize) -> Wanted {
        self.batch.items.push(item);
        self.batch.bytes += bytes;
        if self.batch.bytes >= self.batch_bytes || self.batch.items.len() >= FILES {
            return self.flush();
        }
        Some(())
    }

    fn flush(&mut self) -> Wanted {
        (self.send)(std::mem::take(&mut self.batch)).then_some(())
    }
}
