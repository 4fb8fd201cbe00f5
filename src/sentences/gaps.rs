//! Where a sentence could end without a terminator: between a signature and the next message, after
//! a heading that lost its line, before a row of dashes.
//!
//! There are many spaces in a text and few such ends, so only those are looked at that have
//! something unusual on one side: a capital or a sign behind them, a sign before them.

use super::characters::{is_closing_quote, is_opener};

fn is_opening_quote(c: char) -> bool {
    is_opener(c) && !matches!(c, '(' | '[' | '{' | '*' | '_' | '¿' | '¡')
}

/// White space at which a sentence could end. Offsets are bytes of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) start: usize,
    /// After the white space.
    pub(super) end: usize,
}

/// The next gap that starts at or after `from` and ends before `until`.
pub(super) fn next(unit: &str, from: usize, until: usize) -> Option<Gap> {
    let bytes = &unit.as_bytes()[..until];
    let mut at = from;
    loop {
        at += memchr::memchr(b' ', bytes.get(at..)?)?;
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let (Some(&left), Some(&right)) = (bytes[..start].last(), bytes.get(at)) else {
            if at >= bytes.len() {
                return None;
            }
            continue;
        };
        // What a newline means the layout has said already.
        let is_wrap = memchr::memchr(b'\n', &bytes[start..at]).is_some();
        if !is_wrap && is_worth_a_look(unit, left, right, at) {
            return Some(Gap { start, end: at });
        }
    }
}

fn is_worth_a_look(unit: &str, left: u8, right: u8, at: usize) -> bool {
    let before = unit[..at].trim_ascii_end();
    match right {
        // Who said it follows the quotation, and the quotation follows who says it.
        _ if before.ends_with([',', ':']) && unit[at..].starts_with(is_opening_quote)
            || before.ends_with(is_closing_quote)
                && before.trim_end_matches(is_closing_quote).ends_with(',') =>
        {
            false
        }
        b'(' => matches!(left, b'>' | b'*' | b'_' | b'=' | b'~' | b'-'),
        b'a'..=b'z' => {
            matches!(left, b'>' | b'*' | b'_' | b'=' | b'~' | b'^' | b'#' | b'|')
                || right == b'h' && unit[at..].starts_with("http")
                || right == b'w' && unit[at..].starts_with("www.")
                || left == b')' && is_face(&unit.as_bytes()[..at])
        }
        b',' | b'.' | b'!' | b'?' | b';' | b':' | b')' | b']' | b'}' | b'%' | b'/' | b'&' => false,
        0x80.. => {
            unit[at..].chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphanumeric())
        }
        _ => true,
    }
}

/// Whether the text ends in `:)`, `;-)` or the like.
fn is_face(before: &[u8]) -> bool {
    let end = before.trim_ascii_end();
    let eyes = end[..end.len() - 1].strip_suffix(b"-").unwrap_or(&end[..end.len() - 1]);
    matches!(eyes.last(), Some(b':' | b';' | b'='))
}
