//! The decoded text while it grows, with the map back to the bytes.

use std::ops::Range;

use crate::rule::Rule;

use super::{CUT_CHARACTER, OTHER_BYTES, UNDECODABLE};

/// Characters in a row that have the same length in the text and the same length in the source.
///
/// Where both lengths are equal they are written as 1, so that characters of several lengths
/// can share a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    text_start: usize,
    source_start: usize,
    text_per_char: u32,
    source_per_char: u32,
}

/// A range of the text whose source bytes cannot be had by encoding it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) text: Range<usize>,
    pub(super) rule: &'static Rule,
}

/// What a decoder fills: it appends characters, in order, with the number of their bytes.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) text: String,
    /// How many source bytes the text so far stands for.
    pub(super) source_len: usize,
    pub(super) runs: Vec<Run>,
    pub(super) places: Vec<Place>,
}

impl Builder {
    /// For a text of about so many source bytes.
    pub(super) fn with_capacity(bytes: usize) -> Builder {
        Builder { text: String::with_capacity(bytes + bytes / 8), ..Builder::default() }
    }

    /// Text whose bytes are the same in the source.
    pub(super) fn same(&mut self, text: &str) {
        if !text.is_empty() {
            self.run(1, 1);
            self.text.push_str(text);
            self.source_len += text.len();
        }
    }

    /// A character that encodes to its bytes.
    pub(super) fn exact(&mut self, c: char, source_len: usize) {
        self.run(c.len_utf8(), source_len);
        self.text.push(c);
        self.source_len += source_len;
    }

    /// A character that encodes to other bytes or to none.
    pub(super) fn other(&mut self, c: char, source_len: usize) {
        self.marked(c, source_len, &OTHER_BYTES);
    }

    /// A character whose bytes must be kept, for the reason that the rule tells.
    pub(super) fn marked(&mut self, c: char, source_len: usize, rule: &'static Rule) {
        self.exact(c, source_len);
        self.mark(rule, c.len_utf8());
    }

    /// What another builder has, with a rule for characters that it takes for exact and that are
    /// not so here.
    pub(super) fn append(&mut self, part: &Builder, rule: impl Fn(char) -> Option<&'static Rule>) {
        let mut places = part.places.iter().peekable();
        for (at, c) in part.text.char_indices() {
            let end = at + c.len_utf8();
            let source_len = part.source_of(at..end).len();
            while places.next_if(|place| place.text.end <= at).is_some() {}
            let kept = places.peek().filter(|place| place.text.start <= at);
            match kept.map(|place| place.rule).or_else(|| rule(c)) {
                None => self.exact(c, source_len),
                Some(rule) => self.marked(c, source_len, rule),
            }
        }
    }

    /// Bytes that are no character.
    pub(super) fn undecodable(&mut self, source_len: usize) {
        self.exact(char::REPLACEMENT_CHARACTER, source_len);
        self.mark(&UNDECODABLE, char::REPLACEMENT_CHARACTER.len_utf8());
    }

    /// The bytes of a character that the end of the input cut off, if there are any.
    pub(super) fn stump(&mut self, source_len: usize) {
        if source_len > 0 {
            self.exact(char::REPLACEMENT_CHARACTER, source_len);
            self.mark(&CUT_CHARACTER, char::REPLACEMENT_CHARACTER.len_utf8());
        }
    }

    /// Bytes after the last character that mean nothing by themselves: they become its bytes.
    pub(super) fn leftover(&mut self, source_len: usize) {
        if source_len == 0 {
            return;
        }
        let Some(last) = self.text.pop() else { return self.undecodable(source_len) };
        let start = self.text.len();
        let last_len = self.source_of(start..start + last.len_utf8()).len();
        self.runs.pop_if(|run| run.text_start == start);
        self.source_len -= last_len;
        self.exact(last, last_len + source_len);
        if self.places.last().is_none_or(|place| place.text.end != self.text.len()) {
            self.mark(&OTHER_BYTES, last.len_utf8());
        }
    }

