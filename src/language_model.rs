//! How likely a text is, in any of some 70 languages at once: the odds that mojibake and charset
//! detection decide by.
//!
//! A model of characters: each costs what two characters before it make of it. It folds case
//! (whose own cost is apart, see `case`), full width and all digits; characters that text rarely
//! holds share a symbol with their kind, so that a line of box drawing, mathematics or emoji is
//! ordinary after its first character. Costs are whole numbers, sixteenths of a nat (−ln P · 16).
//!
//! The tables are `model/*/model.bin`, packed from counts by `model/pack.py`; `model/README.md`
//! tells where the counts come from.

mod case;
mod tables;

use std::sync::atomic::{AtomicU16, Ordering};

use tables::TABLES;

/// A character as the model sees it: folded, with its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol(u32);

/// What stands at the edges of a text.
pub(crate) const SPACE: Symbol = Symbol(0);

/// The cost of one nat.
pub(crate) const NAT: i32 = 16;

impl Symbol {
    /// `case` is 0 without case, 1 lower, 2 upper, and 3 a space that is no plain one.
    fn new(id: u32, case: u32, group: u32) -> Self {
        Self(id | case << 16 | group << 24)
    }

    fn id(self) -> u32 {
        self.0 & 0xFFFF
    }

    fn case(self) -> u32 {
        self.0 >> 16 & 3
    }

    /// The characters that follow the same laws, as Latin letters or currency signs.
    fn group(self) -> u32 {
        self.0 >> 24
    }

    /// Whether it is a space, of whatever kind.
    pub(crate) fn is_space(self) -> bool {
        self.id() == SPACE.id()
    }

    /// Whether it is of a script of thousands of characters.
    pub(crate) fn is_one_of_many(self) -> bool {
        (TABLES.wide..TABLES.rest).contains(&self.id())
    }

    /// Whether both are letters with a case, of different scripts.
    pub(crate) fn mixes(self, next: Symbol) -> bool {
        let has_case = |symbol: Symbol| matches!(symbol.case(), 1 | 2);
        has_case(self) && has_case(next) && self.group() != next.group()
    }
}

/// How the model sees `c`.
pub(crate) fn symbol(c: char) -> Symbol {
    match c {
        // They spell the same words: there is one for each printable ASCII character, in order.
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            let narrow = char::from((u32::from(c) - 0xFEE0) as u8);
            Symbol(TABLES.symbol(narrow).0 | IS_FULL_WIDTH)
        }
        _ => TABLES.symbol(c),
    }
}

/// The bit of a symbol that is a full-width letter.
const IS_FULL_WIDTH: u32 = 1 << 20;

/// What the first of several full-width letters costs more than a plain one.
const FULL_WIDTH: u32 = 6 * NAT.unsigned_abs();

/// −ln P(`c` after `a`, `b`), in sixteenths of a nat.
pub(crate) fn cost(a: Symbol, b: Symbol, c: Symbol) -> u32 {
    let tables = &TABLES;
    let mut extra = case::cost(a.case(), b.case(), c.case());
    if c.0 & !(a.0 | b.0) & IS_FULL_WIDTH != 0 {
        extra += FULL_WIDTH;
    }
    // Of what stands before a space only the group counts.
    let first = if b.id() == SPACE.id() { tables.rest + a.group() } else { a.id() };
    let again = a.id() == b.id();
    let (a, b, c) = (first, b.id(), c.id());
    let cost = if b >= tables.wide {
        tables.after(b, c)
    } else {
        let away = || tables.pair(a, b).map_or(0, |pair| pair.away);
        match tables.pair(b, c) {
            // Threes are told apart by few bits: one whose pair was not seen is another one.
            Some(pair) => tables.three(a, b, c).unwrap_or_else(|| away() + pair.cost),
            None => away() + tables.unseen(b, c),
        }
    };
    // Whoever draws a line or shouts repeats a character, whichever it is.
    let most = match c {
        _ if c != b || c >= tables.rest => u32::MAX,
        _ if again => AGAIN,
        _ => TWICE,
    };
    extra + cost.min(most)
}

/// What a character costs at the start of a word.
pub(crate) fn cost_alone(c: Symbol) -> u32 {
    /// By symbol and case, one more than it is; 0 where it was not asked for yet.
    static COSTS: [AtomicU16; 1 << 16] = [const { AtomicU16::new(0) }; 1 << 16];
    let place = &COSTS[(c.id() << 2 | c.case()) as usize % COSTS.len()];
    match place.load(Ordering::Relaxed) {
        _ if c.0 & IS_FULL_WIDTH != 0 => cost(SPACE, SPACE, c),
        0 => {
            let cost = cost(SPACE, SPACE, c);
            place.store(u16::try_from(cost + 1).unwrap_or(0), Ordering::Relaxed);
            cost
        }
        cost => u32::from(cost) - 1,
    }
}

/// −ln P(`b` after `a`), whatever stands before and whichever their case.
pub(crate) fn cost_after(a: Symbol, b: Symbol) -> u32 {
    TABLES.after(a.id(), b.id())
}

/// What a character after itself costs at most; the third time and every time after.
const TWICE: u32 = 8 * NAT.unsigned_abs();
const AGAIN: u32 = 4 * NAT.unsigned_abs();

/// Cost of `text` between `before` and `after`, with the cost of the two characters after it,
/// since they are seen in its light.
pub(crate) fn cost_between(before: &str, text: &str, after: &str) -> u32 {
    let mut last = before.chars().rev().map(symbol);
    let b = last.next().unwrap_or(SPACE);
    let a = last.next().unwrap_or(SPACE);
    let edge = after.chars().map(symbol).chain([SPACE, SPACE]).take(2);
    let mut context = (a, b);
    let mut sum = 0u32;
    for c in text.chars().map(symbol).chain(edge) {
        sum = sum.saturating_add(cost(context.0, context.1, c));
        context = (context.1, c);
    }
    sum
}

#[cfg(test)]
mod tests;
