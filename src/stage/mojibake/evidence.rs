//! What a text has that tells how it was damaged.

use std::cell::OnceCell;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::pages::{PageSet, image};
use super::script::are_alike;
use super::search::{CAP, context, price};
use super::swapped::Sum;
use crate::language_model::{NAT, symbol};
use crate::stage::scan::next_byte;

/// A stretch of characters outside ASCII, with single ASCII characters between them.
#[derive(Debug, Clone)]
pub(super) struct Island {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Pages in which two characters side by side begin a sequence of UTF-8.
    pub(super) pages: PageSet,
    /// What it costs as it is, once that was asked.
    pub(super) as_is: OnceCell<Sum>,
}

/// The pages that UTF-8 is seen in by some of the evidence.
pub(super) fn pages(evidence: &[&Island]) -> PageSet {
    evidence.iter().fold(0, |pages, island| pages | island.pages)
}

/// Long islands are looked at in pieces.
const LONGEST: usize = 192;

/// How many islands tell of a text.
const EVIDENCE: usize = 96;

/// And about so many bytes of them.
const EVIDENCE_BYTES: usize = 2048;

/// The islands of a stretch of text, in order.
pub(super) fn islands(text: &str, range: Range<usize>) -> Vec<Island> {
    let mut islands = vec![];
    let bytes = &text.as_bytes()[..range.end];
    let mut at = range.start;
    while let Some(start) = next_byte(bytes, at, |byte| !byte.is_ascii()) {
        let inside = start > 0 && bytes[start - 1].is_ascii_alphabetic();
        let mut island = Island { range: start..start, pages: 0, as_is: OnceCell::new() };
        let mut leads = 0;
        let mut last = ' ';
        let mut ascii = 0;
        for c in text[start..range.end].chars() {
            if c.is_ascii() {
                if is_clue(last, c) {
                    island.pages |= leads & LOSABLE;
                }
                ascii += 1;
                if ascii > 1 {
                    break;
                }
                (leads, last) = (0, c);
                continue;
            }
            let image = image(c);
            if leads & LOSABLE != 0 && c == '\u{fffd}' {
                island.pages |= leads & LOSABLE;
            }
            if leads & image.trails != 0 && (inside || !are_alike(last, c)) {
                island.pages |= leads & image.trails;
            }
            (leads, last) = (image.leads, c);
            island.range.end += ascii + c.len_utf8();
            ascii = 0;
            if island.range.len() >= LONGEST {
                break;
            }
        }
        at = island.range.end;
        islands.push(island);
    }
    islands
}

/// The pages (windows-1252, latin-1, windows-1251, windows-1250) whose text is looked at for
/// characters that lost a byte though none beside them is whole.
pub(super) const LOSABLE: PageSet = 0b1111;

/// Whether a character outside ASCII may be the rest of one that lost a byte to what follows.
pub(super) fn is_clue(last: char, next: char) -> bool {
    match next {
        ' ' | '?' => {
            matches!(last, 'Ã' | 'Â' | 'â' | '€' | 'Ä' | 'Å' | 'Ð' | 'Ñ' | 'Г' | 'Ă' | 'Ĺ')
        }
        '"' | '\'' => matches!(last, 'Ã' | 'â' | '€' | 'Ä' | 'Å' | 'Ð'),
        _ => last == '€' || last == 'Ã' && next.is_ascii_lowercase(),
    }
}

