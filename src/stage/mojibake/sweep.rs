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

use super::candidates::LEAST_ODD;
use super::evidence::{Island, LOSABLE, SLACK, beyond_sense, is_clue, islands, oddest};
use super::gain::gain_of;
use super::lossy::Lost;
use super::pages::{PAGES, image};
use super::plan::{Fold, utf8_as_page};
use crate::language_model::{NAT, cost_after, symbol};
use crate::options::Guess;
use crate::span::ceil;
use crate::stage::scan::next_byte;

/// Whether a block of text may be damaged.
pub(super) fn is_doubtful(text: &str, block: Range<usize>, guess: Guess) -> bool {
    let bytes = &text.as_bytes()[..block.end];
    let Some(first) = next_byte(bytes, block.start, |byte| !byte.is_ascii()) else { return false };
    let makes_sense = if text.len() <= SHORT {
        // A short text has few words, and each of them counts.
        islands(text, block.clone()).iter().all(|one| oddest(text, one) < LEAST_ODD)
    } else {
        !makes_no_sense(text, first..block.end)
    };
    !makes_sense || has_images(text, block, guess)
}

/// Bytes of a text that is looked at whole.
const SHORT: usize = 1024;

/// The distance of the words that are looked at, in bytes.
const STEP: usize = 512;

/// Words behind an odd one that are looked at, and how many of them are odd where it is no chance.
const BEHIND: usize = 4;
const ODD: usize = 3;

/// Words behind an odd one, with those that say nothing, after which the search for more ends.
const PASSED: usize = 4 * BEHIND;

