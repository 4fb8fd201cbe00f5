//! Splits one paragraph, heading or list item.

use std::collections::VecDeque;
use std::ops::Range;

use super::candidates::{self, Candidate, Found};
use super::characters::{has_terminator, is_closer, is_closing_quote, is_terminator};
use super::decide::Verdict;
use super::features::Place;
use super::gaps::{Gap, is_face};
use super::inline_list::Firsts;
use super::language::Language;
use super::sights::{Sight, Sights};
use super::{attached, decide, gaps, inline_list, plain};

/// Who decides whether a sentence ends at a place.
pub(super) trait Judge {
    fn is_end(&mut self, place: &Place<'_>) -> bool;
}

/// Longer than headlines are, in bytes.
const LINE: usize = 160;

/// The longest cue before a colon, in bytes.
const CUE: usize = 16;

/// A unit that is being read. Offsets are bytes of the unit.
pub(super) struct Reader<'a> {
    unit: &'a str,
    language: &'a Language,
    tag: u32,
    /// The items of a list in it, but for the first; most units have none.
    items: Option<Box<dyn Iterator<Item = usize> + 'a>>,
    item: Option<usize>,
    /// Where the sentence that is being read started.
    sentence: usize,
    /// No sentence ends at terminators before this.
    inside: usize,
    /// How the last sentence ended: 0 there is none, 1 at a terminator, 2 without.
    previous: u32,
    is_ended: bool,
    /// Whether the unit is a headline, a caption or an item: a short line without any terminator.
    is_line: bool,
    is_done: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        text: &'a str,
        range: Range<usize>,
        (language, tag): (&'a Language, u32),
        (sights, firsts): (&mut Sights, &mut Firsts),
        ready: &mut VecDeque<Range<usize>>,
    ) -> Self {
        let unit = &text[range.clone()];
        let mut items = inline_list::items(text, range.clone(), language, firsts);
        let item = items.next();
        let items = item.map(|_| Box::new(items) as Box<dyn Iterator<Item = usize>>);
        let is_ended = is_ended(unit);
        let mut reader = Reader {
            unit,
            language,
            tag,
            items,
            item,
            sentence: 0,
            inside: 0,
            previous: 0,
            is_ended,
            is_line: !is_ended && unit.len() < LINE && !has_terminator(unit),
            is_done: false,
        };
        let credit = attached::credit(unit);
        if let Some(credit) = credit {
            let next = unit.len() - unit[credit..].trim_start().len();
            if unit[next..].starts_with(char::is_uppercase) {
                reader.end_at(credit, next, ready);
            }
        }
        if reader.is_line && language.own_mark.is_none() && item.is_none() {
            reader.end(ready);
        } else {
            sights.enter(text.as_bytes(), range);
            sights.skip(text.as_bytes(), credit.unwrap_or(0));
        }
        reader
    }

    /// Ends the last sentence of the unit.
    fn end(&mut self, ready: &mut VecDeque<Range<usize>>) {
        self.part_items(self.unit.len(), ready);
        self.end_at(self.unit.len(), self.unit.len(), ready);
        self.is_done = true;
    }

    fn end_at(&mut self, end: usize, next: usize, ready: &mut VecDeque<Range<usize>>) {
        ready.push_back(self.sentence..end);
        self.sentence = next;
        let is_closed =
            || self.unit[..end].ends_with(|last| is_terminator(last) || is_closer(last));
        self.previous = match self.unit.as_bytes()[..end] {
            [.., b'.' | b'!' | b'?'] => 1,
            [.., last] if last.is_ascii_alphanumeric() => 2,
            _ if is_closed() => 1,
            _ => 2,
        };
    }

    /// Ends sentences before the list items up to here.
    fn part_items(&mut self, until: usize, ready: &mut VecDeque<Range<usize>>) {
        while let Some(begin) = self.item.filter(|begin| *begin <= until) {
            self.item = self.items.as_mut().and_then(Iterator::next);
            if begin > self.sentence {
                let end = self.unit[..begin].trim_end().len();
                self.end_at(end, begin, ready);
            }
        }
    }