    /// Whether the text ends in a [stump](Self::stump).
    pub(super) fn ends_cut(&self) -> bool {
        self.places.last().is_some_and(|place| *place.rule == CUT_CHARACTER)
    }

    /// Takes a stump for bytes that do not decode, like any others.
    pub(super) fn keep_stump(&mut self) {
        if self.ends_cut()
            && let Some(place) = self.places.pop()
        {
            self.mark(&UNDECODABLE, place.text.len());
        }
    }

    /// The bytes of a byte range of the text so far.
    fn source_of(&self, range: Range<usize>) -> Range<usize> {
        source_of(&self.runs, range)
    }

    fn run(&mut self, text_per_char: usize, source_per_char: usize) {
        let same = text_per_char == source_per_char;
        let (text_per_char, source_per_char) =
            if same { (1, 1) } else { (text_per_char as u32, source_per_char as u32) };
        let goes_on = self.runs.last().is_some_and(|run| {
            (run.text_per_char, run.source_per_char) == (text_per_char, source_per_char)
        });
        if !goes_on {
            self.runs.push(Run {
                text_start: self.text.len(),
                source_start: self.source_len,
                text_per_char,
                source_per_char,
            });
        }
    }

    /// Marks the last bytes of the text; neighbours with the same rule make one place.
    fn mark(&mut self, rule: &'static Rule, len: usize) {
        let range = self.text.len() - len..self.text.len();
        match self.places.last_mut() {
            Some(last) if last.text.end == range.start && last.rule == rule => {
                last.text.end = range.end;
            }
            _ => self.places.push(Place { text: range, rule }),
        }
    }
}

/// The bytes of a byte range of the text (character borders). No runs: text and source are the
/// same bytes.
pub(super) fn source_of(runs: &[Run], range: Range<usize>) -> Range<usize> {
    offset(runs, range.start)..offset(runs, range.end)
}

fn offset(runs: &[Run], text: usize) -> usize {
    let after = runs.partition_point(|run| run.text_start <= text);
    let Some(run) = after.checked_sub(1).map(|i| &runs[i]) else { return text };
    let chars = (text - run.text_start) / run.text_per_char as usize;
    run.source_start + chars * run.source_per_char as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_finds_its_bytes() {
        let mut builder = Builder::default();
        builder.same("ab");
        builder.exact('é', 1);
        builder.exact('é', 1);
        builder.same("c");
        builder.undecodable(2);
        builder.exact('漢', 3);
        let starts: Vec<usize> =
            builder.text.char_indices().map(|(at, _)| builder.source_of(at..at).start).collect();
        assert_eq!(starts, [0, 1, 2, 3, 4, 5, 7]);
        assert_eq!(builder.source_of(0..builder.text.len()), 0..10);
        assert_eq!(builder.places, [Place { text: 7..10, rule: &UNDECODABLE }]);
    }

    #[test]
    fn leftover_bytes_go_to_the_last_character() {
        for before in ["", "a", "é"] {
            let mut builder = Builder::default();
            builder.same(before);
            builder.exact('ｱ', 1);
            builder.leftover(3);
            assert_eq!(
                builder.source_of(before.len()..before.len() + 3),
                before.len()..before.len() + 4
            );
            assert_eq!(builder.places.len(), 1);
        }
        let mut builder = Builder::default();
        builder.leftover(3);
        assert_eq!((builder.text.as_str(), builder.source_len), ("\u{fffd}", 3));
    }

    #[test]
    fn leftover_of_a_character_inside_a_run_leaves_the_run() {
        let mut builder = Builder::default();
        builder.exact('ｱ', 1);
        builder.exact('ｲ', 1);
        builder.leftover(3);
        assert_eq!(builder.source_of(0..3), 0..1);
        assert_eq!(builder.source_of(3..6), 1..5);
    }
}
