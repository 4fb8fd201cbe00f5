//! Tokens that lost a byte after they were misread, and what they may have been.
//!
//! A byte of UTF-8 that a page shows as an invisible character is often lost on the way: dropped,
//! turned into U+FFFD or `?`, a no-break space into a space, a curly quote into a straight one.
//! What is left says which bytes it can have been; the language model says which it was.

use std::sync::{LazyLock, OnceLock};

use super::codec::Codec;
use super::gaps;
use super::pages::{PAGES, PageSet, character, image};
use super::plan::{Fold, Plan};
use super::search::{Active, Step, price};
use super::token::{self, Token, is_in_use};
use crate::language_model::{NAT, cost_alone, symbol};
use crate::options::Guess;

/// How a byte was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// A space stands for a no-break space: nothing else becomes one.
    Spaced,
    /// U+FFFD or `?` stands for it.
    Replaced,
    /// A straight quote stands for a curly one.
    Straightened,
    /// Nothing stands for it.
    Dropped,
    /// The text ends before it.
    Cut,
}

impl Loss {
    /// −ln of how often it happens, in 1/16 nat.
    pub(super) fn price(self) -> i32 {
        match self {
            Loss::Spaced => NAT,
            Loss::Replaced => 3 * NAT,
            Loss::Straightened => 4 * NAT,
            Loss::Dropped | Loss::Cut => 5 * NAT,
        }
    }
}

/// A set of the bytes 80 to BF.
type Bytes = u64;

const NO_BREAK_SPACE: Bytes = 1 << 0x20;
const SOFT_HYPHEN: Bytes = 1 << 0x2D;
/// 80 to 9F: what latin-1 shows as controls and windows-1252 mostly not as Latin letters.
const CONTROLS: Bytes = 0xFFFF_FFFF;

/// What a text still has tells what was not lost on its way, and so what may have been.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost {
    pub(super) guess: Guess,
    /// Characters of windows-1252 that latin-1 has not came through.
    has_windows: bool,
    has_soft_hyphen: bool,
    has_no_break_space: bool,
    /// Pages that characters are looked for with bytes missing.
    pages: PageSet,
}

impl Lost {
    pub(super) fn of(text: &str, guess: Guess) -> Lost {
        let has = |c: &str| memchr::memmem::find(text.as_bytes(), c.as_bytes()).is_some();
        Lost {
            guess,
            has_windows: text
                .chars()
                .any(|c| !c.is_control() && (0x80..0xA0).contains(&image(c).bytes[0])),
            has_soft_hyphen: has("\u{ad}"),
            has_no_break_space: has("\u{a0}"),
            pages: PageSet::MAX,
        }
    }

    /// The same where only these pages have anything to show for it.
    pub(super) fn only(self, pages: PageSet) -> Lost {
        Lost { pages, ..self }
    }

    /// The bytes that may have been replaced.
    fn replaced(self, page: usize) -> Bytes {
        if self.has_windows { unseen(page) } else { CONTROLS | unseen(page) }
    }

    /// The bytes that may have been dropped.
    fn dropped(self, page: usize) -> Bytes {
        let mut bytes = self.replaced(page);
        if !self.has_soft_hyphen {
            bytes |= SOFT_HYPHEN;
        }
        if !self.has_no_break_space {
            bytes |= NO_BREAK_SPACE;
        }
        bytes
    }
}

/// A sequence of UTF-8 of which some bytes are not known.
#[derive(Debug, Clone, Copy)]
struct Pattern {
    lead: u8,
    /// What each later byte may be.
    trails: [Bytes; 3],
    known: usize,
    loss: Option<Loss>,
    lost: i32,
    /// What is odd about how it was lost.
    odd: i32,
    end: usize,
}

/// The tokens at `at` that are whole but for lost bytes.
pub(super) fn tokens(plan: &Plan, text: &str, at: usize, way: Lost, found: &mut Vec<Token>) {
    let page = match (plan.wrong, plan.right, plan.fold) {
        (Codec::Page(page), Codec::Utf8, Fold::Kept) if way.pages & 1 << page != 0 => page,
        (Codec::EastAsian(n), Codec::Utf8, _) => return gaps::tokens(n, text, at, way, found),
        _ => return,
    };
    let Some(c) = text[at..].chars().next() else { return };
    let lead = image(c).bytes[page];
    let trails = match lead {
        0xC2..=0xDF => 1,
        0xE0..=0xEF => 2,
        0xF0..=0xF4 => 3,
        _ => return,
    };
    let start = Pattern {
        lead,
        trails: [0; 3],
        known: 0,
        loss: None,
        lost: 0,
        odd: 0,
        end: at + c.len_utf8(),
    };
    grow(start, trails, page, text, way, found);
}

