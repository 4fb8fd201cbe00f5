//! The packed tables, read where they lie.
//!
//! All numbers are little endian. A header of eight `u32` (mark, symbols, groups, first symbol
//! that stands for the rest of a group, blocks, buckets of threes, buckets of pairs, first symbol
//! of a large script); then
//!
//! - 2048 `u16`: for each 64 characters below U+20000 the number of their block;
//! - groups × groups `u8`: what a character of the second group costs after one of the first;
//! - three `u8` for each symbol: its group, its cost within the group, and what it costs to leave
//!   the pairs that it was seen in;
//! - blocks of 64 `u16`: symbol in 14 bits, case in 2;
//! - buckets of four pairs, `u32`: 16 bits that tell pairs apart, cost, cost of leaving the threes;
//! - buckets of eight threes, `u16`: 10 bits that tell threes apart, cost in quarters of a nat.
//!
//! Blocks and buckets start at multiples of 16. A bucket holds the entries that matter most, the
//! foremost first; what found no room is as if not seen. With 10 bits, one three in 130 that was not
//! seen is taken for one that was. Costs are in sixteenths of a nat but for the threes.
//!
//! Symbols are sorted: small scripts, then Han and Hangul (the large ones), then one for the rest
//! of each group. Only pairs are known of large scripts; they lie among the threes, with `WILD`
//! before them. Of what stands before a space only the group counts: its rest symbol stands there.

use super::Symbol;

#[cfg(feature = "share-alike-model")]
static PACKED: &[u8] = include_bytes!("../../model/share-alike/model.bin");
#[cfg(not(feature = "share-alike-model"))]
static PACKED: &[u8] = include_bytes!("../../model/permissive/model.bin");

pub(super) static TABLES: Tables = Tables::read(PACKED);

/// What a model file starts with.
const MARK: usize = u32::from_le_bytes(*b"DCLM") as usize;

/// Stands before the pairs of large scripts.
const WILD: u32 = 0xFFFF;

/// The characters that have a block.
const CHARACTERS: u32 = 0x2_0000;

/// Groups whose characters lie above the blocks: their places in the list of `model/pack.py`.
const HAN_RARE: u32 = 11;
const PRIVATE: u32 = 35;
const UNASSIGNED: u32 = 36;

#[derive(Debug)]
pub(super) struct Tables {
    groups: usize,
    /// The first symbol that stands for the rest of a group.
    pub(super) rest: u32,
    /// The first symbol of a large script.
    pub(super) wide: u32,
    block_numbers: &'static [[u8; 2]],
    steps: &'static [u8],
    symbols: &'static [[u8; 3]],
    blocks: &'static [[[u8; 2]; 64]],
    pairs: &'static [[[u8; 4]; 4]],
    threes: &'static [[[u8; 8]; 2]],
}

/// What is known of a pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// The cost of the second after the first.
    pub(super) cost: u32,
    /// What a third costs more that was not seen after this pair.
    pub(super) away: u32,
}

impl Tables {
    /// Runs when the program is built, so that a file that makes no sense does not build.
    const fn read(packed: &'static [u8]) -> Self {
        let (header, _) = packed.split_at(32);
        assert!(field(header, 0) == MARK, "this is a model");
        let (symbols, groups) = (field(header, 1), field(header, 2));
        let (blocks, threes, pairs) = (field(header, 4), field(header, 5), field(header, 6));
        let (block_numbers, at) = part(packed, 32, CHARACTERS as usize / 64 * 2);
        let (steps, at) = part(packed, at, groups * groups);
        let (symbols, at) = part(packed, at, symbols * 3);
        let (blocks, at) = part(packed, at.next_multiple_of(16), blocks * 128);
        let (pairs, at) = part(packed, at.next_multiple_of(16), pairs * 16);
        let (threes, at) = part(packed, at, threes * 16);
        assert!(at == packed.len(), "the parts are the whole");
        Self {
            groups,
            rest: field(header, 3) as u32,
            wide: field(header, 7) as u32,
            block_numbers: block_numbers.as_chunks().0,
            steps,
            symbols: symbols.as_chunks().0,
            blocks: blocks.as_chunks().0.as_chunks().0,
            pairs: pairs.as_chunks().0.as_chunks().0,
            threes: threes.as_chunks().0.as_chunks().0,
        }
    }

