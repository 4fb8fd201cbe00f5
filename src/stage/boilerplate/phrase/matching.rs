//! How a phrase of the files is found at the start of a text.

/// Whether a phrase that ends in a word stands before the end of a word.
pub(super) fn ends_word(phrase: &str, rest: &str) -> bool {
    !phrase.ends_with(char::is_alphanumeric)
        || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// What follows the phrase at the start of `text`.
pub(super) fn behind<'t>(text: &'t str, phrase: &str, cased: bool) -> Option<&'t str> {
    let mut rest = text;
    for wanted in phrase.chars() {
        if wanted == '#' {
            let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if number.len() == rest.len() {
                return None;
            }
            rest = number;
            continue;
        }
        let c = rest.chars().next()?;
        let same = c == wanted || !cased && fold(c) == fold(wanted) || plain(c) == wanted;
        if !same {
            return None;
        }
        rest = &rest[c.len_utf8()..];
    }
    Some(rest)
}

fn fold(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { plain(c).to_lowercase().next().unwrap_or(c) }
}

/// Apostrophes and spaces as they are typed in the phrase files.
fn plain(c: char) -> char {
    match c {
        '’' => '\'',
        '\u{a0}' => ' ',
        _ => c,
    }
}

/// What two texts have in common that begin with the same phrase: the classes of their first two
/// characters, as far as case and typing do not matter.
pub(super) fn key(text: &str) -> u16 {
    let mut chars = text.chars();
    let [first, second] = [class(chars.next()), class(chars.next())];
    u16::from(first) << 8 | u16::from(second)
}

/// The class of characters that are no ASCII.
const OTHER: u8 = 0x80;
/// The last of the classes.
pub(super) const LAST_CLASS: u16 = OTHER as u16;

/// ASCII in lower case, one class for the digits and one for all other characters.
fn class(c: Option<char>) -> u8 {
    match c {
        None => 0,
        Some('#' | '0'..='9') => b'0',
        // As `plain` has it; `İ` and the Kelvin sign fold to ASCII, and are no start of a phrase.
        Some(c) => u8::try_from(plain(c)).ok().filter(u8::is_ascii).map_or(OTHER, |b| b.to_ascii_lowercase()),
    }
}
