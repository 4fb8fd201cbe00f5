//! Words beside a place where a sentence could end, and what they look like.

use super::characters::{is_closing_quote, is_opener, is_terminator};

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
}

/// The hash of a word, whatever its case.
pub(super) fn hash_of(text: &str) -> u32 {
    let add = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    if text.is_ascii() {
        return text.bytes().fold(0x811c_9dc5, |hash, byte| add(hash, byte.to_ascii_lowercase()));
    }
    text.chars().fold(0x811c_9dc5, |hash, c| {
        let small = c.to_lowercase().next().unwrap_or(c);
        let mut bytes = [0; 4];
        small.encode_utf8(&mut bytes).bytes().fold(hash, add)
    })
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

/// One, in the byte of the kind: small letter, capital, digit, dot, `@`, other sign.
static KINDS: [u64; 256] = {
    let mut kinds = [1 << 40; 256];
    let mut n = 0;
    while n < 256 {
        let byte = n as u8;
        if byte.is_ascii_lowercase() {
            kinds[n] = 1;
        } else if byte.is_ascii_uppercase() {
            kinds[n] = 1 << 8;
        } else if byte.is_ascii_digit() {
            kinds[n] = 1 << 16;
        } else if byte == b'.' {
            kinds[n] = 1 << 24;
        } else if byte == b'@' {
            kinds[n] = 1 << 32;
        }
        n += 1;
    }
    kinds
};

fn shape_of(word: &str) -> u32 {
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
    if word.starts_with("http") && word.contains("://") || word.starts_with("www.") {
        return ADDRESS;
    }
    if matches!(first, b'#' | b'@') {
        return TAG;
    }
    let (mut upper, mut lower, mut digits, mut others, mut dots, mut signs) = (0, 0, 0, 0, 0, 0);
    let mut at_sign = false;
    if word.is_ascii() {
        // A byte of the sum for each kind; words are too short for one to overflow.
        let sum = bytes.iter().fold(0u64, |sum, b| sum + KINDS[usize::from(*b)]);
        let kind = |n: u64| (sum >> (8 * n) & 255) as u32;
        (lower, upper, digits, dots, signs) = (kind(0), kind(1), kind(2), kind(3), kind(5));
        at_sign = kind(4) > 0;
    } else {
        for c in word.chars() {
            match c {
                'a'..='z' => lower += 1,
                'A'..='Z' => upper += 1,
                '0'..='9' => digits += 1,
                '.' => dots += 1,
                '@' => at_sign = true,
                '\0'..='\x7f' => signs += 1,
                c if c.is_lowercase() => lower += 1,
                c if c.is_uppercase() => upper += 1,
                c if c.is_alphanumeric() => others += 1,
                _ => signs += 1,
            }
        }
    }
    let letters = upper + lower + others;
    if at_sign && letters > 0 {
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
    fn new(text: &'a str) -> Self {
        Word { text, shape: shape_of(text), hash: hash_of(text) }
    }

    /// The word that ends at `end`, and where it starts; without what opens before it.
    pub(super) fn before(unit: &'a str, start: usize, end: usize) -> (Self, usize) {
        let least = floor(unit, end.saturating_sub(WORD).max(start));
        let inside = &unit.as_bytes()[least..end];
        let at = least + inside.iter().rposition(|b| *b <= b' ').map_or(0, |n| n + 1);
        let word = unit[at..end].trim_start_matches(|c| is_opener(c) && c != '*' && c != '_');
        (Self::new(word), at)
    }

    /// The word that starts at `at`, without the punctuation behind it; and what follows.
    pub(super) fn after(unit: &'a str, at: usize) -> (Self, usize) {
        let most = floor(unit, unit.len().min(at + WORD));
        let inside = &unit[at..most];
        let end = inside.bytes().position(|b| b <= b' ').unwrap_or(inside.len());
        let word = &inside[..end];
        let trimmed = word.trim_end_matches(|c: char| {
            is_terminator(c) || is_closing_quote(c) || matches!(c, ',' | ';' | ':' | ')' | ']')
        });
        let word = if trimmed.is_empty() { word } else { trimmed };
        (Self::new(word), at + word.len())
    }
}

/// The character boundary at or before a byte.
pub(super) fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
