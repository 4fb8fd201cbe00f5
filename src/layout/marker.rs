//! The marks that list items start with: bullets, dashes, numbers, letters.

use std::ops::Range;

/// The mark of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    /// Where the mark ends, before the white space that follows it.
    pub(crate) end: usize,
    /// Its number; letters count from [`LETTERS`]. `None` for a bullet.
    pub(crate) number: Option<u32>,
}

/// The number before that of `a)`, far from those of numbered items.
const LETTERS: u32 = 10_000;

impl Marker {
    /// Whether a list may start with it.
    pub(crate) fn is_first(self) -> bool {
        self.number.is_none_or(|number| number == 1 || number == LETTERS + 1)
    }
}

/// The mark at this place, the start of a line. White space must follow it, and something after
/// that; which white space does not matter, so that mending it cannot change the answer.
/// `bare`: nothing need follow.
pub(crate) fn marker_at(text: &str, at: usize, bare: bool) -> Option<Marker> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let (length, number) = match first {
        '-' | '*' | '•' | '‣' | '⁃' | '◦' | '·' | '●' | '○' | '▪' | '■' | '►' | '–' | '—' => {
            (first.len_utf8(), None)
        }
        '(' | '0'..='9' | 'a'..='z' => {
            let (length, number) = numbered(rest.as_bytes())?;
            (length, Some(number))
        }
        _ => return None,
    };
    let after = &rest[length..];
    let words = after.trim_start();
    let marker = Marker { end: at + length, number };
    if words.len() == after.len() {
        return (bare && after.is_empty()).then_some(marker);
    }
    let next = words.chars().next()?;
    // A long dash also stands inside sentences: "he said⏎— and meant it —".
    let is_mark = !matches!(first, '–' | '—') || !next.is_lowercase();
    is_mark.then_some(marker)
}

/// `3.`, `3)`, `3.)`, `(3)`, `c)`, `(c)`: how long it is, and its number.
fn numbered(bytes: &[u8]) -> Option<(usize, u32)> {
    let open = usize::from(bytes[0] == b'(');
    let label =
        open..open + bytes[open..].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    let (end, number, is_letter) = if label.is_empty() {
        let letter = bytes.get(open).filter(|b| b.is_ascii_lowercase())?;
        (open + 1, LETTERS + u32::from(letter - b'a') + 1, true)
    } else {
        (label.end, value(bytes, label), false)
    };
    let length = match (bytes.get(end)?, bytes.get(end + 1)) {
        (b')', _) => end + 1,
        (b'.', Some(b')')) if open == 0 && !is_letter => end + 2,
        (b'.', _) if open == 0 && !is_letter => end + 1,
        _ => return None,
    };
    Some((length, number))
}

fn value(bytes: &[u8], digits: Range<usize>) -> u32 {
    bytes[digits].iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(usize, Option<u32>)>) {
        let found = marker_at(text, 0, false).map(|marker| (marker.end, marker.number));
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn marks_need_white_space_and_words() {
        check("- rope", Some((1, None)));
        check("-rope", None);
        check("- ", None);
        check("•\nrope", Some((3, None)));
        check("12. rope", Some((3, Some(12))));
        check("(2) rope", Some((3, Some(2))));
        check("2.) rope", Some((3, Some(2))));
        check("2.5 metres", None);
        check("2017. It", None);
        check("b) rope", Some((2, Some(LETTERS + 2))));
        check("b. rope", None);
        check("— Yes, he did.", Some((3, None)));
        check("— and so he did.", None);
    }
}
