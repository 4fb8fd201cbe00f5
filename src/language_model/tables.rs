//! The packed tables, read where they lie.
//!
//! All numbers are little endian. A header of seven `u32` (mark, symbols, groups, first symbol
//! that stands for the rest of a group, blocks, buckets of threes, buckets of pairs); then
//!
//! - 2048 `u16`: for each 64 characters below U+20000 the number of their block;
//! - groups × groups `u8`: what a character of the second group costs after one of the first;
//! - three `u8` for each symbol: its group, its cost within the group, and what it costs to leave
//!   the pairs that it was seen in;
//! - blocks of 64 `u16`: symbol in 14 bits, case in 2;
//! - buckets of four pairs, `u32`: 16 bits that tell pairs apart, cost, cost of leaving the threes;
//! - buckets of eight threes, `u16`: 10 bits that tell threes apart, cost in quarters of a nat.
//!
//! Each of the last three starts at a multiple of 16.

use std::sync::LazyLock;

use super::Symbol;

#[cfg(feature = "share-alike-model")]
static PACKED: &[u8] = include_bytes!("../../model/share-alike/model.bin");
#[cfg(not(feature = "share-alike-model"))]
static PACKED: &[u8] = include_bytes!("../../model/permissive/model.bin");

pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::read(PACKED));

const CHARACTERS: u32 = 0x20000;

#[derive(Debug)]
pub(super) struct Tables {
    groups: usize,
    rest: u32,
    block_numbers: Vec<u16>,
    blocks: Vec<u16>,
    steps: &'static [u8],
    symbols: &'static [[u8; 3]],
    pairs: &'static [[[u8; 4]; 4]],
    threes: &'static [[[u8; 2]; 8]],
    above: [u32; 3],
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
    fn read(packed: &'static [u8]) -> Self {
        let mut rest = packed;
        let mut take = |length: usize| {
            let (part, after) = rest.split_at(length);
            rest = after;
            part
        };
        let header: Vec<u32> = numbers(take(28)).collect();
        let [_, symbols, groups, rest_symbol, blocks, threes, pairs] =
            header[..].try_into().expect("the header has seven numbers");
        let [symbols, groups, blocks, threes, pairs]: [usize; 5] =
            [symbols, groups, blocks, threes, pairs].map(|number| number as usize);
        let block_numbers = take(CHARACTERS as usize / 64 * 2);
        let steps = take(groups * groups);
        let per_symbol = take(symbols * 3);
        let used = 28 + block_numbers.len() + steps.len() + per_symbol.len();
        take(used.next_multiple_of(16) - used);
        let block_data = take(blocks * 128);
        take(block_data.len().next_multiple_of(16) - block_data.len());
        // The numbers of the groups whose characters lie above the blocks, as packed.
        Self {
            groups,
            rest: rest_symbol,
            block_numbers: shorts(block_numbers),
            blocks: shorts(block_data),
            steps,
            symbols: per_symbol.as_chunks().0,
            pairs: take(pairs * 16).as_chunks().0.as_chunks().0,
            threes: take(threes * 16).as_chunks().0.as_chunks().0,
            above: [HAN_RARE, PRIVATE, UNASSIGNED].map(|group| rest_symbol + group),
        }
    }

    pub(super) fn symbol(&self, c: char) -> Symbol {
        let code = u32::from(c);
        if code >= CHARACTERS {
            let [han, private, unassigned] = self.above;
            return Symbol::new(
                match code {
                    0x2_0000..=0x3_FFFF => han,
                    0xF_0000.. => private,
                    _ => unassigned,
                },
                0,
            );
        }
        let block = usize::from(self.block_numbers[code as usize / 64]);
        let found = u32::from(self.blocks[block * 64 + code as usize % 64]);
        Symbol::new(found & 0x3FFF, found >> 14)
    }

    /// The cost of `c` after `a` and `b`, if that was seen.
    pub(super) fn three(&self, a: u32, b: u32, c: u32) -> Option<u32> {
        let mixed = u64::from(a).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ u64::from(b).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
            ^ u64::from(c).wrapping_mul(0x1656_67B1_9E37_79F9);
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        let bucket = ((mixed >> 32) * self.threes.len() as u64) >> 32;
        let print = (mixed & 1023) as u16;
        let row = &self.threes[bucket as usize];
        let found =
            row.iter().map(|entry| u16::from_le_bytes(*entry)).find(|entry| entry >> 6 == print);
        found.filter(|entry| *entry != 0).map(|entry| u32::from(entry & 63) * 4)
    }

    /// What is known of `b` followed by `c`.
    pub(super) fn pair(&self, b: u32, c: u32) -> Option<Pair> {
        let mixed = u64::from(b << 16 | c).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        let bucket = ((mixed >> 32) * self.pairs.len() as u64) >> 32;
        let print = (mixed & 0xFFFF) as u32;
        let row = &self.pairs[bucket as usize];
        let found =
            row.iter().map(|entry| u32::from_le_bytes(*entry)).find(|entry| entry >> 16 == print);
        let entry = found.filter(|entry| *entry != 0)?;
        Some(Pair { cost: entry >> 8 & 0xFF, away: entry & 0xFF })
    }

    /// The cost of leaving the pairs that `b` was seen in.
    pub(super) fn away(&self, b: u32) -> u32 {
        u32::from(self.symbols[b as usize][2])
    }

    /// The cost of `c` after something of the group of `b`.
    pub(super) fn alone(&self, b: u32, c: u32) -> u32 {
        let [from, ..] = self.symbols[b as usize];
        let [to, within, _] = self.symbols[c as usize];
        u32::from(self.steps[usize::from(from) * self.groups + usize::from(to)]) + u32::from(within)
    }
}

/// Places in the list of groups of `model/pack.py`.
const HAN_RARE: u32 = 11;
const PRIVATE: u32 = 35;
const UNASSIGNED: u32 = 36;

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks().0.iter().map(|number| u32::from_le_bytes(*number))
}

fn shorts(bytes: &[u8]) -> Vec<u16> {
    bytes.as_chunks().0.iter().map(|number| u16::from_le_bytes(*number)).collect()
}