fn grow(
    pattern: Pattern,
    trails: usize,
    page: usize,
    text: &str,
    way: Lost,
    found: &mut Vec<Token>,
) {
    let guess = way.guess;
    if pattern.known == trails {
        if pattern.loss.is_some() {
            complete(&pattern, trails, guess, found);
        }
        return;
    }
    let mut go = |bytes: Bytes, loss: Option<Loss>, len: usize, odd: i32| {
        let lost = pattern.lost + i32::from(loss.is_some());
        // Two lost bytes can only be made up for where few characters begin so.
        if bytes == 0 || lost > 1 && pattern.lead != 0xE2 {
            return;
        }
        let mut next = Pattern {
            known: pattern.known + 1,
            loss: pattern.loss.max(loss),
            lost,
            odd: pattern.odd + odd,
            end: pattern.end + len,
            ..pattern
        };
        next.trails[pattern.known] = bytes;
        grow(next, trails, page, text, way, found);
    };
    let Some(c) = text[pattern.end..].chars().next() else {
        if guess != Guess::Off {
            // A text ends in a closing quote more often than it is cut within one.
            if pattern.lead == 0xE2 && pattern.known == 1 {
                go(way.dropped(page), Some(Loss::Dropped), 0, 0);
            } else {
                cut(&pattern, found);
            }
        }
        return;
    };
    let byte = image(c).bytes[page];
    if (0x80..0xC0).contains(&byte) {
        return go(1 << (byte - 0x80), None, c.len_utf8(), 0);
    }
    match c {
        // † and its like are rarer than a curly quote that lost its last byte before a space.
        ' ' if pattern.lead != 0xE2 => {
            // A word that ends in the letter keeps its space more often than it loses it.
            let joins = text[pattern.end + 1..].starts_with(char::is_alphabetic);
            let eaten = if joins { NAT * 3 / 2 } else { 0 };
            // The space is the byte, or the word's own which ate it.
            go(NO_BREAK_SPACE, Some(Loss::Spaced), 1, eaten);
            go(NO_BREAK_SPACE, Some(Loss::Spaced), 0, 0);
        }
        '\u{fffd}' => go(way.replaced(page), Some(Loss::Replaced), c.len_utf8(), 0),
        '?' => go(way.replaced(page), Some(Loss::Replaced), 1, 0),
        '\'' if guess != Guess::Off => go(0b11 << 0x11 | 1 << 2, Some(Loss::Straightened), 1, 0),
        '"' if guess != Guess::Off => go(0b11 << 0x13 | 1 << 4, Some(Loss::Straightened), 1, 0),
        _ => {}
    }
    if guess != Guess::Off {
        go(way.dropped(page), Some(Loss::Dropped), 0, 0);
        if way.has_soft_hyphen {
            // Some came through, so this one is less likely to be lost.
            go(SOFT_HYPHEN, Some(Loss::Dropped), 0, 2 * NAT);
        }
    }
}

/// The bytes that a page shows no character for.
fn unseen(page: usize) -> Bytes {
    static UNSEEN: LazyLock<[Bytes; PAGES.len()]> = LazyLock::new(|| {
        std::array::from_fn(|page| {
            let is_unseen = |byte: u8| character(page, byte).is_none_or(char::is_control);
            let bytes = (0x80..0xC0).filter(|byte| is_unseen(*byte)).map(|byte| 1 << (byte - 0x80));
            bytes.fold(0, |all, byte: Bytes| all | byte)
        })
    });
    UNSEEN[page]
}

/// The text ends within a character, which leaves it.
fn cut(pattern: &Pattern, found: &mut Vec<Token>) {
    if pattern.loss.is_none() {
        found.push(Token::lost(pattern.end, None, Loss::Cut, Loss::Cut.price()));
    }
}

/// A character that costs more than this at the start of a word is none to guess.
const RARE: i32 = 13 * NAT;
const RARE_OF_MANY: i32 = 17 * NAT;

/// Adds what a pattern may be.
fn complete(pattern: &Pattern, trails: usize, guess: Guess, found: &mut Vec<Token>) {
    let loss = pattern.loss.expect("something is lost");
    let price = loss.price() * pattern.lost + pattern.odd;
    if guess == Guess::Off && loss != Loss::Spaced {
        found.push(Token::lost(pattern.end, Some('\u{fffd}'), loss, price));
        return;
    }
    let mut sets = pattern.trails;
    // Of what begins with E2 and lost two bytes, the punctuation is what texts have.
    if pattern.lost > 1 {
        sets[0] &= 1;
    }
    let lead = u32::from(pattern.lead) & (0x3F >> trails);
    each(lead, &sets[..trails], &mut |code| {
        let c = char::from_u32(code).filter(|c| c.len_utf8() == trails + 1);
        if let Some(c) = c.filter(|c| is_likely(*c)) {
            found.push(Token::lost(pattern.end, Some(c), loss, price));
        }
    });
}

