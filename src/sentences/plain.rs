//! Terminators that need neither the rules nor the model: most ends are a full stop behind a word in
//! small letters, a space and a capitalised word, and most other full stops stand behind a title.

use super::candidates::Candidate;
use super::language::{Class, Language};
use super::letters;

/// Sentences that are shorter than this, in bytes, are not plain enough to end unasked.
const SHORT: usize = 12;

/// Whether the sentence ends here; `None` if only a closer look tells.
pub(super) fn is_end(
    unit: &str,
    sentence: usize,
    candidate: &Candidate,
    language: &Language,
) -> Option<bool> {
    let Candidate { mark, mark_end, end, next } = *candidate;
    let bytes = unit.as_bytes();
    if mark_end != mark + 1 || end != mark_end || next != end + 1 {
        return None;
    }
    let is_stop = bytes[mark] == b'.';
    let before = &bytes[sentence..mark];
    let small = before.iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
    if small == 0 {
        return None;
    }
    let at = mark - small;
    let is_capital = at > sentence && bytes[at - 1].is_ascii_uppercase();
    let at = at - usize::from(is_capital);
    let class = language.class(&unit[at..mark]);
    if is_stop
        && class == Some(Class::Title)
        && bytes[next].is_ascii_alphabetic()
        // "d. dr." is one abbreviation.
        && matches!(&bytes[sentence..at], [] | [.., b'a'..=b'z' | b',', b' '])
    {
        return Some(false);
    }
    // "Orrin" has five letters. A shorter word may be half an abbreviation: "p. ex."
    let is_word = small >= 4
        || small >= 2
            && !is_capital
            && (!is_stop
                || before.len() > small + 2 && {
                    matches!(bytes[at - 2..at], [before, b' '] if before != b'.')
                });
    let is_plain = class.is_none()
        && is_word
        && at > sentence + SHORT
        && matches!(bytes[at - 1], b' ' | b'-')
        && starts_word(&bytes[next..])
        // "Yahoo! Inc."
        && (is_stop || language.class(word_at(unit, next)).is_none());
    is_plain.then_some(true)
}

/// Whether a capitalised word begins here, in quotation marks or not.
fn starts_word(bytes: &[u8]) -> bool {
    let quotes: [&[u8]; 2] = [b"\"", "“".as_bytes()];
    let word = quotes.iter().find_map(|quote| bytes.strip_prefix(*quote)).unwrap_or(bytes);
    matches!(word, [b'A'..=b'Z', b'a'..=b'z' | b' ', ..])
}

/// The word that starts here; empty where none does.
pub(super) fn word_at(unit: &str, at: usize) -> &str {
    let rest = &unit[at..];
    let ascii = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if rest.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return &rest[..ascii];
    }
    let end = rest.find(|c| !letters::of(c).0.is_alphanumeric()).unwrap_or(rest.len());
    &rest[..end]
}
