//! What names look like, as credits and notes are made of them.

/// Words that stand between names, in lower case.
const BETWEEN: &[&str] = &[
    "a",
    "and",
    "at",
    "also",
    "by",
    "capture",
    "contributor",
    "contributors",
    "correspondent",
    "courtesy",
    "da",
    "de",
    "del",
    "der",
    "di",
    "du",
    "e",
    "editor",
    "editors",
    "el",
    "et",
    "file",
    "for",
    "freelancer",
    "from",
    "grab",
    "in",
    "la",
    "le",
    "news",
    "of",
    "on",
    "photo",
    "pool",
    "producer",
    "reporter",
    "reporters",
    "screen",
    "screengrab",
    "screenshot",
    "staff",
    "the",
    "und",
    "van",
    "via",
    "video",
    "von",
    "with",
    "writer",
    "writers",
    "y",
    "youtube",
];

/// Whether a text of words could be names: each begins with a capital, a figure or a sign, or is
/// one of the little words between names.
pub(super) fn named(text: &str) -> bool {
    text.split_whitespace().all(is_name)
}

/// Whether a word could be a part of names.
pub(super) fn is_name(word: &str) -> bool {
    let word = match word.as_bytes() {
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => word,
        _ => word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@'),
    };
    match word.chars().next() {
        None => true,
        Some(first) => !first.is_lowercase() || BETWEEN.contains(&word),
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
    let mut at = text.len();
    let ends = std::iter::from_fn(move || {
        loop {
            at = from + last_end(&text.as_bytes()[from..at])?;
            let c = text[at..].chars().next()?;
            if c.is_ascii() || matches!(c, '…' | '”') {
                return Some((at, c));
            }
        }
    });
    ends.filter_map(move |(at, c)| {
        let end = at + c.len_utf8();
        let rest = text[end..].trim_start_matches(['"', '”', '’', '\'', ')', '»', '“']);
        let start = text.len() - rest.trim_start().len();
        let mut before = text[..at].chars().rev();
        let (last, second, third) = (before.next(), before.next(), before.next());
        let letter = c == '.' && last.is_some_and(char::is_uppercase);
        let initialism = letter && second == Some('.') && third.is_some_and(char::is_uppercase);
        let initial = letter && !initialism && second.is_none_or(|c| !c.is_alphanumeric());
        (start < text.len() && !initial).then_some((start, initialism))
    })
}

/// The last byte that the end of a sentence, or of a quotation, begins with; also the first one of
/// other signs.
fn last_end(bytes: &[u8]) -> Option<usize> {
    /// That of `…` and `”`.
    const SIGN: u8 = 0xE2;
    let sentence = memchr::memrchr3(b'.', b'!', b'?', bytes);
    let from = sentence.unwrap_or(0);
    memchr::memrchr2(b'"', SIGN, &bytes[from..]).map(|at| from + at).or(sentence)
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
