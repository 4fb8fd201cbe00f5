//! Lists inside a line: `1) rope 2) nails 3) glue`.
//!
//! Only a unit that starts with the first mark of a list has them, and only the next mark in the
//! same style starts the next item, so years and references in running text do not.

use super::characters::{is_closer, is_terminator};
use super::language::Language;

/// Where the second and later items of the list start, if the unit is one.
pub(super) fn items<'a>(unit: &'a str, language: &'a Language) -> impl Iterator<Item = usize> + 'a {
    let mut style = Style::of(unit).filter(|style| {
        let words = &unit[style.before.len() + style.label_length() + style.after.len()..];
        !style.may_be_ordinal(language) || starts_item(words, language)
    });
    let mut at = 0;
    std::iter::from_fn(move || {
        let style = style.as_mut()?;
        style.number += 1;
        at = style.find(unit, at, language)?;
        Some(at)
    })
    .fuse()
}

/// Whether these words do not go on from an ordinal: "1. maj", "1. Weltkrieg".
fn starts_item(words: &str, language: &Language) -> bool {
    let word = words.split_whitespace().next().unwrap_or_default();
    language.starts(word.trim_end_matches(|c: char| !c.is_alphanumeric()))
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
    /// The style of the mark that the unit starts with.
    fn of(unit: &'a str) -> Option<Style<'a>> {
        let label = unit.find(|c: char| c.is_ascii_alphanumeric()).filter(|at| *at <= 5)?;
        let before = &unit[..label];
        if !["", "(", "• ", "•", "⁃", "⁃ ", "- ", "* "].contains(&before) {
            return None;
        }
        let rest = &unit[label..];
        let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        let is_letter = digits == 0;
        let number =
            if is_letter { u32::from(rest.as_bytes()[0]) } else { rest[..digits].parse().ok()? };
        let rest = &rest[digits.max(1)..];
        let after = [".)", ")", "."].into_iter().find(|after| rest.starts_with(after))?;
        let is_first =
            if is_letter { number == u32::from(b'a') } else { number == 1 || !before.is_empty() };
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

    fn label_length(&self) -> usize {
        if self.is_letter { 1 } else { decimal(self.number, &mut [0; 12]).len() }
    }

    /// Where the mark of this style and number stands after `from`.
    fn find(&self, unit: &str, from: usize, language: &Language) -> Option<usize> {
        let mut label = [0u8; 12];
        let label = if self.is_letter {
            char::from_u32(self.number)?.encode_utf8(&mut label[..4])
        } else {
            decimal(self.number, &mut label)
        };
        let mut at = from;
        loop {
            at += unit.get(at..)?.find(&*label)?;
            let begin = at.checked_sub(self.before.len())?;
            let rest = &unit[at + label.len()..];
            let is_mark = begin > from
                && unit.is_char_boundary(begin)
                && unit[begin..at] == *self.before
                && unit[..begin].ends_with(char::is_whitespace)
                && rest.strip_prefix(self.after).is_some_and(|words| words.starts_with(' '));
            let ends = unit[..begin].trim_end().ends_with(|c| is_terminator(c) || is_closer(c));
            let may_start = || {
                ends || !self.may_be_ordinal(language)
                    || starts_item(&rest[self.after.len()..], language)
            };
            if is_mark && may_start() {
                return Some(begin);
            }
            at += label.len();
        }
    }
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
