//! Splits text into sentences.
//!
//! [`crate::layout`] parts the text into units that no sentence crosses: paragraphs,
//! headings, list items. In a unit, `candidates` are the places where a sentence could end,
//! `decide` says whether it does, and `attached` keeps citations, credits and hashtags with the
//! sentence before them. All of it looks a bounded way around a candidate, so time is linear.
//! `docs/sentences.md` says what a sentence is here, and how a language is added.

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
mod letters;
mod model;
mod plain;
mod quotations;
mod sights;
#[cfg(test)]
mod tests;
mod unit;
mod word;

use std::collections::VecDeque;
use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use crate::layout::{self, Break, Newlines};
use crate::span::trimmed;

use inline_list::Firsts;
use language::{Language, primary};
use model::Model;
use quotations::Quotations;
use sights::Sights;
use unit::{Judge, Reader};

/// Choices for [`split`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<'a> {
    /// The language of the text, a BCP 47 tag. `und`, the default, and languages that are not
    /// known are split by what holds for most.
    pub language: &'a str,
    /// What a single newline means.
    pub newlines: Newlines,
    /// Whether a sentence may end inside a quotation.
    pub quotes: Quotes,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { language: "und", newlines: Newlines::default(), quotes: Quotes::default() }
    }
}

/// What becomes of a quotation of several sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quotes {
    /// It is split as other text is.
    #[default]
    Split,
    /// It stays whole: no sentence ends inside a quotation that is closed in the same paragraph.
    /// One that is left open is split.
    Whole,
}

/// The sentences of a text.
///
/// They come as ranges of bytes, in order and disjoint. Each starts and ends in a character that
/// is no white space, and every such character of the text is in exactly one of them. None goes
/// beyond a paragraph, heading or list item. Nothing is allocated for a sentence, and time grows
/// with the length of the text, whatever stands in it.
///
/// ```
/// use descrape::sentences::{Options, Quotes, split};
///
/// let text = "“It held. Nobody slept,” said Dr. Tarn. Rain fell.";
/// let english = Options { language: "en", ..Options::default() };
/// let sentences: Vec<&str> = split(text, &english).map(|range| &text[range]).collect();
/// assert_eq!(sentences, ["“It held.", "Nobody slept,” said Dr. Tarn.", "Rain fell."]);
///
/// let whole = Options { quotes: Quotes::Whole, ..english };
/// let sentences: Vec<&str> = split(text, &whole).map(|range| &text[range]).collect();
/// assert_eq!(sentences, ["“It held. Nobody slept,” said Dr. Tarn.", "Rain fell."]);
/// ```
pub fn split<'a>(text: &'a str, options: &Options<'_>) -> Sentences<'a> {
    Sentences(split_by(text, options, Model::of(model::tag(primary(options.language)))))
}

fn split_by<'a, J: Judge>(text: &'a str, options: &Options<'_>, judge: J) -> Splitter<'a, J> {
    let language = language::of(options.language);
    Splitter {
        text,
        language,
        sights: Sights::new(text.as_bytes(), language.own_mark.is_some()),
        firsts: Firsts::default(),
        tag: model::tag(primary(options.language)),
        breaks: layout::breaks(text, options.newlines),
        start: 0,
        unit: None,
        ready: VecDeque::new(),
        quotations: (options.quotes == Quotes::Whole).then(Quotations::default),
        judge,
    }
}

/// The sentences of a text, in order: what [`split`] gives.
pub struct Sentences<'a>(Splitter<'a, Model>);

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.0.next()
    }
}

impl FusedIterator for Sentences<'_> {}

impl fmt::Debug for Sentences<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text may be long, and who asks has it.
        f.debug_struct("Sentences").field("next_unit", &self.0.start).finish_non_exhaustive()
    }
}

/// Reads the sentences of a text in order.
struct Splitter<'a, J> {
    text: &'a str,
    language: &'a Language,
    tag: u32,
    sights: Sights,
    firsts: Firsts,
    breaks: layout::Breaks<'a>,
    /// Where the next unit starts.
    start: usize,
    /// Where the unit that is being read starts.
    unit: Option<(usize, Reader<'a>)>,
    /// Sentences of the unit that are found.
    ready: VecDeque<Range<usize>>,
    /// Those of the unit, if they are to stay whole.
    quotations: Option<Quotations>,
    judge: J,
}

impl<J: Judge> Iterator for Splitter<'_, J> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let mut sentence = self.part()?;
        // A quotation ends in its unit, so what is joined to a part is of the same one.
        while self.quotations.as_mut().is_some_and(|quotations| quotations.hold(sentence.end)) {
            sentence.end = self.part()?.end;
        }
        Some(sentence)
    }
}

impl<J: Judge> Splitter<'_, J> {
    /// The next sentence, where quotations are split.
    fn part(&mut self) -> Option<Range<usize>> {
        loop {
            if let Some((start, reader)) = &mut self.unit {
                if let Some(sentence) = self.ready.pop_front() {
                    return Some(*start + sentence.start..*start + sentence.end);
                }
                if reader.step(self.text, &mut self.sights, &mut self.judge, &mut self.ready) {
                    continue;
                }
                self.unit = None;
            }
            let range = self.next_unit()?;
            let range = trimmed(self.text, range);
            if !range.is_empty() {
                if let Some(quotations) = &mut self.quotations {
                    quotations.read(&self.text[range.clone()], range.start);
                }
                let start = range.start;
                let language = (self.language, self.tag);
                let seen = (&mut self.sights, &mut self.firsts);
                let reader = Reader::new(self.text, range, language, seen, &mut self.ready);
                self.unit = Some((start, reader));
            }
        }
    }

    /// The next paragraph, heading or list item.
    #[inline(never)]
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
