//! Reading a text that is known to be damaged by one plan, without a search.
//!
//! Where UTF-8 was read as a page, nearly all stretches outside ASCII are whole tokens, text makes
//! no sense with any of them as it stands, and a search would take them all. Such a stretch is
//! read by two tables: from the character to the byte, and from the bytes to the character. What a
//! character gains is computed once for a text, from the characters that it was shown as, whatever
//! stands around. The search gets what is left: stretches in which something is no token, or which
//! gain too little to be sure of.

use std::ops::Range;

use super::codec::Codec;
use super::evidence::{Island, SLACK, head, islands, oddness};
use super::pages::{Bytes, bytes_of};
use super::plan::{Fold, Plan};
use super::search::{Active, Before, CAP, Sides};
use super::swapped::is_foreign_letter;
use super::token::is_in_use;
use crate::language_model::{NAT, cost_after, cost_alone, symbol};
use crate::stage::scan::next_byte;

/// A piece of a text, in order; what lies between them stays as it is.
#[derive(Debug)]
pub(super) enum Piece {
    /// Tokens side by side, and what they were.
    Read(Range<usize>, String),
    /// Left to the search.
    Unsure(Unsure),
    /// Nothing that the plan could be about.
    Clean(Range<usize>),
}

/// The islands that some piece is about which was not read. Both are in order.
pub(super) fn open(islands: &[Island], pieces: &[Piece]) -> Vec<Island> {
    let mut left = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Read(..) => None,
            Piece::Unsure(one) => Some(&one.range),
            Piece::Clean(range) => Some(range),
        })
        .peekable();
    let mut is_open = |island: &&Island| {
        while left.next_if(|range| range.end <= island.range.start).is_some() {}
        left.peek().is_some_and(|range| range.start < island.range.end)
    };
    islands.iter().filter(|island| is_open(island)).cloned().collect()
}

/// A stretch that a search shall decide.
#[derive(Debug)]
pub(super) struct Unsure {
    pub(super) range: Range<usize>,
    pub(super) sides: Sides,
}

/// How a text is read by one plan.
#[derive(Debug)]
pub(super) struct Direct {
    pub(super) plan: &'static Plan,
    pub(super) bytes: &'static Bytes,
    enter: i32,
    leave: i32,
    /// What characters gain, by their low bits.
    gains: Vec<(char, i32)>,
    /// What a run comes to.
    run: String,
    /// What all runs gained that were read.
    pub(super) total: i64,
    /// Pages of other plans that read the same, as far as was seen.
    pub(super) others: Vec<&'static Bytes>,
    /// Whether one of them reads something else.
    is_doubtful: bool,
}

/// Gains that are remembered of a short text, and of one whose blocks are longer than this.
const REMEMBERED: usize = 64;
const REMEMBERED_OF_LONG: usize = 512;
const LONG: usize = 1024;

/// What a run of tokens must gain for sure beyond what the plan asks: what stands around may cost more
/// by it.
pub(super) const SURE: i32 = 3 * NAT;

/// What is known of a cluster: a stretch outside ASCII, with one or two ASCII characters at a time in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    No,
    Misread,
    Clean,
}

/// So many ASCII characters part clusters: what stands behind them does not depend on what stands
/// before. One more does behind a part of a character, whose rest the first may be.
const APART: usize = 2;

/// What letters of another script than Latin must gain more in a word of ASCII letters.
const FOREIGN: i32 = 12 * NAT;

/// The page that a plan reads UTF-8 from.
fn page(plan: &Plan) -> Option<usize> {
    match (plan.wrong, plan.right, plan.fold) {
        (Codec::Page(page), Codec::Utf8, Fold::Kept) => Some(page),
        _ => None,
    }
}

/// What stands somewhere, and where it ends.
enum Next {
    Token(usize, char),
    /// Bytes of a character, but not of a whole one.
    Part(usize),
    /// A space that is no plain one.
    Space(usize),
    /// What the plan cannot be about.
    Other(usize),
    /// ASCII, or the end.
    End,
}

impl Direct {
    /// How a text is read by one plan that it was never seen to be damaged by; `None` where tokens are
    /// not read from bytes alone. Most plans are such, so that is asked first.
    pub(super) fn by(plan: &'static Plan) -> Option<(Active, Direct)> {
        page(plan)?;
        let active = Active::of(plan);
        let direct = Direct::of(std::slice::from_ref(&active))?;
        Some((active, direct))
    }

