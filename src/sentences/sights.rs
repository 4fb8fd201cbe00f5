//! The places of a unit that are looked at, in one pass over its bytes: where a terminator stands, and
//! where a word begins behind a space that has something unusual on one side.
//!
//! Every byte is told by itself and the two before it, so a block of them is told without a branch:
//! the compiler makes vector steps of it.

use super::characters::is_terminator_at;

/// How many bytes are told together.
const BLOCK: usize = 64;

/// What a byte is: either, both, or none.
const MARK: u8 = 1;
const EDGE: u8 = 2;

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
    /// What its bytes are, eight in a number, the first in the lowest place.
    kinds: [u64; BLOCK / 8],
    /// The first of the numbers that has anything left.
    eight: usize,
}

impl Sights {
    pub(super) fn new(unit: &[u8], has_own_mark: bool) -> Self {
        let mut sights = Sights { has_own_mark, at: 0, kinds: [0; BLOCK / 8], eight: 0 };
        sights.look(unit);
        sights
    }

    /// The next place. A terminator comes before the edge at the same place.
    pub(super) fn next(&mut self, unit: &[u8]) -> Option<Sight> {
        loop {
            let Some(kinds) = self.kinds.get_mut(self.eight) else {
                self.at += BLOCK;
                if self.at >= unit.len() {
                    return None;
                }
                self.look(unit);
                continue;
            };
            if *kinds == 0 {
                self.eight += 1;
                continue;
            }
            let place = kinds.trailing_zeros() / 8;
            let kind = (*kinds >> (8 * place)) as u8;
            let at = self.at + 8 * self.eight + place as usize;
            if kind & MARK == 0 {
                *kinds ^= u64::from(EDGE) << (8 * place);
                return Some(Sight::Edge(at));
            }
            *kinds ^= u64::from(MARK) << (8 * place);
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
            if at < unit.len() {
                self.look(unit);
                self.kinds[0] &= !u64::from(EDGE);
            } else {
                self.eight = BLOCK / 8;
            }
            return;
        }
        // What stands before was read, but for a few bytes.
        for kinds in &mut self.kinds[self.eight.min(ahead / 8)..ahead / 8] {
            *kinds = 0;
        }
        let bits = 8 * (ahead % 8);
        self.kinds[ahead / 8] &= u64::MAX << bits & !(u64::from(EDGE) << bits);
    }

    fn look(&mut self, unit: &[u8]) {
        let whole = self.at.checked_sub(2).and_then(|from| unit.get(from..)?.first_chunk());
        let mut kinds = match whole {
            Some(window) => kinds_of(window),
            // At the start and the end of the unit.
            None => kinds_of(&self.window(unit)),
        };
        if self.has_own_mark {
            let block = self.window(unit);
            for (kind, byte) in kinds.iter_mut().zip(&block[2..]) {
                *kind |= u8::from(matches!(byte, b';' | b':' | 0xcd));
            }
        }
        let (eights, _) = kinds.as_chunks();
        for (kinds, eight) in self.kinds.iter_mut().zip(eights) {
            *kinds = u64::from_le_bytes(*eight);
        }
        self.eight = 0;
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
fn kinds_of(window: &[u8; BLOCK + 2]) -> [u8; BLOCK] {
    let mut kinds = [0; BLOCK];
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
        let is_edge = is(space == b' ') & is(byte != b' ') & is_odd;
        kinds[n] = ((is_mark | is_lead) * MARK) | (is_edge * EDGE);
    }
    kinds
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
