//! Lines and columns.

/// A place as people name it: both count from 1, columns in characters (code points).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Lines end with `\n`.
    pub line: usize,
    /// How many characters of the line stand before it, and one. A byte order mark at the start of
    /// the text is in no column, as editors have it.
    pub column: usize,
    /// How many characters of the text stand before it.
    pub offset: usize,
}

impl Default for Position {
    fn default() -> Position {
        Position { line: 1, column: 1, offset: 0 }
    }
}

/// Finds the positions of bytes that are asked for in order.
///
/// ```
/// use descrape::check::Positions;
///
/// let mut positions = Positions::new("é1\n\nxé2");
/// let at = positions.at(8);
/// assert_eq!((at.line, at.column, at.offset), (3, 3, 6));
/// ```
#[derive(Debug, Clone)]
pub struct Positions<'a> {
    text: &'a str,
    /// A byte of it.
    at: usize,
    position: Position,
}

impl<'a> Positions<'a> {
    /// Of this text.
    pub fn new(text: &'a str) -> Positions<'a> {
        Positions { text, at: 0, position: Position::default() }
    }

    /// The position of a byte where a character begins. One that lies before the last one asked for
    /// has the position of that.
    pub fn at(&mut self, byte: usize) -> Position {
        let passed = self.text.get(self.at..byte).unwrap_or_default();
        let of = &mut self.position;
        of.offset += characters(passed);
        match memchr::memrchr(b'\n', passed.as_bytes()) {
            None => {
                of.column += characters(passed);
                of.column -= usize::from(self.at == 0 && is_marked(passed));
            }
            Some(last) => {
                of.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count();
                of.column = 1 + characters(&passed[last + 1..]);
            }
        }
        self.at = self.at.max(byte);
        *of
    }
}

/// Whether a text begins with a byte order mark.
fn is_marked(text: &str) -> bool {
    text.starts_with('\u{feff}')
}

/// Counted a word of bytes at a time by the compiler.
fn characters(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn positions_are_those_of_counting(text in "\u{feff}?[a-zé😀\n\u{feff}]{0,40}", cuts in prop::collection::vec(0..60usize, 0..8)) {
            let mut bytes: Vec<usize> = cuts.into_iter()
                .filter(|at| text.is_char_boundary(*at)).collect();
            bytes.sort_unstable();
            let mut positions = Positions::new(&text);
            for byte in bytes {
                let before = &text[..byte];
                let line_start = before.rfind('\n').map_or(0, |at| at + 1);
                prop_assert_eq!(positions.at(byte), Position {
                    line: 1 + before.matches('\n').count(),
                    column: 1 + before[line_start..].chars().count()
                        - usize::from(line_start == 0 && before.starts_with('\u{feff}')),
                    offset: before.chars().count(),
                });
            }
        }
    }
}
