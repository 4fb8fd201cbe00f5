//! The first look: most text is clean, and should cost a scan.
//!
//! Two questions, asked of a block of text at a time. Does anything in it look like the image of
//! UTF-8 in a page, or like the rest of one? That needs two characters outside ASCII side by
//! side that no word of one script has, or one of a few letters before a space or a quote:
//! comparing bytes with their neighbours, 64 at a time, tells where to look closer. And does
//! the text make sense, or was one encoding read as another? The language model says that of some
//! words, evenly spread: where one is odd and those behind it are too, all are looked at.

use std::cell::LazyCell;
use std::ops::Range;

use super::codec::Codec;
use super::evidence::{Island, SLACK, islands, oddness};
use super::gain::gain;
use super::lossy::Lost;
use super::plan::PLANS;
use crate::options::Guess;
use crate::stage::scan::next_byte;

/// Whether a block of text may be damaged.
pub(super) fn is_doubtful(text: &str, block: Range<usize>, guess: Guess) -> bool {
    let bytes = &text.as_bytes()[..block.end];
    let Some(first) = next_byte(bytes, block.start, |byte| !byte.is_ascii()) else { return false };
    // A short text has few words, and each of them counts.
    block.len() <= SHORT || makes_no_sense(text, first..block.end) || has_images(text, block, guess)
}

/// Bytes of a text that is looked at whole.
const SHORT: usize = 1024;

/// The distance of the words that are looked at, in bytes.
const STEP: usize = 512;

/// Words behind an odd one that are looked at, and how many of them are odd where it is no chance.
const BEHIND: usize = 4;
const ODD: usize = 3;

/// Whether words of a block, evenly spread, are odd, and those behind them too.
fn makes_no_sense(text: &str, block: Range<usize>) -> bool {
    let mut at = block.start;
    while let Some(word) = next_word(text, at, block.end) {
        at = word.start + STEP;
        if !is_odd(text, &word) {
            continue;
        }
        let mut odd = 0;
        let mut last = word;
        for _ in 0..BEHIND {
            let Some(word) = next_word(text, last.end, block.end) else { break };
            odd += usize::from(is_odd(text, &word));
            last = word;
        }
        if odd >= ODD {
            return true;
        }
        at = at.max(last.end);
    }
    false
}

/// The longest stretch that is priced at once, in characters.
const WORD: usize = 12;

/// The next characters outside ASCII, from `at` on, up to the next ASCII character.
fn next_word(text: &str, at: usize, end: usize) -> Option<Range<usize>> {
    let bytes = &text.as_bytes()[..end];
    let mut start = at;
    while start < end && !text.is_char_boundary(start) {
        start += 1;
    }
    let start = next_byte(bytes, start.min(end), |byte| !byte.is_ascii())?;
    let chars = text[start..end].char_indices();
    let behind = chars.take(WORD).take_while(|(_, c)| !c.is_ascii()).last();
    behind.map(|(n, c)| start..start + n + c.len_utf8())
}

fn is_odd(text: &str, word: &Range<usize>) -> bool {
    oddness(text, word) > SLACK
}

/// Bytes that are compared at once.
const CHUNK: usize = 64;

/// Whether a stretch of the block looks like UTF-8 that was read as a page.
fn has_images(text: &str, block: Range<usize>, guess: Guess) -> bool {
    // It reads the whole block, and most blocks have nothing to ask it of.
    let lost = LazyCell::new(|| Lost::of(&text[block.clone()], guess));
    let bytes = text.as_bytes();
    let mut at = block.start;
    while at < block.end {
        let end = block.end.min(at + CHUNK);
        // The comparison looks back, and one character ahead.
        let from = at.saturating_sub(BACK);
        // It cannot look back from the first characters of a text.
        if at < BACK || needs_a_look(&bytes[from..bytes.len().min(end + 1)]) {
            let start = start_of_stretch(text, from);
            let found = islands(text, start..end_of_stretch(text, end));
            if found.iter().any(|island| island.pages != 0 && is_image(text, island, *lost)) {
                return true;
            }
        }
        at = end;
    }
    false
}

/// Whether some plan would gain by an island: what is not even worth going on with a plan for is
/// not worth beginning with one.
fn is_image(text: &str, island: &Island, lost: Lost) -> bool {
    PLANS.iter().any(|plan| {
        matches!(plan.wrong, Codec::Page(n) if island.pages & 1 << n != 0)
            && plan.right == Codec::Utf8
            && gain(text, &island.range, &[plan], lost) > plan.again
    })
}

/// Stretches outside ASCII are followed so far.
const LONGEST: usize = 64;

fn start_of_stretch(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[..at];
    let least = at.saturating_sub(LONGEST);
    let mut start = bytes[least..].iter().rposition(u8::is_ascii).map_or(least, |n| least + n + 1);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    start
}

fn end_of_stretch(text: &str, at: usize) -> usize {
    let most = text.len().min(at + LONGEST);
    let stretch = &text.as_bytes()[at..most];
    // What follows the stretch belongs to the clue.
    let mut end = stretch.iter().position(u8::is_ascii).map_or(most, |n| at + n + 1);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

/// Bytes that a comparison looks back: a character before a character.
const BACK: usize = 4;

/// Whether bytes have a character outside ASCII behind one of another script (or both Latin), or
/// before an ASCII character that may have taken the place of a byte.
///
/// One straight loop without a branch, which the compiler turns into vector steps.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep it from vector steps")]
fn needs_a_look(bytes: &[u8]) -> bool {
    let mut found = false;
    for window in bytes.windows(BACK + 1) {
        let [a, b, c, d, next] = *window else { return found };
        // The first byte of the character that ends at `d`.
        let lead = if c >= 0xC0 {
            c
        } else if b >= 0xC0 {
            b
        } else {
            a
        };
        let is_behind = (d & 0xC0 == 0x80) & (next >= 0xC0);
        // Scripts with letters of three bytes are one: what they mix with is punctuation.
        let is_other = (lead ^ next) & 0xFC != 0;
        let both_long = (lead >= 0xE3) & (next >= 0xE3) & (lead < 0xF0) & (next < 0xF0);
        let pair = is_behind & ((is_other & !both_long) | (lead < 0xCC));
        let is_gap = (next == b' ') | (next == b'?') | (next == b'"') | (next == b'\'');
        let is_rest = (c == 0xC3)
            & ((d == 0x83) | (d == 0x82) | (d == 0xA2) | (d == 0x84) | (d == 0x85))
            | (c == 0xC3) & ((d == 0x90) | (d == 0x91))
            | (c == 0xD0) & (d == 0x93)
            | (c == 0xC4) & ((d == 0x82) | (d == 0xB9));
        let clue = is_gap & is_rest
            | (next < 0x80) & ((b == 0xE2) & (c == 0x82) & (d == 0xAC) | (c == 0xC3) & (d == 0x83));
        // U+FFFD may stand for a byte.
        let lost = (c == 0xEF) & (d == 0xBF) & (next == 0xBD);
        found |= pair | clue | lost;
    }
    found
}