/// A choice of them where there are many: half of it the oddest, half evenly spread.
pub(super) fn spread<'a>(text: &str, islands: &'a [Island]) -> Vec<&'a Island> {
    let length = |islands: &[Island]| islands.iter().map(|one| one.range.len()).sum::<usize>();
    let bytes = length(islands);
    if bytes <= EVIDENCE_BYTES && islands.len() <= EVIDENCE {
        return islands.iter().collect();
    }
    let step = (2 * bytes).div_ceil(EVIDENCE_BYTES).max((2 * islands.len()).div_ceil(EVIDENCE));
    let mut chosen: Vec<&Island> = islands.iter().step_by(step).collect();
    let glanced = islands.iter().step_by(islands.len().div_ceil(GLANCED));
    let mut oddest: Vec<(i32, &Island)> =
        glanced.map(|one| (-oddness(text, &head(text, one)), one)).collect();
    oddest.sort_by_key(|(odd, _)| *odd);
    let mut left = EVIDENCE_BYTES / 2;
    for (_, island) in oddest.into_iter().take(EVIDENCE / 2) {
        chosen.push(island);
        left = left.saturating_sub(island.range.len());
        if left == 0 {
            break;
        }
    }
    chosen.sort_by_key(|island| island.range.start);
    chosen.dedup_by_key(|island| island.range.start);
    chosen
}

/// Islands that the oddest are chosen from.
const GLANCED: usize = 512;

/// The first characters of an island, where those of several bytes begin.
pub(super) fn head(text: &str, island: &Island) -> Range<usize> {
    const LENGTH: usize = 16;
    let end = text[island.range.clone()].char_indices().nth(LENGTH);
    island.range.start..end.map_or(island.range.end, |(n, _)| island.range.start + n)
}

/// What a character of text that makes sense costs on average, at most.
const SENSE: i32 = 7 * NAT / 2;
/// The same of Chinese characters and Korean syllables, of which there are thousands.
const SENSE_OF_MANY: i32 = 10 * NAT;

/// What a word may cost more by chance.
pub(super) const SLACK: i32 = 5 * NAT;

/// What a stretch and the two characters behind it cost beyond what text that makes sense does.
pub(super) fn oddness(text: &str, stretch: &Range<usize>) -> i32 {
    beyond_sense(text, stretch).sum()
}

/// The same, character by character.
pub(super) fn beyond_sense(text: &str, stretch: &Range<usize>) -> impl Iterator<Item = i32> {
    let [mut a, mut b] = context(&text[..stretch.start]);
    let behind = text[stretch.end..].chars().take(2);
    text[stretch.clone()].chars().chain(behind).map(move |c| {
        let next = symbol(c);
        let sense = if next.is_one_of_many() { SENSE_OF_MANY } else { SENSE };
        let beyond = price(a, b, next).min(CAP) - sense;
        (a, b) = (b, next);
        beyond
    })
}

/// A character outside ASCII that costs more than this is a surprise.
const SURPRISE: i32 = 7 * NAT;

/// What an island may say for one encoding read as another. That explains much by chance, so
/// its evidence is weighed: only where the text as it is surprises does it count, and the same
/// surprise counts half the second time and not at all from then on.
#[derive(Debug, Clone)]
pub(super) struct Weight {
    /// The surprise.
    pub(super) character: char,
    /// Bytes of the text: the surprise and a few characters around it.
    pub(super) focus: Range<usize>,
    /// 2 counts whole, 1 half.
    halves: i32,
    /// What it costs beyond what text that makes sense does.
    pub(super) odd: i32,
    /// More than a plan can gain here.
    pub(super) most: i32,
}

impl Weight {
    /// What of a gain counts.
    pub(super) fn of(&self, gain: i32) -> i32 {
        if gain > 0 { gain * self.halves / 2 } else { gain }
    }
}

pub(super) fn weights(text: &str, evidence: &[&Island]) -> Vec<Weight> {
    let mut seen: Vec<(char, i32)> = vec![];
    let weight = |island: &&Island| {
        let Some((at, cost)) = surprise_in_word(text, island) else {
            return Weight { character: ' ', focus: 0..0, halves: 0, odd: i32::MIN, most: 0 };
        };
        let c = text[at..].chars().next().unwrap_or(' ');
        let halves = match seen.iter_mut().find(|(other, _)| *other == c) {
            None => {
                seen.push((c, 2));
                2
            }
            Some((_, halves)) => {
                *halves = (*halves - 1).max(0);
                *halves
            }
        };
        let focus = focus(text, &island.range, at);
        let odd = odd(text, island, &focus);
        Weight { character: c, focus, halves, odd, most: cost * halves / 2 }
    };
    evidence.iter().map(weight).collect()
}

