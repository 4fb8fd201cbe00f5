//! Splits text into sentences.
//!
//! [`crate::layout`] parts the text into units that no sentence crosses: paragraphs,
//! headings, list items. In a unit, `candidates` are the places where a sentence could end,
//! `decide` says whether it does, and `attached` keeps citations, credits and hashtags with the
//! sentence before them. All of it looks a bounded way around a candidate, so time is linear.

mod attached;
mod candidates;
pub(crate) mod characters;
mod decide;
mod features;
mod gaps;
mod inline_list;
mod language;
#[cfg(feature = "learning")]
pub mod learning;
mod model;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::VecDeque;
use std::ops::Range;

use crate::layout::{self, Break, Newlines};
use crate::span::trimmed;
use features::hash_of;
use language::Language;
use model::Model;
use unit::{Judge, Reader};

/// The sentences of a text: byte ranges, in order, disjoint, trimmed of white space. Every other
/// character is in exactly one of them.
pub fn split<'a>(text: &'a str, language: &str, newlines: Newlines) -> Sentences<'a> {
    Sentences(split_by(text, language, newlines, Model::of(hash_of(primary(language)))))
}

/// The language of a BCP 47 tag, without script and region.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

fn split_by<'a, J: Judge>(
    text: &'a str,
    language: &str,
    newlines: Newlines,
    judge: J,
) -> Splitter<'a, J> {
    Splitter {
        text,
        language: language::of(language),
        tag: hash_of(primary(language)),
        breaks: layout::breaks(text, newlines),
        start: 0,
        unit: None,
        ready: VecDeque::new(),
        judge,
    }
}

/// The sentences of a text, in order.
pub struct Sentences<'a>(Splitter<'a, Model>);

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.0.next()
    }
}

/// Reads the sentences of a text in order.
struct Splitter<'a, J> {
    text: &'a str,
    language: &'a Language,
    tag: u32,
    breaks: layout::Breaks<'a>,
    /// Where the next unit starts.
    start: usize,
    /// Where the unit that is being read starts.
    unit: Option<(usize, Reader<'a>)>,
    /// Sentences of the unit that are found.
    ready: VecDeque<Range<usize>>,
    judge: J,
}

impl<J: Judge> Iterator for Splitter<'_, J> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if let Some((start, reader)) = &mut self.unit {
                if let Some(sentence) = self.ready.pop_front() {
                    return Some(*start + sentence.start..*start + sentence.end);
                }
                if reader.step(&mut self.judge, &mut self.ready) || !self.ready.is_empty() {
                    continue;
                }
                self.unit = None;
            }
            let range = self.next_unit()?;
            let range = trimmed(self.text, range);
            if !range.is_empty() {
                let unit = &self.text[range.clone()];
                self.unit = Some((
                    range.start,
                    Reader::new(unit, self.language, self.tag, &mut self.ready),
                ));
            }
        }
    }
}

impl<J> Splitter<'_, J> {
    /// The next paragraph, heading or list item.
    fn next_unit(&mut self) -> Option<Range<usize>> {
        if self.start > self.text.len() {
            return None;
        }
        let start = self.start;
        for (gap, kind) in self.breaks.by_ref() {
            if kind != Break::Wrap {
                self.start = gap.end;
                return Some(start..gap.start);
            }
        }
        self.start = self.text.len() + 1;
        Some(start..self.text.len())
    }
}