/// Whether words of a block, evenly spread, are odd, and those behind them too.
fn makes_no_sense(text: &str, block: Range<usize>) -> bool {
    let mut at = block.start;
    while let Some(word) = next_word(text, at, block.end) {
        at = word.start + STEP;
        if says_nothing(text, &word) || !is_odd(text, &word) {
            continue;
        }
        let (mut odd, mut asked) = (0, 0);
        let mut last = word;
        for _ in 0..PASSED {
            let Some(word) = next_word(text, last.end, block.end) else { break };
            if !says_nothing(text, &word) {
                odd += usize::from(is_odd(text, &word));
                asked += 1;
            }
            last = word;
            if asked == BEHIND {
                break;
            }
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
    let start = ceil(text, at.min(end));
    let start = next_byte(bytes, start, |byte| !byte.is_ascii())?;
    let chars = text[start..end].char_indices();
    let behind = chars.take(WORD).take_while(|(_, c)| !c.is_ascii()).last();
    behind.map(|(n, c)| start..start + n + c.len_utf8())
}

/// Whether a word costs more than sense does: seen from its first characters in most that do not.
fn is_odd(text: &str, word: &Range<usize>) -> bool {
    let mut sum = 0;
    for cost in beyond_sense(text, word) {
        sum += cost;
        if sum < -SLACK {
            return false;
        }
    }
    sum > SLACK
}

/// An apostrophe, another sign that is not in a word, or one Chinese character that is not either.
fn says_nothing(text: &str, word: &Range<usize>) -> bool {
    let mut chars = text[word.clone()].chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    let bytes = text.as_bytes();
    let is_letter = |n: usize| bytes.get(n).is_some_and(u8::is_ascii_alphabetic);
    let (before, behind) = (is_letter(word.start.wrapping_sub(1)), is_letter(word.end));
    match c {
        '’' | '—' => true,
        '\u{2010}'..='\u{201f}' | '…' => !(before && behind),
        c => symbol(c).is_one_of_many() && !before && !behind,
    }
}

/// Bytes that are compared at once.
const CHUNK: usize = 64;

/// Whether a stretch of the block looks like UTF-8 that was read as a page.
fn has_images(text: &str, block: Range<usize>, guess: Guess) -> bool {
    // It reads the whole block, and most blocks have nothing to ask it of.
    let lost = LazyCell::new(|| Lost::of(&text[block.clone()], guess));
    let bytes = &text.as_bytes()[..block.end];
    // Stretches up to here were looked at.
    let mut seen = block.start;
    let mut at = block.start;
    while at < block.end {
        let end = block.end.min(at + CHUNK);
        let is_ascii = bytes[at..end].is_ascii() && bytes[at.saturating_sub(1)].is_ascii();
        let mut marks = if is_ascii { 0 } else { marks(bytes, at) };
        while marks != 0 {
            let next = at + marks.trailing_zeros() as usize;
            marks &= marks - 1;
            if next < seen || !is_suspicious(text, next) {
                continue;
            }
            let start = start_of_stretch(text, next);
            seen = end_of_stretch(text, next);
            let found = islands(text, start..seen);
            if found.iter().any(|island| island.pages != 0 && is_image(text, island, *lost)) {
                return true;
            }
        }
        at = end;
    }
    false
}

/// Whether the characters around the border at `next` may be bytes of one: those of a page are, and
/// text that makes sense hardly has them side by side.
fn is_suspicious(text: &str, next: usize) -> bool {
    let mut before = text[..next].chars().rev();
    let (Some(b), Some(c)) = (before.next(), text[next..].chars().next()) else { return false };
    let leads = image(b).leads;
    if c.is_ascii() {
        return leads & LOSABLE != 0 && is_clue(b, c);
    }
    let [a, before_a] = [before.next(), before.next()].map(|c| c.unwrap_or(' '));
    // The border may lie within a character of three bytes too.
    leads & LOSABLE != 0 && c == '\u{fffd}'
        || is_odd_pair(a, b, c, text[next..].chars().nth(1))
        || !a.is_ascii() && is_odd_pair(before_a, a, b, Some(c))
}

/// Whether two characters may begin the image of one, with what stands around them.
fn is_odd_pair(before: char, a: char, b: char, behind: Option<char>) -> bool {
    let (first, second) = (image(a), image(b));
    let pages = first.leads & second.trails;
    if pages == 0 {
        return false;
    }
    let third = behind.map_or(0, |c| image(c).trails);
    let is_long = |n: usize| first.bytes[n] >= 0xE0;
    let is_whole = |n: usize| pages >> n & 1 != 0 && (!is_long(n) || third >> n & 1 != 0);
    let most = if (0..PAGES.len()).any(is_whole) { ORDINARY } else { ORDINARY_IF_CUT };
    // Anything may stand before a space.
    let (a, b) = if b == '\u{a0}' { (before, a) } else { (a, b) };
    cost_after(symbol(a), symbol(b)).cast_signed() > most
}

/// A character that costs less than this after the one before it is what one expects there.
const ORDINARY: i32 = 7 * NAT;

/// The same where a third byte would have to be lost.
const ORDINARY_IF_CUT: i32 = 11 * NAT;

/// Whether some plan would gain by an island: what is not even worth going on with a plan for is
/// not worth beginning with one.
fn is_image(text: &str, island: &Island, lost: Lost) -> bool {
    [Fold::Kept, Fold::Lowered, Fold::Raised].into_iter().any(|fold| {
        utf8_as_page(island.pages, fold)
            .any(|plan| gain_of(text, island, &[plan], lost) > plan.again)
    })
}

/// Stretches outside ASCII are followed so far.
const LONGEST: usize = 64;

fn start_of_stretch(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[..at];
    let least = at.saturating_sub(LONGEST);
    let start = bytes[least..].iter().rposition(u8::is_ascii).map_or(least, |n| least + n + 1);
    ceil(text, start)
}

fn end_of_stretch(text: &str, at: usize) -> usize {
    let most = text.len().min(at + LONGEST);
    let stretch = &text.as_bytes()[at..most];
    // What follows the stretch belongs to the clue.
    let end = stretch.iter().position(u8::is_ascii).map_or(most, |n| at + n + 1);
    ceil(text, end)
}

/// Bytes that a comparison looks back: to the first one of the character before.
const BACK: usize = 3;

/// Which of the bytes from `at` on begin a character that may belong to the one before it, bit by
/// bit: one outside ASCII behind one of another script (or both Latin), and U+FFFD or an ASCII
/// character that may have taken the place of a byte.
///
/// Scripts that are in no page are left out.
fn marks(bytes: &[u8], at: usize) -> u64 {
    match at.checked_sub(BACK).and_then(|from| bytes[from..].first_chunk()) {
        Some(window) => marks_in(window),
        None => {
            let mut window = [0; BACK + CHUNK];
            let from = at.saturating_sub(BACK);
            let part = &bytes[from..bytes.len().min(at + CHUNK)];
            window[BACK - (at - from)..][..part.len()].copy_from_slice(part);
            marks_in(&window)
        }
    }
}

/// One straight loop without a branch, which the compiler turns into vector steps.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep it from vector steps")]
fn marks_in(window: &[u8; BACK + CHUNK]) -> u64 {
    let mut found = [0u8; CHUNK];
    for (n, found) in found.iter_mut().enumerate() {
        let (b, c, d, next) = (window[n], window[n + 1], window[n + 2], window[n + 3]);
        // The character before has two bytes, `c` and `d`, or is punctuation or a ligature.
        let begins = (0xC0..0xE0).contains(&next);
        let is_two = c >= 0xC0;
        let is_other = (c < 0xCC) | ((c ^ next) > 3);
        let is_three = (b == 0xE2) | (b == 0xEF);
        let pair =
            is_two & is_other & (begins | (next == 0xE2) | (next == 0xEF)) | is_three & begins;
        let is_rest = (c == 0xC3) & ((d < 0x92) | (d == 0xA2))
            | (c == 0xD0) & (d == 0x93)
            | (c == 0xC4) & ((d == 0x82) | (d == 0xB9));
        let clue = is_rest & (next < 0x80);
        *found = u8::from(pair | clue);
    }
    let mut marks = 0;
    for (n, eight) in found.as_chunks::<8>().0.iter().enumerate() {
        // The bits, one in each byte, moved side by side.
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        marks |= bits << (n * 8);
    }
    marks
}
