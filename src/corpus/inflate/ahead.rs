//! A compressed file, its frames inflated ahead of the reader by workers that have nothing else to do.
//!
//! The reader finds where frames end ([`frame`](super::frame)) and puts each before the workers, in
//! the line of their other work. When it comes to a frame that nobody has begun it inflates that one
//! itself; so it is never slower than alone, and the workers take from it what they have time for.
//!
//! From the first frame on whose end is not known, that is too large, or in which anything is wrong,
//! all is left to the stream decoder, which begins at that frame: the bytes and the errors are its
//! own.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::ThreadPool;

use super::frame::{Extent, extent, inflated};
use super::{Counted, Kind};
use crate::corpus::panics;
use crate::corpus::pieces::Mark;

/// How many bytes may lie ahead of the reader for each worker, as they are and inflated; one frame
/// may go beyond.
const AHEAD: usize = 2 << 20;

/// What a frame costs beside its bytes: a file may be nothing but empty ones.
const COST: usize = 256;

/// A frame that is smaller is inflated sooner than handed over.
const WORTHWHILE: usize = 4 << 10;

/// How much is read at once.
const READ: usize = 256 << 10;

/// Inflates a file.
pub(crate) struct Ahead {
    kind: Kind,
    file: File,
    crew: Arc<ThreadPool>,
    /// What was read of the file; from `at` on it is in no frame yet.
    buffer: Vec<u8>,
    at: usize,
    /// Whether no more frames are looked for.
    is_over: bool,
    frames: VecDeque<Arc<Frame>>,
    /// What those take.
    held: usize,
    /// The frame that the reader is in, and how much of it was given.
    now: Option<(Arc<Frame>, usize)>,
    /// The stream decoder, behind the last frame.
    rest: Option<Box<dyn Read + Send>>,
    consumed: Arc<AtomicU64>,
    /// Bytes of the file before the next frame, and what they became.
    place: (u64, u64),
    marks: Vec<(u64, Mark)>,
}

impl Ahead {
    /// Inflates a file from its start. What is consumed of it is counted as it is given.
    pub(crate) fn new(
        kind: Kind,
        file: File,
        crew: &Arc<ThreadPool>,
        consumed: Arc<AtomicU64>,
    ) -> Ahead {
        Ahead {
            kind,
            file,
            crew: Arc::clone(crew),
            buffer: vec![],
            at: 0,
            is_over: false,
            frames: VecDeque::new(),
            held: 0,
            now: None,
            rest: None,
            consumed,
            place: (0, 0),
            marks: vec![],
        }
    }

    /// Sets each mark to the offset, inflated, of the first frame that begins at this byte of the
    /// file or behind it, when it comes to it. What the stream decoder reads is one frame.
    pub(crate) fn marking(mut self, marks: Vec<(u64, Mark)>) -> Ahead {
        self.marks = marks;
        self
    }

    /// Puts frames before the workers, as many as may lie ahead.
    fn look_ahead(&mut self) {
        let most = AHEAD * self.crew.current_num_threads();
        while !self.is_over && self.held < most {
            let Some((size, content)) = self.next_extent() else {
                self.is_over = true;
                return;
            };
            let bytes = self.buffer[self.at..][..size].to_vec();
            self.at += size;
            let frame = Arc::new(Frame::new(self.kind, bytes, content));
            self.held += frame.held();
            if size >= WORTHWHILE {
                let frame = Arc::downgrade(&frame);
                self.crew.spawn(move || {
                    // It is gone where the reader was there before, or reads no more.
                    if let Some(frame) = frame.upgrade() {
                        frame.begin();
                    }
                });
            }
            self.frames.push_back(frame);
        }
    }

    /// Size and content of the next frame in the file, all of which is in the buffer then.
    fn next_extent(&mut self) -> Option<(usize, usize)> {
        loop {
            let needs = match extent(self.kind, &self.buffer[self.at..]) {
                Extent::Known { size, content } => return Some((size, content)),
                Extent::Needs(needs) => needs,
                Extent::Unknown => return None,
            };
            self.buffer.drain(..std::mem::take(&mut self.at));
            let missing = needs.saturating_sub(self.buffer.len()).max(READ) as u64;
            // An error is met again by the stream decoder, who reads on from there.
            let _ = self.file.by_ref().take(missing).read_to_end(&mut self.buffer);
            if self.buffer.len() < needs {
                return None;
            }
        }
    }

