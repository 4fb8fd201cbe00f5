//! What names look like, as credits and notes are made of them.

use super::phrase::{self, Word};

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
        Some(first) => {
            !first.is_lowercase()
                || phrase::is(word, Word::Particle)
                || phrase::is(word, Word::Credit)
        }
    }
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
}