    /// Reads on until a sentence ends; `false` when the unit is read.
    pub(super) fn step(
        &mut self,
        text: &str,
        sights: &mut Sights,
        judge: &mut impl Judge,
        ready: &mut VecDeque<Range<usize>>,
    ) -> bool {
        let (unit, text) = (self.unit, text.as_bytes());
        while !self.is_done && ready.is_empty() {
            let is_prose = self.language.title_case && !self.is_loose();
            match sights.next(text, |at| is_prose && is_name(unit.as_bytes(), at)) {
                Some(Sight::Mark(at)) if at >= self.inside => {
                    match candidates::at(unit, at, self.language) {
                        Found::Candidate(candidate) => {
                            sights.skip(text, candidate.next);
                            self.part_items(candidate.next, ready);
                            if candidate.mark >= self.sentence {
                                let attached = self.judge_candidate(&candidate, judge, ready);
                                attached.inspect(|next| sights.skip(text, *next));
                            }
                        }
                        Found::Inside(end) => self.inside = end,
                        Found::Last => self.inside = unit.len(),
                    }
                }
                Some(Sight::Mark(_)) => {}
                Some(Sight::Edge(at)) => {
                    if !self.is_line
                        && let Some(gap) = gaps::before(unit, at)
                    {
                        self.judge_gap(&gap, judge, ready);
                    }
                }
                None => self.end(ready),
            }
        }
        !ready.is_empty()
    }

    fn judge_gap(&mut self, gap: &Gap, judge: &mut impl Judge, ready: &mut VecDeque<Range<usize>>) {
        self.part_items(gap.end, ready);
        if self.is_plausible(gap)
            && judge.is_end(&self.place(gap.start..gap.start, gap.start..gap.end, None, false))
        {
            self.end_at(gap.start, gap.end, ready);
        }
    }

    /// Whether this stands among lines that lost their ends, or in one that is no sentence. In prose,
    /// what stands between two terminators is one sentence, whatever names and titles it has.
    fn is_loose(&self) -> bool {
        self.previous == 2 || !self.is_ended
    }

