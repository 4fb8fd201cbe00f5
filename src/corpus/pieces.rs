//! Cuts a stream into pieces of whole records.
//!
//! Where a piece ends depends on where it begins and on nothing else: not on how much a read
//! happened to return, nor on what came before. So a run that begins again at the end of a piece
//! makes the same pieces from there on, and compressed output is the same to the byte.
//!
//! A piece is as many whole records as fit into `size` bytes, or one record that is longer. What
//! is held is one piece and the start of the next; of a record longer than `longest` nothing is.

use std::io::{self, Read};

use super::formats::{csv, wet};

/// How much is reserved for the next piece: all of it where pieces are of the usual size.
const RESERVED: usize = 1 << 20;

/// How much must be seen behind a record for its end to be known.
const LOOK_AHEAD: usize = 16;

/// How much of what was passed by tells whether a record begins behind it.
const LOOK_BACK: usize = 16;

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
    fn first(self, bytes: &[u8], from: usize) -> Option<usize> {
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
    fn end_behind(self, bytes: &[u8], searched: usize) -> Option<usize> {
        match self {
            Border::Line | Border::BlankLine => self.first(bytes, searched),
            // What is quoted is known only from the start of a record; and that it ends, only by
            // what stands behind it.
            Border::Quoted { .. } | Border::Warc { .. } => self.end(bytes),
        }
    }

    /// The end behind `from` of a record that is longer than is held: `bytes` may begin in it.
    fn lost(self, bytes: &[u8], from: usize) -> Option<usize> {
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

/// The pieces of a stream.
#[derive(Debug)]
pub(crate) struct Pieces<R> {
    reader: R,
    border: Border,
    size: usize,
    longest: usize,
    /// Records that begin here or later are not wanted.
    until: u64,
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
            until: u64::MAX,
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
    pub(crate) fn until(mut self, until: u64) -> Pieces<R> {
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
        if self.offset >= self.until {
            return Ok(None);
        }
        // One byte more, so that it does not matter whether the end was seen before.
        self.fill(self.size.saturating_add(1));
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
        let wanted = self.until - self.offset;
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(self.1).min(buffer.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn all(bytes: &[u8], border: Border, size: usize, longest: usize) -> Vec<Piece> {
        let mut pieces = Pieces::new(bytes, border, size, longest);
        std::iter::from_fn(|| pieces.next().unwrap()).collect()
    }

    fn check(text: &str, border: Border, size: usize, expected: &[&str]) {
        let pieces = all(text.as_bytes(), border, size, 20);
        let shown: Vec<_> = pieces
            .iter()
            .map(|piece| match &piece.held {
                Held::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
                Held::TooLong(length) => format!("<{length}>"),
            })
            .collect();
        assert_eq!(shown, expected, "{text:?} by {size}");
    }

    #[test]
    fn whole_records_or_one_that_is_longer() {
        check("", Border::Line, 4, &[]);
        check("a\nb\nc", Border::Line, 4, &["a\nb\n", "c"]);
        check("abcdef\nb\nc\n", Border::Line, 4, &["abcdef\n", "b\nc\n"]);
        check("abcdef", Border::Line, 4, &["abcdef"]);
        check("a\n0123456789012345678901234\nb\n", Border::Line, 8, &["a\n", "<26>", "b\n"]);
        check("a\nb\n\nc\nd\n\n\ne", Border::BlankLine, 8, &["a\nb\n\n", "c\nd\n\n\ne"]);
        check("ab\r\n\r\ncd\r\ne", Border::BlankLine, 8, &["ab\r\n\r\n", "cd\r\ne"]);
    }

    #[test]
    fn a_line_end_in_quotes_ends_no_record() {
        let quoted = Border::Quoted { delimiter: b',', limit: 20 };
        check("a,\"b\n\"\nc\n", quoted, 6, &["a,\"b\n\"\n", "c\n"]);
        check("\"a\"\"\n\"\nb\n", quoted, 6, &["\"a\"\"\n\"\n", "b\n"]);
        check("5\" pipe\nb\n", quoted, 4, &["5\" pipe\n", "b\n"]);
        // A quote that is never closed costs the limit.
        let open = "\"a\n01234\n567890123456\nb\nc\n";
        check(open, quoted, 4, &["<22>", "b\nc\n"]);
        check("\"a\nb\n", quoted, 4, &["\"a\nb\n"]);
    }

    fn warc(length: usize, content: &str) -> String {
        format!("WARC/1.0\r\nContent-Length: {length}\r\n\r\n{content}\r\n\r\n")
    }

    #[test]
    fn a_warc_record_is_as_long_as_it_says_if_another_follows() {
        let (one, two) = (warc(10, "a\nWARC/1.x"), warc(3, "two"));
        let pieces = |text: &str, longest: usize| {
            let pieces = all(text.as_bytes(), Border::Warc { limit: longest }, 1, longest);
            let shown = |piece: &Piece| match &piece.held {
                Held::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
                Held::TooLong(length) => format!("<{length}>"),
            };
            pieces.iter().map(shown).collect::<Vec<_>>()
        };
        let both = one.clone() + &two;
        assert_eq!(pieces(&both, 100), [&*one, &two]);
        // A wrong length, no header at all, one that breaks off: each ends where the next begins.
        let wrong = warc(2, "three");
        assert_eq!(pieces(&(wrong.clone() + &both), 100), [&*wrong, &one, &two]);
        assert_eq!(pieces(&("words\n".to_owned() + &two), 100), ["words\n", &two]);
        assert_eq!(pieces(&("WARC/1.0\r\nA: b\r\n".to_owned() + &two), 100).len(), 2);
        let huge = warc(usize::MAX, "four");
        assert_eq!(pieces(&(huge.clone() + &two), 100), [&*huge, &two]);
        let short = warc(150, "five");
        assert_eq!(pieces(&(short.clone() + &both), 200), [&*short, &one, &two]);
        let long = warc(60, &"x".repeat(60));
        assert_eq!(pieces(&(long.clone() + &two), 70), [format!("<{}>", long.len()), two]);
    }

    #[test]
    fn what_comes_before_an_error_is_whole() {
        let broken = io::Cursor::new("a\nbc").chain(Broken);
        let mut pieces = Pieces::new(broken, Border::Line, 100, 100);
        assert_eq!(pieces.next().unwrap().unwrap().held, Held::Bytes(b"a\n".to_vec()));
        assert_eq!(pieces.next().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!((pieces.at(), pieces.into_rest()), ((2, 1), b"bc".to_vec()));
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    /// Bytes in which each border finds records, odd ones too.
    fn streams() -> impl Strategy<Value = (Border, String, usize)> {
        let limit = 1usize..40;
        let lines =
            (any::<bool>(), "[ab\r\n]{0,60}", 1usize..16).prop_map(|(lines, text, longest)| {
                (if lines { Border::Line } else { Border::BlankLine }, text, longest)
            });
        let quoted = ("[ab,\"\"\"\r\n]{0,60}", limit.clone())
            .prop_map(|(text, limit)| (Border::Quoted { delimiter: b',', limit }, text, limit));
        let record = prop_oneof![
            8 => "[a\r\n]{0,12}".prop_map(|content| warc(content.len(), &content)),
            1 => (0usize..80, "[a\r\n]{0,12}").prop_map(|(length, text)| warc(length, &text)),
            1 => "(WARC/1\\.|[a:\r\n]){0,6}",
        ];
        let records = (proptest::collection::vec(record, 0..5), limit).prop_map(|(all, limit)| {
            let limit = limit * 4;
            (Border::Warc { limit }, all.concat(), limit)
        });
        prop_oneof![lines, quoted, records]
    }

    proptest! {
        /// However the stream is read, wherever one begins again, and however it is divided, the
        /// pieces are the same and hold every byte once.
        #[test]
        fn a_piece_depends_on_its_start_alone(
            (border, text, longest) in streams(),
            size in 1usize..12,
            step in 1usize..9,
            until in 0u64..70,
        ) {
            let bytes = text.as_bytes();
            let whole = all(bytes, border, size, longest);
            let mut slow = Pieces::new(Slow(bytes, step), border, size, longest);
            let slowly: Vec<_> = std::iter::from_fn(|| slow.next().unwrap()).collect();
            prop_assert_eq!(&slowly, &whole);
            let mut at = 0;
            for (n, piece) in whole.iter().enumerate() {
                prop_assert_eq!(piece.offset, at);
                prop_assert_eq!(piece.lines, count_lines(&bytes[..at as usize]));
                at += match &piece.held {
                    Held::Bytes(held) => {
                        prop_assert_eq!(held, &bytes[at as usize..][..held.len()]);
                        held.len() as u64
                    }
                    Held::TooLong(length) => *length,
                };
                let rest = &bytes[piece.offset as usize..];
                let mut again = Pieces::new(rest, border, size, longest)
                    .from(piece.offset, piece.lines);
                let again: Vec<_> = std::iter::from_fn(|| again.next().unwrap()).collect();
                prop_assert_eq!(&again[..], &whole[n..]);
            }
            prop_assert_eq!(at, bytes.len() as u64);
            // The records are the same ones whatever size the pieces have; not so the paragraphs of
            // a text, which is cut where it must be.
            if border == Border::BlankLine {
                return Ok(());
            }
            let ends = |size: usize| {
                let pieces = all(bytes, border, size, longest);
                let records = pieces.iter().flat_map(|piece| {
                    let held = match &piece.held {
                        Held::Bytes(held) => held.clone(),
                        Held::TooLong(length) => vec![b' '; *length as usize],
                    };
                    let mut at = 0;
                    std::iter::from_fn(move || {
                        let rest = held.get(at..).filter(|rest| !rest.is_empty())?;
                        at += border.end_of_whole(rest);
                        Some(piece.offset + at as u64)
                    }).collect::<Vec<_>>()
                });
                records.collect::<Vec<_>>()
            };
            let records = ends(size);
            prop_assert_eq!(&records, &ends(1));
            // The part before `until` ends with the record that the byte before it belongs to.
            let mut part = Pieces::new(bytes, border, size, longest).until(until);
            while part.next().unwrap().is_some() {}
            let end = part.at().0;
            let mut starts = std::iter::once(0).chain(records);
            prop_assert_eq!(end, starts.find(|start| *start >= until).unwrap_or(at));
        }
    }
}
