//! Whether a newline ends a paragraph or wraps a line.
//!
//! One reader decides for every run of white space that holds a newline, and the whitespace
//! stage, the sentence splitter and the headline finder all ask it, so they cannot disagree.
//!
//! A blank line always ends a paragraph, and a bulleted or numbered line always keeps its own
//! line. What is left, a single newline between two lines of prose, is decided by
//! [`Newlines`]. Decided breaks are absorbed: a clean text has only blank lines and newlines
//! before list items, and reads the same again whatever the option says.

mod marker;
mod wrap;

use std::cell::OnceCell;
use std::ops::Range;

use crate::sentences::characters::{is_closer, is_terminator};
use crate::stage::scan::Cursor;
pub(crate) use marker::{Marker, marker_at};

/// What a single newline means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Newlines {
    /// Decided for each document from the lengths of its lines.
    #[default]
    Auto,
    /// It ends a paragraph.
    Paragraph,
    /// It is a space.
    Wrap,
}

/// What a run of white space with a newline in it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    /// A space: the line was wrapped here.
    Wrap,
    /// A new line of a list.
    Item,
    /// A new paragraph, though there is no blank line.
    Paragraph,
    /// A blank line.
    Blank,
}

/// Reads the breaks of a text in order.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    newlines: Newlines,
    /// The column at which lines are wrapped, if they are; worked out when it has to be known.
    width: OnceCell<Option<usize>>,
    /// Whether lines end in the space that they were wrapped at; likewise.
    keeps_spaces: OnceCell<bool>,
    /// Where the line being read starts, as the source has its lines.
    line: usize,
    /// The number of the list item seen last: a number counts as one only beside its sibling.
    number: Option<u32>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, newlines: Newlines) -> Reader<'a> {
        let mut reader = Reader {
            text,
            newlines,
            width: OnceCell::new(),
            keeps_spaces: OnceCell::new(),
            line: 0,
            number: None,
        };
        let start = text.len() - text.trim_start().len();
        reader.start_line(start);
        reader
    }

    /// What this run means. `run` is a whole run of white space with at least one newline in it,
    /// and neither starts nor ends the text. Runs are asked for in order, each once.
    pub(crate) fn judge(&mut self, run: &Range<usize>) -> Break {
        let line = &self.text[self.line..run.start];
        let kind = if line_breaks(&self.text[run.clone()]) > 1 {
            Break::Blank
        } else if self.is_item(run.end) {
            Break::Item
        } else {
            self.between_lines(line, run)
        };
        if kind == Break::Wrap {
            self.line = run.end;
        } else {
            self.start_line(run.end);
        }
        kind
    }

    /// A single newline between two lines, the second of which is no list item.
    fn between_lines(&mut self, line: &str, run: &Range<usize>) -> Break {
        // A bullet that stands alone lost its words to the next line.
        if marker_at(line, 0, true).is_some_and(|marker| marker.end == line.len()) {
            return Break::Wrap;
        }
        match self.newlines {
            Newlines::Wrap => Break::Wrap,
            Newlines::Paragraph => Break::Paragraph,
            Newlines::Auto => {
                let text = self.text;
                let width = *self.width.get_or_init(|| wrap::width(text));
                let is_wrap = wrap::is_wrap(line, &text[run.end..], width)
                    || text[run.start..].starts_with(' ')
                        && !ends_sentence(line)
                        && *self.keeps_spaces.get_or_init(|| wrap::keeps_spaces(text));
                if is_wrap { Break::Wrap } else { Break::Paragraph }
            }
        }
    }

    fn start_line(&mut self, at: usize) {
        self.line = at;
        if let Some(Marker { number: Some(number), .. }) = marker_at(self.text, at, false) {
            self.number = Some(number);
        }
    }

    /// Whether a list item starts here: a bullet, or a number that starts or continues a list
    /// ("on Oct.⏎17. The …" does neither).
    fn is_item(&self, at: usize) -> bool {
        marker_at(self.text, at, false).is_some_and(|marker| match marker.number {
            None => true,
            Some(number) => {
                marker.is_first() || self.number.is_some_and(|n| n.abs_diff(number) == 1)
            }
        })
    }
}

/// Every run of white space with a newline in it that stands inside the text, and its meaning.
pub(crate) struct Breaks<'a> {
    reader: Reader<'a>,
    lines: LineBreaks<'a>,
    at: usize,
}

/// The breaks of a text, in order.
pub(crate) fn breaks(text: &str, newlines: Newlines) -> Breaks<'_> {
    Breaks { reader: Reader::new(text, newlines), lines: LineBreaks::of(text), at: 0 }
}

impl Iterator for Breaks<'_> {
    type Item = (Range<usize>, Break);

    fn next(&mut self) -> Option<(Range<usize>, Break)> {
        let text = self.reader.text;
        loop {
            let newline = self.lines.next(self.at)?;
            let start = text[self.at..newline].trim_end().len() + self.at;
            let run = start..text.len() - text[newline..].trim_start().len();
            self.at = run.end;
            // White space around the whole text separates nothing.
            if start > 0 && run.end < text.len() {
                let kind = self.reader.judge(&run);
                return Some((run, kind));
            }
        }
    }
}

/// Whether a line ends a sentence, closing quotes and brackets aside.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let last = line.chars().rev().take(8).find(|c| !is_closer(*c) && !c.is_whitespace());
    last.is_some_and(is_terminator)
}

/// How many line breaks a run of white space holds; a paragraph separator is two.
pub(crate) fn line_breaks(run: &str) -> usize {
    let mut after_return = false;
    run.chars().fold(0, |n, c| {
        let more = match c {
            '\n' => usize::from(!after_return),
            '\u{2029}' => 2,
            c if is_line_break(c) => 1,
            _ => 0,
        };
        after_return = c == '\r';
        n + more
    })
}