    /// Whether it is worth asking if a sentence ends here. Names are many, and what stands before
    /// them is seldom the end of anything.
    fn is_plausible(&self, gap: &Gap) -> bool {
        let bytes = self.unit.as_bytes();
        if gap.start <= self.sentence {
            return false;
        }
        let sentence = &bytes[self.sentence..gap.start];
        // "1.1 Rope": the number belongs to the heading.
        if sentence.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) {
            return false;
        }
        // "Left: The landing." A cue belongs to what it leads to.
        if sentence.ends_with(b":") && self.sentence == 0 && sentence.len() < CUE {
            return false;
        }
        let (left, right) = (bytes[gap.start - 1], bytes[gap.end]);
        let is_loose = self.is_loose();
        if self.language.title_case && self.goes_on(sentence, gap.end) {
            return false;
        }
        match (left, right) {
            (b',' | b'\'' | b'"' | b']', _) => false,
            // "Orrin (CNN) The dam …", but "we won :) The dam …"
            (b')', _) => is_face(&bytes[..gap.start]),
            (b':' | b';', _) | (b'a'..=b'z', b'0'..=b'9') => is_loose,
            (_, b'A'..=b'Z' | 0x80..) if left.is_ascii_alphanumeric() || left >= 0x80 => {
                let is_quoted = self.unit[..gap.start].ends_with(is_closing_quote);
                !is_quoted && (is_loose || !self.language.title_case && self.is_glued(gap))
            }
            _ => true,
        }
    }

    /// "the dam in Orrin", "the “second” night": a short word in small letters leads to a name, and any
    /// to a quotation, where sentences have their terminators.
    fn goes_on(&self, sentence: &[u8], next: usize) -> bool {
        const SHORT: usize = 4;
        let small = sentence.iter().rev().take(SHORT + 1).take_while(|b| b.is_ascii_lowercase());
        let small = small.count();
        match self.unit.as_bytes()[next] {
            b'"' | b'\'' => small > 0 && !self.is_loose(),
            b'A'..=b'Z' => {
                matches!(small, 1..=SHORT)
                    && self.previous != 2
                    && sentence.len().checked_sub(small + 1).is_some_and(|at| sentence[at] == b' ')
                    && !self.language.starts(plain::word_at(self.unit, next))
            }
            _ => false,
        }
    }

    /// "a second night of rain The mayor …": between a small word and one that starts sentences.
    fn is_glued(&self, gap: &Gap) -> bool {
        let before = self.unit[..gap.start].chars().rev().take_while(|c| c.is_alphabetic());
        before.last().is_some_and(char::is_lowercase)
            && self.language.starts_unasked(plain::word_at(self.unit, gap.end))
    }

    /// Ends the sentence if it ends here. Where something is attached, this is where the next thing
    /// stands behind it.
    fn judge_candidate(
        &mut self,
        candidate: &Candidate,
        judge: &mut impl Judge,
        ready: &mut VecDeque<Range<usize>>,
    ) -> Option<usize> {
        let unit = self.unit;
        // Nothing that is attached begins with a capital.
        let may_be_attached =
            candidate.next > candidate.end && !unit.as_bytes()[candidate.next].is_ascii_uppercase();
        if may_be_attached
            && let Some(attached) = attached::after(unit, candidate.next, self.language)
        {
            if attached.next == unit.len() {
                return Some(attached.next);
            }
            // "… at last. #dam,” said Oram."
            let goes_on =
                unit[candidate.next..attached.end].trim_end_matches(is_closer).ends_with(',');
            let moved = Candidate { next: attached.next, ..*candidate };
            if !goes_on && self.is_end(&moved, attached.end, judge) {
                self.end_at(attached.end, attached.next, ready);
            }
            return Some(attached.next);
        } else if let Some(dot) = decide::dot_before_spaced_ellipsis(unit, candidate) {
            self.end_at(dot.0, dot.1, ready);
        } else if self.is_end(candidate, candidate.end, judge) {
            self.end_at(candidate.end, candidate.next, ready);
        }
        None
    }

    fn is_end(&self, candidate: &Candidate, end: usize, judge: &mut impl Judge) -> bool {
        if let Some(is_end) = plain::is_end(self.unit, self.sentence, candidate, self.language) {
            return is_end;
        }
        let Verdict { is_end, is_sure, is_strange } =
            decide::judge(self.unit, self.sentence, candidate, self.language);
        if is_sure {
            return is_end;
        }
        let touches = candidate.next == candidate.end
            && !candidates::may_touch(self.unit, candidate, self.language);
        judge.is_end(&self.place(
            candidate.mark..candidate.mark_end,
            end..candidate.next,
            Some(is_end && !touches),
            is_strange,
        ))
    }

    fn place(
        &self,
        mark: Range<usize>,
        gap: Range<usize>,
        verdict: Option<bool>,
        is_strange: bool,
    ) -> Place<'a> {
        Place {
            unit: self.unit,
            start: self.sentence,
            mark,
            gap,
            verdict,
            is_strange,
            language: self.language,
            tag: self.tag,
            previous: self.previous,
            is_ended: self.is_ended,
        }
    }
}

/// Whether a unit ends in a terminator, and what closes behind it.
fn is_ended(unit: &str) -> bool {
    match unit.as_bytes() {
        [.., b'.' | b'!' | b'?'] => true,
        [.., byte] if byte.is_ascii_alphanumeric() => false,
        _ => {
            let last = unit.chars().rev().find(|c| !is_closer(*c) && !c.is_whitespace());
            last.is_some_and(is_terminator)
        }
    }
}

/// Whether a name begins here, as far as one byte on either side tells: a capital behind a letter, in
/// prose of a language in which any word may have one.
fn is_name(unit: &[u8], at: usize) -> bool {
    unit[at].is_ascii_uppercase() && at >= 2 && unit[at - 2].is_ascii_alphanumeric()
}
