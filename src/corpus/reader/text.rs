//! Reads texts that are cut where they are too long, or that come from stdin.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Reader, Wanted};
use crate::Options;
use crate::corpus::batch::{Batch, Item};
use crate::corpus::border::Border;
use crate::corpus::failed::Failed;
use crate::corpus::pieces::{Held, Piece, Pieces};
use crate::corpus::place::Place;
use crate::corpus::walk::Found;
use crate::corpus::{From, open, sniff};
use crate::decode::{self, Encoding};

impl<F: FnMut(Batch) -> bool> Reader<'_, F> {
    /// A text that is cut where it is too long, or read here since it is stdin.
    pub(super) fn parts(&mut self, found: &Arc<Found>, start: Place) -> Wanted {
        let limits = &self.inputs.limits;
        let opened =
            open::ahead(&found.path, limits.expansion, self.crew, vec![]).and_then(|mut opened| {
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

    pub(super) fn may_be_cut(&self, found: &Found) -> bool {
        let limits = &self.inputs.limits;
        limits.cuts && (found.bytes > limits.document || open::is_packed_by_name(&found.path))
    }
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