    pub(super) fn symbol(&self, c: char) -> Symbol {
        let code = u32::from(c);
        if code >= CHARACTERS {
            let group = match code {
                0x2_0000..=0x3_FFFF => HAN_RARE,
                0xF_0000.. => PRIVATE,
                _ => UNASSIGNED,
            };
            return Symbol::new(self.rest + group, 0, group);
        }
        let block = u16::from_le_bytes(self.block_numbers[code as usize / 64]);
        let found = self.blocks[usize::from(block)][code as usize % 64];
        let found = u32::from(u16::from_le_bytes(found));
        let id = found & 0x3FFF;
        Symbol::new(id, found >> 14, u32::from(self.symbols[id as usize][0]))
    }

    /// The cost of `c` after `a` and `b`, if that was seen.
    pub(super) fn three(&self, a: u32, b: u32, c: u32) -> Option<u32> {
        // Four entries at once: in those that are told apart by the same number, ten bits of the
        // difference are 0. Adding makes the top bit of every other one.
        const TOPS: u64 = 0x8000_8000_8000_8000;
        const EACH: u64 = 0x0001_0001_0001_0001;
        let mixed = mixed(u64::from(a) << 32 | u64::from(b) << 16 | u64::from(c));
        let print = (mixed & 1023).max(1);
        let apart_from = (print << 6) * EACH;
        let [low, high] = self.threes[place(mixed, self.threes.len())].map(u64::from_le_bytes);
        let same = |half: u64| {
            let apart = (half ^ apart_from) & (0xFFC0 * EACH);
            !(((apart & !TOPS) + !TOPS) | apart) & TOPS
        };
        let (same_low, same_high) = (same(low), same(high));
        if same_low | same_high == 0 {
            return None;
        }
        let (half, same) = if same_low == 0 { (high, same_high) } else { (low, same_low) };
        Some((half >> (same.trailing_zeros() - 15) & 63) as u32 * 4)
    }

    /// The cost of symbol `c` when only `b` before it is known.
    pub(super) fn after(&self, b: u32, c: u32) -> u32 {
        let known = if b < self.wide {
            self.pair(b, c).map(|pair| pair.cost)
        } else {
            self.three(WILD, b, c)
        };
        known.unwrap_or_else(|| self.unseen(b, c))
    }

    /// The cost of `c` after `b` where that was not seen.
    pub(super) fn unseen(&self, b: u32, c: u32) -> u32 {
        self.away(b) + self.alone(b, c)
    }

    /// What is known of `b` followed by `c`.
    pub(super) fn pair(&self, b: u32, c: u32) -> Option<Pair> {
        let mixed = mixed(u64::from(b) << 16 | u64::from(c));
        let print = (mixed & 0xFFFF).max(1) as u32;
        let bucket = &self.pairs[place(mixed, self.pairs.len())];
        let mut entries = bucket.iter().map(|entry| u32::from_le_bytes(*entry));
        let entry = entries.find(|entry| entry >> 16 == print)?;
        Some(Pair { cost: entry >> 8 & 0xFF, away: entry & 0xFF })
    }

    /// The cost of leaving the pairs that `b` was seen in.
    fn away(&self, b: u32) -> u32 {
        u32::from(self.symbols[b as usize][2])
    }

    /// The cost of `c` after something of the group of `b`.
    fn alone(&self, b: u32, c: u32) -> u32 {
        let [from, ..] = self.symbols[b as usize];
        let [to, within, _] = self.symbols[c as usize];
        u32::from(self.steps[usize::from(from) * self.groups + usize::from(to)]) + u32::from(within)
    }
}

/// A number of which every bit depends on all of `key`.
fn mixed(key: u64) -> u64 {
    let product = u128::from(key) * 0x9E37_79B9_7F4A_7C15;
    (product >> 64) as u64 ^ product as u64
}

/// Which of so many buckets a mixed number belongs to.
fn place(mixed: u64, buckets: usize) -> usize {
    (((mixed >> 32) * buckets as u64) >> 32) as usize
}

const fn field(header: &[u8], index: usize) -> usize {
    u32::from_le_bytes(header.as_chunks().0[index]) as usize
}

/// The part of `packed` that starts at `start`, and where it ends.
const fn part(packed: &'static [u8], start: usize, length: usize) -> (&'static [u8], usize) {
    (packed.split_at(start).1.split_at(length).0, start + length)
}
