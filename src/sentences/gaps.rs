//! Where a sentence could end without a terminator: between a signature and the next message, after
//! a heading that lost its line, before a row of dashes.
//!
//! There are many spaces in a text and few such ends, so only those are looked at that have
//! something unusual on one side: a capital or a sign behind them, a sign before them.

use super::characters::{is_closing_quote, is_opener};
use super::letters::{self, Kind};

/// White space at which a sentence could end. Offsets are bytes of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) start: usize,
    /// After the white space.
    pub(super) end: usize,
}

/// The gap before the word that begins at `end`, behind a space, if it is worth a look.
pub(super) fn before(unit: &str, end: usize) -> Option<Gap> {
    let bytes = unit.as_bytes();
    if bytes[end].is_ascii_whitespace() || is_small(bytes[end], bytes.get(end + 1)) {
        return None;
    }
    // One space, most often.
    let start = match bytes.get(end.wrapping_sub(2)) {
        Some(0x21..=0x7f) => end - 1,
        _ => unit[..end].trim_end().len(),
    };
    // What a newline means the layout has said already.
    let is_wrap = end - start > 1 && bytes[start..end].contains(&b'\n');
    (start > 0 && !is_wrap && is_worth_a_look(unit, start, end)).then_some(Gap { start, end })
}

/// Whether a small letter of Latin-1 or of the Greek or Cyrillic alphabet begins with these two bytes.
fn is_small(byte: u8, next: Option<&u8>) -> bool {
    matches!(
        (byte, next),
        (0xc3, Some(0x9f..=0xb6 | 0xb8..=0xbf))
            | (0xce, Some(0xac..=0xbf))
            | (0xcf, Some(0x80..=0x8e))
            | (0xd0, Some(0xb0..=0xbf))
            | (0xd1, Some(0x80..=0x9f))
    )
}

fn is_worth_a_look(unit: &str, start: usize, end: usize) -> bool {
    let bytes = unit.as_bytes();
    let (left, right) = (bytes[start - 1], bytes[end]);
    // A capitalised word behind another word.
    if right.is_ascii_uppercase() && left.is_ascii_alphanumeric() {
        return true;
    }
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
        0x80.. => unit[end..].chars().next().is_some_and(|c| match letters::of(c).0 {
            Kind::Upper => true,
            Kind::Sign => !c.is_whitespace(),
            // Roman numbers of one character.
            Kind::Number => c.is_uppercase(),
            Kind::Lower | Kind::Letter => false,
        }),
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
    use crate::sentences::sights::{Sight, Sights};

    #[test]
    fn small_letters_are_told_by_their_bytes() {
        for c in 'ß'..='џ' {
            let text = c.to_string();
            let is_small = is_small(text.as_bytes()[0], text.as_bytes().get(1));
            assert!(!is_small || c.is_lowercase(), "{c}");
        }
        for c in ['ß', 'ÿ', 'ά', 'ο', 'π', 'ώ', 'а', 'п', 'р', 'џ'] {
            let text = c.to_string();
            assert!(is_small(text.as_bytes()[0], text.as_bytes().get(1)), "{c}");
        }
    }

    #[test]
    fn names_signs_and_faces_are_looked_at() {
        let unit = "so we met Ada :) and then <b> 'twas late, \"no,\" Ada said";
        let bytes = unit.as_bytes();
        let mut sights = Sights::new(bytes, false);
        sights.enter(bytes, 0..bytes.len());
        let sights = std::iter::from_fn(|| sights.next(bytes, |_| false));
        let edges = sights.filter_map(|sight| match sight {
            Sight::Edge(at) => before(unit, at),
            Sight::Mark(_) => None,
        });
        let words: Vec<&str> = edges.map(|gap| &unit[gap.end..]).map(|rest| &rest[..3]).collect();
        assert_eq!(words, ["Ada", "and", "<b>", "'tw"]);
    }
}
