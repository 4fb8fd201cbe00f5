//! Where sentences begin in a paragraph, as far as furniture needs it: roughly, and from the end.

use memchr::memrchr3;

use super::phrase::{self, Word};

/// A place behind a sign that may end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    pub at: usize,
    pub behind: Behind,
}

/// What stands before such a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// The end of a sentence, or of nothing; a sentence begins here.
    Sentence,
    /// A short word, which may be abbreviated and end one too: `in Wilmington, Del. Mara Voss/AP`.
    Short,
    /// Letters with dots: `in the U.S. Navy/AP`.
    Initialism,
    /// A part of a name: `J. Ek`, `Mara Voss/St. Orrin Mail`.
    Name,
    /// A quotation without a full stop, `a sign that reads “Go home” Mara Voss/AP`, or a full
    /// stop that something else follows than a sentence.
    Sign,
}

/// The places of `text` where sentences may begin from the last one back, its own start among them,
/// as far as they lie in its last `reach` bytes.
pub(super) fn starts_back(text: &str, reach: usize) -> impl Iterator<Item = usize> {
    let full_stop = |bytes: &[u8]| memrchr3(b'.', b'!', b'?', bytes).map(|at| (at, 1));
    let own = (text.len() <= reach).then_some(0);
    walk_back(text, reach, full_stop)
        .filter(|start| start.behind == Behind::Sentence)
        .map(|start| start.at)
        .chain(own)
}

/// The same with what else may end the words before a name, and without the text's own start.
pub(super) fn ends_back(text: &str, reach: usize) -> impl Iterator<Item = Start> {
    let mark = |bytes: &[u8]| {
        let is_end = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | b'"' | 0x9D | 0xA6);
        let mut end = bytes.len();
        while let Some(at) = bytes[..end].iter().rposition(is_end) {
            if bytes[at].is_ascii() {
                return Some((at, 1));
            }
            // The last byte of `”` or `…`.
            let first = at.saturating_sub(2);
            if matches!(&bytes[first..=at], [0xE2, 0x80, _]) {
                return Some((first, 3));
            }
            end = at;
        }
        None
    };
    walk_back(text, reach, mark).filter(|start| start.behind != Behind::Name)
}

/// What is behind the signs that `last` finds, each with its length.
fn walk_back(
    text: &str,
    reach: usize,
    last: impl Fn(&[u8]) -> Option<(usize, usize)>,
) -> impl Iterator<Item = Start> {
    let from = text.len().saturating_sub(reach);
    let mut end = text.len();
    std::iter::from_fn(move || {
        while let Some((at, len)) = last(&text.as_bytes()[from..end]) {
            end = from + at;
            let start = start_behind(text, end, len);
            if start.is_some() {
                return start;
            }
        }
        None
    })
}

/// Signs that close a sentence behind its full stop.
const CLOSERS: &[char] = &['"', '”', '’', '\'', ')', '»', '*'];

/// The sentence that may begin behind the sign in front of `rest`: a quick look, that only says no
/// where [`starts_back`] finds none.
#[inline]
pub(super) fn may_begin(rest: &str) -> Option<&str> {
    let rest = match rest.as_bytes() {
        // Nearly always.
        [b' ', b'A'..=b'Z', ..] => &rest[1..],
        [b'0'..=b'9' | b'a'..=b'z', ..] | [b' ', b'a'..=b'z', ..] | [] => return None,
        _ => rest.trim_start_matches(CLOSERS).trim_start(),
    };
    (!rest.is_empty()).then_some(rest)
}

