//! What the model sees around a place where a sentence could end.

use std::ops::Range;

use super::characters::{is_closing_quote, is_opener, is_terminator};
use super::language::{Class, Language};
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
    spaces: usize,
    quotes: u32,
    opened: u32,
    closed: u32,
}

impl Counts {
    /// At most 255 bytes: counts of one byte each are what the compiler makes vector steps of.
    fn of(bytes: &[u8]) -> Self {
        let count = |byte: u8| bytes.iter().fold(0u8, |n, b| n.wrapping_add(u8::from(*b == byte)));
        Counts {
            spaces: usize::from(count(b' ')),
            quotes: u32::from(count(b'"')),
            opened: u32::from(count(b'(')),
            closed: u32::from(count(b')')),
        }
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
#[inline]
fn mix(template: u32, [a, b, c]: [u32; 3]) -> u32 {
    let sum = template.wrapping_mul(0x9e37_79b1)
        ^ a.wrapping_mul(0x85eb_ca6b)
        ^ b.wrapping_mul(0xc2b2_ae35).rotate_left(11)
        ^ c.wrapping_mul(0x27d4_eb2f).rotate_left(21);
    let hash = (sum ^ sum >> 15).wrapping_mul(0x2c1b_3c6d);
    hash ^ hash >> 13
}

/// Calls `f` with every feature of a place.
pub(super) fn features(place: &Place<'_>, mut f: impl FnMut(u32)) {
    let Place { unit, start, gap, language, .. } = place;
    let mark_text = &unit[place.mark.clone()];
    let mark = match mark_text {
        "" => match unit[..gap.start].chars().next_back() {
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
    };
    let left_end = if mark_text.is_empty() {
        let behind = |c: char| matches!(c, ':' | ';' | ',' | ')' | ']' | '"' | '”' | '»');
        let end = start + unit[*start..gap.start].trim_end_matches(behind).len();
        if end > *start { end } else { gap.start }
    } else {
        place.mark.start
    };
    let closers =
        if mark_text.is_empty() { "" } else { &unit[place.mark.end.min(gap.start)..gap.start] };
    let closer = match closers.chars().next() {
        None => 0,
        Some(c) if is_closing_quote(c) => 1,
        Some(')' | ']' | '}') => 2,
        _ => 3,
    } + if closers.len() > 3 { 4 } else { 0 };
    let (left, left_at) = Word::before(unit, *start, left_end);
    let before_left = start + unit[*start..left_at].trim_end().len();
    let (left2, left2_at) = Word::before(unit, *start, before_left);
    let opening = &unit[gap.end..];
    let trimmed = opening.trim_start_matches(|c| is_opener(c) && c != '*' && c != '_');
    let opener = if trimmed.len() == opening.len() || trimmed.is_empty() {
        0
    } else {
        match opening.chars().next() {
            Some('(' | '[' | '{') => 1,
            _ => 2,
        }
    };
    let right_at = if trimmed.is_empty() { gap.end } else { unit.len() - trimmed.len() };
    let (right, right_end) = Word::after(unit, right_at);
    let follow = unit[right_end..].chars().next().unwrap_or('\n');
    // A row of signs may be as long as the text, and each of its spaces is a place.
    let ahead = &unit[right_end..floor(unit, unit.len().min(right_end + WORD))];
    let signs = ahead.len()
        - ahead.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '-' && c != '<').len();
    let next_at = right_end + signs;
    let (right2, _) = Word::after(unit, next_at);
    let follow_kind = match follow {
        ' ' | '\u{a0}' => 0,
        ',' => 1,
        '.' => 2,
        ':' => 3,
        '\n' => 4,
        c if is_terminator(c) => 5,
        _ => 6,
    };
    let verdict = place.verdict.map_or(0, |is| 1 + u32::from(is));
    let back = floor(unit, gap.start.saturating_sub(FAR).max(*start));
    let counts = Counts::of(&unit.as_bytes()[back..gap.start]);
    let words = bucket(if back > *start { 20 } else { counts.spaces });
    let class = class_number(language.class_of(left.text, left.hash));
    let right_class = class_number(language.class_of(right.text, right.hash));
    let starter = u32::from(language.starts(right.text));
    let is_speech = || language.is_speech(right.text) || language.is_speech(right2.text);
    let speech = u32::from(closer > 0 && is_speech());
    let straight = counts.quotes & 1;
    let brackets = u32::from(counts.opened > counts.closed);
    let space = match &unit[gap.clone()] {
        " " => 0,
        "" => 1,
        "  " => 2,
        gap if gap.contains('\n') => 3,
        _ => 4,
    };
    let informal = u32::from(unit[*start..].starts_with(char::is_lowercase));
    let ended = u32::from(place.is_ended);
    let lang = place.tag;
    let (l, r) = (left.shape, right.shape);
    let is_soft = u32::from(mark_text.is_empty());
    let last = unit[..left_end].chars().next_back().map_or(0, u32::from);
    let first = opening.chars().next().map_or(0, u32::from);
    let m = mark * 3 + verdict;

    let mut both = |template: u32, a: u32, b: u32, c: u32| {
        f(mix(template, [a, b, c]));
        if lang != ALONE {
            f(mix(template ^ lang, [a, b, c]));
        }
    };
    both(1, m, r, opener);
    both(2, m, l, r);
    both(3, m, closer * 3 + opener, r);
    both(4, m, class, r * 2 + starter);
    both(5, mark, words, r);
    both(6, m, follow_kind, r * 2 + starter);
    both(7, m, right2.shape, r);
    both(8, m, 0, 0);
    both(31, place.previous, mark, r);
    let mut one = |template: u32, a: u32, b: u32, c: u32| f(mix(template, [a, b, c]));
    one(30, verdict, 0, 0);
    one(32, place.previous * 16 + words, l, is_soft * 32 + r);
    one(9, mark, left.hash, 0);
    one(10, mark, right.hash, u32::from(r == shape::LOWER || r == shape::SHORT_LOWER));
    one(11, left.hash, r, opener);
    one(12, right.hash, l, is_soft);
    one(13, mark, starter * 2 + straight, r * 2 + brackets);
    one(14, mark, closer, straight * 4 + brackets * 2 + speech);
    one(15, space, mark, r);
    one(16, ended, mark, words);
    one(17, informal, m, r);
    one(18, last, first, is_soft);
    one(19, left2.shape, l, mark * 32 + r);
    one(20, left2.hash, is_soft, r);
    one(21, right2.hash, is_soft, r);
    one(22, right_class, class, mark);
    one(23, words, l, is_soft * 32 + r);
    one(24, left.hash, right.hash, 0);
    one(25, left2.hash, left.hash, is_soft);
    one(26, right.hash, right2.hash, is_soft);
    one(27, starter, l, mark);
    one(28, left.text.len().min(9) as u32, m, r);
    one(29, u32::from(left2_at <= *start), u32::from(left_at <= *start), mark * 32 + r);
}

/// The feature that says what the rules say: 0 nothing, 1 no, 2 yes.
#[cfg(feature = "learning")]
pub(super) fn of_verdict(verdict: u32) -> u32 {
    mix(30, [verdict, 0, 0])
}
