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

/// What the judgement of the units tells about the text around a guess.
struct Around {
    /// What the units of windows-1252 and its kin gain together.
    support: i32,
    /// Some unit is a letter that only Vietnamese uses.
    vietnamese: bool,
    /// Some unit is a letter of a language that has í and no à (Czech, Icelandic, Hungarian).
    no_grave: bool,
}

/// Adds the guesses between the edits that are certain.
pub(super) fn guess(text: &str, support: &Support, guess: Guess, edits: &mut Vec<Edit>) {
    if guess == Guess::Off {
        return;
    }
    let western = |name: &str| matches!(name, "windows-1252" | "latin-1" | "windows-1254");
    let support = PAGES
        .iter()
        .zip(support)
        .filter(|(page, _)| western(page.name))
        .map(|(_, support)| *support);
    let has = |is: &dyn Fn(char) -> bool| edits.iter().any(|edit| edit.with.contains(is));
    let around = Around {
        support: support.max().unwrap_or(0),
        vietnamese: has(&|c| ('\u{1ea0}'..='\u{1ef9}').contains(&c)),
        no_grave: has(&|c| "ěřčšžůďťňľĺðþőű".contains(c)),
    };
    let mut guesses = vec![];
    for (at, c) in
        text.char_indices().filter(|(_, c)| matches!(c, 'â' | 'Ã' | 'á' | 'Å' | 'Î' | 'Ð' | '×'))
    {
        guesses.extend(match c {
            'â' => closing_quote(text, at, guess),
            'á' => vietnamese_a(text, at, &around),
            'Ã' => a_grave(text, at, &around).or_else(|| i_acute(text, at, &around)),
            _ => spaced_capital(text, at, &around),
        });
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

fn before(text: &str, at: usize) -> char {
    text[..at].chars().next_back().unwrap_or(' ')
}

fn next(rest: &str) -> char {
    rest.chars().next().unwrap_or(' ')
}

/// `â€` and nothing that could be its third byte: a closing quote, or with the byte
/// straightened to `"` a dash.
fn closing_quote(text: &str, at: usize, guess: Guess) -> Option<Edit> {
    if !text[at..].starts_with(QUOTE_START) {
        return None;
    }
    let end = at + QUOTE_START.len();
    let next = next(&text[end..]);
    let (end, with) = match next {
        '\u{fffd}' => (end + next.len_utf8(), "”"),
        '"' if guess == Guess::Any && before(text, at).is_whitespace() => (end + 1, "—"),
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
fn a_grave(text: &str, at: usize, around: &Around) -> Option<Edit> {
    let rest = text[at..].strip_prefix("Ã ")?;
    let before = before(text, at);
    let end = at + "Ã ".len();
    if around.vietnamese && VIETNAMESE_ENDS.contains(&word(rest)) {
        return Some(Edit::replace(at..end, "à", &rules::SPACED_BYTE));
    }
    let ends_word =
        before.is_alphabetic() && (around.vietnamese || before.is_lowercase() && is_latin(before));
    if !ends_word && (before.is_alphabetic() || around.support < SUPPORT) {
        return None;
    }
    // One space is the word's own too: the two were made one.
    let with = match (rest.starts_with(char::is_whitespace) || rest.is_empty(), around.no_grave) {
        (true, false) => "à",
        (false, false) => "à ",
        // The soft hyphen that belongs to í was dropped, and the space is only a space.
        (_, true) => return Some(Edit::replace(at..end - 1, "í", &rules::DROPPED_BYTE)),
    };
    Some(Edit::replace(at..end, with, &rules::SPACED_BYTE))
}

/// What may follow the vowel of a Vietnamese syllable; none of it is a word.
const VIETNAMESE_ENDS: [&str; 12] = ["c", "ch", "i", "m", "n", "ng", "nh", "o", "p", "t", "u", "y"];

/// The word at the start, as far as it could be one of [`VIETNAMESE_ENDS`].
fn word(rest: &str) -> &str {
    let len = rest
        .char_indices()
        .take(3)
        .find(|(_, c)| !c.is_alphabetic())
        .map_or(rest.len().min(3), |(n, _)| n);
    rest.get(..len).unwrap_or("")
}

/// `Ã` inside a word in small letters: of the characters it begins, í alone is a small letter whose
/// other byte programs drop (it is the soft hyphen).
fn i_acute(text: &str, at: usize, around: &Around) -> Option<Edit> {
    let end = at + 'Ã'.len_utf8();
    let small = |c: char| c.is_lowercase() && is_latin(c);
    let inside = small(before(text, at)) && next(&text[end..]).is_ascii_lowercase();
    let likely = inside && around.support >= SUPPORT;
    likely.then(|| Edit::replace(at..end, "í", &rules::DROPPED_BYTE))
}

/// `áº` that lost a soft hyphen: ậ. What else it could begin is in no language's everyday spelling.
fn vietnamese_a(text: &str, at: usize, around: &Around) -> Option<Edit> {
    let rest = text[at..].strip_prefix("áº")?;
    let whole = super::image(next(rest)).trails != 0;
    (around.vietnamese && !whole)
        .then(|| Edit::replace(at..at + "áº".len(), "ậ", &rules::DROPPED_BYTE))
}

/// Capitals whose second byte is A0, with what goes on after the space, and whether they can be
/// told from a word's end only at a word's start.
const SPACED_CAPITALS: [(&str, &str, &str, bool); 4] = [
    ("Å ", "Š", "abcdefghijklmnopqrstuvwxyzÃÄÅ", true),
    ("Î ", "Π", "ÎÏ", false),
    ("Ð ", "Р", "ÐÑ", true),
    ("× ", "נ", "×", false),
];

fn spaced_capital(text: &str, at: usize, around: &Around) -> Option<Edit> {
    let (found, with, followers, at_start) =
        SPACED_CAPITALS.iter().find(|(found, ..)| text[at..].starts_with(found))?;
    let end = at + found.len();
    let likely = around.support >= SUPPORT
        && followers.contains(next(&text[end..]))
        && !(*at_start && before(text, at).is_alphanumeric());
    likely.then(|| Edit::replace(at..end, *with, &rules::SPACED_BYTE))
}
