//! Where sentences begin in a paragraph, as far as furniture needs it: roughly, from the end, and
//! never behind an abbreviation.

use memchr::memrchr3;

use super::phrase::{self, Word};

/// The starts of the sentences of `text` from the last one back, its own start among them, as far
/// as they lie in its last `reach` bytes.
pub(super) fn starts_back(text: &str, reach: usize) -> impl Iterator<Item = usize> {
    let from = text.len().saturating_sub(reach);
    let mut end = text.len();
    let mut done = false;
    std::iter::from_fn(move || {
        while let Some(at) = memrchr3(b'.', b'!', b'?', &text.as_bytes()[from..end]) {
            end = from + at;
            if let Some(start) = start_behind(text, end) {
                return Some(start);
            }
        }
        let own = from == 0 && !done;
        done = true;
        own.then_some(0)
    })
}

/// Signs that close a sentence behind its full stop.
const CLOSERS: &[char] = &['"', '”', '’', '\'', ')', '»', '*'];

/// The sentence that may begin behind the sign in front of `rest`: a quick look, that only says no
/// where [`starts_back`] finds none.
pub(super) fn may_begin(rest: &str) -> Option<&str> {
    let rest = match rest.as_bytes() {
        // Nearly always.
        [b' ', b'A'..=b'Z', ..] => &rest[1..],
        [b'0'..=b'9' | b'a'..=b'z', ..] | [b' ', b'a'..=b'z', ..] | [] => return None,
        _ => rest.trim_start_matches(CLOSERS).trim_start(),
    };
    (!rest.is_empty()).then_some(rest)
}

/// Where a sentence begins behind the sign at `at`, if it ends one.
fn start_behind(text: &str, at: usize) -> Option<usize> {
    let closed = text[at + 1..].trim_start_matches(CLOSERS);
    let rest = closed.trim_start();
    let opens = rest.chars().next()?;
    let spaced = rest.len() < closed.len();
    let before = &text[..at];
    if spaced {
        let is_sentence = !opens.is_lowercase() && !matches!(opens, '.' | '!' | '?' | ',');
        let shortens = text.as_bytes()[at] == b'.' && is_abbreviation(before);
        (is_sentence && !shortens).then_some(text.len() - rest.len())
    } else {
        // Paragraphs that were run together: `shocking news!Visit our page`.
        let glued = opens.is_uppercase() && before.ends_with(char::is_lowercase);
        glued.then_some(text.len() - rest.len())
    }
}

/// Whether the word before a full stop is short as `Dr`, a letter as `J`, or has dots as `a.m`.
fn is_abbreviation(before: &str) -> bool {
    const LONGEST: usize = 6;
    let from = super::lines::floor(before, before.len().saturating_sub(4 * LONGEST));
    let word = before[from..].rsplit([' ', '\n', '(', '—', '“', '"']).next().unwrap_or("");
    let letters = word.chars().count();
    let capital = word.starts_with(char::is_uppercase);
    letters <= LONGEST && word.contains('.')
        || capital && letters <= 3 && !phrase::is(word, Word::Short)
        || letters == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, sentences: &[&str]) {
        let found: Vec<_> = starts_back(text, 200).map(|at| &text[at..]).collect();
        assert_eq!(found, sentences, "{text}");
    }

    #[test]
    fn from_the_back() {
        check(
            "It rained. “Go!” she said. Follow us.",
            &["Follow us.", "“Go!” she said. Follow us.", "It rained. “Go!” she said. Follow us."],
        );
        check("It rained!Follow us", &["Follow us", "It rained!Follow us"]);
        check("Dr. J. Ek of the U.S. Navy", &["Dr. J. Ek of the U.S. Navy"]);
        check("", &[""]);
    }
}
