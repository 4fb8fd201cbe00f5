//! What was found, and the edits that take it out.

use std::cmp::Reverse;
use std::ops::Range;

use crate::edit::Edit;
use crate::pipeline::Post;
use crate::rule::Rule;

use super::lines::trimmed;

/// A piece of the text that is not prose, or is prose of another (the words of a post).
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub range: Range<usize>,
    pub rule: &'static Rule,
    /// It ends a post or a caption: what follows on its line is a new paragraph.
    pub ends_paragraph: bool,
}

/// What the searches of this stage have found so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub spans: Vec<Span>,
    pub posts: Vec<Post>,
}

impl Found {
    /// Adds what is left of the range when white space at its ends is cut.
    pub fn add(&mut self, text: &str, range: Range<usize>, rule: &'static Rule) {
        let range = trimmed(text, range);
        if !range.is_empty() {
            self.add_whole(range, rule);
        }
    }

    /// Adds a range as it is.
    pub fn add_whole(&mut self, range: Range<usize>, rule: &'static Rule) {
        self.spans.push(Span { range, rule, ends_paragraph: false });
    }

    /// Adds a range that may have been added before.
    pub fn add_once(&mut self, text: &str, range: Range<usize>, rule: &'static Rule) {
        let is_last = |span: &Span| span.range.end >= range.end && span.range.start <= range.start;
        if !self.spans.iter().rev().take(2).any(is_last) {
            self.add(text, range, rule);
        }
    }

    /// Adds what parts two captions that stand in one line.
    pub fn add_break(&mut self, range: Range<usize>, rule: &'static Rule) {
        self.spans.push(Span { range, rule, ends_paragraph: true });
    }

    /// Adds the signature of a post.
    pub fn add_signature(&mut self, range: Range<usize>, rule: &'static Rule) {
        self.add_break(range, rule);
    }

    /// Where the spans are, sorted.
    pub fn ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<_> = self.spans.iter().map(|span| span.range.clone()).collect();
        ranges.sort_unstable_by_key(|range| range.start);
        ranges
    }

    /// The spans that count, sorted: of two that overlap the one that begins first.
    pub fn disjoint(&self) -> Vec<Span> {
        let mut spans = self.spans.clone();
        spans.sort_by_key(|span| (span.range.start, Reverse(span.range.end)));
        let mut end = 0;
        spans.retain(|span| {
            let counts = span.range.start >= end;
            if counts {
                end = span.range.end;
            }
            counts
        });
        spans
    }

    /// The edits: one a span that counts.
    pub fn edits(mut self, text: &str) -> (Vec<Edit>, Vec<Post>) {
        let edit = |span: Span| {
            let with = left_behind(text, &span);
            Edit::replace(span.range, with, span.rule)
        };
        let edits = self.disjoint().into_iter().map(edit).collect();
        self.posts.sort_by_key(|post| (post.whole.start, post.whole.end));
        (edits, self.posts)
    }
}

/// What must stand where a span was, so that its neighbours do not become one word or one
/// sentence.
fn left_behind(text: &str, span: &Span) -> &'static str {
    let (before, behind) = (&text[..span.range.start], &text[span.range.end..]);
    let rest = behind.trim_start_matches([' ', '\t', '\u{a0}']);
    if span.ends_paragraph && !rest.is_empty() && !rest.starts_with(['\n', '\r']) {
        return "\n\n";
    }
    let opens_word = |c: char| c.is_alphanumeric() || matches!(c, '#' | '@' | '“' | '"' | '‘');
    let needs_space = |c: char| !c.is_whitespace() && !matches!(c, '(' | '[' | '“' | '‘' | '«');
    let glued = before.chars().next_back().is_some_and(needs_space)
        && behind.chars().next().is_some_and(opens_word);
    if glued { " " } else { "" }
}
