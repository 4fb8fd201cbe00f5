//! Lists inside a line: `1) rope 2) nails 3) glue`.
//!
//! Only a unit that starts with the first mark of a list has them, and only the next mark in the
//! same style starts the next item, so years and references in running text do not.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::characters::{is_closer, is_terminator};
use super::language::Language;

/// How far apart the items of a list inside a paragraph may be.
const LONGEST_ITEM: usize = 400;

/// What the first mark of a list inside a paragraph ends in: letters other than `a` have a bracket.
static FIRSTS: LazyLock<[Finder<'static>; 3]> =
    LazyLock::new(|| [&b"1."[..], b" a.", b")"].map(Finder::new));

/// Where these stand in a text, so that paragraphs which have none, as most, are not searched.
#[derive(Debug, Default)]
pub(super) struct Firsts {
    /// Of each, where the next stands; before what was asked for, if that is not known.
    next: [usize; 3],
}

impl Firsts {
    /// Whether one of them stands here. Asked in order.
    fn may_be_in(&mut self, text: &[u8], range: &Range<usize>) -> bool {
        for (finder, next) in FIRSTS.iter().zip(&mut self.next) {
            if *next <= range.start {
                let found = finder.find(&text[range.start..]);
                *next = found.map_or(usize::MAX, |n| range.start + n);
            }
        }
        self.next.iter().any(|next| *next < range.end)
    }
}

/// Where the items of the list start, if the unit holds one; the first only if words stand before.
pub(super) fn items<'a>(
    text: &'a str,
    range: Range<usize>,
    language: &'a Language,
    firsts: &mut Firsts,
) -> impl Iterator<Item = usize> + 'a {
    let may_be_inside = firsts.may_be_in(text.as_bytes(), &range);
    let unit = &text[range];
    let mut first = None;
    let mut style = Style::of(unit, false).filter(|style| {
        !style.may_be_ordinal(language) || starts_item(&unit[style.length()..], language)
    });
    let mut at = 0;
    if style.is_none() && may_be_inside {
        (first, style) = inside(unit, language).unzip();
        at = first.unwrap_or_default();
    }
    let others = std::iter::from_fn(move || {
        let style = style.as_mut()?;
        style.number += 1;
        at = style.find(unit, at, unit.len(), language)?;
        Some(at)
    });
    first.into_iter().chain(others.fuse())
}

/// The first item of a list after a sentence: "We need: rope. 1. Nails. 2. Glue. 3. Tape." Three
/// items have to follow one another, or any sentence that ends in a letter would be one.
fn inside<'a>(unit: &'a str, language: &Language) -> Option<(usize, Style<'a>)> {
    let bytes = unit.as_bytes();
    memchr::memchr2_iter(b'.', b')', bytes).find_map(|mark| {
        // A mark of one character or a number.
        if mark < 3 || !matches!(bytes.get(mark + 1), Some(b' ' | b')')) {
            return None;
        }
        let before = &bytes[..mark];
        let digits = before.iter().rev().take(3).take_while(|b| b.is_ascii_digit()).count();
        let at = mark - digits.max(1).min(mark);
        let (_, &[end, space]) = bytes[..at].split_last_chunk()?;
        if space != b' ' || !matches!(end, b'.' | b'!' | b'?' | b':') {
            return None;
        }
        let style = Style::of(&unit[at..], true)?;
        let second = Style { number: style.number + 1, ..style };
        let third = Style { number: style.number + 2, ..style };
        let next = second.find(unit, at, at + LONGEST_ITEM, language)?;
        third.find(unit, next, next + LONGEST_ITEM, language)?;
        Some((at, style))
    })
}

/// Whether these words do not go on from an ordinal: "1. maj", "1. Weltkrieg".
fn starts_item(words: &str, language: &Language) -> bool {
    let word = words.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    language.starts(word)
        || !language.capital_nouns
            && word.starts_with(char::is_uppercase)
            && !language.is_month(word)
}

/// What the marks of a list look like.
#[derive(Debug, Clone, Copy)]
struct Style<'a> {
    before: &'a str,
    number: u32,
    is_letter: bool,
    after: &'a str,
}

impl<'a> Style<'a> {
    /// The style of the mark that the unit starts with. Inside a paragraph a list may start at
    /// any letter, but has no bullets.
    fn of(unit: &'a str, inside: bool) -> Option<Style<'a>> {
        let mut start = unit.char_indices().take(5).take_while(|(at, _)| !inside || *at == 0);
        let (label, _) = start.find(|(_, c)| c.is_ascii_alphanumeric())?;
        let rest = &unit[label..];
        let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        // Most units start with a word.
        if !matches!(rest.as_bytes().get(digits.max(1)), Some(b'.' | b')')) {
            return None;
        }
        let before = &unit[..label];
        if !["", "(", "• ", "•", "⁃", "⁃ ", "- ", "* "].contains(&before) {
            return None;
        }
        let is_letter = digits == 0;
        let number =
            if is_letter { u32::from(rest.as_bytes()[0]) } else { rest[..digits].parse().ok()? };
        let rest = &rest[digits.max(1)..];
        let after = [".)", ")", "."].into_iter().find(|after| rest.starts_with(after))?;
        let is_first = if is_letter {
            number == u32::from(b'a') || inside && after != "."
        } else {
            number == 1 || !before.is_empty()
        };
        (is_first && rest[after.len()..].starts_with(' ')).then_some(Style {
            before,
            number,
            is_letter,
            after,
        })
    }

    /// Whether the mark could be an ordinal: "1." is "first" in many languages.
    fn may_be_ordinal(&self, language: &Language) -> bool {
        language.ordinals && !self.is_letter && self.before.is_empty() && self.after == "."
    }

    /// The length of the mark.
    fn length(&self) -> usize {
        let label = if self.is_letter { 1 } else { decimal(self.number, &mut [0; 12]).len() };
        self.before.len() + label + self.after.len()
    }

    /// Where the mark of this style and number stands after `from` and before `end`.
    fn find(&self, unit: &str, from: usize, end: usize, language: &Language) -> Option<usize> {
        let mut label = [0u8; 12];
        let label = if self.is_letter {
            char::from_u32(self.number)?.encode_utf8(&mut label[..4])
        } else {
            decimal(self.number, &mut label)
        };
        let mut at = from;
        loop {
            at += find_within(unit, at, end, label)?;
            let begin = at.checked_sub(self.before.len())?;
            let rest = &unit[at + label.len()..];
            let is_mark = begin > from
                && unit.is_char_boundary(begin)
                && unit[begin..at] == *self.before
                && unit[..begin].ends_with(char::is_whitespace)
                && rest.strip_prefix(self.after).is_some_and(|words| words.starts_with(' '));
            let ends = || unit[..begin].trim_end().ends_with(|c| is_terminator(c) || is_closer(c));
            let may_start = || {
                !self.may_be_ordinal(language)
                    || ends()
                    || starts_item(&rest[self.after.len()..], language)
            };
            if is_mark && may_start() {
                return Some(begin);
            }
            at += label.len();
        }
    }
}

/// Where `label` stands between the two offsets, from the first.
fn find_within(unit: &str, from: usize, end: usize, label: &str) -> Option<usize> {
    let bytes = unit.as_bytes().get(from..end.min(unit.len()))?;
    bytes.windows(label.len()).position(|window| window == label.as_bytes())
}

fn decimal(mut number: u32, digits: &mut [u8; 12]) -> &mut str {
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return std::str::from_utf8_mut(&mut digits[start..]).expect("digits are ASCII");
        }
    }
}