/// Whether this character ends a line.
pub(crate) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The characters that end lines of a text, in order.
#[derive(Debug, Clone)]
pub(crate) struct LineBreaks<'a> {
    bytes: &'a [u8],
    /// `None` where there are only line feeds, as in most texts.
    cursor: Option<Cursor>,
}

impl<'a> LineBreaks<'a> {
    pub(crate) fn of(text: &'a str) -> LineBreaks<'a> {
        let bytes = text.as_bytes();
        let cursor = has_odd_breaks(bytes).then(|| Cursor::new(bytes, may_be_line_break));
        LineBreaks { bytes, cursor }
    }

    /// Where the next one at or after `from` stands; those before are gone.
    pub(crate) fn next(&mut self, from: usize) -> Option<usize> {
        let bytes = self.bytes;
        let Some(cursor) = &mut self.cursor else {
            return memchr::memchr(b'\n', &bytes[from..]).map(|n| from + n);
        };
        let mut at = from;
        loop {
            at = cursor.from(bytes, at, may_be_line_break)?;
            let is_break = match bytes[at] {
                0xe2 => matches!(bytes[at + 2], 0xa8 | 0xa9),
                _ => true,
            };
            if is_break {
                return Some(at);
            }
            at += 1;
        }
    }
}

/// Whether other characters than line feeds end lines.
fn has_odd_breaks(bytes: &[u8]) -> bool {
    memchr::memchr3(b'\r', b'\x0b', b'\x0c', bytes).is_some()
        // By their last bytes, which are rare where the first are common.
        || memchr::memchr3_iter(0x85, 0xa8, 0xa9, bytes).any(|at| {
            matches!(bytes[..=at], [.., 0xc2, 0x85] | [.., 0xe2, 0x80, 0xa8 | 0xa9])
        })
}

/// Whether a line break may begin with these two bytes.
fn may_be_line_break(byte: u8, next: u8) -> bool {
    (byte.wrapping_sub(b'\n') < 4)
        | ((byte == 0xc2) & (next == 0x85))
        | ((byte == 0xe2) & (next == 0x80))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, newlines: Newlines, expected: &[Break]) {
        let kinds: Vec<Break> = breaks(text, newlines).map(|(_, kind)| kind).collect();
        assert_eq!(kinds, expected, "{text:?}");
    }

    #[test]
    fn a_blank_line_is_a_boundary_whatever_the_option() {
        for newlines in [Newlines::Auto, Newlines::Paragraph, Newlines::Wrap] {
            check("one\n\ntwo \r\n\t\r\nthree\u{2029}four", newlines, &[Break::Blank; 3]);
            check("\n\none\n\n", newlines, &[]);
        }
    }

    #[test]
    fn list_items_keep_their_lines() {
        let list = "Needed:\n- rope\n- nails\n* glue\n• tape";
        check(list, Newlines::Wrap, &[Break::Item; 4]);
        check("1. Rope\n2. Nails\n3) Glue", Newlines::Wrap, &[Break::Item; 2]);
        check("Er kam am\n3. Mai zurück", Newlines::Auto, &[Break::Paragraph]);
        check("Er kam am\n3. Mai zurück", Newlines::Wrap, &[Break::Wrap]);
        check("•\nRope\n•\nNails", Newlines::Paragraph, &[Break::Wrap, Break::Item, Break::Wrap]);
    }

    #[test]
    fn the_options_decide_single_newlines() {
        check("The dam held.\nNobody slept.", Newlines::Paragraph, &[Break::Paragraph]);
        check("The dam held.\nNobody slept.", Newlines::Wrap, &[Break::Wrap]);
        check("The dam held.\nNobody slept.", Newlines::Auto, &[Break::Paragraph]);
        check("The dam held\nall night.", Newlines::Auto, &[Break::Wrap]);
    }

    #[test]
    fn lines_that_keep_their_space_are_wrapped() {
        let text = "The dam in \nOrrin held all \nnight, said the \nmayor.";
        check(text, Newlines::Auto, &[Break::Wrap; 3]);
        check("Home \nNews \nAbout us", Newlines::Auto, &[Break::Paragraph; 2]);
    }

    #[test]
    fn a_lone_mark_and_a_particle_go_on() {
        check("The dam held\n.\nRain", Newlines::Auto, &[Break::Wrap, Break::Paragraph]);
        check("これは父の\n家です", Newlines::Auto, &[Break::Wrap]);
    }

    #[test]
    fn a_headline_right_above_its_story_is_a_paragraph() {
        let text = "Dam holds through second night of rain, officials say\nThe dam above Orrin held \
                    through a second night of heavy rain, and nobody downstream had to leave home.";
        check(text, Newlines::Auto, &[Break::Paragraph]);
    }

    #[test]
    fn lines_of_one_length_are_wrapped() {
        let text = "The dam above Orrin held through a second night of heavy rain, and\n\
                    nobody downstream had to leave home, said the mayor, Ada Lund.\n\
                    Water stood a hand below the crest at noon. It had been falling\n\
                    since dawn.\n\
                    The schools open on Monday.";
        check(text, Newlines::Auto, &[Break::Wrap, Break::Wrap, Break::Wrap, Break::Paragraph]);
    }

    #[test]
    fn runs_of_breaks_are_counted() {
        assert_eq!(line_breaks(" \r\n "), 1);
        assert_eq!(line_breaks("\r\r"), 2);
        assert_eq!(line_breaks("\n\r"), 2);
        assert_eq!(line_breaks("\u{2029}"), 2);
    }
}
