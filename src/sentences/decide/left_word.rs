//! What the word before a terminator is: an abbreviation, a number, an initial, the mark of a list.

use super::Around;
use crate::sentences::characters::is_opener;
use crate::sentences::language::Class;
use crate::sentences::letters;

impl Around<'_> {
    /// "VS. Septul …": letters that happen to spell an abbreviation, unless all is in capitals.
    pub(super) fn is_shouted(&self, class: Class) -> bool {
        !matches!(class, Class::Title | Class::Ender | Class::Time)
            && self.starts_like_word()
            && self.left.chars().all(char::is_uppercase)
            && self.left.chars().take(2).count() == 2
    }

    pub(super) fn follows_number(&self) -> bool {
        self.before.trim_end().trim_end_matches('.').ends_with(|c: char| c.is_ascii_digit())
    }

    /// Whether a capitalised word follows that is no "IV", "A4" or "Nr".
    pub(super) fn starts_like_word(&self) -> bool {
        self.right.chars().take(4).count() == 4
            && self.right.chars().skip(1).all(char::is_lowercase)
    }

    /// "S. 5", "Nr. 12": the number of a page or a house is no ordinal.
    pub(super) fn is_counted(&self) -> bool {
        let Some(word) = self.before.trim_end().strip_suffix('.') else { return false };
        let word = word.rsplit(|c: char| c.is_whitespace() || is_opener(c)).next();
        word.is_some_and(|word| self.language.class(word) == Some(Class::Number))
    }

    /// `1.`, `2.3.`, `a.` right at the start: the mark of a list item.
    pub(super) fn is_list_mark(&self) -> bool {
        let bytes = self.left.as_bytes();
        let is_label = bytes.len() == 1 && bytes[0].is_ascii_alphabetic()
            || !bytes.is_empty() && bytes.iter().all(|b| b.is_ascii_digit() || *b == b'.');
        if !is_label {
            return false;
        }
        // A year at the start may well be all there is: "2017. A good year."
        let is_year = self.left.len() == 4 && !self.left.contains('.');
        let is_short = self.left.len() <= 8
            && self.left.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            || self.left.len() == 1 && self.left.bytes().all(|b| b.is_ascii_alphabetic());
        let opening = self.before.len() <= 8
            && self.before.chars().all(|c| c.is_whitespace() || !c.is_alphanumeric());
        // "…; 2.1. Rope", "See 3.4.2.1. Rope"
        let is_section = self.left.split('.').count() > 2
            && self.left.split('.').all(|part| {
                matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit())
            });
        let opening = opening || self.before.trim_end().ends_with([':', ';']);
        is_section || is_short && !is_year && opening && !self.left.is_empty()
    }

    /// The class of the word before the dot; that of "Avv" in "l'Avv".
    pub(super) fn find_class(&self) -> Option<Class> {
        let class = |word| self.language.class(word);
        self.spaced_class().or_else(|| class(self.left)).or_else(|| {
            let at = last_mark(self.left)?;
            let mark = self.left[at..].chars().next()?;
            let (head, part) = (&self.left[..at], &self.left[at + mark.len_utf8()..]);
            match mark {
                // "1978-ж", "1997.g", but not "Jean-Sr".
                '-' | '.' if head.bytes().all(|b| b.is_ascii_digit()) => class(part),
                // "dr.phil"
                '.' if part.chars().all(char::is_lowercase) => {
                    class(head).filter(|class| *class == Class::Title)
                }
                '-' | '.' => None,
                _ => class(part),
            }
        })
    }

    /// The class of "z. B", "n. e", "EE. UU", which the files have without the space.
    pub(super) fn spaced_class(&self) -> Option<Class> {
        let first = self.before.trim_end().strip_suffix('.')?;
        if self.left.chars().take(5).count() > 4 || self.left.bytes().any(|b| b == b'.') {
            return None;
        }
        let length = first
            .chars()
            .rev()
            .take(5)
            .take_while(|c| letters::of(*c).0.is_letter())
            .map(char::len_utf8);
        let first = &first[first.len() - length.sum::<usize>()..];
        let mut joined = [0u8; 40];
        let end = first.len() + 1 + self.left.len();
        joined[..first.len()].copy_from_slice(first.as_bytes());
        joined[first.len()] = b'.';
        joined.get_mut(first.len() + 1..end)?.copy_from_slice(self.left.as_bytes());
        self.language.class(std::str::from_utf8(&joined[..end]).ok()?)
    }

    /// The dot inside "z. B.", "A. I. Lund".
    pub(super) fn is_between_letters(&self) -> bool {
        let is_one = |word: &str| {
            let mut chars = word.chars();
            chars.next().is_some_and(|c| letters::of(c).0.is_letter()) && chars.next().is_none()
        };
        is_one(self.left) && is_one(self.right) && self.after[self.right.len()..].starts_with('.')
    }

    /// Digits, or a Roman number where it may be an ordinal.
    pub(super) fn is_number(&self) -> bool {
        let is_roman = |b: u8| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C');
        !self.left.is_empty()
            && (self.left.bytes().all(|b| b.is_ascii_digit())
                || self.language.ordinals && self.left.len() > 1 && self.left.bytes().all(is_roman))
    }

    /// "J", "Æ": one capital letter.
    pub(super) fn is_initial(&self) -> bool {
        let mut chars = self.left.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
            // "Jean-P."
            || self.left.rsplit_once('-').is_some_and(|(_, last)| last.chars().count() == 1 && last.chars().all(char::is_uppercase))
    }

    /// "vitamin D": the letter is no initial.
    pub(super) fn follows_label(&self) -> bool {
        let word = self.before.trim_end().rsplit(char::is_whitespace).next();
        word.is_some_and(|word| self.language.is_label(word))
    }

    /// "U.S", "e.g", "J.K": letters parted by dots.
    pub(super) fn is_acronym(&self) -> bool {
        self.left.len() <= 16
            && self.left.bytes().any(|b| b == b'.')
            && self
                .left
                .split('.')
                .all(|part| part.chars().count() <= 1 && part.chars().all(char::is_alphabetic))
    }

    /// Whether so little of the sentence was read that it cannot end: "At 5 a.m. Mrs. Lund …".
    pub(super) fn is_near_start(&self) -> bool {
        self.before.len() < 40 && self.before.split_whitespace().count() <= 2
    }

    /// Whether the sentence started in lower case, so that the next may as well.
    pub(super) fn is_informal(&self) -> bool {
        let start = if self.before.is_empty() { self.left } else { self.before };
        start.starts_with(char::is_lowercase)
    }

    pub(super) fn ends_in_plain_word(&self) -> bool {
        self.left.chars().take(2).count() == 2
            && !self.left.contains('.')
            && !(self.language.ordinals && self.is_number())
    }

    /// Whether the last word is longer than abbreviations are.
    pub(super) fn ends_in_long_word(&self) -> bool {
        self.left.chars().all(char::is_lowercase) && self.left.chars().take(7).count() == 7
    }
}

/// Where the last mark stands that parts a word.
fn last_mark(word: &str) -> Option<usize> {
    if word.is_ascii() {
        return word.bytes().rposition(|b| matches!(b, b'\'' | b'-' | b'.'));
    }
    word.rfind(['\'', '’', '-', '.'])
}
