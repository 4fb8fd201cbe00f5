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
mod inline_list;
mod language;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::layout::{self, Break, Newlines};
use crate::span::trimmed;
use characters::is_closer;
use language::Language;

/// The sentences of a text: byte ranges, in order, disjoint, trimmed of white space. Every other
/// character is in exactly one of them.
pub fn split(text: &str, language: &str, newlines: Newlines) -> Vec<Range<usize>> {
    let language = language::of(language);
    let mut sentences = vec![];
    let mut start = 0;
    for (gap, kind) in layout::breaks(text, newlines) {
        if kind != Break::Wrap {
            split_unit(text, start..gap.start, language, &mut sentences);
            start = gap.end;
        }
    }
    split_unit(text, start..text.len(), language, &mut sentences);
    sentences
}

/// Splits one paragraph, heading or list item.
fn split_unit(
    text: &str,
    range: Range<usize>,
    language: &Language,
    sentences: &mut Vec<Range<usize>>,
) {
    let range = trimmed(text, range);
    if range.is_empty() {
        return;
    }
    let unit = &text[range.clone()];
    let mut start = 0;
    let mut end_at = |end: usize, next: usize| {
        sentences.push(range.start + start..range.start + end);
        start = next;
        start
    };
    let mut items = inline_list::items(unit, language);
    let mut item = items.next();
    let mut sentence = 0;
    let mut at = 0;
    if let Some(credit) = attached::credit(unit) {
        let next = unit.len() - unit[credit..].trim_start().len();
        if unit[next..].starts_with(char::is_uppercase) {
            sentence = end_at(credit, next);
        }
        at = credit;
    }
    while let Some(candidate) = candidates::next(unit, at, language) {
        at = candidate.end;
        while let Some(begin) = item.filter(|begin| *begin <= candidate.next) {
            item = items.next();
            if begin > sentence {
                sentence = end_at(unit[..begin].trim_end().len(), begin);
            }
        }
        if candidate.mark < sentence {
            continue;
        }
        if let Some(attached) = attached::after(unit, candidate.next)
            && candidate.next > candidate.end
        {
            at = attached.end;
            if attached.next == unit.len() {
                break;
            }
            // "… at last. #dam,” said Oram."
            let goes_on =
                unit[candidate.next..attached.end].trim_end_matches(is_closer).ends_with(',');
            let moved = candidates::Candidate { next: attached.next, ..candidate };
            if !goes_on && decide::is_end(unit, sentence, &moved, language) {
                sentence = end_at(attached.end, attached.next);
            }
        } else if let Some(dot) = decide::dot_before_spaced_ellipsis(unit, &candidate) {
            sentence = end_at(dot.0, dot.1);
        } else if decide::is_end(unit, sentence, &candidate, language) {
            sentence = end_at(candidate.end, candidate.next);
        }
    }
    while let Some(begin) = item {
        item = items.next();
        if begin > sentence {
            sentence = end_at(unit[..begin].trim_end().len(), begin);
        }
    }
    end_at(unit.len(), unit.len());
}
