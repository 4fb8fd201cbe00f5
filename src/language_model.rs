//! How likely a text is, in any of some 70 languages at once: the odds that mojibake and charset
//! detection decide by.
//!
//! A model of characters: each costs what two characters before it make of it. It folds case
//! (whose own cost is apart, see `case`) and all digits; characters that text rarely holds share a
//! symbol with their kind, so that a line of box drawing, mathematics or emoji is ordinary after
//! its first character. Costs are whole numbers, sixteenths of a nat (−ln P · 16).
//!
//! The tables are `model/*/model.bin`, packed from counts by `model/pack.py`; `model/README.md`
//! tells where the counts come from.

mod case;
mod tables;

use tables::{Pair, TABLES};

/// A character as the model sees it: folded, with its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol(u32);

/// What stands at the edges of a text.
pub(crate) const SPACE: Symbol = Symbol(0);

/// The cost of one nat.
pub(crate) const NAT: i32 = 16;

/// A space that is no plain one costs this much more.
const ODD_SPACE: u32 = 24;

impl Symbol {
    fn new(id: u32, case: u32) -> Self {
        match case {
            3 => Self(id | ODD_SPACE << 24),
            _ => Self(id | case << 16),
        }
    }

    fn id(self) -> u32 {
        self.0 & 0xFFFF
    }

    /// 0 without case, 1 lower, 2 upper.
    fn case(self) -> u32 {
        self.0 >> 16 & 3
    }

    /// What this character costs beyond its symbol.
    fn extra(self) -> u32 {
        self.0 >> 24
    }
}

/// How the model sees `c`.
pub(crate) fn symbol(c: char) -> Symbol {
    TABLES.symbol(c)
}

/// −ln P(`c` after `a`, `b`), in sixteenths of a nat.
pub(crate) fn cost(a: Symbol, b: Symbol, c: Symbol) -> u32 {
    let extra = c.extra() + case::cost(a.case(), b.case(), c.case());
    // Across a space there are no threes.
    if b.id() == SPACE.id() {
        return extra + after(b.id(), c.id());
    }
    if let Some(cost) = TABLES.three(a.id(), b.id(), c.id()) {
        return extra + cost;
    }
    let away = TABLES.pair(a.id(), b.id()).map_or(0, |pair| pair.away);
    extra + away + after(b.id(), c.id())
}

/// The cost of symbol `c` when only `b` before it is known.
fn after(b: u32, c: u32) -> u32 {
    match TABLES.pair(b, c) {
        Some(Pair { cost, .. }) => cost,
        None => TABLES.away(b) + TABLES.alone(b, c),
    }
}

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
