//! What the model sees around a place where a sentence could end.

#![allow(
    clippy::inline_always,
    reason = "what several features share is worked out once only where they are inlined"
)]

use std::ops::Range;

use super::characters::{is_closing_quote, is_opener, is_terminator};
use super::language::{Class, Language};
use super::letters;
use super::model::ALONE;
use super::word::{WORD, Word, shape};
use crate::span::floor;

/// How far back words, quotes and brackets are counted, in bytes.
const FAR: usize = 224;

/// A place where a sentence could end.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) unit: &'a str,
    /// Where the sentence started.
    pub(super) start: usize,
    /// The terminators; empty where there are none.
    pub(super) mark: Range<usize>,
    /// The white space.
    pub(super) gap: Range<usize>,
    /// What the rules say; `None` where they say nothing.
    pub(super) verdict: Option<bool>,
    /// Whether an end would be strange here.
    pub(super) is_strange: bool,
    pub(super) language: &'a Language,
    /// What tells it from the others of its table.
    pub(super) tag: u32,
    /// How the sentence before it ended.
    pub(super) previous: u32,
    /// Whether the unit ends in a terminator.
    pub(super) is_ended: bool,
}

/// How often some characters stand in a stretch.
#[derive(Debug)]
struct Counts {
    quotes: u32,
    opened: u32,
    closed: u32,
}

impl Counts {
    fn of(bytes: &[u8]) -> Self {
        let mut counts = Counts { quotes: 0, opened: 0, closed: 0 };
        for at in memchr::memchr3_iter(b'"', b'(', b')', bytes) {
            match bytes[at] {
                b'"' => counts.quotes += 1,
                b'(' => counts.opened += 1,
                _ => counts.closed += 1,
            }
        }
        counts
    }
}

fn bucket(n: usize) -> u32 {
    match n {
        0..=4 => n as u32,
        5..=6 => 5,
        7..=10 => 6,
        11..=16 => 7,
        17..=30 => 8,
        _ => 9,
    }
}

fn class_number(class: Option<Class>) -> u32 {
    class.map_or(0, |class| class as u32 + 1)
}

/// A feature's hash: its template and up to three values.
#[inline(always)]
fn mix(template: u32, [a, b, c]: [u32; 3]) -> u32 {
    let sum = template.wrapping_mul(0x9e37_79b1)
        ^ a.wrapping_mul(0x85eb_ca6b)
        ^ b.wrapping_mul(0xc2b2_ae35).rotate_left(11)
        ^ c.wrapping_mul(0x27d4_eb2f).rotate_left(21);
    let hash = (sum ^ sum >> 15).wrapping_mul(0x2c1b_3c6d);
    hash ^ hash >> 13
}

/// Who is told the features of a place. Inlined, so that values which several have are hashed once.
struct Teller<F> {
    tell: F,
    lang: u32,
}

impl<F: FnMut(u32)> Teller<F> {
    #[inline(always)]
    fn one(&mut self, template: u32, a: u32, b: u32, c: u32) {
        (self.tell)(mix(template, [a, b, c]));
    }

    /// What holds for every language, and what holds for one.
    #[inline(always)]
    fn both(&mut self, template: u32, a: u32, b: u32, c: u32) {
        self.one(template, a, b, c);
        if self.lang != ALONE {
            self.one(template ^ self.lang, a, b, c);
        }
    }
}

/// The words on either side of a place, and what stands between them.
pub(super) struct Near<'a> {
    place: &'a Place<'a>,
    mark: u32,
    closer: u32,
    opener: u32,
    left: Word<'a>,
    left_at: usize,
    left_end: usize,
    right: Word<'a>,
    right_end: usize,
    class: u32,
    starter: u32,
}

