//! What letters are and how they are written small, by a table for the scripts with most text: the
//! standard library searches for each answer.

use std::sync::OnceLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Lower,
    Upper,
    /// A letter without case.
    Letter,
    Number,
    Sign,
}

impl Kind {
    pub(super) fn is_letter(self) -> bool {
        matches!(self, Kind::Lower | Kind::Upper | Kind::Letter)
    }

    pub(super) fn is_alphanumeric(self) -> bool {
        self != Kind::Sign
    }
}

/// How many characters a table has. Only those of the scripts that are met are made.
const PAGE: usize = 128;

/// From Latin to Georgian, with the scripts of South Asia; and to the dashes and quotes.
const PAGES: usize = 0x2100 / PAGE;

static LETTERS: [OnceLock<Vec<(Kind, char)>>; PAGES] = [const { OnceLock::new() }; PAGES];

/// What a character is, and its small form; the first of its characters if it has several.
#[inline]
pub(super) fn of(c: char) -> (Kind, char) {
    if matches!(c, '\u{4e00}'..='\u{9fef}' | '\u{ac00}'..='\u{d7a3}') {
        return (Kind::Letter, c);
    }
    let Some(page) = LETTERS.get(c as usize / PAGE) else { return searched(c) };
    let page = page.get_or_init(|| {
        let first = c as u32 - c as u32 % PAGE as u32;
        (first..).take(PAGE).map(|c| searched(char::from_u32(c).unwrap_or_default())).collect()
    });
    page[c as usize % PAGE]
}

fn searched(c: char) -> (Kind, char) {
    let kind = match c {
        c if c.is_numeric() => Kind::Number,
        c if c.is_lowercase() => Kind::Lower,
        c if c.is_uppercase() => Kind::Upper,
        c if c.is_alphabetic() => Kind::Letter,
        _ => Kind::Sign,
    };
    (kind, c.to_lowercase().next().unwrap_or(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_search_does() {
        for c in '\0'..=char::MAX {
            assert_eq!(of(c), searched(c), "{c:?}");
            assert_eq!(of(c).0.is_alphanumeric(), c.is_alphanumeric(), "{c:?}");
        }
    }
}
