//! What names look like, as credits and notes are made of them.

use super::phrase::{self, Word};

/// Whether a text of words could be names: each begins with a capital, a figure or a sign, or is
/// one of the little words between names.
pub(super) fn named(text: &str) -> bool {
    text.split_whitespace().all(is_name)
}

/// Whether a word could be a part of names.
pub(super) fn is_name(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
    match word.chars().next() {
        None => true,
        Some(first) => {
            !first.is_lowercase()
                || phrase::is(word, Word::Particle)
                || phrase::is(word, Word::Credit)
        }
    }
}

/// Where the sentence begins that a bracketless tail like a credit would be: behind the sentence
/// ends of `text`, from the last one back. At most `reach` bytes are looked at.
///
/// The flag says that the full stop may belong to an abbreviation (`in the U.S. Navy/AP`).
pub(super) fn sentence_starts_back(
    text: &str,
    reach: usize,
) -> impl Iterator<Item = (usize, bool)> {
    let from = super::lines::floor(text, text.len().saturating_sub(reach));
    // A quotation may end without a full stop: `a sign that reads “Go home” Mara Voss/AP`.
    let is_end = |c: char| matches!(c, '.' | '!' | '?' | '…' | '”' | '"');
    let ends = text[from..].char_indices().rev().filter(move |(_, c)| is_end(*c));
    ends.filter_map(move |(offset, c)| {
        let end = from + offset + c.len_utf8();
        let rest = text[end..].trim_start_matches(['"', '”', '’', '\'', ')', '»', '“']);
        let start = text.len() - rest.trim_start().len();
        let mut before = text[..from + offset].chars().rev();
        let (last, second, third) = (before.next(), before.next(), before.next());
        let letter = c == '.' && last.is_some_and(char::is_uppercase);
        let initialism = letter && second == Some('.') && third.is_some_and(char::is_uppercase);
        let initial = letter && !initialism && second.is_none_or(|c| !c.is_alphanumeric());
        (start < text.len() && !initial).then_some((start, initialism))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_not_names() {
        for text in ["Mara Voss and Jon Ek", "J. Ek of The Daily", "黃小雨", "@mara", "", "12 & 13"]
        {
            assert!(named(text), "{text}");
        }
        for text in ["the photo shows Mara", "Mara sued them"] {
            assert!(!named(text), "{text}");
        }
    }

    #[test]
    fn sentences_from_the_back() {
        let starts =
            |text| sentence_starts_back(text, 100).map(|(at, _)| &text[at..]).collect::<Vec<_>>();
        assert_eq!(starts("It rained. It poured. Mara/AP"), ["Mara/AP", "It poured. Mara/AP"]);
        assert_eq!(starts("It “poured” Mara/AP"), ["Mara/AP"]);
        assert_eq!(starts("It rained.J. Ek/AP"), ["J. Ek/AP"]);
        assert_eq!(starts("no end"), [""; 0]);
    }
}