/// Every number that begins with `code` and goes on with six bits of each set, in order.
fn each(code: u32, sets: &[Bytes], see: &mut impl FnMut(u32)) {
    let Some((set, rest)) = sets.split_first() else { return see(code) };
    let mut left = *set;
    while left != 0 {
        each(code << 6 | left.trailing_zeros(), rest, see);
        left &= left - 1;
    }
}

/// The model takes all spaces for one, and those of typesetters are too rare to guess, as is what
/// nobody sees.
fn can_be_meant(c: char) -> bool {
    is_in_use(c)
        && !c.is_control()
        && (!c.is_whitespace() || c == '\u{a0}')
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// Whether a lost character may be guessed to have been this one.
pub(super) fn is_likely(c: char) -> bool {
    cost_of_guess(c).is_some()
}

/// What a character costs at the start of a word that may be guessed, in 1/16 nat.
pub(super) fn cost_of_guess(c: char) -> Option<i32> {
    // What is lost is tried for thousands of characters, each of them again and again.
    static COSTS: [OnceLock<[Option<i16>; 64]>; BLOCKS] = [const { OnceLock::new() }; BLOCKS];
    const BLOCKS: usize = 0x1_0000 / 64;
    let code = c as usize;
    match COSTS.get(code / 64) {
        Some(costs) => {
            let of = |n: usize| char::from_u32((code - code % 64 + n) as u32).and_then(find_cost);
            costs.get_or_init(|| std::array::from_fn(of))[code % 64].map(i32::from)
        }
        None => find_cost(c).map(i32::from),
    }
}

fn find_cost(c: char) -> Option<i16> {
    let symbol = symbol(c);
    // Of thousands of characters each is rare.
    let most = if symbol.is_one_of_many() { RARE_OF_MANY } else { RARE };
    let cost = cost_alone(symbol).cast_signed();
    (can_be_meant(c) && cost <= most).then_some(cost as i16)
}

/// How much likelier the character of a step is than the next best one, in 1/16 nat.
pub(super) fn odds(text: &str, steps: &[Step], n: usize, active: &[Active], lost: Lost) -> i32 {
    let step = &steps[n];
    let before = around(text, steps, n, -1);
    let after = around(text, steps, n, 1);
    let mut found = vec![];
    token::tokens(&active[step.active].chain, text, step.range.start, lost, &mut found);
    let mut costs: Vec<(i32, &[char])> = found
        .iter()
        .filter(|token| token.end == step.range.end)
        .map(|token| {
            let chars = token.chars().iter().chain(&after).map(|c| symbol(*c));
            let mut two = before.map(symbol);
            let mut sum = token.price;
            for next in chars {
                sum += price(two[0], two[1], next);
                two = [two[1], next];
            }
            (sum, token.chars())
        })
        .collect();
    costs.sort_unstable();
    let own = costs.iter().find(|(_, chars)| *chars == step.token.chars()).map_or(0, |own| own.0);
    let other = costs.iter().find(|(_, chars)| *chars != step.token.chars());
    other.map_or(i32::MAX, |other| other.0 - own)
}

/// The two characters before (−1) or behind (1) a step, as they will be.
fn around(text: &str, steps: &[Step], n: usize, way: isize) -> [char; 2] {
    let mut chars = vec![];
    let mut beside = n.checked_add_signed(way);
    let mut at = if way < 0 { steps[n].range.start } else { steps[n].range.end };
    while chars.len() < 2 {
        let step = beside.and_then(|n| steps.get(n));
        if way < 0 {
            match step.filter(|step| step.range.end == at) {
                Some(step) => {
                    chars.extend(step.token.chars().iter().rev());
                    at = step.range.start;
                    beside = beside.and_then(|n| n.checked_sub(1));
                }
                None => {
                    let c = text[..at].chars().next_back();
                    at -= c.map_or(0, char::len_utf8);
                    chars.push(c.unwrap_or(' '));
                }
            }
        } else {
            match step.filter(|step| step.range.start == at) {
                Some(step) => {
                    chars.extend(step.token.chars());
                    at = step.range.end;
                    beside = beside.map(|n| n + 1);
                }
                None => {
                    let c = text[at..].chars().next();
                    at += c.map_or(0, char::len_utf8);
                    chars.push(c.unwrap_or(' '));
                }
            }
        }
    }
    if way < 0 { [chars[1], chars[0]] } else { [chars[0], chars[1]] }
}

/// Odds in words.
pub(super) fn said(odds: i32) -> String {
    let times = (f64::from(odds) / f64::from(NAT)).exp();
    match times {
        huge if huge > 1e6 => "odds of more than a million to one".to_owned(),
        times => format!("odds of {times:.0} to one"),
    }
}
