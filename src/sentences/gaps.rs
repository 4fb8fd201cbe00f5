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
        let start = bytes[..end].trim_ascii_end().len();
        // What a newline means the layout has said already.
        let is_wrap = memchr::memchr(b'\n', &bytes[start..end]).is_some();
        if start > 0 && !is_wrap && is_worth_a_look(unit, start, end) {
            return Some(Gap { start, end });
        }
    }
}

/// Bytes that are looked at together, without a branch for each.
const BLOCK: usize = 32;

/// Where the next word begins behind a space that has something unusual on one side.
fn next_edge(bytes: &[u8], from: usize) -> Option<usize> {
    // The byte before the space, the space, the byte behind it.
    let mut at = from.max(2);
    while at < bytes.len() {
        let end = bytes.len().min(at + BLOCK);
        let three = || bytes[at - 2..].iter().zip(&bytes[at - 1..]).zip(&bytes[at..end]);
        let is_edge = |((left, space), right): ((&u8, &u8), &u8)| {
            (*space == b' ') & (is_unusual_behind(*right) | is_unusual_before(*left))
        };
        if three().fold(false, |any, bytes| any | is_edge(bytes)) {
            return three().position(is_edge).map(|n| at + n);
        }
        at = end;
    }
    None
}

fn is_unusual_behind(byte: u8) -> bool {
    !byte.is_ascii_lowercase() & (byte != b' ')
}

fn is_unusual_before(byte: u8) -> bool {
    matches!(byte, b'>' | b'*' | b'_' | b'=' | b'~' | b'^' | b'#' | b'|' | b')')
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
        b',' | b'.' | b'!' | b'?' | b';' | b':' | b')' | b']' | b'}' | b'%' | b'/' | b'&' => false,
        0x80.. => {
            unit[end..].chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphanumeric())
        }
        _ => true,
    }
}

fn is_opening_quote(c: char) -> bool {
    is_opener(c) && !matches!(c, '(' | '[' | '{' | '*' | '_' | '¿' | '¡')
}

/// Whether the text ends in `:)`, `;-)` or the like.
fn is_face(before: &[u8]) -> bool {
    let eyes = before.strip_suffix(b")").unwrap_or(before);
    let eyes = eyes.strip_suffix(b"-").unwrap_or(eyes);
    matches!(eyes.last(), Some(b':' | b';' | b'='))
}