    /// `None` where the plans are not one, or not such that tokens are read from bytes alone.
    pub(super) fn of(active: &[Active]) -> Option<Direct> {
        let [Active { chain, enter, leave, .. }] = active else { return None };
        let [plan] = chain[..] else { return None };
        let page = page(plan)?;
        let gains = vec![('\0', 0); REMEMBERED];
        let (enter, leave, bytes) = (*enter, *leave, bytes_of(page));
        let run = String::new();
        let (total, others, is_doubtful) = (0, vec![], false);
        Some(Direct { plan, bytes, enter, leave, gains, run, total, others, is_doubtful })
    }

    /// The pieces of a block; `is_inside` where the plan goes on for sure before it.
    pub(super) fn pieces(
        &mut self,
        text: &str,
        block: Range<usize>,
        is_inside: bool,
    ) -> Vec<Piece> {
        if block.len() > LONG {
            self.gains.resize(REMEMBERED_OF_LONG, ('\0', 0));
        }
        let mut pieces: Vec<Piece> = vec![];
        // Whether the plan goes on for sure, and whether the last piece does.
        let (mut is_inside, mut is_open) = (is_inside, false);
        let mut at = block.start;
        let bytes = &text.as_bytes()[..block.end];
        while let Some(start) = next_byte(bytes, at, |byte| !byte.is_ascii()) {
            // ASCII behind a part of a character may have taken the place of the rest.
            if let Some(Piece::Unsure(last)) = pieces.last_mut().filter(|_| is_open) {
                last.range.end = start;
            }
            let from = pieces.len();
            let (end, sure) = self.cluster(text, start..block.end, is_inside, &mut pieces);
            at = end;
            is_open = sure == Sure::No;
            if is_open {
                pieces.truncate(from);
                match pieces.last_mut() {
                    Some(Piece::Unsure(last)) => last.range.end = end,
                    _ => {
                        let before = if is_inside { Before::Inside(0) } else { Before::Outside };
                        let (range, sides) = (start..end, Sides { before, goes_on: None });
                        pieces.push(Piece::Unsure(Unsure { range, sides }));
                    }
                }
                is_inside = false;
                continue;
            }
            is_inside = sure == Sure::Misread;
            if let Some(Piece::Unsure(last)) = from.checked_sub(1).map(|n| &mut pieces[n]) {
                last.sides.goes_on = Some(is_inside);
            }
            if sure == Sure::Clean {
                pieces.push(Piece::Clean(start..end));
            }
        }
        if let Some(Piece::Unsure(last)) = pieces.last_mut().filter(|_| is_open) {
            last.range.end = block.end;
        }
        pieces
    }

    /// Whether these pieces of a text, which it has made, leave nothing to be explained.
    pub(super) fn explains(&self, text: &str, pieces: &[Piece]) -> bool {
        let is_explained = |piece: &Piece| match piece {
            Piece::Read(..) => true,
            Piece::Unsure(_) => false,
            Piece::Clean(range) => {
                let is_plain = |island: &Island| {
                    island.pages == 0 && oddness(text, &head(text, island)) <= SLACK
                };
                islands(text, range.clone()).iter().all(is_plain)
            }
        };
        let is_enough = self.total > i64::from(self.plan.prior + self.plan.leave + SURE);
        is_enough && !self.is_doubtful && pieces.iter().all(is_explained)
    }

    /// What the cluster at the start of `range` was, unless the plan does not explain it.
    pub(super) fn sample(&mut self, text: &str, range: Range<usize>) -> Option<String> {
        let mut pieces = vec![];
        if self.cluster(text, range, true, &mut pieces).1 == Sure::No {
            return None;
        }
        let read = pieces.iter().map(|piece| match piece {
            Piece::Read(_, read) => read.as_str(),
            _ => "",
        });
        Some(read.collect())
    }

