//! The places of a unit that are looked at, in one pass over its bytes: where a terminator stands, and
//! where a word begins behind a space that has something unusual on one side.
//!
//! Every byte is told by itself and the two before it, so a block of them is told without a branch:
//! the compiler makes vector steps of it.

use std::ops::Range;

use super::characters::is_terminator_at;
use crate::stage::scan::{BLOCK, gather, mask};

/// A place. Offsets are bytes of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// A terminator, or the language's own mark.
    Mark(usize),
    /// The first byte of a word, other than a small letter unless a sign stands before its space.
    Edge(usize),
}

/// Reads the places of a unit in order.
///
/// Blocks are those of the whole text: next to none ends before it is full, and short units share one.
#[derive(Debug)]
pub(super) struct Sights {
    /// Whether `;`, `:` and their like end sentences in this language.
    has_own_mark: bool,
    /// Where the unit starts and ends in the text.
    unit: Range<usize>,
    /// Where the block stands in the text that is being read.
    at: usize,
    /// What is left of it, a bit for each byte, the lowest for the first.
    marks: u64,
    edges: u64,
}

impl Sights {
    pub(super) fn new(text: &[u8], has_own_mark: bool) -> Self {
        let mut sights = Sights { has_own_mark, unit: 0..0, at: 0, marks: 0, edges: 0 };
        sights.look(text);
        sights
    }

    /// Goes to the next unit, which begins with no white space. What starts there is no edge.
    pub(super) fn enter(&mut self, text: &[u8], unit: Range<usize>) {
        self.unit = unit;
        self.skip(text, 0);
    }

    /// The next place. A terminator comes before the edge at the same place. `passes` are the edges
    /// that are none.
    #[inline]
    pub(super) fn next(&mut self, text: &[u8], passes: impl Fn(usize) -> bool) -> Option<Sight> {
        loop {
            let both = self.marks | self.edges;
            if both == 0 {
                if self.at + BLOCK >= self.unit.end {
                    return None;
                }
                self.at += BLOCK;
                self.look(text);
                continue;
            }
            let lowest = both & both.wrapping_neg();
            let at = self.at + both.trailing_zeros() as usize;
            if at >= self.unit.end {
                return None;
            }
            if self.marks & lowest == 0 {
                self.edges ^= lowest;
                if passes(at - self.unit.start) {
                    continue;
                }
                return Some(Sight::Edge(at - self.unit.start));
            }
            self.marks ^= lowest;
            // Other characters start with the same byte.
            if text[at].is_ascii() || self.has_own_mark || is_terminator_at(text, at) {
                return Some(Sight::Mark(at - self.unit.start));
            }
        }
    }

    /// Leaves out the marks before `at` and the edges up to it.
    pub(super) fn skip(&mut self, text: &[u8], at: usize) {
        let at = self.unit.start + at;
        let Some(mut ahead) = at.checked_sub(self.at) else { return };
        if ahead >= BLOCK {
            self.at += ahead - ahead % BLOCK;
            ahead %= BLOCK;
            self.look(text);
        }
        self.marks &= u64::MAX << ahead;
        self.edges &= (u64::MAX - 1) << ahead;
    }

    #[inline(never)]
    fn look(&mut self, text: &[u8]) {
        let whole = self.at.checked_sub(2).and_then(|from| text.get(from..)?.first_chunk());
        (self.marks, self.edges) = match whole {
            Some(window) => marks_and_edges(window),
            None => self.look_at_an_end(text),
        };
        if self.has_own_mark {
            let window = self.window(text);
            let mut masks = [0; BLOCK];
            for (own, byte) in masks.iter_mut().zip(&window[2..]) {
                *own = mask(matches!(byte, b';' | b':' | 0xcd));
            }
            self.marks |= gather(&masks);
        }
    }

    /// Where the text starts or ends inside the block, or right before it.
    #[inline(never)]
    fn look_at_an_end(&self, text: &[u8]) -> (u64, u64) {
        marks_and_edges(&self.window(text))
    }

