//! One single-byte page read as another: what a stretch of text costs as it is, and what it would
//! cost with each of its characters swapped.
//!
//! The same as `gain` says, but there are hundreds of such plans to a text: what
//! does not depend on the plan is computed once, and a plan is a walk over two tables.

use std::ops::Range;
use std::sync::LazyLock;

use super::pages::{Image, PAGES, character, image};
use super::search::{CAP, context, price};
use super::token::{CONTROL, is_in_use};
use crate::language_model::{Symbol, symbol};

/// A stretch of text made ready.
#[derive(Debug)]
pub(super) struct Stretch {
    before: [Symbol; 2],
    chars: Vec<(Symbol, Option<&'static Image>)>,
    after: [Symbol; 2],
    cost: i32,
    mixed: i32,
    /// Whether no letter or digit stands beside it.
    is_apart: bool,
}

/// What swapping the characters of a stretch comes to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Swap {
    /// How much less it costs; 0 where no character is swapped.
    pub(super) gain: i32,
    /// So many fewer letters stand beside letters of another script.
    pub(super) unmixed: i32,
    /// Whether it is a sign, or a letter that is none of Latin, that stands alone.
    pub(super) is_alone: bool,
}

/// A character of a page as the model sees it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    symbol: Symbol,
    is_foreign_letter: bool,
    is_control: bool,
}

/// By page and byte from 0x80 on.
static SEEN: LazyLock<Vec<[Option<Seen>; 128]>> = LazyLock::new(|| {
    let seen = |c: char| Seen {
        symbol: symbol(c),
        is_foreign_letter: is_foreign_letter(c),
        is_control: c.is_control(),
    };
    let of_page = |page: usize| {
        let c = |n: usize| character(page, n as u8 + 0x80).filter(|c| is_in_use(*c));
        std::array::from_fn(|n| c(n).map(seen))
    };
    (0..PAGES.len()).map(of_page).collect()
});

/// What the model sees in a byte of a page, counted from 0x80; `None` where it has no character.
pub(super) fn seen_as(page: usize, n: usize) -> Option<Symbol> {
    SEEN[page][n].map(|seen| seen.symbol)
}

/// A letter that is none of the Latin script.
pub(super) fn is_foreign_letter(c: char) -> bool {
    !matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic()
}

impl Stretch {
    pub(super) fn new(text: &str, range: &Range<usize>) -> Stretch {
        let inside = &text[range.clone()];
        let chars: Vec<_> =
            inside.chars().map(|c| (symbol(c), (!c.is_ascii()).then(|| image(c)))).collect();
        let mut behind = text[range.end..].chars();
        let after = [behind.next(), behind.next()];
        let beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = text[..range.start].chars().next_back();
        let is_apart = !beside(before) && !beside(after[0]);
        let mut stretch = Stretch {
            before: context(&text[..range.start]),
            chars,
            after: after.map(|c| symbol(c.unwrap_or(' '))),
            cost: 0,
            mixed: 0,
            is_apart,
        };
        let mut sum = Sum::new(stretch.before);
        stretch.chars.iter().for_each(|(symbol, _)| sum.add(*symbol, CAP));
        stretch.after.iter().for_each(|symbol| sum.add(*symbol, CAP));
        (stretch.cost, stretch.mixed) = (sum.cost, sum.mixed);
        stretch
    }

    /// Swaps the characters of page `wrong` for those that page `right` has for their bytes.
    /// `switch` is what it costs that a character that has none comes behind one that was swapped,
    /// `cap` what a swapped one costs at most.
    pub(super) fn swap(&self, wrong: usize, right: usize, switch: i32, cap: i32) -> Swap {
        let seen = &SEEN[right];
        let mut sum = Sum::new(self.before);
        let (mut swapped, mut foreign) = (0, 0);
        let mut was_swapped = false;
        for (symbol, image) in &self.chars {
            let byte = image.map_or(0, |image| image.bytes[wrong]);
            let new = byte.checked_sub(0x80).and_then(|n| seen[usize::from(n)]);
            if let Some(new) = new {
                sum.add(new.symbol, cap);
                sum.cost += if new.is_control { CONTROL } else { 0 };
                swapped += 1;
                foreign += u32::from(new.is_foreign_letter);
            } else {
                sum.add(*symbol, CAP);
                sum.cost += if was_swapped && image.is_some() { switch } else { 0 };
            }
            was_swapped = new.is_some();
        }
        if swapped == 0 {
            return Swap::default();
        }
        self.after.iter().for_each(|symbol| sum.add(*symbol, CAP));
        Swap {
            gain: self.cost - sum.cost,
            unmixed: self.mixed - sum.mixed,
            is_alone: foreign == 1 || self.is_apart && (swapped == 1 || self.chars.len() <= 2),
        }
    }
}

/// What characters cost one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    pub(super) cost: i32,
    /// Letters beside letters of another script.
    pub(super) mixed: i32,
    last: [Symbol; 2],
}

impl Sum {
    pub(super) fn new(before: [Symbol; 2]) -> Sum {
        Sum { cost: 0, mixed: 0, last: before }
    }

    #[inline]
    pub(super) fn add(&mut self, next: Symbol, cap: i32) {
        self.cost += price(self.last[0], self.last[1], next).min(cap);
        self.mixed += i32::from(self.last[1].mixes(next));
        self.last = [self.last[1], next];
    }
}
