//! The places of a file where its encoding shows: bytes that are not ASCII, with what is between
//! them.

use std::ops::Range;

use encoding_rs::Encoding;

/// Words with letters that are not ASCII belong together up to this distance on a line; beyond it
/// the ASCII says nothing about the encoding, and only takes time.
const GAP: usize = 24;

/// Such places, in order: each begins and ends with a byte that is not ASCII, and is on one line.
pub(super) fn segments(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + Encoding::ascii_valid_up_to(&bytes[at..]);
        if start == bytes.len() {
            return None;
        }
        let mut end = start;
        loop {
            end += bytes[end..].iter().take_while(|byte| !byte.is_ascii()).count();
            let near = &bytes[end..bytes.len().min(end + GAP)];
            let next =
                near.iter().position(|byte| !byte.is_ascii() || matches!(byte, b'\n' | b'\r'));
            match next.filter(|next| !near[*next].is_ascii()) {
                Some(next) => end += next,
                None => break,
            }
        }
        at = end;
        Some(start..end)
    })
}

/// A place as it is judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    /// Up to two bytes of ASCII before it.
    pub(super) before: &'a [u8],
    /// Its bytes and up to two of ASCII after it, of which the first may be the second half of
    /// a character.
    pub(super) body: &'a [u8],
    /// How many of the body are the place itself.
    pub(super) len: usize,
    /// Whether it ends where the input does, so that the end may cut off a character.
    pub(super) is_last: bool,
    /// Whether ASCII letters stand near it, on both sides, on its line.
    pub(super) is_among_ascii: bool,
}

impl<'a> Segment<'a> {
    pub(super) fn new(bytes: &'a [u8], range: Range<usize>) -> Segment<'a> {
        const CONTEXT: usize = 2;
        let before = &bytes[range.start.saturating_sub(CONTEXT)..range.start];
        let after = &bytes[range.end..bytes.len().min(range.end + CONTEXT)];
        let after = after.iter().take_while(|byte| byte.is_ascii()).count();
        let ascii = before.iter().rev().take_while(|byte| byte.is_ascii()).count();
        Segment {
            before: &before[before.len() - ascii..],
            body: &bytes[range.start..range.end + after],
            len: range.len(),
            is_last: range.end == bytes.len(),
            is_among_ascii: has_letters(bytes[..range.start].iter().rev())
                && has_letters(bytes[range.end..].iter()),
        }
    }
}

impl Segment<'_> {
    /// The beginning, which may cut a character.
    pub(super) fn beginning(&self, len: usize) -> Self {
        let len = len.min(self.len);
        Segment {
            body: if len < self.len { &self.body[..len] } else { self.body },
            len,
            is_last: self.is_last && len == self.len,
            ..*self
        }
    }

    /// The bytes that are not ASCII, each once.
    pub(super) fn bytes_used(&self) -> Vec<u8> {
        let mut used = [false; 256];
        for byte in self.body {
            used[usize::from(*byte)] = true;
        }
        (0x80..=0xff).filter(|byte| used[usize::from(*byte)]).collect()
    }
}

/// Whether letters of ASCII come soon.
fn has_letters<'a>(bytes: impl Iterator<Item = &'a u8>) -> bool {
    let near = |byte: &&u8| byte.is_ascii() && !matches!(byte, b'\n' | b'\r');
    bytes.take(GAP).take_while(near).any(u8::is_ascii_alphabetic)
}

/// A bounded choice of segments, spread over all that were added.
#[derive(Debug, Default)]
pub(super) struct Sample {
    limit: usize,
    ranges: Vec<Range<usize>>,
    bytes: usize,
    added: usize,
    /// How many added segments there are for one that is kept, as a power of two.
    thinned: u32,
}

impl Sample {
    /// At most so many bytes, or the beginning of one segment.
    pub(super) fn of(limit: usize) -> Sample {
        Sample { limit, ..Sample::default() }
    }

    pub(super) fn add(&mut self, range: Range<usize>) {
        /// Of a longer one the beginning: text without spaces has no other borders of characters.
        const LONGEST: usize = 4096;
        let number = self.added;
        self.added += 1;
        if !number.is_multiple_of(1 << self.thinned) {
            return;
        }
        let range = range.start..range.end.min(range.start + LONGEST);
        self.bytes += range.len();
        self.ranges.push(range);
        while self.bytes > self.limit && self.ranges.len() > 1 {
            let mut number = 0;
            self.ranges.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.bytes = self.ranges.iter().map(Range::len).sum();
            self.thinned += 1;
        }
    }

    pub(super) fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_near_each_other_are_one_place() {
        let far = "x".repeat(GAP);
        let bytes = format!("aéb çc{far}d è\nñ").into_bytes();
        let found: Vec<String> = segments(&bytes)
            .map(|range| String::from_utf8_lossy(&bytes[range]).into_owned())
            .collect();
        assert_eq!(found, ["éb ç", "è", "ñ"]);
        assert_eq!(segments(b"ascii").count() + segments(b"").count(), 0);
    }

    #[test]
    fn a_place_has_its_neighbours() {
        let segment = Segment::new(b"abc\xe9\xe9 d e", 3..5);
        assert_eq!(
            (segment.before, segment.body, segment.len),
            (&b"bc"[..], &b"\xe9\xe9 d"[..], 2)
        );
        assert!(Segment::new(b"\xe9", 0..1).is_last);
    }

    #[test]
    fn a_sample_is_spread_and_bounded() {
        let mut sample = Sample::of(100);
        (0..1000).for_each(|n| sample.add(n * 10..n * 10 + 3));
        assert!(sample.bytes <= 100 && sample.bytes > 40, "{}", sample.bytes);
        assert!(sample.ranges().last().is_some_and(|range| range.start > 8000));
        assert_eq!(sample.ranges()[0], 0..3);
    }
}