    /// The block and the two bytes before it; zeros where there are none.
    fn window(&self, text: &[u8]) -> [u8; BLOCK + 2] {
        let mut window = [0; BLOCK + 2];
        let from = self.at.saturating_sub(2).min(text.len());
        let bytes = &text[from..text.len().min(self.at + BLOCK)];
        window[if self.at == 0 { 2 } else { 0 }..][..bytes.len()].copy_from_slice(bytes);
        window
    }
}

/// What each byte of a block is, by itself and the two before it.
fn marks_and_edges(window: &[u8; BLOCK + 2]) -> (u64, u64) {
    let (mut marks, mut edges) = ([0; BLOCK], [0; BLOCK]);
    // No early end: the compiler makes vector steps of this.
    for n in 0..BLOCK {
        let [before, space, byte] = [window[n], window[n + 1], window[n + 2]];
        let is_mark = (byte == b'.') | (byte == b'!') | (byte == b'?');
        // The bytes that the other terminators start with.
        let is_lead = (byte & 0xfc == 0xe0)
            | (byte == 0xd6)
            | (byte == 0xd8)
            | (byte == 0xdb)
            | (byte == 0xef);
        let is_odd = (byte.wrapping_sub(b'a') >= 26) | (before == b')') | (before == b'>');
        marks[n] = mask(is_mark | is_lead);
        edges[n] = mask((space == b' ') & (byte != b' ') & is_odd);
    }
    (gather(&marks), gather(&edges))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One byte at a time.
    fn plain(bytes: &[u8]) -> Vec<Sight> {
        let mut found = vec![];
        for at in 0..bytes.len() {
            let before = |n: usize| at.checked_sub(n).map_or(0, |at| bytes[at]);
            if matches!(bytes[at], b'.' | b'!' | b'?') || is_terminator_at(bytes, at) {
                found.push(Sight::Mark(at));
            }
            let is_odd = !bytes[at].is_ascii_lowercase() || matches!(before(2), b')' | b'>');
            if before(1) == b' ' && bytes[at] != b' ' && is_odd {
                found.push(Sight::Edge(at));
            }
        }
        found
    }

    /// Of a unit that stands inside a text.
    fn of(text: &[u8], unit: Range<usize>) -> Sights {
        let mut sights = Sights::new(text, false);
        sights.enter(text, unit);
        sights
    }

    fn rest(sights: &mut Sights, text: &[u8]) -> Vec<Sight> {
        std::iter::from_fn(|| sights.next(text, |_| false)).collect()
    }

    #[test]
    fn eight_at_a_time_finds_what_one_at_a_time_does() {
        let bytes: Vec<u8> = (0..=255u8)
            .flat_map(|byte| {
                [byte, b' ', byte, b'a', b' ', b' ', byte, b')', b' ', b'x', b' ', b'z']
            })
            .chain("so “it. held” … ok。 yes؟".bytes())
            .collect();
        // Units begin with no white space.
        for from in (0..bytes.len()).filter(|from| bytes[*from] != b' ') {
            assert_eq!(rest(&mut of(&bytes, from..bytes.len()), &bytes), plain(&bytes[from..]));
            // Nor do they end inside a character.
            let end = (from + 100..bytes.len()).find(|end| bytes[end - 1].is_ascii());
            let end = end.unwrap_or(bytes.len());
            assert_eq!(rest(&mut of(&bytes, from..end), &bytes), plain(&bytes[from..end]));
        }
    }

    #[test]
    fn what_is_skipped_is_not_found() {
        let bytes = "So it. Held on (a) b all. Night and. Day It (x) y rained! On".as_bytes();
        let found = plain(bytes);
        for read in 0..found.len() {
            for to in 0..bytes.len() {
                let mut sights = of(bytes, 0..bytes.len());
                let last = (0..read).filter_map(|_| sights.next(bytes, |_| false)).last();
                sights.skip(bytes, to);
                let rest = rest(&mut sights, bytes);
                let is_left = |sight: &&Sight| match **sight {
                    Sight::Mark(at) => at >= to,
                    Sight::Edge(at) => at > to,
                };
                let expected: Vec<Sight> = found[read..].iter().filter(is_left).copied().collect();
                assert_eq!(rest, expected, "{last:?} {to}");
            }
        }
    }
}
