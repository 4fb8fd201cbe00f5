//! Repairs where a byte is lost and the best candidate is taken.

use super::oddness::is_latin;
use super::pages::PAGES;
use super::{SUPPORT, Support, rules};
use crate::edit::Edit;
use crate::options::Guess;

/// The first two bytes of “ ” ’ – as windows-1252 shows them.
const QUOTE_START: &str = "â€";

/// Whether a run of non-ASCII characters that ends in `last` may have lost a byte to what follows.
pub(super) fn is_suspicious(last: char, rest: &str) -> bool {
    last == 'Ã' && rest.starts_with(' ')
}

/// Adds the guesses between the edits that are certain.
pub(super) fn guess(text: &str, support: &Support, guess: Guess, edits: &mut Vec<Edit>) {
    if guess == Guess::Off {
        return;
    }
    let mut guesses = vec![];
    for (at, _) in text.match_indices(QUOTE_START) {
        guesses.extend(closing_quote(text, at, guess));
    }
    let western = PAGES
        .iter()
        .zip(support)
        .filter(|(page, _)| matches!(page.name, "windows-1252" | "latin-1" | "windows-1254"));
    let support = western.map(|(_, support)| *support).max().unwrap_or(0);
    for (at, _) in text.match_indices("Ã ") {
        guesses.extend(a_grave(text, at, support));
    }
    if guesses.is_empty() {
        return;
    }
    // A guess gives way to a unit that is whole.
    let certain = std::mem::take(edits);
    let free = |guess: &Edit| {
        let n = certain.partition_point(|edit| edit.range.end <= guess.range.start);
        certain.get(n).is_none_or(|edit| edit.range.start >= guess.range.end)
    };
    guesses.retain(free);
    *edits = certain;
    edits.extend(guesses);
    edits.sort_by_key(|edit| edit.range.start);
}

/// `â€` and nothing that could be its third byte: a closing quote, or with the byte
/// straightened to `"` a dash.
fn closing_quote(text: &str, at: usize, guess: Guess) -> Option<Edit> {
    let end = at + QUOTE_START.len();
    let next = text[end..].chars().next().unwrap_or(' ');
    let before = text[..at].chars().next_back().unwrap_or(' ');
    let (end, with) = match next {
        '\u{fffd}' => (end + next.len_utf8(), "”"),
        '"' if guess == Guess::Any && before.is_whitespace() => (end + 1, "—"),
        '"' | '\'' => return None,
        // The third byte is there, as some page shows it: no guess is needed.
        _ if super::image(next).trails != 0 && next != '\u{a0}' => return None,
        _ => (end, "”"),
    };
    let mut edit = Edit::replace(at..end, with, &rules::DROPPED_BYTE);
    edit.note = Some("the last byte of the character is lost".into());
    Some(edit)
}

/// `Ã` and a space that was a no-break space.
fn a_grave(text: &str, at: usize, support: i32) -> Option<Edit> {
    let end = at + "Ã ".len();
    let before = text[..at].chars().next_back().unwrap_or(' ');
    let likely =
        before.is_lowercase() && is_latin(before) || !before.is_alphabetic() && support >= SUPPORT;
    if !likely {
        return None;
    }
    // One space is the word's own too: the two were made one.
    let with = if text[end..].starts_with(char::is_whitespace) || end == text.len() {
        "à"
    } else {
        "à "
    };
    Some(Edit::replace(at..end, with, &rules::SPACED_BYTE))
}