    /// Adds the pieces of the cluster at the start of `range`, and says where it ends.
    fn cluster(
        &mut self,
        text: &str,
        range: Range<usize>,
        is_inside: bool,
        pieces: &mut Vec<Piece>,
    ) -> (usize, Sure) {
        let bytes = text.as_bytes();
        let before = pieces.len();
        let outside = SURE + self.enter + self.leave;
        let mut need = if is_inside { SURE } else { outside };
        let (mut is_sure, mut has_other) = (true, false);
        let (mut at, mut end, mut ascii) = (range.start, range.start, 0);
        let mut apart = APART;
        while at < range.end && ascii < apart {
            if bytes[at].is_ascii() {
                ascii += 1;
                at += 1;
                continue;
            }
            (ascii, apart) = (0, APART);
            let start = at;
            let mut gain = 0;
            self.run.clear();
            let behind = loop {
                match self.next(text, at, range.end) {
                    Next::Token(end, c) => {
                        gain += self.gain(c, &text[at..end]);
                        self.run.push(c);
                        at = end;
                    }
                    next => break next,
                }
            };
            if at > start {
                // A letter of another script beside ASCII letters costs more than it does alone.
                let beside = [start.checked_sub(1), Some(at)].into_iter().flatten();
                let is_in_word = beside.filter_map(|n| bytes.get(n)).any(u8::is_ascii_alphabetic);
                if is_in_word && self.run.chars().any(is_foreign_letter) {
                    need += FOREIGN;
                }
                is_sure &= gain >= need;
                self.total += i64::from(gain);
                pieces.push(Piece::Read(start..at, self.run.as_str().to_owned()));
                need = SURE;
            }
            match behind {
                Next::Token(..) | Next::End => {}
                Next::Space(end) => {
                    at = end;
                    need = outside;
                }
                Next::Other(end) => {
                    at = end;
                    has_other = true;
                }
                Next::Part(end) => {
                    at = end;
                    apart = APART + 1;
                    is_sure = false;
                }
            }
            end = at;
        }
        let is_misread = pieces.len() > before;
        let sure = match (is_sure && !(is_misread && has_other), is_misread) {
            (false, _) => Sure::No,
            (true, true) => Sure::Misread,
            (true, false) => Sure::Clean,
        };
        (end, sure)
    }

    fn next(&self, text: &str, at: usize, end: usize) -> Next {
        let mut chars = text[at..end].chars();
        let Some(first) = chars.next().filter(|c| !c.is_ascii()) else { return Next::End };
        let behind = at + first.len_utf8();
        let lead = self.bytes.of(first);
        let len = match lead {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ if symbol(first).is_space() => return Next::Space(behind),
            _ => return Next::Other(behind),
        };
        let mut code = u32::from(lead) & (0x7F >> len);
        let mut end = behind;
        for c in chars.take(len - 1) {
            let byte = self.bytes.of(c);
            if byte & 0xC0 != 0x80 {
                return Next::Part(behind);
            }
            code = code << 6 | u32::from(byte & 0x3F);
            end += c.len_utf8();
        }
        match char::from_u32(code) {
            // Overlong, cut, or what the search asks more for.
            Some(c) if c.len_utf8() == len && is_in_use(c) && !c.is_control() => {
                Next::Token(end, c)
            }
            _ => Next::Part(behind),
        }
    }

    /// How much less a character costs than what it was shown as, at most places.
    fn gain(&mut self, c: char, shown: &str) -> i32 {
        let remembered = self.gains.len();
        let place = &mut self.gains[c as usize % remembered];
        if place.0 != c {
            let cap = self.plan.cap;
            let alone = |c: char| cost_alone(symbol(c)).cast_signed();
            let mut sum = -alone(c).min(cap);
            // What the first one costs depends on what stands before: this much at least, mostly.
            sum += shown.chars().next().map_or(0, alone).min(CAP) / 2;
            for (a, b) in shown.chars().zip(shown.chars().skip(1)) {
                sum += cost_after(symbol(a), symbol(b)).cast_signed().min(CAP);
            }
            let is_other = |other: &&Bytes| {
                let bytes = shown.chars().map(|c| (self.bytes.of(c), other.of(c)));
                bytes.clone().all(|(_, other)| other != 0) && bytes.clone().any(|(a, b)| a != b)
            };
            self.is_doubtful |= self.others.iter().any(is_other);
            *place = (c, sum);
        }
        place.1
    }
}
