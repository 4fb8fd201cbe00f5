//! The places of a unit that are looked at, in one pass over its bytes: where a terminator stands, and
//! where a word begins behind a space that has something unusual on one side.
//!
//! Every byte is told by itself and the two before it, so a block of them is told without a branch:
//! the compiler makes vector steps of it.

use super::characters::is_terminator_at;
use crate::stage::scan::{BLOCK, gather};

/// A place. Offsets are bytes of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// A terminator, or the language's own mark.
    Mark(usize),
    /// The first byte of a word, other than a small letter unless a sign stands before its space.
    Edge(usize),
}

/// Reads the places in order.
#[derive(Debug)]
pub(super) struct Sights {
    /// Whether `;`, `:` and their like end sentences in this language.
    has_own_mark: bool,
    /// Where the block stands that is being read.
    at: usize,
    /// What is left of it, a bit for each byte, the lowest for the first.
    marks: u64,
    edges: u64,
}

impl Sights {
    pub(super) fn new(unit: &[u8], has_own_mark: bool) -> Self {
        let mut sights = Sights { has_own_mark, at: 0, marks: 0, edges: 0 };
        sights.look(unit);
        sights
    }

    /// The next place. A terminator comes before the edge at the same place.
    pub(super) fn next(&mut self, unit: &[u8]) -> Option<Sight> {
        loop {
            let both = self.marks | self.edges;
            if both == 0 {
                self.at += BLOCK;
                if self.at >= unit.len() {
                    return None;
                }
                self.look(unit);
                continue;
            }
            let lowest = both & both.wrapping_neg();
            let at = self.at + both.trailing_zeros() as usize;
            if self.marks & lowest == 0 {
                self.edges ^= lowest;
                return Some(Sight::Edge(at));
            }
            self.marks ^= lowest;
            // Other characters start with the same byte.
            if unit[at].is_ascii() || self.has_own_mark || is_terminator_at(unit, at) {
                return Some(Sight::Mark(at));
            }
        }
    }

    /// Leaves out the marks before `at` and the edges up to it.
    pub(super) fn skip(&mut self, unit: &[u8], at: usize) {
        let Some(ahead) = at.checked_sub(self.at) else { return };
        if ahead >= BLOCK {
            self.at = at;
            (self.marks, self.edges) = (0, 0);
            if at < unit.len() {
                self.look(unit);
                self.edges &= !1;
            }
            return;
        }
        self.marks &= u64::MAX << ahead;
        self.edges &= (u64::MAX - 1) << ahead;
    }

    fn look(&mut self, unit: &[u8]) {
        let whole = self.at.checked_sub(2).and_then(|from| unit.get(from..)?.first_chunk());
        (self.marks, self.edges) = match whole {
            Some(window) => marks_and_edges(window),
            // At the start and the end of the unit.
            None => marks_and_edges(&self.window(unit)),
        };
        if self.has_own_mark {
            let window = self.window(unit);
            let mut truths = [0; BLOCK];
            for (truth, byte) in truths.iter_mut().zip(&window[2..]) {
                *truth = u8::from(matches!(byte, b';' | b':' | 0xcd));
            }
            self.marks |= gather(&truths);
        }
    }

    /// The block and the two bytes before it; zeros where there are none.
    fn window(&self, unit: &[u8]) -> [u8; BLOCK + 2] {
        let mut window = [0; BLOCK + 2];
        let from = self.at.saturating_sub(2);
        let bytes = &unit[from..unit.len().min(self.at + BLOCK)];
        window[2 - (self.at - from)..][..bytes.len()].copy_from_slice(bytes);
        window
    }
}

/// What each byte of a block is, by itself and the two before it.
fn marks_and_edges(window: &[u8; BLOCK + 2]) -> (u64, u64) {
    let (mut marks, mut edges) = ([0; BLOCK], [0; BLOCK]);
    // Numbers and not truths, and no early end: the compiler makes vector steps of this.
    let is = u8::from;
    for n in 0..BLOCK {
        let [before, space, byte] = [window[n], window[n + 1], window[n + 2]];
        let is_mark = is(byte == b'.') | is(byte == b'!') | is(byte == b'?');
        // The bytes that the other terminators start with.
        let is_lead = is(byte & 0xfc == 0xe0)
            | is(byte == 0xd6)
            | is(byte == 0xd8)
            | is(byte == 0xdb)
            | is(byte == 0xef);
        let is_odd = is(byte.wrapping_sub(b'a') >= 26) | is(before == b')') | is(before == b'>');
        marks[n] = is_mark | is_lead;
        edges[n] = is(space == b' ') & is(byte != b' ') & is_odd;
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

    fn all(bytes: &[u8]) -> Vec<Sight> {
        let mut sights = Sights::new(bytes, false);
        std::iter::from_fn(|| sights.next(bytes)).collect()
    }

    #[test]
    fn eight_at_a_time_finds_what_one_at_a_time_does() {
        let bytes: Vec<u8> = (0..=255u8)
            .flat_map(|byte| {
                [byte, b' ', byte, b'a', b' ', b' ', byte, b')', b' ', b'x', b' ', b'z']
            })
            .chain("so “it. held” … ok。 yes؟".bytes())
            .collect();
        for from in 0..bytes.len() {
            assert_eq!(all(&bytes[from..]), plain(&bytes[from..]), "{from}");
        }
    }

    #[test]
    fn what_is_skipped_is_not_found() {
        let bytes = "So it. Held on (a) b all. Night and. Day It (x) y rained! On".as_bytes();
        let found = plain(bytes);
        for read in 0..found.len() {
            for to in 0..bytes.len() {
                let mut sights = Sights::new(bytes, false);
                let last = (0..read).filter_map(|_| sights.next(bytes)).last();
                sights.skip(bytes, to);
                let rest: Vec<Sight> = std::iter::from_fn(|| sights.next(bytes)).collect();
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