    /// Leaves all from a frame on to the stream decoder.
    fn leave(&mut self, frame: Option<&Frame>) -> io::Result<()> {
        let frames = self.frames.iter().map(|frame| &**frame);
        let mut unread: Vec<u8> =
            frame.into_iter().chain(frames).flat_map(|frame| &*frame.bytes).copied().collect();
        unread.extend_from_slice(&self.buffer[self.at..]);
        self.frames.clear();
        self.buffer = vec![];
        self.at = 0;
        let raw = Cursor::new(unread).chain(self.file.try_clone()?);
        self.rest = Some(self.kind.stream(Counted { raw, consumed: Arc::clone(&self.consumed) })?);
        Ok(())
    }

    /// Whether nothing stands behind the last frame.
    fn is_at_end(&mut self) -> io::Result<bool> {
        if self.at == self.buffer.len() {
            (&self.file).take(1).read_to_end(&mut self.buffer)?;
        }
        Ok(self.at == self.buffer.len())
    }

    fn mark(&self, is_last: bool) {
        for (wanted, mark) in &self.marks {
            if self.place.0 >= *wanted {
                mark.set(self.place.1);
            } else if is_last {
                mark.set_nowhere();
            }
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(rest) = &mut self.rest {
                return rest.read(buffer);
            }
            if let Some((frame, given)) = &mut self.now {
                let left = &frame.content()[*given..];
                let n = left.len().min(buffer.len());
                if n > 0 || buffer.is_empty() {
                    buffer[..n].copy_from_slice(&left[..n]);
                    *given += n;
                    return Ok(n);
                }
                self.now = None;
            }
            self.look_ahead();
            let Some(frame) = self.frames.pop_front() else {
                if self.is_at_end()? {
                    self.mark(true);
                    return Ok(0);
                }
                self.mark(false);
                self.mark(true);
                self.leave(None)?;
                continue;
            };
            self.mark(false);
            self.held -= frame.held();
            match frame.inflated() {
                Some(content) => {
                    let size = frame.bytes.len() as u64;
                    self.consumed.fetch_add(size, Ordering::Relaxed);
                    self.place = (self.place.0 + size, self.place.1 + content.len() as u64);
                    self.now = Some((frame, 0));
                }
                None => {
                    self.mark(true);
                    self.leave(Some(&frame))?;
                }
            }
        }
    }
}

/// A frame that the reader will come to.
struct Frame {
    kind: Kind,
    bytes: Vec<u8>,
    /// How many bytes it becomes at most.
    becomes: usize,
    is_begun: AtomicBool,
    /// Nothing where the stream decoder must see to it.
    inflated: OnceLock<Option<Vec<u8>>>,
}

impl Frame {
    fn new(kind: Kind, bytes: Vec<u8>, becomes: usize) -> Frame {
        Frame { kind, bytes, becomes, is_begun: false.into(), inflated: OnceLock::new() }
    }

    /// How much memory it may take.
    fn held(&self) -> usize {
        self.bytes.len() + self.becomes + COST
    }

    /// Inflates it, unless somebody else does.
    fn begin(&self) {
        if !self.is_begun.swap(true, Ordering::Relaxed) {
            self.inflated();
        }
    }

    /// What it becomes; waits where somebody is at it.
    fn inflated(&self) -> Option<&[u8]> {
        self.is_begun.store(true, Ordering::Relaxed);
        let inflate = || inflated(self.kind, &self.bytes, self.becomes);
        // A panic in a worker would end the program.
        self.inflated.get_or_init(|| panics::guarded(inflate).ok().flatten()).as_deref()
    }

    fn content(&self) -> &[u8] {
        self.inflated().unwrap_or_default()
    }
}