/// The place behind the sign at `at`, if anything follows.
fn start_behind(text: &str, at: usize, len: usize) -> Option<Start> {
    let closed = text[at + len..].trim_start_matches(CLOSERS);
    let rest = closed.trim_start();
    let opens = rest.chars().next()?;
    let before = &text[..at];
    let sign = text.as_bytes()[at];
    let is_spaced = rest.len() < closed.len();
    // Paragraphs that were run together: `shocking news!Visit our page`.
    let is_glued = !is_spaced && opens.is_uppercase() && before.ends_with(char::is_lowercase);
    let begins = is_spaced && !opens.is_lowercase() && !matches!(opens, '.' | '!' | '?' | ',');
    let behind = match sign {
        b'.' if !is_glued && let Some(abbreviation) = abbreviation(before) => abbreviation,
        b'.' | b'!' | b'?' if is_glued || begins => Behind::Sentence,
        _ => Behind::Sign,
    };
    Some(Start { at: text.len() - rest.len(), behind })
}

/// What the word before a full stop is, if the full stop may belong to it.
fn abbreviation(before: &str) -> Option<Behind> {
    const LONGEST: usize = 6;
    const REACH: usize = 6 * LONGEST;
    let from = super::lines::floor(before, before.len().saturating_sub(REACH));
    let word = before[from..].rsplit([' ', '\n', '(', '—', '“', '"']).next().unwrap_or("");
    let (is_maker, word) = word.rsplit_once('/').map_or((false, word), |(_, word)| (true, word));
    let letters = word.chars().count();
    let first = word.chars().next()?;
    // Not the number at the end of a sentence, but that of a list item.
    let is_letter = letters == 1 && (first.is_alphabetic() || word.len() == before.len())
        || ends_in_initial(before);
    let has_dots = letters <= LONGEST && word.contains('.');
    let is_short = first.is_uppercase() && letters <= 3 && !phrase::is(word, Word::Short);
    match (is_letter, has_dots, is_short) {
        (false, false, false) => None,
        (true, ..) => Some(Behind::Name),
        // Not behind an agency: `Mara Voss/AP. Jon Ek/AFP`.
        _ if is_maker && (has_dots || word.contains(char::is_lowercase)) => Some(Behind::Name),
        (_, true, _) => Some(Behind::Initialism),
        _ => Some(Behind::Short),
    }
}

/// Whether a capital stands alone there, also behind a sentence it is glued to: `It rained.J`.
fn ends_in_initial(before: &str) -> bool {
    let mut back = before.chars().rev();
    let (last, second, third) = (back.next(), back.next(), back.next());
    let is_initialism = second == Some('.') && third.is_some_and(char::is_uppercase);
    last.is_some_and(char::is_uppercase)
        && second.is_none_or(|c| !c.is_alphanumeric())
        && !is_initialism
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
        check("It rained on May 5. Follow us", &["Follow us", "It rained on May 5. Follow us"]);
        check("1. Follow us", &["1. Follow us"]);
        check("", &[""]);
    }

    #[test]
    fn what_stands_before_a_name() {
        let starts = |text| {
            ends_back(text, 100).map(|start| (&text[start.at..], start.behind)).collect::<Vec<_>>()
        };
        let (sentence, sign) = (Behind::Sentence, Behind::Sign);
        assert_eq!(
            starts("It rained. It poured. Mara/AP"),
            [("Mara/AP", sentence), ("It poured. Mara/AP", sentence)]
        );
        assert_eq!(starts("It “poured” Mara/AP"), [("Mara/AP", sign)]);
        assert_eq!(starts("It rained… Mara/AP"), [("Mara/AP", sign)]);
        assert_eq!(starts("It rained.J. Ek/AP"), [("J. Ek/AP", sentence)]);
        assert_eq!(
            starts("It rained in Del. Mara/St. Orrin Mail/AP"),
            [("Mara/St. Orrin Mail/AP", Behind::Short)]
        );
        assert_eq!(starts("Mara/AP. Jon/AFP"), [("Jon/AFP", Behind::Short)]);
        assert_eq!(starts("the U.S. Navy/AP"), [("Navy/AP", Behind::Initialism)]);
        assert_eq!(starts("no end ¦”"), []);
    }
}