impl<'a> Near<'a> {
    pub(super) fn of(place: &'a Place<'a>) -> Near<'a> {
        let Place { unit, start, gap, language, .. } = place;
        let mark_text = &unit[place.mark.clone()];
        let behind_left = if mark_text.is_empty() { &unit[..gap.start] } else { "" };
        let is_bare = mark_text.is_empty()
            && behind_left.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric);
        let left_end = if is_bare {
            gap.start
        } else if mark_text.is_empty() {
            let behind = |c: char| matches!(c, ':' | ';' | ',' | ')' | ']' | '"' | '”' | '»');
            let end = start + unit[*start..gap.start].trim_end_matches(behind).len();
            if end > *start { end } else { gap.start }
        } else {
            place.mark.start
        };
        let (left, left_at) = Word::before(unit, *start, left_end);
        let opening = &unit[gap.end..];
        let (right_at, opener) = match opening.as_bytes() {
            [first, ..] if first.is_ascii_alphanumeric() => (gap.end, 0),
            _ => opened(opening).map_or((gap.end, 0), |(at, opener)| (gap.end + at, opener)),
        };
        let (right, right_end) = Word::after(unit, right_at);
        Near {
            place,
            mark: if is_bare { 0 } else { mark_number(mark_text, behind_left) },
            closer: if mark_text.is_empty() {
                0
            } else {
                closer_number(&unit[place.mark.end.min(gap.start)..gap.start])
            },
            opener,
            left,
            left_at,
            left_end,
            right,
            right_end,
            class: class_number(language.class_of(left.text, left.hash)),
            starter: u32::from(language.starts_with(&right)),
        }
    }

    fn mark_and_verdict(&self) -> u32 {
        self.mark * 3 + self.place.verdict.map_or(0, |is| 1 + u32::from(is))
    }

    /// Calls `f` with the features that tell most places from those where no sentence could end.
    #[inline(always)]
    pub(super) fn features(&self, f: impl FnMut(u32)) {
        let Near { place, mark, closer, opener, ref left, ref right, .. } = *self;
        let Near { class, starter, .. } = *self;
        let Place { unit, start, .. } = place;
        let follow_kind = match unit[self.right_end..].chars().next().unwrap_or('\n') {
            ' ' | '\u{a0}' => 0,
            ',' => 1,
            '.' => 2,
            ':' => 3,
            '\n' => 4,
            c if is_terminator(c) => 5,
            _ => 6,
        };
        let informal = u32::from(unit[*start..].starts_with(char::is_lowercase));
        let (l, r) = (left.shape, right.shape);
        let is_soft = u32::from(place.mark.is_empty());
        let m = self.mark_and_verdict();

        let mut f = Teller { tell: f, lang: place.tag };
        f.both(1, m, r, opener);
        f.both(2, m, l, r);
        f.both(3, m, closer * 3 + opener, r);
        f.both(4, m, class, r * 2 + starter);
        f.both(6, m, follow_kind, r * 2 + starter);
        f.both(31, place.previous, mark, r);
        f.one(9, mark, left.hash, 0);
        f.one(11, left.hash, r, opener);
        f.one(12, right.hash, l, is_soft);
        f.one(17, informal, m, r);
        f.one(27, starter, l, mark);
        f.one(28, left.text.len().min(9) as u32, m, r);
    }

    /// Calls `f` with the others: what needs the words beyond these or what stands farther back, and
    /// what settles less.
    #[inline(always)]
    pub(super) fn far_features(&self, f: impl FnMut(u32)) {
        let Near { place, mark, closer, ref left, left_at, ref right, starter, .. } = *self;
        let Place { unit, start, gap, language, .. } = place;
        let before_left = start + unit[*start..left_at].trim_end().len();
        let (left2, left2_at) = Word::before(unit, *start, before_left);
        let (right2, _) = Word::after(unit, self.right_end + signs(unit, self.right_end));
        let back = floor(unit, gap.start.saturating_sub(FAR).max(*start));
        let stretch = &unit.as_bytes()[back..gap.start];
        let counts = Counts::of(stretch);
        let words = if back > *start { 20 } else { memchr::memchr_iter(b' ', stretch).count() };
        let words = bucket(words);
        let is_speech = || language.is_speech(right.text) || language.is_speech(right2.text);
        let speech = u32::from(closer > 0 && is_speech());
        let straight = counts.quotes & 1;
        let brackets = u32::from(counts.opened > counts.closed);
        let ended = u32::from(place.is_ended);
        let (l, r) = (left.shape, right.shape);
        let is_soft = u32::from(place.mark.is_empty());
        let space = match &unit[gap.clone()] {
            " " => 0,
            "" => 1,
            "  " => 2,
            gap if gap.contains('\n') => 3,
            _ => 4,
        };
        let last = unit[..self.left_end].chars().next_back().map_or(0, u32::from);
        let first = unit[gap.end..].chars().next().map_or(0, u32::from);
        let is_small = u32::from(r == shape::LOWER || r == shape::SHORT_LOWER);
        let right_class = class_number(language.class_of(right.text, right.hash));
        let m = self.mark_and_verdict();

        let mut f = Teller { tell: f, lang: place.tag };
        f.both(5, mark, words, r);
        f.both(7, m, right2.shape, r);
        f.both(8, m, 0, 0);
        f.one(30, m % 3, 0, 0);
        f.one(32, place.previous * 16 + words, l, is_soft * 32 + r);
        f.one(10, mark, right.hash, is_small);
        f.one(13, mark, starter * 2 + straight, r * 2 + brackets);
        f.one(14, mark, closer, straight * 4 + brackets * 2 + speech);
        f.one(15, space, mark, r);
        f.one(16, ended, mark, words);
        f.one(18, last, first, is_soft);
        f.one(19, left2.shape, l, mark * 32 + r);
        f.one(20, left2.hash, is_soft, r);
        f.one(21, right2.hash, is_soft, r);
        f.one(22, right_class, self.class, mark);
        f.one(23, words, l, is_soft * 32 + r);
        f.one(24, left.hash, right.hash, 0);
        f.one(25, left2.hash, left.hash, is_soft);
        f.one(26, right.hash, right2.hash, is_soft);
        f.one(29, u32::from(left2_at <= *start), u32::from(left_at <= *start), mark * 32 + r);
    }
}

