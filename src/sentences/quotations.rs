//! Quotations that are closed again, for those who want each of them in one sentence.
//!
//! One pass over a unit pairs its marks. What closes a quotation in one language opens one in
//! another, so a mark first closes what is open, if it can, and opens one otherwise.

use std::ops::Range;

use super::characters::{is_closer, is_opener, is_terminator};
use crate::byte_set::{ByteSet, byte_set};

/// No author nests quotations deeper; what stands outside of so many counts as left open.
const DEEPEST: usize = 8;

/// The first bytes of the marks.
const LEADS: ByteSet = byte_set(b"\"\xc2\xe2\xe3\xef");

/// The quotations of a unit that are closed in it. Offsets are bytes of the text.
#[derive(Debug, Default)]
pub(super) struct Quotations {
    /// From mark to mark; sorted and disjoint: of nested ones the outermost.
    closed: Vec<Range<usize>>,
    /// The first of them that reaches beyond what was asked for.
    next: usize,
}

impl Quotations {
    /// Looks for the quotations of the unit that starts at this offset, and forgets those before.
    pub(super) fn read(&mut self, unit: &str, start: usize) {
        self.closed.clear();
        self.next = 0;
        let bytes = unit.as_bytes();
        let mut open = Open::default();
        let mut at = 0;
        while let Some(n) = bytes[at..].iter().position(|b| LEADS[usize::from(*b)]) {
            at += n;
            let mut rest = unit[at..].chars();
            let Some(mark) = rest.next() else { return };
            let sides = Sides { left: unit[..at].chars().next_back(), right: rest.next() };
            if let Some(opener) = open.close(mark, sides) {
                while self.closed.last().is_some_and(|inner| inner.start > start + opener) {
                    self.closed.pop();
                }
                self.closed.push(start + opener..start + at);
            } else if sides.may_open(mark) {
                open.push(mark, at);
            }
            at += mark.len_utf8();
        }
    }

    /// Whether a sentence that ends here would end inside a quotation. Asked in order.
    pub(super) fn hold(&mut self, end: usize) -> bool {
        while self.closed.get(self.next).is_some_and(|quotation| quotation.end < end) {
            self.next += 1;
        }
        self.closed.get(self.next).is_some_and(|quotation| quotation.start < end)
    }
}

/// The marks that opened a quotation and wait for another to close it, the innermost last.
#[derive(Debug, Default)]
struct Open {
    marks: [(char, usize); DEEPEST],
    length: usize,
}

impl Open {
    fn push(&mut self, mark: char, at: usize) {
        if self.length == DEEPEST {
            self.marks.rotate_left(1);
            self.length -= 1;
        }
        self.marks[self.length] = (mark, at);
        self.length += 1;
    }

    /// Where the quotation starts that this mark closes. Those inside it were left open.
    fn close(&mut self, mark: char, sides: Sides) -> Option<usize> {
        let waiting = &self.marks[..self.length];
        let found = waiting.iter().rposition(|(opener, _)| sides.may_close(*opener, mark))?;
        self.length = found;
        Some(self.marks[found].1)
    }
}

/// What a mark stands between.
#[derive(Debug, Clone, Copy)]
struct Sides {
    left: Option<char>,
    right: Option<char>,
}

impl Sides {
    fn may_open(self, mark: char) -> bool {
        match mark {
            '„' | '‚' | '«' | '‹' | '「' | '『' | '｢' => true,
            '“' | '"' | '＂' => !self.can_only_close(),
            // "rock‘n’roll"
            '‘' => !self.left.is_some_and(char::is_alphanumeric),
            // ”so” in Swedish, »so« in German. The single ones are apostrophes as well.
            '”' | '»' | '›' => self.can_only_open(),
            _ => false,
        }
    }

    fn may_close(self, opener: char, mark: char) -> bool {
        match (opener, mark) {
            ('"', '"')
            | ('＂', '＂')
            | ('„' | '“' | '”', '”')
            | ('„', '“')
            | ('«' | '»', '»')
            | ('»', '«')
            | ('‹' | '›', '›')
            | ('›', '‹')
            | ('‚', '‘')
            | ('「', '」')
            | ('『', '』')
            | ('｢', '｣') => true,
            // “so“ as it is typed in haste.
            ('“', '“') => self.can_only_close(),
            ('‘' | '‚', '’') => !self.is_apostrophe(),
            _ => false,
        }
    }

    /// Behind a word, and none behind it: it closes what a paragraph before opened, or means inches.
    fn can_only_close(self) -> bool {
        self.left.is_some_and(|c| !c.is_whitespace() && !is_opener(c))
            && self.right.is_none_or(|c| {
                c.is_whitespace() || is_terminator(c) || matches!(c, ',' | ';' | ':' | ')' | ']')
            })
    }

    /// Before a word, and none before it.
    fn can_only_open(self) -> bool {
        self.left.is_none_or(|c| {
            c.is_whitespace() || is_opener(c) && !is_closer(c) || matches!(c, '–' | '—' | ':')
        }) && self.right.is_some_and(|c| !c.is_whitespace())
    }

    /// "isn’t", "’tis"; that of "dogs’" cannot be told from a closing mark.
    fn is_apostrophe(self) -> bool {
        self.left.is_none_or(char::is_whitespace) || self.right.is_some_and(char::is_alphanumeric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outermost quotations that are closed, each in brackets.
    fn check(text: &str, expected: &[&str]) {
        let mut quotations = Quotations::default();
        quotations.read(text, 0);
        let found: Vec<&str> = quotations
            .closed
            .iter()
            .map(|quotation| {
                text[quotation.clone()].trim_start_matches(|c| !char::is_alphanumeric(c))
            })
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn marks_of_many_languages_are_paired() {
        check("“a” b „c“ d „e” f", &["a", "c", "e"]);
        check("”a” b »c» d »e« f «g» h « i »", &["a", "c", "e", "g", "i "]);
        check("‹a› b ›c‹ d ‘e’ f ‚g‘ h ‚i’", &["a", "c", "e", "g", "i"]);
        check("\"a\" b \"c\" 「d」と『e』", &["a", "c", "d", "e"]);
        check("他说\"你好。\"他走了。", &["你好。"]);
    }

    #[test]
    fn of_nested_quotations_the_outermost_counts() {
        check("“a ‘b’ c” d", &["a ‘b’ c"]);
        check("“a “b” c” d", &["a “b” c"]);
        check("„a ‚b‘ c“ d", &["a ‚b‘ c"]);
        check(&format!("{} a {}", "“".repeat(20), "”".repeat(20)), &["a ”””””””"]);
    }

    #[test]
    fn what_is_left_open_is_none() {
        check("“a “b” c", &["b"]);
        check("“a ‘b” c’", &["a ‘b"]);
        check("a” b “c” d", &["c"]);
        check("\"a\" b \"c", &["a"]);
        check("a.\" b \"c\" d", &["c"]);
        check("「a", &[]);
    }

    #[test]
    fn apostrophes_and_inches_are_no_quotation_marks() {
        check("‘a isn’t b’ c", &["a isn’t b"]);
        check("rock‘n’roll isn’t", &[]);
        check("It is 12\" wide and 9\" high", &[]);
    }

    #[test]
    fn every_mark_has_its_lead_byte() {
        let nothing = Sides { left: None, right: Some('a') };
        for mark in ('\0'..=char::MAX).filter(|mark| nothing.may_open(*mark)) {
            assert!(LEADS[usize::from(mark.to_string().as_bytes()[0])], "{mark}");
        }
    }
}
