//! Where a sentence could end without a terminator: between a signature and the next message, after
//! a heading that lost its line, before a row of dashes.
//!
//! There are many spaces in a text and few such ends, so only those are looked at that have
//! something unusual on one side: a capital or a sign behind them, a sign before them.

use super::characters::{is_closing_quote, is_opener};

/// White space at which a sentence could end. Offsets are bytes of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) start: usize,
    /// After the white space.
    pub(super) end: usize,
}

/// The next gap that ends after `from` and before `until`.
pub(super) fn next(unit: &str, from: usize, until: usize) -> Option<Gap> {
    let bytes = &unit.as_bytes()[..until];
    let mut at = from;
    loop {
        let end = next_edge(bytes, at + 1)?;
        at = end;
        if bytes[end].is_ascii_whitespace() {
            continue;
        }
        let start = unit[..end].trim_end().len();
        // What a newline means the layout has said already.
        let is_wrap = end - start > 1 && bytes[start..end].contains(&b'\n');
        if start > 0 && !is_wrap && is_worth_a_look(unit, start, end) {
            return Some(Gap { start, end });
        }
    }
}

const HIGH: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Where the next word begins behind a space that has something unusual on one side.
///
/// Eight places are looked at together: a byte of a number stands for each, and its upper bit for yes.
fn next_edge(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from.max(2);
    while let Some(behind) = eight(bytes, at) {
        let (Some(space), Some(before)) = (eight(bytes, at - 1), eight(bytes, at - 2)) else {
            return None;
        };
        let low = behind & !HIGH;
        // From 'a' on, and from '{' on.
        let is_small = (low + ONES * 0x1f) & !(low + ONES * 0x05) & !behind;
        let is_sign = are(before, b')') | are(before, b'>');
        let found = are(space, b' ') & (!is_small | is_sign) & !are(behind, b' ') & HIGH;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    (at..bytes.len()).find(|at| {
        let (before, space, behind) = (bytes[at - 2], bytes[at - 1], bytes[*at]);
        space == b' '
            && behind != b' '
            && (!behind.is_ascii_lowercase() || matches!(before, b')' | b'>'))
    })
}

fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// Which of eight bytes are this one, by their upper bits; exactly.
fn are(eight: u64, byte: u8) -> u64 {
    let other = eight ^ (ONES * u64::from(byte));
    !(((other & !HIGH) + !HIGH) | other)
}

fn is_worth_a_look(unit: &str, start: usize, end: usize) -> bool {
    let bytes = unit.as_bytes();
    let (left, right) = (bytes[start - 1], bytes[end]);
    let before = &unit[..start];
    match right {
        // Who said it follows the quotation, and the quotation follows who says it.
        _ if matches!(left, b',' | b':') && unit[end..].starts_with(is_opening_quote)
            || !left.is_ascii_alphanumeric()
                && before.ends_with(is_closing_quote)
                && before.trim_end_matches(is_closing_quote).ends_with(',') =>
        {
            false
        }
        b'(' => matches!(left, b'>' | b'*' | b'_' | b'=' | b'~' | b'-'),
        b'a'..=b'z' => left != b')' || is_face(&bytes[..start]),
        // Nothing starts with these; and letters without case are many.
        b','
        | b'.'
        | b'!'
        | b'?'
        | b';'
        | b':'
        | b')'
        | b']'
        | b'}'
        | b'%'
        | b'/'
        | b'&'
        | 0xd7..=0xe0
        | 0xe3..=0xed => false,
        // Small letters of the Greek and Cyrillic alphabets.
        0xce if bytes[end + 1] >= 0xac => false,
        0xd0 if bytes[end + 1] >= 0xb0 => false,
        0x80.. => unit[end..]
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || !c.is_alphanumeric() && !c.is_whitespace()),
        _ => true,
    }
}

fn is_opening_quote(c: char) -> bool {
    is_opener(c) && !matches!(c, '(' | '[' | '{' | '*' | '_' | '¿' | '¡')
}

/// Whether the text ends in `:)`, `;-)` or the like.
pub(super) fn is_face(before: &[u8]) -> bool {
    let eyes = before.strip_suffix(b")").unwrap_or(before);
    let eyes = eyes.strip_suffix(b"-").unwrap_or(eyes);
    matches!(eyes.last(), Some(b':' | b';' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(bytes: &[u8], from: usize) -> Option<usize> {
        (from.max(2)..bytes.len()).find(|at| {
            bytes[at - 1] == b' '
                && bytes[*at] != b' '
                && (!bytes[*at].is_ascii_lowercase() || matches!(bytes[at - 2], b')' | b'>'))
        })
    }

    #[test]
    fn eight_at_a_time_finds_what_one_at_a_time_does() {
        let bytes: Vec<u8> = (0..=255u8)
            .flat_map(|byte| {
                [byte, b' ', byte, b'a', b' ', b' ', byte, b')', b' ', b'x', b' ', b'z']
            })
            .collect();
        for from in 0..bytes.len() {
            assert_eq!(next_edge(&bytes, from), plain(&bytes, from), "{from}");
        }
    }

    #[test]
    fn names_signs_and_faces_are_looked_at() {
        let unit = "so we met Ada :) and then <b> 'twas late, \"no,\" Ada said";
        let next = |gap: &Gap| next(unit, gap.end, unit.len());
        let found = std::iter::successors(next(&Gap { start: 0, end: 0 }), next);
        let words: Vec<&str> = found.map(|gap| &unit[gap.end..]).map(|rest| &rest[..3]).collect();
        assert_eq!(words, ["Ada", "and", "<b>", "'tw"]);
    }
}
