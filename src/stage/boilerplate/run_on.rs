//! Where a post begins in text whose paragraphs were run together.

use std::ops::Range;

use memchr::memmem;

use super::lines::{floor, trimmed};
use super::tweet::{TWEET, WORDS, chars};

/// Where the words of a post begin in a line that holds more than the post.
///
/// Such lines come from articles whose paragraphs were run together, mostly without a space:
/// `asked him:Watch this`. The last such place counts; without one a short line is all post.
/// Of a long one, and of one in which quotation marks became doubled spaces, the last sentence is.
pub(super) fn start(text: &str, head: Range<usize>, media: &[Range<usize>], done: usize) -> usize {
    let mut back = floor(text, head.end.saturating_sub(4 * WORDS)).max(head.start);
    if let Some((offset, _)) = text[back..head.end].char_indices().rev().nth(WORDS) {
        back += offset;
    }
    let in_link = |at: usize| {
        let n = media.partition_point(|link| link.end <= at);
        media.get(n).is_some_and(|link| link.start < at)
    };
    let (mut glued, mut spaced, mut doubled) = (None, None, false);
    let (mut two_before, mut before) = (' ', ' ');
    let mut ended = false;
    for (offset, c) in text[back..head.end].char_indices() {
        let at = back + offset;
        // Right behind another post, `.@name` is how the next one speaks to somebody.
        let opens = c.is_uppercase()
            || matches!(c, '#' | '“' | '.')
            || c == '@' && !(before == '.' && head.start == done);
        let closes = matches!(before, '.' | '!' | '?' | ':' | '…' | '”')
            || before == '"' && matches!(two_before, '.' | '!' | '?');
        let word_end =
            two_before.is_lowercase() || !two_before.is_alphanumeric() || two_before.is_numeric();
        if opens && closes && c != '.' && word_end && !in_link(at) {
            glued = Some(at);
        }
        if before.is_whitespace() && opens && ended {
            spaced = Some(at);
            doubled |= two_before.is_whitespace();
        }
        if !c.is_whitespace() {
            ended = matches!(c, '.' | '!' | '?' | ':') || ended && matches!(c, '"' | '”' | ')');
        }
        (two_before, before) = (before, c);
    }
    let start = match (glued, spaced) {
        (None, _) if back == head.start && !doubled && chars(text, &head) <= TWEET => head.start,
        (Some(at), _) | (None, Some(at)) => at,
        (None, None) => head.end,
    };
    quoted_before(text, back..start, head.end, media).unwrap_or(start)
}

/// Where a post begins before the place found, if its words stand in the article once more: what
/// a writer quotes and then embeds is the same from its first word on.
fn quoted_before(
    text: &str,
    before: Range<usize>,
    end: usize,
    media: &[Range<usize>],
) -> Option<usize> {
    /// The words that are looked for: enough to be found by no chance.
    const NEEDLE: usize = 24;
    /// What the two must have in common.
    const COMMON: usize = 50;
    /// A quotation is broken by so many `she wrote`.
    const BREAKS: usize = 4;
    /// The quotation stands not far above.
    const REACH: usize = 6000;
    let mut end = end;
    while let Some(link) = media[..media.partition_point(|link| link.start < end)]
        .last()
        .filter(|link| text[link.end.min(end)..end].trim().is_empty() && link.start > before.start)
    {
        end = link.start;
    }
    let words = text[before.start..end].trim_end_matches(|c: char| !c.is_alphanumeric());
    let end = before.start + words.len();
    let needle = floor(text, end.checked_sub(NEEDLE)?).max(before.start);
    let from = floor(text, before.start.saturating_sub(REACH));
    let found = memmem::rfind(&text.as_bytes()[from..needle], &text.as_bytes()[needle..end])?;
    let mut pairs = Pairs { text, left: from + found, right: needle, floor: from };
    let mut breaks = 0..BREAKS;
    while pairs.right > before.start
        && (pairs.step() || breaks.next().is_some() && pairs.skip(before.start))
    {}
    let common = trimmed(text, pairs.right..end);
    if common.len() < COMMON || common.start >= before.end {
        return None;
    }
    // The first place in it where a sentence may begin.
    let opens = |at: usize| {
        let c = text[..at].trim_end().chars().next_back();
        let is_word = text[at..].starts_with(|c: char| c.is_alphanumeric() || "@#“".contains(c));
        is_word && c.is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | '…' | '”' | '"'))
    };
    text[common.start..before.end]
        .char_indices()
        .map(|(offset, _)| common.start + offset)
        .find(|&at| opens(at))
}

/// Two places in a text that are walked back while they say the same; white space and signs,
/// which get lost, do not matter.
struct Pairs<'t> {
    text: &'t str,
    left: usize,
    right: usize,
    floor: usize,
}

impl Pairs<'_> {
    /// Skips what breaks the words on the left, as `, he wrote.` does, to the end of the words
    /// that come before on the right; not before `start`.
    fn skip(&mut self, start: usize) -> bool {
        /// What is skipped, and what must stand before it.
        const BREAK: usize = 60;
        const WORDS: usize = 16;
        let words = self.text[start..self.right].trim_end_matches(|c: char| !c.is_alphanumeric());
        let end = start + words.len();
        let from = floor(words, words.len().saturating_sub(WORDS));
        let from = words[from..].rfind(['.', '!', '?']).map_or(from, |at| from + at + 1);
        let words = words[from..].trim_start();
        if words.len() < WORDS / 3 {
            return false;
        }
        let low = floor(self.text, self.left.saturating_sub(BREAK + WORDS)).max(self.floor);
        let window = &self.text.as_bytes()[low..self.left];
        let Some(found) = memmem::rfind(window, words.as_bytes()) else { return false };
        (self.left, self.right) = (low + found + words.len(), end);
        true
    }

    fn step(&mut self) -> bool {
        let says_nothing = |c: char| !c.is_alphanumeric();
        let back = |at: usize| self.text[self.floor..at].trim_end_matches(says_nothing).len();
        let (left, right) = (self.floor + back(self.left), self.floor + back(self.right));
        let (Some(a), Some(b)) =
            (self.text[..left].chars().next_back(), self.text[..right].chars().next_back())
        else {
            return false;
        };
        if a != b || left <= self.floor {
            return false;
        }
        (self.left, self.right) = (left - a.len_utf8(), right - b.len_utf8());
        true
    }
}
