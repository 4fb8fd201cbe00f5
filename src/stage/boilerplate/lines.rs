//! The lines of an article and where its blank lines are.

use std::ops::Range;

pub(super) use crate::span::{floor, trimmed};

/// A line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Its first byte that is not white space.
    pub start: usize,
    /// Behind its last one.
    pub end: usize,
    /// A blank line, or nothing at all, stands before it: it opens a block.
    pub opens_block: bool,
    /// How many blank lines.
    pub blank_lines: usize,
}

impl Line {
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}

/// Every line that is not blank.
pub(super) fn all(text: &str) -> Vec<Line> {
    /// Most lines are longer, so that the table grows rarely.
    const SHORT: usize = 100;
    let bytes = text.as_bytes();
    let mut lines = Vec::with_capacity(text.len() / SHORT + 4);
    let mut opens_block = true;
    let mut blank_lines = 0;
    let mut start = 0;
    while start <= bytes.len() {
        // Every other line has nothing in it.
        if bytes.get(start) == Some(&b'\n') {
            opens_block = true;
            blank_lines += 1;
            start += 1;
            continue;
        }
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let range = trimmed(text, start..end);
        if range.is_empty() {
            opens_block = true;
            blank_lines += 1;
        } else {
            lines.push(Line { start: range.start, end: range.end, opens_block, blank_lines });
            opens_block = false;
            blank_lines = 0;
        }
        start = end + 1;
    }
    lines
}

/// The number of the line that `at` lies in, or of the next one.
pub(super) fn number_at(lines: &[Line], at: usize) -> usize {
    lines.partition_point(|line| line.end <= at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_open_blocks() {
        let text = "  a \r\nb\n \t\n\nc";
        let seen: Vec<_> = all(text).iter().map(|l| (l.of(text), l.opens_block)).collect();
        assert_eq!(seen, [("a", true), ("b", false), ("c", true)]);
    }

    #[test]
    fn a_place_between_lines_belongs_to_the_next() {
        let lines = all("ab\n\ncd");
        assert_eq!([0, 1, 2, 3, 4, 6].map(|at| number_at(&lines, at)), [0, 0, 1, 1, 1, 2]);
    }
}