/// What ends the words before a place: the terminators, or what else stands before it.
fn mark_number(mark: &str, before: &str) -> u32 {
    match mark {
        "" => match before.chars().next_back() {
            Some(':') => 20,
            Some(';') => 21,
            Some(',') => 22,
            Some(')' | ']' | '}') => 23,
            Some('"' | '”' | '»' | '’' | '\'') => 24,
            Some('-' | '–' | '—') => 25,
            Some('>') => 26,
            Some(c) if !c.is_alphanumeric() => 27,
            _ => 0,
        },
        "." => 1,
        "?" => 2,
        "!" => 3,
        "…" => 4,
        ".." => 5,
        "..." => 6,
        text if text.contains('?') => 7,
        text if text.contains('!') => 8,
        text if text.contains('…') => 9,
        text if text.starts_with("..") => 10,
        _ => 11,
    }
}

fn closer_number(closers: &str) -> u32 {
    let first = match closers.chars().next() {
        None => 0,
        Some(c) if is_closing_quote(c) => 1,
        Some(')' | ']' | '}') => 2,
        _ => 3,
    };
    first + if closers.len() > 3 { 4 } else { 0 }
}

/// Where the first word starts of what is opened, and what opens it: 1 a bracket, 2 a quote.
fn opened(opening: &str) -> Option<(usize, u32)> {
    let words = opening.trim_start_matches(|c| is_opener(c) && c != '*' && c != '_');
    let is_opened = words.len() < opening.len() && !words.is_empty();
    let is_bracket = opening.starts_with(['(', '[', '{']);
    is_opened.then_some((opening.len() - words.len(), if is_bracket { 1 } else { 2 }))
}

/// The length of the signs between one word and the next.
fn signs(unit: &str, at: usize) -> usize {
    match unit.as_bytes()[at..] {
        [b' ', next, ..] if next.is_ascii_alphanumeric() => return 1,
        _ => {}
    }
    // A row of signs may be as long as the text, and each of its spaces is a place.
    let ahead = &unit[at..floor(unit, unit.len().min(at + WORD))];
    ahead
        .find(|c: char| letters::of(c).0.is_alphanumeric() || matches!(c, '-' | '<'))
        .unwrap_or(ahead.len())
}

/// The feature that says what the rules say: 0 nothing, 1 no, 2 yes.
#[cfg(feature = "learning")]
pub(super) fn of_verdict(verdict: u32) -> u32 {
    mix(30, [verdict, 0, 0])
}