/// What an island costs beyond what text that makes sense does, at its start or around what surprises
/// most, if anything does and it is a word.
pub(super) fn oddest(text: &str, island: &Island) -> i32 {
    surprise_in_word(text, island)
        .map_or(i32::MIN, |(at, _)| odd(text, island, &focus(text, &island.range, at)))
}

fn odd(text: &str, island: &Island, focus: &Range<usize>) -> i32 {
    oddness(text, &head(text, island)).max(oddness(text, focus))
}

/// What [`surprise`] says of an island that is a word.
fn surprise_in_word(text: &str, island: &Island) -> Option<(usize, i32)> {
    surprise(text, &island.range).filter(|_| is_word(text, &island.range))
}

/// Whether some character outside ASCII stands beside a letter: lists of single letters and signs
/// are no words of any encoding.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    if is_row(text, range) {
        return false;
    }
    let mut last = text[..range.start].chars().next_back().unwrap_or(' ');
    let end = text[range.end..].chars().next().map_or(range.end, |c| range.end + c.len_utf8());
    text[range.start..end].chars().any(|c| {
        let beside = std::mem::replace(&mut last, c);
        let (a, b) = (beside.is_alphabetic(), c.is_alphabetic());
        a && (b || !c.is_ascii()) || b && !beside.is_ascii()
    })
}

/// Whether what stands there are letters in the order of the alphabet, as in "the vowels âêîôû": they
/// are there for their own sake, and one in so many pages makes a word of them.
fn is_row(text: &str, range: &Range<usize>) -> bool {
    let is_beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if is_beside(text[..range.start].chars().next_back())
        || is_beside(text[range.end..].chars().next())
    {
        return false;
    }
    let mut last = ' ';
    let mut letters = 0;
    let mut in_order = text[range.clone()].chars().map(|c| {
        let before = std::mem::replace(&mut last, c);
        letters += usize::from(c.is_alphabetic());
        // Small letters and capitals are rows of their own.
        let goes_on = before.is_alphabetic() && before.is_lowercase() == c.is_lowercase();
        match c {
            ' ' | ',' | '-' => true,
            c => c.is_alphabetic() && (!goes_on || base(before) <= base(c)),
        }
    });
    in_order.all(|is| is) && letters >= ROW
}

/// Fewer letters are in order by chance.
const ROW: usize = 4;

/// The letter that a letter is a variant of.
fn base(c: char) -> char {
    c.nfd().next().unwrap_or(c)
}

/// The characters around one that are looked at first.
const FOCUS: usize = 5;

fn focus(text: &str, range: &Range<usize>, at: usize) -> Range<usize> {
    let before = text[range.start..at].char_indices().rev().take(FOCUS).last();
    let behind = text[at..range.end].char_indices().nth(FOCUS + 1);
    before.map_or(at, |(n, _)| range.start + n)..behind.map_or(range.end, |(n, _)| at + n)
}

/// Where the most surprising character of a stretch stands, if one is, and what the stretch and what follows
/// cost beyond the least.
fn surprise(text: &str, range: &Range<usize>) -> Option<(usize, i32)> {
    const LEAST: i32 = NAT;
    let [mut a, mut b] = context(&text[..range.start]);
    let mut most = (SURPRISE, None);
    let mut sum = 0;
    for (at, c) in text[range.clone()].char_indices() {
        let next = symbol(c);
        let price = price(a, b, next);
        sum += (price.min(CAP) - LEAST).max(0);
        if !c.is_ascii() && price > most.0 {
            most = (price, Some(range.start + at));
        }
        (a, b) = (b, next);
    }
    let mut after = text[range.end..].chars();
    for c in [after.next().unwrap_or(' '), after.next().unwrap_or(' ')] {
        let next = symbol(c);
        sum += (price(a, b, next).min(CAP) - LEAST).max(0);
        (a, b) = (b, next);
    }
    most.1.map(|at| (at, sum))
}
