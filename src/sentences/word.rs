//! Words beside a place where a sentence could end, and what they look like.

use super::characters::{is_closing_quote, is_opener, is_terminator};
use super::letters::{self, Kind};
use crate::span::floor;

/// Words are looked at so far, in bytes.
pub(super) const WORD: usize = 32;

/// A word and what it looks like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// One of [`shape`].
    pub(super) shape: u32,
    /// Whatever its case.
    pub(super) hash: u32,
    /// Whether this is two letters of ASCII or more and nothing else, all small but for the first.
    pub(super) is_plain: bool,
}

/// The hash of a word, whatever its case: 32-bit FNV-1a.
pub(super) fn hash_of(text: &str) -> u32 {
    // So many bytes [`sum_and_hash`] can count.
    if text.len() < 256
        && let (sum, hash) = sum_and_hash(text.as_bytes())
        && sum < OTHER
    {
        return hash;
    }
    text.chars().fold(NO_WORD, |hash, c| add_char(hash, letters::of(c).1))
}

/// The hash of no bytes.
const NO_WORD: u32 = 0x811c_9dc5;

fn add_char(hash: u32, c: char) -> u32 {
    c.encode_utf8(&mut [0; 4]).bytes().fold(hash, add)
}

fn add(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// Shapes of words.
pub(super) mod shape {
    pub(in crate::sentences) const NONE: u32 = 0;
    pub(in crate::sentences) const LOWER: u32 = 1;
    pub(in crate::sentences) const SHORT_LOWER: u32 = 2;
    pub(in crate::sentences) const CAPITALISED: u32 = 3;
    pub(in crate::sentences) const CAPITALS: u32 = 4;
    pub(in crate::sentences) const CAPITAL: u32 = 5;
    pub(in crate::sentences) const MIXED: u32 = 6;
    pub(in crate::sentences) const SHORT_NUMBER: u32 = 7;
    pub(in crate::sentences) const NUMBER: u32 = 8;
    pub(in crate::sentences) const YEAR: u32 = 9;
    pub(in crate::sentences) const WITH_DIGITS: u32 = 10;
    pub(in crate::sentences) const DOTTED: u32 = 11;
    pub(in crate::sentences) const ADDRESS: u32 = 12;
    pub(in crate::sentences) const CASELESS: u32 = 13;
    pub(in crate::sentences) const DASH: u32 = 14;
    pub(in crate::sentences) const TAG: u32 = 15;
    pub(in crate::sentences) const SIGNS: u32 = 16;
    pub(in crate::sentences) const LETTER: u32 = 17;
}

/// How many of each kind a word has.
#[derive(Debug, Clone, Copy, Default)]
struct Kinds {
    upper: u32,
    lower: u32,
    digits: u32,
    dots: u32,
    /// Letters without case.
    others: u32,
    signs: u32,
    has_at: bool,
}

/// One, in the byte of the kind: small letter, capital, digit, dot, `@`, other sign, what is not ASCII.
static KINDS: [u64; 256] = {
    let mut kinds = [OTHER; 256];
    let mut n = 0;
    while n < 128 {
        let byte = n as u8;
        if byte.is_ascii_lowercase() {
            kinds[n] = 1;
        } else if byte.is_ascii_uppercase() {
            kinds[n] = CAPITAL;
        } else if byte.is_ascii_digit() {
            kinds[n] = 1 << 16;
        } else if byte == b'.' {
            kinds[n] = 1 << 24;
        } else if byte == b'@' {
            kinds[n] = 1 << 32;
        } else {
            kinds[n] = 1 << 40;
        }
        n += 1;
    }
    kinds
};

const CAPITAL: u64 = 1 << 8;
const OTHER: u64 = 1 << 48;

/// How many bytes of each of [`KINDS`] a short word has, and its hash if it is ASCII.
fn sum_and_hash(word: &[u8]) -> (u64, u32) {
    // A byte of the sum for each kind; words are too short for one to overflow.
    word.iter().fold((0, NO_WORD), |(sum, hash), byte| {
        let kind = KINDS[usize::from(*byte)];
        // The bit that tells a small letter from its capital.
        (sum + kind, add(hash, byte | (kind >> 3 & 0x20) as u8))
    })
}

impl Kinds {
    /// By [`sum_and_hash`], of a word in ASCII.
    fn of_sum(sum: u64) -> Kinds {
        let kind = |n: u64| (sum >> (8 * n) & 255) as u32;
        Kinds {
            lower: kind(0),
            upper: kind(1),
            digits: kind(2),
            dots: kind(3),
            has_at: kind(4) > 0,
            signs: kind(5),
            others: 0,
        }
    }

    /// Those of a word in any script.
    fn and_hash_of_any(word: &str) -> (Kinds, u32) {
        let mut kinds = Kinds::default();
        let hash = word.chars().fold(NO_WORD, |hash, c| {
            let (kind, small) = letters::of(c);
            match (kind, c) {
                (_, '.') => kinds.dots += 1,
                (_, '@') => kinds.has_at = true,
                (_, '0'..='9') => kinds.digits += 1,
                (Kind::Lower, _) => kinds.lower += 1,
                (Kind::Upper, _) => kinds.upper += 1,
                (Kind::Letter | Kind::Number, _) => kinds.others += 1,
                (Kind::Sign, _) => kinds.signs += 1,
            }
            add_char(hash, small)
        });
        (kinds, hash)
    }
}

fn shape_of(word: &str, kinds: Kinds) -> u32 {
    use shape::{
        ADDRESS, CAPITAL, CAPITALISED, CAPITALS, CASELESS, DASH, DOTTED, LETTER, LOWER, MIXED,
        NONE, NUMBER, SHORT_LOWER, SHORT_NUMBER, SIGNS, TAG, WITH_DIGITS, YEAR,
    };
    let bytes = word.as_bytes();
    let Some(&first) = bytes.first() else { return NONE };
    if bytes.len() == 1 {
        return match first {
            b'A'..=b'Z' => CAPITAL,
            b'a'..=b'z' => LETTER,
            b'0'..=b'9' => SHORT_NUMBER,
            b'-' => DASH,
            _ => SIGNS,
        };
    }
    let Kinds { upper, lower, digits, dots, others, signs, has_at } = kinds;
    // "http://"
    if signs > 2 && word.starts_with("http") && word.contains("://") || word.starts_with("www.") {
        return ADDRESS;
    }
    if matches!(first, b'#' | b'@') {
        return TAG;
    }
    let letters = upper + lower + others;
    if has_at && letters > 0 {
        return ADDRESS;
    }
    if letters + digits == 0 {
        return if word.chars().all(|c| matches!(c, '-' | '–' | '—' | '―')) {
            DASH
        } else {
            SIGNS
        };
    }
    if dots > 0 {
        let has_long = word.split('.').any(|part| part.chars().take(3).count() > 2);
        return if letters == 0 {
            NUMBER
        } else if has_long {
            ADDRESS
        } else {
            DOTTED
        };
    }
    if digits > 0 {
        return match (letters, digits) {
            (0, 1..=2) if signs == 0 => SHORT_NUMBER,
            (0, 4) if signs == 0 => YEAR,
            (0, _) => NUMBER,
            _ => WITH_DIGITS,
        };
    }
    if others > 0 && upper + lower == 0 {
        return CASELESS;
    }
    let starts_upper = word.chars().next().is_some_and(char::is_uppercase);
    match (upper, lower) {
        (0, 1..=2) => SHORT_LOWER,
        (0, _) => LOWER,
        (1, 0) => CAPITAL,
        (_, 0) => CAPITALS,
        (1, _) if starts_upper => CAPITALISED,
        _ => MIXED,
    }
}

impl<'a> Word<'a> {
    #[inline]
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let (sum, hash) = sum_and_hash(bytes);
        let small = bytes.len() as u64;
        // Most words are small letters, and most others begin with the only capital they have.
        let shape = match bytes {
            [_, _, ..] if sum == small && small > 2 => shape::LOWER,
            [_, _, ..] if sum == small => shape::SHORT_LOWER,
            [b'A'..=b'Z', _, ..] if sum == CAPITAL + small - 1 => shape::CAPITALISED,
            _ => return Self::unusual(text, sum, hash),
        };
        Word { text, shape, hash, is_plain: true }
    }

    #[inline(never)]
    fn unusual(text: &'a str, sum: u64, hash: u32) -> Self {
        if sum < OTHER {
            return Word { text, shape: shape_of(text, Kinds::of_sum(sum)), hash, is_plain: false };
        }
        let (kinds, hash) = Kinds::and_hash_of_any(text);
        Word { text, shape: shape_of(text, kinds), hash, is_plain: false }
    }

    /// The word that ends at `end`, and where it starts; without what opens before it.
    pub(super) fn before(unit: &'a str, start: usize, end: usize) -> (Self, usize) {
        let least = floor(unit, end.saturating_sub(WORD).max(start));
        let inside = &unit.as_bytes()[least..end];
        let at = least + inside.iter().rposition(|b| *b <= b' ').map_or(0, |n| n + 1);
        let word = &unit[at..end];
        // Most words begin with a letter.
        let word = match word.as_bytes().first() {
            Some(byte) if byte.is_ascii_alphanumeric() => word,
            _ => word.trim_start_matches(|c| is_opener(c) && c != '*' && c != '_'),
        };
        (Self::new(word), at)
    }

    /// The word that starts at `at`, without the punctuation behind it; and what follows.
    pub(super) fn after(unit: &'a str, at: usize) -> (Self, usize) {
        let most = floor(unit, unit.len().min(at + WORD));
        let inside = &unit[at..most];
        let end = inside.bytes().position(|b| b <= b' ').unwrap_or(inside.len());
        let word = &inside[..end];
        let is_behind = |c: char| {
            is_terminator(c) || is_closing_quote(c) || matches!(c, ',' | ';' | ':' | ')' | ']')
        };
        // And most end in one, or with one mark behind it.
        let trimmed = match word.as_bytes() {
            [.., byte] if byte.is_ascii_alphanumeric() => word,
            [.., byte, b',' | b'.' | b':' | b';' | b')' | b'"'] if byte.is_ascii_alphanumeric() => {
                &word[..word.len() - 1]
            }
            _ => word.trim_end_matches(is_behind),
        };
        let word = if trimmed.is_empty() { word } else { trimmed };
        (Self::new(word), at + word.len())
    }
}

/// Where the word starts that ends here, at most so many characters before.
pub(super) fn start_of_word(text: &str, start: usize, end: usize, longest: usize) -> usize {
    let ascii = text.as_bytes()[start..end].iter().rev().take(longest);
    let at = end - ascii.take_while(|b| b.is_ascii_graphic()).count();
    let rest = text[start..at].chars().rev().take(longest - (end - at));
    at - rest.take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>()
}

/// Where the word ends that the text starts with, at most so many characters behind.
pub(super) fn end_of_word(text: &str, longest: usize) -> usize {
    let ascii = text.bytes().take(longest).take_while(u8::is_ascii_graphic).count();
    let rest = text[ascii..].chars().take(longest - ascii);
    ascii + rest.take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>()
}
